//! Names of what a library holds, by what it says alone: the same in every library that holds it,
//! whatever came before it.

use super::description::Description;
use super::items::{Item, Items};
use super::library::Library;
use super::origin::Origin;
use super::plays::{When, pack};
use super::slots::{mix, mix_bytes};
use crate::media::{Work, WorkKind};
use crate::providers::Row;

/// The name of a description.
pub fn name_of(work: &Work) -> u64 {
    let show = match work {
        Work::Episode(episode) => name_of(&Work::Show(episode.show.clone())),
        Work::Season(season) => name_of(&Work::Show(season.show.clone())),
        _ => 0,
    };
    let it = Description::of(work);
    described(it.kind, show, (it.season, it.number), &it.bytes)
}

/// The name of what an origin tells of a play.
pub fn name_of_play(row: &Row, origin: &Origin) -> u64 {
    let when = row.at.map_or_else(|| row.on.map_or(When::Unknown, When::On), When::At);
    let record = row.id.as_deref().unwrap_or_default();
    told(name_of(&row.work), when, false, &origin.to_string(), record)
}

impl Items {
    /// The name of a description; `None` where there is no such item.
    pub fn name(&self, item: Item) -> Option<u64> {
        let show = self.show(item).and_then(|show| self.name(show)).unwrap_or(0);
        let (_, season, number, bytes) = self.content(item);
        Some(described(self.kind(item)?, show, (season, number), bytes))
    }
}

impl Library {
    /// The name of the record of a play, by its place in [`Library::plays`].
    pub fn name(&self, at: usize) -> Option<u64> {
        let play = self.play(at)?;
        let origin = self.origin_of(play.origin)?.to_string();
        let record = self.record(play.record).unwrap_or_default();
        Some(told(self.items.name(play.item)?, play.when, play.summary, &origin, &record))
    }
}

fn described(kind: WorkKind, show: u64, (season, number): (u32, u32), bytes: &[u8]) -> u64 {
    let place = u64::from(season) << 32 | u64::from(number);
    mix_bytes(mix(mix(mix(0, kind as u64), show), place), bytes)
}

fn told(work: u64, when: When, summary: bool, origin: &str, record: &str) -> u64 {
    let (kind, moment) = match when {
        When::At(at) => (1, at.millis()),
        When::On(date) => (2, pack(date).into()),
        When::Unknown => (3, 0),
    };
    let said = mix(mix(work, kind | u64::from(summary) << 2), moment as u64);
    mix_bytes(mix_bytes(said, origin.as_bytes()), record.as_bytes())
}
