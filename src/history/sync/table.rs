//! The three libraries of a sync laid together: which plays there are, and who has them.

use super::Sync;
use super::corrected::corrected;
use super::plan::{Change, What};
use super::plays::Told;
use crate::history::items::Item;
use crate::history::merge::{Full, Merged, MergedPlay};
use crate::history::{Group, Library, OriginId, Record};
use crate::map::{Map, Set};
use crate::media::Work;
use crate::sorted::sort_by;
use crate::time::Timestamp;

/// The three libraries laid together, and who has what.
pub(super) struct Table {
    pub(super) all: Library,
    pub(super) merged: Merged,
    /// The items of ours, theirs and of what was there before, as they are numbered here.
    pub(super) items: [Vec<Item>; 3],
    /// Who has each record, a bit each.
    has: Vec<u8>,
    /// Works of which the service holds a play, and shows of which it does of an episode.
    pub(super) watched: Vec<bool>,
    /// Works the library holds a play of that the service may be told.
    pub(super) here: Vec<bool>,
    /// Works the service holds a rating of.
    pub(super) rated: Vec<bool>,
    /// Plays taken back lately, by their seconds, and when that was last confirmed.
    taken_back: Map<(Group, i64), Timestamp>,
    /// Plays that stay there, by their seconds, though nobody has them here.
    stays: Set<(Group, i64)>,
    /// What turned out to be one piece of music.
    pub(super) renamed: Vec<[Work; 2]>,
    service: OriginId,
}

pub(super) const OURS: u8 = 1;
pub(super) const THEIRS: u8 = 2;
pub(super) const BEFORE: u8 = 4;

