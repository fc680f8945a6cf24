//! What has to change at a service and in the person's library so that both say the same.
//!
//! # Design
//! Three libraries are compared: the person's own, what the service holds, and what it held
//! when both last agreed. What only one side has is new where the last one lacks it, and was
//! removed at the other where it does not; unless the play was taken back here lately and comes
//! anew (tombstones). What comes of it is a [`Plan`], a value that can be
//! shown, counted, kept, carried out and undone; nothing is done here.
//!
//! A driver carries it out so that a crash does no harm: first [`Library::accept`] and the
//! service's library as the next `before`, kept in one go; then what is to be told, each with
//! [`Library::agree`] on `before` (and [`Flaps::told`]) once the service took it.

mod carry;
mod corrected;
mod flaps;
mod hearing;
mod parts;
mod plan;
mod plays;
mod reads;
mod said;
mod table;
mod words;

pub use carry::Batch;
pub use flaps::Flaps;
pub use hearing::Hearing;
pub use parts::Parts;
pub use plan::{Budget, Change, Counts, Plan, Stop, What};
pub use reads::{Last, Reading, Reads, readings, tells_changes};

use super::items::Item;
use super::merge::Full;
use super::origin::OriginId;
use super::{Group, Groups, Library, Origin, Play, Rules, When};
use crate::map::Set;
use crate::media::PartialDate;
use crate::providers::{Descriptor, Listing, Row};
use crate::time::Timestamp;
use said::Words;

/// One side of a sync and what is known of it.
#[derive(Debug)]
pub struct Sync<'a> {
    /// The time.
    pub now: Timestamp,
    /// The service.
    pub service: &'a Descriptor,
    /// As what it tells: the origin of its records.
    pub origin: &'a Origin,
    /// The person's own library.
    pub ours: &'a Library,
    /// What the service holds; all of it told by `origin`.
    pub theirs: &'a Library,
    /// What it held when both last agreed; absent on the first sync: then nothing is removed.
    pub before: Option<&'a Library>,
    /// Whether all pages of all listings were read. A half-read library plans nothing.
    pub whole: bool,
    /// Services whose data the person wants copied to this one.
    pub mirror: &'a Set<Origin>,
    /// What means one play.
    pub rules: &'a Rules,
    /// How much may be removed without asking.
    pub budget: Budget,
    /// What went back and forth lately, or was refused.
    pub flaps: &'a Flaps,
    /// What is kept in step.
    pub parts: Parts,
    /// Records of the person's own plays that are on their way there by themselves.
    pub queued: &'a Set<String>,
}

impl Sync<'_> {
    /// What has to change.
    ///
    /// # Errors
    /// Where the libraries are too large to be laid together.
    pub fn plan(&self) -> Result<Plan, Full> {
        let mut plan = Plan::of(self.origin.clone(), self.now);
        if !self.whole {
            plan.stopped = Some(Stop::HalfRead);
            return Ok(plan);
        }
        let mut table = table::Table::of(self)?;
        plan.same = std::mem::take(&mut table.renamed);
        let told = plays::plan(self, &table, &mut plan);
        words::plan(self, &table, &told, &mut plan);
        self.parts.narrow(&mut plan);
        self.cool(&mut plan);
        plan.stopped = self.stop(plan.removals());
        Ok(plan)
    }

    /// Why a plan that removes so much needs a word of the person first.
    fn stop(&self, removals: usize) -> Option<Stop> {
        let before = self.before.map_or(0, Library::len);
        let (now, held) = (self.theirs.len(), before.max(self.ours.len()));
        let over = removals > self.budget.of(held);
        let (before, now, removals) = (before as u64, now as u64, removals as u64);
        if shrunk(before, now) {
            return Some(Stop::Shrunk { before, now, removals });
        }
        over.then_some(Stop::Budget { removals, held: held as u64 })
    }

    /// Leaves out what would go back and forth once more, and what the service does not take.
    fn cool(&self, plan: &mut Plan) {
        let refused = |change: &Change| self.flaps.is_refused(self.now, self.origin, change);
        let hot = |change: &Change| self.flaps.is_hot(self.now, self.origin, change);
        let all = plan.push.len();
        plan.push.retain(|change| !refused(change));
        let left = plan.push.len();
        plan.push.retain(|change| !hot(change));
        plan.counts.refused += (all - left) as u64;
        plan.counts.cooled = (left - plan.push.len()) as u64;
    }

    /// Whether what this origin told may be told to the service.
    fn may_tell(&self, origin: &Origin) -> bool {
        match origin {
            Origin::Player | Origin::Client(_) | Origin::Import(_) => true,
            Origin::Service(_) => origin == self.origin || self.mirror.contains(origin),
        }
    }
}

/// Records of plays, whichever description of the work they go by.
type Gone = Set<(Option<Group>, When, OriginId, u64)>;

fn record_in(groups: &Groups, play: &Play) -> (Option<Group>, When, OriginId, u64) {
    (groups.group(play.item), play.when, play.origin, play.record.0)
}

/// Who tells of a play that a service was told: neither the person's player nor the service,
/// or it would be another play beside theirs.
fn told_to(service: &Origin) -> Origin {
    Origin::Service(format!("told {service}"))
}

/// Whether so much is gone at once that more likely the service is in trouble.
const fn shrunk(before: u64, now: u64) -> bool {
    before >= 20 && now < before / 2
}

