//! Simkl: one entry a title, with where somebody stands and which episodes they saw. A second
//! play is none; what is rated is filed as seen; off the watchlist is off everything.

use std::collections::BTreeMap;

use playtally::error::Error;
use playtally::map::Map;
use playtally::media::{Catalogue, Rating, Work};
use playtally::providers::{
    Activities, Finished, Intent, List, Listing, Outcome, Rated, Read, Row, Status,
};
use playtally::time::Timestamp;

use super::titles::{EPISODES, Key};
use super::{Keeper, each, known, no_listing, page, refused, stored};

const IDS: &[Catalogue] = &[Catalogue::Simkl, Catalogue::Imdb, Catalogue::Tmdb, Catalogue::Mal];

/// What stands for "nobody knows when": anything before 2000 does.
const NEVER: Timestamp = Timestamp::from_secs(946_684_800);

#[derive(Clone, Debug)]
pub(super) struct Title {
    pub(super) status: Status,
    added_at: Timestamp,
    pub(super) rating: Option<(Rating, Timestamp)>,
    /// The film itself, or episodes of the show, with the moment where it is known.
    pub(super) seen: BTreeMap<Key, Option<Timestamp>>,
    changed_at: Timestamp,
}

#[derive(Default)]
pub(super) struct Simkl {
    pub(super) titles: BTreeMap<Key, Title>,
    /// Titles whose rating was taken back, and when.
    unrated: BTreeMap<Key, Timestamp>,
    moved: Map<Listing, Timestamp>,
}

impl Keeper for Simkl {
    fn id(&self) -> &'static str {
        "simkl"
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
                let key = video(&play.media.clone().into())?;
                if key == key.whole() {
                    return Err(refused("A film leaves with its rating and all."));
                }
                if let Some(title) = self.titles.get_mut(&key.whole()) {
                    title.seen.remove(&key);
                    title.changed_at = now;
                    self.moves(now, &[Listing::Statuses, Listing::Held]);
                }
                Ok(Outcome::Done)
            }),
            Intent::Rate(rated) => each(rated, |rated| self.rate(now, rated)),
            Intent::Unrate(works) => each(works, |work| {
                let key = whole(work)?;
                let rating = self.titles.get_mut(&key).and_then(|title| title.rating.take());
                if rating.is_some() {
                    self.unrated.insert(key, now);
                    self.moves(now, &[Listing::Ratings]);
                }
                Ok(Outcome::Done)
            }),
            Intent::AddToList(listed) if listed.list == List::Watchlist => {
                each(&listed.works, |work| self.stand(now, whole(work)?, Status::Planned))
            }
            Intent::SetStatus(change) => {
                let key = whole(&change.work)?;
                let status = change.status.ok_or_else(|| refused("It keeps the status alone."))?;
                let film = matches!(key, Key::Film(_));
                if film && matches!(status, Status::Current | Status::Paused)
                    || status == Status::Repeating
                {
                    return Err(refused("Simkl has no such word for it."));
                }
                self.stand(now, key, status)
            }
            Intent::RemoveStatus { work, .. } => {
                if self.titles.remove(&whole(work)?).is_some() {
                    let all =
                        [Listing::Statuses, Listing::Watchlist, Listing::Ratings, Listing::Held];
                    self.moves(now, &all);
                }
                Ok(Outcome::Done)
            }
            _ => Err(refused("Simkl does not do this.")),
        }
    }
}

fn video(work: &Work) -> Result<Key, Error> {
    known(work, |key| matches!(key, Key::Film(_) | Key::Show(_) | Key::Episode(..)))
}

/// A title; it keeps nothing of single episodes but that they were seen.
fn whole(work: &Work) -> Result<Key, Error> {
    known(work, |key| matches!(key, Key::Film(_) | Key::Show(_)))
}

impl Simkl {
    fn moves(&mut self, now: Timestamp, listings: &[Listing]) {
        self.moved.extend(listings.iter().map(|listing| (*listing, now)));
    }

