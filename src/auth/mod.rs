//! Sign-in as data: schemes, apps and tokens.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// How people sign in at a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthScheme {
    /// OAuth 2 with a code and PKCE (S256).
    OAuth2(OAuth2),
    /// A token the person copies from the service.
    UserToken,
    /// None of our own: the hub itself, by its cookie.
    Cookie,
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
