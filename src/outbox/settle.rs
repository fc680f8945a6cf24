//! What an answer, or none, means for the entry it belongs to.

use super::backoff;
use super::call::Call;
use super::claims;
use super::entry::{Entry, Lost, Record, State, Step, Wrote};
use super::lane::SignIn;
use super::progress;
use super::send::{Cargo, Flight};
use super::{Outbox, Output};
use crate::error::{Error, ErrorKind, Retry};
use crate::http::HttpResponse;
use crate::media::Media;
use crate::providers::{LostWrite, Outcome, Row, Scope, StoredPlay};
use crate::time::{Span, Timestamp};

/// What a service has not stored this long after a request was over, it never
/// stores: its own 30 s, and 10 s for doubt.
const STORES_WITHIN: Span = Span::from_secs(40);

/// No service means to be left alone for longer: the longest quotas are those of a day.
const LONGEST_ASKED: Span = Span::from_hours(25);

/// From when a lost write can be looked for.
pub(super) fn checkable(ended: Timestamp) -> Timestamp {
    ended + STORES_WITHIN
}

impl Outbox {
    /// An answer came.
    pub(super) fn answered(&mut self, now: Timestamp, id: u64, response: &HttpResponse) {
        let Some(flight) = self.land(now, id) else { return };
        if let Some(until) = flight.service.used_up(now, response) {
            self.leave_alone(&flight, until.min(now + LONGEST_ASKED));
        }
        let result = flight.service.digest(now, &flight.intent, response);
        self.settle(now, flight, result);
    }

    /// No answer came.
    pub(super) fn failed(&mut self, now: Timestamp, id: u64, error: Error) {
        if let Some(flight) = self.land(now, id) {
            self.settle(now, flight, Err(error));
        }
    }

    /// Takes a request out of the air; its quota counts from now.
    fn land(&mut self, now: Timestamp, id: u64) -> Option<Flight> {
        let flight = self.flights.remove(&id)?;
        let quotas = flight.service.descriptor().quotas;
        let counted = quotas.iter().any(|quota| quota.scope == Scope::Account);
        if counted && flight.reserved.is_none() {
            let write = flight.intent.is_write();
            self.lane(&flight.destination).windows.close(quotas, write, flight.since, now);
            self.counted.insert(flight.destination.clone());
        }
        Some(flight)
    }

    fn settle(&mut self, now: Timestamp, flight: Flight, result: Result<Outcome, Error>) {
        let renewed = self.sign_in(now, &flight, result.as_ref().err());
        self.cool_down(now, &flight, result.as_ref().err());
        #[cfg(feature = "hub")]
        if flight.intent.is_write() {
            self.lane(&flight.destination).learn_way(now - flight.since, result.is_ok());
        }
        let id = match &flight.cargo {
            Cargo::Entry(id) => id.clone(),
            Cargo::Shown { play_id, .. } => {
                if let Ok(Outcome::Noted { media: Some(media) }) = result {
                    self.learn(play_id, &flight.destination, *media);
                }
                return;
            }
            Cargo::Call { ticket, until, patient } => {
                let (ticket, until, patient) = (*ticket, *until, *patient);
                if renewed {
                    let call = Call { ticket, intent: flight.intent, until, patient };
                    return self.call_again(&flight.destination, call);
                }
                return self.called(ticket, result);
            }
        };
        // Taken out, so that it can be compared with the others; absent if dropped meanwhile.
        let Some(mut entry) = self.entries.remove(&id) else { return };
        match result {
            Ok(outcome) => self.succeed(now, &mut entry, &flight, outcome),
            Err(error) => fail(now, &mut entry, &flight, error, renewed),
        }
        self.entries.insert(id.clone(), entry);
        self.changed.insert(id);
    }

    /// What the answer says of the token. A refusal asks for a fresh one, unless
    /// it is fresh; whether the request may go again at once after that.
    fn sign_in(&mut self, now: Timestamp, flight: &Flight, error: Option<&Error>) -> bool {
        let id = flight.destination.clone();
        let lane = self.lane(&id);
        match error.map(|error| error.kind.retry()) {
            Some(Retry::AfterRefresh) => match lane.sign_in {
                SignIn::Good => {
                    lane.sign_in.ask(now, &id);
                    self.out.push(Output::Refresh { destination: id });
                    true
                }
                SignIn::Fresh => {
                    lane.sign_in = SignIn::Good;
                    false
                }
                SignIn::Asked { .. } | SignIn::Over => true,
            },
            Some(Retry::AfterSignIn) => {
                lane.sign_in = SignIn::Over;
                self.out.push(Output::SignInOver { destination: id });
                true
            }
            // Nothing that came from the service, so nothing about the token.
            Some(Retry::Later | Retry::AfterCheck) => false,
            Some(Retry::Never) | None => {
                if lane.sign_in == SignIn::Fresh {
                    lane.sign_in = SignIn::Good;
                }
                false
            }
        }
    }

