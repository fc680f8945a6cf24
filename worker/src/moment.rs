//! What a service says of a person when asked: who they are, what is watched there now, its
//! own totals.

use std::rc::Rc;

use playtally::auth::AuthScheme;
use playtally::providers::{self, Intent, Listing, Outcome, Read, Service, Totals};
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::account::Hub;
use crate::connections::{Connection, Standing};
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::store::to_body;

/// Totals cost a service much, and change little in a day.
const TOTALS_KEPT: Span = Span::from_hours(24);

#[derive(Deserialize)]
struct Row {
    at: Timestamp,
    body: String,
}

impl Hub {
    /// `GET …/profile`: asks the service who the person is; where it knows no persons,
    /// whether it takes the hub's key.
    pub(crate) async fn show_profile(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
    ) -> Answer<Response> {
        if service.descriptor().auth == AuthScheme::AppKey {
            self.try_key(service).await?;
            return reply::json(200, &json!({}));
        }
        self.connected(profile, service)?;
        reply::json(200, &self.profile(profile, service).await?)
    }

    /// `GET …/watching`: wherever it is watched, also on another device.
    pub(crate) async fn watching(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
    ) -> Answer<Response> {
        let descriptor = service.descriptor();
        if !descriptor.reads.contains(&Listing::Watching) {
            return Err(Problem::not_found());
        }
        let user = self.connected(profile, service)?.username;
        let read =
            Read { listing: Listing::Watching, cursor: None, since: None, until: None, user };
        let outcome = self.call(profile, service, Intent::Read(read)).await?;
        let mut shown = json!({});
        let rows = if let Outcome::Page(page) = outcome { page.rows } else { Vec::new() };
        let playable = |row: providers::Row| Some((row.work.media()?, row));
        if let Some((media, row)) = rows.into_iter().find_map(playable) {
            shown["media"] = json!(media);
            for (name, at) in [("since", row.at), ("expires_at", row.until)] {
                if let Some(at) = at {
                    shown[name] = json!(at.to_rfc3339());
                }
            }
            if let Some(page) = row.page {
                shown["page"] = json!(page);
            }
        }
        reply::json(200, &shown)
    }

    /// `GET …/totals`: as the service reckoned them at most a day ago.
    pub(crate) async fn totals(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
    ) -> Answer<Response> {
        let descriptor = service.descriptor();
        if !descriptor.totals {
            return Err(Problem::not_found());
        }
        let user = self.connected(profile, service)?.account.ok_or_else(Problem::not_found)?;
        let key = totals_key(profile, descriptor.id, &user);
        let now = drive::now();
        let query = "SELECT at, body FROM totals WHERE account = ? AND at > ?";
        let kept: Option<Row> =
            self.sql.first(query, &[(&key).into(), (now - TOTALS_KEPT).into()])?;
        let known = kept.and_then(|row| Some((row.at, typed::from_str(&row.body).ok()?)));
        let (at, totals): (Timestamp, Totals) = match known {
            Some(known) => known,
            None => match self.call(profile, service, Intent::Totals { user }).await? {
                Outcome::Totals(totals) => {
                    let old = "DELETE FROM totals WHERE at <= ?";
                    self.sql.run(old, &[(now - TOTALS_KEPT).into()])?;
                    self.sql.run(
                        "INSERT OR REPLACE INTO totals (account, at, body) VALUES (?, ?, ?)",
                        &[(&key).into(), now.into(), (&to_body(&totals)).into()],
                    )?;
                    (now, totals)
                }
                _ => return Err(Problem::not_found()),
            },
        };
        let Totals { movies, episodes, minutes } = totals;
        let asked_at = at.to_rfc3339();
        reply::json(
            200,
            &json!({ "movies": movies, "episodes": episodes, "minutes": minutes, "asked_at": asked_at }),
        )
    }

    /// Forgets what a service reckoned of an account.
    pub(crate) fn forget_totals(&self, profile: &str, service: &str, user: &str) -> Answer<()> {
        let gone = "DELETE FROM totals WHERE account = ?";
        self.sql.run(gone, &[(&totals_key(profile, service, user)).into()])
    }

    /// Those of all accounts of a profile.
    pub(crate) fn forget_all_totals(&self, profile: &str) -> Answer<()> {
        self.sql.run("DELETE FROM totals WHERE account LIKE ? || '/%'", &[profile.into()])
    }

    /// The account, where there is one to ask.
    fn connected(&self, profile: &str, service: &dyn Service) -> Answer<Connection> {
        let descriptor = service.descriptor();
        let known = self.connection(profile, descriptor.id)?;
        known
            .filter(|connection| connection.state != Standing::Disconnected)
            .ok_or_else(|| Problem::not_connected(descriptor.name))
    }
}

fn totals_key(profile: &str, service: &str, user: &str) -> String {
    format!("{profile}/{service}/{user}")
}
