//! A library's plays in the order of time, to be leafed through.

use super::merge::{Merged, MergedPlay};
use super::plays::When;
use super::sweep::days_of;
use super::zone::Zone;
use crate::time::{Span, Timestamp};

/// Plays in the order of time; those of which nobody knows when come last.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// Places among the merged plays.
    order: Vec<u32>,
    /// Milliseconds of those that have a time, in their order.
    times: Vec<i64>,
}

impl Timeline {
    /// Of all plays.
    pub fn of(merged: &Merged, zone: &Zone) -> Self {
        let mut timed: Vec<(i64, u32)> = Vec::with_capacity(merged.len());
        let mut order = Vec::new();
        for (at, play) in (0..).zip(merged.plays()) {
            match time(play.when, zone) {
                Some(time) => timed.push((time, at)),
                None => order.push(at),
            }
        }
        timed.sort_unstable();
        order.splice(0..0, timed.iter().map(|(_, at)| *at));
        Self { order, times: timed.into_iter().map(|(time, _)| time).collect() }
    }

    /// How many of them have a time, be it only a day or a year.
    pub const fn timed(&self) -> usize {
        self.times.len()
    }

    /// The place of the first play that is not before a moment.
    pub fn find(&self, at: Timestamp) -> usize {
        self.times.partition_point(|time| *time < at.millis())
    }

    /// The plays from a place on, of those that were put in order.
    pub fn from<'a>(
        &self,
        merged: &'a Merged,
        at: usize,
    ) -> impl Iterator<Item = MergedPlay<'a>> + use<'a, '_> {
        let order = self.order.get(at..).unwrap_or_default().iter();
        order.filter_map(|at| merged.play(*at as usize))
    }
}

/// When a play stands in the order of time: where only the day, the month or the year is
/// known, at its beginning.
fn time(when: When, zone: &Zone) -> Option<i64> {
    match when {
        When::At(at) => Some(at.millis()),
        When::On(date) => {
            let midnight = Timestamp::from_secs(i64::from(days_of(date).0) * 86_400);
            let ahead: Span = zone.offset(midnight);
            Some(midnight.millis() - ahead.millis())
        }
        When::Unknown => None,
    }
}
