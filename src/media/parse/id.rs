//! An id from text: `tt0903747:1:5`, `tmdb:1396`, or the address of its page.

use serde::{Deserialize, Serialize};

use super::{digits, is_imdb_id, number, page};

/// A catalogue that gives out ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// imdb.com: `tt` and digits, for films, shows and episodes.
    Imdb,
    /// themoviedb.org: films and shows are numbered apart.
    Tmdb,
    /// thetvdb.com: films, shows and episodes are numbered apart.
    Tvdb,
    /// trakt.tv: a number, or the slug of a page.
    Trakt,
    /// simkl.com: one row of numbers for all kinds.
    Simkl,
    /// myanimelist.net: one number a season.
    Mal,
    /// anilist.co: one number a season.
    Anilist,
    /// kitsu.app: a number, or the slug of a page.
    Kitsu,
    /// anidb.net: one number a season.
    Anidb,
    /// letterboxd.com: the slug of a film's page.
    Letterboxd,
    /// goodreads.com: the number of a book.
    Goodreads,
    /// musicbrainz.org: the UUID of a recording.
    Mbid,
}

/// What an id names, where the text says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IdKind {
    /// A film.
    Movie,
    /// A show, or with season and number one of its episodes.
    Show,
    /// A recording.
    Track,
    /// A book, in one of its editions.
    Book,
}

/// An id, and the episode where the text names one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaId {
    /// Whose id it is.
    pub source: Source,
    /// The id itself, in lower case: a number, `tt…` or a UUID; at Trakt, TVDB,
    /// Kitsu and Letterboxd also the slug, the name by which a page is reached.
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

/// No address of an item is longer; what is, is not worth looking through.
const LONGEST: usize = 2048;

/// Reads an id with its prefix, or the address of a page about the item.
pub fn parse_media_id(text: &str) -> Option<MediaId> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
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
            "letterboxd" => Self::Letterboxd,
            "goodreads" => Self::Goodreads,
            "mbid" => Self::Mbid,
            _ => return None,
        })
    }

    /// The id as the catalogue writes it, if it could have given it out.
    pub(super) fn id(self, text: &str) -> Option<String> {
        let fits = match self {
            Self::Imdb => is_imdb_id(text),
            Self::Trakt | Self::Tvdb | Self::Kitsu => is_number(text) || is_name(text),
            Self::Letterboxd => is_slug(text),
            Self::Mbid => is_uuid(text),
            Self::Tmdb
            | Self::Simkl
            | Self::Mal
            | Self::Anilist
            | Self::Anidb
            | Self::Goodreads => is_number(text),
        };
        fits.then(|| text.to_ascii_lowercase())
    }

    /// What each of its ids names, where that is one thing.
    const fn names(self) -> Option<IdKind> {
        match self {
            Self::Mbid => Some(IdKind::Track),
            Self::Goodreads => Some(IdKind::Book),
            _ => None,
        }
    }

    /// Anime catalogues have an entry of its own for each season.
    pub(super) const fn is_anime(self) -> bool {
        matches!(self, Self::Mal | Self::Anilist | Self::Kitsu | Self::Anidb)
    }
}

impl MediaId {
    /// An id with what the text says of it; `None` where that does not go together.
    pub(super) fn new(
        source: Source,
        id: String,
        kind: Option<IdKind>,
        season: Option<u32>,
        episode: Option<u32>,
    ) -> Option<Self> {
        let whole = season.is_none() && episode.is_none();
        let kind = kind.or(source.names()).or((!whole).then_some(IdKind::Show));
        let has_episodes = kind == Some(IdKind::Show) && source != Source::Letterboxd;
        let one_season = season.is_none() || !source.is_anime();
        (whole || has_episodes && one_season).then_some(Self { source, id, kind, season, episode })
    }

    /// Whether the id is the name of a page, and not the catalogue's number or key.
    pub(super) fn is_slug(&self) -> bool {
        match self.source {
            Source::Letterboxd => true,
            Source::Trakt | Source::Tvdb | Source::Kitsu => !is_number(&self.id),
            _ => false,
        }
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
    let id = source.id(parts.next()?)?;
    let (season, episode) = match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => (None, None),
        (Some(season), Some(episode), None) => (Some(number(season)?), Some(number(episode)?)),
        (Some(episode), None, None) if source.is_anime() => (None, Some(number(episode)?)),
        _ => return None,
    };
    MediaId::new(source, id, None, season, episode)
}

