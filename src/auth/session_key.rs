//! Sign-in by session key, as Last.fm has it: a page sends the person back with a
//! token, which is traded once for a key without end.
//!
//! <https://www.last.fm/api/webauth>, read 2026-07.

use serde_json::Value;

use super::oauth2::page_at;
use super::sign::sign_form;
use super::{App, SessionKey, Token};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, Method, USER_AGENT, with_query};
use crate::time::Timestamp;

/// The page to send a person to. It knows no state of its own, so that rides in the
/// address it sends them back to.
pub fn authorize_url(scheme: &SessionKey, app: &App, state: &str, base: Option<&str>) -> String {
    let back = with_query(&app.redirect_uri, &[("state", state)]);
    with_query(&page_at(scheme.authorize, base), &[("api_key", &app.client_id), ("cb", &back)])
}

/// Trades the token a person came back with for a session key.
pub fn exchange(scheme: &SessionKey, app: &App, token: &str) -> HttpRequest {
    let mut request =
        HttpRequest::new(Method::Post, scheme.api).header("user-agent", USER_AGENT).form(&[
            ("method", "auth.getSession"),
            ("api_key", &app.client_id),
            ("token", token),
            ("format", "json"),
        ]);
    sign_form(&mut request, &[], app.client_secret.as_deref().unwrap_or_default());
    request
}

/// Reads the answer: the key, and the name of the person it belongs to.
///
/// # Errors
/// [`ErrorKind::SignInAgain`] where the token is used up, too old or was never
/// allowed, [`ErrorKind::AppRefused`] where key or secret are wrong; everything
/// else says nothing about the token and is worth another try.
pub fn read_session(now: Timestamp, response: &HttpResponse) -> Result<(Token, String), Error> {
    let body: Value = response.json().unwrap_or_default();
    let session = &body["session"];
    let field = |name: &str| session[name].as_str().filter(|text| !text.is_empty());
    if let (true, Some(key), Some(name)) = (response.is_success(), field("key"), field("name")) {
        let token = Token {
            access: key.to_owned(),
            refresh: None,
            issued_at: now,
            expires_at: None,
            scope: String::new(),
        };
        return Ok((token, name.to_owned()));
    }
    let said = &body["error"];
    let number = said.as_u64().or_else(|| said.as_str()?.parse().ok());
    let (kind, message) = match number {
        Some(4 | 14 | 15) => {
            (ErrorKind::SignInAgain, "This sign-in is used up or was not allowed. Connect again.")
        }
        Some(2 | 3 | 5 | 6 | 7 | 10 | 13 | 26) => (
            ErrorKind::AppRefused,
            "The service refuses this app. Its owner has to check the key and the secret.",
        ),
        Some(29) => {
            (ErrorKind::RateLimited, "The service asks to sign in more slowly. It is tried again.")
        }
        _ => (
            ErrorKind::Unavailable,
            "The service could not be asked for a session. It is tried again.",
        ),
    };
    // The number alone: a whole body could hold the token.
    let detail = number.map(|number| format!("error {number}"));
    Err(Error { status: Some(response.status), detail, ..Error::new(kind, message) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::parse_pairs;

    const LASTFM: SessionKey =
        SessionKey { authorize: "https://www.example/api/auth/", api: "https://ws.example/2.0/" };
    const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

    fn app() -> App {
        App {
            client_id: "xxxxxxxxxx".to_owned(),
            client_secret: Some("ilovecher".to_owned()),
            redirect_uri: "https://hub.example/cb".to_owned(),
            ..App::default()
        }
    }

    fn read(status: u16, body: &str) -> Result<(Token, String), Error> {
        read_session(NOW, &HttpResponse { status, headers: vec![], body: body.to_owned() })
    }

    #[test]
    fn the_state_rides_in_the_address_to_come_back_to() {
        assert_eq!(
            authorize_url(&LASTFM, &app(), "s+1", None),
            "https://www.example/api/auth/?api_key=xxxxxxxxxx&cb=https%3A%2F%2Fhub.example%2Fcb%3Fstate%3Ds%252B1"
        );
        let demo = authorize_url(&LASTFM, &app(), "s", Some("http://127.0.0.1:8788"));
        assert!(demo.starts_with("http://127.0.0.1:8788/www.example/api/auth/?api_key="), "{demo}");
    }

    #[test]
    fn the_exchange_is_signed() {
        let request = exchange(&LASTFM, &app(), "yyyyyy");
        assert_eq!((request.method, &*request.url), (Method::Post, "https://ws.example/2.0/"));
        let fields = parse_pairs(&request.body);
        let field = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, v)| &**v);
        assert_eq!(field("method"), Some("auth.getSession"));
        assert_eq!(field("api_sig"), Some("b87d61da3cda91a8b6746c4aef55d6f8"));
        assert!(!request.body.contains("ilovecher"));
    }

    #[test]
    fn a_session_has_no_end() {
        for subscriber in ["0", "\"0\""] {
            let body = format!(
                r#"{{"session":{{"subscriber":{subscriber},"name":"rob","key":"test-session-1"}}}}"#
            );
            let (token, name) = read(200, &body).unwrap();
            assert_eq!((&*token.access, &*name), ("test-session-1", "rob"));
            assert_eq!((token.expires_at, token.refresh_at(), token.issued_at), (None, None, NOW));
        }
    }

    #[test]
    fn only_a_word_about_the_token_ends_the_sign_in() {
        use ErrorKind::{AppRefused, RateLimited, SignInAgain, Unavailable};
        for (status, body, kind) in [
            (403, r#"{"error":4,"message":"Unauthorized Token"}"#, SignInAgain),
            (200, r#"{"error":"14","message":"not authorized"}"#, SignInAgain),
            (403, r#"{"error":15}"#, SignInAgain),
            (403, r#"{"error":10}"#, AppRefused),
            (403, r#"{"error":13}"#, AppRefused),
            (403, r#"{"error":26}"#, AppRefused),
            (503, r#"{"error":11}"#, Unavailable),
            (429, r#"{"error":29}"#, RateLimited),
            (403, "<html>", Unavailable),
            (200, "{}", Unavailable),
            (200, r#"{"session":{"name":"rob","key":""}}"#, Unavailable),
            (500, r#"{"session":{"name":"rob","key":"test-session-1"}}"#, Unavailable),
        ] {
            let error = read(status, body).unwrap_err();
            assert_eq!((error.kind, error.status), (kind, Some(status)), "{status} {body}");
        }
    }
}
