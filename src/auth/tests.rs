use super::oauth2::{
    authorize_url, challenge_s256, exchange, implicit_token, implicit_url, read_token, refresh,
    revoke, verifier,
};
use super::state::{State, StateError, sign, verify};
use super::*;
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, parse_pairs};

/// Public client, JSON bodies, as Trakt is.
const JSON: OAuth2 = OAuth2 {
    authorize: "https://auth.example/oauth/authorize",
    token: "https://auth.example/oauth/token",
    revoke: Some(Revoke { url: "https://auth.example/oauth/revoke", by_refresh: false }),
    scope: "",
    issuer: None,
    json: true,
    refresh_with_redirect: true,
    secret_with_code: false,
    app_in_query: false,
    device: None,
    challenge: CodeChallenge::S256,
    renews: true,
    implicit: false,
    older: None,
};

/// Confidential client, form bodies, as Simkl is.
const FORM: OAuth2 = OAuth2 {
    revoke: Some(Revoke { url: "https://auth.example/oauth/revoke", by_refresh: true }),
    scope: "media:read media:write",
    json: false,
    refresh_with_redirect: false,
    secret_with_code: true,
    ..JSON
};

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

fn app() -> App {
    App {
        client_id: "app-1".to_owned(),
        client_secret: Some("canary-secret".to_owned()),
        redirect_uri: "https://hub.example/cb?x=1".to_owned(),
        ..App::default()
    }
}

fn public_app() -> App {
    App { client_secret: None, ..app() }
}

fn token(refresh: Option<&str>) -> Token {
    Token {
        access: "canary-access".to_owned(),
        refresh: refresh.map(str::to_owned),
        issued_at: Timestamp::from_secs(1000),
        expires_at: Some(Timestamp::from_secs(1900)),
        scope: String::new(),
    }
}

fn answer(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: body.to_owned() }
}

fn refused(status: u16, body: &str) -> Error {
    read_token(NOW, &answer(status, body), None).unwrap_err()
}

