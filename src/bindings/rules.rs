//! Rules for JavaScript, as JSON text.
#![expect(unreachable_pub, reason = "wasm-bindgen exports only what is `pub`")]

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::encode;
use crate::threshold::{Clamped, Rule};

/// A rule, with a word where a setting had to be moved into its bounds.
#[derive(Serialize)]
struct Made<'a> {
    #[serde(flatten)]
    rule: &'a Rule,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    clamped: bool,
}

/// A rule for films and episodes.
#[wasm_bindgen(js_name = videoRule)]
pub fn video_rule(percent: f64, factor: f64) -> String {
    made(&Rule::video(percent, factor))
}

/// A rule for tracks.
#[wasm_bindgen(js_name = musicRule)]
pub fn music_rule(percent: f64, seconds: f64) -> String {
    made(&Rule::music(percent, seconds))
}

fn made(answer: &Clamped) -> String {
    encode(&Made { rule: &answer.rule, clamped: answer.clamped })
}
