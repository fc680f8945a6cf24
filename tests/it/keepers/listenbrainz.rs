//! ListenBrainz: the same listen in the same second is one; nothing from before its time; a
//! listen that is deleted stays until the next full hour; love needs an id.

use std::collections::{BTreeMap, BTreeSet};

use playtally::error::{Error, ErrorKind};
use playtally::media::{Catalogue, Work};
use playtally::providers::{Intent, List, Listing, Outcome, Read, Row};
use playtally::time::Timestamp;

use super::titles::Key;
use super::{Keeper, each, known, newest_first, no_listing, page, refused, stored, within};

/// 2002-10-01: there was no such service before.
const FIRST: Timestamp = Timestamp::from_secs(1_033_410_600);
const HOUR: i64 = 3600;

#[derive(Default)]
pub(super) struct ListenBrainz {
    listens: BTreeSet<(Timestamp, Key)>,
    /// Deleted, and from when on they are gone.
    deleted: BTreeMap<(Timestamp, Key), Timestamp>,
    loved: BTreeMap<Key, Timestamp>,
}

impl Keeper for ListenBrainz {
    fn id(&self) -> &'static str {
        "listenbrainz"
    }

    fn take(&mut self, now: Timestamp, intent: &Intent) -> Result<Outcome, Error> {
        let Self { listens, deleted, .. } = self;
        deleted.retain(|listen, gone| {
            let stays = now < *gone;
            if !stays {
                listens.remove(listen);
            }
            stays
        });
        match intent {
            Intent::Read(read) => self.read(read),
            Intent::AddPlays(plays) => {
                let listen = |play: &playtally::providers::Finished| {
                    let at = play.watched_at.whole_second();
                    track(&play.media.clone().into()).map(|key| (at, key))
                };
                let all: Vec<_> = plays.iter().map(listen).collect::<Result<_, _>>()?;
                // One bad listen, and nothing is stored.
                if all.iter().any(|(at, _)| *at < FIRST) {
                    return Err(Error::new(ErrorKind::Rejected, "listened_at is too low."));
                }
                self.listens.extend(all);
                Ok(stored())
            }
            Intent::RemovePlays(plays) => each(plays, |play| {
                let key = track(&play.media.clone().into())?;
                let next_hour = Timestamp::from_secs((now.secs() / HOUR + 1) * HOUR);
                self.deleted.insert((play.watched_at.whole_second(), key), next_hour);
                Ok(stored())
            }),
            Intent::AddToList(listed) if listed.list == List::Loved => {
                each(&listed.works, |work| {
                    self.loved.entry(with_id(work)?).or_insert(now.whole_second());
                    Ok(stored())
                })
            }
            Intent::RemoveFromList(listed) if listed.list == List::Loved => {
                each(&listed.works, |work| {
                    self.loved.remove(&with_id(work)?);
                    Ok(stored())
                })
            }
            _ => Err(refused("ListenBrainz does not do this.")),
        }
    }
}

fn track(work: &Work) -> Result<Key, Error> {
    known(work, |key| matches!(key, Key::Track(_)))
}

fn with_id(work: &Work) -> Result<Key, Error> {
    let has = work.ids().is_some_and(|ids| ids.mbid.is_some());
    if has { track(work) } else { Err(refused("It needs the id of the recording.")) }
}

impl ListenBrainz {
    fn read(&self, read: &Read) -> Result<Outcome, Error> {
        let row = |at: Timestamp, key: Key| {
            let Key::Track(n) = key else { return Row::of(key.named(&[])) };
            let id = Some(format!("00000000-0000-4000-9000-{n:012}"));
            Row { id, at: Some(at), ..Row::of(key.named(&[Catalogue::Mbid])) }
        };
        let rows: Vec<Row> = match read.listing {
            Listing::History => {
                let listens = self.listens.iter().filter(|(at, _)| within(read, *at));
                listens.map(|(at, key)| row(*at, *key)).collect()
            }
            Listing::Loved => self.loved.iter().map(|(key, at)| row(*at, *key)).collect(),
            Listing::Watching => Vec::new(),
            listing => return Err(no_listing(listing)),
        };
        page(newest_first(rows, |row| row.at), read)
    }
}
