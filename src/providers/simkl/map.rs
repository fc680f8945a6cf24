//! Items as Simkl names them, both ways.
//!
//! # Design
//! A MyAnimeList, AniDB, AniList or Kitsu id names one *cour* whose numbers begin
//! at 1, an IMDb, TMDB or TVDB id the whole series with its seasons; where both
//! are sent, Simkl follows the cour, and season 2 becomes the wrong entry. A Simkl
//! id may be either. So a numbered episode goes out with the series' ids alone
//! where there are any, and an answer about anime brings only those home.

use serde_json::Value;

use super::DESCRIPTOR;
use crate::error::{Error, ErrorKind};
use crate::media::{Episode, ExternalIds, Media, Movie, Show};
use crate::providers::unsupported;
use crate::providers::wire::{self, Object, only};

/// `{"movie":…}`, `{"show":…,"episode":…}` or `{"anime":…[,"episode":…]}`.
pub(super) fn item(media: &Media) -> Result<Object, Error> {
    match media {
        Media::Movie(film) => {
            // An anime film sent as a film is not found.
            let key = if cour(&film.ids).is_empty() { "movie" } else { "anime" };
            Ok(Object::default().set(key, movie(film)?))
        }
        Media::Episode(part) => {
            let (key, show) = show(part)?;
            let number = Object::default().set("number", part.number);
            let episode = if key == "anime" { number } else { number.set("season", part.season) };
            Ok(Object::default().set(key, show).set("episode", episode))
        }
        Media::Track(_) => Err(unsupported(&DESCRIPTOR)),
    }
}

/// The body that marks one item as watched.
pub(super) fn history(media: &Media, watched_at: &str) -> Result<Object, Error> {
    match media {
        // Also an anime film: a bare entry under `anime` would mark all episodes
        // of a series, should the id name one.
        Media::Movie(film) => {
            Ok(Object::default().set("movies", only(movie(film)?.set("watched_at", watched_at))))
        }
        Media::Episode(part) => {
            let (key, show) = show(part)?;
            let episode =
                Object::default().set("number", part.number).set("watched_at", watched_at);
            if key == "anime" {
                return Ok(
                    Object::default().set("anime", only(show.set("episodes", only(episode))))
                );
            }
            let season =
                Object::default().set("number", part.season).set("episodes", only(episode));
            Ok(Object::default().set("shows", only(show.set("seasons", only(season)))))
        }
        Media::Track(_) => Err(unsupported(&DESCRIPTOR)),
    }
}

/// The item of an answer, with the ids that may be sent again.
pub(super) fn media(row: &Value) -> Option<Media> {
    if row["movie"].is_object() {
        return Some(Media::Movie(wire::movie(&row["movie"])));
    }
    let anime = row["anime"].is_object();
    let mut show = wire::show(if anime { &row["anime"] } else { &row["show"] });
    let episode = &row["episode"];
    let (mut season, mut number) = (&episode["season"], &episode["number"]);
    if anime {
        let ExternalIds { imdb, tmdb, tvdb, .. } = show.ids;
        show.ids = ExternalIds { imdb, tmdb, tvdb, ..ExternalIds::default() };
        if episode["tvdb_number"].is_number() {
            (season, number) = (&episode["tvdb_season"], &episode["tvdb_number"]);
        }
    }
    Some(Media::Episode(Episode {
        show,
        season: wire::small(season)?,
        number: wire::small(number)?,
        title: wire::text(&episode["title"]),
        ids: ExternalIds::default(),
    }))
}

fn movie(film: &Movie) -> Result<Object, Error> {
    let ids = cour(&film.ids)
        .set("simkl", film.ids.simkl)
        .set("imdb", film.ids.imdb.as_deref())
        .set("tmdb", film.ids.tmdb)
        .set("tvdb", film.ids.tvdb);
    titled(&film.title, film.year, ids)
}

/// The show of an episode, and the word Simkl files it under.
fn show(part: &Episode) -> Result<(&'static str, Object), Error> {
    let Show { title, year, ids } = &part.show;
    let series = Object::default()
        .set("imdb", ids.imdb.as_deref())
        .set("tmdb", ids.tmdb)
        .set("tvdb", ids.tvdb);
    if !series.is_empty() {
        return Ok(("show", titled(title, *year, series)?));
    }
    let cour = cour(ids);
    if cour.is_empty() {
        return Ok(("show", titled(title, *year, cour.set("simkl", ids.simkl))?));
    }
    if part.season != 1 {
        return Err(Error::new(
            ErrorKind::BadInput,
            "Simkl needs an IMDb, TMDB or TVDB id to find another season of this anime.",
        ));
    }
    Ok(("anime", titled(title, *year, cour.set("simkl", ids.simkl))?))
}

/// The ids that name one cour of an anime, or an anime film.
fn cour(ids: &ExternalIds) -> Object {
    Object::default()
        .set("mal", ids.mal)
        .set("anidb", ids.anidb)
        .set("anilist", ids.anilist)
        .set("kitsu", ids.kitsu)
}

fn titled(title: &str, year: Option<i32>, ids: Object) -> Result<Object, Error> {
    if ids.is_empty() && title.is_empty() {
        return Err(Error::new(
            ErrorKind::BadInput,
            "Simkl needs a title or an id it knows to find out what this is.",
        ));
    }
    Ok(Object::default().set("title", title).set("year", year).set("ids", ids))
}
