//! ListenBrainz, and servers that speak its language: music, now and listened.
//!
//! <https://listenbrainz.readthedocs.io/en/latest/users/api/core.html>, read 2026-08.

mod endpoints;
mod errors;
#[cfg(feature = "hub")]
mod library;
mod map;
#[cfg(test)]
mod tests;

#[cfg(not(feature = "hub"))]
use super::without_library as library;
use super::{
    Batch, Browser, Calls, Context, Descriptor, Finds, Intent, List, Listing, Live, LostWrite,
    Outcome, Quota, Reader, Scope, Service,
};
use crate::auth::AuthScheme;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::media::{Kind, WorkKind};
use crate::time::{Span, Timestamp};

pub(super) struct ListenBrainz;

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    id: "listenbrainz",
    name: "ListenBrainz",
    base: "https://api.listenbrainz.org",
    auth: AuthScheme::UserToken,
    kinds: &[Kind::Track],
    live: Live::NowPlaying,
    // Stored once for each person, second and recording, as long as the bytes are the same.
    lost_write: LostWrite::Resend,
    batch: Some(Batch { most: 1000, bytes_each: 10_240, most_elsewhere: 1, oldest: None }),
    reads: &[Listing::History, Listing::Loved, Listing::Watching],
    lists: &[List::Loved],
    removes_plays: true,
    counts: true,
    finds: Finds { by_text: &[WorkKind::Track], ..Finds::NOTHING },
    browser: Browser::Direct,
    // Counted by address, so by everybody behind one hub.
    quotas: &[Quota {
        calls: Calls::All,
        scope: Scope::Shared,
        limit: 30,
        window: Span::from_secs(10),
    }],
    parallel: true,
    ..Descriptor::CLAIMS_NOTHING
};

impl Reader for ListenBrainz {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    #[cfg(feature = "hub")]
    fn read_row(
        &self,
        _of: &str,
        listing: Listing,
        row: &serde_json::Value,
        rows: &mut Vec<super::Row>,
    ) -> Result<(), &'static str> {
        rows.push(match listing {
            Listing::Loved => map::loved(row)?,
            _ => map::row(row)?,
        });
        Ok(())
    }

    #[cfg(feature = "hub")]
    fn lists(&self) -> &'static [(&'static str, &'static str)] {
        &[("payload/listens", ""), ("feedback", "")]
    }
}

impl Service for ListenBrainz {
    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        match intent {
            Intent::NowPlaying(playing) => endpoints::playing_now(playing, cx),
            Intent::AddPlay(play) => endpoints::single(play, cx),
            Intent::Profile => Ok(endpoints::validate_token(cx)),
            _ => library::plan(intent, cx),
        }
    }

    fn digest(
        &self,
        now: Timestamp,
        intent: &Intent,
        response: &HttpResponse,
    ) -> Result<Outcome, Error> {
        let answer = errors::accept(now, intent, response);
        match intent {
            Intent::NowPlaying(_) => answer.map(|_| Outcome::Noted { media: None }),
            Intent::AddPlay(_) => answer.map(|_| Outcome::Stored { id: None }),
            Intent::Profile => endpoints::token_validated(response, answer),
            _ => {
                let outcome = library::digest(intent, response, &answer?)?;
                outcome.ok_or_else(|| errors::TABLE.nonsense(response))
            }
        }
    }

    fn sign(&self, request: &mut HttpRequest, cx: &Context<'_>) {
        if let Some(token) = cx.token {
            request.headers.push(("authorization".to_owned(), format!("Token {}", token.access)));
        }
    }
}
