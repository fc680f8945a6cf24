//! What is being watched: scrobbles and check-ins.

use serde_json::Value;

use super::super::map;
use super::{call, post};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse, Method};
use crate::media::Media;
use crate::providers::wire;
use crate::providers::{Context, Intent, Outcome, Playing};

/// `POST /scrobble/start`: shows what is being watched, until the rest of its
/// runtime is over; forgets the place kept for it. No heartbeat.
///
/// <https://github.com/trakt/trakt-api>, contracts/scrobble, read 2026-07-30.
pub(in super::super) const START: &str = "/scrobble/start";

/// `POST /scrobble/pause`: keeps the place. From 80 % on it is refused with 422.
///
/// <https://github.com/trakt/trakt-api>, contracts/scrobble, read 2026-07-30.
pub(in super::super) const PAUSE: &str = "/scrobble/pause";

/// `POST /scrobble/stop`: from 80 % on a play at Trakt's own time, else a pause;
/// below 1 % it is refused with 422, a second one within the hour with 409.
///
/// <https://github.com/trakt/trakt-api>, contracts/scrobble, read 2026-07-30.
pub(in super::super) const STOP: &str = "/scrobble/stop";

/// `POST /checkin`: watched from now on, counted when the runtime is over; 409 while
/// another one is under way. `DELETE /checkin` takes it back and answers 204.
///
/// <https://github.com/trakt/trakt-api>, contracts/checkin and the guide about it, read 2026-07-30.
const CHECK_IN: &str = "/checkin";

pub(in super::super) fn scrobble(
    path: &str,
    playing: &Playing,
    cx: &Context<'_>,
) -> Result<HttpRequest, Error> {
    let body = map::item(&playing.media)?.set("progress", wire::percent(playing.percent));
    post(path, body, cx)
}

pub(in super::super) fn scrobbled(body: &Value) -> Option<Outcome> {
    match body["action"].as_str()? {
        "start" | "pause" => Some(Outcome::Noted { media: map::media(body).map(Box::new) }),
        // The contract calls a finished stop "stop", the older pages "scrobble".
        "scrobble" | "stop" => Some(Outcome::Stored { id: wire::record_id(&body["id"]) }),
        _ => None,
    }
}

/// The 409 of a stop: this item was recorded a moment ago. That of a check-in:
/// another one is under way.
pub(in super::super) fn conflict(intent: &Intent, response: &HttpResponse) -> Option<Outcome> {
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

pub(in super::super) fn check_in(media: &Media, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    post(CHECK_IN, map::item(media)?, cx)
}

pub(in super::super) fn checked_in(body: &Value) -> Option<Outcome> {
    wire::moment(&body["watched_at"])?;
    Some(Outcome::Noted { media: map::media(body).map(Box::new) })
}

/// There is one check-in at a time, so the item is not named; still it has to be one Trakt takes.
pub(in super::super) fn cancel_check_in(
    media: &Media,
    cx: &Context<'_>,
) -> Result<HttpRequest, Error> {
    map::item(media)?;
    call(Method::Delete, CHECK_IN, cx)
}
