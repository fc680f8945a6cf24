//! Titles and list entries as MyAnimeList names them, both ways.
//!
//! # Design
//! MyAnimeList files each cour, special and film of an anime by itself and counts its
//! episodes from 1. So a title of its list is a [`Work::Show`] of its own, or a
//! [`Work::Movie`]. That somebody watches once more is a flag beside the status.

use serde_json::Value;

use super::DESCRIPTOR;
use crate::error::{Error, ErrorKind};
use crate::media::{ExternalIds, Movie, PartialDate, Rating, Show, Work};
use crate::providers::wire;
use crate::providers::{Candidate, Page, Row, Skipped, Status, StatusChange, unsupported};
use crate::time::Timestamp;

/// The word, and what it means; [`Status::Repeating`] goes out as what is complete.
const STATUSES: &[(&str, Status)] = &[
    ("watching", Status::Current),
    ("plan_to_watch", Status::Planned),
    ("completed", Status::Completed),
    ("dropped", Status::Dropped),
    ("on_hold", Status::Paused),
    ("completed", Status::Repeating),
];

/// The id of a title MyAnimeList can know.
pub(super) fn id(work: &Work) -> Result<u64, Error> {
    let (Work::Show(Show { ids, .. }) | Work::Movie(Movie { ids, .. })) = work else {
        return Err(unsupported(&DESCRIPTOR));
    };
    ids.mal.ok_or_else(|| {
        Error::new(ErrorKind::BadInput, "MyAnimeList needs its own id to know what this is.")
    })
}

/// The form that makes a change: what is absent is left out.
pub(super) fn fields(change: &StatusChange) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    let mut set = |name, value: Option<String>| fields.extend(value.map(|value| (name, value)));
    if let Some(status) = change.status {
        let word = STATUSES.iter().find(|(_, of)| *of == status).map(|(word, _)| *word);
        set("status", word.map(str::to_owned));
        set("is_rewatching", Some((status == Status::Repeating).to_string()));
    }
    set("num_watched_episodes", change.progress.map(|number| number.to_string()));
    set("score", change.rating.map(|rating| rating.ten().to_string()));
    // Only whole days are taken.
    let day = |date: Option<PartialDate>| date.filter(|date| date.day().is_some());
    set("start_date", day(change.started_on).map(|date| date.to_string()));
    set("finish_date", day(change.finished_on).map(|date| date.to_string()));
    set("num_times_rewatched", change.repeats.map(|number| number.to_string()));
    fields
}

/// A title, and the entry of it where there is one.
pub(super) fn row(node: &Value, status: &Value) -> Option<Row> {
    let mut row = entry(work(node)?, status);
    row.episodes = episodes(node);
    row.page = Some(page(wire::number(&node["id"])?));
    Some(row)
}

/// What an entry says, under either of the names of its episodes.
pub(super) fn entry(work: Work, status: &Value) -> Row {
    let again = status["is_rewatching"] == true;
    let watched = ["num_episodes_watched", "num_watched_episodes"];
    let word = status["status"].as_str().unwrap_or_default();
    let known = STATUSES.iter().find(|(of, _)| *of == word).map(|(_, status)| *status);
    Row {
        at: changed_at(status),
        rating: wire::number(&status["score"]).and_then(Rating::of_ten),
        status: known.map(|status| if again { Status::Repeating } else { status }),
        progress: watched.iter().find_map(|name| wire::small(&status[*name])),
        started_on: date(&status["start_date"]),
        finished_on: date(&status["finish_date"]),
        repeats: wire::small(&status["num_times_rewatched"]),
        notes: wire::text(&status["comments"]),
        ..Row::of(work)
    }
}

/// One more row of the list, or why it could not be read.
pub(super) fn add(page: &mut Page, listed: &Value) {
    match row(&listed["node"], &listed["list_status"]).filter(|row| row.status.is_some()) {
        Some(row) => page.rows.push(row),
        None => page.skipped.push(Skipped {
            row: page.rows.len() + page.skipped.len(),
            reason: "MyAnimeList sent an entry without a title or a status.".to_owned(),
        }),
    }
}

/// When an entry changed last.
pub(super) fn changed_at(status: &Value) -> Option<Timestamp> {
    wire::moment(&status["updated_at"])
}

/// A title that may be meant.
pub(super) fn candidate(node: &Value) -> Option<Candidate> {
    let work = work(node)?;
    let names = &node["alternative_titles"];
    let synonyms = names["synonyms"].as_array().map_or(&[][..], Vec::as_slice);
    let chosen = title(node);
    let mut other_titles: Vec<String> = Vec::new();
    let all = [&node["title"], &names["en"], &names["ja"]].into_iter().chain(synonyms);
    for name in all.filter_map(wire::text) {
        if name != chosen && !other_titles.contains(&name) {
            other_titles.push(name);
        }
    }
    let all_aired = node["status"] == "finished_airing";
    Some(Candidate {
        other_titles,
        date: date(&node["start_date"]),
        runtime: wire::small(&node["average_episode_duration"]).filter(|secs| *secs > 0),
        episodes: episodes(node),
        aired: episodes(node).filter(|_| all_aired),
        format: wire::text(&node["media_type"]),
        page: wire::number(&node["id"]).map(page),
        ..Candidate::of(work)
    })
}

/// The title's own page, which the rules of the service ask to link.
pub(super) fn page(id: u64) -> String {
    format!("https://myanimelist.net/anime/{id}")
}

fn work(node: &Value) -> Option<Work> {
    let ids = ExternalIds { mal: Some(wire::number(&node["id"])?), ..ExternalIds::default() };
    let title = title(node);
    let year = date(&node["start_date"]).map(PartialDate::year);
    Some(match node["media_type"].as_str() {
        Some("movie") => Work::Movie(Movie { title, year, ids }),
        _ => Work::Show(Show { title, year, ids }),
    })
}

/// The English title where there is one: most players name it.
fn title(node: &Value) -> String {
    let english = wire::text(&node["alternative_titles"]["en"]);
    english.or_else(|| wire::text(&node["title"])).unwrap_or_default()
}

/// Their number; 0 stands for one that is not known.
fn episodes(node: &Value) -> Option<u32> {
    wire::small(&node["num_episodes"]).filter(|episodes| *episodes > 0)
}

fn date(value: &Value) -> Option<PartialDate> {
    PartialDate::parse(value.as_str()?)
}
