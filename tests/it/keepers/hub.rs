//! A hub that keeps what a person says of works in step with their services: it reads, hears
//! with `lists::learn`, keeps what it heard, and tells with `lists::tell`.

use std::collections::{BTreeMap, BTreeSet};

use playtally::error::{Error, ErrorKind};
use playtally::history::lists::{self, Held};
use playtally::history::ratings::Scale;
use playtally::history::words::{Weigh, Word};
use playtally::media::{Catalogue, Rating};
use playtally::providers::{
    self, Descriptor, Intent, List, Listed, Listing, Outcome, Rated, Row, Status,
};
use playtally::time::Timestamp;

use super::network::{Chance, Place};
use super::titles::{self, Key};

/// What can be said of a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum About {
    Rating,
    Wish,
    Love,
}

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Listed,
    Rated(Rating),
}

impl Weigh for Value {
    type Weight = Option<<Rating as Weigh>::Weight>;

    fn weight(&self) -> Self::Weight {
        match self {
            Self::Listed => None,
            Self::Rated(rating) => Some(rating.weight()),
        }
    }
}

pub(super) type Said = (About, Key);

/// What a service holds.
#[derive(Default)]
pub(super) struct Found {
    pub(super) values: BTreeMap<Said, (Value, Option<Timestamp>)>,
    /// Titles it keeps a status of.
    pub(super) titles: BTreeMap<Key, Option<Status>>,
    /// How many plays of each work.
    pub(super) plays: BTreeMap<Key, usize>,
}

/// What a hub knows of one service.
#[derive(Default)]
struct Known {
    /// Absent until it was read.
    before: Option<BTreeMap<Said, Value>>,
    plays: BTreeMap<Key, usize>,
    /// When a play last took a work off the watchlist there.
    fulfilled: BTreeMap<Key, Timestamp>,
}

#[derive(Default)]
pub(super) struct Hub {
    pub(super) words: BTreeMap<Said, Word<Value>>,
    known: BTreeMap<&'static str, Known>,
}

pub(super) fn descriptor(place: &Place) -> &'static Descriptor {
    providers::by_id(place.keeper.id()).unwrap().descriptor()
}

/// Reads all that matters here; nothing where any page of it is lost.
pub(super) fn read(place: &mut Place, chance: &mut Chance, now: Timestamp) -> Option<Found> {
    let service = descriptor(place);
    let mut found = Found::default();
    for listing in service.reads {
        let of_interest = matches!(
            listing,
            Listing::Ratings
                | Listing::Watchlist
                | Listing::Loved
                | Listing::Statuses
                | Listing::History
        );
        if !of_interest {
            continue;
        }
        for row in place.rows(chance, now, *listing, None).ok()? {
            if let Some(key) = titles::key(&row.work) {
                found.take_in(service, *listing, key, &row);
            }
        }
    }
    Some(found)
}

impl Found {
    fn take_in(&mut self, service: &Descriptor, listing: Listing, key: Key, row: &Row) {
        let mut says = |about, value| self.values.insert((about, key), (value, row.at));
        match listing {
            Listing::Watchlist => drop(says(About::Wish, Value::Listed)),
            Listing::Loved => drop(says(About::Love, Value::Listed)),
            Listing::History => self.played(key),
            _ => {
                // Elsewhere a rating stands beside a status that is rated in a place of its own.
                let here = !service.reads.contains(&Listing::Ratings);
                let rates = listing == Listing::Ratings || here;
                if let Some(rating) = row.rating.filter(|_| rates) {
                    says(About::Rating, Value::Rated(rating));
                }
            }
        }
        if listing == Listing::Statuses && key == key.whole() {
            self.titles.insert(key, row.status);
        }
        let seen = key != key.whole() || row.status == Some(Status::Completed);
        if listing == Listing::Statuses && seen {
            self.played(key);
        }
    }

    /// Counts a play, of an episode for its show too.
    fn played(&mut self, key: Key) {
        for key in BTreeSet::from([key, key.whole()]) {
            *self.plays.entry(key).or_default() += 1;
        }
    }
}

/// What a service keeps of a word.
pub(super) fn kept(
    service: &Descriptor,
    found: &Found,
    fulfilled: Option<Timestamp>,
    (about, key): Said,
    word: Word<Value>,
) -> Option<Value> {
    let held = found.titles.get(&key);
    match (about, word.value?) {
        (About::Rating, Value::Rated(rating)) => {
            // Where a title has a status, to rate it would give it one.
            let may = service.statuses.is_empty() || held.is_some();
            let kind = key.named(&[]).kind();
            let hundred = service.best_rating == 100;
            let scale = if hundred { Scale::Point100 } else { Scale::Point10 };
            (may && service.rates.contains(&kind)).then(|| Value::Rated(scale.kept(rating)))
        }
        (About::Wish, listed) if service.lists.contains(&List::Watchlist) => {
            let other = held.is_some_and(|status| *status != Some(Status::Planned));
            let fulfilled = fulfilled.is_some_and(|at| Some(at) >= word.at);
            let whole = service.statuses.is_empty() || key == key.whole();
            (whole && !other && !fulfilled).then_some(listed)
        }
        (About::Love, listed) if service.lists.contains(&List::Loved) => {
            let named = key.named(&[Catalogue::Mbid]);
            let has_id = named.ids().is_some_and(|ids| ids.mbid.is_some());
            (has_id || service.id == "lastfm").then_some(listed)
        }
        _ => None,
    }
}

