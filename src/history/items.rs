//! The item table: every description of a work once, found again by all it says.
//!
//! # Design
//! Services describe one film differently, and which of them mean the same may turn out
//! later. So the table keeps each description as it came, and [`Groups`](super::groups::Groups)
//! tells, from all of them and in no order but its own, which are one work. Whatever is merged
//! first, the same descriptions make the same works.

use super::description::{self, Description};
use super::slots::{Slots, mix, mix_bytes};
use crate::map::Set;
use crate::media::{Work, WorkKind};
use crate::time::Span;

/// A description of a work, by its number in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item(pub(super) u32);

/// No show.
const NONE: u32 = u32::MAX;

/// Descriptions of works, as columns.
#[derive(Clone, Debug, Default)]
pub struct Items {
    kinds: Vec<WorkKind>,
    /// The show of a season or an episode, by its number here.
    shows: Vec<u32>,
    seasons: Vec<u32>,
    numbers: Vec<u32>,
    /// Milliseconds; 0 where unknown.
    lengths: Vec<u32>,
    /// Titles and ids of all, one after the other, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<u32>,
    /// What each shares with its like, and where they end.
    keys: Vec<u64>,
    key_ends: Vec<u32>,
    /// Descriptions that were said to mean one work, the lower number first.
    same: Set<(Item, Item)>,
    found: Slots,
}

