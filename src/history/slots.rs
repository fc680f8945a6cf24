//! Where each row of a table is found again: open addressing over row numbers alone.
//!
//! # Design
//! The library's own hash map is banned, because its order differs from run to run, and its
//! ordered map is five times as slow here. This one has no order to show: it only answers
//! "which row is like this?". The keys stay in the table's columns.

/// Row numbers by the hash of what the rows hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    /// Half of the hash, which spares a look at most rows that are others, and the row's number
    /// and one; 0 where free. As many as a power of two.
    slots: Vec<u64>,
    used: usize,
}

impl Slots {
    /// None yet, with room for so many.
    pub(super) fn with_room(count: usize) -> Self {
        Self { slots: vec![0; (count * 4).div_ceil(3).next_power_of_two()], used: 0 }
    }

    /// How many rows can be found.
    pub(super) const fn len(&self) -> usize {
        self.used
    }

    /// Makes room for so many more.
    pub(super) fn reserve(&mut self, more: usize) {
        let mut wider = Self::with_room(self.used + more);
        if wider.slots.len() > self.slots.len() {
            for slot in &self.slots {
                if *slot != 0 {
                    wider.place(*slot);
                }
            }
            self.slots = wider.slots;
        }
    }

    /// The row of this hash that is the one.
    pub(super) fn find(&self, hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = (hash >> 32) as usize & mask;
        loop {
            let slot = self.slots[at];
            let row = (slot as u32).checked_sub(1)?;
            if slot >> 32 == hash >> 32 && is(row) {
                return Some(row);
            }
            at = (at + 1) & mask;
        }
    }

    /// Takes a row in that is not there yet.
    pub(super) fn insert(&mut self, hash: u64, row: u32) {
        // Three quarters full at most: a search then looks at two or three.
        if (self.used + 1) * 4 > self.slots.len() * 3 {
            self.reserve(self.used.max(8));
        }
        self.place(hash >> 32 << 32 | u64::from(row + 1));
        self.used += 1;
    }

    fn place(&mut self, slot: u64) {
        let mask = self.slots.len() - 1;
        let mut at = (slot >> 32) as usize & mask;
        while self.slots[at] != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.slots.capacity() * size_of::<u64>()
    }
}

/// One more word into a hash.
pub(super) const fn mix(hash: u64, word: u64) -> u64 {
    let mixed = (hash ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 29)
}

/// Bytes into a hash.
pub(super) fn mix_bytes(hash: u64, bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words
        .iter()
        .fold(mix(hash, bytes.len() as u64), |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    // Once more at the end: its upper half chooses the slot.
    mix(mix(hash, u64::from_le_bytes(last)), 1)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_row_is_found_again_and_no_other(
            keys in prop::collection::btree_set("[a-c]{0,20}", 0..200),
            // Few hashes: many meet in one slot.
            hashes in 1_u64..50,
        ) {
            let keys: Vec<String> = keys.into_iter().collect();
            let hash = |key: &str| (mix_bytes(0, key.as_bytes()) % hashes) << 32;
            let mut slots = Slots::default();
            for (row, key) in keys.iter().enumerate() {
                let found = slots.find(hash(key), |row| keys[row as usize] == *key);
                prop_assert_eq!(found, None);
                slots.insert(hash(key), row as u32);
            }
            for (row, key) in keys.iter().enumerate() {
                let found = slots.find(hash(key), |row| keys[row as usize] == *key);
                prop_assert_eq!(found, Some(row as u32));
            }
        }
    }
}
