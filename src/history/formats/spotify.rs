//! Spotify: the extended streaming history, and the short one of an account's data.
//!
//! Both stamp the end of a stream, in UTC; a play here is stamped with its start.

use serde_json::Value;

use super::{File, Format, Options, Reading, Shape, as_it_is, days, json};
use crate::error::Error;
use crate::media::{Track, Work};
use crate::providers::wire;
use crate::providers::{Listing, Row};
use crate::time::Span;

pub(super) static FORMAT: Format =
    Format { id: "spotify", name: "a Spotify streaming history", looks_like, read, join: as_it_is };

/// What was played shorter was skipped.
const SHORTEST: Span = Span::from_secs(30);

fn looks_like(shape: &Shape<'_>) -> bool {
    shape.has_members(&["ms_played", "ts"])
        || shape.has_members(&["endTime", "artistName", "trackName", "msPlayed"])
}

fn read(file: &File<'_>, _: &Options, reading: &mut Reading) -> Result<(), Error> {
    for (at, element) in json::elements(file.bytes).enumerate() {
        let told = serde_json::from_slice(element).map_err(|_| "It cannot be read.".to_owned());
        match told.and_then(|told: Value| stream(&told)) {
            Ok(row) => reading.row(Listing::History, row),
            Err(reason) => reading.skip(at, reason),
        }
    }
    Ok(())
}

fn stream(told: &Value) -> Result<Row, String> {
    let extended = told.get("ts").is_some();
    let [at, played, title, artist, album] = match extended {
        true => [
            "ts",
            "ms_played",
            "master_metadata_track_name",
            "master_metadata_album_artist_name",
            "master_metadata_album_album_name",
        ],
        false => ["endTime", "msPlayed", "trackName", "artistName", "albumName"],
    };
    if told["incognito_mode"] == true {
        return Err("It was played in a private session.".to_owned());
    }
    let Some(title) = wire::text(&told[title]) else {
        let spoken = ["episode_name", "audiobook_title"];
        return Err(match spoken.iter().any(|name| told[*name].is_string()) {
            true => "It is no music: a podcast, a video or a book that was listened to.".to_owned(),
            false => "It has no title.".to_owned(),
        });
    };
    let artist = wire::text(&told[artist]).ok_or("It has no artist.")?;
    let end = told[at].as_str().and_then(days::moment).ok_or("It does not say when.")?;
    let played = told[played].as_i64().ok_or("It does not say how long.")?;
    let played = Span::from_millis(played);
    if played < SHORTEST {
        let seconds = played.millis().max(0) / 1000;
        return Err(format!("Only {seconds} seconds of it were played."));
    }
    let album = wire::text(&told[album]);
    let track = Track { title, artist, album, ..Track::default() };
    Ok(Row { at: Some(end - played), ..Row::of(Work::Track(track)) })
}
