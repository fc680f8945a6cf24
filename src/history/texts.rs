//! Texts, each once: what services call their records, and what people wrote.

use super::slots::{Slots, mix_bytes};

/// Texts by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    bytes: String,
    ends: Vec<u32>,
    found: Slots,
}

impl Texts {
    /// The number of a text, taken in where it is new; `None` where the table is full (4 GiB).
    pub(super) fn intern(&mut self, text: &str) -> Option<u32> {
        let hash = mix_bytes(0, text.as_bytes());
        if let Some(row) = self.found.find(hash, |row| self.get(row) == text) {
            return Some(row);
        }
        let row = u32::try_from(self.ends.len()).ok().filter(|row| *row < u32::MAX - 1)?;
        let end = u32::try_from(self.bytes.len() + text.len()).ok()?;
        self.bytes.push_str(text);
        self.ends.push(end);
        self.found.insert(hash, row);
        Some(row)
    }

    /// The text of a number; empty where there is none.
    pub(super) fn get(&self, row: u32) -> &str {
        let at = row as usize;
        let Some(end) = self.ends.get(at) else { return "" };
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start as usize..*end as usize]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|row| self.get(row))
    }

    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * 4 + self.found.bytes()
    }
}
