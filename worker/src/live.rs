//! The live view: pages that listen hear what changed, over WebSockets that stay open
//! while the object sleeps.
//!
//! What is known of a page is written on its socket, so an object that was rebuilt
//! tells it nothing twice.

use std::rc::Rc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use worker::worker_sys::WebSocketRequestResponsePair;
use worker::{Delay, Response, WebSocket, WebSocketPair};

use crate::account::Hub;
use crate::carry::Carrier;
use crate::code;
use crate::drive;
use crate::error::{Answer, Problem};

/// Pages of one person that may listen at once.
const MOST_PAGES: usize = 20;

/// What changes within this time is told together.
const TOGETHER: Duration = Duration::from_millis(100);

/// Close code that says: come again. A page that belongs elsewhere is led there.
pub(crate) const SERVICE_RESTART: u16 = 1012;

/// Close code that says: the person left, and nobody is here any more.
pub(crate) const GONE: u16 = 4410;

/// What is known of a page that listens.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Page {
    /// What it heard last of each subject, as hashes.
    heard: Vec<String>,
    /// Where it carries requests, too.
    pub(crate) carrier: Option<Carrier>,
}

impl Hub {
    /// `GET live`: all there is now, then what changes.
    pub(crate) fn listen(&self, profile: &str) -> Answer<Response> {
        if self.state.get_websockets().len() >= MOST_PAGES {
            let detail = "Too many pages listen. Close some.";
            return Err(Problem::new(429, "too_many_requests", detail));
        }
        // Answered by the runtime: nobody is woken to say that they are there.
        let pong =
            WebSocketRequestResponsePair::new("ping", "pong").map_err(worker::Error::from)?;
        self.state.set_websocket_auto_response(&pong);
        let subjects = self.subjects(profile)?;
        let WebSocketPair { client, server } = WebSocketPair::new()?;
        self.state.accept_websocket_with_tags(&server, &[profile]);
        tell(&server, &subjects)?;
        Ok(Response::from_websocket(client)?)
    }

    /// Something changed: whoever listens hears of it in a moment.
    pub(crate) fn news(self: &Rc<Self>) {
        if self.telling.get() || self.state.get_websockets().is_empty() {
            return;
        }
        self.telling.set(true);
        let hub = Rc::clone(self);
        self.spawn(async move {
            Delay::from(TOGETHER).await;
            hub.telling.set(false);
            if let Err(problem) = hub.tell_all() {
                worker::console_error!("not told: {}", problem.detail);
            }
        });
    }

    /// Nobody listens any more; the code says why.
    pub(crate) fn send_away(&self, code: u16) {
        for socket in self.state.get_websockets() {
            // One that is closing goes anyway.
            drop(socket.close(Some(code), None::<&str>));
        }
    }

    fn tell_all(&self) -> Answer<()> {
        for profile in self.profile_ids()? {
            let sockets = self.state.get_websockets_with_tag(&profile);
            if sockets.is_empty() {
                continue;
            }
            let subjects = self.subjects(&profile)?;
            for socket in sockets {
                // One that is closing must not keep the others from hearing.
                drop(tell(&socket, &subjects));
            }
        }
        Ok(())
    }

    /// What a page is told of, each as a message.
    fn subjects(&self, profile: &str) -> Answer<Vec<String>> {
        let playing = json!({ "players": self.list_playing(profile, drive::now())? });
        let subjects = [
            ("services", self.services_of(profile)?),
            ("outbox", self.outbox_of(profile)?),
            ("playing", playing),
            ("questions", self.questions_of(profile)?),
            ("profiles", self.household()?),
        ];
        let imports = self.imports_of(profile)?.into_iter().map(|it| ("import", it));
        let syncs = self.syncs_of(profile)?.into_iter().map(|sync| ("sync", sync));
        let places = self.places_changed_at(profile)?;
        let places = places.map(|at| ("continue", json!({ "changed_at": at.to_rfc3339() })));
        let subjects = subjects.into_iter().chain(imports).chain(syncs).chain(places);
        Ok(subjects.map(|(name, it)| message(name, it)).collect())
    }
}

fn message(name: &str, mut subject: Value) -> String {
    subject["type"] = json!(name);
    subject.to_string()
}

/// Tells a page what it has not heard.
fn tell(socket: &WebSocket, subjects: &[String]) -> worker::Result<()> {
    let page: Page = socket.deserialize_attachment()?.unwrap_or_default();
    let hashes: Vec<_> = subjects.iter().map(|subject| code::hashed("message", subject)).collect();
    for (index, (subject, hash)) in subjects.iter().zip(&hashes).enumerate() {
        if page.heard.get(index) != Some(hash) {
            socket.send_with_str(subject)?;
        }
    }
    socket.serialize_attachment(Page { heard: hashes, ..page })
}
