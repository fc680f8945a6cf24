//! What a catalogue tells of titles and people, in one form for all of them.
//!
//! Works are named by their ids: each catalogue picks its own. Of people and collections
//! it knows its own numbers alone.

use serde::{Deserialize, Serialize};

use super::Query;
use crate::media::{ExternalIds, PartialDate, Work, WorkKind};

/// A question about a title, a person or a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ask {
    /// About what.
    pub about: Subject,
    /// In which language, as `de` or `pt-BR`; absent: in English.
    pub language: Option<String>,
    /// Whether what is missing in that language is wanted in English: see [`Ask::again`].
    pub fallback: bool,
}

/// What is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Subject {
    /// Everything of a film or show: [`Metadata::Title`].
    Title(WorkKind, ExternalIds),
    /// The ids others have for it: [`Metadata::Ids`].
    Ids(WorkKind, ExternalIds),
    /// Who had a part in it: [`Metadata::Credits`].
    Credits(WorkKind, ExternalIds),
    /// A season of the show with these ids, with its episodes: [`Metadata::Season`].
    Season(ExternalIds, u32),
    /// [`Metadata::Person`].
    Person(u64),
    /// All that a person had a part in: [`Metadata::Works`].
    Works(u64),
    /// Films that belong together: [`Metadata::Collection`].
    Collection(u64),
    /// What many look for just now, of one kind or of all: [`Metadata::Results`].
    Trending(Option<WorkKind>, Window, u32),
    /// What is called so, people too where no kind is named: [`Metadata::Results`].
    Search(Query),
}

/// How long "just now" is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Window {
    /// Today.
    Day,
    /// This week.
    Week,
}

/// What a catalogue tells. In JSON: `{"type":"title", …}`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Metadata {
    /// A film or show.
    Title(Box<Title>),
    /// Its ids everywhere.
    Ids(ExternalIds),
    /// Who had a part in it.
    Credits(Credits),
    /// A season.
    Season(Season),
    /// A person.
    Person(Person),
    /// What a person had a part in.
    Works(Works),
    /// Films that belong together.
    Collection(Collection),
    /// A page of a list.
    Results(Results),
}

crate::read_tagged!(Metadata by "type" {
    "title" => Title(Box<Title>),
    "ids" => Ids(ExternalIds),
    "credits" => Credits(Credits),
    "season" => Season(Season),
    "person" => Person(Person),
    "works" => Works(Works),
    "collection" => Collection(Collection),
    "results" => Results(Results),
});

/// A film or show; in lists most of it is absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Title {
    /// Which, with all ids the catalogue has.
    pub work: Work,
    /// Its title where it comes from, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_title: Option<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overview: Option<String>,
    /// The line under the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tagline: Option<String>,
    /// Release, or first airing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// When it aired last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_date: Option<PartialDate>,
    /// Its length in seconds; of one episode for a show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<u32>,
    /// Genres by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub genres: Vec<String>,
    /// The language it was made in, as `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What people there think of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub votes: Option<Votes>,
    /// The catalogue's word for how far it is: `Released`, `Ended`, ….
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Its poster, by path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poster: Option<String>,
    /// A wide picture, by path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backdrop: Option<String>,
    /// The collection it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection: Option<Belongs>,
    /// How many episodes it has, specials left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub episodes: Option<u32>,
    /// Its seasons, without their episodes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seasons: Vec<Season>,
    /// The episode that aired last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_episode: Option<Episode>,
    /// The episode that airs next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_episode: Option<Episode>,
    /// Who had a part in it.
    #[serde(default, skip_serializing_if = "Credits::is_empty")]
    pub credits: Credits,
    /// In the list of a person: whom they play, or what they do there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// A season. In the list of a show's seasons its episodes are only counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Season {
    /// Its number; 0 holds the specials.
    pub number: u32,
    /// The season's own ids.
    pub ids: ExternalIds,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overview: Option<String>,
    /// First airing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// Its poster, by path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poster: Option<String>,
    /// How many episodes it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Its episodes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub episodes: Vec<Episode>,
}

/// An episode.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Episode {
    /// Season; 0 holds the specials.
    pub season: u32,
    /// Number within the season.
    pub number: u32,
    /// The episode's own ids.
    pub ids: ExternalIds,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What happens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overview: Option<String>,
    /// When it airs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// Its length in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<u32>,
    /// What people there think of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub votes: Option<Votes>,
    /// The catalogue's word for its place in the season: `standard`, `finale`, ….
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// A picture of it, by path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub still: Option<String>,
    /// Guests and who made it.
    #[serde(default, skip_serializing_if = "Credits::is_empty")]
    pub credits: Credits,
}

/// What people think of something.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Votes {
    /// On average, of ten.
    pub average: f64,
    /// How many voted.
    pub count: u32,
}

/// Who had a part in something; the best known alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credits {
    /// Before the camera.
    pub cast: Vec<Credit>,
    /// Behind it.
    pub crew: Vec<Credit>,
}

