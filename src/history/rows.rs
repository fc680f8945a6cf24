//! What a library keeps of a row of a listing.

use super::library::{Added, Library, Standing};
use super::marks::Mark;
use super::origin::Origin;
use super::plays::{Play, Record, When};
use crate::media::{PartialDate, Work};
use crate::providers::{Descriptor, Keeps, List, Listing, Row, Status};
use crate::time::Timestamp;

impl Library {
    /// Takes in what an origin says in one row of a listing.
    ///
    /// A row of plays with no more than a count is one play, not many: nobody knows when the
    /// others were. Places to go on from and what is watched this moment are no history.
    pub fn add(&mut self, row: &Row, listing: Listing, origin: &Origin) -> Added {
        self.take(row, listing, origin, played(row, listing))
    }

    /// The same of a service's own listing: where it keeps one play of an item, the moment of a
    /// film that is through is that play's.
    pub fn hear(
        &mut self,
        row: &Row,
        listing: Listing,
        origin: &Origin,
        service: &Descriptor,
    ) -> Added {
        let when = played(row, listing);
        let film = matches!((listing, &row.work), (Listing::Statuses, Work::Movie(_)));
        let dated = film && service.keeps == Keeps::OnePerItem;
        let at = row.at.filter(|_| dated).map(When::At);
        self.take(row, listing, origin, when.map(|when| at.unwrap_or(when)))
    }

    fn take(&mut self, row: &Row, listing: Listing, origin: &Origin, when: Option<When>) -> Added {
        if matches!(listing, Listing::Playback | Listing::Watching | Listing::Held) {
            return Added::Nothing;
        }
        // A file tells of the play itself, too, where it can: that it was is no second one.
        let summary = listing == Listing::Watched
            || listing == Listing::Statuses && matches!(origin, Origin::Import(_));
        let Some((item, origin)) = self.items.intern(&row.work).zip(self.origin(origin)) else {
            return Added::Nothing;
        };
        let mut added = Added::Nothing;
        if let Some(when) = when {
            let record = row.id.as_deref().filter(|_| listing == Listing::History);
            let record = record.map_or(Some(Record::NONE), |name| self.record_of(name));
            let Some(record) = record else { return Added::Nothing };
            added = added.max(self.add_play(&Play {
                item,
                when,
                origin,
                record,
                rewatch: row.rewatch == Some(true),
                summary,
                shown_on: None,
            }));
        }
        let mark = |at: Option<Timestamp>| Mark { item, origin, at, value: () };
        let list = match listing {
            Listing::Watchlist => Some(List::Watchlist),
            Listing::Collection => Some(List::Collection),
            // One may also be told that it is not.
            Listing::Loved => Some(List::Loved).filter(|_| row.loved != Some(false)),
            _ => None,
        };
        if let Some(list) = list {
            added = added.max(self.put(list, mark(row.at)));
        } else if row.loved == Some(true) {
            added = added.max(self.put(List::Loved, mark(None)));
        }
        if let Some(value) = row.rating {
            let at = row.at.filter(|_| matches!(listing, Listing::Ratings | Listing::History));
            added = added.max(self.rate(Mark { item, origin, at, value }));
        }
        let standing = Standing {
            status: row.status,
            progress: row.progress,
            repeats: row.repeats,
            episodes: row.episodes,
            started_on: row.started_on,
            finished_on: row.finished_on,
        };
        if listing == Listing::Statuses && standing != Standing::default() {
            let at = row.at;
            added = added.max(self.stand(Mark { item, origin, at, value: standing }));
        }
        // What stands beside a place on a list is no review.
        let notes = row.notes.as_deref().filter(|notes| !notes.is_empty() && list.is_none());
        if let Some(notes) = notes {
            added = added.max(self.review(mark(row.at), notes));
        }
        added
    }
}

/// When a row says its work was played, where it says so at all.
///
/// Of a film with a status the moment says so only where plays are counted by it, else the day
/// it was finished on: the moment of a status is that of its last change. An episode that
/// follows its title's status was seen.
fn played(row: &Row, listing: Listing) -> Option<When> {
    let day = |on: Option<PartialDate>| on.map_or(When::Unknown, When::On);
    match (listing, &row.work) {
        (Listing::History | Listing::Watched, _)
        | (Listing::Statuses, Work::Episode(_) | Work::Track(_)) => {
            Some(row.at.map_or_else(|| day(row.on), When::At))
        }
        (Listing::Statuses, Work::Movie(_) | Work::Book(_)) => {
            let through = matches!(row.status, Some(Status::Completed | Status::Repeating));
            let at = row.at.filter(|_| row.plays.is_some());
            through.then(|| at.map_or_else(|| day(row.finished_on), When::At))
        }
        _ => None,
    }
}
