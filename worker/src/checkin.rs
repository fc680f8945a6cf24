//! Check-ins: told to every account that has them, taken back from those that took them.

use std::rc::Rc;

use futures_util::future::join_all;
use playtally::error::{Error, Retry};
use playtally::http::parse_pairs;
use playtally::media::Media;
use playtally::providers::{self, Intent, Outcome, Service};
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use crate::account::Hub;
use crate::connections::Standing;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::scrobble::FACT;
use crate::store::{ServiceRow, to_body};

/// Body of `POST checkin`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    media: Media,
    /// Only these; absent: every account that has check-ins.
    #[serde(default)]
    services: Option<Vec<String>>,
}

/// What was checked in to is over by then, and a cancel would hit another check-in.
const FORGOTTEN: Span = Span::from_hours(4);

impl Hub {
    /// `POST checkin`: what each account made of it.
    pub(crate) async fn check_in(self: &Rc<Self>, profile: &str, body: &str) -> Answer<Response> {
        self.takes_plays()?;
        let Wanted { media, services } = typed::from_str(body)
            .map_err(|error| Problem::bad_request(format!("The item cannot be read: {error}")))?;
        if to_body(&media).len() > 4_096 {
            return Err(Problem::bad_request("media: at most 4,096 bytes"));
        }
        if let Some(unknown) = services.iter().flatten().find(|id| providers::by_id(id).is_none()) {
            return Err(Problem::bad_request(format!("services: there is no {unknown}")));
        }
        let now = drive::now();
        self.slow_down(now, FACT)?;
        let media = self.as_known(profile, media)?;
        let accounts: Vec<_> = self
            .accounts(profile)?
            .into_iter()
            .filter(|service| services.as_ref().is_none_or(|of| of.contains(&id_of(*service))))
            .filter(|service| service.descriptor().takes(media.kind()))
            .collect();
        if accounts.is_empty() {
            return Err(Problem::new(
                409,
                "not_connected",
                "No connected service takes a check-in of this. Connect one first.",
            ));
        }
        let results = join_all(accounts.into_iter().map(async |service| {
            let media = match self.as_filed(service, media.clone()).await {
                Ok(media) => media,
                Err(problem) => return Ok(told(service, "checked_in", Err(problem))),
            };
            let result = self.call(profile, service, Intent::CheckIn(media.clone())).await;
            if may_hold(&result) {
                self.keep_check_in(profile, service, &media, now)?;
            }
            Ok(told(service, "checked_in", result.map_err(Problem::from)))
        }));
        let results = results.await.into_iter().collect::<Answer<Vec<_>>>()?;
        reply::json(200, &json!({ "results": results }))
    }

    /// `DELETE checkin`: takes back what was checked in to last, everywhere or at the
    /// service that `?service=` names.
    pub(crate) async fn cancel_check_in(
        self: &Rc<Self>,
        profile: &str,
        query: &str,
    ) -> Answer<Response> {
        let named = parse_pairs(query).into_iter().find(|(name, _)| name == "service");
        let query = "SELECT service, media AS body FROM checkins WHERE profile = ? AND at >= ? \
                     ORDER BY service";
        let since = drive::now() - FORGOTTEN;
        let rows: Vec<ServiceRow> = self.sql.rows(query, &[profile.into(), since.into()])?;
        let wanted =
            |row: &&ServiceRow| named.as_ref().is_none_or(|(_, only)| *only == row.service);
        let known = rows.iter().filter(wanted).filter_map(|row| {
            Some((providers::by_id(&row.service)?, typed::from_str(&row.body).ok()?))
        });
        let results = join_all(known.map(async |(service, media): (_, Media)| {
            let result = self.call(profile, service, Intent::CancelCheckIn(media.clone())).await;
            if result.is_ok() {
                // Another one may have been made meanwhile.
                self.sql.run(
                    "DELETE FROM checkins WHERE profile = ? AND service = ? AND media = ?",
                    &[profile.into(), (&id_of(service)).into(), (&to_body(&media)).into()],
                )?;
            }
            Ok(told(service, "cancelled", result.map_err(Problem::from)))
        }));
        let results = results.await.into_iter().collect::<Answer<Vec<_>>>()?;
        reply::json(200, &json!({ "results": results }))
    }

    /// The accounts in use that have check-ins.
    fn accounts(&self, profile: &str) -> Answer<Vec<&'static dyn Service>> {
        let connections = self.connections(profile)?;
        let used = |id: &str| {
            let mut mine = connections.iter().filter(|(known, _)| known == id);
            mine.any(|(_, c)| c.enabled && c.state != Standing::Disconnected)
        };
        let all = providers::ALL.iter().copied();
        Ok(all.filter(|s| s.descriptor().check_in && used(s.descriptor().id)).collect())
    }

    fn keep_check_in(
        &self,
        profile: &str,
        service: &dyn Service,
        media: &Media,
        now: Timestamp,
    ) -> Answer<()> {
        self.sql.run("DELETE FROM checkins WHERE at < ?", &[(now - FORGOTTEN).into()])?;
        self.sql.run(
            "INSERT OR REPLACE INTO checkins (profile, service, media, at) VALUES (?, ?, ?, ?)",
            &[profile.into(), (&id_of(service)).into(), (&to_body(media)).into(), now.into()],
        )
    }
}

/// Whether the service may hold a check-in of ours now: a lost answer tells nothing.
fn may_hold(result: &Result<Outcome, Error>) -> bool {
    match result {
        Ok(outcome) => !matches!(outcome, Outcome::Busy { .. }),
        Err(error) => error.kind.retry() == Retry::AfterCheck,
    }
}

/// One account's answer; `done` is the word for a good one.
fn told(service: &dyn Service, done: &str, result: Answer<Outcome>) -> Value {
    let service = id_of(service);
    match result {
        Ok(Outcome::Busy { until }) => {
            let until = until.map(Timestamp::to_rfc3339);
            json!({ "service": service, "state": "busy", "expires_at": until })
        }
        Ok(_) => json!({ "service": service, "state": done }),
        Err(Problem { code, detail, .. }) => {
            let problem = json!({ "code": code, "detail": detail });
            json!({ "service": service, "state": "failed", "problem": problem })
        }
    }
}

fn id_of(service: &dyn Service) -> String {
    service.descriptor().id.to_owned()
}
