//! Simkl: films, series and anime, watched live or added to the history.
//!
//! <https://api.simkl.org>, read 2026-10.

mod auth;
mod endpoints;
mod errors;
mod map;
#[cfg(test)]
mod tests;

use super::{
    Browser, Calls, Context, Descriptor, Finds, Intent, Keeps, Live, LostWrite, Outcome, Quota,
    Scope, Service, unsupported,
};
use crate::auth::AuthScheme;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::media::Kind;
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
    batch: None,
    reads: &[],
    activities: false,
    rates: &[],
    lists: &[],
    statuses: &[],
    removes_plays: false,
    at_once: 50,
    counts: false,
    totals: false,
    finds: Finds::NOTHING,
    reads_files: &[],
    writes_files: &[],
    browser: Browser::Direct,
    quotas: &[
        Quota { calls: Calls::Writes, scope: Scope::Account, limit: 1, window: Span::from_secs(1) },
        Quota { calls: Calls::Reads, scope: Scope::Account, limit: 10, window: Span::from_secs(1) },
        // What an account without a subscription may do in a day.
        Quota {
            calls: Calls::All,
            scope: Scope::Account,
            limit: 500,
            window: Span::from_hours(24),
        },
    ],
    parallel: false,
};

impl Service for Simkl {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        match intent {
            Intent::Start(playing) => endpoints::scrobble(endpoints::START, playing, cx),
            Intent::Pause(playing) => endpoints::scrobble(endpoints::PAUSE, playing, cx),
            Intent::Stop(playing) => endpoints::scrobble(endpoints::STOP, playing, cx),
            Intent::AddPlay(play) => endpoints::add_history(play, cx),
            Intent::Profile => endpoints::settings(cx),
            Intent::CheckIn(media) => endpoints::check_in(media, cx),
            Intent::CancelCheckIn(media) => endpoints::cancel_check_in(media, cx),
            _ => Err(unsupported(&DESCRIPTOR)),
        }
    }

    fn digest(
        &self,
        now: Timestamp,
        intent: &Intent,
        response: &HttpResponse,
    ) -> Result<Outcome, Error> {
        if let Some(conflict) = endpoints::conflict(intent, response) {
            return Ok(conflict);
        }
        let body = errors::TABLE.accept(now, response)?;
        let outcome = match intent {
            Intent::Start(_)
            | Intent::Pause(_)
            | Intent::Stop(_)
            | Intent::CheckIn(_)
            | Intent::CancelCheckIn(_) => endpoints::scrobbled(&body),
            Intent::AddPlay(_) => endpoints::history_added(&body)?,
            Intent::Profile => endpoints::settings_read(&body),
            _ => {
                return Err(unsupported(&DESCRIPTOR));
            }
        };
        outcome.ok_or_else(|| errors::TABLE.nonsense(response))
    }
}
