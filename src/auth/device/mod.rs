//! Sign-in by a code: the person types it at the service, while we ask there what came of it.
//!
//! 1. [`request_code`] is sent, [`DeviceSignIn::begin`] reads the answer.
//! 2. The driver shows `user_code` and `verification_url`, and calls
//!    [`DeviceSignIn::poll`] at [`DeviceSignIn::wake_at`].
//! 3. What comes back goes to [`DeviceSignIn::digest`], until there is a token or an end.
//!
//! Whether it is RFC 8628, Trakt's own way or a PIN is data: [`DeviceFlow`].

mod flow;

use std::fmt;

use serde::Serialize;
use serde_json::Value;

pub use flow::{Ask, DeviceFlow, DeviceState, Verdict};

use super::oauth2::{self, get, post, read_token, seconds, sign_as_app};
use super::{App, OAuth2, Token};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, percent_encode};
use crate::json;
use crate::time::{Span, Timestamp};

/// What came of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Go on at [`DeviceSignIn::wake_at`].
    Wait,
    /// Signed in.
    SignedIn(Token),
    /// It is over; [`DeviceSignIn::state`] says how.
    Over,
    /// It was over before: this token is nobody's, and is to be revoked.
    TooLate(Token),
}

/// One sign-in by code. `Debug` hides the codes.
///
/// # Design
/// A poll whose answer never comes is taken for lost after 35 s, so a
/// machine restored after a crash goes on by itself and never asks twice at once.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceSignIn {
    state: DeviceState,
    device_code: String,
    user_code: String,
    verification_url: String,
    verification_url_complete: Option<String>,
    expires_at: Timestamp,
    /// The wait between polls, longer after each "slow down" for good.
    interval: Span,
    /// What the service asked for at first: by so much it grows.
    step: Span,
    next_at: Timestamp,
    /// How far ahead `next_at` was when it was set.
    wait: Span,
    asked_at: Option<Timestamp>,
}

json::fields!(DeviceSignIn {
    state: "state",
    device_code: "deviceCode",
    user_code: "userCode",
    verification_url: "verificationUrl",
    verification_url_complete: "verificationUrlComplete",
    expires_at: "expiresAt",
    interval: "interval",
    step: "step",
    next_at: "nextAt",
    wait: "wait",
    asked_at: "askedAt",
});

/// Longer than any request lives.
const PATIENCE: Span = Span::from_secs(35);
/// What RFC 8628 says where the service says nothing.
const USUAL_INTERVAL: Span = Span::from_secs(5);
const LONGEST_INTERVAL: Span = Span::from_mins(1);
/// A code without a life gets the shortest that is known.
const USUAL_LIFE: Span = Span::from_mins(10);

/// The request for a code; `None` where this app cannot sign in by one.
pub fn request_code(oauth: &OAuth2, app: &App) -> Option<HttpRequest> {
    let flow = oauth.device?;
    if flow.ask == Ask::Path {
        return Some(get(oauth, app, flow.start));
    }
    let mut fields = Vec::new();
    if !oauth.scope.is_empty() {
        fields.push(("scope", oauth.scope));
    }
    sign_as_app(&mut fields, app, false);
    Some(post(oauth, app, flow.start, &fields))
}

impl DeviceSignIn {
    /// Reads the answer to [`request_code`].
    ///
    /// # Errors
    /// As [`read_token`], and [`ErrorKind::Unavailable`] where there is no code in it.
    pub fn begin(now: Timestamp, oauth: &OAuth2, response: &HttpResponse) -> Result<Self, Error> {
        let body: Value = response.json().unwrap_or_default();
        if !response.is_success() || body["error"].is_string() {
            return Err(oauth2::refusal(now, response, &body));
        }
        let text = |name: &str| body[name].as_str().filter(|text| !text.is_empty());
        let page = |names: [&str; 2]| {
            let found = names.into_iter().find_map(text);
            found.filter(|url| url.starts_with("https://")).map(str::to_owned)
        };
        let parts = text("device_code").zip(text("user_code"));
        let url = page(["verification_uri", "verification_url"]);
        let Some(((device_code, user_code), url)) = parts.zip(url) else {
            return Err(Error {
                status: Some(response.status),
                ..Error::new(ErrorKind::Unavailable, "The service gave no code. Try again.")
            });
        };
        let code_in_page = oauth.device.is_some_and(|flow| flow.code_in_page);
        let complete = if code_in_page {
            Some(format!("{}/{}", url.trim_end_matches('/'), percent_encode(user_code)))
        } else {
            page(["verification_uri_complete", "verification_url_complete"])
        };
        let interval = seconds(&body["interval"]).unwrap_or(USUAL_INTERVAL);
        let interval = interval.max(Span::from_secs(1)).min(LONGEST_INTERVAL);
        Ok(Self {
            state: DeviceState::Pending,
            device_code: device_code.to_owned(),
            user_code: user_code.to_owned(),
            verification_url: url,
            verification_url_complete: complete,
            expires_at: now + seconds(&body["expires_in"]).unwrap_or(USUAL_LIFE),
            interval,
            step: interval,
            next_at: now + interval,
            wait: interval,
            asked_at: None,
        })
    }

