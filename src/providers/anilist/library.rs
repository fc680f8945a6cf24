//! What AniList keeps of a person, and what it finds: read and changed.

use serde_json::Value;

use super::{DESCRIPTOR, endpoints};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::providers::{Context, Intent, Outcome, only, unsupported};

pub(super) fn plan(intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    match intent {
        Intent::Find(by_id) => endpoints::find(by_id),
        Intent::Search(query) => endpoints::search(query),
        Intent::Rate(rated) => {
            let rated = only(rated, &DESCRIPTOR)?;
            endpoints::rate(&rated.work, rated.rating.hundred())
        }
        Intent::Unrate(works) => endpoints::rate(only(works, &DESCRIPTOR)?, 0),
        Intent::RemoveStatus { id, work } => endpoints::delete(id.as_deref(), work),
        Intent::Read(read) => endpoints::list(read, cx),
        _ => Err(unsupported(&DESCRIPTOR)),
    }
}

/// Nothing where the answer is none to this intent.
pub(super) fn digest(
    intent: &Intent,
    _response: &HttpResponse,
    data: &Value,
) -> Result<Option<Outcome>, Error> {
    Ok(match intent {
        Intent::Find(_) => endpoints::found(data),
        Intent::Search(_) => endpoints::searched(data),
        Intent::Rate(_) | Intent::Unrate(_) => endpoints::saved(data).map(|_| Outcome::Done),
        Intent::RemoveStatus { .. } => endpoints::deleted(data),
        Intent::Read(read) => endpoints::listed(read, data),
        _ => return Err(unsupported(&DESCRIPTOR)),
    })
}
