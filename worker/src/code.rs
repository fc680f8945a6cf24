//! Codes people read and type: made of random bytes, read back however they were written.

use sha2::{Digest, Sha256};

use crate::seal::hex;

/// Digits and capitals without those that look alike (I, L, O) or make words (U).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code of as many letters as there are bytes, in groups of `group`.
pub(crate) fn make(random: &[u8], group: usize) -> String {
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().map_or('0', char::from);
    let groups = random.chunks(group).map(|bytes| bytes.iter().map(letter).collect());
    groups.collect::<Vec<String>>().join("-")
}

/// The name under which a code of this kind is found. Small letters, spaces, missing
/// dashes and letters that look like digits make no difference.
pub(crate) fn name(kind: &str, code: &str) -> String {
    let plain = code.chars().filter(char::is_ascii_alphanumeric).map(|c| match c {
        'o' | 'O' => '0',
        'i' | 'I' | 'l' | 'L' => '1',
        other => other.to_ascii_uppercase(),
    });
    hashed(kind, &plain.collect::<String>())
}

/// A name that tells nothing of what it was made of.
pub(crate) fn hashed(kind: &str, text: &str) -> String {
    hex(&Sha256::digest(format!("{kind}:{text}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        let code = make(&[20, 7, 23, 22, 1, 27, 24, 0], 4);
        assert_eq!(code, "M7QP-1VR0");
        let name = |typed| name("pair", typed);
        for typed in ["M7QP1VR0", "m7qp-1vr0", " M7QP 1VR0 ", "M7QP-IVRO", "m7qp-lvro"] {
            assert_eq!(name(typed), name(&code), "{typed}");
        }
        assert_ne!(name("M7QP-1VR1"), name(&code));
        assert_ne!(super::name("recovery", &code), name(&code));
    }

    #[test]
    fn every_letter_can_come_up() {
        let bytes: Vec<u8> = (0..=255).collect();
        let code = make(&bytes, 256);
        for letter in LETTERS {
            assert_eq!(code.bytes().filter(|other| other == letter).count(), 8);
        }
    }
}
