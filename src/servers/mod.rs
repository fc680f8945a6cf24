//! What media servers tell by webhook: each server's own words in, one kind of notice out.
//!
//! # Design
//! A notice says what the server said and nothing more; what is missing is `None`, never a
//! guess. What may be believed of it is for the [`Follower`] to decide, who turns the notices
//! about one item at one player into the events of a [session](crate::session). So what counts
//! is decided by the rules that decide it everywhere.

mod emby;
mod follow;
mod jellyfin;
mod kodi;
mod multipart;
mod plex;
#[cfg(test)]
mod tests;

pub use follow::{Beginning, Follower, Timed};
pub use multipart::{Form, form_of};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json;
use crate::media::parse::is_imdb_id;
use crate::media::{Catalogue, Episode, ExternalIds, Media, Movie, Rating, Show, Track};
use crate::time::{Span, Timestamp};

/// Longer names are cut, in characters.
const MOST_LETTERS: usize = 200;

/// Longer than anything is.
const LONGEST: Span = Span::from_hours(1000);

/// One thing that a server told.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What happened.
    pub event: Event,
    /// Where.
    pub server: Server,
    /// Whose account of the server it happened in; `None` where the server has no accounts.
    pub user: Option<Named>,
    /// Whether that is the account of whoever set the webhook up, where the server says so.
    pub own: Option<bool>,
    /// The server's library that holds the item.
    pub library: Option<Named>,
    /// The device or session it happened at.
    pub device: String,
    /// What it is about; `None` for what nobody keeps count of.
    pub item: Option<Item>,
    /// Where in the item, where the server says so.
    pub position: Option<Span>,
    /// Length of the item.
    pub duration: Option<Span>,
    /// When it happened, by the server's clock.
    pub at: Option<Timestamp>,
}

/// What happened at a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Playback began.
    Play,
    /// It halted.
    Pause,
    /// It went on.
    Resume,
    /// It goes on, at this place.
    Progress,
    /// The place was moved.
    Seek,
    /// It ended, at the end of the item where that is said.
    Stop {
        /// Whether it came to the end.
        finished: bool,
    },
    /// The server counted it as watched while it played.
    Scrobble,
    /// The item was rated; `None` takes a rating back.
    Rate(Option<Rating>),
    /// Something else, of which no play comes.
    Other,
}

/// The kinds of servers that are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// plex.tv
    Plex,
    /// jellyfin.org
    Jellyfin,
    /// emby.media
    Emby,
    /// kodi.tv
    Kodi,
}

/// A server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Which program it runs.
    pub kind: Kind,
    /// Its own id.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
}

/// Something of a server with an id and a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Unique at its server.
    pub id: String,
    /// What people read.
    pub name: String,
}

/// What a notice is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id at the server.
    pub key: String,
    /// What it is, where the notice says it.
    pub media: Option<Media>,
}

/// Why a body is no notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no JSON, as a template with a mistake makes it.
    NotJson,
    /// It is of no server that is known here.
    Unknown,
}

impl Unreadable {
    /// What to tell the person.
    pub const fn message(self) -> &'static str {
        match self {
            Self::NotJson => "The body is no JSON. Choose JSON, or send all properties.",
            Self::Unknown => "This is no webhook of Plex, Jellyfin, Emby or Kodi.",
        }
    }
}

/// Reads what any of the servers posted, its JSON alone.
///
/// # Errors
/// [`Unreadable`].
pub fn read(text: &str) -> Result<Notice, Unreadable> {
    let body = json::value(text).ok_or(Unreadable::NotJson)?;
    let has = |name: &str| body.get(name).is_some();
    if has("NotificationType") {
        jellyfin::read(&body)
    } else if has("method") && has("params") {
        kodi::read(&body)
    } else if has("Event") {
        emby::read(&body)
    } else if has("event") && (has("Server") || has("Metadata")) {
        plex::read(&body)
    } else {
        None
    }
    .ok_or(Unreadable::Unknown)
}

