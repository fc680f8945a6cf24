//! Which pages elsewhere may read the hub's answers: those of paired players, and
//! never with a cookie.

use worker::{Headers, Response, ResponseBuilder};

use crate::config::Config;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::routes::Route;

/// How long a browser may remember the answer to its question.
const REMEMBERED_S: &str = "7200";

/// Lets a page at `origin` read this answer, where it asked for something players may have.
pub(crate) fn open(
    response: Response,
    config: &Config,
    route: Option<&Route>,
    origin: Option<&str>,
) -> worker::Result<Response> {
    let origin = origin.filter(|origin| config.admits(origin));
    let (Some(origin), true) = (origin, route.is_some_and(Route::is_for_players)) else {
        return Ok(response);
    };
    reply::with_headers(response, |headers| {
        allow(headers, config, origin)?;
        headers.set("access-control-expose-headers", "retry-after")
    })
}

/// Answers a browser that asks whether it may send what it is about to send.
///
/// # Errors
/// `unknown_origin`.
pub(crate) fn preflight(config: &Config, route: &Route, origin: Option<&str>) -> Answer<Response> {
    let origin = origin.filter(|origin| config.admits(origin)).ok_or_else(unknown_origin)?;
    if !route.is_for_players() {
        return Err(unknown_origin());
    }
    let headers = Headers::new();
    allow(&headers, config, origin)?;
    headers.set("access-control-allow-methods", "GET, POST, PUT, DELETE")?;
    headers.set("access-control-allow-headers", "authorization, content-type")?;
    headers.set("access-control-max-age", REMEMBERED_S)?;
    Ok(ResponseBuilder::new().with_status(204).with_headers(headers).empty())
}

fn allow(headers: &Headers, config: &Config, origin: &str) -> worker::Result<()> {
    if config.admits_any() {
        return headers.set("access-control-allow-origin", "*");
    }
    headers.set("access-control-allow-origin", origin)?;
    headers.append("vary", "origin")
}

pub(crate) fn unknown_origin() -> Problem {
    Problem::new(403, "unknown_origin", "This hub does not take calls from that page.")
}
