//! `GET user/jobs`: what the hub does by itself, when next, and what came of it last.

use playtally::media::Kind;
use playtally::outbox::State;
use playtally::providers::{self, Descriptor};
use playtally::time::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use crate::account::Hub;
use crate::connections::{Connection, Standing as Account};
use crate::error::Answer;
use crate::reply;

#[derive(Deserialize)]
struct Refresh {
    at: Option<Timestamp>,
}

impl Hub {
    pub(crate) fn list_jobs(&self, profile: &str) -> Answer<Response> {
        let mut jobs = Vec::new();
        for (id, connection) in self.connections(profile)? {
            let Some(service) = providers::by_id(&id) else { continue };
            if connection.state != Account::Disconnected {
                let descriptor = service.descriptor();
                jobs.extend(self.deliveries(profile, descriptor)?);
                jobs.extend(self.sync_jobs(profile, descriptor, &connection)?);
                let query =
                    "SELECT refresh_at AS at FROM connections WHERE profile = ? AND service = ?";
                let row: Option<Refresh> =
                    self.sql.first(query, &[profile.into(), (&id).into()])?;
                if let Some(at) = row.and_then(|row| row.at) {
                    jobs.push(job("token.refresh", descriptor.id, Some(at), None, Value::Null));
                }
            }
        }
        reply::json(200, &json!({ "jobs": jobs }))
    }

    /// Plays on their way.
    fn deliveries(&self, profile: &str, service: &Descriptor) -> Answer<Vec<Value>> {
        let destination = format!("{profile}/{}", service.id);
        let kinds = [("scrobble.video", false), ("scrobble.music", true)];
        let kinds = kinds
            .into_iter()
            .filter(|(_, music)| service.kinds.iter().any(|kind| (*kind == Kind::Track) == *music));
        self.with_outbox(profile, |outbox| {
            let of = |music: bool| {
                let mine = outbox.entries().filter(|entry| entry.destination == destination);
                mine.filter(move |entry| entry.media.is_music() == music).collect::<Vec<_>>()
            };
            let job_of = |(kind, music): (&'static str, bool)| {
                let entries = of(music);
                let open = entries.iter().filter(|entry| entry.state == State::Waiting);
                let next = open.map(|entry| entry.not_before.unwrap_or(entry.at)).min();
                let over =
                    |state| matches!(state, State::Stored | State::AlreadyThere | State::Dead);
                let last = entries.iter().filter(|entry| over(entry.state)).max_by_key(|it| it.at);
                let result = last.map_or(Value::Null, |entry| match &entry.reason {
                    Some(error) => json!(error.message),
                    None => json!("delivered"),
                });
                job(kind, service.id, next, last.map(|entry| entry.at), result)
            };
            kinds.map(job_of).collect()
        })
    }

    /// What is kept in step.
    fn sync_jobs(
        &self,
        profile: &str,
        service: &Descriptor,
        connection: &Connection,
    ) -> Answer<Vec<Value>> {
        let Some(parts) = connection.parts() else { return Ok(Vec::new()) };
        let standing = self.standing(profile, service.id)?;
        let next = self.next_sync(profile, service.id)?;
        let result = match (&standing.error, standing.last_sync_at) {
            (Some(trouble), _) => json!(trouble.text),
            (None, Some(_)) => {
                json!(format!("{} brought here, {} told there", standing.pulled, standing.pushed))
            }
            (None, None) => Value::Null,
        };
        let kinds = [
            ("sync.history", parts.history),
            ("sync.export_history", parts.history && parts.tells),
            ("sync.ratings", parts.ratings),
            ("sync.watchlist", parts.lists),
        ];
        let on = kinds.into_iter().filter(|(_, on)| *on);
        let job_of = |(kind, _)| job(kind, service.id, next, standing.last_sync_at, result.clone());
        Ok(on.map(job_of).collect())
    }
}

fn job(
    kind: &str,
    service: &str,
    next: Option<Timestamp>,
    last: Option<Timestamp>,
    result: Value,
) -> Value {
    json!({
        "kind": kind,
        "service": service,
        "next_at": next.map(Timestamp::to_rfc3339),
        "last_at": last.map(Timestamp::to_rfc3339),
        "last_result": result,
    })
}
