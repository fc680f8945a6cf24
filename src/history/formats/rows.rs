//! The rows of a listing, each as its JSON: a file has more of them than there is room for.
//!
//! # Design
//! A row in memory has a place for everything any service tells of anything, and most of
//! these places are empty. Its JSON is half as long, and without empty places.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::providers::Row;
use crate::typed;

/// Bytes of one piece: none grows so large that moving it takes much room.
const PIECE: usize = 1 << 16;

/// Rows in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    pieces: Vec<Piece>,
    len: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Piece {
    /// The number of its first row.
    first: usize,
    texts: String,
    /// Where each row ends.
    ends: Vec<u32>,
}

impl Rows {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// One more.
    pub fn push(&mut self, row: &Row) {
        // A row is plain data: there is nothing in it that JSON cannot say.
        let text = serde_json::to_string(row).unwrap_or_default();
        let full = self.pieces.last().is_none_or(|last| last.texts.len() >= PIECE);
        if full {
            if let Some(last) = self.pieces.last_mut() {
                last.texts.shrink_to_fit();
                last.ends.shrink_to_fit();
            }
            self.pieces.push(Piece { first: self.len, ..Piece::default() });
        }
        if let Some(last) = self.pieces.last_mut() {
            last.texts.push_str(&text);
            last.ends.push(last.texts.len() as u32);
            self.len += 1;
        }
    }

    /// The row of a number, from 0.
    pub fn get(&self, at: usize) -> Option<Row> {
        typed::from_str(self.text(at)?).ok()
    }

    /// The same as it is kept: JSON.
    pub fn text(&self, at: usize) -> Option<&str> {
        let piece = self.pieces.partition_point(|piece| piece.first <= at).checked_sub(1)?;
        let piece = self.pieces.get(piece)?;
        let at = at - piece.first;
        let start = at.checked_sub(1).map_or(0, |before| piece.ends[before] as usize);
        piece.texts.get(start..*piece.ends.get(at)? as usize)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Row> {
        (0..self.len).filter_map(|at| self.get(at))
    }
}

impl Extend<Row> for Rows {
    fn extend<I: IntoIterator<Item = Row>>(&mut self, rows: I) {
        rows.into_iter().for_each(|row| self.push(&row));
    }
}

impl FromIterator<Row> for Rows {
    fn from_iter<I: IntoIterator<Item = Row>>(rows: I) -> Self {
        let mut all = Self::default();
        all.extend(rows);
        all
    }
}

impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Vec::deserialize(from)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{Movie, Rating, Work};
    use crate::time::Timestamp;

    #[test]
    fn rows_are_given_back_as_they_came() {
        let row = |number: i64| Row {
            id: Some(format!("r{number}")),
            at: Some(Timestamp::from_millis(number * 1_001)),
            rating: Rating::of_ten(7),
            ..Row::of(Work::Movie(Movie { title: format!("Tide {number}"), ..Movie::default() }))
        };
        let all: Vec<Row> = (0..2_000).map(row).collect();
        let rows: Rows = all.iter().cloned().collect();
        assert!(rows.pieces.len() > 2, "{}", rows.pieces.len());
        assert_eq!((rows.len(), rows.is_empty()), (2_000, false));
        assert_eq!(rows.iter().collect::<Vec<_>>(), all);
        assert_eq!(rows.get(1_999).as_ref(), all.last());
        assert_eq!(rows.get(2_000), None);
        let again: Rows = serde_json::from_str(&serde_json::to_string(&rows).unwrap()).unwrap();
        assert_eq!(again, rows);
        assert_eq!(Rows::default().get(0), None);
    }
}
