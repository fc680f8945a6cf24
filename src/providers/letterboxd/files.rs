//! The files Letterboxd exports, and those its importer takes.
//!
//! <https://letterboxd.com/about/importing-data/>, read 2026-09; exports of 2023–2026.

use super::{DESCRIPTOR, map};
use crate::error::{Error, ErrorKind};
use crate::media::{Movie, PartialDate, Work};
use crate::providers::table::{Parts, Table};
use crate::providers::{Exported, Files, Listing, Page, Row, Skipped, unsupported};

/// The importer takes a million bytes a file.
const PART_BYTES: usize = 950_000;

/// What the names of our own files begin with.
const OURS: &str = "letterboxd-";

/// What a file of the export holds, by its name where the columns do not tell.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Exported, Error> {
    let path = name.to_ascii_lowercase().replace('\\', "/");
    if path.contains("deleted/") || path.contains("orphaned/") {
        return Err(wrong("This file holds what was deleted at Letterboxd; it is not taken in."));
    }
    if bytes.starts_with(b"Letterboxd list export")
        || bytes.starts_with(b"\xEF\xBB\xBFLetterboxd list")
    {
        return Err(wrong("This is one of your Letterboxd lists. Lists are not taken in."));
    }
    let table = Table::new(bytes)?;
    if !table.has(&["Name"]) && !table.has(&["Title"]) && !table.has(&["tmdbID"]) {
        return Err(wrong(
            "This is none of Letterboxd's films files: it has no column Name, Title or tmdbID.",
        ));
    }
    let dated = table.has(&["Watched Date"]) || table.has(&["WatchedDate"]);
    let file = path.rsplit('/').next().unwrap_or_default();
    let file = file.strip_prefix(OURS).unwrap_or(file);
    let listing = match file {
        _ if dated => Listing::History,
        _ if path.contains("likes/") => Listing::Loved,
        _ if file.starts_with("watchlist") => Listing::Watchlist,
        // Ours holds ratings too.
        _ if file.starts_with("watched") => Listing::Watched,
        _ if table.has(&["Rating"]) || table.has(&["Rating10"]) => Listing::Ratings,
        _ => {
            return Err(wrong(
                "watched.csv, watchlist.csv and likes/films.csv have the same columns: keep the \
                 file's name as it was in the export.",
            ));
        }
    };
    let (rows, skipped) = table.rows(|cells| {
        let row = map::cells(cells)?;
        // Of a diary entry without a day nobody knows when it was; else `Date` is when
        // it was rated, listed or marked.
        let on = if dated { row.on } else { map::logged_on(cells) };
        Ok(Row { on, ..row })
    });
    Ok(Exported { listing, page: Page { rows, skipped, ..Page::default() } })
}

pub(super) fn write(listing: Listing, rows: &[Row]) -> Result<Files, Error> {
    const RATED: &[&str] = &["Rating10", "Review"];
    let (name, columns): (_, &[&str]) = match listing {
        Listing::History => ("diary", &["WatchedDate", "Rewatch", "Rating10", "Review"]),
        Listing::Watched => ("watched", RATED),
        Listing::Ratings => ("ratings", RATED),
        Listing::Watchlist => ("watchlist", &[]),
        _ => return Err(unsupported(&DESCRIPTOR)),
    };
    let titles = ["tmdbID", "imdbID", "Title", "Year"];
    let header: Vec<&str> = titles.iter().chain(columns).copied().collect();
    let mut parts = Parts::new(&format!("{OURS}{name}"), &header, PART_BYTES, usize::MAX);
    let mut skipped = Vec::new();
    // Several plays of a film on one day are one line of a diary.
    let mut told = crate::map::Set::new();
    for (row, it) in rows.iter().enumerate() {
        let mut skip = |reason: &str| skipped.push(Skipped { row, reason: reason.to_owned() });
        let Work::Movie(film) = &it.work else {
            skip("Letterboxd keeps films alone.");
            continue;
        };
        if film.title.is_empty() && film.ids.tmdb.is_none() && film.ids.imdb.is_none() {
            skip("Letterboxd needs a title or a TMDB or IMDb id.");
            continue;
        }
        let day =
            it.on.or_else(|| it.at.and_then(PartialDate::of_utc)).filter(|day| day.day().is_some());
        let day = day.map(|day| day.to_string()).unwrap_or_default();
        if listing == Listing::History && !told.insert((key(film), day.clone())) {
            continue;
        }
        let mut cells = vec![
            film.ids.tmdb.map(|id| id.to_string()).unwrap_or_default(),
            film.ids.imdb.clone().unwrap_or_default(),
            film.title.replace('"', "'"),
            film.year.map(|year| year.to_string()).unwrap_or_default(),
        ];
        cells.extend(columns.iter().map(|column| match *column {
            "WatchedDate" => day.clone(),
            "Rewatch" if day.is_empty() => String::new(),
            "Rewatch" => it.rewatch.map(|again| again.to_string()).unwrap_or_default(),
            "Rating10" => it.rating.map(|it| it.ten().to_string()).unwrap_or_default(),
            _ => it.notes.as_deref().map(review).unwrap_or_default(),
        }));
        if !parts.push(&cells) {
            skip("It is longer than a whole file may be.");
        }
    }
    Ok(Files { files: parts.done(), skipped })
}

/// Which film a line is of.
fn key(film: &Movie) -> (Option<u64>, Option<&str>, String) {
    let title = if film.ids.tmdb.is_some() { String::new() } else { film.title.to_lowercase() };
    (film.ids.tmdb, film.ids.imdb.as_deref().filter(|_| film.ids.tmdb.is_none()), title)
}

/// Text as the importer reads it: one line, with its own tags for breaks, and no quote,
/// which is escaped in one way by its page and in another by its exports.
fn review(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace("\r\n", "<br>").replace(['\n', '\r'], "<br>")
}

fn wrong(text: &str) -> Error {
    Error::new(ErrorKind::BadInput, text)
}
