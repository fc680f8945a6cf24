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
use crate::http::percent_encode;
use crate::media::{Episode, ExternalIds, Media, Movie, Rating, Show, Work};
use crate::providers::nested::Lists;
use crate::providers::wire::{self, Object};
use crate::providers::{Candidate, Listing, Row, Status, unsupported};
use crate::time::Timestamp;

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

const WORDS: &[(&str, Status)] = &[
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

/// What a row of the library says, `kind` being the list it is from: of its title, and then
/// of each episode that was seen.
pub(super) fn rows(
    kind: &str,
    listing: Listing,
    row: &Value,
    rows: &mut Vec<Row>,
) -> Result<(), &'static str> {
    // Anime is wrapped in `show` here.
    let item = [&row["movie"], &row["anime"], &row["show"]].into_iter().find(|it| it.is_object());
    let item = item.ok_or("It names no film, show or anime.")?;
    let film = row["movie"].is_object() || row["anime_type"] == "movie";
    let known = wire::show(item);
    let page = page(kind, item);
    let work = match (kind, film) {
        (_, true) => work_of("movies", known.title, known.year, known.ids),
        ("anime", false) => work_of("anime", known.title, known.year, of_cour(known.ids)),
        _ => work_of("tv", known.title, known.year, known.ids),
    };
    let work = work.ok_or("It has neither a title nor an id.")?;
    let status = row["status"].as_str();
    let at = match listing {
        Listing::Ratings => moment(&row["user_rated_at"]),
        Listing::Watchlist => moment(&row["added_to_watchlist_at"]),
        _ => moment(&row["last_watched_at"]),
    };
    rows.push(Row {
        at,
        rating: wire::number(&row["user_rating"]).and_then(Rating::of_ten),
        status: WORDS.iter().find(|(word, _)| status == Some(word)).map(|(_, status)| *status),
        progress: wire::small(&row["watched_episodes_count"]),
        episodes: wire::small(&row["total_episodes_count"]),
        notes: wire::text(&row["memo"]["text"]),
        page: page.clone(),
        ..Row::of(work)
    });
    if film { Ok(()) } else { episodes(kind, item, row, page, rows) }
}

/// The seen episodes of a row. Where Simkl tells an anime's place in the seasons of the
/// series, it is that place with the ids of the series; else it is the cour's own number
/// with the cour's own ids. Never one with the other.
fn episodes(
    kind: &str,
    item: &Value,
    row: &Value,
    page: Option<String>,
    rows: &mut Vec<Row>,
) -> Result<(), &'static str> {
    let known = wire::show(item);
    let mut whole = true;
    for season in row["seasons"].as_array().into_iter().flatten() {
        for episode in season["episodes"].as_array().into_iter().flatten() {
            // Those without a moment were not seen.
            if !episode["watched_at"].is_string() {
                continue;
            }
            let mut show = known.clone();
            let (mut of, mut number) = (&season["number"], &episode["number"]);
            if kind == "anime" {
                let of_series = of_series(&show.ids);
                let place = &episode["tvdb"];
                if place["episode"].is_null() || of_series.is_empty() {
                    show.ids = of_cour(show.ids);
                } else {
                    show.ids = of_series;
                    (of, number) = (&place["season"], &place["episode"]);
                }
            }
            let (Some(season), Some(number)) = (wire::small(of), wire::small(number)) else {
                whole = false;
                continue;
            };
            let title = wire::text(&episode["title"]);
            let part = Episode { show, season, number, title, ..Episode::default() };
            let at = moment(&episode["watched_at"]);
            rows.push(Row { at, page: page.clone(), ..Row::of(Work::Episode(part)) });
        }
    }
    if whole { Ok(()) } else { Err("An episode in it has no number.") }
}

/// A place to go on from.
pub(super) fn saved_place(row: &Value, rows: &mut Vec<Row>) -> Result<(), &'static str> {
    let work = Work::from(media(row).ok_or("It names no film and no episode.")?);
    let (kind, item) = match (row["anime"].is_object(), row["movie"].is_object()) {
        (true, _) => ("anime", &row["anime"]),
        (_, true) => ("movies", &row["movie"]),
        _ => ("tv", &row["show"]),
    };
    rows.push(Row {
        id: wire::record_id(&row["id"]),
        at: moment(&row["paused_at"]).or_else(|| moment(&row["watched_at"])),
        percent: row["progress"].as_f64(),
        page: page(kind, item),
        ..Row::of(work)
    });
    Ok(())
}

/// A hit of a search.
pub(super) fn candidate(hit: &Value) -> Option<Candidate> {
    let kind = hit["endpoint_type"].as_str()?;
    let Show { title, year, mut ids } = wire::show(hit);
    ids.simkl = ids.simkl.or_else(|| wire::number(&hit["ids"]["simkl_id"]));
    let page = page(kind, hit);
    Some(Candidate { page, ..Candidate::of(work_of(kind, title, year, ids)?) })
}

/// A title by the word Simkl files it under in its addresses; nothing for other words, and
/// where nothing is known of it.
pub(super) fn work_of(
    kind: &str,
    title: String,
    year: Option<i32>,
    ids: ExternalIds,
) -> Option<Work> {
    if title.is_empty() && ids.is_empty() {
        return None;
    }
    match kind {
        "movies" => Some(Work::Movie(Movie { title, year, ids })),
        "tv" | "anime" => Some(Work::Show(Show { title, year, ids })),
        _ => None,
    }
}

/// The title's page, which is to be linked wherever Simkl's data shows.
///
/// <https://api.simkl.org/api-rules>, read 2026-10.
fn page(kind: &str, item: &Value) -> Option<String> {
    let kind = if kind == "shows" { "tv" } else { kind };
    let ids = &item["ids"];
    let id = wire::number(&ids["simkl"]).or_else(|| wire::number(&ids["simkl_id"]))?;
    let slug = wire::text(&ids["slug"]).map_or_else(String::new, |slug| percent_encode(&slug));
    Some(format!("https://simkl.com/{kind}/{id}/{slug}"))
}

/// A moment of somebody's own; one before 2000 says that nobody knows when.
fn moment(value: &Value) -> Option<Timestamp> {
    const UNKNOWN_BEFORE: Timestamp = Timestamp::from_secs(946_684_800);
    wire::moment(value).filter(|at| *at >= UNKNOWN_BEFORE)
}

fn of_series(ids: &ExternalIds) -> ExternalIds {
    let ExternalIds { imdb, tmdb, tvdb, .. } = ids.clone();
    ExternalIds { imdb, tmdb, tvdb, ..ExternalIds::default() }
}

/// Without the ids of the series, which its other cours have too; all of them where it has
/// no others.
fn of_cour(ids: ExternalIds) -> ExternalIds {
    let own = ExternalIds { imdb: None, tmdb: None, tvdb: None, ..ids.clone() };
    if own.is_empty() { ids } else { own }
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
