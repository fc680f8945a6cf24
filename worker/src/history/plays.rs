//! The plays of the library: listed, page by page, as far as they are asked for.

use playtally::map::Map;
use playtally::typed;

use playtally::history::{Group, Library, Merged, MergedPlay, Origin, When, Zone};
use playtally::media::title::normalize_title;
use playtally::media::{PartialDate, Work, WorkKind};
use playtally::providers::Row;
use playtally::time::Timestamp;
use serde_json::{Value, json};
use worker::Response;

use super::view::{Seen, UNDATED, View, bounds};
use crate::account::Hub;
use crate::error::{Answer, Problem};
use crate::reply;

/// Plays of a page, where nobody says how many, and at most.
const USUAL: usize = 100;
const MOST: usize = 1_000;

/// What a list of plays is asked for.
#[derive(Default)]
struct Wanted {
    from: Option<i64>,
    to: Option<i64>,
    kind: Option<WorkKind>,
    /// An origin as it is written, or a service alone.
    service: Option<String>,
    /// Text of the title, as titles are compared.
    text: Option<String>,
    /// A name of the one play that is asked for.
    id: Option<u64>,
    limit: usize,
    /// Not the first so many.
    skip: usize,
    /// After this play: its moment and name.
    after: Option<(i64, u64)>,
    /// How many there are of each day, too.
    days: bool,
}

impl Hub {
    /// `GET history`
    pub(crate) fn list_history(&self, profile: &str, query: &str) -> Answer<Response> {
        let rules = self.same_play(profile)?;
        let mut wanted = Wanted { limit: USUAL, ..Wanted::default() };
        for (name, value) in playtally::http::parse_pairs(query) {
            let wrong = |what: &str| Problem::bad_request(format!("{name}: {what}"));
            let day = || {
                let wrong = || wrong("a day (2024-03-05), a month, a year, or RFC 3339");
                bounds(&value, &rules.zone).ok_or_else(wrong)
            };
            match &*name {
                "from" => wanted.from = Some(day()?.0),
                "to" => wanted.to = Some(day()?.1),
                "kind" => wanted.kind = Some(kind(&value).ok_or_else(|| wrong("a kind of work"))?),
                "service" => wanted.service = Some(value),
                "q" => wanted.text = Some(normalize_title(&value)),
                "id" => {
                    wanted.id = Some(read_name(&value).ok_or_else(|| wrong("`id` of a play"))?);
                }
                "skip" => wanted.skip = value.parse().map_err(|_| wrong("a number"))?,
                "days" => wanted.days = value == "true",
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
        reply::json(200, &self.with_view(profile, |library, view| wanted.page(library, view))?)
    }
}

impl Wanted {
    fn page(&self, library: &Library, view: &View) -> Value {
        let mut known = Map::new();
        let mut has_text = |group: Group| match &self.text {
            None => true,
            Some(text) => *known.get_or_insert_with(group, || {
                let work = view.merged.groups().work(library.items(), group);
                work.is_some_and(|work| normalize_title(&work.label()).contains(&**text))
            }),
        };
        let plays = view.plays();
        let start = match self.after {
            Some(after) => plays.partition_point(|seen| (seen.at, seen.name) >= after),
            None => 0,
        };
        let mut fits = |seen: &&Seen| {
            self.in_time(seen.at)
                && view.merged.play(seen.play as usize).is_some_and(|play| {
                    self.is_named(library, play)
                        && self.of_kind(library, &view.merged, play)
                        && self.told_by(library, play)
                        && has_text(play.work)
                })
        };
        let days = self.days.then(|| by_day(plays.iter().filter(&mut fits), &view.rules.zone));
        let mut rest = plays[start..].iter().filter(fits).skip(self.skip);
        let page: Vec<Seen> = rest.by_ref().take(self.limit).copied().collect();
        let more = rest.next().is_some();
        let next = page.last().filter(|_| more).map(|seen| cursor((seen.at, seen.name)));
        let plays = page.into_iter().filter_map(|seen| show(library, &view.merged, seen));
        let mut answer = json!({ "plays": plays.collect::<Vec<_>>(), "next": next });
        if let Some((days, undated)) = days {
            answer["days"] = json!(days);
            answer["undated"] = json!(undated);
        }
        answer
    }

    fn is_named(&self, library: &Library, play: MergedPlay<'_>) -> bool {
        let one = |row: &u32| library.name(*row as usize) == self.id;
        self.id.is_none() || play.records.iter().any(one)
    }

    fn in_time(&self, at: i64) -> bool {
        let dated = at != UNDATED || self.from.or(self.to).is_none();
        dated && self.from.is_none_or(|from| at >= from) && self.to.is_none_or(|to| at <= to)
    }

    fn of_kind(&self, library: &Library, merged: &Merged, play: MergedPlay<'_>) -> bool {
        let item = merged.groups().items(play.work).first();
        self.kind.is_none() || item.and_then(|item| library.items().kind(*item)) == self.kind
    }

    fn told_by(&self, library: &Library, play: MergedPlay<'_>) -> bool {
        let Some(wanted) = &self.service else { return true };
        origins(library, play).any(|origin| match origin {
            Origin::Service(name) if name == wanted => true,
            origin => origin.to_string() == *wanted,
        })
    }
}

/// How many plays there are of each day, the newest first; and of no day.
fn by_day<'a>(
    plays: impl Iterator<Item = &'a Seen>,
    zone: &Zone,
) -> (Vec<(Option<PartialDate>, u32)>, u32) {
    let (mut days, mut undated) = (Vec::<(i32, u32)>::new(), 0);
    for seen in plays {
        let day = zone.day(Timestamp::from_millis(seen.at));
        match days.last_mut() {
            _ if seen.at == UNDATED => undated += 1,
            Some((last, count)) if *last == day => *count += 1,
            _ => days.push((day, 1)),
        }
    }
    let date = |(day, count)| (PartialDate::of_day(day), count);
    (days.into_iter().map(date).collect(), undated)
}

/// Who told of a play.
fn origins<'a>(
    library: &'a Library,
    play: MergedPlay<'a>,
) -> impl Iterator<Item = &'a Origin> + 'a {
    let records = play.records.iter().filter_map(|row| library.play(*row as usize));
    records.filter_map(|record| library.origin_of(record.origin))
}

