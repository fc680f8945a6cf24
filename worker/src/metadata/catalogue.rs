//! Asks catalogues for everybody: what is asked twice at once is asked once, and what was
//! told is kept. One object of several has each question.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_util::FutureExt;
use playtally::error::{Error, ErrorKind};
use playtally::providers::metadata::Attribution;
use playtally::providers::{self, Context, Descriptor, Intent, Outcome, Service};
use playtally::time::Span;
use serde_json::{Value, json};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use crate::code;
use crate::config::Config;
use crate::connections::Joint;
use crate::drive;
use crate::metadata::kept::{Cache, Kept, place};
use crate::quota;

/// The longest a catalogue is left alone that did not say how long it wants to be.
const LONGEST_REST: Span = Span::from_mins(1);

/// Answers questions about titles and people.
#[durable_object(fetch)]
pub struct Catalogue {
    state: State,
    desk: Rc<Desk>,
}

/// What the answers under way share.
struct Desk {
    env: Env,
    under_way: RefCell<BTreeMap<String, Joint<Kept>>>,
    /// How often in a row it was asked to slow down.
    strikes: Cell<u32>,
}

/// The catalogue that is asked.
pub(crate) fn service() -> Option<&'static dyn Service> {
    providers::ALL.iter().copied().find(|service| service.descriptor().finds.metadata)
}

/// The notice the catalogue wants beside its data and its logo, and which service's it is.
pub(crate) fn attribution(service: &dyn Service) -> Option<Value> {
    let Attribution { text, url } = service.attribution()?;
    let Descriptor { id, name, .. } = service.descriptor();
    Some(json!({ "service": id, "name": name, "text": text, "url": url }))
}

/// The same for who wants to know no more than what it means.
///
/// # Errors
/// As [`ask`]; `NotFound` where the catalogue knows no such thing.
pub(crate) async fn outcome(env: &Env, intent: &Intent) -> Result<Outcome, Error> {
    match ask(env, intent).await? {
        Kept::Told(told) => Ok(Outcome::Metadata(told)),
        Kept::Found(candidates) => Ok(Outcome::Found(candidates)),
        Kept::Nothing => Err(Error::new(ErrorKind::NotFound, "There is no such title.")),
    }
}

/// The answer to a question, from what is kept or from the catalogue.
///
/// # Errors
/// Whatever the catalogue refused; `NotSent` where it was not asked.
pub(crate) async fn ask(env: &Env, intent: &Intent) -> Result<Kept, Error> {
    let (name, _) = place(intent).ok_or_else(|| not_sent("Nobody is asked this."))?;
    let shard = code::hashed("catalogue", &name);
    let shard = shard.get(..1).unwrap_or_default();
    let answered: worker::Result<Result<Kept, Error>> =
        drive::ask(env, "CATALOGUE", shard, intent).await;
    answered.unwrap_or_else(|_| Err(not_sent("The hub could not look it up. Try again.")))
}

/// Asks the catalogue whether it takes the hub's key.
///
/// # Errors
/// As [`ask`].
pub(crate) async fn try_key(env: &Env) -> Result<(), Error> {
    call(env, &Cell::default(), &Intent::Profile).await.map(drop)
}

fn not_sent(message: &str) -> Error {
    Error::new(ErrorKind::NotSent, message)
}

impl DurableObject for Catalogue {
    fn new(state: State, env: Env) -> Self {
        let under_way = RefCell::default();
        Self { state, desk: Rc::new(Desk { env, under_way, strikes: Cell::new(0) }) }
    }

    async fn fetch(&self, mut req: Request) -> worker::Result<Response> {
        let joint = Desk::answer(&self.desk, req.json().await?);
        let work = joint.clone();
        // Whoever asked may go; the answer is kept all the same.
        self.state.wait_until(async move { drop(work.await) });
        Response::from_json(&joint.await)
    }
}

