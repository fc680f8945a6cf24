//! The calls to Last.fm: what goes out, what comes back.
//!
//! # Design
//! Reads are posted like writes: Last.fm takes both, and so neither the session key nor
//! the signature ever stands in an address.

use serde_json::Value;

use super::{DESCRIPTOR, errors, map};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, Method, USER_AGENT};
use crate::media::{Track, Work, WorkKind};
use crate::providers::wire::{self, Object};
use crate::providers::{
    Candidate, Context, Finished, List, Listed, Listing, Outcome, Playing, Profile, Query, Read,
    ReadPlays, StoredPlay, unsupported,
};
use crate::time::{Span, Timestamp};

/// `POST /2.0/`: shows a track for about its length; keeps nothing.
///
/// <https://www.last.fm/api/show/track.updateNowPlaying>, read 2026-09.
const UPDATE_NOW_PLAYING: &str = "track.updateNowPlaying";

/// `POST /2.0/`: keeps plays under the second at which each began, at most fifty, and says
/// of each in their order whether it was taken. What is sent twice is kept twice.
///
/// <https://www.last.fm/api/show/track.scrobble>, read 2026-09.
const SCROBBLE: &str = "track.scrobble";

/// `POST /2.0/`: loves a track; one that is loved stays so.
///
/// <https://www.last.fm/api/show/track.love>, read 2026-09.
pub(super) const LOVE: &str = "track.love";

/// `POST /2.0/`: takes that back.
///
/// <https://www.last.fm/api/show/track.unlove>, read 2026-09.
pub(super) const UNLOVE: &str = "track.unlove";

/// `POST /2.0/`: plays between two moments, both left out, newest first, at most two hundred a page; what
/// is heard now is one row more on every page.
///
/// <https://www.last.fm/api/show/user.getRecentTracks>, read 2026-09.
const RECENT_TRACKS: &str = "user.getRecentTracks";

/// `POST /2.0/`: the tracks a person loves, newest first.
///
/// <https://www.last.fm/api/show/user.getLovedTracks>, read 2026-09.
const LOVED_TRACKS: &str = "user.getLovedTracks";

/// `POST /2.0/`: who the session key belongs to, and how many plays they have.
///
/// <https://www.last.fm/api/show/user.getInfo>, read 2026-09.
const USER_INFO: &str = "user.getInfo";

/// `POST /2.0/`: one track by artist and title, with spellings corrected; whatever was
/// scrobbled once exists.
///
/// <https://www.last.fm/api/show/track.getInfo>, read 2026-09.
const TRACK_INFO: &str = "track.getInfo";

/// Rows a page may have.
const PER_PAGE: u32 = 200;

pub(super) fn now_playing(playing: &Playing, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let form = map::played(Object::default(), &playing.media, playing.duration, "")?;
    call(UPDATE_NOW_PLAYING, form, cx)
}

pub(super) fn shown(
    now: Timestamp,
    response: &HttpResponse,
    body: &Value,
) -> Result<Outcome, Error> {
    let shown = &body["nowplaying"];
    verdict(now, response, shown).ok_or_else(|| errors::TABLE.nonsense(response))??;
    Ok(Outcome::Noted { media: map::corrected(shown).map(Box::new) })
}

pub(super) fn scrobble(play: &Finished, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    call(SCROBBLE, finished(Object::default(), play, "")?, cx)
}

pub(super) fn scrobble_all(plays: &[Finished], cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let mut form = Object::default();
    for (place, play) in plays.iter().enumerate() {
        form = finished(form, play, &format!("[{place}]"))?;
    }
    call(SCROBBLE, form, cx)
}

fn finished(form: Object, play: &Finished, at: &str) -> Result<Object, Error> {
    let form = map::played(form, &play.media, play.duration, at)?;
    Ok(form.set(&format!("timestamp{at}"), play.watched_at.secs().to_string()))
}

