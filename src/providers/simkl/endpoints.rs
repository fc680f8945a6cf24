//! The calls to Simkl: what goes out, what comes back.

use serde_json::Value;

use super::{DESCRIPTOR, errors, map};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, Method, USER_AGENT, with_query};
use crate::media::Media;
use crate::providers::wire::{self, Object};
use crate::providers::{Context, Finished, Intent, Outcome, Playing, Profile};

/// `POST /scrobble/start`: shows what is being watched, until the rest of its
/// runtime is over. No heartbeat.
///
/// <https://api.simkl.org/api-reference/simkl/scrobble-start>, read 2026-10.
pub(super) const START: &str = "/scrobble/start";

/// `POST /scrobble/pause`: keeps the place, at any percentage.
///
/// <https://api.simkl.org/api-reference/simkl/scrobble-pause>, read 2026-10.
pub(super) const PAUSE: &str = "/scrobble/pause";

/// `POST /scrobble/stop`: from 80 % on marks it as watched at Simkl's own time,
/// else keeps the place; a second one within the hour gets 409.
///
/// <https://api.simkl.org/api-reference/simkl/scrobble-stop>, read 2026-10.
pub(super) const STOP: &str = "/scrobble/stop";

/// `POST /scrobble/checkin`: watched from now on; Simkl itself marks it as watched
/// when the runtime is over. Any later start, pause or stop takes its place.
///
/// <https://api.simkl.org/api-reference/simkl/scrobble-checkin>, read 2026-10.
const CHECK_IN: &str = "/scrobble/checkin";

/// `POST /sync/history`: marks an item as watched at its own time. What is
/// watched already stays as it is and counts as nothing added.
///
/// <https://api.simkl.org/api-reference/simkl/add-to-history>, read 2026-10.
const ADD_HISTORY: &str = "/sync/history";

/// `GET /users/settings`: who the token belongs to. (A POST would need the right to write.)
///
/// <https://api.simkl.org/api-reference/simkl/get-user-settings>, read 2026-10.
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
        "start" | "pause" | "checkin" => {
            Some(Outcome::Noted { media: map::media(body).map(Box::new) })
        }
        "scrobble" => Some(Outcome::Stored { id: wire::record_id(&body["id"]) }),
        _ => None,
    }
}

pub(super) fn check_in(media: &Media, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    post(CHECK_IN, map::item(media)?, cx)
}

/// Simkl has no call that takes a check-in back. A stop at the very start is the one
/// that records nothing; it leaves a saved place at 0 %.
pub(super) fn cancel_check_in(media: &Media, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    post(STOP, map::item(media)?.set("progress", 0.0), cx)
}

/// The 409 of a stop, with and without the `error` word, with any offset.
pub(super) fn conflict(intent: &Intent, response: &HttpResponse) -> Option<Outcome> {
    let scrobble = matches!(intent, Intent::Start(_) | Intent::Pause(_) | Intent::Stop(_));
    if response.status != 409 || !scrobble || response.is_html() {
        return None;
    }
    let body: Value = response.json().unwrap_or_default();
    Some(Outcome::Conflict { watched_at: wire::moment(&body["watched_at"]) })
}

pub(super) fn add_history(play: &Finished, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    // Simkl's own pages write whole seconds without a fraction.
    let watched_at = play.watched_at.whole_second().to_rfc3339().replace(".000Z", "Z");
    post(ADD_HISTORY, map::history(&play.media, &watched_at)?, cx)
}

pub(super) fn history_added(body: &Value) -> Result<Option<Outcome>, Error> {
    let missing = body["not_found"].as_object().is_some_and(|lists| {
        lists.values().any(|list| list.as_array().is_some_and(|items| !items.is_empty()))
    });
    if missing {
        return Err(Error::new(ErrorKind::NotFound, errors::NOT_FOUND));
    }
    let Some(added) = body["added"].as_object() else { return Ok(None) };
    // Among the counts stands a list, `statuses`.
    let count: u64 = added.values().filter_map(wire::number).sum();
    Ok(Some(if count > 0 { Outcome::Stored { id: None } } else { Outcome::AlreadyThere }))
}

pub(super) fn settings(cx: &Context<'_>) -> Result<HttpRequest, Error> {
    call(Method::Get, SETTINGS, cx)
}

pub(super) fn settings_read(body: &Value) -> Option<Outcome> {
    let id = wire::number(&body["account"]["id"]);
    let name = wire::text(&body["user"]["name"]);
    Some(Outcome::Profile(Profile {
        id: id.map(|id| id.to_string()),
        username: name.or_else(|| id.map(|id| id.to_string()))?,
        name: None,
        profile_url: id.map(|id| format!("https://simkl.com/{id}/")),
        ..Profile::default()
    }))
}

fn post(path: &str, body: Object, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    Ok(call(Method::Post, path, cx)?.json(&Value::from(body)))
}

/// The three query members and the header every call needs.
fn call(method: Method, path: &str, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let app = cx.app.ok_or_else(|| crate::providers::unconfigured(&DESCRIPTOR))?;
    let url = with_query(&format!("{}{path}", DESCRIPTOR.base), &app.pairs());
    Ok(HttpRequest::new(method, url).header("user-agent", USER_AGENT))
}
