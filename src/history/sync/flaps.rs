//! What goes back and forth between two who cannot agree, and what a service does not take.

use serde::{Deserialize, Serialize};

use super::{Change, What};
use crate::history::Origin;
use crate::history::slots::mix_bytes;
use crate::map::Map;
use crate::media::Work;
use crate::providers::Row;
use crate::sorted::sort_by;
use crate::time::{Span, Timestamp};

/// What services were told lately: how often it was the opposite of what they were told
/// before, and what they refused.
///
/// # Design
/// All of it is kept as one value, which a database may hold to two million bytes: so what is
/// told is known by a hash alone, and of very many the oldest are forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flaps {
    told: Map<String, Flap>,
    refused: Map<String, Timestamp>,
    /// Plays that stay where they are, by their seconds.
    #[serde(default)]
    stays: Vec<(Work, i64)>,
}

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

/// So many are remembered of each.
const MOST: usize = 10_000;

/// And so many plays that stay: each takes more room.
const MOST_STAY: usize = 2_000;

/// A refusal for good is believed so long: services learn of more works.
const REFUSED: Span = Span::from_hours(30 * 24);

impl Flaps {
    /// Remembers what a service was told.
    ///
    /// Of a play that is added, only where something was told of it before: years of plays
    /// are told once and never again.
    pub fn told(&mut self, now: Timestamp, service: &Origin, change: &Change) {
        let key = key(service, change);
        let before = self.told.get(&key).copied().filter(|flap| now < flap.at + COOL);
        if before.is_none() && change.what == What::Play {
            return;
        }
        let turned = before.filter(|flap| flap.what == change.what.undone());
        let turns = match (before, turned) {
            (_, Some(flap)) => flap.turns.saturating_add(1),
            (Some(flap), None) => flap.turns,
            // To be removed it was there. A word may have been there by the service's own doing.
            (None, None) => u8::from(change.what == What::NoPlay),
        };
        if let Some(old) = old(self.told.len(), self.told.values().map(|flap| flap.at)) {
            self.told.retain(|_, flap| flap.at > old);
        }
        self.told.insert(key, Flap { what: change.what, turns, at: now });
    }

    /// Remembers what a service refused for good.
    pub fn refused(&mut self, now: Timestamp, service: &Origin, change: &Change) {
        if let Some(old) = old(self.refused.len(), self.refused.values().copied()) {
            self.refused.retain(|_, at| *at > old);
        }
        self.refused.insert(refusal(service, change), now);
    }

    /// Remembers plays that stay at the one service all this is kept of, though nobody has them
    /// here: another one took them back, whose word does not reach it. For good, or they would
    /// go some day after all.
    pub fn leave(&mut self, plays: impl Iterator<Item = Row>) {
        self.stays.extend(plays.filter_map(|row| Some((row.work, row.at?.secs()))));
        let over = self.stays.len().saturating_sub(MOST_STAY);
        self.stays.drain(..over);
    }

    /// Those plays.
    pub(super) fn stays(&self) -> &[(Work, i64)] {
        &self.stays
    }

    /// Forgets what is long ago.
    pub fn fade(&mut self, now: Timestamp) {
        self.told.retain(|_, flap| now < flap.at + COOL);
        self.refused.retain(|_, at| now < *at + REFUSED);
    }

    /// Forgets what was refused, as the person wants it tried again.
    pub fn try_again(&mut self) {
        self.refused.clear();
    }

    /// Whether this would be one turn too many.
    pub(super) fn is_hot(&self, now: Timestamp, service: &Origin, change: &Change) -> bool {
        self.told.get(&key(service, change)).is_some_and(|flap| {
            flap.turns >= TURNS && flap.what == change.what.undone() && now < flap.at + COOL
        })
    }

    /// Whether the service refused this.
    pub(super) fn is_refused(&self, now: Timestamp, service: &Origin, change: &Change) -> bool {
        !self.refused.is_empty()
            && self.refused.get(&refusal(service, change)).is_some_and(|at| now < *at + REFUSED)
    }
}

/// Where there is no room for one more: what is as old as the oldest quarter goes.
fn old(many: usize, times: impl Iterator<Item = Timestamp>) -> Option<Timestamp> {
    if many < MOST {
        return None;
    }
    let mut times: Vec<_> = times.collect();
    sort_by(&mut times, Ord::cmp);
    times.get(times.len() / 4).copied()
}

/// What it is about: the same for a change and for what undoes it.
fn key(service: &Origin, change: &Change) -> String {
    hash(&about(service, change, change.what.min(change.what.undone())))
}

/// What exactly was refused: another rating may be taken.
fn refusal(service: &Origin, change: &Change) -> String {
    let rating = change.row.rating.map(|rating| rating.hundred());
    let about = about(service, change, change.what);
    hash(&format!("{about} {rating:?} {:?}", change.row.progress))
}

fn hash(text: &str) -> String {
    format!("{:016x}", mix_bytes(0, text.as_bytes()))
}

fn about(service: &Origin, change: &Change, about: What) -> String {
    let work = serde_json::to_string(&change.row.work).unwrap_or_default();
    // Of a play its own second, as services keep it.
    let at = change.row.at.filter(|_| matches!(about, What::Play | What::NoPlay));
    format!("{service} {about:?} {:?} {work}", at.map(Timestamp::secs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{Movie, Rating};

    fn change(what: What, id: usize) -> Change {
        let title = "A long title of a film that many people saw ".repeat(5) + &id.to_string();
        let work = Work::Movie(Movie { title, ..Movie::default() });
        let row = Row { rating: Rating::of_ten(8), ..Row::of(work) };
        Change { what, row, origin: Origin::Player, was: None }
    }

    #[test]
    fn however_much_is_told_what_is_remembered_stays_small() {
        let service = Origin::Service("trakt".into());
        let moment = |id: usize| Timestamp::from_secs(1_700_000_000 + id as i64);
        let mut flaps = Flaps::default();
        for id in 0..12_000 {
            flaps.told(moment(id), &service, &change(What::Play, id));
        }
        assert_eq!(flaps, Flaps::default(), "told once and never again");
        for id in 0..12_000 {
            flaps.told(moment(id), &service, &change(What::Rating, id));
            flaps.refused(moment(id), &service, &change(What::Rating, id));
        }
        assert!(serde_json::to_string(&flaps).unwrap().len() < 1_600_000);
        let newest = change(What::Rating, 11_999);
        assert!(flaps.is_refused(moment(12_000), &service, &newest));
        assert!(!flaps.is_refused(moment(12_000), &service, &change(What::Rating, 0)));
        for what in [What::NoRating, What::Rating] {
            flaps.told(moment(12_000), &service, &change(what, 11_999));
        }
        assert!(flaps.is_hot(moment(12_000), &service, &change(What::NoRating, 11_999)));
    }
}
