//! From notices to what happened in a player, as far as it may be believed.

use serde::Serialize;

use super::{Event, Notice};
use crate::json::{self, FromJson, Json, Wrong};
use crate::media::Media;
use crate::session::{PlayerEvent, SavedPlace};
use crate::time::{Span, Timestamp};

/// How far apart the places are between two notices: closer than a session calls silence.
const STEP: i64 = 15_000;

/// Servers know the place to ten seconds, and a webhook takes a moment.
const ROUGHLY: i64 = 12_000;

/// What is said to go on is believed this long beyond its end.
const BEYOND: Span = Span::from_mins(10);

/// And so long where nobody knows when that is.
const ENDLESS: Span = Span::from_hours(4);

/// Nobody plays on after this; what is older was lost for long.
const STALE: Span = Span::from_hours(7 * 24);

/// Where another item began at the same device, this one's end may still be on its way.
const ON_THE_WAY: Span = Span::from_mins(1);

/// What servers mean by watched, where they do not say where they are.
const WATCHED: f64 = 0.9;

/// An event of a session, and when it happened.
pub type Timed = (Timestamp, PlayerEvent);

/// Follows one item at one player of a server.
///
/// # Design
/// A server says little while it plays: that it began, and at some later moment where it is.
/// Between the two it was played, if the place moved as the clock did; then the session is
/// told the places in between. Where it moved further than the clock, somebody skipped, and
/// was played only as long as there was time for it. A place that is not told is not made up:
/// a film that stops without one stopped where it was last heard to be. Music is the exception,
/// for it is played time that counts there and servers keep no place of it.
///
/// Anything said twice, too late or in another order changes nothing that it should not: what
/// is older than what was heard is dropped, and nothing stops or halts that does not play.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Follower {
    state: State,
    /// When the place was known last, and the place.
    since: Timestamp,
    place: Span,
    duration: Option<Span>,
    /// The server's own time of what was heard last.
    said: Option<Timestamp>,
    /// Whether the server counted this play.
    counted: bool,
    /// When another item took its place.
    left: Option<Timestamp>,
}

json::fields!(Follower {
    state: "state",
    since: "since",
    place: "place",
    duration: "duration",
    said: "said",
    counted: "counted",
    left: "left",
});

impl FromJson for State {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        let text = json.as_text()?;
        let all = [
            (Self::Idle, "idle"),
            (Self::Playing, "playing"),
            (Self::Paused, "paused"),
            (Self::Over, "over"),
        ];
        all.into_iter().find(|(_, name)| *name == text).map(|(it, _)| it).ok_or(Wrong::Kind)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    #[default]
    Idle,
    Playing,
    Paused,
    Over,
}

/// What a play begins with.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// The id for the play, made once.
    pub play_id: String,
    /// What it is.
    pub media: Media,
    /// A place saved earlier, here or elsewhere.
    pub resume: Option<SavedPlace>,
}

