//! What comes, or came, of the rows of an import.

use super::rows::Entry;
use super::{Counts, Import, Outcome, Sort, Stage, State, Told, Verdict};
use crate::providers::Listing;

impl Import {
    /// How many rows are what, as far as is known.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in 0..self.rows.len() {
            match self.verdict(row).sort() {
                Sort::New => counts.new += 1,
                Sort::Known => counts.known += 1,
                Sort::Unclear => counts.unclear += 1,
                Sort::Refused => counts.refused += 1,
                Sort::LeftOut => counts.left_out += 1,
                Sort::Waiting => {}
            }
        }
        counts
    }

    /// How far it is.
    pub fn state(&self) -> State {
        match self.stage {
            Stage::Begun if !self.contents().asks.is_empty() => State::Asking,
            Stage::Begun | Stage::Comparing => State::Comparing,
            Stage::Previewed => State::Ready,
            Stage::Airing | Stage::Running => State::Running,
            Stage::CancelledComparing | Stage::CancelledRunning => State::Cancelled,
            Stage::Done => State::Done,
        }
    }

    /// How many rows there are.
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// The rows of one sort, or all, from a number on.
    pub fn rows(&self, sort: Option<Sort>, from: usize) -> impl Iterator<Item = usize> {
        (from..self.rows.len())
            .filter(move |row| sort.is_none_or(|sort| self.verdict(*row).sort() == sort))
    }

    /// The rows the person has to say something of, or did, by their titles.
    pub fn unclear(&self) -> impl Iterator<Item = (usize, &str)> {
        (0..self.rows.len()).filter_map(|row| self.rows.unclear(row).map(|it| (row, &*it.title)))
    }

    /// Rows and what came of them, from a number on.
    pub fn outcomes(&self, from: usize, most: usize) -> Vec<Told> {
        (from..self.rows.len()).take(most).map(|row| self.told(row)).collect()
    }

    /// A row and what came of it.
    pub fn told(&self, row: usize) -> Told {
        let said = match self.rows.entry(row) {
            Some(Entry::Read(_, said)) => Some(*said),
            Some(Entry::Unclear(unclear)) => Some(unclear.said.clone()),
            Some(Entry::Skipped(_)) | None => None,
        };
        Told {
            row,
            file: self.rows.file(row).to_owned(),
            listing: self.rows.listing(row),
            title: self.rows.title(row),
            at: said.as_ref().and_then(|said| said.at),
            on: said.as_ref().and_then(|said| said.on),
            chosen: self.chosen.get(&row).cloned(),
            shown_on: self.shown.get(&row).copied(),
            outcome: self.outcome(row),
        }
    }

    fn outcome(&self, row: usize) -> Outcome {
        match (self.verdict(row), self.rows.entry(row)) {
            (Verdict::Unclear, Some(Entry::Unclear(unclear))) => Outcome::Unclear {
                candidates: unclear.candidates.clone(),
                reason: unclear.reason.clone(),
            },
            (Verdict::Refused, Some(Entry::Skipped(reason))) => {
                Outcome::Refused { reason: reason.to_owned() }
            }
            (Verdict::Refused, _) => {
                Outcome::Refused { reason: self.refused.get(&row).cloned().unwrap_or_default() }
            }
            (Verdict::New | Verdict::Kept, _) => Outcome::New,
            (Verdict::Known | Verdict::Absorbed, _) => Outcome::Known,
            (Verdict::LeftOut, _) => Outcome::LeftOut,
            (Verdict::Waiting | Verdict::Unclear, _) => Outcome::Waiting,
        }
    }

    /// The verdict on a row, with what the person chose.
    pub(super) fn verdict(&self, row: usize) -> Verdict {
        let verdict = self.verdicts.get(row).copied().unwrap_or(Verdict::Waiting);
        let wanted = |listing: Listing| self.only.as_ref().is_none_or(|it| it.contains(&listing));
        let of = |row| self.rows.listing(row);
        match verdict {
            Verdict::New | Verdict::Unclear if !of(row).is_none_or(wanted) => Verdict::LeftOut,
            verdict => verdict,
        }
    }
}

impl Verdict {
    const fn sort(self) -> Sort {
        match self {
            Self::Waiting => Sort::Waiting,
            Self::New | Self::Kept => Sort::New,
            Self::Known | Self::Absorbed => Sort::Known,
            Self::Unclear => Sort::Unclear,
            Self::LeftOut => Sort::LeftOut,
            Self::Refused => Sort::Refused,
        }
    }
}
