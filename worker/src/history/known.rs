//! What the library knows of single items, by the keys players have for them.

use playtally::history::{Group, Library, Origin, When, newest};
use playtally::map::{Map, Set};
use playtally::media::{Rating, Work, works_of_key};
use playtally::time::Timestamp;

use super::view::View;
use crate::account::Hub;
use crate::error::Answer;
use crate::store::Text;

/// What is known of an item.
#[derive(Clone, Copy, Default)]
pub(crate) struct Known {
    pub(crate) plays: u32,
    /// When it was last played, where any moment of it is known.
    pub(crate) last: Option<Timestamp>,
    pub(crate) rating: Option<Rating>,
}

impl Hub {
    /// What the library knows of the items of some composite keys, in their order.
    pub(crate) fn known_of(&self, profile: &str, keys: &[String]) -> Answer<Vec<Known>> {
        // What a player told under a key may be another work by now.
        let told = keys.iter().map(|key| {
            let query = "SELECT play_id AS text FROM plays WHERE profile = ? AND key = ? AND kept = 1 \
                         ORDER BY heard_at DESC LIMIT 1";
            let row: Option<Text> = self.sql.first(query, &[profile.into(), key.into()])?;
            Ok(row.map(|row| row.text))
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
        by_key.chain(by_play.copied()).collect::<Set<Group>>()
    });
    let asked: Vec<_> = asked.collect();
    let all: Set<Group> = asked.iter().flat_map(Set::iter).copied().collect();
    let mut plays: Map<Group, Known> = Map::new();
    for play in view.merged.plays().filter(|play| all.contains(&play.work)) {
        let known = plays.or_default(play.work);
        known.plays += 1;
        if let When::At(at) = play.when {
            known.last = known.last.max(Some(at));
        }
    }
    for (group, mark) in newest(groups, library.ratings()) {
        if all.contains(&group) {
            plays.or_default(group).rating = Some(mark.value);
        }
    }
    let known = |works: Set<Group>| {
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
fn as_told<'a>(library: &Library, view: &View, told: &'a [Option<String>]) -> Map<&'a str, Group> {
    let ids: Set<&'a str> = told.iter().flatten().map(String::as_str).collect();
    let mut works = Map::new();
    if ids.is_empty() {
        return works;
    }
    let own = |origin| library.origin_of(origin).is_some_and(Origin::is_own);
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
