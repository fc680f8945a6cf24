//! One play of one item: what is known of it, and what can be asked.

use serde::Serialize;

use super::event::SavedPlace;
use super::limits::{IDLE, SAVED_NEAR, SMALL_MOVE};
use super::watched::Meter;
use super::{repeat, span};
use crate::media::Media;
use crate::threshold::{Played, Rule};
use crate::time::{Span, Timestamp};

/// What a play needs to know at each event.
#[derive(Clone, Copy)]
pub(super) struct Cx<'a> {
    pub(super) now: Timestamp,
    pub(super) rate: f64,
    pub(super) rules: &'a [Rule],
}

/// Where a play is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Phase {
    /// Loaded, never played.
    Ready,
    /// Opened near the end, or not far enough to have begun; nothing was told.
    Preview,
    Playing,
    Paused,
    /// Told as stopped or discarded; `play` may revive it.
    Over,
}

/// One play of one item.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Play {
    pub(super) id: String,
    pub(super) media: Media,
    pub(super) duration: Option<Span>,
    pub(super) phase: Phase,
    pub(super) place: Span,
    pub(super) meter: Meter,
    pub(super) rules_met: Vec<String>,
    /// The number of the last fact.
    pub(super) seq: u32,
    pub(super) started_at: Option<Timestamp>,
    /// The saved place it was loaded with, until playback has begun.
    pub(super) resume: Option<SavedPlace>,
    /// The item before was the same: a page that has moved on may still name the old one.
    pub(super) same_as_before: bool,
    /// The length told while an advertisement ran; most often the advertisement's own.
    pub(super) told_in_ad: Option<Span>,
    /// Whether a service may have heard of it.
    pub(super) begun: bool,
    /// Whether the player says that it plays.
    pub(super) running: bool,
    pub(super) ad: bool,
    /// It ran to its end; only a new play follows from the start.
    pub(super) finished: bool,
    /// The pause was told.
    pub(super) pause_told: bool,
    /// The place was moved and that is not told yet.
    pub(super) moved: bool,
    /// When the pause, the seek or the settled start is to be told.
    pub(super) due: Option<Timestamp>,
    /// The last sign of life.
    pub(super) heard: Timestamp,
    /// The clock at the last event.
    pub(super) clock: Timestamp,
}

impl Play {
    pub(super) fn new(
        now: Timestamp,
        id: String,
        media: Media,
        duration: Option<Span>,
        resume: Option<SavedPlace>,
    ) -> Self {
        let told = resume.as_ref().filter(|saved| saved.play_id == id).map_or(0, |saved| saved.seq);
        Self {
            id,
            media,
            duration,
            phase: Phase::Ready,
            place: Span::ZERO,
            meter: Meter::default(),
            rules_met: Vec::new(),
            seq: told,
            started_at: None,
            resume,
            same_as_before: false,
            told_in_ad: None,
            begun: false,
            running: false,
            ad: false,
            finished: false,
            pause_told: false,
            moved: false,
            due: None,
            heard: now,
            clock: now,
        }
    }

    pub(super) fn played(&self) -> Played {
        Played {
            position: self.place,
            duration: self.duration,
            credit: self.meter.credit,
            wall: self.meter.wall,
        }
    }

    pub(super) fn wake_at(&self) -> Option<Timestamp> {
        let idle = self.heard + IDLE;
        match self.phase {
            Phase::Over => None,
            Phase::Ready => self.due,
            Phase::Preview | Phase::Playing | Phase::Paused => {
                Some(self.due.map_or(idle, |due| due.min(idle)))
            }
        }
    }

    pub(super) fn saved_place(&self) -> Option<SavedPlace> {
        if !self.begun {
            return self.resume.clone();
        }
        // Behind the end there is nothing to go on with.
        if self.duration.is_some_and(|duration| self.place >= duration) {
            return None;
        }
        Some(SavedPlace {
            play_id: self.id.clone(),
            seq: self.seq,
            position: self.place.secs_f64(),
            duration: self.duration.map(Span::secs_f64),
            credit: self.meter.credit,
            wall: self.meter.wall,
            rules_met: self.rules_met.clone(),
            started_at: self.started_at?,
            saved_at: self.clock,
        })
    }

    pub(super) fn percent(&self) -> Option<f64> {
        let duration = self.duration?.millis() as f64;
        Some(self.place.millis() as f64 / duration * 100.0)
    }

    pub(super) fn restarts_at(&self, place: Span) -> bool {
        let again = self.finished && place < SMALL_MOVE;
        self.begun
            && (again || repeat::restarts(self.place, place, self.meter.credit, self.duration))
    }

    /// The saved place, if `self.place` is near enough to go on from it.
    pub(super) fn saved_here(&self) -> Option<&SavedPlace> {
        let saved = self.resume.as_ref()?;
        let left = span(saved.position)?;
        let again = repeat::restarts(left, self.place, saved.credit, self.duration);
        (within(left, self.place, SAVED_NEAR) && !again).then_some(saved)
    }
}

pub(super) fn within(a: Span, b: Span, reach: Span) -> bool {
    a.millis().abs_diff(b.millis()) <= reach.millis().unsigned_abs()
}
