//! How far a play is from counting, for a person to see.

use serde::{Deserialize, Serialize};

use super::state::{Phase, Play};
use crate::threshold::Rule;
use crate::time::Span;

/// Where the play is, and how far from counting.
///
/// # Design
/// Several rules may watch. The single numbers are those of the first rule that
/// is not met yet, or of the first at all; `rules` says each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Seconds of media time.
    pub position: f64,
    /// Length in seconds, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// Seconds of media time really played.
    pub credited: f64,
    /// Seconds that have to be played; 0 where that cannot be said.
    pub needed: f64,
    /// How much of what has to be played was played, 0 to 1.
    pub share: f64,
    /// The percentage the rule is about; 0 where no rule watches.
    pub threshold: f64,
    /// `idle`, `playing`, `paused` or `ended`.
    pub phase: String,
    /// Each rule about this kind of item.
    pub rules: Vec<RuleProgress>,
}

/// How one rule stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleProgress {
    /// The rule's id.
    pub id: String,
    /// Whether it was met in this play.
    pub met: bool,
    /// Whether the place is far enough now.
    pub place: bool,
    /// Whether enough was played.
    pub played: bool,
}

impl Progress {
    pub(super) fn of(play: Option<&Play>, rules: &[Rule]) -> Self {
        let Some(play) = play else {
            return Self { phase: "idle".to_owned(), ..Self::default() };
        };
        let played = play.played();
        let mine = || rules.iter().filter(|rule| rule.test.applies_to(play.media.kind()));
        let shown = mine().find(|rule| !play.rules_met.contains(&rule.id)).or(mine().next());
        Self {
            position: play.place.secs_f64(),
            duration: play.duration.map(Span::secs_f64),
            credited: play.meter.credit.secs_f64(),
            needed: shown.and_then(|rule| rule.test.needed(&played)).unwrap_or(0.0) / 1000.0,
            share: shown.map_or(0.0, |rule| rule.test.share(&played)),
            threshold: shown.map_or(0.0, |rule| rule.test.percent()),
            phase: match play.phase {
                Phase::Ready => "idle",
                Phase::Preview if !play.running => "paused",
                Phase::Preview | Phase::Playing => "playing",
                Phase::Paused => "paused",
                Phase::Over => "ended",
            }
            .to_owned(),
            rules: mine()
                .map(|rule| RuleProgress {
                    id: rule.id.clone(),
                    met: play.rules_met.contains(&rule.id),
                    place: rule.test.place_met(&played),
                    played: rule.test.played_met(&played),
                })
                .collect(),
        }
    }
}
