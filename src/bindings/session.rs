//! The session for JavaScript: numbers for time events, JSON text for the rest.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::to_js;
use super::{decode, encode, moment};
use crate::session::{Fact, PlayerEvent, Session};
use crate::threshold::Rule;

/// A [`Session`] behind the border.
///
/// # Design
/// A player reports its place four times a second and nearly always nothing
/// follows from it, so [`time`](Self::time) takes two numbers and answers
/// `undefined`; text is made only when there are facts.
#[wasm_bindgen(js_name = RawSession)]
#[derive(Debug)]
pub struct RawSession(Session);

#[wasm_bindgen(js_class = RawSession)]
impl RawSession {
    /// A session watched by `rules`, a JSON list.
    ///
    /// # Errors
    /// `bad_input` where the rules are not of their form.
    #[wasm_bindgen(constructor)]
    pub fn new(rules: &str) -> Result<Self, JsValue> {
        Ok(Self(Session::new(decode("rules", rules)?)))
    }

    /// Goes on from a snapshot.
    ///
    /// # Errors
    /// `bad_input` where the snapshot or the rules are not of their form.
    pub fn restore(snapshot: &str, rules: &str) -> Result<Self, JsValue> {
        let rules: Vec<Rule> = decode("rules", rules)?;
        Session::restore(snapshot, rules).map(Self).map_err(|error| to_js(&error))
    }

    /// Takes an event; the facts that follow, if any, as a JSON list.
    ///
    /// # Errors
    /// `bad_input` where the event is not of its form; the session stays as it was.
    pub fn handle(&mut self, event: &str, now_ms: f64) -> Result<Option<String>, JsValue> {
        let event: PlayerEvent = decode("event", event)?;
        Ok(told(&self.0.handle(moment(now_ms), event)))
    }

    /// The place now.
    pub fn time(&mut self, position: f64, now_ms: f64) -> Option<String> {
        told(&self.0.time(moment(now_ms), position))
    }

    /// The time now, when [`wake_at`](Self::wake_at) has come.
    pub fn wake(&mut self, now_ms: f64) -> Option<String> {
        told(&self.0.wake(moment(now_ms)))
    }

    /// Other rules from now on, a JSON list; those met stay met.
    ///
    /// # Errors
    /// `bad_input` where the rules are not of their form.
    #[wasm_bindgen(js_name = setRules)]
    pub fn set_rules(&mut self, rules: &str) -> Result<(), JsValue> {
        self.0.set_rules(decode("rules", rules)?);
        Ok(())
    }

    /// When to call `wake`, in Unix milliseconds.
    #[wasm_bindgen(getter, js_name = wakeAt)]
    pub fn wake_at(&self) -> Option<f64> {
        self.0.wake_at().map(|at| at.millis() as f64)
    }

    /// How far the play is, as JSON.
    pub fn progress(&self, now_ms: f64) -> String {
        encode(&self.0.progress(moment(now_ms)))
    }

    /// The place to go on from, as JSON, where there is one.
    #[wasm_bindgen(js_name = savedPlace)]
    pub fn saved_place(&self) -> Option<String> {
        self.0.saved_place().map(|place| encode(&place))
    }

    /// All of it as text for `restore`.
    pub fn snapshot(&self) -> String {
        self.0.snapshot()
    }
}

fn told(facts: &[Fact]) -> Option<String> {
    (!facts.is_empty()).then(|| encode(facts))
}
