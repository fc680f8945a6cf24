//! The calls to Simkl: what goes out, what comes back.

mod account;
mod find;
mod library;
mod read;
mod scrobble;

use serde_json::Value;

use super::DESCRIPTOR;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse, Method, USER_AGENT, with_query};
use crate::providers::{Context, Intent, Outcome};
use crate::time::Timestamp;

pub(super) use account::{activities, activities_read, settings, settings_read, stats, totals};
pub(super) use find::{find, hits, redirected, search};
pub(super) use library::{add, added, change, changed, remove, removed};
pub(super) use read::{forget_place, read, read_rows, without_rows};
pub(super) use scrobble::{
    PAUSE, START, STOP, cancel_check_in, check_in, conflict, scrobble, scrobbled,
};

/// Answers that mean something though they carry no data.
pub(super) fn early(intent: &Intent, response: &HttpResponse) -> Option<Outcome> {
    match intent {
        // One that is not there any more is forgotten, too.
        Intent::ForgetPlace(_) => {
            let gone = response.status == 404 && !response.is_html();
            (gone || response.status == 204).then_some(Outcome::Done)
        }
        Intent::Read(wanted) => without_rows(wanted, response),
        Intent::Find(by) => redirected(by, response),
        _ => conflict(intent, response),
    }
}

/// A moment as Simkl's own pages write it: without a fraction where there is none.
fn moment(at: Timestamp) -> String {
    at.to_rfc3339().replace(".000Z", "Z")
}

fn post(path: &str, body: impl Into<Value>, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    Ok(call(Method::Post, path, cx)?.json(&body.into()))
}

/// The three query members and the header every call needs.
fn call(method: Method, path: &str, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let app = cx.app.ok_or_else(|| crate::providers::unconfigured(&DESCRIPTOR))?;
    let url = with_query(&format!("{}{path}", DESCRIPTOR.base), &app.pairs());
    Ok(HttpRequest::new(method, url).header("user-agent", USER_AGENT))
}
