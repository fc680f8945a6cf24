//! The calls to MyAnimeList: what goes out, what comes back.

use serde_json::Value;

use super::{DESCRIPTOR, map};
use crate::error::{Error, ErrorKind};
use crate::http::{
    HttpRequest, HttpResponse, Method, USER_AGENT, parse_pairs, percent_encode, with_query,
};
use crate::media::{Catalogue, Work, WorkKind};
use crate::providers::wire;
use crate::providers::{
    ById, Context, Intent, Listing, Outcome, Page, Profile, Query, Read, StatusChange, unsupported,
};

/// `GET /users/@me`: who the token belongs to.
///
/// <https://myanimelist.net/apiconfig/references/api/v2#operation/users_user_id_get>, read 2026-08.
const ME: &str = "/users/@me";

/// `GET /anime/{id}`: one title, and where the token's person stands with it; 404 where
/// there is none.
///
/// <https://myanimelist.net/apiconfig/references/api/v2#operation/anime_anime_id_get>, read 2026-08.
const DETAILS: &str = "/anime/";

/// `GET /anime`: titles by 3 to 64 characters, loosely; at most 100 a page. Without
/// `nsfw` some are left out in silence.
///
/// <https://myanimelist.net/apiconfig/references/api/v2#operation/anime_get>, read 2026-08.
const SEARCH: &str = "/anime";

/// `GET /users/@me/animelist`: the person's list, at most 1000 a page. Sorted by change,
/// the newest first. What was removed is not in it.
///
/// <https://myanimelist.net/apiconfig/references/api/v2#operation/users_user_id_animelist_get>, read 2026-08.
const LIST: &str = "/users/@me/animelist";

/// `PATCH /anime/{id}/my_list_status`: makes or changes the person's entry; what is left
/// out stays, and nothing is filled in. The episodes are called `num_watched_episodes`
/// here and `num_episodes_watched` in answers. `DELETE` takes the entry off; 404 where
/// there is none.
///
/// <https://myanimelist.net/apiconfig/references/api/v2#operation/anime_anime_id_my_list_status_put>, read 2026-08.
const STATUS: &str = "/my_list_status";

/// What is asked of a title.
const TITLE: &str = "alternative_titles,num_episodes,media_type,status,start_date,\
                     average_episode_duration";
/// What is asked of an entry besides what always comes.
const ENTRY: &str = "{num_times_rewatched,start_date,finish_date,comments}";
/// Titles a page of a search holds.
const FOUND: u32 = 20;

pub(super) fn me(cx: &Context<'_>) -> HttpRequest {
    call(Method::Get, ME, cx)
}

pub(super) fn me_read(body: &Value) -> Option<Outcome> {
    let username = wire::text(&body["name"])?;
    Some(Outcome::Profile(Profile {
        id: wire::record_id(&body["id"]),
        profile_url: Some(format!("https://myanimelist.net/profile/{}", percent_encode(&username))),
        username,
        ..Profile::default()
    }))
}

pub(super) fn find(by_id: &ById, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    if by_id.catalogue != Catalogue::Mal {
        return Err(unsupported(&DESCRIPTOR));
    }
    let id = by_id
        .id
        .parse::<u64>()
        .map_err(|_| Error::new(ErrorKind::BadInput, "An id of MyAnimeList is a number."))?;
    Ok(details(id, cx))
}

pub(super) fn found(body: &Value) -> Option<Outcome> {
    Some(Outcome::Found(vec![map::candidate(body)?]))
}

pub(super) fn search(query: &Query, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    if !matches!(query.kind, None | Some(WorkKind::Show | WorkKind::Movie)) {
        return Err(unsupported(&DESCRIPTOR));
    }
    let title: String = query.title.trim().chars().take(64).collect();
    if title.chars().count() < 3 {
        return Err(Error::new(
            ErrorKind::BadInput,
            "MyAnimeList looks for titles of three characters and more.",
        ));
    }
    let offset = query.page.max(1).saturating_sub(1).saturating_mul(FOUND).to_string();
    let pairs = [
        ("q", &*title),
        ("limit", &FOUND.to_string()),
        ("offset", &offset),
        ("fields", TITLE),
        ("nsfw", "true"),
    ];
    Ok(call(Method::Get, &with_query(SEARCH, &pairs), cx))
}

