//! The core's error as JavaScript meets it: a real `Error` with a stable code.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::error::{Error, ErrorKind};

/// An `Error` named `ScrobbleError`. Recognised by its name and code, never by
/// its class: the same package may be loaded twice in one page.
pub(super) fn to_js(error: &Error) -> JsValue {
    let js = js_sys::Error::new(&error.message);
    js.set_name("ScrobbleError");
    // Fails only on a frozen object; this one is ours and new.
    let _ = Reflect::set(&js, &"code".into(), &error.kind.code().into());
    js.into()
}

/// What a caller gets for input that is not of the promised form.
pub(super) fn bad_input(what: &str, problem: &dyn std::fmt::Display) -> JsValue {
    to_js(&Error::new(ErrorKind::BadInput, format!("{what}: {problem}")))
}
