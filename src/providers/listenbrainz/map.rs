//! A track as ListenBrainz names it, both ways.

use serde_json::Value;

use super::DESCRIPTOR;
use crate::error::{Error, ErrorKind};
use crate::media::{ExternalIds, Media, Track, Work};
use crate::providers::wire::{self, Object};
use crate::providers::{Row, unsupported};
use crate::time::Timestamp;

/// The longest track it takes: 24 days.
const MAX_DURATION_MS: u64 = 2_073_600_000;

/// One listen, without the moment. `duration` is the player's, in seconds; the
/// catalogue's comes first, as it is the same at each playing.
pub(super) fn listen(media: &Media, duration: Option<f64>) -> Result<Object, Error> {
    let Media::Track(track) = media else { return Err(unsupported(&DESCRIPTOR)) };
    let (artist, title) = named(&track.artist, &track.title)?;
    let metadata = Object::default()
        .set("artist_name", artist)
        .set("track_name", title)
        .set("release_name", track.album.as_deref().map(clean))
        .set("additional_info", additional_info(track, duration));
    Ok(Object::default().set("track_metadata", metadata))
}

/// Artist and title as it takes them.
pub(super) fn named(artist: &str, title: &str) -> Result<(String, String), Error> {
    let (artist, title) = (clean(artist), clean(title));
    if artist.is_empty() || title.is_empty() {
        return Err(Error::new(
            ErrorKind::BadInput,
            "ListenBrainz needs the artist and the title of a track.",
        ));
    }
    Ok((artist, title))
}

fn additional_info(track: &Track, duration: Option<f64>) -> Object {
    let millis = track
        .duration_ms
        .or_else(|| duration.map(|seconds| (seconds * 1000.0) as u64))
        .filter(|ms| (1..=MAX_DURATION_MS).contains(ms));
    Object::default()
        .set("submission_client", "playtally")
        .set("submission_client_version", env!("CARGO_PKG_VERSION"))
        .set("duration_ms", millis)
        .set("recording_mbid", track.ids.mbid.as_deref().and_then(mbid))
}

/// One bad id makes it refuse the listen, so only a true one goes along.
pub(super) fn mbid(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let whole = text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    whole.then_some(text)
}

/// A listen. Its id is that of the recording as it was named, its record that at a second.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn row(listen: &Value) -> Result<Row, &'static str> {
    let track = track(&listen["track_metadata"])?;
    Ok(Row {
        id: wire::text(&listen["recording_msid"]),
        at: Some(moment(&listen["listened_at"]).ok_or("It does not say when.")?),
        ..Row::of(Work::Track(track))
    })
}

/// A loved recording, which may be known by its id alone.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn loved(row: &Value) -> Result<Row, &'static str> {
    let told = &row["track_metadata"];
    let mut track = if told.is_object() { track(told)? } else { Track::default() };
    let named = wire::text(&row["recording_mbid"]).as_deref().and_then(mbid);
    track.ids.mbid = named.or(track.ids.mbid);
    if track.title.is_empty() && track.ids.mbid.is_none() {
        return Err("It names no track.");
    }
    Ok(Row { at: moment(&row["created"]), ..Row::of(Work::Track(track)) })
}

/// A track by the names it was listened to under.
///
/// # Errors
/// What is missing.
pub(super) fn track(told: &Value) -> Result<Track, &'static str> {
    let info = &told["additional_info"];
    let seconds = || wire::number(&info["duration"])?.checked_mul(1000);
    let ids = [&told["mbid_mapping"]["recording_mbid"], &info["recording_mbid"]];
    let mut ids = ids.into_iter().filter_map(|id| mbid(&wire::text(id)?));
    Ok(Track {
        title: wire::text(&told["track_name"]).ok_or("It has no title.")?,
        artist: wire::text(&told["artist_name"]).ok_or("It has no artist.")?,
        album: wire::text(&told["release_name"]),
        duration_ms: wire::number(&info["duration_ms"]).or_else(seconds),
        ids: ExternalIds { mbid: ids.next(), ..ExternalIds::default() },
    })
}

fn moment(value: &Value) -> Option<Timestamp> {
    Some(Timestamp::from_secs(wire::number(value)?.try_into().ok()?))
}

/// Without blanks around it, and without the one character that is refused.
fn clean(text: &str) -> String {
    text.replace('\0', "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_true_mbids_pass() {
        let good = "e8f9b188-f819-4e43-ab0f-4bd26ce9ff56";
        assert_eq!(mbid(&good.to_uppercase()).as_deref(), Some(good));
        for bad in ["", "e8f9b188", "e8f9b188-f819-4e43-ab0f-4bd26ce9ff5g", "é".repeat(18).as_str()]
        {
            assert_eq!(mbid(bad), None, "{bad}");
        }
    }
}
