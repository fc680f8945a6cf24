//! Music that a service lists under another name than the one it was told.
//!
//! # Design
//! Last.fm corrects names, at once or days later, of what is delivered as of what is told. The
//! second of a play stays. So where it was told one piece alone at a second, or listed it, and
//! lists another one alone there now, both are one if they share their title or who plays it.

use super::table::{BEFORE, THEIRS};
use super::{Sync, told_to};
use crate::history::items::Item;
use crate::history::{Groups, Library};
use crate::media::title::normalize_title;
use crate::media::{Kind, Track, Work, WorkKind};
use crate::sorted::sort_by;
use crate::time::Timestamp;

/// What a record tells of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    second: i64,
    /// Listed there, or else told.
    listed: bool,
    group: u32,
    item: Item,
}

/// The names told and those listed instead, of all sides laid together; `has` says who has each
/// record.
pub(super) fn corrected(
    sync: &Sync<'_>,
    all: &Library,
    groups: &Groups,
    has: &[u8],
) -> Vec<[Work; 2]> {
    if !sync.service.takes(Kind::Track) {
        return Vec::new();
    }
    let told_to = told_to(sync.origin);
    let said = |row: usize| {
        let raw = all.plays.raw(row);
        let (item, origin) = (Item(raw.item), all.origins.get(usize::from(raw.origin))?);
        let listed = origin == sync.origin && has[row] & THEIRS != 0;
        let told = match origin {
            origin if origin.is_own() => true,
            origin if origin == sync.origin => has[row] & BEFORE != 0,
            origin => *origin == told_to,
        };
        let music = all.items.kind(item) == Some(WorkKind::Track);
        let group = groups.group(item).filter(|_| (listed || told) && music && raw.is_moment())?.0;
        let second = Timestamp::from_millis(raw.at).secs();
        Some(Said { second, listed, group, item })
    };
    let mut said: Vec<_> = (0..all.len()).filter_map(said).collect();
    sort_by(&mut said, Ord::cmp);
    said.dedup_by_key(|it| (it.second, it.listed, it.group));
    let alone = said.chunk_by(|a, b| a.second == b.second).filter_map(|at_once| match at_once {
        [told, there] if !told.listed && there.listed && told.group != there.group => {
            Some([all.items.work(told.item)?, all.items.work(there.item)?])
        }
        _ => None,
    });
    alone.filter(|[told, there]| is_near(told, there)).collect()
}

fn is_near(one: &Work, other: &Work) -> bool {
    let (Work::Track(one), Work::Track(other)) = (one, other) else { return false };
    let same = |part: fn(&Track) -> &str| {
        let (one, other) = (normalize_title(part(one)), normalize_title(part(other)));
        !one.is_empty() && one == other
    };
    same(|it| &it.title) || same(|it| &it.artist)
}
