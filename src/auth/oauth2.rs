//! OAuth 2 with a code and PKCE: addresses and requests out, tokens in.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{App, CodeChallenge, OAuth2, Token, base64url};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, Method, USER_AGENT, parse_pairs, with_query};
use crate::json;
use crate::time::{Span, Timestamp};

/// A verifier of 43 characters from 32 random bytes (RFC 7636); kept by us until the
/// code comes back.
pub fn verifier(random: &[u8; 32]) -> String {
    base64url::encode(random)
}

/// The S256 challenge of a verifier.
pub fn challenge_s256(verifier: &str) -> String {
    base64url::encode(&Sha256::digest(verifier))
}

/// The consent page to send a person to, at the service or where [`page_at`] puts it.
pub fn authorize_url(
    oauth: &OAuth2,
    app: &App,
    state: &str,
    verifier: &str,
    base: Option<&str>,
) -> String {
    let digest = challenge_s256(verifier);
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", &app.client_id),
        ("redirect_uri", &app.redirect_uri),
        ("state", state),
    ];
    match oauth.challenge {
        CodeChallenge::S256 => {
            pairs.extend([("code_challenge", &*digest), ("code_challenge_method", "S256")]);
        }
        CodeChallenge::Plain => {
            pairs.extend([("code_challenge", verifier), ("code_challenge_method", "plain")]);
        }
        CodeChallenge::None => {}
    }
    if !oauth.scope.is_empty() {
        pairs.push(("scope", oauth.scope));
    }
    if oauth.app_in_query {
        pairs.extend(app.pairs().into_iter().skip(1));
    }
    with_query(&page_at(oauth.authorize, base), &pairs)
}

/// The consent page of a service that gives a page alone its token (RFC 6749, 4.2). It
/// takes these two parameters and no other; where the person comes back to is
/// registered for the app.
pub fn implicit_url(oauth: &OAuth2, app: &App) -> String {
    with_query(oauth.authorize, &[("client_id", &app.client_id), ("response_type", "token")])
}

/// The token in the fragment of the address a person came back to; `None` where it
/// holds none.
///
/// # Errors
/// [`ErrorKind::SignInAgain`] where the person, or the service, said no.
pub fn implicit_token(now: Timestamp, fragment: &str) -> Result<Option<Token>, Error> {
    let pairs = parse_pairs(fragment.trim_start_matches('#'));
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
    if value("error").is_some() {
        return Err(Error::new(ErrorKind::SignInAgain, "You did not allow it."));
    }
    let life = value("expires_in").and_then(|text| seconds(&text.into()));
    Ok(value("access_token").filter(|access| !access.is_empty()).map(|access| Token {
        access: access.to_owned(),
        refresh: None,
        issued_at: now,
        expires_at: life.map(|life| now + life),
        scope: String::new(),
    }))
}

/// A service's page as a person opens it. With `base` (the demo only) it lies at
/// `{base}/{host}{path}` instead of at the service.
pub fn page_at(page: &str, base: Option<&str>) -> String {
    match (base, page.strip_prefix("https://")) {
        (Some(base), Some(place)) => format!("{}/{place}", base.trim_end_matches('/')),
        _ => page.to_owned(),
    }
}

/// Trades the code a person came back with for a token.
pub fn exchange(oauth: &OAuth2, app: &App, code: &str, verifier: &str) -> HttpRequest {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &app.redirect_uri),
    ];
    if oauth.challenge != CodeChallenge::None {
        fields.push(("code_verifier", verifier));
    }
    sign_as_app(&mut fields, app, oauth.secret_with_code);
    post(oauth, app, oauth.token, &fields)
}

/// Trades a refresh token for the next access token.
pub fn refresh(oauth: &OAuth2, app: &App, refresh_token: &str) -> HttpRequest {
    let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
    if oauth.refresh_with_redirect {
        fields.push(("redirect_uri", &app.redirect_uri));
    }
    sign_as_app(&mut fields, app, true);
    post(oauth, app, oauth.token, &fields)
}

/// Ends a grant, both tokens at once; the answer does not matter. `None` where the
/// service has no way.
pub fn revoke(oauth: &OAuth2, app: &App, token: &Token) -> Option<HttpRequest> {
    let revoke = oauth.revoke?;
    let refresh = token.refresh.as_deref().filter(|_| revoke.by_refresh);
    let mut fields = vec![("token", refresh.unwrap_or(&token.access))];
    sign_as_app(&mut fields, app, true);
    Some(post(oauth, app, revoke.url, &fields))
}

pub(super) fn sign_as_app<'a>(
    fields: &mut Vec<(&'a str, &'a str)>,
    app: &'a App,
    with_secret: bool,
) {
    fields.push(("client_id", &app.client_id));
    if let (true, Some(secret)) = (with_secret, &app.client_secret) {
        fields.push(("client_secret", secret));
    }
}

pub(super) fn get(oauth: &OAuth2, app: &App, url: &str) -> HttpRequest {
    call(Method::Get, oauth, app, url)
}

