//! The calls to Trakt: what goes out, what comes back.

use serde_json::Value;

use super::{DESCRIPTOR, errors, map};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, Method, USER_AGENT, with_query};
use crate::media::Media;
use crate::providers::wire::{self, Object};
use crate::providers::{Context, Finished, Intent, Outcome, Playing, Profile, ReadPlays};
use crate::time::{Span, Timestamp};

/// `POST /scrobble/start`: shows what is being watched, until the rest of its
/// runtime is over; forgets the place kept for it. No heartbeat.
///
/// <https://github.com/trakt/trakt-api>, contracts/scrobble, read 2026-07-30.
pub(super) const START: &str = "/scrobble/start";

/// `POST /scrobble/pause`: keeps the place. From 80 % on it is refused with 422.
///
/// <https://github.com/trakt/trakt-api>, contracts/scrobble, read 2026-07-30.
pub(super) const PAUSE: &str = "/scrobble/pause";

/// `POST /scrobble/stop`: from 80 % on a play at Trakt's own time, else a pause;
/// below 1 % it is refused with 422, a second one within the hour with 409.
///
/// <https://github.com/trakt/trakt-api>, contracts/scrobble, read 2026-07-30.
pub(super) const STOP: &str = "/scrobble/stop";

/// `POST /sync/history`: adds a play at its own time. Nothing is compared with
/// what is there: the same play sent twice is two plays.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-07-30.
const ADD_HISTORY: &str = "/sync/history";

/// `GET /sync/history/{type}`: plays, newest first, filtered by the day they were
/// watched; at most 250 a page.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync and the guide on pagination, read 2026-09.
const READ_HISTORY: &str = "/sync/history/";

/// `POST /checkin`: watched from now on, counted when the runtime is over; 409 while
/// another one is under way. `DELETE /checkin` takes it back and answers 204.
///
/// <https://github.com/trakt/trakt-api>, contracts/checkin and the guide about it, read 2026-07-30.
const CHECK_IN: &str = "/checkin";

/// `GET /users/settings`: who the token belongs to.
///
/// <https://github.com/trakt/trakt-api>, contracts/users, read 2026-07-30.
const SETTINGS: &str = "/users/settings";

pub(super) fn scrobble(
    path: &str,
    playing: &Playing,
    cx: &Context<'_>,
) -> Result<HttpRequest, Error> {
    let body = map::item(&playing.media)?.set("progress", wire::percent(playing.percent));
    post(path, body, cx)
}

pub(super) fn scrobbled(body: &Value) -> Option<Outcome> {
    match body["action"].as_str()? {
        "start" | "pause" => Some(Outcome::Noted { media: map::media(body).map(Box::new) }),
        // The contract calls a finished stop "stop", the older pages "scrobble".
        "scrobble" | "stop" => Some(Outcome::Stored { id: wire::record_id(&body["id"]) }),
        _ => None,
    }
}

/// The 409 of a stop: this item was recorded a moment ago. That of a check-in:
/// another one is under way.
pub(super) fn conflict(intent: &Intent, response: &HttpResponse) -> Option<Outcome> {
    if response.status != 409 || response.is_html() {
        return None;
    }
    let body: Value = response.json().unwrap_or_default();
    match intent {
        Intent::Start(_) | Intent::Pause(_) | Intent::Stop(_) => {
            Some(Outcome::Conflict { watched_at: wire::moment(&body["watched_at"]) })
        }
        Intent::CheckIn(_) => Some(Outcome::Busy { until: wire::moment(&body["expires_at"]) }),
        _ => None,
    }
}

pub(super) fn check_in(media: &Media, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    post(CHECK_IN, map::item(media)?, cx)
}

pub(super) fn checked_in(body: &Value) -> Option<Outcome> {
    wire::moment(&body["watched_at"])?;
    Some(Outcome::Noted { media: map::media(body).map(Box::new) })
}