    /// A service that asks to slow down, or says until when it is out of order, is left
    /// alone; by everybody, unless it spoke of this person.
    fn cool_down(&mut self, now: Timestamp, flight: &Flight, error: Option<&Error>) {
        let own = |error: &Error| error.kind == ErrorKind::DailyLimit;
        let quiet = |error: &Error| match error.kind {
            ErrorKind::RateLimited | ErrorKind::DailyLimit => true,
            ErrorKind::Unavailable => error.retry_at.is_some(),
            _ => false,
        };
        let Some(error) = error.filter(|error| quiet(error)) else { return };
        let attempts = match &flight.cargo {
            Cargo::Entry(id) => self.entries.get(id).map_or(1, |entry| entry.attempts),
            Cargo::Shown { .. } | Cargo::Call { .. } => 1,
        };
        let until = later(now, &flight.destination, attempts, error);
        if own(error) {
            self.leave_alone_here(flight, until);
        } else {
            self.leave_alone(flight, until);
        }
    }

    fn leave_alone_here(&mut self, flight: &Flight, until: Timestamp) {
        let lane = self.lane(&flight.destination);
        lane.quiet_until = lane.quiet_until.max(Some(until));
    }

    /// By everybody where all share a quota.
    fn leave_alone(&mut self, flight: &Flight, until: Timestamp) {
        self.leave_alone_here(flight, until);
        let lane = self.lane(&flight.destination);
        let descriptor = flight.service.descriptor();
        // A person's own server speaks for itself alone.
        let own_server = lane.destination.as_ref().is_some_and(|to| to.base.is_some());
        if own_server {
            return;
        }
        if descriptor.quotas.iter().any(|quota| quota.scope == Scope::Shared) {
            self.out.push(Output::CoolDown { bucket: descriptor.id.to_owned(), until });
        }
    }

    /// The service named the item; its ids tell the record later.
    fn learn(&mut self, play_id: &str, destination: &str, media: Media) {
        let id = Entry::id_of(play_id, destination);
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.known = Some(Box::new(media.clone()));
            self.changed.insert(id);
        }
        if let Some(heard) = self.plays.get_mut(play_id) {
            heard.known.insert(destination.to_owned(), media);
        }
    }

    fn succeed(&self, now: Timestamp, entry: &mut Entry, flight: &Flight, outcome: Outcome) {
        let others = || self.entries.values().filter(|e| e.destination == entry.destination);
        let at_stop = |id| Some(Record { id, from: flight.since, to: now });
        let at_own = |entry: &Entry, id| Some(Record::exact(id, entry.counts_at().whole_second()));
        match (entry.step.clone(), outcome) {
            (Step::Stop, Outcome::Stored { id }) => entry.finish(now, State::Stored, at_stop(id)),
            (Step::Stop, Outcome::AlreadyThere) => {
                entry.finish(now, State::AlreadyThere, at_stop(None))
            }
            (Step::Stop, Outcome::Conflict { watched_at }) => {
                let own = watched_at
                    .filter(|at| claims::conflict_is_own(entry, now, *at, others()))
                    .map(|at| Record::exact(None, at));
                match own {
                    Some(record) => entry.finish(now, State::AlreadyThere, Some(record)),
                    None => entry.go(now, Step::Add, None),
                }
            }
            // The service took it for a pause.
            (Step::Stop, Outcome::Noted { .. }) => entry.go(now, Step::Add, None),
            (Step::Add, Outcome::Stored { id }) => {
                let record = at_own(entry, id);
                entry.finish(now, State::Stored, record);
            }
            (Step::Add, Outcome::AlreadyThere | Outcome::Conflict { .. }) => {
                let record = at_own(entry, None);
                entry.finish(now, State::AlreadyThere, record);
            }
            (Step::Check(lost), Outcome::Plays { plays, more }) => {
                let found: Option<&StoredPlay> =
                    plays.iter().find(|play| claims::left_by(entry, &lost, play, others()));
                match found {
                    Some(play) => entry.finish(now, State::Stored, Some(Record::from(play))),
                    None if more => {
                        let next = Lost { page: lost.page.saturating_add(1), ..lost };
                        entry.go(now, Step::Check(next), None);
                    }
                    None => entry.go(now, Step::Add, None),
                }
            }
            (step @ (Step::Read | Step::Reread(_)), Outcome::Status(row)) => {
                let row = row.unwrap_or_else(|| Box::new(Row::of(progress::title(&entry.media))));
                let (at, ahead) = (entry.counts_at(), self.ahead);
                let (sent, there) = match &step {
                    Step::Reread(sent) => (Some(&**sent), State::Stored),
                    _ => (None, State::AlreadyThere),
                };
                let delivered = |e: &&Entry| e.is_over() && e.state != State::Dead;
                let of_title = others()
                    .filter(delivered)
                    .filter(|e| progress::same_title(&e.media, &entry.media))
                    .map(Entry::counts_at);
                if sent.is_none() && progress::is_marked(&entry.media, at, ahead, &row, of_title) {
                    return entry.finish(now, there, None);
                }
                match progress::decide(&entry.media, at, ahead, &row, sent) {
                    Ok(Some(to)) => entry.go(now, Step::Set(Box::new(to)), None),
                    Ok(None) => entry.finish(now, there, None),
                    Err(error) => fail(now, entry, flight, error, false),
                }
            }
            (Step::Set(to), Outcome::Status(row)) => {
                // Once: a service that insists is right.
                let first = row.filter(|_| to.progress.is_some());
                match first.and_then(|row| progress::put_right(&row, &to)) {
                    Some(to) => entry.go(now, Step::Set(Box::new(to)), None),
                    None => entry.finish(now, State::Stored, None),
                }
            }
            _ => {
                let text = "The service gave an answer that does not belong to the question.";
                fail(now, entry, flight, Error::new(ErrorKind::Unavailable, text), false);
            }
        }
    }
}

