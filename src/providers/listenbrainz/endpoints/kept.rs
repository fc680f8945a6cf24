//! What ListenBrainz keeps of a person: listens, and the tracks they love.

use serde_json::Value;

use super::super::{DESCRIPTOR, errors, map};
use super::{call, of_user};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, Method, with_query};
use crate::media::Work;
use crate::providers::wire::{self, Object};
use crate::providers::{
    Context, List, Listed, Listing, Outcome, Page, Read, Row, StoredPlay, unsupported,
};
use crate::time::{Span, Timestamp};

/// `GET /1/user/{name}/listens`: the newest before `max_ts` and after `min_ts`, both bounds
/// left out. It looks no further than a while back, so a page may hold
/// fewer. With `min_ts` alone it says nowhere from which end it counts.
///
/// <https://listenbrainz.readthedocs.io/en/latest/users/api/core.html>, read 2026-08.
const LISTENS: &str = "/listens";

/// `GET /1/user/{name}/playing-now`: what is heard this moment, or nothing.
///
/// <https://listenbrainz.readthedocs.io/en/latest/users/api/core.html>, read 2026-08.
const PLAYING_NOW: &str = "/playing-now";

/// `GET /1/user/{name}/listen-count`: how many listens there are, five minutes ago at most.
///
/// <https://listenbrainz.readthedocs.io/en/latest/users/api/core.html>, read 2026-08.
const LISTEN_COUNT: &str = "/listen-count";

/// `POST /1/delete-listen`: marks a listen, which is gone within an hour or so; of one that
/// was never there it says the same.
///
/// <https://listenbrainz.readthedocs.io/en/latest/users/api/core.html>, read 2026-08.
const DELETE_LISTEN: &str = "/1/delete-listen";

/// `POST /1/feedback/recording-feedback`: 1 loves a recording, 0 takes that back; saying it
/// again changes nothing.
///
/// <https://listenbrainz.readthedocs.io/en/latest/users/api/recordings.html>, read 2026-08.
const RECORDING_FEEDBACK: &str = "/1/feedback/recording-feedback";

/// `GET /1/feedback/user/{name}/get-feedback`: the recordings of one score, from an offset on.
///
/// <https://listenbrainz.readthedocs.io/en/latest/users/api/recordings.html>, read 2026-08.
const GET_FEEDBACK: &str = "/1/feedback/user/";

/// Rows a page may have.
const PER_PAGE: usize = 500;

pub(in super::super) fn read(read: &Read, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let count = PER_PAGE.to_string();
    let path = match read.listing {
        Listing::History => {
            // A cursor is the bound of the next page.
            let until = read.until.map(|until| until.secs().to_string());
            let max = read.cursor.clone().or(until);
            let min = read.since.filter(|_| max.is_some()).map(|since| before(since).to_string());
            let mut query = vec![("count", &*count)];
            query.extend(max.as_deref().map(|max| ("max_ts", max)));
            query.extend(min.as_deref().map(|min| ("min_ts", min)));
            with_query(&of_user("/1/user/", LISTENS, cx)?, &query)
        }
        Listing::Watching => of_user("/1/user/", PLAYING_NOW, cx)?,
        Listing::Loved => {
            let offset = read.cursor.as_deref().unwrap_or("0");
            let query =
                [("score", "1"), ("metadata", "true"), ("count", &count), ("offset", offset)];
            with_query(&of_user(GET_FEEDBACK, "/get-feedback", cx)?, &query)
        }
        _ => return Err(unsupported(&DESCRIPTOR)),
    };
    Ok(call(Method::Get, &path, cx))
}

/// The second before, as the bounds themselves are left out.
fn before(at: Timestamp) -> i64 {
    (at - Span::from_secs(1)).secs()
}

