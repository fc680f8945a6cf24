//! What `playtally/full` has besides: delivery and sign-in without a hub.

mod device;
mod grant;
mod outbox;
mod service;
mod titles;

use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use super::{encode, error, moment};

/// Types that only this build reads are read by serde: here its weight is paid already.
fn decode<T: DeserializeOwned>(what: &str, json: &str) -> Result<T, JsValue> {
    serde_json::from_str(json).map_err(|problem| error::bad_input(what, &problem))
}
