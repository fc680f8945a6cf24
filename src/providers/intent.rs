//! What is wanted from a service, and what its answer means.

use serde::{Deserialize, Serialize};

use super::{
    Activities, ById, Candidate, List, Listed, Page, Query, Rated, Read, Row, StatusChange, Totals,
    metadata,
};
use crate::error::Error;
use crate::media::{Media, Work};
use crate::time::Timestamp;

/// What is wanted from a service; one request each.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// Record several at once: all of them or none, unless the answer tells of each. Cut by
    /// [`super::chunks::Chunks`].
    AddPlays(Vec<Finished>),
    /// Show that this is watched from now on; the service counts it at its end.
    CheckIn(Media),
    /// Take back the check-in of this item.
    CancelCheckIn(Media),
    /// Read plays of one item back.
    ReadPlays(ReadPlays),
    /// Who the person is there; also tells whether the token is good.
    Profile,
    /// Since when each listing is as it is.
    Activities,
    /// One page of what the person keeps there.
    Read(Read),
    /// How many plays they have there.
    Count,
    /// Their totals as the service reckons them; `user` is its id of the person.
    Totals {
        /// As in [`Profile::id`].
        user: String,
    },
    /// Take these plays out of the history.
    RemovePlays(Vec<StoredPlay>),
    /// Rate works.
    Rate(Vec<Rated>),
    /// Take the ratings of works back.
    Unrate(Vec<Work>),
    /// Put works on a list.
    AddToList(Listed),
    /// Take works off a list.
    RemoveFromList(Listed),
    /// Where the person stands with one title.
    ReadStatus(Work),
    /// Say where they stand with one title; what is absent stays as it is.
    SetStatus(StatusChange),
    /// Take one title off everything the service keeps of it; `id` is the record's.
    RemoveStatus {
        /// As in [`Row::id`].
        id: Option<String>,
        /// Which title.
        work: Work,
    },
    /// Forget a saved place; the record's id.
    ForgetPlace(String),
    /// Find works by words.
    Search(Query),
    /// Find the work with this id.
    Find(ById),
    /// Tell of a title, a person or a list.
    Metadata(metadata::Ask),
}

// What carries a list or a bare text has no place for the name in JSON: it is asked at once, and
// never kept.
crate::read_tagged!(Intent by "intent" {
    "start" => Start(Playing),
    "pause" => Pause(Playing),
    "stop" => Stop(Playing),
    "now_playing" => NowPlaying(Playing),
    "add_play" => AddPlay(Finished),
    "check_in" => CheckIn(Media),
    "cancel_check_in" => CancelCheckIn(Media),
    "read_plays" => ReadPlays(ReadPlays),
    "profile" => Profile,
    "activities" => Activities,
    "read" => Read(Read),
    "count" => Count,
    "totals" => Totals { user },
    "add_to_list" => AddToList(Listed),
    "remove_from_list" => RemoveFromList(Listed),
    "read_status" => ReadStatus(Work),
    "set_status" => SetStatus(StatusChange),
    "remove_status" => RemoveStatus { id, work },
    "search" => Search(Query),
    "find" => Find(ById),
    "metadata" => Metadata(metadata::Ask),
});

/// A play in progress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Playing {
    /// What.
    pub media: Media,
    /// Where, in percent; 0 where the length is unknown.
    pub percent: f64,
    /// Length in seconds where known.
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
    /// As in [`Read::user`].
    pub user: Option<String>,
}

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", content = "told", rename_all = "snake_case")]
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
    /// Carried out; there is nothing to tell.
    Done,
    /// What came of each of several things, in the order they were sent.
    Each(Vec<Result<Self, Error>>),
    /// Since when each listing is as it is.
    Activities(Activities),
    /// A page of what the person keeps there.
    Page(Page),
    /// How many plays there are.
    Count(u64),
    /// Totals as the service reckons them.
    Totals(Totals),
    /// Where the person stands with a title; nothing where the service has no word of it.
    Status(Option<Box<Row>>),
    /// Works that may be meant, the likeliest first.
    Found(Vec<Candidate>),
    /// What a catalogue tells.
    Metadata(Box<metadata::Metadata>),
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
    /// Whether they pay for more, where the service tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid: Option<bool>,
    /// Their time zone by its IANA name, where the service tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// How much their lists may hold, where the service tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<(List, u64)>,
}

impl Intent {
    /// Whether it changes something at the service.
    pub const fn is_write(&self) -> bool {
        !matches!(
            self,
            Self::ReadPlays(_)
                | Self::Profile
                | Self::Activities
                | Self::Read(_)
                | Self::Count
                | Self::Totals { .. }
                | Self::ReadStatus(_)
                | Self::Search(_)
                | Self::Find(_)
                | Self::Metadata(_)
        )
    }
}
