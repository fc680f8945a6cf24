//! Words that a library takes in at once.

use super::plan::{Change, What};
use crate::history::{Group, Origin};
use crate::map::Set;

/// Changes of what is said of works, in their order; none tells of what another tells of.
#[derive(Default)]
pub(super) struct Words<'a> {
    /// What goes first, whatever its moment: of one origin, or of all.
    pub(super) gone: Vec<(What, Option<&'a Origin>, Set<Group>)>,
    /// What takes its place.
    pub(super) said: Vec<&'a Change>,
}

impl<'a> Words<'a> {
    /// Whether one of them is of the same kind, and of the same work.
    pub(super) fn tell_of(&self, change: &Change, work: Group) -> bool {
        let what = said(change.what);
        self.gone.iter().any(|(of, _, works)| *of == what && works.contains(&work))
    }

    pub(super) fn take(&mut self, change: &'a Change, work: Group) {
        let comes = !change.what.removes();
        let by = comes.then_some(&change.origin);
        let what = said(change.what);
        match self.gone.iter_mut().find(|(of, whose, _)| (*of, *whose) == (what, by)) {
            Some((.., works)) => drop(works.insert(work)),
            None => self.gone.push((what, by, [work].into_iter().collect())),
        }
        self.said.extend(comes.then_some(change));
    }
}

/// What it is that is said or taken back.
const fn said(what: What) -> What {
    if what.removes() { what.undone() } else { what }
}
