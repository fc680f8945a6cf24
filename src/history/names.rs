//! Names of what a library holds, by what it says alone: the same in every library that holds it,
//! whatever came before it.

use super::items::{Item, Items};
use super::library::Library;
use super::plays::{When, pack};
use super::slots::{mix, mix_bytes};

impl Items {
    /// The name of a description; `None` where there is no such item.
    pub fn name(&self, item: Item) -> Option<u64> {
        let kind = self.kind(item)? as u64;
        let show = self.show(item).and_then(|show| self.name(show)).unwrap_or(0);
        let (_, season, number, bytes) = self.content(item);
        let place = u64::from(season) << 32 | u64::from(number);
        Some(mix_bytes(mix(mix(mix(0, kind), show), place), bytes))
    }
}

impl Library {
    /// The name of the record of a play, by its place in [`Library::plays`].
    pub fn name(&self, at: usize) -> Option<u64> {
        let play = self.play(at)?;
        let item = self.items.name(play.item)?;
        let (kind, moment) = match play.when {
            When::At(at) => (1, at.millis()),
            When::On(date) => (2, pack(date).into()),
            When::Unknown => (3, 0),
        };
        let origin = self.origin_of(play.origin)?.to_string();
        let record = self.record(play.record).unwrap_or_default();
        let said = mix(mix(item, kind | u64::from(play.summary) << 2), moment as u64);
        Some(mix_bytes(mix_bytes(said, origin.as_bytes()), record.as_bytes()))
    }
}