impl Items {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// All of them, in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = Item> + use<> {
        (0..self.len() as u32).map(Item)
    }

    /// The number of this description, taken in where it is new; `None` where the table is
    /// full (4 GiB of text).
    pub fn intern(&mut self, work: &Work) -> Option<Item> {
        let show = match work {
            Work::Episode(episode) => Some(&episode.show),
            Work::Season(season) => Some(&season.show),
            _ => None,
        };
        let show = match show {
            Some(show) => self.intern(&Work::Show(show.clone()))?.0,
            None => NONE,
        };
        let it = Description::of(work);
        let length = match work {
            Work::Track(track) => track.duration_ms.unwrap_or(0),
            _ => 0,
        };
        let item = self.take(it.kind, show, (it.season, it.number), &it.bytes, &it.keys)?;
        self.learn_length(item, Span::from_millis(length.try_into().unwrap_or(0)));
        Some(item)
    }

    /// Takes two descriptions of one kind for the same work from now on, though they share
    /// nothing: catalogues number one episode in different ways. Whether that was news.
    pub fn equate(&mut self, a: Item, b: Item) -> bool {
        let like = a != b && self.kind(a).is_some() && self.kind(a) == self.kind(b);
        like && self.same.insert((a.min(b), a.max(b)))
    }

    /// What was equated, in order.
    pub(super) fn equated(&self) -> impl Iterator<Item = (Item, Item)> {
        self.same.iter().copied()
    }

    /// Keeps how long a work is; of several lengths the shortest counts.
    pub fn learn_length(&mut self, item: Item, length: Span) {
        let Some(known) = self.lengths.get_mut(item.0 as usize) else { return };
        let Ok(length) = u32::try_from(length.millis()) else { return };
        if length > 0 && (*known == 0 || length < *known) {
            *known = length;
        }
    }

    /// How long it is, where known.
    pub fn length(&self, item: Item) -> Option<Span> {
        let length = self.lengths.get(item.0 as usize).filter(|length| **length > 0)?;
        Some(Span::from_millis((*length).into()))
    }

    /// Which kind of work it is; `None` where there is no such item.
    pub fn kind(&self, item: Item) -> Option<WorkKind> {
        self.kinds.get(item.0 as usize).copied()
    }

    /// The work as it was described; `None` where there is no such item.
    pub fn work(&self, item: Item) -> Option<Work> {
        let kind = self.kind(item)?;
        self.described(kind, self.show(item), self.place(item), self.text(item.0 as usize))
    }

    /// The work of a description; `None` where it is none.
    pub(super) fn described(
        &self,
        kind: WorkKind,
        show: Option<Item>,
        place: (u32, u32),
        bytes: &[u8],
    ) -> Option<Work> {
        description::read(kind, place, bytes, || match self.work(show?)? {
            Work::Show(show) => Some(show),
            _ => None,
        })
    }

    /// The show of a season or an episode.
    pub fn show(&self, item: Item) -> Option<Item> {
        self.shows.get(item.0 as usize).filter(|show| **show != NONE).map(|show| Item(*show))
    }

    /// Season and number; zeros for what has none.
    pub(super) fn place(&self, item: Item) -> (u32, u32) {
        (self.seasons[item.0 as usize], self.numbers[item.0 as usize])
    }

    /// What it shares with its like.
    pub(super) fn keys(&self, item: Item) -> &[u64] {
        let at = item.0 as usize;
        &self.keys[start(&self.key_ends, at)..self.key_ends[at] as usize]
    }

    /// All it says but its show, to be compared in no order but its own.
    pub(super) fn content(&self, item: Item) -> (&[u64], u32, u32, &[u8]) {
        let (season, number) = self.place(item);
        (self.keys(item), season, number, self.text(item.0 as usize))
    }

    /// The numbers here of all items of another table, taken in where they are new; `None`
    /// where the table is full.
    pub(super) fn take_all(&mut self, other: &Self) -> Option<Vec<Item>> {
        let mut here: Vec<Item> = Vec::with_capacity(other.len());
        for item in other.iter() {
            let at = item.0 as usize;
            // A show stands before its parts.
            let show = other.show(item).map_or(NONE, |show| here[show.0 as usize].0);
            let (kind, place) = (other.kinds[at], other.place(item));
            let taken = self.take(kind, show, place, other.text(at), other.keys(item))?;
            self.learn_length(taken, Span::from_millis(other.lengths[at].into()));
            here.push(taken);
        }
        for (a, b) in other.equated() {
            self.equate(here[a.0 as usize], here[b.0 as usize]);
        }
        Some(here)
    }

    fn take(
        &mut self,
        kind: WorkKind,
        show: u32,
        (season, number): (u32, u32),
        bytes: &[u8],
        keys: &[u64],
    ) -> Option<Item> {
        let hash = hash_of(kind, show, (season, number), bytes);
        let same = |row: u32| {
            let at = row as usize;
            self.kinds[at] == kind
                && self.shows[at] == show
                && (self.seasons[at], self.numbers[at]) == (season, number)
                && self.text(at) == bytes
        };
        if let Some(row) = self.found.find(hash, same) {
            return Some(Item(row));
        }
        let row = u32::try_from(self.len()).ok().filter(|row| *row < NONE - 1)?;
        let end = u32::try_from(self.bytes.len() + bytes.len()).ok()?;
        let key_end = u32::try_from(self.keys.len() + keys.len()).ok()?;
        self.kinds.push(kind);
        self.shows.push(show);
        self.seasons.push(season);
        self.numbers.push(number);
        self.lengths.push(0);
        self.bytes.extend_from_slice(bytes);
        self.ends.push(end);
        self.keys.extend_from_slice(keys);
        self.key_ends.push(key_end);
        self.found.insert(hash, row);
        Some(Item(row))
    }

    fn text(&self, at: usize) -> &[u8] {
        &self.bytes[start(&self.ends, at)..self.ends[at] as usize]
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        let fours = [&self.shows, &self.seasons, &self.numbers, &self.lengths];
        let fours = fours.into_iter().chain([&self.ends, &self.key_ends]);
        self.kinds.capacity() * size_of::<WorkKind>()
            + fours.map(|column| column.capacity() * 4).sum::<usize>()
            + self.bytes.capacity()
            + self.keys.capacity() * 8
            + self.same.len() * size_of::<(Item, Item)>()
            + self.found.bytes()
    }
}

/// Where the piece begins that the one before leaves off.
fn start(ends: &[u32], at: usize) -> usize {
    at.checked_sub(1).map_or(0, |before| ends[before] as usize)
}

fn hash_of(kind: WorkKind, show: u32, (season, number): (u32, u32), bytes: &[u8]) -> u64 {
    let place = u64::from(season) << 32 | u64::from(number);
    mix_bytes(mix(mix(kind as u64, show.into()), place), bytes)
}
