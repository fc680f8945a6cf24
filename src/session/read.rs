//! Events, facts and snapshots out of JSON.

use super::State;
use super::event::{Fact, PlayerEvent, SavedPlace, What};
use super::state::{Phase, Play};
use crate::json::{self, FromJson, Json, Wrong};

/// A number that is there: JSON writes one that is not a number as `null`.
struct Number(f64);

impl FromJson for Number {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        Ok(Self(Option::from_json(json)?.unwrap_or(f64::NAN)))
    }
}

impl FromJson for PlayerEvent {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        let number = |name| json.field::<Number>(name).map(|number| number.0);
        let position = || number("position");
        Ok(match json.text("type")? {
            "load" => Self::Load {
                play_id: json.field("playId")?,
                media: json.field("media")?,
                duration: json.field("duration")?,
                resume: json.field("resume")?,
            },
            "play" => Self::Play { position: position()? },
            "pause" => Self::Pause { position: position()? },
            "seek" => Self::Seek { position: position()? },
            "time" => Self::Time { position: position()? },
            "rate" => Self::Rate { rate: number("rate")? },
            "duration" => Self::Duration { duration: json.field("duration")? },
            "adStart" => Self::AdStart,
            "adEnd" => Self::AdEnd,
            "ended" => Self::Ended,
            "unload" => Self::Unload,
            "visibility" => Self::Visibility { visible: json.field("visible")? },
            _ => return Err(Wrong::Unknown("type")),
        })
    }
}

json::read_by_serde!(PlayerEvent);

json::fields!(SavedPlace {
    play_id: "playId",
    seq: "seq" or default,
    position: "position",
    duration: "duration",
    credit: "credit",
    wall: "wall" or default,
    rules_met: "rulesMet" or default,
    started_at: "startedAt",
    saved_at: "savedAt",
});

impl FromJson for What {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        Ok(match json.text("type")? {
            "started" => Self::Started,
            "paused" => Self::Paused,
            "resumed" => Self::Resumed,
            "nowPlaying" => Self::NowPlaying,
            "watched" => {
                Self::Watched { rule: json.field("rule")?, watched_at: json.field("watchedAt")? }
            }
            "stopped" => Self::Stopped,
            "discarded" => Self::Discarded { reason: json.field("reason")? },
            _ => return Err(Wrong::Unknown("type")),
        })
    }
}

impl FromJson for Fact {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        Ok(Self {
            play_id: json.field("playId")?,
            seq: json.field("seq")?,
            at: json.field("at")?,
            started_at: json.field("startedAt")?,
            media: json.field("media")?,
            position: json.field("position")?,
            duration: json.field("duration")?,
            rate: json.field("rate")?,
            credit: json.field("credit")?,
            wall: json.field("wall")?,
            rules_met: json.field("rulesMet")?,
            what: What::from_json(json)?,
        })
    }
}

json::read_by_serde!(Fact);

json::fields!(State { v: "v", rate: "rate", play: "play" });

impl FromJson for Phase {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        let Json::Text(name) = json else { return Err(Wrong::Kind) };
        Ok(match name.as_str() {
            "ready" => Self::Ready,
            "preview" => Self::Preview,
            "playing" => Self::Playing,
            "paused" => Self::Paused,
            "over" => Self::Over,
            _ => return Err(Wrong::Kind),
        })
    }
}

json::fields!(Play {
    id: "id",
    media: "media",
    duration: "duration",
    phase: "phase",
    place: "place",
    meter: "meter",
    rules_met: "rules_met",
    seq: "seq",
    started_at: "started_at",
    resume: "resume",
    same_as_before: "same_as_before" or default,
    told_in_ad: "told_in_ad",
    begun: "begun",
    running: "running",
    ad: "ad",
    finished: "finished",
    pause_told: "pause_told",
    moved: "moved",
    due: "due",
    heard: "heard",
    clock: "clock",
});
