//! Finding the recording a name stands for.

use serde_json::Value;

use super::super::{DESCRIPTOR, map};
use super::call;
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, Method, with_query};
use crate::media::{ExternalIds, Track, Work, WorkKind};
use crate::providers::wire;
use crate::providers::{Candidate, Context, Outcome, Query, unsupported};

/// `GET /1/metadata/lookup/`: the one recording an artist and a title most likely mean,
/// or `{}`; both together stay below 250 letters. It needs a token.
///
/// <https://listenbrainz.readthedocs.io/en/latest/users/api/metadata.html>, read 2026-08.
const LOOKUP: &str = "/1/metadata/lookup/";

/// The longest question, artist and title together.
const LONGEST: usize = 249;

pub(in super::super) fn lookup(query: &Query, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    if query.kind.is_some_and(|kind| kind != WorkKind::Track) {
        return Err(unsupported(&DESCRIPTOR));
    }
    let (artist, title) = map::named(query.artist.as_deref().unwrap_or_default(), &query.title)?;
    if artist.chars().count() + title.chars().count() > LONGEST {
        return Err(Error::new(
            ErrorKind::BadInput,
            "ListenBrainz looks up no names that are so long.",
        ));
    }
    let query = [("artist_name", &*artist), ("recording_name", &title)];
    Ok(call(Method::Get, &with_query(LOOKUP, &query), cx))
}

pub(in super::super) fn found(body: &Value) -> Option<Outcome> {
    let members = body.as_object()?;
    if members.is_empty() {
        return Some(Outcome::Found(Vec::new()));
    }
    let ids = ExternalIds {
        mbid: wire::text(&body["recording_mbid"]).as_deref().and_then(map::mbid),
        ..ExternalIds::default()
    };
    Some(Outcome::Found(vec![Candidate::of(Work::Track(Track {
        title: wire::text(&body["recording_name"])?,
        artist: wire::text(&body["artist_credit_name"])?,
        album: wire::text(&body["release_name"]),
        duration_ms: None,
        ids,
    }))]))
}
