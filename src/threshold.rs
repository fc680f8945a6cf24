//! When a play counts: rules as data, and the progress towards them.

use serde::{Deserialize, Serialize};

/// A rule that says when a play counts. Several may watch one session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Stable name made of the rule's own numbers, such as `video:80:0.5` or `music:50:240`.
    pub id: String,
    /// What has to be true.
    #[serde(flatten)]
    pub test: Test,
}

/// What has to be true for a play to count.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Test {
    /// Films and episodes: the place is at `percent` or beyond, and `factor` of
    /// that was really played. Live or of unknown length: never met by percentage.
    #[serde(rename_all = "camelCase")]
    Video {
        /// 1 to 95.
        percent: f64,
        /// 0 to 1; 0 asks for the place alone.
        factor: f64,
    },
    /// Tracks: `percent` of the length by media time played, or `seconds` of wall
    /// time spent playing, whichever comes first.
    #[serde(rename_all = "camelCase")]
    Music {
        /// 1 to 95.
        percent: f64,
        /// Wall-clock seconds spent playing.
        seconds: f64,
    },
}
