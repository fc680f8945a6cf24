//! Last.fm: music, now and listened, and the tracks people love.
//!
//! <https://www.last.fm/api/scrobbling>, read 2026-09.

mod endpoints;
mod errors;
mod map;
#[cfg(test)]
mod tests;

use super::{
    Batch, Browser, Calls, Context, Descriptor, Finds, Intent, List, Listing, Live, LostWrite,
    Outcome, Quota, Reader, Scope, Service, unsupported,
};
use crate::auth::sign::sign_form;
use crate::auth::{AuthScheme, SessionKey};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::media::{Kind, WorkKind};
use crate::time::{Span, Timestamp};

pub(super) struct LastFm;

/// Sign-in on a page that sends the person back with a token, good once and for an hour.
///
/// <https://www.last.fm/api/webauth>, read 2026-07.
const SIGN_IN: SessionKey = SessionKey {
    authorize: "https://www.last.fm/api/auth/",
    api: "https://ws.audioscrobbler.com/2.0/",
};

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    id: "lastfm",
    name: "Last.fm",
    base: "https://ws.audioscrobbler.com/2.0",
    auth: AuthScheme::SessionKey(SIGN_IN),
    kinds: &[Kind::Track],
    live: Live::NowPlaying,
    // It compares nothing: what is sent twice is there twice.
    lost_write: LostWrite::ReadBack,
    batch: Some(Batch {
        most: 50,
        // No size is documented.
        bytes_each: usize::MAX,
        most_elsewhere: 50,
        oldest: Some(Span::from_hours(14 * 24)),
    }),
    reads: &[Listing::History, Listing::Loved, Listing::Watching],
    lists: &[List::Loved],
    counts: true,
    finds: Finds { by_text: &[WorkKind::Track], ..Finds::NOTHING },
    browser: Browser::Refused(
        "Last.fm's calls are signed with the app's secret, which no page may hold: use a hub.",
    ),
    // The five calls a second of the older terms; today's name no number. How many plays
    // a person may add in a day is not published either, and moves: its refusal tells.
    quotas: &[Quota {
        calls: Calls::All,
        scope: Scope::Shared,
        limit: 5,
        window: Span::from_secs(1),
    }],
    ..Descriptor::CLAIMS_NOTHING
};

impl Reader for LastFm {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    #[cfg(feature = "hub")]
    fn read_row(
        &self,
        _of: &str,
        _listing: Listing,
        row: &serde_json::Value,
        rows: &mut Vec<super::Row>,
    ) -> Result<(), &'static str> {
        // What is heard this moment is no play yet.
        if !map::is_playing(row) {
            rows.push(map::row(row)?);
        }
        Ok(())
    }

    #[cfg(feature = "hub")]
    fn lists(&self) -> &'static [(&'static str, &'static str)] {
        &[("recenttracks/track", ""), ("lovedtracks/track", "")]
    }
}

impl Service for LastFm {
    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        match intent {
            Intent::NowPlaying(playing) => endpoints::now_playing(playing, cx),
            Intent::AddPlay(play) => endpoints::scrobble(play, cx),
            Intent::AddPlays(plays) => endpoints::scrobble_all(plays, cx),
            Intent::ReadPlays(read) => endpoints::recent_around(read, cx),
            Intent::Read(read) => match read.listing {
                Listing::History => endpoints::recent(read, cx),
                Listing::Loved => endpoints::loved(read, cx),
                Listing::Watching => endpoints::heard_now(cx),
                _ => Err(unsupported(&DESCRIPTOR)),
            },
            Intent::AddToList(listed) => endpoints::love(endpoints::LOVE, listed, cx),
            Intent::RemoveFromList(listed) => endpoints::love(endpoints::UNLOVE, listed, cx),
            Intent::Search(query) => endpoints::track_info(query, cx),
            Intent::Profile | Intent::Count => endpoints::user_info(cx),
            _ => Err(unsupported(&DESCRIPTOR)),
        }
    }

    fn digest(
        &self,
        now: Timestamp,
        intent: &Intent,
        response: &HttpResponse,
    ) -> Result<Outcome, Error> {
        let answer = errors::accept(now, response);
        if matches!(intent, Intent::Search(_)) && errors::is_unknown(response) {
            return Ok(Outcome::Found(Vec::new()));
        }
        let body = answer?;
        let outcome = match intent {
            Intent::NowPlaying(_) => return endpoints::shown(now, response, &body),
            Intent::AddPlay(_) => {
                let mut each = endpoints::scrobbled(now, response, &body, 1);
                each.as_mut().and_then(Vec::pop).transpose()?
            }
            Intent::AddPlays(plays) => {
                endpoints::scrobbled(now, response, &body, plays.len()).map(Outcome::Each)
            }
            Intent::ReadPlays(read) => endpoints::recent_plays(read, &body)?,
            Intent::Read(read) => endpoints::page(read, &body)?,
            Intent::AddToList(_) | Intent::RemoveFromList(_) => {
                Some(Outcome::Each(vec![Ok(Outcome::Stored { id: None })]))
            }
            Intent::Search(_) => endpoints::track_found(&body),
            Intent::Profile => endpoints::profile(&body),
            Intent::Count => endpoints::count(&body),
            _ => return Err(unsupported(&DESCRIPTOR)),
        };
        outcome.ok_or_else(|| errors::TABLE.nonsense(response))
    }

    fn sign(&self, request: &mut HttpRequest, cx: &Context<'_>) {
        let Some(secret) = cx.app.and_then(|app| app.client_secret.as_deref()) else { return };
        let key = cx.token.map(|token| ("sk", &*token.access));
        sign_form(request, key.as_slice(), secret);
    }
}
