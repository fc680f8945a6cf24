//! Rules from a person's settings: held within their bounds, and saying what was moved and why.

use serde::{Serialize, Serializer};

use super::{Rule, Test};

/// Rules that players are known by, with their names.
pub const PRESETS: &[(&str, Test)] =
    &[("dodostream", Test::Video { percent: 90.0, factor: 0.5, start: 5.0 })];

/// A rule made from settings, and what had to be moved for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Made {
    /// The rule as it will be used.
    #[serde(flatten)]
    pub rule: Rule,
    /// The settings that were out of bounds or not a number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clamped: Vec<Moved>,
}

/// A setting that was moved into its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Moved {
    /// `percent`, `factor`, `start` or `seconds`.
    pub setting: &'static str,
    /// What was asked for; absent where JSON has no such number.
    #[serde(skip_serializing_if = "is_unwritable")]
    pub from: f64,
    /// What is used.
    pub to: f64,
    /// Why.
    pub why: Why,
}

/// Why a setting was moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A play would count before it was one: `too_low`.
    TooLow,
    /// Hardly a play would ever count: `too_high`.
    TooHigh,
    /// There is nothing to go by, so the default is used: `not_a_number`.
    NotANumber,
}

fn is_unwritable(number: &f64) -> bool {
    !number.is_finite()
}

impl Serialize for Why {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(match self {
            Self::TooLow => "too_low",
            Self::TooHigh => "too_high",
            Self::NotANumber => "not_a_number",
        })
    }
}

impl Rule {
    /// A rule for films and episodes, told from the start: `percent` within 1–95
    /// (80 where it is no number), `factor` within 0–1 (0.5).
    pub fn video(percent: f64, factor: f64) -> Made {
        Self::of(Test::Video { percent, factor, start: 0.0 })
    }

    /// A rule for tracks: `percent` within 1–95 (50 where it is no number),
    /// `seconds` within 1–86,400 (240).
    pub fn music(percent: f64, seconds: f64) -> Made {
        Self::of(Test::Music { percent, seconds })
    }

    /// A rule for what is live or of unknown length: `seconds` within 1–86,400
    /// (600 where it is no number).
    pub fn time(seconds: f64) -> Made {
        Self::of(Test::Time { seconds })
    }

    /// One of the [`PRESETS`], by its name.
    pub fn preset(name: &str) -> Option<Self> {
        let (_, test) = PRESETS.iter().find(|(preset, _)| *preset == name)?;
        Some(Self::of(*test).rule)
    }

    /// A rule of this test, held within the bounds, with its own numbers for a name.
    pub fn of(test: Test) -> Made {
        let mut clamped = Vec::new();
        let test = test.held(&mut clamped);
        let mut id = String::new();
        let numbers = match test {
            Test::Video { percent, factor, start } => {
                id.push_str("video");
                [Some(percent), Some(factor), Some(start).filter(|start| *start > 0.0)]
            }
            Test::Music { percent, seconds } => {
                id.push_str("music");
                [Some(percent), Some(seconds), None]
            }
            Test::Time { seconds } => {
                id.push_str("time");
                [Some(seconds), None, None]
            }
        };
        for number in numbers.into_iter().flatten() {
            id.push(':');
            id.push_str(&decimal(number));
        }
        Made { rule: Self { id, test }, clamped }
    }
}

impl Test {
    /// The test with every number within its bounds and to a hundredth.
    pub(super) fn held(self, moved: &mut Vec<Moved>) -> Self {
        let mut hold = |setting, value, low, high, default| {
            let (to, why) = bounded(value, low, high, default);
            moved.extend(why.map(|why| Moved { setting, from: value, to, why }));
            to
        };
        match self {
            Self::Video { percent, factor, start } => Self::Video {
                percent: hold("percent", percent, 1.0, 95.0, 80.0),
                factor: hold("factor", factor, 0.0, 1.0, 0.5),
                start: hold("start", start, 0.0, 95.0, 0.0),
            },
            Self::Music { percent, seconds } => Self::Music {
                percent: hold("percent", percent, 1.0, 95.0, 50.0),
                seconds: hold("seconds", seconds, 1.0, DAY, 240.0),
            },
            Self::Time { seconds } => {
                Self::Time { seconds: hold("seconds", seconds, 1.0, DAY, 600.0) }
            }
        }
    }
}

/// A day in seconds.
const DAY: f64 = 86_400.0;

