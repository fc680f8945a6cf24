//! The outbox as people see it: what is on its way, what keeps it, and what helps.

use std::rc::Rc;

use playtally::error::ErrorKind;
use playtally::http::percent_decode;
use playtally::lookup::corrected;
use playtally::media::{Media, Work};
use playtally::outbox::{self, Entry, Input, State as Standing};
use playtally::providers::{self, Service};
use playtally::session::Fact;
use playtally::sorted::sort_by_key;
use playtally::typed;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use crate::account::Hub;
use crate::error::{Answer, Problem};
use crate::finding::check_said;
use crate::metadata::catalogue;
use crate::reply;
use crate::store::Text;

/// Body of `POST user/outbox/{id}/retry`; none at all is as good as an empty one.
#[derive(Default, Deserialize)]
struct Again {
    /// What it was of: the service does not know it as it was told.
    work: Option<Work>,
}

impl Hub {
    /// `GET outbox`
    pub(crate) async fn list_outbox(&self, profile: &str) -> Answer<Response> {
        let quota = self.quotas(profile).await?;
        let mut shown = self.outbox_of(profile)?;
        shown["quota"] = json!(quota);
        reply::json(200, &shown)
    }

    /// The entries of the outbox as a page shows them, the newest first.
    pub(crate) fn outbox_of(&self, profile: &str) -> Answer<Value> {
        let mut entries = self.with_outbox(profile, |outbox| {
            outbox.entries().map(|entry| (entry.at, show(entry))).collect::<Vec<_>>()
        })?;
        sort_by_key(&mut entries, |(at, _)| std::cmp::Reverse(*at));
        let entries: Vec<_> = entries.into_iter().map(|(_, entry)| entry).collect();
        // What was found bears the catalogue's title.
        let found = !entries.is_empty() && self.has_found(profile)?;
        let source = catalogue::service().filter(|_| found);
        let attribution = source.and_then(catalogue::attribution);
        Ok(json!({ "entries": entries, "attribution": attribution }))
    }

    /// `POST user/outbox/{id}/retry`
    pub(crate) async fn retry(
        self: &Rc<Self>,
        profile: &str,
        id: &str,
        body: &str,
    ) -> Answer<Response> {
        let body = if body.is_empty() { "{}" } else { body };
        let Again { work } = typed::from_str(body)
            .map_err(|error| Problem::bad_request(format!("The work cannot be read: {error}")))?;
        let entry = self.known_entry(profile, id)?;
        let service = providers::by_id(service_of(&entry)).ok_or_else(Problem::not_found)?;
        let input = match work {
            Some(work) => {
                let media = self.named(profile, &entry, service, &work).await?;
                Input::RetryAs { entry: entry.id.clone(), media: Box::new(media) }
            }
            None if entry.reason == Some(outbox::unfiled()) => {
                let media = self.as_filed(service, entry.media).await?;
                Input::RetryAs { entry: entry.id.clone(), media: Box::new(media) }
            }
            None => Input::Retry { entry: entry.id.clone() },
        };
        self.feed(profile, input);
        let shown = self.with_outbox(profile, |outbox| {
            outbox.entries().find(|known| known.id == entry.id).map(show)
        })?;
        reply::json(200, &json!({ "entry": shown }))
    }

    /// What a service that did not know an item has it as, by the person's word. It is
    /// remembered for the title as the player told it.
    async fn named(
        self: &Rc<Self>,
        profile: &str,
        entry: &Entry,
        service: &dyn Service,
        work: &Work,
    ) -> Answer<Media> {
        if entry.state != Standing::Dead {
            return Err(Problem::bad_request("work: only for a play that was given up"));
        }
        let query = "SELECT body AS text FROM plays WHERE profile = ? AND play_id = ?";
        let played: Option<Text> =
            self.sql.first(query, &[profile.into(), (&entry.play_id).into()])?;
        let told = played.and_then(|row| typed::from_str::<Fact>(&row.text).ok());
        let source = told.as_ref().map_or(&entry.media, |fact| &fact.media);
        check_said(source, work)?;
        let media = self.as_filed(service, corrected(source, work)).await?;
        if told.is_some() {
            self.remember(profile, source, Some(work))?;
        }
        Ok(media)
    }

    /// `DELETE user/outbox/{id}`
    pub(crate) fn drop_entry(self: &Rc<Self>, profile: &str, id: &str) -> Answer<Response> {
        let entry = self.known_entry(profile, id)?.id;
        self.feed(profile, Input::Drop { entry });
        reply::empty()
    }

    fn known_entry(&self, profile: &str, id: &str) -> Answer<Entry> {
        let id = percent_decode(id).ok_or_else(Problem::not_found)?;
        self.with_outbox(profile, |outbox| outbox.entries().find(|it| it.id == id).cloned())?
            .ok_or_else(Problem::not_found)
    }
}

fn service_of(entry: &Entry) -> &str {
    entry.destination.rsplit('/').next().unwrap_or_default()
}

/// What a person can do for an entry; nothing where it arrived.
fn help(entry: &Entry) -> Option<&'static str> {
    let kind = entry.reason.as_ref().map(|reason| reason.kind);
    match (entry.state, kind) {
        (Standing::Stored | Standing::AlreadyThere, _) => None,
        (Standing::SignedOut, _) => Some("sign_in"),
        // It is not known there as it was named, or nobody can say as what.
        (Standing::Dead, Some(ErrorKind::NotFound | ErrorKind::BadInput)) => Some("correct"),
        (Standing::Dead, _) => Some("retry"),
        _ => Some("wait"),
    }
}

/// An entry as the page shows it.
fn show(entry: &Entry) -> Value {
    let service = service_of(entry);
    let (state, outcome) = match entry.state {
        Standing::Live => ("live", None),
        Standing::Waiting => ("waiting", None),
        Standing::Sending => ("sending", None),
        Standing::Checking => ("checking", None),
        Standing::SignedOut => ("signed_out", None),
        Standing::Stored => ("done", Some("stored")),
        Standing::AlreadyThere => ("done", Some("already_there")),
        Standing::Dead => ("dead", None),
    };
    let mut shown = json!({
        "id": entry.id,
        "play_id": entry.play_id,
        "service": service,
        "media": entry.media,
        "title": entry.media.label(),
        "state": state,
        "attempts": entry.attempts,
        "at": entry.at.to_rfc3339(),
    });
    let optional = [
        ("watched_at", entry.watched_at.map(|at| json!(at.to_rfc3339()))),
        ("next_at", entry.not_before.map(|at| json!(at.to_rfc3339()))),
        ("outcome", outcome.map(|outcome| json!(outcome))),
        ("help", help(entry).map(|help| json!(help))),
        (
            "reason",
            entry.reason.as_ref().map(|e| json!({ "code": e.kind.code(), "text": e.message })),
        ),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            shown[name] = value;
        }
    }
    shown
}
