//! Rules for JavaScript, as JSON text.
#![expect(unreachable_pub, reason = "wasm-bindgen exports only what is `pub`")]

use wasm_bindgen::prelude::wasm_bindgen;

use super::encode;
use crate::threshold::{Rule, Test};

/// A rule for films and episodes.
#[wasm_bindgen(js_name = videoRule)]
pub fn video_rule(percent: f64, factor: f64, start: f64) -> String {
    encode(&Rule::of(Test::Video { percent, factor, start }))
}

/// A rule for tracks.
#[wasm_bindgen(js_name = musicRule)]
pub fn music_rule(percent: f64, seconds: f64) -> String {
    encode(&Rule::music(percent, seconds))
}

/// A rule for what has no length.
#[wasm_bindgen(js_name = timeRule)]
pub fn time_rule(seconds: f64) -> String {
    encode(&Rule::time(seconds))
}

/// The rule that a player is known by, where the name is known.
#[wasm_bindgen(js_name = presetRule)]
pub fn preset_rule(name: &str) -> Option<String> {
    Rule::preset(name).map(|rule| encode(&rule))
}
