//! Which ratings, lists and statuses a service and a library have to tell each other of.

use super::Sync;
use super::plan::{Change, Plan, What};
use super::plays::Told;
use super::table::Table;
use crate::history::items::Item;
use crate::history::lists::{Held, learn, tell};
use crate::history::ratings::Scale;
use crate::history::words::{Weigh, Word};
use crate::history::{Group, Library, Mark, Standing};
use crate::map::Map;
use crate::media::{Kind, Rating, Work, WorkKind};
use crate::providers::{Keeps, List, Row};
use crate::time::Timestamp;

/// What is said of one work: here, there, and what was said there before.
#[derive(Clone, Copy)]
struct Said<V> {
    /// What the service may be told.
    ours: Option<Word<V>>,
    /// Whether anybody says it here.
    here: bool,
    theirs: Option<(V, Option<Timestamp>)>,
    before: Option<V>,
}

pub(super) fn plan(sync: &Sync<'_>, table: &Table, told: &Told, plan: &mut Plan) {
    let watched = table.watched_after(told);
    let held = held(sync, table, &watched);
    let mut kept = Kept { sync, table, watched: &watched, held };
    for list in sync.service.lists {
        let said = gather(sync, table, |library| library.listed(*list), |()| ());
        let keeps = |group: Group, ()| {
            let gone = *list == List::Watchlist && sync.service.unlists_watched;
            (!(gone && watched[group.0 as usize])).then_some(())
        };
        kept.plan(said, keeps, What::On(*list), What::Off(*list), plan);
    }
    if sync.service.keeps == Keeps::Progress || sync.service.is_feed() {
        let said = gather(sync, table, Library::standings, |it| Standing {
            status: it.status,
            progress: it.progress,
            repeats: it.repeats.filter(|repeats| *repeats > 0),
            ..Standing::default()
        });
        kept.plan(said, |_, it| Some(it), What::Standing, What::NoStanding, plan);
    }
    // Last: what is on a list by then is held.
    if !sync.service.rates.is_empty() || sync.service.is_feed() {
        let said = gather(sync, table, Library::ratings, |it| it);
        let hundred = sync.service.best_rating == 100;
        let scale = if hundred { Scale::Point100 } else { Scale::Point10 };
        let keeps = |_, rating| Some(scale.kept(rating));
        kept.plan(said, keeps, What::Rating, What::NoRating, plan);
    }
}

/// Works of which the service holds anything.
fn held(sync: &Sync<'_>, table: &Table, watched: &[bool]) -> Vec<bool> {
    let mut held = watched.to_vec();
    let lists = [List::Watchlist, List::Collection, List::Loved];
    let marks = lists.into_iter().flat_map(|list| sync.theirs.listed(list).map(|it| it.item));
    let marks = marks.chain(sync.theirs.ratings().map(|it| it.item));
    for item in marks.chain(sync.theirs.standings().map(|it| it.item)) {
        if let Some(group) = table.group_there(item) {
            held[group.0 as usize] = true;
        }
    }
    held
}

/// All that is said of one kind, by works.
fn gather<'a, V: Copy + Weigh, I: Iterator<Item = Mark<V>>>(
    sync: &Sync<'a>,
    table: &Table,
    marks: impl Fn(&'a Library) -> I,
    part: impl Fn(V) -> V,
) -> Map<Group, Said<V>> {
    let nothing = Said { ours: None, here: false, theirs: None, before: None };
    let mut said: Map<Group, Said<V>> = Map::new();
    let sides = [Some(sync.ours), Some(sync.theirs), sync.before];
    for (side, (library, items)) in sides.into_iter().zip(&table.items).enumerate() {
        for mark in library.into_iter().flat_map(&marks) {
            let item: Item = items[mark.item.0 as usize];
            let Some(group) = table.merged.groups().group(item) else { continue };
            let it = said.get_or_insert_with(group, || nothing);
            let value = part(mark.value);
            match side {
                0 => {
                    it.here = true;
                    let told = sync.ours.origin_of(mark.origin);
                    if told.is_some_and(|origin| sync.may_tell(origin)) {
                        let word = Word { value: Some(value), at: mark.at };
                        it.ours = Some(it.ours.map_or(word, |it| it.newest(word)));
                    }
                }
                1 => it.theirs = Some((value, mark.at)),
                _ => it.before = Some(value),
            }
        }
    }
    // What the service held when both agreed and nobody says here any more was taken back here;
    // not what somebody says of whom it may not be told.
    for it in said.values_mut().filter(|it| !it.here && it.before.is_some()) {
        it.ours = Some(Word { value: None, at: None });
    }
    said
}