impl Follower {
    /// What a notice means for the session, in the order it happened.
    pub fn take(&mut self, now: Timestamp, notice: &Notice, beginning: Beginning) -> Vec<Timed> {
        let mut events = Vec::new();
        let at = notice.at.map_or(now, |at| at.min(now));
        if at + STALE < now {
            return events;
        }
        if notice.at.is_some() {
            if self.said.is_some_and(|said| at < said) {
                return events;
            }
            self.said = Some(at);
        }
        self.learn_length(at, notice.duration, &mut events);
        let place = notice.position;
        let music = beginning.media.is_music();
        match (notice.event, self.state) {
            (Event::Play | Event::Resume | Event::Progress, State::Idle) => {
                self.load(at, place.unwrap_or_default(), beginning, &mut events);
            }
            // Its end was not heard: where it was then is not known.
            (Event::Play, State::Playing) if place.is_some_and(|it| self.is_behind(it)) => {
                self.stop(self.since, &mut events);
                self.go_on(at, place.unwrap_or_default(), &mut events);
            }
            (Event::Play | Event::Resume | Event::Progress, State::Playing) => {
                self.advance(at, place, &mut events);
            }
            // It was paused at the place where it goes on, or was moved meanwhile.
            (Event::Play | Event::Resume | Event::Progress, State::Paused) => {
                self.go_on(at, place.unwrap_or(self.place), &mut events);
            }
            (Event::Play | Event::Resume, State::Over) => {
                let place = place.unwrap_or(self.place);
                self.counted = self.counted && place >= self.place;
                self.go_on(at, place, &mut events);
            }
            (Event::Seek, State::Playing | State::Paused) => {
                if self.state == State::Playing {
                    self.advance_by_clock(at, &mut events);
                }
                self.seek(at, place, &mut events);
            }
            (Event::Pause, State::Playing) => {
                match place {
                    Some(_) => self.advance(at, place, &mut events),
                    None => self.advance_by_clock(at, &mut events),
                }
                self.state = State::Paused;
                events.push((at, PlayerEvent::Pause { position: self.place.secs_f64() }));
            }
            (Event::Stop { finished }, State::Playing | State::Paused) => {
                let end = self.duration.filter(|_| finished);
                match end.or(place) {
                    None if music && self.state == State::Playing => {
                        self.advance_by_clock(at, &mut events);
                    }
                    place => self.advance(at, place, &mut events),
                }
                self.stop(at, &mut events);
            }
            // Nobody heard how it began; that it came to its end is the server's word.
            (Event::Stop { finished: true }, State::Idle) if self.duration.is_some() => {
                self.believe(at, self.duration, beginning, &mut events);
                self.stop(at, &mut events);
            }
            (Event::Scrobble, _) if !self.counted => {
                let place = place.or_else(|| self.watched_at());
                self.counted = match self.state {
                    State::Idle => self.believe(at, place, beginning, &mut events),
                    State::Over => {
                        let (since, known) = (self.since, self.place);
                        self.go_on(since, known, &mut events);
                        self.advance(at, place, &mut events);
                        self.stop(at, &mut events);
                        true
                    }
                    State::Playing | State::Paused => {
                        if place.is_some_and(|place| place > self.place) {
                            self.advance(at, place, &mut events);
                        }
                        true
                    }
                };
            }
            _ => {}
        }
        events
    }

    /// Another item began at the same device.
    pub fn leave(&mut self, at: Timestamp) {
        if self.state == State::Playing {
            self.left.get_or_insert(at);
        }
    }

    /// When what was said to play is not believed any more, if nothing is heard before.
    pub fn due_at(&self) -> Option<Timestamp> {
        (self.state == State::Playing).then(|| match (self.left, self.duration) {
            (Some(left), _) => left + ON_THE_WAY,
            (None, Some(duration)) => {
                let rest = Span::from_millis((duration.millis() - self.place.millis()).max(0));
                self.since + rest + BEYOND
            }
            (None, None) => self.since + ENDLESS,
        })
    }

    /// Ends what is due.
    pub fn wake(&mut self, now: Timestamp, music: bool) -> Vec<Timed> {
        let mut events = Vec::new();
        if self.due_at().is_some_and(|due| due <= now) {
            let at = self.left.unwrap_or(now);
            if music && self.left.is_some() {
                self.advance_by_clock(at, &mut events);
            }
            self.stop(at, &mut events);
        }
        events
    }

    /// When the place was known last.
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// Whether it is said to play.
    pub fn is_playing(&self) -> bool {
        self.state == State::Playing
    }

    fn learn_length(&mut self, at: Timestamp, duration: Option<Span>, events: &mut Vec<Timed>) {
        let Some(duration) = duration.filter(|it| self.duration != Some(*it)) else { return };
        self.duration = Some(duration);
        if self.state != State::Idle {
            let at = at.max(self.since);
            events.push((at, PlayerEvent::Duration { duration: Some(duration.secs_f64()) }));
        }
    }

