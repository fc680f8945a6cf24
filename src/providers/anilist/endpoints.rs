//! The calls to AniList: one address, a document each.

use serde_json::{Value, json};

use super::{DESCRIPTOR, documents, errors, map};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, Method, USER_AGENT, percent_encode};
use crate::map::Set;
use crate::media::{Catalogue, Work, WorkKind};
use crate::providers::wire::{self, Object};
use crate::providers::{
    ById, Context, Intent, Listing, Outcome, Page, Profile, Query, Read, StatusChange, unsupported,
};

/// Entries a chunk holds at most. A long list may fail with 500: then fewer at a time,
/// each a fifth of the one before, so that the chunks begin at the same places.
const SIZES: [u32; 3] = [500, 100, 20];

pub(super) fn viewer() -> HttpRequest {
    call(documents::VIEWER, Object::default())
}

pub(super) fn viewer_read(data: &Value) -> Option<Outcome> {
    let viewer = &data["Viewer"];
    let username = wire::text(&viewer["name"])?;
    Some(Outcome::Profile(Profile {
        id: wire::record_id(&viewer["id"]),
        profile_url: Some(format!("https://anilist.co/user/{}", percent_encode(&username))),
        username,
        ..Profile::default()
    }))
}

pub(super) fn find(by_id: &ById) -> Result<HttpRequest, Error> {
    let name = match by_id.catalogue {
        Catalogue::Anilist => "id",
        Catalogue::Mal => "idMal",
        _ => return Err(unsupported(&DESCRIPTOR)),
    };
    let number = by_id.id.parse::<u32>().map_err(|_| {
        Error::new(ErrorKind::BadInput, "An id of AniList or MyAnimeList is a number.")
    })?;
    Ok(call(documents::BY_ID, Object::default().set(name, number)))
}

pub(super) fn found(data: &Value) -> Option<Outcome> {
    Some(Outcome::Found(vec![map::candidate(&data["Media"])?]))
}

pub(super) fn read_status(work: &Work) -> Result<HttpRequest, Error> {
    let ids = map::ids(work)?;
    let variables = match ids.anilist {
        Some(id) => Object::default().set("id", id),
        None => Object::default().set("idMal", ids.mal),
    };
    Ok(call(documents::BY_ID, variables))
}

pub(super) fn status_read(data: &Value) -> Option<Outcome> {
    let media = &data["Media"];
    Some(Outcome::Status(Some(Box::new(map::row(media, &media["mediaListEntry"])?))))
}

pub(super) fn search(query: &Query) -> Result<HttpRequest, Error> {
    let films = json!(["MOVIE"]);
    let (only, never) = match query.kind {
        None => (Value::Null, Value::Null),
        Some(WorkKind::Movie) => (films, Value::Null),
        Some(WorkKind::Show) => (Value::Null, films),
        Some(_) => return Err(unsupported(&DESCRIPTOR)),
    };
    // Days as numbers; 00 stands for a month or day that is unknown.
    let day = |year: i32, day: i32| (1..9999).contains(&year).then(|| year * 10_000 + day);
    let variables = Object::default()
        .set("search", &*query.title)
        .set("page", query.page.max(1))
        .set("after", query.year.and_then(|year| day(year.saturating_sub(1), 1231)))
        .set("before", query.year.and_then(|year| day(year.saturating_add(1), 101)))
        .set("in", only)
        .set("notIn", never);
    Ok(call(documents::SEARCH, variables))
}

pub(super) fn searched(data: &Value) -> Option<Outcome> {
    let titles = data["Page"]["media"].as_array()?;
    Some(Outcome::Found(titles.iter().filter_map(map::candidate).collect()))
}

pub(super) fn list(read: &Read, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    if read.listing != Listing::Statuses {
        return Err(unsupported(&DESCRIPTOR));
    }
    let Some(name) = read.user.as_deref().or(cx.username) else {
        return Err(Error::new(
            ErrorKind::BadInput,
            "AniList keeps lists under their owner's name; ask for it first.",
        ));
    };
    let (chunk, size) = place(read);
    let variables = Object::default().set("name", name);
    Ok(match read.since {
        Some(_) => call(documents::CHANGES, variables.set("page", chunk)),
        None => call(documents::LIST, variables.set("chunk", chunk).set("size", size)),
    })
}

