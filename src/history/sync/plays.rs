//! Which plays a service and a library have to tell each other of.

use std::collections::BTreeMap;

use super::plan::{Change, Plan, What};
use super::{Row, Sync};
use crate::history::items::Item;
use crate::history::merge::{Full, Merged, MergedPlay};
use crate::history::same::Stamps;
use crate::history::tombstones::fades;
use crate::history::{Group, Library, Origin, OriginId, When};
use crate::media::Kind;
use crate::providers::Keeps;
use crate::time::{Span, Timestamp};

/// The three libraries laid together, and who has what.
pub(super) struct Table {
    pub(super) all: Library,
    pub(super) merged: Merged,
    /// The items of ours, theirs and of what was there before, as they are numbered here.
    pub(super) items: [Vec<Item>; 3],
    /// Who has each record, a bit each.
    has: Vec<u8>,
    /// Works of which the service holds a play, and shows of which it does of an episode.
    watched: Vec<bool>,
    /// Works the library holds a play of that the service may be told.
    here: Vec<bool>,
    /// Works the service holds a rating of.
    pub(super) rated: Vec<bool>,
    /// Plays taken back lately, by their seconds, and when that was last confirmed.
    taken_back: BTreeMap<(Group, i64), Timestamp>,
    service: OriginId,
}

const OURS: u8 = 1;
const THEIRS: u8 = 2;
const BEFORE: u8 = 4;

impl Table {
    pub(super) fn of(sync: &Sync<'_>) -> Result<Self, Full> {
        let nothing = Library::default();
        let sides =
            [(sync.ours, OURS), (sync.theirs, THEIRS), (sync.before.unwrap_or(&nothing), BEFORE)];
        let mut all = Library::default();
        let mut has: Vec<u8> = Vec::new();
        let mut items = [vec![], vec![], vec![]];
        for ((side, bit), items) in sides.into_iter().zip(&mut items) {
            all.unite(side, |row| {
                let row = row as usize;
                has.resize(has.len().max(row + 1), 0);
                has[row] |= bit;
            })?;
            *items = all.items.take_all(&side.items).ok_or(Full)?;
        }
        let service = all.origin(sync.origin).ok_or(Full)?;
        let merged = Merged::of(&all, sync.rules);
        // A record may have been told of under another description of its work.
        let mut same: Vec<_> = (0..all.len())
            .map(|row| {
                let raw = all.plays.raw(row);
                let group = merged.groups().group(Item(raw.item));
                ((raw.origin, group, raw.at, raw.record, raw.is_moment()), row)
            })
            .collect();
        same.sort_unstable();
        for same in same.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let bits = same.iter().fold(0, |bits, (_, row)| bits | has[*row]);
            same.iter().for_each(|(_, row)| has[*row] = bits);
        }
        let nowhere = vec![false; merged.groups().len()];
        let (watched, here, rated) = (nowhere.clone(), nowhere.clone(), nowhere);
        let taken_back =
            sync.ours.tombstones.standing(sync.now).filter_map(|(item, second, at)| {
                let group = merged.groups().group(*items[0].get(item.0 as usize)?)?;
                Some(((group, second), at))
            });
        let taken_back = taken_back.collect();
        let mut table = Self { all, merged, items, has, watched, here, rated, taken_back, service };
        for mark in sync.theirs.ratings() {
            if let Some(group) = table.group_there(mark.item) {
                table.rated[group.0 as usize] = true;
            }
        }
        for play in table.merged.plays() {
            let ours = play.records.iter().map(|row| *row as usize).any(|row| {
                let origin = table.all.origin_of(OriginId(table.all.plays.raw(row).origin));
                table.has[row] & OURS != 0 && origin.is_some_and(|origin| sync.may_tell(origin))
            });
            table.here[play.work.0 as usize] |= ours;
        }
        table.watched = table.watched_after(&Told::default());
        Ok(table)
    }

    /// The work of one of the service's items.
    pub(super) fn group_there(&self, item: Item) -> Option<Group> {
        self.merged.groups().group(*self.items[1].get(item.0 as usize)?)
    }

    /// The same as [`Self::watched`] once the service was told this.
    pub(super) fn watched_after(&self, told: &Told) -> Vec<bool> {
        let mut watched = vec![false; self.merged.groups().len()];
        let mut watch = |group: Group| {
            let items = self.merged.groups().items(group);
            let shows = items.iter().filter_map(|item| self.all.items.show(*item));
            let shows = shows.filter_map(|show| self.merged.groups().group(show));
            shows.chain([group]).for_each(|group| watched[group.0 as usize] = true);
        };
        for play in self.merged.plays() {
            let stays = |row: &u32| {
                self.has[*row as usize] & THEIRS != 0 && told.removed.binary_search(row).is_err()
            };
            if play.records.iter().any(stays) {
                watch(play.work);
            }
        }
        told.added.iter().for_each(|group| watch(*group));
        watched
    }

    fn change(&self, what: What, row: u32) -> Option<Change> {
        let play = self.all.play(row as usize)?;
        let origin = self.all.origin_of(play.origin)?.clone();
        Some(Change { what, row: self.all.row_of(&play)?, origin, was: None })
    }

    /// When it was last confirmed that the play of a record was taken back.
    fn taken_back(&self, work: Group, row: u32) -> Option<Timestamp> {
        let record = self.all.plays.raw(row as usize);
        let second = Timestamp::from_millis(record.at).secs();
        self.taken_back.get(&(work, second)).copied().filter(|_| record.is_moment())
    }

    /// The records of one play, by whose they are.
    fn look(&self, play: MergedPlay<'_>) -> Look {
        let mut look = Look::default();
        for &row in play.records {
            let record = self.all.plays.raw(row as usize);
            let has = self.has[row as usize];
            if has & OURS != 0 {
                look.ours.push(row);
            }
            if record.origin != self.service.0 {
                look.agreed |= has & BEFORE != 0;
                continue;
            }
            match has {
                _ if record.is_summary() => look.held |= has & THEIRS != 0,
                _ if has & THEIRS != 0 => (look.held, look.there) = (true, Some((row, has))),
                _ if has == OURS | BEFORE => look.gone = Some(row),
                OURS => look.unclear = true,
                _ => {}
            }
        }
        look
    }
}

