//! AniList: the data of an account as its settings give it, and lists as its interface
//! answers them, which tools save.
//!
//! The data of an account has numbers for words and no titles: a title is its id alone.

use serde_json::Value;

use super::{File, Format, Options, Reading, Shape, as_it_is, json, refused};
use crate::error::Error;
use crate::media::{ExternalIds, PartialDate, Rating, Show, Work};
use crate::providers::wire;
use crate::providers::{Listing, Reader, Row, Status, reader};

pub(super) static FORMAT: Format =
    Format { id: "anilist", name: "an AniList export", looks_like, read, join: as_it_is };

/// By their numbers, in the order of its interface.
const STATUSES: &[Status] = &[
    Status::Current,
    Status::Planned,
    Status::Completed,
    Status::Dropped,
    Status::Paused,
    Status::Repeating,
];

fn looks_like(shape: &Shape<'_>) -> bool {
    let Shape::Json(first) = shape else { return false };
    let listed = |row: &Value| {
        row.get("series_id").is_some()
            || row["entries"].is_array()
            || (row["media"].is_object() && row.get("status").is_some())
    };
    listed(&first["lists"][0])
        || listed(first)
        || first["data"]["MediaListCollection"]["lists"].is_array()
        || first["MediaListCollection"]["lists"].is_array()
}

fn read(file: &File<'_>, _: &Options, reading: &mut Reading) -> Result<(), Error> {
    let service = reader(FORMAT.id).ok_or_else(|| refused("AniList is not known here."))?;
    let inside =
        |path: &[&str]| path.iter().try_fold(file.bytes, |it, name| json::member(it, name));
    let lists = inside(&["lists"])
        .or_else(|| inside(&["data", "MediaListCollection", "lists"]))
        .or_else(|| inside(&["MediaListCollection", "lists"]));
    let mut at = 0;
    for element in json::elements(lists.unwrap_or(file.bytes)) {
        let Some(entries) = json::member(element, "entries") else {
            entry(service, at, element, reading);
            at += 1;
            continue;
        };
        for element in json::elements(entries) {
            entry(service, at, element, reading);
            at += 1;
        }
    }
    Ok(())
}

fn entry(service: &dyn Reader, at: usize, element: &[u8], reading: &mut Reading) {
    let told: Value = serde_json::from_slice(element).unwrap_or_default();
    let mut rows = Vec::new();
    let read = match told.get("series_id") {
        Some(_) => numbered(&told).map(|row| rows.push(row)),
        None => service.read_row("", Listing::Statuses, &told, &mut rows),
    };
    match read {
        Ok(()) => reading.rows(Listing::Statuses, rows.drain(..)),
        Err(reason) => reading.skip(at, reason),
    }
}

/// An entry of an account's data.
fn numbered(told: &Value) -> Result<Row, &'static str> {
    if told["series_type"].as_u64() == Some(1) {
        return Err("It is a manga; those are not kept.");
    }
    let anilist = wire::number(&told["series_id"]).ok_or("It names no title.")?;
    let ids = ExternalIds { anilist: Some(anilist), ..ExternalIds::default() };
    let status = wire::number(&told["status"]).and_then(|it| usize::try_from(it).ok());
    let status =
        status.and_then(|it| STATUSES.get(it)).ok_or("Its status is none that is known.")?;
    Ok(Row {
        id: wire::record_id(&told["id"]),
        status: Some(*status),
        rating: wire::number(&told["score"]).and_then(Rating::of_hundred),
        progress: wire::small(&told["progress"]),
        started_on: date(&told["started_on"]),
        finished_on: date(&told["finished_on"]),
        repeats: wire::small(&told["repeat"]).filter(|times| *times > 0),
        notes: wire::text(&told["notes"]),
        page: Some(format!("https://anilist.co/anime/{anilist}")),
        ..Row::of(Work::Show(Show { ids, ..Show::default() }))
    })
}

/// `20240305`, `20240300`, `20240000`, and 0 for none.
fn date(value: &Value) -> Option<PartialDate> {
    let number = wire::small(value)?;
    let part = |number: u32| u8::try_from(number % 100).ok().filter(|part| *part > 0);
    let year = i32::try_from(number / 10_000).ok()?;
    let month = part(number / 100);
    PartialDate::new(year, month, month.and_then(|_| part(number)))
}
