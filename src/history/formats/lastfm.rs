//! Last.fm: it gives no export itself, so these are the files of the tools people use:
//! tables with and without a header, and pages of its interface saved as JSON.

use serde_json::Value;

use super::{File, Format, Options, Reading, Shape, as_it_is, days, json, refused};
use crate::error::Error;
use crate::media::{Track, Work};
use crate::providers::table::{Cells, quoted};
use crate::providers::{Listing, Row, reader};
use crate::time::Timestamp;

pub(super) static FORMAT: Format =
    Format { id: "lastfm", name: "a Last.fm export", looks_like, read, join: as_it_is };

/// What tools call the columns.
const ARTIST: &[&str] = &["artist", "artist_name", "Artist Name"];
const TRACK: &[&str] = &["track", "track_name", "title", "name", "Track Name"];
const ALBUM: &[&str] = &["album", "album_name", "Album Name"];
const SECONDS: &[&str] = &["uts", "timestamp", "date_uts", "unix_timestamp"];
const MOMENT: &[&str] = &["utc_time", "date", "datetime", "time", "Scrobble Time", "played_at"];

/// Where pages have their rows.
const PAGES: &[(&str, Listing)] =
    &[("recenttracks", Listing::History), ("lovedtracks", Listing::Loved)];

fn looks_like(shape: &Shape<'_>) -> bool {
    match shape {
        Shape::Table(table) => {
            let has = |names: &[&str]| names.iter().any(|name| table.has(&[name]));
            // A header that is a row: artist, album, track, `19 Aug 2026, 20:48`.
            let bare = table.names().last().is_some_and(|last| days::english(last).is_some());
            bare && table.width() == 4 || has(ARTIST) && has(TRACK) && (has(SECONDS) || has(MOMENT))
        }
        Shape::Json(first) => {
            PAGES.iter().any(|(name, _)| first[*name]["track"].is_array())
                || is_track(first)
                || is_track(&first["track"][0])
        }
        _ => false,
    }
}

fn is_track(row: &Value) -> bool {
    row["artist"].is_object() && row["name"].is_string() && row.get("url").is_some()
}

fn read(file: &File<'_>, _: &Options, reading: &mut Reading) -> Result<(), Error> {
    if let Some(table) = file.shape.table() {
        let bare = table.names().last().is_some_and(|last| days::english(last).is_some());
        let told = |told: &Cells<'_>| {
            reading.row(Listing::History, cells(told)?);
            Ok(())
        };
        let (_, skipped) = match bare {
            true => table.with_columns(&["artist", "album", "track", "date"]).rows(told),
            false => table.rows(told),
        };
        reading.skip_all(skipped);
        return Ok(());
    }
    let service = reader(FORMAT.id).ok_or_else(|| refused("Last.fm is not known here."))?;
    let (mut at, mut rows) = (0, Vec::new());
    for element in json::elements(file.bytes) {
        let page = PAGES.iter().find_map(|(name, listing)| {
            let page = json::member(element, name)?;
            Some((json::member(page, "track")?, *listing))
        });
        let own = || json::member(element, "track").filter(|it| it.starts_with(b"["));
        let (tracks, listing) = page
            .or_else(|| own().map(|tracks| (tracks, Listing::History)))
            .unwrap_or((element, Listing::History));
        for track in json::elements(tracks) {
            let told: Value = serde_json::from_slice(track).unwrap_or_default();
            match service.read_row("", listing, &told, &mut rows) {
                Ok(()) => reading.rows(listing, rows.drain(..)),
                Err(reason) => reading.skip(at, reason),
            }
            at += 1;
        }
    }
    Ok(())
}

fn cells(cells: &Cells<'_>) -> Result<Row, String> {
    let (artist, title) = (cells.first(ARTIST).to_owned(), cells.first(TRACK).to_owned());
    if artist.is_empty() || title.is_empty() {
        return Err("there is no artist or no title.".to_owned());
    }
    let (seconds, text) = (cells.first(SECONDS), cells.first(MOMENT));
    let at = match seconds.parse::<i64>() {
        // The interface says 0 or 1970 of plays it knows no time of.
        Ok(seconds) => Some(Timestamp::from_secs(seconds)),
        Err(_) => days::moment(text).or_else(|| days::english(text)),
    };
    let known = |at: &Timestamp| *at >= FIRST;
    let at = at.filter(known).ok_or_else(|| {
        let told = if seconds.is_empty() { text } else { seconds };
        format!("{} is no moment anybody listened at.", quoted(told))
    })?;
    let album = Some(cells.first(ALBUM).to_owned()).filter(|album| !album.is_empty());
    let track = Track { title, artist, album, ..Track::default() };
    Ok(Row { at: Some(at), ..Row::of(Work::Track(track)) })
}

/// Nobody's plays were counted before 2002.
const FIRST: Timestamp = Timestamp::from_secs(1_009_843_200);
