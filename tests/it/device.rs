//! Sign-in by code, with the services as they are.

use std::collections::BTreeSet;

use playtally::auth::device::{DeviceSignIn, DeviceState, Step, request_code};
use playtally::auth::{App, OAuth2};
use playtally::error::ErrorKind;
use playtally::http::{HttpRequest, HttpResponse, Method, parse_pairs};
use playtally::providers::by_id;
use playtally::time::{Span, Timestamp};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

fn app() -> App {
    App {
        client_id: "app-1".to_owned(),
        client_secret: Some("canary-secret".to_owned()),
        ..App::default()
    }
}

fn public_app() -> App {
    App { client_secret: None, ..app() }
}

fn answer(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: body.to_owned() }
}

fn form_fields(request: &HttpRequest) -> Vec<(String, String)> {
    let mut fields = parse_pairs(&request.body);
    fields.sort();
    fields
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

/// The scheme of a real service, for an app of today or of yesterday.
fn scheme(service: &str, older: bool) -> OAuth2 {
    let app = App { older, ..app() };
    *by_id(service).unwrap().descriptor().auth.oauth2(&app).unwrap()
}

fn secs(count: i64) -> Span {
    Span::from_secs(count)
}

const STARTED: &str = r#"{"device_code":"canary-device","user_code":"AB12 CD",
    "verification_url":"https://auth.example/activate/","expires_in":600,"interval":5}"#;

fn begin(oauth: &OAuth2, body: &str) -> DeviceSignIn {
    DeviceSignIn::begin(NOW, oauth, &answer(200, body)).unwrap()
}

/// A sign-in that was asked about once, and when that was.
fn asked(oauth: &OAuth2) -> (DeviceSignIn, Timestamp) {
    let mut sign_in = begin(oauth, STARTED);
    let at = sign_in.wake_at().unwrap();
    assert!(sign_in.poll(at, oauth, &app()).is_some());
    (sign_in, at)
}

fn body(request: &HttpRequest) -> Value {
    serde_json::from_str(&request.body).unwrap()
}

#[test]
fn each_service_is_asked_in_its_own_way() {
    let trakt = scheme("trakt", false);
    let start = request_code(&trakt, &public_app()).unwrap();
    assert_eq!(start.url, "https://auth.trakt.tv/oauth/device/code");
    assert_eq!(body(&start), json!({"client_id": "app-1"}));
    let poll = begin(&trakt, STARTED).poll(NOW + secs(5), &trakt, &public_app()).unwrap();
    assert_eq!(poll.url, "https://auth.trakt.tv/oauth/device/token");
    assert_eq!(body(&poll), json!({"client_id": "app-1", "code": "canary-device"}));

    let simkl = scheme("simkl", false);
    let start = request_code(&simkl, &app()).unwrap();
    assert_eq!(start.url, "https://api.simkl.com/oauth2/device");
    let asked_for = [("client_id", "app-1"), ("scope", "media:read media:write")];
    assert_eq!(form_fields(&start), pairs(&asked_for), "the secret stays here");
    let poll = begin(&simkl, STARTED).poll(NOW + secs(5), &simkl, &app()).unwrap();
    assert_eq!(poll.url, "https://api.simkl.com/oauth2/token");
    assert_eq!(
        form_fields(&poll),
        pairs(&[
            ("client_id", "app-1"),
            ("client_secret", "canary-secret"),
            ("device_code", "canary-device"),
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ])
    );

    let pin = scheme("simkl", true);
    let start = request_code(&pin, &app()).unwrap();
    assert_eq!(start.method, Method::Get);
    let named = "?client_id=app-1&app-name=playtally&app-version=0.1.0";
    assert_eq!(start.url, format!("https://api.simkl.com/oauth/pin{named}"));
    let poll = begin(&pin, STARTED).poll(NOW + secs(5), &pin, &app()).unwrap();
    assert_eq!(poll.url, format!("https://api.simkl.com/oauth/pin/AB12%20CD{named}"));
    assert_eq!((poll.method, poll.body.as_str()), (Method::Get, ""));

    assert_eq!(request_code(&OAuth2 { device: None, ..trakt }, &app()), None);
}

