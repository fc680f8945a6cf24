//! TMDB: what films and shows there are, and everything about them. It knows no persons.
//!
//! <https://developer.themoviedb.org/docs/getting-started>, read 2026-11.

mod endpoints;
mod errors;
mod map;
#[cfg(test)]
mod tests;

use super::metadata::{Ask, Attribution, Pictures};
use super::{
    Browser, Calls, Context, Descriptor, Finds, Intent, Outcome, Quota, Reader, Scope, Service,
    unsupported,
};
use crate::auth::AuthScheme;
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, with_query};
use crate::media::{Catalogue, WorkKind};
use crate::time::{Span, Timestamp};

pub(super) struct Tmdb;

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    id: "tmdb",
    name: "TMDB",
    base: "https://api.themoviedb.org/3",
    auth: AuthScheme::AppKey,
    finds: Finds {
        by_text: &[WorkKind::Movie, WorkKind::Show],
        by_id: &[Catalogue::Tmdb, Catalogue::Imdb, Catalogue::Tvdb],
        metadata: true,
    },
    browser: Browser::Refused(
        "TMDB is asked with a key of the hub's owner, which no page may hold: ask the hub.",
    ),
    // Counted by address, so by everybody behind one hub.
    quotas: &[Quota {
        calls: Calls::All,
        scope: Scope::Shared,
        limit: 40,
        window: Span::from_secs(1),
    }],
    parallel: true,
    ..Descriptor::CLAIMS_NOTHING
};

/// Posters, backdrops and faces; the sizes are those of all three together.
///
/// <https://developer.themoviedb.org/docs/image-basics>, read 2026-11.
static PICTURES: Pictures = Pictures {
    base: "https://image.tmdb.org/t/p",
    sizes: &["w45", "w185", "w300", "w342", "w500", "h632", "w780", "w1280", "original"],
};

/// <https://developer.themoviedb.org/docs/faq>, read 2026-11.
const ATTRIBUTION: Attribution = Attribution {
    text: "This product uses the TMDB API but is not endorsed or certified by TMDB.",
    url: "https://www.themoviedb.org",
};

impl Reader for Tmdb {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }
}

impl Service for Tmdb {
    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        match intent {
            Intent::Profile => endpoints::authentication(cx),
            Intent::Search(query) => endpoints::search(query, None, cx),
            Intent::Find(by_id) => endpoints::find(by_id, cx),
            Intent::Metadata(ask) => endpoints::ask(ask, cx),
            _ => Err(unsupported(&DESCRIPTOR)),
        }
    }

    fn digest(
        &self,
        now: Timestamp,
        intent: &Intent,
        response: &HttpResponse,
    ) -> Result<Outcome, Error> {
        let body = match (errors::accept(now, response), intent) {
            // Asked by its own id, what there is not is refused; by another's, it is not found.
            (Err(Error { kind: ErrorKind::NotFound, .. }), Intent::Find(_)) => {
                return Ok(Outcome::Found(Vec::new()));
            }
            (answer, _) => answer?,
        };
        let outcome = match intent {
            Intent::Profile => endpoints::authenticated(&body),
            Intent::Search(query) => endpoints::searched(query, &body),
            Intent::Find(by_id) => endpoints::found(by_id, &body),
            Intent::Metadata(Ask { about, .. }) => {
                map::metadata(about, &body).map(|told| Outcome::Metadata(Box::new(told)))
            }
            _ => return Err(unsupported(&DESCRIPTOR)),
        };
        outcome.ok_or_else(|| errors::TABLE.nonsense(response))
    }

    fn pictures(&self) -> Option<&'static Pictures> {
        Some(&PICTURES)
    }

    fn attribution(&self) -> Option<Attribution> {
        Some(ATTRIBUTION)
    }

    /// A key of 32 hexadecimal digits goes into the query, a longer one into a header.
    fn sign(&self, request: &mut HttpRequest, cx: &Context<'_>) {
        let Some(app) = cx.app else { return };
        let key = &*app.client_id;
        if key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            request.url = with_query(&request.url, &[("api_key", key)]);
        } else {
            request.headers.push(("authorization".to_owned(), format!("Bearer {key}")));
        }
    }
}
