//! What the person says of works besides plays, to be leafed through: ratings, lists, where they
//! stand.

use std::cmp::Reverse;

use playtally::history::words::Weigh;
use playtally::history::{Group, Groups, Library, Mark, Origin, newest};
use playtally::map::{Map, Set};
use playtally::media::title::normalize_title;
use playtally::media::{Work, WorkKind};
use playtally::providers::List;
use playtally::sorted::sort_by_key;
use playtally::time::Timestamp;
use serde_json::{Value, json};
use worker::Response;

use super::plays::{cursor, kind, read_cursor, written};
use super::stands::say_standing;
use crate::account::Hub;
use crate::error::{Answer, Problem};
use crate::reply;

/// Works of a page, where nobody says how many, and at most.
const USUAL: usize = 100;
const MOST: usize = 1_000;

/// Of which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    Ratings,
    Listed(List),
    Standings,
}

impl Hub {
    /// `GET ratings`, `watchlist`, `collection`, `loved`, `status`: the newest first.
    pub(crate) fn list_words(&self, profile: &str, about: About, query: &str) -> Answer<Response> {
        reply::json(200, &self.words(profile, about, query)?)
    }

    /// A page of these.
    pub(crate) fn words(&self, profile: &str, about: About, query: &str) -> Answer<Value> {
        let wanted = Wanted::read(query)?;
        self.with_view(profile, |library, view| {
            let groups = view.merged.groups();
            match about {
                About::Ratings => {
                    wanted.page(about, library, groups, library.ratings(), |rating, shown| {
                        shown["rating"] = json!(rating);
                    })
                }
                About::Listed(list) => {
                    wanted.page(about, library, groups, library.listed(list), |(), _| {})
                }
                About::Standings => {
                    wanted.page(about, library, groups, library.standings(), say_standing)
                }
            }
        })
    }
}

impl About {
    /// The member of an answer, and of an entry when it was said.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Ratings => ("ratings", "rated_at"),
            Self::Listed(_) => ("items", "listed_at"),
            Self::Standings => ("statuses", "changed_at"),
        }
    }
}

/// What a list is asked for.
struct Wanted {
    kind: Option<WorkKind>,
    text: Option<String>,
    limit: usize,
    after: Option<(i64, u64)>,
}

impl Wanted {
    fn read(query: &str) -> Answer<Self> {
        let mut wanted = Self { kind: None, text: None, limit: USUAL, after: None };
        for (name, value) in playtally::http::parse_pairs(query) {
            let wrong = |what: &str| Problem::bad_request(format!("{name}: {what}"));
            match &*name {
                "kind" => wanted.kind = Some(kind(&value).ok_or_else(|| wrong("a kind of work"))?),
                "q" => wanted.text = Some(normalize_title(&value)),
                "limit" => {
                    let limit = value.parse().ok().filter(|it| (1..=MOST).contains(it));
                    wanted.limit = limit.ok_or_else(|| wrong("1 to 1000"))?;
                }
                "cursor" => {
                    let after = read_cursor(&value);
                    wanted.after = Some(after.ok_or_else(|| wrong("`next` of an answer"))?);
                }
                _ => {}
            }
        }
        Ok(wanted)
    }

    fn page<V: Weigh + Copy>(
        &self,
        about: About,
        library: &Library,
        groups: &Groups,
        marks: impl Iterator<Item = Mark<V>>,
        say: impl Fn(V, &mut Value),
    ) -> Value {
        let marks: Vec<Mark<V>> = marks.collect();
        let mut told: Map<Group, Set<&Origin>> = Map::new();
        for mark in &marks {
            if let Some(group) = groups.group(mark.item) {
                told.or_default(group).extend(library.origin_of(mark.origin));
            }
        }
        let at = |mark: &Mark<V>| mark.at.map_or(i64::MIN, Timestamp::millis);
        let name = |group| names_of(library, groups, group).min().unwrap_or(0);
        let mut all: Vec<_> = newest(groups, marks.into_iter())
            .into_iter()
            .map(|(group, mark)| ((at(&mark), name(group)), group, mark))
            .filter(|(place, ..)| self.after.is_none_or(|after| *place < after))
            .collect();
        sort_by_key(&mut all, |(place, ..)| Reverse(*place));
        let (member, moment) = about.names();
        let mut page = Vec::new();
        let (mut last, mut more) = (None, false);
        for (place, group, mark) in all {
            let Some(work) = groups.work(library.items(), group).filter(|work| self.wants(work))
            else {
                continue;
            };
            if page.len() == self.limit {
                more = true;
                break;
            }
            last = Some(place);
            let mut shown = json!({
                "id": written(place.1), "title": work.label(), "work": work,
                "told_by": told.get(&group),
            });
            if let Some(at) = mark.at {
                shown[moment] = json!(at.to_rfc3339());
            }
            say(mark.value, &mut shown);
            page.push(shown);
        }
        let next = last.filter(|_| more).map(cursor);
        json!({ member: page, "next": next })
    }

    fn wants(&self, work: &Work) -> bool {
        let text = |text: &String| normalize_title(&work.label()).contains(text);
        self.kind.is_none_or(|kind| work.kind() == kind) && self.text.as_ref().is_none_or(text)
    }
}

/// The names of a work: those of its descriptions.
pub(super) fn names_of<'a>(
    library: &'a Library,
    groups: &'a Groups,
    group: Group,
) -> impl Iterator<Item = u64> + 'a {
    groups.items(group).iter().filter_map(|item| library.items().name(*item))
}
