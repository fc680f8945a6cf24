//! What hangs together, and what is parted because it cannot all be one: the work behind
//! [`Groups`](super::groups::Groups).

use super::description::Key;
use super::groups::order;
use super::items::{Item, Items};
use crate::sorted::sort_by;

/// Where a part stands in a show has this kind, behind those of [`Key`].
const PLACE: u64 = 15;

/// With how many of those that cannot be one a description is compared.
const TRIED: usize = 32;

type Place = Option<(u32, u32, u32)>;

/// Joins items that share something, and parts what cannot be one.
pub(super) fn join(
    items: &Items,
    which: &[Item],
    place: impl Fn(Item) -> Place,
    joined: &mut Joined,
) {
    let mut shared: Vec<(u64, Item)> = Vec::with_capacity(which.len() * 4);
    let mut places = Vec::new();
    for &item in which {
        // There is room for the kind of work above the kind of key.
        let kind = items.kind(item).map_or(0, |kind| kind as u64) << 60;
        shared.extend(items.keys(item).iter().map(|key| (kind | key, item)));
        places.extend(place(item).map(|place| ((place, kind), item)));
    }
    let mut joins = joined.alike(shared) | joined.alike(places);
    // They stand in order.
    let here = |item: &Item| which.binary_search(item).is_ok();
    for (a, b) in items.equated().filter(|(a, b)| here(a) && here(b)) {
        joined.join(a.0, b.0);
        joins = true;
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
    sort_by(&mut members, |a, b| order(items, *a, *b));
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
    let named = |item| members.iter().position(|member| *member == item);
    for (a, b) in items.equated().filter_map(|(a, b)| Some((named(a)?, named(b)?))) {
        // No kind of key is 0.
        shared.extend([a, b].map(|at| (a.min(b) as u64, at)));
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

/// What is joined with what.
pub(super) struct Joined {
    parent: Vec<u32>,
    size: Vec<u32>,
}

impl Joined {
    pub(super) fn new(len: usize) -> Self {
        Self { parent: (0..len as u32).collect(), size: vec![1; len] }
    }

    pub(super) fn root(&mut self, mut at: u32) -> u32 {
        while self.parent[at as usize] != at {
            let above = self.parent[at as usize];
            self.parent[at as usize] = self.parent[above as usize];
            at = above;
        }
        at
    }

    /// Joins all that have the same key; whether any two have. (To sort them takes a quarter of
    /// the time of looking each up.)
    fn alike<K: Ord>(&mut self, mut keyed: Vec<(K, Item)>) -> bool {
        keyed.sort_unstable();
        let mut any = false;
        for two in keyed.windows(2).filter(|two| two[0].0 == two[1].0) {
            self.join(two[0].1.0, two[1].1.0);
            any = true;
        }
        any
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
