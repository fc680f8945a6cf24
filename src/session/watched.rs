//! Which stretches were really played: the place and the clock have to move together.

use serde::Serialize;

use crate::json;

use crate::time::{Span, Timestamp};

/// By how much the place may run ahead of the clock in all, in milliseconds of
/// wall time: events are stamped a little late or early.
const SLACK: f64 = 500.0;

/// A place further from the expected one than this, in milliseconds of wall time,
/// was moved by hand.
const JUMP: f64 = 2_000.0;

/// After a silence longer than this the place has to have kept pace, or the
/// machine slept. Background tabs still report every 15 s.
const SILENCE: Span = Span::from_secs(60);

/// Adds up what was played between two reports of the place.
///
/// # Design
/// Credit is the way the place went, but never more than wall time × rate.
/// What the place ran ahead of the clock is taken from a small purse that is
/// filled again when it falls behind; so jitter loses nothing and over a whole
/// play credit stays below wall time × rate + the purse. Whole milliseconds
/// throughout: no rounding adds up, and a snapshot holds all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Meter {
    pub(super) credit: Span,
    pub(super) wall: Span,
    /// What the place has run ahead of the clock and not given back, in media milliseconds.
    ahead: i64,
    since: Option<Since>,
}

/// The last report of the place, and what the clock did from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Since {
    place: Span,
    clock: Timestamp,
    /// Wall time that went by.
    wall: Span,
    /// Media time that could have been played in it.
    media: Span,
}

json::fields!(Meter { credit: "credit", wall: "wall", ahead: "ahead", since: "since" });

json::fields!(Since { place: "place", clock: "clock", wall: "wall", media: "media" });

/// What a report of the place says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Playback came here by itself.
    Played,
    /// The place was moved, or nobody looked while it came here.
    Jumped,
}

impl Meter {
    /// Goes on from credit earned before.
    pub(super) fn with(credit: Span, wall: Span) -> Self {
        Self { credit, wall, ..Self::default() }
    }

    /// Counts from this place on; what came before and was not reported is not counted.
    pub(super) fn start(&mut self, now: Timestamp, place: Span) {
        self.since = Some(Since { place, clock: now, wall: Span::ZERO, media: Span::ZERO });
    }

    /// Counts no more.
    pub(super) fn halt(&mut self) {
        self.since = None;
    }

    /// Lets the clock go on to `now` at this rate. A clock that was set back adds nothing.
    pub(super) fn tick(&mut self, now: Timestamp, rate: f64) {
        if let Some(since) = &mut self.since {
            let step = (now - since.clock).max(Span::ZERO);
            since.clock = now;
            since.wall = since.wall + step;
            since.media = since.media + Span::from_millis((step.millis() as f64 * rate) as i64);
        }
    }

    /// Takes a report of the place, after `tick`.
    pub(super) fn reach(&mut self, now: Timestamp, place: Span, rate: f64) -> Step {
        let Some(since) = self.since.take() else {
            self.start(now, place);
            return Step::Jumped;
        };
        self.start(now, place);
        let moved = place.millis().saturating_sub(since.place.millis());
        let media = since.media.millis();
        let wide = rate.max(1.0);
        let jump = (JUMP * wide) as i64;
        if moved < -jump || moved > media.saturating_add(jump) {
            return Step::Jumped;
        }
        let slept = since.wall > SILENCE && moved < media / 10 * 9;
        let purse = (SLACK * wide) as i64;
        let most = media.saturating_add((purse - self.ahead).max(0));
        let earned = if slept { 0 } else { moved.clamp(0, most) };
        self.ahead = self.ahead.saturating_add(earned.saturating_sub(media)).max(0);
        self.credit = self.credit + Span::from_millis(earned);
        self.wall = self.wall + share(since.wall, earned, media);
        Step::Played
    }
}

/// The part of the wall time in which the place moved.
fn share(wall: Span, earned: i64, media: i64) -> Span {
    if earned >= media {
        return if media > 0 { wall } else { Span::ZERO };
    }
    Span::from_millis((wall.millis() as f64 * (earned as f64 / media as f64)) as i64)
}
