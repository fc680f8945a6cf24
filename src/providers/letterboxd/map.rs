//! Films as Letterboxd names them: in its feed, and in the files it gives.

use crate::media::{ExternalIds, Movie, PartialDate, Rating, Show, Work};
use crate::providers::feed::{Fields, plain};
use crate::providers::table::{Cells, is_unrated, quoted};
use crate::providers::{Read, Row, Skipped};
use crate::time::Timestamp;

/// An entry of the feed; nothing for a list, which tells of no viewing.
pub(super) fn diary_item(row: usize, item: &Fields) -> Result<Option<Row>, Skipped> {
    let skip = |reason: &str| Skipped { row, reason: reason.to_owned() };
    let guid = item.get("guid");
    let review = guid.starts_with("letterboxd-review-");
    if !review && !guid.starts_with("letterboxd-watch-") {
        return Ok(None);
    }
    let title = item.get("letterboxd:filmTitle");
    let year = item.get("letterboxd:filmYear").parse().ok();
    let tmdb = |name: &str| item.get(name).parse().ok();
    let ids = |tmdb| ExternalIds { tmdb, ..ExternalIds::default() };
    let work = match (tmdb("tmdb:movieId"), tmdb("tmdb:tvId")) {
        (None, Some(tv)) => Work::Show(Show { title: title.to_owned(), year, ids: ids(Some(tv)) }),
        (None, None) if title.is_empty() => return Err(skip("The film has no title and no id.")),
        (film, _) => Work::Movie(Movie { title: title.to_owned(), year, ids: ids(film) }),
    };
    let day = item.get("letterboxd:watchedDate");
    let on = PartialDate::parse(day);
    if on.is_none() && !day.is_empty() {
        return Err(skip("The day it was watched on is no date."));
    }
    let link = item.get("link");
    Ok(Some(Row {
        id: Some(guid.to_owned()),
        on,
        rating: Rating::parse_stars(item.get("letterboxd:memberRating")),
        rewatch: yes_or_no(item.get("letterboxd:rewatch")),
        loved: yes_or_no(item.get("letterboxd:memberLike")),
        notes: review.then(|| plain(item.get("description"))).filter(|text| !text.is_empty()),
        page: (!link.is_empty()).then(|| link.to_owned()),
        ..Row::of(work)
    }))
}

/// Whether an entry lies between the days that were asked for.
pub(super) fn is_within(read: &Read, row: &Row) -> bool {
    let day = |at: Option<Timestamp>| at.and_then(PartialDate::of_utc);
    let Some(on) = row.on else { return true };
    day(read.since).is_none_or(|since| on >= since)
        && day(read.until).is_none_or(|until| on <= until)
}

/// A row of any file: the names are those of exports, and of the files its importer takes.
pub(super) fn cells(cells: &Cells<'_>) -> Result<Row, String> {
    let title = cells.first(&["Name", "Title"]);
    let number = |name: &str| cells.get(name).parse().ok();
    let imdb = cells.get("imdbID");
    let ids = ExternalIds {
        tmdb: number("tmdbID"),
        imdb: (!imdb.is_empty()).then(|| imdb.to_owned()),
        ..ExternalIds::default()
    };
    if title.is_empty() && ids.is_empty() {
        return Err("there is neither a title nor an id.".to_owned());
    }
    let year = cells.get("Year").parse().ok();
    let date = |text: &str| match text {
        "" => Ok(None),
        text => PartialDate::parse(text)
            .filter(|date| date.day().is_some())
            .map(Some)
            .ok_or_else(|| format!("{} is no day like 2026-11-20.", quoted(text))),
    };
    let rating = match (cells.get("Rating"), cells.get("Rating10")) {
        (none, "") if is_unrated(none) => None,
        (_, none) if !none.is_empty() && is_unrated(none) => None,
        (text, "") => Some(Rating::parse_stars(text).ok_or_else(|| no_rating(text))?),
        (_, text) => {
            Some(text.parse().ok().and_then(Rating::of_ten).ok_or_else(|| no_rating(text))?)
        }
    };
    let page = cells.first(&["Letterboxd URI", "LetterboxdURI", "URL", "url"]);
    let notes = plain(cells.get("Review"));
    Ok(Row {
        on: date(cells.first(&["Watched Date", "WatchedDate"]))?,
        rewatch: yes_or_no(cells.get("Rewatch")),
        rating,
        notes: (!notes.is_empty()).then_some(notes),
        page: (!page.is_empty()).then(|| page.to_owned()),
        ..Row::of(Work::Movie(Movie { title: title.to_owned(), year, ids }))
    })
}

/// The day a row was logged on; in files without a watched day it is all there is.
pub(super) fn logged_on(cells: &Cells<'_>) -> Option<PartialDate> {
    PartialDate::parse(cells.get("Date"))
}

fn no_rating(text: &str) -> String {
    format!("{} is no rating of half stars.", quoted(text))
}

/// `Yes` and `No` of exports and feeds, `true` and `false` of import files.
fn yes_or_no(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("yes") || text.eq_ignore_ascii_case("true") {
        return Some(true);
    }
    (text.eq_ignore_ascii_case("no") || text.eq_ignore_ascii_case("false")).then_some(false)
}
