//! One play of one item: its phases, and what each event makes of them.

use serde::{Deserialize, Serialize};

use super::event::{Fact, SavedPlace, What};
use super::watched::{Meter, Step};
use super::{repeat, span};
use crate::media::Media;
use crate::threshold::{Played, Rule};
use crate::time::{Span, Timestamp};

/// A pause is told once it has lasted this long: a double tap is none.
const PAUSE_HOLD: Span = Span::from_secs(5);

/// A seek is told once no other followed for this long: scrubbing is one fact.
/// A first play away from the saved place waits as long, for some players jump
/// there by themselves.
const SETTLE: Span = Span::from_secs(1);

/// A move shorter than this is not worth telling.
const SMALL_MOVE: Span = Span::from_secs(2);

/// Nothing moved for this long: the play is over, at its last known place.
const IDLE: Span = Span::from_mins(30);

/// `play` later than this after the last sign of life begins a new play.
const EXPIRY: Span = Span::from_hours(24);

/// A start this close to a saved place goes on with that play.
const SAVED_NEAR: Span = Span::from_secs(60);

/// Opened at this percentage or later, without a saved place, it may be no more than a look.
const PREVIEW_FROM: f64 = 80.0;

/// That much of a look makes it a play.
const PREVIEW: Span = Span::from_secs(60);

/// What a play needs to know at each event.
#[derive(Clone, Copy)]
pub(super) struct Cx<'a> {
    pub(super) now: Timestamp,
    pub(super) rate: f64,
    pub(super) rules: &'a [Rule],
}

/// Where a play is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Phase {
    /// Loaded, never played.
    Ready,
    /// Opened near the end; nothing was told.
    Preview,
    Playing,
    Paused,
    /// Told as stopped or discarded; `play` may revive it.
    Over,
}

