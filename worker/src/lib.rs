//! The hub: holds the secrets, signs people in, keeps what they play, delivers it.
//!
//! The Worker finds out who calls and refuses what may not pass; everything of a
//! person happens in their [`account`] object. What all people share is counted
//! by the [`quota`] object.

mod account;
mod assets;
mod carry;
mod checkin;
mod clients;
mod clock;
mod code;
mod commands;
mod config;
mod connect;
mod connections;
mod cors;
mod delivery;
mod device;
mod directory;
mod door;
mod drive;
mod error;
mod finding;
mod found;
mod history;
mod import;
mod leave;
mod live;
mod metadata;
mod moment;
mod oauth;
mod outbox;
mod pairing;
mod person;
mod places;
mod player;
mod playing;
mod profiles;
mod quota;
mod recovery;
mod reply;
mod routes;
mod schema;
mod scrobble;
mod seal;
mod services;
mod store;
mod sync;
mod userscript;
mod webhooks;

use futures_util::StreamExt;
use wasm_bindgen::JsValue;
use worker::{Context, Env, Method, Request, RequestInit, RequestRedirect, Response, event};

use account::{BECOMES, FROM, ORIGIN, PERSON, TOKEN, query_of};
use config::Config;
use error::{Answer, Problem};
use pairing::Bearer;
use person::Person;
use routes::Route;
use seal::Keys;

/// Bytes a request may carry.
const MOST_BYTES: usize = 65_536;

const UPGRADE: &str = "upgrade";

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    if let Some(protocol) = clients::Protocol::at(&request.path(), &query_of(&request)) {
        return clients::serve(request, &env, protocol).await;
    }
    if request.path().starts_with(webhooks::AT) {
        return webhooks::receive(request, &env).await.or_else(Problem::into_response);
    }
    if !request.path().starts_with("/api/") {
        return assets::serve(request, &env).await;
    }
    let config = Config::read(&env);
    let caller = Caller::of(&request)?;
    let route = routes::find(&caller.method, &request.path());
    let answer = match &route {
        Ok(route) if request.method() == Method::Options => {
            cors::preflight(&config, route, caller.origin.as_deref())
        }
        Ok(route) => api(request, &env, &config, &caller, route).await,
        Err(problem) => Err(problem.clone()),
    };
    let response = answer.or_else(Problem::into_response)?;
    cors::open(response, &config, route.ok().as_ref(), caller.elsewhere())
}

/// What a request says of whoever sent it.
struct Caller {
    /// What is done, or asked whether it may be done.
    method: Method,
    url: String,
    /// The page it comes from, as the browser says.
    origin: Option<String>,
    /// Of a paired player.
    token: Option<String>,
    cookie: String,
}

impl Caller {
    fn of(request: &Request) -> worker::Result<Self> {
        let header = |name: &str| request.headers().get(name);
        let asked = match request.method() {
            Method::Options => header("access-control-request-method")?.map(Method::from),
            _ => None,
        };
        Ok(Self {
            method: asked.unwrap_or_else(|| request.method()),
            url: request.inner().url(),
            origin: header("origin")?.filter(|origin| !is_extension(origin)),
            token: header("authorization")?.as_deref().and_then(pairing::token_in),
            cookie: header("cookie")?.unwrap_or_default(),
        })
    }

    /// The hub's own origin.
    fn hub(&self) -> &str {
        origin_of(&self.url)
    }

    /// The page it comes from, where that is not the hub's own.
    fn elsewhere(&self) -> Option<&str> {
        self.origin.as_deref().filter(|origin| *origin != self.hub())
    }
}

