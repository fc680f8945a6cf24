//! What has to change at a service and here, as a plan.
#![expect(unreachable_pub, reason = "wasm-bindgen exports only what is `pub`")]

use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{RawHistory, bad_input, encode, read, reader};
use crate::history::Origin;
use crate::history::sync::{Budget, Change, Flaps, Parts, Plan, Sync};
use crate::map::{Map, Set};
use crate::time::Timestamp;

/// What a plan goes by besides the libraries.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    now: Timestamp,
    #[serde(default)]
    origin: Option<Origin>,
    #[serde(default = "yes")]
    whole: bool,
    #[serde(default)]
    mirror: Set<Origin>,
    #[serde(default)]
    budget: Budget,
    #[serde(default = "all")]
    parts: Parts,
    #[serde(default)]
    confirmed: bool,
}

const fn yes() -> bool {
    true
}

const fn all() -> Parts {
    Parts::ALL
}

#[wasm_bindgen(js_class = RawHistory)]
impl RawHistory {
    /// What has to change so that this and a service say the same; `before` is what the
    /// service held when both last agreed, as bytes. Options and plan are JSON.
    ///
    /// # Errors
    /// `bad_input` where something is not of its form, or too large.
    pub fn plan(
        &self,
        service: &str,
        theirs: &Self,
        before: Option<Box<[u8]>>,
        options: &str,
    ) -> Result<String, JsValue> {
        let options: Options = read("options", options)?;
        let before = before.map(|bytes| Self::new(Some(bytes), "{\"zone\":{\"first\":0}}"));
        let before = before.transpose()?;
        let origin = options.origin.unwrap_or_else(|| Origin::Service(service.into()));
        let plan = Sync {
            now: options.now,
            service: reader(service)?.descriptor(),
            origin: &origin,
            ours: &self.library,
            theirs: &theirs.library,
            before: before.as_ref().map(|before| &before.library),
            whole: options.whole,
            mirror: &options.mirror,
            rules: &self.rules,
            budget: options.budget,
            flaps: &Flaps::default(),
            parts: options.parts,
            queued: &Set::new(),
        };
        let mut plan = plan.plan().map_err(|full| bad_input("history", &full))?;
        if options.confirmed {
            plan.confirm();
        }
        Ok(encode(&plan))
    }

    /// Takes in what a plan heard from its service.
    ///
    /// # Errors
    /// `bad_input` where it is no plan.
    pub fn accept(&mut self, plan: &str) -> Result<(), JsValue> {
        let plan: Plan = read("plan", plan)?;
        self.plays = None;
        self.library.accept(&plan);
        Ok(())
    }

    /// Notes in what a service held that it took this change.
    ///
    /// # Errors
    /// `bad_input` where it is no change.
    pub fn agree(&mut self, change: &str) -> Result<(), JsValue> {
        let change: Change = read("change", change)?;
        self.plays = None;
        self.library.agree(&change);
        Ok(())
    }
}

/// What takes back, at the service, what a plan told there; `ids` are the names it gave to
/// the plays it stored, by their places in what was told. All of it JSON.
///
/// # Errors
/// `bad_input` where it is no plan.
#[wasm_bindgen(js_name = undoPlan)]
pub fn undo_plan(plan: &str, ids: &str) -> Result<String, JsValue> {
    let (plan, ids): (Plan, Map<usize, String>) = (read("plan", plan)?, read("ids", ids)?);
    Ok(encode(&plan.undo(&ids)))
}
