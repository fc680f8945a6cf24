//! Plays that were taken back, remembered for a while.
//!
//! # Design
//! What a service held when both last agreed shows what was removed since. It does not show
//! where a record comes from that appears afterwards: a second hub that had not heard of the
//! removal may have told the play anew. So the second of a play that was taken back is kept,
//! and a record of that very second which nobody here knows is taken out, not in. Any other
//! second is another play.
//!
//! It ends, because a person may also mean it: [`LASTS`] after a service was last seen to hold
//! the play. Whoever says it again in this library needs not wait: it is only asked of plays
//! that the library does not have.

use super::items::Item;
use super::{Groups, Library, When};
use crate::map::{Map, Set};
use crate::providers::Row;
use crate::time::{Span, Timestamp};

/// Every hub syncs daily at least; it has a week to hear of it.
const LASTS: Span = Span::from_hours(7 * 24);

/// Where the play is still held somewhere, it is confirmed so often.
const CONFIRMED: Span = Span::from_hours(3 * 24);

/// Of what work and second, and when that was last confirmed.
#[derive(Clone, Debug, Default)]
pub(super) struct Tombstones(Map<(Item, i64), Timestamp>);

impl Tombstones {
    /// All of them, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Item, i64, Timestamp)> {
        self.0.iter().map(|((item, second), at)| (*item, *second, *at))
    }

    /// Those that still count.
    pub(super) fn standing(&self, now: Timestamp) -> impl Iterator<Item = (Item, i64, Timestamp)> {
        self.iter().filter(move |(_, _, at)| now < *at + LASTS)
    }

    /// The latest word counts; whether it is the first.
    pub(super) fn set(&mut self, item: Item, second: i64, at: Timestamp) -> bool {
        let before = self.0.get(&(item, second)).copied();
        self.0.insert((item, second), before.map_or(at, |before| before.max(at)));
        before.is_none()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.len() * size_of::<((Item, i64), Timestamp)>()
    }
}

/// Whether it is time to confirm it, where the play is still held somewhere.
pub(super) fn fades(at: Timestamp, now: Timestamp) -> bool {
    at < now - CONFIRMED
}

impl Library {
    /// Remembers plays that were taken back, those of which nothing of the same second is left.
    pub(super) fn bury(&mut self, rows: &[Row], now: Timestamp) {
        self.tombstones.0.retain(|_, at| now < *at + LASTS);
        if rows.is_empty() {
            return;
        }
        let seconds =
            rows.iter().filter_map(|row| Some((self.items.intern(&row.work)?, row.at?.secs())));
        let seconds: Vec<_> = seconds.collect();
        let groups = Groups::of(&self.items);
        let lives = self.plays().filter_map(|play| match play.when {
            When::At(at) => Some((groups.group(play.item), at.secs())),
            _ => None,
        });
        let lives: Set<_> = lives.collect();
        for (item, second) in seconds {
            if !lives.contains(&(groups.group(item), second)) {
                self.tombstones.set(item, second, now);
            }
        }
    }
}
