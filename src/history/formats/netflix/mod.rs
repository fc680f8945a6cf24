//! Netflix: the viewing history of a profile (a title and a day), and the viewing activity
//! among an account's data (every session of every profile).
//!
//! # Design
//! One text names series, season and episode, with colons that titles have, too. That it
//! is an episode is said by a word ("Season 2") with something behind it; that it is a
//! film, by a text without colons that begins no other. Everything else stays unclear, and
//! so does an episode of which only the title is told.

mod title;

use super::{File, Format, Options, Reading, Shape, Unclear, as_it_is, days};
use crate::error::Error;
use crate::map::{Map, Set};
use crate::media::{PartialDate, Work};
use crate::providers::table::{Cells, Table, quoted};
use crate::providers::{Listing, Row, Skipped};
use crate::sorted::sort_by_key;
use crate::time::{Span, Timestamp};
use title::Prefixes;

pub(super) static FORMAT: Format =
    Format { id: "netflix", name: "a Netflix viewing history", looks_like, read, join: as_it_is };

/// The columns of the short form, in the languages of accounts.
const TITLE: &[&str] = &["Title", "Titel", "Título", "Titre", "Titolo", "Tytuł"];
const DATE: &[&str] = &["Date", "Datum", "Fecha", "Data", "Dato"];

/// What was played shorter was looked into.
const SHORTEST: Span = Span::from_mins(2);
/// A film that is taken up again within it is one play.
const PAUSE: Span = Span::from_hours(24);

fn looks_like(shape: &Shape<'_>) -> bool {
    shape.has_columns(&["Profile Name", "Start Time", "Title"])
        || shape.table().is_some_and(|table| {
            let has = |names: &[&str]| names.iter().any(|name| table.has(&[name]));
            table.width() == 2 && has(TITLE) && has(DATE)
        })
}

fn read(file: &File<'_>, options: &Options, reading: &mut Reading) -> Result<(), Error> {
    let Some(table) = file.shape.table() else { return Ok(()) };
    let viewings = match table.has(&["Start Time"]) {
        true => sessions(table, options, reading),
        false => history(table, options, reading),
    };
    let prefixes = Prefixes::of(viewings.iter().map(|viewing| &*viewing.title));
    for viewing in &viewings {
        let said = |work: Work| Row { at: viewing.at, on: viewing.on, ..Row::of(work) };
        match title::read(&viewing.title, &prefixes) {
            Ok(work) => reading.row(Listing::History, said(work)),
            Err((candidates, reason)) => reading.unclear(Unclear {
                row: viewing.row,
                listing: Listing::History,
                said: said(candidates[0].clone()),
                title: viewing.title.clone(),
                candidates,
                reason: reason.to_owned(),
            }),
        }
    }
    Ok(())
}

/// Something that was seen.
struct Viewing {
    row: usize,
    title: String,
    at: Option<Timestamp>,
    on: Option<PartialDate>,
}

/// The short form: titles and days.
fn history(table: &Table<'_>, options: &Options, reading: &mut Reading) -> Vec<Viewing> {
    let mut order = days::Order::default();
    table.rows(|cells| -> Result<(), String> {
        order.see(cells.first(DATE));
        Ok(())
    });
    let order = match (options.day_order, order.told()) {
        (Some(order), _) => Some(order),
        (None, Ok(order)) => order,
        (None, Err(date)) => {
            reading.ask_day_order(date);
            None
        }
    };
    let (viewings, skipped) = table.rows(|cells| {
        let (title, date) = (cells.first(TITLE), cells.first(DATE));
        if title.is_empty() {
            return Err("there is no title.".to_owned());
        }
        let on = days::in_order(date, order);
        let asked = order.is_none() && days::day(date).is_some();
        if on.is_none() && !asked {
            return Err(format!("{} is no day.", quoted(date)));
        }
        Ok(Viewing { row: cells.row(), title: title.to_owned(), at: None, on })
    });
    reading.skip_all(skipped);
    viewings
}

/// A time something played.
struct Session {
    row: usize,
    person: String,
    title: String,
    start: Timestamp,
    length: Span,
}

/// The long form: sessions that follow each other are one viewing, at the end of the last.
fn sessions(table: &Table<'_>, options: &Options, reading: &mut Reading) -> Vec<Viewing> {
    let (sessions, skipped) = table.rows(session);
    reading.skip_all(skipped);
    let wanted = options.person.as_deref();
    let mut by_title: Map<(String, String), Vec<Session>> = Map::new();
    for session in sessions {
        reading.of_person(&session.person);
        if wanted.is_none_or(|person| person == session.person) {
            let key = (session.person.clone(), session.title.clone());
            by_title.or_default(key).push(session);
        }
    }
    let mut viewings = Vec::new();
    for ((_, title), mut sessions) in by_title {
        sort_by_key(&mut sessions, |session| (session.start, session.row));
        let mut rest = sessions.into_iter().peekable();
        while let Some(first) = rest.next() {
            let (mut last, mut played) = (first.start + first.length, first.length);
            let mut row = first.row;
            while let Some(next) = rest.next_if(|next| next.start - last < PAUSE) {
                (last, row) = (next.start + next.length, next.row);
                played = played + next.length;
            }
            if played < SHORTEST {
                let seconds = played.millis().max(0) / 1000;
                let reason = format!("Only {seconds} seconds of {} were played.", quoted(&title));
                reading.skip_all(vec![Skipped { row, reason }]);
            } else {
                viewings.push(Viewing { row, title: title.clone(), at: Some(last), on: None });
            }
        }
    }
    sort_by_key(&mut viewings, |viewing| viewing.row);
    viewings
}

fn session(cells: &Cells<'_>) -> Result<Session, String> {
    let title = cells.get("Title");
    if title.is_empty() {
        return Err("there is no title.".to_owned());
    }
    let extra = cells.get("Supplemental Video Type");
    if !extra.is_empty() {
        return Err(format!("{} is a trailer or the like ({extra}).", quoted(title)));
    }
    let start = cells.first(&["Start Time", "Start Time (UTC)"]);
    let start = days::moment(start).ok_or_else(|| format!("{} is no moment.", quoted(start)))?;
    let length = cells.first(&["Duration", "Duration (H:MM:SS)"]);
    let length = clock(length).ok_or_else(|| format!("{} is no length.", quoted(length)))?;
    let (person, title) = (cells.get("Profile Name").to_owned(), title.to_owned());
    Ok(Session { row: cells.row(), person, title, start, length })
}

/// `1:02:03`.
fn clock(text: &str) -> Option<Span> {
    let mut parts = text.split(':').map(|part| part.parse::<u32>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60 + i64::from(seconds);
    parts.next().is_none().then_some(Span::from_secs(seconds))
}

/// The texts before the first colon, each with the titles that begin so.
type Beginnings<'a> = Map<&'a str, Set<&'a str>>;
