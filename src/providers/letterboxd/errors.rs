//! What Letterboxd's refusals mean: it has a feed, and no interface besides.
//!
//! <https://letterboxd.com/api-docs/> names the feed, read 2026-11.

use crate::providers::feed::Refusals;

pub(super) const FEED: Refusals = Refusals {
    name: "Letterboxd",
    not_found: "Letterboxd has no public diary of this name. Check the name as it stands in the \
                address of your profile, and that the profile is public.",
};
