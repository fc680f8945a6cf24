//! Tapes natively: the facts are those written by hand, to the byte those of the other
//! environments, and the same however the session is cut or woken.

use std::fs;
use std::path::PathBuf;

use playtally::session::{PlayerEvent, Session};
use playtally::threshold::Rule;
use playtally::time::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::tape::{self, Player, Tape};

#[test]
fn every_tape_gives_its_facts() {
    let tapes = tapes();
    assert!(tapes.len() >= 60);
    for (name, tape) in tapes {
        let told: Vec<_> = tape.play(Plain::new).into_iter().flat_map(summaries).collect();
        assert_eq!(told.len(), tape.facts.len(), "{name}: {told:#?}");
        for (fact, expected) in told.iter().zip(&tape.facts) {
            compare(&name, fact, expected, tape.tolerance);
        }
    }
}

#[test]
fn every_tape_gives_the_same_bytes_as_elsewhere() {
    let rows = tapes().into_iter().map(|(name, tape)| tape::digest(&name, &tape.play(Plain::new)));
    let digests: String = rows.collect();
    assert!(digests == tape::DIGESTS, "tests/tapes.sha256 would be\n{digests}");
}

#[test]
fn cutting_a_tape_anywhere_changes_nothing() {
    for (name, tape) in tapes() {
        assert_eq!(tape.play(Cut::new), tape.play(Plain::new), "{name}");
    }
}

#[test]
fn a_driver_that_wakes_late_tells_the_same() {
    for (name, tape) in tapes() {
        let late = tape.play(|rules| Late(Plain::new(rules)));
        assert_eq!(by_player(late), by_player(tape.play(Plain::new)), "{name}");
    }
}

// ---- players ----------------------------------------------------------------

struct Plain(Session);

impl Plain {
    fn new(rules: &Value) -> Self {
        Self(Session::new(read(rules)))
    }
}

impl Player for Plain {
    fn handle(&mut self, event: &Value, at: i64) -> Option<String> {
        text(&self.0.handle(Timestamp::from_millis(at), read::<PlayerEvent>(event)))
    }

    fn time(&mut self, position: f64, at: i64) -> Option<String> {
        text(&self.0.time(Timestamp::from_millis(at), position))
    }

    fn wake(&mut self, at: i64) -> Option<String> {
        text(&self.0.wake(Timestamp::from_millis(at)))
    }

    fn set_rules(&mut self, rules: &Value) {
        self.0.set_rules(read(rules));
    }

    fn wake_at(&self) -> Option<i64> {
        self.0.wake_at().map(Timestamp::millis)
    }
}

/// A session that is put away and taken out again after everything that happens.
struct Cut {
    session: Plain,
    rules: Vec<Rule>,
}

impl Cut {
    fn new(rules: &Value) -> Self {
        Self { session: Plain::new(rules), rules: read(rules) }
    }

    fn again(&mut self, told: Option<String>) -> Option<String> {
        let whole = &self.session.0;
        let restored = Session::restore(&whole.snapshot(), self.rules.clone()).unwrap();
        assert_eq!(restored, *whole);
        self.session.0 = restored;
        told
    }
}

impl Player for Cut {
    fn handle(&mut self, event: &Value, at: i64) -> Option<String> {
        let told = self.session.handle(event, at);
        self.again(told)
    }

    fn time(&mut self, position: f64, at: i64) -> Option<String> {
        let told = self.session.time(position, at);
        self.again(told)
    }

    fn wake(&mut self, at: i64) -> Option<String> {
        let told = self.session.wake(at);
        self.again(told)
    }

    fn set_rules(&mut self, rules: &Value) {
        self.rules = read(rules);
        self.session.set_rules(rules);
    }

    fn wake_at(&self) -> Option<i64> {
        self.session.wake_at()
    }
}

/// A session that is never woken, only told what happens.
struct Late(Plain);

impl Player for Late {
    fn handle(&mut self, event: &Value, at: i64) -> Option<String> {
        self.0.handle(event, at)
    }

    fn time(&mut self, position: f64, at: i64) -> Option<String> {
        self.0.time(position, at)
    }

    fn wake(&mut self, at: i64) -> Option<String> {
        self.0.wake(at)
    }

    fn set_rules(&mut self, rules: &Value) {
        self.0.set_rules(rules);
    }

    fn wake_at(&self) -> Option<i64> {
        None
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|e| panic!("{e} in {value}"))
}

fn text(facts: &[playtally::session::Fact]) -> Option<String> {
    (!facts.is_empty()).then(|| serde_json::to_string(facts).unwrap())
}

// ---- what was told ----------------------------------------------------------

/// Every field the tape names has to be there: exactly, but for the times played.
fn compare(name: &str, told: &Value, expected: &Value, tolerance: f64) {
    for (field, value) in expected.as_object().unwrap() {
        match field.as_str() {
            "credit" | "wall" => {
                let apart = (told[field].as_f64().unwrap() - value.as_f64().unwrap()).abs();
                assert!(apart <= tolerance, "{name}: {field} of {told}\nexpected {expected}");
            }
            "position" | "duration" | "rate" => {
                assert_eq!(told[field].as_f64(), value.as_f64(), "{name}: {field} of {told}");
            }
            _ => assert_eq!(&told[field], value, "{name}: {field} of {told}"),
        }
    }
    for field in ["type", "playId", "seq", "at", "position", "credit"] {
        assert!(expected.get(field).is_some(), "{name}: a fact without {field}");
    }
    assert_eq!(told.get("player"), expected.get("player"), "{name}: {told}");
}

/// The facts of an answer with their player, the rule by its id, and times played in seconds.
fn summaries((player, facts): (String, String)) -> Vec<Value> {
    let mut facts: Vec<Value> = serde_json::from_str(&facts).unwrap();
    for told in &mut facts {
        let rule = told["rule"]["id"].take();
        told["rule"] = rule;
        for field in ["credit", "wall"] {
            told[field] = (told[field].as_f64().unwrap() / 1000.0).into();
        }
        if !player.is_empty() {
            told["player"] = player.clone().into();
        }
    }
    facts
}

/// Every fact, one player after the other.
fn by_player(told: Vec<(String, String)>) -> Vec<Value> {
    let mut facts: Vec<_> = told.into_iter().flat_map(summaries).collect();
    facts.sort_by_key(|fact| fact["player"].as_str().map(str::to_owned));
    facts
}

fn tapes() -> Vec<(String, Tape)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tapes");
    let mut tapes: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let tape = Tape::read(&fs::read_to_string(&path).unwrap());
            (name.clone(), tape.unwrap_or_else(|e| panic!("{name}: {e}")))
        })
        .collect();
    tapes.sort_by(|a, b| a.0.cmp(&b.0));
    tapes
}
