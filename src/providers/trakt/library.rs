//! What Trakt keeps of a person, and what it finds: read and changed.

use serde_json::Value;

use super::{DESCRIPTOR, endpoints};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::providers::{Context, Intent, Outcome, unsupported};

pub(super) fn plan(intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    match intent {
        Intent::AddPlays(plays) => endpoints::add(plays, cx),
        Intent::RemovePlays(plays) => endpoints::remove(plays, cx),
        Intent::Activities => endpoints::activities(cx),
        Intent::Read(read) => endpoints::read(read, cx),
        Intent::Rate(_) | Intent::Unrate(_) | Intent::AddToList(_) | Intent::RemoveFromList(_) => {
            endpoints::change(intent, cx)
        }
        Intent::ForgetPlace(id) => endpoints::forget_place(id, cx),
        Intent::Search(query) => endpoints::search(query, cx),
        Intent::Find(by) => endpoints::find(by, cx),
        _ => Err(unsupported(&DESCRIPTOR)),
    }
}

/// Nothing where the answer is none to this intent.
pub(super) fn digest(
    intent: &Intent,
    response: &HttpResponse,
    body: &Value,
) -> Result<Option<Outcome>, Error> {
    Ok(match intent {
        Intent::AddPlays(plays) => endpoints::added(plays, body),
        Intent::RemovePlays(plays) => endpoints::removed(plays, body),
        Intent::Activities => endpoints::activities_read(body),
        Intent::Read(read) => endpoints::rows(read, response, body),
        Intent::Rate(_) | Intent::Unrate(_) | Intent::AddToList(_) | Intent::RemoveFromList(_) => {
            endpoints::changed(intent, body)
        }
        Intent::Search(_) | Intent::Find(_) => endpoints::found(body),
        // Only a 204 means that it is done.
        Intent::ForgetPlace(_) => None,
        _ => return Err(unsupported(&DESCRIPTOR)),
    })
}
