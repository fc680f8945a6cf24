//! What a fact means for each destination.

use super::entry::{Entry, Place, State, Step};
use super::lane::Slot;
use super::{Destination, Filed, Outbox, progress};
use crate::map::Map;
use crate::media::Media;
use crate::providers::{Descriptor, Intent, Keeps, Live, Playing};
use crate::session::{Fact, What};
use crate::time::Timestamp;

/// What was heard of a play, as long as it may go on.
pub(super) struct Heard {
    /// The newest fact.
    pub seq: u32,
    /// When it was heard.
    pub at: Timestamp,
    /// The newest end that was heard, which may overtake the fact before it.
    pub stopped: Option<Fact>,
    /// The item as destinations named it.
    pub known: Map<String, Media>,
}

impl Outbox {
    /// Fans a fact out to every destination that takes its kind, to some as another item.
    pub(super) fn hear(&mut self, now: Timestamp, fact: &Fact, filed: &[(String, Filed)]) {
        let as_it_came = storable(fact);
        let mut newest = self.note(now, &as_it_came);
        if filed.iter().any(|(_, filed)| *filed == Filed::Apart) {
            // Whom it comes late for has heard of none after it.
            newest |= self.plays.get(&fact.play_id).is_some_and(|heard| heard.seq == fact.seq);
        }
        let destinations: Vec<_> =
            self.lanes.values().filter_map(|lane| lane.destination.clone()).collect();
        for destination in destinations {
            let Some(service) = self.service(&destination.service) else { continue };
            let descriptor = service.descriptor();
            let mut fact = as_it_came.clone();
            match filed.iter().find(|(service, _)| *service == destination.service) {
                Some((_, Filed::As(media))) => fact.media = (**media).clone(),
                Some((_, Filed::Unsaid)) => {
                    self.give_up(now, &destination, descriptor, &fact);
                    continue;
                }
                Some((_, Filed::Apart)) => continue,
                None => {}
            }
            if !descriptor.takes_item(&fact.media) {
                continue;
            }
            match descriptor.live {
                Live::Scrobble { .. } => {
                    self.hear_scrobble(now, &destination, descriptor, &fact, newest)
                }
                Live::NowPlaying => self.hear_now_playing(now, &destination, &fact, newest),
                Live::Finished => self.hear_finished(now, &destination, descriptor, &fact),
            }
        }
    }

    /// Remembers the fact; whether it is the newest of its play.
    fn note(&mut self, now: Timestamp, fact: &Fact) -> bool {
        let heard = self.plays.get_or_insert_with(fact.play_id.clone(), || Heard {
            seq: 0,
            at: now,
            stopped: None,
            known: Map::new(),
        });
        let newest = fact.seq > heard.seq;
        if newest {
            heard.seq = fact.seq;
            heard.at = now;
        }
        let later = heard.stopped.as_ref().is_none_or(|stopped| fact.seq > stopped.seq);
        if fact.what == What::Stopped && later {
            heard.stopped = Some(fact.clone());
        }
        newest
    }

    /// Services that are told start, pause and stop.
    fn hear_scrobble(
        &mut self,
        now: Timestamp,
        destination: &Destination,
        descriptor: &Descriptor,
        fact: &Fact,
        newest: bool,
    ) {
        let id = Entry::id_of(&fact.play_id, &destination.id);
        let place = Place::of(now, fact);
        if let Some(entry) = self.entries.get_mut(&id) {
            if entry.step == Step::Follow && fact.seq > entry.seq {
                entry.seq = fact.seq;
                entry.place = place;
                self.changed.insert(id.clone());
                if fact.what == What::Stopped {
                    end(entry, now, descriptor);
                }
            }
        } else if counts(destination, fact) {
            let mut entry = Entry::new(now, destination, fact, Step::Follow);
            if let Some(heard) = self.plays.get(&fact.play_id) {
                entry.known = heard.known.get(&destination.id).cloned().map(Box::new);
                // The end arrived first.
                if let Some(stopped) = heard.stopped.as_ref().filter(|s| s.seq > fact.seq) {
                    entry.seq = stopped.seq;
                    entry.place = Place::of(now, stopped);
                    end(&mut entry, now, descriptor);
                }
            }
            self.entries.insert(id.clone(), entry);
            self.changed.insert(id.clone());
        }
        let followed = self.entries.get(&id).is_none_or(|entry| entry.step == Step::Follow);
        if !followed {
            self.show(&destination.id, fact, place, now, None);
        } else if newest && !matches!(fact.what, What::Watched { .. }) {
            let shown = shown(descriptor, fact, place, &destination.rule);
            self.show(&destination.id, fact, place, now, shown);
        }
    }

