//! The JavaScript border: the only code that knows wasm.
//!
//! An exported function decodes, calls, encodes. Plain data crosses as JSON
//! text, which costs a tenth of a second border library's size; the package's
//! own JavaScript turns it into objects.

mod error;
#[cfg(feature = "full")]
mod full;
#[cfg(feature = "library")]
mod history;
#[cfg(feature = "bindings")]
mod ids;
#[cfg(feature = "bindings")]
mod rules;
#[cfg(feature = "bindings")]
mod session;
#[cfg(test)]
mod tests;

use serde::Serialize;
#[cfg(feature = "bindings")]
use wasm_bindgen::JsValue;

#[cfg(feature = "bindings")]
use crate::json::{self, FromJson};
use crate::time::Timestamp;

/// Unix milliseconds as JavaScript counts them.
fn moment(ms: f64) -> Timestamp {
    Timestamp::from_millis(ms as i64)
}

#[cfg(feature = "bindings")]
fn decode<T: FromJson>(what: &str, json: &str) -> Result<T, JsValue> {
    json::read(json).map_err(|problem| error::bad_input(what, &problem))
}

fn encode<T: Serialize + ?Sized>(value: &T) -> String {
    // Plain structs with text keys: there is nothing in them that JSON cannot hold.
    serde_json::to_string(value).unwrap_or_default()
}