pub(super) fn searched(query: &Query, body: &Value) -> Option<Outcome> {
    let rows = body["data"].as_array()?.iter();
    let titles = rows.filter_map(|row| map::candidate(&row["node"]));
    let kind = query.kind;
    let titles = titles.filter(|title| kind.is_none_or(|kind| title.work.kind() == kind));
    Some(Outcome::Found(titles.collect()))
}

pub(super) fn read_status(work: &Work, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    Ok(details(map::id(work)?, cx))
}

pub(super) fn status_read(body: &Value) -> Option<Outcome> {
    Some(Outcome::Status(Some(Box::new(map::row(body, &body["my_list_status"])?))))
}

pub(super) fn list(read: &Read, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    if read.listing != Listing::Statuses {
        return Err(unsupported(&DESCRIPTOR));
    }
    let fields = format!("list_status{ENTRY},{TITLE}");
    let pairs = [
        ("fields", &*fields),
        ("limit", "1000"),
        ("offset", &offset(read).to_string()),
        ("sort", "list_updated_at"),
        ("nsfw", "true"),
    ];
    Ok(call(Method::Get, &with_query(LIST, &pairs), cx))
}

fn offset(read: &Read) -> u32 {
    read.cursor.as_deref().and_then(|cursor| cursor.parse().ok()).unwrap_or(0)
}

pub(super) fn listed(read: &Read, body: &Value) -> Option<Outcome> {
    let rows = body["data"].as_array()?;
    let newer = |row: &&Value| {
        let at = map::changed_at(&row["list_status"]);
        read.since.zip(at).is_none_or(|(since, at)| at >= since.whole_second())
    };
    let mut page = Page::default();
    rows.iter().take_while(newer).for_each(|row| map::add(&mut page, row));
    if rows.iter().all(|row| newer(&row)) {
        let next = next_offset(&body["paging"]["next"]);
        // One that leads back would be read for ever.
        page.next = next.filter(|next| *next > offset(read)).map(|next| next.to_string());
    }
    Some(Outcome::Page(page))
}

/// Where the next page begins. Its address is whole and could name any host: only the
/// place is taken from it.
fn next_offset(next: &Value) -> Option<u32> {
    let (_, query) = next.as_str()?.split_once('?')?;
    let offset = parse_pairs(query).into_iter().find(|(name, _)| name == "offset")?.1;
    offset.parse().ok()
}

pub(super) fn save(change: &StatusChange, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let fields = map::fields(change);
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, &**value)).collect();
    patch(&change.work, &pairs, cx)
}

/// Rates in points of 10; 0 takes the rating back.
pub(super) fn rate(work: &Work, points: u8, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    patch(work, &[("score", &points.to_string())], cx)
}

fn patch(work: &Work, fields: &[(&str, &str)], cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let id = map::id(work)?;
    Ok(call(Method::Patch, &format!("{DETAILS}{id}{STATUS}"), cx).form(fields))
}

/// The answer names the entry's values alone.
pub(super) fn saved(work: &Work, body: &Value) -> Option<Outcome> {
    let mut row = map::entry(work.clone(), body);
    row.page = Some(map::page(map::id(work).ok()?));
    row.status?;
    Some(Outcome::Status(Some(Box::new(row))))
}

pub(super) fn delete(work: &Work, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let id = map::id(work)?;
    Ok(call(Method::Delete, &format!("{DETAILS}{id}{STATUS}"), cx))
}

/// Whether an entry is gone: 200 with next to nothing in it, or 404 as it was not there.
pub(super) fn is_deleted(intent: &Intent, response: &HttpResponse) -> bool {
    let body = response.body.trim();
    matches!(intent, Intent::RemoveStatus { .. })
        && (response.is_success() && matches!(body, "" | "[]" | "{}" | "null")
            || response.status == 404 && !response.is_html())
}

fn details(id: u64, cx: &Context<'_>) -> HttpRequest {
    let fields = format!("{TITLE},my_list_status{ENTRY}");
    call(Method::Get, &with_query(&format!("{DETAILS}{id}"), &[("fields", &fields)]), cx)
}

/// Every call. The app's id stands in where nobody has signed in.
fn call(method: Method, path: &str, cx: &Context<'_>) -> HttpRequest {
    let request = HttpRequest::new(method, format!("{}{path}", DESCRIPTOR.base))
        .header("user-agent", USER_AGENT);
    match cx.app {
        Some(app) => request.header("x-mal-client-id", &*app.client_id),
        None => request,
    }
}
