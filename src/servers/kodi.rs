//! Kodi, which posts nothing by itself: the notifications of its JSON-RPC interface,
//! <https://kodi.wiki/view/JSON-RPC_API/v13>, as an add-on hands them on; read on 2026-11-22.
//!
//! They name an item of the library by its number, anything else by its title. An add-on that
//! adds what the interface knows besides makes more of them: `uniqueid` and `showtitle` to the
//! item, `time` and `totaltime` to the player.

use serde_json::Value;

use super::{Event, Item, Kind, Notice, Said, Server, learn, named, number, small, word, yes};
use crate::media::{ExternalIds, Media};
use crate::time::Span;

pub(super) fn read(body: &Value) -> Option<Notice> {
    let (params, data) = (&body["params"], &body["params"]["data"]);
    let (item, player) = (&data["item"], &data["player"]);
    let item = if item.is_object() { item } else { data };
    let event = match body["method"].as_str()? {
        "Player.OnPlay" | "Player.OnAVStart" => Event::Play,
        "Player.OnPause" => Event::Pause,
        "Player.OnResume" => Event::Resume,
        "Player.OnSeek" => Event::Seek,
        "Player.OnStop" => Event::Stop { finished: yes(&data["end"]) },
        "VideoLibrary.OnUpdate" if number(&data["playcount"]).is_some_and(|count| count > 0) => {
            Event::Scrobble
        }
        method if method.contains('.') => Event::Other,
        _ => return None,
    };
    let told = &data["server"];
    let duration = time(&player["totaltime"]).or_else(|| seconds(&item["runtime"]));
    Some(Notice {
        event,
        server: Server {
            kind: Kind::Kodi,
            id: [&told["id"], &params["sender"]].into_iter().find_map(word).unwrap_or_default(),
            name: word(&told["name"]).unwrap_or_else(|| "Kodi".to_owned()),
        },
        user: named(&data["profile"], &data["profile"]),
        own: None,
        library: None,
        // There is one player for what is seen and one for what is heard.
        device: String::new(),
        item: self::item(item, duration),
        position: time(&player["time"]),
        duration: duration.filter(|length| *length > Span::ZERO),
        at: None,
    })
}

/// `{"hours":1,"minutes":2,"seconds":3,"milliseconds":4}`
fn time(value: &Value) -> Option<Span> {
    value.is_object().then(|| {
        let part = |name: &str| small::<u16>(&value[name]).map_or(0, i64::from);
        let seconds = (part("hours") * 60 + part("minutes")) * 60 + part("seconds");
        Span::from_millis(seconds * 1000 + part("milliseconds"))
    })
}

fn seconds(value: &Value) -> Option<Span> {
    small::<u32>(value).map(|seconds| Span::from_secs(seconds.into()))
}

fn item(item: &Value, duration: Option<Span>) -> Option<Item> {
    let kind = item["type"].as_str()?;
    let key = match word(&item["id"]) {
        Some(id) => format!("{kind}:{id}"),
        None => format!("{kind}:{}", word(&item["title"])?),
    };
    let media = media(kind, item, duration);
    matches!(kind, "movie" | "episode" | "song").then_some(Item { key, media })
}

fn media(kind: &str, item: &Value, duration: Option<Span>) -> Option<Media> {
    let mut ids = ExternalIds::default();
    for (catalogue, id) in item["uniqueid"].as_object().into_iter().flatten() {
        if let Some(id) = word(id) {
            learn(&mut ids, catalogue, &id);
        }
    }
    if let Some(id) = word(&item["musicbrainztrackid"]) {
        learn(&mut ids, "mbid", &id);
    }
    let artist = || word(&item["artist"]).or_else(|| word(&item["artist"][0]));
    let said = Said {
        title: word(&item["title"]),
        by: if kind == "song" { artist() } else { word(&item["showtitle"]) },
        on: word(&item["album"]),
        year: small(&item["year"]).filter(|_| kind == "movie"),
        season: small(&item["season"]),
        number: small(&item["episode"]),
        length: duration.and_then(|it| it.millis().try_into().ok()),
        ids,
        ..Said::default()
    };
    match kind {
        "movie" => said.film(),
        "episode" => said.by.is_some().then(|| said.episode())?,
        _ => said.track(),
    }
}
