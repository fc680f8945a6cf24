//! What a person says of works besides plays, and takes back.

use std::rc::Rc;

use playtally::history::sync::What;
use playtally::history::{Group, Groups, Library, Origin};
use playtally::map::Set;
use playtally::media::{Rating, Work, WorkKind};
use playtally::providers::{List, Listing, Row};
use playtally::time::Timestamp;
use playtally::typed;
use serde::Deserialize;
use serde_json::json;
use worker::Response;

use super::marks::{AHEAD, check_work};
use super::plays::read_name;
use super::words::names_of;
use super::{About, Noted};
use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;

/// Works of one request.
const AT_ONCE: usize = 500;

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

/// Works by what they are, or by the ids of an answer.
#[derive(Deserialize)]
struct Gone {
    #[serde(default)]
    works: Vec<Work>,
    #[serde(default)]
    ids: Vec<String>,
}

impl Hub {
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

    /// One work is rated elsewhere in the person's name, or its rating taken back.
    pub(crate) fn rate_one(
        self: &Rc<Self>,
        profile: &str,
        work: Work,
        rating: Option<Rating>,
    ) -> Answer<()> {
        let work = check_work("item", work)?;
        let noted = if rating.is_some() {
            let row = Row { at: Some(drive::now()), rating, ..Row::of(work) };
            let (listing, origin) = (Listing::Ratings, Origin::Player);
            Noted::Hear { listing, origin, rows: vec![row] }
        } else {
            Noted::TakeBack { what: What::Rating, works: vec![work] }
        };
        self.change_library(profile, &[noted]).map(drop)
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

pub(super) fn read<T: for<'de> Deserialize<'de>>(body: &str) -> Answer<T> {
    typed::from_str(body)
        .map_err(|error| Problem::bad_request(format!("This cannot be read: {error}")))
}

pub(super) fn at_most(field: &str, count: usize) -> Answer<()> {
    let wrong = || Problem::bad_request(format!("{field}: 1 to {AT_ONCE} of them"));
    (1..=AT_ONCE).contains(&count).then_some(()).ok_or_else(wrong)
}
