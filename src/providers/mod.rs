//! The services: one folder each, one trait for what they tell and one for calls, everything
//! else as data.
//!
//! Adding one: make the folder, then add one `mod` line and one row of `services!`.
#![cfg_attr(
    not(feature = "hub"),
    allow(
        dead_code,
        unused_imports,
        reason = "a page's build leaves out what only a hub can call"
    )
)]

mod abilities;
mod anilist;
pub mod chunks;
mod descriptor;
pub(crate) mod feed;
mod find;
#[cfg(test)]
mod fixture;
mod goodreads;
mod intent;
mod kept;
mod lastfm;
mod letterboxd;
mod listenbrainz;
pub mod metadata;
mod myanimelist;
mod nested;
mod refusal;
mod simkl;
pub(crate) mod table;
mod tmdb;
mod trakt;
pub(crate) mod wire;
#[cfg(not(feature = "hub"))]
mod without_library;

pub use descriptor::{
    Batch, Browser, Calls, Descriptor, Finds, Keeps, Live, LostWrite, Quota, Scope,
};
pub use find::{ById, Candidate, Query};
pub use intent::{Finished, Intent, Outcome, Playing, Profile, ReadPlays, StoredPlay};
pub use kept::{
    Activities, Exported, File, Files, List, Listed, Listing, Page, Rated, Read, Row, Skipped,
    Status, StatusChange, Totals,
};

use crate::auth::{App, Token};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse};
use crate::time::Timestamp;

/// What is known of a service, and what its files and answers tell of a person: all that a
/// library has to know of it.
///
/// # Design
/// Apart from [`Service`], because a library calls nobody: its build in the package is without
/// what plans and reads calls.
pub trait Reader: Sync {
    /// What everything outside the folder needs to know.
    fn descriptor(&self) -> &'static Descriptor;

    /// What a file tells that a person exported there; `name` is the file's, with its folder.
    ///
    /// # Errors
    /// [`ErrorKind::BadInput`] where it is none of the service's files, saying what it
    /// looks like. A row that cannot be read is skipped and counted.
    fn read_file(&self, _name: &str, _bytes: &[u8]) -> Result<Exported, Error> {
        Err(unsupported(self.descriptor()))
    }

    /// What one row of such a file says, where the file is written as the service's
    /// answers are; `of` names the list it stands in.
    ///
    /// # Errors
    /// Why not all of it can be read: a sentence for a person.
    #[cfg(feature = "hub")]
    fn read_row(
        &self,
        _of: &str,
        _listing: Listing,
        _row: &serde_json::Value,
        _rows: &mut Vec<Row>,
    ) -> Result<(), &'static str> {
        Err("The service gives no such files.")
    }

    /// Where rows stand in an answer that is no list itself: names from outside in with `/`
    /// between, `*` for each element of a list; and what to call that list in `read_row`.
    #[cfg(feature = "hub")]
    fn lists(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }
}

/// A service playtally can talk to: a few short functions and a descriptor.
pub trait Service: Reader {
    /// The one request that carries out an intent, without credentials.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::BadInput`] where the service cannot take this item or intent.
    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error>;

    /// What the answer to that request means. `now` turns lengths of waiting into moments.
    ///
    /// # Errors
    /// Whatever the service refused, with what to do about it.
    fn digest(
        &self,
        now: Timestamp,
        intent: &Intent,
        response: &HttpResponse,
    ) -> Result<Outcome, Error>;

    /// Files the service's own importer takes. Days are those of [`Row::on`], or else
    /// of [`Row::at`] in UTC.
    ///
    /// # Errors
    /// [`ErrorKind::BadInput`] where it takes no files of this.
    fn write_files(&self, _listing: Listing, _rows: &[Row]) -> Result<Files, Error> {
        Err(unsupported(self.descriptor()))
    }

    /// Where it keeps the pictures that [`metadata`] names by path.
    fn pictures(&self) -> Option<&'static metadata::Pictures> {
        None
    }

    /// What has to stand wherever its data is shown.
    fn attribution(&self) -> Option<metadata::Attribution> {
        None
    }

    /// Until when the service takes no more calls though it took this one, the last of a window.
    fn used_up(&self, now: Timestamp, response: &HttpResponse) -> Option<Timestamp> {
        refusal::used_up(now, response)
    }

    /// Adds the credentials: the person's token, and what the app has to prove.
    fn sign(&self, request: &mut HttpRequest, cx: &Context<'_>) {
        if let Some(token) = cx.token {
            request.headers.push(("authorization".to_owned(), format!("Bearer {}", token.access)));
        }
    }
}

/// What a request needs besides the intent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The app's registration; only its public id goes into ordinary calls.
    pub app: Option<&'a App>,
    /// Root of the API where the person chose one (ListenBrainz and its kin), without a slash at the end.
    pub base: Option<&'a str>,
    /// Name of the person at the service, for reads that carry it.
    pub username: Option<&'a str>,
    /// The person's token; only [`Service::sign`] looks at it.
    pub token: Option<&'a Token>,
}

/// Makes [`ALL`], [`READERS`] and [`DESCRIPTORS`] of one row a service. A row that names a feature is
/// in `ALL` where that is on; its descriptor always stands in the list.
macro_rules! services {
    ($($module:ident::$service:ident $(, $feature:literal)?;)+) => {
        /// Every service, in the order lists show them; in a page's build those it can call.
        pub static ALL: &[&dyn Service] = &[
            $($(#[cfg(feature = $feature)])? &$module::$service,)+
        ];

        /// What each of them tells, in the same order.
        #[cfg(feature = "hub")]
        pub static READERS: &[&dyn Reader] = &[$(&$module::$service,)+];

        /// What is known of every service, in the same order.
        pub static DESCRIPTORS: &[&Descriptor] = &[$(&$module::DESCRIPTOR,)+];
    };
}

services! {
    trakt::Trakt;
    simkl::Simkl;
    lastfm::LastFm, "hub";
    listenbrainz::ListenBrainz;
    anilist::AniList;
    myanimelist::MyAnimeList, "hub";
    tmdb::Tmdb, "hub";
    letterboxd::Letterboxd, "hub";
    goodreads::Goodreads, "hub";
}

/// The service with this id.
pub fn by_id(id: &str) -> Option<&'static dyn Service> {
    ALL.iter().copied().find(|service| service.descriptor().id == id)
}

/// What the service with this id tells.
#[cfg(feature = "hub")]
pub fn reader(id: &str) -> Option<&'static dyn Reader> {
    READERS.iter().copied().find(|reader| reader.descriptor().id == id)
}

/// The service does not do this, or not with this kind of item.
fn unsupported(descriptor: &Descriptor) -> Error {
    Error::new(ErrorKind::BadInput, format!("{} does not take this.", descriptor.name))
}

/// The one of those that are to be changed, where the service takes one at a time.
fn only<'a, T>(all: &'a [T], descriptor: &Descriptor) -> Result<&'a T, Error> {
    let [one] = all else {
        let detail = format!("{} takes one at a time.", descriptor.name);
        return Err(Error::new(ErrorKind::BadInput, detail));
    };
    Ok(one)
}

/// The calls of this service carry the app's public id, and there is none.
fn unconfigured(descriptor: &Descriptor) -> Error {
    Error::new(
        ErrorKind::NotSent,
        format!(
            "{} is not configured: the owner of the hub has to set a client id.",
            descriptor.name
        ),
    )
}
