//! A track as ListenBrainz names it.

use super::DESCRIPTOR;
use crate::error::{Error, ErrorKind};
use crate::media::{Media, Track};
use crate::providers::unsupported;
use crate::providers::wire::Object;

/// The longest track it takes: 24 days.
const MAX_DURATION_MS: u64 = 2_073_600_000;

/// One listen, without the moment. `duration` is the player's, in seconds; the
/// catalogue's comes first, as it is the same at each playing.
pub(super) fn listen(media: &Media, duration: Option<f64>) -> Result<Object, Error> {
    let Media::Track(track) = media else { return Err(unsupported(&DESCRIPTOR)) };
    let (artist, title) = (clean(&track.artist), clean(&track.title));
    if artist.is_empty() || title.is_empty() {
        return Err(Error::new(
            ErrorKind::BadInput,
            "ListenBrainz needs the artist and the title of a track.",
        ));
    }
    let metadata = Object::default()
        .set("artist_name", artist)
        .set("track_name", title)
        .set("release_name", track.album.as_deref().map(clean))
        .set("additional_info", additional_info(track, duration));
    Ok(Object::default().set("track_metadata", metadata))
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
fn mbid(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let whole = text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    whole.then_some(text)
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
