//! Emby's notifications, as JSON or in the field `data` of a form:
//! <https://emby.media/support/articles/Webhooks.html>, and the items of its interface,
//! <https://dev.emby.media/reference/RestAPI.html>; read on 2026-11-22. The older plugin of the same
//! shape for Jellyfin: <https://github.com/shemanaev/jellyfin-plugin-webhooks>.

use serde_json::Value;

use super::{
    Event, Item, Kind, Notice, Said, Server, learn, moment, named, number, small, ticks, word, yes,
};
use crate::media::{ExternalIds, Rating};
use crate::time::Span;

pub(super) fn read(body: &Value) -> Option<Notice> {
    let (item, server, session) = (&body["Item"], &body["Server"], &body["Session"]);
    let info = &body["PlaybackInfo"];
    let (name, kind) = match body["Event"].as_str()? {
        name if name.contains('.') => (name, Kind::Emby),
        name => (name, Kind::Jellyfin),
    };
    let finished = yes(&info["PlayedToCompletion"]);
    let event = match name {
        "playback.start" | "Play" => Event::Play,
        "playback.pause" | "Pause" => Event::Pause,
        "playback.unpause" | "Resume" => Event::Resume,
        "playback.progress" | "Progress" => Event::Progress,
        "playback.stop" | "Stop" => Event::Stop { finished },
        "playback.scrobble" | "Scrobble" => Event::Scrobble,
        "item.rate" | "Rate" => Event::Rate(rating(item)),
        _ => Event::Other,
    };
    let place = [&info["PositionTicks"], &session["PlayState"]["PositionTicks"]];
    let device = [&session["Id"], &session["DeviceId"], &body["Device"]["Id"]];
    Some(Notice {
        event,
        server: Server {
            kind,
            id: word(&server["Id"]).unwrap_or_default(),
            name: word(&server["Name"]).unwrap_or_else(|| {
                if kind == Kind::Emby { "Emby".to_owned() } else { "Jellyfin".to_owned() }
            }),
        },
        user: named(&body["User"]["Id"], &body["User"]["Name"]),
        own: None,
        library: named(&item["LibraryId"], &item["LibraryName"]),
        device: device.into_iter().find_map(word).unwrap_or_default(),
        item: self::item(item),
        position: place.into_iter().find_map(ticks),
        duration: ticks(&item["RunTimeTicks"]).filter(|length| *length > Span::ZERO),
        at: moment(&body["Date"]),
    })
}

fn rating(item: &Value) -> Option<Rating> {
    number(&item["UserData"]["Rating"]).and_then(Rating::of_ten)
}

fn item(item: &Value) -> Option<Item> {
    let key = word(&item["Id"])?;
    let artist = || word(&item["Artists"][0]).or_else(|| word(&item["AlbumArtist"]));
    let kind = item["Type"].as_str()?;
    let said = Said {
        title: word(&item["Name"]),
        by: if kind == "Audio" { artist() } else { word(&item["SeriesName"]) },
        on: word(&item["Album"]),
        // An episode's is its own.
        year: small(&item["ProductionYear"]).filter(|_| kind == "Movie"),
        season: small(&item["ParentIndexNumber"]),
        number: small(&item["IndexNumber"]),
        length: number(&item["RunTimeTicks"]).map(|ticks| ticks / 10_000),
        ids: ids(&item["ProviderIds"]),
        ..Said::default()
    };
    let media = match kind {
        "Movie" => said.film(),
        "Episode" => said.episode(),
        "Audio" => said.track(),
        _ => None,
    }?;
    Some(Item { key, media: Some(media) })
}

fn ids(providers: &Value) -> ExternalIds {
    let mut ids = ExternalIds::default();
    for (catalogue, id) in providers.as_object().into_iter().flatten() {
        if let Some(id) = word(id) {
            learn(&mut ids, catalogue, &id);
        }
    }
    ids
}