/// One part in something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// The catalogue's number of the person.
    pub person: u64,
    /// Their name.
    pub name: String,
    /// Whom they play, or what they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// A picture of them, by path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// A person; in lists most of it is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The catalogue's number.
    pub id: u64,
    /// Their name.
    pub name: String,
    /// Other names and spellings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_names: Vec<String>,
    /// Their life.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub biography: Option<String>,
    /// When they were born.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born: Option<PartialDate>,
    /// When they died.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub died: Option<PartialDate>,
    /// Where they were born.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthplace: Option<String>,
    /// The catalogue's word for what they are known for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_for: Option<String>,
    /// imdb.com: `nm` and digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imdb: Option<String>,
    /// A picture of them, by path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// What a person had a part in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Works {
    /// Before the camera.
    pub cast: Vec<Title>,
    /// Behind it.
    pub crew: Vec<Title>,
}

/// The collection a film belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Belongs {
    /// The catalogue's number of the collection.
    pub id: u64,
    /// Its name.
    pub name: String,
}

/// Films that belong together, in no order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Collection {
    /// The catalogue's number.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overview: Option<String>,
    /// Its poster, by path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poster: Option<String>,
    /// A wide picture, by path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backdrop: Option<String>,
    /// The films.
    pub parts: Vec<Title>,
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// Films and shows on this page.
    pub titles: Vec<Title>,
    /// People on this page.
    pub people: Vec<Person>,
    /// Which page it is, from 1.
    pub page: u32,
    /// How many pages can be asked for.
    pub pages: u32,
    /// How many rows all pages have.
    pub total: u64,
}

impl Ask {
    /// In English, nothing more.
    pub const fn about(about: Subject) -> Self {
        Self { about, language: None, fallback: false }
    }

    /// The same question in English, where this answer to it leaves out what was asked for;
    /// [`Metadata::fill_from`] takes over what comes.
    pub fn again(&self, answer: &Metadata) -> Option<Self> {
        let foreign = self.language.as_deref().is_some_and(|language| !is_english(language));
        let wanted = self.fallback && foreign && answer.is_untold();
        wanted.then(|| Self::about(self.about.clone()))
    }
}

fn is_english(language: &str) -> bool {
    language == "en" || language.starts_with("en-")
}

impl Metadata {
    /// Whether it lacks the words that say what the thing is.
    fn is_untold(&self) -> bool {
        match self {
            Self::Title(title) => title.overview.is_none(),
            Self::Season(season) => {
                season.episodes.iter().any(|episode| episode.overview.is_none())
            }
            Self::Person(person) => person.biography.is_none(),
            Self::Collection(collection) => collection.overview.is_none(),
            Self::Ids(_) | Self::Credits(_) | Self::Works(_) | Self::Results(_) => false,
        }
    }

    /// Takes over the words it lacks.
    pub fn fill_from(&mut self, english: Self) {
        fn fill(mine: &mut Option<String>, theirs: Option<String>) {
            *mine = mine.take().or(theirs);
        }
        match (self, english) {
            (Self::Title(mine), Self::Title(theirs)) => {
                fill(&mut mine.overview, theirs.overview);
                fill(&mut mine.tagline, theirs.tagline);
            }
            (Self::Season(mine), Self::Season(theirs)) => {
                fill(&mut mine.overview, theirs.overview);
                for episode in &mut mine.episodes {
                    let same = theirs.episodes.iter().find(|it| it.number == episode.number);
                    fill(&mut episode.overview, same.and_then(|it| it.overview.clone()));
                }
            }
            (Self::Person(mine), Self::Person(theirs)) => {
                fill(&mut mine.biography, theirs.biography);
            }
            (Self::Collection(mine), Self::Collection(theirs)) => {
                fill(&mut mine.overview, theirs.overview);
            }
            _ => {}
        }
    }
}

impl Credits {
    fn is_empty(&self) -> bool {
        self.cast.is_empty() && self.crew.is_empty()
    }
}

/// Whom the data is from, in the words its terms ask for wherever it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Attribution {
    /// The notice.
    pub text: &'static str,
    /// Where it leads.
    pub url: &'static str,
}

/// Where a catalogue keeps its pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pictures {
    /// Address that size and path follow, without a slash at the end.
    pub base: &'static str,
    /// Sizes that are asked for.
    pub sizes: &'static [&'static str],
}

impl Pictures {
    /// The address of a picture: `path` as the catalogue told it. Nothing where the size
    /// is none of these or the path is more than the name of a picture.
    pub fn address(&self, size: &str, path: &str) -> Option<String> {
        let (stem, end) = path.strip_prefix('/')?.rsplit_once('.')?;
        let named = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let fits = self.sizes.contains(&size)
            && ["jpg", "png", "svg", "webp"].contains(&end)
            && !stem.is_empty()
            && stem.bytes().all(named);
        fits.then(|| format!("{}/{size}{path}", self.base))
    }
}
