//! How a call to Last.fm proves which app it comes from (`api_sig`), and how an older client
//! proves that it knows a password.

use md5::{Digest, Md5};
use serde_json::{Map, Value};

use crate::http::{HttpRequest, encode_pairs, parse_pairs};

/// Adds these fields to a form, and the signature over all of it.
pub fn sign_form(request: &mut HttpRequest, fields: &[(&str, &str)], secret: &str) {
    append(request, fields);
    let signature = api_sig(parse_pairs(&request.body), secret);
    append(request, &[("api_sig", &signature)]);
}

/// MD5 over every name and value in the order of the names' bytes (so `artist[10]`
/// before `artist[1]`, `albumArtist` behind `album`), then the secret, in hex.
///
/// <https://www.last.fm/api/authspec>, read 2026-07.
pub fn api_sig(fields: Vec<(String, String)>, secret: &str) -> String {
    // A `Map` keeps its members in that very order.
    let mut signed: Map<String, Value> =
        fields.into_iter().map(|(name, value)| (name, value.into())).collect();
    for unsigned in ["format", "callback", "api_sig"] {
        signed.remove(unsigned);
    }
    let mut digest = Md5::new();
    for (name, value) in &signed {
        digest.update(name);
        digest.update(value.as_str().unwrap_or_default());
    }
    digest.update(secret);
    hex(&digest.finalize())
}

