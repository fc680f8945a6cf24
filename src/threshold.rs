//! When a play counts: rules as data, and the progress towards them.

use serde::{Deserialize, Serialize};

use crate::json::{self, FromJson, Json, Wrong};
use crate::media::Kind;
use crate::time::Span;

/// A rule that says when a play counts. Several may watch one session.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Stable name made of the rule's own numbers, such as `video:80:0.5` or `music:50:240`.
    pub id: String,
    /// What has to be true.
    #[serde(flatten)]
    pub test: Test,
}

/// What has to be true for a play to count.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
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

impl FromJson for Rule {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        let percent = json.field("percent")?;
        let test = match json.text("type")? {
            "video" => Test::Video { percent, factor: json.field("factor")? },
            "music" => Test::Music { percent, seconds: json.field("seconds")? },
            _ => return Err(Wrong::Unknown("type")),
        };
        Ok(Self { id: json.field("id")?, test })
    }
}

json::read_by_serde!(Rule);

/// A rule made from a person's settings, and whether they had to be moved into
/// the bounds. Without bounds, 100 % would never fire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Clamped {
    /// The rule as it will be used.
    pub rule: Rule,
    /// Whether a setting was out of bounds or not a number.
    pub clamped: bool,
}

/// What was played so far, as a rule looks at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// Where the player is.
    pub position: Span,
    /// The length; `None` where unknown or live.
    pub duration: Option<Span>,
    /// Media time really played.
    pub credit: Span,
    /// Wall time spent playing.
    pub wall: Span,
}

impl Rule {
    /// A rule for films and episodes. Percent is held to 1–95 (80 where it is no
    /// number), the factor to 0–1 (0.5).
    pub fn video(percent: f64, factor: f64) -> Clamped {
        let (percent, moved) = bounded(percent, 1.0, 95.0, 80.0);
        let (factor, moved_too) = bounded(factor, 0.0, 1.0, 0.5);
        let id = format!("video:{}:{}", decimal(percent), decimal(factor));
        Clamped {
            rule: Self { id, test: Test::Video { percent, factor } },
            clamped: moved || moved_too,
        }
    }

    /// A rule for tracks. Percent is held to 1–95 (50 where it is no number), the
    /// seconds to 1–86,400 (240).
    pub fn music(percent: f64, seconds: f64) -> Clamped {
        let (percent, moved) = bounded(percent, 1.0, 95.0, 50.0);
        let (seconds, moved_too) = bounded(seconds, 1.0, 86_400.0, 240.0);
        let id = format!("music:{}:{}", decimal(percent), decimal(seconds));
        Clamped {
            rule: Self { id, test: Test::Music { percent, seconds } },
            clamped: moved || moved_too,
        }
    }
}

impl Test {
    /// Whether this test is about things of that kind.
    pub const fn applies_to(&self, kind: Kind) -> bool {
        match self {
            Self::Video { .. } => !matches!(kind, Kind::Track),
            Self::Music { .. } => matches!(kind, Kind::Track),
        }
    }

    /// Whether it is true now.
    pub fn is_met(&self, played: &Played) -> bool {
        self.place_met(played) && self.played_met(played)
    }

    /// Whether the place is far enough; music asks for no place.
    pub fn place_met(&self, played: &Played) -> bool {
        match (*self, played.duration) {
            (Self::Music { .. }, _) => true,
            (Self::Video { .. }, None) => false,
            (Self::Video { percent, .. }, Some(duration)) => {
                ms(played.position) * 100.0 >= percent * ms(duration)
            }
        }
    }

    /// Whether enough was really played.
    pub fn played_met(&self, played: &Played) -> bool {
        match *self {
            Self::Video { .. } => {
                self.needed(played).is_some_and(|needed| ms(played.credit) >= needed)
            }
            Self::Music { seconds, .. } => {
                self.needed(played).is_some_and(|needed| ms(played.credit) >= needed)
                    || ms(played.wall) >= seconds * 1000.0
            }
        }
    }

    /// The percentage of the length the test is about.
    pub const fn percent(&self) -> f64 {
        match *self {
            Self::Video { percent, .. } | Self::Music { percent, .. } => percent,
        }
    }

