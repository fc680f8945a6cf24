//! What lies between a hub and a service: requests and answers get lost, clocks differ.

use playtally::error::{Error, ErrorKind};
use playtally::providers::{Intent, Listing, Outcome, Read, Row};
use playtally::time::{Span, Timestamp};

use super::Keeper;

/// Numbers that follow from a seed.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    /// From 0 to below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % end
    }

    /// Once in so many times.
    pub(super) fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub(super) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

/// A service somewhere out there.
pub(super) struct Place {
    pub(super) keeper: Box<dyn Keeper>,
    /// How far its clock is ahead.
    pub(super) ahead: Span,
    /// Whether anything gets lost on the way.
    pub(super) broken: bool,
}

impl Place {
    pub(super) fn call(
        &mut self,
        chance: &mut Chance,
        now: Timestamp,
        intent: &Intent,
    ) -> Result<Outcome, Error> {
        let lost = || Err(Error::new(ErrorKind::NoAnswer, "No answer came."));
        if self.broken && chance.once_in(12) {
            return lost();
        }
        let told = self.keeper.take(now + self.ahead, intent);
        if self.broken && chance.once_in(12) { lost() } else { told }
    }

    /// All of a listing; a page that is lost loses all of it.
    pub(super) fn rows(
        &mut self,
        chance: &mut Chance,
        now: Timestamp,
        listing: Listing,
        since: Option<Timestamp>,
    ) -> Result<Vec<Row>, Error> {
        let mut read = Read { listing, cursor: None, since, until: None, user: None };
        let mut rows = Vec::new();
        loop {
            let told = self.call(chance, now, &Intent::Read(read.clone()))?;
            let Outcome::Page(page) = told else { return Ok(rows) };
            rows.extend(page.rows);
            read.cursor = page.next;
            if read.cursor.is_none() {
                return Ok(rows);
            }
        }
    }
}