pub(super) fn post(oauth: &OAuth2, app: &App, url: &str, fields: &[(&str, &str)]) -> HttpRequest {
    let request = call(Method::Post, oauth, app, url);
    if !oauth.json {
        return request.form(fields);
    }
    // One by one: to collect a map brings the library's sort with it, a kilobyte of a page's wasm.
    let mut body = Map::new();
    for (name, value) in fields {
        body.insert((*name).to_owned(), Value::from(*value));
    }
    request.json(&body)
}

fn call(method: Method, oauth: &OAuth2, app: &App, url: &str) -> HttpRequest {
    let pairs = app.pairs();
    let url = with_query(url, if oauth.app_in_query { &pairs } else { &[] });
    HttpRequest::new(method, url)
        .header("user-agent", USER_AGENT)
        .header("accept", "application/json")
}

/// Reads the answer of the token endpoint. `previous` is the token a refresh
/// started from: a service that sends no new refresh token keeps the old one.
///
/// # Errors
/// [`ErrorKind::SignInAgain`] only where the service said in OAuth's own words
/// that the grant is over, [`ErrorKind::AppRefused`] where it refused the app.
/// Everything else (429, 5xx, a page, an answer without a token) says nothing
/// about the grant and is worth another try.
pub fn read_token(
    now: Timestamp,
    response: &HttpResponse,
    previous: Option<&Token>,
) -> Result<Token, Error> {
    let body: Value = response.json().unwrap_or_default();
    let field = |name: &str| body[name].as_str().filter(|text| !text.is_empty());
    if !response.is_success() {
        return Err(refusal(now, response, &body));
    }
    let Some(access) = field("access_token") else {
        return Err(failure(
            response,
            ErrorKind::Unavailable,
            "The service answered without a token. It is tried again.",
        ));
    };
    let kept = || previous.and_then(|token| token.refresh.clone());
    Ok(Token {
        access: access.to_owned(),
        refresh: field("refresh_token").map(str::to_owned).or_else(kept),
        issued_at: now,
        expires_at: seconds(&body["expires_in"]).map(|life| now + life),
        scope: field("scope").unwrap_or_default().to_owned(),
    })
}

/// What a refusal of the sign-in endpoints means.
pub(super) fn refusal(now: Timestamp, response: &HttpResponse, body: &Value) -> Error {
    let code = body["error"].as_str().unwrap_or_default();
    let (kind, message) = match (response.status, code) {
        (429, _) => {
            (ErrorKind::RateLimited, "The service asks to sign in more slowly. It is tried again.")
        }
        // MyAnimeList's words for a refresh token that has ended.
        (401, "invalid_request") => (ErrorKind::SignInAgain, ENDED),
        (400, "invalid_request") if blames_code(body) => {
            (ErrorKind::SignInAgain, "This sign-in is used up or took too long. Connect again.")
        }
        (400..=403, code) if APP_REFUSED.contains(&code) => (
            ErrorKind::AppRefused,
            "The service refuses this app. Its owner has to check the client id, the secret and \
             the redirect address.",
        ),
        (400 | 401, code) if !code.is_empty() && !PASSING.contains(&code) => {
            (ErrorKind::SignInAgain, ENDED)
        }
        _ => (
            ErrorKind::Unavailable,
            "The service could not be asked for a token. It is tried again.",
        ),
    };
    // The codes alone: a whole body could hold a credential.
    let detail = match (code, body["error_description"].as_str()) {
        ("", _) => None,
        (code, None) => Some(code.to_owned()),
        (code, Some(description)) => Some(format!("{code}: {description}")),
    };
    Error { retry_at: retry_at(now, response), detail, ..failure(response, kind, message) }
}

/// Whether it is the code that is at fault: AniList says so in the hint alone, under the
/// word for a wrong request.
fn blames_code(body: &Value) -> bool {
    ["hint", "message", "error_description"].iter().any(|name| {
        let said = body[*name].as_str().unwrap_or_default();
        said.to_ascii_lowercase().contains("authorization code")
    })
}

const ENDED: &str = "The service has ended the sign-in. Connect it again.";

/// Words that speak of the app, not of the person. The last three are Simkl's older ones.
const APP_REFUSED: &[&str] = &[
    "invalid_client",
    "unauthorized_client",
    "invalid_request",
    "invalid_scope",
    "unsupported_grant_type",
    "secret_error",
    "redirect_failed",
    "empty_field",
];

/// Words that speak of the moment.
const PASSING: &[&str] = &["temporarily_unavailable", "server_error", "slow_down", "RATE_LIMIT"];

/// When the service asks to come back.
pub(super) fn retry_at(now: Timestamp, response: &HttpResponse) -> Option<Timestamp> {
    Some(now + seconds(&Value::from(response.header("retry-after")?))?)
}

fn failure(response: &HttpResponse, kind: ErrorKind, message: &str) -> Error {
    Error { status: Some(response.status), ..Error::new(kind, message) }
}

/// A length in seconds, as number or as text.
pub(super) fn seconds(value: &Value) -> Option<Span> {
    let secs = match value {
        Value::Number(number) => number.as_f64()?,
        // By the reader of JSON, which is there anyway: the standard library's own has
        // tables of ten kilobytes.
        Value::String(text) => json::value(text.trim())?.as_f64()?,
        _ => return None,
    };
    Some(Span::from_secs_f64(secs.max(0.0)))
}
