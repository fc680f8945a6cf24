//! What AniList keeps of a person, and what it finds: read and changed.

use serde_json::Value;

use super::{DESCRIPTOR, endpoints};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::providers::{Context, Intent, Outcome, unsupported};

pub(super) fn plan(intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    match intent {
        Intent::Find(by_id) => endpoints::find(by_id),
        Intent::Search(query) => endpoints::search(query),
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
        Intent::RemoveStatus { .. } => endpoints::deleted(data),
        Intent::Read(read) => endpoints::listed(read, data),
        _ => return Err(unsupported(&DESCRIPTOR)),
    })
}
