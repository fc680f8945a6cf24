//! Sign-in as data: schemes, apps and tokens.

pub mod base64url;
pub mod oauth2;
pub mod state;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::time::{Span, Timestamp};

/// How people sign in at a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthScheme {
    /// OAuth 2 with a code and PKCE (S256).
    OAuth2(OAuth2),
    /// A token the person copies from the service.
    UserToken,
}

/// The addresses and habits of an OAuth 2 service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OAuth2 {
    /// Where the person is sent.
    pub authorize: &'static str,
    /// Where codes and refresh tokens are exchanged.
    pub token: &'static str,
    /// Where tokens are revoked.
    pub revoke: &'static str,
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
}

/// The app's registration at a service, from the hub's configuration.
#[derive(Clone, PartialEq, Eq)]
pub struct App {
    /// Public id of the app.
    pub client_id: String,
    /// Its secret, where it has one.
    pub client_secret: Option<String>,
    /// Where the service sends people back to.
    pub redirect_uri: String,
}

/// A person's grant at a service. `Debug` hides the secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// Goes with every call.
    pub access: String,
    /// Brings the next access token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh: Option<String>,
    /// When the grant was made, by our clock.
    pub issued_at: Timestamp,
    /// When `access` ends; never, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// What was granted, as the service said.
    #[serde(default)]
    pub scope: String,
}

impl Token {
    /// When to fetch the next access token: a third of the life is left then.
    /// `None` where it never ends or nothing can renew it.
    pub fn refresh_at(&self) -> Option<Timestamp> {
        self.refresh.as_ref()?;
        let life = self.expires_at? - self.issued_at;
        Some(self.issued_at + Span::from_millis(life.millis() / 3 * 2))
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
