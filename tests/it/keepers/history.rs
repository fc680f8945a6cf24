//! The whole of it: one hub or two, with a library each, sync with seven services by
//! `history::sync`, through the same troubles as in `simulation`. With mirroring every service
//! ends with what it keeps of all plays; without, nothing of one reaches another. A play that is
//! taken back stays away, though of two hubs one may hear of it late.

use std::collections::BTreeMap;

use playtally::error::ErrorKind;
use playtally::history::sync::{Batch, Budget, Flaps, Hearing, Last, Parts, Stop, Sync, readings};
use playtally::history::{Library, Merged, Origin, Rules, When, Zone};
use playtally::map::Set;
use playtally::media::Catalogue;
use playtally::providers::{
    Activities, Finished, Intent, Keeps, Listing, Outcome, Row, StoredPlay,
};
use playtally::time::{Span, Timestamp};

use super::all;
use super::hub::descriptor;
use super::network::{Chance, Place};
use super::simulation::told;
use super::titles::{self, Key};

const START: Timestamp = Timestamp::from_secs(1_790_000_000);

const WORKS: [Key; 8] = [
    Key::Film(1),
    Key::Film(2),
    Key::Film(3),
    Key::Episode(4, 1, 1),
    Key::Episode(4, 1, 2),
    Key::Episode(5, 1, 1),
    Key::Track(6),
    Key::Track(7),
];

/// Those that keep single plays and take them.
const PLAYED_AT: [&str; 4] = ["trakt", "simkl", "lastfm", "listenbrainz"];

#[derive(Default)]
struct Hub {
    ours: Library,
    before: BTreeMap<&'static str, Library>,
    /// What each service said had moved, and when all of it was last read.
    moved: BTreeMap<&'static str, (Option<Activities>, Timestamp)>,
    flaps: Flaps,
}

impl Hub {
    /// One sync with all services; how many changes there were.
    fn sync(
        &mut self,
        places: &mut [Place],
        chance: &mut Chance,
        now: Timestamp,
        mirrors: bool,
    ) -> usize {
        let origin = |id: &str| Origin::Service(id.to_owned());
        let everybody: Set<_> = places.iter().map(|place| origin(place.keeper.id())).collect();
        let mirror = if mirrors { everybody } else { Set::new() };
        let rules = Rules::of(Zone::UTC);
        let mut changes = 0;
        for place in places {
            let service = descriptor(place);
            let origin = origin(service.id);
            let heard = self.hear(place, chance, now, &origin);
            let whole = heard.is_some();
            let (theirs, moved) = heard.unwrap_or_default();
            let sync = Sync {
                now,
                service,
                origin: &origin,
                ours: &self.ours,
                theirs: &theirs,
                before: self.before.get(service.id),
                whole,
                mirror: &mirror,
                rules: &rules,
                budget: Budget::default(),
                flaps: &self.flaps,
                parts: Parts::ALL,
                queued: &Set::new(),
            };
            let mut plan = sync.plan().unwrap();
            // The person agrees.
            plan.confirm();
            if plan.stopped.is_some() {
                assert_eq!((plan.stopped, whole), (Some(Stop::HalfRead), false));
                continue;
            }
            changes += plan.push.len() + plan.pull.len();
            self.ours.accept(&plan);
            self.before.insert(service.id, theirs);
            self.moved.insert(service.id, moved);
            for batch in Batch::all(service, plan.to_tell(), false) {
                if place.broken && chance.once_in(20) {
                    return changes;
                }
                let told = match place.call(chance, now, &batch.intent) {
                    Ok(Outcome::Each(each)) => each,
                    told => batch.places.iter().map(|_| told.clone()).collect(),
                };
                for (at, told) in batch.places.iter().zip(told) {
                    let change = &plan.to_tell()[*at];
                    match told {
                        Ok(_) => {
                            self.flaps.told(now, &origin, change);
                            self.before.entry(service.id).or_default().agree(change);
                        }
                        // A service whose clock is slow takes it next time.
                        Err(error) => {
                            let early = error.kind == ErrorKind::Rejected;
                            let id = service.id;
                            assert!(place.broken || early, "{id}: {error:?} {change:?}");
                        }
                    }
                }
            }
        }
        changes
    }

    /// What a service holds, read as far as it moved; with what it says of that, and when all
    /// was last read.
    fn hear(
        &self,
        place: &mut Place,
        chance: &mut Chance,
        now: Timestamp,
        origin: &Origin,
    ) -> Option<(Library, (Option<Activities>, Timestamp))> {
        let service = descriptor(place);
        let activities = match place.call(chance, now, &Intent::Activities) {
            Ok(Outcome::Activities(activities)) => Some(activities),
            Err(_) if service.activities => return None,
            _ => None,
        };
        let before = self.before.get(service.id);
        let known = before.zip(self.moved.get(service.id));
        let last = known.map(|(before, (moved, whole_at))| Last {
            before,
            parts: Parts::ALL,
            activities: moved.as_ref(),
            whole_at: *whole_at,
            doubt: false,
        });
        let reads = readings(service, origin, Parts::ALL, now, activities.as_ref(), last);
        let whole_at = last.filter(|_| !reads.whole).map_or(now, |last| last.whole_at);
        let mut hearing = Hearing::of(service, origin, before);
        for reading in reads.readings {
            for reading in [Some(reading), None] {
                let Some(reading) = reading.or_else(|| hearing.more()) else { continue };
                hearing.begin(reading);
                let rows = place.rows(chance, now, reading.listing, reading.since).ok()?;
                hearing.take(reading, rows);
            }
        }
        Some((hearing.done(), (activities, whole_at)))
    }

