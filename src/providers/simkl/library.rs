//! What Simkl keeps of a person, and what it finds: read and changed.

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
        Intent::Totals { user } => endpoints::stats(user, cx),
        Intent::Read(read) => endpoints::read(read, cx),
        Intent::Rate(_)
        | Intent::Unrate(_)
        | Intent::AddToList(_)
        | Intent::SetStatus(_)
        | Intent::RemoveStatus { .. } => endpoints::change(intent, cx),
        Intent::ForgetPlace(id) => endpoints::forget_place(id, cx),
        Intent::Search(query) => endpoints::search(query, cx),
        Intent::Find(by) => endpoints::find(by, cx),
        _ => Err(unsupported(&DESCRIPTOR)),
    }
}

/// Nothing where the answer is none to this intent.
pub(super) fn digest(
    intent: &Intent,
    _response: &HttpResponse,
    body: &Value,
) -> Result<Option<Outcome>, Error> {
    Ok(match intent {
        Intent::AddPlays(plays) => endpoints::added(plays, body),
        Intent::RemovePlays(plays) => endpoints::removed(plays, body),
        Intent::Activities => endpoints::activities_read(body),
        Intent::Totals { .. } => endpoints::totals(body),
        Intent::Read(read) => endpoints::read_rows(read, body),
        Intent::Rate(_)
        | Intent::Unrate(_)
        | Intent::AddToList(_)
        | Intent::SetStatus(_)
        | Intent::RemoveStatus { .. } => endpoints::changed(intent, body)?,
        Intent::Search(_) => endpoints::hits(body),
        // The answers to these are no data.
        Intent::ForgetPlace(_) | Intent::Find(_) => None,
        _ => return Err(unsupported(&DESCRIPTOR)),
    })
}
