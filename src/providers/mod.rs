//! The services: one folder each, one trait, everything else as data.
//!
//! Adding one: make the folder, then add one `mod` line and one row in [`ALL`].

pub mod chunks;
#[cfg(test)]
mod fixture;
mod listenbrainz;
mod refusal;
mod simkl;
mod trakt;
mod wire;

pub(crate) use refusal::used_up;

use serde::{Deserialize, Serialize};

use crate::auth::{App, AuthScheme, Token};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse};
use crate::media::{Kind, Media};
use crate::time::{Span, Timestamp};

/// A service playtally can talk to: four short functions and a descriptor.
pub trait Service: Sync {
    /// What everything outside the folder needs to know.
    fn descriptor(&self) -> &'static Descriptor;

    /// The one request that carries out an intent, without credentials.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::BadInput`] where the service cannot take this item or intent.
    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error>;

    /// What the answer to that request means. `now` turns lengths of waiting into moments.
    ///
    /// # Errors
    /// Whatever the service refused, with what to do about it.
    fn digest(
        &self,
        now: Timestamp,
        intent: &Intent,
        response: &HttpResponse,
    ) -> Result<Outcome, Error>;

    /// Adds the person's credentials.
    fn sign(&self, request: &mut HttpRequest, token: &Token) {
        request.headers.push(("authorization".to_owned(), format!("Bearer {}", token.access)));
    }
}

/// What a request needs besides the intent.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The app's registration; only its public id goes into ordinary calls.
    pub app: Option<&'a App>,
    /// Root of the API where the person chose one (ListenBrainz and its kin), without a slash at the end.
    pub base: Option<&'a str>,
    /// Name of the person at the service, for reads that carry it.
    pub username: Option<&'a str>,
}

/// What everything outside a service's folder knows of it.
#[derive(Clone, Copy, Debug)]
pub struct Descriptor {
    /// Stable id, as in routes and keys.
    pub id: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// Root of the API.
    pub base: &'static str,
    /// How people sign in.
    pub auth: AuthScheme,
    /// What it takes.
    pub kinds: &'static [Kind],
    /// How a session in progress is told.
    pub live: Live,
    /// What it keeps of several plays of one item.
    pub keeps: Keeps,
    /// What to do when the answer to a write is lost.
    pub lost_write: LostWrite,
    /// Whether a person can check in: say that they watch something from now on to its end.
    pub check_in: bool,
    /// How many finished plays it takes at once, where it takes several.
    pub batch: Option<Batch>,
    /// Calls allowed, one bucket for each kind of call.
    pub quotas: &'static [Quota],
    /// Whether two requests of one person may be under way at once.
    pub parallel: bool,
}

/// How a session in progress is told to a service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Live {
    /// start, pause, stop: a stop at or beyond `percent` records the play.
    Scrobble {
        /// The service's own threshold (80).
        percent: f64,
        /// Below this a stop or pause is refused or pointless (1).
        floor: f64,
        /// Whether a pause at or beyond `percent` is taken.
        pause_beyond: bool,
    },
    /// What plays now is told; the finished play is written at once.
    NowPlaying,
}

/// What a service keeps of several plays of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Each play.
    EveryPlay,
    /// One play an item; later ones are absorbed.
    OnePerItem,
}

/// What to do when the answer to a write is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LostWrite {
    /// Read back first: the service would store it twice.
    ReadBack,
    /// Send identical bytes again: the service sees that it has it.
    Resend,
}

/// How many finished plays a service takes in one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// At most so many.
    pub most: usize,
    /// And of so many bytes each, taken together.
    pub bytes_each: usize,
    /// At most so many at a server of the person's own, which may drop what follows
    /// a play it has already.
    pub most_elsewhere: usize,
}

/// So many calls in so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Which calls count.
    pub calls: Calls,
    /// Who shares it.
    pub scope: Scope,
    /// How many.
    pub limit: u32,
    /// In how long.
    pub window: Span,
}

/// Which calls count against a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// Those that read.
    Reads,
    /// Those that write.
    Writes,
    /// All of them.
    All,
}

