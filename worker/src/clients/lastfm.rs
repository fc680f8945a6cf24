//! Last.fm's API as its scrobbling clients use it, for a person's own music.
//!
//! <https://www.last.fm/api/scrobbling> and the pages beside it, read 2026-11.
//!
//! # Design
//! A session key is the person's token. Most clients let their address be set and keep the key
//! and secret of their own app: no more than that service itself can this hub check what they
//! sign with it, and the session key alone says who calls. Where a client takes a key and a
//! secret, the person gives it those made with the token, and what it signs must be right.

use std::rc::Rc;

use playtally::auth::sign::api_sig;
use playtally::http::{encode_pairs, parse_pairs};
use playtally::map::Map;
use playtally::media::{Media, Track};
use playtally::session::Fact;
use playtally::time::{Span, Timestamp};
use serde_json::Value;
use worker::{Env, Headers, Method, Request, Response, ResponseBuilder};

use super::pace::Pace;
use super::submitted::{Client, Listen};
use super::{Token, USER, number, object, pace, pass, refused, tokens, value_of, xml};
use crate::account::{Hub, query_of};
use crate::config::Config;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::history::Heard;
use crate::pairing::Device;
use crate::reply;
use crate::store::Moment;
use crate::text_within;

/// Bytes of a form.
const MOST_BYTES: usize = 262_144;

/// Scrobbles of a form.
const MOST_SCROBBLES: usize = 50;

/// Tracks of a page, where nobody says how many, and at most.
const USUAL: usize = 50;
const MOST: usize = 1_000;

/// What is older was heard before there was a service to tell.
const EARLIEST: Timestamp = Timestamp::from_secs(1_033_430_400);

const AHEAD: Span = Span::from_hours(1);

/// What goes no further than here.
const OURS: [&str; 7] = ["sk", "password", "authToken", "api_sig", "api_key", "token", "profile"];

/// A refusal: its number, the status it comes with, and its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Failure(u32, u16, &'static str);

const NO_METHOD: Failure =
    Failure(3, 400, "Invalid Method - No method with that name in this package");
const NOT_ALLOWED: Failure =
    Failure(4, 403, "Authentication Failed - You do not have permissions to access the service");
const USED: Failure = Failure(4, 403, "Unauthorized Token - This token has not been issued");
const PARAMETERS: Failure =
    Failure(6, 400, "Invalid parameters - Your request is missing a required parameter");
const FAILED: Failure = Failure(8, 500, "Operation failed - Something else went wrong");
const NO_SESSION: Failure = Failure(9, 403, "Invalid session key - Please re-authenticate");
const NO_KEY: Failure =
    Failure(10, 403, "Invalid API key - You must be granted a valid key by last.fm");
const OFFLINE: Failure =
    Failure(11, 503, "Service Offline - This service is temporarily offline. Try again later.");
const SIGNATURE: Failure = Failure(13, 403, "Invalid method signature supplied");
const WAITING: Failure =
    Failure(14, 403, "Unauthorized Token - This token has not been authorized");
const EXPIRED: Failure = Failure(15, 403, "This token has expired");
const PRIVATE: Failure = Failure(17, 403, "Login: User required to be logged in");
const TOO_MUCH: Failure = Failure(
    29,
    429,
    "Rate limit exceeded - Too many requests in a short period. Please try again later.",
);

impl Failure {
    /// What stands for a refusal of the hub.
    const fn of(status: u16) -> Self {
        match status {
            401 | 403 => NO_SESSION,
            429 => TOO_MUCH,
            409 | 503 => OFFLINE,
            400..=499 => PARAMETERS,
            _ => FAILED,
        }
    }

    fn to_json(self) -> Value {
        object(&mut [("error", self.0.into()), ("message", self.2.into())])
    }

    fn answer(self) -> Answer<Response> {
        reply::json(self.1, &self.to_json())
    }
}

/// Whose token a method goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Nothing,
    Ticket,
    Password,
    Session,
    /// What anybody may read at the service, and nobody but the person here.
    Reading,
}