/// The value within its bounds and to a hundredth, and why the bounds moved it.
fn bounded(value: f64, low: f64, high: f64, default: f64) -> (f64, Option<Why>) {
    if value.is_nan() {
        return (default, Some(Why::NotANumber));
    }
    if value < low {
        return (low, Some(Why::TooLow));
    }
    if value > high {
        return (high, Some(Why::TooHigh));
    }
    ((value * 100.0).round() / 100.0, None)
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

    #[test]
    fn ids_are_made_of_the_numbers() {
        let id = |made: Made| made.rule.id;
        assert_eq!(id(Rule::video(80.0, 0.5)), "video:80:0.5");
        assert_eq!(id(Rule::video(66.666, 0.25)), "video:66.67:0.25");
        assert_eq!(id(Rule::video(90.0, 0.05)), "video:90:0.05");
        assert_eq!(id(Rule::music(50.0, 240.0)), "music:50:240");
        assert_eq!(id(Rule::time(600.0)), "time:600");
        let late = Test::Video { percent: 90.0, factor: 0.0, start: 2.5 };
        assert_eq!(id(Rule::of(late)), "video:90:0:2.5");
    }

    #[test]
    fn a_percentage_out_of_bounds_is_moved_and_said_so() {
        for (from, to, why) in [
            (200.0, 95.0, Why::TooHigh),
            (100.0, 95.0, Why::TooHigh),
            (f64::INFINITY, 95.0, Why::TooHigh),
            (0.0, 1.0, Why::TooLow),
            (-1.0, 1.0, Why::TooLow),
        ] {
            for made in [Rule::video(from, 0.5), Rule::music(from, 240.0)] {
                assert_eq!(made.rule.test.percent(), to);
                assert_eq!(made.clamped, [Moved { setting: "percent", from, to, why }]);
            }
        }
        assert_eq!(Rule::video(f64::NAN, 0.5).rule.id, "video:80:0.5");
        assert_eq!(Rule::music(f64::NAN, 240.0).rule.id, "music:50:240");
    }

    #[test]
    fn what_is_within_the_bounds_stays() {
        for made in [
            Rule::video(95.0, 0.0),
            Rule::video(1.0, 1.0),
            Rule::music(1.0, 1.0),
            Rule::music(95.0, 86_400.0),
            Rule::time(1.0),
            Rule::time(86_400.0),
        ] {
            assert_eq!(made.clamped, [], "{made:?}");
        }
    }

    #[test]
    fn each_setting_has_its_own_bounds_and_default() {
        let nan = f64::NAN;
        let of = |test| {
            let made = Rule::of(test);
            let moved: Vec<_> = made.clamped.iter().map(|m| (m.setting, m.to, m.why)).collect();
            (made.rule.id, moved)
        };
        assert_eq!(
            of(Test::Video { percent: 80.0, factor: 1.5, start: 96.0 }),
            (
                "video:80:1:95".into(),
                vec![("factor", 1.0, Why::TooHigh), ("start", 95.0, Why::TooHigh)]
            )
        );
        assert_eq!(
            of(Test::Video { percent: 80.0, factor: nan, start: nan }),
            (
                "video:80:0.5".into(),
                vec![("factor", 0.5, Why::NotANumber), ("start", 0.0, Why::NotANumber)]
            )
        );
        assert_eq!(
            of(Test::Music { percent: 50.0, seconds: nan }),
            ("music:50:240".into(), vec![("seconds", 240.0, Why::NotANumber)])
        );
        assert_eq!(
            of(Test::Time { seconds: nan }),
            ("time:600".into(), vec![("seconds", 600.0, Why::NotANumber)])
        );
        for (seconds, to, why) in [(0.5, 1.0, Why::TooLow), (1e9, 86_400.0, Why::TooHigh)] {
            for made in [Rule::music(50.0, seconds), Rule::time(seconds)] {
                assert_eq!(made.clamped, [Moved { setting: "seconds", from: seconds, to, why }]);
            }
        }
    }

    #[test]
    fn what_was_moved_reads_in_json() {
        let json = |made: Made| serde_json::to_value(made).unwrap()["clamped"].take();
        assert_eq!(
            json(Rule::video(200.0, 0.5)),
            serde_json::json!([{ "setting": "percent", "from": 200.0, "to": 95.0, "why": "too_high" }])
        );
        assert_eq!(
            json(Rule::video(80.0, f64::NAN)),
            serde_json::json!([{ "setting": "factor", "to": 0.5, "why": "not_a_number" }])
        );
        assert_eq!(
            json(Rule::time(0.0)),
            serde_json::json!([{ "setting": "seconds", "from": 0.0, "to": 1.0, "why": "too_low" }])
        );
        assert_eq!(json(Rule::video(80.0, 0.5)), serde_json::Value::Null);
    }

    #[test]
    fn presets_are_found_by_name_and_are_in_bounds() {
        let dodostream = Rule::preset("dodostream").unwrap();
        assert_eq!(dodostream.id, "video:90:0.5:5");
        assert_eq!(dodostream.test, Test::Video { percent: 90.0, factor: 0.5, start: 5.0 });
        assert_eq!(Rule::preset("Dodostream"), None);
        for (name, test) in PRESETS {
            assert_eq!(Rule::of(*test).clamped, [], "{name}");
        }
    }
}
