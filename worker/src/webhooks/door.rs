//! Where servers knock: whose the address is, and the words without the picture beside them.

use futures_util::StreamExt;
use playtally::servers::{Form, form_of};
use worker::{Env, Method, Request, Response};

use crate::code;
use crate::directory::{self, Ask};
use crate::drive;
use crate::error::{Answer, Problem};
use crate::origin_of;

/// Where an address begins; the secret follows.
pub(crate) const AT: &str = "/hook/";

/// Where a person's object hears of it, by the webhook's id. Outside the hub's routes, so
/// nobody else comes here.
pub(crate) const HEARD: &str = "/heard/";

/// Characters of a secret: 32 bytes.
const LETTERS: usize = 43;

/// Bytes of words; servers describe all of an item.
const MOST_WORDS: usize = 512 << 10;

/// Bytes in all; a picture may follow.
const MOST_BYTES: usize = 8 << 20;

/// `POST /hook/{secret}`
///
/// # Errors
/// `not_found`, `method_not_allowed`, `unknown_webhook`, `payload_too_large`, and what the
/// person's object answers.
pub(crate) async fn receive(mut request: Request, env: &Env) -> Answer<Response> {
    let path = request.path();
    let secret = path.strip_prefix(AT).unwrap_or_default();
    let letters = secret.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_');
    if secret.len() != LETTERS || !letters {
        return Err(Problem::not_found());
    }
    if request.method() != Method::Post {
        let detail = "A media server posts to this address.";
        return Err(Problem::new(405, "method_not_allowed", detail));
    }
    let owner = directory::ask(env, &name_of(secret), &Ask::Find).await?;
    let owner = owner.ok_or_else(unknown)?;
    let form = form_of(&request.headers().get("content-type")?.unwrap_or_default());
    let words = words(&mut request, &form).await?;
    let url = format!("{}{HEARD}{}", origin_of(&request.inner().url()), owner.note);
    let inner = drive::request_to(&url, "POST", None, Some(&words.into()))?;
    let object = env.durable_object("ACCOUNT")?.get_by_name(&owner.person)?;
    Ok(object.fetch_with_request(inner).await?)
}

/// The directory's name of an address.
pub(super) fn name_of(secret: &str) -> String {
    code::hashed("webhook", secret)
}

pub(super) fn unknown() -> Problem {
    let detail = "This address is good for nothing any more. Make a new one on the hub's page.";
    Problem::new(404, "unknown_webhook", detail)
}

/// What was posted, empty where there is none. What comes behind it is read and not kept, for
/// a server whose request is cut off takes it for failed.
async fn words(request: &mut Request, form: &Form) -> Answer<String> {
    let (mut bytes, mut all, mut found) = (Vec::new(), 0, None);
    if request.inner().body().is_some() {
        let mut stream = request.stream()?;
        while let Some(chunk) = stream.next().await {
            let chunk = chunk?;
            all += chunk.len();
            if found.is_none() {
                bytes.extend(chunk);
                found = form.payload(&bytes, false);
            }
            let waiting = if found.is_none() { bytes.len() } else { 0 };
            if waiting > MOST_WORDS || all > MOST_BYTES {
                return Err(too_large());
            }
        }
    }
    let words = found.or_else(|| form.payload(&bytes, true)).unwrap_or_default();
    if words.len() > MOST_WORDS { Err(too_large()) } else { Ok(words) }
}

fn too_large() -> Problem {
    let detail = format!("Send at most {MOST_WORDS} bytes, and the picture behind them.");
    Problem::new(413, "payload_too_large", detail)
}
