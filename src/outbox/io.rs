//! What goes into the outbox and what comes out of it.

use serde::{Serialize, Serializer};

use super::Entry;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::media::Media;
use crate::providers::{Intent, Outcome};
use crate::session::Fact;
use crate::time::Timestamp;

/// A connected account, as the outbox needs it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// Names the connection: `profile/service`.
    pub id: String,
    /// Which service.
    pub service: String,
    /// The app's public id there, for calls that carry it.
    pub client_id: Option<String>,
    /// Its short name there, where it has one of its own.
    pub app_name: Option<String>,
    /// Root of the API, where the person chose one.
    pub base: Option<String>,
    /// Who the person is there.
    pub username: Option<String>,
    /// Id of the rule that makes a play count here.
    pub rule: String,
}

/// What the driver tells the outbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The connected, enabled accounts now. Entries of others wait until they are named again.
    Destinations(Vec<Destination>),
    /// A fact of a session. The same one twice, or late, or out of order does no harm.
    Fact(Fact),
    /// A fact of an item that some services file as another one.
    FactAs {
        /// The fact, with the item as all others know it.
        fact: Fact,
        /// Services, each with what it has the item as.
        filed: Vec<(String, Filed)>,
    },
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
    /// The service refused the refresh: the person has to sign in again.
    SignedOut {
        /// Which connection.
        destination: String,
    },
    /// Its calls go another way now: what the service asked of the old one holds no longer.
    #[cfg(feature = "hub")]
    OtherWay {
        /// Which connection.
        destination: String,
    },
    /// The person wants this entry tried again now.
    Retry {
        /// Which entry.
        entry: String,
    },
    /// The same, as this item: the service may have it as another one than was thought.
    #[cfg(feature = "hub")]
    RetryAs {
        /// Which entry.
        entry: String,
        /// What it is there.
        media: Box<Media>,
    },
    /// The person wants this entry gone.
    Drop {
        /// Which entry.
        entry: String,
    },
    /// One call somebody waits for, such as a check-in; answered by `Called`.
    Call {
        /// Named in the answer.
        ticket: u64,
        /// Which connection.
        destination: String,
        /// What is wanted.
        intent: Intent,
    },
    /// The same for a call that nobody watches, one of thousands: it leaves when nothing else
    /// is due, however long the quotas make it wait. Only where the service is to be left
    /// alone for minutes it is answered at once, with when to ask again.
    #[cfg(feature = "hub")]
    PatientCall {
        /// Named in the answer.
        ticket: u64,
        /// Which connection.
        destination: String,
        /// What is wanted.
        intent: Intent,
    },
    /// Another account stands here from now on: what was asked of the one before is asked of
    /// this one by nobody.
    #[cfg(feature = "hub")]
    Replaced {
        /// Which connection.
        destination: String,
    },
    /// Nothing but the time.
    Wake,
}

/// What a service has an item as.
#[derive(Clone, Debug, PartialEq)]
pub enum Filed {
    /// This one.
    As(Box<Media>),
    /// One that nobody can name: a play that counts is given up where people see it.
    Unsaid,
    /// Not told yet, or told already: the same fact comes for it alone at another time.
    Apart,
}

/// What the outbox wants done, in this order: save, forget, save quotas, then the rest.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Output {
    /// Keep this row, replacing the one with its id, before anything is sent.
    Save(Box<Entry>),
    /// Forget the row.
    Forget {
        /// Its id.
        id: String,
    },
    /// Keep what this connection has used of its quotas, before anything is sent.
    SaveQuota {
        /// Which connection.
        destination: String,
        /// Opaque text for [`super::Outbox::restore`].
        state: String,
    },
    /// Ask the shared quota of this service; answered by `Granted` or `Denied`.
    Reserve {
        /// To be named in the answer; the `Send` that follows carries it too.
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
    /// The access token was refused: refresh it, then feed `SignedIn` or
    /// `SignedOut`. Where neither comes it is asked for again later.
    Refresh {
        /// Which connection.
        destination: String,
    },
    /// The service says that only a new sign-in helps: keep the connection's token no longer.
    SignInOver {
        /// Which connection.
        destination: String,
    },
    /// What came of a call. Each gets exactly one answer, at most some twenty seconds
    /// and one request later; in a restart it is lost with the one who waited.
    Called {
        /// Which call.
        ticket: u64,
        /// What the service said.
        #[serde(serialize_with = "told")]
        result: Result<Outcome, Error>,
    },
    /// The service asks everybody to wait.
    CoolDown {
        /// Which service's shared quota.
        bucket: String,
        /// Until when.
        until: Timestamp,
    },
}

/// What JavaScript is told of a call: it makes check-ins alone, and to be able to write
/// all outcomes is a tenth of the wasm.
fn told<S: Serializer>(result: &Result<Outcome, Error>, to: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    #[serde(tag = "outcome", content = "told", rename_all = "snake_case")]
    enum Told {
        Busy { until: Option<Timestamp> },
        Noted,
    }
    let told = match result {
        Ok(Outcome::Busy { until }) => Ok(Told::Busy { until: *until }),
        Ok(_) => Ok(Told::Noted),
        Err(error) => Err(error),
    };
    told.serialize(to)
}
