//! `ListenBrainz`'s API as its clients use it, for a person's own music.
//!
//! <https://listenbrainz.readthedocs.io/en/latest/users/api/core.html>, read 2026-11.

use std::rc::Rc;

use playtally::history::name_of;
use playtally::http::{encode_pairs, parse_pairs, percent_decode};
use playtally::media::{ExternalIds, Media, Track, Work};
use playtally::providers::List;
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde_json::Value;
use worker::{Env, Method, Request, Response};

use super::pace::Pace;
use super::submitted::Client;
use super::validated::{self, Submission};
use super::{Token, USER, number, object, one_slash, pass, refused, tokens, value_of};
use crate::account::{Hub, query_of};
use crate::drive;
use crate::error::{Answer, Problem};
use crate::history::{About, Heard};
use crate::pairing::Device;
use crate::reply;
use crate::store::to_body;
use crate::text_within;

/// Listens of an answer, where nobody says how many, and at most.
const USUAL: usize = 25;
const MOST: usize = 1_000;

const ALMOST_A_SECOND: Span = Span::from_millis(999);

/// What a client asks for; a `String` is the name of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    Submit,
    Validate,
    Listens(String),
    PlayingNow(String),
    Count(String),
    /// Loves a recording, or takes that back.
    Feedback,
    Loved(String),
}

impl Ask {
    pub(super) fn find(method: &Method, path: &str) -> Option<Self> {
        let path = one_slash(path);
        let path = path.strip_prefix("/1/")?.trim_end_matches('/');
        let segments: Vec<String> = path.split('/').map(percent_decode).collect::<Option<_>>()?;
        let segments: Vec<&str> = segments.iter().map(|it| &**it).collect();
        let user = |name: &str| name.to_owned();
        Some(match (method, &*segments) {
            (Method::Post, ["submit-listens"]) => Self::Submit,
            (Method::Get, ["validate-token"]) => Self::Validate,
            (Method::Get, ["user", name, "listens"]) => Self::Listens(user(name)),
            (Method::Get, ["user", name, "playing-now"]) => Self::PlayingNow(user(name)),
            (Method::Get, ["user", name, "listen-count"]) => Self::Count(user(name)),
            (Method::Post, ["feedback", "recording-feedback"]) => Self::Feedback,
            (Method::Get, ["feedback", "user", name, "get-feedback"]) => Self::Loved(user(name)),
            _ => return None,
        })
    }

    fn user(&self) -> Option<&str> {
        match self {
            Self::Listens(name)
            | Self::PlayingNow(name)
            | Self::Count(name)
            | Self::Loved(name) => Some(name),
            Self::Submit | Self::Validate | Self::Feedback => None,
        }
    }
}

/// What comes before it is known who calls.
pub(super) async fn door(request: &mut Request, env: &Env) -> worker::Result<Response> {
    let answer = match knock(request, env).await {
        Ok(mut response) => match refused(&mut response).await? {
            Some((status, text)) => refusal(status, &text),
            None => Ok(response),
        },
        Err(problem) => refusal(problem.status, &problem.detail),
    };
    answer.or_else(Problem::into_response)
}

async fn knock(request: &mut Request, env: &Env) -> Answer<Response> {
    let path = request.path();
    let Some(ask) = Ask::find(&request.method(), &path) else {
        return refusal(404, "The requested URL was not found on the server.");
    };
    // Read even where nobody is let in: a connection with a body unread on it is closed.
    let body = match request.method() {
        Method::Post => text_within(request, validated::MOST_BYTES).await,
        _ => Ok(String::new()),
    };
    let query = parse_pairs(&query_of(request));
    let header = request.headers().get("authorization")?;
    let given = match &ask {
        Ask::Validate => for_validation(header.as_deref(), value_of(&query, "token")),
        _ => in_header(header.as_deref()),
    };
    let given = match given {
        Ok(given) => given,
        Err((status, text)) => return refusal(status, text),
    };
    let unknown = || match ask {
        Ask::Validate => validated_as(false),
        _ => refusal(401, "Invalid authorization token."),
    };
    let Some(token) = Token::read(&given) else { return unknown() };
    let body = match body {
        Err(Problem { status: 413, .. }) => {
            let most = validated::MOST_BYTES;
            let text = format!("Payload too large. Payload cannot exceed {most} bytes");
            return refusal(400, &text);
        }
        body => body?,
    };
    let rest: Vec<(&str, &str)> = query
        .iter()
        .filter(|(name, _)| name != "token" && name != "profile")
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let address = format!("{}?{}", one_slash(&path), encode_pairs(&rest));
    match pass(request, env, &token, &address, body).await? {
        Some(response) => Ok(response),
        None => unknown(),
    }
}

