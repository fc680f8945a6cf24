//! Delivery: each play to each connected account, exactly once.
//!
//! A fact fans out to every destination. What must arrive becomes an [`Entry`],
//! which the driver keeps before anything is sent; what only shows the moment
//! (start, pause, now playing) has one place a destination, where the newest wins.
//! Each destination has its own quotas, waits and sign-in, so none delays another.

mod backoff;
mod call;
mod claims;
mod entry;
mod io;
mod lane;
mod live;
mod progress;
mod quota;
mod read;
mod send;
mod settle;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use entry::{Entry, State};
pub use io::{Destination, Filed, Input, Output};
pub use progress::unfiled;
#[cfg(feature = "hub")]
pub use quota::Left;

use crate::error::{Error, ErrorKind};
use crate::json;
use crate::map::{Map, Set};
use crate::media::Media;
#[cfg(feature = "hub")]
use crate::providers::Quota;
use crate::providers::{self, LostWrite, Service};
use crate::time::{Span, Timestamp};
use entry::Step;
use lane::{Lane, SignIn};
use live::Heard;
use quota::{REQUEST_LIMIT, Windows};
use send::Flight;

/// Delivered plays are kept this long: for lists, and to know whose a record is.
const KEPT: Span = Span::from_hours(7 * 24);
/// What was heard of a play that never counted is kept this long.
const HEARD: Span = Span::from_hours(24);

/// The queue of one profile (or one browser).
///
/// # Design
/// Rows and quotas are saved before the request they belong to leaves. So after
/// a crash a row that says "under way" is a request whose answer was lost, and
/// nothing else needs to be known. A record is only ever looked for, never
/// assumed: that is what makes "exactly once" hold whatever fails.
pub struct Outbox {
    services: &'static [&'static dyn Service],
    lanes: Map<String, Lane>,
    entries: Map<String, Entry>,
    plays: Map<String, Heard>,
    flights: Map<u64, Flight>,
    last_id: u64,
    changed: Set<String>,
    counted: Set<String>,
    out: Vec<Output>,
    ahead: Span,
}

#[derive(Serialize)]
struct Snapshot {
    version: u32,
    entries: Vec<Entry>,
    quotas: Vec<(String, String)>,
}

impl Default for Outbox {
    fn default() -> Self {
        Self::new()
    }
}

impl Outbox {
    /// An empty outbox for all services.
    pub fn new() -> Self {
        Self::with(providers::ALL)
    }

