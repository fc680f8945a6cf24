//! An import as it survives a crash: where it is, and what is known of each row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::rows::Rows;
use super::{Import, Scope, Stage, Verdict};
use crate::error::{Error, ErrorKind};
use crate::history::Zone;
use crate::history::formats::Contents;
use crate::media::{PartialDate, Work};
use crate::providers::Listing;

const VERSION: u32 = 1;

/// A letter for each.
const LETTERS: &[(char, Verdict)] = &[
    ('w', Verdict::Waiting),
    ('n', Verdict::New),
    ('k', Verdict::Known),
    ('u', Verdict::Unclear),
    ('l', Verdict::LeftOut),
    ('K', Verdict::Kept),
    ('A', Verdict::Absorbed),
    ('r', Verdict::Refused),
];

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Snapshot {
    version: u32,
    /// Of the file: [`Rows::mark`], as text, for it has more digits than JSON numbers keep.
    mark: String,
    scope: Scope,
    zone: Zone,
    stage: Stage,
    cursor: usize,
    verdicts: String,
    refused: BTreeMap<usize, String>,
    chosen: BTreeMap<usize, Work>,
    only: Option<Vec<Listing>>,
    shown: BTreeMap<usize, PartialDate>,
}

impl Import {
    /// Everything that must survive besides the file, as one JSON text.
    pub fn snapshot(&self) -> String {
        let letter = |verdict: &Verdict| {
            LETTERS.iter().find(|(_, it)| it == verdict).map_or('w', |(letter, _)| *letter)
        };
        let snapshot = Snapshot {
            version: VERSION,
            mark: self.rows.mark().to_string(),
            scope: self.scope,
            zone: self.zone.clone(),
            stage: self.stage,
            cursor: if self.is_comparing() { 0 } else { self.cursor },
            verdicts: self.verdicts.iter().map(letter).collect(),
            refused: self.refused.clone(),
            chosen: self.chosen.clone(),
            only: self.only.clone(),
            shown: self.shown.clone(),
        };
        serde_json::to_string(&snapshot).unwrap_or_default()
    }

    /// Takes over what [`Import::snapshot`] wrote, with the same file read the same way.
    /// What was asked is asked again at the next [`super::Input::Wake`].
    ///
    /// # Errors
    /// [`ErrorKind::BadInput`] for any other text, and for another file.
    pub fn restore(text: &str, contents: Contents) -> Result<Self, Error> {
        let wrong = |text: &str| Error::new(ErrorKind::BadInput, text);
        let kept: Snapshot = serde_json::from_str(text)
            .ok()
            .filter(|kept: &Snapshot| kept.version == VERSION)
            .ok_or_else(|| wrong("This is not a saved import."))?;
        let rows = Rows::of(contents);
        let verdict =
            |letter: char| LETTERS.iter().find(|(it, _)| *it == letter).map(|(_, it)| *it);
        let verdicts: Option<Vec<Verdict>> = kept.verdicts.chars().map(verdict).collect();
        let verdicts = verdicts.filter(|verdicts| {
            verdicts.len() == rows.len()
                && kept.cursor <= rows.len()
                && kept.mark == rows.mark().to_string()
        });
        let verdicts = verdicts.ok_or_else(|| wrong("This import is of another file."))?;
        let comparing = matches!(kept.stage, Stage::Comparing | Stage::CancelledComparing);
        Ok(Self {
            rows,
            scope: kept.scope,
            zone: kept.zone,
            stage: kept.stage,
            cursor: if comparing { 0 } else { kept.cursor },
            verdicts,
            refused: kept.refused,
            chosen: kept.chosen,
            only: kept.only,
            shown: kept.shown,
            asked: false,
        })
    }
}
