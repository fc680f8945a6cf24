//! Plex: <https://support.plex.tv/articles/115002267687-webhooks/>, read on 2026-11-22.
//!
//! A multipart form whose field `payload` is this JSON. Nothing says when it happened, and
//! only `viewOffset` says where; at the end of an item it is gone.

use serde_json::Value;

use super::{Event, Item, Kind, Named, Notice, Said, Server, learn, millis, named, small, word};
use crate::json;
use crate::media::{ExternalIds, Rating};
use crate::time::Span;

pub(super) fn read(body: &Value) -> Option<Notice> {
    let (meta, server, account) = (&body["Metadata"], &body["Server"], &body["Account"]);
    let position = millis(&meta["viewOffset"]);
    let event = match body["event"].as_str()? {
        "media.play" => Event::Play,
        "media.pause" => Event::Pause,
        "media.resume" => Event::Resume,
        "media.stop" => Event::Stop { finished: false },
        "media.scrobble" => Event::Scrobble,
        "media.rate" => Event::Rate(rating(body)),
        _ => Event::Other,
    };
    Some(Notice {
        position: match event {
            // Begun anew, it says nothing.
            Event::Play => position.or(Some(Span::ZERO)),
            // What was watched to the end is to begin at its start again.
            _ => position.filter(|place| *place > Span::ZERO),
        },
        event,
        server: Server {
            kind: Kind::Plex,
            id: word(&server["uuid"]).unwrap_or_default(),
            name: word(&server["title"]).unwrap_or_else(|| "Plex".to_owned()),
        },
        user: named(&account["id"], &account["title"]),
        own: body["user"].as_bool(),
        library: library(meta),
        device: word(&body["Player"]["uuid"]).unwrap_or_default(),
        item: item(meta),
        duration: millis(&meta["duration"]).filter(|length| *length > Span::ZERO),
        at: None,
    })
}

fn library(meta: &Value) -> Option<Named> {
    named(&meta["librarySectionID"], &meta["librarySectionTitle"])
}

/// Half points are between two of ten.
fn rating(body: &Value) -> Option<Rating> {
    let said = [&body["rating"], &body["Metadata"]["userRating"]];
    let points = said.into_iter().find_map(|value| match value {
        // JSON's numbers: those of the standard library bring a table of ten kilobytes.
        Value::String(text) => json::value(text)?.as_f64(),
        other => other.as_f64(),
    })?;
    let points = if points.is_finite() && points > 0.0 { (points * 10.0).round() } else { 0.0 };
    Rating::of_hundred(points.min(1000.0) as u64)
}

/// Trailers and live television are played, too, and nobody keeps count of them.
fn item(meta: &Value) -> Option<Item> {
    let key = word(&meta["ratingKey"]).or_else(|| word(&meta["guid"]))?;
    if meta.get("extraType").is_some() || meta.get("subtype").is_some() {
        return None;
    }
    let (ids, mut show_ids) = ids(meta);
    let above = meta["grandparentGuid"].as_str().unwrap_or_default();
    if let Some((catalogue, id, _)) = agent(above) {
        learn(&mut show_ids, catalogue, id);
    }
    let (kind, by) = (meta["type"].as_str()?, word(&meta["grandparentTitle"]));
    let said = Said {
        title: word(&meta["title"]),
        // Of a compilation the artist is `Various Artists`, and the track's own beside it.
        by: if kind == "track" { word(&meta["originalTitle"]).or(by) } else { by },
        on: word(&meta["parentTitle"]),
        // An episode's is its own.
        year: small(&meta["year"]).filter(|_| kind == "movie"),
        season: small(&meta["parentIndex"]),
        number: small(&meta["index"]),
        length: small(&meta["duration"]),
        ids,
        show_ids,
    };
    let media = match kind {
        "movie" => said.film(),
        "episode" => said.episode(),
        "track" => said.track(),
        _ => None,
    };
    Some(Item { key, media: Some(media?) })
}

/// The ids of the work, and of its show. The newer agents list the work's own as `Guid`; the
/// older ones name the show in `guid`, with season and number behind it.
fn ids(meta: &Value) -> (ExternalIds, ExternalIds) {
    let (mut of_work, mut of_show) = (ExternalIds::default(), ExternalIds::default());
    for guid in meta["Guid"].as_array().into_iter().flatten() {
        let text = guid["id"].as_str().unwrap_or_default();
        if let Some((catalogue, id)) = text.split_once("://") {
            learn(&mut of_work, catalogue, id);
        }
    }
    if let Some((catalogue, id, within)) = agent(meta["guid"].as_str().unwrap_or_default()) {
        learn(if within { &mut of_show } else { &mut of_work }, catalogue, id);
    }
    (of_work, of_show)
}

/// Catalogue and id of `com.plexapp.agents.thetvdb://121361/6/1?lang=en`, and whether season
/// and number follow, so that it is the show's. Those of the newer agents are Plex's own.
fn agent(guid: &str) -> Option<(&str, &str, bool)> {
    let (agent, rest) = guid.strip_prefix("com.plexapp.agents.")?.split_once("://")?;
    let path = rest.split('?').next()?;
    let (id, within) = path.split_once('/').map_or((path, false), |(id, _)| (id, true));
    let (catalogue, id) = match agent {
        "imdb" => ("imdb", id),
        "themoviedb" => ("tmdb", id),
        "thetvdb" => ("tvdb", id),
        // `anidb-123`, `tvdb-123`, and `tvdb2-123` and so on for ways to number it.
        "hama" => {
            let (catalogue, id) = id.split_once('-')?;
            (catalogue.trim_end_matches(|c: char| c.is_ascii_digit()), id)
        }
        _ => return None,
    };
    Some((catalogue, id, within))
}