/// There is one check-in at a time, so the item is not named; still it has to be one Trakt takes.
pub(super) fn cancel_check_in(media: &Media, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    map::item(media)?;
    call(Method::Delete, CHECK_IN, cx)
}

pub(super) fn is_cancelled(intent: &Intent, response: &HttpResponse) -> bool {
    matches!(intent, Intent::CancelCheckIn(_)) && response.status == 204
}

pub(super) fn add_history(play: &Finished, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    // Whole seconds: a play of ours is found again by its exact second.
    let watched_at = play.watched_at.whole_second().to_rfc3339();
    post(ADD_HISTORY, map::history(&play.media, &watched_at)?, cx)
}

pub(super) fn history_added(body: &Value) -> Result<Option<Outcome>, Error> {
    let count = |what: &str| -> Option<u64> {
        let counts = body[what].as_object()?;
        Some(counts.values().filter_map(wire::number).sum())
    };
    let missing = body["not_found"].as_object().is_some_and(|lists| {
        lists.values().any(|list| list.as_array().is_some_and(|items| !items.is_empty()))
    });
    let Some(added) = count("added") else { return Ok(None) };
    if added + count("updated").unwrap_or(0) > 0 {
        return Ok(Some(Outcome::Stored { id: None }));
    }
    if missing {
        return Err(Error::new(ErrorKind::NotFound, errors::NOT_FOUND));
    }
    Ok(Some(Outcome::AlreadyThere))
}

pub(super) fn read_history(read: &ReadPlays, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let kind = match read.media {
        Media::Movie(_) => "movies",
        Media::Episode(_) => "episodes",
        Media::Track(_) => return Err(map::not_taken()),
    };
    // Whole days are all the contract promises; one more, as nobody says whether the last counts.
    let day = |at: Timestamp| at.to_rfc3339().chars().take(10).collect::<String>();
    let query = [
        ("start_at", day(read.from)),
        ("end_at", day(read.to + Span::from_hours(24))),
        ("page", read.page.to_string()),
        ("limit", "250".to_owned()),
    ];
    let pairs: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, &**value)).collect();
    let path = with_query(&format!("{READ_HISTORY}{kind}"), &pairs);
    call(Method::Get, &path, cx)
}

pub(super) fn history_page(
    read: &ReadPlays,
    response: &HttpResponse,
    body: &Value,
) -> Option<Outcome> {
    let rows = body.as_array()?;
    let pages =
        response.header("x-pagination-page-count").and_then(|n| n.trim().parse::<u32>().ok());
    // Without the header only an empty page is surely the last.
    let more = pages.map_or(!rows.is_empty(), |pages| read.page < pages);
    Some(Outcome::Plays { plays: rows.iter().filter_map(map::stored_play).collect(), more })
}

pub(super) fn settings(cx: &Context<'_>) -> Result<HttpRequest, Error> {
    call(Method::Get, SETTINGS, cx)
}

pub(super) fn settings_read(body: &Value) -> Option<Outcome> {
    let user = &body["user"];
    let username = wire::text(&user["username"])?;
    let slug = wire::text(&user["ids"]["slug"]);
    Some(Outcome::Profile(Profile {
        id: wire::text(&user["ids"]["uuid"]),
        name: wire::text(&user["name"]),
        profile_url: slug.map(|slug| format!("https://app.trakt.tv/profile/{slug}")),
        username,
        ..Profile::default()
    }))
}

fn post(path: &str, body: Object, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    Ok(call(Method::Post, path, cx)?.json(&Value::from(body)))
}

/// The headers every call needs; without a User-Agent a page comes back instead of data.
fn call(method: Method, path: &str, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let app = cx.app.ok_or_else(|| crate::providers::unconfigured(&DESCRIPTOR))?;
    Ok(HttpRequest::new(method, format!("{}{path}", DESCRIPTOR.base))
        .header("trakt-api-version", "2")
        .header("trakt-api-key", &*app.client_id)
        .header("user-agent", USER_AGENT))
}
