//! Delivery: each play to each connected account, exactly once.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::media::Media;

use crate::session::Fact;
use crate::time::Timestamp;

/// A connected account, as the outbox needs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// Names the connection: `profile/service`.
    pub id: String,
    /// Which service.
    pub service: String,
    /// The app's public id there, for calls that carry it.
    #[serde(default)]
    pub client_id: Option<String>,
    /// Root of the API, where the person chose one.
    #[serde(default)]
    pub base: Option<String>,
    /// Who the person is there.
    #[serde(default)]
    pub username: Option<String>,
    /// The rule that makes a play count here, by kind; empty takes any met rule.
    pub rule: String,
}

/// What the driver tells the outbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The connected, enabled accounts now; entries of others wait or, when signed out, are held.
    Destinations(Vec<Destination>),
    /// A fact of a session.
    Fact(Fact),
    /// The answer to a request.
    Answer {
        /// The `Send` it belongs to.
        id: u64,
        /// The answer.
        response: HttpResponse,
    },
    /// No answer: lost on the way (`NoAnswer`), never sent (`NotSent`), or the
    /// sign-in is over (`SignInAgain`).
    Failed {
        /// The `Send` it belongs to.
        id: u64,
        /// Why.
        error: Error,
    },
    /// A shared quota allows the request.
    Granted {
        /// The `Reserve` it belongs to.
        id: u64,
    },
    /// A shared quota refuses for now.
    Denied {
        /// The `Reserve` it belongs to.
        id: u64,
        /// When to ask again.
        until: Timestamp,
    },
    /// The connection has a fresh token: after a refresh or a new sign-in.
    SignedIn {
        /// Which connection.
        destination: String,
    },
    /// The person wants this entry tried again now.
    Retry {
        /// Which entry.
        entry: String,
    },
    /// The person wants this entry gone.
    Drop {
        /// Which entry.
        entry: String,
    },
    /// Nothing but the time.
    Wake,
}

/// What the outbox wants done, in this order: save, forget, then the rest.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Keep this row, replacing the one with its id, before anything is sent.
    Save(Box<Entry>),
    /// Forget the row.
    Forget {
        /// Its id.
        id: String,
    },
    /// Keep what this connection has used of its quotas.
    SaveQuota {
        /// Which connection.
        destination: String,
        /// Opaque text for [`Outbox::restore`].
        state: String,
    },
    /// Ask the shared quota of this service.
    Reserve {
        /// To be named in the answer.
        id: u64,
        /// Which service's shared quota.
        bucket: String,
    },
    /// Sign and send this request, and feed the answer back. The request's own limit is 30 s.
    Send {
        /// To be named in the answer.
        id: u64,
        /// The connection whose token signs it.
        destination: String,
        /// The request, without credentials.
        request: HttpRequest,
    },
    /// The access token was refused: refresh it, then feed `SignedIn` or, per entry, nothing.
    Refresh {
        /// Which connection.
        destination: String,
    },
    /// The service asks everybody to wait.
    CoolDown {
        /// Which service's shared quota.
        bucket: String,
        /// Until when.
        until: Timestamp,
    },
}

/// One play on its way to one account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// `play_id@profile/service`.
    pub id: String,
    /// Which connection.
    pub destination: String,
    /// Which play.
    pub play_id: String,
    /// What was played.
    pub media: Media,
    /// When the play began.
    pub started_at: Timestamp,
    /// When the rule of this destination was met; absent until then.
    #[serde(default)]
    pub watched_at: Option<Timestamp>,
    /// Where it stands.
    pub state: State,
    /// Requests made for it so far.
    pub attempts: u32,
    /// Not before this moment.
    #[serde(default)]
    pub not_before: Option<Timestamp>,
    /// Why it waits or was given up.
    #[serde(default)]
    pub reason: Option<Error>,
    /// When it last changed.
    pub at: Timestamp,
}

/// Where an entry stands, as people see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The play goes on; the service is told at its end.
    Live,
    /// Waiting for its turn.
    Waiting,
    /// Under way.
    Sending,
    /// Finding out whether it was stored.
    Checking,
    /// The person has to sign in again first.
    SignedOut,
    /// Stored there.
    Stored,
    /// The service had it already.
    AlreadyThere,
    /// Given up; the person decides.
    Dead,
}
