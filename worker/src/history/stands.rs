//! Where a person stands with titles, as they say it.

use std::rc::Rc;

use playtally::history::{Group, Standing, newest};
use playtally::media::{PartialDate, Work};
use playtally::providers::{Row, Status};
use playtally::time::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use super::Noted;
use super::marks::check_work;
use super::saying::{at_most, read};
use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;

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

impl Hub {
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

/// Tells it in an answer.
pub(super) fn say_standing(it: Standing, shown: &mut Value) {
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
