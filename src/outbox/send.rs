//! What may leave now, and in which order.

use super::call::Call;
use super::entry::{Entry, State, Step};
use super::lane::Slot;
use super::{Destination, Outbox, Output};
use crate::auth::App;
use crate::error::{Error, Retry};
use crate::http::HttpRequest;
use crate::providers::{Context, Intent, Keeps, Scope, Service};
use crate::time::{Span, Timestamp};

/// A request that cannot be made for now (the hub lacks a variable) is tried again then.
const REFUSED_AGAIN: Span = Span::from_mins(15);
/// What was decided from a reading holds so long; then it is read again. Much longer than
/// a shared quota makes anybody wait: else it would be read for ever and never written.
const DECIDED: Span = Span::from_mins(10);

/// A request on its way, or waiting for the shared quota.
pub(super) struct Flight {
    pub destination: String,
    pub service: &'static dyn Service,
    pub intent: Intent,
    pub cargo: Cargo,
    /// Kept until the shared quota allows it.
    pub reserved: Option<HttpRequest>,
    /// When it was sent.
    pub since: Timestamp,
}

/// What a request is for.
pub(super) enum Cargo {
    /// The next step of this entry.
    Entry(String),
    /// Something of this play, shown for the moment and pointless from `until`.
    Shown { play_id: String, until: Timestamp },
    /// A call somebody waits for until then.
    Call { ticket: u64, until: Timestamp, patient: bool },
}

/// What a connection sends next.
enum Next {
    Call,
    Entry(String),
    /// What is to be shown.
    Slot,
}

/// Something that could be sent, and from when.
pub(super) struct Candidate {
    pub at: Timestamp,
    next: Next,
    /// Less is sooner: what somebody waits for and what must arrive before what is
    /// shown, and that before who is patient; fresh before often tried (so that nothing stuck holds up the rest),
    /// then older first.
    order: (bool, u32, Timestamp, u32),
}

impl Outbox {
    /// Sends everything that is due.
    pub(super) fn send_due(&mut self, now: Timestamp) {
        let ids: Vec<_> = self.lanes.keys().cloned().collect();
        for id in ids {
            let lane = self.lane(&id);
            lane.slot = lane.slot.take().filter(|slot| now < slot.until);
            loop {
                let due = self.candidates(&id).into_iter().filter(|c| c.at <= now);
                let Some(first) = due.min_by_key(|c| c.order) else { break };
                self.launch(now, &id, first.next);
            }
        }
    }

    /// What this connection could send, as far as it is open and idle.
    pub(super) fn candidates(&self, id: &str) -> Vec<Candidate> {
        let mut found = Vec::new();
        let Some(lane) = self.lanes.get(id).filter(|lane| lane.sign_in.open()) else {
            return found;
        };
        let Some(destination) = &lane.destination else { return found };
        let Some(service) = self.service(&destination.service) else { return found };
        let descriptor = service.descriptor();
        let flying = |entry: &Entry| {
            self.flights.values().any(|f| matches!(&f.cargo, Cargo::Entry(e) if *e == entry.id))
        };
        if !descriptor.parallel && self.flights.values().any(|f| f.destination == id) {
            return found;
        }
        let quiet = lane.quiet_until.unwrap_or_default();
        let at = |intent: &Intent, not_before: Option<Timestamp>| {
            let free = lane.windows.free_at(descriptor.quotas, intent.is_write())?;
            Some(free.max(not_before.unwrap_or_default()).max(quiet))
        };
        if let Some(call) = lane.calls.front()
            && let Some(at) = match call.is_patient() {
                #[cfg(feature = "hub")]
                true => lane
                    .free_for_the_patient(descriptor.quotas, call.intent.is_write())
                    .map(|free| free.max(quiet)),
                _ => at(&call.intent, None),
            }
            && at < call.until
        {
            let order = match call.is_patient() {
                false => (false, 0, Timestamp::default(), 0),
                true => (true, 1, at, 0),
            };
            found.push(Candidate { at, next: Next::Call, order });
        }
        for entry in self.entries.values().filter(|e| e.destination == id && e.is_ready()) {
            let waits = || {
                descriptor.keeps == Keeps::Progress
                    && self.entries.values().any(|e| e.destination == id && e.goes_before(entry))
            };
            if flying(entry) || waits() {
                continue;
            }
            let Some(intent) = entry.intent() else { continue };
            if let Some(at) = at(&intent, entry.not_before) {
                let order = (false, entry.attempts, entry.counts_at(), entry.seq);
                found.push(Candidate { at, next: Next::Entry(entry.id.clone()), order });
            }
        }
        // What must arrive of the same play goes first, so that nothing shown overtakes it.
        let queued = |slot: &&Slot| {
            let mut entries = self.entries.values().filter(|e| e.destination == id);
            entries.any(|e| e.play_id == slot.play_id && !e.is_over() && e.state != State::Live)
        };
        if let Some(slot) = lane.slot.as_ref().filter(|slot| !queued(slot))
            && let Some(at) = at(&slot.intent, None).filter(|at| *at < slot.until)
        {
            found.push(Candidate { at, next: Next::Slot, order: (true, 0, at, 0) });
        }
        found
    }

