//! SQL of an object: statements, values, transactions.

use std::cell::Cell;
use std::rc::Rc;

use playtally::time::Timestamp;
use playtally::typed;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wasm_bindgen::prelude::*;
use worker::{SqlStorage, SqlStorageValue, State};

use crate::error::{Answer, Problem};

/// SQL of one object.
#[derive(Clone)]
pub(crate) struct Sql {
    sql: SqlStorage,
    raw: SyncStorage,
    closed: Rc<Cell<bool>>,
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

/// A row that is one moment, `AS at`.
#[derive(Deserialize)]
pub(crate) struct Moment {
    pub(crate) at: Option<Timestamp>,
}

/// A row that is one text, `AS text`.
#[derive(Deserialize)]
pub(crate) struct Text {
    pub(crate) text: String,
}

/// A row that is one account: whose, and where.
#[derive(Deserialize)]
pub(crate) struct AccountRow {
    pub(crate) profile: String,
    pub(crate) service: String,
}

/// A row that is what is kept of a service.
#[derive(Deserialize)]
pub(crate) struct ServiceRow {
    pub(crate) service: String,
    pub(crate) body: String,
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

impl From<Vec<u8>> for Bind {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
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
        Self { sql: storage.sql(), raw: raw.clone().unchecked_into(), closed: Rc::default() }
    }

    /// From now on nothing is found through it, and nothing kept: whatever was under way when
    /// the object was emptied comes to its end without a trace.
    pub(crate) fn close(&self) {
        self.closed.set(true);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.get()
    }

    /// Runs one statement that answers nothing.
    pub(crate) fn run(&self, statement: &str, values: &[Bind]) -> Answer<()> {
        self.values(statement, values).map(drop)
    }

    /// The rows of a query, each read by its column names.
    pub(crate) fn rows<T: DeserializeOwned>(&self, query: &str, values: &[Bind]) -> Answer<Vec<T>> {
        let mut rows = Vec::new();
        for row in self.values(query, values)? {
            rows.push(typed::from_value(row)?);
        }
        Ok(rows)
    }

    /// The same, as they come: once in the wasm, not once for each kind of row.
    fn values(&self, query: &str, values: &[Bind]) -> Answer<Vec<Value>> {
        if self.is_closed() {
            return Ok(Vec::new());
        }
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

    /// The bytes in the first column of each row.
    pub(crate) fn blobs(&self, query: &str, values: &[Bind]) -> Answer<Vec<Vec<u8>>> {
        let mut blobs = Vec::new();
        if self.is_closed() {
            return Ok(blobs);
        }
        let values: Vec<_> = values.iter().map(|bind| bind.0.clone()).collect();
        for row in self.sql.exec(query, values)?.raw() {
            if let Some(SqlStorageValue::Blob(bytes)) = row?.into_iter().next() {
                blobs.push(bytes);
            }
        }
        Ok(blobs)
    }

    /// Wakes the object at this moment. Kept together with the writes of this turn.
    pub(crate) fn set_alarm(&self, at: Timestamp) -> Answer<()> {
        if self.is_closed() {
            return Ok(());
        }
        // The promise settles with the writes; there is nothing to wait for.
        self.raw.set_alarm(at.millis() as f64).map(drop).map_err(|e| worker::Error::from(e).into())
    }

    /// All or nothing: groups writes so that none is kept without the others.
    /// Nothing inside may await.
    pub(crate) fn transaction<T>(&self, work: impl FnOnce() -> Answer<T>) -> Answer<T> {
        let (mut work, mut value) = (Some(work), None);
        self.transact(&mut || {
            value = work.take().map(|work| work()).transpose()?;
            Ok(())
        })?;
        value.ok_or_else(did_not_run)
    }

    /// The same once in the wasm, not once for each kind of work.
    fn transact(&self, work: &mut dyn FnMut() -> Answer<()>) -> Answer<()> {
        let mut result = None;
        let done = self.raw.transaction_sync(&mut || {
            let answer = work();
            let failed = answer.is_err();
            result = Some(answer);
            if failed { Err(JsValue::from_str("undo")) } else { Ok(JsValue::UNDEFINED) }
        });
        match (done, result) {
            (Err(error), None | Some(Ok(()))) => Err(worker::Error::from(error).into()),
            (_, Some(answer)) => answer,
            (Ok(_), None) => Err(did_not_run()),
        }
    }
}

fn did_not_run() -> Problem {
    Problem::new(500, "internal", "The transaction did not run.")
}

/// JSON of a row's body.
pub(crate) fn to_body(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
