//! Tapes: a recorded playback goes in, and the facts are compared with those written by hand.
//!
//! A row of `events` is `[ms, event]`, or `[ms, time event, {every, until, speed}]`
//! for reports that go on until that millisecond. The runner is a driver: it
//! calls `wake` at each moment the session names.

use std::fs;
use std::path::PathBuf;

use playtally::session::{Fact, PlayerEvent, Session};
use playtally::threshold::Rule;
use playtally::time::Timestamp;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Tape {
    #[expect(dead_code, reason = "for the reader of the tape")]
    why: String,
    rules: Vec<Rule>,
    /// Seconds.
    credit_tolerance: f64,
    events: Vec<Row>,
    facts: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Row {
    Once(i64, PlayerEvent),
    Often(i64, PlayerEvent, Often),
}

#[derive(Deserialize)]
struct Often {
    every: i64,
    until: i64,
    speed: f64,
}

#[test]
fn every_tape_gives_its_facts() {
    let tapes = tapes();
    assert!(tapes.len() >= 15);
    for (name, tape) in tapes {
        let facts = play(&tape, |session| session);
        let told: Vec<_> = facts.iter().map(summary).collect();
        assert_eq!(facts.len(), tape.facts.len(), "{name}: {told:#?}");
        for (fact, expected) in facts.iter().zip(&tape.facts) {
            compare(&name, fact, expected, tape.credit_tolerance);
        }
    }
}

#[test]
fn cutting_a_tape_anywhere_changes_nothing() {
    for (name, tape) in tapes() {
        let whole = play(&tape, |session| session);
        let cut = play(&tape, |session| {
            let restored = Session::restore(&session.snapshot(), tape.rules.clone()).unwrap();
            assert_eq!(restored, session, "{name}");
            restored
        });
        assert_eq!(cut, whole, "{name}");
    }
}

#[test]
fn a_driver_that_wakes_late_tells_the_same() {
    for (name, tape) in tapes() {
        let mut session = Session::new(tape.rules.clone());
        let mut facts = Vec::new();
        for (at, event) in events(&tape) {
            facts.extend(session.handle(at, event));
        }
        assert_eq!(facts, play(&tape, |session| session), "{name}");
    }
}

/// Plays a tape, passing the session through `between` after every event.
fn play(tape: &Tape, between: impl Fn(Session) -> Session) -> Vec<Fact> {
    let mut session = Session::new(tape.rules.clone());
    let mut facts = Vec::new();
    for (at, event) in events(tape) {
        while let Some(due) = session.wake_at().filter(|due| *due <= at) {
            facts.extend(session.wake(due));
            session = between(session);
        }
        facts.extend(session.handle(at, event));
        session = between(session);
    }
    facts
}

fn events(tape: &Tape) -> Vec<(Timestamp, PlayerEvent)> {
    let mut events = Vec::new();
    for row in &tape.events {
        match row {
            Row::Once(at, event) => events.push((Timestamp::from_millis(*at), event.clone())),
            Row::Often(from, PlayerEvent::Time { position }, often) => {
                let mut at = *from;
                while at <= often.until {
                    let position = position + (at - from) as f64 / 1000.0 * often.speed;
                    events.push((Timestamp::from_millis(at), PlayerEvent::Time { position }));
                    at += often.every;
                }
            }
            Row::Often(_, event, _) => panic!("only time repeats, not {event:?}"),
        }
    }
    events
}

/// Every field the tape names has to be there: exactly, but for the credit.
fn compare(name: &str, fact: &Fact, expected: &Value, tolerance: f64) {
    let told = summary(fact);
    for (field, value) in expected.as_object().unwrap() {
        match field.as_str() {
            "credit" | "wall" => {
                let apart = (told[field].as_f64().unwrap() - value.as_f64().unwrap()).abs();
                assert!(apart <= tolerance, "{name}: {field} of {told}\nexpected {expected}");
            }
            "position" => assert_eq!(told[field].as_f64(), value.as_f64(), "{name}: {told}"),
            "duration" => assert_eq!(told[field].as_f64(), value.as_f64(), "{name}: {told}"),
            _ => assert_eq!(&told[field], value, "{name}: {field} of {told}"),
        }
    }
    for field in ["type", "playId", "seq", "at", "position", "credit"] {
        assert!(expected.get(field).is_some(), "{name}: a fact without {field}");
    }
}

/// A fact as JavaScript sees it, with the rule by its id and times played in seconds.
fn summary(fact: &Fact) -> Value {
    let mut told = serde_json::to_value(fact).unwrap();
    let rule = told["rule"]["id"].take();
    told["rule"] = rule;
    told["credit"] = fact.credit.secs_f64().into();
    told["wall"] = fact.wall.secs_f64().into();
    told
}

fn tapes() -> Vec<(String, Tape)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tapes");
    let mut tapes: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let tape = serde_json::from_str(&fs::read_to_string(&path).unwrap());
            (name.clone(), tape.unwrap_or_else(|e| panic!("{name}: {e}")))
        })
        .collect();
    tapes.sort_by(|a, b| a.0.cmp(&b.0));
    tapes
}
