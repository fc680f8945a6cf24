//! What Trakt's refusals mean.
//!
//! <https://github.com/trakt/trakt-api>, guides on status codes, rate limiting,
//! account limits and locked accounts, read 2026-10.

use crate::error::ErrorKind::{AccountLimit, NotFound, RateLimited, Rejected, Unauthorized};
use crate::providers::refusal::{APP_WAIT, Refusals, row};

pub(super) const NOT_FOUND: &str =
    "Trakt does not know this title. Check its ids, season and number, then try again.";

pub(super) const TABLE: Refusals = Refusals {
    name: "Trakt",
    rows: &[
        row(400, "", Rejected, "Trakt cannot read this. Please report it, with these words:"),
        row(401, "", Unauthorized, "Trakt no longer accepts this sign-in."),
        row(
            403,
            "",
            RateLimited,
            "Trakt refuses this app. It is tried again; if this stays, the owner of the hub has \
             to check its client id and whether the app still exists.",
        )
        .wait(APP_WAIT),
        row(404, "", NotFound, NOT_FOUND),
        row(
            412,
            "",
            Rejected,
            "Trakt did not get what it needs. Please report it, with these words:",
        ),
        row(
            420,
            "",
            AccountLimit,
            "Your Trakt account is full. Remove something there or upgrade it, then try again.",
        ),
        row(422, "", Rejected, "Trakt does not accept this:"),
        row(
            423,
            "",
            AccountLimit,
            "Your Trakt account is locked or deactivated. Write to Trakt's support, then try again.",
        ),
        row(426, "", AccountLimit, "Trakt asks for a VIP account for this."),
        row(429, "", RateLimited, "Trakt asks to slow down. It is tried again."),
    ],
};
