//! When a play counts: rules as data, and the progress towards them.

mod settings;

pub use settings::{Made, Moved, PRESETS, Why};

use serde::Serialize;

use crate::json::{self, FromJson, Json, Wrong};
use crate::media::Kind;
use crate::time::Span;

/// A rule that says when a play counts. Several may watch one session.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Stable name made of the rule's own numbers, such as `video:80:0.5`,
    /// `video:90:0.5:5`, `music:50:240` or `time:600`.
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
    /// that was really played. Live or of unknown length: never met.
    #[serde(rename_all = "camelCase")]
    Video {
        /// 1 to 95.
        percent: f64,
        /// 0 to 1; 0 asks for the place alone.
        factor: f64,
        /// The place in percent before which nothing is told; 0 tells the start at once.
        #[serde(skip_serializing_if = "is_zero")]
        start: f64,
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
    /// Whatever is live or of unknown length: `seconds` of wall time spent playing.
    #[serde(rename_all = "camelCase")]
    Time {
        /// Wall-clock seconds spent playing.
        seconds: f64,
    },
}

fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

impl FromJson for Rule {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        let number = |name| json.field::<f64>(name);
        let test = match json.text("type")? {
            "video" => Test::Video {
                percent: number("percent")?,
                factor: number("factor")?,
                start: json.field_or_default("start")?,
            },
            "music" => Test::Music { percent: number("percent")?, seconds: number("seconds")? },
            "time" => Test::Time { seconds: number("seconds")? },
            _ => return Err(Wrong::Unknown("type")),
        };
        // Whoever wrote it: at 100 % it would never count, at 0 % it always would.
        Ok(Self { id: json.field("id")?, test: test.held(&mut Vec::new()) })
    }
}

json::read_by_serde!(Rule);

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

impl Test {
    /// Whether this test is about things of that kind.
    pub const fn applies_to(&self, kind: Kind) -> bool {
        match self {
            Self::Video { .. } => !matches!(kind, Kind::Track),
            Self::Music { .. } => matches!(kind, Kind::Track),
            Self::Time { .. } => true,
        }
    }

    /// The place in percent before which nothing is told; `None` where the test asks for no place.
    pub const fn start(&self) -> Option<f64> {
        match *self {
            Self::Video { start, .. } => Some(start),
            Self::Music { .. } | Self::Time { .. } => None,
        }
    }

    /// Whether it is true now.
    pub fn is_met(&self, played: &Played) -> bool {
        self.place_met(played) && self.played_met(played)
    }

    /// Whether the place is far enough; only video asks for one.
    pub fn place_met(&self, played: &Played) -> bool {
        match (*self, played.duration) {
            (Self::Music { .. } | Self::Time { .. }, _) => true,
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
            Self::Time { seconds } => {
                played.duration.is_none() && ms(played.wall) >= seconds * 1000.0
            }
        }
    }

    /// The percentage of the length the test is about; 0 where it is about time alone.
    pub const fn percent(&self) -> f64 {
        match *self {
            Self::Video { percent, .. } | Self::Music { percent, .. } => percent,
            Self::Time { .. } => 0.0,
        }
    }

    /// Media time that has to be played, in milliseconds; `None` without a length.
    pub fn needed(&self, played: &Played) -> Option<f64> {
        let duration = ms(played.duration?);
        match *self {
            Self::Video { percent, factor, .. } => Some(factor * percent / 100.0 * duration),
            Self::Music { percent, .. } => Some(percent / 100.0 * duration),
            Self::Time { .. } => None,
        }
    }

    /// How much of what has to be played was played, 0 to 1.
    pub fn share(&self, played: &Played) -> f64 {
        let by_media = match self.needed(played) {
            Some(needed) if needed > 0.0 => ms(played.credit) / needed,
            Some(_) => 1.0,
            None => 0.0,
        };
        let by_wall = match *self {
            Self::Time { .. } if played.duration.is_some() => 0.0,
            Self::Video { .. } => 0.0,
            Self::Music { seconds, .. } | Self::Time { seconds } => {
                ms(played.wall) / (seconds * 1000.0)
            }
        };
        by_media.max(by_wall).max(0.0).min(1.0)
    }
}

