//! What Last.fm's refusals mean: of a call by its number, whatever the status; of a
//! single play under a 200.
//!
//! <https://www.last.fm/api/errorcodes> and <https://www.last.fm/api/scrobbling>, read 2026-09.

use serde_json::Value;

use crate::error::ErrorKind::{DailyLimit, RateLimited, Rejected, SignInAgain, Unavailable};
use crate::error::{Error, ErrorKind};
use crate::http::HttpResponse;
use crate::providers::refusal::{ANY, APP_WAIT, Refusals, row};
use crate::providers::wire;
use crate::time::{Span, Timestamp};

/// After the day's plays are used up. Nobody says when the day ends.
const DAILY_WAIT: Span = Span::from_hours(4);

const APP: &str = "Last.fm refuses this app. It is tried again; if this stays, the owner of the \
                   hub has to check its key and secret there:";

const DAILY: &str = "Last.fm takes no more plays from you today. It goes on in a few hours.";

pub(super) const TABLE: Refusals = Refusals {
    name: "Last.fm",
    rows: &[
        row(ANY, "4", SignInAgain, "Last.fm does not know this sign-in. Connect it again."),
        row(ANY, "8", Unavailable, "Last.fm failed. It is tried again."),
        row(ANY, "9", SignInAgain, "Last.fm no longer accepts this sign-in. Connect it again."),
        row(ANY, "10", RateLimited, APP).wait(APP_WAIT),
        row(ANY, "11", Unavailable, "Last.fm is offline just now. It is tried again."),
        row(ANY, "13", RateLimited, APP).wait(APP_WAIT),
        row(ANY, "14", SignInAgain, "This sign-in was not allowed at Last.fm. Connect it again."),
        row(ANY, "15", SignInAgain, "This sign-in at Last.fm took too long. Connect it again."),
        row(ANY, "16", Unavailable, "Last.fm is out of order just now. It is tried again."),
        row(ANY, "26", RateLimited, APP).wait(APP_WAIT),
        row(ANY, "29", RateLimited, "Last.fm asks to slow down. It is tried again."),
        row(ANY, "*", Rejected, "Last.fm does not accept this:"),
    ],
};

/// The body of an answer that went well.
///
/// # Errors
/// The refusal. There are two kinds of 29, and only their words tell them apart: one
/// speaks of this app, the other of this person's plays.
pub(super) fn accept(now: Timestamp, response: &HttpResponse) -> Result<Value, Error> {
    TABLE.accept(now, response).map_err(|error| {
        let own = error.kind == RateLimited && response.body.contains("many scrobbles");
        if own { daily(now, response) } else { error }
    })
}

/// Whether it says that there is no such thing: 6, where nothing asked for was missing.
pub(super) fn is_unknown(response: &HttpResponse) -> bool {
    let body: Value = response.json().unwrap_or_default();
    wire::number(&body["error"]) == Some(6)
}

/// What the code of a play (or of what plays now) means; `said` are Last.fm's own words.
///
/// # Errors
/// Why it was ignored.
pub(super) fn ignored(
    now: Timestamp,
    response: &HttpResponse,
    code: u64,
    said: &str,
) -> Result<(), Error> {
    let why = match code {
        0 => return Ok(()),
        1 => "it does not take this artist",
        2 => "it does not take this track",
        3 => "it is older than the two weeks it takes plays from",
        4 => "it lies in the future, so some clock was wrong",
        5 => return Err(daily(now, response)),
        _ => said,
    };
    let message = format!("Last.fm ignores this play: {why}.");
    Err(Error { status: Some(response.status), ..Error::new(ErrorKind::Rejected, message) })
}

fn daily(now: Timestamp, response: &HttpResponse) -> Error {
    Error {
        status: Some(response.status),
        retry_at: Some(now + DAILY_WAIT),
        ..Error::new(DailyLimit, DAILY)
    }
}
