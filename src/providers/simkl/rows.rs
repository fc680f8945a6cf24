//! Simkl's library, saved places and hits, read as rows and candidates.

use serde_json::Value;

use super::map::{WORDS, media, of_series};
use crate::http::percent_encode;
use crate::media::{Episode, ExternalIds, Media, Movie, Rating, Show, Work};
use crate::providers::wire;
use crate::providers::{Candidate, Listing, Row};
use crate::time::Timestamp;

/// What a row of the library says, `kind` being the list it is from: of its title, and then
/// of each episode that was seen.
pub(super) fn of_library(
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
    // Its moment is that of the play, where there was one.
    let seen = film && listing == Listing::Statuses && status == Some("completed");
    rows.push(Row {
        at,
        plays: at.filter(|_| seen).map(|_| 1),
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
    let seasons = match &row["seasons"] {
        Value::Null => &[],
        seasons => wire::parts(seasons, &mut whole),
    };
    for season in seasons {
        for episode in wire::parts(&season["episodes"], &mut whole) {
            // Those without a moment were not seen.
            if !episode["watched_at"].is_string() {
                whole &= episode.is_object() && episode["watched_at"].is_null();
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
    if whole { Ok(()) } else { Err("Not all of its episodes can be read.") }
}

/// A place to go on from.
pub(super) fn saved_place(row: &Value, rows: &mut Vec<Row>) -> Result<(), &'static str> {
    let mut media = media(row).ok_or("It names no film and no episode.")?;
    // Without an id of the series its seasons would be nobody's: then it is the cour's.
    if let Media::Episode(part) = &mut media
        && part.show.ids.is_empty()
        && let (Some(season), Some(number)) =
            (wire::small(&row["episode"]["season"]), wire::small(&row["episode"]["number"]))
    {
        part.show.ids = of_cour(wire::ids(&row["anime"]["ids"]));
        (part.season, part.number) = (season, number);
    }
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
        ..Row::of(media.into())
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

/// Without the ids of the series, which its other cours have too; all of them where it has
/// no others.
fn of_cour(ids: ExternalIds) -> ExternalIds {
    let own = ExternalIds { imdb: None, tmdb: None, tvdb: None, ..ids.clone() };
    if own.is_empty() { ids } else { own }
}