/// MD5 over the MD5 of the password in hex and the time, as it was sent, in hex.
///
/// <http://www.audioscrobbler.net/development/protocol/>, read 2026-11.
pub fn handshake(password: &str, time: &str) -> String {
    let password = hex(&Md5::digest(password));
    hex(&Md5::digest([&password, time].concat()))
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

fn append(request: &mut HttpRequest, fields: &[(&str, &str)]) {
    if !request.body.is_empty() && !fields.is_empty() {
        request.body.push('&');
    }
    request.body.push_str(&encode_pairs(fields));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Method;

    fn signed(fields: &[(&str, &str)], secret: &str) -> String {
        let own = |text: &str| text.to_owned();
        api_sig(fields.iter().map(|(name, value)| (own(name), own(value))).collect(), secret)
    }

    #[test]
    fn sessions_of_other_peoples_clients() {
        for (key, token, secret, expected) in [
            (
                "YOUR_API_KEY",
                "YOUR_REQUESTED_TOKEN",
                "YOUR_SECRET",
                "94539006de89b3c6b3c030bb1e52b9c4",
            ),
            ("xxxxxxxxxx", "yyyyyy", "ilovecher", "b87d61da3cda91a8b6746c4aef55d6f8"),
            (
                "TESTAPIKEY0123456789abcdef012345",
                "TESTTOKEN6789",
                "TESTSHAREDSECRET0123456789abcdef",
                "721270434e532ecf0edc2740d2ebd57d",
            ),
        ] {
            let fields = [("token", token), ("api_key", key), ("method", "auth.getSession")];
            assert_eq!(signed(&fields, secret), expected);
            let with_format = [&fields[..], &[("format", "json"), ("callback", "f")]].concat();
            assert_eq!(signed(&with_format, secret), expected, "format and callback do not count");
        }
    }

    #[test]
    fn indices_are_sorted_as_bytes_not_as_numbers() {
        let fields = [
            ("api_key", "TESTAPIKEY0123456789abcdef012345"),
            ("method", "track.scrobble"),
            ("sk", "TESTSESSIONKEY0000"),
            ("artist[0]", "Simon & Garfunkel"),
            ("track[0]", "1 + 1 = 2"),
            ("timestamp[0]", "1790000000"),
            ("artist[1]", "AC/DC"),
            ("track[1]", "T.N.T."),
            ("timestamp[1]", "1790000300"),
            ("chosenByUser[1]", "0"),
            ("artist[10]", "Tyler, The Creator"),
            ("track[10]", "See You Again"),
            ("timestamp[10]", "1790000600"),
        ];
        let secret = "TESTSHAREDSECRET0123456789abcdef";
        assert_eq!(signed(&fields, secret), "5ceaacc6ee2424f5860afcbc4a9c89f5");
    }

    #[test]
    fn a_batch_of_twelve() {
        let mut fields = vec![
            ("api_key".to_owned(), "00000000000000000000000000000001".to_owned()),
            ("method".to_owned(), "track.scrobble".to_owned()),
            ("sk".to_owned(), "sk-1".to_owned()),
        ];
        for place in 0..12 {
            fields.push((format!("artist[{place}]"), format!("A{place}")));
            fields.push((format!("track[{place}]"), format!("T{place}")));
            fields.push((format!("timestamp[{place}]"), (1_790_000_000 + 300 * place).to_string()));
        }
        for (name, value) in [("album[0]", "Al"), ("albumArtist[0]", "Aa"), ("trackNumber[0]", "1")]
        {
            fields.push((name.to_owned(), value.to_owned()));
        }
        assert_eq!(api_sig(fields, "secret-for-tests"), "866af240e761bab8510ffeab44affb51");
    }

    #[test]
    fn values_are_signed_as_they_are_not_as_they_are_encoded() {
        let key = ("api_key", "00000000000000000000000000000001");
        let sk = ("sk", "sk-1");
        let love = [key, ("method", "track.love"), sk, ("artist", "Björk"), ("track", "Jóga")];
        let now = [
            key,
            ("method", "track.updateNowPlaying"),
            sk,
            ("artist", "AC/DC"),
            ("track", "T.N.T."),
            ("album", "High Voltage"),
            ("albumArtist", "AC/DC"),
            ("trackNumber", "1"),
            ("duration", "215"),
        ];
        let scrobble = [
            key,
            ("method", "track.scrobble"),
            sk,
            ("artist", "東京事変"),
            ("track", "群青日和 + 1 & 2=3 %20"),
            ("timestamp", "1790000000"),
        ];
        for (fields, expected) in [
            (&love[..], "3fc368758566645ff7f0c47b54d41c42"),
            (&now[..], "dc8e1d61251b144e3573b95d88fc2972"),
            (&scrobble[..], "3a5838905c1bd5a5dcc04e0505f9ad2c"),
        ] {
            assert_eq!(signed(fields, "secret-for-tests"), expected);
            // The same by way of a form, whose encoding has to be undone.
            let mut request =
                HttpRequest::new(Method::Post, "https://ws.example/2.0/").form(fields);
            sign_form(&mut request, &[], "secret-for-tests");
            assert!(request.body.ends_with(&format!("&api_sig={expected}")), "{}", request.body);
        }
    }

    #[test]
    fn one_in_a_batch_of_one() {
        let key = "k".repeat(32);
        let fields = [
            ("api_key", &*key),
            ("method", "track.scrobble"),
            ("sk", "sk123"),
            ("artist[0]", "Simon & Garfunkel"),
            ("track[0]", "1 + 1 = 2"),
            ("timestamp[0]", "1790000000"),
            ("album[0]", "X"),
            ("duration[0]", "200"),
        ];
        assert_eq!(signed(&fields, &"s".repeat(32)), "511f97697b23ad520657f81a444107db");
    }

    #[test]
    fn a_password_is_proved_and_not_told() {
        // md5 of 5f4dcc3b5aa765d61d8327deb882cf991790000000
        assert_eq!(handshake("password", "1790000000"), "a04c0edaf9ec363c6aee67f887f51c04");
    }

    #[test]
    fn a_signed_form_carries_what_was_signed() {
        let mut request = HttpRequest::new(Method::Post, "https://ws.example/2.0/")
            .form(&[("method", "user.getInfo"), ("format", "json")]);
        sign_form(&mut request, &[("sk", "test-session-1")], "test-secret-1");
        let expected =
            signed(&[("method", "user.getInfo"), ("sk", "test-session-1")], "test-secret-1");
        assert_eq!(
            request.body,
            format!("method=user.getInfo&format=json&sk=test-session-1&api_sig={expected}")
        );
    }
}
