//! Pictures of titles and people, so that no page loads anything from a foreign host.

use worker::{Cache, Headers, Response, ResponseBuilder};

use crate::drive::{self, Picture};
use crate::error::{Answer, Problem};
use crate::metadata::catalogue::service;

/// Bytes a picture may have.
const MOST_BYTES: usize = 10_000_000;

/// What a browser draws; an SVG may also act, so it is shut in below.
const TYPES: &[&str] = &["image/jpeg", "image/png", "image/webp", "image/svg+xml"];

/// `GET metadata/image/{size}/{name}`; `address` is the hub's own of it.
///
/// # Errors
/// `not_found`, `service_unavailable`, `service_refused`.
pub(crate) async fn serve(size: &str, name: &str, address: &str) -> Answer<Response> {
    let pictures = service().and_then(|service| service.pictures());
    let picture = pictures.and_then(|pictures| pictures.address(size, &format!("/{name}")));
    let picture = picture.ok_or_else(Problem::not_found)?;
    let (address, _) = address.split_once('?').unwrap_or((address, ""));
    let cache = Cache::default();
    // A cache that fails costs a call, not the picture.
    match cache.get(address, false).await {
        Ok(Some(kept)) => return Ok(kept),
        Ok(None) => {}
        Err(error) => worker::console_error!("no picture from the cache: {error}"),
    }
    let Picture { status, media_type, bytes } =
        drive::picture(&picture, MOST_BYTES).await.map_err(|_| unavailable())?;
    match status {
        200 => {}
        404 => return Err(Problem::not_found()),
        _ => return Err(unavailable()),
    }
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_lowercase();
    if !TYPES.contains(&&*media_type) {
        return Err(Problem::new(502, "service_refused", "This is no picture."));
    }
    if let Err(error) = cache.put(address, drawn(&media_type, bytes.clone())?).await {
        worker::console_error!("picture not cached: {error}");
    }
    Ok(drawn(&media_type, bytes)?)
}

/// The name of a picture never stands for another one.
fn drawn(media_type: &str, bytes: Vec<u8>) -> worker::Result<Response> {
    let headers = Headers::new();
    headers.set("content-type", media_type)?;
    headers.set("cache-control", "public, max-age=31536000, immutable")?;
    headers.set("x-content-type-options", "nosniff")?;
    headers
        .set("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")?;
    Ok(ResponseBuilder::new().with_status(200).with_headers(headers).fixed(bytes))
}

fn unavailable() -> Problem {
    Problem::new(503, "service_unavailable", "The picture cannot be had just now. Try again.")
}
