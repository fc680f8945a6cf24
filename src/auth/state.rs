//! The `state` of a sign-in: says who asked for what, signed, for ten minutes.
//!
//! Single use is the driver's: it keeps the nonce and strikes it out.

use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::base64url;
use crate::http::{encode_pairs, parse_pairs};
use crate::time::{Span, Timestamp};

/// What a sign-in remembers while the person is at the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Who is signing in.
    pub person: String,
    /// At which service.
    pub service: String,
    /// Random text that names this attempt.
    pub nonce: String,
    /// When the attempt is over.
    pub expires_at: Timestamp,
}

/// Why a state is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateError {
    /// Not signed by us, or not whole.
    Invalid,
    /// Older than ten minutes.
    Expired,
    /// Made for another service.
    OtherService,
}

impl State {
    /// How long a person may take.
    pub const LIFE: Span = Span::from_mins(10);
}

/// Writes a state as text that fits into an address.
pub fn sign(key: &[u8; 32], state: &State) -> String {
    let payload = encode_pairs(&[
        ("person", &state.person),
        ("service", &state.service),
        ("nonce", &state.nonce),
        ("expires", &state.expires_at.millis().to_string()),
    ]);
    let payload = base64url::encode(payload.as_bytes());
    let signature = base64url::encode(&mac(key, &payload).finalize().into_bytes());
    format!("{payload}.{signature}")
}

/// Reads a state that came back from `service`.
///
/// # Errors
/// Whatever is wrong with it. The signature is compared in constant time, and first.
pub fn verify(
    key: &[u8; 32],
    now: Timestamp,
    service: &str,
    text: &str,
) -> Result<State, StateError> {
    let (payload, signature) = text.split_once('.').ok_or(StateError::Invalid)?;
    let signature = base64url::decode(signature).ok_or(StateError::Invalid)?;
    mac(key, payload).verify_slice(&signature).map_err(|_| StateError::Invalid)?;
    let state = read(payload).ok_or(StateError::Invalid)?;
    if state.service != service {
        return Err(StateError::OtherService);
    }
    if state.expires_at <= now {
        return Err(StateError::Expired);
    }
    Ok(state)
}

fn read(payload: &str) -> Option<State> {
    let pairs = parse_pairs(&String::from_utf8(base64url::decode(payload)?).ok()?);
    let field = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, v)| v.clone());
    Some(State {
        person: field("person")?,
        service: field("service")?,
        nonce: field("nonce")?,
        expires_at: Timestamp::from_millis(field("expires")?.parse().ok()?),
    })
}

fn mac(key: &[u8; 32], payload: &str) -> Hmac<Sha256> {
    // HMAC fills a key up to its block with zeros; done here, no length can be wrong.
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    block[..key.len()].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block);
    mac.update(payload.as_bytes());
    mac
}
