//! localStorage where the page has it, memory where it is missing, blocked or full.

use std::cell::{Cell, RefCell};

use web_sys::Storage;

use crate::map::Map;

/// Text by key. Never fails: what localStorage does not take is kept in memory.
#[derive(Debug)]
pub(super) struct Store {
    local: Option<Storage>,
    memory: RefCell<Map<String, String>>,
    warned: Cell<bool>,
}

impl Store {
    /// The page's own storage. Merely touching it throws where cookies are blocked.
    #[expect(clippy::disallowed_methods, reason = "this file is what reaches the page's storage")]
    pub(super) fn open() -> Self {
        let local = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
        Self { local, memory: RefCell::default(), warned: Cell::new(false) }
    }

    /// The text under `key`; memory is asked first because it holds what is newer.
    pub(super) fn get(&self, key: &str) -> Option<String> {
        if let Some(text) = self.memory.borrow().get(key) {
            return Some(text.clone());
        }
        self.local.as_ref()?.get_item(key).ok().flatten()
    }

    /// Puts `text` under `key`.
    pub(super) fn set(&self, key: &str, text: &str) {
        let kept = self.local.as_ref().is_some_and(|local| local.set_item(key, text).is_ok());
        if kept {
            self.memory.borrow_mut().remove(key);
        } else {
            self.memory.borrow_mut().insert(key.to_owned(), text.to_owned());
            self.warn();
        }
    }

    /// Forgets `key`.
    pub(super) fn remove(&self, key: &str) {
        self.memory.borrow_mut().remove(key);
        if let Some(local) = &self.local {
            let _ = local.remove_item(key);
        }
    }

    /// The keys that begin with `prefix`.
    pub(super) fn keys(&self, prefix: &str) -> Vec<String> {
        let mut keys: Vec<String> = self.memory.borrow().keys().cloned().collect();
        if let Some(local) = &self.local {
            let count = local.length().unwrap_or(0);
            let there = (0..count).filter_map(|at| local.key(at).ok().flatten());
            keys.extend(there.filter(|key| !self.memory.borrow().contains_key(key)));
        }
        keys.retain(|key| key.starts_with(prefix));
        keys
    }

    fn warn(&self) {
        if !self.warned.replace(true) {
            warn(
                "playtally: localStorage is blocked or full; what is not sent when this page \
                 closes is lost",
            );
        }
    }
}

/// A line for the developer of the page.
pub(super) fn warn(line: &str) {
    web_sys::console::warn_1(&line.into());
}
