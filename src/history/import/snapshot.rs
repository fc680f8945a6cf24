//! An import as it survives a crash: where it is, and what is known of each row.

use serde::{Deserialize, Serialize};

use super::rows::{Rows, date, day_of};
use super::{Import, Scope, Stage, Verdict};
use crate::error::{Error, ErrorKind};
use crate::history::Zone;
use crate::history::formats::Contents;
use crate::map::Map;
use crate::media::{PartialDate, Work};
use crate::providers::Listing;
use crate::typed;

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
    /// A letter for each row, and behind it how many follow each other, where that is not one.
    verdicts: String,
    refused: Map<usize, String>,
    chosen: Map<usize, Work>,
    only: Option<Vec<Listing>>,
    #[serde(default)]
    keeps_days: bool,
    /// How far each row is behind the one before, and its day, counted from that one's.
    shown: Vec<(usize, i32)>,
}

impl Import {
    /// Everything that must survive besides the file, as one JSON text.
    pub fn snapshot(&self) -> String {
        let snapshot = Snapshot {
            version: VERSION,
            mark: self.rows.mark().to_string(),
            scope: self.scope,
            zone: self.zone.clone(),
            stage: self.stage,
            cursor: if self.is_comparing() { 0 } else { self.cursor },
            verdicts: letters(&self.verdicts),
            refused: self.refused.clone(),
            chosen: self.chosen.clone(),
            only: self.only.clone(),
            keeps_days: self.keeps_days,
            shown: steps(&self.shown),
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
        let kept: Snapshot = typed::from_str(text)
            .ok()
            .filter(|kept: &Snapshot| kept.version == VERSION)
            .ok_or_else(|| wrong("This is not a saved import."))?;
        let rows = Rows::of(contents);
        let verdicts = verdicts(&kept.verdicts, rows.len()).filter(|verdicts| {
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
            keeps_days: kept.keeps_days,
            shown: days(&kept.shown),
            airing: Vec::new(),
            asked: false,
        })
    }
}

fn letters(verdicts: &[Verdict]) -> String {
    let mut text = String::new();
    for alike in verdicts.chunk_by(|a, b| a == b) {
        let letter = LETTERS.iter().find(|(_, it)| *it == alike[0]);
        text.push(letter.map_or('w', |(letter, _)| *letter));
        if alike.len() > 1 {
            text.push_str(&alike.len().to_string());
        }
    }
    text
}

/// At most so many of them.
fn verdicts(text: &str, most: usize) -> Option<Vec<Verdict>> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let (_, verdict) = LETTERS.iter().find(|(it, _)| *it == letter)?;
        rest = &rest[letter.len_utf8()..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (count, further) = rest.split_at(digits);
        let count = if digits == 0 { 1 } else { count.parse().ok()? };
        if all.len().checked_add(count)? > most {
            return None;
        }
        all.resize(all.len() + count, *verdict);
        rest = further;
    }
    Some(all)
}

fn steps(shown: &Map<usize, PartialDate>) -> Vec<(usize, i32)> {
    let (mut row, mut day) = (0, 0);
    let days = shown.iter().filter_map(|(row, date)| Some((*row, day_of(*date)?)));
    days.map(|(here, on)| {
        let step = (here - row, on.wrapping_sub(day));
        (row, day) = (here, on);
        step
    })
    .collect()
}

fn days(steps: &[(usize, i32)]) -> Map<usize, PartialDate> {
    let (mut row, mut day) = (0_usize, 0_i32);
    let place = |(rows, days): &(usize, i32)| {
        (row, day) = (row.saturating_add(*rows), day.wrapping_add(*days));
        Some((row, date(day)?))
    };
    steps.iter().filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_alike_are_written_together() {
        use Verdict::{Kept, New, Refused};
        let all = [vec![New; 1200], vec![Refused], vec![Kept; 3], vec![New]].concat();
        assert_eq!(letters(&all), "n1200rK3n");
        assert_eq!(verdicts("n1200rK3n", all.len()).as_ref(), Some(&all));
        assert_eq!(verdicts("", 0), Some(Vec::new()));
        for text in ["n1200rK3n2", "n99999999999999999999", "x", "7n", "n-1"] {
            assert_eq!(verdicts(text, all.len()), None, "{text}");
        }
    }

    #[test]
    fn days_are_written_by_how_far_they_are_apart() {
        let on = |text| PartialDate::parse(text).unwrap();
        let shown =
            Map::from([(3, on("2024-03-05")), (4, on("2024-03-12")), (900, on("1969-12-31"))]);
        assert_eq!(steps(&shown), [(3, 19_787), (1, 7), (896, -19_795)]);
        assert_eq!(days(&steps(&shown)), shown);
        // What nobody wrote is no day, and no panic.
        assert!(days(&[(usize::MAX, i32::MAX), (usize::MAX, i32::MAX)]).len() < 2);
    }
}
