//! MyAnimeList: one entry a title, scores of ten, and nothing that happens by itself.

use std::collections::BTreeMap;

use playtally::error::Error;
use playtally::media::{Catalogue, PartialDate, Rating};
use playtally::providers::{Intent, Outcome, Rated, Row, Status, StatusChange};
use playtally::time::Timestamp;

use super::anilist::{changed, episodes, read_entries, title};
use super::titles::Key;
use super::{Keeper, one, refused, unknown};

const IDS: &[Catalogue] = &[Catalogue::Mal];

#[derive(Default)]
pub(super) struct MyAnimeList {
    entries: BTreeMap<Key, Row>,
}

impl Keeper for MyAnimeList {
    fn id(&self) -> &'static str {
        "myanimelist"
    }

    fn take(&mut self, now: Timestamp, intent: &Intent) -> Result<Outcome, Error> {
        match intent {
            Intent::Read(read) => read_entries(&self.entries, read),
            Intent::ReadStatus(work) => {
                let key = by_number(work)?;
                let row = self.entries.get(&key).cloned().unwrap_or_else(|| new(key));
                Ok(Outcome::Status(Some(Box::new(row))))
            }
            Intent::SetStatus(change) => self.save(now, change),
            Intent::Rate(rated) => {
                let Rated { work, rating, .. } = one(rated)?;
                let rating = Some(*rating);
                self.save(now, &StatusChange { rating, ..StatusChange::of(work.clone()) })?;
                Ok(Outcome::Done)
            }
            Intent::Unrate(works) => {
                let work = one(works)?;
                self.save(now, &StatusChange::of(work.clone()))?;
                self.entries.entry(by_number(work)?).and_modify(|entry| entry.rating = None);
                Ok(Outcome::Done)
            }
            // To be off the list already is what was wanted.
            Intent::RemoveStatus { work, .. } => {
                self.entries.remove(&by_number(work)?);
                Ok(Outcome::Done)
            }
            _ => Err(refused("MyAnimeList does not do this.")),
        }
    }
}

impl MyAnimeList {
    fn save(&mut self, now: Timestamp, change: &StatusChange) -> Result<Outcome, Error> {
        let key = by_number(&change.work)?;
        let before = self.entries.get(&key).cloned().unwrap_or_else(|| new(key));
        let day = |on: &PartialDate| on.day().is_some();
        let change = StatusChange {
            rating: change.rating.and_then(|it| Rating::of_ten(it.ten().into())),
            started_on: change.started_on.filter(day),
            finished_on: change.finished_on.filter(day),
            ..change.clone()
        };
        let mut entry = changed(&before, now.whole_second(), &change);
        entry.status = entry.status.or(Some(Status::Current));
        self.entries.insert(key, entry.clone());
        Ok(Outcome::Status(Some(Box::new(entry))))
    }
}

/// It knows a title by its own number alone.
fn by_number(work: &playtally::media::Work) -> Result<Key, Error> {
    let has = work.ids().is_some_and(|ids| ids.mal.is_some());
    if has { title(work) } else { Err(unknown()) }
}

fn new(key: Key) -> Row {
    Row { episodes: Some(episodes(key)), ..Row::of(key.named(IDS)) }
}