type Given = Result<String, (u16, &'static str)>;

/// The second word, whatever the first is.
fn in_header(header: Option<&str>) -> Given {
    let header = header.ok_or((401, "You need to provide an Authorization header."))?;
    let token = header.split(' ').nth(1);
    token.map(str::to_owned).ok_or((401, "Provided Authorization header is invalid."))
}

/// From the query, or the header where its first word says that it is a token.
fn for_validation(header: Option<&str>, query: &str) -> Given {
    if !query.is_empty() {
        return Ok(query.to_owned());
    }
    let token = header.and_then(|it| it.split_once(' '));
    let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("token"));
    let token = token.map(|(_, token)| token.trim().to_owned());
    token.ok_or((400, "You need to provide an Authorization token."))
}

fn validated_as(valid: bool) -> Answer<Response> {
    let message = if valid { "Token valid." } else { "Token invalid." };
    let mut said =
        object(&mut [("code", 200.into()), ("message", message.into()), ("valid", valid.into())]);
    if valid {
        said["user_name"] = USER.into();
    }
    reply::json(200, &said)
}

fn refusal(status: u16, text: &str) -> Answer<Response> {
    reply::json(status, &object(&mut [("code", status.into()), ("error", text.into())]))
}

impl Hub {
    /// A call of a client, as its service would answer it.
    pub(crate) fn listenbrainz(
        self: &Rc<Self>,
        profile: &str,
        device: Option<Device>,
        ask: &Ask,
        query: &str,
        body: &str,
    ) -> Answer<Response> {
        let now = drive::now();
        let client = Client::of(device);
        let pace = Pace::count(&mut self.paces.borrow_mut(), &client.id, now);
        if pace.over {
            let text = "You have exceeded your rate limit. See the X-RateLimit-* response \
                        headers for more information.";
            return Ok(pace.told(refusal(429, text)?, now)?);
        }
        match self.answer_listenbrainz(profile, &client, ask, query, body) {
            Err(Problem { status: 429, retry_after: Some(seconds), detail, .. }) => {
                Ok(Pace::until(now, seconds).told(refusal(429, &detail)?, now)?)
            }
            answer => Ok(pace.told(answer?, now)?),
        }
    }

    fn answer_listenbrainz(
        self: &Rc<Self>,
        profile: &str,
        client: &Client,
        ask: &Ask,
        query: &str,
        body: &str,
    ) -> Answer<Response> {
        if let Some(name) = ask.user()
            && !name.eq_ignore_ascii_case(USER)
        {
            return refusal(404, &format!("Cannot find user: {name}"));
        }
        match ask {
            Ask::Validate => validated_as(true),
            Ask::Submit => self.submit_listens(profile, client, query, body),
            Ask::Listens(_) => self.listens(profile, &parse_pairs(query)),
            Ask::PlayingNow(_) => self.playing_now(profile, client),
            Ask::Count(_) => {
                let count = self.heard(profile, (None, None), 0, 0)?.all;
                let count = object(&mut [("count", count.into())]);
                reply::json(200, &object(&mut [("payload", count)]))
            }
            Ask::Feedback => self.feedback(profile, body),
            Ask::Loved(_) => self.list_feedback(profile, &parse_pairs(query)),
        }
    }

    fn submit_listens(
        self: &Rc<Self>,
        profile: &str,
        client: &Client,
        query: &str,
        body: &str,
    ) -> Answer<Response> {
        let mut said = object(&mut [("status", "ok".into())]);
        match validated::read(body, drive::now()) {
            Err(refused) => return reply::json(400, &refused.to_json()),
            Ok(Submission::Listens(listens)) => self.take_listens(profile, client, listens)?,
            Ok(Submission::PlayingNow(listen)) => {
                self.take_now(profile, client, &listen)?;
                if !value_of(&parse_pairs(query), "return_msid").is_empty() {
                    said["recording_msid"] = msid(&listen.track).into();
                }
            }
        }
        reply::json(200, &said)
    }

