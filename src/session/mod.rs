//! One player's session: events in, facts out.

mod event;
mod events;
mod limits;
mod progress;
mod read;
mod repeat;
mod state;
#[cfg(test)]
mod tests;
mod turns;
mod watched;

pub use event::{Fact, PlayerEvent, SavedPlace, What};
pub use progress::{Progress, RuleProgress};

use serde::Serialize;

use crate::error::{Error, ErrorKind};
use crate::json;
use crate::media::Media;
use crate::threshold::Rule;
use crate::time::{Span, Timestamp};
use state::{Cx, Play};

/// The form of the snapshot; another number is refused.
const VERSION: u32 = 1;

/// No player plays slower or faster than this.
const RATES: (f64, f64) = (1.0 / 16.0, 16.0);

/// Follows one player, and says what is so because of what happened there.
///
/// ```
/// use playtally::media::{Media, Movie};
/// use playtally::session::{PlayerEvent, Session, What};
/// use playtally::threshold::Rule;
/// use playtally::time::Timestamp;
///
/// let mut session = Session::new(vec![Rule::video(80.0, 0.5).rule]);
/// let media = Media::Movie(Movie { title: "The Long Way Round".into(), ..Movie::default() });
/// let at = Timestamp::from_secs(1_800_000_000);
/// session.handle(at, PlayerEvent::Load {
///     play_id: "play-1".into(), media, duration: Some(5400.0), resume: None,
/// });
/// let facts = session.handle(at, PlayerEvent::Play { position: 0.0 });
/// assert_eq!(facts[0].what, What::Started);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    rules: Vec<Rule>,
    state: State,
}

/// Everything a snapshot holds; the rules come from elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct State {
    v: u32,
    /// The player's speed; it outlives the item.
    rate: f64,
    play: Option<Play>,
}

impl Session {
    /// A session with no item, watched by these rules.
    pub fn new(rules: Vec<Rule>) -> Self {
        Self { rules, state: State { v: VERSION, rate: 1.0, play: None } }
    }

    /// From a snapshot, exactly as it was.
    ///
    /// # Errors
    /// [`ErrorKind::BadInput`] where the text is no snapshot of this version.
    pub fn restore(text: &str, rules: Vec<Rule>) -> Result<Self, Error> {
        let state = json::read::<State>(text)
            .map_err(|e| Error::new(ErrorKind::BadInput, format!("not a session snapshot: {e}")))?;
        if state.v != VERSION {
            return Err(Error::new(ErrorKind::BadInput, "a session snapshot of another version"));
        }
        Ok(Self { rules, state: State { rate: speed(state.rate).unwrap_or(1.0), ..state } })
    }

    /// Everything but the rules, as JSON.
    pub fn snapshot(&self) -> String {
        // Plain data with text keys: serialising it cannot fail.
        serde_json::to_string(&self.state).unwrap_or_default()
    }

    /// Other rules from now on; those met already stay met.
    pub fn set_rules(&mut self, rules: Vec<Rule>) {
        self.rules = rules;
    }

    /// Takes what happened in the player. Whatever became due before comes first.
    /// A position that is no number leaves the place where it was.
    pub fn handle(&mut self, now: Timestamp, event: PlayerEvent) -> Vec<Fact> {
        let event = match event {
            PlayerEvent::Time { position } => return self.time(now, position),
            PlayerEvent::Visibility { .. } => return self.wake(now),
            PlayerEvent::Load { play_id, media, duration, resume } => {
                return self.load(now, play_id, media, duration, resume);
            }
            other => other,
        };
        let mut facts = self.wake(now);
        let cx = Cx { now, rate: self.state.rate, rules: &self.rules };
        if let Some(play) = &mut self.state.play {
            play.tick(cx);
            let here = play.place;
            let at = |position| span(position).unwrap_or(here);
            match event {
                PlayerEvent::Play { position } => play.play(cx, at(position), &mut facts),
                PlayerEvent::Pause { position } => play.pause(cx, at(position), &mut facts),
                PlayerEvent::Seek { position } => play.seek(cx, at(position), &mut facts),
                PlayerEvent::Duration { duration } => {
                    play.set_duration(cx, duration.and_then(length), &mut facts);
                }
                PlayerEvent::AdStart => play.set_ad(true),
                PlayerEvent::AdEnd => play.set_ad(false),
                PlayerEvent::Ended => play.ended(cx, &mut facts),
                PlayerEvent::Unload => play.leave(cx, &mut facts),
                PlayerEvent::Rate { .. }
                | PlayerEvent::Time { .. }
                | PlayerEvent::Visibility { .. }
                | PlayerEvent::Load { .. } => {}
            }
            play.alive(cx);
        }
        if let PlayerEvent::Rate { rate } = event {
            self.state.rate = speed(rate).unwrap_or(self.state.rate);
        }
        facts
    }