fn form_fields(request: &HttpRequest) -> Vec<(String, String)> {
    let mut fields = parse_pairs(&request.body);
    fields.sort();
    fields
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[test]
fn pkce_agrees_with_the_rfc() {
    assert_eq!(challenge_s256(VERIFIER), CHALLENGE);
    assert_eq!(verifier(&[7; 32]).len(), 43);
}

#[test]
fn the_consent_page_is_asked_with_everything_it_needs() {
    let url = authorize_url(&FORM, &app(), "st.1", VERIFIER, None);
    let (page, query) = url.split_once('?').unwrap();
    assert_eq!(page, "https://auth.example/oauth/authorize");
    assert_eq!(
        parse_pairs(query),
        pairs(&[
            ("response_type", "code"),
            ("client_id", "app-1"),
            ("redirect_uri", "https://hub.example/cb?x=1"),
            ("state", "st.1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("scope", "media:read media:write"),
        ])
    );
    let asked =
        |challenge| authorize_url(&OAuth2 { challenge, ..JSON }, &app(), "s", VERIFIER, None);
    let plain = asked(CodeChallenge::Plain);
    assert!(plain.ends_with(&format!("={VERIFIER}&code_challenge_method=plain")), "{plain}");
    assert!(!asked(CodeChallenge::None).contains("challenge"));
    assert!(query.contains("scope=media%3Aread%20media%3Awrite"), "{query}");
    assert!(!authorize_url(&JSON, &app(), "st.1", VERIFIER, None).contains("scope"));
}

#[test]
fn a_page_alone_is_given_its_token_in_its_own_address() {
    assert_eq!(
        implicit_url(&JSON, &app()),
        "https://auth.example/oauth/authorize?client_id=app-1&response_type=token"
    );
    let token = implicit_token(NOW, "#access_token=test.a%2Bb&token_type=Bearer&expires_in=60");
    let token = token.unwrap().unwrap();
    assert_eq!(token.access, "test.a+b");
    assert_eq!((token.issued_at, token.expires_at), (NOW, Some(NOW + Span::from_secs(60))));
    assert_eq!(token.refresh, None);
    assert_eq!(implicit_token(NOW, "#chapter-2"), Ok(None));
    assert_eq!(implicit_token(NOW, "access_token="), Ok(None));
    let denied = implicit_token(NOW, "#error=access_denied").unwrap_err();
    assert_eq!(denied.kind, ErrorKind::SignInAgain);
}

#[test]
fn the_demo_moves_the_consent_page() {
    let url = authorize_url(&JSON, &app(), "s", "c", Some("http://127.0.0.1:8788/"));
    assert!(url.starts_with("http://127.0.0.1:8788/auth.example/oauth/authorize?"), "{url}");
}

#[test]
fn a_code_is_exchanged_by_verifier_and_by_secret_only_where_wanted() {
    let public = exchange(&JSON, &app(), "code-1", "verifier-1");
    assert_eq!(public.url, "https://auth.example/oauth/token");
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&public.body).unwrap(),
        serde_json::json!({
            "grant_type": "authorization_code",
            "client_id": "app-1",
            "code": "code-1",
            "code_verifier": "verifier-1",
            "redirect_uri": "https://hub.example/cb?x=1",
        })
    );
    let confidential = exchange(&FORM, &app(), "code-1", "verifier-1");
    assert!(
        confidential
            .headers
            .contains(&("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()))
    );
    assert_eq!(
        form_fields(&confidential),
        pairs(&[
            ("client_id", "app-1"),
            ("client_secret", "canary-secret"),
            ("code", "code-1"),
            ("code_verifier", "verifier-1"),
            ("grant_type", "authorization_code"),
            ("redirect_uri", "https://hub.example/cb?x=1"),
        ])
    );
}

#[test]
fn a_refresh_repeats_the_redirect_only_where_wanted() {
    let body = refresh(&JSON, &public_app(), "refresh-1").body;
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&body).unwrap(),
        serde_json::json!({
            "grant_type": "refresh_token",
            "refresh_token": "refresh-1",
            "client_id": "app-1",
            "redirect_uri": "https://hub.example/cb?x=1",
        })
    );
    assert_eq!(
        form_fields(&refresh(&FORM, &app(), "refresh-1")),
        pairs(&[
            ("client_id", "app-1"),
            ("client_secret", "canary-secret"),
            ("grant_type", "refresh_token"),
            ("refresh_token", "refresh-1"),
        ])
    );
}

