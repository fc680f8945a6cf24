//! The outbox as people see it: what is on its way, what keeps it, and what helps.

use std::rc::Rc;

use playtally::error::ErrorKind;
use playtally::http::percent_decode;
use playtally::lookup::corrected;
use playtally::media::{Media, Work};
use playtally::outbox::{self, Entry, Input, Outbox, State as Standing};
use playtally::providers;
use playtally::session::Fact;
use playtally::sorted::sort_by_key;
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::finding::check_said;
use crate::metadata::catalogue;
use crate::reply;
use crate::store::Text;

/// A quota that makes nobody wait longer is not worth a word.
const BRIEF: Span = Span::from_secs(5);

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
        let now = drive::now();
        let mut entries = self.with_outbox(profile, |outbox| {
            let shown = |entry: &Entry| (entry.at, show(outbox, entry, now));
            outbox.entries().map(shown).collect::<Vec<_>>()
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
                let meant = self.meant(profile, &entry, &work)?;
                let media = self.as_filed(service, meant.clone()).await?;
                self.remember_played(profile, &entry, &work)?;
                self.retry_alike(profile, &entry, &meant).await?;
                again_as(&entry, media)
            }
            None if entry.reason == Some(outbox::unfiled()) => {
                let media = self.as_filed(service, entry.media.clone()).await?;
                again_as(&entry, media)
            }
            None => Input::Retry { entry: entry.id.clone() },
        };
        self.feed(profile, input);
        let shown = self.with_outbox(profile, |outbox| {
            let now = drive::now();
            outbox.entries().find(|known| known.id == entry.id).map(|it| show(outbox, it, now))
        })?;
        reply::json(200, &json!({ "entry": shown }))
    }

    /// What an entry was of, by the person's word.
    fn meant(&self, profile: &str, entry: &Entry, work: &Work) -> Answer<Media> {
        if entry.state != Standing::Dead {
            return Err(Problem::bad_request("work: only for a play that was given up"));
        }
        let told = self.told_as(profile, &entry.play_id)?;
        let source = told.as_ref().unwrap_or(&entry.media);
        check_said(source, work)?;
        Ok(corrected(source, work))
    }

    /// What was played, as the player told it.
    pub(crate) fn told_as(&self, profile: &str, play_id: &str) -> Answer<Option<Media>> {
        let query = "SELECT body AS text FROM plays WHERE profile = ? AND play_id = ?";
        let played: Option<Text> = self.sql.first(query, &[profile.into(), play_id.into()])?;
        let told = played.and_then(|row| typed::from_str::<Fact>(&row.text).ok());
        Ok(told.map(|fact| fact.media))
    }

    /// From now on the title that was played is this work.
    fn remember_played(self: &Rc<Self>, profile: &str, entry: &Entry, work: &Work) -> Answer<()> {
        if let Some(source) = self.told_as(profile, &entry.play_id)? {
            self.remember(profile, &source, Some(work))?;
        }
        Ok(())
    }

    /// What is wrong with a title at one service is wrong wherever its play was given up for
    /// the same reason. Where it has no name, it stays given up.
    async fn retry_alike(
        self: &Rc<Self>,
        profile: &str,
        entry: &Entry,
        meant: &Media,
    ) -> Answer<()> {
        let alike = |it: &&Entry| {
            let same = it.play_id == entry.play_id && why(it) == why(entry);
            it.id != entry.id && it.state == Standing::Dead && same
        };
        let others: Vec<Entry> =
            self.with_outbox(profile, |outbox| outbox.entries().filter(alike).cloned().collect())?;
        for other in others {
            let Some(service) = providers::by_id(service_of(&other)) else { continue };
            if let Ok(media) = self.as_filed(service, meant.clone()).await {
                self.feed(profile, again_as(&other, media));
            }
        }
        Ok(())
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

fn again_as(entry: &Entry, media: Media) -> Input {
    Input::RetryAs { entry: entry.id.clone(), media: Box::new(media) }
}

fn why(entry: &Entry) -> Option<ErrorKind> {
    entry.reason.as_ref().map(|reason| reason.kind)
}

/// What a person can do for an entry; nothing where it arrived.
fn help(entry: &Entry) -> Option<&'static str> {
    match (entry.state, why(entry)) {
        (Standing::Stored | Standing::AlreadyThere, _) => None,
        (Standing::SignedOut, _) => Some("sign_in"),
        // It is not known there as it was named, or nobody can say as what.
        (Standing::Dead, Some(ErrorKind::NotFound | ErrorKind::BadInput)) => Some("correct"),
        (Standing::Dead, _) => Some("retry"),
        _ => Some("wait"),
    }
}

/// An entry as the page shows it.
fn show(outbox: &Outbox, entry: &Entry, now: Timestamp) -> Value {
    let service = service_of(entry);
    let held = outbox.held_until(now, entry).filter(|until| *until > now + BRIEF);
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
        ("next_at", held.or(entry.not_before).map(|at| json!(at.to_rfc3339()))),
        ("waits_for", held.map(|_| json!("quota"))),
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