/// A play as people see it.
pub(super) fn show(library: &Library, merged: &Merged, seen: Seen) -> Option<Value> {
    let play = merged.play(seen.play as usize)?;
    let work = merged.groups().work(library.items(), play.work)?;
    let records = || play.records.iter().filter_map(|row| library.play(*row as usize));
    let told_by = records().map(|record| {
        let mut told = json!({ "origin": library.origin_of(record.origin) });
        if let Some(id) = library.record(record.record) {
            told["id"] = json!(id);
        }
        say_when(&mut told, record.when);
        told
    });
    let mut shown = json!({
        "id": written(seen.name),
        "title": work.label(),
        "work": work,
        "told_by": told_by.collect::<Vec<_>>(),
    });
    say_when(&mut shown, play.when);
    if let Some(day) = records().filter_map(|record| record.shown_on).min() {
        shown["shown_on"] = json!(day);
    }
    if records().any(|record| record.rewatch) {
        shown["rewatch"] = json!(true);
    }
    Some(shown)
}

fn say_when(shown: &mut Value, when: When) {
    match when {
        When::At(at) => shown["watched_at"] = json!(at.to_rfc3339()),
        When::On(date) => shown["watched_on"] = json!(date),
        When::Unknown => {}
    }
}

/// What is said of a play in one row.
pub(super) fn said(work: Work, when: When) -> Row {
    let mut row = Row::of(work);
    match when {
        When::At(at) => row.at = Some(at),
        When::On(date) => row.on = Some(date),
        When::Unknown => {}
    }
    row
}

/// A name as people carry it.
pub(super) fn written(name: u64) -> String {
    format!("{name:016x}")
}

/// The name somebody brings back.
pub(super) fn read_name(text: &str) -> Option<u64> {
    let hex = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| u64::from_str_radix(text, 16).ok())?
}

/// Where a page ended: a moment and a name.
pub(super) fn cursor((at, name): (i64, u64)) -> String {
    format!("{at}.{}", written(name))
}

pub(super) fn read_cursor(text: &str) -> Option<(i64, u64)> {
    let (at, name) = text.split_once('.')?;
    Some((at.parse().ok()?, read_name(name)?))
}

/// A kind of work by its name.
pub(super) fn kind(name: &str) -> Option<WorkKind> {
    typed::from_value(json!(name)).ok()
}
