//! What origins say of works besides plays, one word each: ratings, lists, statuses, reviews.

use super::items::Item;
use super::origin::OriginId;
use super::slots::{Slots, mix};
use crate::time::Timestamp;

/// What one origin says of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark<V> {
    /// Of what.
    pub item: Item,
    /// Who says so.
    pub origin: OriginId,
    /// Since when, where known.
    pub at: Option<Timestamp>,
    /// What.
    pub value: V,
}

/// Marks as columns, one row for each item and origin.
#[derive(Clone, Debug)]
pub(super) struct Marks<V> {
    items: Vec<u32>,
    origins: Vec<u16>,
    /// Milliseconds; [`NEVER`] where unknown.
    at: Vec<i64>,
    values: Vec<V>,
    found: Slots,
}

/// Earlier than anything, so that a missing moment beats none that is there.
const NEVER: i64 = i64::MIN;

impl<V> Default for Marks<V> {
    fn default() -> Self {
        Self { items: vec![], origins: vec![], at: vec![], values: vec![], found: Slots::default() }
    }
}

impl<V: Copy> Marks<V> {
    pub(super) const fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Mark<V>> {
        (0..self.len()).map(|row| self.row(row))
    }

    fn row(&self, row: usize) -> Mark<V> {
        Mark {
            item: Item(self.items[row]),
            origin: OriginId(self.origins[row]),
            at: Some(self.at[row]).filter(|at| *at != NEVER).map(Timestamp::from_millis),
            value: self.values[row],
        }
    }

    /// Takes a mark in, in place of an older one of this origin; `wins` decides between two of
    /// one moment. What came of it.
    pub(super) fn set(&mut self, mark: Mark<V>, wins: impl Fn(&V, &V) -> bool) -> Set {
        let (item, origin) = (mark.item.0, mark.origin.0);
        let at = mark.at.map_or(NEVER, Timestamp::millis);
        let hash = hash_of(item, origin);
        let same = |row: u32| (self.items[row as usize], self.origins[row as usize]);
        if let Some(row) = self.found.find(hash, |row| same(row) == (item, origin)) {
            let row = row as usize;
            let wins =
                at > self.at[row] || at == self.at[row] && wins(&mark.value, &self.values[row]);
            if wins {
                (self.at[row], self.values[row]) = (at, mark.value);
            }
            return if wins { Set::Changed } else { Set::Known };
        }
        let row = self.len() as u32;
        self.items.push(item);
        self.origins.push(origin);
        self.at.push(at);
        self.values.push(mark.value);
        self.found.insert(hash, row);
        Set::New
    }

    /// Keeps those that may stay; how many went.
    // Compiled once for all who ask.
    pub(super) fn retain(&mut self, keep: &dyn Fn(&Mark<V>) -> bool) -> usize {
        if self.iter().all(|mark| keep(&mark)) {
            return 0;
        }
        let mut kept = Self::default();
        for mark in self.iter().filter(|mark| keep(mark)) {
            kept.set(mark, |_, _| false);
        }
        let gone = self.len() - kept.len();
        if gone > 0 {
            *self = kept;
        }
        gone
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.items.capacity() * 4
            + self.origins.capacity() * 2
            + self.at.capacity() * 8
            + self.values.capacity() * size_of::<V>()
            + self.found.bytes()
    }
}

fn hash_of(item: u32, origin: u16) -> u64 {
    mix(mix(0, u64::from(item) << 16 | u64::from(origin)), 1)
}

/// What came of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    /// There was none.
    New,
    /// It took the place of another.
    Changed,
    /// There is one that is as new, or newer.
    Known,
}
