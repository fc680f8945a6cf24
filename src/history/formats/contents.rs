//! What files tell, and what they leave open.

use serde::{Deserialize, Serialize};

use super::Rows;
use crate::media::Work;
use crate::providers::{Exported, Listing, Page, Row, Skipped};

/// What has to be answered before a file can be taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asks {
    /// Plays have no date of their own: [`super::Options::dates`].
    pub date_policy: bool,
    /// A date of the file that may be two days: [`super::Options::day_order`].
    pub day_order: Option<String>,
    /// The people the file tells of, where there are several: [`super::Options::person`].
    pub person: Vec<String>,
}

impl Asks {
    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// All that a file, or an archive of files, tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contents {
    /// [`super::Format::id`].
    pub format: String,
    /// The files, as the archive lists them.
    pub files: Vec<Told>,
    /// Files of the archive that were not read.
    pub left_out: Vec<LeftOut>,
    /// What is to be answered first; with it answered, the file is read again.
    pub asks: Asks,
}

/// What one file tells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// Its name.
    pub file: String,
    /// What could be read.
    pub exported: Vec<Part>,
    /// Rows that may be of several works.
    pub unclear: Vec<Unclear>,
    /// Rows that could not be read, and why.
    pub skipped: Vec<Skipped>,
}

/// What a file tells of one listing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// Of what.
    pub listing: Listing,
    /// All of it.
    pub rows: Rows,
}

impl From<Part> for Exported {
    fn from(Part { listing, rows }: Part) -> Self {
        Self { listing, page: Page { rows: rows.iter().collect(), ..Page::default() } }
    }
}

/// A row that may be of several works: the person, or a catalogue, has to say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unclear {
    /// Its place in the file, from 0.
    pub row: usize,
    /// Of what it tells.
    pub listing: Listing,
    /// The title as the file has it.
    pub title: String,
    /// What it says, of the first of the candidates.
    pub said: Row,
    /// What it may be, the likeliest first. An episode whose number nobody told has the
    /// number 0.
    pub candidates: Vec<Work>,
    /// Why it is unclear: a sentence for a person.
    pub reason: String,
}

/// A file of an archive that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    /// Its name.
    pub file: String,
    /// Why: a sentence for a person.
    pub reason: String,
}

impl Contents {
    /// Every row that could be read, in the order of the files.
    pub fn rows(&self) -> impl Iterator<Item = (Listing, Row)> {
        let all = self.files.iter().flat_map(|told| &told.exported);
        all.flat_map(|part| part.rows.iter().map(|row| (part.listing, row)))
    }

    /// How many rows could not be read.
    pub fn skipped(&self) -> usize {
        self.files.iter().map(|told| told.skipped.len()).sum()
    }
}