/// What the service is told.
#[derive(Default)]
pub(super) struct Told {
    /// Works a play of which is added.
    pub(super) added: Vec<Group>,
    /// Records that are removed, in order.
    removed: Vec<u32>,
}

/// What one play is told of by.
#[derive(Default)]
struct Look {
    /// Records in the library.
    ours: Vec<u32>,
    /// Whether the service holds it.
    held: bool,
    /// The record there.
    there: Option<(u32, u8)>,
    /// Whether the service was told of it last time, and took it.
    agreed: bool,
    /// A record that was there.
    gone: Option<u32>,
    /// Whether the library knows of a record there that nobody else does.
    unclear: bool,
}

/// Gives back what the service is told.
pub(super) fn plan(sync: &Sync<'_>, table: &Table, plan: &mut Plan) -> Told {
    let mut told = Told::default();
    for play in table.merged.plays() {
        let look = table.look(play);
        if let Some((row, has)) = look.there {
            let buried = table.taken_back(play.work, row);
            let known = has & BEFORE != 0 || look.agreed || buried.is_some();
            match (has & OURS != 0, known) {
                (true, _) => {}
                (false, true) if look.ours.is_empty() => {
                    if buried.is_none_or(|at| fades(at, sync.now)) {
                        let gone = table.change(What::NoPlay, row);
                        plan.taken_back.extend(gone.map(|gone| moment(&gone)));
                    }
                    if remove_there(sync, table, row, play.work, plan) {
                        told.removed.push(row);
                    }
                }
                (false, false) if look.ours.is_empty() => {
                    plan.pull.extend(table.change(What::Play, row));
                }
                (false, _) => plan.links.extend(table.change(What::Play, row)),
            }
        } else if look.held {
            // Only that it was seen is known, not the record.
        } else if look.gone.is_some() || look.agreed {
            if sync.service.keeps == Keeps::OnePerItem && table.watched[play.work.0 as usize] {
                // Another play of it took its place.
                plan.links.extend(look.gone.and_then(|gone| table.change(What::NoPlay, gone)));
            } else {
                let removed = look.ours.iter().filter_map(|row| table.change(What::NoPlay, *row));
                let removed: Vec<_> = removed.collect();
                plan.taken_back.extend(removed.iter().map(moment));
                plan.pull.extend(removed);
            }
        } else if look.unclear {
            plan.counts.unclear += 1;
        } else if !look.ours.is_empty() {
            let last = told.added.last().copied();
            told.added.extend(add_there(sync, table, play, &look.ours, last, plan));
        }
    }
    told.removed.sort_unstable();
    told
}