fn ms(span: Span) -> f64 {
    span.millis() as f64
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
    fn the_share_is_that_of_what_has_to_be_played() {
        let video = |factor| Rule::video(80.0, factor).rule.test;
        assert_eq!(video(0.5).share(&played(0, 10)), 0.25);
        assert_eq!(video(0.5).share(&played(0, 90)), 1.0);
        assert_eq!(video(0.0).share(&played(0, 0)), 1.0, "nothing has to be played");
        assert_eq!(video(0.5).share(&Played { duration: None, ..played(0, 90) }), 0.0);
        let music = Rule::music(50.0, 100.0).rule.test;
        let slow = Played { wall: Span::from_secs(40), ..played(0, 10) };
        assert_eq!(music.share(&slow), 0.4, "by wall time");
        assert_eq!(
            music.share(&Played { wall: Span::ZERO, ..played(0, 10) }),
            0.2,
            "by media time"
        );
    }

    #[test]
    fn time_wants_minutes_of_something_without_a_length() {
        let test = Rule::time(600.0).rule.test;
        let played = |wall| Played { wall: Span::from_secs(wall), ..Played::default() };
        assert!(test.is_met(&played(600)));
        assert!(!test.is_met(&played(599)));
        let known = Played { duration: Some(Span::from_secs(900)), ..played(600) };
        assert!(!test.is_met(&known), "with a length a percentage decides");
        assert_eq!((test.share(&played(150)), test.share(&known)), (0.25, 0.0));
        assert_eq!((test.percent(), test.needed(&known), test.start()), (0.0, None, None));
    }

    #[test]
    fn each_kind_has_its_tests() {
        let about = |made: Made| {
            [Kind::Movie, Kind::Episode, Kind::Track].map(|kind| made.rule.test.applies_to(kind))
        };
        assert_eq!(about(Rule::video(80.0, 0.5)), [true, true, false]);
        assert_eq!(about(Rule::music(50.0, 240.0)), [false, false, true]);
        assert_eq!(about(Rule::time(600.0)), [true, true, true]);
    }

    #[test]
    fn a_rule_reads_as_one_flat_object() {
        let late = Rule::preset("dodostream").unwrap();
        for (rule, json) in [
            (
                Rule::video(80.0, 0.5).rule,
                r#"{"id":"video:80:0.5","type":"video","percent":80.0,"factor":0.5}"#,
            ),
            (
                late,
                r#"{"id":"video:90:0.5:5","type":"video","percent":90.0,"factor":0.5,"start":5.0}"#,
            ),
            (
                Rule::music(50.0, 240.0).rule,
                r#"{"id":"music:50:240","type":"music","percent":50.0,"seconds":240.0}"#,
            ),
            (Rule::time(600.0).rule, r#"{"id":"time:600","type":"time","seconds":600.0}"#),
        ] {
            assert_eq!(serde_json::to_string(&rule).unwrap(), json);
            assert_eq!(serde_json::from_str::<Rule>(json).unwrap(), rule);
        }
    }

    #[test]
    fn a_rule_from_elsewhere_is_held_within_the_bounds_and_keeps_its_name() {
        let json = r#"{"id":"mine","type":"video","percent":100,"factor":-1,"start":0}"#;
        let test = Test::Video { percent: 95.0, factor: 0.0, start: 0.0 };
        assert_eq!(serde_json::from_str::<Rule>(json).unwrap(), Rule { id: "mine".into(), test });
        for none in [
            r#"{"id":"mine","type":"video","percent":null,"factor":0.5}"#,
            r#"{"id":"mine","type":"place","percent":80}"#,
            r#"{"type":"time","seconds":600}"#,
        ] {
            assert!(serde_json::from_str::<Rule>(none).is_err(), "{none}");
        }
    }
}