async fn api(
    mut request: Request,
    env: &Env,
    config: &Config,
    caller: &Caller,
    route: &Route,
) -> Answer<Response> {
    let keys = config.keys.as_ref().ok_or_else(account::no_keys)?;
    if route.is_for_players() && caller.elsewhere().is_some_and(|origin| !config.admits(origin)) {
        return Err(cors::unknown_origin());
    }
    if *route == Route::Pair {
        let typed = body_of(&mut request).await?;
        let paired = pairing::open(env, &request, &typed).await?;
        return forward(
            &request,
            env,
            caller,
            &paired.person,
            None,
            account::text_of(paired.to_body()),
        )
        .await;
    }
    if matches!(route, Route::Cache | Route::ClearCache) {
        let (token, clear) = (caller.token.as_deref(), *route == Route::ClearCache);
        let query = account::query_of(&request);
        return metadata::look_after(env, config, &request, token, &query, clear).await;
    }
    if let Some(token) = &caller.token {
        let token = Bearer::read(token).ok_or_else(pairing::unknown_device)?;
        let body = account::text_of(body_of(&mut request).await?);
        return forward(&request, env, caller, token.person, Some(&token.hash()), body).await;
    }
    // A socket carries the cookie as any call does, and no page elsewhere may listen.
    if caller.method != Method::Get || *route == Route::Live {
        person::check_origin(caller.hub(), caller.origin.as_deref())?;
    }
    if *route == Route::Live && request.headers().get(UPGRADE)?.as_deref() != Some("websocket") {
        return Err(Problem::new(426, "upgrade_required", "This address speaks WebSocket."));
    }
    if *route == Route::Recover {
        let typed = body_of(&mut request).await?;
        let (person, knock) = recovery::open(env, &request, &typed).await?;
        let response =
            forward(&request, env, caller, &person, None, account::text_of(typed)).await?;
        let response = greet(response, keys)?;
        if response.status_code() < 400 {
            knock.right().await;
        }
        return Ok(response);
    }
    let person = match Person::from_cookie(keys, &caller.cookie) {
        Some(person) => person,
        None if matches!(route, Route::Callback(_)) => {
            return reply::redirect(303, "/?error=state_invalid");
        }
        // A page elsewhere is nobody here without a token.
        None if *route == Route::Services && caller.elsewhere().is_none() => Person::new(),
        None => return Err(leave::no_session()),
    };
    if let Route::Picture(size, name) = route {
        return metadata::picture::serve(size, name, &caller.url).await;
    }
    let body = match route {
        Route::NewImport => account::stream_of(&request),
        _ => account::text_of(body_of(&mut request).await?),
    };
    let response = forward(&request, env, caller, &person.0, None, body).await?;
    // Sent at every visit, so that nobody who comes back ever runs out of it.
    if *route == Route::Services && response.headers().get(BECOMES)?.is_none() {
        let cookie = person.to_cookie(keys);
        return Ok(reply::with_headers(response, |headers| headers.append("set-cookie", &cookie))?);
    }
    greet(response, keys)
}

/// Makes the browser another person's, or nobody's, where the answer says so.
fn greet(response: Response, keys: &Keys) -> Answer<Response> {
    let Some(other) = response.headers().get(BECOMES)? else { return Ok(response) };
    let cookie = if other.is_empty() { person::no_cookie() } else { Person(other).to_cookie(keys) };
    Ok(reply::with_headers(response, |headers| {
        headers.delete(BECOMES)?;
        headers.append("set-cookie", &cookie)
    })?)
}

/// The body of a request. One that is too long is refused without being read to its end.
async fn body_of(request: &mut Request) -> Answer<String> {
    text_within(request, MOST_BYTES).await
}

async fn text_within(request: &mut Request, most: usize) -> Answer<String> {
    let mut bytes = Vec::new();
    if request.inner().body().is_some() {
        let mut stream = request.stream()?;
        while let Some(chunk) = stream.next().await {
            bytes.extend(chunk?);
            if bytes.len() > most {
                let detail = format!("Send at most {most} bytes at once.");
                return Err(Problem::new(413, "payload_too_large", detail));
            }
        }
    }
    // What is long is not held twice.
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// Hands the request to the person's object.
async fn forward(
    request: &Request,
    env: &Env,
    caller: &Caller,
    person: &str,
    token: Option<&str>,
    body: Option<JsValue>,
) -> Answer<Response> {
    let headers = worker::Headers::new();
    headers.set(PERSON, person)?;
    headers.set(ORIGIN, caller.hub())?;
    if let Some(token) = token {
        headers.set(TOKEN, token)?;
    }
    if let Some(origin) = &caller.origin {
        headers.set(FROM, origin)?;
    }
    if let Some(protocol) = request.headers().get(UPGRADE)? {
        headers.set(UPGRADE, &protocol)?;
    }
    let mut init = RequestInit::new();
    // The object's own redirects are for the person, not for this call.
    init.with_method(request.method()).with_headers(headers).with_redirect(RequestRedirect::Manual);
    init.with_body(body);
    let inner = Request::new_with_init(&caller.url, &init)?;
    Ok(env.durable_object("ACCOUNT")?.get_by_name(person)?.fetch_with_request(inner).await?)
}

/// Whether what sent a request is no page, but the browser's extension: a userscript's manager
/// says so of some of its requests and nothing of the others, and they are one player.
fn is_extension(origin: &str) -> bool {
    origin.split_once("://").is_some_and(|(scheme, _)| scheme.ends_with("-extension"))
}

/// `https://host` of an address.
pub(crate) fn origin_of(url: &str) -> &str {
    let scheme = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(scheme..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| scheme + at);
    url.get(..end).unwrap_or(url)
}