/// Of what and when, whoever tells of it.
fn moment(change: &Change) -> Row {
    Row { at: change.row.at, ..Row::of(change.row.work.clone()) }
}

/// A play that was removed here is removed there, where that can be done.
fn remove_there(sync: &Sync<'_>, table: &Table, row: u32, work: Group, plan: &mut Plan) -> bool {
    let Some(change) = table.change(What::NoPlay, row) else { return false };
    let service = sync.service;
    let once = service.keeps == Keeps::OnePerItem;
    if once && table.here[work.0 as usize] {
        // It stands for another play now.
        plan.counts.absorbed += 1;
        return false;
    }
    let kind = change.row.work.media().map(|media| media.kind());
    let can = kind.is_some_and(|kind| service.removes_play(kind));
    let named = change.row.id.is_some() || once;
    // A film that is kept once is the film itself, and goes with all that is kept of it: not
    // where it is rated.
    let whole = once && kind == Some(Kind::Movie);
    let alone = service.removes_plays && !table.rated[work.0 as usize];
    let removes = named && can || whole && alone;
    if removes {
        plan.push.push(change);
    } else {
        plan.counts.not_removable += 1;
    }
    removes
}

/// A play the service does not hold is told to it, where it takes it. Its work is given back.
fn add_there(
    sync: &Sync<'_>,
    table: &Table,
    play: MergedPlay<'_>,
    ours: &[u32],
    told: Option<Group>,
    plan: &mut Plan,
) -> Option<Group> {
    let service = sync.service;
    if service.keeps == Keeps::Progress || service.kinds.is_empty() {
        return None;
    }
    let at = earliest(sync, table, ours, plan)?;
    let work = table.merged.groups().work(&table.all.items, play.work)?;
    if !work.media().is_some_and(|media| service.takes_item(&media)) {
        plan.counts.not_taken += 1;
        return None;
    }
    let oldest = service.batch.and_then(|batch| batch.oldest);
    if oldest.is_some_and(|oldest| at < sync.now - oldest) {
        plan.counts.too_old += 1;
        return None;
    }
    let kept_once = service.keeps == Keeps::OnePerItem;
    if kept_once && (table.watched[play.work.0 as usize] || told == Some(play.work)) {
        plan.counts.absorbed += 1;
        return None;
    }
    let row = Row { at: Some(at), ..Row::of(work) };
    plan.push.push(Change { what: What::Play, row, origin: sync.origin.clone(), was: None });
    Some(play.work)
}

/// The earliest moment told by those whose word may be passed on.
fn earliest(sync: &Sync<'_>, table: &Table, ours: &[u32], plan: &mut Plan) -> Option<Timestamp> {
    let (mut told, mut first) = (false, None::<Timestamp>);
    for row in ours {
        let play = table.all.play(*row as usize)?;
        let origin = table.all.origin_of(play.origin)?;
        if !sync.may_tell(origin) {
            continue;
        }
        told = true;
        if let When::At(at) = play.when {
            let at = at - ahead(sync, table, origin, play.item);
            first = Some(first.map_or(at, |first| first.min(at)));
        }
    }
    match (told, first) {
        (false, _) => plan.counts.not_mirrored += 1,
        (true, None) => plan.counts.undated += 1,
        (true, Some(_)) => {}
    }
    first
}

/// How long before its stamp a piece of music began.
fn ahead(sync: &Sync<'_>, table: &Table, origin: &Origin, item: Item) -> Span {
    let ends = sync.rules.source(origin).stamps == Stamps::End;
    let length = table.all.items.length(item).filter(|_| ends);
    let music = matches!(table.all.items.kind(item), Some(crate::media::WorkKind::Track));
    length.filter(|_| music).unwrap_or(Span::ZERO)
}
