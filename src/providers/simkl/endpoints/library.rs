//! What is changed in a person's library.

use serde_json::Value;

use super::super::{errors, map};
use super::{moment, post};
use crate::error::{Error, ErrorKind};
use crate::http::HttpRequest;
use crate::media::{Media, Work};
use crate::providers::nested::{self, Lists};
use crate::providers::wire::Object;
use crate::providers::{
    Context, Finished, Intent, List, Outcome, Status, StatusChange, StoredPlay,
};

/// `POST /sync/history`: marks items as watched at their own time. What is watched already
/// stays as it is and counts as nothing added.
///
/// <https://api.simkl.org/api-reference/simkl/add-to-history>, read 2026-10.
const ADD: &str = "/sync/history";

/// `POST /sync/history/remove`: takes episodes out. A film, or a show without its episodes,
/// leaves the library altogether, with its rating and its place on every list; so only
/// [`Intent::RemoveStatus`] sends one. Anime goes under `shows`: one page says that a list
/// of its own is passed over in silence.
///
/// <https://api.simkl.org/api-reference/simkl/remove-from-history>, read 2026-10.
const REMOVE: &str = "/sync/history/remove";

/// `POST /sync/ratings`: 1 to 10, of films and shows. A title the library does not hold is
/// filed as watched by it.
///
/// <https://api.simkl.org/api-reference/simkl/add-ratings>, read 2026-10.
const RATE: &str = "/sync/ratings";

/// `POST /sync/ratings/remove`: takes ratings back.
///
/// <https://api.simkl.org/api-reference/simkl/remove-ratings>, read 2026-10.
const UNRATE: &str = "/sync/ratings/remove";

/// `POST /sync/add-to-list`: where the person stands with a title, one of five words. There
/// is no watchlist besides: it is the word `plantowatch`.
///
/// <https://api.simkl.org/api-reference/simkl/add-to-list>, read 2026-10.
const ADD_TO_LIST: &str = "/sync/add-to-list";

pub(in super::super) fn add(plays: &[Finished], cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let mut lists = Lists::default();
    for play in plays {
        let word = Object::default().set("watched_at", moment(play.watched_at.whole_second()));
        map::play(&mut lists, &play.media, word)?;
    }
    post(ADD, lists, cx)
}

pub(in super::super) fn added(plays: &[Finished], body: &Value) -> Option<Outcome> {
    let works: Vec<Work> = plays.iter().map(|play| play.media.clone().into()).collect();
    nested::each(body, &["added"], &works, errors::NOT_FOUND)
}

pub(in super::super) fn remove(
    plays: &[StoredPlay],
    cx: &Context<'_>,
) -> Result<HttpRequest, Error> {
    let mut lists = Lists::default();
    for play in plays {
        let Media::Episode(part) = &play.media else {
            return Err(Error::new(
                ErrorKind::BadInput,
                "At Simkl a film's play cannot be removed without the film, its rating and all.",
            ));
        };
        map::episode(&mut lists, part, "shows", Object::default())?;
    }
    post(REMOVE, lists, cx)
}

pub(in super::super) fn removed(plays: &[StoredPlay], body: &Value) -> Option<Outcome> {
    let works: Vec<Work> = plays.iter().map(|play| play.media.clone().into()).collect();
    nested::each(body, &["deleted"], &works, errors::NOT_FOUND)
}

/// Whole titles are all changed alike, some with a word on each.
pub(in super::super) fn change(intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
    let mut lists = Lists::default();
    let path = match intent {
        Intent::Rate(rated) => {
            for rated in rated {
                let at = rated.at.map(|at| moment(at.whole_second()));
                let word = Object::default().set("rating", rated.rating.ten()).set("rated_at", at);
                map::title(&mut lists, &rated.work, word)?;
            }
            RATE
        }
        Intent::Unrate(works) => {
            for work in works {
                map::title(&mut lists, work, Object::default())?;
            }
            UNRATE
        }
        Intent::AddToList(listed) if listed.list == List::Watchlist => {
            for work in &listed.works {
                map::title(&mut lists, work, Object::default().set("to", "plantowatch"))?;
            }
            ADD_TO_LIST
        }
        Intent::SetStatus(change) => {
            let alone =
                StatusChange { status: change.status, ..StatusChange::of(change.work.clone()) };
            let status = change.status.filter(|_| alone == *change).ok_or_else(map::not_taken)?;
            let film = matches!(change.work, Work::Movie(_));
            if film && matches!(status, Status::Current | Status::Paused) {
                return Err(Error::new(
                    ErrorKind::BadInput,
                    "At Simkl a film is planned, completed or dropped, and nothing else.",
                ));
            }
            let word = map::status_word(status).ok_or_else(map::not_taken)?;
            map::title(&mut lists, &change.work, Object::default().set("to", word))?;
            ADD_TO_LIST
        }
        Intent::RemoveStatus { work, .. } => {
            map::title(&mut lists, work, Object::default())?;
            REMOVE
        }
        _ => return Err(map::not_taken()),
    };
    post(path, lists, cx)
}

pub(in super::super) fn changed(intent: &Intent, body: &Value) -> Result<Option<Outcome>, Error> {
    let each =
        |counted: &str, works: &[Work]| nested::each(body, &[counted], works, errors::NOT_FOUND);
    let one = |counted: &str, work: &Work| match each(counted, std::slice::from_ref(work)) {
        Some(each) => nested::only_one(each),
        None => Ok(None),
    };
    match intent {
        Intent::Rate(rated) => {
            let works: Vec<Work> = rated.iter().map(|rated| rated.work.clone()).collect();
            Ok(each("added", &works))
        }
        Intent::Unrate(works) => Ok(each("deleted", works)),
        Intent::AddToList(listed) => Ok(each("added", &listed.works)),
        Intent::SetStatus(change) => one("added", &change.work),
        Intent::RemoveStatus { work, .. } => one("deleted", work),
        _ => Ok(None),
    }
}
