//! Goodreads: a shelf of books. It is read from its feed and from the file people
//! export, and written by files they carry there themselves.
//!
//! <https://www.goodreads.com/review/import> and the help pages, read 2026-11.

mod endpoints;
mod errors;
mod files;
mod map;
#[cfg(test)]
mod tests;

use super::{
    Browser, Calls, Context, Descriptor, Exported, Files, Intent, Keeps, Listing, Outcome, Quota,
    Reader, Row, Scope, Service, unsupported,
};
use crate::auth::AuthScheme;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::media::WorkKind;
use crate::time::{Span, Timestamp};

pub(super) struct Goodreads;

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    id: "goodreads",
    name: "Goodreads",
    base: "https://www.goodreads.com",
    auth: AuthScheme::Files,
    // Nothing can be told: there is no interface, and a file is carried by hand.
    kinds: &[],
    keeps: Keeps::OnePerItem,
    reads: &[Listing::Statuses],
    reads_files: &[Listing::Statuses],
    writes_files: &[Listing::Statuses],
    files_of: &[WorkKind::Book],
    browser: Browser::Refused("Goodreads's feeds send no CORS headers: read them through a hub."),
    // A shelf of many pages, once an hour.
    quotas: &[Quota {
        calls: Calls::Reads,
        scope: Scope::Account,
        limit: 60,
        window: Span::from_hours(1),
    }],
    ..Descriptor::CLAIMS_NOTHING
};

impl Reader for Goodreads {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    fn read_file(&self, _name: &str, bytes: &[u8]) -> Result<Exported, Error> {
        files::read(bytes)
    }
}

impl Service for Goodreads {
    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        match intent {
            Intent::Profile => endpoints::shelf(cx, 1),
            Intent::Read(read) if read.listing == Listing::Statuses => {
                endpoints::shelf(cx, endpoints::page_of(read)?)
            }
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
            Intent::Read(read) if read.listing == Listing::Statuses => {
                endpoints::books(now, read, response)
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