    fn load(
        &mut self,
        now: Timestamp,
        play_id: String,
        media: Media,
        duration: Option<f64>,
        resume: Option<SavedPlace>,
    ) -> Vec<Fact> {
        let mut resume = resume.and_then(sound);
        let mut facts = self.wake(now);
        let cx = Cx { now, rate: self.state.rate, rules: &self.rules };
        let mut same_as_before = false;
        if let Some(mut before) = self.state.play.take() {
            before.leave(cx, &mut facts);
            if let Some(saved) = resume.as_mut().filter(|saved| saved.play_id == before.id) {
                saved.seq = saved.seq.max(before.seq);
            }
            same_as_before = before.media == media;
        }
        let play = Play::new(now, play_id, media, duration.and_then(length), resume);
        self.state.play = Some(Play { same_as_before, ..play });
        facts
    }

    /// The place now: what [`PlayerEvent::Time`] says, without an event around the number.
    pub fn time(&mut self, now: Timestamp, position: f64) -> Vec<Fact> {
        let mut facts = self.wake(now);
        let cx = Cx { now, rate: self.state.rate, rules: &self.rules };
        if let (Some(play), Some(place)) = (&mut self.state.play, span(position)) {
            play.tick(cx);
            play.time(cx, place, &mut facts);
        }
        facts
    }

    /// Tells what is due by now.
    pub fn wake(&mut self, now: Timestamp) -> Vec<Fact> {
        let mut facts = Vec::new();
        let cx = Cx { now, rate: self.state.rate, rules: &self.rules };
        if let Some(play) = &mut self.state.play {
            play.wake(cx, &mut facts);
        }
        facts
    }

    /// When `wake` has something to tell, if nothing happens before.
    pub fn wake_at(&self) -> Option<Timestamp> {
        self.state.play.as_ref()?.wake_at()
    }

    /// How far the play is from counting. Nothing is extrapolated to `now`: what
    /// was reported is what is known.
    pub fn progress(&self, _now: Timestamp) -> Progress {
        Progress::of(self.state.play.as_ref(), &self.rules)
    }

    /// The play that goes on, or was the last one.
    pub fn play_id(&self) -> Option<&str> {
        self.state.play.as_ref().map(|play| play.id.as_str())
    }

    /// The place to go on from later; before playback has begun, the one it was loaded with.
    pub fn saved_place(&self) -> Option<SavedPlace> {
        self.state.play.as_ref()?.saved_place()
    }
}

/// Seconds as players give them; `None` where that is no number.
fn span(seconds: f64) -> Option<Span> {
    const MOST: f64 = 1e12;
    seconds
        .is_finite()
        .then(|| Span::from_millis((seconds * 1000.0).max(0.0).min(MOST).round() as i64))
}

/// A length; `None` for zero, infinite and not a number, as live streams and
/// players without metadata have it.
fn length(seconds: f64) -> Option<Span> {
    span(seconds).filter(|length| *length > Span::ZERO)
}

/// A saved place that can be gone on from; it may have come from anywhere.
fn sound(saved: SavedPlace) -> Option<SavedPlace> {
    Some(SavedPlace {
        position: span(saved.position)?.secs_f64(),
        duration: saved.duration.and_then(length).map(Span::secs_f64),
        credit: saved.credit.max(Span::ZERO),
        wall: saved.wall.max(Span::ZERO),
        ..saved
    })
}

/// A speed, to a thousandth so that a snapshot holds it exactly; `None` where it is none.
fn speed(rate: f64) -> Option<f64> {
    (rate.is_finite() && rate > 0.0)
        .then(|| (rate.max(RATES.0).min(RATES.1) * 1000.0).round() / 1000.0)
}
