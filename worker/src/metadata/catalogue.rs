//! Asks catalogues for everybody: what is asked twice at once is asked once, and what was
//! told is kept. One object of several has each question, and joins what several told.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::FutureExt;
use playtally::error::{Error, ErrorKind};
use playtally::lookup::join::{Join, Joined, Next, Sought};
use playtally::map::Map;
use playtally::providers::metadata::Attribution;
use playtally::providers::{self, Context, Descriptor, Intent, Outcome, Service};
use playtally::time::Span;
use serde::{Deserialize, Serialize};
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
    under_way: RefCell<Map<String, Joint<Kept>>>,
    /// How often in a row a catalogue asked to slow down.
    titles: Cell<u32>,
    entries: Cell<u32>,
}

/// A question for the catalogues.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wanted {
    /// For the catalogue that tells of titles.
    Titles(Intent),
    /// For the one that has entries of anime.
    Entries(Intent),
    /// For both: what they know of one title.
    Joined(Sought),
}

/// The catalogue that tells of titles.
pub(crate) fn service() -> Option<&'static dyn Service> {
    providers::ALL.iter().copied().find(|service| service.descriptor().finds.metadata)
}

/// The notice the catalogue wants beside its data and its logo, and which service's it is.
pub(crate) fn attribution(service: &dyn Service) -> Option<Value> {
    let Attribution { text, url } = service.attribution()?;
    let Descriptor { id, name, .. } = service.descriptor();
    Some(json!({ "service": id, "name": name, "text": text, "url": url }))
}

/// The catalogue of entries: the one that knows its own ids and others', and needs no sign-in
/// to tell of them.
fn entries() -> Option<&'static dyn Service> {
    providers::by_id("anilist")
}

/// The same for who wants to know no more than what it means.
///
/// # Errors
/// As [`ask`]; `NotFound` where the catalogue knows no such thing.
pub(crate) async fn outcome(env: &Env, intent: Intent) -> Result<Outcome, Error> {
    let kept = ask(env, Wanted::Titles(intent)).await?;
    kept.outcome().ok_or_else(|| Error::new(ErrorKind::NotFound, "There is no such title."))
}

/// What catalogues know of a title.
///
/// # Errors
/// As [`ask`]; then nothing is known.
pub(crate) async fn joined(env: &Env, sought: Sought) -> Result<Joined, Error> {
    match ask(env, Wanted::Joined(sought)).await? {
        Kept::Joined(joined) => Ok(*joined),
        _ => Err(not_sent("Nobody is asked this.")),
    }
}

/// The answer to a question, from what is kept or from the catalogue.
///
/// # Errors
/// Whatever the catalogue refused; `NotSent` where it was not asked.
pub(crate) async fn ask(env: &Env, wanted: Wanted) -> Result<Kept, Error> {
    let (name, _) = place(&wanted).ok_or_else(|| not_sent("Nobody is asked this."))?;
    let shard = code::hashed("catalogue", &name);
    let shard = shard.get(..1).unwrap_or_default();
    let answered: worker::Result<Result<Kept, Error>> =
        drive::ask(env, "CATALOGUE", shard, &wanted).await;
    answered.unwrap_or_else(|_| Err(not_sent("The hub could not look it up. Try again.")))
}

/// Asks the catalogue whether it takes the hub's key.
///
/// # Errors
/// As [`ask`].
pub(crate) async fn try_key(env: &Env) -> Result<(), Error> {
    call(env, service(), &Cell::default(), &Intent::Profile).await.map(drop)
}

fn not_sent(message: &str) -> Error {
    Error::new(ErrorKind::NotSent, message)
}

impl DurableObject for Catalogue {
    fn new(state: State, env: Env) -> Self {
        let under_way = RefCell::default();
        let (titles, entries) = (Cell::new(0), Cell::new(0));
        Self { state, desk: Rc::new(Desk { env, under_way, titles, entries }) }
    }

    async fn fetch(&self, mut req: Request) -> worker::Result<Response> {
        let joint = Desk::answer(&self.desk, drive::asked(&mut req).await?);
        let work = joint.clone();
        // Whoever asked may go; the answer is kept all the same.
        self.state.wait_until(async move { drop(work.await) });
        Response::from_json(&joint.await)
    }
}

