//! How the sync with an account stands: what is kept between two runs, and what people see
//! of it.

use playtally::error::{Error, ErrorKind};
use playtally::history::sync::{Change, Counts, Flaps, Parts, Stop};
use playtally::providers::Activities;
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::account::Hub;
use crate::connections::Connection;
use crate::error::Answer;
use crate::store::to_body;

/// What a person agreed to is carried out by then, or they are asked again.
const A_WORD_HOLDS: Span = Span::from_hours(1);

/// What is kept between two runs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Standing {
    /// What had moved, as the service told before it was last read, or is read the first time.
    pub(super) activities: Option<Activities>,
    /// What was kept in step then.
    pub(super) parts: Option<Parts>,
    /// When all of it was last read.
    pub(super) whole_at: Option<Timestamp>,
    /// How far the first reading came: listings that were read, and where the next one goes on.
    pub(super) listings: usize,
    pub(super) cursor: Option<String>,
    /// Rows in them that could not be read.
    pub(super) skipped: usize,
    /// Whether the service may have been told something of which nothing is known here: then
    /// what it says has moved is not enough.
    pub(super) doubt: bool,
    /// When it last took plays.
    pub(super) told_at: Option<Timestamp>,
    /// When a run last came to its end.
    pub(super) last_sync_at: Option<Timestamp>,
    /// Changes the last run brought here, and told there.
    pub(super) pulled: u32,
    pub(super) pushed: u32,
    /// Changes the service refused for good in the last run.
    pub(super) refused: u32,
    /// What the last plan left as it is.
    pub(super) left: Counts,
    /// Why the last run did not come to its end.
    pub(super) error: Option<Trouble>,
    /// Runs that failed since one came to its end.
    pub(super) failures: u32,
    /// What the person has to agree to.
    pub(super) stopped: Option<Stop>,
    /// They agree to so many removals, and since when.
    pub(super) agreed: Option<u64>,
    pub(super) agreed_at: Option<Timestamp>,
    /// Whether nothing runs by itself, as the person took the last run back.
    pub(super) paused: bool,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Trouble {
    pub(super) code: String,
    pub(super) text: String,
    /// Whether the service could not be reached.
    offline: bool,
}

/// A run in progress.
#[derive(Clone, Debug, Default)]
pub(crate) struct Running {
    /// Rows read or changes told so far, and of how many, where that is known.
    pub(super) done: u64,
    pub(super) total: u64,
    /// What it is at.
    pub(super) title: Option<String>,
    /// Whether something changed here since it began.
    pub(super) again: bool,
    /// Whether another account stands here since then.
    pub(super) broken: bool,
}

#[derive(Deserialize)]
struct Row {
    body: String,
    flaps: String,
}

impl Trouble {
    /// Of a run that goes on by itself then.
    pub(super) fn of(error: &Error, next: Option<Timestamp>) -> Self {
        let asked = error.retry_at.is_some();
        let offline = match error.kind {
            ErrorKind::NoAnswer | ErrorKind::Unavailable => true,
            // Else the service is there, and wants to be left alone.
            ErrorKind::NotSent => !asked,
            _ => false,
        };
        let mut text = match error.kind {
            ErrorKind::NotSent if asked => "The service takes no more for now.".to_owned(),
            _ => error.message.clone(),
        };
        if let (None, Some(alone)) = (next, text.strip_suffix(" It is tried again.")) {
            // By nobody but the person.
            text = alone.to_owned();
        }
        let next = next.filter(|_| asked).map(Timestamp::to_rfc3339).unwrap_or_default();
        if let (Some(day), Some(time)) = (next.get(..10), next.get(11..16)) {
            text += &format!(" It is tried again on {day} at {time} UTC.");
        }
        Self { code: error.kind.code().to_owned(), text, offline }
    }
}

impl Standing {
    /// The removals that the person agrees to now.
    pub(super) fn agreed(&self, now: Timestamp) -> Option<u64> {
        self.agreed.filter(|_| self.agreed_at.is_some_and(|at| now < at + A_WORD_HOLDS))
    }

    /// In a word.
    fn word(&self, running: bool) -> &'static str {
        match &self.error {
            _ if running => "syncing",
            Some(trouble) if trouble.offline => "offline",
            Some(_) => "error",
            None if self.stopped.is_some() => "error",
            None => "idle",
        }
    }

    /// Why it stands still, in a sentence.
    fn trouble(&self) -> Value {
        let error = self.error.as_ref();
        match (error, self.stopped) {
            (Some(trouble), _) => json!({ "code": trouble.code, "text": trouble.text }),
            (None, Some(stop)) => shown_stop(stop),
            (None, None) => Value::Null,
        }
    }
}

