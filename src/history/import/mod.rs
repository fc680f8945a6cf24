//! Taking in a file: preview, choose, run, report.
//!
//! # Design
//! The machine knows the rows and where it is among them; the driver knows the library. Rows
//! are laid beside the library, and later kept, a slice at a time, each slice answered before
//! the next is asked for. Which of them are known is told when all lie there: two that are
//! alike may be two plays. What is kept and how far it is are one transaction of the driver's:
//! so a crash, a lost answer or a cancel repeats nothing and leaves nothing out. The rows
//! themselves are in the file, which is read again; what was laid beside the library is gone
//! then, and is laid there again.

mod io;
mod known;
mod report;
mod rows;
mod run;
mod running;
mod snapshot;
// Not on wasm32, where proptest does not go.
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use serde::{Deserialize, Serialize};

pub use io::{Counts, Input, Outcome, Output, Scope, Sort, State, Taken, Told};
pub use known::{Against, has_plays};
pub use running::Running;

use super::Zone;
use super::formats::Contents;
use crate::map::Map;
use crate::media::{PartialDate, Season, Work};
use crate::providers::{Listing, Row};
use crate::time::Timestamp;
use rows::{Entry, Rows};

/// Rows of one slice: so much a driver does between two other things.
const SLICE: usize = 500;

/// One import.
#[derive(Clone, Debug)]
pub struct Import {
    rows: Rows,
    scope: Scope,
    zone: Zone,
    stage: Stage,
    /// The first row that is not done in this stage.
    cursor: usize,
    verdicts: Vec<Verdict>,
    /// Why rows could not be kept.
    refused: Map<usize, String>,
    /// What unclear rows are of.
    chosen: Map<usize, Work>,
    /// Where only some listings are wanted.
    only: Option<Vec<Listing>>,
    /// Whether rows are shown on their own days alone.
    keeps_days: bool,
    /// The days rows are shown on.
    shown: Map<usize, PartialDate>,
    /// The seasons whose days are looked for.
    airing: Vec<Season>,
    /// Whether an answer is waited for.
    asked: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Stage {
    /// Questions are open, or it has not begun.
    Begun,
    Comparing,
    Previewed,
    /// The days of episodes are looked for.
    Airing,
    Running,
    Done,
    CancelledComparing,
    CancelledRunning,
}

/// What is known of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Waiting,
    New,
    Known,
    Unclear,
    LeftOut,
    /// It was kept; it was new.
    Kept,
    /// It was to be kept; it was there.
    Absorbed,
    Refused,
}

impl Import {
    /// An import of a file. Nothing happens before the first [`Input::Wake`].
    pub fn new(contents: Contents, scope: Scope, zone: Zone) -> Self {
        let mut import = Self {
            rows: Rows::of(contents),
            scope,
            zone,
            stage: Stage::Begun,
            cursor: 0,
            verdicts: Vec::new(),
            refused: Map::new(),
            chosen: Map::new(),
            only: None,
            keeps_days: false,
            shown: Map::new(),
            airing: Vec::new(),
            asked: false,
        };
        import.begin();
        import
    }

    /// What the file tells.
    pub const fn contents(&self) -> &Contents {
        self.rows.contents()
    }

    /// Takes in what happened, says what is to be done.
    pub fn handle(&mut self, _now: Timestamp, input: Input) -> Vec<Output> {
        match input {
            Input::Read(contents) if self.stage == Stage::Begun => {
                self.rows = Rows::of(*contents);
                self.begin();
            }
            Input::Laid { from, count } if self.is_comparing() && self.is_answer(from, count) => {
                self.laid();
            }
            Input::Compared(known) if self.is_comparing() && self.is_judged(known.len()) => {
                self.compared(&known);
            }
            Input::Choose { row, work } if self.stage == Stage::Previewed => {
                self.choose(row, work.map(|work| *work))
            }
            Input::Unchoose { row } if self.stage == Stage::Previewed => self.unchoose(row),
            Input::KeepDays(keep) if self.stage == Stage::Previewed => self.keeps_days = keep,
            Input::Only(listings) if self.stage == Stage::Previewed => self.only = Some(listings),
            Input::Run if self.stage == Stage::Previewed => {
                (self.stage, self.asked) = (Stage::Airing, false);
            }
            Input::Aired(days) if self.stage == Stage::Airing && self.asked => self.aired(days),
            // Also behind a cancel: the rows are kept.
            Input::Stored { from, came }
                if self.is_running() && self.is_answer(from, came.len()) =>
            {
                self.stored(came);
            }
            Input::Cancel => self.cancel(),
            Input::Resume if self.stage == Stage::Previewed => {
                return vec![Output::Preview(self.counts())];
            }
            Input::Resume if self.stage == Stage::Done => return vec![Output::Done(self.counts())],
            Input::Resume => self.resume(),
            Input::Wake => {}
            // An answer to what is no longer asked.
            _ => return Vec::new(),
        }
        self.go_on()
    }

    /// When something is due: at once, where nothing is waited for.
    pub fn wake_at(&self) -> Option<Timestamp> {
        let works = match self.stage {
            Stage::Begun => self.contents().asks.is_empty(),
            Stage::Comparing | Stage::Airing | Stage::Running => !self.asked,
            _ => false,
        };
        works.then_some(Timestamp::from_millis(0))
    }

    fn begin(&mut self) {
        let all = self.scope == Scope::Full;
        let verdict = |row| match self.rows.entry(row) {
            _ if all && self.rows.is_read(row) => Verdict::Waiting,
            Some(Entry::Read(_, row)) if self.is_older(&row) => Verdict::LeftOut,
            Some(Entry::Read(..)) => Verdict::Waiting,
            Some(Entry::Unclear(unclear)) if self.is_older(&unclear.said) => Verdict::LeftOut,
            Some(Entry::Unclear(_)) => Verdict::Unclear,
            Some(Entry::Skipped(_)) | None => Verdict::Refused,
        };
        self.verdicts = (0..self.rows.len()).map(verdict).collect();
        (self.cursor, self.asked) = (0, false);
    }

    fn is_older(&self, row: &Row) -> bool {
        matches!((self.scope, row.at), (Scope::Since(since), Some(at)) if at < since)
    }

    /// Whether this is the answer that is waited for: to all of the rows that were asked about.
    fn is_answer(&self, from: usize, count: usize) -> bool {
        self.asked && count > 0 && from == self.cursor && count == self.slice().len()
    }

    /// Whether all rows are laid beside the library, and these are the answers to all.
    fn is_judged(&self, count: usize) -> bool {
        let waiting = self.verdicts.iter().filter(|it| **it == Verdict::Waiting).count();
        self.asked && waiting == count && self.slice().is_empty()
    }

    const fn is_comparing(&self) -> bool {
        matches!(self.stage, Stage::Comparing | Stage::CancelledComparing)
    }

    const fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Running | Stage::CancelledRunning)
    }
}
