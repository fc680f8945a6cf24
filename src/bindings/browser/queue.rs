//! The facts on their way to the hub, and where they are kept meanwhile.

use super::hub::{self, Hub};
use super::store::{Store, warn};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse};
use crate::json;
use crate::map::Map;
use crate::outbox::{Destination, Entry, Input, Outbox, Output, State};
use crate::providers::Service;
use crate::session::Fact;
use crate::time::Timestamp;

/// The services of a browser's outbox: the hub alone.
static SERVICES: &[&dyn Service] = &[&Hub];

/// What a keepalive body may hold. The browser allows 64 KB for all of a page's
/// requests together; the rest is for what is still under way.
const UNLOAD_BYTES: usize = 56 * 1024;

/// What the hub takes at once.
const UNLOAD_FACTS: usize = 50;

/// An outbox whose rows are facts in localStorage.
///
/// # Design
/// A row is the fact itself, not the outbox's entry: the hub knows a fact when
/// it comes again, so a fact that is fed in anew after a crash, or by another
/// tab, is all there is to restore. Every tab writes rows of its own, so no two
/// tabs ever write the same key.
pub(super) struct Queue {
    outbox: Outbox,
    destination: Destination,
    /// Rows of all tabs begin with this.
    prefix: String,
    tab: String,
    /// The row of each entry that is not done.
    rows: Map<String, String>,
    /// Whether the hub's last answer was trouble.
    pub(super) failed: bool,
}

/// What is left for the link to do.
#[derive(Debug)]
pub(super) enum Task {
    /// Send, and feed the answer back under this number.
    Send(u64, HttpRequest),
    /// Get a session at the hub, then say so.
    SignIn,
}

impl Queue {
    pub(super) fn new(
        now: Timestamp,
        base: &str,
        profile: Option<&str>,
        prefix: &str,
        tab: &str,
    ) -> Self {
        let destination = Destination {
            id: format!("{}/{}", profile.unwrap_or("main"), hub::ID),
            service: hub::ID.to_owned(),
            client_id: None,
            base: Some(base.to_owned()),
            username: profile.map(str::to_owned),
            rule: String::new(),
        };
        let mut outbox = Outbox::with(SERVICES);
        // Nothing is due in an empty outbox.
        drop(outbox.handle(now, Input::Destinations(vec![destination.clone()])));
        Self {
            outbox,
            destination,
            prefix: format!("{prefix}:fact:"),
            tab: tab.to_owned(),
            rows: Map::default(),
            failed: false,
        }
    }

    pub(super) fn pending(&self) -> usize {
        self.rows.keys().count()
    }

    pub(super) fn wake_at(&self) -> Option<Timestamp> {
        self.outbox.wake_at()
    }

    /// Takes a new fact; it is in the store before this returns.
    pub(super) fn fact(&mut self, now: Timestamp, store: &Store, fact: Fact) -> Vec<Task> {
        let row = self.row_of(&fact);
        let text = super::super::encode(&fact);
        let outputs = self.outbox.handle(now, Input::Fact(fact));
        for entry in saved(&outputs) {
            // A fact the outbox does not keep (a pause, say) gets no row.
            if !self.rows.contains_key(&entry.id) {
                store.set(&row, &text);
                self.rows.insert(entry.id.clone(), row.clone());
            }
        }
        self.settle(store, outputs)
    }

    /// Takes over the rows of tabs that are gone.
    pub(super) fn adopt(&mut self, now: Timestamp, store: &Store, alive: &[String]) -> Vec<Task> {
        let mut left = Map::default();
        for key in store.keys(&self.prefix) {
            let tab = key[self.prefix.len()..].split(':').next().unwrap_or_default();
            if tab == self.tab || alive.iter().any(|other| other == tab) {
                continue;
            }
            match store.get(&key).and_then(|text| json::read::<Fact>(&text).ok()) {
                Some(fact) => left.insert((fact.at, fact.play_id.clone(), fact.seq), (key, fact)),
                None => store.remove(&key),
            }
        }
        let mut tasks = Vec::new();
        for (key, fact) in left.values() {
            tasks.extend(self.fact(now, store, fact.clone()));
            // Its row is ours now.
            store.remove(key);
        }
        tasks
    }

    /// The time has come, or may have.
    pub(super) fn wake(&mut self, now: Timestamp, store: &Store) -> Vec<Task> {
        let outputs = self.outbox.handle(now, Input::Wake);
        self.settle(store, outputs)
    }

