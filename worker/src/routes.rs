//! The hub's routes: method, path, who may call.

use playtally::providers::List;
use worker::Method;

use crate::clients;
use crate::error::{Answer, Problem};
use crate::history::About;
use crate::metadata::Question;

/// What a request asks for. `{s}` in a path is a service's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// `DELETE user`: the person leaves.
    Leave,
    /// `GET user/services`
    Services,
    /// `GET user/services/{s}/connect`: on to the consent page.
    ConnectRedirect(String),
    /// `POST user/services/{s}/connect`: its address, or a token pasted.
    Connect(String),
    /// `GET auth/callback/{s}` and `GET scrobble/{s}/callback`
    Callback(String),
    /// `POST user/services/{s}/disconnect`
    Disconnect(String),
    /// `POST user/services/{s}/import`: what the account holds, as a file is brought.
    ImportAccount(String),
    /// `POST user/services/{s}/sync`
    Sync(String),
    /// `POST user/services/{s}/sync/confirm`: what would remove so much may be done.
    ConfirmSync(String),
    /// `POST user/services/{s}/sync/undo`: takes the last sync back.
    UndoSync(String),
    /// `POST user/sync`
    SyncAll,
    /// `GET user/jobs`
    Jobs,
    /// `PATCH user/services/{s}/settings`
    Settings(String),
    /// `GET user/time_zone`
    TimeZone,
    /// `PUT user/time_zone`
    SetTimeZone,
    /// `GET user/services/{s}/profile`: asks anew.
    Profile(String),
    /// `GET user/services/{s}/watching`: what is watched there now.
    Watching(String),
    /// `GET user/services/{s}/totals`
    Totals(String),
    /// `POST scrobble`
    Scrobble,
    /// `POST playing/{player}`: what the person asks of a play.
    Command(String),
    /// `POST find`
    Find,
    /// `GET find/questions`
    Questions,
    /// `DELETE find/questions?key=`
    DropQuestion,
    /// `GET corrections`
    Corrections,
    /// `PUT corrections`
    Correct,
    /// `DELETE corrections?key=`
    ForgetCorrection,
    /// `GET outbox`
    Outbox,
    /// `POST user/outbox/{id}/retry`
    Retry(String),
    /// `DELETE user/outbox/{id}`
    Drop(String),
    /// `GET state`
    State,
    /// `DELETE state?key=`: not to be gone on with.
    DismissPlace,
    /// `GET history`
    History,
    /// `POST history`: the person marks plays.
    Mark,
    /// `DELETE history`
    Unmark,
    /// `GET stats`
    Stats,
    /// `GET export`: a file.
    Export,
    /// `GET ratings`, `watchlist`, `collection`, `loved`, `status`
    Words(About),
    /// `PUT ratings`
    Rate,
    /// `POST watchlist`, `collection`, `loved`
    PutOn(List),
    /// `PUT status`
    Stand,
    /// `DELETE ratings`, `watchlist`, `collection`, `loved`, `status`
    TakeBack(About),
    /// `GET live`: becomes a WebSocket.
    Live,
    /// `POST user/devices`: a code to pair a player with.
    NewCode,
    /// `GET user/devices`
    Devices,
    /// `POST user/devices/token`: a token for a client that submits plays.
    NewToken,
    /// `POST user/devices/allow`: a client that asked for a token may have one.
    AllowClient,
    /// `PATCH user/devices/{id}`: it is another profile's from now on.
    MoveDevice(String),
    /// `DELETE user/devices/{id}`
    Unpair(String),
    /// `GET user/profiles`: the people of the household.
    Profiles,
    /// `POST user/profiles`
    NewProfile,
    /// `PATCH user/profiles/{id}`
    ChangeProfile(String),
    /// `DELETE user/profiles/{id}`: with all that is kept of it.
    RemoveProfile(String),
    /// `GET user/webhooks`: the addresses of media servers.
    Webhooks,
    /// `POST user/webhooks`
    NewWebhook,
    /// `PATCH user/webhooks/{id}`: who counts there, and what.
    ChangeWebhook(String),
    /// `POST user/webhooks/{id}/rotate`
    RotateWebhook(String),
    /// `DELETE user/webhooks/{id}`
    EndWebhook(String),
    /// `GET user/recovery`: whether there is a code.
    Recovery,
    /// `POST user/recovery`: a new one.
    NewRecovery,
    /// `POST recover`: by the hub's page, with a code.
    Recover,
    /// `POST pair`: from anywhere, with a code.
    Pair,
    /// `POST user/services/{s}/device`: a code to type at the service.
    StartDevice(String),
    /// `GET user/services/{s}/device`: what came of it so far.
    ReadDevice(String),
    /// `DELETE user/services/{s}/device`
    CancelDevice(String),
    /// `GET metadata/…`
    Metadata(Question),
    /// `GET metadata/image/{size}/{name}`
    Picture(String, String),
    /// `GET metadata/cache`: for the hub's owner.
    Cache,
    /// `DELETE metadata/cache`: for the hub's owner.
    ClearCache,
    /// `POST import`: the body is the file.
    NewImport,
    /// `GET import`
    Imports,
    /// `GET import/{id}`
    Import(String),
    /// `GET import/{id}/rows`
    ImportRows(String),
    /// `PATCH import/{id}`
    AnswerImport(String),
    /// `POST import/{id}/run`
    RunImport(String),
    /// `POST import/{id}/cancel`
    CancelImport(String),
    /// `POST import/{id}/resume`
    ResumeImport(String),
    /// `DELETE import/{id}`
    DeleteImport(String),
    /// `POST checkin`
    CheckIn,
    /// `DELETE checkin`
    CancelCheckIn,
    /// `/1/…`, as at `ListenBrainz`.
    ListenBrainz(clients::Ask),
    /// `/2.0/`, as at Last.fm.
    Lastfm,
}

