//! Video ids (`show:season:episode`) and composite keys (`media::video`).

use serde::{Deserialize, Serialize};

use super::{Source, number};

/// An episode, named by its show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VideoId {
    /// The show's id.
    pub show_id: String,
    /// Season; 0 holds the specials.
    pub season: u32,
    /// Number within the season.
    pub episode: u32,
}

/// An item, and which of its videos where it has several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompositeKey {
    /// The film's or the show's id.
    pub media_id: String,
    /// The episode's video id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_id: Option<String>,
}

/// `tt0903747:1:5`.
pub fn create_video_id(show_id: &str, season: u32, episode: u32) -> String {
    format!("{show_id}:{season}:{episode}")
}

/// Reads `tt0903747:1:5` or `tmdb:1396:1:5`.
pub fn parse_video_id(text: &str) -> Option<VideoId> {
    let (rest, episode) = text.rsplit_once(':')?;
    let (show_id, season) = rest.rsplit_once(':')?;
    if !is_show(show_id) {
        return None;
    }
    Some(VideoId {
        show_id: show_id.to_owned(),
        season: number(season)?,
        episode: number(episode)?,
    })
}

/// An id of its own, or a catalogue's prefix with an id; the prefix alone is none,
/// or `tmdb:1396:1` would read as a show called `tmdb`.
fn is_show(text: &str) -> bool {
    match text.split_once(':') {
        None => !text.is_empty() && Source::from_prefix(text).is_none(),
        Some((prefix, id)) => {
            Source::from_prefix(prefix).is_some() && !id.is_empty() && !id.contains(':')
        }
    }
}

/// `tt0903747::tt0903747:1:5`, or the media id alone.
pub fn create_composite_key(media_id: &str, video_id: Option<&str>) -> String {
    match video_id {
        Some(video_id) => format!("{media_id}::{video_id}"),
        None => media_id.to_owned(),
    }
}

/// Reads what [`create_composite_key`] writes.
pub fn parse_composite_key(text: &str) -> Option<CompositeKey> {
    let (media_id, video_id) = match text.split_once("::") {
        Some((media_id, video_id)) => (media_id, Some(video_id)),
        None => (text, None),
    };
    let sound = |part: &str| !part.is_empty() && !part.contains("::");
    if !sound(media_id) || !video_id.is_none_or(sound) {
        return None;
    }
    Some(CompositeKey { media_id: media_id.to_owned(), video_id: video_id.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn video(show: &str, season: u32, episode: u32) -> Option<VideoId> {
        Some(VideoId { show_id: show.into(), season, episode })
    }

    fn key(media: &str, video: Option<&str>) -> Option<CompositeKey> {
        Some(CompositeKey { media_id: media.into(), video_id: video.map(Into::into) })
    }

    #[test]
    fn video_ids_are_written_and_read() {
        assert_eq!(create_video_id("tt0903747", 1, 5), "tt0903747:1:5");
        assert_eq!(parse_video_id("tt0903747:1:5"), video("tt0903747", 1, 5));
        assert_eq!(parse_video_id("tt0903747:0:5"), video("tt0903747", 0, 5), "specials");
        assert_eq!(parse_video_id("tmdb:1396:1:5"), video("tmdb:1396", 1, 5));
    }

    #[test]
    fn half_a_video_id_is_none() {
        for text in [
            "tt0903747:1",
            "tt0903747:x:5",
            "tt0903747:1:5x",
            ":1:5",
            "tt0903747:-1:5",
            "tt0903747::5",
            "tt0903747:1:",
            "tmdb:1396:1",
            "tmdb::1:5",
            "a:b:c:1:5",
            "",
        ] {
            assert_eq!(parse_video_id(text), None, "{text}");
        }
    }

    #[test]
    fn composite_keys_are_written_and_read() {
        let episode = "tt0903747::tt0903747:1:5";
        assert_eq!(create_composite_key("tt0903747", Some("tt0903747:1:5")), episode);
        assert_eq!(create_composite_key("tt1375666", None), "tt1375666");
        assert_eq!(parse_composite_key(episode), key("tt0903747", Some("tt0903747:1:5")));
        assert_eq!(parse_composite_key("tt1375666"), key("tt1375666", None));
        let tmdb = "tmdb:1396::tmdb:1396:1:5";
        assert_eq!(parse_composite_key(tmdb), key("tmdb:1396", Some("tmdb:1396:1:5")));
        for text in ["", "::", "a::", "::b", "a::b::c"] {
            assert_eq!(parse_composite_key(text), None, "{text}");
        }
    }

    #[test]
    fn absent_parts_are_absent_in_json() {
        let json = serde_json::to_string(&key("tt1375666", None)).unwrap_or_default();
        assert_eq!(json, r#"{"mediaId":"tt1375666"}"#);
        let json = serde_json::to_string(&video("tt0903747", 1, 5)).unwrap_or_default();
        assert_eq!(json, r#"{"showId":"tt0903747","season":1,"episode":5}"#);
    }

    #[test]
    fn ten_megabytes_are_no_id_and_no_key() {
        for piece in [":", "::a", "a::1:"] {
            let text = piece.repeat(10_000_000 / piece.len());
            assert_eq!(parse_video_id(&text), None, "{piece}");
            assert_eq!(parse_composite_key(&text), None, "{piece}");
        }
    }
}
