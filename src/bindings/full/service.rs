//! The services for JavaScript: what they can do, whose a token is, calls signed.
#![expect(unreachable_pub, reason = "wasm-bindgen exports only what is `pub`")]

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::{bad_input, of_service, to_js};
use super::{decode, encode, moment};
use crate::auth::{App, AuthScheme};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse};
use crate::json;
use crate::media::Kind;
use crate::providers::{self, Browser, Context, Intent, Outcome, Scope, Service};

/// The app's registration as JavaScript names it. An app in a page has no secret.
pub(super) struct Registration {
    client_id: String,
    app_name: Option<String>,
    redirect_uri: String,
    older: bool,
}

json::fields!(Registration {
    client_id: "clientId" or default,
    app_name: "appName",
    redirect_uri: "redirectUri" or default,
    older: "older" or default,
});

impl From<Registration> for App {
    fn from(given: Registration) -> Self {
        Self {
            client_id: given.client_id,
            client_secret: None,
            redirect_uri: given.redirect_uri,
            name: given.app_name,
            older: given.older,
        }
    }
}

/// What a driver has to know of a service.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    id: &'static str,
    name: &'static str,
    music: bool,
    check_in: bool,
    /// Whether the person comes back with the token itself.
    implicit: bool,
    /// Why a page cannot call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'static str>,
    /// Calls that everybody at one address shares: how many, in how many milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    shared: Option<(u32, i64)>,
}

/// What a driver has to know of each service, as a JSON list.
#[wasm_bindgen(js_name = describedServices)]
pub fn described_services() -> String {
    let described = providers::DESCRIPTORS.iter().map(|descriptor| {
        let shared = descriptor.quotas.iter().find(|quota| quota.scope == Scope::Shared);
        Described {
            id: descriptor.id,
            name: descriptor.name,
            music: descriptor.takes(Kind::Track),
            check_in: descriptor.check_in,
            implicit: matches!(descriptor.auth, AuthScheme::OAuth2(oauth) if oauth.implicit),
            refused: match descriptor.browser {
                Browser::Direct | Browser::Preferred => None,
                Browser::Refused(why) => Some(why),
            },
            shared: shared.map(|quota| (quota.limit, quota.window.millis())),
        }
    });
    encode(&described.collect::<Vec<_>>())
}

/// A request with the person's credentials; request and token as JSON.
///
/// # Errors
/// `bad_input` where there is no such service, or request or token are not of their form.
#[wasm_bindgen(js_name = signedRequest)]
pub fn signed_request(service: &str, request: &str, token: &str) -> Result<String, JsValue> {
    let mut request: HttpRequest = decode("request", request)?;
    let token = decode("token", token)?;
    let cx = Context { token: Some(&token), ..Context::default() };
    named(service)?.sign(&mut request, &cx);
    Ok(encode(&request))
}

/// The request that asks whose a token is; app as JSON.
///
/// # Errors
/// `bad_input` where there is no such service, or the app is not of its form.
#[wasm_bindgen(js_name = profileRequest)]
pub fn profile_request(service: &str, app: &str, base: Option<String>) -> Result<String, JsValue> {
    let app = App::from(decode::<Registration>("app", app)?);
    let cx = Context { app: Some(&app), base: base.as_deref(), ..Context::default() };
    let request = named(service)?.plan(&Intent::Profile, &cx).map_err(|error| to_js(&error))?;
    Ok(encode(&request))
}

/// Whose a token is, as JSON.
///
/// # Errors
/// Whatever the service refused.
#[wasm_bindgen(js_name = profileRead)]
pub fn profile_read(service: &str, response: &str, now_ms: f64) -> Result<String, JsValue> {
    let response: HttpResponse = decode("response", response)?;
    let now = moment(now_ms);
    match named(service)?.digest(now, &Intent::Profile, &response) {
        Ok(Outcome::Profile(profile)) => Ok(encode(&profile)),
        Ok(_) => {
            let text = "The service did not say who you are.";
            Err(to_js(&Error::new(ErrorKind::Unavailable, text)))
        }
        Err(error) => Err(of_service(&error, service, now)),
    }
}

pub(super) fn named(service: &str) -> Result<&'static dyn Service, JsValue> {
    providers::by_id(service).ok_or_else(|| bad_input("service", &"there is none of this name"))
}
