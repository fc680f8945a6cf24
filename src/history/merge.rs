//! Libraries as one: their union, and which of its records mean one play.
//!
//! # Design
//! To unite is to take in what is not there, so it does not matter who is united with whom, in
//! what order, or how often. What means one play is then told from the whole set, by its own
//! order: records of one work that follow each other are joined, the nearest first, as long as
//! all that is joined is the same and no origin is in it twice. (Two records of one service, or
//! two plays of our own, are two plays.) Last, what has no moment goes to what has one.

use std::cmp::Ordering;

use super::groups::{Group, Groups, order};
use super::library::Library;
use super::marks::{Mark, Marks};
use super::plays::{Play, Record, Told, When};
use super::same::{Measure, Rules, Source};
use super::sweep::Sweep;
use crate::media::WorkKind;

/// A library has no room for more (4 GiB of text, 65,536 origins).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl std::fmt::Display for Full {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the library is full")
    }
}

impl std::error::Error for Full {}

impl Library {
    /// Takes in all of another library that is not there.
    ///
    /// # Errors
    /// Where there is no room; part of it may have been taken in.
    pub fn merge(&mut self, other: &Self) -> Result<(), Full> {
        self.unite(other, |_| {})
    }

    /// The same; tells of each of the other's records of plays, in their order, which one it is
    /// here.
    pub(super) fn unite(&mut self, other: &Self, mut here: impl FnMut(u32)) -> Result<(), Full> {
        let items = self.items.take_all(&other.items).ok_or(Full)?;
        // What an origin tells that nobody here knows is not here: nothing need be looked for.
        let known = self.origins.len();
        let origins = other.origins.iter().map(|origin| self.origin(origin));
        let origins = origins.collect::<Option<Vec<_>>>().ok_or(Full)?;
        let texts = other.texts.iter().map(|text| self.texts.intern(text));
        let texts = texts.collect::<Option<Vec<_>>>().ok_or(Full)?;
        self.plays.reserve(other.plays.len());
        for at in 0..other.plays.len() {
            let mut raw = other.plays.raw(at);
            raw.item = items[raw.item as usize].0;
            raw.origin = origins[usize::from(raw.origin)].0;
            if let Some(Err(row)) = Record(raw.record).either() {
                raw.record = Record::text(texts[row as usize]).0;
            }
            let is_known = usize::from(raw.origin) < known;
            here(if is_known { self.plays.add_raw(raw).0 } else { self.plays.append(raw) });
        }
        fn marks<V: Copy>(
            mine: &mut Marks<V>,
            theirs: &Marks<V>,
            here: impl Fn(Mark<V>) -> Mark<V>,
            wins: impl Fn(&V, &V) -> bool,
        ) {
            for mark in theirs.iter() {
                mine.set(here(mark), &wins);
            }
        }
        let item = |item: super::Item| items[item.0 as usize];
        let origin = |origin: super::OriginId| origins[usize::from(origin.0)];
        macro_rules! here {
            ($value:expr) => {
                |mark: Mark<_>| Mark {
                    item: item(mark.item),
                    origin: origin(mark.origin),
                    at: mark.at,
                    value: $value(mark.value),
                }
            };
        }
        marks(&mut self.ratings, &other.ratings, here!(|it| it), |new, old| new > old);
        marks(&mut self.standings, &other.standings, here!(|it| it), |new, old| new > old);
        let reviews = here!(|row: u32| texts[row as usize]);
        let text = |row: &u32| self.texts.get(*row);
        marks(&mut self.reviews, &other.reviews, reviews, |new, old| text(new) > text(old));
        marks(&mut self.watchlist, &other.watchlist, here!(|it| it), |(), ()| false);
        marks(&mut self.collection, &other.collection, here!(|it| it), |(), ()| false);
        marks(&mut self.loved, &other.loved, here!(|it| it), |(), ()| false);
        for (of, second, at) in other.tombstones.iter() {
            self.tombstones.set(item(of), second, at);
        }
        Ok(())
    }
}

/// The plays of a library, each with all the records that mean it.
#[derive(Clone, Debug)]
pub struct Merged {
    groups: Groups,
    /// As columns: of what, when, and where its records end among the records.
    of: Vec<Group>,
    when: Vec<When>,
    ends: Vec<u32>,
    records: Vec<u32>,
    questions: Vec<(u32, u32)>,
}

