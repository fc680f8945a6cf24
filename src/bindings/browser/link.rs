//! The class behind `Playtally`: queue, store and fetch of one page.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

use super::super::{decode, error::to_js};
use super::fetch::{answer, send, start};
use super::queue::{Queue, Task};
use super::store::Store;
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, Method, with_query};
use crate::session::Fact;
use crate::time::Timestamp;

/// One page's link to the hub. `changed` is called whenever something about it did.
#[wasm_bindgen]
pub struct HubLink(Rc<Inner>);

struct Inner {
    base: String,
    profile: Option<String>,
    store: Store,
    queue: RefCell<Queue>,
    /// Requests under way.
    sending: Cell<u32>,
    /// Set while the page goes: sends are held, and one farewell carries all.
    leaving: Cell<bool>,
    held: RefCell<Vec<u64>>,
    /// Whether the hub knows us no more.
    strange: Cell<bool>,
    changed: Function,
}

#[wasm_bindgen]
impl HubLink {
    /// `base` is the root of the hub's API, `prefix` begins all keys in localStorage,
    /// `tab` names this page.
    #[wasm_bindgen(constructor)]
    pub fn new(
        base: String,
        profile: Option<String>,
        prefix: &str,
        tab: &str,
        changed: Function,
    ) -> Self {
        let queue = Queue::new(now(), &base, profile.as_deref(), prefix, tab);
        Self(Rc::new(Inner {
            base,
            profile,
            store: Store::open(),
            queue: RefCell::new(queue),
            sending: Cell::new(0),
            leaving: Cell::new(false),
            held: RefCell::default(),
            strange: Cell::new(false),
            changed,
        }))
    }

    /// Takes facts, a JSON list, as a session told them.
    ///
    /// # Errors
    /// `bad_input` where they are not of their form.
    pub fn facts(&self, json: &str) -> Result<(), JsValue> {
        for fact in decode::<Vec<Fact>>("facts", json)? {
            let tasks = self.0.queue.borrow_mut().fact(now(), &self.0.store, fact);
            self.0.carry_out(tasks);
        }
        Ok(())
    }

    /// Takes over what tabs left behind that are not among `alive`.
    pub fn adopt(&self, alive: Vec<String>) {
        let tasks = self.0.queue.borrow_mut().adopt(now(), &self.0.store, &alive);
        self.0.carry_out(tasks);
    }

    /// To be called when `wakeAt` has come.
    pub fn wake(&self) {
        let tasks = self.0.queue.borrow_mut().wake(now(), &self.0.store);
        self.0.carry_out(tasks);
    }

    /// Tries everything that waits again, now.
    pub fn retry(&self) {
        if self.0.strange.get() {
            self.0.sign_in();
        }
        let tasks = self.0.queue.borrow_mut().retry(now(), &self.0.store);
        self.0.carry_out(tasks);
    }

    /// The page goes: from now on nothing leaves until `farewell`.
    pub fn leave(&self) {
        self.0.leaving.set(true);
    }

    /// Sends all that waits in one request that outlives the page.
    pub fn farewell(&self) {
        let Some((request, entries)) = self.0.queue.borrow().farewell(&self.0.store) else {
            return;
        };
        let inner = Rc::clone(&self.0);
        // Started here: the page may not live to see another turn.
        let started = start(&request, true);
        spawn_local(async move {
            if answer(started).await.is_some_and(|answer| answer.is_success()) {
                let tasks = inner.queue.borrow_mut().delivered(now(), &inner.store, entries);
                inner.carry_out(tasks);
            }
        });
    }

    /// The page is back (from the back/forward cache).
    #[wasm_bindgen(js_name = comeBack)]
    pub fn come_back(&self) {
        self.0.leaving.set(false);
        for id in self.0.held.take() {
            self.0.feed(id, None);
        }
    }

