//! What one connection has apart from its entries: a place, its quotas, its sign-in.

use std::collections::VecDeque;

use super::Destination;
use super::backoff;
use super::call::Call;
use super::quota::Windows;
use crate::providers::Intent;
#[cfg(feature = "hub")]
use crate::providers::Quota;
use crate::time::{Span, Timestamp};

/// The state of one connection.
#[derive(Default)]
pub(super) struct Lane {
    /// The account; none while it is not connected or not enabled.
    pub destination: Option<Destination>,
    /// What to show next; the newest wins.
    pub slot: Option<Slot>,
    /// Calls somebody waits for, the oldest first.
    pub calls: VecDeque<Call>,
    /// What is used of the account's quotas.
    pub windows: Windows,
    /// Nothing is sent before this moment: the service asked for quiet.
    pub quiet_until: Option<Timestamp>,
    /// Whether the token is good.
    pub sign_in: SignIn,
    /// How long a write takes there and back at least, as far as the answers tell.
    #[cfg(feature = "hub")]
    pub way: Span,
}

#[cfg(feature = "hub")]
impl Lane {
    /// From which moment one more call of who is patient is allowed.
    pub(super) fn free_for_the_patient(&self, quotas: &[Quota], write: bool) -> Option<Timestamp> {
        let way = if write { self.way } else { Span::ZERO };
        self.windows.free_for_the_patient(quotas, write, way)
    }

    /// A write took so long and went well, or it did not. A way that became longer is believed
    /// bit by bit: one answer may be late by chance.
    pub(super) fn learn_way(&mut self, took: Span, well: bool) {
        let (way, took) = (self.way.millis(), took.millis().max(0));
        let way = match well {
            true if took > way => way + (took - way) / 4,
            true => took,
            false => 0,
        };
        self.way = Span::from_millis(way);
    }
}

/// Something worth showing for a moment: a start, a pause, what is heard now.
pub(super) struct Slot {
    pub play_id: String,
    pub intent: Intent,
    /// Pointless from this moment.
    pub until: Timestamp,
}

/// Whether a connection's token is good, as far as its answers tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SignIn {
    /// Nothing was refused.
    #[default]
    Good,
    /// Just renewed: a refusal now is no reason to renew again.
    Fresh,
    /// A refresh was asked for, `times` times; asked again at `again`.
    Asked { times: u32, again: Timestamp },
    /// Only the person can mend it.
    Over,
}

impl SignIn {
    /// Whether requests may be sent.
    pub(super) fn open(self) -> bool {
        matches!(self, Self::Good | Self::Fresh)
    }

    /// When the refresh is asked for again.
    pub(super) fn asks_at(self) -> Option<Timestamp> {
        match self {
            Self::Asked { again, .. } => Some(again),
            _ => None,
        }
    }

    /// A refresh is asked for, with time to answer before it is asked for again.
    pub(super) fn ask(&mut self, now: Timestamp, destination: &str) {
        let times = match *self {
            Self::Asked { times, .. } => times.saturating_add(1),
            _ => 1,
        };
        let again = backoff::again(now, destination, times) + Span::from_mins(1);
        *self = Self::Asked { times, again };
    }

    /// Whether it has to be asked for again now; counts it as done.
    pub(super) fn ask_again(&mut self, now: Timestamp, destination: &str) -> bool {
        let due = self.asks_at().is_some_and(|again| again <= now);
        if due {
            self.ask(now, destination);
        }
        due
    }
}
