//! Whatever a service can keep, rate or find: wider than what is played.

use serde::{Deserialize, Serialize};

use super::{Episode, ExternalIds, Media, Movie, Show, Track};

/// A work as catalogues file it. In JSON: `{"kind":"show", …}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Work {
    /// A film.
    Movie(Movie),
    /// A show; also one cour of an anime, where the catalogue files each by itself.
    Show(Show),
    /// One season of a show.
    Season(Season),
    /// One episode of a show.
    Episode(Episode),
    /// A piece of music.
    Track(Track),
    /// A book.
    Book(Book),
}

crate::read_tagged!(Work by "kind" {
    "movie" => Movie(Movie),
    "show" => Show(Show),
    "season" => Season(Season),
    "episode" => Episode(Episode),
    "track" => Track(Track),
    "book" => Book(Book),
});

/// Which kind of work a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WorkKind {
    /// A film.
    Movie,
    /// A show, or one cour of an anime.
    Show,
    /// A season of a show.
    Season,
    /// An episode of a show.
    Episode,
    /// A piece of music.
    Track,
    /// A book.
    Book,
}

/// A season of a show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Season {
    /// The show it belongs to.
    pub show: Show,
    /// Its number; 0 holds the specials.
    pub number: u32,
    /// The season's own ids, never the show's.
    pub ids: ExternalIds,
}

/// A book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Book {
    /// Its title.
    pub title: String,
    /// Who wrote it, the first name first.
    pub authors: Vec<String>,
    /// ISBN with ten characters, without hyphens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub isbn10: Option<String>,
    /// ISBN with thirteen digits, without hyphens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub isbn13: Option<String>,
    /// Goodreads' number of this edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goodreads: Option<u64>,
    /// Pages of this edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// Year it was first published, or else this edition's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
}

impl Work {
    /// Which kind it is.
    pub const fn kind(&self) -> WorkKind {
        match self {
            Self::Movie(_) => WorkKind::Movie,
            Self::Show(_) => WorkKind::Show,
            Self::Season(_) => WorkKind::Season,
            Self::Episode(_) => WorkKind::Episode,
            Self::Track(_) => WorkKind::Track,
            Self::Book(_) => WorkKind::Book,
        }
    }

    /// The thing that can be played, where it is one.
    pub fn media(&self) -> Option<Media> {
        match self {
            Self::Movie(movie) => Some(Media::Movie(movie.clone())),
            Self::Episode(episode) => Some(Media::Episode(episode.clone())),
            Self::Track(track) => Some(Media::Track(track.clone())),
            Self::Show(_) | Self::Season(_) | Self::Book(_) => None,
        }
    }

    /// What people call it.
    pub fn label(&self) -> String {
        match self {
            Self::Movie(film) => film.title.clone(),
            Self::Show(show) => show.title.clone(),
            Self::Season(season) => format!("{} {}", season.show.title, season.number),
            Self::Book(book) => book.title.clone(),
            Self::Episode(_) | Self::Track(_) => {
                self.media().map(|media| media.label()).unwrap_or_default()
            }
        }
    }

    /// Its own ids; a book carries none of these.
    pub const fn ids(&self) -> Option<&ExternalIds> {
        match self {
            Self::Movie(movie) => Some(&movie.ids),
            Self::Show(show) => Some(&show.ids),
            Self::Season(season) => Some(&season.ids),
            Self::Episode(episode) => Some(&episode.ids),
            Self::Track(track) => Some(&track.ids),
            Self::Book(_) => None,
        }
    }
}

impl From<Media> for Work {
    fn from(media: Media) -> Self {
        match media {
            Media::Movie(movie) => Self::Movie(movie),
            Media::Episode(episode) => Self::Episode(episode),
            Media::Track(track) => Self::Track(track),
        }
    }
}
