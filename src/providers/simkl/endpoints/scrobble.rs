//! What is being watched: scrobbles and check-ins.

use serde_json::Value;

use super::super::map;
use super::post;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::media::Media;
use crate::providers::wire;
use crate::providers::{Context, Intent, Outcome, Playing};

/// `POST /scrobble/start`: shows what is being watched, until the rest of its
/// runtime is over. No heartbeat.
///
/// <https://api.simkl.org/api-reference/simkl/scrobble-start>, read 2026-10.
pub(in super::super) const START: &str = "/scrobble/start";

/// `POST /scrobble/pause`: keeps the place, at any percentage.
///
/// <https://api.simkl.org/api-reference/simkl/scrobble-pause>, read 2026-10.
pub(in super::super) const PAUSE: &str = "/scrobble/pause";

/// `POST /scrobble/stop`: from 80 % on marks it as watched at Simkl's own time,
/// else keeps the place; a second one within the hour gets 409.
///
/// <https://api.simkl.org/api-reference/simkl/scrobble-stop>, read 2026-10.
pub(in super::super) const STOP: &str = "/scrobble/stop";

/// `POST /scrobble/checkin`: watched from now on; Simkl itself marks it as watched
/// when the runtime is over. Any later start, pause or stop takes its place.
///
/// <https://api.simkl.org/api-reference/simkl/scrobble-checkin>, read 2026-10.
const CHECK_IN: &str = "/scrobble/checkin";

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
        "start" | "pause" | "checkin" => {
            Some(Outcome::Noted { media: map::media(body).map(Box::new) })
        }
        "scrobble" => Some(Outcome::Stored { id: wire::record_id(&body["id"]) }),
        _ => None,
    }
}

pub(in super::super) fn check_in(media: &Media, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    post(CHECK_IN, map::item(media)?, cx)
}

/// Simkl has no call that takes a check-in back. A stop at the very start is the one
/// that records nothing; it leaves a saved place at 0 %.
pub(in super::super) fn cancel_check_in(
    media: &Media,
    cx: &Context<'_>,
) -> Result<HttpRequest, Error> {
    post(STOP, map::item(media)?.set("progress", 0.0), cx)
}

/// The 409 of a stop, with and without the `error` word, with any offset.
pub(in super::super) fn conflict(intent: &Intent, response: &HttpResponse) -> Option<Outcome> {
    let scrobble = matches!(intent, Intent::Start(_) | Intent::Pause(_) | Intent::Stop(_));
    if response.status != 409 || !scrobble || response.is_html() {
        return None;
    }
    let body: Value = response.json().unwrap_or_default();
    Some(Outcome::Conflict { watched_at: wire::moment(&body["watched_at"]) })
}
