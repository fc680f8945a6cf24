//! What a catalogue tells of a candidate when asked closely.

use serde::{Deserialize, Serialize};

use crate::media::{ExternalIds, Media, Work};
use crate::providers::{Intent, Outcome};

/// What is known of a candidate beyond its row in a list.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Details {
    /// Questions that were answered.
    asked: u32,
    /// Its length in seconds; the episode's where one is looked for.
    pub runtime: Option<u32>,
    /// Its ids everywhere.
    pub ids: ExternalIds,
    /// The episode that is looked for; nothing where the show has none such.
    pub episode: Option<Option<Listed>>,
}

/// An episode as a season lists it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Listed {
    pub title: Option<String>,
    pub ids: ExternalIds,
}

impl Details {
    /// The next thing to be asked of a candidate.
    pub(super) fn wants(&self, _media: &Media, _work: &Work) -> Option<Intent> {
        None
    }

    /// Takes an answer over; nothing where the catalogue has none.
    pub(super) fn learn(&mut self, _intent: &Intent, _outcome: Option<Outcome>) {
        self.asked += 1;
    }
}
