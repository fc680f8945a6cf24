//! What ListenBrainz' refusals mean.
//!
//! <https://listenbrainz.readthedocs.io/en/latest/users/api/index.html>, read 2026-08.

use crate::error::ErrorKind::{AppRefused, NotFound, RateLimited, Rejected, Unauthorized};
use crate::providers::refusal::{Refusals, row};

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
        row(403, "", AppRefused, "ListenBrainz refuses this app:"),
        row(
            404,
            "",
            NotFound,
            "ListenBrainz does not have this; where its address is one of your own, check it:",
        ),
        row(429, "", RateLimited, "ListenBrainz asks to slow down. It is tried again."),
    ],
};
