//! Finding titles at Simkl, by words and by ids.

use serde_json::Value;

use super::super::{map, rows};
use super::call;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse, Method, with_query};
use crate::media::{Catalogue, ExternalIds, WorkKind};
use crate::providers::{ById, Candidate, Context, Outcome, Query};

/// `GET /redirect`: the title with this id, told by the `Location` of a 301. The driver must
/// not follow it, and has to hand its headers over; a page in a browser can do neither. Not
/// counted, and asked only by who shows something: no write needs an id of Simkl's.
///
/// <https://api.simkl.org/api-reference/simkl/redirect>, read 2026-10.
const REDIRECT: &str = "/redirect";

/// `GET /search/{type}`: by words, one type at a time.
///
/// <https://api.simkl.org/api-reference/simkl/search-by-text>, read 2026-10.
const SEARCH: &str = "/search/";

pub(in super::super) fn find(by: &ById, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let kind = kind_word(by.kind).ok_or_else(map::not_taken)?;
    let name = match by.catalogue {
        Catalogue::Imdb => "imdb",
        Catalogue::Tmdb => "tmdb",
        Catalogue::Tvdb => "tvdb",
        Catalogue::Mal => "mal",
        Catalogue::Anilist => "anilist",
        Catalogue::Kitsu => "kitsu",
        Catalogue::Anidb => "anidb",
        _ => return Err(map::not_taken()),
    };
    // TMDB numbers films and shows apart.
    let kind = Some(("type", kind)).filter(|_| by.catalogue == Catalogue::Tmdb);
    let mut pairs = vec![("to", "simkl"), (name, &*by.id)];
    pairs.extend(kind);
    call(Method::Get, &with_query(REDIRECT, &pairs), cx)
}

/// `//simkl.com/tv/17465/game-of-thrones`, or `//simkl.com` where nothing is known.
pub(in super::super) fn redirected(by: &ById, response: &HttpResponse) -> Option<Outcome> {
    let location = response.header("location").filter(|_| matches!(response.status, 301 | 302))?;
    let (_, address) = location.split_once("//")?;
    let mut parts = address.trim_end_matches('/').split('/');
    if !matches!(parts.next()?, "simkl.com" | "www.simkl.com") {
        return None;
    }
    let (kind, id) = (parts.next(), parts.next());
    let (Some(kind), Some(id)) = (kind, id) else { return Some(Outcome::Found(Vec::new())) };
    let mut ids = ExternalIds { simkl: id.parse().ok(), ..ExternalIds::default() };
    ids.simkl?;
    // An anime's entry is one cour, the series has the id that was asked with.
    if kind != "anime"
        || !matches!(by.catalogue, Catalogue::Imdb | Catalogue::Tmdb | Catalogue::Tvdb)
    {
        ids.set(by.catalogue, &by.id);
    }
    let work = rows::work_of(kind, String::new(), None, ids)?;
    let page = Some(format!("https://{address}"));
    Some(Outcome::Found(vec![Candidate { page, ..Candidate::of(work) }]))
}

pub(in super::super) fn search(query: &Query, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let kind = query.kind.and_then(kind_word).ok_or_else(map::not_taken)?;
    let page = query.page.to_string();
    let pairs = [("q", &*query.title), ("page", &*page), ("limit", "50")];
    call(Method::Get, &with_query(&format!("{SEARCH}{kind}"), &pairs), cx)
}

pub(in super::super) fn hits(body: &Value) -> Option<Outcome> {
    Some(Outcome::Found(body.as_array()?.iter().filter_map(rows::candidate).collect()))
}

fn kind_word(kind: WorkKind) -> Option<&'static str> {
    match kind {
        WorkKind::Movie => Some("movie"),
        WorkKind::Show => Some("tv"),
        _ => None,
    }
}