/// One play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MergedPlay<'a> {
    /// Of what; see [`Merged::groups`].
    pub work: Group,
    /// When: the earliest that is told of it.
    pub when: When,
    /// The records that mean it, by their places in [`Library::plays`].
    pub records: &'a [u32],
}

impl Merged {
    /// The plays that a library's records mean.
    pub fn of(library: &Library, rules: &Rules) -> Self {
        let groups = Groups::of(&library.items);
        let mut merged = Self {
            of: Vec::with_capacity(library.len()),
            when: Vec::with_capacity(library.len()),
            ends: Vec::with_capacity(library.len()),
            records: Vec::with_capacity(library.len()),
            questions: Vec::new(),
            groups,
        };
        let sources: Vec<Source> = library.origins.iter().map(|it| rules.source(it)).collect();
        let (told, ends) = by_group(library, &merged.groups);
        let mut sweep = Sweep::new(library, &rules.zone, &sources);
        let mut start = 0;
        for (group, end) in ends.into_iter().enumerate() {
            let here = &told[start..end as usize];
            start = end as usize;
            if here.is_empty() {
                continue;
            }
            let group = Group(group as u32);
            let items = merged.groups.items(group);
            let kind = library.items.kind(items[0]).unwrap_or(WorkKind::Movie);
            let length = items.iter().filter_map(|item| library.items.length(*item)).min();
            let before = merged.of.len() as u32;
            let (when, ends, records) = (&mut merged.when, &mut merged.ends, &mut merged.records);
            sweep.group(Measure::of(kind, length), here, |at, rows| {
                when.push(at);
                records.extend_from_slice(rows);
                ends.push(records.len() as u32);
            });
            merged.of.resize(merged.when.len(), group);
            let questions = sweep.questions.drain(..);
            merged.questions.extend(questions.map(|(a, b)| (before + a, before + b)));
        }
        merged
    }

    /// How many plays there are.
    pub const fn len(&self) -> usize {
        self.of.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// The works.
    pub const fn groups(&self) -> &Groups {
        &self.groups
    }

    /// The play at a place; those of one work stand together, those with a moment first and
    /// in their order.
    pub fn play(&self, at: usize) -> Option<MergedPlay<'_>> {
        let end = *self.ends.get(at)? as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        let records = &self.records[start..end];
        Some(MergedPlay { work: self.of[at], when: self.when[at], records })
    }

    /// All plays.
    pub fn plays(&self) -> impl Iterator<Item = MergedPlay<'_>> {
        (0..self.len()).filter_map(|at| self.play(at))
    }

    /// Pairs of plays, by their places, that may be one: as far apart as the music is long, and
    /// nobody knows which end of it was stamped.
    pub fn questions(&self) -> &[(u32, u32)] {
        &self.questions
    }
}

/// All records of plays, those of one group together, and where each group ends. (The columns
/// are gone through in their own order once; in that of the groups they are far apart.)
fn by_group(library: &Library, groups: &Groups) -> (Vec<Told>, Vec<u32>) {
    let of = |item: u32| groups.group(super::Item(item)).map_or(0, |group| group.0 as usize);
    let mut starts = vec![0_u32; groups.len() + 1];
    for item in &library.plays.items {
        starts[of(*item) + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut told = vec![Told::default(); library.len()];
    for (row, item) in library.plays.items.iter().enumerate() {
        let at = &mut starts[of(*item)];
        told[*at as usize] = library.plays.told(row as u32);
        *at += 1;
    }
    // Each start has moved on to its end.
    starts.pop();
    (told, starts)
}

/// The order of two records that say the same time; by names, not by numbers, which differ
/// from library to library.
pub(super) fn by_name(library: &Library, a: &Play, b: &Play) -> Ordering {
    let origin = |play: &Play| library.origin_of(play.origin);
    origin(a)
        .cmp(&origin(b))
        .then_with(|| a.summary.cmp(&b.summary))
        .then_with(|| library.record(a.record).cmp(&library.record(b.record)))
        .then_with(|| order(&library.items, a.item, b.item))
}
