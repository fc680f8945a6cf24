//! Items as Trakt names them, both ways.
//!
//! Numbers go out as numbers: a TVDB id as text is refused with 422.

use serde_json::{Map, Value};

use super::DESCRIPTOR;
use crate::error::{Error, ErrorKind};
use crate::http::percent_encode;
use crate::media::{
    Episode, ExternalIds, Media, Movie, PartialDate, Rating, Season, Show, Work, WorkKind,
};
use crate::providers::nested::Lists;
use crate::providers::wire::{self, Object};
use crate::providers::{Candidate, Page, Rated, Row, Skipped, StoredPlay, unsupported};

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

/// Works without a word on them.
pub(super) fn plain(works: &[Work]) -> Vec<(Work, Object)> {
    works.iter().map(|work| (work.clone(), Object::default())).collect()
}

/// A work with its rating.
pub(super) fn rated(rated: &Rated) -> (Work, Object) {
    let at = rated.at.map(|at| at.whole_second().to_rfc3339());
    (rated.work.clone(), Object::default().set("rating", rated.rating.ten()).set("rated_at", at))
}

/// The body about several works, each with what is said of it. Seasons and episodes without
/// ids of their own go inside their show.
pub(super) fn works(works: Vec<(Work, Object)>) -> Result<Lists, Error> {
    let mut lists = Lists::default();
    for (work, word) in works {
        match work {
            Work::Movie(film) => lists.add("movies", Vec::new(), movie(&film)?.and(word)),
            Work::Show(of) => lists.add("shows", Vec::new(), show(&of)?.and(word)),
            Work::Season(season) => {
                let ids = own_ids(&season.ids, &season.show.ids);
                if ids.is_empty() {
                    let word = word.set("number", season.number);
                    lists.add("shows", vec![(show(&season.show)?, "seasons")], word);
                } else {
                    lists.add("seasons", Vec::new(), word.set("ids", ids));
                }
            }
            Work::Episode(part) => match episode_ids(&part) {
                Some(ids) => lists.add("episodes", Vec::new(), word.set("ids", ids)),
                None => {
                    let season = Object::default().set("number", part.season);
                    let path = vec![(show(&part.show)?, "seasons"), (season, "episodes")];
                    lists.add("shows", path, word.set("number", part.number));
                }
            },
            Work::Track(_) | Work::Book(_) => return Err(not_taken()),
        }
    }
    Ok(lists)
}

