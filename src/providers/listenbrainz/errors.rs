//! What ListenBrainz' refusals mean.
//!
//! <https://listenbrainz.readthedocs.io/en/latest/users/api/index.html>, read 2026-08.

use serde_json::Value;

use crate::error::Error;
use crate::error::ErrorKind::{NotFound, RateLimited, Rejected, Unauthorized};
use crate::http::HttpResponse;
use crate::providers::refusal::{APP_WAIT, Refusals, row};
use crate::providers::{Intent, wire};
use crate::time::Timestamp;

pub(super) const WRONG_TOKEN: &str =
    "ListenBrainz does not accept this token. Copy it again from its settings page.";

pub(super) const SOMEBODY_ELSE: &str =
    "ListenBrainz answered with somebody else's listens. It is tried again.";

pub(super) const TABLE: Refusals = Refusals {
    name: "ListenBrainz",
    rows: &[
        row(400, "", Rejected, "ListenBrainz does not accept this:"),
        // Also an account without a confirmed address, or one that is paused:
        // whether it is the token, validate-token knows.
        row(401, "", Unauthorized, "ListenBrainz does not let this account in just now:"),
        row(403, "", RateLimited, "ListenBrainz refuses this app. It is tried again:")
            .wait(APP_WAIT),
        row(
            404,
            "",
            NotFound,
            "ListenBrainz does not have this; where its address is one of your own, check it:",
        ),
        row(429, "", RateLimited, "ListenBrainz asks to slow down. It is tried again."),
    ],
};

/// The body of an answer that went well.
///
/// # Errors
/// The refusal. Where listens go to is always there: a 404 that is not of the service's
/// own form comes from a gate in between, while the server behind it starts, and says
/// nothing about the listens.
pub(super) fn accept(
    now: Timestamp,
    intent: &Intent,
    response: &HttpResponse,
) -> Result<Value, Error> {
    TABLE.accept(now, response).map_err(|error| {
        let sent =
            matches!(intent, Intent::NowPlaying(_) | Intent::AddPlay(_) | Intent::AddPlays(_));
        let body: Value = response.json().unwrap_or_default();
        let own = wire::number(&body["code"]) == Some(404);
        if error.kind == NotFound && sent && !own { TABLE.nonsense(response) } else { error }
    })
}
