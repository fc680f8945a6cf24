//! One person, two hubs and seven services in virtual time: they rate, wish and love, here and
//! there, while requests, answers and pages get lost, hubs crash and clocks differ. In the end
//! every service holds what it keeps of the last words, and nothing was lost or came back.
//!
//! A hundred stories are told; `SIMULATION_ROUNDS=1000` tells more of them, `SIMULATION_SEED`
//! begins with another. A story that goes wrong is named by its seed.

use std::collections::{BTreeMap, BTreeSet};

use playtally::history::words::Word;
use playtally::media::{Catalogue, Rating};
use playtally::providers::{Finished, Intent, Keeps, List, Listed, Rated, Status, StatusChange};
use playtally::time::{Span, Timestamp};

use super::all;
use super::hub::{About, Found, Hub, Said, Value, descriptor, kept, read};
use super::network::{Chance, Place};
use super::titles::Key;

const START: Timestamp = Timestamp::from_secs(1_790_000_000);

const VIDEOS: [Key; 7] = [
    Key::Film(1),
    Key::Film(2),
    Key::Film(3),
    Key::Show(4),
    Key::Show(5),
    Key::Episode(4, 1, 1),
    Key::Episode(5, 1, 2),
];
const TRACKS: [Key; 2] = [Key::Track(6), Key::Track(7)];

struct Story {
    chance: Chance,
    now: Timestamp,
    places: Vec<Place>,
    hubs: [Hub; 2],
    /// What the person said since all agreed the last time, and what that was.
    said: BTreeMap<Said, Vec<Option<Value>>>,
    /// What a service took off its list because it was watched.
    fulfilled: BTreeSet<Said>,
}

impl Story {
    fn new(seed: u64) -> Self {
        let mut chance = Chance(seed);
        let hours = |chance: &mut Chance| Span::from_mins(chance.below(240) as i64 - 120);
        let places = all().into_iter().map(|keeper| Place {
            keeper,
            ahead: hours(&mut chance),
            broken: false,
        });
        let places = places.collect();
        let (said, fulfilled) = (BTreeMap::new(), BTreeSet::new());
        Self { chance, now: START, places, hubs: Default::default(), said, fulfilled }
    }

    fn tell(seed: u64) {
        let mut story = Self::new(seed);
        for _ in 0..12 {
            for _ in 0..story.chance.below(4) {
                story.wait(90);
                story.act();
            }
            story.wait(600);
            if story.chance.once_in(3) {
                story.settle();
            } else {
                story.sync(story.chance.0.is_multiple_of(2));
            }
        }
        story.settle();
    }

    fn wait(&mut self, most: u64) {
        self.now = self.now + Span::from_mins(1 + self.chance.below(most) as i64);
    }

    /// Each hub may sync, on a network that may be broken; how many words were heard and told.
    fn sync(&mut self, broken: bool) -> usize {
        let mut words = 0;
        for hub in &mut self.hubs {
            self.now = self.now + Span::from_secs(20);
            for place in &mut self.places {
                place.broken = broken;
            }
            if !broken || self.chance.once_in(2) {
                words += hub.sync(&mut self.places, &mut self.chance, self.now);
            }
        }
        self.places.iter_mut().for_each(|place| place.broken = false);
        words
    }

    /// The person says something, at a hub or at a service.
    fn act(&mut self) {
        let at = self.chance.below(self.places.len() as u64 + 2) as usize;
        let rating = Rating::of_ten(1 + self.chance.below(10));
        let rating = if self.chance.once_in(5) { None } else { rating };
        let Some(place) = at.checked_sub(2) else {
            let (about, key) = match self.chance.below(3) {
                0 => (About::Rating, self.chance.of(&VIDEOS)),
                1 => (About::Wish, self.chance.of(&VIDEOS[..5])),
                _ => (About::Love, self.chance.of(&TRACKS)),
            };
            let listed = (!self.chance.once_in(3)).then_some(Value::Listed);
            let value = if about == About::Rating { rating.map(Value::Rated) } else { listed };
            self.hubs[at].say((about, key), Word { value, at: Some(self.now) });
            self.said.entry((about, key)).or_default().push(value);
            return;
        };
        let before = self.look(place);
        let Some(intent) = self.by_hand(place, &before, rating) else { return };
        let place_of = &mut self.places[place];
        let _ = place_of.keeper.take(self.now + place_of.ahead, &intent);
        let after = self.look(place);
        let both = before.values.keys().chain(after.values.keys());
        for said in both.copied().collect::<BTreeSet<_>>() {
            let value = |found: &Found| found.values.get(&said).map(|(value, _)| *value);
            if value(&before) == value(&after) {
                continue;
            }
            if matches!(intent, Intent::AddPlays(_)) {
                self.fulfilled.insert(said);
            } else {
                self.said.entry(said).or_default().push(value(&after));
            }
        }
    }

    /// What a service holds, read without a hitch.
    fn look(&mut self, place: usize) -> Found {
        read(&mut self.places[place], &mut self.chance, self.now).unwrap()
    }

