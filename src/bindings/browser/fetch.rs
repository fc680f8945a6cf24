//! The one way out: a request as data, carried out by the browser's fetch.

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, Request, RequestCredentials, RequestInit, Response};

use crate::http::{HttpRequest, HttpResponse};

/// A request's own limit; the outbox counts on it.
const LIMIT_MS: u32 = 30_000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn fetch(request: &Request) -> Result<Promise, JsValue>;
}

/// Sends and waits; `None` is no answer, for whatever reason.
pub(super) async fn send(request: &HttpRequest) -> Option<HttpResponse> {
    answer(start(request, false)).await
}

/// Sends at once, without a turn of the event loop. With `keepalive` the browser
/// finishes the request after the page has gone; all such bodies together have 64 KB.
pub(super) fn start(request: &HttpRequest, keepalive: bool) -> Result<Promise, JsValue> {
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    // The hub may live on another origin, and knows people by its cookie.
    init.set_credentials(RequestCredentials::Include);
    if keepalive {
        // Missing in web_sys, as the specification it is made from is older.
        Reflect::set(&init, &"keepalive".into(), &true.into())?;
    } else {
        init.set_signal(Some(&AbortSignal::timeout_with_u32(LIMIT_MS)));
    }
    if !request.body.is_empty() {
        init.set_body(&request.body.as_str().into());
    }
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.append(name, value)?;
    }
    init.set_headers(&headers);
    fetch(&Request::new_with_str_and_init(&request.url, &init)?)
}

/// The answer to what was started.
pub(super) async fn answer(started: Result<Promise, JsValue>) -> Option<HttpResponse> {
    let response: Response = JsFuture::from(started.ok()?).await.ok()?.dyn_into().ok()?;
    let body = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    let wait = response.headers().get("retry-after").ok().flatten();
    Some(HttpResponse {
        status: response.status(),
        headers: wait.map(|value| ("retry-after".to_owned(), value)).into_iter().collect(),
        body,
    })
}
