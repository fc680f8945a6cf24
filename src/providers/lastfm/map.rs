//! A track as Last.fm names it, both ways.

use serde_json::Value;

use super::DESCRIPTOR;
use crate::error::{Error, ErrorKind};
use crate::media::{Media, Track, Work};
use crate::providers::wire::{self, Object};
use crate::providers::{Row, unsupported};
use crate::time::Timestamp;

/// It ignores plays that say they are shorter; those that say nothing it takes.
const SHORTEST_SECS: u64 = 30;

/// Artist and title alone, as a track is loved or looked for.
pub(super) fn named(track: &Track) -> Result<Object, Error> {
    fields(Object::default(), track, "")
}

/// The fields of one play, or of what plays now. `at` is its place in a batch, as
/// `[7]`, or nothing. `duration` is the player's, in seconds.
pub(super) fn played(
    form: Object,
    media: &Media,
    duration: Option<f64>,
    at: &str,
) -> Result<Object, Error> {
    let Media::Track(track) = media else { return Err(unsupported(&DESCRIPTOR)) };
    let known = track.duration_ms.map(|millis| millis / 1000);
    let secs = known.or(duration.map(|secs| secs as u64)).filter(|secs| *secs >= SHORTEST_SECS);
    Ok(fields(form, track, at)?
        .set(&format!("album{at}"), track.album.as_deref().map(str::trim))
        .set(&format!("duration{at}"), secs.map(|secs| secs.to_string())))
}

fn fields(form: Object, track: &Track, at: &str) -> Result<Object, Error> {
    let (artist, title) = (track.artist.trim(), track.title.trim());
    if artist.is_empty() || title.is_empty() {
        return Err(Error::new(
            ErrorKind::BadInput,
            "Last.fm needs the artist and the title of a track.",
        ));
    }
    Ok(form.set(&format!("artist{at}"), artist).set(&format!("track{at}"), title))
}

/// The track as Last.fm corrected it, where it did: it is found by that name later.
pub(super) fn corrected(shown: &Value) -> Option<Media> {
    let part = |name: &str| wire::text(&shown[name]["#text"]);
    let is_corrected = |name: &str| wire::number(&shown[name]["corrected"]) == Some(1);
    if !is_corrected("artist") && !is_corrected("track") {
        return None;
    }
    Some(Media::Track(Track {
        title: part("track")?,
        artist: part("artist")?,
        album: part("album"),
        ..Track::default()
    }))
}

/// A row of the recent or the loved tracks.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn row(row: &Value) -> Result<Row, &'static str> {
    let bare = heard(row)?;
    let at = wire::number(&row["date"]["uts"]).and_then(|secs| i64::try_from(secs).ok());
    Ok(Row { at: Some(Timestamp::from_secs(at.ok_or("It does not say when.")?)), ..bare })
}

/// A row without its time. Its `mbid` is left alone: it may be that of a track or of a
/// recording, and does not say.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn heard(row: &Value) -> Result<Row, &'static str> {
    let artist = &row["artist"];
    let track = Track {
        title: wire::text(&row["name"]).ok_or("It has no title.")?,
        // The two lists write an artist in two ways.
        artist: wire::text(&artist["#text"])
            .or_else(|| wire::text(&artist["name"]))
            .ok_or("It has no artist.")?,
        album: wire::text(&row["album"]["#text"]),
        ..Track::default()
    };
    Ok(Row { page: wire::text(&row["url"]), ..Row::of(Work::Track(track)) })
}

/// What is heard this moment comes as one more row, without a time.
pub(super) fn is_playing(row: &Value) -> bool {
    row["@attr"]["nowplaying"].as_str() == Some("true")
}
