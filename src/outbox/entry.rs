//! One play on its way to one account: what has to survive a crash.

use serde::Serialize;

use super::Destination;
use super::progress::{self, Standing};
use crate::error::Error;
use crate::media::Media;
use crate::providers::{Finished, Intent, Playing, ReadPlays, StoredPlay};
use crate::session::{Fact, What};
use crate::time::{Span, Timestamp};

/// How long after the last word from a player it still counts as playing,
/// besides what was left of the item.
const GRACE: Span = Span::from_mins(10);
/// How far around a play its record is looked for.
const DAY: Span = Span::from_hours(24);

/// One play on its way to one account.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// `play_id@profile/service`; a fact handed on as it is has its number too.
    pub id: String,
    /// Which connection.
    pub destination: String,
    /// Which service that is.
    pub service: String,
    /// Which play.
    pub play_id: String,
    /// What was played.
    pub media: Media,
    /// When the play began.
    pub started_at: Timestamp,
    /// The moment it counts at; absent for a fact that is no play.
    pub watched_at: Option<Timestamp>,
    /// Where it stands.
    pub state: State,
    /// Requests made for it so far.
    pub attempts: u32,
    /// Not before this moment.
    pub not_before: Option<Timestamp>,
    /// Why it waits or was given up.
    pub reason: Option<Error>,
    /// When it last changed.
    pub at: Timestamp,
    /// What comes next.
    pub(super) step: Step,
    /// The newest fact heard of the play.
    pub(super) seq: u32,
    /// Length as it was known when the rule was met; never changes, so that a
    /// repeated request has identical bytes.
    pub(super) duration: Option<f64>,
    /// Where the player was when last heard.
    pub(super) place: Place,
    /// The item as the service named it.
    pub(super) known: Option<Box<Media>>,
    /// Since when a request is under way.
    pub(super) flight: Option<Timestamp>,
    /// The service's record of it.
    pub(super) record: Option<Record>,
}

/// Where an entry stands, as people see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The play goes on; the service is told at its end.
    Live,
    /// Waiting for its turn.
    Waiting,
    /// Under way.
    Sending,
    /// Finding out whether it was stored.
    Checking,
    /// The person has to sign in again first.
    SignedOut,
    /// Stored there.
    Stored,
    /// The service had it already.
    AlreadyThere,
    /// Given up; the person decides.
    Dead,
}

/// What comes next for an entry.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    /// Follow the play until it ends.
    Follow,
    /// Say live that it ended.
    Stop,
    /// Record it at its own time.
    Add,
    /// Find out whether a write whose answer was lost was stored.
    Check(Lost),
    /// Read where the person stands with the title.
    Read,
    /// Say where they stand now.
    Set(Box<Standing>),
    /// Read it again: nobody knows whether this, sent for the play, was carried out.
    Reread(Box<Standing>),
}

impl Step {
    /// The step that tries this one again: what was decided may be true no more.
    fn again(self) -> Self {
        match self {
            Self::Set(to) => Self::Reread(to),
            other => other,
        }
    }
}

/// A write whose answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Lost {
    /// Which write.
    pub wrote: Wrote,
    /// When it was sent.
    pub since: Timestamp,
    /// When it was over for us.
    pub ended: Timestamp,
    /// The page to read next.
    pub page: u32,
}

/// The two writes that record a play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Wrote {
    /// A live stop, recorded at the service's own time.
    Stop,
    /// A history entry, recorded at ours.
    Add,
}

/// Where a player was when last heard.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Place {
    /// In percent; 0 where the length is unknown.
    pub percent: f64,
    /// Length in seconds where known.
    pub duration: Option<f64>,
    /// Until when the play counts as going on.
    pub live_until: Timestamp,
}

/// What is known of the service's record: its time lies between `from` and `to`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Record {
    pub id: Option<String>,
    pub from: Timestamp,
    pub to: Timestamp,
}

impl Record {
    /// A record at a known moment.
    pub(super) fn exact(id: Option<String>, at: Timestamp) -> Self {
        Self { id, from: at, to: at }
    }
}

impl From<&StoredPlay> for Record {
    fn from(play: &StoredPlay) -> Self {
        Self::exact(Some(play.id.clone()).filter(|id| !id.is_empty()), play.watched_at)
    }
}

impl Place {
    /// The place a fact tells, and until when the play counts as live: what is
    /// left of it at its speed, and ten minutes.
    pub(super) fn of(now: Timestamp, fact: &Fact) -> Self {
        let duration = fact.duration.filter(|d| *d > 0.0);
        let rate = if fact.rate.is_finite() && fact.rate > 0.0 { fact.rate } else { 1.0 };
        let left = duration.map_or(0.0, |d| (d - fact.position).max(0.0) / rate);
        let left = Span::from_secs_f64(left.min(DAY.secs_f64()));
        Self {
            // In hundredths, as services take it; never rounded up to a threshold.
            percent: fact.percent().map_or(0.0, |percent| (percent * 100.0).floor() / 100.0),
            duration,
            // A player whose clock is ahead is not heard in the future.
            live_until: fact.at.min(now) + left + GRACE,
        }
    }

