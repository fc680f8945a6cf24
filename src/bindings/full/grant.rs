//! A person's grant for JavaScript: made, renewed and ended. Tokens cross as JSON.
#![expect(unreachable_pub, reason = "wasm-bindgen exports only what is `pub`")]

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::{bad_input, of_service, to_js};
use super::service::{Registration, named};
use super::{decode, encode, moment};
use crate::auth::{App, OAuth2, Token, oauth2};
use crate::error::{Error, ErrorKind};
use crate::http::HttpResponse;

/// A token that a person pasted.
#[wasm_bindgen(js_name = pastedToken)]
pub fn pasted_token(access: String, now_ms: f64) -> String {
    encode(&Token {
        access,
        refresh: None,
        issued_at: moment(now_ms),
        expires_at: None,
        scope: String::new(),
    })
}

/// When to renew a token, in Unix milliseconds; nothing where it never ends.
///
/// # Errors
/// `bad_input` where the token is not of its form.
#[wasm_bindgen(js_name = refreshAt)]
pub fn refresh_at(token: &str) -> Result<Option<f64>, JsValue> {
    let token: Token = decode("token", token)?;
    Ok(token.refresh_at().map(|at| at.millis() as f64))
}

/// Whether a token has ended.
///
/// # Errors
/// `bad_input` where the token is not of its form.
#[wasm_bindgen(js_name = tokenExpired)]
pub fn token_expired(token: &str, now_ms: f64) -> Result<bool, JsValue> {
    Ok(decode::<Token>("token", token)?.expired(moment(now_ms)))
}

/// The request that renews a token; nothing where it cannot be renewed.
///
/// # Errors
/// `bad_input` where service, app or token are not of their form.
#[wasm_bindgen(js_name = refreshRequest)]
pub fn refresh_request(service: &str, app: &str, token: &str) -> Result<Option<String>, JsValue> {
    let app = App::from(decode::<Registration>("app", app)?);
    let token: Token = decode("token", token)?;
    let oauth = named(service)?.descriptor().auth.oauth2(&app);
    let request = oauth.zip(token.refresh).map(|(o, refresh)| oauth2::refresh(o, &app, &refresh));
    Ok(request.map(|request| encode(&request)))
}

/// The consent page to send a person to; app as JSON.
///
/// # Errors
/// `bad_input` where people do not sign in there like this.
#[wasm_bindgen(js_name = consentPage)]
pub fn consent_page(
    service: &str,
    app: &str,
    state: &str,
    verifier: &str,
) -> Result<String, JsValue> {
    let app = App::from(decode::<Registration>("app", app)?);
    let oauth = scheme(service, &app)?;
    if oauth.implicit {
        return Ok(oauth2::implicit_url(oauth, &app));
    }
    Ok(oauth2::authorize_url(oauth, &app, state, verifier, None))
}

/// The token in the fragment of the address a person came back to; nothing where it
/// holds none.
///
/// # Errors
/// `sign_in_again` where the person said no.
#[wasm_bindgen(js_name = tokenInAddress)]
pub fn token_in_address(fragment: &str, now_ms: f64) -> Result<Option<String>, JsValue> {
    let token = oauth2::implicit_token(moment(now_ms), fragment).map_err(|error| to_js(&error))?;
    Ok(token.map(|token| encode(&token)))
}

/// The request that trades the code a person came back with for a token. `issuer` is
/// who says that the code is theirs.
///
/// # Errors
/// `bad_input` where the code is another's, or people do not sign in there like this.
#[wasm_bindgen(js_name = exchangeRequest)]
pub fn exchange_request(
    service: &str,
    app: &str,
    code: &str,
    verifier: &str,
    issuer: Option<String>,
) -> Result<String, JsValue> {
    let app = App::from(decode::<Registration>("app", app)?);
    let oauth = scheme(service, &app)?;
    if issuer.as_deref() != oauth.issuer {
        return Err(bad_input("issuer", &"this code comes from somebody else"));
    }
    Ok(encode(&oauth2::exchange(oauth, &app, code, verifier)))
}

/// The token in an answer; `previous` is the one that was renewed, if any.
///
/// # Errors
/// `sign_in_again` where the service ended the grant; anything else is worth another try.
#[wasm_bindgen(js_name = tokenRead)]
pub fn token_read(
    service: &str,
    response: &str,
    previous: Option<String>,
    now_ms: f64,
) -> Result<String, JsValue> {
    let response: HttpResponse = decode("response", response)?;
    let previous: Option<Token> = previous.map(|text| decode("token", &text)).transpose()?;
    let now = moment(now_ms);
    let read = oauth2::read_token(now, &response, previous.as_ref());
    read.map(|token| encode(&token)).map_err(|error| of_service(&error, service, now))
}

/// The request that ends a grant; nothing where the service has no way.
///
/// # Errors
/// `bad_input` where service, app or token are not of their form.
#[wasm_bindgen(js_name = revokeRequest)]
pub fn revoke_request(service: &str, app: &str, token: &str) -> Result<Option<String>, JsValue> {
    let app = App::from(decode::<Registration>("app", app)?);
    let Some(oauth) = named(service)?.descriptor().auth.oauth2(&app) else { return Ok(None) };
    let token: Token = decode("token", token)?;
    Ok(oauth2::revoke(oauth, &app, &token).map(|request| encode(&request)))
}

/// Fails where a new token lacks a right that was asked for.
///
/// # Errors
/// `app_refused`, with the rights that lack.
#[wasm_bindgen(js_name = checkRights)]
pub fn check_rights(service: &str, app: &str, token: &str) -> Result<(), JsValue> {
    let app = App::from(decode::<Registration>("app", app)?);
    let token: Token = decode("token", token)?;
    let oauth = named(service)?.descriptor().auth.oauth2(&app);
    let lacking = oauth.map(|oauth| token.lacks(oauth)).unwrap_or_default();
    if lacking.is_empty() {
        return Ok(());
    }
    let text = format!(
        "The sign-in lacks the right to {}. Sign in again and allow all of it.",
        lacking.join(" ")
    );
    Err(to_js(&Error::new(ErrorKind::AppRefused, text)))
}

/// How people sign in at a service, where it is by OAuth 2.
pub(super) fn scheme(service: &str, app: &App) -> Result<&'static OAuth2, JsValue> {
    let oauth = named(service)?.descriptor().auth.oauth2(app);
    oauth.ok_or_else(|| bad_input("service", &"people sign in there with a token of their own"))
}
