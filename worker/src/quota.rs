//! What all accounts share: one object for each service counts the calls.

use playtally::providers::{self, Calls, Scope};
use playtally::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use crate::drive;
use crate::error::Answer;
use crate::store::Sql;

/// Grants calls to a service within the quotas that everybody here shares.
#[durable_object(fetch)]
pub struct Quota {
    sql: Sql,
}

/// What an account object asks.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    /// The service.
    pub(crate) bucket: String,
    /// Instead of a call: the service told everybody to wait until then.
    #[serde(default)]
    pub(crate) cool_until: Option<Timestamp>,
}

/// What it hears: nothing to wait for, or when to ask again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Granted {
    /// Absent: go ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Moment {
    at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Used {
    calls: u32,
    oldest: Option<Timestamp>,
}

impl DurableObject for Quota {
    fn new(state: State, _env: Env) -> Self {
        Self { sql: Sql::of(&state) }
    }

    async fn fetch(&self, mut req: Request) -> worker::Result<Response> {
        let ask: Ask = drive::asked(&mut req).await?;
        match self.answer(drive::now(), &ask) {
            Ok(granted) => Response::from_json(&granted),
            Err(problem) => problem.into_response(),
        }
    }
}

impl Quota {
    fn answer(&self, now: Timestamp, ask: &Ask) -> Answer<Granted> {
        let sql = &self.sql;
        sql.run("CREATE TABLE IF NOT EXISTS calls (at INTEGER NOT NULL)", &[])?;
        sql.run("CREATE TABLE IF NOT EXISTS cool (at INTEGER NOT NULL)", &[])?;
        if let Some(until) = ask.cool_until {
            sql.run("DELETE FROM cool WHERE at < ?", &[until.into()])?;
            sql.run("INSERT INTO cool VALUES (?)", &[until.into()])?;
            return Ok(Granted::default());
        }
        let cool: Option<Moment> = sql.first("SELECT max(at) AS at FROM cool", &[])?;
        let until = cool.and_then(|row| row.at).filter(|until| *until > now);
        if until.is_some() {
            return Ok(Granted { until });
        }
        let Some((limit, window)) = shared_quota(&ask.bucket) else {
            return Ok(Granted::default());
        };
        sql.run("DELETE FROM calls WHERE at <= ?", &[(now - window).into()])?;
        let used: Option<Used> =
            sql.first("SELECT count(*) AS calls, min(at) AS oldest FROM calls", &[])?;
        if let Some(Used { calls, oldest: Some(oldest) }) = used
            && calls >= limit
        {
            return Ok(Granted { until: Some(oldest + window) });
        }
        sql.run("INSERT INTO calls VALUES (?)", &[now.into()])?;
        Ok(Granted::default())
    }
}

fn shared_quota(service: &str) -> Option<(u32, Span)> {
    let quotas = providers::by_id(service)?.descriptor().quotas;
    quotas
        .iter()
        .find(|quota| quota.scope == Scope::Shared && quota.calls != Calls::Reads)
        .map(|quota| (quota.limit, quota.window))
}