pub(super) fn listed(read: &Read, data: &Value) -> Option<Outcome> {
    let (chunk, size) = place(read);
    let mut page = Page::default();
    let more = match read.since {
        None => {
            let collection = &data["MediaListCollection"];
            // An entry stands in each list the person has put it on.
            let mut seen = Set::new();
            for group in collection["lists"].as_array()? {
                // What is no list is an entry that cannot be read.
                let entries = &group["entries"];
                let one = std::slice::from_ref(entries);
                for entry in entries.as_array().map_or(one, Vec::as_slice) {
                    let id = wire::record_id(&entry["id"]);
                    if id.is_none() || seen.insert(id) {
                        map::add(&mut page, entry);
                    }
                }
            }
            collection["hasNextChunk"] == true
        }
        Some(since) => {
            let entries = data["Page"]["mediaList"].as_array()?;
            // Stamped by the second: what changed in that very one comes again.
            let since = since.whole_second();
            let newer = |entry: &&Value| map::changed_at(entry).is_none_or(|at| at >= since);
            entries.iter().take_while(newer).for_each(|entry| map::add(&mut page, entry));
            let all = entries.iter().all(|entry| newer(&entry));
            all && data["Page"]["pageInfo"]["hasNextPage"] == true
        }
    };
    page.next =
        chunk.checked_add(1).filter(|_| more).map(|following| format!("{following}/{size}"));
    Some(Outcome::Page(page))
}

/// Where a chunk was too much for the service: nothing, and the same place in smaller steps.
pub(super) fn smaller_chunk(intent: &Intent, response: &HttpResponse) -> Option<Page> {
    let Intent::Read(read) = intent else { return None };
    if read.since.is_some() || !errors::is_failure(response) {
        return None;
    }
    let (chunk, size) = place(read);
    let smaller = SIZES.into_iter().find(|smaller| *smaller < size)?;
    let before = (chunk - 1).checked_mul(size / smaller)?;
    let next = before.checked_add(1).map(|chunk| format!("{chunk}/{smaller}"))?;
    Some(Page { next: Some(next), ..Page::default() })
}

/// A cursor: which chunk, from 1, and how many entries a chunk holds.
fn place(read: &Read) -> (u32, u32) {
    let cursor = read.cursor.as_deref().and_then(|cursor| cursor.split_once('/'));
    let numbers = cursor.and_then(|(chunk, size)| Some((chunk.parse().ok()?, size.parse().ok()?)));
    numbers.filter(|(chunk, size)| *chunk >= 1 && SIZES.contains(size)).unwrap_or((1, SIZES[0]))
}

pub(super) fn save(change: &StatusChange) -> Result<HttpRequest, Error> {
    let variables = Object::default()
        .set("mediaId", own_id(&change.work)?)
        .set("status", change.status.map(map::status_word))
        .set("progress", change.progress)
        .set("scoreRaw", change.rating.map(|rating| rating.hundred()))
        .set("repeat", change.repeats)
        .set("startedAt", map::fuzzy(change.started_on))
        .set("completedAt", map::fuzzy(change.finished_on));
    Ok(call(documents::SAVE, variables))
}

/// Rates in points of 100; 0 takes the rating back.
#[cfg(feature = "hub")]
pub(super) fn rate(work: &Work, points: u8) -> Result<HttpRequest, Error> {
    let variables = Object::default().set("mediaId", own_id(work)?).set("scoreRaw", points);
    Ok(call(documents::SAVE, variables))
}

fn own_id(work: &Work) -> Result<u64, Error> {
    map::ids(work)?.anilist.ok_or_else(|| {
        Error::new(
            ErrorKind::BadInput,
            "AniList writes under its own ids; read where the person stands first.",
        )
    })
}

pub(super) fn saved(data: &Value) -> Option<Outcome> {
    let entry = &data["SaveMediaListEntry"];
    Some(Outcome::Status(Some(Box::new(map::row(&entry["media"], entry)?))))
}

pub(super) fn delete(id: Option<&str>, work: &Work) -> Result<HttpRequest, Error> {
    map::ids(work)?;
    let Some(id) = id.and_then(|id| id.parse::<u64>().ok()) else {
        return Err(Error::new(
            ErrorKind::BadInput,
            "AniList takes entries off by their own number; read where the person stands first.",
        ));
    };
    Ok(call(documents::DELETE, Object::default().set("id", id)))
}

pub(super) fn deleted(data: &Value) -> Option<Outcome> {
    (data["DeleteMediaListEntry"]["deleted"] == true).then_some(Outcome::Done)
}

/// Every call. One without a `Referer` was refused at times; any value will do.
fn call(document: &str, variables: Object) -> HttpRequest {
    let body = Object::default().set("query", document).set("variables", variables);
    HttpRequest::new(Method::Post, format!("{}/", DESCRIPTOR.base))
        .header("accept", "application/json")
        .header("user-agent", USER_AGENT)
        .header("referer", env!("CARGO_PKG_REPOSITORY"))
        .json(&Value::from(body))
}
