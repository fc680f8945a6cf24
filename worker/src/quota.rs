//! What all accounts share: one object for each service counts the calls.

use playtally::outbox::Left;
use playtally::providers::{self, Calls, Scope};
use playtally::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use crate::account::Hub;
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
    /// Instead of a call: what is left.
    #[serde(default)]
    pub(crate) look: bool,
}

/// What it hears: nothing to wait for, or when to ask again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Granted {
    /// Absent: go ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<Timestamp>,
    /// So many calls are left, and when there are more.
    #[serde(default)]
    left: u32,
    #[serde(default)]
    more_at: Option<Timestamp>,
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
            return Ok(Granted { until, left: 0, more_at: until });
        }
        let Some((limit, window)) = shared_quota(&ask.bucket) else {
            return Ok(Granted::default());
        };
        sql.run("DELETE FROM calls WHERE at <= ?", &[(now - window).into()])?;
        let used: Option<Used> =
            sql.first("SELECT count(*) AS calls, min(at) AS oldest FROM calls", &[])?;
        let (calls, oldest) = used.map_or((0, None), |used| (used.calls, used.oldest));
        let left = limit.saturating_sub(calls);
        let more_at = oldest.map(|oldest| oldest + window);
        let until = more_at.filter(|_| left == 0);
        if until.is_none() && !ask.look {
            sql.run("INSERT INTO calls VALUES (?)", &[now.into()])?;
        }
        Ok(Granted { until, left, more_at })
    }
}

impl Hub {
    /// What is left of the quotas of each account that is delivered to or asked.
    pub(crate) async fn quotas(&self, profile: &str) -> Answer<Vec<Value>> {
        let mut shown = Vec::new();
        for account in self.destinations(profile)? {
            let quotas = providers::by_id(&account.service).map(|it| it.descriptor().quotas);
            let all = self.with_outbox(profile, |outbox| {
                outbox.left(drive::now(), &account.id, quotas.unwrap_or_default())
            })?;
            for mut left in all {
                if left.quota.scope == Scope::Shared {
                    // A server of the person's own has its own.
                    let ask = Ask { bucket: account.service.clone(), cool_until: None, look: true };
                    let Some(told) =
                        self.ask_quota(&ask).await.ok().filter(|_| account.base.is_none())
                    else {
                        continue;
                    };
                    if left.calls > 0 {
                        (left.calls, left.more_at) = (told.left, told.more_at);
                    }
                }
                shown.push(show(&account.service, left));
            }
        }
        Ok(shown)
    }
}

fn show(service: &str, Left { quota, calls, more_at }: Left) -> Value {
    let counted = match quota.calls {
        Calls::All => "all",
        Calls::Reads => "reads",
        Calls::Writes => "writes",
    };
    json!({
        "service": service,
        "calls": counted,
        "shared": quota.scope == Scope::Shared,
        "per": quota.window.millis() / 1000,
        "of": quota.limit,
        "left": calls,
        "resets_at": more_at.map(Timestamp::to_rfc3339),
    })
}

fn shared_quota(service: &str) -> Option<(u32, Span)> {
    let quotas = providers::by_id(service)?.descriptor().quotas;
    quotas
        .iter()
        .find(|quota| quota.scope == Scope::Shared && quota.calls != Calls::Reads)
        .map(|quota| (quota.limit, quota.window))
}
