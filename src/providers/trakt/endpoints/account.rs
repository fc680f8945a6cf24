//! The person, and what happened on their account.

use serde_json::Value;

use super::call;
use crate::error::Error;
use crate::http::{HttpRequest, Method};
use crate::providers::wire;
use crate::providers::{Context, List, Listing, Outcome, Profile};

/// `GET /users/settings`: who the token belongs to, and how much their lists may hold.
///
/// <https://github.com/trakt/trakt-api>, contracts/users, read 2026-07-30.
const SETTINGS: &str = "/users/settings";

/// `GET /sync/last_activities`: when each thing last changed; a removal is a change.
///
/// <https://github.com/trakt/trakt-api>, contracts/sync, read 2026-07-30.
const ACTIVITIES: &str = "/sync/last_activities";

/// The members that move with each listing.
const MOVES: &[(Listing, &[&str])] = &[
    (Listing::History, &["watched_at"]),
    (Listing::Watched, &["watched_at"]),
    (Listing::Held, &["watched_at"]),
    (Listing::Ratings, &["rated_at"]),
    (Listing::Watchlist, &["watchlisted_at"]),
    (Listing::Collection, &["collected_at"]),
    (Listing::Playback, &["paused_at"]),
];

pub(in super::super) fn settings(cx: &Context<'_>) -> Result<HttpRequest, Error> {
    call(Method::Get, SETTINGS, cx)
}

pub(in super::super) fn settings_read(body: &Value) -> Option<Outcome> {
    let user = &body["user"];
    let username = wire::text(&user["username"])?;
    let slug = wire::text(&user["ids"]["slug"]);
    let limits = [(List::Watchlist, "watchlist"), (List::Collection, "collection")];
    let limit = |(list, name): (List, &str)| {
        Some((list, wire::number(&body["limits"][name]["item_count"])?))
    };
    Some(Outcome::Profile(Profile {
        id: wire::text(&user["ids"]["uuid"]),
        name: wire::text(&user["name"]),
        profile_url: slug.map(|slug| format!("https://app.trakt.tv/profile/{slug}")),
        paid: user["vip"].as_bool(),
        time_zone: wire::text(&body["account"]["timezone"]),
        limits: limits.into_iter().filter_map(limit).collect(),
        username,
    }))
}

pub(in super::super) fn activities(cx: &Context<'_>) -> Result<HttpRequest, Error> {
    call(Method::Get, ACTIVITIES, cx)
}

pub(in super::super) fn activities_read(body: &Value) -> Option<Outcome> {
    wire::activities(body, MOVES).map(Outcome::Activities)
}
