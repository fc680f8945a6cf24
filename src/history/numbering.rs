//! Episodes that catalogues number differently: by seasons, by entries of their own for each
//! cour, or through the whole show.

use super::Library;
use super::items::Items;
use crate::lookup::anime::Rules;
use crate::media::{Episode, Show, Work, WorkKind};

/// What is known of how the episodes of libraries are numbered elsewhere.
#[derive(Debug, Default)]
pub struct Numbering {
    /// Two descriptions each that mean one episode, as nobody took them for yet.
    pub same: Vec<[Work; 2]>,
    /// An episode each of shows that are entries of which nobody knows the place.
    pub unplaced: Vec<Episode>,
}

impl Numbering {
    /// What the rules say of the episodes of a library, and of another that is laid beside it
    /// and was told nothing yet. `shows` are known by several of their ids.
    pub fn of(library: &Library, beside: Option<&Library>, rules: &Rules, shows: &[Show]) -> Self {
        let mut it = Self::default();
        it.learn(library.items(), rules, shows);
        let Some(beside) = beside else { return it };
        let first = it.same.len();
        it.learn(beside.items(), rules, shows);
        if it.same.len() > first {
            let items = library.items();
            let mut known = Library::default();
            for (one, other) in items.equated() {
                if let (Some(one), Some(other)) = (items.work(one), items.work(other)) {
                    known.equate(&one, &other);
                }
            }
            it.same.retain(|[one, other]| known.equate(one, other));
        }
        it
    }

    fn learn(&mut self, items: &Items, rules: &Rules, shows: &[Show]) {
        let mut taken = vec![false; items.len()];
        for (one, other) in items.equated() {
            taken[one.0 as usize] = true;
            taken[other.0 as usize] = true;
        }
        let mut concerned = vec![false; items.len()];
        let mut asked = None;
        for item in items.iter() {
            // A show stands before its parts.
            if items.kind(item) == Some(WorkKind::Show)
                && let Some(Work::Show(show)) = items.work(item)
            {
                concerned[item.0 as usize] = rules.concerns(&show.ids);
            }
            let of = items.show(item).filter(|show| concerned[show.0 as usize]);
            let Some(show) = of.filter(|_| !taken[item.0 as usize]) else { continue };
            let Some(Work::Episode(episode)) = items.work(item) else { continue };
            if let Some(other) = rules.otherwise(&episode, shows) {
                self.same.push([Work::Episode(episode), Work::Episode(other)]);
            } else if asked != Some(show) && rules.is_unplaced(&episode) {
                asked = Some(show);
                self.unplaced.push(episode);
            }
        }
    }
}
