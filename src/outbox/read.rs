//! Entries, accounts and whole snapshots read from JSON, kept beside the fields they read.

use super::entry::{Entry, Lost, Place, Record, State, Step, Wrote};
use super::progress::Standing;
use super::{Destination, Snapshot};
use crate::json::{self, FromJson, Json, Wrong};
use crate::providers::Status;

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

json::fields!(Standing {
    ids: "ids",
    status: "status",
    progress: "progress",
    started_on: "startedOn",
    finished_on: "finishedOn",
    repeats: "repeats",
});

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
            Ok("read") => Self::Read,
            Ok(_) => return Err(Wrong::Unknown("step")),
            Err(_) => match (json.field("set")?, json.field("reread")?) {
                (Some(to), _) => Self::Set(to),
                (None, Some(sent)) => Self::Reread(sent),
                (None, None) => Self::Check(json.field("check")?),
            },
        })
    }
}

impl FromJson for Status {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        Ok(match json.as_text()? {
            "planned" => Self::Planned,
            "current" => Self::Current,
            "paused" => Self::Paused,
            "dropped" => Self::Dropped,
            "completed" => Self::Completed,
            "repeating" => Self::Repeating,
            _ => return Err(Wrong::Unknown("status")),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::http::Method;
    use crate::media::{ExternalIds, PartialDate};
    use crate::time::Timestamp;

    fn come_back<T, const N: usize>(values: [T; N])
    where
        T: serde::Serialize + FromJson + PartialEq + std::fmt::Debug,
    {
        for value in values {
            let text = serde_json::to_string(&value).unwrap();
            assert_eq!(json::read::<T>(&text), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        use ErrorKind as Kind;
        use State::{AlreadyThere, Checking, Dead, Live, Sending, SignedOut, Stored, Waiting};
        come_back([Live, Waiting, Sending, Checking, SignedOut, Stored, AlreadyThere, Dead]);
        let (since, ended) = (Timestamp::from_secs(1), Timestamp::from_secs(31));
        let check = |wrote| Step::Check(Lost { wrote, since, ended, page: 2 });
        come_back([check(Wrote::Stop), check(Wrote::Add), Step::Follow, Step::Stop, Step::Add]);
        let standing = |status| Standing {
            ids: ExternalIds { anilist: Some(7), ..ExternalIds::default() },
            status,
            progress: Some(3),
            started_on: PartialDate::parse("2026-11"),
            finished_on: PartialDate::parse("2026-11-01"),
            repeats: Some(2),
        };
        let set = |status| Step::Set(Box::new(standing(status)));
        come_back([set(Status::Planned), set(Status::Current), set(Status::Paused)]);
        come_back([set(Status::Dropped), set(Status::Completed), set(Status::Repeating)]);
        let bare = Standing { progress: None, repeats: None, ..standing(Status::Current) };
        come_back([Step::Reread(Box::new(bare)), Step::Read]);
        come_back([Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete]);
        come_back([Kind::BadInput, Kind::NoAnswer, Kind::NotSent, Kind::RateLimited]);
        come_back([Kind::Unavailable, Kind::Unauthorized, Kind::SignInAgain, Kind::AppRefused]);
        come_back([Kind::NotFound, Kind::Rejected, Kind::AccountLimit, Kind::DailyLimit]);
    }

    #[test]
    fn what_nobody_writes_is_refused() {
        assert_eq!(json::read::<State>(r#""gone""#), Err(Wrong::Unknown("state")));
        assert_eq!(json::read::<Step>(r#""wait""#), Err(Wrong::Unknown("step")));
        assert_eq!(json::read::<Step>(r#"{"wait":1}"#), Err(Wrong::Field("check")));
        assert_eq!(json::read::<Status>(r#""seen""#), Err(Wrong::Unknown("status")));
        assert_eq!(json::read::<PartialDate>(r#""soon""#), Err(Wrong::Unknown("date")));
        assert_eq!(json::read::<Wrote>("1"), Err(Wrong::Kind));
        assert_eq!(json::read::<ErrorKind>(r#""bad""#), Err(Wrong::Unknown("kind")));
        assert_eq!(json::read::<Method>(r#""get""#), Err(Wrong::Unknown("method")));
    }
}