/// One play of one item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    started_at: Option<Timestamp>,
    /// The saved place it was loaded with, until playback has begun.
    resume: Option<SavedPlace>,
    /// Whether a service may have heard of it.
    begun: bool,
    /// Whether the player says that it plays.
    running: bool,
    ad: bool,
    /// It ran to its end; only a new play follows from the start.
    finished: bool,
    /// The pause was told.
    pause_told: bool,
    /// The place was moved and that is not told yet.
    moved: bool,
    /// When the pause, the seek or the settled start is to be told.
    due: Option<Timestamp>,
    /// The last sign of life.
    heard: Timestamp,
    /// The clock at the last event.
    clock: Timestamp,
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

    // ---- time -----------------------------------------------------------

    /// Tells what has become due. A clock that was set back takes its deadlines along.
    pub(super) fn wake(&mut self, cx: Cx<'_>, facts: &mut Vec<Fact>) {
        if cx.now < self.clock {
            let back = Span::from_millis(self.clock.millis().saturating_sub(cx.now.millis()));
            self.heard = self.heard - back;
            self.due = self.due.map(|due| due - back);
        }
        self.clock = cx.now;
        if let Some(due) = self.due.filter(|due| *due <= cx.now) {
            self.due = None;
            self.tell_due(cx, due, facts);
        }
        if self.wake_at().is_some_and(|at| at <= cx.now) {
            self.end(cx, self.heard + IDLE, facts);
        }
    }

    fn tell_due(&mut self, cx: Cx<'_>, due: Timestamp, facts: &mut Vec<Fact>) {
        match self.phase {
            Phase::Ready => self.begin(cx, facts),
            Phase::Paused => {
                self.pause_told = true;
                self.moved = false;
                self.tell(cx, due - PAUSE_HOLD, What::Paused, facts);
            }
            Phase::Playing if self.moved => {
                self.moved = false;
                self.tell(cx, due, What::Resumed, facts);
            }
            Phase::Preview | Phase::Playing | Phase::Over => {}
        }
    }

    /// Lets the meter follow the clock; comes before every change of the rate.
    pub(super) fn tick(&mut self, cx: Cx<'_>) {
        self.meter.tick(cx.now, cx.rate);
    }

    pub(super) fn alive(&mut self, cx: Cx<'_>) {
        self.heard = cx.now;
    }

    // ---- events ---------------------------------------------------------

    pub(super) fn time(&mut self, cx: Cx<'_>, place: Span, facts: &mut Vec<Fact>) {
        if self.ad {
            return;
        }
        let still = place == self.place;
        match self.phase {
            Phase::Over if still || !self.running => return,
            Phase::Preview | Phase::Playing => self.advance(cx, place, facts),
            Phase::Paused if !self.running => self.relocate(cx, place, facts),
            _ if self.running => self.go(cx, place, facts),
            _ => self.place = place,
        }
        if !still {
            self.alive(cx);
        }
    }

    pub(super) fn play(&mut self, cx: Cx<'_>, place: Span, facts: &mut Vec<Fact>) {
        self.running = true;
        if !self.ad {
            self.go(cx, place, facts);
        }
    }

    pub(super) fn pause(&mut self, cx: Cx<'_>, place: Span, facts: &mut Vec<Fact>) {
        if !self.ad && matches!(self.phase, Phase::Preview | Phase::Playing) {
            self.advance(cx, place, facts);
        }
        self.running = false;
        self.meter.halt();
        match self.phase {
            Phase::Playing => {
                self.phase = Phase::Paused;
                self.due = Some(cx.now + PAUSE_HOLD);
            }
            Phase::Ready => self.due = None,
            Phase::Preview | Phase::Paused | Phase::Over => {}
        }
    }

    pub(super) fn seek(&mut self, cx: Cx<'_>, place: Span, facts: &mut Vec<Fact>) {
        if self.ad {
            return;
        }
        match self.phase {
            Phase::Ready if self.running => self.go(cx, place, facts),
            Phase::Ready => self.place = place,
            Phase::Over if self.restarts_at(place) => self.renew(cx, place, facts),
            // Where it stopped stays the place to compare the next play with.
            Phase::Over => {}
            Phase::Preview | Phase::Playing | Phase::Paused => {
                if self.running {
                    self.meter.start(cx.now, place);
                }
                self.relocate(cx, place, facts);
            }
        }
    }

    pub(super) fn set_duration(
        &mut self,
        cx: Cx<'_>,
        duration: Option<Span>,
        facts: &mut Vec<Fact>,
    ) {
        // A player that shows the advertisement itself reports the advertisement's length.
        if self.ad && self.duration.is_some() {
            return;
        }
        self.duration = duration;
        self.judge(cx, facts);
    }

    /// No place is known while an advertisement runs, and what comes after it is a fresh start.
    pub(super) fn set_ad(&mut self, ad: bool) {
        self.ad = ad;
        self.meter.halt();
        if self.phase == Phase::Ready {
            self.due = None;
        }
    }

    pub(super) fn ended(&mut self, cx: Cx<'_>, facts: &mut Vec<Fact>) {
        if self.ad {
            return;
        }
        let end = self.duration.unwrap_or(self.place);
        if self.running && self.begun {
            self.meter.reach(cx.now, end, cx.rate);
        }
        if self.begun && self.phase != Phase::Over {
            self.place = end;
            self.judge(cx, facts);
        }
        self.running = false;
        self.finished = true;
        self.end(cx, cx.now, facts);
    }

    /// The page goes, or another item comes.
    pub(super) fn leave(&mut self, cx: Cx<'_>, facts: &mut Vec<Fact>) {
        self.running = false;
        self.end(cx, cx.now, facts);
    }

    // ---- transitions ----------------------------------------------------

    /// The player plays, and the place is known.
    fn go(&mut self, cx: Cx<'_>, place: Span, facts: &mut Vec<Fact>) {
        match self.phase {
            Phase::Preview | Phase::Playing => self.advance(cx, place, facts),
            Phase::Ready => {
                self.place = place;
                if self.resume.is_some() && self.saved_here().is_none() {
                    self.due.get_or_insert(cx.now + SETTLE);
                } else {
                    self.due = None;
                    self.begin(cx, facts);
                }
            }
            Phase::Paused | Phase::Over if self.restarts_at(place) => {
                self.renew(cx, place, facts);
            }
            Phase::Paused => {
                self.relocate(cx, place, facts);
                let tell = self.pause_told || self.moved;
                self.revive(cx, tell, facts);
            }
            Phase::Over if !self.begun => {
                self.phase = Phase::Ready;
                self.go(cx, place, facts);
            }
            Phase::Over if cx.now >= self.heard + EXPIRY => self.renew(cx, place, facts),
            Phase::Over => {
                self.place = place;
                self.revive(cx, true, facts);
            }
        }
    }

    /// Playback begins at `self.place`: on from the saved place, as a look, or as a play.
    fn begin(&mut self, cx: Cx<'_>, facts: &mut Vec<Fact>) {
        if let Some(saved) = self.saved_here().cloned() {
            self.adopt(saved);
            self.revive(cx, true, facts);
            return;
        }
        self.meter.start(cx.now, self.place);
        self.started_at.get_or_insert(cx.now);
        if self.percent().is_some_and(|percent| percent >= PREVIEW_FROM) {
            self.phase = Phase::Preview;
        } else {
            self.start(cx, facts);
        }
    }

    fn start(&mut self, cx: Cx<'_>, facts: &mut Vec<Fact>) {
        self.resume = None;
        self.begun = true;
        self.phase = Phase::Playing;
        self.tell(cx, cx.now, What::Started, facts);
        self.judge(cx, facts);
    }

    /// Goes on with the play that was left at a saved place.
    fn adopt(&mut self, saved: SavedPlace) {
        self.resume = None;
        if self.id != saved.play_id {
            self.id = saved.play_id;
            self.seq = saved.seq;
        }
        self.meter = Meter::with(saved.credit, saved.wall);
        self.rules_met = saved.rules_met;
        self.started_at = Some(saved.started_at);
        self.begun = true;
    }

    fn revive(&mut self, cx: Cx<'_>, tell: bool, facts: &mut Vec<Fact>) {
        self.phase = Phase::Playing;
        self.finished = false;
        self.pause_told = false;
        self.moved = false;
        self.due = None;
        self.meter.start(cx.now, self.place);
        if tell {
            self.tell(cx, cx.now, What::Resumed, facts);
        }
        self.judge(cx, facts);
    }

    /// Playback came to this place, by itself or not.
    fn advance(&mut self, cx: Cx<'_>, place: Span, facts: &mut Vec<Fact>) {
        match self.meter.reach(cx.now, place, cx.rate) {
            Step::Played => self.place = place,
            Step::Jumped => self.relocate(cx, place, facts),
        }
        if self.phase == Phase::Preview && self.meter.wall >= PREVIEW {
            self.start(cx, facts);
        }
        self.judge(cx, facts);
    }

    /// The place was moved.
    fn relocate(&mut self, cx: Cx<'_>, place: Span, facts: &mut Vec<Fact>) {
        if self.begun && self.restarts_at(place) {
            self.renew(cx, place, facts);
            return;
        }
        let far = !within(place, self.place, SMALL_MOVE);
        self.place = place;
        match self.phase {
            Phase::Preview if self.running => self.begin(cx, facts),
            Phase::Playing if far => {
                self.moved = true;
                self.due = Some(cx.now + SETTLE);
            }
            Phase::Paused if far => self.moved = true,
            _ => {}
        }
    }

    /// The same item is played anew: the play ends, and another begins when playback does.
    fn renew(&mut self, cx: Cx<'_>, place: Span, facts: &mut Vec<Fact>) {
        self.end(cx, cx.now, facts);
        let anew =
            Self::new(cx.now, repeat::next_id(&self.id), self.media.clone(), self.duration, None);
        *self = Self { running: self.running, ad: self.ad, place, ..anew };
        if self.running {
            self.begin(cx, facts);
        }
    }

    fn end(&mut self, cx: Cx<'_>, at: Timestamp, facts: &mut Vec<Fact>) {
        let what = match self.phase {
            Phase::Over => return,
            _ if self.begun => What::Stopped,
            Phase::Preview => What::Discarded { reason: "preview".to_owned() },
            _ => What::Discarded { reason: "never_played".to_owned() },
        };
        self.phase = Phase::Over;
        self.pause_told = false;
        self.moved = false;
        self.due = None;
        self.meter.halt();
        self.tell(cx, at, what, facts);
    }

    /// Tells each rule that is met for the first time in this play.
    fn judge(&mut self, cx: Cx<'_>, facts: &mut Vec<Fact>) {
        if !matches!(self.phase, Phase::Playing | Phase::Paused) {
            return;
        }
        let (played, kind) = (self.played(), self.media.kind());
        for rule in cx.rules {
            let news = rule.test.applies_to(kind)
                && rule.test.is_met(&played)
                && !self.rules_met.contains(&rule.id);
            if news {
                self.rules_met.push(rule.id.clone());
                let began = self.started_at.unwrap_or(cx.now);
                let watched_at = if self.media.is_music() { began } else { cx.now };
                self.tell(cx, cx.now, What::Watched { rule: rule.clone(), watched_at }, facts);
            }
        }
    }

    fn tell(&mut self, cx: Cx<'_>, at: Timestamp, what: What, facts: &mut Vec<Fact>) {
        let what = match what {
            What::Started | What::Resumed if self.media.is_music() => What::NowPlaying,
            other => other,
        };
        self.seq = self.seq.saturating_add(1);
        facts.push(Fact {
            play_id: self.id.clone(),
            seq: self.seq,
            at,
            started_at: self.started_at.unwrap_or(at),
            media: self.media.clone(),
            position: self.place.secs_f64(),
            duration: self.duration.map(Span::secs_f64),
            rate: cx.rate,
            credit: self.meter.credit,
            wall: self.meter.wall,
            rules_met: self.rules_met.clone(),
            what,
        });
    }

    // ---- questions ------------------------------------------------------

    pub(super) fn saved_place(&self) -> Option<SavedPlace> {
        if !self.begun {
            return self.resume.clone();
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

    fn percent(&self) -> Option<f64> {
        let duration = self.duration?.millis() as f64;
        Some(self.place.millis() as f64 / duration * 100.0)
    }

    fn restarts_at(&self, place: Span) -> bool {
        let again = self.finished && place < SMALL_MOVE;
        self.begun
            && (again || repeat::restarts(self.place, place, self.meter.credit, self.duration))
    }

    /// The saved place, if `self.place` is near enough to go on from it.
    fn saved_here(&self) -> Option<&SavedPlace> {
        let saved = self.resume.as_ref()?;
        let left = span(saved.position)?;
        let again = repeat::restarts(left, self.place, saved.credit, self.duration);
        (within(left, self.place, SAVED_NEAR) && !again).then_some(saved)
    }
}

fn within(a: Span, b: Span, reach: Span) -> bool {
    a.millis().abs_diff(b.millis()) <= reach.millis().unsigned_abs()
}
