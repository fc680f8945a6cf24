//! Plays that a person marks, and takes back.

use std::rc::Rc;

use playtally::history::{Added, Library, Origin, Play, name_of_play};
use playtally::map::{Map, Set};
use playtally::media::{PartialDate, Work, WorkKind};
use playtally::outbox::{Input, Output};
use playtally::providers::{self, Listing, Row};
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::Deserialize;
use serde_json::json;
use worker::Response;

use super::plays::{read_name, said, written};
use super::view::View;
use super::{Noted, Shelf};
use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::scrobble::check_id;
use crate::seal::hex;
use crate::store::to_body;

/// Plays that are marked, or taken back, at once.
const MOST: usize = 500;

/// Instead of a moment: when the work came out.
const RELEASED: &str = "released";

/// Clocks differ a little.
pub(super) const AHEAD: Span = Span::from_mins(5);

#[derive(Deserialize)]
struct Marks {
    plays: Vec<Mark>,
}

/// A play as a person says it.
#[derive(Deserialize)]
struct Mark {
    work: Work,
    /// A moment, `released` or `undated`; absent: now.
    watched_at: Option<String>,
    /// The day, month or year of it.
    watched_on: Option<String>,
    /// What the sender calls it: told twice, it is kept once.
    play_id: Option<String>,
    #[serde(default)]
    rewatch: bool,
}

#[derive(Deserialize)]
struct Ids {
    ids: Vec<String>,
}

impl Hub {
    /// `POST history`: what the person says they watched, heard or read.
    pub(crate) async fn mark(self: &Rc<Self>, profile: &str, body: &str) -> Answer<Response> {
        let Marks { plays } = typed::from_str(body)
            .map_err(|error| Problem::bad_request(format!("The plays cannot be read: {error}")))?;
        if plays.is_empty() || plays.len() > MOST {
            return Err(Problem::bad_request(format!("plays: 1 to {MOST} of them")));
        }
        let now = drive::now();
        let is_released = |mark: &Mark| mark.watched_at.as_deref() == Some(RELEASED);
        let released: Vec<bool> = plays.iter().map(is_released).collect();
        let rows = plays.into_iter().enumerate().map(|(at, mark)| mark.row(at, now));
        let mut rows: Vec<Row> = rows.collect::<Answer<_>>()?;
        let released: Vec<usize> = (0..rows.len()).filter(|at| released[*at]).collect();
        let works: Vec<Work> = released.iter().map(|at| rows[*at].work.clone()).collect();
        for (at, day) in released.into_iter().zip(self.released(&works).await) {
            let unknown = || format!("plays[{at}].work: nobody knows when it came out");
            rows[at].on = Some(day.ok_or_else(|| Problem::bad_request(unknown()))?);
        }
        let known = self.with_library(profile, Shelf::Ours, |library| known(library, &rows))?;
        let mut told = Set::new();
        let is_new = |row: &Row| told.insert(row.id.clone());
        let new: Vec<Row> = rows
            .iter()
            .zip(&known)
            .filter(|(_, known)| known.is_none())
            .map(|(row, _)| row.clone())
            .filter(is_new)
            .collect();
        let hear = Noted::Hear { listing: Listing::History, origin: Origin::Player, rows: new };
        let came = self.change_library(profile, &[hear])?;
        let new = came.iter().filter(|added| **added == Added::New).count();
        let name = |row: &Row| name_of_play(row, &Origin::Player);
        let ids = rows.iter().zip(known).map(|(row, known)| written(known.unwrap_or(name(row))));
        let ids: Vec<String> = ids.collect();
        reply::json(201, &json!({ "ids": ids, "new": new, "known": rows.len() - new }))
    }

    /// `DELETE history`: plays go, whoever told of them; where services were told, they are told
    /// that, too.
    pub(crate) fn unmark(self: &Rc<Self>, profile: &str, body: &str) -> Answer<Response> {
        let names = names(body)?;
        let (records, plays) =
            self.with_view(profile, |library, view| gone(library, view, &names))?;
        let at = drive::now();
        let (_, outputs) = self.together(profile, || {
            let names = records.into_iter().collect();
            self.note(profile, Shelf::Ours, &[Noted::TakeOut { names, at }])?;
            self.agree_on_told(profile, &plays)?;
            self.sync_soon(profile)?;
            Ok(((), self.call_back(profile, &plays)?))
        })?;
        self.act(profile, outputs);
        self.arm();
        reply::json(200, &json!({ "removed": plays.len() }))
    }

    /// What services may have been told of plays since the last sync, both sides had for a
    /// moment: the next sync finds it there, and must not take it for news.
    fn agree_on_told(&self, profile: &str, plays: &[Gone]) -> Answer<()> {
        let told = self.with_outbox(profile, |outbox| {
            let told = outbox.entries().filter(|entry| entry.attempts > 0);
            let of = told.filter_map(|entry| {
                let play = plays.iter().find(|play| play.ids.contains(&entry.play_id))?;
                let service = providers::by_id(&entry.service)?.descriptor().id;
                Some((service, play.row.clone()))
            });
            of.collect::<Vec<_>>()
        })?;
        for (service, row) in told {
            let hear =
                Noted::Hear { listing: Listing::History, origin: Origin::Player, rows: vec![row] };
            self.note(profile, Shelf::Before(service), &[hear])?;
            self.forget_trial(profile, service);
        }
        Ok(())
    }