    /// Something the person can do at a service.
    fn by_hand(&mut self, place: usize, found: &Found, rating: Option<Rating>) -> Option<Intent> {
        use Catalogue::{Anilist, Imdb, Mal, Mbid};
        let service = descriptor(&self.places[place]);
        let music = service.lists.contains(&List::Loved);
        let key = if music { self.chance.of(&TRACKS) } else { self.chance.of(&VIDEOS) };
        let work = key.named(&[Imdb, Mal, Anilist, Mbid]);
        let list = if music { List::Loved } else { List::Watchlist };
        let listed = Listed { list, works: vec![work.clone()] };
        let held = found.titles.get(&key);
        if service.keeps == Keeps::Progress {
            if rating.is_none() && held.is_some() {
                return Some(Intent::Unrate(vec![work]));
            }
            let status = Some(Status::Current);
            return Some(Intent::SetStatus(StatusChange {
                status,
                rating,
                ..StatusChange::of(work)
            }));
        }
        match self.chance.below(4) {
            _ if music && self.chance.once_in(3) => Some(Intent::RemoveFromList(listed)),
            _ if music => Some(Intent::AddToList(listed)),
            0 => Some(match rating {
                Some(rating) => Intent::Rate(vec![Rated { work, rating, at: None }]),
                None => Intent::Unrate(vec![work]),
            }),
            1 => {
                let at = self.now;
                let media = work.media()?;
                let play = Finished { media, started_at: at, watched_at: at, duration: None };
                Some(Intent::AddPlays(vec![play]))
            }
            2 if service.statuses.is_empty() => Some(Intent::RemoveFromList(listed)),
            // Off that list is off everything; here there is nothing else.
            2 => {
                let rated = found.values.contains_key(&(About::Rating, key));
                let wished = held == Some(&Some(Status::Planned));
                let bare = wished && !rated && !found.plays.contains_key(&key);
                bare.then_some(Intent::RemoveStatus { id: None, work })
            }
            _ => held.is_none().then_some(Intent::AddToList(listed)),
        }
    }

    /// When nothing goes wrong for a while all agree, on something the person did say.
    fn settle(&mut self) {
        for _ in 0..3 {
            self.sync(false);
        }
        assert_eq!(self.sync(false), 0, "there is still something to say");
        let words = self.hubs[0].words.clone();
        for (said, word) in &words {
            let there = self.hubs[1].words.get(said).and_then(|word| word.value);
            let ten = |value| match value {
                Some(Value::Rated(rating)) => Some(rating.ten()),
                Some(Value::Listed) => Some(0),
                None => None,
            };
            // Of a wish that was fulfilled no service can tell one what the other heard.
            let alike = ten(word.value) == ten(there) || self.fulfilled.contains(said);
            assert!(alike, "one hub heard {word:?} of {said:?}, the other {there:?}");
            let told = self.said.get(said);
            let told = told.is_none_or(|told| told.iter().any(|it| ten(*it) == ten(word.value)));
            assert!(told, "{said:?} is {word:?}, but the person said {:?}", self.said.get(said));
            self.said.insert(*said, vec![word.value, there]);
        }
        for (said, told) in &self.said {
            // What was said and taken back, or fulfilled, between two syncs nobody need hear.
            let gone = told.contains(&None) || self.fulfilled.contains(said);
            let heard = words.contains_key(said) || gone;
            assert!(heard, "nothing of {said:?} was heard: {told:?}");
        }
        for place in 0..self.places.len() {
            self.check(place, &words);
        }
    }

    /// A service holds what it keeps of the words, and nothing else.
    fn check(&mut self, place: usize, words: &BTreeMap<Said, Word<Value>>) {
        let found = self.look(place);
        let service = descriptor(&self.places[place]);
        for (said, word) in words {
            let (about, key) = *said;
            let holds = found.values.get(said).map(|(value, _)| *value);
            let fulfilled = self.hubs[0].fulfilled(service.id, key);
            let keeps = kept(service, &found, fulfilled, *said, *word);
            if keeps == holds {
                continue;
            }
            // A wish that was taken back stays where its end would be the end of more.
            let more = about == About::Wish && !service.statuses.is_empty();
            let stays = word.value.is_none() && holds.is_some() && more;
            // Wished again there, and never told otherwise.
            let again = about == About::Wish && fulfilled.is_some() && holds == word.value;
            assert!(stays || again, "{} has {said:?} {holds:?}, not {keeps:?}", service.id);
        }
        for said in found.values.keys() {
            assert!(words.contains_key(said), "{} has {said:?} alone", service.id);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a test may be told how thorough to be")]
pub(super) fn told(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

#[test]
fn every_word_reaches_every_service_that_keeps_it() {
    let first = told("SIMULATION_SEED", 1);
    for seed in first..first + told("SIMULATION_ROUNDS", 100) {
        let story = std::panic::catch_unwind(|| Story::tell(seed));
        assert!(story.is_ok(), "story {seed} went wrong: see above");
    }
}
