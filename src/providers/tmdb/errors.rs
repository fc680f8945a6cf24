//! What TMDB's refusals mean. They carry a number and a sentence under names of their own.
//!
//! <https://developer.themoviedb.org/docs/errors>, read 2026-11.

use serde_json::Value;

use crate::error::Error;
use crate::error::ErrorKind::{AppRefused, NotFound, Rejected};
use crate::http::HttpResponse;
use crate::providers::refusal::{Refusals, row};
use crate::providers::wire::{self, Object};
use crate::time::Timestamp;

const UNKNOWN: &str = "TMDB does not know this title.";
const KEY: &str = "TMDB refuses the hub's key. The owner of the hub has to check it. It says:";

pub(super) const TABLE: Refusals = Refusals {
    name: "TMDB",
    rows: &[
        row(404, "34", NotFound, UNKNOWN),
        row(404, "", NotFound, UNKNOWN),
        // "The id is invalid".
        row(500, "44", NotFound, UNKNOWN),
        row(401, "7", AppRefused, KEY),
        row(401, "", AppRefused, KEY),
        row(403, "", AppRefused, KEY),
        // "This service does not exist"; other numbers from 500 on pass by themselves.
        row(501, "", Rejected, "TMDB has no such service:"),
    ],
};

/// The body of an answer that went well.
///
/// # Errors
/// The refusal.
pub(super) fn accept(now: Timestamp, response: &HttpResponse) -> Result<Value, Error> {
    let body: Value = response.json().unwrap_or_default();
    if response.is_success() && body.is_object() && body["success"] != false {
        return Ok(body);
    }
    // A call without its words is refused in yet another form.
    let words = wire::text(&body["status_message"]).or_else(|| wire::text(&body["errors"][0]));
    let refused =
        Object::default().set("error", wire::word(&body["status_code"])).set("message", words);
    Err(TABLE.refuse(now, response, &refused.into()))
}
