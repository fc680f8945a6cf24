//! What AniList's refusals mean.
//!
//! <https://docs.anilist.co/guide/rate-limiting> and
//! <https://docs.anilist.co/guide/graphql/errors>, read 2026-09.

use serde_json::{Value, json};

use crate::error::Error;
use crate::error::ErrorKind::{NotFound, SignInAgain, Unauthorized, Unavailable};
use crate::http::HttpResponse;
use crate::providers::refusal::{PAGE, Refusals, row};
use crate::providers::wire;
use crate::time::{Span, Timestamp};

/// How long a service that switched itself off is left alone.
const SWITCHED_OFF: Span = Span::from_mins(10);

pub(super) const TABLE: Refusals = Refusals {
    name: "AniList",
    rows: &[
        row(
            400,
            "Invalid token",
            SignInAgain,
            "AniList no longer accepts this sign-in; it lasts a year. Connect it again.",
        ),
        row(401, "", Unauthorized, "AniList did not get a sign-in it knows."),
        row(403, "", Unavailable, "AniList has switched its interface off. It is tried again.")
            .wait(SWITCHED_OFF),
        row(403, PAGE, Unavailable, "AniList's gate turns us away just now. It is tried again.")
            .wait(SWITCHED_OFF),
        row(404, "", NotFound, "AniList does not know this title, or this person."),
    ],
};

/// After the last call of a window: one more, and it is silent for a minute. When the
/// window ends, only the refusal says.
pub(super) fn used_up(now: Timestamp, response: &HttpResponse) -> Option<Timestamp> {
    let left = response.header("x-ratelimit-remaining")?.trim();
    (response.status < 400 && left == "0").then(|| now + Span::from_mins(1))
}

/// The `data` of an answer that went well. Refusals come as a list of errors, under
/// any status, 200 too; the first one tells.
pub(super) fn accept(now: Timestamp, response: &HttpResponse) -> Result<Value, Error> {
    let body: Value = response.json().unwrap_or_default();
    let first = &body["errors"][0];
    if !first.is_object() {
        let mut body = TABLE.accept(now, response)?;
        return Ok(body.get_mut("data").map(Value::take).unwrap_or_default());
    }
    let word = first["message"].as_str().unwrap_or_default();
    let invalid = first["validation"].as_object().and_then(|fields| fields.values().next());
    let said = invalid.and_then(|texts| texts[0].as_str()).unwrap_or(word);
    let told = json!({"error": word, "message": said});
    let status = told_status(response, first);
    let error = TABLE.refuse(now, &HttpResponse { status, ..response.clone() }, &told);
    Err(Error { status: Some(response.status), ..error })
}

/// Whether the service failed over what it was asked, under any status.
pub(super) fn is_failure(response: &HttpResponse) -> bool {
    let body: Value = response.json().unwrap_or_default();
    let first = &body["errors"][0];
    response.status == 500 || first.is_object() && told_status(response, first) == 500
}

/// The status an error stands for.
fn told_status(response: &HttpResponse, error: &Value) -> u16 {
    if !response.is_success() {
        return response.status;
    }
    let told = wire::small(&error["status"]).and_then(|status| u16::try_from(status).ok());
    told.filter(|status| *status >= 400).unwrap_or(500)
}
