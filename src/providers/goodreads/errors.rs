//! What Goodreads' refusals mean: it has feeds of shelves, and no interface besides.
//!
//! <https://www.goodreads.com/api> says that there are no keys any more, read 2026-11.

use crate::providers::feed::Refusals;

pub(super) const FEED: Refusals = Refusals {
    name: "Goodreads",
    not_found: "Goodreads has no public shelf under this number. Check the number in the address \
                of your profile, or paste the address of the RSS link at the foot of your shelf.",
};
