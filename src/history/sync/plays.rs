//! Which plays a service and a library have to tell each other of.

use super::plan::{Change, Plan, What};
use super::table::{BEFORE, OURS, Table};
use super::{Row, Sync};
use crate::history::items::Item;
use crate::history::merge::MergedPlay;
use crate::history::same::Stamps;
use crate::history::tombstones::fades;
use crate::history::{Group, Origin, When};
use crate::media::Kind;
use crate::providers::Keeps;
use crate::time::{Span, Timestamp};

/// What the service is told.
#[derive(Default)]
pub(super) struct Told {
    /// Works a play of which is added.
    pub(super) added: Vec<Group>,
    /// Records that are removed, in order.
    pub(super) removed: Vec<u32>,
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
        } else if look.held || look.told && look.gone.is_none() {
            // Only that it was seen or told is known, not the record.
        } else if sync.service.newest_alone {
            // Older ones make room. One that was moved is told of where it is now.
            let moved = look.gone.filter(|row| table.is_moved(*row));
            plan.links.extend(moved.and_then(|row| table.change(What::NoPlay, row)));
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
    if table.stays(work, row) {
        plan.counts.refused += 1;
        return false;
    }
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
    if ours.iter().any(|row| queued(sync, table, *row)) {
        plan.counts.queued += 1;
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

/// Whether the outbox delivers it.
fn queued(sync: &Sync<'_>, table: &Table, row: u32) -> bool {
    let play = table.all.play(row as usize).filter(|_| !sync.queued.is_empty());
    play.filter(|play| table.all.origin_of(play.origin).is_some_and(Origin::is_own))
        .and_then(|play| table.all.record(play.record))
        .is_some_and(|name| sync.queued.contains(&name))
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
