//! An id from text: `tt0903747:1:5`, `tmdb:1396`, or the address of its page.

use serde::{Deserialize, Serialize};

use super::{digits, is_imdb_id, number, page};

/// A catalogue that gives out ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Source {
    Imdb,
    Tmdb,
    Tvdb,
    Trakt,
    Simkl,
    Mal,
    Anilist,
    Kitsu,
    Anidb,
    /// A recording at MusicBrainz.
    Mbid,
}

/// What an id names, where the text says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words say it")]
pub enum IdKind {
    Movie,
    Show,
    Track,
}

/// An id, and the episode where the text names one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaId {
    /// Whose id it is.
    pub source: Source,
    /// The id itself: digits, `tt…`, a slug or a UUID.
    pub id: String,
    /// What it names; absent where the text leaves it open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<IdKind>,
    /// Season; absent too where the catalogue has none (anime).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<u32>,
    /// Number within the season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub episode: Option<u32>,
}

/// Reads an id with its prefix, or the address of a page about the item.
pub fn parse_media_id(text: &str) -> Option<MediaId> {
    let text = text.trim();
    prefixed(text).or_else(|| page::parse(text))
}

impl Source {
    /// From the part before the first colon.
    pub(super) fn from_prefix(text: &str) -> Option<Self> {
        Some(match text {
            "imdb" => Self::Imdb,
            "tmdb" => Self::Tmdb,
            "tvdb" => Self::Tvdb,
            "trakt" => Self::Trakt,
            "simkl" => Self::Simkl,
            "mal" => Self::Mal,
            "anilist" => Self::Anilist,
            "kitsu" => Self::Kitsu,
            "anidb" => Self::Anidb,
            "mbid" => Self::Mbid,
            _ => return None,
        })
    }

    /// Whether the catalogue could have given out this id.
    pub(super) fn accepts(self, id: &str) -> bool {
        match self {
            Self::Imdb => is_imdb_id(id),
            Self::Trakt | Self::Kitsu => is_slug(id),
            Self::Mbid => is_uuid(id),
            Self::Tmdb | Self::Tvdb | Self::Simkl | Self::Mal | Self::Anilist | Self::Anidb => {
                digits(id)
            }
        }
    }

    /// Anime catalogues have an entry of its own for each season.
    const fn has_seasons(self) -> bool {
        !matches!(self, Self::Mal | Self::Anilist | Self::Kitsu | Self::Anidb | Self::Mbid)
    }
}

fn prefixed(text: &str) -> Option<MediaId> {
    let (source, rest) = match text.split_once(':') {
        Some((prefix, rest)) if Source::from_prefix(prefix).is_some() => {
            (Source::from_prefix(prefix)?, rest)
        }
        _ => (Source::Imdb, text),
    };
    let mut parts = rest.split(':');
    let id = parts.next().filter(|id| source.accepts(id))?.to_owned();
    let (season, episode) = match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => (None, None),
        (Some(season), Some(episode), None) if source.has_seasons() => {
            (Some(number(season)?), Some(number(episode)?))
        }
        (Some(episode), None, None) if !source.has_seasons() && source != Source::Mbid => {
            (None, Some(number(episode)?))
        }
        _ => return None,
    };
    let kind = match (source, episode) {
        (Source::Mbid, _) => Some(IdKind::Track),
        (_, Some(_)) => Some(IdKind::Show),
        _ => None,
    };
    Some(MediaId { source, id, kind, season, episode })
}

fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, b)| match at {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDING: &str = "4f2f1f0e-6f1b-4a63-9d5c-2b1d8f1a0c11";

    fn read(text: &str) -> Option<(Source, String, Option<u32>, Option<u32>)> {
        parse_media_id(text).map(|m| (m.source, m.id, m.season, m.episode))
    }

    fn is(
        source: Source,
        id: &str,
        season: Option<u32>,
        episode: Option<u32>,
    ) -> Option<(Source, String, Option<u32>, Option<u32>)> {
        Some((source, id.into(), season, episode))
    }

    #[test]
    fn each_prefix_is_read() {
        assert_eq!(read("tt0903747"), is(Source::Imdb, "tt0903747", None, None));
        assert_eq!(read("imdb:tt0903747"), is(Source::Imdb, "tt0903747", None, None));
        assert_eq!(read("tt0903747:1:5"), is(Source::Imdb, "tt0903747", Some(1), Some(5)));
        assert_eq!(read("tmdb:1396"), is(Source::Tmdb, "1396", None, None));
        assert_eq!(read("tmdb:1396:0:5"), is(Source::Tmdb, "1396", Some(0), Some(5)));
        assert_eq!(read("tvdb:81189"), is(Source::Tvdb, "81189", None, None));
        assert_eq!(read("trakt:breaking-bad"), is(Source::Trakt, "breaking-bad", None, None));
        assert_eq!(read("simkl:11121:1:5"), is(Source::Simkl, "11121", Some(1), Some(5)));
        assert_eq!(read("mal:1535"), is(Source::Mal, "1535", None, None));
        assert_eq!(read("anilist:1535:7"), is(Source::Anilist, "1535", None, Some(7)));
        assert_eq!(read("kitsu:death-note"), is(Source::Kitsu, "death-note", None, None));
        assert_eq!(read("anidb:4563"), is(Source::Anidb, "4563", None, None));
        let recording = format!("mbid:{RECORDING}");
        assert_eq!(read(&recording), is(Source::Mbid, RECORDING, None, None));
        assert_eq!(read("  tmdb:1396\n"), is(Source::Tmdb, "1396", None, None), "as pasted");
    }

    #[test]
    fn what_is_not_certain_is_none() {
        for text in [
            "",
            "1396",
            "tmdb",
            "tmdb:",
            "tmdb:abc",
            "tmdb:1396:1",
            "tmdb:1396:1:x",
            "tmdb:1396:1:5:9",
            "TMDB:1396",
            "mal:1535:1:5",
            "mbid:1234",
            "mbid:4f2f1f0e-6f1b-4a63-9d5c-2b1d8f1a0c11:1",
            "letterboxd:dune",
            "tt12a",
            "tt1:1",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_kind_is_said_only_where_the_text_says_it() {
        let kind = |text| parse_media_id(text).and_then(|id| id.kind);
        assert_eq!(kind("tmdb:603"), None);
        assert_eq!(kind("tmdb:1396:1:5"), Some(IdKind::Show));
        assert_eq!(kind(&format!("mbid:{RECORDING}")), Some(IdKind::Track));
    }
}