/// A word, or a number written as one; `None` where it is empty.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let text: String = text.trim().chars().take(MOST_LETTERS).collect();
            (!text.is_empty()).then_some(text)
        }
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number, or a text that is one.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// The same, as far as it fits.
fn small<T: TryFrom<u64>>(value: &Value) -> Option<T> {
    T::try_from(number(value)?).ok()
}

/// Yes, or a text that says so.
fn yes(value: &Value) -> bool {
    value
        .as_bool()
        .unwrap_or_else(|| value.as_str().is_some_and(|it| it.eq_ignore_ascii_case("true")))
}

/// Milliseconds; `None` where nothing is that long.
fn millis(value: &Value) -> Option<Span> {
    length(number(value)?)
}

/// Ticks of 100 ns, as Jellyfin and Emby count.
fn ticks(value: &Value) -> Option<Span> {
    length(number(value)? / 10_000)
}

fn length(ms: u64) -> Option<Span> {
    i64::try_from(ms).ok().map(Span::from_millis).filter(|length| *length <= LONGEST)
}

/// A moment; one without a zone is in UTC.
fn moment(value: &Value) -> Option<Timestamp> {
    let text = value.as_str()?.trim();
    Timestamp::parse_rfc3339(text).or_else(|| Timestamp::parse_rfc3339(&format!("{text}Z")))
}

/// What a notice says of its item, in any server's words.
#[derive(Default)]
struct Said {
    title: Option<String>,
    /// The show, or the artist.
    by: Option<String>,
    /// The album.
    on: Option<String>,
    year: Option<i32>,
    season: Option<u32>,
    number: Option<u32>,
    length: Option<u64>,
    ids: ExternalIds,
    show_ids: ExternalIds,
}

impl Said {
    /// A film.
    fn film(self) -> Option<Media> {
        Some(Media::Movie(Movie { title: self.title?, year: self.year, ids: self.ids }))
    }

    /// An episode; its show may be known by its ids alone.
    fn episode(self) -> Option<Media> {
        let Self { title, by, year, season, number, ids, show_ids, .. } = self;
        let show = Show { title: by.unwrap_or_default(), year, ids: show_ids };
        let (season, number) = (season?, number?);
        Some(Media::Episode(Episode { show, season, number, title, ids }))
    }

    /// A track; of its ids only that of the recording is its own.
    fn track(self) -> Option<Media> {
        let ids = ExternalIds { mbid: self.ids.mbid, ..ExternalIds::default() };
        let (title, artist) = (self.title?, self.by?);
        Some(Media::Track(Track { title, artist, album: self.on, duration_ms: self.length, ids }))
    }
}

/// Something with an id, and a name where that is known.
fn named(id: &Value, name: &Value) -> Option<Named> {
    let id = word(id).or_else(|| word(name))?;
    Some(Named { name: word(name).unwrap_or_else(|| id.clone()), id })
}

/// Takes over an id by the name servers give its catalogue, in whatever case.
fn learn(ids: &mut ExternalIds, catalogue: &str, id: &str) {
    let id = id.trim();
    let catalogue = match &*catalogue.to_ascii_lowercase() {
        "imdb" if is_imdb_id(id) => Catalogue::Imdb,
        "tmdb" => Catalogue::Tmdb,
        "tvdb" => Catalogue::Tvdb,
        "trakt" => Catalogue::Trakt,
        "simkl" => Catalogue::Simkl,
        "anidb" => Catalogue::Anidb,
        "anilist" => Catalogue::Anilist,
        "mal" | "myanimelist" => Catalogue::Mal,
        "kitsu" => Catalogue::Kitsu,
        "mbid" | "musicbrainzrecording" | "musicbrainztrack" if is_uuid(id) => Catalogue::Mbid,
        _ => return,
    };
    ids.set(catalogue, id);
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
