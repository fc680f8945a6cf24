//! How a play turns from one phase into the next, and what is told of it.

use super::event::{Fact, SavedPlace, What};
use super::limits::{EXPIRY, PREVIEW, PREVIEW_FROM, SETTLE, SMALL_MOVE};
use super::repeat;
use super::state::{Cx, Phase, Play, within};
use super::watched::{Meter, Step};
use crate::time::{Span, Timestamp};

impl Play {
    /// The player plays, and the place is known.
    pub(super) fn go(&mut self, cx: Cx<'_>, place: Span, facts: &mut Vec<Fact>) {
        match self.phase {
            Phase::Preview | Phase::Playing => self.advance(cx, place, facts),
            Phase::Ready => {
                self.place = place;
                let unsure = self.resume.is_some() || self.same_as_before;
                if unsure && self.saved_here().is_none() {
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
    pub(super) fn begin(&mut self, cx: Cx<'_>, facts: &mut Vec<Fact>) {
        if let Some(saved) = self.saved_here().cloned() {
            self.adopt(saved);
            self.revive(cx, true, facts);
            return;
        }
        self.meter.start(cx.now, self.place);
        self.started_at.get_or_insert(cx.now);
        if self.is_a_look(cx) {
            self.phase = Phase::Preview;
        } else {
            self.start(cx, facts);
        }
    }

    /// Whether it is too little to be told: near the end and not for long, or
    /// before the place from which every rule wants to hear of it.
    fn is_a_look(&self, cx: Cx<'_>) -> bool {
        let kind = self.media.kind();
        let about = cx.rules.iter().filter(|rule| rule.test.applies_to(kind));
        let start = about.filter_map(|rule| rule.test.start()).reduce(f64::min).unwrap_or(0.0);
        self.percent().is_some_and(|percent| {
            percent < start || (percent >= PREVIEW_FROM && self.meter.wall < PREVIEW)
        })
    }

    fn start(&mut self, cx: Cx<'_>, facts: &mut Vec<Fact>) {
        self.resume = None;
        self.begun = true;
        self.finished = false;
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
    pub(super) fn advance(&mut self, cx: Cx<'_>, place: Span, facts: &mut Vec<Fact>) {
        match self.meter.reach(cx.now, place, cx.rate) {
            Step::Played => self.place = place,
            Step::Jumped => self.relocate(cx, place, facts),
        }
        if self.phase == Phase::Preview && !self.is_a_look(cx) {
            self.start(cx, facts);
        }
        self.judge(cx, facts);
    }

    /// The place was moved.
    pub(super) fn relocate(&mut self, cx: Cx<'_>, place: Span, facts: &mut Vec<Fact>) {
        if self.restarts_at(place) {
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
    pub(super) fn renew(&mut self, cx: Cx<'_>, place: Span, facts: &mut Vec<Fact>) {
        self.end(cx, cx.now, facts);
        let anew =
            Self::new(cx.now, repeat::next_id(&self.id), self.media.clone(), self.duration, None);
        *self = Self { running: self.running, place, ..anew };
        if self.running {
            self.begin(cx, facts);
        }
    }

    pub(super) fn end(&mut self, cx: Cx<'_>, at: Timestamp, facts: &mut Vec<Fact>) {
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
    pub(super) fn judge(&mut self, cx: Cx<'_>, facts: &mut Vec<Fact>) {
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

    pub(super) fn tell(&mut self, cx: Cx<'_>, at: Timestamp, what: What, facts: &mut Vec<Fact>) {
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
}