    fn title(&mut self, now: Timestamp, key: Key, status: Status) -> &mut Title {
        let new =
            Title { status, added_at: now, rating: None, seen: BTreeMap::new(), changed_at: now };
        let title = self.titles.entry(key).or_insert(new);
        title.changed_at = now;
        title
    }

    fn play(&mut self, now: Timestamp, play: &Finished) -> Result<Outcome, Error> {
        let key = video(&play.media.clone().into())?;
        let at = play.watched_at.whole_second();
        let film = key == key.whole();
        let was = self.titles.get(&key.whole()).map(|title| title.status);
        if self.titles.get(&key.whole()).is_some_and(|title| title.seen.contains_key(&key)) {
            return Ok(Outcome::AlreadyThere);
        }
        let title = self.title(now, key.whole(), Status::Current);
        title.seen.insert(key, Some(at).filter(|at| *at >= NEVER));
        let all = film || title.seen.len() == EPISODES as usize;
        title.status = if all { Status::Completed } else { Status::Current };
        self.moves(now, &[Listing::Statuses]);
        if was == Some(Status::Planned) {
            self.moves(now, &[Listing::Watchlist]);
        }
        Ok(stored())
    }

    fn rate(&mut self, now: Timestamp, rated: &Rated) -> Result<Outcome, Error> {
        let key = whole(&rated.work)?;
        let rating = Rating::of_ten(rated.rating.ten().into()).ok_or_else(|| refused("1 to 10"))?;
        let film = matches!(key, Key::Film(_));
        if !self.titles.contains_key(&key) {
            let title =
                self.title(now, key, if film { Status::Completed } else { Status::Current });
            if film {
                title.seen.insert(key, None);
            }
            self.moves(now, &[Listing::Statuses]);
        }
        self.title(now, key, Status::Current).rating =
            Some((rating, rated.at.map_or(now, Timestamp::whole_second)));
        self.unrated.remove(&key);
        self.moves(now, &[Listing::Ratings]);
        Ok(stored())
    }

    fn stand(&mut self, now: Timestamp, key: Key, status: Status) -> Result<Outcome, Error> {
        let title = self.title(now, key, status);
        title.status = status;
        self.moves(now, &[Listing::Statuses, Listing::Watchlist]);
        Ok(stored())
    }

    fn read(&self, read: &Read) -> Result<Outcome, Error> {
        let moved = |at: Timestamp| read.since.is_none_or(|since| since < at);
        let mut rows = Vec::new();
        for (key, title) in &self.titles {
            let row = |at| Row { at, status: Some(title.status), ..Row::of(key.named(IDS)) };
            let last = title.seen.values().max().copied().flatten();
            match read.listing {
                Listing::Statuses if moved(title.changed_at) => {
                    let rating = title.rating.map(|(rating, _)| rating);
                    let plays = last.filter(|_| *key != Key::Show(key.title())).map(|_| 1);
                    rows.push(Row { rating, plays, ..row(last) });
                    let parts = title.seen.iter().filter(|(part, _)| *part != key);
                    rows.extend(
                        parts.map(|(part, at)| Row { at: *at, ..Row::of(part.named(IDS)) }),
                    );
                }
                Listing::Ratings => {
                    let rated = title.rating.filter(|(_, at)| moved(*at));
                    let given =
                        rated.map(|(rating, at)| Row { rating: Some(rating), ..row(Some(at)) });
                    let back =
                        self.unrated.get(key).filter(|at| read.since.is_some() && moved(**at));
                    rows.extend(given.or_else(|| back.map(|_| row(None))));
                }
                Listing::Watchlist
                    if title.status == Status::Planned && moved(title.changed_at) =>
                {
                    rows.push(row(Some(title.added_at)));
                }
                Listing::Held => rows.push(Row::of(key.named(&[Catalogue::Simkl]))),
                Listing::Statuses | Listing::Watchlist | Listing::Playback => {}
                listing => return Err(no_listing(listing)),
            }
        }
        if !matches!(
            read.listing,
            Listing::Statuses
                | Listing::Ratings
                | Listing::Watchlist
                | Listing::Held
                | Listing::Playback
        ) {
            return Err(no_listing(read.listing));
        }
        page(rows, read)
    }
}
