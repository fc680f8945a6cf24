//! What a person takes back, whoever told of it.

use super::groups::{Group, Groups};
use super::library::{Library, Standing};
use super::marks::Mark;
use super::origin::Origin;
use super::plays::When;
use super::sync::{Change, What};
use crate::map::{Map, Set};
use crate::media::Work;
use crate::providers::{List, Row};
use crate::time::Timestamp;

impl Library {
    /// Takes out the records of plays with these names ([`Library::name`]); how many those
    /// were. They are remembered for a while, so that who hears of it late does not bring them
    /// back.
    pub fn take_out(&mut self, names: &Set<u64>, now: Timestamp) -> usize {
        let mut gone = Set::new();
        let mut moments = Vec::new();
        for (at, play) in self.plays().enumerate() {
            if !self.name(at).is_some_and(|name| names.contains(&name)) {
                continue;
            }
            gone.insert(at);
            if let When::At(moment) = play.when {
                let work = self.items.work(play.item);
                moments.extend(work.map(|work| Row { at: Some(moment), ..Row::of(work) }));
            }
        }
        let mut at = 0..;
        self.plays.retain(&mut |_| !at.next().is_some_and(|at| gone.contains(&at)));
        self.bury(&moments, now);
        gone.len()
    }

    /// Takes back what is said of works: `what` as it was said.
    pub fn take_back(&mut self, what: What, works: &[Work]) {
        let groups = Groups::of(&self.items);
        let found = groups.find(&self.items, works).into_iter().flatten().collect();
        self.drop_words(what, &groups, &found, None);
    }

    /// What is still said here of each of these, where it was taken back elsewhere; of a play,
    /// that there is one at its second.
    pub fn still_says(&self, back: &[&Change]) -> Vec<Option<Row>> {
        let groups = Groups::of(&self.items);
        let works: Vec<_> = back.iter().map(|change| change.row.work.clone()).collect();
        let mut asked: Map<(What, Group), Vec<usize>> = Map::new();
        for (at, group) in groups.find(&self.items, &works).into_iter().enumerate() {
            if let Some(group) = group {
                asked.or_default((back[at].what, group)).push(at);
            }
        }
        let mut said = vec![None; back.len()];
        let mut say = |what, item, row: &dyn Fn(Row) -> Row| {
            let places = groups.group(item).and_then(|group| asked.remove(&(what, group)));
            for at in places.into_iter().flatten() {
                said[at] = Some(row(Row::of(works[at].clone())));
            }
        };
        for list in [List::Watchlist, List::Collection, List::Loved] {
            for Mark { item, at, .. } in self.listed(list) {
                say(What::Off(list), item, &|row| Row { at, ..row });
            }
        }
        for Mark { item, at, value, .. } in self.ratings() {
            say(What::NoRating, item, &|row| Row { at, rating: Some(value), ..row });
        }
        for Mark { item, at, value, .. } in self.standings() {
            let Standing { status, progress, repeats, .. } = value;
            say(What::NoStanding, item, &|row| Row { at, status, progress, repeats, ..row });
        }
        for play in self.plays() {
            let (When::At(at), Some(group)) = (play.when, groups.group(play.item)) else {
                continue;
            };
            for place in asked.get(&(What::NoPlay, group)).into_iter().flatten() {
                if back[*place].row.at.is_some_and(|back| back.secs() == at.secs()) {
                    said[*place] = Some(Row { at: Some(at), ..Row::of(works[*place].clone()) });
                }
            }
        }
        said
    }

    /// Finds the names that a service gave to plays it was told, where none is known yet.
    pub fn name_plays(&mut self, told: &mut [(Change, Option<String>)], service: &Origin) {
        let items: Vec<_> = told.iter().map(|(it, _)| self.intern(&it.row.work)).collect();
        let groups = Groups::of(&self.items);
        let origin = self.origin(service);
        let mut records = Map::new();
        for play in self.plays().filter(|play| Some(play.origin) == origin) {
            if let When::At(at) = play.when {
                records.get_or_insert_with((groups.group(play.item), at.secs()), || play.record);
            }
        }
        for ((change, name), item) in told.iter_mut().zip(items) {
            let nameless = change.what == What::Play && name.is_none();
            let Some(at) = change.row.at.filter(|_| nameless) else { continue };
            let work = item.and_then(|item| groups.group(item));
            *name = records.get(&(work, at.secs())).and_then(|record| self.record(*record));
        }
    }

    /// Drops what is said of works, by one origin or by all; how much that was.
    pub(super) fn drop_words(
        &mut self,
        what: What,
        groups: &Groups,
        works: &Set<Group>,
        by: Option<&Origin>,
    ) -> usize {
        let by = by.map(|origin| self.origin(origin));
        let stays = |item, told| {
            !groups.group(item).is_some_and(|group| works.contains(&group))
                || by.is_some_and(|by| by != Some(told))
        };
        match what {
            What::On(list) => self.retain_listed(list, |mark| stays(mark.item, mark.origin)),
            What::Rating => self.retain_ratings(|mark| stays(mark.item, mark.origin)),
            What::Standing => self.retain_standings(|mark| stays(mark.item, mark.origin)),
            _ => 0,
        }
    }
}
