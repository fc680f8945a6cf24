//! Which descriptions mean one work.
//!
//! # Design
//! Two descriptions of one kind that share an id, a name or a place in a show are one work,
//! and so is what hangs together by such steps, unless it would then have two ids of one
//! catalogue. Where it would, the steps are taken in an order that only the descriptions
//! decide: the catalogues in theirs, then what is said. So the same descriptions always make
//! the same works, however and in whatever order they came together.

use std::cmp::Reverse;

use super::items::{Item, Items};
use super::joined::{Joined, join};
use crate::media::{ExternalIds, Show, Work, WorkKind};
use crate::sorted::sort_by;

/// A work, by its number among the groups it was asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group(pub(super) u32);

impl Group {
    /// The group of a number, which may be of none.
    pub const fn of(number: u32) -> Self {
        Self(number)
    }

    /// Its number, from 0.
    pub const fn number(self) -> u32 {
        self.0
    }
}

/// The works of an item table, each with all its descriptions.
#[derive(Clone, Debug)]
pub struct Groups {
    of: Vec<Group>,
    /// All items, those of one group together.
    items: Vec<Item>,
    /// Where each group ends among them.
    ends: Vec<u32>,
}

impl Groups {
    /// Of a whole table.
    pub fn of(items: &Items) -> Self {
        let mut joined = Joined::new(items.len());
        let is_part =
            |item: Item| matches!(items.kind(item), Some(WorkKind::Season | WorkKind::Episode));
        let (parts, whole): (Vec<Item>, Vec<Item>) = items.iter().partition(|item| is_part(*item));
        join(items, &whole, |_| None, &mut joined);
        // The shows are settled now, so that a part's place is known.
        let shows: Vec<u32> = (0..items.len() as u32).map(|item| joined.root(item)).collect();
        let place = |item| {
            let (season, number) = items.place(item);
            items.show(item).map(|show| (shows[show.0 as usize], season, number))
        };
        join(items, &parts, place, &mut joined);
        Self::numbered(&mut joined, items.len())
    }

    /// Groups in the order in which their first items came.
    fn numbered(joined: &mut Joined, len: usize) -> Self {
        const NONE: u32 = u32::MAX;
        let mut number = vec![NONE; len];
        let mut sizes: Vec<u32> = Vec::new();
        let mut of = Vec::with_capacity(len);
        for item in 0..len as u32 {
            let root = joined.root(item) as usize;
            if number[root] == NONE {
                number[root] = sizes.len() as u32;
                sizes.push(0);
            }
            sizes[number[root] as usize] += 1;
            of.push(Group(number[root]));
        }
        let mut next = 0;
        let mut starts: Vec<u32> = Vec::with_capacity(sizes.len());
        for size in &sizes {
            starts.push(next);
            next += size;
        }
        let mut items = vec![Item(0); len];
        for (item, group) in of.iter().enumerate() {
            let at = &mut starts[group.0 as usize];
            items[*at as usize] = Item(item as u32);
            *at += 1;
        }
        // Each start has moved on to its end.
        Self { of, items, ends: starts }
    }

    /// The work that an item describes; `None` where the item is of another table.
    pub fn group(&self, item: Item) -> Option<Group> {
        self.of.get(item.0 as usize).copied()
    }

    /// How many works there are.
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Group> + use<> {
        (0..self.len() as u32).map(Group)
    }

    /// All descriptions of a work; none where there is no such group.
    pub fn items(&self, group: Group) -> &[Item] {
        let at = group.0 as usize;
        let end = self.ends.get(at).map_or(0, |end| *end as usize);
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before));
        &self.items[start.map_or(0, |start| *start as usize).min(end)..end]
    }

    /// The work with all ids that are known of it, otherwise as its first description has it;
    /// `None` where there is no such group. Which one is first, the descriptions decide: one of
    /// a show with seasons before one of an entry, which few services know.
    pub fn work(&self, items: &Items, group: Group) -> Option<Work> {
        let mut described = self.items(group).to_vec();
        sort_by(&mut described, |a, b| order(items, *a, *b));
        let seasoned = |at: &usize| !counts_alone(items, described[*at]);
        // Who counts through the show says its first season.
        let latest = |at: &usize| Reverse(items.place(described[*at]).0);
        if described.len() > 1
            && let Some(first) = (0..described.len()).filter(seasoned).min_by_key(latest)
        {
            described[..=first].rotate_right(1);
        }
        let mut works = described.into_iter().filter_map(|item| items.work(item));
        let mut work = works.next()?;
        for other in works {
            if let (Some(mine), Some(theirs)) = (ids_mut(&mut work), other.ids()) {
                mine.fill_from(theirs);
            }
            match (&mut work, &other) {
                (Work::Episode(mine), Work::Episode(theirs)) => {
                    // Another show's number is not this one's.
                    if (mine.season, mine.number) == (theirs.season, theirs.number) {
                        mine.show.ids.fill_from(&theirs.show.ids);
                    }
                    mine.title = mine.title.take().or_else(|| theirs.title.clone());
                }
                (Work::Season(mine), Work::Season(theirs)) => {
                    mine.show.ids.fill_from(&theirs.show.ids);
                }
                _ => {}
            }
        }
        Some(work)
    }
}

/// Whether it is an episode that counts from the beginning of its entry alone.
fn counts_alone(items: &Items, item: Item) -> bool {
    let show = items.show(item).and_then(|show| items.work(show));
    matches!(show, Some(Work::Show(Show { ids, .. })) if ids.is_entry())
}

fn ids_mut(work: &mut Work) -> Option<&mut ExternalIds> {
    match work {
        Work::Movie(it) => Some(&mut it.ids),
        Work::Show(it) => Some(&mut it.ids),
        Work::Season(it) => Some(&mut it.ids),
        Work::Episode(it) => Some(&mut it.ids),
        Work::Track(it) => Some(&mut it.ids),
        Work::Book(_) => None,
    }
}

/// Which description is first: the one that says most and then by what it says.
pub(super) fn order(items: &Items, a: Item, b: Item) -> std::cmp::Ordering {
    let says = |item| (usize::MAX - items.keys(item).len(), items.content(item));
    let show = |item| items.show(item).map(says);
    says(a).cmp(&says(b)).then_with(|| show(a).cmp(&show(b)))
}
