//! Plays as columns of fixed width.

use super::items::Item;
use super::origin::OriginId;
use super::slots::{Slots, mix};
use crate::media::PartialDate;
use crate::time::Timestamp;

/// When a play was, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// At this moment.
    At(Timestamp),
    /// On this day where the person was then, or in this month or year.
    On(PartialDate),
    /// Nobody knows. Never "now".
    Unknown,
}

/// A record of a play, as one origin tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Play {
    /// Of what.
    pub item: Item,
    /// When.
    pub when: When,
    /// Who told.
    pub origin: OriginId,
    /// What the origin calls the record; see [`super::Library::record`].
    pub record: Record,
    /// Whether the origin says they had seen it before.
    pub rewatch: bool,
    /// Whether it stands for all plays the origin has of the item, the last of them told.
    pub summary: bool,
    /// The day to show it on, where that is another.
    pub shown_on: Option<PartialDate>,
}

/// The name of a record: a number, a text by its number, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record(pub(super) u64);

impl Record {
    /// It has none.
    pub const NONE: Self = Self(0);
    /// Numbers up to this one stand for themselves.
    pub(super) const LARGEST: u64 = u64::MAX >> 1;

    pub(super) const fn number(number: u64) -> Self {
        Self(number << 1 | 1)
    }

    pub(super) const fn text(row: u32) -> Self {
        Self((row as u64 + 1) << 1)
    }

    /// The number, or else the row of the text.
    pub(super) fn either(self) -> Option<Result<u64, u32>> {
        match self.0 {
            0 => None,
            it if it & 1 == 1 => Some(Ok(it >> 1)),
            it => u32::try_from((it >> 1) - 1).ok().map(Err),
        }
    }
}

/// The columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Plays {
    pub(super) items: Vec<u32>,
    /// Milliseconds, a packed date, or nothing, as the flags say.
    pub(super) at: Vec<i64>,
    pub(super) records: Vec<u64>,
    pub(super) origins: Vec<u16>,
    pub(super) flags: Vec<u16>,
    /// Packed; 0 for none.
    pub(super) shown: Vec<u32>,
    /// Of the first so many rows: the others are known to be no row before them, and whoever
    /// looks for a row takes them in.
    found: Slots,
}

/// What the time column holds.
const MOMENT: u16 = 0;
const DATE: u16 = 1;
const UNKNOWN: u16 = 2;
const WHEN: u16 = 3;
const REWATCH: u16 = 4;
const SUMMARY: u16 = 8;

impl Plays {
    pub(super) const fn len(&self) -> usize {
        self.items.len()
    }

    /// Makes room for so many more.
    pub(super) fn reserve(&mut self, more: usize) {
        self.items.reserve(more);
        self.at.reserve(more);
        self.records.reserve(more);
        self.origins.reserve(more);
        self.flags.reserve(more);
        self.shown.reserve(more);
    }

    /// Takes a play in; whether it is new. What else is known of one that is there is added.
    pub(super) fn add(&mut self, play: &Play) -> bool {
        let raw = Raw::of(play);
        self.add_raw(raw).1
    }

    /// The row of a play, and whether it is new.
    pub(super) fn add_raw(&mut self, raw: Raw) -> (u32, bool) {
        self.index();
        let same = |row: u32| self.raw(row as usize).same(&raw);
        let hash = raw.hash();
        if let Some(row) = self.found.find(hash, same) {
            let row = row as usize;
            self.flags[row] |= raw.flags & REWATCH;
            let shown = &mut self.shown[row];
            *shown = (*shown).max(raw.shown);
            return (row as u32, false);
        }
        let row = self.append(raw);
        self.found.insert(hash, row);
        (row, true)
    }

    /// The row of a play that is known not to be there: nothing is looked for.
    pub(super) fn append(&mut self, raw: Raw) -> u32 {
        let row = self.len() as u32;
        self.items.push(raw.item);
        self.at.push(raw.at);
        self.records.push(raw.record);
        self.origins.push(raw.origin);
        self.flags.push(raw.flags);
        self.shown.push(raw.shown);
        row
    }

    /// From now on every row is found.
    fn index(&mut self) {
        let from = self.found.len();
        if from < self.len() {
            self.found.reserve(self.len() - from);
            for row in from..self.len() {
                self.found.insert(self.raw(row).hash(), row as u32);
            }
        }
    }

    pub(super) fn raw(&self, at: usize) -> Raw {
        Raw {
            item: self.items[at],
            at: self.at[at],
            record: self.records[at],
            origin: self.origins[at],
            flags: self.flags[at],
            shown: self.shown[at],
        }
    }

    /// As much of a row as tells which play it is.
    pub(super) fn told(&self, row: u32) -> Told {
        let at = row as usize;
        Told { at: self.at[at], row, origin: self.origins[at], flags: self.flags[at] }
    }

