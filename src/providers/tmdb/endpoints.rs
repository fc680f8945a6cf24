//! The calls to TMDB: what goes out, and what comes back of searches.

use serde_json::Value;

use super::{DESCRIPTOR, map};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, Method, USER_AGENT, percent_encode, with_query};
use crate::media::{Catalogue, ExternalIds, WorkKind};
use crate::providers::metadata::{Ask, Subject, Window};
use crate::providers::{ById, Context, Outcome, Profile, Query, unconfigured, unsupported};

/// `GET /authentication`: whether the key is good.
///
/// <https://developer.themoviedb.org/reference/authentication-validate-key>, read 2026-11.
const AUTHENTICATION: &str = "/authentication";

/// `GET /search/movie`: films by original, translated and other titles, 20 a page.
///
/// <https://developer.themoviedb.org/reference/search-movie>, read 2026-11.
const SEARCH_MOVIE: &str = "/search/movie";

/// `GET /search/tv`: shows, in the same way.
///
/// <https://developer.themoviedb.org/reference/search-tv>, read 2026-11.
const SEARCH_TV: &str = "/search/tv";

/// `GET /search/multi`: films, shows and people, each with its `media_type`; no years.
///
/// <https://developer.themoviedb.org/reference/search-multi>, read 2026-11.
const SEARCH_MULTI: &str = "/search/multi";

/// `GET /find/{external_id}`: what has an id elsewhere, one list for each kind. An unknown
/// id is five empty lists; one number of TVDB may be a show and an episode of another.
///
/// <https://developer.themoviedb.org/reference/find-by-id>, read 2026-11.
const FIND: &str = "/find/";

/// `GET /movie/{id}`: everything of a film.
///
/// <https://developer.themoviedb.org/reference/movie-details>, read 2026-11.
const MOVIE: &str = "/movie/";

/// `GET /tv/{id}`: everything of a show but its ids elsewhere, which are asked for along with it.
///
/// <https://developer.themoviedb.org/reference/tv-series-details>, read 2026-11.
const TV: &str = "/tv/";

/// `GET /tv/{id}/season/{n}`: a season with its episodes, guests and crew.
///
/// <https://developer.themoviedb.org/reference/tv-season-details>, read 2026-11.
const SEASON: &str = "/season/";

/// `GET /movie/{id}/external_ids`, and `/tv/…`: ids elsewhere.
///
/// <https://developer.themoviedb.org/reference/tv-series-external-ids>, read 2026-11.
const EXTERNAL_IDS: &str = "/external_ids";

/// `GET /movie/{id}/credits`, and `/tv/…`: who had a part in it.
///
/// <https://developer.themoviedb.org/reference/movie-credits>, read 2026-11.
const CREDITS: &str = "/credits";

/// `GET /person/{id}`: a person.
///
/// <https://developer.themoviedb.org/reference/person-details>, read 2026-11.
const PERSON: &str = "/person/";

/// `GET /person/{id}/combined_credits`: all that a person had a part in, in one answer.
///
/// <https://developer.themoviedb.org/reference/person-combined-credits>, read 2026-11.
const COMBINED_CREDITS: &str = "/combined_credits";

/// `GET /collection/{id}`: films that belong together, in no order.
///
/// <https://developer.themoviedb.org/reference/collection-details>, read 2026-11.
const COLLECTION: &str = "/collection/";

/// `GET /trending/{kind}/{window}`: what many look for; takes a `page` though it does not say so.
///
/// <https://developer.themoviedb.org/reference/trending-all>, read 2026-11.
const TRENDING: &str = "/trending/";

/// No list can be read further.
pub(super) const MOST_PAGES: u32 = 500;

type Planned = Result<HttpRequest, Error>;

pub(super) fn authentication(cx: &Context<'_>) -> Planned {
    call(AUTHENTICATION, &[], cx)
}

/// The key is good; there is nobody it belongs to.
pub(super) fn authenticated(body: &Value) -> Option<Outcome> {
    (body["success"] == true).then(|| Outcome::Profile(Profile::default()))
}

pub(super) fn search(query: &Query, language: Option<&str>, cx: &Context<'_>) -> Planned {
    let (path, by_year) = match query.kind {
        None => (SEARCH_MULTI, None),
        Some(WorkKind::Movie) => (SEARCH_MOVIE, Some("year")),
        Some(WorkKind::Show) => (SEARCH_TV, Some("first_air_date_year")),
        Some(_) => return Err(unsupported(&DESCRIPTOR)),
    };
    let title = query.title.trim();
    if title.is_empty() {
        return Err(Error::new(ErrorKind::BadInput, "TMDB is searched by words: there are none."));
    }
    let year = query.year.filter(|year| (1000..=9999).contains(year)).map(|year| year.to_string());
    let page = page(query.page)?;
    let mut pairs = vec![("query", title)];
    pairs.extend(by_year.zip(year.as_deref()));
    pairs.extend(language.map(|language| ("language", language)));
    pairs.push(("page", &page));
    call(path, &pairs, cx)
}