impl Library {
    /// Takes in what a plan heard from its service.
    pub fn accept(&mut self, plan: &Plan) {
        if plan.stopped.is_some() {
            return;
        }
        for [one, other] in &plan.same {
            self.equate(one, other);
        }
        self.change_all(plan.links.iter().chain(&plan.pull));
        self.bury(&plan.taken_back, plan.made_at);
    }

    /// Notes in what a service held that it was told this and took it, so that what becomes of
    /// it until the next sync is seen.
    pub fn agree(&mut self, change: &Change) {
        self.agree_all(std::slice::from_ref(change));
    }

    /// The same for what one request told.
    pub fn agree_all(&mut self, changes: &[Change]) {
        let plays = changes.iter().filter(|change| change.what == What::Play);
        for change in plays {
            // Which record it became is not known yet.
            self.add(&change.row, Listing::History, &told_to(&change.origin));
        }
        let words = changes.iter().filter(|change| change.what != What::Play);
        if words.clone().next().is_some() {
            self.change_all(words);
        }
        self.forget_told(changes);
    }

    /// A play that a service has taken out is not there by what it was told of it, either, or
    /// one that comes anew would pass for that.
    fn forget_told(&mut self, changes: &[Change]) {
        let gone = |change: &&Change| change.what == What::NoPlay;
        let Some(Change { origin, .. }) = changes.iter().find(gone) else { return };
        let told = self.origin(&told_to(origin));
        let rows: Vec<_> = changes.iter().filter(gone).map(|change| &change.row).collect();
        let items: Vec<_> = rows.iter().map(|row| self.intern(&row.work)).collect();
        let groups = Groups::of(self.items());
        let second =
            |item: Option<Item>, at: Timestamp| (item.and_then(|it| groups.group(it)), at.secs());
        let gone: Set<_> = items
            .into_iter()
            .zip(rows)
            .filter_map(|(item, row)| Some(second(item, row.at?)))
            .collect();
        self.retain_plays(|play| {
            let When::At(at) = play.when else { return true };
            Some(play.origin) != told || !gone.contains(&second(Some(play.item), at))
        });
    }

    /// Takes back that the service took plays.
    pub fn disagree(&mut self, changes: &[Change]) {
        let gone = |change: &Change| {
            let row = Row { id: None, ..change.row.clone() };
            Change { what: What::NoPlay, row, origin: told_to(&change.origin), was: None }
        };
        let gone: Vec<_> = changes.iter().map(gone).collect();
        self.change_all(gone.iter());
    }

    /// Carries out one change.
    pub fn change(&mut self, change: &Change) {
        self.change_all(std::iter::once(change));
    }

    /// Carries out changes, one after the other.
    pub fn change_all<'a>(&mut self, changes: impl Iterator<Item = &'a Change> + Clone) {
        for change in changes.clone() {
            self.intern(&change.row.work);
        }
        // The same work may be kept under another description.
        let groups = Groups::of(self.items());
        // To take something out all of its kind is looked at: once for all that goes, or else
        // before one of it comes anew.
        let (mut gone, mut words) = (Gone::new(), Words::default());
        for change in changes {
            let Change { what, row, origin, .. } = change;
            match what {
                What::Play => {
                    let told = if gone.is_empty() { None } else { self.told(row, origin) };
                    if told.is_some_and(|told| gone.contains(&record_in(&groups, &told))) {
                        self.drop_plays(&groups, &std::mem::take(&mut gone));
                    }
                    self.add(row, Listing::History, origin);
                }
                What::NoPlay => {
                    gone.extend(self.told(row, origin).map(|told| record_in(&groups, &told)));
                }
                _ => {
                    let item = self.intern(&row.work);
                    let Some(work) = item.and_then(|item| groups.group(item)) else { continue };
                    if words.tell_of(change, work) {
                        self.change_words(&groups, std::mem::take(&mut words));
                    }
                    words.take(change, work);
                }
            }
        }
        self.drop_plays(&groups, &gone);
        self.change_words(&groups, words);
    }

    fn drop_plays(&mut self, groups: &Groups, gone: &Gone) {
        if !gone.is_empty() {
            self.retain_plays(|play| !gone.contains(&record_in(groups, play)));
        }
    }

    fn change_words(&mut self, groups: &Groups, words: Words<'_>) {
        for (what, by, works) in &words.gone {
            self.drop_words(*what, groups, works, *by);
        }
        for Change { what, row, origin, .. } in words.said {
            let listing = match what {
                What::On(list) => plan::listing(*list),
                What::Rating => Listing::Ratings,
                _ => Listing::Statuses,
            };
            self.add(row, listing, origin);
        }
    }

    /// The record of a play that a row tells of.
    fn told(&mut self, row: &Row, origin: &Origin) -> Option<Play> {
        let record = match &row.id {
            Some(name) => self.record_of(name)?,
            None => super::Record::NONE,
        };
        let day = |on: Option<PartialDate>| on.map_or(When::Unknown, When::On);
        Some(Play {
            item: self.intern(&row.work)?,
            when: row.at.map_or_else(|| day(row.on), When::At),
            origin: self.origin(origin)?,
            record,
            rewatch: false,
            summary: false,
            shown_on: None,
        })
    }

    /// The row that tells of a play as its origin did.
    fn row_of(&self, play: &Play) -> Option<Row> {
        let mut row = Row::of(self.items().work(play.item)?);
        row.id = self.record(play.record);
        row.rewatch = play.rewatch.then_some(true);
        match play.when {
            When::At(at) => row.at = Some(at),
            When::On(date) => row.on = Some(date),
            When::Unknown => {}
        }
        Some(row)
    }
}