    fn load(&mut self, at: Timestamp, place: Span, it: Beginning, events: &mut Vec<Timed>) {
        let Beginning { play_id, media, resume } = it;
        let duration = self.duration.map(Span::secs_f64);
        events.push((at, PlayerEvent::Load { play_id, media, duration, resume }));
        self.go_on(at, place, events);
    }

    /// It was played from its start to here, by what the server says.
    fn believe(
        &mut self,
        at: Timestamp,
        place: Option<Span>,
        beginning: Beginning,
        events: &mut Vec<Timed>,
    ) -> bool {
        let Some(place) = place else { return false };
        self.load(at - place, Span::ZERO, beginning, events);
        self.advance(at, Some(place), events);
        true
    }

    fn go_on(&mut self, at: Timestamp, place: Span, events: &mut Vec<Timed>) {
        (self.state, self.since, self.place, self.left) = (State::Playing, at, place, None);
        events.push((at, PlayerEvent::Play { position: place.secs_f64() }));
    }

    fn stop(&mut self, at: Timestamp, events: &mut Vec<Timed>) {
        self.state = State::Over;
        let ended = self.duration.is_some_and(|end| end.millis() - self.place.millis() < 1000);
        events.push((at, if ended { PlayerEvent::Ended } else { PlayerEvent::Unload }));
    }

    fn seek(&mut self, at: Timestamp, place: Option<Span>, events: &mut Vec<Timed>) {
        let Some(place) = place else { return };
        (self.since, self.place) = (at, place);
        let position = place.secs_f64();
        events.push((at, PlayerEvent::Seek { position }));
        // Being there may be enough to count.
        events.push((at, PlayerEvent::Time { position }));
    }

    /// As far as there was time to play since.
    fn advance_by_clock(&mut self, at: Timestamp, events: &mut Vec<Timed>) {
        let there = self.place + (at - self.since).max(Span::ZERO);
        self.advance(at, Some(self.within(there)), events);
    }

    /// It is at this place now.
    fn advance(&mut self, at: Timestamp, place: Option<Span>, events: &mut Vec<Timed>) {
        let Some(place) = place.map(|place| self.within(place)) else { return };
        let at = at.max(self.since);
        let way = place.millis() - self.place.millis();
        let time = (at - self.since).millis();
        if self.state == State::Paused {
            if way <= 0 || way > time + ROUGHLY {
                self.seek(at, Some(place), events);
                return;
            }
            // The place moved, so it was played though nobody said that it went on.
            let from = at - Span::from_millis(way.min(time));
            self.go_on(from, self.place, events);
            self.advance(at, Some(place), events);
        } else if self.is_behind(place) || way > time + ROUGHLY {
            self.advance_by_clock(at, events);
            self.seek(at, Some(place), events);
        } else {
            self.play_to(at, place.max(self.place), events);
        }
    }

    /// The places between the last known and this one.
    fn play_to(&mut self, at: Timestamp, place: Span, events: &mut Vec<Timed>) {
        let (way, time) = (place.millis() - self.place.millis(), (at - self.since).millis());
        let steps = time.min(ENDLESS.millis() * 6) / STEP + 1;
        for step in 1..=steps {
            let then = self.since + Span::from_millis(time * step / steps);
            let there = self.place + Span::from_millis(way * step / steps);
            events.push((then, PlayerEvent::Time { position: there.secs_f64() }));
        }
        (self.since, self.place) = (at, place);
    }

    fn is_behind(&self, place: Span) -> bool {
        place.millis() < self.place.millis() - ROUGHLY
    }

    fn within(&self, place: Span) -> Span {
        self.duration.map_or(place, |duration| place.min(duration))
    }

    fn watched_at(&self) -> Option<Span> {
        self.duration.map(|duration| Span::from_secs_f64(duration.secs_f64() * WATCHED))
    }
}