    /// Plays on their way go no further.
    fn call_back(&self, profile: &str, plays: &[Gone]) -> Answer<Vec<Output>> {
        let is_one = |id: &String| plays.iter().any(|play| play.ids.contains(id));
        let entries = self.with_outbox(profile, |outbox| {
            let of = outbox.entries().filter(|entry| is_one(&entry.play_id));
            of.map(|entry| entry.id.clone()).collect::<Vec<_>>()
        })?;
        let mut outputs = Vec::new();
        for entry in entries {
            outputs.extend(self.take(profile, Input::Drop { entry })?);
        }
        Ok(outputs)
    }
}

/// A play that goes.
struct Gone {
    /// What players called it.
    ids: Vec<String>,
    /// What is said of it.
    row: Row,
}

/// The plays of which one record is named: the names of all their records, and what goes.
fn gone(library: &Library, view: &View, names: &Set<u64>) -> (Vec<u64>, Vec<Gone>) {
    let (mut records, mut plays) = (Vec::new(), Vec::new());
    for play in view.merged.plays() {
        let of = || play.records.iter().map(|row| *row as usize);
        let names_of: Vec<u64> = of().filter_map(|row| library.name(row)).collect();
        if !names_of.iter().any(|name| names.contains(name)) {
            continue;
        }
        records.extend(names_of);
        let own = |record: &Play| library.origin_of(record.origin).is_some_and(Origin::is_own);
        let own = of().filter_map(|row| library.play(row)).filter(own);
        let ids = own.filter_map(|record| library.record(record.record)).collect();
        if let Some(work) = view.merged.groups().work(library.items(), play.work) {
            plays.push(Gone { ids, row: said(work, play.when) });
        }
    }
    (records, plays)
}

/// The names of plays that the person marked under the same ids before.
fn known(library: &Library, rows: &[Row]) -> Vec<Option<u64>> {
    let ids: Set<&str> = rows.iter().filter_map(|row| row.id.as_deref()).collect();
    let mut found = Map::new();
    for (at, play) in library.plays().enumerate() {
        if library.origin_of(play.origin) == Some(&Origin::Player)
            && let Some(id) = library.record(play.record).filter(|id| ids.contains(&**id))
        {
            found.insert(id, library.name(at));
        }
    }
    let known = |row: &Row| found.get(row.id.as_deref()?).copied().flatten();
    rows.iter().map(known).collect()
}

/// The names a request brings.
fn names(body: &str) -> Answer<Set<u64>> {
    let wrong = || Problem::bad_request(format!("ids: 1 to {MOST} ids of plays"));
    let Ids { ids } = typed::from_str(body).map_err(|_| wrong())?;
    let names: Option<Set<u64>> = ids.iter().map(|id| read_name(id)).collect();
    names.filter(|names| (1..=MOST).contains(&names.len())).ok_or_else(wrong)
}

impl Mark {
    fn row(self, at: usize, now: Timestamp) -> Answer<Row> {
        let wrong = |what: &str| Problem::bad_request(format!("plays[{at}].{what}"));
        let work = check_work(&format!("plays[{at}].work"), self.work)?;
        if matches!(work.kind(), WorkKind::Show | WorkKind::Season) {
            return Err(wrong("work: a film, an episode, a track or a book; not all of a show"));
        }
        if let Some(id) = &self.play_id {
            check_id(&format!("plays[{at}].play_id"), id)?;
        }
        let id = self.play_id.unwrap_or_else(|| hex(&drive::random::<16>()));
        let mut row = Row { id: Some(id), ..Row::of(work) };
        row.rewatch = self.rewatch.then_some(true);
        match (self.watched_at.as_deref(), self.watched_on) {
            (Some(_), Some(_)) => return Err(wrong("watched_on: not beside watched_at")),
            // When it was released is found out.
            (Some("undated" | RELEASED), None) => {}
            (Some(text), None) => {
                let moment = Timestamp::parse_rfc3339(text)
                    .ok_or_else(|| wrong("watched_at: RFC 3339, `released` or `undated`"))?;
                if moment > now + AHEAD {
                    return Err(wrong("watched_at: not in the future"));
                }
                row.at = Some(moment.min(now));
            }
            (None, Some(text)) => {
                let day = PartialDate::parse(&text)
                    .ok_or_else(|| wrong("watched_on: a day (2024-03-05), a month or a year"))?;
                // Somewhere it is tomorrow already.
                if day.first_day() > PartialDate::of_utc(now).map_or(0, PartialDate::last_day) + 1 {
                    return Err(wrong("watched_on: not in the future"));
                }
                row.on = Some(day);
            }
            (None, None) => row.at = Some(now),
        }
        Ok(row)
    }
}

/// Refuses what nobody could tell from another, and what is too much.
pub(super) fn check_work(field: &str, work: Work) -> Answer<Work> {
    if to_body(&work).len() > 4_096 {
        return Err(Problem::bad_request(format!("{field}: at most 4,096 bytes")));
    }
    let named = match &work {
        Work::Episode(it) => {
            !it.show.title.is_empty() || !it.show.ids.is_empty() || !it.ids.is_empty()
        }
        Work::Season(it) => !it.show.title.is_empty() || !it.show.ids.is_empty(),
        Work::Track(it) => !it.title.is_empty() && !it.artist.is_empty() || !it.ids.is_empty(),
        other => !other.label().is_empty() || other.ids().is_some_and(|ids| !ids.is_empty()),
    };
    if named { Ok(work) } else { Err(Problem::bad_request(format!("{field}: an id or a title"))) }
}
