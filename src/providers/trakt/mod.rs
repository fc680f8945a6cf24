//! Trakt: films and episodes, watched live or added to the history; ratings, lists, and a
//! catalogue to search.
//!
//! <https://github.com/trakt/trakt-api>, read 2026-11.

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
    Batch, Browser, Calls, Context, Descriptor, Finds, Intent, Keeps, List, Listing, Live,
    LostWrite, Outcome, Quota, Reader, Scope, Service, nested,
};
use crate::auth::device::{Ask, DeviceFlow, DeviceState, Verdict};
use crate::auth::{AuthScheme, CodeChallenge, OAuth2, Revoke};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::media::{Catalogue, Kind, WorkKind};
use crate::time::{Span, Timestamp};

pub(super) struct Trakt;

/// Sign-in by code as Trakt has it: the status says everything.
///
/// <https://github.com/trakt/trakt-api>, contracts/oauth, read 2026-07-30.
const DEVICE: DeviceFlow = DeviceFlow {
    start: "https://auth.trakt.tv/oauth/device/code",
    poll: "https://auth.trakt.tv/oauth/device/token",
    ask: Ask::Body { code: "code", grant_type: "" },
    code_in_page: true,
    answers: &[
        // An app that was deleted; every other 400 has no body and means "not yet".
        (400, "invalid_client", Verdict::Over(DeviceState::AppRefused)),
        (400, "", Verdict::Pending),
        (401, "invalid_client", Verdict::Over(DeviceState::AppRefused)),
        (403, "", Verdict::Over(DeviceState::AppRefused)),
        (404, "", Verdict::Over(DeviceState::Unknown)),
        (409, "", Verdict::Over(DeviceState::Used)),
        (410, "", Verdict::Over(DeviceState::Expired)),
        (418, "", Verdict::Over(DeviceState::Denied)),
        (429, "", Verdict::SlowDown),
    ],
};

/// Sign-in by code and PKCE, which needs no secret; a refresh token is good once.
///
/// <https://github.com/trakt/trakt-api>, guides on authentication and PKCE, read 2026-10.
const SIGN_IN: OAuth2 = OAuth2 {
    authorize: "https://auth.trakt.tv/oauth/authorize",
    token: "https://auth.trakt.tv/oauth/token",
    revoke: Some(Revoke { url: "https://auth.trakt.tv/oauth/revoke", by_refresh: false }),
    scope: "",
    issuer: None,
    json: true,
    refresh_with_redirect: true,
    secret_with_code: false,
    app_in_query: false,
    device: Some(DEVICE),
    challenge: CodeChallenge::S256,
    renews: true,
    implicit: false,
    older: None,
};

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    id: "trakt",
    name: "Trakt",
    base: "https://api.trakt.tv",
    auth: AuthScheme::OAuth2(SIGN_IN),
    kinds: &[Kind::Movie, Kind::Episode],
    needs: &[],
    live: Live::Scrobble { percent: 80.0, floor: 1.0, pause_beyond: false },
    keeps: Keeps::EveryPlay,
    lost_write: LostWrite::ReadBack,
    check_in: true,
    // How many it takes is nowhere said; a long body is work for its server too.
    batch: Some(Batch { most: 100, bytes_each: 2_000, most_elsewhere: 100, oldest: None }),
    reads: &[
        Listing::History,
        Listing::Watched,
        Listing::Ratings,
        Listing::Watchlist,
        Listing::Collection,
        Listing::Playback,
        Listing::Watching,
        Listing::Held,
    ],
    activities: true,
    newest_alone: false,
    rates: &[WorkKind::Movie, WorkKind::Show, WorkKind::Season, WorkKind::Episode],
    lists: &[List::Watchlist, List::Collection],
    statuses: &[],
    unlists_watched: true,
    rating_files: false,
    best_rating: 10,
    removes_plays: true,
    at_once: 100,
    counts: false,
    totals: false,
    finds: Finds {
        by_text: &[WorkKind::Movie, WorkKind::Show, WorkKind::Episode],
        by_id: &[Catalogue::Trakt, Catalogue::Imdb, Catalogue::Tmdb, Catalogue::Tvdb],
        metadata: false,
    },
    reads_files: &[],
    writes_files: &[],
    files_of: &[],
    browser: Browser::Direct,
    quotas: &[
        Quota { calls: Calls::Writes, scope: Scope::Account, limit: 1, window: Span::from_secs(1) },
        Quota {
            calls: Calls::Reads,
            scope: Scope::Account,
            limit: 500,
            window: Span::from_mins(5),
        },
    ],
    parallel: false,
};

impl Reader for Trakt {
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
        map::rows(row, rows)
    }
}

impl Service for Trakt {
    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        match intent {
            Intent::Start(playing) => endpoints::scrobble(endpoints::START, playing, cx),
            Intent::Pause(playing) => endpoints::scrobble(endpoints::PAUSE, playing, cx),
            Intent::Stop(playing) => endpoints::scrobble(endpoints::STOP, playing, cx),
            Intent::AddPlay(play) => endpoints::add(std::slice::from_ref(play), cx),
            Intent::ReadPlays(read) => endpoints::read_plays(read, cx),
            Intent::Profile => endpoints::settings(cx),
            Intent::CheckIn(media) => endpoints::check_in(media, cx),
            Intent::CancelCheckIn(media) => endpoints::cancel_check_in(media, cx),
            _ => library::plan(intent, cx),
        }
    }

    fn digest(
        &self,
        now: Timestamp,
        intent: &Intent,
        response: &HttpResponse,
    ) -> Result<Outcome, Error> {
        let early = endpoints::conflict(intent, response);
        if let Some(outcome) = early.or_else(|| endpoints::nothing(intent, response)) {
            return Ok(outcome);
        }
        let body = errors::TABLE.accept(now, response)?;
        let outcome = match intent {
            Intent::Start(_) | Intent::Pause(_) | Intent::Stop(_) => endpoints::scrobbled(&body),
            Intent::AddPlay(play) => match endpoints::added(std::slice::from_ref(play), &body) {
                Some(each) => nested::only_one(each)?,
                None => None,
            },
            Intent::ReadPlays(read) => endpoints::plays_page(read, response, &body),
            Intent::Profile => endpoints::settings_read(&body),
            Intent::CheckIn(_) => endpoints::checked_in(&body),
            // Only a 204 means that it is done.
            Intent::CancelCheckIn(_) => None,
            _ => library::digest(intent, response, &body)?,
        };
        outcome.ok_or_else(|| errors::TABLE.nonsense(response))
    }
}
