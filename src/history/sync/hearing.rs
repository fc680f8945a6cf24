//! What a service holds, put together from what stood and what is read of it.

use super::reads::{Reading, tells_changes};
use super::told_to;
use crate::history::items::Item;
use crate::history::{Library, Origin, When};
use crate::map::{Map, Set};
use crate::media::{Catalogue, ExternalIds, Work, WorkKind};
use crate::providers::{Descriptor, List, Listing, Row, Status};
use crate::time::{Span, Timestamp};

/// The library of a service while it is being read.
///
/// # Design
/// What a reading replaces goes when it begins, so a run that breaks off leaves half a
/// library, which is thrown away. Of titles that changed, all that was known goes when all
/// is read: they are known by the service's own ids, and what has none stays.
#[derive(Debug)]
pub struct Hearing<'a> {
    service: &'a Descriptor,
    origin: &'a Origin,
    library: Library,
    /// Rows of titles that changed.
    changed: Vec<(Listing, Row)>,
    /// All that is held, by the service's own ids.
    held: Option<Vec<Row>>,
    /// Plays it was told so lately that it may not list them yet.
    told: Vec<Row>,
}

/// A title or a play by the service's own id.
type Own = (WorkKind, u64);

impl<'a> Hearing<'a> {
    /// Of a service that held this when both agreed.
    pub fn of(service: &'a Descriptor, origin: &'a Origin, before: Option<&Library>) -> Self {
        let library = before.cloned().unwrap_or_default();
        Self { service, origin, library, changed: vec![], held: None, told: vec![] }
    }

    /// What it was told and took is there, though it may not list it yet: that was a moment ago.
    pub fn trust_told(&mut self) {
        let it = &mut self.library;
        let told = it.origin(&told_to(self.origin));
        let plays = it.plays().filter(|play| Some(play.origin) == told);
        self.told = plays.filter_map(|play| it.row_of(&play)).collect();
    }

    /// A reading begins: what it tells anew is forgotten.
    pub fn begin(&mut self, reading: Reading) {
        let Reading { listing, since } = reading;
        let it = &mut self.library;
        match (listing, since) {
            (Listing::Held, _) => self.held = Some(vec![]),
            (Listing::History, Some(since)) => {
                let since = since.whole_second();
                it.retain_plays(|play| match play.when {
                    When::At(at) => at < since,
                    _ => true,
                });
            }
            (_, Some(_)) => {}
            (Listing::History | Listing::Watched, None) => drop(it.retain_plays(|_| false)),
            (Listing::Ratings, None) => drop(it.retain_ratings(|_| false)),
            (Listing::Watchlist, None) => drop(it.retain_listed(List::Watchlist, |_| false)),
            (Listing::Collection, None) => drop(it.retain_listed(List::Collection, |_| false)),
            (Listing::Loved, None) => drop(it.retain_listed(List::Loved, |_| false)),
            (Listing::Statuses, None) => {
                let reads = |listing| self.service.reads.contains(&listing);
                if !reads(Listing::History) && !reads(Listing::Watched) {
                    it.retain_plays(|_| false);
                }
                if !reads(Listing::Ratings) {
                    it.retain_ratings(|_| false);
                }
                it.retain_standings(|_| false);
            }
            (Listing::Playback | Listing::Watching, None) => {}
        }
    }

    /// Rows of a reading that has begun.
    pub fn take(&mut self, reading: Reading, rows: Vec<Row>) {
        match (reading.listing, &mut self.held) {
            (Listing::Held, Some(held)) => held.extend(rows),
            (listing, _) if reading.since.is_some() && tells_changes(self.service) => {
                self.changed.extend(rows.into_iter().map(|row| (listing, row)));
            }
            (listing, _) => {
                for row in rows {
                    self.library.hear(&row, listing, self.origin, self.service);
                }
            }
        }
    }

    /// What has to be read besides, once the moments of all plays are known: those plays that
    /// are new. All of them where the moments do not tell which record is gone.
    pub fn more(&self) -> Option<Reading> {
        let held = self.held.as_ref().filter(|_| !tells_changes(self.service))?;
        let history = |since| Some(Reading { listing: Listing::History, since });
        let Some(mut known) = self.records() else { return history(None) };
        let mut first = None::<Timestamp>;
        for row in held {
            let Some((own, at)) = self.own_of(&row.work).zip(row.at) else {
                return history(None);
            };
            match known.get_mut(&(own, at.secs())) {
                Some(count) if *count > 0 => *count -= 1,
                // A second one at the very moment of another.
                Some(_) => return history(None),
                None => first = Some(first.map_or(at, |first| first.min(at))),
            }
        }
        let listed: Set<_> =
            held.iter().filter_map(|row| Some((self.own_of(&row.work)?, row.at?.secs()))).collect();
        // Two of one moment, and one of them is gone.
        if known.iter().any(|(record, left)| *left > 0 && listed.contains(record)) {
            return history(None);
        }
        history(Some(first? - Span::from_secs(1)))
    }

