//! `AudioScrobbler` 1.2, as older clients still speak it: a handshake, then what plays and what
//! was heard, each by a call of Last.fm's own API on the inside.
//!
//! <http://www.audioscrobbler.net/development/protocol/>, read 2026-11.
//!
//! # Design
//! A client proves that it knows the password, and never tells it; the hub keeps no password to
//! compare that with. So the token is the user name as well: who calls is known by it, and the
//! session it is given is the token again.

use playtally::auth::sign::handshake;
use playtally::http::{encode_pairs, parse_pairs};
use playtally::time::{Span, Timestamp};
use serde_json::Value;
use worker::{Env, Headers, Method, Request, Response, ResponseBuilder};

use super::{Token, number, one_slash, pass, refused, value_of};
use crate::account::query_of;
use crate::drive;
use crate::error::Answer;
use crate::{Caller, text_within};

/// Where what plays is told, and what was heard.
const NOW: &str = "/np_1.2";
const HEARD: &str = "/protocol_1.2";

/// Bytes of a form.
const MOST_BYTES: usize = 262_144;

const BAD_AUTH: &str = "BADAUTH";
const BAD_SESSION: &str = "BADSESSION";

/// How far the clock of a client may be off.
const OFF: Span = Span::from_hours(1);

/// The fields of a form, as Last.fm's API calls them.
const NAMES: [(&str, &str); 5] =
    [("a", "artist"), ("t", "track"), ("i", "timestamp"), ("b", "album"), ("l", "duration")];

/// Whether a call is of this protocol: its handshake is an address of the page.
pub(super) fn is_at(path: &str, query: &str) -> bool {
    path == NOW || path == HEARD || (path == "/" && query.split('&').any(|it| it == "hs=true"))
}

type Pairs = Vec<(String, String)>;

/// Calls of Last.fm's API with one token, one after the other.
type Calls = (Token, Vec<(&'static str, Pairs)>);

pub(super) async fn door(request: &mut Request, env: &Env) -> worker::Result<Response> {
    let said = match answer(request, env).await {
        Ok(said) => said,
        Err(problem) => failed(&problem.detail),
    };
    let headers = Headers::new();
    headers.set("content-type", "text/plain; charset=utf-8")?;
    headers.set("cache-control", "no-store")?;
    Ok(ResponseBuilder::new().with_headers(headers).fixed((said + "\n").into_bytes()))
}

async fn answer(request: &mut Request, env: &Env) -> Answer<String> {
    let path = one_slash(&request.path());
    let shakes = path == "/";
    let form = match shakes {
        true => query_of(request),
        false => text_within(request, MOST_BYTES).await?,
    };
    let pairs = parse_pairs(&form);
    let wanted = if shakes { shaken(&pairs, drive::now()) } else { told(&path, &pairs) };
    let (token, calls) = match wanted {
        Ok(wanted) => wanted,
        Err(word) => return Ok(word.to_owned()),
    };
    for (method, fields) in calls {
        let Some(mut response) = call(request, env, &token, method, fields).await? else {
            return Ok(if shakes { BAD_AUTH } else { BAD_SESSION }.to_owned());
        };
        if let Some((_, detail)) = refused(&mut response).await? {
            return Ok(failed(&detail));
        }
        let answer: Value = drive::answer_of(&mut response).await?;
        if let Some(wrong) = answer["message"].as_str() {
            return Ok(failed(wrong));
        }
    }
    let caller = Caller::of(request)?;
    let hub = caller.hub();
    Ok(match shakes {
        true => ["OK\n", token.plain(), "\n", hub, NOW, "\n", hub, HEARD].concat(),
        false => "OK".to_owned(),
    })
}

/// A client that knows the token; whether anybody has it is asked.
fn shaken(pairs: &[(String, String)], now: Timestamp) -> Result<Calls, &'static str> {
    let given = |name: &str| value_of(pairs, name);
    let token = Token::read(given("u")).ok_or(BAD_AUTH)?;
    let time = given("t");
    let right = |password: &str| given("a").eq_ignore_ascii_case(&handshake(password, time));
    if ![given("u"), token.plain(), &token.written()].into_iter().any(right) {
        return Err(BAD_AUTH);
    }
    let at = number(time).map(Timestamp::from_secs);
    if at.is_none_or(|at| at > now + OFF || now > at + OFF) {
        return Err("BADTIME");
    }
    Ok((token, vec![("auth.getMobileSession", Vec::new())]))
}

/// What a client tells of; what was skipped or banned was not heard.
fn told(path: &str, pairs: &[(String, String)]) -> Result<Calls, &'static str> {
    let token = Token::read(value_of(pairs, "s")).ok_or(BAD_SESSION)?;
    if path == NOW {
        return Ok((token, vec![("track.updateNowPlaying", renamed(pairs))]));
    }
    let skipped = [places(pairs, "S"), places(pairs, "B")].concat();
    let heard = renamed(&without(pairs, &skipped));
    let mut calls = Vec::new();
    if skipped.is_empty() || !heard.is_empty() {
        calls.push(("track.scrobble", heard));
    }
    for place in places(pairs, "L") {
        let of = |name: &str| value_of(pairs, &[name, &place].concat()).to_owned();
        let track = vec![("artist".to_owned(), of("a")), ("track".to_owned(), of("t"))];
        calls.push(("track.love", track));
    }
    Ok((token, calls))
}

