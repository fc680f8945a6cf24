//! Letterboxd: the ZIP of the settings page, any CSV in it, and files for its importer.

use super::{Contents, File, Format, Options, Reading, Shape, refused};
use crate::error::Error;
use crate::map::{Map, Set};
use crate::media::{PartialDate, Work};
use crate::providers::{Listing, Row, reader};

pub(super) static FORMAT: Format =
    Format { id: "letterboxd", name: "a Letterboxd export", looks_like, read, join };

fn looks_like(shape: &Shape<'_>) -> bool {
    let any = |names: &[&str]| names.iter().any(|name| shape.has_columns(&[name]));
    any(&["Letterboxd URI", "LetterboxdURI"])
        || shape.has_columns(&["Position", "Name", "URL"])
        || (any(&["tmdbID", "imdbID", "Title"]) && any(&["WatchedDate", "Rating10"]))
}

fn read(file: &File<'_>, options: &Options, reading: &mut Reading) -> Result<(), Error> {
    let service = reader(FORMAT.id).ok_or_else(|| refused("Letterboxd is not known here."))?;
    let read = service.read_file(file.name, file.bytes)?;
    reading.skip_all(read.page.skipped);
    for mut row in read.page.rows {
        // The day a film was marked is not the day it was seen.
        if read.listing == Listing::Watched {
            row.on = options.undated(reading, year(&row), row.on);
        }
        reading.row(read.listing, row);
    }
    Ok(())
}

fn year(row: &Row) -> Option<PartialDate> {
    match &row.work {
        Work::Movie(film) => PartialDate::new(film.year?, None, None),
        _ => None,
    }
}

/// A viewing stands in the diary, among the reviews and among the films watched: it is one.
fn join(contents: &mut Contents) {
    let undated = |contents: &Contents| {
        let mut parts = contents.files.iter().flat_map(|told| &told.exported);
        parts.any(|part| part.listing == Listing::Watched && !part.rows.is_empty())
    };
    if contents.files.len() < 2 {
        contents.asks.date_policy &= undated(contents);
        return;
    }
    let mut diary: Map<(Key, Option<PartialDate>), Row> = Map::new();
    let mut seen: Set<Key> = Set::new();
    for (_, row) in contents.rows().filter(|(listing, _)| *listing == Listing::History) {
        let Some(key) = key(&row) else { continue };
        seen.insert(key.clone());
        let told = diary.get_or_insert_with((key, row.on), || row.clone());
        told.notes = told.notes.take().or_else(|| row.notes.clone());
        told.rating = told.rating.or(row.rating);
        told.rewatch = told.rewatch.or(row.rewatch);
    }
    for part in contents.files.iter_mut().flat_map(|told| &mut told.exported) {
        part.rows = part
            .rows
            .iter()
            .filter_map(|row| match (part.listing, key(&row)) {
                (Listing::History, Some(key)) => diary.remove(&(key, row.on)),
                (Listing::Watched, Some(key)) if seen.contains(&key) => None,
                _ => Some(row),
            })
            .collect();
    }
    // Nobody is asked about films that the diary dates.
    contents.asks.date_policy &= undated(contents);
}

type Key = (String, Option<i32>);

/// A film by its name and year: exports have no ids.
fn key(row: &Row) -> Option<Key> {
    match &row.work {
        Work::Movie(film) if !film.title.is_empty() => Some((film.title.to_lowercase(), film.year)),
        _ => None,
    }
}
