//! What ListenBrainz keeps of a person, and what it finds: read and changed.

use serde_json::Value;

use super::DESCRIPTOR;
use super::endpoints::{self, kept, lookup};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::providers::{Context, Intent, Outcome, unsupported};

pub(super) fn plan(intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    match intent {
        Intent::AddPlays(plays) => endpoints::import(plays, cx),
        Intent::Read(read) => kept::read(read, cx),
        Intent::Count => kept::listen_count(cx),
        Intent::RemovePlays(plays) => kept::delete(plays, cx),
        Intent::AddToList(listed) => kept::feedback(1, listed, cx),
        Intent::RemoveFromList(listed) => kept::feedback(0, listed, cx),
        Intent::Search(query) => lookup::lookup(query, cx),
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
        Intent::AddPlays(_) => Some(Outcome::Stored { id: None }),
        Intent::RemovePlays(_) | Intent::AddToList(_) | Intent::RemoveFromList(_) => {
            Some(kept::written(response, body)?)
        }
        Intent::Read(read) => kept::rows(read, body).transpose()?,
        Intent::Count => kept::counted(body),
        Intent::Search(_) => lookup::found(body),
        _ => return Err(unsupported(&DESCRIPTOR)),
    })
}
