//! Reading what a service holds, as far as it moved.

use std::rc::Rc;

use playtally::error::{Error, ErrorKind};
use playtally::history::sync::{Hearing, Last, Parts, Reading, readings, tells_changes};
use playtally::history::{Library, Origin};
use playtally::map::Map;
use playtally::providers::{Activities, Intent, Outcome, Page, Read, Service};
use playtally::time::{Span, Timestamp};

use super::run::{SEEN_WITHIN, ours_failed};
use super::standing::Standing;
use crate::account::Hub;
use crate::drive;
use crate::error::Problem;
use crate::history::Shelf;

/// More pages than any library has; a service that goes on for ever is not followed.
pub(crate) const MOST_PAGES: usize = 20_000;

/// What was heard for a trial is still true so long: services do not like to tell all again.
const STILL: Span = Span::from_mins(10);

/// What was heard in trials.
pub(crate) type Trials = Map<(String, &'static str), Heard>;

/// Who does not say what has moved may list late what it took, or under another name.
const LISTED_WITHIN: Span = Span::from_hours(24);

/// What was heard.
#[derive(Clone)]
pub(crate) struct Heard {
    /// When it was asked for.
    at: Timestamp,
    pub(super) library: Library,
    pub(super) activities: Option<Activities>,
    pub(super) parts: Parts,
    /// When all of it was last read.
    pub(super) whole_at: Timestamp,
    /// Whether anything was read.
    pub(super) news: bool,
    /// Rows that could not be read: what is missing may still be there.
    pub(super) skipped: usize,
}

impl Hub {
    /// The same as [`Self::hear_service`], or what was just heard.
    pub(super) async fn hear_again(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        parts: Parts,
        standing: &Standing,
    ) -> Result<Heard, Error> {
        let key = (profile.to_owned(), service.descriptor().id);
        let tried = self.trials.borrow_mut().remove(&key);
        match tried.filter(|heard| drive::now() < heard.at + STILL && heard.parts == parts) {
            Some(heard) => Ok(heard),
            None => self.hear_service(profile, service, parts, standing).await,
        }
    }

    /// What was heard in a trial, or is being heard in one, is true no more.
    pub(crate) fn forget_trial(&self, profile: &str, id: &'static str) {
        self.turns.update(|turns| turns + 1);
        self.trials.borrow_mut().remove(&(profile.to_owned(), id));
    }

    pub(super) async fn hear_service(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        parts: Parts,
        standing: &Standing,
    ) -> Result<Heard, Error> {
        let descriptor = service.descriptor();
        let origin = Origin::Service(descriptor.id.to_owned());
        let now = drive::now();
        let activities = match descriptor.activities {
            true => match self.ask(profile, service, Intent::Activities).await? {
                Outcome::Activities(activities) => Some(activities),
                _ => return Err(nonsense()),
            },
            false => None,
        };
        let mut shelf = Shelf::Before(descriptor.id);
        let mut known = self.has_library(profile, shelf).map_err(ours_failed)?;
        let mut stood = standing;
        let first;
        let never = standing.whole_at.is_none() && tells_changes(descriptor);
        if let Some(activities) = activities.as_ref().filter(|_| never) {
            first = self.hear_first(profile, service, parts, activities).await?;
            (shelf, known, stood) = (Shelf::Begun(descriptor.id), true, &first);
        }
        let mut skipped = stood.skipped;
        let begun = self.with_library(profile, shelf, |before| {
            let last = stood.parts.zip(stood.whole_at).filter(|_| known);
            let last = last.map(|(parts, whole_at)| Last {
                before,
                parts,
                activities: stood.activities.as_ref(),
                whole_at,
                doubt: stood.doubt,
            });
            let reads = readings(descriptor, &origin, parts, now, activities.as_ref(), last);
            (reads, Hearing::of(descriptor, &origin, known.then_some(before)))
        });
        let (reads, mut hearing) = begun.map_err(ours_failed)?;
        let within = if descriptor.activities { SEEN_WITHIN } else { LISTED_WITHIN };
        if standing.told_at.is_some_and(|at| now < at + within) {
            hearing.trust_told();
        }
        let news = !reads.readings.is_empty() || shelf == Shelf::Begun(descriptor.id);
        for reading in reads.readings {
            skipped += self.hear_listing(profile, service, reading, &mut hearing).await?;
            if let Some(more) = hearing.more() {
                skipped += self.hear_listing(profile, service, more, &mut hearing).await?;
            }
        }
        let whole_at = standing.whole_at.filter(|_| !reads.whole).unwrap_or(now);
        let library = hearing.done();
        Ok(Heard { at: now, library, activities, parts, whole_at, news, skipped })
    }

    /// All that a service holds, of which it wants to be asked but once. What was read is kept,
    /// page by page, so a run that breaks off is gone on with by the next one; what moved
    /// meanwhile the service tells afterwards.
    async fn hear_first(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        parts: Parts,
        activities: &Activities,
    ) -> Result<Standing, Error> {
        let descriptor = service.descriptor();
        let origin = Origin::Service(descriptor.id.to_owned());
        let shelf = Shelf::Begun(descriptor.id);
        let now = drive::now();
        let reads = readings(descriptor, &origin, parts, now, None, None).readings;
        let mut begun = self.standing(profile, descriptor.id).map_err(ours_failed)?;
        if begun.activities.is_none() {
            begun.activities = Some(activities.clone());
            self.save_standing(profile, descriptor.id, &begun).map_err(ours_failed)?;
        }
        for _ in 0..MOST_PAGES {
            let Some(reading) = reads.get(begun.listings) else {
                return Ok(Standing { parts: Some(parts), whole_at: Some(now), ..begun });
            };
            let (listing, cursor) = (reading.listing, begun.cursor.clone());
            let read = Read { listing, cursor, since: None, until: None, user: None };
            let page = self.hear_page(profile, service, &read).await?;
            let kept = self.all_or_nothing(|| {
                let mut now = self.standing(profile, descriptor.id)?;
                // A trial and a run may read at once, and another account be connected meanwhile.
                let here = now.activities.is_some() && now.listings == begun.listings;
                if !here || now.cursor != begun.cursor {
                    return Err(overtaken());
                }
                now.listings += usize::from(page.next.is_none());
                (now.cursor, now.skipped) = (page.next, now.skipped + page.skipped.len());
                let library = self.with_library(profile, shelf, |library| {
                    let mut hearing = Hearing::of(descriptor, &origin, Some(library));
                    hearing.take(*reading, page.rows);
                    hearing.done()
                })?;
                self.replace_library(profile, shelf, library)?;
                self.save_standing(profile, descriptor.id, &now)?;
                Ok(now)
            });
            begun = kept.map_err(ours_failed)?;
        }
        Err(endless())
    }

    /// All pages of a listing; how many rows could not be read.
    async fn hear_listing(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        reading: Reading,
        hearing: &mut Hearing<'_>,
    ) -> Result<usize, Error> {
        let id = service.descriptor().id;
        let user = self.connection(profile, id).map_err(ours_failed)?.and_then(|it| it.username);
        let Reading { listing, since } = reading;
        let mut read = Read { listing, cursor: None, since, until: None, user };
        let mut skipped = 0;
        hearing.begin(reading);
        for _ in 0..MOST_PAGES {
            let page = self.hear_page(profile, service, &read).await?;
            skipped += page.skipped.len();
            hearing.take(reading, page.rows);
            if page.next.is_none() {
                return Ok(skipped);
            }
            read.cursor = page.next;
        }
        Err(endless())
    }

    async fn hear_page(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        read: &Read,
    ) -> Result<Page, Error> {
        let id = service.descriptor().id;
        let intent = Intent::Read(read.clone());
        let Outcome::Page(page) = self.ask(profile, service, intent).await? else {
            return Err(nonsense());
        };
        let title = page.rows.first().map(|row| row.work.label());
        let rows = page.rows.len() as u64;
        self.tell_progress(profile, id, |running| {
            running.done += rows;
            running.total = running.total.max(page.total.unwrap_or(0)).max(running.done);
            running.title = title;
        });
        // A trial is no run, and no reason for one.
        if self.running(profile, id).is_some() {
            self.hold_sync(profile, id).map_err(ours_failed)?;
        }
        Ok(page)
    }
}

fn overtaken() -> Problem {
    let detail = "Somebody else reads this account just now. Try again in a moment.";
    Problem::new(503, "sync_running", detail)
}

pub(crate) fn nonsense() -> Error {
    Error::new(ErrorKind::Unavailable, "The service gave an answer to another question.")
}

pub(crate) fn endless() -> Error {
    Error::new(ErrorKind::Unavailable, "The service lists more than there can be.")
}