    /// Moments of the plays of a work, as the library has them.
    fn plays(&self, key: Key) -> Vec<Timestamp> {
        let merged = Merged::of(&self.ours, &Rules::of(Zone::UTC));
        let of = |work| merged.groups().work(self.ours.items(), work);
        let mut at: Vec<_> = merged
            .plays()
            .filter(|play| of(play.work).as_ref().and_then(titles::key) == Some(key))
            .filter_map(|play| match play.when {
                When::At(at) => Some(at.whole_second()),
                _ => None,
            })
            .collect();
        at.sort_unstable();
        at
    }
}

/// What a service holds, and whether that is all of it.
fn read(
    place: &mut Place,
    chance: &mut Chance,
    now: Timestamp,
    origin: &Origin,
) -> (Library, bool) {
    let mut library = Library::default();
    for listing in descriptor(place).reads {
        if matches!(listing, Listing::Playback | Listing::Watching | Listing::Held) {
            continue;
        }
        let Ok(rows) = place.rows(chance, now, *listing, None) else { return (library, false) };
        for row in rows {
            library.add(&row, *listing, origin);
        }
    }
    (library, true)
}

/// A play that was, where it was told first, and whether it was taken back.
struct Played {
    key: Key,
    at: Timestamp,
    told: &'static str,
    removed: bool,
}

struct Story {
    chance: Chance,
    now: Timestamp,
    places: Vec<Place>,
    hubs: Vec<Hub>,
    plays: Vec<Played>,
    mirrors: bool,
}

impl Story {
    fn tell(seed: u64) {
        let mut chance = Chance(seed);
        let mirrors = chance.below(4) > 0;
        let minutes = |chance: &mut Chance| Span::from_mins(chance.below(240) as i64 - 120);
        let places = all().into_iter().map(|keeper| Place {
            keeper,
            ahead: minutes(&mut chance),
            broken: false,
        });
        let places = places.collect();
        let hubs = (0..=chance.below(2)).map(|_| Hub::default()).collect();
        let plays = Vec::new();
        let mut story = Self { chance, now: START, places, hubs, plays, mirrors };
        for _ in 0..14 {
            for _ in 0..story.chance.below(4) {
                story.wait(90);
                story.act();
            }
            story.wait(1400);
            if story.chance.once_in(3) {
                story.settle();
            } else {
                let broken = story.chance.once_in(2);
                story.sync(broken);
            }
        }
        story.settle();
    }

    fn wait(&mut self, most: u64) {
        self.now = self.now + Span::from_mins(1 + self.chance.below(most) as i64);
    }

    fn sync(&mut self, broken: bool) -> usize {
        let mut changes = 0;
        for hub in &mut self.hubs {
            self.now = self.now + Span::from_secs(20);
            self.places.iter_mut().for_each(|place| place.broken = broken);
            if !broken || self.chance.once_in(2) {
                changes += hub.sync(&mut self.places, &mut self.chance, self.now, self.mirrors);
            }
        }
        self.places.iter_mut().for_each(|place| place.broken = false);
        changes
    }

    /// The person plays something, or takes a play back.
    fn act(&mut self) {
        let key = self.chance.of(&WORKS);
        if self.chance.once_in(5) {
            return self.take_back();
        }
        // Far enough from the last one to be another.
        let apart = Span::from_hours(if matches!(key, Key::Track(_)) { 3 } else { 72 });
        let at = self.now.whole_second();
        if self.plays.iter().any(|play| play.key == key && at - play.at < apart) {
            return;
        }
        let music = matches!(key, Key::Track(_));
        let told = match self.chance.below(3) {
            0 if music => self.chance.of(&PLAYED_AT[2..]),
            0 => self.chance.of(&PLAYED_AT[..2]),
            _ => {
                let id = Some(format!("play-{}", at.secs()));
                let row = Row { id, at: Some(at), ..Row::of(named(key)) };
                let hub = self.chance.below(self.hubs.len() as u64) as usize;
                self.hubs[hub].ours.add(&row, Listing::History, &Origin::Player);
                "player"
            }
        };
        if let Some(place) = self.places.iter_mut().find(|place| place.keeper.id() == told) {
            let media = named(key).media().unwrap();
            let play = Finished { media, started_at: at, watched_at: at, duration: None };
            let clock = self.now + place.ahead;
            let outcome = place.keeper.take(clock, &Intent::AddPlays(vec![play]));
            // What it has already it keeps no second time, and nothing from after its own
            // time: nobody will hear of it.
            let kept = match outcome {
                Ok(Outcome::Each(each)) => each.iter().all(|it| *it == Ok(super::stored())),
                outcome => outcome.is_ok(),
            };
            if !kept {
                return;
            }
        }
        self.plays.push(Played { key, at, told, removed: false });
    }

