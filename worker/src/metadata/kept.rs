//! What catalogues told, kept in KV for a while. When an entry ends stands in its metadata,
//! so that a list of the keys is enough to tell which have.

use playtally::map::Map;
use playtally::typed;

use playtally::http::percent_encode;
use playtally::lookup::join::Joined;
use playtally::media::{ExternalIds, WorkKind};
use playtally::providers::metadata::{Ask, Metadata, Subject, Window};
use playtally::providers::{Candidate, Intent, Outcome};
use playtally::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use worker::Env;
use worker::kv::KvStore;

use crate::code;
use crate::metadata::catalogue::Wanted;

const HOUR: Span = Span::from_hours(1);
const DAY: Span = Span::from_hours(24);
const WEEK: Span = Span::from_hours(7 * 24);
const MONTH: Span = Span::from_hours(30 * 24);

/// How long it is believed that there is nothing.
const NOTHING: Span = Span::from_mins(10);

/// KV forgets an entry by itself so long after it ended.
const AFTERWARDS: Span = DAY;

/// Bytes words may have in a name: KV takes 512 in all.
const LONGEST: usize = 400;

/// Entries one call removes: the runtime limits how many calls of KV there may be.
const REMOVED_AT_ONCE: usize = 500;

/// An answer that is worth keeping.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kept {
    /// What a catalogue tells.
    Told(Box<Metadata>),
    /// What has an id.
    Found(Vec<Candidate>),
    /// What other catalogues know of it.
    Joined(Box<Joined>),
    /// The catalogue knows no such thing.
    Nothing,
}

/// What KV tells of an entry without reading it.
#[derive(Serialize, Deserialize)]
struct Note {
    until: Timestamp,
    bytes: usize,
}

/// The name of an answer, and how long it lasts; `None` where none is kept.
pub(crate) fn place(question: &Wanted) -> Option<(String, Span)> {
    match question {
        Wanted::Titles(intent) => place_of(intent),
        Wanted::Entries(intent) => {
            let (name, _) = place_of(intent)?;
            Some((format!("entries:{name}"), DAY))
        }
        Wanted::Joined(sought) => Some((format!("joined:{}", plain(&sought.name())), MONTH)),
    }
}

fn place_of(intent: &Intent) -> Option<(String, Span)> {
    let number = |ids: &ExternalIds| ids.tmdb;
    let (name, lifetime) = match intent {
        Intent::Find(by_id) => {
            let (catalogue, kind) = (by_id.catalogue, by_id.kind);
            let of = format!("{catalogue:?}:{}:{kind:?}", plain(&by_id.id));
            (format!("find:{}", of.to_lowercase()), DAY)
        }
        Intent::Metadata(ask) => match &ask.about {
            Subject::Title(kind, ids) => (format!("{}:{}", word(Some(*kind)), number(ids)?), DAY),
            Subject::Ids(kind, ids) => (format!("{}:{}:ids", word(Some(*kind)), number(ids)?), DAY),
            Subject::Credits(kind, ids) => {
                (format!("{}:{}:credits", word(Some(*kind)), number(ids)?), DAY)
            }
            Subject::Season(ids, season) => (format!("tv:{}:season:{season}", number(ids)?), DAY),
            Subject::Person(id) => (format!("person:{id}"), WEEK),
            Subject::Works(id) => (format!("person:{id}:credits"), WEEK),
            Subject::Collection(id) => (format!("collection:{id}"), WEEK),
            Subject::Trending(kind, window, _) => {
                let window = if *window == Window::Day { "day" } else { "week" };
                let kind = kind.map_or("all", |kind| word(Some(kind)));
                (format!("trending:{kind}:{window}"), HOUR)
            }
            Subject::Search(query) => {
                (format!("search:{}:{}", word(query.kind), plain(&query.title)), HOUR)
            }
        },
        Intent::Search(query) => {
            let about = Subject::Search(query.clone());
            let (name, lifetime) = place_of(&Intent::Metadata(Ask::about(about)))?;
            // Told in less words than to a page.
            return Some((format!("{name}#found"), lifetime));
        }
        _ => return None,
    };
    Some((name + &variation(intent), lifetime))
}

/// Words as part of a name, which no words can leave: big letters are small ones, and what
/// is long is a hash.
fn plain(words: &str) -> String {
    let text = percent_encode(&words.trim().to_lowercase());
    if text.len() > LONGEST { code::hashed("words", &text) } else { text }
}

