//! Plays in the order of time: columns for many, JSON for one.

use js_sys::Uint32Array;
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{RawHistory, encode, moment};
use crate::history::{Group, Library, Merged, MergedPlay, Rules, Timeline, When, Zone};
use crate::media::PartialDate;
use crate::time::Timestamp;

/// The plays of a history, put together once, and in the order of time once that is asked.
pub(super) struct Plays {
    pub(super) merged: Merged,
    zone: Zone,
    timeline: Option<Timeline>,
}

impl Plays {
    pub(super) fn of(library: &Library, rules: &Rules) -> Self {
        Self { merged: Merged::of(library, rules), zone: rules.zone.clone(), timeline: None }
    }

    fn timeline(&mut self) -> &Timeline {
        self.timeline.get_or_insert_with(|| Timeline::of(&self.merged, &self.zone))
    }

    /// A stretch of them.
    fn page<T>(&mut self, from: usize, to: usize, of: impl Fn(MergedPlay<'_>) -> T) -> Box<[T]> {
        self.timeline();
        let Some(timeline) = &self.timeline else { return Box::default() };
        timeline.from(&self.merged, from).take(to.saturating_sub(from)).map(of).collect()
    }

    /// The places of those none of whose records is shared.
    pub(super) fn alone(&mut self, shared: &[bool]) -> Uint32Array {
        let is_shared = |play: MergedPlay<'_>| play.records.iter().any(|row| shared[*row as usize]);
        let plays = self.page(0, usize::MAX, is_shared);
        let alone = (0..).zip(plays).filter(|(_, shared)| !shared);
        Uint32Array::from(&alone.map(|(at, _)| at).collect::<Vec<u32>>()[..])
    }
}

/// One play as JavaScript meets it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    item: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<PartialDate>,
    records: Vec<Record>,
}

/// A record of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    origin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<PartialDate>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    rewatch: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    summary: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    shown_on: Option<PartialDate>,
}

#[wasm_bindgen(js_class = RawHistory)]
impl RawHistory {
    /// How many plays there are, after all that is one was put together.
    #[wasm_bindgen(getter)]
    pub fn length(&mut self) -> usize {
        self.plays().merged.len()
    }

    /// How many of them have a time, be it only a day or a year; they come first.
    #[wasm_bindgen(getter)]
    pub fn timed(&mut self) -> usize {
        self.plays().timeline().timed()
    }

    /// How many works there are; they are numbered from 0.
    #[wasm_bindgen(getter)]
    pub fn works(&mut self) -> usize {
        self.plays().merged.groups().len()
    }

    /// The place of the first play that is not before a moment.
    pub fn find(&mut self, at_ms: f64) -> usize {
        self.plays().timeline().find(moment(at_ms))
    }

    /// Of a page of plays: their moments in Unix milliseconds, NaN where none is known.
    pub fn moments(&mut self, from: usize, to: usize) -> Box<[f64]> {
        self.plays().page(from, to, |play| match play.when {
            When::At(at) => at.millis() as f64,
            When::On(_) | When::Unknown => f64::NAN,
        })
    }

    /// Of a page of plays: the day where there is no moment, as 20240305, 20240300 or
    /// 20240000; else 0.
    pub fn days(&mut self, from: usize, to: usize) -> Box<[u32]> {
        self.plays().page(from, to, |play| match play.when {
            When::On(date) => day(date),
            When::At(_) | When::Unknown => 0,
        })
    }

    /// Of a page of plays: the numbers of their works.
    pub fn items(&mut self, from: usize, to: usize) -> Box<[u32]> {
        self.plays().page(from, to, |play| play.work.number())
    }

    /// The work of a number, as JSON; with all ids that are known of it.
    pub fn item(&mut self, item: u32) -> Option<String> {
        self.plays();
        let groups = self.plays.as_ref()?.merged.groups();
        groups.work(self.library.items(), Group::of(item)).map(|work| encode(&work))
    }

    /// A play with all its records, as JSON.
    pub fn play(&mut self, at: usize) -> Option<String> {
        let play = |play: MergedPlay<'_>| (play.work, play.when, play.records.to_vec());
        let page = self.plays().page(at, at.saturating_add(1), play);
        let (work, when, records) = page.into_iter().next()?;
        let (moment, on) = parts(when);
        let records = records.iter();
        let records = records.filter_map(|row| record(&self.library, *row as usize)).collect();
        Some(encode(&Told { item: work.number(), at: moment, on, records }))
    }
}

fn record(library: &Library, row: usize) -> Option<Record> {
    let play = library.play(row)?;
    let (at, on) = parts(play.when);
    Some(Record {
        origin: library.origin_of(play.origin)?.to_string(),
        id: library.record(play.record),
        at,
        on,
        rewatch: play.rewatch,
        summary: play.summary,
        shown_on: play.shown_on,
    })
}

const fn parts(when: When) -> (Option<Timestamp>, Option<PartialDate>) {
    match when {
        When::At(at) => (Some(at), None),
        When::On(date) => (None, Some(date)),
        When::Unknown => (None, None),
    }
}

fn day(date: PartialDate) -> u32 {
    let part = |part: Option<u8>| u32::from(part.unwrap_or(0));
    date.year() as u32 * 10_000 + part(date.month()) * 100 + part(date.day())
}
