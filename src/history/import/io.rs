//! What goes into an import and what comes out of it.

use serde::{Deserialize, Serialize};

use crate::history::formats::{Asks, Contents};
use crate::map::Map;
use crate::media::{PartialDate, Season, Work};
use crate::providers::{Listing, Row};
use crate::time::Timestamp;

/// How much of a file is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// All of it. Series that were marked as seen in one go are shown on the days they aired.
    Full,
    /// What was played since; rows without a moment are taken, too.
    Since(Timestamp),
}

/// What the driver tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// What the file tells, read once more after questions were answered.
    Read(Box<Contents>),
    /// The rows of an [`Output::Compare`] lie beside the library.
    Laid {
        /// The first of them.
        from: usize,
        /// How many they are.
        count: usize,
    },
    /// Of each row that was laid beside the library, in their order: whether it has it.
    Compared(Vec<bool>),
    /// What an unclear row is of; or that a row is not wanted.
    Choose {
        /// The row.
        row: usize,
        /// The work; nothing leaves the row out.
        work: Option<Box<Work>>,
    },
    /// What was chosen for a row is taken back.
    Unchoose {
        /// The row.
        row: usize,
    },
    /// Whether episodes that were marked as seen in one go stay on the day of that.
    KeepDays(bool),
    /// Rows of other listings are left out.
    Only(Vec<Listing>),
    /// The person has seen the preview and wants it.
    Run,
    /// When the seasons of an [`Output::FindAired`] were aired, in their order: of each the
    /// days that are known, by the numbers of its episodes.
    Aired(Vec<Map<u32, PartialDate>>),
    /// What came of the rows of an [`Output::Store`], in their order. To be told, and the
    /// snapshot kept, in the same transaction as the rows.
    Stored {
        /// The first of them.
        from: usize,
        /// Of each: whether it was new, or why it could not be kept.
        came: Vec<Result<bool, String>>,
    },
    /// Stops where it is.
    Cancel,
    /// Goes on where it stopped, and says again what was asked.
    Resume,
    /// Nothing but the time; the first one begins.
    Wake,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// To be answered by the person; then the file is read with the answers, and told.
    Ask(Asks),
    /// Lay these rows beside the library: [`super::Against`] does. Where `from` is 0 it
    /// begins, perhaps anew.
    Compare {
        /// The first of them.
        from: usize,
        /// The rows that follow each other here.
        rows: Vec<Taken>,
    },
    /// Say which of all rows that were laid beside the library it has.
    Judge,
    /// What would come of it; the person chooses, then [`Input::Run`].
    Preview(Counts),
    /// Say when the episodes of these seasons were aired.
    FindAired(Vec<Season>),
    /// Keep these rows, and the snapshot as it is once they are told to be kept.
    Store {
        /// The first of them.
        from: usize,
        /// The rows.
        rows: Vec<Taken>,
    },
    /// How far it is.
    Progress {
        /// Rows done.
        done: usize,
        /// Rows there are.
        total: usize,
        /// The title it is at.
        title: String,
    },
    /// It is over; [`super::Import::outcomes`] says what came of each row.
    Done(Counts),
}

/// A row that is looked for or kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// Its number in the import.
    pub row: usize,
    /// Of what it tells.
    pub listing: Listing,
    /// What it says.
    pub said: Row,
    /// The day it is shown on instead of its own; never told to a service.
    pub shown_on: Option<PartialDate>,
}

/// How many rows are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Not in the library before.
    pub new: usize,
    /// In the library already.
    pub known: usize,
    /// Waiting for the person to say what they are of.
    pub unclear: usize,
    /// Not to be read or kept.
    pub refused: usize,
    /// Left out by the person's choice.
    pub left_out: usize,
}

/// A row and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// Its number in the import.
    pub row: usize,
    /// The file it stands in.
    pub file: String,
    /// Of what it tells; absent where it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listing: Option<Listing>,
    /// Its title.
    pub title: String,
    /// When it was, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The day it was on, where it says no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<PartialDate>,
    /// What the person said it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Work>,
    /// The day it is shown on instead of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_on: Option<PartialDate>,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a row, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// [`Outcome::Waiting`].
    Waiting,
    /// [`Outcome::New`].
    New,
    /// [`Outcome::Known`].
    Known,
    /// [`Outcome::Unclear`].
    Unclear,
    /// [`Outcome::Refused`].
    Refused,
    /// [`Outcome::LeftOut`].
    LeftOut,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Questions are open.
    Asking,
    /// It is being laid beside the library.
    Comparing,
    /// The person may look, choose and run it.
    Ready,
    /// Its rows are being kept.
    Running,
    /// It stopped where it was.
    Cancelled,
    /// It is over.
    Done,
}

/// What came of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Nobody has looked yet.
    Waiting,
    /// It is new, or was until it was kept.
    New,
    /// It was there.
    Known,
    /// It may be of several works.
    Unclear {
        /// Which, the likeliest first.
        candidates: Vec<Work>,
        /// Why.
        reason: String,
    },
    /// It is not taken in.
    Refused {
        /// Why: a sentence for a person.
        reason: String,
    },
    /// The person did not want it.
    LeftOut,
}
