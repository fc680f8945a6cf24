//! Simkl: its backup, as JSON and as CSV.

use serde_json::Value;

use super::{File, Format, Options, Reading, Shape, as_it_is, days, json, refused};
use crate::error::Error;
use crate::media::{ExternalIds, Movie, PartialDate, Rating, Show, Work};
use crate::providers::table::{Cells, quoted};
use crate::providers::{Listing, Reader, Row, Status, reader};

pub(super) static FORMAT: Format =
    Format { id: "simkl", name: "a Simkl export", looks_like, read, join: as_it_is };

/// The lists of the backup.
const LISTS: &[&str] = &["movies", "shows", "anime"];

fn looks_like(shape: &Shape<'_>) -> bool {
    let Shape::Json(first) = shape else {
        return shape.has_columns(&["Title", "LastEpWatched"]);
    };
    LISTS.iter().any(|list| {
        let row = &first[*list][0];
        ["movie", "show", "anime"].iter().any(|of| row[*of]["ids"].is_object())
    })
}

fn read(file: &File<'_>, options: &Options, reading: &mut Reading) -> Result<(), Error> {
    let service = reader(FORMAT.id).ok_or_else(|| refused("Simkl is not known here."))?;
    if let Some(table) = file.shape.table() {
        let (rows, skipped) = table.rows(cells);
        reading.skip_all(skipped);
        rows.into_iter().for_each(|row| told(row, options, reading));
        return Ok(());
    }
    let mut at = 0;
    for list in LISTS {
        let Some(elements) = json::member(file.bytes, list) else { continue };
        for element in json::elements(elements) {
            let row: Value = serde_json::from_slice(element).unwrap_or_default();
            if let Err(reason) = title(service, list, &row, options, reading) {
                reading.skip(at, reason);
            }
            at += 1;
        }
    }
    Ok(())
}

/// A title, its rating, its place on the watchlist and its episodes.
fn title(
    service: &dyn Reader,
    list: &str,
    row: &Value,
    options: &Options,
    reading: &mut Reading,
) -> Result<(), &'static str> {
    let mut rows = Vec::new();
    let read = service.read_row(list, Listing::Statuses, row, &mut rows);
    let mut rows = rows.into_iter();
    let Some(first) = rows.next() else { return read };
    for (listing, wanted) in [
        (Listing::Ratings, first.rating.is_some()),
        (Listing::Watchlist, first.status == Some(Status::Planned)),
    ] {
        let mut again = Vec::new();
        if wanted && (service.read_row(list, listing, row, &mut again).is_ok() || read.is_err()) {
            again.truncate(1);
            reading.rows(listing, again);
        }
    }
    film(&first, options, reading);
    reading.row(Listing::Statuses, first);
    reading.rows(Listing::History, rows);
    read
}

/// A film that was seen was played, when its list says so or else nobody knows when.
fn film(row: &Row, options: &Options, reading: &mut Reading) {
    let Work::Movie(movie) = &row.work else { return };
    if row.status != Some(Status::Completed) {
        return;
    }
    let released = movie.year.and_then(|year| PartialDate::new(year, None, None));
    let on = match row.at {
        Some(_) => None,
        None => options.undated(reading, released, None),
    };
    let play = Row { at: row.at, on, page: row.page.clone(), ..Row::of(row.work.clone()) };
    reading.row(Listing::History, play);
}

/// What a line of the table tells.
fn told(row: Row, options: &Options, reading: &mut Reading) {
    if row.rating.is_some() {
        // When it was rated is not in the table.
        reading.row(Listing::Ratings, Row { rating: row.rating, ..Row::of(row.work.clone()) });
    }
    if row.status == Some(Status::Planned) {
        reading.row(Listing::Watchlist, Row::of(row.work.clone()));
    }
    film(&row, options, reading);
    reading.row(Listing::Statuses, row);
}

fn cells(cells: &Cells<'_>) -> Result<Row, String> {
    let number = |names: &[&str]| cells.first(names).parse().ok();
    let text = |names: &[&str]| Some(cells.first(names).to_owned()).filter(|it| !it.is_empty());
    let ids = ExternalIds {
        simkl: number(&["SIMKL_ID"]),
        tvdb: number(&["TVDB", "TVDB_ID"]),
        tmdb: number(&["TMDB", "TMDB_ID"]),
        imdb: text(&["IMDB", "IMDB_ID"]),
        mal: number(&["MAL", "MAL_ID"]),
        ..ExternalIds::default()
    };
    let title = cells.get("Title").to_owned();
    if title.is_empty() && ids.is_empty() {
        return Err("there is neither a title nor an id.".to_owned());
    }
    let year = number(&["Year"]).and_then(|year: u64| year.try_into().ok());
    let work = match &*cells.get("Type").to_lowercase() {
        "movie" => Work::Movie(Movie { title, year, ids }),
        "tv" | "tv show" | "show" | "anime" => Work::Show(Show { title, year, ids }),
        other => return Err(format!("{} is neither a film nor a series.", quoted(other))),
    };
    let status = match &*cells.get("Watchlist").to_lowercase() {
        "completed" => Status::Completed,
        "watching" => Status::Current,
        "plantowatch" | "plan to watch" => Status::Planned,
        "hold" | "on hold" => Status::Paused,
        "dropped" | "notinteresting" => Status::Dropped,
        other => return Err(format!("{} is none of Simkl's lists.", quoted(other))),
    };
    let rating = match cells.get("Rating") {
        "" | "0" => None,
        points => Some(
            points
                .parse()
                .ok()
                .and_then(Rating::of_ten)
                .ok_or_else(|| format!("{} is no rating of 1 to 10.", quoted(points)))?,
        ),
    };
    let at = match cells.get("WatchedDate") {
        "" => None,
        text => Some(days::moment(text).ok_or_else(|| format!("{} is no moment.", quoted(text)))?),
    };
    Ok(Row {
        at,
        rating,
        status: Some(status),
        progress: progress(cells.get("LastEpWatched")),
        notes: text(&["Memo"]),
        ..Row::of(work)
    })
}

/// `s1e9`: in the first season it is how many were seen; of a later one nobody knows how
/// many came before.
fn progress(mark: &str) -> Option<u32> {
    let (season, episode) = mark.strip_prefix(['s', 'S'])?.split_once(['e', 'E'])?;
    let season: u32 = season.parse().ok()?;
    episode.parse().ok().filter(|_| season == 1)
}
