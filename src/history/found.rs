//! Works found among those of a library, by anything they share with a description there.

use super::description::{Description, Key};
use super::groups::{Group, Groups};
use super::items::{Item, Items};
use crate::map::Map;
use crate::media::{Work, WorkKind};

impl Groups {
    /// Which of the works each of these is, where it is one of them: by what its description and
    /// one of theirs share, as long as no id stands against it, else by its place in its show.
    pub fn find(&self, items: &Items, works: &[Work]) -> Vec<Option<Group>> {
        let shows: Vec<Option<Work>> = works.iter().map(show_of).collect();
        let asked: Vec<Description> =
            works.iter().chain(shows.iter().flatten()).map(Description::of).collect();
        let mut wanted: Vec<(u64, usize)> = Vec::new();
        for (at, it) in asked.iter().enumerate() {
            wanted.extend(it.keys.iter().map(|key| (with_kind(it.kind, *key), at)));
        }
        wanted.sort_unstable();
        // The one that shares most; of several, the first.
        let mut found: Map<usize, (usize, Item)> = Map::new();
        for item in items.iter() {
            let Some(kind) = items.kind(item) else { continue };
            for key in items.keys(item) {
                let key = with_kind(kind, *key);
                let from = wanted.partition_point(|(wanted, _)| *wanted < key);
                for (_, at) in wanted[from..].iter().take_while(|(wanted, _)| *wanted == key) {
                    let shared = shared(&asked[*at].keys, items.keys(item));
                    let best = found.get(at).map_or(0, |(shared, _)| *shared);
                    if let Some(shared) = shared.filter(|shared| *shared > best) {
                        found.insert(*at, (shared, item));
                    }
                }
            }
        }
        let group = |at: usize| self.group(found.get(&at)?.1);
        let mut groups: Vec<Option<Group>> = (0..works.len()).map(group).collect();
        let mut places: Map<(Group, WorkKind, (u32, u32)), Vec<usize>> = Map::new();
        let parts = (0..works.len()).filter(|at| shows[*at].is_some());
        for (show, at) in (works.len()..).zip(parts) {
            if let Some(show) = group(show).filter(|_| groups[at].is_none()) {
                let it = &asked[at];
                let place = (show, it.kind, (it.season, it.number));
                places.or_default(place).push(at);
            }
        }
        if places.is_empty() {
            return groups;
        }
        for item in items.iter() {
            let show = items.show(item).and_then(|show| self.group(show));
            let Some((show, kind)) = show.zip(items.kind(item)) else { continue };
            for at in places.remove(&(show, kind, items.place(item))).into_iter().flatten() {
                groups[at] = self.group(item);
            }
        }
        groups
    }
}

/// The show of an episode or a season.
fn show_of(work: &Work) -> Option<Work> {
    match work {
        Work::Episode(episode) => Some(Work::Show(episode.show.clone())),
        Work::Season(season) => Some(Work::Show(season.show.clone())),
        _ => None,
    }
}

/// Kinds of work share no keys. There is room for them above the kind of key.
const fn with_kind(kind: WorkKind, key: u64) -> u64 {
    (kind as u64) << 60 | key
}

/// How many keys two descriptions share, both in order; `None` where a catalogue has them apart.
fn shared(one: &[u64], other: &[u64]) -> Option<usize> {
    let divides = |key: &u64| {
        let apart = |there: &u64| Key::kind(*there) == Key::kind(*key) && there != key;
        Key::divides(*key) && other.iter().any(apart)
    };
    let both = one.iter().filter(|key| other.binary_search(key).is_ok());
    (!one.iter().any(divides)).then(|| both.count())
}
