//! Items as Trakt names them, both ways.
//!
//! Numbers go out as numbers: a TVDB id as text is refused with 422.

use serde_json::Value;

use super::DESCRIPTOR;
use crate::error::{Error, ErrorKind};
use crate::media::{Episode, ExternalIds, Media, Movie, Show};
use crate::providers::wire::{self, Object, only};
use crate::providers::{StoredPlay, unsupported};

/// `{"movie":…}`, `{"episode":{"ids":…}}` or `{"show":…,"episode":{season,number}}`.
pub(super) fn item(media: &Media) -> Result<Object, Error> {
    match media {
        Media::Movie(film) => Ok(Object::default().set("movie", movie(film)?)),
        Media::Episode(part) => match episode_ids(part) {
            Some(ids) => Ok(Object::default().set("episode", Object::default().set("ids", ids))),
            None => Ok(Object::default().set("show", show(&part.show)?).set(
                "episode",
                Object::default().set("season", part.season).set("number", part.number),
            )),
        },
        Media::Track(_) => Err(not_taken()),
    }
}

/// The body that adds one play to the history.
pub(super) fn history(media: &Media, watched_at: &str) -> Result<Object, Error> {
    match media {
        Media::Movie(film) => {
            Ok(Object::default().set("movies", only(movie(film)?.set("watched_at", watched_at))))
        }
        Media::Episode(part) => match episode_ids(part) {
            Some(ids) => Ok(Object::default().set(
                "episodes",
                only(Object::default().set("watched_at", watched_at).set("ids", ids)),
            )),
            None => {
                let episode =
                    Object::default().set("number", part.number).set("watched_at", watched_at);
                let season =
                    Object::default().set("number", part.season).set("episodes", only(episode));
                Ok(Object::default()
                    .set("shows", only(show(&part.show)?.set("seasons", only(season)))))
            }
        },
        Media::Track(_) => Err(not_taken()),
    }
}

/// The item of an answer, with every id Trakt knows.
pub(super) fn media(row: &Value) -> Option<Media> {
    if row["movie"].is_object() {
        return Some(Media::Movie(wire::movie(&row["movie"])));
    }
    let episode = &row["episode"];
    Some(Media::Episode(Episode {
        show: wire::show(&row["show"]),
        season: wire::small(&episode["season"])?,
        number: wire::small(&episode["number"])?,
        title: wire::text(&episode["title"]),
        ids: wire::ids(&episode["ids"]),
    }))
}

/// A row of the history. One without a date cannot be a play of ours.
pub(super) fn stored_play(row: &Value) -> Option<StoredPlay> {
    Some(StoredPlay {
        id: wire::record_id(&row["id"]).unwrap_or_default(),
        media: media(row)?,
        watched_at: wire::moment(&row["watched_at"])?,
    })
}

pub(super) fn not_taken() -> Error {
    unsupported(&DESCRIPTOR)
}

fn movie(film: &Movie) -> Result<Object, Error> {
    let ids = Object::default()
        .set("trakt", film.ids.trakt)
        .set("imdb", film.ids.imdb.as_deref())
        .set("tmdb", film.ids.tmdb);
    titled(&film.title, film.year, ids)
}

fn show(show: &Show) -> Result<Object, Error> {
    let ids = Object::default()
        .set("trakt", show.ids.trakt)
        .set("imdb", show.ids.imdb.as_deref())
        .set("tmdb", show.ids.tmdb)
        .set("tvdb", show.ids.tvdb);
    titled(&show.title, show.year, ids)
}

fn titled(title: &str, year: Option<i32>, ids: Object) -> Result<Object, Error> {
    if ids.is_empty() && title.is_empty() {
        return Err(Error::new(
            ErrorKind::BadInput,
            "Trakt needs a title or an IMDb, TMDB, TVDB or Trakt id to know what this is.",
        ));
    }
    Ok(Object::default().set("title", title).set("year", year).set("ids", ids))
}

/// The ids Trakt takes for an episode, where it has one: they name it better than
/// its numbers do. An id that is also the show's is no episode's: Trakt would
/// record another show.
fn episode_ids(part: &Episode) -> Option<Object> {
    fn own<T: PartialEq>(id: Option<T>, of_show: Option<T>) -> Option<T> {
        if id == of_show { None } else { id }
    }
    let show = &part.show.ids;
    let ExternalIds { trakt, tvdb, .. } = part.ids;
    let ids =
        Object::default().set("trakt", own(trakt, show.trakt)).set("tvdb", own(tvdb, show.tvdb));
    if !ids.is_empty() {
        return Some(ids);
    }
    // The contract names no IMDb and TMDB ids of episodes; they are better than nothing.
    if show.is_empty() && part.show.title.is_empty() {
        let ids =
            Object::default().set("imdb", part.ids.imdb.as_deref()).set("tmdb", part.ids.tmdb);
        return (!ids.is_empty()).then_some(ids);
    }
    None
}
