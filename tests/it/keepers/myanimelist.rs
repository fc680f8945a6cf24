//! MyAnimeList: one entry a title, scores of ten, and nothing that happens by itself.

use std::collections::BTreeMap;

use playtally::error::Error;
use playtally::media::{Catalogue, Rating};
use playtally::providers::{Intent, Outcome, Row, Status, StatusChange};
use playtally::time::Timestamp;

use super::anilist::{changed, episodes, read_entries, title};
use super::titles::Key;
use super::{Keeper, refused, unknown};

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
            Intent::SetStatus(change) => {
                let key = by_number(&change.work)?;
                let before = self.entries.get(&key).cloned().unwrap_or_else(|| new(key));
                let ten = |rating: Rating| Rating::of_ten(rating.ten().into());
                let day = |on: &playtally::media::PartialDate| on.day().is_some();
                let change = StatusChange {
                    rating: change.rating.and_then(ten),
                    started_on: change.started_on.filter(day),
                    finished_on: change.finished_on.filter(day),
                    ..change.clone()
                };
                let mut entry = changed(&before, now.whole_second(), &change);
                entry.status = entry.status.or(Some(Status::Current));
                self.entries.insert(key, entry.clone());
                Ok(Outcome::Status(Some(Box::new(entry))))
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

/// It knows a title by its own number alone.
fn by_number(work: &playtally::media::Work) -> Result<Key, Error> {
    let has = work.ids().is_some_and(|ids| ids.mal.is_some());
    if has { title(work) } else { Err(unknown()) }
}

fn new(key: Key) -> Row {
    Row { episodes: Some(episodes(key)), ..Row::of(key.named(IDS)) }
}
