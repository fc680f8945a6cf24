//! The border in a real browser: what only real errors and real objects can show,
//! and every tape, to the byte.

use include_dir::{Dir, include_dir};
use js_sys::Reflect;
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use super::ids;
use super::session::RawSession;
use tape::{Player, Tape};

#[path = "../../tests/it/tape.rs"]
mod tape;

wasm_bindgen_test_configure!(run_in_browser);

const RULES: &str = r#"[{"id":"video","type":"video","percent":80,"factor":0.5}]"#;

fn text(value: &JsValue, key: &str) -> Option<String> {
    Reflect::get(value, &key.into()).ok()?.as_string()
}

#[wasm_bindgen_test]
fn ids_answer_as_json_or_not_at_all() {
    let parsed = ids::parse_video_id("tt0903747:0:5").unwrap();
    assert_eq!(parsed, r#"{"showId":"tt0903747","season":0,"episode":5}"#);
    assert_eq!(ids::parse_video_id("tt0903747:x:5"), None);
}

#[wasm_bindgen_test]
fn bad_input_is_an_error_with_a_code_and_the_session_lives_on() {
    let mut session = RawSession::new(RULES).unwrap();
    for _ in 0..1000 {
        let error = session.handle(r#"{"type":"no such event"}"#, 0.0).unwrap_err();
        assert!(error.is_instance_of::<js_sys::Error>());
        assert_eq!(text(&error, "name").as_deref(), Some("ScrobbleError"));
        assert_eq!(text(&error, "code").as_deref(), Some("bad_input"));
    }
    assert_eq!(session.time(1.0, 1000.0), None, "nothing is loaded, so nothing follows");
}

#[wasm_bindgen_test]
fn rules_that_are_none_make_no_session() {
    let error = RawSession::new("[{}]").unwrap_err();
    assert_eq!(text(&error, "code").as_deref(), Some("bad_input"));
}

#[wasm_bindgen_test]
fn a_play_counts_once_and_time_events_answer_only_with_facts() {
    let mut session = RawSession::new(RULES).unwrap();
    let load = r#"{"type":"load","playId":"play-1","duration":100,
        "media":{"kind":"movie","title":"The Long Way Round the Lake","ids":{"imdb":"tt99000001"}}}"#;
    assert_eq!(session.handle(load, 0.0).unwrap(), None);
    let started = session.handle(r#"{"type":"play","position":0}"#, 0.0).unwrap().unwrap();
    assert!(started.contains(r#""seq":1"#) && started.contains(r#""type":"started""#), "{started}");

    let told: Vec<_> = (1..=100)
        .filter_map(|second| session.time(f64::from(second), f64::from(second) * 1000.0))
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains(r#""watchedAt":80000"#), "{told:?}");
    let stopped = session.handle(r#"{"type":"ended"}"#, 100_000.0).unwrap().unwrap();
    assert!(stopped.contains(r#""credit":100000"#) && stopped.contains(r#""type":"stopped""#));
}

#[wasm_bindgen_test]
fn a_session_goes_on_from_its_snapshot() {
    let session = RawSession::new(RULES).unwrap();
    let again = RawSession::restore(&session.snapshot(), RULES).unwrap();
    assert_eq!(again.snapshot(), session.snapshot());
    assert!(RawSession::restore("half a snaps", RULES).is_err());
}

#[wasm_bindgen_test]
fn every_tape_gives_the_same_bytes_as_elsewhere() {
    // A folder that was read before a tape came to it is seen by the digests of all.
    static TAPES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/tests/tapes");
    let mut rows: Vec<_> = TAPES
        .files()
        .map(|file| {
            let name = file.path().file_stem().unwrap().to_str().unwrap();
            let tape = Tape::read(file.contents_utf8().unwrap()).unwrap();
            let told = tape.play(|rules| RawSession::new(&rules.to_string()).unwrap());
            (name, tape::digest(name, &told))
        })
        .collect();
    rows.sort();
    let digests: String = rows.into_iter().map(|(_, row)| row).collect();
    assert_eq!(digests, tape::DIGESTS);
}

impl Player for RawSession {
    fn handle(&mut self, event: &Value, at: i64) -> Option<String> {
        RawSession::handle(self, &event.to_string(), at as f64).unwrap()
    }

    fn time(&mut self, position: f64, at: i64) -> Option<String> {
        RawSession::time(self, position, at as f64)
    }

    fn wake(&mut self, at: i64) -> Option<String> {
        RawSession::wake(self, at as f64)
    }

    fn set_rules(&mut self, rules: &Value) {
        RawSession::set_rules(self, &rules.to_string()).unwrap();
    }

    fn wake_at(&self) -> Option<i64> {
        RawSession::wake_at(self).map(|at| at as i64)
    }
}