/// Who shares a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One person's account.
    Account,
    /// Everybody behind this app or address.
    Shared,
}

/// What is wanted from a service; one request each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "intent", rename_all = "snake_case")]
pub enum Intent {
    /// Show that this is being played.
    Start(Playing),
    /// Show that it is paused, and keep the place.
    Pause(Playing),
    /// Say that it ended where it counts: records the play at the service's own time.
    Stop(Playing),
    /// Show what is heard now; never queued.
    NowPlaying(Playing),
    /// Record a finished play at its own time.
    AddPlay(Finished),
    /// Record several at once: all of them or none. Cut by [`chunks::Chunks`].
    AddPlays(Vec<Finished>),
    /// Show that this is watched from now on; the service counts it at its end.
    CheckIn(Media),
    /// Take back the check-in of this item.
    CancelCheckIn(Media),
    /// Read plays of one item back.
    ReadPlays(ReadPlays),
    /// Who the person is there; also tells whether the token is good.
    Profile,
}

/// A play in progress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Playing {
    /// What.
    pub media: Media,
    /// Where, in percent; 0 where the length is unknown.
    pub percent: f64,
    /// Length in seconds where known.
    #[serde(default)]
    pub duration: Option<f64>,
}

/// A finished play.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finished {
    /// What.
    pub media: Media,
    /// When it began.
    pub started_at: Timestamp,
    /// The moment it counts at: for video when the rule was met, for music when playback started.
    pub watched_at: Timestamp,
    /// Length in seconds where known.
    #[serde(default)]
    pub duration: Option<f64>,
}

/// One page of the plays of an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadPlays {
    /// What.
    pub media: Media,
    /// From this moment.
    pub from: Timestamp,
    /// To this moment.
    pub to: Timestamp,
    /// Page, from 1.
    pub page: u32,
}

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Taken note of; nothing is recorded (start, pause, now playing).
    Noted {
        /// The item as the service knows it.
        media: Option<Box<Media>>,
    },
    /// Recorded.
    Stored {
        /// Id of the record, where the service gives one.
        id: Option<String>,
    },
    /// The service has it already and keeps no second one.
    AlreadyThere,
    /// The service says it recorded this item a moment ago.
    Conflict {
        /// When that was.
        watched_at: Option<Timestamp>,
    },
    /// Another check-in is under way.
    Busy {
        /// When that one ends.
        until: Option<Timestamp>,
    },
    /// Plays that were read.
    Plays {
        /// On this page.
        plays: Vec<StoredPlay>,
        /// Whether there are more pages.
        more: bool,
    },
    /// Who the person is.
    Profile(Profile),
}

/// A play as a service keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredPlay {
    /// The service's id of the record.
    pub id: String,
    /// What.
    pub media: Media,
    /// When.
    pub watched_at: Timestamp,
}

/// Who a person is at a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// What stays the same when they change their name, where the service has that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name they sign in with.
    pub username: String,
    /// The name they show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile_url: Option<String>,
}

impl Intent {
    /// Whether it changes something at the service.
    pub const fn is_write(&self) -> bool {
        !matches!(self, Self::ReadPlays(_) | Self::Profile)
    }
}

impl Descriptor {
    /// Whether it takes this kind of item.
    pub fn takes(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }
}

/// Every service, in the order lists show them.
pub static ALL: &[&dyn Service] = &[&trakt::Trakt, &simkl::Simkl, &listenbrainz::ListenBrainz];

/// The service with this id.
pub fn by_id(id: &str) -> Option<&'static dyn Service> {
    ALL.iter().copied().find(|service| service.descriptor().id == id)
}

/// The service does not do this, or not with this kind of item.
fn unsupported(descriptor: &Descriptor) -> Error {
    Error::new(ErrorKind::BadInput, format!("{} does not take this.", descriptor.name))
}

/// The calls of this service carry the app's public id, and there is none.
fn unconfigured(descriptor: &Descriptor) -> Error {
    Error::new(
        ErrorKind::NotSent,
        format!(
            "{} is not configured: the owner of the hub has to set a client id.",
            descriptor.name
        ),
    )
}