    /// There is a reason to believe that the hub can be reached again.
    pub(super) fn retry(&mut self, now: Timestamp, store: &Store) -> Vec<Task> {
        let waiting: Vec<String> = self.rows.keys().cloned().collect();
        let mut tasks = Vec::new();
        for entry in waiting {
            let outputs = self.outbox.handle(now, Input::Retry { entry });
            tasks.extend(self.settle(store, outputs));
        }
        tasks
    }

    /// The hub's answer, or its absence.
    pub(super) fn answered(
        &mut self,
        now: Timestamp,
        store: &Store,
        id: u64,
        response: Option<HttpResponse>,
    ) -> Vec<Task> {
        self.failed = !response.as_ref().is_some_and(HttpResponse::is_success);
        let input = match response {
            Some(response) => Input::Answer { id, response },
            None => {
                let error = Error::new(ErrorKind::NoAnswer, "The hub did not answer.");
                Input::Failed { id, error }
            }
        };
        let outputs = self.outbox.handle(now, input);
        self.settle(store, outputs)
    }

    /// There is a session at the hub again.
    pub(super) fn signed_in(&mut self, now: Timestamp, store: &Store) -> Vec<Task> {
        let destination = self.destination.id.clone();
        let outputs = self.outbox.handle(now, Input::SignedIn { destination });
        self.settle(store, outputs)
    }

    /// One request with all that waits, the newest first where not all fits, and
    /// the entries it covers.
    pub(super) fn farewell(&self, store: &Store) -> Option<(HttpRequest, Vec<String>)> {
        let mut facts = Map::default();
        for (entry, row) in self.rows.iter() {
            let Some(text) = store.get(row) else { continue };
            let Ok(fact) = json::read::<Fact>(&text) else { continue };
            facts.insert((fact.at, fact.play_id.clone(), fact.seq), (entry, text.len() + 1, fact));
        }
        let mut room = UNLOAD_BYTES;
        let mut chosen: Vec<(&String, &Fact)> = Vec::new();
        for (entry, size, fact) in facts.values().rev().take(UNLOAD_FACTS) {
            if *size <= room {
                room -= size;
                chosen.push((entry, fact));
            }
        }
        // The hub reads them in the order in which they became so.
        chosen.reverse();
        let (entries, bodies): (Vec<_>, Vec<_>) = chosen.into_iter().unzip();
        let base = self.destination.base.as_deref().unwrap_or_default();
        let request = hub::relay(base, self.destination.username.as_deref(), &bodies);
        (!entries.is_empty()).then(|| (request, entries.into_iter().cloned().collect()))
    }

    /// The hub took what was in the farewell.
    pub(super) fn delivered(
        &mut self,
        now: Timestamp,
        store: &Store,
        entries: Vec<String>,
    ) -> Vec<Task> {
        let mut tasks = Vec::new();
        for entry in entries {
            let outputs = self.outbox.handle(now, Input::Drop { entry });
            tasks.extend(self.settle(store, outputs));
        }
        tasks
    }

    fn settle(&mut self, store: &Store, outputs: Vec<Output>) -> Vec<Task> {
        let mut tasks = Vec::new();
        for output in outputs {
            match output {
                Output::Send { id, request, .. } => tasks.push(Task::Send(id, request)),
                Output::Refresh { .. } => tasks.push(Task::SignIn),
                Output::Forget { id } => self.done(store, &id),
                Output::Save(entry) if entry.state == State::Dead => {
                    let why = entry.reason.as_ref().map_or("", |reason| reason.message.as_str());
                    warn(&["playtally: a fact was refused. ", why].concat());
                    self.done(store, &entry.id);
                }
                // The rows are facts, and the hub has neither quotas nor cool-downs.
                _ => {}
            }
        }
        tasks
    }

    fn done(&mut self, store: &Store, entry: &str) {
        if let Some(row) = self.rows.remove(entry) {
            store.remove(&row);
        }
    }

    fn row_of(&self, fact: &Fact) -> String {
        format!("{}{}:{}:{}", self.prefix, self.tab, fact.play_id, fact.seq)
    }
}

fn saved(outputs: &[Output]) -> impl Iterator<Item = &Entry> {
    outputs.iter().filter_map(|output| match output {
        Output::Save(entry) => Some(&**entry),
        _ => None,
    })
}