/// Why a plan is not carried out.
pub(super) fn shown_stop(stop: Stop) -> Value {
    match stop {
        Stop::HalfRead => json!({
            "code": "half_read",
            "text": "Not all of the history there could be read.",
        }),
        Stop::Shrunk { before, now, removals } => json!({
            "code": "shrunk",
            "text": format!(
                "The history there has {now} plays where it had {before}. Nothing was changed. If \
                 you removed them yourself, say so: then {removals} entries go here, too."
            ),
            "before": before,
            "now": now,
            "removals": removals,
        }),
        Stop::Budget { removals, held } => json!({
            "code": "delete_budget",
            "text": format!(
                "This would remove {removals} entries, of {held} plays. Nothing was changed; \
                 say whether it may."
            ),
            "now": held,
            "removals": removals,
        }),
    }
}

/// A change as a page shows it.
pub(super) fn shown(change: &Change) -> Value {
    json!({
        "what": change.what,
        "title": change.row.work.label(),
        "kind": change.row.work.kind(),
        "at": change.row.at.map(Timestamp::to_rfc3339),
        "rating": change.row.rating,
    })
}

impl Hub {
    pub(super) fn standing(&self, profile: &str, id: &str) -> Answer<Standing> {
        Ok(self.sync_row(profile, id)?.0)
    }

    /// How it stands, and what went back and forth.
    pub(super) fn sync_row(&self, profile: &str, id: &str) -> Answer<(Standing, Flaps)> {
        let query = "SELECT body, flaps FROM syncs WHERE profile = ? AND service = ?";
        let row: Option<Row> = self.sql.first(query, &[profile.into(), id.into()])?;
        // One that cannot be read begins anew: then nothing is removed.
        let read = |row: Row| {
            let flaps = typed::from_str(&row.flaps).unwrap_or_default();
            Some((typed::from_str(&row.body).ok()?, flaps))
        };
        Ok(row.and_then(read).unwrap_or_default())
    }

    pub(super) fn save_standing(&self, profile: &str, id: &str, standing: &Standing) -> Answer<()> {
        self.sql.run(
            "INSERT INTO syncs (profile, service, body, flaps) VALUES (?, ?, ?, '') \
             ON CONFLICT DO UPDATE SET body = excluded.body",
            &[profile.into(), id.into(), (&to_body(standing)).into()],
        )
    }

    pub(super) fn save_flaps(&self, profile: &str, id: &str, flaps: &Flaps) -> Answer<()> {
        self.sql.run(
            "UPDATE syncs SET flaps = ? WHERE profile = ? AND service = ?",
            &[(&to_body(flaps)).into(), profile.into(), id.into()],
        )
    }

    /// What a row of `GET user/services` says of the sync.
    pub(crate) fn sync_of(
        &self,
        profile: &str,
        id: &str,
        connection: &Connection,
    ) -> Answer<Value> {
        let standing = self.standing(profile, id)?;
        let running = self.running(profile, id);
        let next = self.next_sync(profile, id)?.filter(|_| connection.parts().is_some());
        Ok(json!({
            "sync_state": standing.word(running.is_some()),
            "last_sync_at": standing.last_sync_at.map(Timestamp::to_rfc3339),
            "next_sync_at": next.map(Timestamp::to_rfc3339),
            "pulled": standing.pulled,
            "pushed": standing.pushed,
            "refused": standing.refused,
            "left": standing.left,
            "sync_error": standing.trouble(),
            "to_confirm": standing.stopped.and_then(Stop::removals),
            "paused": standing.paused,
            "undo_left": if standing.paused { self.undo_left(profile, id)? } else { 0 },
        }))
    }

    /// What pages that listen are told of the syncs of a profile, one after the other.
    pub(crate) fn syncs_of(&self, profile: &str) -> Answer<Vec<Value>> {
        let mut syncs = Vec::new();
        for (id, connection) in self.connections(profile)? {
            if connection.parts().is_none() && self.running(profile, &id).is_none() {
                continue;
            }
            let standing = self.standing(profile, &id)?;
            let running = self.running(profile, &id);
            let now = running.clone().unwrap_or_default();
            syncs.push(json!({
                "service": id,
                "state": standing.word(running.is_some()),
                "done": now.done,
                "total": now.total,
                "title": now.title,
                "pulled": standing.pulled,
                "pushed": standing.pushed,
                "error": standing.trouble(),
            }));
        }
        Ok(syncs)
    }

    pub(super) fn running(&self, profile: &str, id: &str) -> Option<Running> {
        let syncs = self.syncs.borrow();
        let found = syncs.iter().find(|((of, service), _)| of == profile && *service == id);
        found.map(|(_, running)| running.clone())
    }

    /// Says how far a run has come.
    pub(super) fn tell_progress(
        self: &std::rc::Rc<Self>,
        profile: &str,
        id: &'static str,
        change: impl FnOnce(&mut Running),
    ) {
        if let Some(running) = self.syncs.borrow_mut().get_mut(&(profile.to_owned(), id)) {
            change(running);
        }
        self.news();
    }
}