    /// Asks the hub; the answer's body as text.
    ///
    /// # Errors
    /// `no_answer`, or the code of the hub's problem.
    pub async fn get(&self, path: String) -> Result<String, JsValue> {
        let inner = Rc::clone(&self.0);
        inner.get(&path).await.map_err(|error| to_js(&error, Some(now())))
    }

    /// Facts that wait or are under way.
    #[wasm_bindgen(getter)]
    pub fn pending(&self) -> u32 {
        self.0.queue.borrow().pending() as u32
    }

    /// Whether a request is under way.
    #[wasm_bindgen(getter)]
    pub fn sending(&self) -> bool {
        self.0.sending.get() > 0
    }

    /// Whether the hub's last answer was trouble.
    #[wasm_bindgen(getter)]
    pub fn failed(&self) -> bool {
        self.0.queue.borrow().failed
    }

    /// When to call `wake`, in Unix milliseconds.
    #[wasm_bindgen(getter, js_name = wakeAt)]
    pub fn wake_at(&self) -> Option<f64> {
        self.0.queue.borrow().wake_at().map(|at| at.millis() as f64)
    }

    /// The text kept under `key`.
    pub fn read(&self, key: &str) -> Option<String> {
        self.0.store.get(key)
    }

    /// Keeps `text` under `key`.
    pub fn write(&self, key: &str, text: &str) {
        self.0.store.set(key, text);
    }

    /// Forgets `key`.
    pub fn erase(&self, key: &str) {
        self.0.store.remove(key);
    }

    /// The keys that begin with `prefix`.
    pub fn keys(&self, prefix: &str) -> Vec<String> {
        self.0.store.keys(prefix)
    }
}

impl Inner {
    fn carry_out(self: &Rc<Self>, tasks: Vec<Task>) {
        for task in tasks {
            match task {
                Task::Send(id, _) if self.leaving.get() => self.held.borrow_mut().push(id),
                Task::Send(id, request) => self.send(id, request),
                Task::SignIn => self.sign_in(),
            }
        }
        self.tell();
    }

    fn send(self: &Rc<Self>, id: u64, request: HttpRequest) {
        let inner = Rc::clone(self);
        self.sending.set(self.sending.get() + 1);
        spawn_local(async move {
            let answer = send(&request).await;
            inner.sending.set(inner.sending.get() - 1);
            let tasks = inner.queue.borrow_mut().answered(now(), &inner.store, id, answer);
            inner.carry_out(tasks);
        });
    }

    fn feed(self: &Rc<Self>, id: u64, answer: Option<crate::http::HttpResponse>) {
        let tasks = self.queue.borrow_mut().answered(now(), &self.store, id, answer);
        self.carry_out(tasks);
    }

    /// Any read of the hub gives a browser without a session a new one.
    fn sign_in(self: &Rc<Self>) {
        let inner = Rc::clone(self);
        self.strange.set(true);
        spawn_local(async move {
            if inner.get("/user/services").await.is_ok() {
                inner.strange.set(false);
                let tasks = inner.queue.borrow_mut().signed_in(now(), &inner.store);
                inner.carry_out(tasks);
            }
        });
    }

    async fn get(&self, path: &str) -> Result<String, Error> {
        let mut url = format!("{}{path}", self.base);
        if let Some(profile) = &self.profile {
            url = with_query(&url, &[("profile", profile)]);
        }
        let answer = send(&HttpRequest::new(Method::Get, url)).await;
        let Some(answer) = answer else {
            return Err(Error::new(ErrorKind::NoAnswer, "The hub did not answer."));
        };
        if answer.is_success() {
            return Ok(answer.body);
        }
        let mut error = super::hub::refused(now(), &answer);
        error.detail = Some(answer.body);
        Err(error)
    }

    fn tell(&self) {
        // What a listener throws is its own affair.
        let _ = self.changed.call0(&JsValue::NULL);
    }
}

/// The browser's clock: the drivers' side of the border.
#[expect(clippy::disallowed_methods, reason = "a driver is where the clock is read")]
fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}
