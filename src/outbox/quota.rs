//! Calls one account may make, counted so that a crash cannot exceed them.

use std::collections::BinaryHeap;

use serde::Serialize;

use crate::json;
use crate::providers::{Calls, Quota, Scope};
use crate::time::{Span, Timestamp};

/// The limit of a request; nothing of it reaches the service later.
pub(super) const REQUEST_LIMIT: Span = Span::from_secs(30);
/// By so much the way to a service may be shorter for one call than for the one before.
#[cfg(feature = "hub")]
const SPARE: Span = Span::from_millis(20);

/// What is left of a quota.
#[cfg(feature = "hub")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Of which.
    pub quota: Quota,
    /// So many calls may be made now.
    pub calls: u32,
    /// When there are more; `None` where all are left, or an answer has to come first.
    pub more_at: Option<Timestamp>,
}

/// What a connection has used of its quotas, one for each in the descriptor.
///
/// # Design
/// A call counts from the moment it is sent until a whole window after it was
/// answered: between the two nobody knows when the service counted it. One that
/// was under way in a crash counts from its last possible moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct Windows(Vec<Used>);

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Used {
    /// When calls were answered, oldest first; no more than the limit.
    done: Vec<Timestamp>,
    /// When calls still under way were sent.
    open: Vec<Timestamp>,
}

json::fields!(Used { done: "done" or default, open: "open" or default });

impl Windows {
    /// Reads what [`Windows::save`] wrote; anything else counts as nothing used.
    pub(super) fn restore(text: &str) -> Self {
        let mut windows = Self(json::read(text).unwrap_or_default());
        for used in &mut windows.0 {
            let done = used.done.drain(..);
            let all = done.chain(used.open.drain(..).map(|since| since + REQUEST_LIMIT));
            // The slices' own sort is three times the size.
            used.done = all.collect::<BinaryHeap<_>>().into_sorted_vec();
        }
        windows
    }

