//! Simkl: films, series and anime, watched live or added to the history; ratings, and where
//! the person stands with a title, of which the watchlist is one place.
//!
//! <https://api.simkl.org>, read 2026-10.

mod auth;
mod day;
mod endpoints;
mod errors;
#[cfg(feature = "hub")]
mod library;
mod map;
mod rows;
#[cfg(test)]
mod tests;

#[cfg(not(feature = "hub"))]
use super::without_library as library;
use super::{
    Batch, Browser, Calls, Context, Descriptor, Finds, Intent, Keeps, List, Listing, Live,
    LostWrite, Outcome, Quota, Reader, Scope, Service, nested, refusal,
};
use crate::auth::AuthScheme;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::media::{Catalogue, Kind, WorkKind};
use crate::time::{Span, Timestamp};

pub(super) struct Simkl;

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    id: "simkl",
    name: "Simkl",
    base: "https://api.simkl.com",
    auth: AuthScheme::OAuth2(auth::V2),
    kinds: &[Kind::Movie, Kind::Episode],
    needs: &[],
    // A stop below 1 % is taken, but the place it would save is no place.
    live: Live::Scrobble { percent: 80.0, floor: 1.0, pause_beyond: true },
    keeps: Keeps::OnePerItem,
    lost_write: LostWrite::Resend,
    check_in: true,
    // No number is given; fifty and more are said to be fine.
    batch: Some(Batch { most: 50, bytes_each: 2_000, most_elsewhere: 50, oldest: None }),
    reads: &[
        Listing::Statuses,
        Listing::Ratings,
        Listing::Watchlist,
        Listing::Playback,
        Listing::Held,
    ],
    activities: true,
    newest_alone: false,
    rates: &[WorkKind::Movie, WorkKind::Show],
    lists: &[List::Watchlist],
    statuses: &[WorkKind::Movie, WorkKind::Show],
    // Being watched is another of its five lists.
    unlists_watched: true,
    rating_files: true,
    best_rating: 10,
    removes_plays: true,
    at_once: 50,
    counts: false,
    totals: true,
    finds: Finds {
        by_text: &[WorkKind::Movie, WorkKind::Show],
        by_id: &[
            Catalogue::Imdb,
            Catalogue::Tmdb,
            Catalogue::Tvdb,
            Catalogue::Mal,
            Catalogue::Anilist,
            Catalogue::Kitsu,
            Catalogue::Anidb,
        ],
        metadata: false,
    },
    reads_files: &[],
    writes_files: &[],
    files_of: &[],
    browser: Browser::Direct,
    // How much a day allows depends on the subscription: each answer tells what is left of it.
    quotas: &[
        Quota { calls: Calls::Writes, scope: Scope::Account, limit: 1, window: Span::from_secs(1) },
        Quota { calls: Calls::Reads, scope: Scope::Account, limit: 10, window: Span::from_secs(1) },
    ],
    parallel: false,
};

impl Reader for Simkl {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    #[cfg(feature = "hub")]
    fn read_row(
        &self,
        of: &str,
        listing: Listing,
        row: &serde_json::Value,
        rows: &mut Vec<super::Row>,
    ) -> Result<(), &'static str> {
        rows::of_library(of, listing, row, rows)
    }

    #[cfg(feature = "hub")]
    fn lists(&self) -> &'static [(&'static str, &'static str)] {
        &[("movies", "movies"), ("shows", "shows"), ("anime", "anime")]
    }
}

impl Service for Simkl {
    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        match intent {
            Intent::Start(playing) => endpoints::scrobble(endpoints::START, playing, cx),
            Intent::Pause(playing) => endpoints::scrobble(endpoints::PAUSE, playing, cx),
            Intent::Stop(playing) => endpoints::scrobble(endpoints::STOP, playing, cx),
            Intent::AddPlay(play) => endpoints::add(std::slice::from_ref(play), cx),
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
        if let Some(outcome) = endpoints::early(intent, response) {
            return Ok(outcome);
        }
        let body = errors::accept(now, response)?;
        let outcome = match intent {
            Intent::Start(_)
            | Intent::Pause(_)
            | Intent::Stop(_)
            | Intent::CheckIn(_)
            | Intent::CancelCheckIn(_) => endpoints::scrobbled(&body),
            Intent::AddPlay(play) => match endpoints::added(std::slice::from_ref(play), &body) {
                Some(each) => nested::only_one(each)?,
                None => None,
            },
            Intent::Profile => endpoints::settings_read(&body),
            _ => library::digest(intent, response, &body)?,
        };
        outcome.ok_or_else(|| errors::TABLE.nonsense(response))
    }

    fn used_up(&self, now: Timestamp, response: &HttpResponse) -> Option<Timestamp> {
        let left = response.header("x-ratelimit-remaining")?.trim();
        // The number is of the day; a good answer seldom says how long that still is.
        let last = response.status < 400 && left == "0";
        refusal::used_up(now, response).or_else(|| last.then(|| day::next_midnight(now)))
    }
}
