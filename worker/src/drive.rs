//! Acts for the core: sends its requests, reads the clock, draws random bytes.

use futures_util::StreamExt;
use playtally::error::{Error, ErrorKind};
use playtally::http::{HttpRequest, HttpResponse};
use playtally::providers;
use playtally::time::Timestamp;
use playtally::typed;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, RequestRedirect, Response, WorkerGlobalScope};

use crate::store::to_body;

/// A request's own limit; delivery counts on it when an answer is lost.
const TIMEOUT_MS: u32 = 30_000;

/// Bytes of an answer; the largest known ones are whole lists of some megabytes.
const MOST_BYTES: usize = 16 << 20;

/// The Worker's clock; the only one in the hub.
#[expect(clippy::disallowed_methods, reason = "the one place where the hub reads a clock")]
pub(crate) fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

/// Asks the object of that name in a namespace of ours.
pub(crate) async fn ask<T: DeserializeOwned>(
    env: &worker::Env,
    namespace: &str,
    name: &str,
    ask: &impl Serialize,
) -> worker::Result<T> {
    let request = request_to("http://object/", "POST", None, Some(&to_body(ask).into()))?;
    let stub = env.durable_object(namespace)?.get_by_name(name)?;
    answer_of(&mut stub.fetch_with_request(request).await?).await
}

/// A request to an object. Redirects come back as they are.
pub(crate) fn request_to(
    url: &str,
    method: &str,
    headers: Option<&web_sys::Headers>,
    body: Option<&JsValue>,
) -> worker::Result<worker::Request> {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_redirect(RequestRedirect::Manual);
    if let Some(headers) = headers {
        init.set_headers_headers(headers);
    }
    if let Some(body) = body {
        init.set_body(body);
    }
    Ok(web_sys::Request::new_with_str_and_init(url, &init)?.into())
}

/// What an object was asked, or a Worker. Read from its text: to read a value of JavaScript
/// takes as much wasm once more.
pub(crate) async fn asked<T: DeserializeOwned>(request: &mut worker::Request) -> worker::Result<T> {
    Ok(typed::from_str(&request.text().await?)?)
}

/// What it answered.
pub(crate) async fn answer_of<T: DeserializeOwned>(
    response: &mut worker::Response,
) -> worker::Result<T> {
    Ok(typed::from_str(&response.text().await?)?)
}

/// Random bytes from the runtime.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Ok(crypto) = scope().crypto() {
        // Fails only above 65,536 bytes.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}

/// Sends a request to a service, follows no redirect, waits at most 30 s.
///
/// # Errors
/// `NoAnswer`: the request may or may not have reached the service. `NotSent`: its
/// address is none of a service's.
pub(crate) async fn perform(request: &HttpRequest) -> Result<HttpResponse, Error> {
    perform_at(None, request).await
}

/// The same where `base` may be the root of a server of the person's own.
pub(crate) async fn perform_at(
    base: Option<&str>,
    request: &HttpRequest,
) -> Result<HttpResponse, Error> {
    let below = |base: &str| request.url.strip_prefix(base).is_some_and(|it| it.starts_with('/'));
    let known = match base {
        Some(base) => below(base),
        None => providers::ALL.iter().any(|it| it.descriptor().has_address(&request.url)),
    };
    if !known {
        return Err(Error::new(ErrorKind::NotSent, "The hub does not call this address."));
    }
    answer(request).await.map_err(|_| Error::new(ErrorKind::NoAnswer, "No answer came in time."))
}

/// A picture as a catalogue keeps it.
pub(crate) struct Picture {
    /// The status of the answer.
    pub(crate) status: u16,
    /// What the answer says it is.
    pub(crate) media_type: String,
    /// What it is drawn from.
    pub(crate) bytes: Vec<u8>,
}

/// Fetches a picture of at most so many bytes, follows no redirect.
///
/// # Errors
/// None came in time, or a longer one.
pub(crate) async fn picture(address: &str, most: usize) -> worker::Result<Picture> {
    let response = send(&HttpRequest::new(playtally::http::Method::Get, address)).await?;
    let media_type = response.headers().get("content-type")?.unwrap_or_default();
    Ok(Picture { status: response.status(), media_type, bytes: body_of(response, most).await? })
}

async fn answer(request: &HttpRequest) -> worker::Result<HttpResponse> {
    let response = send(request).await?;
    Ok(HttpResponse {
        status: response.status(),
        headers: entries(&response.headers())?,
        body: String::from_utf8_lossy(&body_of(response, MOST_BYTES).await?).into_owned(),
    })
}

async fn send(request: &HttpRequest) -> worker::Result<Response> {
    let headers = web_sys::Headers::new()?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers_headers(&headers);
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
    if !request.body.is_empty() {
        init.set_body(&JsValue::from_str(&request.body));
    }
    let fetched = JsFuture::from(scope().fetch_with_str_and_init(&request.url, &init)).await?;
    Ok(fetched.dyn_into()?)
}

/// The body of an answer. One that is too long is not read to its end.
async fn body_of(response: Response, most: usize) -> worker::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if response.body().is_some() {
        let mut stream = worker::Response::from(response).stream()?;
        while let Some(chunk) = stream.next().await {
            bytes.extend(chunk?);
            if bytes.len() > most {
                return Err("the answer is too long".into());
            }
        }
    }
    Ok(bytes)
}

fn entries(headers: &web_sys::Headers) -> Result<Vec<(String, String)>, JsValue> {
    headers
        .entries()
        .into_iter()
        .map(|pair| {
            let pair: js_sys::Array = pair?.dyn_into()?;
            let text = |index| pair.get(index).as_string().unwrap_or_default();
            Ok((text(0), text(1)))
        })
        .collect()
}

#[expect(clippy::disallowed_methods, reason = "fetch and crypto are the runtime's")]
fn scope() -> WorkerGlobalScope {
    js_sys::global().unchecked_into()
}
