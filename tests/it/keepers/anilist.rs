//! AniList: one entry a title, scores of 100. What becomes complete is filled up and dated by
//! itself, and a repeat that ends is counted.

use std::collections::BTreeMap;

use playtally::error::Error;
use playtally::media::{Catalogue, PartialDate, Rating, Work};
use playtally::providers::{Intent, Listing, Outcome, Rated, Read, Row, Status, StatusChange};
use playtally::time::Timestamp;

use super::titles::{EPISODES, Key};
use super::{Keeper, known, newest_first, no_listing, one, page, refused};

const IDS: &[Catalogue] = &[Catalogue::Anilist, Catalogue::Mal];

#[derive(Default)]
pub(super) struct AniList {
    entries: BTreeMap<Key, Row>,
}

impl Keeper for AniList {
    fn id(&self) -> &'static str {
        "anilist"
    }

    fn take(&mut self, now: Timestamp, intent: &Intent) -> Result<Outcome, Error> {
        match intent {
            Intent::Read(read) => read_entries(&self.entries, read),
            Intent::ReadStatus(work) => {
                let key = title(work)?;
                let none = || Row { episodes: Some(episodes(key)), ..Row::of(key.named(IDS)) };
                let row = self.entries.get(&key).cloned().unwrap_or_else(none);
                Ok(Outcome::Status(Some(Box::new(row))))
            }
            Intent::SetStatus(change) => self.save(now.whole_second(), change),
            Intent::Rate(rated) => {
                let Rated { work, rating, .. } = one(rated)?;
                self.rate(now, work, Some(*rating))
            }
            Intent::Unrate(works) => self.rate(now, one(works)?, None),
            Intent::RemoveStatus { work, .. } => {
                self.entries.remove(&title(work)?);
                Ok(Outcome::Done)
            }
            _ => Err(refused("AniList does not do this.")),
        }
    }
}

/// A title of a list of anime.
pub(super) fn title(work: &Work) -> Result<Key, Error> {
    known(work, |key| key.is_anime() && key == key.whole())
}

pub(super) const fn episodes(key: Key) -> u32 {
    if matches!(key, Key::Film(_)) { 1 } else { EPISODES }
}

/// A list, the newest change first.
pub(super) fn read_entries(entries: &BTreeMap<Key, Row>, read: &Read) -> Result<Outcome, Error> {
    match read.listing {
        Listing::Statuses => {
            page(newest_first(entries.values().cloned().collect(), |row| row.at), read)
        }
        listing => Err(no_listing(listing)),
    }
}

/// An entry with what is said of it; what is not said stays as it was.
pub(super) fn changed(before: &Row, now: Timestamp, change: &StatusChange) -> Row {
    Row {
        at: Some(now),
        status: change.status.or(before.status),
        progress: change.progress.or(before.progress).or(Some(0)),
        rating: change.rating.or(before.rating),
        started_on: change.started_on.or(before.started_on),
        finished_on: change.finished_on.or(before.finished_on),
        repeats: change.repeats.or(before.repeats).or(Some(0)),
        ..before.clone()
    }
}

impl AniList {
    fn rate(
        &mut self,
        now: Timestamp,
        work: &Work,
        rating: Option<Rating>,
    ) -> Result<Outcome, Error> {
        self.save(now.whole_second(), &StatusChange::of(work.clone()))?;
        self.entries.entry(title(work)?).and_modify(|entry| entry.rating = rating);
        Ok(Outcome::Done)
    }

    fn save(&mut self, now: Timestamp, change: &StatusChange) -> Result<Outcome, Error> {
        let key = title(&change.work)?;
        let new = Row {
            id: Some((70_000 + key.title()).to_string()),
            episodes: Some(episodes(key)),
            ..Row::of(key.named(IDS))
        };
        let before = self.entries.get(&key).cloned().unwrap_or(new);
        let mut entry = changed(&before, now, change);
        entry.status = entry.status.or(Some(Status::Current));
        if change.status == Some(Status::Completed) {
            entry.progress = Some(episodes(key));
            entry.finished_on = entry.finished_on.or_else(|| PartialDate::of_utc(now));
            if before.status == Some(Status::Repeating) {
                entry.repeats = entry.repeats.map(|repeats| repeats + 1);
            }
        }
        self.entries.insert(key, entry.clone());
        Ok(Outcome::Status(Some(Box::new(entry))))
    }
}
