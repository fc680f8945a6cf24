//! Calls somebody waits for, such as a check-in: each takes its turn among the
//! rest, so that it keeps to the same quotas.

use super::lane::SignIn;
use super::{Outbox, Output};
use crate::error::{Error, ErrorKind};
use crate::providers::{Intent, Outcome};
use crate::time::{Span, Timestamp};

/// A call that has not left yet.
pub(super) struct Call {
    /// Names it to the one who waits.
    pub ticket: u64,
    pub intent: Intent,
    /// Nobody waits longer.
    pub until: Timestamp,
}

/// What cannot leave within this time is not sent.
const WAITS: Span = Span::from_secs(20);

impl Outbox {
    /// Somebody asks.
    pub(super) fn call(&mut self, now: Timestamp, ticket: u64, destination: &str, intent: Intent) {
        self.lane(destination).calls.push_back(Call { ticket, intent, until: now + WAITS });
    }

    /// A call that could not be made goes again, before all others.
    pub(super) fn call_again(&mut self, destination: &str, call: Call) {
        self.lane(destination).calls.push_front(call);
    }

    /// What came of it.
    pub(super) fn called(&mut self, ticket: u64, result: Result<Outcome, Error>) {
        self.out.push(Output::Called { ticket, result });
    }

    /// Answers those that cannot leave any more.
    pub(super) fn give_up_calls(&mut self, now: Timestamp) {
        for lane in self.lanes.values_mut() {
            let reason = match (&lane.destination, lane.sign_in) {
                (Some(_), SignIn::Over) | (None, _) => Some(ErrorKind::SignInAgain),
                _ => None,
            };
            for call in std::mem::take(&mut lane.calls) {
                let error = match reason {
                    Some(kind) => Error::new(kind, "This account is not signed in. Connect it."),
                    None if now < call.until => {
                        lane.calls.push_back(call);
                        continue;
                    }
                    None => Error::new(
                        ErrorKind::NotSent,
                        "The service has to be left alone for a moment. Try again in a while.",
                    ),
                };
                self.out.push(Output::Called { ticket: call.ticket, result: Err(error) });
            }
        }
    }
}