pub(super) fn searched(query: &Query, body: &Value) -> Option<Outcome> {
    let rows = body["results"].as_array()?.iter();
    let titles = rows.filter_map(|row| map::title(row, query.kind));
    Some(Outcome::Found(titles.map(map::candidate).collect()))
}

pub(super) fn find(by_id: &ById, cx: &Context<'_>) -> Planned {
    let ById { catalogue, id, kind } = by_id;
    let source = match (catalogue, kind) {
        (Catalogue::Tmdb, kind) => {
            let ids = ExternalIds { tmdb: id.trim().parse().ok(), ..ExternalIds::default() };
            return call(&title(*kind, &ids)?, &[("append_to_response", "external_ids")], cx);
        }
        (Catalogue::Imdb, WorkKind::Movie | WorkKind::Show | WorkKind::Episode) => "imdb_id",
        (Catalogue::Tvdb, WorkKind::Show | WorkKind::Season | WorkKind::Episode) => "tvdb_id",
        _ => return Err(unsupported(&DESCRIPTOR)),
    };
    call(&format!("{FIND}{}", percent_encode(id.trim())), &[("external_source", source)], cx)
}

/// What fits the kind that was asked for, whatever else has the number.
pub(super) fn found(by_id: &ById, body: &Value) -> Option<Outcome> {
    if by_id.catalogue == Catalogue::Tmdb {
        let title = map::title(body, Some(by_id.kind))?;
        return Some(Outcome::Found(vec![map::candidate(title)]));
    }
    let list = match by_id.kind {
        WorkKind::Movie => "movie_results",
        WorkKind::Show => "tv_results",
        WorkKind::Season => "tv_season_results",
        _ => "tv_episode_results",
    };
    let rows = body[list].as_array()?.iter();
    Some(Outcome::Found(rows.filter_map(|row| map::known_elsewhere(row, by_id)).collect()))
}

pub(super) fn ask(ask: &Ask, cx: &Context<'_>) -> Planned {
    let language = ask.language.as_deref();
    let mut pairs = Vec::new();
    let number;
    let path = match &ask.about {
        Subject::Title(kind, ids) => {
            pairs.push(("append_to_response", "external_ids,credits"));
            title(*kind, ids)?
        }
        Subject::Ids(kind, ids) => title(*kind, ids)? + EXTERNAL_IDS,
        Subject::Credits(kind, ids) => title(*kind, ids)? + CREDITS,
        Subject::Season(show, number) => {
            format!("{}{SEASON}{number}", title(WorkKind::Show, show)?)
        }
        Subject::Person(id) => format!("{PERSON}{id}"),
        Subject::Works(id) => format!("{PERSON}{id}{COMBINED_CREDITS}"),
        Subject::Collection(id) => format!("{COLLECTION}{id}"),
        Subject::Trending(kind, window, at) => {
            number = page(*at)?;
            pairs.push(("page", &number));
            trending(*kind, *window)?
        }
        Subject::Search(query) => return search(query, language, cx),
    };
    pairs.extend(language.map(|language| ("language", language)));
    call(&path, &pairs, cx)
}

/// Where a film or show is told of.
fn title(kind: WorkKind, ids: &ExternalIds) -> Result<String, Error> {
    let root = match kind {
        WorkKind::Movie => MOVIE,
        WorkKind::Show => TV,
        _ => return Err(unsupported(&DESCRIPTOR)),
    };
    let own = ids.tmdb.ok_or_else(|| {
        Error::new(ErrorKind::BadInput, "TMDB needs its own id to tell of a title.")
    })?;
    Ok(format!("{root}{own}"))
}

fn trending(kind: Option<WorkKind>, window: Window) -> Result<String, Error> {
    let kind = match kind {
        None => "all",
        Some(WorkKind::Movie) => "movie",
        Some(WorkKind::Show) => "tv",
        Some(_) => return Err(unsupported(&DESCRIPTOR)),
    };
    let window = match window {
        Window::Day => "day",
        Window::Week => "week",
    };
    Ok(format!("{TRENDING}{kind}/{window}"))
}

fn page(number: u32) -> Result<String, Error> {
    if number > MOST_PAGES {
        return Err(Error::new(ErrorKind::BadInput, "TMDB's lists end at page 500."));
    }
    Ok(number.max(1).to_string())
}

fn call(path: &str, pairs: &[(&str, &str)], cx: &Context<'_>) -> Planned {
    cx.app.ok_or_else(|| unconfigured(&DESCRIPTOR))?;
    let url = with_query(&format!("{}{path}", DESCRIPTOR.base), pairs);
    Ok(HttpRequest::new(Method::Get, url)
        .header("accept", "application/json")
        .header("user-agent", USER_AGENT))
}
