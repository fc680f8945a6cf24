//! Titles and artists for JavaScript. Answers with several parts cross as JSON text.
#![expect(unreachable_pub, reason = "wasm-bindgen exports only what is `pub`")]

use wasm_bindgen::prelude::wasm_bindgen;

use super::encode;
use crate::media::title;

/// One form for many spellings of a title.
#[wasm_bindgen(js_name = normalizeTitle)]
pub fn normalize_title(title: &str) -> String {
    title::normalize_title(title)
}

/// What two titles have in common, and what one of them says alone or differently.
#[wasm_bindgen(js_name = compareTitles)]
pub fn compare_titles(one: &str, other: &str) -> String {
    encode(&title::compare_titles(one, other))
}

/// Joined names taken apart, with the guests of the title.
#[wasm_bindgen(js_name = splitArtists)]
pub fn split_artists(artist: &str, title: &str) -> String {
    encode(&title::split_artists(artist, title))
}

/// Whether two artists are one: as a whole, by their people, by the first of them.
#[wasm_bindgen(js_name = compareArtists)]
pub fn compare_artists(one: &str, other: &str) -> String {
    encode(&title::compare_artists(one, other))
}
