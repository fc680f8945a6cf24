//! Questions for a catalogue, and what may be meant.

use serde::{Deserialize, Serialize};

use crate::media::{Catalogue, PartialDate, Work, WorkKind};

/// A question in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Query {
    /// What kind is looked for; absent: any the service has.
    pub kind: Option<WorkKind>,
    /// The title.
    pub title: String,
    /// Who plays it, or wrote it.
    pub artist: Option<String>,
    /// Year of release or first airing.
    pub year: Option<i32>,
    /// Only titles that are exactly this one, where the service can tell.
    pub exact: bool,
    /// Page, from 1.
    pub page: u32,
}

/// A question by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ById {
    /// Whose id.
    pub catalogue: Catalogue,
    /// The id as text.
    pub id: String,
    /// What kind of work it names: numbers are shared between kinds.
    pub kind: WorkKind,
}

/// A work that may be meant. What the service does not tell is absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// The work, with all ids the service has.
    pub work: Work,
    /// Its other titles: the original one, translations, spellings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_titles: Vec<String>,
    /// Release, first airing, or an episode's airing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// Its length in seconds; of one episode for a show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<u32>,
    /// How many episodes it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub episodes: Option<u32>,
    /// How many of them have aired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aired: Option<u32>,
    /// The catalogue's word for its format: `tv`, `ova`, `special`, `movie`, ….
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overview: Option<String>,
    /// Address of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Its page at the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

impl Candidate {
    /// A candidate of which nothing but the work is known.
    pub const fn of(work: Work) -> Self {
        Self {
            work,
            other_titles: Vec::new(),
            date: None,
            runtime: None,
            episodes: None,
            aired: None,
            format: None,
            overview: None,
            image: None,
            page: None,
        }
    }
}