    pub(super) fn get(&self, at: usize) -> Option<Play> {
        (at < self.len()).then(|| self.raw(at).play())
    }

    /// Keeps those that may stay; how many went.
    // Compiled once for all who ask.
    pub(super) fn retain(&mut self, keep: &mut dyn FnMut(&Play) -> bool) -> usize {
        let before = self.len();
        let mut kept = Self::default();
        for at in 0..before {
            let raw = self.raw(at);
            if keep(&raw.play()) {
                kept.append(raw);
            }
        }
        let gone = before - kept.len();
        if gone > 0 {
            *self = kept;
        }
        gone
    }

    /// Shows a play on another day.
    pub(super) fn show_on(&mut self, at: usize, day: Option<PartialDate>) {
        if let Some(shown) = self.shown.get_mut(at) {
            *shown = day.map_or(0, pack);
        }
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.items.capacity() * 4
            + self.at.capacity() * 8
            + self.records.capacity() * 8
            + self.origins.capacity() * 2
            + self.flags.capacity() * 2
            + self.shown.capacity() * 4
            + self.found.bytes()
    }
}

/// A row as it lies in the columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw {
    pub(super) item: u32,
    pub(super) at: i64,
    pub(super) record: u64,
    pub(super) origin: u16,
    pub(super) flags: u16,
    pub(super) shown: u32,
}

/// A row as it is put together with others of its work.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    pub(super) at: i64,
    pub(super) row: u32,
    pub(super) origin: u16,
    flags: u16,
}

impl Told {
    /// Whether it is a moment that is known.
    pub(super) const fn is_moment(&self) -> bool {
        self.flags & WHEN == MOMENT
    }

    pub(super) const fn is_summary(&self) -> bool {
        self.flags & SUMMARY != 0
    }
}

impl Raw {
    fn of(play: &Play) -> Self {
        let (when, at) = match play.when {
            When::At(at) => (MOMENT, at.millis()),
            When::On(date) => (DATE, pack(date).into()),
            When::Unknown => (UNKNOWN, 0),
        };
        let flag = |is: bool, flag: u16| if is { flag } else { 0 };
        Self {
            item: play.item.0,
            at,
            record: play.record.0,
            origin: play.origin.0,
            flags: when | flag(play.rewatch, REWATCH) | flag(play.summary, SUMMARY),
            shown: play.shown_on.map_or(0, pack),
        }
    }

    pub(super) fn play(self) -> Play {
        Play {
            item: Item(self.item),
            when: match self.flags & WHEN {
                MOMENT => When::At(Timestamp::from_millis(self.at)),
                DATE => unpack(self.at as u32).map_or(When::Unknown, When::On),
                _ => When::Unknown,
            },
            origin: OriginId(self.origin),
            record: Record(self.record),
            rewatch: self.flags & REWATCH != 0,
            summary: self.flags & SUMMARY != 0,
            shown_on: unpack(self.shown),
        }
    }

    /// Whether it is a moment that is known.
    pub(super) const fn is_moment(&self) -> bool {
        self.flags & WHEN == MOMENT
    }

    pub(super) const fn is_summary(&self) -> bool {
        self.flags & SUMMARY != 0
    }

    /// Whether nothing in it is beyond what we write.
    pub(super) fn is_sound(&self) -> bool {
        let when = match self.flags & WHEN {
            MOMENT => true,
            DATE => u32::try_from(self.at).is_ok_and(|date| unpack(date).is_some()),
            UNKNOWN => self.at == 0,
            _ => false,
        };
        let shown = self.shown == 0 || unpack(self.shown).is_some();
        when && shown && self.flags <= WHEN | REWATCH | SUMMARY
    }

    fn key(&self) -> (u32, i64, u64, u16, u16) {
        (self.item, self.at, self.record, self.origin, self.flags & !REWATCH)
    }

    fn same(&self, other: &Self) -> bool {
        self.key() == other.key()
    }

    fn hash(&self) -> u64 {
        let (item, at, record, origin, flags) = self.key();
        let small = u64::from(item) << 32 | u64::from(origin) << 16 | u64::from(flags);
        mix(mix(mix(0, small), at as u64), record)
    }
}

/// A date as a number that is not 0, in the order of dates.
pub(super) fn pack(date: PartialDate) -> u32 {
    let part = |part: Option<u8>| u32::from(part.unwrap_or(0));
    (date.year() as u32) << 9 | part(date.month()) << 5 | part(date.day())
}

pub(super) fn unpack(packed: u32) -> Option<PartialDate> {
    let part = |part: u32| (part > 0).then_some(part as u8);
    PartialDate::new((packed >> 9) as i32, part(packed >> 5 & 15), part(packed & 31))
}