    /// They take a play back at Trakt, which keeps each by its own id.
    fn take_back(&mut self) {
        let origin = Origin::Service("trakt".into());
        let (held, _) = read(&mut self.places[0], &mut self.chance, self.now, &origin);
        let at = self.chance.below(held.len().max(1) as u64) as usize;
        let Some(play) = held.play(at) else { return };
        let (Some(id), When::At(watched_at)) = (held.record(play.record), play.when) else {
            return;
        };
        // What came and went between two syncs, nobody can know of.
        let knows = |hub: &Hub| {
            let known = hub.before.get("trakt");
            known.is_some_and(|it| {
                it.plays().any(|play| it.record(play.record).as_ref() == Some(&id))
            })
        };
        if !self.hubs.iter().all(knows) {
            return;
        }
        let work = held.items().work(play.item).unwrap();
        let media = work.media().unwrap();
        let remove = Intent::RemovePlays(vec![StoredPlay { id, media, watched_at }]);
        let clock = self.now + self.places[0].ahead;
        self.places[0].keeper.take(clock, &remove).unwrap();
        let of = |it: &&mut Played| Some(it.key) == titles::key(&work) && it.at == watched_at;
        if let Some(play) = self.plays.iter_mut().find(of) {
            play.removed = true;
        }
    }

    /// When nothing goes wrong for a while, every service has what it keeps of the plays.
    fn settle(&mut self) {
        self.now = self.now + Span::from_hours(3);
        for _ in 0..4 {
            self.sync(false);
        }
        assert_eq!(self.sync(false), 0, "there is still something to change");
        for place in 0..self.places.len() {
            self.check(place);
        }
        if self.mirrors {
            for key in WORKS {
                let wanted = self.wanted(key, |play| !play.removed);
                for hub in &self.hubs {
                    assert_eq!(hub.plays(key), wanted, "a hub's plays of {key:?}");
                }
            }
        }
    }

    /// Moments of the plays of a work that fit.
    fn wanted(&self, key: Key, fits: impl Fn(&Played) -> bool) -> Vec<Timestamp> {
        let plays = self.plays.iter().filter(|play| play.key == key && fits(play));
        plays.map(|play| play.at).collect()
    }

    fn check(&mut self, place: usize) {
        let service = descriptor(&self.places[place]);
        if !PLAYED_AT.contains(&service.id) {
            return;
        }
        let origin = Origin::Service(service.id.to_owned());
        let (held, whole) = read(&mut self.places[place], &mut self.chance, self.now, &origin);
        assert!(whole);
        for key in WORKS
            .into_iter()
            .filter(|key| named(*key).media().is_some_and(|media| service.takes(media.kind())))
        {
            let plays = held.plays().filter(|play| !play.summary);
            let of = |item| held.items().work(item).as_ref().and_then(titles::key);
            let mut has: Vec<_> = plays
                .filter(|play| of(play.item) == Some(key))
                .filter_map(|play| match play.when {
                    When::At(at) => Some(at),
                    _ => None,
                })
                .collect();
            has.sort_unstable();
            let mirrors = self.mirrors;
            let crosses =
                |play: &Played| mirrors || play.told == service.id || play.told == "player";
            // What was taken back elsewhere stays where nothing can be taken back.
            let stays = |play: &Played| !play.removed || !service.removes_plays;
            let wanted = self.wanted(key, |play| crosses(play) && stays(play));
            if service.keeps == Keeps::OnePerItem {
                // The one it has may stand for another one of them.
                let any = self.wanted(key, crosses);
                let one = has.len() == wanted.len().min(1) && has.iter().all(|at| any.contains(at));
                assert!(one, "{} has {key:?} at {has:?}, not one of {wanted:?}", service.id);
            } else {
                assert_eq!(has, wanted, "{}'s plays of {key:?}", service.id);
            }
        }
    }
}

/// As the person's own player names it.
fn named(key: Key) -> playtally::media::Work {
    use Catalogue::{Anilist, Imdb, Mal, Mbid};
    key.named(&[Imdb, Mal, Anilist, Mbid])
}

#[test]
fn every_play_is_once_at_every_service_that_keeps_it() {
    let first = told("SIMULATION_SEED", 1);
    for seed in first..first + told("SIMULATION_ROUNDS", 100) {
        let story = std::panic::catch_unwind(|| Story::tell(seed));
        assert!(story.is_ok(), "story {seed} went wrong: see above");
    }
}
