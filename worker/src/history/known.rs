//! What the library knows of single items, by the keys players have for them.

use std::collections::{BTreeMap, BTreeSet};

use playtally::gather::Gather;
use playtally::history::{Group, Library, Origin, When, newest};
use playtally::media::{Rating, Work, works_of_key};
use playtally::time::Timestamp;
use serde::Deserialize;

use super::view::View;
use crate::account::Hub;
use crate::error::Answer;

/// What is known of an item.
#[derive(Clone, Copy, Default)]
pub(crate) struct Known {
    pub(crate) plays: u32,
    /// When it was last played, where any moment of it is known.
    pub(crate) last: Option<Timestamp>,
    pub(crate) rating: Option<Rating>,
}

#[derive(Deserialize)]
struct Told {
    play_id: String,
}

impl Hub {
    /// What the library knows of the items of some composite keys, in their order.
    pub(crate) fn known_of(&self, profile: &str, keys: &[String]) -> Answer<Vec<Known>> {
        // What a player told under a key may be another work by now.
        let told = keys.iter().map(|key| {
            let query = "SELECT play_id FROM plays WHERE profile = ? AND key = ? AND kept = 1 \
                         ORDER BY heard_at DESC LIMIT 1";
            let row: Option<Told> = self.sql.first(query, &[profile.into(), key.into()])?;
            Ok(row.map(|row| row.play_id))
        });
        let told: Vec<Option<String>> = told.collect::<Answer<_>>()?;
        self.with_view(profile, |library, view| known_of(library, view, keys, &told))
    }
}

fn known_of(
    library: &Library,
    view: &View,
    keys: &[String],
    told: &[Option<String>],
) -> Vec<Known> {
    let groups = view.merged.groups();
    let mut works: Vec<Work> = Vec::new();
    let mut ends = Vec::new();
    for key in keys {
        works.extend(works_of_key(key));
        ends.push(works.len());
    }
    let found = groups.find(library.items(), &works);
    let as_told = as_told(library, view, told);
    let mut start = 0;
    let asked = ends.into_iter().zip(told).map(|(end, told)| {
        let by_key = found[start..end].iter().flatten().copied();
        start = end;
        let by_play = told.as_ref().and_then(|id| as_told.get(&**id));
        by_key.chain(by_play.copied()).gather::<BTreeSet<Group>>()
    });
    let asked: Vec<_> = asked.collect();
    let all: BTreeSet<Group> = asked.iter().flatten().copied().gather();
    let mut plays: BTreeMap<Group, Known> = BTreeMap::new();
    for play in view.merged.plays().filter(|play| all.contains(&play.work)) {
        let known = plays.entry(play.work).or_default();
        known.plays += 1;
        if let When::At(at) = play.when {
            known.last = known.last.max(Some(at));
        }
    }
    for (group, mark) in newest(groups, library.ratings()) {
        if all.contains(&group) {
            plays.entry(group).or_default().rating = Some(mark.value);
        }
    }
    let known = |works: BTreeSet<Group>| {
        let known = works.iter().filter_map(|group| plays.get(group));
        known.fold(Known::default(), |all, it| Known {
            plays: all.plays + it.plays,
            last: all.last.max(it.last),
            rating: all.rating.or(it.rating),
        })
    };
    asked.into_iter().map(known).collect()
}

/// The works of plays that players told, by the ids of these.
fn as_told<'a>(
    library: &Library,
    view: &View,
    told: &'a [Option<String>],
) -> BTreeMap<&'a str, Group> {
    let ids: BTreeSet<&'a str> = told.iter().flatten().map(String::as_str).gather();
    let mut works = BTreeMap::new();
    if ids.is_empty() {
        return works;
    }
    let own = |origin| library.origin_of(origin) == Some(&Origin::Player);
    for play in library.plays().filter(|play| own(play.origin)) {
        if let Some(id) = library.record(play.record)
            && let Some(id) = ids.get(&*id)
            && let Some(group) = view.merged.groups().group(play.item)
        {
            works.insert(*id, group);
        }
    }
    works
}
