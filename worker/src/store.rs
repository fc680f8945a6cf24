//! The account object's rows: every table, documented where it is made.

use playtally::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use worker::{SqlStorage, SqlStorageValue, State};

use crate::error::{Answer, Problem};

/// The tables. Every key carries the profile.
pub(crate) const SCHEMA: &[&str] = &[
    // Whom the object serves, and under which origin: one row.
    "CREATE TABLE IF NOT EXISTS meta (id INTEGER PRIMARY KEY, person TEXT NOT NULL, \
     origin TEXT NOT NULL)",
    // The people of a household; the first is `main`.
    "CREATE TABLE IF NOT EXISTS profiles (id TEXT PRIMARY KEY, made_at INTEGER NOT NULL)",
    // How far the clock of their players is ahead of UTC.
    "CREATE TABLE IF NOT EXISTS clocks (profile TEXT PRIMARY KEY, minutes INTEGER NOT NULL)",
    // Connected accounts; `body` is a Connection without its token, `sealed` the token.
    "CREATE TABLE IF NOT EXISTS connections (profile TEXT NOT NULL, service TEXT NOT NULL, \
     body TEXT NOT NULL, sealed TEXT, refresh_at INTEGER, PRIMARY KEY (profile, service))",
    // Sign-ins under way: the PKCE verifier, taken out when the person comes back.
    "CREATE TABLE IF NOT EXISTS signins (nonce TEXT PRIMARY KEY, profile TEXT NOT NULL, \
     service TEXT NOT NULL, sealed TEXT NOT NULL, expires_at INTEGER NOT NULL)",
    // Ways back from a consent page, by a hash of what they brought, and where each led.
    "CREATE TABLE IF NOT EXISTS returns (name TEXT PRIMARY KEY, address TEXT NOT NULL, \
     until INTEGER NOT NULL)",
    // Sign-ins by code under way or ended, sealed whole; `wake_at`: when to ask about them.
    "CREATE TABLE IF NOT EXISTS device_signins (profile TEXT NOT NULL, service TEXT NOT NULL, \
     sealed TEXT NOT NULL, wake_at INTEGER, PRIMARY KEY (profile, service))",
    // A service's own totals of an account, as it last reckoned them.
    "CREATE TABLE IF NOT EXISTS totals (account TEXT PRIMARY KEY, at INTEGER NOT NULL, \
     body TEXT NOT NULL)",
    // What a person last checked in to at each service.
    "CREATE TABLE IF NOT EXISTS checkins (profile TEXT NOT NULL, service TEXT NOT NULL, \
     media TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (profile, service))",
    // Outbox rows as the core made them.
    "CREATE TABLE IF NOT EXISTS entries (profile TEXT NOT NULL, id TEXT NOT NULL, \
     body TEXT NOT NULL, PRIMARY KEY (profile, id))",
    // What each connection has used of its quotas, as the core wrote it.
    "CREATE TABLE IF NOT EXISTS quotas (profile TEXT NOT NULL, destination TEXT NOT NULL, \
     state TEXT NOT NULL, PRIMARY KEY (profile, destination))",
    // Facts seen, so that one sent twice counts once, however late. Two devices that go on
    // with one play from the same place may number alike; the moment tells them apart.
    "CREATE TABLE IF NOT EXISTS facts (profile TEXT NOT NULL, play_id TEXT NOT NULL, \
     seq INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (profile, play_id, seq, at))",
    // Plays as last heard of: `body` is the latest Fact, `watched_at` when a rule was first met.
    "CREATE TABLE IF NOT EXISTS plays (profile TEXT NOT NULL, play_id TEXT NOT NULL, \
     key TEXT NOT NULL, seq INTEGER NOT NULL, heard_at INTEGER NOT NULL, watched_at INTEGER, \
     body TEXT NOT NULL, PRIMARY KEY (profile, play_id))",
    // What the person said a title is, under its source key; without a work it is as it came.
    "CREATE TABLE IF NOT EXISTS corrections (profile TEXT NOT NULL, key TEXT NOT NULL, \
     at INTEGER NOT NULL, source TEXT NOT NULL, work TEXT, PRIMARY KEY (profile, key))",
    // What is found out about titles without an id; `body` is a Finding.
    "CREATE TABLE IF NOT EXISTS findings (profile TEXT NOT NULL, key TEXT NOT NULL, \
     since INTEGER NOT NULL, next_at INTEGER, body TEXT NOT NULL, PRIMARY KEY (profile, key))",
    // Facts that wait until it is known what their item is.
    "CREATE TABLE IF NOT EXISTS waiting (place INTEGER PRIMARY KEY, profile TEXT NOT NULL, \
     key TEXT NOT NULL, body TEXT NOT NULL)",
    // Paired players; `hash` is all that is kept of a token.
    "CREATE TABLE IF NOT EXISTS devices (id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, \
     name TEXT NOT NULL, origin TEXT, scopes TEXT NOT NULL, paired_at INTEGER NOT NULL, \
     seen_at INTEGER)",
    // The name of the person's recovery code in the directory: at most one row.
    "CREATE TABLE IF NOT EXISTS recovery (id INTEGER PRIMARY KEY, name TEXT NOT NULL, \
     made_at INTEGER NOT NULL)",
    // The person this one turned out to be: at most one row.
    "CREATE TABLE IF NOT EXISTS became (id INTEGER PRIMARY KEY, person TEXT NOT NULL)",
    // Players whose session runs here; `body` is a Player.
    "CREATE TABLE IF NOT EXISTS players (profile TEXT NOT NULL, player TEXT NOT NULL, \
     heard_at INTEGER NOT NULL, due_at INTEGER NOT NULL, body TEXT NOT NULL, \
     PRIMARY KEY (profile, player))",
    // Who plays what: `body` is the latest Fact of a player, `until` when it is old news.
    "CREATE TABLE IF NOT EXISTS playing (profile TEXT NOT NULL, player TEXT NOT NULL, \
     device TEXT, at INTEGER NOT NULL, heard_at INTEGER NOT NULL, until INTEGER NOT NULL, \
     body TEXT NOT NULL, PRIMARY KEY (profile, player))",
    // When the pairing codes end that were asked for; the codes are in the directory.
    "CREATE TABLE IF NOT EXISTS codes (until INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS plays_by_key ON plays (profile, key, heard_at)",
    "CREATE INDEX IF NOT EXISTS waiting_by_key ON waiting (profile, key)",
    "CREATE INDEX IF NOT EXISTS findings_by_state ON findings \
     (profile, json_extract(body, '$.state'))",
    "CREATE INDEX IF NOT EXISTS findings_by_next ON findings (next_at)",
];