/// What a failure means for its entry. `renewed`: it may go again as soon as the
/// connection is signed in.
fn fail(now: Timestamp, entry: &mut Entry, flight: &Flight, error: Error, renewed: bool) {
    match error.kind.retry() {
        Retry::AfterCheck => {
            let lost_write = flight.service.descriptor().lost_write;
            return lost(entry, flight.since, now, error, lost_write);
        }
        Retry::Never => entry.finish(now, State::Dead, None),
        Retry::AfterRefresh | Retry::AfterSignIn if renewed => {
            entry.again(now, None);
        }
        Retry::Later | Retry::AfterRefresh | Retry::AfterSignIn => {
            let at = later(now, &entry.id, entry.attempts, &error);
            entry.again(now, Some(at));
        }
    }
    entry.reason = Some(error);
}

/// The request sent at `since` was over for us at `ended`, and nobody knows
/// whether it was carried out. A live stop is never repeated: after it comes the
/// history, which knows the play's own time.
pub(super) fn lost(
    entry: &mut Entry,
    since: Timestamp,
    ended: Timestamp,
    error: Error,
    lost_write: LostWrite,
) {
    let at = later(ended, &entry.id, entry.attempts, &error);
    let wrote = match entry.step {
        Step::Stop => Some(Wrote::Stop),
        Step::Add => Some(Wrote::Add),
        Step::Follow | Step::Check(_) | Step::Read | Step::Set(_) | Step::Reread(_) => None,
    };
    let step = match (wrote, lost_write, entry.step.clone()) {
        (Some(wrote), LostWrite::ReadBack, _) => Step::Check(Lost { wrote, since, ended, page: 1 }),
        (Some(_), LostWrite::Resend, _) => Step::Add,
        (None, _, Step::Check(lost)) => Step::Check(Lost { page: 1, ..lost }),
        (None, _, Step::Set(to)) => Step::Reread(to),
        (None, _, step) => step,
    };
    let looked_for = match entry.step {
        Step::Stop | Step::Add => matches!(step, Step::Check(_)),
        Step::Set(_) => true,
        Step::Follow | Step::Check(_) | Step::Read | Step::Reread(_) => false,
    };
    let not_before =
        if looked_for { checkable(ended).max(error.retry_at.map_or(ended, |_| at)) } else { at };
    entry.go(ended, step, Some(not_before));
    entry.reason = Some(error);
}

/// When to try again: when the service says, else after a wait that grows.
fn later(now: Timestamp, name: &str, attempts: u32, error: &Error) -> Timestamp {
    match error.retry_at {
        Some(at) => at.clamp(now + Span::from_secs(1), now + LONGEST_ASKED),
        None => backoff::again(now, name, attempts),
    }
}
