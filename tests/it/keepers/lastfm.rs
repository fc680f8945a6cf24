//! Last.fm: every scrobble is one more, none older than two weeks; a love is kept by its name.

use std::collections::BTreeMap;

use playtally::error::{Error, ErrorKind};
use playtally::media::Work;
use playtally::providers::{Finished, Intent, List, Listing, Outcome, Read, Row};
use playtally::time::{Span, Timestamp};

use super::titles::Key;
use super::{Keeper, each, known, newest_first, no_listing, page, refused, stored, within};

/// How old a scrobble may be, and how far ahead of its clock.
const OLDEST: Span = Span::from_hours(14 * 24);
const AHEAD: Span = Span::from_mins(5);

#[derive(Default)]
pub(super) struct LastFm {
    scrobbles: Vec<(Timestamp, Key)>,
    loved: BTreeMap<Key, Timestamp>,
}

impl Keeper for LastFm {
    fn id(&self) -> &'static str {
        "lastfm"
    }

    fn take(&mut self, now: Timestamp, intent: &Intent) -> Result<Outcome, Error> {
        match intent {
            Intent::Read(read) => self.read(read),
            Intent::AddPlays(plays) => each(plays, |play| self.scrobble(now, play)),
            Intent::AddToList(listed) if listed.list == List::Loved => {
                each(&listed.works, |work| {
                    self.loved.entry(track(work)?).or_insert(now.whole_second());
                    Ok(stored())
                })
            }
            Intent::RemoveFromList(listed) if listed.list == List::Loved => {
                each(&listed.works, |work| {
                    self.loved.remove(&track(work)?);
                    Ok(stored())
                })
            }
            _ => Err(refused("Last.fm does not do this.")),
        }
    }
}

fn track(work: &Work) -> Result<Key, Error> {
    known(work, |key| matches!(key, Key::Track(_)))
}

impl LastFm {
    fn scrobble(&mut self, now: Timestamp, play: &Finished) -> Result<Outcome, Error> {
        let (key, at) = (track(&play.media.clone().into())?, play.watched_at.whole_second());
        if now - at > OLDEST || at - now > AHEAD {
            return Err(Error::new(ErrorKind::Rejected, "It is too old or not yet played."));
        }
        self.scrobbles.push((at, key));
        Ok(stored())
    }

    fn read(&self, read: &Read) -> Result<Outcome, Error> {
        let row = |at: Timestamp, key: Key| Row { at: Some(at), ..Row::of(key.named(&[])) };
        let rows: Vec<Row> = match read.listing {
            Listing::History => {
                let scrobbles = self.scrobbles.iter().filter(|(at, _)| within(read, *at));
                scrobbles.map(|(at, key)| row(*at, *key)).collect()
            }
            Listing::Loved => self.loved.iter().map(|(key, at)| row(*at, *key)).collect(),
            Listing::Watching => Vec::new(),
            listing => return Err(no_listing(listing)),
        };
        page(newest_first(rows, |row| row.at), read)
    }
}
