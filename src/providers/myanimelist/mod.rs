//! MyAnimeList: anime, one number of episodes a title.
//!
//! <https://myanimelist.net/apiconfig/references/api/v2>, read 2026-08.

mod endpoints;
mod errors;
mod map;
#[cfg(test)]
mod tests;

use super::{
    Browser, Calls, Context, Descriptor, Finds, Intent, Keeps, Listing, Live, LostWrite, Outcome,
    Quota, Reader, Scope, Service, only, unsupported,
};
use crate::auth::{AuthScheme, CodeChallenge, OAuth2};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse};
use crate::media::{Catalogue, Kind, WorkKind};
use crate::time::{Span, Timestamp};

pub(super) struct MyAnimeList;

const TITLES: &[WorkKind] = &[WorkKind::Show, WorkKind::Movie];

/// Sign-in by code, whose challenge is the verifier itself. A refresh kills the token before it.
///
/// <https://myanimelist.net/apiconfig/references/authorization>, read 2026-08.
const SIGN_IN: OAuth2 = OAuth2 {
    authorize: "https://myanimelist.net/v1/oauth2/authorize",
    token: "https://myanimelist.net/v1/oauth2/token",
    revoke: None,
    scope: "",
    issuer: None,
    json: false,
    refresh_with_redirect: false,
    secret_with_code: true,
    app_in_query: false,
    device: None,
    challenge: CodeChallenge::Plain,
    renews: true,
    implicit: false,
    older: None,
};

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    id: "myanimelist",
    name: "MyAnimeList",
    base: "https://api.myanimelist.net/v2",
    auth: AuthScheme::OAuth2(SIGN_IN),
    kinds: &[Kind::Movie, Kind::Episode],
    needs: &[Catalogue::Mal],
    live: Live::Finished,
    keeps: Keeps::Progress,
    lost_write: LostWrite::Resend,
    reads: &[Listing::Statuses],
    rates: TITLES,
    rating_files: true,
    statuses: TITLES,
    finds: Finds { by_text: TITLES, by_id: &[Catalogue::Mal], metadata: false },
    browser: Browser::Refused(
        "MyAnimeList answers no page directly: it sends no CORS headers. Go through a hub.",
    ),
    // None is documented; its firewall turns bursts away, by address.
    quotas: &[Quota {
        calls: Calls::All,
        scope: Scope::Shared,
        limit: 1,
        window: Span::from_secs(1),
    }],
    parallel: false,
    ..Descriptor::CLAIMS_NOTHING
};

impl Reader for MyAnimeList {
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
        let read = map::row(&row["node"], &row["list_status"]).filter(|row| row.status.is_some());
        rows.push(read.ok_or("It has no title or no status.")?);
        Ok(())
    }

    #[cfg(feature = "hub")]
    fn lists(&self) -> &'static [(&'static str, &'static str)] {
        &[("data", "")]
    }
}

impl Service for MyAnimeList {
    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        match intent {
            Intent::Profile => Ok(endpoints::me(cx)),
            Intent::Find(by_id) => endpoints::find(by_id, cx),
            Intent::Search(query) => endpoints::search(query, cx),
            Intent::ReadStatus(work) => endpoints::read_status(work, cx),
            Intent::SetStatus(change) => endpoints::save(change, cx),
            Intent::Rate(rated) => {
                let rated = only(rated, &DESCRIPTOR)?;
                endpoints::rate(&rated.work, rated.rating.ten(), cx)
            }
            Intent::Unrate(works) => endpoints::rate(only(works, &DESCRIPTOR)?, 0, cx),
            Intent::RemoveStatus { work, .. } => endpoints::delete(work, cx),
            Intent::Read(read) => endpoints::list(read, cx),
            _ => Err(unsupported(&DESCRIPTOR)),
        }
    }

    fn digest(
        &self,
        now: Timestamp,
        intent: &Intent,
        response: &HttpResponse,
    ) -> Result<Outcome, Error> {
        if endpoints::is_deleted(intent, response) {
            return Ok(Outcome::Done);
        }
        let body = match (intent, errors::TABLE.accept(now, response)) {
            (Intent::Find(_), Err(error)) if error.kind == ErrorKind::NotFound => {
                return Ok(Outcome::Found(Vec::new()));
            }
            (_, answer) => answer?,
        };
        let outcome = match intent {
            Intent::Profile => endpoints::me_read(&body),
            Intent::Find(_) => endpoints::found(&body),
            Intent::Search(query) => endpoints::searched(query, &body),
            Intent::ReadStatus(_) => endpoints::status_read(&body),
            Intent::SetStatus(change) => endpoints::saved(&change.work, &body),
            Intent::Rate(rated) => {
                endpoints::saved(&only(rated, &DESCRIPTOR)?.work, &body).map(|_| Outcome::Done)
            }
            Intent::Unrate(works) => {
                endpoints::saved(only(works, &DESCRIPTOR)?, &body).map(|_| Outcome::Done)
            }
            Intent::Read(read) => endpoints::listed(read, &body),
            // Only what is seen above means that it is gone.
            Intent::RemoveStatus { .. } => None,
            _ => return Err(unsupported(&DESCRIPTOR)),
        };
        outcome.ok_or_else(|| errors::TABLE.nonsense(response))
    }
}
