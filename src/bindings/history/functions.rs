//! Small things that need no history at hand.
#![expect(unreachable_pub, reason = "wasm-bindgen exports only what is `pub`")]

use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Line, encode, read, word};
use crate::history::binge::{self, shown_on};
use crate::history::ratings::Scale;
use crate::history::{Library, Merged, Origin, Rules, Timeline, When, Zone, day_of};
use crate::media::{PartialDate, Work};
use crate::time::Timestamp;

/// A rating of one scale on another; nothing for what is not on the first.
///
/// # Errors
/// `bad_input` where there is no such scale.
#[wasm_bindgen(js_name = convertRating)]
pub fn convert_rating(value: f64, from: &str, to: &str) -> Result<Option<f64>, JsValue> {
    let (from, to): (Scale, Scale) = (word("scale", from)?, word("scale", to)?);
    Ok(from.rating(value).map(|rating| to.value(rating)))
}

/// A rating in its scale's own words, where it has words.
///
/// # Errors
/// `bad_input` where there is no such scale.
#[wasm_bindgen(js_name = ratingWord)]
pub fn rating_word(value: f64, scale: &str) -> Result<Option<String>, JsValue> {
    let scale: Scale = word("scale", scale)?;
    Ok(scale.rating(value).and_then(|rating| scale.word(rating)).map(str::to_owned))
}

/// An episode that was seen.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Seen {
    series: String,
    episode: String,
    watched_at: Option<Timestamp>,
    aired_on: Option<PartialDate>,
}

/// The day each episode of a JSON list is shown on instead of the day it was watched, or
/// null; the zone as JSON.
///
/// # Errors
/// `bad_input` where list or zone are not of their form.
#[wasm_bindgen(js_name = detectBinge)]
pub fn detect_binge(seen: &str, zone: &str) -> Result<String, JsValue> {
    let (seen, zone): (Vec<Seen>, Zone) = (read("episodes", seen)?, read("zone", zone)?);
    let seen: Vec<_> = seen
        .iter()
        .map(|it| binge::Seen {
            series: &it.series,
            episode: &it.episode,
            watched_at: it.watched_at,
            aired_on: it.aired_on.and_then(day_of),
        })
        .collect();
    let midnight = |day: i32| Timestamp::from_secs(i64::from(day) * 86_400);
    let days = shown_on(&seen, |at| zone.day(at)).into_iter();
    let days = days.map(|day| PartialDate::of_utc(midnight(day?)));
    Ok(encode(&days.collect::<Vec<_>>()))
}

/// A row, and who says so.
#[derive(Deserialize)]
struct Entry {
    origin: Origin,
    #[serde(flatten)]
    line: Line,
}

/// A play of several lists.
#[derive(Serialize)]
struct Told {
    work: Option<Work>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<PartialDate>,
    /// Places in the list.
    entries: Vec<usize>,
}

/// The plays that the rows of a JSON list mean, in the order of time.
///
/// # Errors
/// `bad_input` where list or rules are not of their form.
#[wasm_bindgen(js_name = mergeHistory)]
pub fn merge_history(entries: &str, rules: &str) -> Result<String, JsValue> {
    let (entries, rules): (Vec<Entry>, Rules) = (read("entries", entries)?, read("rules", rules)?);
    let mut library = Library::default();
    // The entry that each record came with.
    let mut from = Vec::new();
    for (at, Entry { origin, line }) in entries.iter().enumerate() {
        library.add(&line.row, line.listing, origin);
        from.resize(library.len(), at);
    }
    let merged = Merged::of(&library, &rules);
    let timeline = Timeline::of(&merged, &rules.zone);
    let plays = timeline.from(&merged, 0).map(|play| {
        let (at, on) = match play.when {
            When::At(at) => (Some(at), None),
            When::On(date) => (None, Some(date)),
            When::Unknown => (None, None),
        };
        let work = merged.groups().work(library.items(), play.work);
        let entries = play.records.iter().map(|row| from[*row as usize]).collect();
        Told { work, at, on, entries }
    });
    Ok(encode(&plays.collect::<Vec<_>>()))
}