    /// Services that are told what is heard now, and the finished play at once.
    fn hear_now_playing(
        &mut self,
        now: Timestamp,
        destination: &Destination,
        fact: &Fact,
        newest: bool,
    ) {
        self.record(now, destination, fact, Step::Add);
        let place = Place::of(now, fact);
        let shown = match fact.what {
            What::NowPlaying | What::Started | What::Resumed => {
                Some(Intent::NowPlaying(playing(fact, place)))
            }
            // It is still heard.
            What::Watched { .. } => return,
            _ => None,
        };
        if newest {
            self.show(&destination.id, fact, place, now, shown);
        }
    }

    /// Services that are told what is finished, and nothing before.
    fn hear_finished(
        &mut self,
        now: Timestamp,
        destination: &Destination,
        descriptor: &Descriptor,
        fact: &Fact,
    ) {
        let step = if descriptor.keeps == Keeps::Progress { Step::Read } else { Step::Add };
        self.record(now, destination, fact, step);
    }

    /// A play that counts here, though nobody can say as what: for the person to see.
    fn give_up(
        &mut self,
        now: Timestamp,
        destination: &Destination,
        descriptor: &Descriptor,
        fact: &Fact,
    ) {
        let id = Entry::id_of(&fact.play_id, &destination.id);
        if self.entries.contains_key(&id) {
            return;
        }
        self.hear_finished(now, destination, descriptor, fact);
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.finish(now, State::Dead, None);
            entry.reason = Some(progress::unfiled());
        }
    }

    /// Queues a play that counts here, once; `step` is what comes first.
    fn record(&mut self, now: Timestamp, destination: &Destination, fact: &Fact, step: Step) {
        let id = Entry::id_of(&fact.play_id, &destination.id);
        if counts(destination, fact) && !self.entries.contains_key(&id) {
            self.entries.insert(id.clone(), Entry::new(now, destination, fact, step));
            self.changed.insert(id);
        }
    }

    /// Puts what is worth showing in the destination's one place, or clears what
    /// the fact made pointless. Late facts show nothing.
    fn show(&mut self, id: &str, fact: &Fact, place: Place, now: Timestamp, shown: Option<Intent>) {
        let lane = self.lane(id);
        match shown.filter(|_| place.live(now)) {
            Some(intent) => {
                let play_id = fact.play_id.clone();
                lane.slot = Some(Slot { play_id, intent, until: place.live_until });
            }
            None => {
                lane.slot = lane.slot.take().filter(|slot| slot.play_id != fact.play_id);
            }
        }
    }
}

/// The fact in numbers that survive being written as JSON and read again to the
/// last bit (a repeated request has identical bytes): finite, in thousandths.
fn storable(fact: &Fact) -> Fact {
    let short = |number: f64| (number * 1000.0).round() / 1000.0;
    let mut fact = fact.clone();
    fact.position = if fact.position.is_finite() { short(fact.position) } else { 0.0 };
    fact.rate = if fact.rate.is_finite() { short(fact.rate) } else { 1.0 };
    fact.duration = fact.duration.filter(|duration| duration.is_finite()).map(short);
    fact
}

/// Whether the fact makes the play count at this destination: its own rule was met.
fn counts(destination: &Destination, fact: &Fact) -> bool {
    matches!(&fact.what, What::Watched { rule, .. } if rule.id == destination.rule)
}

/// The play ended and its rule was met. At or beyond the service's own
/// threshold, and still live, it is told so; else the play goes to the history.
/// (When it is not live any more, `advance` sees to it.)
fn end(entry: &mut Entry, now: Timestamp, descriptor: &Descriptor) {
    let beyond = match descriptor.live {
        Live::Scrobble { percent, .. } => entry.place.percent >= percent,
        Live::NowPlaying | Live::Finished => false,
    };
    entry.go(now, if beyond { Step::Stop } else { Step::Add }, None);
}

/// What a service with a live session is shown of a play that has not ended as watched.
fn shown(descriptor: &Descriptor, fact: &Fact, place: Place, rule: &str) -> Option<Intent> {
    let Live::Scrobble { percent, floor, pause_beyond } = descriptor.live else { return None };
    let pause = place.percent >= floor && (place.percent < percent || pause_beyond);
    let met = fact.rules_met.iter().any(|met| met == rule);
    match fact.what {
        What::Started | What::Resumed => Some(Intent::Start(playing(fact, place))),
        What::Paused if pause => Some(Intent::Pause(playing(fact, place))),
        // Met, but the fact that says so is still to come.
        What::Stopped if pause && !met => Some(Intent::Pause(playing(fact, place))),
        _ => None,
    }
}

fn playing(fact: &Fact, place: Place) -> Playing {
    Playing { media: fact.media.clone(), percent: place.percent, duration: place.duration }
}