impl Desk {
    /// The answer that is under way, or a new one.
    fn answer(self: &Rc<Self>, wanted: Wanted) -> Joint<Kept> {
        let Some((name, lifetime)) = place(&wanted) else {
            let refused = Err(not_sent("Nobody is asked this."));
            return async move { refused }.boxed_local().shared();
        };
        if let Some(joint) = self.under_way.borrow().get(&name) {
            return joint.clone();
        }
        let (desk, key) = (Rc::clone(self), name.clone());
        let joint = async move {
            let answer = desk.look_up(&key, lifetime, &wanted).await;
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
        wanted: &Wanted,
    ) -> Result<Kept, Error> {
        let cache = Cache::open(&self.env).map_err(|_| not_sent("The hub has no cache."))?;
        if let Some(kept) = cache.read(name, drive::now()).await {
            return Ok(kept);
        }
        let mut kept = match wanted {
            Wanted::Titles(intent) => told(call(&self.env, service(), &self.titles, intent).await)?,
            Wanted::Entries(intent) => {
                told(call(&self.env, entries(), &self.entries, intent).await)?
            }
            Wanted::Joined(sought) => self.join(sought).await?,
        };
        if let (Kept::Told(told), Wanted::Titles(Intent::Metadata(ask))) = (&mut kept, wanted)
            && let Some(again) = ask.again(told)
        {
            match self.answer(Wanted::Titles(Intent::Metadata(again))).await {
                Ok(Kept::Told(english)) => told.fill_from(*english),
                Ok(_) => {}
                // Half an answer is better than none, and not worth keeping.
                Err(_) => return Ok(kept),
            }
        }
        cache.write(name, lifetime, drive::now(), &kept).await;
        Ok(kept)
    }

    /// Asks all that a join wants to know.
    async fn join(self: &Rc<Self>, sought: &Sought) -> Result<Kept, Error> {
        let mut join = Join::new(drive::now(), sought.clone());
        loop {
            let wanted = match join.ask() {
                Next::Titles(intent) => Wanted::Titles(intent),
                Next::Entries(intent) => Wanted::Entries(intent),
                Next::Done(joined) => return Ok(Kept::Joined(joined)),
            };
            let kept = match self.answer(wanted).await {
                Ok(kept) => kept,
                // What cannot even be asked leads nowhere.
                Err(error) if error.kind == ErrorKind::BadInput => Kept::Nothing,
                Err(error) => return Err(error),
            };
            join.learn(kept.outcome());
        }
    }
}

/// What an answer is worth.
fn told(outcome: Result<Outcome, Error>) -> Result<Kept, Error> {
    match outcome {
        Ok(Outcome::Metadata(told)) => Ok(Kept::Told(told)),
        Ok(Outcome::Found(candidates)) => Ok(Kept::Found(candidates)),
        Ok(_) => Err(not_sent("Nobody is asked this.")),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(Kept::Nothing),
        Err(error) => Err(error),
    }
}

/// Asks a catalogue itself, within the quota everybody here shares.
async fn call(
    env: &Env,
    service: Option<&'static dyn Service>,
    strikes: &Cell<u32>,
    intent: &Intent,
) -> Result<Outcome, Error> {
    let service = service.ok_or_else(|| not_sent("There is no catalogue."))?;
    let bucket = service.descriptor().id;
    let app = Config::read(env).app(service, "");
    let cx = Context { app: app.as_ref(), ..Context::default() };
    let mut request = service.plan(intent, &cx)?;
    let ask = quota::Ask { bucket: bucket.to_owned(), cool_until: None, look: false };
    let granted: worker::Result<quota::Granted> = drive::ask(env, "QUOTA", bucket, &ask).await;
    // A quota that cannot be asked is no reason to leave somebody without an answer.
    if let Ok(quota::Granted { until: Some(until), .. }) = granted {
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
    let ask = quota::Ask { bucket: bucket.to_owned(), cool_until: Some(until), look: false };
    // Help for others; losing it changes nothing.
    let told: worker::Result<quota::Granted> = drive::ask(env, "QUOTA", bucket, &ask).await;
    drop(told);
}