/// SQL of one object.
#[derive(Clone)]
pub(crate) struct Sql {
    sql: SqlStorage,
    raw: SyncStorage,
}

#[wasm_bindgen]
extern "C" {
    /// The part of a Durable Object's storage that `worker` does not bind.
    #[derive(Clone)]
    type SyncStorage;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &SyncStorage,
        work: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;

    /// `worker` has it only as an async function, which would run after this turn.
    #[wasm_bindgen(method, catch, js_name = setAlarm)]
    fn set_alarm(this: &SyncStorage, at_ms: f64) -> Result<js_sys::Promise, JsValue>;
}

/// A value bound to a `?`.
pub(crate) struct Bind(SqlStorageValue);

impl From<&str> for Bind {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<&String> for Bind {
    fn from(text: &String) -> Self {
        Self(text.as_str().into())
    }
}

impl From<Timestamp> for Bind {
    /// Milliseconds since 1970 stay far below 2^53.
    fn from(at: Timestamp) -> Self {
        Self(SqlStorageValue::Float(at.millis() as f64))
    }
}

impl From<u32> for Bind {
    fn from(number: u32) -> Self {
        Self(SqlStorageValue::Float(f64::from(number)))
    }
}

impl From<i32> for Bind {
    fn from(number: i32) -> Self {
        Self(SqlStorageValue::Float(f64::from(number)))
    }
}

impl<T: Into<Self>> From<Option<T>> for Bind {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self(SqlStorageValue::Null), Into::into)
    }
}

impl Sql {
    pub(crate) fn of(state: &State) -> Self {
        let storage = state.storage();
        let raw: &JsValue = storage.as_raw().as_ref();
        Self { sql: storage.sql(), raw: raw.clone().unchecked_into() }
    }

    /// Runs one statement that answers nothing.
    pub(crate) fn run(&self, statement: &str, values: &[Bind]) -> Answer<()> {
        self.rows::<serde_json::Value>(statement, values).map(drop)
    }

    /// The rows of a query, each read by its column names.
    pub(crate) fn rows<T: DeserializeOwned>(&self, query: &str, values: &[Bind]) -> Answer<Vec<T>> {
        let values: Vec<_> = values.iter().map(|bind| bind.0.clone()).collect();
        Ok(self.sql.exec(query, values)?.to_array()?)
    }

    /// The first row of a query.
    pub(crate) fn first<T: DeserializeOwned>(
        &self,
        query: &str,
        values: &[Bind],
    ) -> Answer<Option<T>> {
        Ok(self.rows(query, values)?.into_iter().next())
    }

    /// Wakes the object at this moment. Kept together with the writes of this turn.
    pub(crate) fn set_alarm(&self, at: Timestamp) -> Answer<()> {
        // The promise settles with the writes; there is nothing to wait for.
        self.raw.set_alarm(at.millis() as f64).map(drop).map_err(|e| worker::Error::from(e).into())
    }

    /// All or nothing: groups writes so that none is kept without the others.
    /// Nothing inside may await.
    pub(crate) fn transaction<T>(&self, work: impl FnOnce() -> Answer<T>) -> Answer<T> {
        let mut work = Some(work);
        let mut result = None;
        let done = self.raw.transaction_sync(&mut || {
            let answer = work.take().map(|work| work());
            let failed = !matches!(answer, Some(Ok(_)));
            result = answer;
            if failed { Err(JsValue::from_str("undo")) } else { Ok(JsValue::UNDEFINED) }
        });
        match (done, result) {
            (Err(error), None | Some(Ok(_))) => Err(worker::Error::from(error).into()),
            (_, Some(answer)) => answer,
            (Ok(_), None) => Err(Problem::new(500, "internal", "The transaction did not run.")),
        }
    }
}

/// JSON of a row's body.
pub(crate) fn to_body(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