/// The item of an answer, with every id Trakt knows.
pub(super) fn media(row: &Value) -> Option<Media> {
    if row["movie"].is_object() {
        let film = wire::movie(&row["movie"]);
        return (!film.title.is_empty() || !film.ids.is_empty()).then_some(Media::Movie(film));
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

/// What a row of any listing says of its work, or of each episode inside its show.
pub(super) fn rows(row: &Value, rows: &mut Vec<Row>) -> Result<(), &'static str> {
    let work = work(row).ok_or("It names no film, show, season or episode.")?;
    let mut whole = true;
    let seasons = match &row["seasons"] {
        Value::Null => &[],
        seasons => wire::parts(seasons, &mut whole),
    };
    let Work::Show(show) = &work else {
        rows.push(about(work, row));
        return Ok(());
    };
    if seasons.is_empty() && whole {
        rows.push(about(work, row));
        return Ok(());
    }
    for season in seasons {
        for episode in wire::parts(&season["episodes"], &mut whole) {
            let (Some(season), Some(number)) =
                (wire::small(&season["number"]), wire::small(&episode["number"]))
            else {
                whole = false;
                continue;
            };
            let part = Episode { show: show.clone(), season, number, ..Episode::default() };
            let page = page(row, &Work::Episode(part.clone()));
            rows.push(Row { page, ..about(Work::Episode(part), episode) });
        }
    }
    if whole { Ok(()) } else { Err("Not all of its episodes can be read.") }
}

fn about(work: Work, row: &Value) -> Row {
    let moment = |names: &[&str]| names.iter().find_map(|name| wire::moment(&row[*name]));
    Row {
        id: wire::record_id(&row["id"]),
        at: moment(&[
            "watched_at",
            "last_watched_at",
            "rated_at",
            "listed_at",
            "collected_at",
            "last_collected_at",
            "paused_at",
            "started_at",
        ]),
        until: moment(&["expires_at"]),
        plays: wire::small(&row["plays"]),
        rating: wire::number(&row["rating"]).and_then(Rating::of_ten),
        percent: row["progress"].as_f64(),
        notes: wire::text(&row["notes"]),
        page: page(row, &work),
        ..Row::of(work)
    }
}

/// The least form of what was watched, `{"16662":["2026-…"]}`: a row for each play.
pub(super) fn held(moments: &Map<String, Value>, films: bool) -> Page {
    let mut page = Page::default();
    for (row, (id, moments)) in moments.iter().enumerate() {
        let skip = |reason: &str| Skipped { row, reason: reason.to_owned() };
        let (Ok(id), Some(moments)) = (id.parse(), moments.as_array()) else {
            page.skipped.push(skip("It is no id with its plays."));
            continue;
        };
        let ids = ExternalIds { trakt: Some(id), ..ExternalIds::default() };
        let work = match films {
            true => Work::Movie(Movie { ids, ..Movie::default() }),
            // Neither its show nor its number is told.
            false => Work::Episode(Episode { ids, ..Episode::default() }),
        };
        for at in moments {
            match wire::moment(at) {
                None if !at.is_null() => page.skipped.push(skip("It does not say when.")),
                at => page.rows.push(Row { at, ..Row::of(work.clone()) }),
            }
        }
    }
    page
}

/// A hit of a search.
pub(super) fn candidate(hit: &Value) -> Option<Candidate> {
    let work = work(hit)?;
    let item = &hit[match work.kind() {
        WorkKind::Movie => "movie",
        WorkKind::Show => "show",
        _ => "episode",
    }];
    let day = |name: &str| PartialDate::parse(item[name].as_str()?.get(..10)?);
    Some(Candidate {
        other_titles: wire::text(&item["original_title"]).into_iter().collect(),
        date: day("released").or_else(|| day("first_aired")),
        runtime: wire::small(&item["runtime"]).and_then(|minutes| minutes.checked_mul(60)),
        aired: wire::small(&item["aired_episodes"]),
        overview: wire::text(&item["overview"]),
        page: page(hit, &work),
        ..Candidate::of(work)
    })
}

/// The work a row or a hit is about.
fn work(row: &Value) -> Option<Work> {
    if row["movie"].is_object() || row["episode"].is_object() {
        return media(row).map(Work::from);
    }
    let show = wire::show(&row["show"]);
    if show.title.is_empty() && show.ids.is_empty() {
        return None;
    }
    let season = &row["season"];
    if season.is_object() {
        let number = wire::small(&season["number"])?;
        return Some(Work::Season(Season { show, number, ids: wire::ids(&season["ids"]) }));
    }
    Some(Work::Show(show))
}

/// The work's page, by the slug the row has of it.
///
/// <https://github.com/trakt/trakt-api>, the guide on links to the website, read 2026-10.
fn page(row: &Value, work: &Work) -> Option<String> {
    let (kind, part) = match work {
        Work::Movie(_) => ("movie", String::new()),
        Work::Season(season) => ("show", format!("/seasons/{}", season.number)),
        Work::Episode(part) => {
            ("show", format!("/seasons/{}/episodes/{}", part.season, part.number))
        }
        _ => ("show", String::new()),
    };
    let slug = wire::text(&row[kind]["ids"]["slug"])?;
    Some(format!("https://app.trakt.tv/{kind}s/{}{part}", percent_encode(&slug)))
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

/// Ids of a season or an episode that are its own: one that is also the show's is not, and
/// Trakt would record another show.
fn own_ids(ids: &ExternalIds, of_show: &ExternalIds) -> Object {
    fn own(id: Option<u64>, of_show: Option<u64>) -> Option<u64> {
        if id == of_show { None } else { id }
    }
    Object::default()
        .set("trakt", own(ids.trakt, of_show.trakt))
        .set("tvdb", own(ids.tvdb, of_show.tvdb))
}

/// The ids Trakt takes for an episode, where it has one: they name it better than
/// its numbers do.
fn episode_ids(part: &Episode) -> Option<Object> {
    let ids = own_ids(&part.ids, &part.show.ids);
    if !ids.is_empty() {
        return Some(ids);
    }
    // The contract names no IMDb and TMDB ids of episodes; they are better than nothing.
    if part.show.ids.is_empty() && part.show.title.is_empty() {
        let ids =
            Object::default().set("imdb", part.ids.imdb.as_deref()).set("tmdb", part.ids.tmdb);
        return (!ids.is_empty()).then_some(ids);
    }
    None
}
