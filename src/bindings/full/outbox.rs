//! The outbox for JavaScript: one method an input, outputs as a JSON list.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::to_js;
use super::{decode, encode, moment};
use crate::outbox::{Entry, Input, Outbox, Output};
use crate::providers::Intent;
use crate::time::Span;

/// An [`Outbox`] behind the border.
#[wasm_bindgen(js_name = RawOutbox)]
#[expect(missing_debug_implementations, reason = "JavaScript never prints it")]
pub struct RawOutbox(Outbox);

#[wasm_bindgen(js_class = RawOutbox)]
impl RawOutbox {
    /// An empty outbox, or the one that a snapshot tells of; days are those of a clock
    /// so many minutes ahead of UTC.
    ///
    /// # Errors
    /// `bad_input` where the snapshot is none.
    #[wasm_bindgen(constructor)]
    pub fn new(snapshot: Option<String>, utc_offset: i32) -> Result<Self, JsValue> {
        let mut outbox = Outbox::new();
        outbox.set_ahead(Span::from_mins(utc_offset.into()));
        match snapshot {
            Some(text) => outbox.restore_snapshot(&text).map(Self).map_err(|e| to_js(&e)),
            None => Ok(Self(outbox)),
        }
    }

    /// The connected accounts now, a JSON list.
    ///
    /// # Errors
    /// `bad_input` where the list is not of its form.
    pub fn destinations(&mut self, list: &str, now_ms: f64) -> Result<String, JsValue> {
        let list = decode("destinations", list)?;
        Ok(self.feed(Input::Destinations(list), now_ms))
    }

    /// A fact of a session, as JSON.
    ///
    /// # Errors
    /// `bad_input` where the fact is not of its form.
    pub fn fact(&mut self, fact: &str, now_ms: f64) -> Result<String, JsValue> {
        let fact = decode("fact", fact)?;
        Ok(self.feed(Input::Fact(fact), now_ms))
    }

    /// The answer to a request, as JSON.
    ///
    /// # Errors
    /// `bad_input` where the answer is not of its form.
    pub fn answer(&mut self, id: f64, response: &str, now_ms: f64) -> Result<String, JsValue> {
        let response = decode("response", response)?;
        Ok(self.feed(Input::Answer { id: id as u64, response }, now_ms))
    }

    /// No answer, and why, as JSON.
    ///
    /// # Errors
    /// `bad_input` where the error is not of its form.
    pub fn failed(&mut self, id: f64, error: &str, now_ms: f64) -> Result<String, JsValue> {
        let error = decode("error", error)?;
        Ok(self.feed(Input::Failed { id: id as u64, error }, now_ms))
    }

    /// A shared quota allows the request.
    pub fn granted(&mut self, id: f64, now_ms: f64) -> String {
        self.feed(Input::Granted { id: id as u64 }, now_ms)
    }

    /// A shared quota refuses until a moment.
    pub fn denied(&mut self, id: f64, until_ms: f64, now_ms: f64) -> String {
        self.feed(Input::Denied { id: id as u64, until: moment(until_ms) }, now_ms)
    }

    /// The connection has a fresh token.
    #[wasm_bindgen(js_name = signedIn)]
    pub fn signed_in(&mut self, destination: String, now_ms: f64) -> String {
        self.feed(Input::SignedIn { destination }, now_ms)
    }

    /// The person has to sign in again.
    #[wasm_bindgen(js_name = signedOut)]
    pub fn signed_out(&mut self, destination: String, now_ms: f64) -> String {
        self.feed(Input::SignedOut { destination }, now_ms)
    }

    /// The person wants this entry tried again now.
    pub fn retry(&mut self, entry: String, now_ms: f64) -> String {
        self.feed(Input::Retry { entry }, now_ms)
    }

    /// The person wants this entry gone.
    #[wasm_bindgen(js_name = drop)]
    pub fn forget(&mut self, entry: String, now_ms: f64) -> String {
        self.feed(Input::Drop { entry }, now_ms)
    }

    /// Somebody waits for a check-in, or for its end; the item as JSON. `ticket` is
    /// named in the answer.
    ///
    /// # Errors
    /// `bad_input` where the item is not of its form.
    #[wasm_bindgen(js_name = checkIn)]
    pub fn check_in(
        &mut self,
        ticket: f64,
        destination: String,
        media: &str,
        begins: bool,
        now_ms: f64,
    ) -> Result<String, JsValue> {
        let media = decode("media", media)?;
        let intent = if begins { Intent::CheckIn(media) } else { Intent::CancelCheckIn(media) };
        Ok(self.feed(Input::Call { ticket: ticket as u64, destination, intent }, now_ms))
    }

    /// Nothing but the time.
    pub fn wake(&mut self, now_ms: f64) -> String {
        self.feed(Input::Wake, now_ms)
    }

    /// When to call `wake`, in Unix milliseconds.
    #[wasm_bindgen(getter, js_name = wakeAt)]
    pub fn wake_at(&self) -> Option<f64> {
        self.0.wake_at().map(|at| at.millis() as f64)
    }

    /// All of it as text for the constructor.
    pub fn snapshot(&self) -> String {
        self.0.snapshot()
    }

    /// All entries, as a JSON list.
    pub fn entries(&self) -> String {
        encode(&self.0.entries().collect::<Vec<&Entry>>())
    }

    fn feed(&mut self, input: Input, now_ms: f64) -> String {
        let outputs: Vec<Output> = self.0.handle(moment(now_ms), input);
        encode(&outputs)
    }
}