/// What came of each of `count` plays; nothing where the answer speaks of fewer or more.
pub(super) fn scrobbled(
    now: Timestamp,
    response: &HttpResponse,
    body: &Value,
    count: usize,
) -> Option<Vec<Result<Outcome, Error>>> {
    let rows = wire::list(&body["scrobbles"]["scrobble"]);
    if rows.len() != count {
        return None;
    }
    let stored = |verdict: Result<(), Error>| verdict.map(|()| Outcome::Stored { id: None });
    rows.iter().map(|row| verdict(now, response, row).map(stored)).collect()
}

/// Whether a play was taken, where the answer says so.
fn verdict(now: Timestamp, response: &HttpResponse, row: &Value) -> Option<Result<(), Error>> {
    // The guide writes it small, the service with a capital.
    let said = row.get("ignoredMessage").or_else(|| row.get("ignoredmessage"))?;
    let words = said["#text"].as_str().unwrap_or_default();
    Some(errors::ignored(now, response, wire::number(&said["code"])?, words))
}

pub(super) fn love(method: &str, listed: &Listed, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    match &listed.works[..] {
        [Work::Track(track)] if listed.list == List::Loved => call(method, map::named(track)?, cx),
        _ => Err(unsupported(&DESCRIPTOR)),
    }
}

pub(super) fn recent(read: &Read, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let page = read.cursor.as_deref().unwrap_or("1");
    recent_page(page, read.since, read.until, cx)
}

/// What is heard now comes with every page, so the shortest will do.
pub(super) fn heard_now(cx: &Context<'_>) -> Result<HttpRequest, Error> {
    call(RECENT_TRACKS, of_user(Object::default(), "1", 1, cx)?, cx)
}

/// The plays of some days, of every track: one alone cannot be asked for.
pub(super) fn recent_around(read: &ReadPlays, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    // It keeps nothing else.
    map::played(Object::default(), &read.media, None, "")?;
    recent_page(&read.page.to_string(), Some(read.from), Some(read.to), cx)
}

fn recent_page(
    page: &str,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    cx: &Context<'_>,
) -> Result<HttpRequest, Error> {
    // What lies on a bound is left out.
    let from = from.map(|from| (from - Span::from_secs(1)).secs().to_string());
    let form = Object::default().set("from", from).set("to", to.map(|to| to.secs().to_string()));
    call(RECENT_TRACKS, of_user(form, page, PER_PAGE, cx)?, cx)
}

pub(super) fn loved(read: &Read, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let page = read.cursor.as_deref().unwrap_or("1");
    call(LOVED_TRACKS, of_user(Object::default(), page, PER_PAGE, cx)?, cx)
}

fn of_user(form: Object, page: &str, limit: u32, cx: &Context<'_>) -> Result<Object, Error> {
    let user = cx.username.ok_or_else(|| {
        Error::new(ErrorKind::BadInput, "Last.fm needs the name of the person to read of.")
    })?;
    Ok(form.set("user", user).set("limit", limit.to_string()).set("page", page))
}

pub(super) fn recent_plays(read: &ReadPlays, body: &Value) -> Result<Option<Outcome>, Error> {
    let Some(Part { rows, next }) = listing(body, read.user.as_deref())? else {
        return Ok(None);
    };
    let play = |row| {
        let row = map::row(row).ok()?;
        Some(StoredPlay { id: String::new(), media: row.work.media()?, watched_at: row.at? })
    };
    let plays = rows.iter().filter_map(play).collect();
    Ok(Some(Outcome::Plays { plays, more: next.is_some() }))
}

pub(super) fn page(read: &Read, body: &Value) -> Result<Option<Outcome>, Error> {
    let Some(Part { rows, next }) = listing(body, read.user.as_deref())? else {
        return Ok(None);
    };
    let now = read.listing == Listing::Watching;
    let mut page = wire::page(rows, &|row, rows| {
        match (now, map::is_playing(row)) {
            (true, true) => rows.push(map::heard(row)?),
            (false, false) => rows.push(map::row(row)?),
            _ => {}
        }
        Ok(())
    });
    if now {
        return Ok(Some(Outcome::Page(page)));
    }
    page.total = wire::number(&about(body)["total"]);
    // Newest first, and loved tracks cannot be asked for by time.
    let known = page.rows.len();
    page.rows.retain(|row| row.at >= read.since);
    page.next = next.filter(|_| page.rows.len() == known);
    Ok(Some(Outcome::Page(page)))
}

