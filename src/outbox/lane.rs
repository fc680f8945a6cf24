//! What one connection has apart from its entries: a place, its quotas, its sign-in.

use std::collections::VecDeque;

use super::Destination;
use super::backoff;
use super::call::Call;
use super::quota::Windows;
use crate::providers::Intent;
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
