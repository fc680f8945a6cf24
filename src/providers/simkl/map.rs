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
use crate::media::{Episode, ExternalIds, Media, Movie, Show, Work};
use crate::providers::nested::Lists;
use crate::providers::wire::{self, Object};
use crate::providers::{Status, unsupported};

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
        Media::Track(_) => Err(not_taken()),
    }
}

/// Adds a finished play to the body of a write.
pub(super) fn play(lists: &mut Lists, media: &Media, word: Object) -> Result<(), Error> {
    match media {
        // Also an anime film: a bare entry under `anime` would mark all episodes
        // of a series, should the id name one.
        Media::Movie(film) => lists.add("movies", Vec::new(), movie(film)?.and(word)),
        Media::Episode(part) => episode(lists, part, "anime", word)?,
        Media::Track(_) => return Err(not_taken()),
    }
    Ok(())
}

/// Adds an episode; those of a cour go into the list called `cours`, without a season.
pub(super) fn episode(
    lists: &mut Lists,
    part: &Episode,
    cours: &str,
    word: Object,
) -> Result<(), Error> {
    let (key, show) = show(part)?;
    let word = word.set("number", part.number);
    if key == "anime" {
        lists.add(cours, vec![(show, "episodes")], word);
    } else {
        let season = Object::default().set("number", part.season);
        lists.add("shows", vec![(show, "seasons"), (season, "episodes")], word);
    }
    Ok(())
}

/// Adds a whole title, an anime under `shows` as well. One cour is named by its own ids alone.
pub(super) fn title(lists: &mut Lists, work: &Work, word: Object) -> Result<(), Error> {
    match work {
        Work::Movie(film) => lists.add("movies", Vec::new(), movie(film)?.and(word)),
        Work::Show(Show { title, year, ids }) => {
            let named = cour(ids);
            let named = if named.is_empty() { series(ids) } else { named };
            let show = titled(title, *year, named.set("simkl", ids.simkl))?;
            lists.add("shows", Vec::new(), show.and(word));
        }
        _ => return Err(not_taken()),
    }
    Ok(())
}

/// Simkl's word; it has none for a title that is watched once more.
pub(super) fn status_word(status: Status) -> Option<&'static str> {
    WORDS.iter().find(|(_, known)| *known == status).map(|(word, _)| *word)
}

/// Where a person stands, as Simkl says it.
pub(super) const WORDS: &[(&str, Status)] = &[
    ("plantowatch", Status::Planned),
    ("watching", Status::Current),
    ("hold", Status::Paused),
    ("dropped", Status::Dropped),
    ("completed", Status::Completed),
];

/// The item of an answer, with the ids that may be sent again.
pub(super) fn media(row: &Value) -> Option<Media> {
    if row["movie"].is_object() {
        return Some(Media::Movie(wire::movie(&row["movie"])));
    }
    let anime = row["anime"].is_object();
    let mut show = wire::show(if anime { &row["anime"] } else { &row["show"] });
    let episode = &row["episode"];
    let (mut season, mut number) = (&episode["season"], &episode["number"]);
    if number.is_null() {
        // An older page of Simkl's has it by this name.
        number = &episode["episode"];
    }
    if anime {
        show.ids = of_series(&show.ids);
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

/// The ids of a whole series alone.
pub(super) fn of_series(ids: &ExternalIds) -> ExternalIds {
    let ExternalIds { imdb, tmdb, tvdb, .. } = ids.clone();
    ExternalIds { imdb, tmdb, tvdb, ..ExternalIds::default() }
}

pub(super) fn not_taken() -> Error {
    unsupported(&DESCRIPTOR)
}

fn movie(film: &Movie) -> Result<Object, Error> {
    let ids = cour(&film.ids).and(series(&film.ids)).set("simkl", film.ids.simkl);
    titled(&film.title, film.year, ids)
}

/// The show of an episode, and the word Simkl files it under.
fn show(part: &Episode) -> Result<(&'static str, Object), Error> {
    let Show { title, year, ids } = &part.show;
    let series = series(ids);
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

/// The ids that name a whole series, or a film.
fn series(ids: &ExternalIds) -> Object {
    Object::default().set("imdb", ids.imdb.as_deref()).set("tmdb", ids.tmdb).set("tvdb", ids.tvdb)
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
