//! What a player says happened, and what is so because of it.

use serde::Serialize;

use crate::media::Media;
use crate::threshold::Rule;
use crate::time::{Span, Timestamp};

/// What happened in the player. Positions and durations are seconds of media
/// time; `None`, zero, infinite or not a number is an unknown length.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
#[expect(
    clippy::large_enum_variant,
    reason = "one comes at a time, and a box would be in every driver's way"
)]
pub enum PlayerEvent {
    /// An item is in the player. Ends the play of the item before.
    #[serde(rename_all = "camelCase")]
    Load {
        /// The id for the play, made once by the caller (a UUID).
        play_id: String,
        /// What it is.
        media: Media,
        /// Its length in seconds.
        duration: Option<f64>,
        /// A place saved earlier, here or elsewhere.
        resume: Option<SavedPlace>,
    },
    /// Playback began or went on.
    #[serde(rename_all = "camelCase")]
    Play {
        /// Where, in seconds.
        position: f64,
    },
    /// Playback halted.
    Pause {
        /// Where, in seconds.
        position: f64,
    },
    /// The place was moved.
    Seek {
        /// To where, in seconds.
        position: f64,
    },
    /// The place now; sent as often as the player likes.
    Time {
        /// Where, in seconds.
        position: f64,
    },
    /// The speed changed.
    Rate {
        /// 1 is normal speed.
        rate: f64,
    },
    /// The length became known or changed.
    Duration {
        /// In seconds.
        duration: Option<f64>,
    },
    /// An advertisement began.
    AdStart,
    /// An advertisement ended.
    AdEnd,
    /// The item reached its end.
    Ended,
    /// The page goes away.
    Unload,
    /// The page was hidden or shown; playback may go on.
    Visibility {
        /// Whether it can be seen.
        visible: bool,
    },
}

/// A place to go on from, with the credit already earned for the play.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedPlace {
    /// The play that was left there; going on continues it.
    pub play_id: String,
    /// The last fact told of that play; going on counts from here, for
    /// (play_id, seq) names a fact on every device.
    pub seq: u32,
    /// Seconds of media time.
    pub position: f64,
    /// Length in seconds, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// Media time really played so far, in milliseconds.
    pub credit: Span,
    /// Wall time spent playing so far, in milliseconds.
    pub wall: Span,
    /// Rules that were met already.
    pub rules_met: Vec<String>,
    /// When the play began.
    pub started_at: Timestamp,
    /// When the place was saved.
    pub saved_at: Timestamp,
}

/// What is so because of what happened: goes to the outbox or to the hub as it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// Which play.
    pub play_id: String,
    /// Counts up within the play from 1; (play_id, seq) names the fact.
    pub seq: u32,
    /// When it became so.
    pub at: Timestamp,
    /// When the play began.
    pub started_at: Timestamp,
    /// What is played.
    pub media: Media,
    /// Where the player was, in seconds.
    pub position: f64,
    /// Length in seconds; absent where unknown or live.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// Speed of playback.
    pub rate: f64,
    /// Media time really played, in milliseconds.
    pub credit: Span,
    /// Wall time spent playing, in milliseconds.
    pub wall: Span,
    /// Ids of the rules met so far.
    pub rules_met: Vec<String>,
    /// What became so.
    #[serde(flatten)]
    pub what: What,
}

/// What became so.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum What {
    /// The play began.
    Started,
    /// It halted; the place is worth saving.
    Paused,
    /// It went on after a pause or a seek.
    Resumed,
    /// Music: this is what is heard now.
    NowPlaying,
    /// A rule is met: once a play and rule.
    #[serde(rename_all = "camelCase")]
    Watched {
        /// The rule that was met.
        rule: Rule,
        /// The moment it was met; for music the moment playback started.
        watched_at: Timestamp,
    },
    /// The play is over (end, unload, next item, idle, expiry).
    Stopped,
    /// Nothing of it is worth telling.
    Discarded {
        /// `preview` or `never_played`.
        reason: String,
    },
}

impl Fact {
    /// The place in percent of the length, 0 to 100, where the length is known.
    pub fn percent(&self) -> Option<f64> {
        let duration = self.duration.filter(|d| d.is_finite() && *d > 0.0)?;
        Some((self.position / duration * 100.0).max(0.0).min(100.0))
    }
}
