//! AniList: anime, one number of episodes a title; called by the page itself where it can be.
//!
//! <https://docs.anilist.co>, read 2026-09.

mod documents;
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
    Browser, Calls, Context, Descriptor, Finds, Intent, Keeps, Listing, Live, LostWrite, Outcome,
    Quota, Reader, Scope, Service,
};
use crate::auth::{AuthScheme, CodeChallenge, OAuth2};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse};
use crate::media::{Catalogue, Kind, WorkKind};
use crate::time::{Span, Timestamp};

pub(super) struct AniList;

const TITLES: &[WorkKind] = &[WorkKind::Show, WorkKind::Movie];
const CATALOGUES: &[Catalogue] = &[Catalogue::Anilist, Catalogue::Mal];

/// Sign-in by code and secret, or with a token for a page. It lasts a year, and nothing renews it.
///
/// <https://docs.anilist.co/guide/auth>, read 2026-09.
const SIGN_IN: OAuth2 = OAuth2 {
    authorize: "https://anilist.co/api/v2/oauth/authorize",
    token: "https://anilist.co/api/v2/oauth/token",
    revoke: None,
    scope: "",
    issuer: None,
    json: true,
    refresh_with_redirect: false,
    secret_with_code: true,
    app_in_query: false,
    device: None,
    challenge: CodeChallenge::None,
    renews: false,
    implicit: true,
    older: None,
};

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    id: "anilist",
    name: "AniList",
    base: "https://graphql.anilist.co",
    auth: AuthScheme::OAuth2(SIGN_IN),
    kinds: &[Kind::Movie, Kind::Episode],
    needs: CATALOGUES,
    live: Live::Finished,
    keeps: Keeps::Progress,
    lost_write: LostWrite::Resend,
    reads: &[Listing::Statuses],
    rates: TITLES,
    rating_files: true,
    best_rating: 100,
    statuses: TITLES,
    finds: Finds { by_text: TITLES, by_id: CATALOGUES, metadata: false },
    // Counted by address, and Workers have been turned away; a page has an address of its own.
    browser: Browser::Preferred,
    // Counted by address; 90 by the documents, 30 by the answers' own headers.
    quotas: &[Quota {
        calls: Calls::All,
        scope: Scope::Shared,
        limit: 30,
        window: Span::from_mins(1),
    }],
    ..Descriptor::CLAIMS_NOTHING
};

impl Reader for AniList {
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
        let read = map::row(&row["media"], row).filter(|row| row.status.is_some());
        rows.push(read.ok_or("It has no title or no status.")?);
        Ok(())
    }

    #[cfg(feature = "hub")]
    fn lists(&self) -> &'static [(&'static str, &'static str)] {
        &[("data/MediaListCollection/lists/*/entries", ""), ("data/Page/mediaList", "")]
    }
}

impl Service for AniList {
    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        match intent {
            Intent::Profile => Ok(endpoints::viewer()),
            Intent::ReadStatus(work) => endpoints::read_status(work),
            Intent::SetStatus(change) => endpoints::save(change),
            _ => library::plan(intent, cx),
        }
    }

    fn digest(
        &self,
        now: Timestamp,
        intent: &Intent,
        response: &HttpResponse,
    ) -> Result<Outcome, Error> {
        let data = match errors::accept(now, response) {
            Err(error) if error.kind == ErrorKind::NotFound => match intent {
                Intent::Find(_) => return Ok(Outcome::Found(Vec::new())),
                // Somebody else took it off the list.
                Intent::RemoveStatus { .. } => return Ok(Outcome::Done),
                _ => return Err(error),
            },
            Err(error) => {
                let smaller = endpoints::smaller_chunk(intent, response);
                return smaller.map(Outcome::Page).ok_or(error);
            }
            Ok(data) => data,
        };
        let outcome = match intent {
            Intent::Profile => endpoints::viewer_read(&data),
            Intent::ReadStatus(_) => endpoints::status_read(&data),
            Intent::SetStatus(_) => endpoints::saved(&data),
            _ => library::digest(intent, response, &data)?,
        };
        outcome.ok_or_else(|| errors::TABLE.nonsense(response))
    }

    fn used_up(&self, now: Timestamp, response: &HttpResponse) -> Option<Timestamp> {
        errors::used_up(now, response)
    }
}
