//! Rules in a form of our own: which part of a season is which part of an entry.
//!
//! `tvdb:267440 tmdb:1429 s3e13-22 = mal:38524 anilist:104578 e1-10`. Where one side cuts
//! every episode in two, its range is twice as long. `?=` says that sources disagree: such
//! a row is a possibility, never an answer.

use super::range::{Range, id, number};
use super::{Place, id_of};
use crate::media::{Catalogue, ExternalIds};

/// Part of a season that is part of an entry.
#[derive(Clone, Debug)]
pub(super) struct Row {
    shows: ExternalIds,
    pub season: u32,
    pub numbers: Range,
    entries: ExternalIds,
    target: Range,
    pub disputed: bool,
}

impl Row {
    /// Reads one line.
    pub(super) fn read(line: &str) -> Option<Self> {
        let (left, right) = line.split_once('=')?;
        let (left, disputed) = match left.trim_end().strip_suffix('?') {
            Some(left) => (left, true),
            None => (left, false),
        };
        let (shows, at) = ids(left)?;
        let (season, numbers) = at.strip_prefix('s')?.split_once('e')?;
        let (entries, part) = ids(right)?;
        let row = Self {
            shows,
            season: number(season)?,
            numbers: Range::read(numbers)?,
            entries,
            target: Range::read(part.strip_prefix('e')?)?,
            disputed,
        };
        let sides = |ids: &ExternalIds| (ids.tvdb.is_some() || ids.tmdb.is_some(), entry_of(ids));
        let right_way = sides(&row.shows) == (true, false) && sides(&row.entries) == (false, true);
        (right_way && row.numbers.fits(row.target)).then_some(row)
    }

    /// The show's id in this catalogue.
    pub(super) fn show(&self, catalogue: Catalogue) -> Option<u64> {
        id_of(&self.shows, catalogue)
    }

    /// The entry's id in this catalogue.
    pub(super) fn entry(&self, catalogue: Catalogue) -> Option<u64> {
        id_of(&self.entries, catalogue)
    }

    /// Whether it speaks of this episode.
    pub(super) fn holds(&self, place: &Place) -> bool {
        self.show(place.catalogue) == Some(place.show)
            && place.season == Some(self.season)
            && self.numbers.holds(place.number)
    }

    /// The entry's number of an episode of the season.
    pub(super) fn there(&self, number: u32) -> Option<u32> {
        self.numbers.scaled(number, self.target)
    }

    /// The season's number of an episode of the entry.
    pub(super) fn back(&self, number: u32) -> Option<u32> {
        let held = self.target.holds(number);
        held.then(|| self.target.scaled(number, self.numbers))?
    }
}

fn entry_of(ids: &ExternalIds) -> bool {
    [ids.mal, ids.anilist, ids.kitsu, ids.anidb].iter().any(Option::is_some)
}

/// `tvdb:1 tmdb:2 …`: the ids, and the last word.
fn ids(text: &str) -> Option<(ExternalIds, &str)> {
    let mut ids = ExternalIds::default();
    let (named, last) = text.trim().rsplit_once(' ')?;
    for word in named.split_whitespace() {
        let (catalogue, number) = word.split_once(':')?;
        let field = match catalogue {
            "tvdb" => &mut ids.tvdb,
            "tmdb" => &mut ids.tmdb,
            "mal" => &mut ids.mal,
            "anilist" => &mut ids.anilist,
            "kitsu" => &mut ids.kitsu,
            "anidb" => &mut ids.anidb,
            _ => return None,
        };
        *field = Some(id(number)?);
    }
    Some((ids, last))
}
