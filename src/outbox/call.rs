//! Calls somebody waits for, such as a check-in: each takes its turn among the
//! rest, so that it keeps to the same quotas.

use std::collections::VecDeque;

use super::lane::SignIn;
#[cfg(feature = "hub")]
use super::send::Cargo;
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
    /// It waits behind all else, as long as the quotas take.
    pub patient: bool,
}

impl Call {
    /// In a page nobody is patient; its build leaves out what that takes.
    pub(super) const fn is_patient(&self) -> bool {
        cfg!(feature = "hub") && self.patient
    }
}

/// What cannot leave within this time is not sent.
const WAITS: Span = Span::from_secs(20);
/// How long patience lasts.
const WAITS_PATIENTLY: Span = Span::from_hours(24);
/// Where the service is to be left alone for longer, even the patient do not wait.
const LEFT_ALONE: Span = Span::from_mins(5);

impl Outbox {
    /// Somebody asks.
    pub(super) fn call(
        &mut self,
        now: Timestamp,
        (ticket, patient): (u64, bool),
        destination: &str,
        intent: Intent,
    ) {
        let until = now + if patient { WAITS_PATIENTLY } else { WAITS };
        let calls = &mut self.lane(destination).calls;
        let end = if patient { calls.len() } else { hurried(calls) };
        calls.insert(end, Call { ticket, intent, until, patient });
    }

    /// A call that could not be made goes again, before all others of its kind.
    pub(super) fn call_again(&mut self, destination: &str, call: Call) {
        let calls = &mut self.lane(destination).calls;
        let place = if call.is_patient() { hurried(calls) } else { 0 };
        calls.insert(place, call);
    }

    /// Nobody waits any more for what has not left yet.
    #[cfg(feature = "hub")]
    pub(super) fn end_calls(&mut self, now: Timestamp, destination: &str) {
        self.lane(destination).calls.iter_mut().for_each(|call| call.until = now);
        for flight in self.flights.values_mut().filter(|it| it.destination == destination) {
            if let Cargo::Call { until, .. } = &mut flight.cargo {
                *until = now;
            }
        }
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
            let quiet = lane.quiet_until.filter(|until| *until > now + LEFT_ALONE);
            for call in std::mem::take(&mut lane.calls) {
                let asked = quiet.filter(|_| call.is_patient());
                let error = match reason {
                    Some(kind) => Error::new(kind, "This account is not signed in. Connect it."),
                    None if asked.is_none() && now < call.until => {
                        lane.calls.push_back(call);
                        continue;
                    }
                    None => Error::new(
                        ErrorKind::NotSent,
                        "The service has to be left alone for a moment. Try again in a while.",
                    ),
                };
                let error = Error { retry_at: asked, ..error };
                self.out.push(Output::Called { ticket: call.ticket, result: Err(error) });
            }
        }
    }
}

/// How many calls are not patient; they stand first.
fn hurried(calls: &VecDeque<Call>) -> usize {
    calls.iter().take_while(|call| !call.is_patient()).count()
}