/// What tells an answer from the usual one: another year, page or language.
fn variation(intent: &Intent) -> String {
    let Intent::Metadata(ask) = intent else { return String::new() };
    let (year, page) = match &ask.about {
        Subject::Search(query) => (query.year, query.page),
        Subject::Trending(_, _, page) => (None, *page),
        _ => (None, 1),
    };
    let year = year.map(|year| format!("year={year}"));
    let page = (page > 1).then(|| format!("page={page}"));
    let language = ask.language.as_ref().map(|language| {
        let alone = if ask.fallback { "" } else { "!" };
        format!("language={language}{alone}")
    });
    let parts: Vec<_> = [year, page, language].into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

fn word(kind: Option<WorkKind>) -> &'static str {
    match kind {
        None => "multi",
        Some(WorkKind::Movie) => "movie",
        Some(_) => "tv",
    }
}

/// The answers that are kept.
pub(crate) struct Cache(KvStore);

impl Cache {
    pub(crate) fn open(env: &Env) -> worker::Result<Self> {
        Ok(Self(env.kv("CACHE")?))
    }

    /// An answer that has not ended; one that cannot be read is none.
    pub(crate) async fn read(&self, name: &str, now: Timestamp) -> Option<Kept> {
        let (text, note) = self.0.get(name).text_with_metadata::<Note>().await.ok()?;
        note.filter(|note| note.until > now)?;
        typed::from_str(&text?).ok()
    }

    /// Keeps an answer. That it cannot be kept costs a call, no more.
    pub(crate) async fn write(&self, name: &str, lifetime: Span, now: Timestamp, kept: &Kept) {
        let lifetime = match kept {
            kept if kept.is_nothing() => NOTHING,
            Kept::Joined(joined) if !joined.complete => DAY,
            _ => lifetime,
        };
        let text = serde_json::to_string(kept).unwrap_or_default();
        let note = Note { until: now + lifetime, bytes: text.len() };
        let seconds = (lifetime + AFTERWARDS).millis().unsigned_abs() / 1000;
        let put = self.0.put(name, text).and_then(|put| put.metadata(note));
        if let Ok(put) = put
            && let Err(error) = put.expiration_ttl(seconds).execute().await
        {
            worker::console_error!("not cached: {error}");
        }
    }

    /// How much there is, by the first word of the names.
    pub(crate) async fn stats(&self, now: Timestamp) -> worker::Result<Value> {
        let (mut entries, mut expired, mut bytes) = (0, 0, 0);
        let mut kinds: Map<String, u32> = Map::new();
        for (name, note) in self.all().await? {
            entries += 1;
            expired += u32::from(note.as_ref().is_none_or(|note| note.until <= now));
            bytes += note.map_or(0, |note| note.bytes);
            let kind = name.split(':').next().unwrap_or_default();
            *kinds.or_default(kind.to_owned()) += 1;
        }
        Ok(json!({ "entries": entries, "expired": expired, "bytes": bytes, "kinds": kinds }))
    }

    /// Removes entries, or those alone that have ended: how many, and whether any are left.
    pub(crate) async fn clear(&self, ended: Option<Timestamp>) -> worker::Result<Value> {
        let over = |note: &Option<Note>| {
            ended.is_none_or(|now| note.as_ref().is_none_or(|note| note.until <= now))
        };
        let mut names: Vec<_> = self.all().await?;
        names.retain(|(_, note)| over(note));
        let more = names.len() > REMOVED_AT_ONCE;
        names.truncate(REMOVED_AT_ONCE);
        for (name, _) in &names {
            self.0.delete(name).await?;
        }
        Ok(json!({ "removed": names.len(), "more": more }))
    }

    async fn all(&self) -> worker::Result<Vec<(String, Option<Note>)>> {
        let mut all = Vec::new();
        let mut cursor = None;
        loop {
            let list = self.0.list();
            let list = match cursor {
                Some(cursor) => list.cursor(cursor),
                None => list,
            };
            let page = list.execute().await?;
            all.extend(page.keys.into_iter().map(|key| {
                let note = key.metadata.and_then(|note| typed::from_value(note).ok());
                (key.name, note)
            }));
            cursor = page.cursor.filter(|_| !page.list_complete);
            if cursor.is_none() {
                return Ok(all);
            }
        }
    }
}

