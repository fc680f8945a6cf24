//! What catalogues tell, through the hub: their key stays here, and what was told once is
//! kept for everybody.

pub(crate) mod catalogue;
mod kept;
pub(crate) mod picture;
mod question;

use playtally::error::{Error, ErrorKind};
use playtally::providers::Service;
use playtally::time::Span;
use serde_json::{Value, json};
use worker::{Env, Request, Response};

use crate::account::Hub;
use crate::config::Config;
use crate::door::Knock;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;
use catalogue::Wanted;
use kept::{Cache, Kept};
pub(crate) use question::Question;

/// Questions a person may ask in a [`WINDOW`].
const MOST: u32 = 120;

const WINDOW: Span = Span::from_mins(1);

impl Hub {
    /// `GET metadata/…`
    pub(crate) async fn metadata(&self, question: Question, query: &str) -> Answer<Response> {
        let intent = question.into_intent(query)?;
        let service = catalogue::service().ok_or_else(Problem::not_found)?;
        let name = service.descriptor().name;
        self.app(service).ok_or_else(|| Problem::not_configured(name))?;
        self.may_ask()?;
        let mut answer =
            match catalogue::ask(&self.env, Wanted::Titles(intent)).await.map_err(refused)? {
                Kept::Told(told) => serde_json::to_value(told).map_err(worker::Error::from)?,
                Kept::Found(candidates) => json!({ "type": "found", "candidates": candidates }),
                Kept::Joined(_) | Kept::Nothing => {
                    let detail = format!("{name} knows no such thing.");
                    return Err(Problem::new(404, "unknown_title", detail));
                }
            };
        answer["attribution"] = json!(catalogue::attribution(service));
        reply::json(200, &answer)
    }

    /// Asks the catalogue whether it takes the hub's key: a question like any other.
    pub(crate) async fn try_key(&self, service: &dyn Service) -> Answer<()> {
        let name = service.descriptor().name;
        self.app(service).ok_or_else(|| Problem::not_configured(name))?;
        self.may_ask()?;
        catalogue::try_key(&self.env).await.map_err(refused)
    }

    /// Counts a question.
    pub(crate) fn may_ask(&self) -> Answer<()> {
        let now = drive::now();
        let (start, count) = self.asked.get();
        let (start, count) = if now - start < WINDOW { (start, count) } else { (now, 0) };
        self.asked.set((start, count.saturating_add(1)));
        if count < MOST {
            return Ok(());
        }
        let mut problem =
            Problem::new(429, "too_many_requests", "Too much was asked. Wait, then go on.");
        problem.retry_after = seconds(start + WINDOW - now);
        Err(problem)
    }
}

fn refused(error: Error) -> Problem {
    let retry_after = error.retry_at.and_then(|at| seconds(at - drive::now()));
    // It is the hub that is refused, whoever asks.
    let code = (error.kind == ErrorKind::AppRefused).then_some("app_refused");
    let problem = Problem::from(error);
    Problem { code: code.unwrap_or(problem.code), retry_after, ..problem }
}

fn seconds(span: Span) -> Option<u32> {
    u32::try_from(span.millis().max(0) / 1000 + 1).ok()
}

/// `GET metadata/cache`, and `DELETE metadata/cache[?expired=true]`: for the hub's owner.
///
/// # Errors
/// `not_configured`, `unauthorized`, `too_many_requests`.
pub(crate) async fn look_after(
    env: &Env,
    config: &Config,
    request: &Request,
    token: Option<&str>,
    query: &str,
    clear: bool,
) -> Answer<Response> {
    let owner = config.owner_token.as_deref().ok_or_else(|| {
        Problem::new(409, "not_configured", "The hub's owner has to set OWNER_TOKEN.")
    })?;
    let knock = Knock::at(env, request).await?;
    let same = |text: &str| crate::code::hashed("owner", text);
    if token.map(same) != Some(same(owner)) {
        return Err(Problem::new(401, "unauthorized", "This is for the hub's owner."));
    }
    knock.right().await;
    let (cache, now) = (Cache::open(env)?, drive::now());
    let told: Value = if clear {
        let expired = query.split('&').any(|pair| pair == "expired=true");
        cache.clear(expired.then_some(now)).await?
    } else {
        cache.stats(now).await?
    };
    reply::json(200, &told)
}
