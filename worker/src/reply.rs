//! Answers of the hub that are not problems.

use serde::Serialize;
use worker::{Headers, Response, ResponseBuilder};

use crate::error::Answer;

/// A JSON answer; nobody between us and the page may keep it.
pub(crate) fn json(status: u16, value: &impl Serialize) -> Answer<Response> {
    let body = serde_json::to_vec(value).map_err(worker::Error::from)?;
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("cache-control", "no-store")?;
    Ok(ResponseBuilder::new().with_status(status).with_headers(headers).fixed(body))
}

/// Nothing to say.
pub(crate) fn empty() -> Answer<Response> {
    Ok(ResponseBuilder::new().with_status(204).empty())
}

/// On to another address, which must not learn where the person came from.
pub(crate) fn redirect(status: u16, address: &str) -> Answer<Response> {
    let headers = Headers::new();
    headers.set("location", address)?;
    headers.set("cache-control", "no-store")?;
    headers.set("referrer-policy", "no-referrer")?;
    Ok(ResponseBuilder::new().with_status(status).with_headers(headers).empty())
}

/// The same answer with other headers; those of an object's answer cannot be changed in place.
pub(crate) fn with_headers(
    response: Response,
    change: impl FnOnce(&Headers) -> worker::Result<()>,
) -> worker::Result<Response> {
    let headers = response.headers().clone();
    change(&headers)?;
    let (builder, body) = response.into_parts();
    Ok(builder.with_headers(headers).body(body))
}
