//! What the person says of works besides plays: ratings, lists, where they stand.

use playtally::map::{Map, Set};
use playtally::typed;
use std::cmp::Reverse;
use std::rc::Rc;

use playtally::history::sync::What;
use playtally::history::words::Weigh;
use playtally::history::{Group, Groups, Library, Mark, Origin, Standing, newest};
use playtally::media::title::normalize_title;
use playtally::media::{PartialDate, Rating, Work, WorkKind};
use playtally::providers::{List, Listing, Row, Status};
use playtally::time::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use super::Noted;
use super::marks::{AHEAD, check_work};
use super::plays::{cursor, kind, read_cursor, read_name, written};
use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;

/// Works of a page, where nobody says how many, and at most; and of one request.
const USUAL: usize = 100;
const MOST: usize = 1_000;
const AT_ONCE: usize = 500;

/// Of which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    Ratings,
    Listed(List),
    Standings,
}

#[derive(Deserialize)]
struct Ratings {
    ratings: Vec<Rated>,
}

#[derive(Deserialize)]
struct Rated {
    work: Work,
    rating: Rating,
    /// Absent: now.
    rated_at: Option<String>,
}

#[derive(Deserialize)]
struct Works {
    works: Vec<Work>,
}

#[derive(Deserialize)]
struct Standings {
    statuses: Vec<Stands>,
}

/// What is absent stays as it is.
#[derive(Deserialize)]
struct Stands {
    work: Work,
    status: Option<Status>,
    progress: Option<u32>,
    repeats: Option<u32>,
    started_on: Option<String>,
    finished_on: Option<String>,
}

/// Works by what they are, or by the ids of an answer.
#[derive(Deserialize)]
struct Gone {
    #[serde(default)]
    works: Vec<Work>,
    #[serde(default)]
    ids: Vec<String>,
}

impl Hub {
    /// `GET ratings`, `watchlist`, `collection`, `loved`, `status`: the newest first.
    pub(crate) fn list_words(&self, profile: &str, about: About, query: &str) -> Answer<Response> {
        let wanted = Wanted::read(query)?;
        reply::json(
            200,
            &self.with_view(profile, |library, view| {
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
            })?,
        )
    }

    /// `PUT ratings`
    pub(crate) fn rate(self: &Rc<Self>, profile: &str, body: &str) -> Answer<Response> {
        let Ratings { ratings } = read(body)?;
        let now = drive::now();
        let row = |(at, rated): (usize, Rated)| {
            let field = format!("ratings[{at}]");
            let said = rated.rated_at.map(|text| {
                let moment = Timestamp::parse_rfc3339(&text).filter(|said| *said <= now + AHEAD);
                let wrong = || format!("{field}.rated_at: RFC 3339, not in the future");
                moment.ok_or_else(|| Problem::bad_request(wrong()))
            });
            let at = said.transpose()?.unwrap_or(now).min(now);
            let work = check_work(&format!("{field}.work"), rated.work)?;
            Ok(Row { at: Some(at), rating: Some(rated.rating), ..Row::of(work) })
        };
        let rows = ratings.into_iter().enumerate().map(row).collect::<Answer<_>>()?;
        self.say(profile, "ratings", Listing::Ratings, rows)
    }

    /// `POST watchlist`, `collection`, `loved`
    pub(crate) fn put_on(
        self: &Rc<Self>,
        profile: &str,
        list: List,
        body: &str,
    ) -> Answer<Response> {
        let Works { works } = read(body)?;
        let now = drive::now();
        let row = |(at, work): (usize, Work)| {
            let work = check_work(&format!("works[{at}]"), work)?;
            if list == List::Loved && work.kind() != WorkKind::Track {
                return Err(Problem::bad_request(format!("works[{at}]: a track")));
            }
            Ok(Row { at: Some(now), ..Row::of(work) })
        };
        let rows = works.into_iter().enumerate().map(row).collect::<Answer<_>>()?;
        let listing = match list {
            List::Watchlist => Listing::Watchlist,
            List::Collection => Listing::Collection,
            List::Loved => Listing::Loved,
        };
        self.say(profile, "works", listing, rows)
    }

    fn say(
        self: &Rc<Self>,
        profile: &str,
        field: &str,
        listing: Listing,
        rows: Vec<Row>,
    ) -> Answer<Response> {
        at_most(field, rows.len())?;
        let heard = rows.len();
        let hear = Noted::Hear { listing, origin: Origin::Player, rows };
        self.change_library(profile, &[hear])?;
        reply::json(200, &json!({ "kept": heard }))
    }

    /// `PUT status`: what is not said stays as it was.
    pub(crate) fn stand(self: &Rc<Self>, profile: &str, body: &str) -> Answer<Response> {
        let Standings { statuses } = read(body)?;
        at_most("statuses", statuses.len())?;
        let works = statuses
            .iter()
            .enumerate()
            .map(|(at, it)| check_work(&format!("statuses[{at}].work"), it.work.clone()));
        let works: Vec<Work> = works.collect::<Answer<_>>()?;
        let before = self.with_view(profile, |library, view| {
            let groups = view.merged.groups();
            let stands = newest(groups, library.standings());
            let found = groups.find(library.items(), &works).into_iter();
            let standing = |group: Option<Group>| Some(stands.get(&group?)?.value);
            found.map(|group| standing(group).unwrap_or_default()).collect::<Vec<_>>()
        })?;
        let now = drive::now();
        let rows = statuses.into_iter().zip(before).enumerate();
        let rows = rows.map(|(at, (it, before))| it.row(at, before, now));
        let noted = rows.map(|row| Ok(Noted::Stand(Box::new(row?)))).collect::<Answer<Vec<_>>>()?;
        self.change_library(profile, &noted)?;
        reply::json(200, &json!({ "kept": noted.len() }))
    }

