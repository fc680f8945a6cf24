//! The last word on each work, of all that origins say of it.

use std::collections::BTreeMap;

use super::groups::{Group, Groups};
use super::marks::Mark;
use super::words::{Weigh, Word};

/// What was said last of each work.
pub fn newest<V: Weigh + Copy>(
    groups: &Groups,
    marks: impl Iterator<Item = Mark<V>>,
) -> BTreeMap<Group, Mark<V>> {
    let mut newest: BTreeMap<Group, Mark<V>> = BTreeMap::new();
    for mark in marks {
        let Some(group) = groups.group(mark.item) else { continue };
        newest
            .entry(group)
            .and_modify(|known| {
                if counts(&mark, known) {
                    *known = mark;
                }
            })
            .or_insert(mark);
    }
    newest
}

fn counts<V: Weigh + Copy>(mark: &Mark<V>, known: &Mark<V>) -> bool {
    let word = |mark: &Mark<V>| Word { value: Some(mark.value), at: mark.at };
    word(mark).weight() > word(known).weight()
}
