//! The hub: holds the secrets, signs people in, keeps what they play, delivers it.
//!
//! The Worker finds out who calls and refuses what may not pass; everything of a
//! person happens in their [`account`] object. What all people share is counted
//! by the [`quota`] object.

mod account;
mod assets;
mod config;
mod connections;
mod delivery;
mod drive;
mod error;
mod oauth;
mod person;
mod quota;
mod reply;
mod routes;
mod scrobble;
mod seal;
mod services;
mod store;

use worker::{
    Context, Env, Method, Request, RequestInit, RequestRedirect, Response, ResponseBuilder, event,
};

use account::{ORIGIN, PERSON};
use config::Config;
use error::{Answer, Problem};
use person::Person;
use routes::Route;

/// Bytes a request may carry.
const MOST_BYTES: usize = 65_536;

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    if !request.path().starts_with("/api/") {
        return assets::serve(request, &env).await;
    }
    match api(request, &env).await {
        Ok(response) => Ok(response),
        Err(problem) => problem.into_response(),
    }
}

async fn api(mut request: Request, env: &Env) -> Answer<Response> {
    let route = routes::find(&request.method(), &request.path())?;
    let config = Config::read(env);
    let keys = config.keys.as_ref().ok_or_else(account::no_keys)?;
    let url = request.inner().url();
    let hub = origin_of(&url);
    let reads = request.method() == Method::Get;
    if !reads {
        person::check_origin(hub, request.headers().get("origin")?.as_deref())?;
    }
    let cookie = request.headers().get("cookie")?.unwrap_or_default();
    let visit = route == Route::Services;
    let known = Person::from_cookie(keys, &cookie);
    let person = match known {
        Some(person) => person,
        None if matches!(route, Route::Callback(_)) => {
            return reply::redirect(303, "/?error=state_invalid");
        }
        None if route == Route::Services => Person::new(),
        None => return Err(Problem::new(401, "no_session", "Open the hub's page first.")),
    };
    let body = body_of(&mut request).await?;
    let response = forward(&request, env, &person, hub, &url, body).await?;
    if !visit {
        return Ok(response);
    }
    // Sent at every visit, so that nobody who comes back ever runs out of it.
    let (status, headers) = (response.status_code(), response.headers().clone());
    headers.append("set-cookie", &person.to_cookie(keys))?;
    let (_, body) = response.into_parts();
    Ok(ResponseBuilder::new().with_status(status).with_headers(headers).body(body))
}

/// The body of a request, where it is not too long.
async fn body_of(request: &mut Request) -> Answer<String> {
    let said = request.headers().get("content-length")?;
    let too_long = || {
        Problem::new(413, "payload_too_large", format!("Send at most {MOST_BYTES} bytes at once."))
    };
    if said.and_then(|text| text.parse().ok()).is_some_and(|length: usize| length > MOST_BYTES) {
        return Err(too_long());
    }
    let body = request.text().await?;
    if body.len() > MOST_BYTES { Err(too_long()) } else { Ok(body) }
}

/// Hands the request to the person's object.
async fn forward(
    request: &Request,
    env: &Env,
    person: &Person,
    hub: &str,
    url: &str,
    body: String,
) -> Answer<Response> {
    let headers = worker::Headers::new();
    headers.set(PERSON, &person.0)?;
    headers.set(ORIGIN, hub)?;
    let mut init = RequestInit::new();
    // The object's own redirects are for the person, not for this call.
    init.with_method(request.method()).with_headers(headers).with_redirect(RequestRedirect::Manual);
    if !body.is_empty() {
        init.with_body(Some(body.into()));
    }
    let inner = Request::new_with_init(url, &init)?;
    Ok(env.durable_object("ACCOUNT")?.get_by_name(&person.0)?.fetch_with_request(inner).await?)
}

/// `https://host` of an address.
fn origin_of(url: &str) -> &str {
    let scheme = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(scheme..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| scheme + at);
    url.get(..end).unwrap_or(url)
}
