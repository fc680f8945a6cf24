//! What Simkl's refusals mean.
//!
//! <https://api.simkl.org/conventions/errors> and <https://api.simkl.org/resources/rate-limits>,
//! read 2026-10.

use serde_json::Value;

use super::day;
use crate::error::Error;
use crate::error::ErrorKind::{
    AccountLimit, AppRefused, NotFound, RateLimited, Rejected, SignInAgain, Unauthorized,
};
use crate::http::HttpResponse;
use crate::providers::refusal::{Refusals, row};
use crate::time::{Span, Timestamp};

pub(super) const NOT_FOUND: &str =
    "Simkl does not know this title. Check its ids, season and number, then try again.";

/// The body of an answer that went well. A day that is used up ends at midnight in New York,
/// where the refusal does not say itself how long that is.
///
/// # Errors
/// As [`Refusals::accept`] has them.
pub(super) fn accept(now: Timestamp, response: &HttpResponse) -> Result<Value, Error> {
    TABLE.accept(now, response).map_err(|error| {
        let of_day = response.status == 429 && response.body.contains("_limit_exceeded");
        let retry_at = error.retry_at.or_else(|| of_day.then(|| day::next_midnight(now)));
        Error { retry_at, ..error }
    })
}

pub(super) const TABLE: Refusals = Refusals {
    name: "Simkl",
    rows: &[
        // No rate limit in spite of its name: another write of this person is
        // under way, which locks the account for 20 seconds at most.
        row(400, "RATE_LIMIT", RateLimited, "Simkl is busy with another write. It is tried again.")
            .wait(Span::from_secs(5)),
        row(
            400,
            "unauthorized_client",
            AppRefused,
            "Simkl refuses this app: its client id is of the older kind. The owner of the hub has \
             to register it for AUTH V2.",
        ),
        row(400, "max_items", Rejected, "This is more than Simkl sends or takes at once."),
        row(400, "", Rejected, "Simkl cannot read this. Please report it, with these words:"),
        row(401, "", Unauthorized, "Simkl no longer accepts this sign-in."),
        row(
            403,
            "insufficient_scope",
            SignInAgain,
            "Simkl did not allow this app to write. Connect Simkl again, and allow it all.",
        ),
        row(403, "private_profile", Rejected, "This profile at Simkl is private."),
        row(403, "", AppRefused, "Simkl refuses this app. Its owner has to look at it there:"),
        row(404, "user_id_failed", NotFound, "Simkl knows no such person."),
        row(404, "", NotFound, NOT_FOUND),
        // Comes under a 200.
        row(200, "premium_only", AccountLimit, "Simkl asks for a paid account for this."),
        // Either the client id is wrong, or the app is blocked for a while after
        // too many writes; the answers are the same. Waiting is right for the
        // second and loses nothing in the first, giving up would lose a play.
        row(
            412,
            "",
            RateLimited,
            "Simkl blocks this app for a while, or does not know its client id. It is tried \
             again; if this stays, the owner of the hub has to check the client id.",
        )
        .wait(Span::from_mins(5)),
        // Clears within a second; the Retry-After it carries is that of the day.
        row(429, "rate_limit", RateLimited, "Simkl asks to slow down. It is tried again.")
            .wait(Span::from_secs(2)),
        row(
            429,
            "user_limit_exceeded",
            RateLimited,
            "Your Simkl account has used up its calls for today. It goes on after midnight in New \
             York.",
        ),
        row(
            429,
            "app_limit_exceeded",
            RateLimited,
            "This app has used up its calls to Simkl for today. It goes on after midnight in New \
             York.",
        ),
    ],
};
