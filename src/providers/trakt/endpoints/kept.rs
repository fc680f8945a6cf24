//! What Trakt keeps of a person: listings that are read page by page, and lists of works
//! that are changed.

use serde_json::Value;

use super::super::{errors, map};
use super::plays::{has_more, page};
use super::{call, post};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, Method};
use crate::media::Work;
use crate::providers::wire;
use crate::providers::{Context, Intent, List, Listing, Outcome, Read, nested};
use crate::time::Timestamp;

/// `GET /sync/history`: all plays, newest first, filtered by the day they were watched; a
/// play added late is not found by when it was added.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync and the guide on pagination, read 2026-10.
const HISTORY: &str = "/sync/history";

/// `GET /sync/watched/movies`: each film once, with how often and when last.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-10.
const WATCHED_MOVIES: &str = "/sync/watched/movies";

/// `GET /sync/watched/shows`: each show with its watched episodes, which come in this form
/// alone; at most 100 a page.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-10.
const WATCHED_SHOWS: &str = "/sync/watched/shows?extended=progress";

/// `GET /sync/watched/movies` in its least form: a map from Trakt's id to the moments of
/// all plays, on one page.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-10.
const HELD_MOVIES: &str = "/sync/watched/movies?extended=min";

/// `GET /sync/watched/episodes` in the same form.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-10.
const HELD_EPISODES: &str = "/sync/watched/episodes?extended=min";

/// `GET /sync/ratings`: 1 to 10, of films, shows, seasons and episodes. `POST` gives them,
/// with the moment.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-07-30.
const RATINGS: &str = "/sync/ratings";

/// `POST /sync/ratings/remove`: takes ratings back.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-07-30.
const UNRATE: &str = "/sync/ratings/remove";

/// `GET /sync/watchlist`: what the person wants to see. `POST` adds to it; beyond the
/// account's limit it is refused with 420. Watching takes an item off again.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-07-30.
const WATCHLIST: &str = "/sync/watchlist";

/// `POST /sync/watchlist/remove`: takes works off it.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-07-30.
const UNWATCHLIST: &str = "/sync/watchlist/remove";

/// `GET /sync/collection/movies`: films the person owns.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-07-30.
const COLLECTED_MOVIES: &str = "/sync/collection/movies";

/// `GET /sync/collection/shows`: shows of which they own episodes, and which.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-07-30.
const COLLECTED_SHOWS: &str = "/sync/collection/shows";

/// `POST /sync/collection`: adds to what they own, with the moment; 420 beyond the limit.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-07-30.
const COLLECT: &str = "/sync/collection";

/// `POST /sync/collection/remove`: takes works out of it.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-07-30.
const UNCOLLECT: &str = "/sync/collection/remove";

/// `GET /sync/playback`: places to go on from. `DELETE /sync/playback/{id}` forgets one and
/// answers 204.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-07-30.
const PLAYBACK: &str = "/sync/playback";

/// `GET /users/me/watching`: what is being watched this moment; 204 where there is nothing.
///
/// <https://github.com/trakt/trakt-api>, contracts/users, read 2026-07-30.
const WATCHING: &str = "/users/me/watching";

/// The calls that make up a listing, one after the other.
fn parts(listing: Listing) -> Option<&'static [&'static str]> {
    Some(match listing {
        Listing::History => &[HISTORY],
        Listing::Watched => &[WATCHED_MOVIES, WATCHED_SHOWS],
        Listing::Held => &[HELD_MOVIES, HELD_EPISODES],
        Listing::Ratings => &[RATINGS],
        Listing::Watchlist => &[WATCHLIST],
        Listing::Collection => &[COLLECTED_MOVIES, COLLECTED_SHOWS],
        Listing::Playback => &[PLAYBACK],
        Listing::Watching => &[WATCHING],
        Listing::Loved | Listing::Statuses => return None,
    })
}

/// Which part, and which page of it: `1.3` is the third page of the second part.
fn place(read: &Read) -> Option<(usize, u32)> {
    let Some(cursor) = &read.cursor else { return Some((0, 1)) };
    let (part, page) = cursor.split_once('.')?;
    Some((part.parse().ok()?, page.parse().ok()?))
}

