//! What a person said of works besides playing them, one word for each work.

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{RawHistory, encode, word};
use crate::history::words::Weigh;
use crate::history::{Library, Mark, Standing, newest};
use crate::media::{PartialDate, Rating};
use crate::providers::{List, Status};
use crate::time::Timestamp;

/// What is said of one work, and who says it.
#[derive(Serialize)]
struct Said<V> {
    item: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
    origin: Option<String>,
    #[serde(flatten)]
    value: V,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
struct Rated {
    rating: Rating,
}

#[derive(Serialize)]
struct Written<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Stands {
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repeats: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    episodes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_on: Option<PartialDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_on: Option<PartialDate>,
}

/// How much there is of everything.
#[derive(Serialize)]
struct Counts {
    records: usize,
    plays: usize,
    works: usize,
    ratings: usize,
    watchlist: usize,
    collection: usize,
    loved: usize,
    standings: usize,
    reviews: usize,
    /// Plays that may be one.
    questions: usize,
}

#[wasm_bindgen(js_class = RawHistory)]
impl RawHistory {
    /// The ratings, as a JSON list.
    pub fn ratings(&mut self) -> String {
        self.newest(|library| library.ratings().collect(), |rating| Rated { rating })
    }

    /// What is on a list, as a JSON list.
    ///
    /// # Errors
    /// `bad_input` where there is no such list.
    pub fn listed(&mut self, list: &str) -> Result<String, JsValue> {
        let list: List = word("list", list)?;
        Ok(self.newest(|library| library.listed(list).collect(), |()| Nothing {}))
    }

    /// Where the person stands with titles, as a JSON list.
    pub fn standings(&mut self) -> String {
        let stands = |it: Standing| Stands {
            status: it.status,
            progress: it.progress,
            repeats: it.repeats,
            episodes: it.episodes,
            started_on: it.started_on,
            finished_on: it.finished_on,
        };
        self.newest(|library| library.standings().collect(), stands)
    }

    /// What the person wrote, all of it, as a JSON list.
    pub fn reviews(&mut self) -> String {
        self.plays();
        let Some(plays) = &self.plays else { return String::new() };
        let said = self.library.reviews().filter_map(|(mark, text)| {
            let item = plays.merged.groups().group(mark.item)?;
            Some(said(&self.library, item.number(), mark, Written { text }))
        });
        encode(&said.collect::<Vec<_>>())
    }

    /// How much there is of everything, as JSON.
    pub fn counts(&mut self) -> String {
        let (plays, works) = (self.length(), self.works());
        let questions = self.plays().merged.questions().len();
        let library = &self.library;
        encode(&Counts {
            records: library.len(),
            plays,
            works,
            ratings: library.ratings().count(),
            watchlist: library.listed(List::Watchlist).count(),
            collection: library.listed(List::Collection).count(),
            loved: library.listed(List::Loved).count(),
            standings: library.standings().count(),
            reviews: library.reviews().count(),
            questions,
        })
    }
}

impl RawHistory {
    fn newest<V: Weigh + Copy, S: Serialize>(
        &mut self,
        marks: impl Fn(&Library) -> Vec<Mark<V>>,
        value: impl Fn(V) -> S,
    ) -> String {
        self.plays();
        let Some(plays) = &self.plays else { return String::new() };
        let marks = newest(plays.merged.groups(), marks(&self.library).into_iter());
        let told = marks
            .into_iter()
            .map(|(group, mark)| said(&self.library, group.number(), mark, value(mark.value)));
        encode(&told.collect::<Vec<_>>())
    }
}

fn said<V, S>(library: &Library, item: u32, mark: Mark<V>, value: S) -> Said<S> {
    let origin = library.origin_of(mark.origin).map(ToString::to_string);
    Said { item, at: mark.at, origin, value }
}