impl Table {
    pub(super) fn of(sync: &Sync<'_>) -> Result<Self, Full> {
        let nothing = Library::default();
        let sides =
            [(sync.ours, OURS), (sync.theirs, THEIRS), (sync.before.unwrap_or(&nothing), BEFORE)];
        let mut all = Library::default();
        let mut has: Vec<u8> = Vec::new();
        let mut items = [vec![], vec![], vec![]];
        for ((side, bit), items) in sides.into_iter().zip(&mut items) {
            all.unite(side, |row| {
                let row = row as usize;
                has.resize(has.len().max(row + 1), 0);
                has[row] |= bit;
            })?;
            *items = all.items.take_all(&side.items).ok_or(Full)?;
        }
        let service = all.origin(sync.origin).ok_or(Full)?;
        let mut merged = Merged::of(&all, sync.rules);
        let renamed = corrected(sync, &all, merged.groups(), &has);
        if !renamed.is_empty() {
            for [one, other] in &renamed {
                all.equate(one, other);
            }
            merged = Merged::of(&all, sync.rules);
        }
        // A record may have been told of under another description of its work.
        let mut same: Vec<_> = (0..all.len())
            .map(|row| {
                let raw = all.plays.raw(row);
                let group = merged.groups().group(Item(raw.item));
                ((raw.origin, group, raw.at, raw.record, raw.is_moment()), row)
            })
            .collect();
        sort_by(&mut same, Ord::cmp);
        for same in same.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let bits = same.iter().fold(0, |bits, (_, row)| bits | has[*row]);
            same.iter().for_each(|(_, row)| has[*row] = bits);
        }
        let nowhere = vec![false; merged.groups().len()];
        let (watched, here, rated) = (nowhere.clone(), nowhere.clone(), nowhere);
        let taken_back =
            sync.ours.tombstones.standing(sync.now).filter_map(|(item, second, at)| {
                let group = merged.groups().group(*items[0].get(item.0 as usize)?)?;
                Some(((group, second), at))
            });
        let taken_back = taken_back.collect();
        let (works, seconds): (Vec<_>, Vec<_>) = sync.flaps.stays().iter().cloned().unzip();
        let found = merged.groups().find(&all.items, &works).into_iter().zip(seconds);
        let stays = found.filter_map(|(group, second)| Some((group?, second))).collect();
        let mut table = Self {
            all,
            merged,
            items,
            has,
            watched,
            here,
            rated,
            taken_back,
            stays,
            renamed,
            service,
        };
        for mark in sync.theirs.ratings() {
            if let Some(group) = table.group_there(mark.item) {
                table.rated[group.0 as usize] = true;
            }
        }
        for play in table.merged.plays() {
            let ours = play.records.iter().map(|row| *row as usize).any(|row| {
                let origin = table.all.origin_of(OriginId(table.all.plays.raw(row).origin));
                table.has[row] & OURS != 0 && origin.is_some_and(|origin| sync.may_tell(origin))
            });
            table.here[play.work.0 as usize] |= ours;
        }
        table.watched = table.watched_after(&Told::default());
        Ok(table)
    }

    /// The work of one of the service's items.
    pub(super) fn group_there(&self, item: Item) -> Option<Group> {
        self.merged.groups().group(*self.items[1].get(item.0 as usize)?)
    }

    /// The same as [`Self::watched`] once the service was told this.
    pub(super) fn watched_after(&self, told: &Told) -> Vec<bool> {
        let mut watched = vec![false; self.merged.groups().len()];
        let mut watch = |group: Group| {
            let items = self.merged.groups().items(group);
            let shows = items.iter().filter_map(|item| self.all.items.show(*item));
            let shows = shows.filter_map(|show| self.merged.groups().group(show));
            shows.chain([group]).for_each(|group| watched[group.0 as usize] = true);
        };
        for play in self.merged.plays() {
            let stays = |row: &u32| {
                self.has[*row as usize] & THEIRS != 0 && told.removed.binary_search(row).is_err()
            };
            if play.records.iter().any(stays) {
                watch(play.work);
            }
        }
        told.added.iter().for_each(|group| watch(*group));
        watched
    }

    pub(super) fn change(&self, what: What, row: u32) -> Option<Change> {
        let play = self.all.play(row as usize)?;
        let origin = self.all.origin_of(play.origin)?.clone();
        Some(Change { what, row: self.all.row_of(&play)?, origin, was: None })
    }

    /// When it was last confirmed that the play of a record was taken back.
    pub(super) fn taken_back(&self, work: Group, row: u32) -> Option<Timestamp> {
        let record = self.all.plays.raw(row as usize);
        let second = Timestamp::from_millis(record.at).secs();
        self.taken_back.get(&(work, second)).copied().filter(|_| record.is_moment())
    }

    /// Whether the play of a record is to stay at the service.
    pub(super) fn stays(&self, work: Group, row: u32) -> bool {
        let record = self.all.plays.raw(row as usize);
        let second = Timestamp::from_millis(record.at).secs();
        record.is_moment() && self.stays.contains(&(work, second))
    }

    /// Whether the service has a record of this name, of another moment or work.
    pub(super) fn is_moved(&self, row: u32) -> bool {
        let record = self.all.plays.raw(row as usize).record;
        let named = |other: usize| {
            let raw = self.all.plays.raw(other);
            self.has[other] & THEIRS != 0 && (raw.origin, raw.record) == (self.service.0, record)
        };
        record != Record::NONE.0 && (0..self.all.len()).any(named)
    }

    /// The records of one play, by whose they are.
    pub(super) fn look(&self, play: MergedPlay<'_>) -> Look {
        let mut look = Look::default();
        for &row in play.records {
            let record = self.all.plays.raw(row as usize);
            let has = self.has[row as usize];
            if has & OURS != 0 {
                look.ours.push(row);
            }
            if record.origin != self.service.0 {
                look.agreed |= has & BEFORE != 0;
                look.told |= has & THEIRS != 0;
                continue;
            }
            match has {
                _ if record.is_summary() => look.held |= has & THEIRS != 0,
                _ if has & THEIRS != 0 => (look.held, look.there) = (true, Some((row, has))),
                _ if has == OURS | BEFORE => look.gone = Some(row),
                OURS => look.unclear = true,
                _ => {}
            }
        }
        look
    }
}

/// What one play is told of by.
#[derive(Default)]
pub(super) struct Look {
    /// Records in the library.
    pub(super) ours: Vec<u32>,
    /// Whether the service holds it.
    pub(super) held: bool,
    /// The record there.
    pub(super) there: Option<(u32, u8)>,
    /// Whether the service was told of it last time, and took it.
    pub(super) agreed: bool,
    /// Whether that was so lately that it may not list it yet.
    pub(super) told: bool,
    /// A record that was there.
    pub(super) gone: Option<u32>,
    /// Whether the library knows of a record there that nobody else does.
    pub(super) unclear: bool,
}