impl Route {
    /// What a paired player must be allowed to do to ask for this; `None` where only the
    /// hub's own page may.
    pub(crate) const fn scope(&self) -> Option<&'static str> {
        match self {
            Self::Services | Self::State => Some("read"),
            Self::Scrobble | Self::CheckIn | Self::CancelCheckIn => Some("play"),
            // Of what it plays itself.
            Self::Command(_) => Some("play"),
            Self::Sync(_) | Self::SyncAll => Some("play"),
            Self::ListenBrainz(_) | Self::Lastfm => Some(clients::SCOPE),
            _ => None,
        }
    }

    /// Whether pages elsewhere have any business here.
    pub(crate) fn is_for_players(&self) -> bool {
        self.scope().is_some() || *self == Self::Pair
    }
}

/// Where every route begins.
pub(crate) const ROOT: &str = "/api/v1/";

/// The route of a request; `path` without the query.
///
/// # Errors
/// `not_found`, `method_not_allowed`.
pub(crate) fn find(method: &Method, path: &str) -> Answer<Route> {
    if let Some(route) = clients::route(method, path) {
        return Ok(route);
    }
    let segments: Vec<&str> = path.strip_prefix(ROOT).unwrap_or_default().split('/').collect();
    if let Some(route) = row(method, &segments) {
        return Ok(route);
    }
    let others = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];
    Err(if others.iter().any(|other| row(other, &segments).is_some()) {
        Problem::new(405, "method_not_allowed", "This address does not take that method.")
    } else {
        Problem::not_found()
    })
}