    /// Makes the request and sends it, or asks the shared quota first.
    fn launch(&mut self, now: Timestamp, id: &str, next: Next) {
        let lane = self.lane(id);
        let Some(destination) = lane.destination.clone() else { return };
        let planned = match next {
            Next::Call => lane.calls.pop_front().map(|call| {
                let Call { ticket, intent, until, patient } = call;
                (intent, Cargo::Call { ticket, until, patient })
            }),
            Next::Entry(entry) => {
                let next = self.entries.get_mut(&entry);
                let intent = next.and_then(|entry| {
                    if matches!(entry.step, Step::Set(_)) && entry.at + DECIDED <= now {
                        entry.again(now, None);
                    }
                    entry.intent()
                });
                intent.map(|intent| (intent, Cargo::Entry(entry)))
            }
            Next::Slot => lane.slot.take().map(|slot| {
                let Slot { play_id, intent, until } = slot;
                (intent, Cargo::Shown { play_id, until })
            }),
        };
        let Some((mut intent, cargo)) = planned else { return };
        if let Intent::ReadPlays(read) = &mut intent {
            read.user = destination.username.clone();
        }
        let Some(service) = self.service(&destination.service) else {
            return;
        };
        let request = match plan(service, &intent, &destination) {
            Ok(request) => request,
            Err(error) => return self.refuse(now, &cargo, error),
        };
        // Answers to an outbox that was rebuilt meanwhile must not pass for answers to this one.
        // (A thousand a millisecond; JavaScript still holds such numbers exactly.)
        let of_now = u64::try_from(now.millis()).unwrap_or_default().saturating_mul(1000);
        self.last_id = (self.last_id + 1).max(of_now);
        // A person's own server has its own limits, and nobody shares them.
        let own_server = destination.base.is_some();
        let flight = Flight {
            destination: destination.id,
            service,
            intent,
            cargo,
            reserved: None,
            since: now,
        };
        let descriptor = service.descriptor();
        if own_server {
            self.dispatch(now, self.last_id, flight, request);
        } else if descriptor.quotas.iter().any(|quota| quota.scope == Scope::Shared) {
            self.out.push(Output::Reserve { id: self.last_id, bucket: descriptor.id.to_owned() });
            let flight = Flight { reserved: Some(request), ..flight };
            self.flights.insert(self.last_id, flight);
        } else {
            self.dispatch(now, self.last_id, flight, request);
        }
    }