    fn listens(&self, profile: &str, query: &[(String, String)]) -> Answer<Response> {
        let mut given = [None; 3];
        for (place, name) in ["max_ts", "min_ts", "count"].into_iter().enumerate() {
            let text = value_of(query, name);
            given[place] = number(text);
            if !text.is_empty() && given[place].is_none_or(|it| place == 2 && it < 0) {
                let wrong = match place {
                    2 => format!("Invalid count argument: {text}"),
                    _ => format!("Incorrect {name} timestamp argument: {text}"),
                };
                return refusal(400, &wrong);
            }
        }
        let [before, after, count] = given;
        if before.zip(after).is_some_and(|(before, after)| before <= after) {
            return refusal(400, "max_ts should be greater than min_ts");
        }
        // Moments are whole seconds here: what began within one is at it.
        let after = after.map(|seconds| Timestamp::from_secs(seconds) + ALMOST_A_SECOND);
        let most = count.map_or(USUAL, |it| usize::try_from(it).unwrap_or(MOST).min(MOST));
        let page = self.heard(profile, (after, before.map(Timestamp::from_secs)), 0, most)?;
        let [oldest, latest] = page.ends.map(|at| at.map_or(0, Timestamp::secs));
        let payload = [("oldest_listen_ts", oldest.into()), ("latest_listen_ts", latest.into())];
        listed(payload, page.heard.iter().map(listen).collect())
    }

    fn playing_now(&self, profile: &str, client: &Client) -> Answer<Response> {
        let shown = self.heard_now(profile, client, drive::now())?.map(|fact| {
            let Media::Track(track) = &fact.media else { return Value::Null };
            let metadata = metadata(track);
            object(&mut [
                ("user_name", USER.into()),
                ("playing_now", true.into()),
                ("track_metadata", metadata),
            ])
        });
        let payload = [("playing_now", true.into()), ("user_id", USER.into())];
        listed(payload, shown.into_iter().collect())
    }

    /// What is hated is not loved; that is all that is kept of it.
    fn feedback(self: &Rc<Self>, profile: &str, body: &str) -> Answer<Response> {
        let said: Value = match typed::from_str(body) {
            Ok(said) => said,
            Err(error) => return refusal(400, &format!("Cannot parse JSON document: {error}")),
        };
        let keys = ["recording_mbid", "recording_msid", "score"];
        let text = |name: &str| said[name].as_str().and_then(validated::mbid);
        let (mbid, msid) = (text("recording_mbid"), text("recording_msid"));
        let named = said.get("recording_mbid").or_else(|| said.get("recording_msid")).is_some();
        let Some(members) = said.as_object().filter(|said| named && said.contains_key("score"))
        else {
            let text = "JSON document must contain either recording_msid or recording_mbid, and \
                        score top level keys";
            return refusal(400, text);
        };
        if members.keys().any(|key| !keys.contains(&&**key)) {
            let text = "JSON document may only contain recording_msid, recording_mbid and score \
                        top level keys";
            return refusal(400, text);
        }
        let score = said["score"].as_i64().filter(|score| (-1..=1).contains(score));
        let (Some(score), true) = (score, mbid.is_some() || msid.is_some()) else {
            return refusal(400, "Invalid JSON document submitted: score or UUID");
        };
        let track = self.recording(profile, mbid.as_deref(), msid.as_deref())?;
        let Some(track) = track else {
            return refusal(
                400,
                "Invalid JSON document submitted: nobody here heard this recording",
            );
        };
        self.love(profile, track, score == 1)?;
        reply::json(200, &object(&mut [("status", "ok".into())]))
    }

    fn recording(
        &self,
        profile: &str,
        mbid: Option<&str>,
        msid_of_it: Option<&str>,
    ) -> Answer<Option<Track>> {
        let known = self.track_of(profile, |track| {
            mbid.is_some() && track.ids.mbid.as_deref() == mbid
                || msid_of_it.is_some_and(|it| it == msid(track))
        })?;
        let ids = ExternalIds { mbid: mbid.map(str::to_owned), ..ExternalIds::default() };
        // A catalogue may know what nobody here has heard yet.
        let unheard = mbid.map(|_| Track { ids, ..Track::default() });
        Ok(known.or(unheard))
    }

