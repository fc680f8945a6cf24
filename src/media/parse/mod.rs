//! Text to ids: what a person or a page gives, read by small hand-written scanners.
//!
//! `None` where the text says nothing certain; never a guess.

mod id;
mod imdb;
mod page;
mod video;

pub use id::{IdKind, MediaId, Source, parse_media_id};
pub use imdb::{extract_imdb_id, is_imdb_id};
pub use video::{
    CompositeKey, VideoId, create_composite_key, create_video_id, parse_composite_key,
    parse_video_id,
};

use serde::{Deserialize, Serialize};

/// What a page knows of an item besides its id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Hints {
    /// Its title.
    pub title: Option<String>,
    /// Its number at TMDB.
    pub tmdb_id: Option<u64>,
    /// Its number at TVDB.
    pub tvdb_id: Option<u64>,
}

/// Whether a tracker could be told about it: by an IMDb, TMDB or TVDB id, or by a title.
pub fn can_track_media(id: &str, hints: &Hints) -> bool {
    let known = |number: Option<u64>| number.is_some_and(|number| number > 0);
    let by_id = parse_media_id(id).is_some_and(|id| {
        matches!(id.source, Source::Imdb | Source::Tmdb | Source::Tvdb) && !id.is_slug()
    });
    by_id
        || known(hints.tmdb_id)
        || known(hints.tvdb_id)
        || hints.title.as_ref().is_some_and(|title| !title.trim().is_empty())
}

/// A whole number in plain digits: no sign, no blank, nothing after it.
fn number(text: &str) -> Option<u32> {
    digits(text).then(|| text.parse().ok()).flatten()
}

/// One to fifteen digits: no catalogue has come near as many, and JavaScript's
/// numbers hold them.
fn digits(text: &str) -> bool {
    matches!(text.len(), 1..=15) && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tracker_needs_an_id_or_a_title() {
        let none = Hints::default();
        assert!(can_track_media("tt1375666", &none));
        assert!(can_track_media("tmdb:1396:1:5", &none));
        assert!(can_track_media("https://thetvdb.com/dereferrer/series/81189", &none));
        assert!(!can_track_media("tvdb:breaking-bad", &none));
        assert!(!can_track_media("trakt:1390", &none));
        assert!(!can_track_media("video-17", &none));
        assert!(!can_track_media("", &none));
        assert!(can_track_media("x", &Hints { title: Some("Dune".into()), ..Hints::default() }));
        assert!(!can_track_media("x", &Hints { title: Some("  ".into()), ..Hints::default() }));
        assert!(can_track_media("x", &Hints { tmdb_id: Some(603), ..Hints::default() }));
        assert!(can_track_media("x", &Hints { tvdb_id: Some(81189), ..Hints::default() }));
        assert!(!can_track_media("x", &Hints { tmdb_id: Some(0), ..Hints::default() }));
    }

    #[test]
    fn numbers_are_digits_only() {
        assert_eq!(number("05"), Some(5));
        assert_eq!(number("4294967295"), Some(u32::MAX));
        for text in ["", "+1", "-1", "1 ", "1.0", "x", "١", "4294967296", "0000000000000001"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
