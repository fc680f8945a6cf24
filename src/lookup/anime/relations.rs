//! Rules in the form of the anime-relations file: where the count of one entry goes on.
//!
//! `16498|7442|16498:26-37 -> 25777|8671|20958:1-12!`: ids at MyAnimeList, Kitsu and
//! AniList, then episodes. `?` is an unknown id or an open end, `~` the id on the left.
//! One episode on the right stands for all on the left. With `!` the entry on the right
//! may be counted on in the same way.

use super::range::{Range, id};
use super::{Entry, id_of};
use crate::media::ExternalIds;

/// Episodes of an entry that are episodes of another.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    from: ExternalIds,
    numbers: Range,
    to: ExternalIds,
    target: Range,
}

/// Reads one line without its dash: the rule, and the second one that `!` stands for.
pub(super) fn read(line: &str) -> Option<Vec<Relation>> {
    let (from, to) = line.split_once(" -> ")?;
    let (to, again) = match to.strip_suffix('!') {
        Some(to) => (to, true),
        None => (to, false),
    };
    let (from, numbers) = side(from.trim(), &ExternalIds::default())?;
    let (to, target) = side(to.trim(), &from)?;
    let itself = again.then(|| Relation { from: to.clone(), numbers, to: to.clone(), target });
    Some([Some(Relation { from, numbers, to, target }), itself].into_iter().flatten().collect())
}

/// Three ids and a range; `~` is the id in `same`.
fn side(text: &str, same: &ExternalIds) -> Option<(ExternalIds, Range)> {
    let (ids, range) = text.split_once(':')?;
    let mut ids = ids.split('|');
    let mut next = |same: Option<u64>| match ids.next()? {
        "?" => Some(None),
        "~" => Some(same),
        text => id(text).map(Some),
    };
    let (mal, kitsu, anilist) = (next(same.mal)?, next(same.kitsu)?, next(same.anilist)?);
    let ids = ids.next().is_none().then(|| ExternalIds {
        mal,
        kitsu,
        anilist,
        ..ExternalIds::default()
    })?;
    Some((ids, Range::read(range)?))
}

impl Relation {
    /// Where this rule leads an episode, and whether it might as well stay.
    pub(super) fn follow(&self, entry: Entry) -> Option<(Entry, bool)> {
        let ours = id_of(&self.from, entry.catalogue) == Some(entry.id);
        if !ours || !self.numbers.holds(entry.number) {
            return None;
        }
        let id = id_of(&self.to, entry.catalogue)?;
        let number = if self.target.is_single() {
            self.target.first
        } else {
            self.numbers.shifted(entry.number, self.target)?
        };
        let own = id == entry.id && self.target.holds(entry.number);
        Some((Entry { id, number, ..entry }, own))
    }

    /// Which episode this rule leads to that one. Of several that end as one, none.
    pub(super) fn trace(&self, entry: Entry) -> Option<Entry> {
        if id_of(&self.to, entry.catalogue) != Some(entry.id) || !self.target.holds(entry.number) {
            return None;
        }
        let id = id_of(&self.from, entry.catalogue)?;
        let number = self.target.shifted(entry.number, self.numbers)?;
        let one_of_many = self.target.is_single() && !self.numbers.is_single();
        (!one_of_many).then_some(Entry { id, number, ..entry })
    }

    /// The entries it names, each with its ids.
    pub(super) fn entries(&self) -> [&ExternalIds; 2] {
        [&self.from, &self.to]
    }
}
