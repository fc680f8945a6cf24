//! Single plays: added, removed, and read back.

use serde_json::Value;

use super::super::{errors, map};
use super::{call, post};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, Method, with_query};
use crate::media::{Media, Work};
use crate::providers::wire::{self, Object};
use crate::providers::{Context, Finished, Outcome, ReadPlays, StoredPlay, nested};
use crate::time::{Span, Timestamp};

/// `POST /sync/history`: adds plays at their own time. Nothing is compared with what is
/// there: the same play sent twice is two plays. A show or season without its episodes
/// would stand for all of them, so none goes out like that.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-07-30.
const ADD: &str = "/sync/history";

/// `POST /sync/history/remove`: takes plays out by their own ids, which are of 64 bits; it
/// names the ones it has not.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-07-30.
const REMOVE: &str = "/sync/history/remove";

/// `GET /sync/history/{type}`: plays, newest first, filtered by the day they were
/// watched; at most 250 a page.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync and the guide on pagination, read 2026-09.
const OF_TYPE: &str = "/sync/history/";

pub(in super::super) fn add(plays: &[Finished], cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let dated = plays.iter().map(|play| {
        // Whole seconds: a play of ours is found again by its exact second.
        let watched_at = play.watched_at.whole_second().to_rfc3339();
        (Work::from(play.media.clone()), Object::default().set("watched_at", watched_at))
    });
    post(ADD, map::works(dated.collect())?, cx)
}

pub(in super::super) fn added(plays: &[Finished], body: &Value) -> Option<Outcome> {
    let works: Vec<Work> = plays.iter().map(|play| play.media.clone().into()).collect();
    let each = nested::each(body, &["added", "updated"], &works, errors::NOT_FOUND)?;
    // Nothing is compared, so a play that is known and not added is none that was there.
    let added = |each: &Outcome| match each {
        Outcome::Each(results) => !results.contains(&Ok(Outcome::AlreadyThere)),
        _ => true,
    };
    Some(each).filter(added)
}

pub(in super::super) fn remove(
    plays: &[StoredPlay],
    cx: &Context<'_>,
) -> Result<HttpRequest, Error> {
    let id = |play: &StoredPlay| match (&play.media, play.id.parse::<u64>()) {
        (Media::Track(_), _) => Err(map::not_taken()),
        (_, Ok(id)) => Ok(id.into()),
        _ => Err(Error::new(ErrorKind::BadInput, "This is no id of a play at Trakt.")),
    };
    let ids: Vec<Value> = plays.iter().map(id).collect::<Result<_, _>>()?;
    post(REMOVE, Object::default().set("ids", ids), cx)
}

pub(in super::super) fn removed(plays: &[StoredPlay], body: &Value) -> Option<Outcome> {
    body["deleted"].as_object()?;
    let unknown = body["not_found"]["ids"].as_array().map(Vec::as_slice).unwrap_or_default();
    let result = |play: &StoredPlay| match unknown
        .iter()
        .any(|id| wire::record_id(id).as_ref() == Some(&play.id))
    {
        true => Err(Error::new(ErrorKind::NotFound, "Trakt has no such play any more.")),
        false => Ok(Outcome::Done),
    };
    Some(Outcome::Each(plays.iter().map(result).collect()))
}

pub(in super::super) fn read_plays(
    read: &ReadPlays,
    cx: &Context<'_>,
) -> Result<HttpRequest, Error> {
    let kind = match read.media {
        Media::Movie(_) => "movies",
        Media::Episode(_) => "episodes",
        Media::Track(_) => return Err(map::not_taken()),
    };
    let path = format!("{OF_TYPE}{kind}");
    call(Method::Get, &page(&path, Some(read.from), Some(read.to), read.page), cx)
}

pub(in super::super) fn plays_page(
    read: &ReadPlays,
    response: &HttpResponse,
    body: &Value,
) -> Option<Outcome> {
    let rows = body.as_array()?;
    let more = has_more(response, read.page, rows.is_empty());
    Some(Outcome::Plays { plays: rows.iter().filter_map(map::stored_play).collect(), more })
}

/// A page of a list. Whole days are all the contract promises of the dates; one more, as
/// nobody says whether the last one counts.
pub(super) fn page(
    path: &str,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    page: u32,
) -> String {
    let day = |at: Timestamp| at.to_rfc3339().chars().take(10).collect::<String>();
    let page = page.to_string();
    let from = from.map(day).unwrap_or_default();
    let to = to.map(|to| day(to + Span::from_hours(24))).unwrap_or_default();
    let pairs = [("start_at", &*from), ("end_at", &to), ("page", &page), ("limit", "250")];
    let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    with_query(path, &pairs)
}

/// Whether there is another page. A page of ours cannot see the header in a browser, and
/// then only an empty one is surely the last.
pub(super) fn has_more(response: &HttpResponse, page: u32, is_empty: bool) -> bool {
    let pages = response.header("x-pagination-page-count").and_then(|n| n.trim().parse().ok());
    pages.map_or(!is_empty, |pages: u32| page < pages)
}
