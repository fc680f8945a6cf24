//! The person, what happened on their account, and their totals.

use serde_json::Value;

use super::call;
use crate::error::Error;
use crate::http::{HttpRequest, Method, percent_encode};
use crate::providers::wire;
use crate::providers::{Context, Listing, Outcome, Profile, Totals};

/// `GET /users/settings`: who the token belongs to. (A POST would need the right to write.)
///
/// <https://api.simkl.org/api-reference/simkl/get-user-settings>, read 2026-10.
const SETTINGS: &str = "/users/settings";

/// `GET /sync/activities`: when each thing last changed. Asked before anything is read, and
/// nothing is read that did not move: an app that does otherwise is shut out.
///
/// <https://api.simkl.org/api-reference/simkl/get-activities>, read 2026-10.
const ACTIVITIES: &str = "/sync/activities";

/// `GET /users/{id}/stats`: totals by the id of the account; much work for Simkl, so only
/// when somebody wants to see them.
///
/// <https://api.simkl.org/api-reference/simkl/get-user-stats>, read 2026-10.
const STATS: &str = "/users/";

const STATUSES: &[&str] =
    &["plantowatch", "watching", "completed", "hold", "dropped", "removed_from_list"];

/// The members that move with each listing.
const MOVES: &[(Listing, &[&str])] = &[
    (Listing::Statuses, STATUSES),
    (Listing::Watchlist, &["plantowatch", "removed_from_list"]),
    (Listing::Ratings, &["rated_at", "removed_from_list"]),
    (Listing::Playback, &["playback"]),
    (Listing::Held, &["removed_from_list"]),
];

pub(in super::super) fn settings(cx: &Context<'_>) -> Result<HttpRequest, Error> {
    call(Method::Get, SETTINGS, cx)
}

pub(in super::super) fn settings_read(body: &Value) -> Option<Outcome> {
    let account = &body["account"];
    let id = wire::number(&account["id"]).map(|id| id.to_string());
    let name = wire::text(&body["user"]["name"]);
    Some(Outcome::Profile(Profile {
        username: name.or_else(|| id.clone())?,
        profile_url: id.as_ref().map(|id| format!("https://simkl.com/{id}/")),
        paid: account["type"].as_str().map(|kind| kind != "free"),
        time_zone: wire::text(&account["timezone"]),
        id,
        ..Profile::default()
    }))
}

pub(in super::super) fn activities(cx: &Context<'_>) -> Result<HttpRequest, Error> {
    call(Method::Get, ACTIVITIES, cx)
}

pub(in super::super) fn activities_read(body: &Value) -> Option<Outcome> {
    wire::activities(body, MOVES).map(Outcome::Activities)
}

pub(in super::super) fn stats(user: &str, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    call(Method::Get, &format!("{STATS}{}/stats", percent_encode(user)), cx)
}

pub(in super::super) fn totals(body: &Value) -> Option<Outcome> {
    let episodes = ["tv", "anime"].iter().filter_map(|kind| body[*kind].as_object());
    let episodes = episodes.flat_map(|statuses| statuses.values());
    Some(Outcome::Totals(Totals {
        movies: wire::number(&body["movies"]["completed"]["count"]).unwrap_or(0),
        episodes: episodes
            .filter_map(|status| wire::number(status.get("watched_episodes_count")?))
            .fold(0, u64::saturating_add),
        minutes: wire::number(&body["total_mins"])?,
    }))
}