/// The name of a method as it is written here, and what it goes by.
fn method_of(name: &str) -> Option<By> {
    Some(match &*name.to_ascii_lowercase() {
        "auth.gettoken" => By::Nothing,
        "auth.getsession" => By::Ticket,
        "auth.getmobilesession" => By::Password,
        "track.scrobble" | "track.updatenowplaying" | "track.love" | "track.unlove" => By::Session,
        "user.getinfo" | "user.getrecenttracks" => By::Reading,
        _ => return None,
    })
}

/// What comes before it is known who calls; and an answer in the form that was asked for.
pub(super) async fn door(request: &mut Request, env: &Env) -> worker::Result<Response> {
    let pairs = match pairs_of(request).await {
        Ok(pairs) => pairs,
        Err(problem) => {
            return written(&Failure::of(problem.status).to_json(), problem.status, false);
        }
    };
    let in_json = value_of(&pairs, "format") == "json";
    let (status, answer, headers) = match knock(request, env, &pairs).await {
        Ok((mut response, token)) => match refused(&mut response).await? {
            Some((status, _)) => {
                let failure = Failure::of(status);
                (failure.1, failure.to_json(), None)
            }
            None => {
                let mut answer: Value = drive::answer_of(&mut response).await?;
                if let Some(session) = answer.get_mut("session") {
                    session["key"] = token.plain().into();
                }
                (response.status_code(), answer, Some(response.headers().clone()))
            }
        },
        Err(Knocked::Answer(answer)) => (200, answer, None),
        Err(Knocked::Failed(failure)) => (failure.1, failure.to_json(), None),
    };
    let response = written(&answer, status, in_json)?;
    match headers {
        Some(told) => pace::passed_on(response, &told),
        None => Ok(response),
    }
}

fn written(answer: &Value, status: u16, in_json: bool) -> worker::Result<Response> {
    let (kind, text) = match (in_json, answer["error"].as_u64()) {
        (true, _) => ("application/json", answer.to_string()),
        (false, None) => ("text/xml; charset=utf-8", xml::answered(answer)),
        (false, Some(code)) => {
            let message = answer["message"].as_str().unwrap_or_default();
            let code = u32::try_from(code).unwrap_or_default();
            ("text/xml; charset=utf-8", xml::failed(code, message))
        }
    };
    let headers = Headers::new();
    headers.set("content-type", kind)?;
    headers.set("cache-control", "no-store")?;
    let response = ResponseBuilder::new().with_status(status).with_headers(headers);
    Ok(response.fixed(text.into_bytes()))
}

/// What was sent, in the query as in the form.
async fn pairs_of(request: &mut Request) -> Answer<Vec<(String, String)>> {
    let mut pairs = parse_pairs(&query_of(request));
    if request.method() == Method::Post {
        pairs.extend(parse_pairs(&text_within(request, MOST_BYTES).await?));
    }
    Ok(pairs)
}

/// What needs no person.
enum Knocked {
    Answer(Value),
    Failed(Failure),
}

