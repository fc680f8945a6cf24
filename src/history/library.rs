//! What a person played, rated, listed and wrote, as columns over one item table.
//!
//! # Design
//! A library holds records, each with who told it, and nothing is ever made of two: that two
//! records mean one play is found when it is asked ([`super::merge`]). So a library is a set,
//! to merge two is to unite them, and the order in which things came cannot matter.

use super::items::{Item, Items};
use super::marks::{Mark, Marks, Set};
use super::origin::{Origin, OriginId};
use super::plays::{Play, Plays, Record};
use super::texts::Texts;
use super::tombstones::Tombstones;
use crate::media::{PartialDate, Rating, Work};
use crate::providers::{List, Status};
use crate::time::Span;

/// A person's history, as columns.
#[derive(Clone, Debug, Default)]
pub struct Library {
    pub(super) items: Items,
    pub(super) origins: Vec<Origin>,
    pub(super) texts: Texts,
    pub(super) plays: Plays,
    pub(super) ratings: Marks<Rating>,
    pub(super) watchlist: Marks<()>,
    pub(super) collection: Marks<()>,
    pub(super) loved: Marks<()>,
    pub(super) standings: Marks<Standing>,
    /// Numbers of texts.
    pub(super) reviews: Marks<u32>,
    pub(super) tombstones: Tombstones,
}

/// Where a person stands with a title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    /// In a word.
    pub status: Option<Status>,
    /// Episodes, or pages, they are through.
    pub progress: Option<u32>,
    /// How often they saw all of it again.
    pub repeats: Option<u32>,
    /// Episodes there are.
    pub episodes: Option<u32>,
    /// The day they began.
    pub started_on: Option<PartialDate>,
    /// The day they were through.
    pub finished_on: Option<PartialDate>,
}

/// What came of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Added {
    /// It says nothing that is kept here, or the library is full (4 GiB of text).
    Nothing,
    /// All of it was there.
    Known,
    /// It is newer than what the origin said before.
    Changed,
    /// It is new.
    New,
}

impl Library {
    /// How many records of plays there are.
    pub const fn len(&self) -> usize {
        self.plays.len()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        let lists = [&self.watchlist, &self.collection, &self.loved];
        self.len() == 0
            && self.ratings.len() + self.standings.len() + self.reviews.len() == 0
            && self.tombstones.len() == 0
            && lists.iter().all(|list| list.len() == 0)
    }

    /// The works it speaks of.
    pub const fn items(&self) -> &Items {
        &self.items
    }

    /// The number of a description of a work, taken in where it is new.
    pub fn intern(&mut self, work: &Work) -> Option<Item> {
        self.items.intern(work)
    }

    /// Takes two descriptions for one work from now on, such as an episode by the number of its
    /// season and by that of its cour. Whether that was news.
    pub fn equate(&mut self, a: &Work, b: &Work) -> bool {
        let (a, b) = (self.intern(a), self.intern(b));
        a.zip(b).is_some_and(|(a, b)| self.items.equate(a, b))
    }

    /// Keeps how long a work is; of several lengths the shortest counts.
    pub fn learn_length(&mut self, item: Item, length: Span) {
        self.items.learn_length(item, length);
    }

    /// The number of an origin, taken in where it is new; `None` where there are 65,536.
    pub fn origin(&mut self, origin: &Origin) -> Option<OriginId> {
        let at = self.origins.iter().position(|it| it == origin);
        let at = u16::try_from(at.unwrap_or(self.origins.len())).ok()?;
        if usize::from(at) == self.origins.len() {
            self.origins.push(origin.clone());
        }
        Some(OriginId(at))
    }

    /// Who that is; `None` where the number is of another library.
    pub fn origin_of(&self, origin: OriginId) -> Option<&Origin> {
        self.origins.get(usize::from(origin.0))
    }

    /// What an origin calls its record of a play, where it has a name for it.
    pub fn record(&self, record: Record) -> Option<String> {
        Some(match record.either()? {
            Ok(number) => number.to_string(),
            Err(row) => self.texts.get(row).to_owned(),
        })
    }

    /// A record by its name.
    pub fn record_of(&mut self, name: &str) -> Option<Record> {
        let number = name.parse().ok().filter(|number| *number <= Record::LARGEST);
        match number.filter(|number: &u64| number.to_string() == name) {
            Some(number) => Some(Record::number(number)),
            None => self.texts.intern(name).map(Record::text),
        }
    }

    /// Takes in one record of a play.
    pub fn add_play(&mut self, play: &Play) -> Added {
        if self.plays.add(play) { Added::New } else { Added::Known }
    }

    /// Takes in a rating.
    pub fn rate(&mut self, mark: Mark<Rating>) -> Added {
        self.ratings.set(mark, |new, old| new != old).into()
    }