    /// As text.
    pub(super) fn save(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From which moment one more call is allowed; `None` while only an answer can free one.
    pub(super) fn free_at(&self, quotas: &[Quota], write: bool) -> Option<Timestamp> {
        let mut free = Timestamp::default();
        for (index, quota) in counted(quotas, write) {
            let Some(used) = self.0.get(index) else { continue };
            let limit = quota.limit as usize;
            let over = (used.done.len() + used.open.len() + 1).saturating_sub(limit);
            if over > 0 {
                let last = used.done.get(over - 1)?;
                free = free.max(*last + quota.window);
            }
        }
        Some(free)
    }

    /// The same for who is patient, and may hear for once that it was too soon. A call is counted
    /// when it arrives, so once its answer is here the `way` there and back is a part of the
    /// window already: one call a second would be one in two seconds where that way takes a
    /// second. Some of a large quota is left to calls of which the outbox does not know, and to
    /// what comes in between.
    #[cfg(feature = "hub")]
    pub(super) fn free_for_the_patient(
        &self,
        quotas: &[Quota],
        write: bool,
        way: Span,
    ) -> Option<Timestamp> {
        let over = (way.millis() - SPARE.millis()).max(0);
        let less = |quota: &Quota| Quota {
            limit: quota.limit - quota.limit / 5,
            window: Span::from_millis(quota.window.millis() - over),
            ..*quota
        };
        let quotas: Vec<_> = quotas.iter().map(less).collect();
        self.free_at(&quotas, write)
    }

    /// What is left of each quota. Of a shared one others use, too, nothing is known here.
    #[cfg(feature = "hub")]
    pub(super) fn left(&self, quotas: &[Quota], now: Timestamp) -> Vec<Left> {
        let left = |(index, quota): (usize, &Quota)| {
            let none = Used::default();
            let used = self.0.get(index).unwrap_or(&none);
            let counts = |at: &&Timestamp| **at + quota.window > now;
            let done = used.done.iter().filter(counts).count() + used.open.len();
            Left {
                quota: *quota,
                calls: quota.limit.saturating_sub(done as u32),
                more_at: used.done.iter().find(counts).map(|at| *at + quota.window),
            }
        };
        quotas.iter().enumerate().map(left).collect()
    }

    /// Counts a call that is being sent.
    pub(super) fn open(&mut self, quotas: &[Quota], write: bool, now: Timestamp) {
        self.0.resize_with(quotas.len().max(self.0.len()), Used::default);
        for (index, _) in counted(quotas, write) {
            self.0[index].open.push(now);
        }
    }

    /// The call sent at `since` is over.
    pub(super) fn close(
        &mut self,
        quotas: &[Quota],
        write: bool,
        since: Timestamp,
        now: Timestamp,
    ) {
        for (index, quota) in counted(quotas, write) {
            let Some(used) = self.0.get_mut(index) else { continue };
            let Some(open) = used.open.iter().position(|at| *at == since) else { continue };
            used.open.remove(open);
            let place = used.done.partition_point(|at| *at <= now);
            used.done.insert(place, now);
            let surplus = used.done.len().saturating_sub(quota.limit as usize);
            used.done.drain(..surplus);
        }
    }
}

/// The account's own quotas that count such a call, with their places.
fn counted(quotas: &[Quota], write: bool) -> impl Iterator<Item = (usize, &Quota)> {
    quotas.iter().enumerate().filter(move |(_, quota)| {
        quota.scope == Scope::Account
            && match quota.calls {
                Calls::All => true,
                Calls::Writes => write,
                Calls::Reads => !write,
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTAS: &[Quota] = &[
        Quota { calls: Calls::Writes, scope: Scope::Account, limit: 1, window: Span::from_secs(1) },
        Quota {
            calls: Calls::Reads,
            scope: Scope::Account,
            limit: 2,
            window: Span::from_secs(300),
        },
    ];

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_secs(secs)
    }

    #[test]
    fn a_call_counts_from_its_sending_until_a_window_after_its_answer() {
        let mut windows = Windows::default();
        assert_eq!(windows.free_at(QUOTAS, true), Some(at(0)));
        windows.open(QUOTAS, true, at(10));
        assert_eq!(windows.free_at(QUOTAS, true), None);
        assert_eq!(windows.free_at(QUOTAS, false), Some(at(0)));
        windows.close(QUOTAS, true, at(10), at(15));
        assert_eq!(windows.free_at(QUOTAS, true), Some(at(16)));
    }

    #[cfg(feature = "hub")]
    #[test]
    fn for_the_patient_the_way_to_the_service_is_part_of_the_window() {
        let mut windows = Windows::default();
        windows.open(QUOTAS, true, at(10));
        windows.close(QUOTAS, true, at(10), at(15));
        let free = |way| windows.free_for_the_patient(QUOTAS, true, Span::from_millis(way));
        assert_eq!(free(0), Some(at(16)));
        assert_eq!(free(20), Some(at(16)), "too little to reckon with");
        assert_eq!(free(530), Some(Timestamp::from_millis(15_490)));
        assert!(free(1500) < Some(at(15)), "at once");
    }

    #[test]
    fn the_oldest_call_that_counts_frees_the_next() {
        let mut windows = Windows::default();
        for second in [10, 20] {
            windows.open(QUOTAS, false, at(second));
            windows.close(QUOTAS, false, at(second), at(second));
        }
        assert_eq!(windows.free_at(QUOTAS, false), Some(at(310)));
        windows.open(QUOTAS, false, at(310));
        assert_eq!(windows.free_at(QUOTAS, false), Some(at(320)));
    }

    #[cfg(feature = "hub")]
    #[test]
    fn what_is_left_is_what_neither_window_nor_answer_holds() {
        let mut windows = Windows::default();
        let left = |windows: &Windows, now| -> Vec<_> {
            windows.left(QUOTAS, at(now)).iter().map(|it| (it.calls, it.more_at)).collect()
        };
        assert_eq!(left(&windows, 0), [(1, None), (2, None)]);
        windows.open(QUOTAS, false, at(10));
        assert_eq!(left(&windows, 11), [(1, None), (1, None)]);
        windows.close(QUOTAS, false, at(10), at(12));
        windows.open(QUOTAS, false, at(20));
        windows.close(QUOTAS, false, at(20), at(21));
        assert_eq!(left(&windows, 22)[1], (0, Some(at(312))));
        assert_eq!(left(&windows, 312)[1], (1, Some(at(321))));
        assert_eq!(left(&windows, 321)[1], (2, None));
    }

    #[test]
    fn a_call_under_way_in_a_crash_counts_from_its_last_possible_moment() {
        let mut windows = Windows::default();
        windows.open(QUOTAS, true, at(10));
        let restored = Windows::restore(&windows.save());
        assert_eq!(restored.free_at(QUOTAS, true), Some(at(41)));
        assert_eq!(Windows::restore("nonsense"), Windows::default());
    }
}