    /// Whether the play still counts as going on.
    pub(super) fn live(&self, now: Timestamp) -> bool {
        now < self.live_until
    }
}

impl Entry {
    /// A new entry for a fact, about to take `step`.
    pub(super) fn new(now: Timestamp, to: &Destination, fact: &Fact, step: Step) -> Self {
        let watched_at = match &fact.what {
            What::Watched { watched_at, .. } => Some(*watched_at),
            _ => None,
        };
        let place = Place::of(now, fact);
        Self {
            id: Self::id_of(&fact.play_id, &to.id),
            destination: to.id.clone(),
            service: to.service.clone(),
            play_id: fact.play_id.clone(),
            media: fact.media.clone(),
            started_at: fact.started_at,
            watched_at,
            state: if step == Step::Follow { State::Live } else { State::Waiting },
            attempts: 0,
            not_before: None,
            reason: None,
            at: now,
            step,
            seq: fact.seq,
            duration: place.duration,
            place,
            known: None,
            flight: None,
            record: None,
        }
    }

    /// The id of a play's entry.
    pub(super) fn id_of(play_id: &str, destination: &str) -> String {
        format!("{play_id}@{destination}")
    }

    /// The moment the play counts at.
    pub(super) fn counts_at(&self) -> Timestamp {
        self.watched_at.unwrap_or(self.started_at)
    }

    /// The request that is next, as an intent; none while the play is followed.
    pub(super) fn intent(&self) -> Option<Intent> {
        match &self.step {
            Step::Follow => None,
            Step::Stop => Some(Intent::Stop(Playing {
                media: self.media.clone(),
                percent: self.place.percent,
                duration: self.place.duration,
            })),
            Step::Add => Some(Intent::AddPlay(Finished {
                media: self.media.clone(),
                started_at: self.started_at,
                watched_at: self.counts_at(),
                duration: self.duration,
            })),
            Step::Check(lost) => Some(Intent::ReadPlays(ReadPlays {
                media: self.media.clone(),
                from: self.started_at.min(self.counts_at()) - DAY,
                to: self.counts_at().max(lost.ended) + DAY,
                page: lost.page,
                user: None,
            })),
            Step::Read | Step::Reread(_) => Some(Intent::ReadStatus(progress::title(&self.media))),
            Step::Set(to) => Some(Intent::SetStatus(to.change(&self.media))),
        }
    }

    /// Whether `media` is what was played, by our name for it or the service's.
    pub(super) fn is_item(&self, media: &Media) -> bool {
        self.media.same_item(media) || self.known.as_ref().is_some_and(|k| k.same_item(media))
    }

    /// Whether it reached its end, good or bad.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.state, State::Stored | State::AlreadyThere | State::Dead)
    }

    /// Whether it is waiting to be sent (or asked about) as soon as it may.
    pub(super) fn is_ready(&self) -> bool {
        self.flight.is_none() && matches!(self.state, State::Waiting | State::Checking)
    }

    /// Goes on to `step`, at once or not before a moment.
    pub(super) fn go(&mut self, now: Timestamp, step: Step, not_before: Option<Timestamp>) {
        self.state = match step {
            Step::Check(_) | Step::Reread(_) => State::Checking,
            _ => State::Waiting,
        };
        self.step = step;
        self.not_before = not_before;
        self.flight = None;
        self.at = now;
    }

    /// Takes the step it is at once more, at once or not before a moment.
    pub(super) fn again(&mut self, now: Timestamp, not_before: Option<Timestamp>) {
        self.go(now, self.step.clone().again(), not_before);
    }

    /// Whether it goes before `other`, which belongs to the same title of a service that
    /// keeps progress alone: what was begun first, then as they were watched.
    pub(super) fn goes_before(&self, other: &Self) -> bool {
        let turn = |entry: &Self| {
            let sent = matches!(entry.step, Step::Set(_) | Step::Reread(_));
            (entry.flight.is_none() && !sent, entry.counts_at())
        };
        let same = self.id != other.id && progress::same_title(&self.media, &other.media);
        same && !self.is_over() && (turn(self), &self.id) < (turn(other), &other.id)
    }

    /// Reached its end.
    pub(super) fn finish(&mut self, now: Timestamp, state: State, record: Option<Record>) {
        self.state = state;
        self.record = record;
        self.not_before = None;
        self.reason = None;
        self.flight = None;
        self.at = now;
    }
}
