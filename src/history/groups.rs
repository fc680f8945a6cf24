//! Which descriptions mean one work.
//!
//! # Design
//! Two descriptions of one kind that share an id, a name or a place in a show are one work,
//! and so is what hangs together by such steps, unless it would then have two ids of one
//! catalogue. Where it would, the steps are taken in an order that only the descriptions
//! decide: the catalogues in theirs, then what is said. So the same descriptions always make
//! the same works, however and in whatever order they came together.

use super::description::Key;
use super::items::{Item, Items};
use super::slots::{Slots, mix};
use crate::media::{ExternalIds, Work, WorkKind};

/// A work, by its number among the groups it was asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group(pub(super) u32);

/// The works of an item table, each with all its descriptions.
#[derive(Clone, Debug)]
pub struct Groups {
    of: Vec<Group>,
    /// All items, those of one group together.
    items: Vec<Item>,
    /// Where each group ends among them.
    ends: Vec<u32>,
}

/// Where a part stands in a show has this kind, behind those of [`Key`].
const PLACE: u64 = 15;

/// With how many of those that cannot be one a description is compared.
const TRIED: usize = 32;

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
    /// `None` where there is no such group. Which one is first, the descriptions decide.
    pub fn work(&self, items: &Items, group: Group) -> Option<Work> {
        let mut described = self.items(group).to_vec();
        described.sort_by(|a, b| order(items, *a, *b));
        let mut works = described.into_iter().filter_map(|item| items.work(item));
        let mut work = works.next()?;
        for other in works {
            if let (Some(mine), Some(theirs)) = (ids_mut(&mut work), other.ids()) {
                mine.fill_from(theirs);
            }
            match (&mut work, &other) {
                (Work::Episode(mine), Work::Episode(theirs)) => {
                    mine.show.ids.fill_from(&theirs.show.ids);
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

type Place = Option<(u32, u32, u32)>;

/// Joins items that share something, and parts what cannot be one.
fn join(items: &Items, which: &[Item], place: impl Fn(Item) -> Place, joined: &mut Joined) {
    let mut first = Firsts::with_room(which.len() * 4);
    let mut joins = false;
    for &item in which {
        let kind = items.kind(item).map_or(0, |kind| kind as u64);
        for key in items.keys(item) {
            joins |= first.meet((kind, *key), item, joined);
        }
        if let Some((show, season, number)) = place(item) {
            let part = (PLACE << 56 | kind << 48 | u64::from(season), u64::from(number));
            joins |= first.meet((mix(part.0, show.into()), part.1), item, joined);
        }
    }
    if !joins {
        return;
    }
    let mut by_root: Vec<(u32, Item)> = which.iter().map(|it| (joined.root(it.0), *it)).collect();
    by_root.retain(|(root, _)| joined.size[*root as usize] > 1);
    by_root.sort_unstable();
    for together in by_root.chunk_by(|a, b| a.0 == b.0) {
        let members: Vec<Item> = together.iter().map(|(_, item)| *item).collect();
        if !compatible(&dividing(items, &members)) {
            split(items, members, &place, joined);
        }
    }
}

/// The ids that a work has one of in each catalogue.
fn dividing(items: &Items, members: &[Item]) -> Vec<u64> {
    let keys = members.iter().flat_map(|item| items.keys(*item));
    let mut keys: Vec<u64> = keys.copied().filter(|key| Key::divides(*key)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Whether no catalogue is there twice, of keys in order.
fn compatible(keys: &[u64]) -> bool {
    keys.windows(2).all(|two| Key::kind(two[0]) != Key::kind(two[1]))
}

/// Joins anew, in an order of their own, items that hang together but cannot all be one.
fn split(
    items: &Items,
    mut members: Vec<Item>,
    place: impl Fn(Item) -> Place,
    joined: &mut Joined,
) {
    members.sort_by(|a, b| order(items, *a, *b));
    joined.part(&members);
    let mut shared: Vec<(u64, usize)> = Vec::new();
    let mut places: Vec<(Place, usize)> = Vec::new();
    for (at, item) in members.iter().enumerate() {
        shared.extend(items.keys(*item).iter().map(|key| (*key, at)));
        places.extend(place(*item).map(|place| (Some(place), at)));
    }
    // A place is named by who is first at it: shows have no numbers that would last.
    places.sort_unstable();
    for here in places.chunk_by(|a, b| a.0 == b.0) {
        shared.extend(here.iter().map(|(_, at)| (PLACE << 56 | here[0].1 as u64, *at)));
    }
    shared.sort_unstable();
    let mut ids: Vec<Vec<u64>> = members.iter().map(|item| dividing(items, &[*item])).collect();
    let mut parts = Joined::new(members.len());
    for holders in shared.chunk_by(|a, b| a.0 == b.0) {
        let mut apart: Vec<u32> = Vec::new();
        for (_, at) in holders {
            let root = parts.root(*at as u32);
            if apart.iter().any(|other| parts.root(*other) == root) {
                continue;
            }
            let fits = apart.iter().take(TRIED).find_map(|other| {
                let other = parts.root(*other);
                let mut both = [&ids[other as usize][..], &ids[root as usize][..]].concat();
                both.sort_unstable();
                both.dedup();
                compatible(&both).then_some((other, both))
            });
            match fits {
                Some((other, both)) => {
                    let now = parts.join(other, root);
                    ids[now as usize] = both;
                    joined.join(members[other as usize].0, members[root as usize].0);
                }
                None => apart.push(root),
            }
        }
    }
}

/// Who came first with a key.
struct Firsts {
    keys: Vec<((u64, u64), Item)>,
    found: Slots,
}

impl Firsts {
    fn with_room(count: usize) -> Self {
        Self { keys: Vec::with_capacity(count), found: Slots::with_room(count) }
    }

    /// Joins an item to the first with this key, where there is one.
    fn meet(&mut self, key: (u64, u64), item: Item, joined: &mut Joined) -> bool {
        let hash = mix(mix(key.0, key.1), 1);
        if let Some(row) = self.found.find(hash, |row| self.keys[row as usize].0 == key) {
            joined.join(self.keys[row as usize].1.0, item.0);
            return true;
        }
        let row = self.keys.len() as u32;
        self.keys.push((key, item));
        self.found.insert(hash, row);
        false
    }
}

/// What is joined with what.
struct Joined {
    parent: Vec<u32>,
    size: Vec<u32>,
}

impl Joined {
    fn new(len: usize) -> Self {
        Self { parent: (0..len as u32).collect(), size: vec![1; len] }
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.parent[at as usize] != at {
            let above = self.parent[at as usize];
            self.parent[at as usize] = self.parent[above as usize];
            at = above;
        }
        at
    }

    /// The root of both from now on.
    fn join(&mut self, a: u32, b: u32) -> u32 {
        let (a, b) = (self.root(a), self.root(b));
        let (large, small) =
            if self.size[a as usize] >= self.size[b as usize] { (a, b) } else { (b, a) };
        if large != small {
            self.parent[small as usize] = large;
            self.size[large as usize] += self.size[small as usize];
        }
        large
    }

    /// Makes each of a whole set one by itself.
    fn part(&mut self, all: &[Item]) {
        for item in all {
            self.parent[item.0 as usize] = item.0;
            self.size[item.0 as usize] = 1;
        }
    }
}
