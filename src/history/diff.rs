//! What two libraries have in common, and what only one of them has.

use super::library::Library;
use super::merge::{Full, Merged};
use super::same::Rules;
use crate::map::Set;

/// Of each record of plays, here and there, whether the other side has one that means the
/// same play. By their places in [`Library::plays`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Of this library's.
    pub here: Vec<bool>,
    /// Of the other's.
    pub there: Vec<bool>,
}

impl Library {
    /// What this library has in common with another.
    ///
    /// # Errors
    /// Where they are too large to be laid together.
    pub fn shared(&self, other: &Self, rules: &Rules) -> Result<Shared, Full> {
        let mut both = self.clone();
        let mut theirs = Vec::with_capacity(other.len());
        both.unite(other, |row| theirs.push(row))?;
        let merged = Merged::of(&both, rules);
        let names: Vec<Name> = (0..both.len()).map(|row| name(&both, &merged, row)).collect();
        // A record that was told twice, of two descriptions of its work, stands in its play once.
        let ours: Set<&Name> = names[..self.len()].iter().collect();
        let told: Set<&Name> = theirs.iter().map(|row| &names[*row as usize]).collect();
        let mut shared: Set<&Name> =
            ours.iter().filter(|name| told.contains(*name)).copied().collect();
        for play in merged.plays() {
            let all = || play.records.iter().map(|row| &names[*row as usize]);
            if all().any(|name| ours.contains(name)) && all().any(|it| told.contains(it)) {
                shared.extend(all());
            }
        }
        let is_shared = |row: usize| shared.contains(&names[row]);
        Ok(Shared {
            here: (0..self.len()).map(is_shared).collect(),
            there: theirs.iter().map(|row| is_shared(*row as usize)).collect(),
        })
    }
}

type Name = (Option<super::Group>, i64, u64, u16, bool);

/// What a record is known by: the work, the time, its name and whose it is.
fn name(library: &Library, merged: &Merged, row: usize) -> Name {
    let raw = library.plays.raw(row);
    let group = merged.groups().group(super::Item(raw.item));
    (group, raw.at, raw.record, raw.origin, raw.is_summary())
}