fn row(method: &Method, segments: &[&str]) -> Option<Route> {
    use Method::{Delete, Get, Patch, Post, Put};
    let route = match (method, segments) {
        (Delete, ["user"]) => Route::Leave,
        (Get, ["user", "services"]) => Route::Services,
        (Get, ["user", "services", s, "connect"]) => Route::ConnectRedirect((*s).to_owned()),
        (Post, ["user", "services", s, "connect"]) => Route::Connect((*s).to_owned()),
        (Post, ["user", "services", s, "disconnect"]) => Route::Disconnect((*s).to_owned()),
        (Post, ["user", "services", s, "import"]) => Route::ImportAccount((*s).to_owned()),
        (Post, ["user", "services", s, "sync"]) => Route::Sync((*s).to_owned()),
        (Post, ["user", "services", s, "sync", "confirm"]) => Route::ConfirmSync((*s).to_owned()),
        (Post, ["user", "services", s, "sync", "undo"]) => Route::UndoSync((*s).to_owned()),
        (Post, ["user", "sync"]) => Route::SyncAll,
        (Get, ["user", "jobs"]) => Route::Jobs,
        (Get, ["user", "time_zone"]) => Route::TimeZone,
        (Put, ["user", "time_zone"]) => Route::SetTimeZone,
        (Patch, ["user", "services", s, "settings"]) => Route::Settings((*s).to_owned()),
        (Get, ["user", "services", s, "profile"]) => Route::Profile((*s).to_owned()),
        (Get, ["user", "services", s, "watching"]) => Route::Watching((*s).to_owned()),
        (Get, ["user", "services", s, "totals"]) => Route::Totals((*s).to_owned()),
        (Get, ["auth", "callback", s] | ["scrobble", s, "callback"]) => {
            Route::Callback((*s).to_owned())
        }
        (Post, ["scrobble"]) => Route::Scrobble,
        (Post, ["playing", player]) => Route::Command((*player).to_owned()),
        (Post, ["find"]) => Route::Find,
        (Get, ["find", "questions"]) => Route::Questions,
        (Delete, ["find", "questions"]) => Route::DropQuestion,
        (Get, ["corrections"]) => Route::Corrections,
        (Put, ["corrections"]) => Route::Correct,
        (Delete, ["corrections"]) => Route::ForgetCorrection,
        (Get, ["outbox"]) => Route::Outbox,
        (Post, ["user", "outbox", id, "retry"]) => Route::Retry((*id).to_owned()),
        (Delete, ["user", "outbox", id]) => Route::Drop((*id).to_owned()),
        (Get, ["state"]) => Route::State,
        (Delete, ["state"]) => Route::DismissPlace,
        (Get, ["history"]) => Route::History,
        (Get, ["stats"]) => Route::Stats,
        (Get, ["export"]) => Route::Export,
        (Post, ["history"]) => Route::Mark,
        (Delete, ["history"]) => Route::Unmark,
        (Put, ["ratings"]) => Route::Rate,
        (Put, ["status"]) => Route::Stand,
        (Post, [list]) if listed(list).is_some() => Route::PutOn(listed(list)?),
        (Get, [words]) if about(words).is_some() => Route::Words(about(words)?),
        (Delete, [words]) if about(words).is_some() => Route::TakeBack(about(words)?),
        (Get, ["live"]) => Route::Live,
        (Post, ["user", "devices"]) => Route::NewCode,
        (Get, ["user", "devices"]) => Route::Devices,
        (Post, ["user", "devices", "token"]) => Route::NewToken,
        (Post, ["user", "devices", "allow"]) => Route::AllowClient,
        (Patch, ["user", "devices", id]) => Route::MoveDevice((*id).to_owned()),
        (Delete, ["user", "devices", id]) => Route::Unpair((*id).to_owned()),
        (Get, ["user", "profiles"]) => Route::Profiles,
        (Post, ["user", "profiles"]) => Route::NewProfile,
        (Patch, ["user", "profiles", id]) => Route::ChangeProfile((*id).to_owned()),
        (Delete, ["user", "profiles", id]) => Route::RemoveProfile((*id).to_owned()),
        (Get, ["user", "webhooks"]) => Route::Webhooks,
        (Post, ["user", "webhooks"]) => Route::NewWebhook,
        (Patch, ["user", "webhooks", id]) => Route::ChangeWebhook((*id).to_owned()),
        (Post, ["user", "webhooks", id, "rotate"]) => Route::RotateWebhook((*id).to_owned()),
        (Delete, ["user", "webhooks", id]) => Route::EndWebhook((*id).to_owned()),
        (Get, ["user", "recovery"]) => Route::Recovery,
        (Post, ["user", "recovery"]) => Route::NewRecovery,
        (Post, ["recover"]) => Route::Recover,
        (Post, ["pair"]) => Route::Pair,
        (Post, ["user", "services", s, "device"]) => Route::StartDevice((*s).to_owned()),
        (Get, ["user", "services", s, "device"]) => Route::ReadDevice((*s).to_owned()),
        (Delete, ["user", "services", s, "device"]) => Route::CancelDevice((*s).to_owned()),
        (Get, ["metadata", "cache"]) => Route::Cache,
        (Delete, ["metadata", "cache"]) => Route::ClearCache,
        (Get, ["metadata", "image", size, name]) => {
            Route::Picture((*size).to_owned(), (*name).to_owned())
        }
        (Get, ["metadata", rest @ ..]) => Route::Metadata(Question::read(rest)?),
        (Post, ["import"]) => Route::NewImport,
        (Get, ["import"]) => Route::Imports,
        (Get, ["import", id]) => Route::Import((*id).to_owned()),
        (Get, ["import", id, "rows"]) => Route::ImportRows((*id).to_owned()),
        (Patch, ["import", id]) => Route::AnswerImport((*id).to_owned()),
        (Post, ["import", id, "run"]) => Route::RunImport((*id).to_owned()),
        (Post, ["import", id, "cancel"]) => Route::CancelImport((*id).to_owned()),
        (Post, ["import", id, "resume"]) => Route::ResumeImport((*id).to_owned()),
        (Delete, ["import", id]) => Route::DeleteImport((*id).to_owned()),
        (Post, ["checkin"]) => Route::CheckIn,
        (Delete, ["checkin"]) => Route::CancelCheckIn,
        _ => return None,
    };
    Some(route)
}

/// A list by its name.
fn listed(name: &str) -> Option<List> {
    match name {
        "watchlist" => Some(List::Watchlist),
        "collection" => Some(List::Collection),
        "loved" => Some(List::Loved),
        _ => None,
    }
}

/// What is said of works, by its name.
fn about(name: &str) -> Option<About> {
    match name {
        "ratings" => Some(About::Ratings),
        "status" => Some(About::Standings),
        list => listed(list).map(About::Listed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_address_and_a_wrong_method_differ() {
        let code = |method, path| find(&method, path).map_err(|problem| problem.code);
        assert_eq!(code(Method::Get, "/api/v1/state"), Ok(Route::State));
        assert_eq!(code(Method::Delete, "/api/v1/stats"), Err("method_not_allowed"));
        assert_eq!(code(Method::Get, "/api/v1/nothing"), Err("not_found"));
        assert_eq!(code(Method::Get, "/api/v2/state"), Err("not_found"));
    }

    #[test]
    fn both_callback_addresses_are_one() {
        let old = find(&Method::Get, "/api/v1/scrobble/trakt/callback");
        assert_eq!(old, find(&Method::Get, "/api/v1/auth/callback/trakt"));
    }
}