    /// A track is loved from now on, or no longer.
    pub(super) fn love(self: &Rc<Self>, profile: &str, track: Track, loved: bool) -> Answer<()> {
        let body = [r#"{"works":["#, &to_body(&Work::Track(track)), "]}"].concat();
        if loved {
            self.put_on(profile, List::Loved, &body)?;
        } else {
            self.take_back(profile, About::Listed(List::Loved), &body)?;
        }
        Ok(())
    }

    fn list_feedback(&self, profile: &str, query: &[(String, String)]) -> Answer<Response> {
        let count = |name, usual| {
            number(value_of(query, name)).and_then(|it| usize::try_from(it).ok()).unwrap_or(usual)
        };
        let (most, skip) = (count("count", USUAL).min(MOST), count("offset", 0));
        // Nothing is hated here.
        let none = value_of(query, "score") == "-1";
        let loved = if none { Vec::new() } else { self.loved(profile)? };
        let page: Vec<Value> = loved.iter().skip(skip).take(most).map(feedback).collect();
        let answer = object(&mut [
            ("count", page.len().into()),
            ("total_count", loved.len().into()),
            ("offset", skip.into()),
            ("feedback", page.into()),
        ]);
        reply::json(200, &answer)
    }
}

/// Listens, with what else is said of them.
fn listed(more: [(&str, Value); 2], listens: Vec<Value>) -> Answer<Response> {
    let [one, other] = more;
    let mut payload = [
        ("count", listens.len().into()),
        ("user_id", USER.into()),
        ("listens", listens.into()),
        one,
        other,
    ];
    reply::json(200, &object(&mut [("payload", object(&mut payload))]))
}

fn feedback((track, since): &(Track, Option<Timestamp>)) -> Value {
    object(&mut [
        ("user_id", USER.into()),
        ("recording_mbid", track.ids.mbid.clone().into()),
        ("recording_msid", msid(track).into()),
        ("score", 1.into()),
        ("created", since.map_or(0, Timestamp::secs).into()),
        ("track_metadata", Value::Null),
    ])
}

fn listen(heard: &Heard) -> Value {
    let at = heard.at.secs();
    object(&mut [
        ("listened_at", at.into()),
        ("inserted_at", at.into()),
        ("recording_msid", msid(&heard.track).into()),
        ("user_name", USER.into()),
        ("track_metadata", metadata(&heard.track)),
    ])
}

fn metadata(track: &Track) -> Value {
    let mut more = object(&mut [("recording_msid", msid(track).into())]);
    if let Some(ms) = track.duration_ms {
        more["duration_ms"] = ms.into();
    }
    if let Some(mbid) = &track.ids.mbid {
        more["recording_mbid"] = mbid.clone().into();
    }
    let mut said = object(&mut [
        ("artist_name", track.artist.clone().into()),
        ("track_name", track.title.clone().into()),
        ("additional_info", more),
    ]);
    if let Some(album) = &track.album {
        said["release_name"] = album.clone().into();
    }
    said
}

/// An id of what was said of a track: the same for the same names.
fn msid(track: &Track) -> String {
    let (artist, title) = (track.artist.to_lowercase(), track.title.to_lowercase());
    let plain = Track { artist, title, ..Track::default() };
    let name = name_of(&Work::Track(plain));
    tokens::uuid(&format!("{name:016x}{:016x}", name.rotate_left(32) ^ u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_asked() {
        let find = |method, path| Ask::find(&method, path);
        assert_eq!(find(Method::Post, "/1/submit-listens"), Some(Ask::Submit));
        assert_eq!(find(Method::Post, "//1//submit-listens/"), Some(Ask::Submit));
        assert_eq!(
            find(Method::Get, "/1/user/a%20b/listens"),
            Some(Ask::Listens("a b".to_owned()))
        );
        assert_eq!(find(Method::Get, "/1/submit-listens"), None);
        assert_eq!(find(Method::Get, "/1/stats/sitewide/artists"), None);
    }

    #[test]
    fn a_token_is_looked_for_as_the_service_looks() {
        let text = |given: Given| given.map_err(|(status, text)| format!("{status} {text}"));
        assert_eq!(text(in_header(Some("Bearer x"))).as_deref(), Ok("x"));
        assert!(text(in_header(Some("x"))).is_err_and(|it| it.contains("is invalid")));
        assert!(text(in_header(None)).is_err_and(|it| it.starts_with("401 You need to provide")));
        assert_eq!(text(for_validation(Some("TOKEN x"), "")).as_deref(), Ok("x"));
        assert_eq!(text(for_validation(None, "y")).as_deref(), Ok("y"));
        assert!(text(for_validation(Some("Bearer x"), "")).is_err_and(|it| it.starts_with("400")));
    }

    #[test]
    fn a_recording_is_known_by_its_names() {
        let track = |artist: &str, title: &str| Track {
            artist: artist.to_owned(),
            title: title.to_owned(),
            ..Track::default()
        };
        assert_eq!(msid(&track("Air", "Kelly")), msid(&track("AIR", "kelly")));
        assert_ne!(msid(&track("Air", "Kelly")), msid(&track("Air", "Talisman")));
        assert!(validated::mbid(&msid(&track("Air", "Kelly"))).is_some());
    }
}
