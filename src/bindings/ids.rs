//! Ids and keys for JavaScript. Answers with several parts cross as JSON text.
#![expect(unreachable_pub, reason = "wasm-bindgen exports only what is `pub`")]

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{decode, encode};
use crate::media::{self, Media, parse};

/// The id of an episode's video.
#[wasm_bindgen(js_name = createVideoId)]
pub fn create_video_id(show_id: &str, season: u32, episode: u32) -> String {
    parse::create_video_id(show_id, season, episode)
}

/// Show, season and episode, where the text is a video id.
#[wasm_bindgen(js_name = parseVideoId)]
pub fn parse_video_id(text: &str) -> Option<String> {
    parse::parse_video_id(text).map(|id| encode(&id))
}

/// The key of a film, or of an episode with its show.
#[wasm_bindgen(js_name = createCompositeKey)]
pub fn create_composite_key(media_id: &str, video_id: Option<String>) -> String {
    parse::create_composite_key(media_id, video_id.as_deref())
}

/// The ids in a composite key.
#[wasm_bindgen(js_name = parseCompositeKey)]
pub fn parse_composite_key(text: &str) -> Option<String> {
    parse::parse_composite_key(text).map(|key| encode(&key))
}

/// Whether the whole text is an IMDb title id.
#[wasm_bindgen(js_name = isImdbId)]
pub fn is_imdb_id(text: &str) -> bool {
    parse::is_imdb_id(text)
}

/// The IMDb title id somewhere in the text.
#[wasm_bindgen(js_name = extractImdbId)]
pub fn extract_imdb_id(text: &str) -> Option<String> {
    parse::extract_imdb_id(text).map(str::to_owned)
}

/// Whether a tracker could be told about it.
#[wasm_bindgen(js_name = canTrackMedia)]
pub fn can_track_media(
    id: &str,
    title: Option<String>,
    tmdb_id: Option<f64>,
    tvdb_id: Option<f64>,
) -> bool {
    let number = |id: Option<f64>| id.filter(|id| *id >= 1.0).map(|id| id as u64);
    let hints = parse::Hints { title, tmdb_id: number(tmdb_id), tvdb_id: number(tvdb_id) };
    parse::can_track_media(id, &hints)
}

/// What an id or a page's address names.
#[wasm_bindgen(js_name = parseMediaId)]
pub fn parse_media_id(text: &str) -> Option<String> {
    parse::parse_media_id(text).map(|id| encode(&id))
}

/// The key under which an item's plays and places are kept.
///
/// # Errors
/// `bad_input` where the item is not of its form.
#[wasm_bindgen(js_name = compositeKey)]
pub fn composite_key(item: &str) -> Result<String, JsValue> {
    Ok(media::composite_key(&decode::<Media>("media", item)?))
}
