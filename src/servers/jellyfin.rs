//! Jellyfin's webhook plugin, its generic destination with all properties sent:
//! <https://github.com/jellyfin/jellyfin-plugin-webhook>, read on 2026-11-22.
//!
//! Places are ticks. What a template writes by hand may make texts of numbers.

use serde_json::Value;

use super::{
    Event, Item, Kind, Notice, Said, Server, learn, moment, named, number, small, ticks, word, yes,
};
use crate::media::{ExternalIds, Rating};
use crate::time::Span;

pub(super) fn read(body: &Value) -> Option<Notice> {
    let event = match body["NotificationType"].as_str()? {
        "PlaybackStart" => Event::Play,
        "PlaybackProgress" if yes(&body["IsPaused"]) => Event::Pause,
        "PlaybackProgress" => Event::Progress,
        "PlaybackStop" => Event::Stop { finished: yes(&body["PlayedToCompletion"]) },
        "UserDataSaved" if body["SaveReason"] == "UpdateUserRating" => Event::Rate(rating(body)),
        _ => Event::Other,
    };
    let user = [&body["NotificationUsername"], &body["Username"]].into_iter().find_map(word);
    Some(Notice {
        event,
        server: Server {
            kind: Kind::Jellyfin,
            id: word(&body["ServerId"]).unwrap_or_default(),
            name: word(&body["ServerName"]).unwrap_or_else(|| "Jellyfin".to_owned()),
        },
        user: named(&body["UserId"], &user.map_or(Value::Null, Value::String)),
        own: None,
        library: named(&body["LibraryId"], &body["LibraryName"]),
        device: [&body["DeviceId"], &body["DeviceName"]]
            .into_iter()
            .find_map(word)
            .unwrap_or_default(),
        item: item(body),
        position: ticks(&body["PlaybackPositionTicks"]),
        duration: ticks(&body["RunTimeTicks"]).filter(|length| *length > Span::ZERO),
        at: moment(&body["UtcTimestamp"])
            .or_else(|| moment(&body["Timestamp"]).filter(|_| zoned(body))),
    })
}

/// Whether the server's own time says how far it is ahead of UTC.
fn zoned(body: &Value) -> bool {
    let time = body["Timestamp"].as_str().and_then(|text| text.split_once('T'));
    time.is_some_and(|(_, time)| time.contains(['+', '-', 'Z']))
}

fn rating(body: &Value) -> Option<Rating> {
    number(&body["Rating"]).and_then(Rating::of_ten)
}

fn item(body: &Value) -> Option<Item> {
    let key = word(&body["ItemId"])?;
    let mut ids = ExternalIds::default();
    for (name, value) in body.as_object().into_iter().flatten() {
        if let Some((catalogue, id)) = name.strip_prefix("Provider_").zip(word(value)) {
            learn(&mut ids, catalogue, &id);
        }
    }
    let by = if body["ItemType"] == "Audio" { "Artist" } else { "SeriesName" };
    let said = Said {
        title: word(&body["Name"]),
        by: word(&body[by]),
        on: word(&body["Album"]),
        // Of an episode it is the show's.
        year: small(&body["Year"]),
        season: small(&body["SeasonNumber"]),
        number: small(&body["EpisodeNumber"]),
        length: number(&body["RunTimeTicks"]).map(|ticks| ticks / 10_000),
        ids,
        ..Said::default()
    };
    let media = match body["ItemType"].as_str()? {
        "Movie" => said.film(),
        "Episode" => said.episode(),
        "Audio" => said.track(),
        _ => None,
    }?;
    Some(Item { key, media: Some(media) })
}
