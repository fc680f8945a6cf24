//! The hub's variables, read once and checked; what is missing is "not configured".

use playtally::auth::{App, AuthScheme, CodeChallenge};
use playtally::providers::{Descriptor, Service};
use playtally::typed;
use worker::Env;

use crate::seal::Keys;

/// What the owner of the hub set.
pub(crate) struct Config {
    env: Env,
    /// Seals tokens, signs cookies and states.
    pub(crate) keys: Option<Keys>,
    /// Percent at which a film or episode counts.
    pub(crate) video_threshold: f64,
    /// Percent at which a track counts.
    pub(crate) music_threshold: f64,
    /// Whether facts are accepted.
    pub(crate) scrobbling: bool,
    /// Whether a new account is kept in step from the start.
    pub(crate) import_on_connect: bool,
    /// Pages elsewhere that may call for paired players; empty: any.
    pub(crate) allowed_origins: Vec<String>,
    /// What the hub's owner shows to look after its caches.
    pub(crate) owner_token: Option<String>,
    /// Demo only: where a browser finds the sandbox in the place of the services.
    pub(crate) authorize_base: Option<String>,
}

impl Config {
    pub(crate) fn read(env: &Env) -> Self {
        // JSON's numbers: those of the standard library bring a table of ten kilobytes.
        let number = |name: &str| text(env, name).and_then(|value| typed::from_str(&value).ok());
        Self {
            env: env.clone(),
            keys: text(env, "SEALING_KEYS").as_deref().and_then(Keys::parse),
            video_threshold: number("VIDEO_THRESHOLD").unwrap_or(80.0),
            music_threshold: number("MUSIC_THRESHOLD").unwrap_or(50.0),
            scrobbling: text(env, "SCROBBLING_ENABLED").is_none_or(|value| value != "false"),
            import_on_connect: text(env, "IMPORT_ON_CONNECT").is_some_and(|value| value == "true"),
            allowed_origins: origins(&text(env, "ALLOWED_ORIGINS").unwrap_or_default()),
            owner_token: text(env, "OWNER_TOKEN"),
            authorize_base: text(env, "AUTHORIZE_BASE"),
        }
    }

    /// Whether any page may.
    pub(crate) fn admits_any(&self) -> bool {
        self.allowed_origins.iter().any(|it| it == "*")
    }

    /// Whether a page at this origin may call for a paired player. One without an origin
    /// of its own could be anybody's.
    pub(crate) fn admits(&self, origin: &str) -> bool {
        origin != "null"
            && (self.admits_any() || self.allowed_origins.iter().any(|it| it == origin))
    }

    /// The app registered at a service, from `TRAKT_CLIENT_ID`, `TRAKT_CLIENT_SECRET` and so
    /// on; `_API_KEY` and `_API_SECRET` where the service speaks of keys. `SIMKL_AUTH=v1`
    /// says that it is one of Simkl's older apps.
    pub(crate) fn app(&self, service: &dyn Service, hub: &str) -> Option<App> {
        let Descriptor { id, auth, .. } = service.descriptor();
        let name = id.to_uppercase();
        let variable = |what: &str| text(&self.env, &format!("{name}_{what}"));
        let (key, secret, needs_secret) = match auth {
            AuthScheme::SessionKey(_) => ("API_KEY", "API_SECRET", true),
            AuthScheme::AppKey => ("API_KEY", "API_SECRET", false),
            // Without a challenge only the secret tells us from others.
            AuthScheme::OAuth2(oauth) => {
                ("CLIENT_ID", "CLIENT_SECRET", oauth.challenge == CodeChallenge::None)
            }
            AuthScheme::UserToken | AuthScheme::Files => return None,
        };
        let client_secret = variable(secret);
        if needs_secret && client_secret.is_none() {
            return None;
        }
        Some(App {
            client_id: variable(key)?,
            client_secret,
            redirect_uri: format!("{hub}/api/v1/auth/callback/{id}"),
            older: variable("AUTH").as_deref() == Some("v1"),
            name: None,
        })
    }
}

/// A variable or secret that is set and not empty.
fn text(env: &Env, name: &str) -> Option<String> {
    let value = env.var(name).ok()?.to_string();
    (!value.trim().is_empty()).then_some(value)
}

/// `https://a.example, https://b.example`, as browsers write origins.
fn origins(text: &str) -> Vec<String> {
    let each = text.split(',').map(|origin| origin.trim().trim_end_matches('/').to_lowercase());
    each.filter(|origin| !origin.is_empty()).collect()
}