pub(in super::super) fn read(read: &Read, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let parts = parts(read.listing).ok_or_else(map::not_taken)?;
    let wanted = place(read).and_then(|(part, page)| Some((*parts.get(part)?, page)));
    let Some((path, number)) = wanted else {
        return Err(Error::new(ErrorKind::BadInput, "This is no place in a list of Trakt."));
    };
    let path = match read.listing {
        Listing::Held | Listing::Watching => path.to_owned(),
        Listing::History => page(path, read.since, read.until, number),
        _ => page(path, None, None, number),
    };
    call(Method::Get, &path, cx)
}

pub(super) fn may_be_nothing(read: &Read) -> bool {
    read.listing == Listing::Watching
}

pub(in super::super) fn rows(
    read: &Read,
    response: &HttpResponse,
    body: &Value,
) -> Option<Outcome> {
    let parts = parts(read.listing)?;
    let (part, number) = place(read)?;
    let (mut page, more) = match (read.listing, body) {
        (Listing::Held, Value::Object(moments)) => (map::held(moments, part == 0), false),
        (Listing::Watching, Value::Object(_)) => {
            (wire::page(std::slice::from_ref(body), &map::rows), false)
        }
        (Listing::Held | Listing::Watching, _) => return None,
        (_, Value::Array(rows)) => {
            (wire::page(rows, &map::rows), has_more(response, number, rows.is_empty()))
        }
        _ => return None,
    };
    if read.listing == Listing::History {
        // Asked for by whole days. A play without a moment may be of any.
        let since = read.since.map(Timestamp::whole_second);
        page.rows.retain(|row| {
            row.at.is_none_or(|at| since <= Some(at) && read.until.is_none_or(|until| at < until))
        });
    }
    page.next = match more {
        true => Some(format!("{part}.{}", number.saturating_add(1))),
        false if part + 1 < parts.len() => Some(format!("{}.1", part + 1)),
        false => None,
    };
    if parts.len() == 1 {
        page.total = response.header("x-pagination-item-count").and_then(|n| n.trim().parse().ok());
    }
    Some(Outcome::Page(page))
}

/// Ratings and lists are all changed alike: works, some with a word on each.
pub(in super::super) fn change(intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let (path, works) = match intent {
        Intent::Rate(rated) => (RATINGS, rated.iter().map(map::rated).collect()),
        Intent::Unrate(works) => (UNRATE, map::plain(works)),
        Intent::AddToList(listed) => match listed.list {
            List::Watchlist => (WATCHLIST, map::plain(&listed.works)),
            List::Collection => (COLLECT, map::plain(&listed.works)),
            List::Loved => return Err(map::not_taken()),
        },
        Intent::RemoveFromList(listed) => match listed.list {
            List::Watchlist => (UNWATCHLIST, map::plain(&listed.works)),
            List::Collection => (UNCOLLECT, map::plain(&listed.works)),
            List::Loved => return Err(map::not_taken()),
        },
        _ => return Err(map::not_taken()),
    };
    post(path, map::works(works)?, cx)
}

pub(in super::super) fn changed(intent: &Intent, body: &Value) -> Option<Outcome> {
    let each =
        |counted: &[&str], works: &[Work]| nested::each(body, counted, works, errors::NOT_FOUND);
    match intent {
        Intent::Rate(rated) => {
            let works: Vec<Work> = rated.iter().map(|rated| rated.work.clone()).collect();
            each(&["added"], &works)
        }
        Intent::AddToList(listed) => each(&["added"], &listed.works),
        Intent::Unrate(works) => each(&["deleted"], works),
        Intent::RemoveFromList(listed) => each(&["deleted"], &listed.works),
        _ => None,
    }
}

pub(in super::super) fn forget_place(id: &str, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    if id.parse::<u64>().is_err() {
        return Err(Error::new(ErrorKind::BadInput, "This is no id of a place at Trakt."));
    }
    call(Method::Delete, &format!("{PLAYBACK}/{id}"), cx)
}
