//! Who calls: a person known by a signed cookie, made at the first visit.

use hmac::{Hmac, Mac};
use playtally::auth::base64url;
use sha2::Sha256;

use crate::drive;
use crate::error::{Answer, Problem};
use crate::seal::{Keys, hex};

/// A person's id: 32 hexadecimal digits, the name of their object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person(pub(crate) String);

/// One year in seconds.
const LIFETIME_S: u32 = 31_536_000;

impl Person {
    /// The person of this `Cookie` header, where its signature holds.
    pub(crate) fn from_cookie(keys: &Keys, header: &str) -> Option<Self> {
        let value = header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == COOKIE)
            .map(|(_, value)| value)?;
        let (id, mac) = value.split_once('.')?;
        let mac = base64url::decode(mac)?;
        let signs = |key: &[u8; 32]| sign(key, id).is_some_and(|it| it.verify_slice(&mac).is_ok());
        let valid = keys.derive_all("cookie").iter().any(signs);
        valid.then(|| Self(id.to_owned()))
    }

    /// Somebody new.
    pub(crate) fn new() -> Self {
        Self(hex(&drive::random::<16>()))
    }

    /// The `Set-Cookie` header that makes the browser remember.
    pub(crate) fn to_cookie(&self, keys: &Keys) -> String {
        let signed = sign(&keys.derive("cookie"), &self.0);
        let mac = signed.map(|mac| base64url::encode(&mac.finalize().into_bytes()));
        let mac = mac.unwrap_or_default();
        format!(
            "{COOKIE}={}.{mac}; Path=/; Max-Age={LIFETIME_S}; HttpOnly; Secure; SameSite=Lax",
            self.0
        )
    }
}

/// The `Set-Cookie` header that makes the browser forget.
pub(crate) fn no_cookie() -> String {
    format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax")
}

/// HMAC-SHA-256 takes keys of any length; the `Option` is the trait's.
fn sign(key: &[u8; 32], id: &str) -> Option<Hmac<Sha256>> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).ok()?;
    mac.update(id.as_bytes());
    Some(mac)
}

/// The prefix ties the cookie to this very host.
const COOKIE: &str = "__Host-playtally";

/// Refuses a request that changes something unless a page of ours sent it.
///
/// # Errors
/// `unknown_origin`.
pub(crate) fn check_origin(hub: &str, origin: Option<&str>) -> Answer<()> {
    if origin == Some(hub) {
        return Ok(());
    }
    Err(Problem::new(403, "unknown_origin", "Only the hub's own page may change things."))
}