impl Kept {
    /// What it means; `None` where the catalogue knows no such thing.
    pub(crate) fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Told(told) => Some(Outcome::Metadata(told)),
            Self::Found(candidates) => Some(Outcome::Found(candidates)),
            Self::Joined(_) | Self::Nothing => None,
        }
    }

    fn is_nothing(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Joined(joined) => **joined == Joined::default(),
            Self::Found(candidates) => candidates.is_empty(),
            Self::Told(told) => match &**told {
                Metadata::Results(page) => page.titles.is_empty() && page.people.is_empty(),
                _ => false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use playtally::lookup::join::Sought;
    use playtally::media::{Catalogue, Episode, Media, Show};
    use playtally::providers::{ById, Query};

    use super::*;

    fn ids() -> ExternalIds {
        ExternalIds { tmdb: Some(7), ..ExternalIds::default() }
    }

    fn query(title: &str) -> Query {
        let kind = Some(WorkKind::Movie);
        Query { kind, title: title.into(), artist: None, year: None, exact: false, page: 1 }
    }

    fn named(about: Subject) -> (String, Span) {
        place_of(&Intent::Metadata(Ask::about(about))).unwrap()
    }

    #[test]
    fn each_answer_has_a_name_and_a_lifetime() {
        for (subject, name, lifetime) in [
            (Subject::Search(query("lake")), "search:movie:lake", HOUR),
            (
                Subject::Search(Query { year: Some(2019), page: 2, kind: None, ..query("lake") }),
                "search:multi:lake?year=2019&page=2",
                HOUR,
            ),
            (Subject::Title(WorkKind::Movie, ids()), "movie:7", DAY),
            (Subject::Title(WorkKind::Show, ids()), "tv:7", DAY),
            (Subject::Ids(WorkKind::Show, ids()), "tv:7:ids", DAY),
            (Subject::Credits(WorkKind::Movie, ids()), "movie:7:credits", DAY),
            (Subject::Season(ids(), 0), "tv:7:season:0", DAY),
            (Subject::Person(7), "person:7", WEEK),
            (Subject::Works(7), "person:7:credits", WEEK),
            (Subject::Collection(7), "collection:7", WEEK),
            (Subject::Trending(None, Window::Week, 2), "trending:all:week?page=2", HOUR),
        ] {
            assert_eq!(named(subject), (name.to_owned(), lifetime));
        }
        let find = ById { catalogue: Catalogue::Imdb, id: "tt1".into(), kind: WorkKind::Show };
        assert_eq!(place_of(&Intent::Find(find)), Some(("find:imdb:tt1:show".to_owned(), DAY)));
        assert_eq!(place_of(&Intent::Profile), None);
        let search = Intent::Search(query("lake"));
        assert_eq!(place_of(&search), Some(("search:movie:lake#found".to_owned(), HOUR)));
        let german = |fallback| {
            let language = Some("de".to_owned());
            let about = Subject::Person(7);
            place_of(&Intent::Metadata(Ask { about, language, fallback })).unwrap().0
        };
        assert_eq!(german(true), "person:7?language=de");
        assert_ne!(german(true), german(false));
    }

    #[test]
    fn what_entries_there_are_and_what_was_joined_is_kept_apart() {
        let find = ById { catalogue: Catalogue::Mal, id: "7".into(), kind: WorkKind::Show };
        let entries = Wanted::Entries(Intent::Find(find));
        assert_eq!(place(&entries), Some(("entries:find:mal:7:show".to_owned(), DAY)));
        let show = Show { ids: ids(), ..Show::default() };
        let episode = Media::Episode(Episode { show, ..Episode::default() });
        let joined = Wanted::Joined(Sought::of(&episode).unwrap());
        assert_eq!(place(&joined), Some(("joined:tmdb%3A7%3Ashow".to_owned(), MONTH)));
    }

    #[test]
    fn no_words_pass_for_another_question() {
        let search = |title: &str| named(Subject::Search(query(title))).0;
        let found = |title: &str| place_of(&Intent::Search(query(title))).unwrap().0;
        let of_2019 = Query { year: Some(2019), ..query("lake") };
        assert_ne!(search("lake#found"), found("lake"));
        assert_ne!(search("lake?year=2019"), named(Subject::Search(of_2019)).0);
        assert_ne!(search("lake%23found"), search("lake#found"));
        assert_eq!(found("The Lake"), found(" the lake "));
        let find = |id: &str| {
            let by_id = ById { catalogue: Catalogue::Imdb, id: id.into(), kind: WorkKind::Movie };
            place_of(&Intent::Find(by_id)).unwrap().0
        };
        assert_ne!(find("tt1:show"), find("tt1"));
        assert!(find(&"?".repeat(1000)).len() < 512);
    }

    #[test]
    fn no_name_is_too_long_for_kv() {
        let (name, _) = named(Subject::Search(query(&"湖".repeat(200))));
        assert!(name.len() < 512);
        assert_ne!(name, named(Subject::Search(query(&"海".repeat(200)))).0);
    }
}
