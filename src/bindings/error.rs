//! The core's error as JavaScript meets it: a real `Error` with a stable code.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::error::{Error, ErrorKind};
use crate::time::Timestamp;

/// An `Error` named `ScrobbleError`. Recognised by its name and code, never by
/// its class: the same package may be loaded twice in one page.
pub(super) fn to_js(error: &Error, now: Option<Timestamp>) -> JsValue {
    let js = js_sys::Error::new(&error.message);
    js.set_name("ScrobbleError");
    set(&js, "code", error.kind.code().into());
    if let Some(status) = error.status {
        set(&js, "status", status.into());
    }
    if let (Some(at), Some(now)) = (error.retry_at, now) {
        set(&js, "retryAfterMs", ((at - now).millis().max(0) as f64).into());
    }
    js.into()
}

/// What a caller gets for input that is not of the promised form.
pub(super) fn bad_input(what: &str, problem: &dyn std::fmt::Display) -> JsValue {
    to_js(&Error::new(ErrorKind::BadInput, format!("{what}: {problem}")), None)
}

fn set(target: &js_sys::Error, name: &str, value: JsValue) {
    // Fails only on a frozen object; this one is ours and new.
    let _ = Reflect::set(target, &name.into(), &value);
}
