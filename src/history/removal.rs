//! What a person takes back, whoever told of it.

use super::groups::{Group, Groups};
use super::library::{Library, Standing};
use super::origin::Origin;
use super::plays::When;
use super::sync::{Change, What};
use crate::map::Set;
use crate::media::Work;
use crate::providers::Row;
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
        self.plays.retain(|_| !at.next().is_some_and(|at| gone.contains(&at)));
        self.bury(&moments, now);
        gone.len()
    }

    /// Takes back what is said of works: `what` as it was said.
    pub fn take_back(&mut self, what: What, works: &[Work]) {
        let groups = Groups::of(&self.items);
        let found = groups.find(&self.items, works).into_iter().flatten().collect();
        self.drop_words(what, &groups, &found, None);
    }

    /// What is still said here, where it was taken back elsewhere.
    pub fn still_says(&self, back: &Change) -> Option<Row> {
        let groups = Groups::of(&self.items);
        let found = groups.find(&self.items, std::slice::from_ref(&back.row.work));
        let group = found.into_iter().next()??;
        let of = |item| groups.group(item) == Some(group);
        let row = |at| Row { at, ..Row::of(back.row.work.clone()) };
        match back.what {
            What::Off(list) => self.listed(list).find(|it| of(it.item)).map(|it| row(it.at)),
            What::NoRating => {
                let it = self.ratings().find(|it| of(it.item))?;
                Some(Row { rating: Some(it.value), ..row(it.at) })
            }
            What::NoStanding => {
                let it = self.standings().find(|it| of(it.item))?;
                let Standing { status, progress, repeats, .. } = it.value;
                Some(Row { status, progress, repeats, ..row(it.at) })
            }
            _ => None,
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