impl From<Failure> for Knocked {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Problem> for Knocked {
    fn from(problem: Problem) -> Self {
        Self::Failed(Failure::of(problem.status))
    }
}

async fn knock(
    request: &Request,
    env: &Env,
    pairs: &[(String, String)],
) -> Result<(Response, Token), Knocked> {
    let by = method_of(value_of(pairs, "method")).ok_or(NO_METHOD)?;
    if value_of(pairs, "api_key").is_empty() {
        return Err(NO_KEY.into());
    }
    let posted = request.method() == Method::Post;
    if matches!(by, By::Password | By::Session) && !posted {
        return Err(PARAMETERS.into());
    }
    let now = drive::now();
    let token = match by {
        By::Nothing => {
            return Err(Knocked::Answer(object(&mut [("token", tokens::ticket(now).into())])));
        }
        By::Ticket => {
            let config = Config::read(env);
            let keys = config.keys.as_ref().ok_or(OFFLINE)?;
            let given = tokens::token_for(keys, value_of(pairs, "token"), now);
            given.map_err(|was| if was { EXPIRED } else { USED })?
        }
        By::Password => Token::read(value_of(pairs, "password")).ok_or(NOT_ALLOWED)?,
        By::Session => Token::read(value_of(pairs, "sk")).ok_or(NO_SESSION)?,
        By::Reading if value_of(pairs, "sk").is_empty() => return Err(PRIVATE.into()),
        By::Reading => Token::read(value_of(pairs, "sk")).ok_or(NO_SESSION)?,
    };
    if !is_signed(&token, pairs) {
        return Err(SIGNATURE.into());
    }
    let rest = pairs.iter().filter(|(name, _)| !OURS.contains(&&**name));
    let rest: Vec<_> = rest.map(|(name, value)| (&**name, &**value)).collect();
    let rest = encode_pairs(&rest);
    let (address, body) = match posted {
        true => ("/2.0/".to_owned(), rest),
        false => (format!("/2.0/?{rest}"), String::new()),
    };
    let response = pass(request, env, &token, &address, body).await?;
    let nobody = match by {
        By::Ticket => WAITING,
        By::Password => NOT_ALLOWED,
        _ => NO_SESSION,
    };
    Ok((response.ok_or(nobody)?, token))
}

/// Whether what was signed with the token's own secret is right. What is signed with the secret
/// of a client's own app nobody here can tell.
fn is_signed(token: &Token, pairs: &[(String, String)]) -> bool {
    if value_of(pairs, "api_key") != token.api_key() {
        return true;
    }
    let wanted = api_sig(pairs.to_vec(), &token.api_secret());
    value_of(pairs, "api_sig").eq_ignore_ascii_case(&wanted)
}

/// A track that a form tells of, by the names of its fields.
type Fields<'a> = Map<&'a str, &'a str>;

/// The scrobbles of a form in their order; `None` where there are too many, or none.
fn scrobbles(pairs: &[(String, String)]) -> Option<Vec<Fields<'_>>> {
    let mut all: Map<usize, Fields<'_>> = Map::new();
    for (name, value) in pairs {
        let (name, place) = match name.split_once('[') {
            Some((name, place)) => (name, usize::try_from(number(place.strip_suffix(']')?)?).ok()?),
            None => (&**name, 0),
        };
        if ["artist", "track", "timestamp", "album", "duration"].contains(&name) {
            all.or_default(place).insert(name, value);
        }
    }
    let fits = all.keys().all(|place| *place < MOST_SCROBBLES) && !all.is_empty();
    fits.then(|| all.into_values().collect())
}

/// The track of some fields; `None` where one is missing. What a form calls its MBID is that of
/// a track on a release, and none of a recording.
fn track(fields: &Fields<'_>) -> Option<Track> {
    let text = |name: &str| fields.get(name).map(|text| text.trim()).filter(|it| !it.is_empty());
    let seconds = text("duration").and_then(number).and_then(|it| u64::try_from(it).ok());
    Some(Track {
        title: text("track")?.to_owned(),
        artist: text("artist")?.to_owned(),
        album: text("album").map(str::to_owned),
        duration_ms: seconds.filter(|it| *it > 0).map(|it| it.saturating_mul(1_000)),
        ..Track::default()
    })
}

/// A scrobble, and why it is left out where it is.
fn scrobbled(fields: &Fields<'_>, now: Timestamp) -> Option<(Listen, Option<(u32, &'static str)>)> {
    let track = track(fields)?;
    let at = Timestamp::from_secs(number(fields.get("timestamp")?)?);
    let unknown = ["[unknown]", "unknown artist", "<unknown>"];
    let ignored = if unknown.contains(&&*track.artist.to_lowercase()) {
        Some((1, "Artist name failed filter"))
    } else if at < EARLIEST {
        Some((3, "Timestamp is too old"))
    } else if at > now + AHEAD {
        Some((4, "Timestamp is too far in the future"))
    } else {
        None
    };
    Some((Listen { at, track, from: None }, ignored))
}