    /// A request that cannot be made: its entry waits or is given up, what is shown is dropped.
    fn refuse(&mut self, now: Timestamp, cargo: &Cargo, error: Error) {
        if let Cargo::Call { ticket, .. } = cargo {
            return self.called(*ticket, Err(error));
        }
        if let Cargo::Entry(id) = cargo
            && let Some(entry) = self.entries.get_mut(id)
        {
            if error.kind.retry() == Retry::Later {
                entry.again(now, Some(now + REFUSED_AGAIN));
            } else {
                entry.finish(now, State::Dead, None);
            }
            entry.reason = Some(error);
            self.changed.insert(id.clone());
        }
    }

    /// The shared quota allows it: sent, if it is still wanted and allowed.
    pub(super) fn granted(&mut self, now: Timestamp, id: u64) {
        let Some(mut flight) = self.flights.remove(&id) else { return };
        let Some(request) = flight.reserved.take() else {
            self.flights.insert(id, flight);
            return;
        };
        let Some(lane) = self.lanes.get(&flight.destination) else { return };
        let quotas = flight.service.descriptor().quotas;
        let free = lane.windows.free_at(quotas, flight.intent.is_write());
        let open = lane.destination.is_some() && lane.sign_in.open();
        let wanted = match &flight.cargo {
            Cargo::Entry(entry) => self.entries.get(entry).is_some_and(Entry::is_ready),
            Cargo::Shown { until, .. } | Cargo::Call { until, .. } => now < *until,
        };
        if open && wanted && free.is_some_and(|free| free <= now) {
            self.dispatch(now, id, flight, request);
        } else if let Cargo::Call { ticket, until, patient } = flight.cargo {
            let call = Call { ticket, intent: flight.intent, until, patient };
            self.call_again(&flight.destination, call);
        }
    }

    /// The shared quota refuses for now. What is shown waits too, unless something newer came.
    pub(super) fn denied(&mut self, id: u64, until: Timestamp) {
        if self.flights.get(&id).is_none_or(|flight| flight.reserved.is_none()) {
            return;
        }
        let Some(flight) = self.flights.remove(&id) else { return };
        let lane = self.lane(&flight.destination);
        lane.quiet_until = lane.quiet_until.max(Some(until));
        match flight.cargo {
            Cargo::Shown { play_id, until } if lane.slot.is_none() => {
                lane.slot = Some(Slot { play_id, intent: flight.intent, until });
            }
            Cargo::Call { ticket, until, patient } => {
                let call = Call { ticket, intent: flight.intent, until, patient };
                self.call_again(&flight.destination, call);
            }
            Cargo::Shown { .. } | Cargo::Entry(_) => {}
        }
    }

    fn dispatch(&mut self, now: Timestamp, id: u64, mut flight: Flight, request: HttpRequest) {
        flight.since = now;
        let quotas = flight.service.descriptor().quotas;
        let write = flight.intent.is_write();
        let destination = flight.destination.clone();
        if quotas.iter().any(|quota| quota.scope == Scope::Account) {
            self.lane(&destination).windows.open(quotas, write, now);
            self.counted.insert(destination.clone());
        }
        if let Cargo::Entry(entry) = &flight.cargo
            && let Some(entry) = self.entries.get_mut(entry)
        {
            if !matches!(entry.step, Step::Check(_) | Step::Reread(_)) {
                entry.state = State::Sending;
            }
            entry.flight = Some(now);
            entry.attempts = entry.attempts.saturating_add(1);
            entry.not_before = None;
            entry.at = now;
            self.changed.insert(entry.id.clone());
        }
        self.flights.insert(id, flight);
        self.out.push(Output::Send { id, destination, request });
    }
}

fn plan(service: &dyn Service, intent: &Intent, to: &Destination) -> Result<HttpRequest, Error> {
    let app = to.client_id.clone().map(|client_id| App {
        client_id,
        name: to.app_name.clone(),
        ..App::default()
    });
    let cx = Context {
        app: app.as_ref(),
        base: to.base.as_deref(),
        username: to.username.as_deref(),
        token: None,
    };
    service.plan(intent, &cx)
}