pub(in super::super) fn rows(read: &Read, body: &Value) -> Option<Result<Outcome, Error>> {
    if read.listing == Listing::Loved {
        return loved(read, body).map(|page| Ok(Outcome::Page(page)));
    }
    let payload = &body["payload"];
    let listens = payload["listens"].as_array()?;
    if wire::is_somebody_else(read.user.as_deref(), &payload["user_id"]) {
        return Some(Err(Error::new(ErrorKind::Unavailable, errors::SOMEBODY_ELSE)));
    }
    if read.listing == Listing::Watching {
        let page = wire::page(listens, &|listen, rows| {
            rows.push(Row::of(Work::Track(map::track(&listen["track_metadata"])?)));
            Ok(())
        });
        return Some(Ok(Outcome::Page(page)));
    }
    let (listens, next) = history(listens, wire::number(&payload["oldest_listen_ts"]));
    let mut page = wire::page(listens, &|listen, rows| {
        rows.push(map::row(listen)?);
        Ok(())
    });
    page.next = next.map(|next| next.to_string());
    if let Some(since) = read.since
        && page.rows.last().is_some_and(|last| last.at < Some(since))
    {
        page.rows.retain(|row| row.at >= Some(since));
        page.next = None;
    }
    Some(Ok(Outcome::Page(page)))
}

/// The listens of a page, and the bound of the next one. A page may end amid listens of
/// one second; these are left to the next page, where they are all.
fn history(listens: &[Value], oldest: Option<u64>) -> (&[Value], Option<u64>) {
    let at = |listen: &Value| wire::number(&listen["listened_at"]);
    let Some(last) = listens.last().and_then(at) else { return (listens, None) };
    let whole = listens.iter().filter(|listen| at(listen) != Some(last)).count();
    match oldest {
        // It is the oldest of all, and so are those of its second.
        Some(oldest) if last <= oldest && listens.len() < PER_PAGE => (listens, None),
        _ if listens.len() < PER_PAGE || whole == 0 => (listens, Some(last)),
        _ => (&listens[..whole], Some(last.saturating_add(1))),
    }
}

fn loved(read: &Read, body: &Value) -> Option<Page> {
    let feedback = body["feedback"].as_array()?;
    let mut page = wire::page(feedback, &|row, rows| {
        let row = map::loved(row)?;
        if row.at >= read.since {
            rows.push(row);
        }
        Ok(())
    });
    let offset: u64 = read.cursor.as_deref().map_or(Ok(0), str::parse).ok()?;
    let read_on = offset.checked_add(feedback.len() as u64)?;
    page.total = wire::number(&body["total_count"]);
    page.next = page
        .total
        .filter(|total| read_on < *total && !feedback.is_empty())
        .map(|_| read_on.to_string());
    Some(page)
}

pub(in super::super) fn listen_count(cx: &Context<'_>) -> Result<HttpRequest, Error> {
    Ok(call(Method::Get, &of_user("/1/user/", LISTEN_COUNT, cx)?, cx))
}

pub(in super::super) fn counted(body: &Value) -> Option<Outcome> {
    wire::number(&body["payload"]["count"]).map(Outcome::Count)
}

/// A listen is known by its second and the id of its recording.
pub(in super::super) fn delete(
    plays: &[StoredPlay],
    cx: &Context<'_>,
) -> Result<HttpRequest, Error> {
    let [play] = plays else { return Err(unsupported(&DESCRIPTOR)) };
    if !play.media.is_music() || play.id.is_empty() {
        return Err(unsupported(&DESCRIPTOR));
    }
    let body = Object::default()
        .set("listened_at", play.watched_at.secs())
        .set("recording_msid", &*play.id);
    Ok(call(Method::Post, DELETE_LISTEN, cx).json(&Value::from(body)))
}

pub(in super::super) fn feedback(
    score: u8,
    listed: &Listed,
    cx: &Context<'_>,
) -> Result<HttpRequest, Error> {
    let [Work::Track(track)] = &listed.works[..] else { return Err(unsupported(&DESCRIPTOR)) };
    if listed.list != List::Loved {
        return Err(unsupported(&DESCRIPTOR));
    }
    let mbid = track.ids.mbid.as_deref().and_then(map::mbid).ok_or_else(|| {
        Error::new(ErrorKind::BadInput, "ListenBrainz needs the MusicBrainz id of a track to love.")
    })?;
    let body = Object::default().set("recording_mbid", mbid).set("score", score);
    Ok(call(Method::Post, RECORDING_FEEDBACK, cx).json(&Value::from(body)))
}

/// The one thing that was written is there.
pub(in super::super) fn written(response: &HttpResponse, body: &Value) -> Result<Outcome, Error> {
    if body["status"] != "ok" {
        return Err(errors::TABLE.nonsense(response));
    }
    Ok(Outcome::Each(vec![Ok(Outcome::Stored { id: None })]))
}
