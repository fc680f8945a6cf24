//! What stands in for each service's `library` in a page's build, which delivers plays and
//! keeps no library: it is a third of the code.

use serde_json::Value;

use super::{Context, Intent, Outcome};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse};

pub(super) fn plan(_intent: &Intent, _cx: &Context<'_>) -> Result<HttpRequest, Error> {
    Err(Error::new(ErrorKind::BadInput, "Libraries are read and changed through a hub."))
}

pub(super) fn digest(
    intent: &Intent,
    _response: &HttpResponse,
    _body: &Value,
) -> Result<Option<Outcome>, Error> {
    plan(intent, &Context::default()).map(|_| None)
}
