//! The JavaScript border: the only code that knows wasm.
//!
//! An exported function decodes, calls, encodes. Plain data crosses as JSON
//! text, which costs a tenth of a second border library's size; the package's
//! own JavaScript turns it into objects.

mod error;
#[cfg(feature = "full")]
mod full;
mod ids;
mod rules;
mod session;
#[cfg(test)]
mod tests;

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::json::{self, FromJson};
use crate::time::Timestamp;

/// Unix milliseconds as JavaScript counts them.
fn moment(ms: f64) -> Timestamp {
    Timestamp::from_millis(ms as i64)
}

fn decode<T: FromJson>(what: &str, json: &str) -> Result<T, JsValue> {
    json::read(json).map_err(|problem| error::bad_input(what, &problem))
}

fn encode<T: Serialize + ?Sized>(value: &T) -> String {
    // Plain structs with text keys: there is nothing in them that JSON cannot hold.
    serde_json::to_string(value).unwrap_or_default()
}