impl Desk {
    /// The answer that is under way, or a new one.
    fn answer(self: &Rc<Self>, intent: Intent) -> Joint<Kept> {
        let Some((name, lifetime)) = place(&intent) else {
            let refused = Err(not_sent("Nobody is asked this."));
            return async move { refused }.boxed_local().shared();
        };
        if let Some(joint) = self.under_way.borrow().get(&name) {
            return joint.clone();
        }
        let (desk, key) = (Rc::clone(self), name.clone());
        let joint = async move {
            let answer = desk.look_up(&key, lifetime, &intent).await;
            desk.under_way.borrow_mut().remove(&key);
            answer
        };
        let joint = joint.boxed_local().shared();
        self.under_way.borrow_mut().insert(name, joint.clone());
        joint
    }

    async fn look_up(
        self: &Rc<Self>,
        name: &str,
        lifetime: Span,
        intent: &Intent,
    ) -> Result<Kept, Error> {
        let cache = Cache::open(&self.env).map_err(|_| not_sent("The hub has no cache."))?;
        if let Some(kept) = cache.read(name, drive::now()).await {
            return Ok(kept);
        }
        let mut kept = match call(&self.env, &self.strikes, intent).await {
            Ok(Outcome::Metadata(told)) => Kept::Told(told),
            Ok(Outcome::Found(candidates)) => Kept::Found(candidates),
            Ok(_) => return Err(not_sent("Nobody is asked this.")),
            Err(error) if error.kind == ErrorKind::NotFound => Kept::Nothing,
            Err(error) => return Err(error),
        };
        if let (Kept::Told(told), Intent::Metadata(ask)) = (&mut kept, intent)
            && let Some(again) = ask.again(told)
        {
            match self.answer(Intent::Metadata(again)).await {
                Ok(Kept::Told(english)) => told.fill_from(*english),
                Ok(_) => {}
                // Half an answer is better than none, and not worth keeping.
                Err(_) => return Ok(kept),
            }
        }
        cache.write(name, lifetime, drive::now(), &kept).await;
        Ok(kept)
    }
}

/// Asks the catalogue itself, within the quota everybody here shares.
async fn call(env: &Env, strikes: &Cell<u32>, intent: &Intent) -> Result<Outcome, Error> {
    let service = service().ok_or_else(|| not_sent("There is no catalogue."))?;
    let bucket = service.descriptor().id;
    let app = Config::read(env).app(service, "");
    let cx = Context { app: app.as_ref(), ..Context::default() };
    let mut request = service.plan(intent, &cx)?;
    let ask = quota::Ask { bucket: bucket.to_owned(), cool_until: None };
    let granted: worker::Result<quota::Granted> = drive::ask(env, "QUOTA", bucket, &ask).await;
    // A quota that cannot be asked is no reason to leave somebody without an answer.
    if let Ok(quota::Granted { until: Some(until) }) = granted {
        let message = format!("{} is asked too often just now.", service.descriptor().name);
        let busy = Error::new(ErrorKind::RateLimited, message);
        return Err(Error { retry_at: Some(until), ..busy });
    }
    service.sign(&mut request, &cx);
    let response = drive::perform(&request).await?;
    let digested = service.digest(drive::now(), intent, &response);
    match &digested {
        Err(error) if error.kind == ErrorKind::RateLimited => {
            cool_down(env, strikes, bucket, error).await;
        }
        _ => strikes.set(0),
    }
    digested
}

/// Leaves the catalogue alone, longer each time where it does not say how long.
async fn cool_down(env: &Env, strikes: &Cell<u32>, bucket: &str, error: &Error) {
    let count = strikes.get();
    strikes.set(count.saturating_add(1));
    let [random] = drive::random::<1>();
    let rest = Span::from_millis((1000_i64 << count.min(6)) + i64::from(random) * 2);
    let until = error.retry_at.unwrap_or_else(|| drive::now() + rest.min(LONGEST_REST));
    let ask = quota::Ask { bucket: bucket.to_owned(), cool_until: Some(until) };
    // Help for others; losing it changes nothing.
    let told: worker::Result<quota::Granted> = drive::ask(env, "QUOTA", bucket, &ask).await;
    drop(told);
}