impl Hub {
    /// A call of a client, answered as JSON.
    pub(crate) fn lastfm(
        self: &Rc<Self>,
        profile: &str,
        device: Option<Device>,
        query: &str,
        body: &str,
    ) -> Answer<Response> {
        let now = drive::now();
        let first = device.as_ref().is_some_and(|device| device.seen_at.is_none());
        let client = Client::of(device);
        let pace = Pace::count(&mut self.paces.borrow_mut(), &client.id, now);
        if pace.over {
            return Ok(pace.told(TOO_MUCH.answer()?, now)?);
        }
        let pairs = parse_pairs(if body.is_empty() { query } else { body });
        match self.answer_lastfm(profile, &client, first, &pairs, now) {
            Err(Problem { status: 429, retry_after: Some(seconds), .. }) => {
                Ok(Pace::until(now, seconds).told(TOO_MUCH.answer()?, now)?)
            }
            answer => Ok(pace.told(answer?, now)?),
        }
    }

    fn answer_lastfm(
        self: &Rc<Self>,
        profile: &str,
        client: &Client,
        first: bool,
        pairs: &[(String, String)],
        now: Timestamp,
    ) -> Answer<Response> {
        let fields: Fields<'_> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
        let answer = match &*value_of(pairs, "method").to_ascii_lowercase() {
            "auth.getsession" if !first => return USED.answer(),
            "auth.getsession" => session(""),
            "auth.getmobilesession" => session(value_of(pairs, "username")),
            "track.scrobble" => return self.scrobble_tracks(profile, client, pairs, now),
            "track.updatenowplaying" => {
                let Some(track) = track(&fields) else { return PARAMETERS.answer() };
                let shown = corrected(&track);
                self.take_now(profile, client, &Listen { at: now, track, from: None })?;
                object(&mut [("nowplaying", shown)])
            }
            method @ ("track.love" | "track.unlove") => {
                let Some(track) = track(&fields) else { return PARAMETERS.answer() };
                self.love(profile, track, method == "track.love")?;
                object(&mut [])
            }
            "user.getinfo" => self.user_info(profile, value_of(pairs, "user"))?,
            "user.getrecenttracks" => self.recent_tracks(profile, client, pairs, now)?,
            _ => return NO_METHOD.answer(),
        };
        reply::json(200, &answer)
    }

    fn scrobble_tracks(
        self: &Rc<Self>,
        profile: &str,
        client: &Client,
        pairs: &[(String, String)],
        now: Timestamp,
    ) -> Answer<Response> {
        let Some(all) = scrobbles(pairs) else { return PARAMETERS.answer() };
        let mut shown = Vec::new();
        let mut listens = Vec::new();
        for fields in &all {
            let Some((listen, ignored)) = scrobbled(fields, now) else {
                return PARAMETERS.answer();
            };
            let mut one = corrected(&listen.track);
            one["timestamp"] = listen.at.secs().to_string().into();
            match ignored {
                None => listens.push(listen),
                Some((code, text)) => {
                    one["ignoredMessage"] = texted("code", &code.to_string(), text);
                }
            }
            shown.push(one);
        }
        let (accepted, ignored) = (listens.len(), shown.len() - listens.len());
        self.take_listens(profile, client, listens)?;
        let attr = object(&mut [("accepted", accepted.into()), ("ignored", ignored.into())]);
        let scrobbles = object(&mut [("@attr", attr), ("scrobble", one_or_all(shown))]);
        reply::json(200, &object(&mut [("scrobbles", scrobbles)]))
    }

