//! Sign-in as data: schemes, apps and tokens.

pub mod base64url;
pub mod device;
pub mod oauth2;
pub mod session_key;
pub mod sign;
pub mod state;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::Serialize;

use crate::json;
use crate::time::{Span, Timestamp};
use device::DeviceFlow;

/// How people sign in at a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthScheme {
    /// OAuth 2 with a code.
    OAuth2(OAuth2),
    /// A page that sends the person back with a token, which is traded once for a
    /// session key without end. The calls are signed with the app's secret.
    SessionKey(SessionKey),
    /// A token the person copies from the service.
    UserToken,
    /// The app's key alone: the service knows no persons.
    AppKey,
    /// Nobody signs in: the person carries files, or names a public feed.
    Files,
}

/// The addresses of a service with session keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionKey {
    /// Where the person is sent, with `api_key` and `cb`.
    pub authorize: &'static str,
    /// Where the token is traded.
    pub api: &'static str,
}

/// How a code is tied to the one who asked for it (RFC 7636).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeChallenge {
    /// A digest of the verifier.
    S256,
    /// The verifier itself: the service knows nothing better.
    Plain,
    /// Not at all: the secret has to do.
    None,
}

/// The addresses and habits of an OAuth 2 service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OAuth2 {
    /// Where the person is sent.
    pub authorize: &'static str,
    /// Where codes and refresh tokens are exchanged.
    pub token: &'static str,
    /// How a grant is ended, where the service has a way.
    pub revoke: Option<Revoke>,
    /// Scope to ask for, empty for none.
    pub scope: &'static str,
    /// Value of `iss` in the answer, where the service sends one.
    pub issuer: Option<&'static str>,
    /// Whether bodies are JSON (else form).
    pub json: bool,
    /// Whether a refresh repeats `redirect_uri`.
    pub refresh_with_redirect: bool,
    /// Whether the app's secret goes along with a code and its verifier; where
    /// not, it goes with refresh and revoke alone, for apps that still have one.
    pub secret_with_code: bool,
    /// Whether every address names the app: `client_id`, `app-name`, `app-version`.
    pub app_in_query: bool,
    /// Sign-in by a code that is typed at the service, where it has one.
    pub device: Option<DeviceFlow>,
    /// How the code is tied to us.
    pub challenge: CodeChallenge,
    /// Whether a refresh token brings the next access token; else the person signs in
    /// again when it ends.
    pub renews: bool,
    /// Whether a page alone can be given a token, in the fragment of its own address.
    pub implicit: bool,
    /// What apps registered before all this use, where the service still serves them.
    pub older: Option<&'static OAuth2>,
}

/// How a grant is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revoke {
    /// Where.
    pub url: &'static str,
    /// Whether the refresh token names the grant, which outlives the access token
    /// (else the access token). Either way the whole grant ends.
    pub by_refresh: bool,
}

/// The app's registration at a service, from the hub's configuration.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct App {
    /// Public id of the app.
    pub client_id: String,
    /// Its secret, where it has one.
    pub client_secret: Option<String>,
    /// Where the service sends people back to.
    pub redirect_uri: String,
    /// Its short name, for services that ask for one; ours where it has none.
    pub name: Option<String>,
    /// Whether it was registered before the service's present sign-in, and uses
    /// [`OAuth2::older`].
    pub older: bool,
}

impl AuthScheme {
    /// The OAuth 2 an app has to use; `None` where people paste a token, and for an
    /// old app where the service has nothing for it.
    pub fn oauth2(&self, app: &App) -> Option<&OAuth2> {
        match self {
            Self::OAuth2(oauth) if app.older => oauth.older,
            Self::OAuth2(oauth) => Some(oauth),
            Self::SessionKey(_) | Self::UserToken | Self::AppKey | Self::Files => None,
        }
    }
}

impl App {
    /// What goes into the query of services that want to know who calls.
    pub fn pairs(&self) -> [(&str, &str); 3] {
        [
            ("client_id", &self.client_id),
            ("app-name", self.name.as_deref().unwrap_or("playtally")),
            ("app-version", env!("CARGO_PKG_VERSION")),
        ]
    }
}

/// A person's grant at a service. `Debug` hides the secrets.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// Goes with every call.
    pub access: String,
    /// Brings the next access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh: Option<String>,
    /// When the grant was made, by our clock.
    pub issued_at: Timestamp,
    /// When `access` ends; never, where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// What was granted, as the service said.
    pub scope: String,
}

json::fields!(Token {
    access: "access",
    refresh: "refresh",
    issued_at: "issuedAt",
    expires_at: "expiresAt",
    scope: "scope" or default,
});

impl Token {
    /// When to fetch the next access token: a third of the life is left then.
    /// `None` where it never ends or nothing can renew it.
    pub fn refresh_at(&self) -> Option<Timestamp> {
        self.refresh.as_ref()?;
        let life = self.expires_at? - self.issued_at;
        Some(self.issued_at + Span::from_millis(life.millis() / 3 * 2))
    }

    /// What was asked for and not granted. A service that does not say granted it all;
    /// who may write (`x:write`) may read.
    pub fn lacks<'a>(&self, oauth: &'a OAuth2) -> Vec<&'a str> {
        let granted: Vec<_> = self.scope.split_whitespace().collect();
        let has = |scope: &str| {
            let more = scope.strip_suffix(":read").map(|of| format!("{of}:write"));
            granted.iter().any(|it| *it == scope || Some(*it) == more.as_deref())
        };
        let asked = oauth.scope.split_whitespace();
        asked.filter(|scope| !granted.is_empty() && !has(scope)).collect()
    }

    /// Whether the access token has ended.
    pub fn expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("issued_at", &self.issued_at)
            .field("expires_at", &self.expires_at)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}
