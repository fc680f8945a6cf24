//! Events and facts as JSON has them: one object with the tag among the fields.
//!
//! # Design
//! serde reads a tagged enum by buffering it, once for each type inside, which
//! makes up a third of the wasm. Read as one flat object it is a list of fields,
//! and the enum is made from what is there.

use serde::{Deserialize, Deserializer};

use super::event::{Fact, PlayerEvent, SavedPlace, What};
use crate::media::Media;
use crate::threshold::Rule;
use crate::time::{Span, Timestamp};

/// Any [`PlayerEvent`].
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FlatEvent {
    r#type: String,
    #[serde(default)]
    play_id: Option<String>,
    #[serde(default)]
    media: Option<Media>,
    #[serde(default)]
    duration: Option<f64>,
    #[serde(default)]
    resume: Option<SavedPlace>,
    #[serde(default, deserialize_with = "number")]
    position: Option<f64>,
    #[serde(default, deserialize_with = "number")]
    rate: Option<f64>,
    #[serde(default)]
    visible: Option<bool>,
}

/// A number that is there: JSON writes one that is not a number as `null`.
fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    Option::deserialize(from).map(|number| Some(number.unwrap_or(f64::NAN)))
}

impl TryFrom<FlatEvent> for PlayerEvent {
    type Error = &'static str;

    fn try_from(flat: FlatEvent) -> Result<Self, Self::Error> {
        let FlatEvent { r#type, play_id, media, duration, resume, position, rate, visible } = flat;
        let position = position.ok_or("missing field `position`");
        Ok(match r#type.as_str() {
            "load" => Self::Load {
                play_id: play_id.ok_or("missing field `playId`")?,
                media: media.ok_or("missing field `media`")?,
                duration,
                resume,
            },
            "play" => Self::Play { position: position? },
            "pause" => Self::Pause { position: position? },
            "seek" => Self::Seek { position: position? },
            "time" => Self::Time { position: position? },
            "rate" => Self::Rate { rate: rate.ok_or("missing field `rate`")? },
            "duration" => Self::Duration { duration },
            "adStart" => Self::AdStart,
            "adEnd" => Self::AdEnd,
            "ended" => Self::Ended,
            "unload" => Self::Unload,
            "visibility" => Self::Visibility { visible: visible.ok_or("missing field `visible`")? },
            _ => return Err("not a type of event"),
        })
    }
}

/// Any [`Fact`].
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FlatFact {
    play_id: String,
    seq: u32,
    at: Timestamp,
    started_at: Timestamp,
    media: Media,
    position: f64,
    #[serde(default)]
    duration: Option<f64>,
    rate: f64,
    credit: Span,
    wall: Span,
    rules_met: Vec<String>,
    r#type: String,
    #[serde(default)]
    rule: Option<Rule>,
    #[serde(default)]
    watched_at: Option<Timestamp>,
    #[serde(default)]
    reason: Option<String>,
}

impl TryFrom<FlatFact> for Fact {
    type Error = &'static str;

    fn try_from(flat: FlatFact) -> Result<Self, Self::Error> {
        let what = match flat.r#type.as_str() {
            "started" => What::Started,
            "paused" => What::Paused,
            "resumed" => What::Resumed,
            "nowPlaying" => What::NowPlaying,
            "watched" => What::Watched {
                rule: flat.rule.ok_or("missing field `rule`")?,
                watched_at: flat.watched_at.ok_or("missing field `watchedAt`")?,
            },
            "stopped" => What::Stopped,
            "discarded" => What::Discarded { reason: flat.reason.ok_or("missing field `reason`")? },
            _ => return Err("not a type of fact"),
        };
        Ok(Self {
            play_id: flat.play_id,
            seq: flat.seq,
            at: flat.at,
            started_at: flat.started_at,
            media: flat.media,
            position: flat.position,
            duration: flat.duration,
            rate: flat.rate,
            credit: flat.credit,
            wall: flat.wall,
            rules_met: flat.rules_met,
            what,
        })
    }
}
