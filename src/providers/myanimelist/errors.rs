//! What MyAnimeList's refusals mean.
//!
//! <https://myanimelist.net/apiconfig/references/api/v2>, section on errors, read 2026-08.

use crate::error::ErrorKind::{NotFound, RateLimited, Rejected, Unauthorized, Unavailable};
use crate::providers::refusal::{APP_WAIT, PAGE, Refusals, row};
use crate::time::Span;

/// How long its firewall holds off whom it turned away.
const TURNED_AWAY: Span = Span::from_mins(5);
const PENDING: &str = "MyAnimeList does not take this title yet: it waits for approval there.";

pub(super) const TABLE: Refusals = Refusals {
    name: "MyAnimeList",
    rows: &[
        row(400, "invalid_content", Rejected, PENDING),
        row(401, "", Unauthorized, "MyAnimeList no longer accepts this sign-in."),
        row(403, "invalid_content", Rejected, PENDING),
        row(
            403,
            "forbidden",
            RateLimited,
            "MyAnimeList refuses this app. It is tried again; if this stays, the owner of the hub \
             has to check its client id.",
        )
        .wait(APP_WAIT),
        // Its firewall speaks in pages, or in a line of text.
        row(
            403,
            PAGE,
            Unavailable,
            "MyAnimeList's gate turns us away just now. It is tried again.",
        )
        .wait(TURNED_AWAY),
        row(403, "", Unavailable, "MyAnimeList's gate turns us away just now. It is tried again.")
            .wait(TURNED_AWAY),
        row(404, "", NotFound, "MyAnimeList does not know this title."),
    ],
};