/// How a service is told; nothing where there are no words for it, or too much would go.
fn intent(
    service: &Descriptor,
    found: &Found,
    (about, key): Said,
    word: Word<Value>,
) -> Option<Intent> {
    use Catalogue::{Anilist, Imdb, Mal, Mbid};
    let work = key.named(&[Imdb, Mal, Anilist, Mbid]);
    let list = if about == About::Love { List::Loved } else { List::Watchlist };
    let listed = || Listed { list, works: vec![work.clone()] };
    Some(match word.value {
        Some(Value::Rated(rating)) => Intent::Rate(vec![Rated { work, rating, at: word.at }]),
        Some(Value::Listed) => Intent::AddToList(listed()),
        None if about == About::Rating => Intent::Unrate(vec![work]),
        None if service.takes_off(list) => Intent::RemoveFromList(listed()),
        // It would take history and rating along.
        None => {
            let more =
                found.plays.contains_key(&key) || found.values.contains_key(&(About::Rating, key));
            (!more).then_some(Intent::RemoveStatus { id: None, work })?
        }
    })
}

impl Hub {
    /// The person says something here.
    pub(super) fn say(&mut self, said: Said, word: Word<Value>) {
        let newest = self.words.get(&said).map_or(word, |known| known.newest(word));
        self.words.insert(said, newest);
    }

    /// One sync with all services; how many words were heard and told.
    pub(super) fn sync(
        &mut self,
        places: &mut [Place],
        chance: &mut Chance,
        now: Timestamp,
    ) -> usize {
        let mut words = 0;
        let mut heard = self.words.clone();
        let mut all_found = Vec::new();
        for (at, place) in places.iter_mut().enumerate() {
            let Some(found) = read(place, chance, now) else { continue };
            let service = descriptor(place);
            let known = self.known.entry(service.id).or_default();
            let all: BTreeSet<&Said> = self.words.keys().chain(found.values.keys()).collect();
            for said in all {
                let (about, key) = *said;
                let new = found.values.get(said);
                let before = known.before.as_ref().map(|before| before.get(said).copied());
                let more = found.plays.get(&key) > known.plays.get(&key);
                if about == About::Wish && new.is_none() && before.flatten().is_some() && more {
                    known.fulfilled.insert(key, now);
                }
                let held = Held {
                    before,
                    now: new.map(|(value, _)| *value),
                    at: new.and_then(|(_, at)| *at),
                    read_at: now,
                };
                let word = self.words.get(said).copied();
                let fulfilled = known.fulfilled.get(&key).copied();
                let keeps = |_| kept(service, &found, fulfilled, *said, word?);
                if let Some(word) = lists::learn(held, word, keeps) {
                    let newest = heard.get(said).map_or(word, |known| known.newest(word));
                    heard.insert(*said, newest);
                    words += 1;
                }
            }
            let values = found.values.iter().map(|(said, (value, _))| (*said, *value));
            known.before = Some(values.collect());
            known.plays.clone_from(&found.plays);
            all_found.push((at, found));
        }
        // From here on it is kept; a crash comes after it.
        self.words.clone_from(&heard);
        for (at, found) in all_found {
            for (said, word) in &heard {
                if places[at].broken && chance.once_in(20) {
                    return words;
                }
                words +=
                    usize::from(self.tell(&mut places[at], chance, now, &found, (*said, *word)));
            }
        }
        words
    }

    /// Whether there was anything to tell.
    fn tell(
        &mut self,
        place: &mut Place,
        chance: &mut Chance,
        now: Timestamp,
        found: &Found,
        (said, word): (Said, Word<Value>),
    ) -> bool {
        let service = descriptor(place);
        let known = self.known.entry(service.id).or_default();
        let fulfilled = known.fulfilled.get(&said.1).copied();
        let holds = found.values.get(&said).map(|(value, _)| *value);
        let keeps = |_| kept(service, found, fulfilled, said, word);
        let Some(wanted) = lists::tell(holds, Some(word), keeps) else { return false };
        let Some(intent) = intent(service, found, said, word) else { return false };
        let told: Result<Vec<_>, Error> = match place.call(chance, now, &intent) {
            Ok(Outcome::Each(each)) => each.into_iter().collect(),
            told => told.map(|_| vec![]),
        };
        if let Err(error) = told {
            assert_eq!(error.kind, ErrorKind::NoAnswer, "{}: {intent:?}", service.id);
            return true;
        }
        let before = known.before.get_or_insert_default();
        match wanted {
            Some(value) => drop(before.insert(said, value)),
            None => drop(before.remove(&said)),
        }
        true
    }

    /// When a play last took a work off a service's watchlist.
    pub(super) fn fulfilled(&self, service: &str, key: Key) -> Option<Timestamp> {
        self.known.get(service)?.fulfilled.get(&key).copied()
    }
}
