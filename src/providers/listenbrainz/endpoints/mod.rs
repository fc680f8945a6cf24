//! The calls to ListenBrainz: what goes out, what comes back.

pub(super) mod kept;
pub(super) mod lookup;

use serde_json::Value;

use super::{DESCRIPTOR, errors, map};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, Method, USER_AGENT, percent_encode};
use crate::providers::wire::{self, Object};
use crate::providers::{Context, Finished, Outcome, Playing, Profile};

/// `POST /1/submit-listens`: `playing_now` shows a track and is not kept; `single`
/// keeps a listen under the second at which it began, `import` up to a thousand of
/// them or, where one is wrong, none. Sending the same bytes again changes nothing.
///
/// <https://listenbrainz.readthedocs.io/en/latest/users/json.html>, read 2026-08.
const SUBMIT_LISTENS: &str = "/1/submit-listens";

/// `GET /1/validate-token`: whose token it is; a wrong one gets 200 and `valid:false`.
///
/// <https://listenbrainz.readthedocs.io/en/latest/users/api/core.html>, read 2026-08.
const VALIDATE_TOKEN: &str = "/1/validate-token";

pub(super) fn playing_now(playing: &Playing, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let listen = map::listen(&playing.media, playing.duration)?;
    Ok(submit("playing_now", vec![listen.into()], cx))
}

pub(super) fn single(play: &Finished, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    Ok(submit("single", vec![finished(play)?], cx))
}

pub(super) fn import(plays: &[Finished], cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let listens: Result<Vec<_>, _> = plays.iter().map(finished).collect();
    Ok(submit("import", listens?, cx))
}

fn finished(play: &Finished) -> Result<Value, Error> {
    let listen = map::listen(&play.media, play.duration)?;
    Ok(listen.set("listened_at", play.started_at.secs()).into())
}

pub(super) fn validate_token(cx: &Context<'_>) -> HttpRequest {
    call(Method::Get, VALIDATE_TOKEN, cx)
}

pub(super) fn token_validated(
    response: &HttpResponse,
    answer: Result<Value, Error>,
) -> Result<Outcome, Error> {
    let body = match answer {
        Ok(body) => body,
        // Servers of its kind say it with a 401; here it is the last word on the token.
        Err(error) if error.kind == ErrorKind::Unauthorized => {
            return Err(Error { status: error.status, ..wrong_token() });
        }
        Err(error) => return Err(error),
    };
    match (body["valid"].as_bool(), wire::text(&body["user_name"])) {
        (Some(false), _) => Err(Error { status: Some(response.status), ..wrong_token() }),
        (Some(true), Some(username)) => Ok(Outcome::Profile(Profile {
            // It tells names alone.
            id: None,
            profile_url: Some(format!(
                "https://listenbrainz.org/user/{}/",
                percent_encode(&username)
            )),
            name: None,
            username,
            ..Profile::default()
        })),
        _ => Err(errors::TABLE.nonsense(response)),
    }
}

fn wrong_token() -> Error {
    Error::new(ErrorKind::SignInAgain, errors::WRONG_TOKEN)
}

fn submit(listen_type: &str, listens: Vec<Value>, cx: &Context<'_>) -> HttpRequest {
    let body = Object::default().set("listen_type", listen_type).set("payload", listens);
    call(Method::Post, SUBMIT_LISTENS, cx).json(&Value::from(body))
}

/// The path of something of the person's.
fn of_user(before: &str, behind: &str, cx: &Context<'_>) -> Result<String, Error> {
    let user = cx.username.filter(|name| !name.is_empty()).ok_or_else(|| {
        Error::new(ErrorKind::BadInput, "ListenBrainz needs the name of the person to read of.")
    })?;
    Ok(format!("{before}{}{behind}", percent_encode(user)))
}

/// People copy their server's address with and without the version at its end.
fn call(method: Method, path: &str, cx: &Context<'_>) -> HttpRequest {
    let base = cx.base.unwrap_or(DESCRIPTOR.base).trim_end_matches('/');
    let base = base.strip_suffix("/1").unwrap_or(base);
    HttpRequest::new(method, format!("{base}{path}")).header("user-agent", USER_AGENT)
}
