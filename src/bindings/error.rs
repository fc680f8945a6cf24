//! The core's error as JavaScript meets it: a real `Error` with a stable code.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::error::{Error, ErrorKind};

/// An `Error` named `ScrobbleError`. Recognised by its name and code, never by
/// its class: the same package may be loaded twice in one page.
pub(super) fn to_js(error: &Error) -> JsValue {
    let js = js_sys::Error::new(&error.message);
    js.set_name("ScrobbleError");
    set(&js, "code", &error.kind.code().into());
    if let Some(status) = error.status {
        set(&js, "status", &status.into());
    }
    js.into()
}

/// The same, of a service's answer: whose it is, and how long to wait from `now`.
#[cfg(feature = "full")]
pub(super) fn of_service(error: &Error, service: &str, now: crate::time::Timestamp) -> JsValue {
    let js = to_js(error);
    set(&js, "provider", &service.into());
    if let Some(at) = error.retry_at {
        let wait = (at - now).millis().max(0);
        set(&js, "retryAfterMs", &(wait as f64).into());
    }
    js
}

// Fails only on a frozen object; these are ours and new.
fn set(js: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(js, &name.into(), value);
}

/// What a caller gets for input that is not of the promised form.
pub(super) fn bad_input(what: &str, problem: &dyn std::fmt::Display) -> JsValue {
    to_js(&Error::new(ErrorKind::BadInput, format!("{what}: {problem}")))
}
