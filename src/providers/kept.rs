//! What services keep of a person, in one form for all of them.

use serde::{Deserialize, Serialize};

use crate::map::Map;
use crate::media::{PartialDate, Rating, Work};
use crate::time::Timestamp;

/// Something that can be read of a person, page by page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Listing {
    /// Single plays, each with its moment.
    History,
    /// Each work once, with how often and when last.
    Watched,
    /// Ratings.
    Ratings,
    /// What they want to see.
    Watchlist,
    /// What they own.
    Collection,
    /// Tracks they love.
    Loved,
    /// Titles with where the person stands; where a service keeps in the same place when
    /// each episode was seen, their rows follow that of the title.
    Statuses,
    /// Places kept to go on from.
    Playback,
    /// What is being watched this moment.
    Watching,
    /// The bare ids of all that is held: what is missing here was removed.
    Held,
}

/// A list works can be put on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum List {
    /// What they want to see.
    Watchlist,
    /// What they own.
    Collection,
    /// Tracks they love.
    Loved,
}

/// One page of a listing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Read {
    /// Of what.
    pub listing: Listing,
    /// Where to go on: [`Page::next`] as it came; absent for the first page.
    pub cursor: Option<String>,
    /// Only what changed (or, where the service cannot tell, was played) since.
    pub since: Option<Timestamp>,
    /// Only what was played before.
    pub until: Option<Timestamp>,
    /// The person's name there: services have answered with somebody else's data.
    pub user: Option<String>,
}

/// What a page holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// What could be read.
    pub rows: Vec<Row>,
    /// Rows that could not, and why.
    pub skipped: Vec<Skipped>,
    /// Cursor of the next page; absent on the last one.
    pub next: Option<String>,
    /// How many rows all pages have, where the service tells.
    pub total: Option<u64>,
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Skipped {
    /// Its place on the page or in the file, from 0.
    pub row: usize,
    /// Why: a sentence for a person.
    pub reason: String,
}

/// What a file that was exported from a service tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// Of what it tells.
    pub listing: Listing,
    /// All of it.
    pub page: Page,
}

/// Files to be carried to a service by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Files {
    /// Their texts, UTF-8, in the order they are to be carried there.
    pub files: Vec<File>,
    /// Rows that cannot go into them, and why.
    pub skipped: Vec<Skipped>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// One thing a service keeps of a person. What it does not tell is absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The service's id of the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Of what.
    pub work: Work,
    /// When it was played, rated, listed, loved or paused; for a status, when it changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// When it ends, for what is being watched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The day of it, where the service keeps no more than days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<PartialDate>,
    /// How often it was played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plays: Option<u32>,
    /// Whether they had seen it before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rewatch: Option<bool>,
    /// Whether they love it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loved: Option<bool>,
    /// How well they liked it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// Where they stand with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Episodes, or pages, they are through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<u32>,
    /// Episodes there are, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub episodes: Option<u32>,
    /// Where they paused, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<f64>,
    /// The day they began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_on: Option<PartialDate>,
    /// The day they were through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_on: Option<PartialDate>,
    /// How often they saw all of it again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats: Option<u32>,
    /// What they wrote about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// The work's page at the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

impl Row {
    /// A row that says nothing but what it is of.
    pub const fn of(work: Work) -> Self {
        Self {
            id: None,
            work,
            at: None,
            until: None,
            on: None,
            plays: None,
            rewatch: None,
            loved: None,
            rating: None,
            status: None,
            progress: None,
            episodes: None,
            percent: None,
            started_on: None,
            finished_on: None,
            repeats: None,
            notes: None,
            page: None,
        }
    }
}

/// Where a person stands with a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// Wants to.
    Planned,
    /// Is at it.
    Current,
    /// Will go on some day.
    Paused,
    /// Gave it up.
    Dropped,
    /// Is through.
    Completed,
    /// Is at it once more.
    Repeating,
}

/// Where a person is to stand with a title; what is absent stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusChange {
    /// Which title.
    pub work: Work,
    /// Where they stand.
    pub status: Option<Status>,
    /// Episodes they are through.
    pub progress: Option<u32>,
    /// How well they liked it.
    pub rating: Option<Rating>,
    /// The day they began.
    pub started_on: Option<PartialDate>,
    /// The day they were through.
    pub finished_on: Option<PartialDate>,
    /// How often they saw all of it again.
    pub repeats: Option<u32>,
}

impl StatusChange {
    /// A change of nothing.
    pub const fn of(work: Work) -> Self {
        Self {
            work,
            status: None,
            progress: None,
            rating: None,
            started_on: None,
            finished_on: None,
            repeats: None,
        }
    }
}

/// A rating to be given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rated {
    /// Of what.
    pub work: Work,
    /// How well they liked it.
    pub rating: Rating,
    /// When they said so.
    pub at: Option<Timestamp>,
}

/// Works, and the list they go on or off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    /// Which list.
    pub list: List,
    /// Which works.
    pub works: Vec<Work>,
}

/// Since when each listing is as it is. A removal moves it too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Activities {
    /// The newest change of all.
    pub all: Option<Timestamp>,
    /// The newest change of each listing the service tells of.
    pub of: Map<Listing, Timestamp>,
}

/// Totals as a service reckons them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Films seen.
    pub movies: u64,
    /// Episodes seen, of anime too.
    pub episodes: u64,
    /// Minutes spent.
    pub minutes: u64,
}
