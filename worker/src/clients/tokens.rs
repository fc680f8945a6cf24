//! Tokens for existing clients: good for submitting plays alone, and shaped as those of the
//! services are, so that no client takes them for a mistake.

use std::rc::Rc;

use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::account::Hub;
use crate::code;
use crate::directory::{self, Ask};
use crate::drive;
use crate::error::{Answer, Problem};
use crate::pairing::{Device, short};
use crate::reply;
use crate::seal::{Keys, hex};

/// What such a token is good for.
pub(crate) const SCOPE: &str = "submit";

/// How long a client may wait to be allowed.
const WAITS: Span = Span::from_mins(60);

/// How a client is called that nobody named.
pub(super) const NAMELESS: &str = "A client";

/// A token: 32 hexadecimal digits, the session key of Last.fm's clients; written with hyphens it
/// is the UUID that `ListenBrainz`'s expect.
pub(crate) struct Token(String);

impl Token {
    fn make() -> Self {
        Self(hex(&drive::random::<16>()))
    }

    /// `None` where it is no token of ours.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let digits: String = text.trim().chars().filter(|c| *c != '-').collect();
        let fits = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        fits.then(|| Self(digits.to_ascii_lowercase()))
    }

    /// As a UUID.
    pub(super) fn written(&self) -> String {
        uuid(&self.0)
    }

    /// As a session key.
    pub(super) fn plain(&self) -> &str {
        &self.0
    }

    /// What is kept of it, here and in the directory.
    pub(crate) fn name(&self) -> String {
        code::hashed("client", &self.0)
    }

    /// For clients that ask for a key and a secret of an app of one's own.
    pub(super) fn api_key(&self) -> String {
        self.made_for("api key")
    }

    pub(super) fn api_secret(&self) -> String {
        self.made_for("api secret")
    }

    fn made_for(&self, purpose: &str) -> String {
        let mut made = code::hashed(purpose, &self.0);
        made.truncate(32);
        made
    }
}

/// 32 hexadecimal digits as a UUID.
pub(super) fn uuid(digits: &str) -> String {
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    let parts = [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)];
    parts.join("-")
}

/// What a client without a token leads the person to the hub with: when it was made, and chance.
pub(super) fn ticket(now: Timestamp) -> String {
    format!("{:08x}{}", now.secs(), hex(&drive::random::<12>()))
}

/// The token a client gets for its ticket once the person allowed it. Nobody can tell it by the
/// ticket alone, which stood in an address.
///
/// # Errors
/// Whether the ticket is one that was, where it is good no more.
pub(super) fn token_for(keys: &Keys, ticket: &str, now: Timestamp) -> Result<Token, bool> {
    let wrong = ticket.len() != 32 || !ticket.bytes().all(|byte| byte.is_ascii_hexdigit());
    let since = ticket.get(..8).filter(|_| !wrong).and_then(|it| i64::from_str_radix(it, 16).ok());
    let since = since.map(Timestamp::from_secs).ok_or(false)?;
    if since > now {
        return Err(false);
    }
    if now - since > WAITS {
        return Err(true);
    }
    let key = hex(&keys.derive("a client's session"));
    Ok(Token(Token(key + ticket).made_for("session")))
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    name: String,
    /// Of a client that waits.
    #[serde(default)]
    ticket: String,
}

impl Hub {
    /// `POST user/devices/token`: a token, shown this once.
    pub(crate) async fn new_token(&self, profile: &str, body: &str) -> Answer<Response> {
        let wanted = read(body)?;
        let token = Token::make();
        let device = self.keep_token(profile, &token, &wanted.name).await?;
        let made = json!({
            "token": token.written(),
            "api_key": token.api_key(),
            "api_secret": token.api_secret(),
            "user_name": super::USER,
            "device": device.show(),
        });
        reply::json(201, &made)
    }

    /// `POST user/devices/allow`: the client with this ticket may fetch its token, once.
    pub(crate) async fn allow_client(&self, profile: &str, body: &str) -> Answer<Response> {
        let wanted = read(body)?;
        let token = token_for(self.keys()?, &wanted.ticket, drive::now()).map_err(|_| {
            let detail = "This request is older than an hour. Connect anew in the client.";
            Problem::new(403, "expired", detail)
        })?;
        let device = self.keep_token(profile, &token, &wanted.name).await?;
        reply::json(201, &json!({ "device": device.show() }))
    }

    async fn keep_token(&self, profile: &str, token: &Token, name: &str) -> Answer<Device> {
        self.room_for_one_more()?;
        let name = Some(short(name)).filter(|name| !name.is_empty());
        let mine = self.as_owner();
        let claim = Ask::Claim(mine.clone());
        let owner = directory::ask(&self.env, &token.name(), &claim).await?;
        if owner != Some(mine) {
            return Err(Problem::new(503, "try_again", "That token is taken. Ask for another."));
        }
        let known = "SELECT * FROM devices WHERE hash = ?";
        if let Some(device) = self.sql.first(known, &[(&token.name()).into()])? {
            return Ok(device);
        }
        let name = name.as_deref().unwrap_or(NAMELESS);
        self.add_device(profile, name, None, SCOPE, &token.name())
    }

    /// The directory leads nobody here any more by the name of a token that ended.
    pub(crate) fn forget_token(self: &Rc<Self>, name: String) {
        let hub = Rc::clone(self);
        self.spawn(async move { hub.give_up(vec![name]).await });
    }
}

fn read(body: &str) -> Answer<Wanted> {
    let body = if body.is_empty() { "{}" } else { body };
    typed::from_str(body).map_err(|_| Problem::bad_request("Give {\"name\": \"…\"}, a text."))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGITS: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn a_token_is_read_with_and_without_hyphens() {
        let token = Token(DIGITS.to_owned());
        assert_eq!(token.written(), "01234567-89ab-cdef-0123-456789abcdef");
        for text in [
            DIGITS,
            &token.written(),
            &token.written().to_uppercase(),
            " 01234567-89abcdef0123456789abcdef ",
        ] {
            assert_eq!(Token::read(text).map(|it| it.0).as_deref(), Some(DIGITS), "{text}");
        }
        for text in
            ["", "x", &DIGITS[1..], &format!("{DIGITS}0"), "g123456789abcdef0123456789abcdef"]
        {
            assert!(Token::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_is_made_of_a_token_does_not_tell_it() {
        let token = Token(DIGITS.to_owned());
        let made = [token.name(), token.api_key(), token.api_secret()];
        assert!(made.iter().all(|it| !it.contains(&DIGITS[..8])));
        assert_ne!(made[1], made[2]);
        assert_eq!([made[1].len(), made[2].len()], [32, 32]);
    }

    #[test]
    fn a_ticket_is_good_for_an_hour() -> Result<(), bool> {
        let keys = Keys::parse("1:a-key-for-tests-only").ok_or(false)?;
        let now = Timestamp::from_secs(1_790_000_000);
        let ticket = format!("{:08x}{}", now.secs(), "a".repeat(24));
        let token = token_for(&keys, &ticket, now + WAITS)?;
        assert_eq!(token_for(&keys, &ticket, now)?.0, token.0);
        assert!(Token::read(&token.0).is_some() && token.0 != ticket);
        let ended = |ticket: &str, now| token_for(&keys, ticket, now).err();
        assert_eq!(ended(&ticket, now + WAITS + Span::from_secs(1)), Some(true));
        assert_eq!(ended(&ticket, now - Span::from_secs(1)), Some(false), "of the future");
        assert_eq!(ended("nothing", now), Some(false));
        Ok(())
    }
}
