//! Entries, accounts and whole snapshots read from JSON, kept beside the fields they read.

use super::entry::{Entry, Lost, Place, Record, State, Step, Wrote};
use super::{Destination, Snapshot};
use crate::json::{self, FromJson, Json, Wrong};

json::fields!(Destination {
    id: "id",
    service: "service",
    client_id: "clientId",
    app_name: "appName",
    base: "base",
    username: "username",
    rule: "rule",
});

json::fields!(Entry {
    id: "id",
    destination: "destination",
    service: "service",
    play_id: "playId",
    media: "media",
    started_at: "startedAt",
    watched_at: "watchedAt",
    state: "state",
    attempts: "attempts",
    not_before: "notBefore",
    reason: "reason",
    at: "at",
    step: "step",
    seq: "seq",
    duration: "duration",
    place: "place",
    known: "known",
    flight: "flight",
    record: "record",
});

json::fields!(Place { percent: "percent", duration: "duration", live_until: "live_until" });

json::fields!(Record { id: "id", from: "from", to: "to" });

json::fields!(Lost { wrote: "wrote", since: "since", ended: "ended", page: "page" });

json::fields!(Snapshot { version: "version", entries: "entries", quotas: "quotas" });

impl FromJson for State {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        Ok(match json.as_text()? {
            "live" => Self::Live,
            "waiting" => Self::Waiting,
            "sending" => Self::Sending,
            "checking" => Self::Checking,
            "signed_out" => Self::SignedOut,
            "stored" => Self::Stored,
            "already_there" => Self::AlreadyThere,
            "dead" => Self::Dead,
            _ => return Err(Wrong::Unknown("state")),
        })
    }
}

impl FromJson for Step {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        Ok(match json.as_text() {
            Ok("follow") => Self::Follow,
            Ok("stop") => Self::Stop,
            Ok("add") => Self::Add,
            Ok(_) => return Err(Wrong::Unknown("step")),
            Err(_) => Self::Check(json.field("check")?),
        })
    }
}

impl FromJson for Wrote {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        match json.as_text()? {
            "stop" => Ok(Self::Stop),
            "add" => Ok(Self::Add),
            _ => Err(Wrong::Unknown("wrote")),
        }
    }
}
