//! What seven services keep of a person, each written from its fact sheet: what it takes, what
//! it refuses, what it does by itself. They are asked and told by intents, as a sync does it;
//! the person's own hand at a service does the same.

mod anilist;
mod history;
mod hub;
mod lastfm;
mod letterboxd;
mod listenbrainz;
mod myanimelist;
mod network;
mod simkl;
mod simulation;
mod tests;
mod titles;
mod trakt;

use playtally::error::{Error, ErrorKind};
use playtally::providers::{Intent, Listing, Outcome, Page, Read, Row};
use playtally::time::Timestamp;

use titles::Key;

/// Rows on a page: few, so that a short list needs several.
const ROWS: usize = 2;

/// A service that keeps something of a person.
trait Keeper {
    /// Its id.
    fn id(&self) -> &'static str;

    /// Carries an intent out.
    fn take(&mut self, now: Timestamp, intent: &Intent) -> Result<Outcome, Error>;
}

/// All of them, with nothing in them.
fn all() -> Vec<Box<dyn Keeper>> {
    vec![
        Box::new(trakt::Trakt::default()),
        Box::new(simkl::Simkl::default()),
        Box::new(lastfm::LastFm::default()),
        Box::new(listenbrainz::ListenBrainz::default()),
        Box::new(anilist::AniList::default()),
        Box::new(myanimelist::MyAnimeList::default()),
        Box::new(letterboxd::Letterboxd::default()),
    ]
}

/// The page of these rows that was asked for.
fn page(rows: Vec<Row>, read: &Read) -> Result<Outcome, Error> {
    let from = read.cursor.as_deref().map_or(Ok(0), str::parse);
    let from: usize = from.map_err(|_| refused("This is no place in a list."))?;
    let all = rows.len();
    let next = (from + ROWS < all).then(|| (from + ROWS).to_string());
    let rows = rows.into_iter().skip(from).take(ROWS).collect();
    Ok(Outcome::Page(Page { rows, next, total: Some(all as u64), ..Page::default() }))
}

/// What came of each of several things.
fn each<T>(of: &[T], result: impl FnMut(&T) -> Result<Outcome, Error>) -> Result<Outcome, Error> {
    Ok(Outcome::Each(of.iter().map(result).collect()))
}

/// The one thing a service takes at a time.
fn one<T>(of: &[T]) -> Result<&T, Error> {
    let [one] = of else { return Err(refused("One at a time.")) };
    Ok(one)
}

const fn stored() -> Outcome {
    Outcome::Stored { id: None }
}

fn refused(why: &str) -> Error {
    Error::new(ErrorKind::BadInput, why)
}

fn unknown() -> Error {
    Error::new(ErrorKind::NotFound, "It is not known here.")
}

/// Newest first.
fn newest_first<T>(mut rows: Vec<T>, at: impl Fn(&T) -> Option<Timestamp>) -> Vec<T> {
    rows.sort_by_key(|row| std::cmp::Reverse(at(row)));
    rows
}

/// Whether something of that moment was asked for.
fn within(read: &Read, at: Timestamp) -> bool {
    read.since.is_none_or(|since| since <= at) && read.until.is_none_or(|until| at < until)
}

/// The listing of a work that was asked for where there is nothing of it.
fn no_listing(listing: Listing) -> Error {
    refused(&format!("There is no list of {}.", listing.word()))
}

/// Its number, where a work is known by one of the ids or by its name.
fn known(work: &playtally::media::Work, knows: impl Fn(Key) -> bool) -> Result<Key, Error> {
    titles::key(work).filter(|key| knows(*key)).ok_or_else(unknown)
}