struct Kept<'a, 'b> {
    sync: &'a Sync<'b>,
    table: &'a Table,
    /// Works of which it holds a play then.
    watched: &'a [bool],
    /// Works of which it holds anything then.
    held: Vec<bool>,
}

impl Kept<'_, '_> {
    fn plan<V: Weigh + Copy + PartialEq + Say>(
        &mut self,
        said: Map<Group, Said<V>>,
        keeps: impl Fn(Group, V) -> Option<V>,
        on: What,
        off: What,
        plan: &mut Plan,
    ) {
        for (group, said) in said {
            let Some(work) = self.table.merged.groups().work(&self.table.all.items, group) else {
                continue;
            };
            let now = said.theirs.map(|(value, _)| value);
            let held = Held {
                before: self.sync.before.map(|_| said.before),
                now,
                at: said.theirs.and_then(|(_, at)| at),
                read_at: self.sync.now,
            };
            let takes = self.takes(on, &work);
            // A feed has all that is said there, and is told nothing.
            let keeps =
                |value| keeps(group, value).filter(|_| takes || self.sync.service.is_feed());
            let row = |value: Option<V>, at| {
                let mut row = Row { at, ..Row::of(work.clone()) };
                value.inspect(|value| value.say(&mut row));
                row
            };
            let change = |what: What, value: Option<V>, at, was: Option<V>| Change {
                what,
                row: row(value, at),
                origin: self.sync.origin.clone(),
                was: was.map(|was| Box::new(row(Some(was), None))),
            };
            let here = said.ours.and_then(|word| word.value);
            let heard = learn(held, said.ours, keeps);
            if let Some(Word { value, at }) = heard {
                let what = if value.is_some() { on } else { off };
                plan.pull.push(change(what, value, at, here));
            }
            let newest = heard.or(said.ours);
            let Some(wanted) = tell(now, newest, keeps).filter(|_| takes) else { continue };
            let at = newest.and_then(|word| word.at);
            match wanted {
                Some(_) if on == What::Rating && self.would_file(group) => {
                    plan.counts.not_taken += 1;
                }
                Some(_) => {
                    self.held[group.0 as usize] = true;
                    plan.push.push(change(on, wanted, at, now));
                }
                None if self.removes(off, group, &work) => {
                    plan.push.push(change(off, None, None, now));
                }
                None => plan.counts.not_removable += 1,
            }
        }
    }

    /// Whether to rate it would say that it was seen, which nobody said.
    fn would_file(&self, group: Group) -> bool {
        self.sync.service.rating_files && !self.held[group.0 as usize]
    }

    fn takes(&self, what: What, work: &Work) -> bool {
        let service = self.sync.service;
        let kind = work.kind();
        match what {
            What::Rating | What::NoRating => service.rates.contains(&kind),
            What::Standing | What::NoStanding => service.statuses.contains(&kind),
            What::On(List::Loved) | What::Off(List::Loved) => kind == WorkKind::Track,
            // What can be rated there can be listed, too.
            _ => service.rates.contains(&kind) && !service.takes(Kind::Track),
        }
    }

    /// Whether this can be taken back there without taking along what is to stay: where a list
    /// is one of the places a title can stand at, all that is kept of it goes with it.
    fn removes(&self, what: What, group: Group, work: &Work) -> bool {
        let service = self.sync.service;
        match what {
            What::Off(list) if !service.takes_off(list) => {
                let rated = self.table.rated[group.0 as usize];
                service.statuses.contains(&work.kind()) && !rated && !self.watched[group.0 as usize]
            }
            _ => true,
        }
    }
}

/// Says a value in a row.
trait Say {
    fn say(&self, row: &mut Row);
}

impl Say for Rating {
    fn say(&self, row: &mut Row) {
        row.rating = Some(*self);
    }
}

impl Say for () {
    fn say(&self, _row: &mut Row) {}
}

impl Say for Standing {
    fn say(&self, row: &mut Row) {
        (row.status, row.progress, row.repeats) = (self.status, self.progress, self.repeats);
    }
}