    /// All that the service holds.
    pub fn done(mut self) -> Library {
        self.change_titles();
        if let Some(held) = self.held.take() {
            if tells_changes(self.service) {
                self.keep_titles(&held);
            } else {
                self.keep_plays(&held);
            }
        }
        let mut it = self.library;
        // What it was told and took is there by its own word now, or not at all.
        let own = it.origin(self.origin);
        it.retain_plays(|play| Some(play.origin) == own);
        for row in &self.told {
            it.add(row, Listing::History, &told_to(self.origin));
        }
        it
    }

    /// How often each moment of a work is in what stood; nothing where there are plays that
    /// the moments cannot tell of.
    fn records(&self) -> Option<Map<(Own, i64), usize>> {
        let own = self.owns();
        let mut records = Map::new();
        for play in self.library.plays() {
            if self.library.origin_of(play.origin) == Some(self.origin) {
                let When::At(at) = play.when else { return None };
                *records.get_or_insert_with((own[play.item.0 as usize]?, at.secs()), || 0) += 1;
            }
        }
        Some(records)
    }

    fn keep_plays(&mut self, held: &[Row]) {
        let listed: Set<_> =
            held.iter().filter_map(|row| Some((self.own_of(&row.work)?, row.at?.secs()))).collect();
        let own = self.owns();
        self.library.retain_plays(|play| match (own[play.item.0 as usize], play.when) {
            (Some(own), When::At(at)) => listed.contains(&(own, at.secs())),
            _ => true,
        });
    }

    fn keep_titles(&mut self, held: &[Row]) {
        let listed: Set<_> = held.iter().filter_map(|row| self.own_of(&row.work)).collect();
        let titles = self.titles();
        self.drop_titles(|item| titles[item.0 as usize].is_none_or(|it| listed.contains(&it)));
    }

    /// Takes in the titles that changed.
    fn change_titles(&mut self) {
        let changed = std::mem::take(&mut self.changed);
        if changed.is_empty() {
            return;
        }
        let of = |listing: Listing| changed.iter().filter(move |(of, _)| *of == listing);
        let mut standing: Map<Own, Option<Status>> = Map::new();
        for (_, row) in of(Listing::Statuses) {
            if let Some(own) = self.own_of(&row.work) {
                standing.insert(own, row.status);
            }
        }
        let rated: Set<_> =
            of(Listing::Ratings).filter_map(|(_, row)| self.own_of(&row.work)).collect();
        let titles = self.titles();
        let title = |item: Item| titles.get(item.0 as usize).copied().flatten();
        let standing = |item| title(item).and_then(|own| standing.get(&own));
        let it = &mut self.library;
        it.retain_plays(|play| standing(play.item).is_none());
        it.retain_standings(|mark| standing(mark.item).is_none());
        it.retain_listed(List::Watchlist, |mark| {
            standing(mark.item).is_none_or(|status| *status == Some(Status::Planned))
        });
        it.retain_ratings(|mark| title(mark.item).is_none_or(|own| !rated.contains(&own)));
        for (listing, row) in changed {
            it.hear(&row, listing, self.origin, self.service);
        }
    }

    fn drop_titles(&mut self, stays: impl Fn(Item) -> bool) {
        let it = &mut self.library;
        it.retain_plays(|play| stays(play.item));
        it.retain_ratings(|mark| stays(mark.item));
        it.retain_standings(|mark| stays(mark.item));
        for list in [List::Watchlist, List::Collection, List::Loved] {
            it.retain_listed(list, |mark| stays(mark.item));
        }
    }

    /// The service's own id of each item.
    fn owns(&self) -> Vec<Option<Own>> {
        let items = self.library.items();
        items.iter().map(|item| self.own_of(&items.work(item)?)).collect()
    }

    /// The service's own id of the title of each item.
    fn titles(&self) -> Vec<Option<Own>> {
        let items = self.library.items();
        let title = |item| match items.show(item) {
            Some(show) => self.own_of(&items.work(show)?),
            None => self.own_of(&items.work(item)?),
        };
        items.iter().map(title).collect()
    }

    fn own_of(&self, work: &Work) -> Option<Own> {
        let id = number(work.ids()?, catalogue(self.service)?)?;
        Some((work.kind(), id))
    }
}

/// A service that is a catalogue itself bears its name.
fn catalogue(service: &Descriptor) -> Option<Catalogue> {
    [Catalogue::Trakt, Catalogue::Simkl, Catalogue::Mal, Catalogue::Anilist]
        .into_iter()
        .find(|it| format!("{it:?}").eq_ignore_ascii_case(service.id))
}

const fn number(ids: &ExternalIds, of: Catalogue) -> Option<u64> {
    match of {
        Catalogue::Trakt => ids.trakt,
        Catalogue::Simkl => ids.simkl,
        Catalogue::Mal => ids.mal,
        Catalogue::Anilist => ids.anilist,
        _ => None,
    }
}
