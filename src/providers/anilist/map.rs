//! Titles and list entries as AniList names them, both ways.
//!
//! # Design
//! AniList files each cour, special and film of an anime by itself and counts its
//! episodes from 1. So a title of its list is a [`Work::Show`] of its own, or a
//! [`Work::Movie`], under AniList's id and MyAnimeList's.

use serde_json::Value;

use super::DESCRIPTOR;
use crate::error::{Error, ErrorKind};
use crate::media::{ExternalIds, Movie, PartialDate, Rating, Show, Work};
use crate::providers::wire::{self, Object};
use crate::providers::{Candidate, Page, Row, Skipped, Status, unsupported};
use crate::time::Timestamp;

const STATUSES: &[(&str, Status)] = &[
    ("CURRENT", Status::Current),
    ("PLANNING", Status::Planned),
    ("COMPLETED", Status::Completed),
    ("DROPPED", Status::Dropped),
    ("PAUSED", Status::Paused),
    ("REPEATING", Status::Repeating),
];

/// The ids of a title AniList can know.
pub(super) fn ids(work: &Work) -> Result<&ExternalIds, Error> {
    let (Work::Show(Show { ids, .. }) | Work::Movie(Movie { ids, .. })) = work else {
        return Err(unsupported(&DESCRIPTOR));
    };
    if ids.anilist.is_none() && ids.mal.is_none() {
        return Err(Error::new(
            ErrorKind::BadInput,
            "AniList needs its own id or MyAnimeList's to know what this is.",
        ));
    }
    Ok(ids)
}

/// A title, and the entry of it where there is one.
pub(super) fn row(media: &Value, entry: &Value) -> Option<Row> {
    Some(Row {
        id: wire::record_id(&entry["id"]),
        at: changed_at(entry),
        rating: points(&entry["score"]).and_then(Rating::of_hundred),
        status: status(&entry["status"]),
        progress: wire::small(&entry["progress"]),
        episodes: episodes(media),
        started_on: date(&entry["startedAt"]),
        finished_on: date(&entry["completedAt"]),
        repeats: wire::small(&entry["repeat"]),
        notes: wire::text(&entry["notes"]),
        page: page(media),
        ..Row::of(work(media)?)
    })
}

/// One more entry of a list, or why it could not be read.
pub(super) fn add(page: &mut Page, entry: &Value) {
    match row(&entry["media"], entry).filter(|row| row.status.is_some()) {
        Some(row) => page.rows.push(row),
        None => page.skipped.push(Skipped {
            row: page.rows.len() + page.skipped.len(),
            reason: "AniList sent an entry without a title or a status.".to_owned(),
        }),
    }
}

/// When an entry changed last.
pub(super) fn changed_at(entry: &Value) -> Option<Timestamp> {
    let secs = entry["updatedAt"].as_i64().filter(|secs| *secs > 0)?;
    Some(Timestamp::from_secs(secs))
}

/// A title that may be meant.
pub(super) fn candidate(media: &Value) -> Option<Candidate> {
    let work = work(media)?;
    let chosen = title(media);
    let names = ["english", "romaji", "native"].map(|language| &media["title"][language]);
    let synonyms = media["synonyms"].as_array().map_or(&[][..], Vec::as_slice);
    let mut other_titles: Vec<String> = Vec::new();
    for name in names.into_iter().chain(synonyms).filter_map(wire::text) {
        if name != chosen && !other_titles.contains(&name) {
            other_titles.push(name);
        }
    }
    let next = wire::small(&media["nextAiringEpisode"]["episode"]);
    let aired = match media["status"].as_str() {
        Some("FINISHED") => episodes(media),
        _ => next.and_then(|next| next.checked_sub(1)),
    };
    Some(Candidate {
        other_titles,
        date: date(&media["startDate"]),
        runtime: wire::small(&media["duration"]).and_then(|minutes| minutes.checked_mul(60)),
        episodes: episodes(media),
        aired,
        format: wire::text(&media["format"]).map(|format| format.to_lowercase()),
        page: page(media),
        ..Candidate::of(work)
    })
}

pub(super) fn status_word(status: Status) -> &'static str {
    STATUSES.iter().find(|(_, of)| *of == status).map_or("", |(word, _)| word)
}

/// A date with what is known of it; nothing of a date that is not set.
pub(super) fn fuzzy(date: Option<PartialDate>) -> Value {
    let Some(date) = date else { return Value::Null };
    Object::default()
        .set("year", date.year())
        .set("month", date.month())
        .set("day", date.day())
        .into()
}

fn work(media: &Value) -> Option<Work> {
    let anilist = wire::number(&media["id"])?;
    let mal = wire::number(&media["idMal"]);
    let ids = ExternalIds { anilist: Some(anilist), mal, ..ExternalIds::default() };
    let title = title(media);
    let year = date(&media["startDate"]).map(PartialDate::year);
    Some(match media["format"].as_str() {
        Some("MOVIE") => Work::Movie(Movie { title, year, ids }),
        _ => Work::Show(Show { title, year, ids }),
    })
}

/// The English title where there is one: most players name it.
fn title(media: &Value) -> String {
    let names = ["english", "romaji", "native"];
    names.into_iter().find_map(|name| wire::text(&media["title"][name])).unwrap_or_default()
}

/// Their number where AniList knows it: a show that is still airing may have none.
fn episodes(media: &Value) -> Option<u32> {
    wire::small(&media["episodes"]).filter(|episodes| *episodes > 0)
}

/// The title's own page, which the rules of the service ask to link.
fn page(media: &Value) -> Option<String> {
    wire::number(&media["id"]).map(|id| format!("https://anilist.co/anime/{id}"))
}

fn status(value: &Value) -> Option<Status> {
    let word = value.as_str()?;
    STATUSES.iter().find(|(of, _)| *of == word).map(|(_, status)| *status)
}

/// A score of 0 to 100, which the service writes with or without a fraction.
fn points(score: &Value) -> Option<u64> {
    score.as_f64().map(|points| points as u64)
}

fn date(value: &Value) -> Option<PartialDate> {
    let year = i32::try_from(wire::small(&value["year"])?).ok()?;
    let part = |name: &str| u8::try_from(wire::small(&value[name])?).ok();
    let month = part("month");
    PartialDate::new(year, month, month.and_then(|_| part("day")))
}
