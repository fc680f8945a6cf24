//! What each thing that happens in the player makes of a play.

use super::event::{Fact, What};
use super::limits::{IDLE, PAUSE_HOLD, SMALL_MOVE};
use super::state::{Cx, Phase, Play};
use crate::time::{Span, Timestamp};

impl Play {
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
            // Nothing but a move is due while it plays.
            Phase::Playing => {
                self.moved = false;
                self.tell(cx, due, What::Resumed, facts);
            }
            Phase::Preview | Phase::Over => {}
        }
    }

    /// Lets the meter follow the clock; comes before every change of the rate.
    pub(super) fn tick(&mut self, cx: Cx<'_>) {
        self.meter.tick(cx.now, cx.rate);
    }

    pub(super) fn alive(&mut self, cx: Cx<'_>) {
        self.heard = cx.now;
    }

    pub(super) fn time(&mut self, cx: Cx<'_>, place: Span, facts: &mut Vec<Fact>) {
        if self.ad {
            return;
        }
        let still = place == self.place;
        match self.phase {
            Phase::Over if still || !self.running => return,
            _ if self.running => self.go(cx, place, facts),
            Phase::Paused => self.relocate(cx, place, facts),
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
        let played = matches!(self.phase, Phase::Preview | Phase::Playing);
        if self.running && !self.ad && played {
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
        if self.ad {
            self.told_in_ad = duration;
            return;
        }
        // An element that is emptied for the next item has no length, and one that
        // holds something else already may be over before this place.
        let elsewhere = duration.is_none_or(|length| length + SMALL_MOVE < self.place);
        if self.begun && elsewhere {
            return;
        }
        self.duration = duration;
        self.judge(cx, facts);
    }

    /// No place is known while an advertisement runs, and what comes after it is a fresh start.
    pub(super) fn set_ad(&mut self, ad: bool) {
        self.ad = ad;
        let told = self.told_in_ad.take();
        // Before the item has begun it may be its own; a wrong one is corrected soon.
        if !self.begun && self.duration.is_none() {
            self.duration = told;
        }
        self.meter.halt();
        if self.phase == Phase::Ready {
            self.due = None;
        }
    }

    pub(super) fn ended(&mut self, cx: Cx<'_>, facts: &mut Vec<Fact>) {
        if self.ad {
            return;
        }
        if matches!(self.phase, Phase::Playing | Phase::Paused) {
            let end = self.duration.unwrap_or(self.place);
            self.meter.reach(cx.now, end, cx.rate);
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
}