    fn user_info(&self, profile: &str, name: &str) -> Answer<Value> {
        let plays = self.heard(profile, (None, None), 0, 0)?.all;
        let query = "SELECT made_at AS at FROM profiles WHERE id = ?";
        let made: Option<Moment> = self.sql.first(query, &[profile.into()])?;
        let since = made.and_then(|row| row.at).map_or(0, Timestamp::secs).to_string();
        let user = object(&mut [
            ("name", named(name)),
            ("realname", "".into()),
            ("url", (&*self.origin).into()),
            ("playcount", plays.to_string().into()),
            ("subscriber", "0".into()),
            ("type", "user".into()),
            ("image", Value::Array(Vec::new())),
            ("registered", texted("unixtime", &since, &since)),
        ]);
        Ok(object(&mut [("user", user)]))
    }

    fn recent_tracks(
        &self,
        profile: &str,
        client: &Client,
        pairs: &[(String, String)],
        now: Timestamp,
    ) -> Answer<Value> {
        let given = |name: &str| number(value_of(pairs, name));
        let count = |name: &str, usual: usize| {
            let given = given(name).and_then(|it| usize::try_from(it).ok());
            given.filter(|it| *it > 0).unwrap_or(usual)
        };
        let (limit, page) = (count("limit", USUAL).min(MOST), count("page", 1));
        let between = (given("from"), given("to"));
        let between = (between.0.map(Timestamp::from_secs), between.1.map(Timestamp::from_secs));
        let found = self.heard(profile, between, (page - 1).saturating_mul(limit), limit)?;
        let extended = value_of(pairs, "extended") == "1";
        let loved = if extended { self.loved(profile)? } else { Vec::new() };
        let show = |track: &Track| shown(track, extended.then_some(&*loved));
        let mut tracks = Vec::new();
        if let Some(Fact { media: Media::Track(track), .. }) =
            self.heard_now(profile, client, now)?
        {
            let mut shown = show(&track);
            shown["@attr"] = object(&mut [("nowplaying", "true".into())]);
            tracks.push(shown);
        }
        for Heard { at, track } in &found.heard {
            let mut shown = show(track);
            shown["date"] = texted("uts", &at.secs().to_string(), &day(*at));
            tracks.push(shown);
        }
        let text = |number: usize| Value::from(number.to_string());
        let attr = object(&mut [
            ("user", named(value_of(pairs, "user"))),
            ("page", text(page)),
            ("perPage", text(limit)),
            ("total", text(found.all)),
            ("totalPages", text(found.all.div_ceil(limit))),
        ]);
        let recent = object(&mut [("@attr", attr), ("track", one_or_all(tracks))]);
        Ok(object(&mut [("recenttracks", recent)]))
    }
}

/// The key is put in where it is known.
fn session(name: &str) -> Value {
    let session = object(&mut [("name", named(name)), ("subscriber", 0.into())]);
    object(&mut [("session", session)])
}

/// A person is called as they call themselves.
fn named(name: &str) -> Value {
    if name.is_empty() { USER.into() } else { name.into() }
}

/// A single child is no list.
fn one_or_all(mut all: Vec<Value>) -> Value {
    if all.len() == 1 { all.remove(0) } else { Value::Array(all) }
}

/// A text with an attribute beside it.
fn texted(name: &str, value: &str, text: &str) -> Value {
    object(&mut [(name, value.into()), ("#text", text.into())])
}

/// A track as it was taken: nothing of it is corrected.
fn corrected(track: &Track) -> Value {
    let said = |text: &str| texted("corrected", "0", text);
    object(&mut [
        ("track", said(&track.title)),
        ("artist", said(&track.artist)),
        ("album", said(track.album.as_deref().unwrap_or_default())),
        ("albumArtist", said("")),
        ("ignoredMessage", texted("code", "0", "")),
    ])
}

