//! What goes back and forth between two who cannot agree.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Change, What};
use crate::history::Origin;
use crate::time::{Span, Timestamp};

/// What services were told lately, and how often it was the opposite of what they were told
/// before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flaps(BTreeMap<String, Flap>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Flap {
    what: What,
    turns: u8,
    at: Timestamp,
}

/// So many turns are enough: there, back and there again.
const TURNS: u8 = 2;

/// After so long it is tried again.
const COOL: Span = Span::from_hours(7 * 24);

impl Flaps {
    /// Remembers what a service was told.
    pub fn told(&mut self, now: Timestamp, service: &Origin, change: &Change) {
        self.0.retain(|_, flap| now < flap.at + COOL);
        let key = key(service, change);
        let before = self.0.get(&key).copied();
        let turned = before.filter(|flap| flap.what == change.what.undone());
        let turns = match (before, turned) {
            (_, Some(flap)) => flap.turns.saturating_add(1),
            (Some(flap), None) => flap.turns,
            (None, None) => 0,
        };
        self.0.insert(key, Flap { what: change.what, turns, at: now });
    }

    /// Whether this would be one turn too many.
    pub(super) fn is_hot(&self, now: Timestamp, service: &Origin, change: &Change) -> bool {
        self.0.get(&key(service, change)).is_some_and(|flap| {
            flap.turns >= TURNS && flap.what == change.what.undone() && now < flap.at + COOL
        })
    }
}

/// What it is about: the same for a change and for what undoes it.
fn key(service: &Origin, change: &Change) -> String {
    let about = change.what.min(change.what.undone());
    let work = serde_json::to_string(&change.row.work).unwrap_or_default();
    // Of a play its own second, as services keep it.
    let at = change.row.at.filter(|_| about == What::Play);
    format!("{service} {about:?} {:?} {work}", at.map(Timestamp::secs))
}
