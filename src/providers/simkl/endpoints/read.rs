//! What is read of a person's library, one type of title after the other.

use serde_json::Value;

use super::super::{map, rows};
use super::{call, moment};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, Method};
use crate::providers::wire;
use crate::providers::{Context, Listing, Outcome, Page, Read};

/// `GET /sync/all-items/{type}[/{status}]`: the library, without pages; with `date_from` only
/// what changed after that moment, which is the last snapshot's own. Removals are in no such
/// answer: they show only where all ids are read. It is read once for all that it holds, as an
/// app that asks for it again and again is shut out. Too large an answer is refused with 400
/// `max_items`; then each status is asked by itself.
///
/// <https://api.simkl.org/api-reference/simkl/get-all-items>, read 2026-10.
const ALL_ITEMS: &str = "/sync/all-items/";

/// `GET /sync/ratings/{type}/{ratings}`: rated titles. With `date_from` and without the
/// numbers also those whose rating was taken back; with neither it would be the library.
///
/// <https://api.simkl.org/api-reference/simkl/get-ratings>, read 2026-10.
const RATINGS: &str = "/sync/ratings/";

/// `GET /sync/playback`: places to go on from, one a title. `DELETE /sync/playback/{id}`
/// forgets one and answers 204.
///
/// <https://api.simkl.org/api-reference/playback>, read 2026-10.
const PLAYBACK: &str = "/sync/playback";

const TYPES: [&str; 3] = ["shows", "movies", "anime"];
const STATUSES: [&str; 5] = ["watching", "plantowatch", "hold", "completed", "dropped"];

/// Which type, and which status of it where they are asked one by one.
type Place = (usize, Option<usize>);

/// `1` is all films, `1.3` those that are completed.
fn place(read: &Read) -> Option<Place> {
    let Some(cursor) = &read.cursor else { return Some((0, None)) };
    let (kind, status) = match cursor.split_once('.') {
        Some((kind, status)) => (kind, Some(status.parse().ok()?)),
        None => (&**cursor, None),
    };
    let place: Place = (kind.parse().ok()?, status);
    let split = status.is_none() || splits(read.listing);
    let known = place.0 < TYPES.len() && status_of(place).is_some();
    (known && split).then_some(place)
}

/// The status asked for; empty for all of them.
fn status_of((_, status): Place) -> Option<&'static str> {
    status.map_or(Some(""), |at| STATUSES.get(at).copied())
}

fn after((kind, status): Place) -> Option<String> {
    match status {
        Some(at) if at + 1 < STATUSES.len() => Some(format!("{kind}.{}", at + 1)),
        _ if kind + 1 < TYPES.len() => Some((kind + 1).to_string()),
        _ => None,
    }
}

pub(in super::super) fn read(read: &Read, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let Some(place) = place(read) else {
        return Err(Error::new(ErrorKind::BadInput, "This is no place in a list of Simkl."));
    };
    let kind = TYPES[place.0];
    let full = if kind == "anime" { "full_anime_seasons" } else { "full" };
    let path = match read.listing {
        Listing::Statuses => format!(
            "{ALL_ITEMS}{kind}?extended={full}&episode_watched_at=yes&include_all_episodes=yes\
             &memos=yes"
        ),
        Listing::Watchlist => format!("{ALL_ITEMS}{kind}/plantowatch"),
        Listing::Held => format!("{ALL_ITEMS}{kind}?extended=simkl_ids_only"),
        Listing::Ratings if read.since.is_some() => format!("{RATINGS}{kind}"),
        Listing::Ratings => format!("{RATINGS}{kind}/1,2,3,4,5,6,7,8,9,10"),
        Listing::Playback => PLAYBACK.to_owned(),
        _ => return Err(map::not_taken()),
    };
    let path = match status_of(place) {
        Some(status) if !status.is_empty() => path.replacen('?', &format!("/{status}?"), 1),
        _ => path,
    };
    let since = read.since.filter(|_| read.listing != Listing::Held).map(moment);
    let since = since.as_deref().map(|since| ("date_from", since));
    call(Method::Get, &crate::http::with_query(&path, since.as_slice()), cx)
}

/// Two answers without rows: `null`, which is an empty list, and the refusal of one that is
/// too large, after which the statuses are asked one by one.
pub(in super::super) fn without_rows(read: &Read, response: &HttpResponse) -> Option<Outcome> {
    let place = place(read)?;
    let next = match response.status {
        200 if response.body.trim() == "null" => next(read, place),
        400 if status_of(place) == Some("") && splits(read.listing) => {
            let body: Value = response.json()?;
            (body["error"] == "max_items").then(|| format!("{}.0", place.0)).map(Some)?
        }
        _ => return None,
    };
    Some(Outcome::Page(Page { next, ..Page::default() }))
}

/// Whether a listing has all statuses in it, and long rows.
fn splits(listing: Listing) -> bool {
    matches!(listing, Listing::Statuses | Listing::Held)
}

fn next(read: &Read, place: Place) -> Option<String> {
    if read.listing == Listing::Playback { None } else { after(place) }
}

pub(in super::super) fn read_rows(read: &Read, body: &Value) -> Option<Outcome> {
    let place = place(read)?;
    if read.listing == Listing::Playback {
        return Some(Outcome::Page(wire::page(body.as_array()?, &rows::saved_place)));
    }
    let kind = TYPES[place.0];
    let library = body.as_object()?;
    let rows = match library.get(kind) {
        Some(Value::Array(rows)) => rows.as_slice(),
        Some(Value::Null) => &[],
        None if library.is_empty() => &[],
        _ => return None,
    };
    let listing = read.listing;
    let read_row = |row: &Value, rows: &mut Vec<_>| rows::of_library(kind, listing, row, rows);
    let page = wire::page(rows, &read_row);
    Some(Outcome::Page(Page { next: next(read, place), ..page }))
}

pub(in super::super) fn forget_place(id: &str, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    if id.parse::<u64>().is_err() {
        return Err(Error::new(ErrorKind::BadInput, "This is no id of a place at Simkl."));
    }
    call(Method::Delete, &format!("{PLAYBACK}/{id}"), cx)
}
