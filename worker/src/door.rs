//! Keeps people from guessing codes: one object an address counts the tries.

use std::net::Ipv6Addr;

use playtally::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use crate::code;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::store::Sql;

/// Wrong tries an address has in a [`WINDOW`].
const TRIES: u32 = 10;

const WINDOW: Span = Span::from_mins(10);

/// Counts the tries of one address.
#[durable_object(alarm)]
pub struct Door {
    state: State,
    sql: Sql,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ask {
    /// Counts a try, before it is known whether it is right: tries at once count all.
    Knock,
    /// It was right, and does not count.
    Right,
}

#[derive(Deserialize)]
struct Tries {
    count: u32,
    oldest: Option<Timestamp>,
}

/// One try from an address.
pub(crate) struct Knock<'a> {
    env: &'a Env,
    name: String,
}

impl<'a> Knock<'a> {
    /// Lets a try pass, unless too many came from there.
    ///
    /// # Errors
    /// `too_many_requests`.
    pub(crate) async fn at(env: &'a Env, request: &Request) -> Answer<Self> {
        let address = request.headers().get("cf-connecting-ip")?.unwrap_or_default();
        let name = code::hashed("address", &network(&address));
        let until: Option<Timestamp> = drive::ask(env, "DOOR", &name, &Ask::Knock).await?;
        let Some(until) = until else { return Ok(Self { env, name }) };
        let mut problem = Problem::new(
            429,
            "too_many_requests",
            "Too many codes were tried from here. Wait, then try again.",
        );
        let seconds = (until - drive::now()).millis() / 1000 + 1;
        problem.retry_after = u32::try_from(seconds).ok();
        Err(problem)
    }

    /// The code was right.
    pub(crate) async fn right(self) {
        // A try too many on the count harms nobody.
        let forgotten: worker::Result<Option<Timestamp>> =
            drive::ask(self.env, "DOOR", &self.name, &Ask::Right).await;
        drop(forgotten);
    }
}

/// The part of an address that stays the same for whoever has it: all of an IPv4
/// address, the first half of an IPv6 one.
fn network(address: &str) -> String {
    match address.parse::<Ipv6Addr>() {
        Ok(six) => format!("{:x?}", &six.segments()[..4]),
        Err(_) => address.to_owned(),
    }
}

impl DurableObject for Door {
    fn new(state: State, _env: Env) -> Self {
        let sql = Sql::of(&state);
        Self { state, sql }
    }

    async fn fetch(&self, mut req: Request) -> worker::Result<Response> {
        let ask: Ask = drive::asked(&mut req).await?;
        match self.answer(drive::now(), &ask) {
            Ok(until) => Response::from_json(&until),
            Err(problem) => problem.into_response(),
        }
    }

    /// Nobody came for a while.
    async fn alarm(&self) -> worker::Result<Response> {
        self.state.storage().delete_all().await?;
        Response::empty()
    }
}

impl Door {
    /// When the next try may come, where this one may not.
    fn answer(&self, now: Timestamp, ask: &Ask) -> Answer<Option<Timestamp>> {
        let sql = &self.sql;
        sql.run("CREATE TABLE IF NOT EXISTS tries (at INTEGER NOT NULL)", &[])?;
        if matches!(ask, Ask::Right) {
            let newest = "DELETE FROM tries WHERE rowid = (SELECT max(rowid) FROM tries)";
            return sql.run(newest, &[]).map(|()| None);
        }
        sql.run("DELETE FROM tries WHERE at <= ?", &[(now - WINDOW).into()])?;
        let tries: Option<Tries> =
            sql.first("SELECT count(*) AS count, min(at) AS oldest FROM tries", &[])?;
        if let Some(Tries { count: TRIES.., oldest: Some(oldest) }) = tries {
            return Ok(Some(oldest + WINDOW));
        }
        sql.transaction(|| {
            sql.run("INSERT INTO tries VALUES (?)", &[now.into()])?;
            sql.set_alarm(now + WINDOW)
        })?;
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_network_knocks_as_one() {
        assert_eq!(network("2001:db8::1"), network("2001:db8:0:0:ffff:0:7:1"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
    }
}
