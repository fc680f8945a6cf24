//! Letterboxd: a diary of films. It is read from its feed and from the files people
//! export, and written by files they carry there themselves.
//!
//! <https://letterboxd.com/about/importing-data/> and the terms of December 2025, read 2026-11.

mod endpoints;
mod errors;
mod files;
mod map;
#[cfg(test)]
mod tests;

use super::{
    Browser, Calls, Context, Descriptor, Exported, Files, Intent, Listing, Outcome, Quota, Reader,
    Row, Scope, Service, unsupported,
};
use crate::auth::AuthScheme;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::media::WorkKind;
use crate::time::{Span, Timestamp};

pub(super) struct Letterboxd;

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    id: "letterboxd",
    name: "Letterboxd",
    base: "https://letterboxd.com",
    auth: AuthScheme::Files,
    // Nothing can be told: its import is confirmed by hand.
    kinds: &[],
    reads: &[Listing::History],
    newest_alone: true,
    reads_files: &[
        Listing::History,
        Listing::Watched,
        Listing::Ratings,
        Listing::Watchlist,
        Listing::Loved,
    ],
    writes_files: &[Listing::History, Listing::Watched, Listing::Ratings, Listing::Watchlist],
    files_of: &[WorkKind::Movie],
    browser: Browser::Refused("Letterboxd's feeds send no CORS headers: read them through a hub."),
    // Nobody may read a feed more often than every quarter of an hour.
    quotas: &[Quota {
        calls: Calls::Reads,
        scope: Scope::Account,
        limit: 4,
        window: Span::from_hours(1),
    }],
    ..Descriptor::CLAIMS_NOTHING
};

impl Reader for Letterboxd {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    fn read_file(&self, name: &str, bytes: &[u8]) -> Result<Exported, Error> {
        files::read(name, bytes)
    }
}

impl Service for Letterboxd {
    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        match intent {
            Intent::Profile => endpoints::feed(cx),
            Intent::Read(read) if read.listing == Listing::History => endpoints::feed(cx),
            _ => Err(unsupported(&DESCRIPTOR)),
        }
    }

    fn digest(
        &self,
        now: Timestamp,
        intent: &Intent,
        response: &HttpResponse,
    ) -> Result<Outcome, Error> {
        match intent {
            Intent::Profile => endpoints::profile(now, response),
            Intent::Read(read) if read.listing == Listing::History => {
                endpoints::diary(now, read, response)
            }
            _ => Err(unsupported(&DESCRIPTOR)),
        }
    }

    fn write_files(&self, listing: Listing, rows: &[Row]) -> Result<Files, Error> {
        files::write(listing, rows)
    }

    /// There is nothing to prove.
    fn sign(&self, _request: &mut HttpRequest, _cx: &Context<'_>) {}
}