    /// An empty outbox for these services.
    pub fn with(services: &'static [&'static dyn Service]) -> Self {
        Self {
            services,
            lanes: Map::new(),
            entries: Map::new(),
            plays: Map::new(),
            flights: Map::new(),
            last_id: 0,
            changed: Set::new(),
            counted: Set::new(),
            out: Vec::new(),
            ahead: Span::ZERO,
        }
    }

    /// How far the person's clock is ahead of UTC; below zero behind it. The days that
    /// services keep are told by it, by UTC's as long as nobody said.
    pub const fn set_ahead(&mut self, ahead: Span) {
        self.ahead = ahead;
    }

    /// Takes over kept rows and quotas (connection and text). `Destinations` has
    /// to follow before anything is sent.
    #[must_use]
    pub fn restore(mut self, entries: Vec<Entry>, quotas: Vec<(String, String)>) -> Self {
        for (destination, state) in quotas {
            self.lane(&destination).windows = Windows::restore(&state);
        }
        for mut entry in entries {
            // Whether the sign-in is still over, the driver knows: it fails the next request if so.
            if entry.state == State::SignedOut {
                entry.again(entry.at, entry.not_before);
            }
            if let Some(since) = entry.flight.take() {
                let error = Error::new(ErrorKind::NoAnswer, "The answer was lost in a restart.");
                let service = self.service(&entry.service);
                let lost_write = service.map_or(LostWrite::ReadBack, |s| s.descriptor().lost_write);
                // Before the request the driver may have waited as long for a fresh token.
                let over = since + REQUEST_LIMIT + REQUEST_LIMIT;
                settle::lost(&mut entry, since, over, error, lost_write);
            }
            self.entries.insert(entry.id.clone(), entry);
        }
        self
    }

    /// Everything that must survive, as one JSON text.
    pub fn snapshot(&self) -> String {
        let quotas = self.lanes.iter().map(|(id, lane)| (id.clone(), lane.windows.save()));
        let entries = self.entries.values().cloned().collect();
        let snapshot = Snapshot { version: 1, entries, quotas: quotas.collect() };
        serde_json::to_string(&snapshot).unwrap_or_default()
    }

    /// Takes over what [`Outbox::snapshot`] wrote.
    ///
    /// # Errors
    /// [`ErrorKind::BadInput`] for any other text.
    pub fn restore_snapshot(self, text: &str) -> Result<Self, Error> {
        match json::read::<Snapshot>(text) {
            Ok(kept) if kept.version == 1 => Ok(self.restore(kept.entries, kept.quotas)),
            _ => Err(Error::new(ErrorKind::BadInput, "This is not a saved outbox.")),
        }
    }

    /// All entries, in the order of their ids.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Takes note of what happened and says what to do.
    pub fn handle(&mut self, now: Timestamp, input: Input) -> Vec<Output> {
        match input {
            Input::Destinations(list) => self.connect(now, list),
            Input::Fact(fact) => self.hear(now, &fact, &[]),
            Input::FactAs { fact, filed } => self.hear(now, &fact, &filed),
            Input::Answer { id, response } => self.answered(now, id, &response),
            Input::Failed { id, error } => self.failed(now, id, error),
            Input::Granted { id } => self.granted(now, id),
            Input::Denied { id, until } => {
                // One that is over was told by another clock.
                self.denied(id, if until > now { until } else { now + Span::from_secs(1) });
            }
            Input::SignedIn { destination } => self.signed_in(now, &destination),
            Input::SignedOut { destination } => self.lane(&destination).sign_in = SignIn::Over,
            #[cfg(feature = "hub")]
            Input::OtherWay { destination } => self.go_another_way(&destination),
            Input::Retry { entry } => self.retry(now, &entry, None),
            #[cfg(feature = "hub")]
            Input::RetryAs { entry, media } => self.retry(now, &entry, Some(*media)),
            Input::Drop { entry } => self.forget(&entry),
            Input::Call { ticket, destination, intent } => {
                self.call(now, (ticket, false), &destination, intent);
            }
            #[cfg(feature = "hub")]
            Input::PatientCall { ticket, destination, intent } => {
                self.call(now, (ticket, true), &destination, intent);
            }
            #[cfg(feature = "hub")]
            Input::Replaced { destination } => self.end_calls(now, &destination),
            Input::Wake => {}
        }
        self.advance(now);
        self.give_up_calls(now);
        self.send_due(now);
        self.collect()
    }

    /// The next moment at which something is due; `None` where only an input can change anything.
    pub fn wake_at(&self) -> Option<Timestamp> {
        let followed = self.entries.values().filter(|e| e.step == Step::Follow && !e.is_over());
        let ends = followed.map(|entry| entry.place.live_until);
        let asked = self.lanes.values().filter_map(|lane| lane.sign_in.asks_at());
        let calls = self.lanes.values().flat_map(|lane| &lane.calls).map(|call| call.until);
        let sends = self.lanes.keys().flat_map(|id| self.candidates(id)).map(|c| c.at);
        ends.chain(asked).chain(calls).chain(sends).min()
    }

    /// Whether a request is under way, so that a driver that dies now has to come back.
    pub fn is_busy(&self) -> bool {
        !self.flights.is_empty()
    }

    /// Whether the request of this `Send` may change something at the service; one that
    /// only reads may be sent twice.
    pub fn may_write(&self, id: u64) -> bool {
        self.flights.get(&id).is_none_or(|flight| flight.intent.is_write())
    }

    /// What is left of a connection's quotas, as far as it is not shared with others; nothing
    /// while its service asks for quiet.
    #[cfg(feature = "hub")]
    pub fn left(&self, now: Timestamp, destination: &str, quotas: &[Quota]) -> Vec<Left> {
        let none = Lane::default();
        let lane = self.lanes.get(destination).unwrap_or(&none);
        let mut left = lane.windows.left(quotas, now);
        if let Some(until) = lane.quiet_until.filter(|until| *until > now) {
            left.iter_mut().for_each(|it| (it.calls, it.more_at) = (0, Some(until)));
        }
        left
    }

    /// When the account takes more, where that is what keeps an entry waiting.
    #[cfg(feature = "hub")]
    pub fn held_until(&self, now: Timestamp, entry: &Entry) -> Option<Timestamp> {
        let lane = self.lanes.get(&entry.destination)?;
        let quotas = self.service(&entry.service)?.descriptor().quotas;
        let free = lane.windows.free_at(quotas, entry.intent()?.is_write())?;
        let until = free.max(lane.quiet_until.unwrap_or_default());
        let held = entry.is_ready() && until > now && entry.not_before < Some(until);
        held.then_some(until)
    }

    /// Lanes of accounts no longer named stay, with their quotas, but are closed;
    /// one that is named again goes on as if newly signed in.
    fn connect(&mut self, now: Timestamp, list: Vec<Destination>) {
        let named = self
            .lanes
            .iter_mut()
            .filter_map(|(id, lane)| lane.destination.take().map(|_| id.clone()));
        let before: Vec<String> = named.collect();
        for destination in list {
            let id = destination.id.clone();
            self.lane(&id).destination = Some(destination);
            if !before.contains(&id) {
                self.signed_in(now, &id);
            }
        }
        for lane in self.lanes.values_mut().filter(|lane| lane.destination.is_none()) {
            (lane.slot, lane.sign_in) = (None, SignIn::Good);
        }
    }

    fn signed_in(&mut self, now: Timestamp, destination: &str) {
        self.lane(destination).sign_in = SignIn::Fresh;
        let held = self.entries.values_mut().filter(|e| e.destination == destination);
        for entry in held.filter(|entry| entry.state == State::SignedOut) {
            entry.again(now, entry.not_before);
            entry.reason = None;
            self.changed.insert(entry.id.clone());
        }
    }

    /// What waits goes at once. What may have been written is looked for no sooner: the
    /// service needs its time to store it.
    #[cfg(feature = "hub")]
    fn go_another_way(&mut self, destination: &str) {
        self.lane(destination).quiet_until = None;
        let here = self.entries.values_mut().filter(|e| e.destination == destination);
        for entry in here.filter(|e| e.state == State::Waiting && e.not_before.is_some()) {
            entry.not_before = None;
            self.changed.insert(entry.id.clone());
        }
    }

    fn retry(&mut self, now: Timestamp, id: &str, named: Option<Media>) {
        let Some(entry) = self.entries.get_mut(id) else { return };
        if entry.flight.is_some()
            || !matches!(entry.state, State::Waiting | State::Checking | State::Dead)
        {
            return;
        }
        let earliest = match &entry.step {
            Step::Check(lost) => Some(settle::checkable(lost.ended)),
            Step::Reread(_) => entry.not_before.min(Some(settle::checkable(entry.at))),
            _ => None,
        };
        let dead = entry.state == State::Dead;
        // It was refused, and told live again it would be recorded at the wrong time.
        if dead && entry.step == Step::Stop {
            entry.step = Step::Add;
        }
        // What may have been written once is looked for as it was named then.
        let unwritten = matches!(entry.step, Step::Add | Step::Read);
        if let Some(media) = named.filter(|_| dead && unwritten) {
            entry.media = media;
            entry.known = None;
        }
        entry.again(now, earliest);
        entry.reason = None;
        self.changed.insert(id.to_owned());
    }

    fn forget(&mut self, id: &str) {
        if self.entries.remove(id).is_some() {
            self.out.push(Output::Forget { id: id.to_owned() });
        }
    }

    /// What time alone brings about.
    fn advance(&mut self, now: Timestamp) {
        for entry in self.entries.values_mut() {
            let silent = !entry.place.live(now) && entry.flight.is_none() && !entry.is_over();
            if silent && matches!(entry.step, Step::Follow | Step::Stop) {
                entry.go(now, Step::Add, entry.not_before);
                self.changed.insert(entry.id.clone());
            }
            let lane = self.lanes.get(&entry.destination);
            if entry.is_ready() && lane.is_some_and(|lane| lane.sign_in == SignIn::Over) {
                entry.state = State::SignedOut;
                self.changed.insert(entry.id.clone());
            }
        }
        let delivered = |e: &Entry| matches!(e.state, State::Stored | State::AlreadyThere);
        let old: Vec<_> = self
            .entries
            .values()
            .filter(|e| delivered(e) && e.at + KEPT <= now)
            .map(|e| e.id.clone())
            .collect();
        old.iter().for_each(|id| self.forget(id));
        self.plays.retain(|_, heard| now < heard.at + HEARD);
        for (id, lane) in self.lanes.iter_mut() {
            if lane.sign_in.ask_again(now, id) {
                self.out.push(Output::Refresh { destination: id.clone() });
            }
        }
    }

    /// Everything to be kept first, then the rest in the order it came up.
    fn collect(&mut self) -> Vec<Output> {
        let (forget, rest): (Vec<_>, Vec<_>) =
            self.out.drain(..).partition(|out| matches!(out, Output::Forget { .. }));
        let changed = std::mem::take(&mut self.changed);
        let rows = changed.iter().filter_map(|id| self.entries.get(id));
        let mut outputs: Vec<_> = rows.map(|e| Output::Save(Box::new(e.clone()))).collect();
        outputs.extend(forget);
        for destination in std::mem::take(&mut self.counted) {
            let state = self.lane(&destination).windows.save();
            outputs.push(Output::SaveQuota { destination, state });
        }
        outputs.extend(rest);
        outputs
    }

    fn lane(&mut self, id: &str) -> &mut Lane {
        self.lanes.get_or_insert_with(id.to_owned(), Lane::default)
    }

    fn service(&self, id: &str) -> Option<&'static dyn Service> {
        self.services.iter().copied().find(|service| service.descriptor().id == id)
    }
}
