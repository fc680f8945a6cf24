//! Existing clients by their own protocols: a person makes a token, types the hub's address into
//! a program that knows `ListenBrainz` or Last.fm, and what it submits is a play like any other.
//!
//! # Design
//! Here stands what comes before anybody is known: which protocol it is, whose token it brings.
//! The person's object does the rest, in the words of that protocol. What the hub itself refuses
//! (nobody, too much) is put into these words on the way out.

mod audioscrobbler;
mod lastfm;
mod listenbrainz;
mod pace;
mod submitted;
mod tokens;
mod validated;
mod xml;

pub(crate) use listenbrainz::Ask;
pub(crate) use pace::Paces;
pub(crate) use tokens::SCOPE;

use serde_json::{Map, Value};
use tokens::Token;
use worker::{Env, Headers, Method, Request, Response, ResponseBuilder};

use crate::account::text_of;
use crate::directory;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::routes::Route;
use crate::{Caller, forward};

/// Every person is called so by the protocols' answers.
const USER: &str = "playtally";

/// How long a browser may remember that any page may call.
const REMEMBERED_S: &str = "86400";

/// A protocol, by where its paths begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    ListenBrainz,
    Lastfm,
    AudioScrobbler,
    /// Where Last.fm's desktop clients lead the person to allow them.
    Consent,
}

impl Protocol {
    /// `None` for an address of the hub itself.
    pub(crate) fn at(path: &str, query: &str) -> Option<Self> {
        let path = one_slash(path);
        if audioscrobbler::is_at(&path, query) {
            Some(Self::AudioScrobbler)
        } else if path.starts_with("/1/") {
            Some(Self::ListenBrainz)
        } else if path == "/2.0" || path == "/2.0/" {
            Some(Self::Lastfm)
        } else if path == "/api/auth" || path == "/api/auth/" {
            Some(Self::Consent)
        } else {
            None
        }
    }
}

/// The route of a call as the person's object has it.
pub(crate) fn route(method: &Method, path: &str) -> Option<Route> {
    match Protocol::at(path, "")? {
        Protocol::ListenBrainz => Ask::find(method, path).map(Route::ListenBrainz),
        Protocol::Lastfm => Some(Route::Lastfm),
        Protocol::AudioScrobbler | Protocol::Consent => None,
    }
}

/// Answers a call by one of the protocols, to any page that asks.
pub(crate) async fn serve(
    mut request: Request,
    env: &Env,
    protocol: Protocol,
) -> worker::Result<Response> {
    if request.method() == Method::Options {
        return preflight();
    }
    let response = match protocol {
        Protocol::ListenBrainz => listenbrainz::door(&mut request, env).await?,
        Protocol::Lastfm => lastfm::door(&mut request, env).await?,
        Protocol::AudioScrobbler => audioscrobbler::door(&mut request, env).await?,
        Protocol::Consent => {
            let query = crate::account::query_of(&request);
            let token = value_of(&playtally::http::parse_pairs(&query), "token").to_owned();
            let token = playtally::http::percent_encode(&token);
            reply::redirect(303, &format!("/players?allow={token}"))
                .or_else(Problem::into_response)?
        }
    };
    reply::with_headers(response, |headers| {
        headers.set("access-control-allow-origin", "*")?;
        headers.set(
            "access-control-expose-headers",
            "retry-after, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset-in, \
             x-ratelimit-reset",
        )
    })
}

/// These calls bring their token with them and no cookie counts, so any page may make them.
fn preflight() -> worker::Result<Response> {
    let headers = Headers::new();
    headers.set("access-control-allow-origin", "*")?;
    headers.set("access-control-allow-methods", "GET, POST")?;
    headers.set("access-control-allow-headers", "authorization, content-type")?;
    headers.set("access-control-max-age", REMEMBERED_S)?;
    Ok(ResponseBuilder::new().with_status(204).with_headers(headers).empty())
}

/// Hands a call to the person of a token; `None` where it is nobody's. The address goes on
/// without what it had to keep secret.
async fn pass(
    request: &Request,
    env: &Env,
    token: &Token,
    address: &str,
    body: String,
) -> Answer<Option<Response>> {
    let owner = directory::ask(env, &token.name(), &directory::Ask::Find).await?;
    let Some(owner) = owner else { return Ok(None) };
    let caller = Caller::of(request)?;
    let caller = Caller { url: format!("{}{address}", caller.hub()), origin: None, ..caller };
    let name = token.name();
    let response =
        forward(request, env, &caller, &owner.person, Some(&name), text_of(body)).await?;
    Ok((response.status_code() != 401).then_some(response))
}

/// What the hub refuses, and how long to wait; `None` where it answered in the protocol's words.
async fn refused(response: &mut Response) -> worker::Result<Option<(u16, String)>> {
    let kind = response.headers().get("content-type")?.unwrap_or_default();
    if kind != "application/problem+json" {
        return Ok(None);
    }
    let problem: Value = crate::drive::answer_of(response).await?;
    let detail = problem["detail"].as_str().unwrap_or_default().to_owned();
    Ok(Some((response.status_code(), detail)))
}

/// Some clients put a slash too many behind the address they were given.
fn one_slash(path: &str) -> String {
    let mut one = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter != '/' || !one.ends_with('/') {
            one.push(letter);
        }
    }
    one
}

/// The first value of a name; empty where there is none.
fn value_of<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

/// A whole number; that of the standard library is compiled once.
fn number(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}

/// An object of these members. `json!` is compiled anew for each.
fn object(members: &mut [(&str, Value)]) -> Value {
    let mut object = Map::new();
    for (name, value) in members {
        object.insert((*name).to_owned(), value.take());
    }
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protocol_is_known_by_its_paths() {
        for (path, protocol) in [
            ("/1/submit-listens", Some(Protocol::ListenBrainz)),
            ("//1//validate-token", Some(Protocol::ListenBrainz)),
            ("/2.0/", Some(Protocol::Lastfm)),
            ("/2.0", Some(Protocol::Lastfm)),
            ("/api/auth/", Some(Protocol::Consent)),
            ("//np_1.2", Some(Protocol::AudioScrobbler)),
            ("/api/auth/callback", None),
            ("/api/v1/scrobble", None),
            ("/1", None),
            ("/", None),
        ] {
            assert_eq!(Protocol::at(path, ""), protocol, "{path}");
        }
    }
}