/// `None` where the token is nobody's.
async fn call(
    request: &Request,
    env: &Env,
    token: &Token,
    method: &str,
    mut fields: Pairs,
) -> Answer<Option<Response>> {
    fields.push(("method".to_owned(), method.to_owned()));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    let form = encode_pairs(&fields);
    let (address, body) = match request.method() {
        Method::Post => ("/2.0/".to_owned(), form),
        _ => (["/2.0/?", &form].concat(), String::new()),
    };
    pass(request, env, token, &address, body).await
}

fn failed(why: &str) -> String {
    ["FAILED ", why].concat()
}

/// Where a form gives a track this rating (`L`oved, `B`anned, `S`kipped), as `[0]`.
fn places(pairs: &[(String, String)], rating: &str) -> Vec<String> {
    let rated = pairs.iter().filter(|(_, value)| value == rating);
    rated.filter_map(|(name, _)| name.strip_prefix('r').map(str::to_owned)).collect()
}

fn without(pairs: &[(String, String)], places: &[String]) -> Pairs {
    let kept = |name: &str| !places.iter().any(|place| name.ends_with(&**place));
    pairs.iter().filter(|(name, _)| kept(name)).cloned().collect()
}

/// A form by the names that Last.fm's API has for its fields.
fn renamed(pairs: &[(String, String)]) -> Pairs {
    let told = pairs.iter().filter_map(|(name, value)| {
        let at = name.find('[').unwrap_or(name.len());
        let (name, place) = name.split_at(at);
        let (_, told) = NAMES.iter().find(|(known, _)| *known == name)?;
        Some(([told, place].concat(), value.clone()))
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Vec<(String, String)> {
        parse_pairs(text)
    }

    #[test]
    fn a_handshake_is_told_from_the_page() {
        for (path, query, wanted) in [
            ("/", "hs=true&p=1.2.1", true),
            ("/", "", false),
            ("/", "ths=true", false),
            ("/history", "hs=true", false),
            ("/np_1.2", "", true),
            ("/protocol_1.2", "", true),
        ] {
            assert_eq!(is_at(path, query), wanted, "{path}?{query}");
        }
    }

    #[test]
    fn fields_are_told_by_the_names_of_today() {
        let sent = form("s=x&a[0]=Air&t[0]=Kelly&i[0]=17&o[0]=P&r[0]=&l[0]=215&b[0]=&n[0]=1&m[0]=");
        let told = renamed(&sent);
        let told: Vec<_> = told.iter().map(|(name, value)| (&**name, &**value)).collect();
        let expected = [
            ("artist[0]", "Air"),
            ("track[0]", "Kelly"),
            ("timestamp[0]", "17"),
            ("duration[0]", "215"),
            ("album[0]", ""),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn what_was_skipped_was_not_heard() {
        let sent = form("a[0]=Air&t[0]=K&r[0]=S&a[1]=Air&t[1]=L&r[1]=L&a[10]=Air&t[10]=M&r[10]=B");
        let skipped = [places(&sent, "S"), places(&sent, "B")].concat();
        let told = renamed(&without(&sent, &skipped));
        let names: Vec<_> = told.into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["artist[1]", "track[1]"]);
        assert_eq!(places(&sent, "L"), ["[1]"]);
    }
}
