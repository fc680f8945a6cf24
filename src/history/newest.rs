//! The last word on each work, of all that origins say of it.

use super::groups::{Group, Groups};
use super::marks::Mark;
use super::words::{Weigh, Word};
use crate::map::Map;

/// What was said last of each work.
pub fn newest<V: Weigh + Copy>(
    groups: &Groups,
    marks: impl Iterator<Item = Mark<V>>,
) -> Map<Group, Mark<V>> {
    let mut newest: Map<Group, Mark<V>> = Map::new();
    for mark in marks {
        let Some(group) = groups.group(mark.item) else { continue };
        let known = newest.get_or_insert_with(group, || mark);
        if counts(&mark, known) {
            *known = mark;
        }
    }
    newest
}

fn counts<V: Weigh + Copy>(mark: &Mark<V>, known: &Mark<V>) -> bool {
    let word = |mark: &Mark<V>| Word { value: Some(mark.value), at: mark.at };
    word(mark).weight() > word(known).weight()
}
