//! Tokens at rest: AES-256-GCM, bound to the person and connection they belong to.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use sha2::{Digest, Sha256};

/// The hub's keys, newest first; each has an id so that old ones can be retired.
pub(crate) struct Keys(Vec<(String, [u8; 32])>);

impl Keys {
    /// Reads `id:secret,id:secret`; the first seals, all of them open. `None` where there is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let keys: Vec<_> = text
            .split(',')
            .filter_map(|part| part.trim().split_once(':'))
            .filter(|(id, secret)| is_id(id) && secret.len() >= 16)
            .map(|(id, secret)| (id.to_owned(), Sha256::digest(secret.as_bytes()).into()))
            .collect();
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// A key for another purpose, made of the newest one.
    pub(crate) fn derive(&self, purpose: &str) -> [u8; 32] {
        self.0.first().map(|(_, key)| derive(key, purpose)).unwrap_or_default()
    }

    /// The same for every key that is still valid, newest first.
    pub(crate) fn derive_all(&self, purpose: &str) -> Vec<[u8; 32]> {
        self.0.iter().map(|(_, key)| derive(key, purpose)).collect()
    }

    /// Seals `plain` for `owner`. `nonce` must never be used twice.
    pub(crate) fn seal(&self, plain: &str, owner: &str, nonce: [u8; 12]) -> Option<String> {
        let (id, key) = self.0.first()?;
        let payload = Payload { msg: plain.as_bytes(), aad: owner.as_bytes() };
        let sealed = cipher(key).encrypt(Nonce::from_slice(&nonce), payload).ok()?;
        Some(format!("{id}.{}.{}", hex(&nonce), hex(&sealed)))
    }

    /// Opens what [`Keys::seal`] made for this `owner`.
    pub(crate) fn open(&self, sealed: &str, owner: &str) -> Option<String> {
        let mut parts = sealed.split('.');
        let (id, nonce, body) = (parts.next()?, unhex(parts.next()?)?, unhex(parts.next()?)?);
        let (_, key) = self.0.iter().find(|(known, _)| known == id)?;
        if nonce.len() != 12 {
            return None;
        }
        let payload = Payload { msg: &body, aad: owner.as_bytes() };
        let plain = cipher(key).decrypt(Nonce::from_slice(&nonce), payload).ok()?;
        String::from_utf8(plain).ok()
    }

    /// Whether the newest key sealed it.
    pub(crate) fn is_newest(&self, sealed: &str) -> bool {
        let id = sealed.split('.').next();
        self.0.first().is_some_and(|(newest, _)| id == Some(newest))
    }
}

/// A dot would end the id where it stands beside what it sealed.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn derive(key: &[u8; 32], purpose: &str) -> [u8; 32] {
    Sha256::new().chain_update(purpose.as_bytes()).chain_update(key).finalize().into()
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(key.into())
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits.filter(|d| d.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    const OLD: &str = "1:an-old-key-for-tests";
    const BOTH: &str = "2:a-new-key-for-tests,1:an-old-key-for-tests";

    #[test]
    fn opens_only_for_its_owner() {
        let keys = Keys::parse(OLD).unwrap();
        let sealed = keys.seal("test-access-1", "ann/main/trakt", [7; 12]).unwrap();
        assert!(!sealed.contains("test-access-1"));
        assert_eq!(keys.open(&sealed, "ann/main/trakt").as_deref(), Some("test-access-1"));
        assert_eq!(keys.open(&sealed, "bob/main/trakt"), None);
        assert_eq!(keys.open(&sealed, "ann/main/simkl"), None);
        assert_eq!(keys.open(&sealed[..sealed.len() - 2], "ann/main/trakt"), None);
    }

    #[test]
    fn an_older_key_still_opens_after_rotation() {
        let sealed = Keys::parse(OLD).unwrap().seal("test-access-1", "ann", [1; 12]).unwrap();
        let keys = Keys::parse(BOTH).unwrap();
        assert_eq!(keys.open(&sealed, "ann").as_deref(), Some("test-access-1"));
        let anew = keys.seal("x", "ann", [2; 12]).unwrap();
        assert!(keys.is_newest(&anew) && !keys.is_newest(&sealed));
    }

    #[test]
    fn a_missing_or_short_key_is_no_key() {
        assert!(Keys::parse("").is_none());
        assert!(Keys::parse("1:short").is_none());
        assert!(Keys::parse("1.2:long-enough-for-a-test").is_none());
    }
}