/// A catalogue's number: counted from 1, written without leading zeros.
fn is_number(text: &str) -> bool {
    digits(text) && !text.starts_with('0')
}

/// A slug that cannot be taken for a number.
pub(super) fn is_name(text: &str) -> bool {
    is_slug(text) && !text.bytes().all(|b| b.is_ascii_digit())
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
        assert_eq!(read("tvdb:breaking-bad"), is(Source::Tvdb, "breaking-bad", None, None));
        assert_eq!(read("letterboxd:1917"), is(Source::Letterboxd, "1917", None, None));
        assert_eq!(read("goodreads:4671"), is(Source::Goodreads, "4671", None, None));
        let recording = format!("mbid:{RECORDING}");
        assert_eq!(read(&recording), is(Source::Mbid, RECORDING, None, None));
        let loud = format!("mbid:{}", RECORDING.to_uppercase());
        assert_eq!(read(&loud), is(Source::Mbid, RECORDING, None, None));
        assert_eq!(read("  tmdb:1396\n"), is(Source::Tmdb, "1396", None, None), "as pasted");
    }

    #[test]
    fn what_is_not_certain_is_none() {
        for text in [
            "",
            ":",
            "1396",
            "tmdb",
            "tmdb:",
            "tmdb:abc",
            "tmdb:0",
            "tmdb:0603",
            "tmdb:١٣٩٦",
            "tmdb:1396:1",
            "tmdb:1396:1:x",
            "tmdb:1396:1:٥",
            "tmdb:1396:1:4294967296",
            "tmdb:1396:1:5:9",
            "tmdb:1234567890123456",
            "tmdb: 1396",
            "TMDB:1396",
            "trakt:break/ing",
            "mal:1535:1:5",
            "mbid:1234",
            "mbid:4f2f1f0e-6f1b-4a63-9d5c-2b1d8f1a0c11:1",
            "mbid:4f2f1f0e-6f1b-4a63-9d5c-2b1d8f1a0c1g",
            "mbid:4f2f1f0e_6f1b-4a63-9d5c-2b1d8f1a0c11",
            "goodreads:4671:1:5",
            "letterboxd:dune:1:5",
            "letterboxd:",
            "lastfm:air",
            "tt12a",
            "tt1:1",
            "tt1234567890123456",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn ten_megabytes_are_no_id() {
        for piece in ["tt1", ":", "/", "tmdb:1:", " ", "é", "https://imdb.com/title/"] {
            let text = piece.repeat(10_000_000 / piece.len());
            assert_eq!(parse_media_id(&text), None, "{piece}");
        }
        let long = format!("https://www.imdb.com/title/tt1375666/?{}", "x".repeat(LONGEST - 38));
        assert_eq!(long.len(), LONGEST);
        assert!(parse_media_id(&long).is_some());
        assert_eq!(parse_media_id(&format!("{long}x")), None);
    }

    #[test]
    fn the_kind_is_said_only_where_the_text_says_it() {
        let kind = |text| parse_media_id(text).and_then(|id| id.kind);
        assert_eq!(kind("tmdb:603"), None);
        assert_eq!(kind("tmdb:1396:1:5"), Some(IdKind::Show));
        assert_eq!(kind("mal:1535:5"), Some(IdKind::Show));
        assert_eq!(kind("goodreads:4671"), Some(IdKind::Book));
        assert_eq!(kind(&format!("mbid:{RECORDING}")), Some(IdKind::Track));
    }

    #[test]
    fn a_slug_is_told_from_a_number() {
        let slug = |text| parse_media_id(text).map(|id| id.is_slug());
        for text in ["trakt:lost", "tvdb:lost", "kitsu:lost", "letterboxd:1917"] {
            assert_eq!(slug(text), Some(true), "{text}");
        }
        for text in ["trakt:24", "tvdb:24", "kitsu:24", "tmdb:24", "tt24"] {
            assert_eq!(slug(text), Some(false), "{text}");
        }
    }
}