    /// Where it stands.
    pub fn state(&self) -> DeviceState {
        self.state
    }

    /// What the person types.
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// Where the person types it.
    pub fn verification_url(&self) -> &str {
        &self.verification_url
    }

    /// The same page with the code filled in, where the service has one.
    pub fn verification_url_complete(&self) -> Option<&str> {
        self.verification_url_complete.as_deref()
    }

    /// When the code ends.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// The wait between polls.
    pub fn interval(&self) -> Span {
        self.interval
    }

    /// When to call [`DeviceSignIn::poll`]; `None` once it is over.
    pub fn wake_at(&self) -> Option<Timestamp> {
        let next = match self.asked_at {
            Some(asked) => asked + PATIENCE,
            None => self.next_at.min(self.expires_at),
        };
        (self.state == DeviceState::Pending).then_some(next)
    }

    /// The question what came of it, where it is time to ask. Once our own clock
    /// says that the code has ended, so does the sign-in.
    pub fn poll(&mut self, now: Timestamp, oauth: &OAuth2, app: &App) -> Option<HttpRequest> {
        let flow = oauth.device?;
        let under_way = |asked: Timestamp| asked <= now && now < asked + PATIENCE;
        if self.state != DeviceState::Pending || self.asked_at.is_some_and(under_way) {
            return None;
        }
        self.asked_at = None;
        if now >= self.expires_at {
            self.end(DeviceState::Expired);
            return None;
        }
        // A clock that was set back must not stop it.
        self.next_at = self.next_at.min(now + self.wait);
        if now < self.next_at {
            return None;
        }
        self.asked_at = Some(now);
        let Ask::Body { code, grant_type } = flow.ask else {
            let url = format!("{}/{}", flow.poll, percent_encode(&self.user_code));
            return Some(get(oauth, app, &url));
        };
        let mut fields = vec![(code, self.device_code.as_str())];
        if !grant_type.is_empty() {
            fields.push(("grant_type", grant_type));
        }
        sign_as_app(&mut fields, app, true);
        Some(post(oauth, app, flow.poll, &fields))
    }

    /// What an answer means, or none (`None`: it was lost). Whatever is no answer
    /// of the sign-in itself, such as a page or a 5xx, changes nothing.
    pub fn digest(
        &mut self,
        now: Timestamp,
        oauth: &OAuth2,
        response: Option<&HttpResponse>,
    ) -> Step {
        let token = response.and_then(|response| read_token(now, response, None).ok());
        if self.state != DeviceState::Pending {
            return token.map_or(Step::Over, Step::TooLate);
        }
        if let Some(token) = token {
            self.end(DeviceState::Connected);
            return Step::SignedIn(token);
        }
        let said = oauth.device.zip(response).map(|(flow, response)| flow.verdict(response));
        match said.unwrap_or(Verdict::Pending) {
            Verdict::Pending => {}
            Verdict::SlowDown => {
                self.interval = (self.interval + self.step).min(LONGEST_INTERVAL);
            }
            Verdict::Over(how) => {
                self.end(how);
                return Step::Over;
            }
        }
        self.asked_at = None;
        let asked = response.and_then(|response| oauth2::retry_at(now, response));
        self.next_at = (now + self.interval).max(asked.unwrap_or_default());
        self.wait = self.next_at - now;
        Step::Wait
    }

    /// The person gave up: nothing is asked any more.
    pub fn cancel(&mut self) {
        if self.state == DeviceState::Pending {
            self.end(DeviceState::Cancelled);
        }
    }

    /// Everything as one text, the codes included.
    pub fn snapshot(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Takes over what [`DeviceSignIn::snapshot`] wrote; `None` for any other text.
    pub fn restore(text: &str) -> Option<Self> {
        json::read(text).ok()
    }

    fn end(&mut self, how: DeviceState) {
        self.state = how;
        self.asked_at = None;
    }
}

impl fmt::Debug for DeviceSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceSignIn")
            .field("state", &self.state)
            .field("expires_at", &self.expires_at)
            .field("interval", &self.interval)
            .field("wake_at", &self.wake_at())
            .finish_non_exhaustive()
    }
}