#[test]
fn the_person_is_shown_what_the_service_said() {
    let trakt = begin(&scheme("trakt", false), STARTED);
    assert_eq!(trakt.user_code(), "AB12 CD");
    assert_eq!(trakt.verification_url(), "https://auth.example/activate/");
    assert_eq!(
        trakt.verification_url_complete(),
        Some("https://auth.example/activate/AB12%20CD"),
        "Trakt's page takes the code in its path"
    );
    assert_eq!(trakt.expires_at(), NOW + secs(600));
    assert_eq!(trakt.wake_at(), Some(NOW + secs(5)));

    let simkl = begin(
        &scheme("simkl", false),
        r#"{"device_code":"d","user_code":"BDWP-HQPK","verification_uri":"https://auth.example/pin",
            "verification_uri_complete":"https://auth.example/pin?user_code=BDWP-HQPK"}"#,
    );
    assert_eq!(simkl.verification_url(), "https://auth.example/pin");
    let complete = "https://auth.example/pin?user_code=BDWP-HQPK";
    assert_eq!(simkl.verification_url_complete(), Some(complete));
    assert_eq!(simkl.interval(), secs(5), "the usual one");
    assert_eq!(simkl.expires_at(), NOW + secs(600));
}

#[test]
fn a_start_without_a_code_is_an_error() {
    let trakt = scheme("trakt", false);
    let refused = |status, body: &str| {
        DeviceSignIn::begin(NOW, &trakt, &answer(status, body)).unwrap_err().kind
    };
    let unsafe_page = STARTED.replace("https://", "javascript:");
    for body in ["", "{}", "<html>", "null", r#"{"device_code":"d"}"#, &unsafe_page] {
        assert_eq!(refused(200, body), ErrorKind::Unavailable, "{body}");
    }
    assert_eq!(refused(503, ""), ErrorKind::Unavailable);
    assert_eq!(refused(429, ""), ErrorKind::RateLimited);
    assert_eq!(refused(401, r#"{"error":"invalid_client"}"#), ErrorKind::AppRefused);
    assert_eq!(refused(400, r#"{"error":"unauthorized_client"}"#), ErrorKind::AppRefused);
}

/// What an answer to the first poll makes of the sign-in: its state, and the wait until the next one.
fn after(oauth: &OAuth2, response: Option<&HttpResponse>) -> (DeviceState, Option<i64>) {
    let (mut sign_in, at) = asked(oauth);
    let late = at + secs(2);
    let step = sign_in.digest(late, oauth, response);
    let next = sign_in.wake_at();
    assert_eq!(step, if next.is_some() { Step::Wait } else { Step::Over }, "{response:?}");
    (sign_in.state(), next.map(|next| (next - late).millis() / 1000))
}

#[test]
fn every_answer_of_every_service_is_understood() {
    use DeviceState::{AppRefused, Denied, Expired, Pending, Unknown, Used};
    let trakt = scheme("trakt", false);
    let simkl = scheme("simkl", false);
    let pin = scheme("simkl", true);
    let error = |word: &str| format!(r#"{{"error":"{word}"}}"#);
    let on = (Pending, Some(5));
    let slower = (Pending, Some(10));
    let over = |state| (state, None);
    let cases = [
        (&trakt, 400, String::new(), on),
        (&trakt, 404, String::new(), over(Unknown)),
        (&trakt, 409, String::new(), over(Used)),
        (&trakt, 410, String::new(), over(Expired)),
        (&trakt, 418, String::new(), over(Denied)),
        (&trakt, 429, String::new(), slower),
        (&trakt, 400, error("invalid_client"), over(AppRefused)),
        (&trakt, 403, String::new(), over(AppRefused)),
        (&simkl, 400, error("authorization_pending"), on),
        (&simkl, 400, error("slow_down"), slower),
        (&simkl, 400, error("access_denied"), over(Denied)),
        (&simkl, 400, error("expired_token"), over(Expired)),
        (&simkl, 400, error("invalid_grant"), over(Unknown)),
        (&simkl, 401, error("invalid_client"), over(AppRefused)),
        (&simkl, 400, error("unheard_of"), on),
        (&pin, 200, r#"{"result":"KO","message":"Authorization pending"}"#.to_owned(), on),
        (&pin, 200, STARTED.replacen('{', r#"{"result":"OK","#, 1), over(Unknown)),
        (&pin, 400, error("unauthorized_client"), over(AppRefused)),
        (&pin, 412, error("client_id_failed"), over(AppRefused)),
    ];
    for (oauth, status, body, expected) in cases {
        assert_eq!(after(oauth, Some(&answer(status, &body))), expected, "{status} {body}");
    }
}

#[test]
fn what_is_no_answer_of_the_sign_in_changes_nothing() {
    for (service, older) in [("trakt", false), ("simkl", false), ("simkl", true)] {
        let oauth = scheme(service, older);
        let on = (DeviceState::Pending, Some(5));
        assert_eq!(after(&oauth, None), on, "lost");
        for (status, body) in [
            (200, ""),
            (200, "<html>one moment</html>"),
            (200, "null"),
            (200, r#"{"token_type":"bearer"}"#),
            (200, r#"{"access_token":""}"#),
            (400, "<html>bad request</html>"),
            (403, "<html>blocked</html>"),
            (404, "<html>not found</html>"),
            (410, "<html>gone</html>"),
            (500, r#"{"error":"expired_token"}"#),
            (502, ""),
            (520, "<html>cloudflare</html>"),
        ] {
            let shown = format!("{service} {status} {body}");
            assert_eq!(after(&oauth, Some(&answer(status, body))), on, "{shown}");
        }
        let mut busy = answer(429, "<html>1015</html>");
        busy.headers.push(("Retry-After".to_owned(), "300".to_owned()));
        assert_eq!(after(&oauth, Some(&busy)), (DeviceState::Pending, Some(300)));
        let (mut sign_in, at) = asked(&oauth);
        sign_in.digest(at, &oauth, Some(&busy));
        for early in [1, 60, 299] {
            assert_eq!(sign_in.poll(at + secs(early), &oauth, &app()), None);
        }
        assert!(sign_in.poll(at + secs(300), &oauth, &app()).is_some(), "not before it said");
    }
}

const TOKEN: &str = r#"{"access_token":"test-access-1","token_type":"bearer","expires_in":604800,
    "refresh_token":"test-refresh-1","scope":"public"}"#;

#[test]
fn a_token_ends_the_asking() {
    for (service, older) in [("trakt", false), ("simkl", false), ("simkl", true)] {
        let oauth = scheme(service, older);
        let (mut sign_in, at) = asked(&oauth);
        let body = if older { r#"{"result":"OK","access_token":"test-access-1"}"# } else { TOKEN };
        let step = sign_in.digest(at, &oauth, Some(&answer(200, body)));
        let Step::SignedIn(token) = step else { panic!("{step:?}") };
        assert_eq!(token.access, "test-access-1");
        assert_eq!(token.expires_at.is_none(), older);
        assert_eq!(sign_in.state(), DeviceState::Connected);
        assert_eq!((sign_in.wake_at(), sign_in.poll(at + secs(60), &oauth, &app())), (None, None));
    }
}

#[test]
fn slow_down_waits_one_interval_more_from_then_on() {
    let oauth = scheme("simkl", false);
    let slow_down = answer(400, r#"{"error":"slow_down"}"#);
    let pending = answer(400, r#"{"error":"authorization_pending"}"#);
    let mut sign_in = begin(&oauth, STARTED);
    let mut now = NOW;
    for (response, wait) in
        [(&pending, 5), (&slow_down, 10), (&pending, 10), (&slow_down, 15), (&pending, 15)]
    {
        now = sign_in.wake_at().unwrap();
        assert_eq!(sign_in.poll(now + secs(-1), &oauth, &app()), None, "a second early");
        assert!(sign_in.poll(now, &oauth, &app()).is_some());
        sign_in.digest(now, &oauth, Some(response));
        assert_eq!(sign_in.wake_at(), Some(now + secs(wait)));
    }
    let restored = DeviceSignIn::restore(&sign_in.snapshot()).unwrap();
    assert_eq!(restored.interval(), secs(15));
    assert_eq!(restored.wake_at(), Some(now + secs(15)));
}

#[test]
fn one_question_at_a_time_and_a_lost_one_is_asked_again() {
    let oauth = scheme("trakt", false);
    let (mut sign_in, at) = asked(&oauth);
    assert_eq!(sign_in.poll(at + secs(20), &oauth, &app()), None, "under way");
    assert_eq!(sign_in.wake_at(), Some(at + secs(35)));
    let mut restored = DeviceSignIn::restore(&sign_in.snapshot()).unwrap();
    assert_eq!(restored, sign_in);
    assert_eq!(restored.poll(at + secs(34), &oauth, &app()), None);
    assert!(restored.poll(at + secs(35), &oauth, &app()).is_some());
    assert_eq!(DeviceSignIn::restore("{}"), None);
}

#[test]
fn a_code_also_ends_by_our_own_clock() {
    let oauth = scheme("simkl", false);
    let mut sign_in = begin(&oauth, STARTED);
    assert!(sign_in.poll(NOW + secs(599), &oauth, &app()).is_some());
    sign_in.digest(NOW + secs(599), &oauth, None);
    assert_eq!(sign_in.wake_at(), Some(NOW + secs(600)), "not five seconds later");
    assert_eq!(sign_in.poll(NOW + secs(600), &oauth, &app()), None);
    assert_eq!((sign_in.state(), sign_in.wake_at()), (DeviceState::Expired, None));
}

#[test]
fn a_clock_set_back_does_not_stop_the_asking() {
    let oauth = scheme("trakt", false);
    let (mut sign_in, at) = asked(&oauth);
    let day_before = at - Span::from_hours(24);
    assert_eq!(sign_in.poll(day_before, &oauth, &app()), None);
    assert_eq!(sign_in.wake_at(), Some(day_before + secs(5)));
    assert!(sign_in.poll(day_before + secs(5), &oauth, &app()).is_some());
}

#[test]
fn nothing_is_asked_after_cancel_and_a_late_token_is_to_be_revoked() {
    let oauth = scheme("trakt", false);
    let (mut sign_in, at) = asked(&oauth);
    sign_in.cancel();
    assert_eq!((sign_in.state(), sign_in.wake_at()), (DeviceState::Cancelled, None));
    assert_eq!(sign_in.poll(at + secs(60), &oauth, &app()), None);
    assert_eq!(sign_in.digest(at, &oauth, Some(&answer(400, ""))), Step::Over);
    let late = sign_in.digest(at, &oauth, Some(&answer(200, TOKEN)));
    let Step::TooLate(token) = late else { panic!("{late:?}") };
    assert_eq!(token.refresh.as_deref(), Some("test-refresh-1"));
    assert_eq!(sign_in.state(), DeviceState::Cancelled);

    let (mut done, at) = asked(&oauth);
    done.digest(at, &oauth, Some(&answer(200, TOKEN)));
    done.cancel();
    assert_eq!(done.state(), DeviceState::Connected, "too late to give up");
}

/// Answers as any service may give them, at any moment.
fn any_answer() -> impl Strategy<Value = Option<(u16, &'static str)>> {
    let statuses = vec![200, 400, 401, 403, 404, 409, 410, 412, 418, 429, 500, 503];
    let bodies = vec![
        "",
        "<html>",
        r#"{"error":"authorization_pending"}"#,
        r#"{"error":"slow_down"}"#,
        r#"{"error":"expired_token"}"#,
        r#"{"result":"KO"}"#,
        STARTED,
        TOKEN,
    ];
    prop::option::weighted(0.9, (select(statuses), select(bodies)))
}

proptest! {
    #[test]
    fn whatever_is_answered_it_is_asked_in_good_time_and_never_after_the_end(
        service in select(vec![("trakt", false), ("simkl", false), ("simkl", true)]),
        rounds in prop::collection::vec((0_i64..40, 0_i64..40, any_answer()), 1..60),
        restored in any::<prop::sample::Index>(),
    ) {
        let oauth = scheme(service.0, service.1);
        let mut sign_in = begin(&oauth, STARTED);
        let restored = restored.index(rounds.len());
        let (mut now, mut last) = (NOW, NOW);
        for (round, (wait, takes, response)) in rounds.into_iter().enumerate() {
            now = now + secs(wait);
            if round == restored {
                sign_in = DeviceSignIn::restore(&sign_in.snapshot()).unwrap();
            }
            let (interval, open) = (sign_in.interval(), sign_in.state() == DeviceState::Pending);
            prop_assert_eq!(sign_in.wake_at().is_some(), open);
            if sign_in.poll(now, &oauth, &app()).is_none() {
                continue;
            }
            prop_assert!(open && now < sign_in.expires_at());
            prop_assert!(now - last >= interval, "{:?} after {:?}", now - last, interval);
            prop_assert_eq!(sign_in.poll(now, &oauth, &app()), None);
            now = now + secs(takes);
            last = now;
            let response = response.map(|(status, body)| answer(status, body));
            let step = sign_in.digest(now, &oauth, response.as_ref());
            let open = sign_in.state() == DeviceState::Pending;
            prop_assert_eq!(step == Step::Wait, open);
            prop_assert!(sign_in.interval() >= interval);
            let connected = sign_in.state() == DeviceState::Connected;
            prop_assert_eq!(matches!(step, Step::SignedIn(_)), connected);
        }
    }
}

#[test]
fn debug_shows_no_code() {
    let shown = format!("{:?}", begin(&scheme("trakt", false), STARTED));
    assert!(shown.contains("Pending"), "{shown}");
    assert!(!shown.contains("canary") && !shown.contains("AB12"), "{shown}");
}

#[test]
fn every_end_has_a_name_and_a_sentence() {
    use DeviceState::{AppRefused, Cancelled, Connected, Denied, Expired, Pending, Unknown, Used};
    let ends = [Denied, Expired, Used, Unknown, AppRefused, Cancelled];
    let codes: BTreeSet<_> = ends.iter().map(|end| end.code()).collect();
    assert!(codes.len() == ends.len() && !codes.contains(&None), "{codes:?}");
    assert_eq!((Pending.code(), Connected.code()), (None, None));
    for end in ends {
        assert!(end.message("Trakt").len() > 20);
    }
}