    /// Puts a work on a list.
    pub fn put(&mut self, list: List, mark: Mark<()>) -> Added {
        self.list_mut(list).set(mark, |(), ()| false).into()
    }

    /// Takes in where somebody stands with a title.
    pub fn stand(&mut self, mark: Mark<Standing>) -> Added {
        self.standings.set(mark, |new, old| new != old).into()
    }

    /// Takes in what somebody wrote.
    pub fn review(&mut self, mark: Mark<()>, text: &str) -> Added {
        let Some(value) = self.texts.intern(text) else { return Added::Nothing };
        let Mark { item, origin, at, .. } = mark;
        self.reviews.set(Mark { item, origin, at, value }, |new, old| new != old).into()
    }

    /// The records of plays, in the order they came.
    pub fn plays(&self) -> impl Iterator<Item = Play> {
        (0..self.len()).filter_map(|at| self.plays.get(at))
    }

    /// The record of a play at a place in that order.
    pub fn play(&self, at: usize) -> Option<Play> {
        self.plays.get(at)
    }

    /// Shows a play on another day than that of its moment; the moment stays.
    pub fn show_on(&mut self, at: usize, day: Option<PartialDate>) {
        self.plays.show_on(at, day);
    }

    /// The ratings.
    pub fn ratings(&self) -> impl Iterator<Item = Mark<Rating>> {
        self.ratings.iter()
    }

    /// What is on a list.
    pub fn listed(&self, list: List) -> impl Iterator<Item = Mark<()>> {
        self.list(list).iter()
    }

    /// Where they stand with titles.
    pub fn standings(&self) -> impl Iterator<Item = Mark<Standing>> {
        self.standings.iter()
    }

    /// What they wrote.
    pub fn reviews(&self) -> impl Iterator<Item = (Mark<()>, &str)> {
        self.reviews.iter().map(|Mark { item, origin, at, value }| {
            (Mark { item, origin, at, value: () }, self.texts.get(value))
        })
    }

    /// Drops the records of plays that may not stay; how many those were.
    pub fn retain_plays(&mut self, mut keep: impl FnMut(&Play) -> bool) -> usize {
        self.plays.retain(&mut keep)
    }

    /// Drops the ratings that may not stay; how many those were.
    pub fn retain_ratings(&mut self, keep: impl Fn(&Mark<Rating>) -> bool) -> usize {
        self.ratings.retain(&keep)
    }

    /// Takes works off a list where they may not stay; how many those were.
    pub fn retain_listed(&mut self, list: List, keep: impl Fn(&Mark<()>) -> bool) -> usize {
        self.list_mut(list).retain(&keep)
    }

    /// Drops the standings that may not stay; how many those were.
    pub fn retain_standings(&mut self, keep: impl Fn(&Mark<Standing>) -> bool) -> usize {
        self.standings.retain(&keep)
    }

    /// Drops all that an origin told; how much that was.
    pub fn forget(&mut self, origin: &Origin) -> usize {
        let Some(at) = self.origins.iter().position(|it| it == origin) else { return 0 };
        let stays = |told: OriginId| usize::from(told.0) != at;
        self.plays.retain(&mut |play| stays(play.origin))
            + self.ratings.retain(&|mark| stays(mark.origin))
            + self.watchlist.retain(&|mark| stays(mark.origin))
            + self.collection.retain(&|mark| stays(mark.origin))
            + self.loved.retain(&|mark| stays(mark.origin))
            + self.standings.retain(&|mark| stays(mark.origin))
            + self.reviews.retain(&|mark| stays(mark.origin))
    }

    pub(super) const fn list(&self, list: List) -> &Marks<()> {
        match list {
            List::Watchlist => &self.watchlist,
            List::Collection => &self.collection,
            List::Loved => &self.loved,
        }
    }

    pub(super) const fn list_mut(&mut self, list: List) -> &mut Marks<()> {
        match list {
            List::Watchlist => &mut self.watchlist,
            List::Collection => &mut self.collection,
            List::Loved => &mut self.loved,
        }
    }

    /// Bytes of memory that its columns take.
    pub fn bytes(&self) -> usize {
        let lists = [&self.watchlist, &self.collection, &self.loved];
        self.items.bytes()
            + self.texts.bytes()
            + self.plays.bytes()
            + self.ratings.bytes()
            + self.standings.bytes()
            + self.reviews.bytes()
            + self.tombstones.bytes()
            + lists.into_iter().map(Marks::bytes).sum::<usize>()
    }
}

impl From<Set> for Added {
    fn from(set: Set) -> Self {
        match set {
            Set::New => Self::New,
            Set::Changed => Self::Changed,
            Set::Known => Self::Known,
        }
    }
}
