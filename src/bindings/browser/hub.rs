//! The hub, seen from a browser: a service that takes facts as they are.

use serde::Serialize;

use crate::auth::AuthScheme;
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, Method, with_query};
use crate::json;
use crate::media::Kind;
use crate::providers::{Context, Descriptor, Intent, Keeps, Live, LostWrite, Outcome, Service};
use crate::session::Fact;
use crate::time::{Span, Timestamp};

/// The service id of the hub.
pub(super) const ID: &str = "hub";

/// # Design
/// The hub knows a fact by its play and number and takes the same bytes again
/// without harm, so a lost answer is met by sending again. Refusals that only
/// the hub's owner can mend (a foreign origin, a wrong address) count as
/// trouble, not as a verdict on the fact: no play is given up for them.
#[derive(Debug)]
pub(super) struct Hub;

static DESCRIPTOR: Descriptor = Descriptor {
    id: ID,
    name: "playtally hub",
    base: "/api/v1",
    auth: AuthScheme::Cookie,
    kinds: &[Kind::Movie, Kind::Episode, Kind::Track],
    live: Live::Relay,
    keeps: Keeps::EveryPlay,
    lost_write: LostWrite::Resend,
    quotas: &[],
    parallel: false,
};

#[derive(Serialize)]
struct Facts<'a> {
    facts: &'a [&'a Fact],
}

struct Taken {
    accepted: u32,
    known: u32,
}

json::fields!(Taken { accepted: "accepted", known: "known" });

/// The request that hands over these facts; the hub takes 50 and 64 KB at once.
pub(super) fn relay(base: &str, profile: Option<&str>, facts: &[&Fact]) -> HttpRequest {
    let url = format!("{base}/scrobble");
    let url = match profile {
        Some(profile) => with_query(&url, &[("profile", profile)]),
        None => url,
    };
    HttpRequest::new(Method::Post, url).json(&Facts { facts })
}

impl Service for Hub {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        match intent {
            Intent::Relay(fact) => {
                Ok(relay(cx.base.unwrap_or(DESCRIPTOR.base), cx.username, &[fact]))
            }
            _ => Err(Error::new(ErrorKind::BadInput, "The hub takes facts only.")),
        }
    }

    fn digest(
        &self,
        now: Timestamp,
        _: &Intent,
        response: &HttpResponse,
    ) -> Result<Outcome, Error> {
        let taken =
            response.is_success().then(|| json::read::<Taken>(&response.body).ok()).flatten();
        match taken {
            Some(taken) if taken.accepted == 0 && taken.known > 0 => Ok(Outcome::AlreadyThere),
            Some(_) => Ok(Outcome::Stored { id: None }),
            None => Err(refused(now, response)),
        }
    }
}

/// An answer that is not what was asked for.
pub(super) fn refused(now: Timestamp, response: &HttpResponse) -> Error {
    let kind = match response.status {
        401 => ErrorKind::Unauthorized,
        429 => ErrorKind::RateLimited,
        400 | 413 | 422 => ErrorKind::Rejected,
        _ => ErrorKind::Unavailable,
    };
    let wait = response.header("retry-after").and_then(|secs| secs.trim().parse().ok());
    let mut error = Error::new(kind, format!("The hub answered {}.", response.status));
    error.status = Some(response.status);
    error.retry_at = wait.map(|secs| now + Span::from_secs(secs));
    error
}
