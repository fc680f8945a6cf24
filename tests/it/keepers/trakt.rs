//! Trakt: every play is one more, a play takes its film or show off the watchlist, and asking
//! since a day leaves out what was added later with an earlier moment.

use std::collections::BTreeMap;

use playtally::error::{Error, ErrorKind};
use playtally::map::Map;
use playtally::media::{Catalogue, Rating, Work};
use playtally::providers::{
    Activities, Finished, Intent, List, Listed, Listing, Outcome, Rated, Read, Row,
};
use playtally::time::Timestamp;

use super::titles::Key;
use super::{Keeper, each, known, newest_first, no_listing, page, refused, stored, within};

const IDS: &[Catalogue] = &[Catalogue::Trakt, Catalogue::Imdb, Catalogue::Tmdb, Catalogue::Tvdb];

/// Works the watchlist of a free account holds.
pub(super) const MOST: usize = 250;

#[derive(Default)]
pub(super) struct Trakt {
    last_id: u64,
    /// With the record's id.
    plays: BTreeMap<u64, (Key, Timestamp)>,
    ratings: BTreeMap<Key, (Rating, Timestamp)>,
    pub(super) watchlist: BTreeMap<Key, Timestamp>,
    collection: BTreeMap<Key, Timestamp>,
    moved: Map<Listing, Timestamp>,
}

const PLAYED: [Listing; 3] = [Listing::History, Listing::Watched, Listing::Held];

impl Keeper for Trakt {
    fn id(&self) -> &'static str {
        "trakt"
    }

    fn take(&mut self, now: Timestamp, intent: &Intent) -> Result<Outcome, Error> {
        let now = now.whole_second();
        match intent {
            Intent::Activities => {
                let all = self.moved.values().max().copied();
                Ok(Outcome::Activities(Activities { all, of: self.moved.clone() }))
            }
            Intent::Read(read) => self.read(read),
            Intent::AddPlays(plays) => each(plays, |play| self.play(now, play)),
            Intent::RemovePlays(plays) => each(plays, |play| {
                let id = play.id.parse().map_err(|_| refused("This is no id of a play."))?;
                let gone = "Trakt has no such play any more.";
                self.plays.remove(&id).ok_or_else(|| Error::new(ErrorKind::NotFound, gone))?;
                self.moves(now, &PLAYED);
                Ok(Outcome::Done)
            }),
            Intent::Rate(rated) => each(rated, |rated| self.rate(now, rated)),
            Intent::Unrate(works) => each(works, |work| {
                if self.ratings.remove(&video(work)?).is_some() {
                    self.moves(now, &[Listing::Ratings]);
                }
                Ok(Outcome::Done)
            }),
            Intent::AddToList(listed) => self.list(now, listed),
            Intent::RemoveFromList(listed) => each(&listed.works, |work| {
                if self.on(listed.list)?.remove(&video(work)?).is_some() {
                    self.moves(now, &[listed.list.listing()]);
                }
                Ok(Outcome::Done)
            }),
            _ => Err(refused("Trakt does not do this.")),
        }
    }
}

/// Any of its works, never a track.
fn video(work: &Work) -> Result<Key, Error> {
    known(work, |key| !matches!(key, Key::Track(_)))
}

impl Trakt {
    fn moves(&mut self, now: Timestamp, listings: &[Listing]) {
        self.moved.extend(listings.iter().map(|listing| (*listing, now)));
    }

    fn on(&mut self, list: List) -> Result<&mut BTreeMap<Key, Timestamp>, Error> {
        match list {
            List::Watchlist => Ok(&mut self.watchlist),
            List::Collection => Ok(&mut self.collection),
            List::Loved => Err(no_listing(Listing::Loved)),
        }
    }

    fn play(&mut self, now: Timestamp, play: &Finished) -> Result<Outcome, Error> {
        let key = video(&play.media.clone().into())?;
        self.last_id += 1;
        self.plays
            .insert(9_007_199_254_740_993 + self.last_id, (key, play.watched_at.whole_second()));
        self.moves(now, &PLAYED);
        let before = self.watchlist.len();
        self.watchlist.retain(|wished, _| *wished != key && *wished != key.whole());
        if self.watchlist.len() < before {
            self.moves(now, &[Listing::Watchlist]);
        }
        Ok(stored())
    }

    fn rate(&mut self, now: Timestamp, rated: &Rated) -> Result<Outcome, Error> {
        let key = video(&rated.work)?;
        let rating = Rating::of_ten(rated.rating.ten().into()).ok_or_else(|| refused("1 to 10"))?;
        self.ratings.insert(key, (rating, rated.at.map_or(now, Timestamp::whole_second)));
        self.moves(now, &[Listing::Ratings]);
        Ok(stored())
    }

    fn list(&mut self, now: Timestamp, listed: &Listed) -> Result<Outcome, Error> {
        let list = self.on(listed.list)?;
        if list.len() + listed.works.len() > MOST {
            return Err(Error::new(ErrorKind::AccountLimit, "The list is full."));
        }
        let before = list.len();
        for key in listed.works.iter().filter_map(|work| video(work).ok()) {
            list.entry(key).or_insert(now);
        }
        let new = list.len() > before;
        if new {
            self.moves(now, &[listed.list.listing()]);
        }
        each(&listed.works, |work| {
            video(work).map(|_| if new { stored() } else { Outcome::AlreadyThere })
        })
    }

    fn read(&self, read: &Read) -> Result<Outcome, Error> {
        let row = |key: Key, at: Timestamp| Row { at: Some(at), ..Row::of(key.named(IDS)) };
        let listed = |list: &BTreeMap<Key, Timestamp>| {
            list.iter().map(|(key, at)| row(*key, *at)).collect::<Vec<_>>()
        };
        let rows: Vec<Row> = match read.listing {
            Listing::History => {
                let plays = self.plays.iter().filter(|(_, (_, at))| within(read, *at));
                let plays =
                    plays.map(|(id, (key, at))| Row { id: Some(id.to_string()), ..row(*key, *at) });
                newest_first(plays.collect(), |row| row.at)
            }
            Listing::Held => self.plays.values().map(|(key, at)| row(*key, *at)).collect(),
            Listing::Watched => {
                let mut watched: BTreeMap<Key, (u32, Timestamp)> = BTreeMap::new();
                for (key, at) in self.plays.values() {
                    let (plays, last) = watched.entry(*key).or_insert((0, *at));
                    (*plays, *last) = (*plays + 1, *at.max(last));
                }
                let row = |(key, (plays, at))| Row { plays: Some(plays), ..row(key, at) };
                watched.into_iter().map(row).collect()
            }
            Listing::Ratings => {
                let rated = self.ratings.iter();
                rated.map(|(key, (it, at))| Row { rating: Some(*it), ..row(*key, *at) }).collect()
            }
            Listing::Watchlist => listed(&self.watchlist),
            Listing::Collection => listed(&self.collection),
            Listing::Playback | Listing::Watching => Vec::new(),
            listing => return Err(no_listing(listing)),
        };
        page(rows, read)
    }
}