#[test]
fn a_grant_is_ended_by_the_token_the_service_wants() {
    let both = token(Some("canary-refresh"));
    let by_refresh = revoke(&FORM, &app(), &both).unwrap();
    assert_eq!(by_refresh.url, "https://auth.example/oauth/revoke");
    assert_eq!(
        form_fields(&by_refresh),
        pairs(&[
            ("client_id", "app-1"),
            ("client_secret", "canary-secret"),
            ("token", "canary-refresh"),
        ])
    );
    assert!(revoke(&FORM, &app(), &token(None)).unwrap().body.contains("token=canary-access"));
    assert!(revoke(&JSON, &app(), &both).unwrap().body.contains(r#""token":"canary-access""#));
    assert_eq!(revoke(&OAuth2 { revoke: None, ..JSON }, &app(), &both), None);
}

#[test]
fn an_old_app_signs_in_the_old_way_or_not_at_all() {
    static OLD: OAuth2 = OAuth2 { app_in_query: true, ..JSON };
    let scheme = AuthScheme::OAuth2(OAuth2 { older: Some(&OLD), ..FORM });
    let old = App { older: true, name: Some("lamp".to_owned()), ..public_app() };
    assert_eq!(scheme.oauth2(&app()).map(|oauth| oauth.scope), Some(FORM.scope));
    assert_eq!(scheme.oauth2(&old), Some(&OLD));
    assert_eq!(AuthScheme::OAuth2(FORM).oauth2(&old), None);
    assert_eq!(AuthScheme::UserToken.oauth2(&app()), None);

    let named = "app-name=lamp&app-version=";
    assert!(authorize_url(&OLD, &old, "s", "c", None).contains(named));
    let exchanged = exchange(&OLD, &old, "code-1", "verifier-1");
    assert!(exchanged.url.starts_with("https://auth.example/oauth/token?client_id=app-1&"));
    assert!(exchanged.url.contains(named), "{}", exchanged.url);
    assert!(exchange(&OLD, &public_app(), "c", "v").url.contains("app-name=playtally&"));
}

#[test]
fn a_scope_that_was_not_granted_is_named() {
    let granted = |scope: &str| Token { scope: scope.to_owned(), ..token(None) };
    assert_eq!(granted("media:read").lacks(&FORM), ["media:write"]);
    assert_eq!(granted("media:write media:read extra").lacks(&FORM), [""; 0]);
    assert_eq!(granted("media:write").lacks(&FORM), [""; 0], "who may write may read");
    assert_eq!(granted("").lacks(&FORM), [""; 0], "it did not say");
    assert_eq!(granted("public").lacks(&JSON), [""; 0], "nothing was asked for");
}

#[test]
fn a_token_ends_by_our_clock() {
    let body = r#"{"access_token":"test-access-1","token_type":"bearer","expires_in":604800,
        "refresh_token":"test-refresh-2","scope":"public","created_at":1}"#;
    let token = read_token(NOW, &answer(200, body), Some(&token(Some("test-refresh-1")))).unwrap();
    assert_eq!(token.access, "test-access-1");
    assert_eq!(token.refresh.as_deref(), Some("test-refresh-2"));
    assert_eq!(token.issued_at, NOW);
    assert_eq!(token.expires_at, Some(NOW + Span::from_hours(7 * 24)));
    assert_eq!(token.scope, "public");
}

#[test]
fn a_service_without_a_new_refresh_token_keeps_the_old_one() {
    let body = r#"{"access_token":"test-access-2","token_type":"Bearer","expires_in":"3600"}"#;
    let kept = read_token(NOW, &answer(201, body), Some(&token(Some("test-refresh-1")))).unwrap();
    assert_eq!(kept.refresh.as_deref(), Some("test-refresh-1"));
    assert_eq!(kept.expires_at, Some(NOW + Span::from_hours(1)));
    assert_eq!(read_token(NOW, &answer(200, body), None).unwrap().refresh, None);
}

#[test]
fn only_the_services_own_refusal_ends_a_sign_in() {
    let ended =
        refused(400, r#"{"error":"invalid_grant","error_description":"session not found"}"#);
    assert_eq!(ended.kind, ErrorKind::SignInAgain);
    assert_eq!(ended.detail.as_deref(), Some("invalid_grant: session not found"));
    assert_eq!(refused(401, r#"{"error":"invalid_grant"}"#).kind, ErrorKind::SignInAgain);
    assert_eq!(refused(401, r#"{"error":"invalid_client"}"#).kind, ErrorKind::AppRefused);
    assert_eq!(refused(400, r#"{"error":"unauthorized_client"}"#).kind, ErrorKind::AppRefused);
    assert_eq!(refused(400, r#"{"error":"invalid_request"}"#).kind, ErrorKind::AppRefused);
    assert_eq!(refused(401, r#"{"error":"invalid_request"}"#).kind, ErrorKind::SignInAgain);
    for (hint, kind) in [
        ("Cannot decrypt the authorization code", ErrorKind::SignInAgain),
        ("Authorization code has expired", ErrorKind::SignInAgain),
        ("Check the `client_id` parameter", ErrorKind::AppRefused),
        ("Invalid redirect URI", ErrorKind::AppRefused),
    ] {
        let body = format!(
            r#"{{"error":"invalid_request","message":"The request is malformed.","hint":"{hint}"}}"#
        );
        assert_eq!(refused(400, &body).kind, kind, "{hint}");
    }
    assert_eq!(refused(401, r#"{"error":"grant_error"}"#).kind, ErrorKind::SignInAgain);
    assert_eq!(refused(401, r#"{"error":"secret_error"}"#).kind, ErrorKind::AppRefused);
    assert_eq!(refused(403, r#"{"error":"redirect_failed"}"#).kind, ErrorKind::AppRefused);

    for (status, body) in [
        (200, r#"{"token_type":"Bearer"}"#),
        (200, r#"{"access_token":""}"#),
        (200, "<html>one moment</html>"),
        (200, ""),
        (400, "<html>blocked</html>"),
        (401, ""),
        (403, "<html>blocked</html>"),
        (400, "{}"),
        (400, r#"{"error":"temporarily_unavailable"}"#),
        (400, r#"{"error":"RATE_LIMIT","code":400}"#),
        (403, r#"{"error":"access_denied"}"#),
        (500, r#"{"error":"invalid_grant"}"#),
        (502, "<html>bad gateway</html>"),
        (503, ""),
    ] {
        assert_eq!(refused(status, body).kind, ErrorKind::Unavailable, "{status} {body}");
    }

    let mut busy = answer(429, "slow down");
    busy.headers.push(("Retry-After".to_owned(), "10".to_owned()));
    let busy = read_token(NOW, &busy, None).unwrap_err();
    assert_eq!(busy.kind, ErrorKind::RateLimited);
    assert_eq!(busy.retry_at, Some(NOW + Span::from_secs(10)));
}

#[test]
fn a_token_is_renewed_when_a_third_of_its_life_is_left() {
    assert_eq!(token(Some("canary-refresh")).refresh_at(), Some(Timestamp::from_secs(1600)));
    assert_eq!(token(None).refresh_at(), None);
    assert!(!token(None).expired(Timestamp::from_millis(1_899_999)));
    assert!(token(None).expired(Timestamp::from_secs(1900)));
}

#[test]
fn debug_shows_no_secret() {
    let shown = format!("{:?} {:?}", token(Some("canary-refresh")), app());
    assert!(shown.contains("app-1") && !shown.contains("canary"), "{shown}");
}

const KEY: [u8; 32] = [1; 32];

fn state() -> State {
    State {
        person: "p&1".to_owned(),
        service: "trakt".to_owned(),
        nonce: "n=1".to_owned(),
        expires_at: NOW + State::LIFE,
    }
}

#[test]
fn a_state_comes_back_as_it_went() {
    let text = sign(&KEY, &state());
    assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)), "{text}");
    assert_eq!(verify(&KEY, NOW, "trakt", &text), Ok(state()));
}

#[test]
fn a_state_is_refused_with_its_reason() {
    let text = sign(&KEY, &state());
    assert_eq!(verify(&KEY, NOW + State::LIFE, "trakt", &text), Err(StateError::Expired));
    assert_eq!(verify(&KEY, NOW, "simkl", &text), Err(StateError::OtherService));
    assert_eq!(verify(&[2; 32], NOW, "trakt", &text), Err(StateError::Invalid));
    for broken in ["", ".", "x.y", &text[1..], &text[..text.len() - 1], &format!("{text}A")] {
        assert_eq!(verify(&KEY, NOW, "trakt", broken), Err(StateError::Invalid), "{broken}");
    }
}

#[test]
fn no_single_letter_of_a_state_can_be_changed() {
    let text = sign(&KEY, &state());
    for at in 0..text.len() {
        let swapped = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
        let changed = format!("{}{swapped}{}", &text[..at], &text[at + 1..]);
        assert_eq!(verify(&KEY, NOW, "trakt", &changed), Err(StateError::Invalid), "{at}");
    }
}

#[test]
fn the_signature_is_hmac_sha256() {
    // RFC 4231, case 1, has a key of 20 bytes; zeros up to 32 do not change it.
    let mut key = [0; 32];
    key[..20].fill(0x0b);
    let signed = sign(&key, &state());
    let (payload, signature) = signed.split_once('.').unwrap();
    use hmac::Mac;
    let mut peer = <hmac::Hmac<sha2::Sha256> as Mac>::new_from_slice(&key[..20]).unwrap();
    peer.update(payload.as_bytes());
    assert_eq!(signature, base64url::encode(&peer.finalize().into_bytes()));
}
