//! Finding works at Trakt, by words and by ids.

use serde_json::Value;

use super::super::map;
use super::call;
use crate::error::Error;
use crate::http::{HttpRequest, Method, percent_encode, with_query};
use crate::media::{Catalogue, WorkKind};
use crate::providers::{ById, Context, Outcome, Query};

/// `GET /search/{type}`: by words of the title, the likeliest first; several types with
/// commas. `GET /search/{type}/exact` has at most three hits, and is to be asked first; it
/// knows no episodes and no years.
///
/// <https://github.com/trakt/trakt-api>, contracts/search and the guide on it, read 2026-07-30.
const SEARCH: &str = "/search/";

/// `GET /search/{catalogue}/{id}`: what has this id. Films and shows share their numbers at
/// TMDB and TVDB, so the type is always said.
///
/// <https://github.com/trakt/trakt-api>, contracts/search, read 2026-08-02.
const BY_ID: &str = "/search/";

pub(in super::super) fn search(query: &Query, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let kind = match query.kind {
        None => "movie,show",
        Some(kind) => word(kind).ok_or_else(map::not_taken)?,
    };
    let title = escaped(&query.title);
    let mut pairs = vec![("query", &*title), ("extended", "full")];
    if query.exact && query.kind != Some(WorkKind::Episode) {
        let kind = if query.kind.is_none() { "media" } else { kind };
        return call(Method::Get, &with_query(&format!("{SEARCH}{kind}/exact"), &pairs), cx);
    }
    let (page, year) = (query.page.to_string(), query.year.map(|year| year.to_string()));
    pairs.extend([("fields", "title"), ("page", &*page), ("limit", "50")]);
    pairs.extend(year.as_deref().map(|year| ("years", year)));
    call(Method::Get, &with_query(&format!("{SEARCH}{kind}"), &pairs), cx)
}

pub(in super::super) fn find(by: &ById, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let catalogue = match by.catalogue {
        Catalogue::Trakt => "trakt",
        Catalogue::Imdb => "imdb",
        Catalogue::Tmdb => "tmdb",
        Catalogue::Tvdb => "tvdb",
        _ => return Err(map::not_taken()),
    };
    let kind = word(by.kind).ok_or_else(map::not_taken)?;
    let path = format!("{BY_ID}{catalogue}/{}", percent_encode(&by.id));
    call(Method::Get, &with_query(&path, &[("type", kind), ("extended", "full")]), cx)
}

pub(in super::super) fn found(body: &Value) -> Option<Outcome> {
    Some(Outcome::Found(body.as_array()?.iter().filter_map(map::candidate).collect()))
}

fn word(kind: WorkKind) -> Option<&'static str> {
    match kind {
        WorkKind::Movie => Some("movie"),
        WorkKind::Show => Some("show"),
        WorkKind::Episode => Some("episode"),
        WorkKind::Season | WorkKind::Track | WorkKind::Book => None,
    }
}

/// The title with a backslash before each character that has a meaning in a query.
fn escaped(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    for c in title.chars() {
        if r#"+-&|!(){}[]^"~*?:\/"#.contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