/// The rows of a list, and the number of the next page.
struct Part<'a> {
    rows: &'a [Value],
    next: Option<String>,
}

fn listing<'a>(body: &'a Value, user: Option<&str>) -> Result<Option<Part<'a>>, Error> {
    let list = held(body);
    let tracks = &list["track"];
    if !(tracks.is_array() || tracks.is_object()) {
        return Ok(None);
    }
    let about = about(body);
    // It has been seen to answer with somebody else's list.
    if wire::is_somebody_else(user, &about["user"]) {
        return Err(Error::new(
            ErrorKind::Unavailable,
            "Last.fm answered with somebody else's list. It is tried again.",
        ));
    }
    let rows = wire::list(tracks);
    let number = |name: &str| wire::number(&about[name]);
    let next = match (number("page"), number("totalPages")) {
        (Some(page), Some(pages)) if page < pages => Some((page + 1).to_string()),
        _ => None,
    };
    Ok(Some(Part { rows, next }))
}

fn held(body: &Value) -> &Value {
    body.get("recenttracks").unwrap_or(&body["lovedtracks"])
}

fn about(body: &Value) -> &Value {
    &held(body)["@attr"]
}

pub(super) fn user_info(cx: &Context<'_>) -> Result<HttpRequest, Error> {
    call(USER_INFO, Object::default(), cx)
}

pub(super) fn profile(body: &Value) -> Option<Outcome> {
    let user = &body["user"];
    Some(Outcome::Profile(Profile {
        username: wire::text(&user["name"])?,
        name: wire::text(&user["realname"]),
        profile_url: wire::text(&user["url"]),
        paid: wire::number(&user["subscriber"]).map(|paid| paid > 0),
        ..Profile::default()
    }))
}

pub(super) fn count(body: &Value) -> Option<Outcome> {
    wire::number(&body["user"]["playcount"]).map(Outcome::Count)
}

pub(super) fn track_info(query: &Query, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    if query.kind.is_some_and(|kind| kind != WorkKind::Track) {
        return Err(unsupported(&DESCRIPTOR));
    }
    let artist = query.artist.clone().unwrap_or_default();
    let form = map::named(&Track { title: query.title.clone(), artist, ..Track::default() })?;
    call(TRACK_INFO, form.set("autocorrect", if query.exact { "0" } else { "1" }), cx)
}

pub(super) fn track_found(body: &Value) -> Option<Outcome> {
    let track = &body["track"];
    // Here in milliseconds; 0 is unknown.
    let millis = wire::number(&track["duration"]).filter(|millis| *millis > 0);
    let work = Work::Track(Track {
        title: wire::text(&track["name"])?,
        artist: wire::text(&track["artist"]["name"])?,
        album: wire::text(&track["album"]["title"]),
        duration_ms: millis,
        ..Track::default()
    });
    let pictures = wire::list(&track["album"]["image"]);
    Some(Outcome::Found(vec![Candidate {
        runtime: millis.and_then(|millis| u32::try_from(millis / 1000).ok()),
        image: pictures.last().and_then(|picture| wire::text(&picture["#text"])),
        page: wire::text(&track["url"]),
        ..Candidate::of(work)
    }]))
}

fn call(method: &str, form: Object, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let app = cx.app.ok_or_else(|| crate::providers::unconfigured(&DESCRIPTOR))?;
    let form = form.set("method", method).set("api_key", &*app.client_id).set("format", "json");
    let form = Value::from(form);
    let fields = form.as_object().into_iter().flatten();
    let fields: Vec<(&str, &str)> =
        fields.filter_map(|(name, value)| Some((&**name, value.as_str()?))).collect();
    Ok(HttpRequest::new(Method::Post, format!("{}/", DESCRIPTOR.base))
        .header("user-agent", USER_AGENT)
        .form(&fields))
}