    /// `DELETE ratings`, `watchlist`, `collection`, `loved`, `status`: whoever said it.
    pub(crate) fn take_back(
        self: &Rc<Self>,
        profile: &str,
        about: About,
        body: &str,
    ) -> Answer<Response> {
        let Gone { mut works, ids } = read(body)?;
        at_most("works and ids", works.len() + ids.len())?;
        let wrong = || Problem::bad_request("ids: ids of an answer");
        let names = ids.iter().map(|id| read_name(id).ok_or_else(wrong));
        let names: Set<u64> = names.collect::<Answer<_>>()?;
        let (named, there) = self.with_view(profile, |library, view| {
            let groups = view.merged.groups();
            let is_named =
                |group: Group| names_of(library, groups, group).any(|it| names.contains(&it));
            let named = groups.iter().filter(|group| !names.is_empty() && is_named(*group));
            let named: Vec<Group> = named.collect();
            let found = groups.find(library.items(), &works).into_iter().flatten();
            let all: Set<Group> = named.iter().copied().chain(found).collect();
            let said = about.said(library, groups);
            let works = named.iter().filter_map(|group| groups.work(library.items(), *group));
            (works.collect::<Vec<_>>(), all.iter().filter(|group| said.contains(*group)).count())
        })?;
        works.extend(named);
        if there > 0 {
            let back = Noted::TakeBack { what: about.what(), works };
            self.change_library(profile, &[back])?;
        }
        reply::json(200, &json!({ "removed": there }))
    }
}

impl About {
    const fn what(self) -> What {
        match self {
            Self::Ratings => What::Rating,
            Self::Listed(list) => What::On(list),
            Self::Standings => What::Standing,
        }
    }

    /// The member of an answer, and of an entry when it was said.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Ratings => ("ratings", "rated_at"),
            Self::Listed(_) => ("items", "listed_at"),
            Self::Standings => ("statuses", "changed_at"),
        }
    }

    /// The works it is said of.
    fn said(self, library: &Library, groups: &Groups) -> Set<Group> {
        let group = |item| groups.group(item);
        match self {
            Self::Ratings => library.ratings().filter_map(|mark| group(mark.item)).collect(),
            Self::Listed(list) => {
                library.listed(list).filter_map(|mark| group(mark.item)).collect()
            }
            Self::Standings => library.standings().filter_map(|mark| group(mark.item)).collect(),
        }
    }
}

impl Stands {
    fn row(self, at: usize, before: Standing, now: Timestamp) -> Answer<Row> {
        let day = |name: &str, text: Option<String>, before| match text {
            None => Ok(before),
            Some(text) => PartialDate::parse(&text).map(Some).ok_or_else(|| {
                Problem::bad_request(format!("statuses[{at}].{name}: a day, a month or a year"))
            }),
        };
        let mut row = Row::of(self.work);
        row.at = Some(now);
        row.status = self.status.or(before.status);
        row.progress = self.progress.or(before.progress);
        row.repeats = self.repeats.or(before.repeats);
        row.episodes = before.episodes;
        row.started_on = day("started_on", self.started_on, before.started_on)?;
        row.finished_on = day("finished_on", self.finished_on, before.finished_on)?;
        Ok(row)
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
        all.sort_unstable_by_key(|(place, ..)| Reverse(*place));
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

fn say_standing(it: Standing, shown: &mut Value) {
    let members = [
        ("status", it.status.map(|it| json!(it))),
        ("progress", it.progress.map(|it| json!(it))),
        ("repeats", it.repeats.map(|it| json!(it))),
        ("episodes", it.episodes.map(|it| json!(it))),
        ("started_on", it.started_on.map(|it| json!(it))),
        ("finished_on", it.finished_on.map(|it| json!(it))),
    ];
    for (name, value) in members {
        if let Some(value) = value {
            shown[name] = value;
        }
    }
}

/// The names of a work: those of its descriptions.
fn names_of<'a>(
    library: &'a Library,
    groups: &'a Groups,
    group: Group,
) -> impl Iterator<Item = u64> + 'a {
    groups.items(group).iter().filter_map(|item| library.items().name(*item))
}

fn read<T: for<'de> Deserialize<'de>>(body: &str) -> Answer<T> {
    typed::from_str(body)
        .map_err(|error| Problem::bad_request(format!("This cannot be read: {error}")))
}

fn at_most(field: &str, count: usize) -> Answer<()> {
    let wrong = || Problem::bad_request(format!("{field}: 1 to {AT_ONCE} of them"));
    (1..=AT_ONCE).contains(&count).then_some(()).ok_or_else(wrong)
}
