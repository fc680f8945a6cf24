//! The services for JavaScript: their calls signed.
#![expect(unreachable_pub, reason = "wasm-bindgen exports only what is `pub`")]

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::bad_input;
use super::{decode, encode};
use crate::http::HttpRequest;
use crate::providers::{self, Service};

/// A request with the person's credentials; request, token and answer as JSON.
///
/// # Errors
/// `bad_input` where there is no such service, or request or token are not of their form.
#[wasm_bindgen]
pub fn signed(service: &str, request: &str, token: &str) -> Result<String, JsValue> {
    let mut request: HttpRequest = decode("request", request)?;
    named(service)?.sign(&mut request, &decode("token", token)?);
    Ok(encode(&request))
}

fn named(service: &str) -> Result<&'static dyn Service, JsValue> {
    providers::by_id(service).ok_or_else(|| bad_input("service", &"there is none of this name"))
}
