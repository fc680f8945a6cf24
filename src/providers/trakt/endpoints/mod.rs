//! The calls to Trakt: what goes out, what comes back.

mod account;
mod kept;
mod plays;
mod scrobble;
mod search;

use serde_json::Value;

use super::DESCRIPTOR;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse, Method, USER_AGENT};
use crate::providers::{Context, Intent, Outcome, Page};

pub(super) use account::{activities, activities_read, settings, settings_read};
pub(super) use kept::{change, changed, forget_place, read, rows};
pub(super) use plays::{add, added, plays_page, read_plays, remove, removed};
pub(super) use scrobble::{
    PAUSE, START, STOP, cancel_check_in, check_in, checked_in, conflict, scrobble, scrobbled,
};
pub(super) use search::{find, found, search};

/// What the status says by itself. A 204 has no body, and a place that is not there any more
/// is forgotten.
pub(super) fn nothing(intent: &Intent, response: &HttpResponse) -> Option<Outcome> {
    match (intent, response.status) {
        (Intent::CancelCheckIn(_), 204) => Some(Outcome::Noted { media: None }),
        (Intent::ForgetPlace(_), 204) => Some(Outcome::Done),
        (Intent::ForgetPlace(_), 404) if !response.is_html() => Some(Outcome::Done),
        (Intent::Read(read), 204) if kept::may_be_nothing(read) => {
            Some(Outcome::Page(Page::default()))
        }
        _ => None,
    }
}

fn post(path: &str, body: impl Into<Value>, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    Ok(call(Method::Post, path, cx)?.json(&body.into()))
}

/// The headers every call needs; without a User-Agent a page comes back instead of data.
fn call(method: Method, path: &str, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let app = cx.app.ok_or_else(|| crate::providers::unconfigured(&DESCRIPTOR))?;
    Ok(HttpRequest::new(method, format!("{}{path}", DESCRIPTOR.base))
        .header("trakt-api-version", "2")
        .header("trakt-api-key", &*app.client_id)
        .header("user-agent", USER_AGENT))
}
