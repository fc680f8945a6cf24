//! A webhook as it is kept: whose plays it brings, and what came last.

use playtally::servers::{Event, Kind, Named, Notice};
use playtally::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::code;

/// People and libraries that are remembered; of a server with more, the first ones.
const MOST: usize = 200;

/// A webhook.
#[derive(Clone)]
pub(super) struct Webhook {
    pub(super) id: String,
    pub(super) profile: String,
    pub(super) made_at: Timestamp,
    pub(super) heard_at: Option<Timestamp>,
    pub(super) known: Known,
}

/// What is known of it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Known {
    /// Accounts of its servers.
    pub(super) users: Vec<One>,
    pub(super) libraries: Vec<One>,
    /// What came last, as it is shown.
    last: Option<Value>,
    /// What could not be read last, and nothing was since that could.
    problem: Option<Value>,
}

/// A user or a library of a server.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct One {
    pub(super) id: String,
    kind: Kind,
    server: String,
    name: String,
    /// Whether what is played by them, or lies in it, counts for the person.
    pub(super) counts: bool,
    /// Who of the household a user is, where that is not whose the webhook is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) profile: String,
}

impl Webhook {
    /// Takes note of a notice; the profile it counts for.
    ///
    /// # Design
    /// A server has more users than the person, and what somebody else played is hard to get
    /// out of a history again. So one alone is taken for the person: whom the server itself
    /// says it is, or else the first that is heard of. A library counts unless it is left out.
    pub(super) fn hear(&mut self, now: Timestamp, notice: &Notice) -> Option<String> {
        let known = &mut self.known;
        let first = !known.users.iter().any(|user| user.is_at(notice));
        let me = notice.own.unwrap_or(first);
        let user = remember(&mut known.users, notice, notice.user.as_ref(), me);
        let library = remember(&mut known.libraries, notice, notice.library.as_ref(), true);
        self.heard_at = Some(now);
        known.problem = None;
        known.last = Some(json!({
            "at": now.to_rfc3339(),
            "kind": notice.server.kind,
            "server": notice.server.name,
            "event": name_of(notice.event),
            "title": notice.item.as_ref().and_then(|item| Some(item.media.as_ref()?.label())),
            "user": notice.user.as_ref().map(|user| &user.name),
            "counts": user.is_some() && library.is_some(),
        }));
        user.filter(|_| library.is_some())
            .map(|whose| if whose.is_empty() { self.profile.clone() } else { whose })
    }

    /// Takes note of something that no notice is.
    pub(super) fn misunderstand(&mut self, now: Timestamp, detail: &str) {
        self.known.problem = Some(json!({ "at": now.to_rfc3339(), "detail": detail }));
    }

    pub(super) fn show(&self) -> Value {
        let Known { users, libraries, last, problem } = &self.known;
        let mut shown = json!({
            "id": self.id,
            "profile": self.profile,
            "made_at": self.made_at.to_rfc3339(),
            "last_heard_at": self.heard_at.map(Timestamp::to_rfc3339),
            "users": users,
            "libraries": libraries,
        });
        for (name, value) in [("last", last), ("problem", problem)] {
            if let Some(value) = value {
                shown[name] = value.clone();
            }
        }
        shown
    }
}

impl One {
    fn is_at(&self, notice: &Notice) -> bool {
        self.server == notice.server.name && self.kind == notice.server.kind
    }
}

/// For which profile one counts that may be new. What a server does not say counts.
fn remember(
    list: &mut Vec<One>,
    notice: &Notice,
    named: Option<&Named>,
    counts: bool,
) -> Option<String> {
    let profile = String::new();
    let Some(named) = named else { return Some(profile) };
    let server = &notice.server;
    let mut id = code::hashed("at a server", &format!("{}\n{}", server.id, named.id));
    id.truncate(16);
    if let Some(one) = list.iter_mut().find(|one| one.id == id) {
        one.name.clone_from(&named.name);
        one.server.clone_from(&server.name);
        return one.counts.then(|| one.profile.clone());
    }
    if list.len() >= MOST {
        return None;
    }
    let (server, name) = (server.name.clone(), named.name.clone());
    list.push(One { id, kind: notice.server.kind, server, name, counts, profile: profile.clone() });
    counts.then_some(profile)
}

fn name_of(event: Event) -> &'static str {
    match event {
        Event::Play => "play",
        Event::Pause => "pause",
        Event::Resume => "resume",
        Event::Progress => "progress",
        Event::Seek => "seek",
        Event::Stop { .. } => "stop",
        Event::Scrobble => "scrobble",
        Event::Rate(_) => "rate",
        Event::Other => "other",
    }
}