    /// Media time that has to be played, in milliseconds; `None` without a length.
    pub fn needed(&self, played: &Played) -> Option<f64> {
        let duration = ms(played.duration?);
        Some(match *self {
            Self::Video { percent, factor } => factor * percent / 100.0 * duration,
            Self::Music { percent, .. } => percent / 100.0 * duration,
        })
    }

    /// How much of what has to be played was played, 0 to 1.
    pub fn share(&self, played: &Played) -> f64 {
        let by_media = match self.needed(played) {
            Some(needed) if needed > 0.0 => ms(played.credit) / needed,
            Some(_) => 1.0,
            None => 0.0,
        };
        let by_wall = match *self {
            Self::Video { .. } => 0.0,
            Self::Music { seconds, .. } => ms(played.wall) / (seconds * 1000.0),
        };
        by_media.max(by_wall).max(0.0).min(1.0)
    }
}

fn ms(span: Span) -> f64 {
    span.millis() as f64
}

/// The value within its bounds and to a hundredth, and whether the bounds moved it.
fn bounded(value: f64, low: f64, high: f64, default: f64) -> (f64, bool) {
    if value.is_nan() {
        return (default, true);
    }
    let held = value.max(low).min(high);
    ((held * 100.0).round() / 100.0, held != value)
}

/// Writes a number of at most two decimals without the standard float formatting,
/// which weighs several kilobytes in the wasm.
fn decimal(value: f64) -> String {
    let hundredths = (value * 100.0).round() as u64;
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => format!("{whole}"),
        r if r % 10 == 0 => format!("{whole}.{}", r / 10),
        r => format!("{whole}.{r:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played(position: i64, credit: i64) -> Played {
        Played {
            position: Span::from_secs(position),
            duration: Some(Span::from_secs(100)),
            credit: Span::from_secs(credit),
            wall: Span::from_secs(credit),
        }
    }

    #[test]
    fn ids_are_made_of_the_numbers() {
        assert_eq!(Rule::video(80.0, 0.5).rule.id, "video:80:0.5");
        assert_eq!(Rule::video(66.666, 0.25).rule.id, "video:66.67:0.25");
        assert_eq!(Rule::video(90.0, 0.05).rule.id, "video:90:0.05");
        assert_eq!(Rule::music(50.0, 240.0).rule.id, "music:50:240");
    }

    #[test]
    fn settings_out_of_bounds_are_moved_and_said_so() {
        for (percent, used) in
            [(100.0, 95.0), (0.0, 1.0), (-5.0, 1.0), (f64::INFINITY, 95.0), (f64::NAN, 80.0)]
        {
            let made = Rule::video(percent, 0.5);
            assert_eq!(made.rule.test.percent(), used);
            assert!(made.clamped, "{percent}");
        }
        assert!(!Rule::video(95.0, 0.0).clamped);
        assert!(Rule::video(80.0, f64::NAN).clamped);
        assert_eq!(Rule::music(f64::NAN, 240.0).rule.id, "music:50:240");
    }

    #[test]
    fn video_wants_the_place_and_half_of_it_played() {
        let test = Rule::video(80.0, 0.5).rule.test;
        assert!(test.is_met(&played(80, 40)));
        assert!(!test.is_met(&played(79, 79)), "place short");
        assert!(!test.is_met(&played(95, 39)), "credit short");
        assert!(!test.is_met(&Played { duration: None, ..played(90, 90) }), "no length");
        assert!(Rule::video(80.0, 0.0).rule.test.is_met(&played(80, 0)), "factor 0");
    }

    #[test]
    fn music_wants_half_or_four_minutes_whichever_is_first() {
        let test = Rule::music(50.0, 240.0).rule.test;
        assert!(test.is_met(&played(50, 50)));
        assert!(!test.is_met(&played(90, 49)), "the place does not matter");
        let stream = Played { duration: None, wall: Span::from_secs(240), ..Played::default() };
        assert!(test.is_met(&stream));
    }

    #[test]
    fn a_rule_reads_as_one_flat_object() {
        let json = serde_json::to_string(&Rule::video(80.0, 0.5).rule).unwrap_or_default();
        assert_eq!(json, r#"{"id":"video:80:0.5","type":"video","percent":80.0,"factor":0.5}"#);
    }
}
