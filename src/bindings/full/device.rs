//! Sign-in by a code for JavaScript.

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::{bad_input, of_service};
use super::grant::scheme;
use super::service::{Registration, named};
use super::{decode, encode, moment};
use crate::auth::device::{DeviceSignIn, Step, request_code};
use crate::auth::{App, OAuth2, Token};
use crate::http::HttpResponse;

/// A [`DeviceSignIn`] behind the border.
#[wasm_bindgen(js_name = RawDevice)]
#[derive(Debug)]
pub struct RawDevice {
    name: &'static str,
    oauth: &'static OAuth2,
    app: App,
    machine: DeviceSignIn,
}

/// What came of an answer.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum Told<'a> {
    Wait,
    SignedIn { token: &'a Token },
    TooLate { token: &'a Token },
    Over { code: &'static str, message: String },
}

#[wasm_bindgen(js_class = RawDevice)]
impl RawDevice {
    /// The request for a code; app as JSON.
    ///
    /// # Errors
    /// `bad_input` where the service has no such codes.
    pub fn request(service: &str, app: &str) -> Result<String, JsValue> {
        let app = App::from(decode::<Registration>("app", app)?);
        let request = request_code(scheme(service, &app)?, &app);
        let request = request.ok_or_else(|| bad_input("service", &"it has no such codes"))?;
        Ok(encode(&request))
    }

    /// Reads the answer to [`request`](Self::request).
    ///
    /// # Errors
    /// Whatever the service refused.
    #[wasm_bindgen(constructor)]
    pub fn new(service: &str, app: &str, response: &str, now_ms: f64) -> Result<Self, JsValue> {
        let app = App::from(decode::<Registration>("app", app)?);
        let oauth = scheme(service, &app)?;
        let response: HttpResponse = decode("response", response)?;
        let machine = DeviceSignIn::begin(moment(now_ms), oauth, &response);
        let machine = machine.map_err(|error| of_service(&error, service, moment(now_ms)))?;
        Ok(Self { name: named(service)?.descriptor().name, oauth, app, machine })
    }

    /// What the person types.
    #[wasm_bindgen(getter, js_name = userCode)]
    pub fn user_code(&self) -> String {
        self.machine.user_code().to_owned()
    }

    /// Where the person types it.
    #[wasm_bindgen(getter, js_name = verificationUrl)]
    pub fn verification_url(&self) -> String {
        self.machine.verification_url().to_owned()
    }

    /// The same page with the code filled in, where the service has one.
    #[wasm_bindgen(getter, js_name = verificationUrlComplete)]
    pub fn verification_url_complete(&self) -> Option<String> {
        self.machine.verification_url_complete().map(str::to_owned)
    }

    /// When the code ends, in Unix milliseconds.
    #[wasm_bindgen(getter, js_name = expiresAt)]
    pub fn expires_at(&self) -> f64 {
        self.machine.expires_at().millis() as f64
    }

    /// When to call `poll`; nothing once it is over.
    #[wasm_bindgen(getter, js_name = wakeAt)]
    pub fn wake_at(&self) -> Option<f64> {
        self.machine.wake_at().map(|at| at.millis() as f64)
    }

    /// The question what came of it, where it is time to ask.
    pub fn poll(&mut self, now_ms: f64) -> Option<String> {
        let request = self.machine.poll(moment(now_ms), self.oauth, &self.app);
        request.map(|request| encode(&request))
    }

    /// What an answer means, or none.
    ///
    /// # Errors
    /// `bad_input` where the answer is not of its form.
    pub fn digest(&mut self, response: Option<String>, now_ms: f64) -> Result<String, JsValue> {
        let response: Option<HttpResponse> =
            response.map(|text| decode("response", &text)).transpose()?;
        let step = self.machine.digest(moment(now_ms), self.oauth, response.as_ref());
        Ok(encode(&match &step {
            Step::Wait => Told::Wait,
            Step::SignedIn(token) => Told::SignedIn { token },
            Step::TooLate(token) => Told::TooLate { token },
            Step::Over => self.end(),
        }))
    }

    /// How it ended without an answer: given up, or by our own clock.
    pub fn ended(&self) -> String {
        encode(&self.end())
    }

    /// The person gave up: nothing is asked any more.
    pub fn cancel(&mut self) {
        self.machine.cancel();
    }

    fn end(&self) -> Told<'static> {
        let state = self.machine.state();
        Told::Over { code: state.code().unwrap_or_default(), message: state.message(self.name) }
    }
}