/// `loved` is what the person loves, where that is to be told.
fn shown(track: &Track, loved: Option<&[(Track, Option<Timestamp>)]>) -> Value {
    let artist = match loved {
        Some(_) => object(&mut [("name", (&*track.artist).into()), ("mbid", "".into())]),
        None => texted("mbid", "", &track.artist),
    };
    let mut shown = object(&mut [
        ("name", (&*track.title).into()),
        ("artist", artist),
        ("album", texted("mbid", "", track.album.as_deref().unwrap_or_default())),
        ("mbid", "".into()),
        ("url", "".into()),
        ("streamable", "0".into()),
        ("image", Value::Array(Vec::new())),
    ]);
    if let Some(loved) = loved {
        let media = Media::Track(track.clone());
        let same = |(it, _): &(Track, _)| Media::Track(it.clone()).same_item(&media);
        shown["loved"] = if loved.iter().any(same) { "1" } else { "0" }.into();
    }
    shown
}

/// `20 Oct 2020, 10:03`
fn day(at: Timestamp) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let text = at.to_rfc3339();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let month =
        part(5, 7).parse::<usize>().ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    [part(8, 10), " ", month.unwrap_or(&""), " ", part(0, 4), ", ", part(11, 16)].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

    fn pairs(text: &str) -> Vec<(String, String)> {
        parse_pairs(text)
    }

    #[test]
    fn a_form_tells_of_one_or_of_many_in_their_order() {
        let one = pairs("artist=Air&track=Kelly&timestamp=1789999000&album=&method=track.scrobble");
        assert_eq!(scrobbles(&one).unwrap().len(), 1);
        let many: String = (0..50)
            .map(|at| format!("&artist[{at}]=A{at}&track[{at}]=T&timestamp[{at}]=1789999000"))
            .collect();
        let many = pairs(&many);
        let read = scrobbles(&many).unwrap();
        assert_eq!(read[10].get("artist"), Some(&"A10"), "by number, not by letters");
        assert_eq!(read.len(), 50);
        for wrong in
            ["artist[50]=A&track[50]=T", "artist[x]=A", "artist[0=A", "method=track.scrobble"]
        {
            assert_eq!(scrobbles(&pairs(wrong)), None, "{wrong}");
        }
    }

    #[test]
    fn a_scrobble_is_taken_or_left_out_for_a_reason() {
        let what = |text: &str| {
            let pairs = pairs(text);
            let fields = scrobbles(&pairs).unwrap().remove(0);
            let code = |(listen, ignored): (Listen, Option<(u32, _)>)| match ignored {
                Some((code, _)) => Err(code),
                None => Ok(listen),
            };
            scrobbled(&fields, NOW).map(code)
        };
        let heard =
            what("artist=Air&track=Kelly&timestamp=1789999000&duration=215").unwrap().unwrap();
        assert_eq!((heard.at.secs(), heard.track.duration_ms), (1_789_999_000, Some(215_000)));
        assert_eq!(what("artist=Air&track=Kelly&timestamp=1000"), Some(Err(3)));
        assert_eq!(what("artist=Air&track=Kelly&timestamp=1790003601"), Some(Err(4)));
        assert_eq!(what("artist=Unknown+Artist&track=Kelly&timestamp=1789999000"), Some(Err(1)));
        for missing in
            ["artist=Air&track=Kelly", "artist=Air&timestamp=1", "artist=+&track=K&timestamp=1"]
        {
            assert_eq!(what(missing), None, "{missing}");
        }
    }

    #[test]
    fn a_signature_counts_where_the_secret_is_ours() {
        let token = Token::read("0123456789abcdef0123456789abcdef").unwrap();
        let unsigned = |key: &str| pairs(&format!("method=user.getInfo&api_key={key}&format=json"));
        assert!(is_signed(&token, &unsigned("somebody-elses")));
        let mut ours = unsigned(&token.api_key());
        assert!(!is_signed(&token, &ours));
        let right = api_sig(ours.clone(), &token.api_secret());
        ours.push(("api_sig".to_owned(), right));
        assert!(is_signed(&token, &ours));
        ours.push(("user".to_owned(), "bob".to_owned()));
        assert!(!is_signed(&token, &ours));
    }

    #[test]
    fn a_moment_is_written_as_the_service_writes_it() {
        assert_eq!(day(Timestamp::from_secs(1_603_188_238)), "20 Oct 2020, 10:03");
    }
}
