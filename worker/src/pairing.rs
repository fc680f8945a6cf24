//! Players elsewhere: paired by a code, known by a token, ended at once.

use std::rc::Rc;

use playtally::auth::base64url;
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::{Request, Response};

use crate::account::Hub;
use crate::clients;
use crate::code;
use crate::directory::{self, Ask, Owner};
use crate::door::Knock;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::routes::Route;
use crate::store::Text;

/// What a paired player may do: read what it needs, tell what is played.
const SCOPES: &str = "read play";

const KIND: &str = "pair";

/// How long a code can be typed in.
const CODE_LIFE: Span = Span::from_mins(10);

/// Codes one person may ask for within [`CODE_LIFE`].
const MOST_CODES: u32 = 20;

/// Players a person may have paired.
const MOST_DEVICES: u32 = 50;

/// Longer names are cut.
const MOST_LETTERS: usize = 60;

/// `seen_at` is written at most this often.
const SEEN_AGAIN: Span = Span::from_mins(1);

/// A token says where its person is to be found, so no list of all tokens is needed:
/// the person's id, a dot, the secret.
pub(crate) struct Bearer<'a> {
    pub(crate) person: &'a str,
    secret: &'a str,
}

impl<'a> Bearer<'a> {
    /// `None` where it is no token of ours.
    pub(crate) fn read(token: &'a str) -> Option<Self> {
        let (person, secret) = token.split_once('.')?;
        let fits = person.len() == 32
            && person.chars().all(|c| c.is_ascii_hexdigit() && !c.is_ascii_uppercase());
        fits.then_some(Self { person, secret })
    }

    /// What is kept of the token.
    pub(crate) fn hash(&self) -> String {
        code::hashed("token", self.secret)
    }
}

/// The token of an `Authorization` header; what a proxy in front of the hub asks for is
/// none of ours.
pub(crate) fn token_in(header: &str) -> Option<String> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// A paired player.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Device {
    pub(crate) id: String,
    /// Whose it is: what it sends counts there.
    pub(crate) profile: String,
    pub(crate) name: String,
    /// The page it was paired at; `None` where that was no page.
    origin: Option<String>,
    scopes: String,
    paired_at: Timestamp,
    pub(crate) seen_at: Option<Timestamp>,
}

impl Device {
    pub(crate) fn show(&self) -> Value {
        let mut shown = json!({
            "id": self.id,
            "profile": self.profile,
            "name": self.name,
            "scopes": self.scopes.split(' ').collect::<Vec<_>>(),
            "paired_at": self.paired_at.to_rfc3339(),
            "last_seen_at": self.seen_at.map(Timestamp::to_rfc3339),
        });
        if let Some(origin) = &self.origin {
            shown["origin"] = json!(origin);
        }
        shown
    }
}

/// Body of `POST user/devices`; may be missing.
#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    name: String,
}

impl Wanted {
    fn read(body: &str) -> Answer<Self> {
        let body = if body.is_empty() { "{}" } else { body };
        typed::from_str(body).map_err(|_| Problem::bad_request("Give {\"name\": \"…\"}, a text."))
    }
}

/// Body of `POST pair`; to the person's object with the name of the code in the directory.
#[derive(Deserialize)]
struct Typed {
    code: String,
    #[serde(default)]
    name: String,
}

/// A device that is no more.
#[derive(Deserialize)]
struct Gone {
    hash: String,
    scopes: String,
}

#[derive(Deserialize)]
struct Count {
    count: u32,
}

/// `POST pair`, at the door: whose code was typed in, and the name for the player.
/// A wrong code, one that was used and one that is too old look alike.
///
/// # Errors
/// `bad_request`, `too_many_requests`, `wrong_code`.
pub(crate) async fn open(env: &worker::Env, request: &Request, body: &str) -> Answer<Paired> {
    let Typed { code, name } = typed::from_str(body)
        .map_err(|_| Problem::bad_request("Give {\"code\": \"…\", \"name\": \"…\"}, texts."))?;
    let knock = Knock::at(env, request).await?;
    let code = code::name(KIND, &code);
    let owner = directory::ask(env, &code, &Ask::Take).await?;
    let owner = owner.ok_or_else(wrong_code)?;
    knock.right().await;
    let name = if owner.note.is_empty() { name } else { owner.note };
    Ok(Paired { person: owner.person, code, name })
}

/// A code that was right.
pub(crate) struct Paired {
    pub(crate) person: String,
    code: String,
    name: String,
}

impl Paired {
    /// What the person's object is told.
    pub(crate) fn to_body(&self) -> String {
        json!({ "code": self.code, "name": self.name }).to_string()
    }
}

impl Hub {
    /// `POST user/devices`: a code to type into a player.
    pub(crate) async fn new_code(&self, profile: &str, body: &str) -> Answer<Response> {
        let note = short(&Wanted::read(body)?.name);
        self.room_for_one_more()?;
        let now = drive::now();
        let until = now + CODE_LIFE;
        let code = code::make(&drive::random::<8>(), 4);
        let name = code::name(KIND, &code);
        self.count_code(profile, now, until, &name)?;
        let mine = Owner { person: self.person.clone(), note, until: Some(until) };
        let claim = Ask::Claim(mine.clone());
        let owner = directory::ask(&self.env, &name, &claim).await?;
        if owner != Some(mine) {
            return Err(Problem::new(503, "try_again", "That code is taken. Ask for another."));
        }
        reply::json(201, &json!({ "code": code, "expires_at": until.to_rfc3339() }))
    }

    pub(crate) fn room_for_one_more(&self) -> Answer<()> {
        if self.count("SELECT count(*) AS count FROM devices")? >= MOST_DEVICES {
            let detail = "Too many players are paired. Remove one on the hub's page.";
            return Err(Problem::new(409, "too_many_devices", detail));
        }
        Ok(())
    }

    fn count_code(
        &self,
        profile: &str,
        now: Timestamp,
        until: Timestamp,
        name: &str,
    ) -> Answer<()> {
        self.sql.run("DELETE FROM codes WHERE until <= ?", &[now.into()])?;
        if self.count("SELECT count(*) AS count FROM codes")? >= MOST_CODES {
            let detail = "Too many codes were asked for. Wait ten minutes.";
            return Err(Problem::new(429, "too_many_requests", detail));
        }
        let insert = "INSERT INTO codes (until, name, profile) VALUES (?, ?, ?)";
        self.sql.run(insert, &[until.into(), name.into(), profile.into()])
    }

    fn count(&self, query: &str) -> Answer<u32> {
        Ok(self.sql.first::<Count>(query, &[])?.map_or(0, |row| row.count))
    }

    /// `POST pair`, once the code was right: a new device, its token shown this once.
    pub(crate) fn pair(&self, body: &str, origin: Option<&str>) -> Answer<Response> {
        let Typed { code, name } = typed::from_str(body)?;
        let whose = "SELECT profile AS text FROM codes WHERE name = ?";
        let profile = match self.sql.first::<Text>(whose, &[(&code).into()])? {
            Some(row) => row.text,
            // Whoever this one turned out to be did not ask for it.
            None => self.profile_of("", None)?,
        };
        self.room_for_one_more()?;
        let secret = base64url::encode(&drive::random::<32>());
        let token = format!("{}.{secret}", self.person);
        let bearer = Bearer { person: &self.person, secret: &secret };
        let name = Some(short(&name)).filter(|name| !name.is_empty());
        let name = name.as_deref().unwrap_or("A player");
        let device = self.add_device(&profile, name, origin, SCOPES, &bearer.hash())?;
        reply::json(201, &json!({ "token": token, "device": device.show() }))
    }

    /// Keeps a device and the hash of its token.
    pub(crate) fn add_device(
        &self,
        profile: &str,
        name: &str,
        origin: Option<&str>,
        scopes: &str,
        hash: &str,
    ) -> Answer<Device> {
        let device = Device {
            id: crate::seal::hex(&drive::random::<8>()),
            profile: profile.to_owned(),
            name: name.to_owned(),
            origin: origin.map(str::to_owned),
            scopes: scopes.to_owned(),
            paired_at: drive::now(),
            seen_at: None,
        };
        self.sql.run(
            "INSERT INTO devices (id, hash, name, origin, scopes, paired_at, profile) \
             VALUES (?, ?, ?, ?, ?, ?, ?)",
            &[
                (&device.id).into(),
                hash.into(),
                (&device.name).into(),
                device.origin.as_ref().into(),
                (&device.scopes).into(),
                device.paired_at.into(),
                profile.into(),
            ],
        )?;
        Ok(device)
    }

    /// `GET user/devices`
    pub(crate) fn list_devices(&self) -> Answer<Response> {
        let query = "SELECT * FROM devices ORDER BY paired_at DESC";
        let devices: Vec<Device> = self.sql.rows(query, &[])?;
        let devices: Vec<_> = devices.iter().map(Device::show).collect();
        reply::json(200, &json!({ "devices": devices }))
    }

    /// `PATCH user/devices/{id}`: what it plays from now on is another profile's.
    pub(crate) fn move_device(self: &Rc<Self>, id: &str, body: &str) -> Answer<Response> {
        let said: Value = typed::from_str(body).unwrap_or_default();
        let profile = said["profile"].as_str();
        let profile =
            profile.ok_or_else(|| Problem::bad_request("Give {\"profile\": \"…\"}, an id."))?;
        self.check_profile(profile)?;
        let moved = "UPDATE devices SET profile = ? WHERE id = ? RETURNING *";
        let device: Option<Device> = self.sql.first(moved, &[profile.into(), id.into()])?;
        let device = device.ok_or_else(Problem::not_found)?;
        let elsewhere = "DELETE FROM playing WHERE device = ? AND profile <> ?";
        self.sql.run(elsewhere, &[id.into(), profile.into()])?;
        self.news();
        reply::json(200, &device.show())
    }

    /// `DELETE user/devices/{id}`: its token is good for nothing from now on.
    pub(crate) fn unpair(self: &Rc<Self>, id: &str) -> Answer<Response> {
        let gone = "DELETE FROM devices WHERE id = ? RETURNING *";
        let gone: Option<Gone> = self.sql.first(gone, &[id.into()])?;
        let gone = gone.ok_or_else(Problem::not_found)?;
        if gone.scopes == clients::SCOPE {
            self.forget_token(gone.hash);
        }
        self.sql.run("DELETE FROM playing WHERE device = ?", &[id.into()])?;
        self.news();
        reply::empty()
    }

    /// The paired player behind a token, where it may ask for this from there.
    ///
    /// # Errors
    /// `unknown_device`, `unknown_origin`, `scope`.
    pub(crate) fn device(&self, hash: &str, origin: Option<&str>, route: &Route) -> Answer<Device> {
        let query = "SELECT * FROM devices WHERE hash = ?";
        let device: Option<Device> = self.sql.first(query, &[hash.into()])?;
        let device = device.ok_or_else(unknown_device)?;
        // A page of the hub itself does not say where it is when it only reads.
        let home = origin.is_none() && device.origin.as_ref() == Some(&self.origin);
        let anywhere = device.scopes == clients::SCOPE;
        if !home && !anywhere && device.origin.as_deref() != origin {
            let detail = "This token is for the page where it was paired.";
            return Err(Problem::new(403, "unknown_origin", detail));
        }
        if !route.scope().is_some_and(|scope| device.scopes.split(' ').any(|one| one == scope)) {
            return Err(not_for_players());
        }
        let now = drive::now();
        if device.seen_at.is_none_or(|seen| now - seen >= SEEN_AGAIN || now < seen) {
            let seen = "UPDATE devices SET seen_at = ? WHERE id = ?";
            self.sql.run(seen, &[now.into(), (&device.id).into()])?;
        }
        Ok(device)
    }
}

/// What only the hub's own page may do.
pub(crate) fn not_for_players() -> Problem {
    Problem::new(403, "scope", "A paired player may not do that; the hub's page can.")
}

pub(crate) fn unknown_device() -> Problem {
    Problem::new(401, "unknown_device", "This player is not paired any more. Pair it again.")
}

pub(crate) fn wrong_code() -> Problem {
    let detail = "This code is wrong, was used, or is older than ten minutes.";
    Problem::new(403, "wrong_code", detail)
}

/// A name as it is kept: one line, not too long.
pub(crate) fn short(name: &str) -> String {
    let line: String = name.chars().filter(|c| !c.is_control()).take(MOST_LETTERS).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_whose_it_is() {
        let person = "0123456789abcdef0123456789abcdef";
        let token = token_in(&format!("Bearer {person}.test-secret-1")).unwrap_or_default();
        let bearer = Bearer::read(&token);
        assert_eq!(bearer.as_ref().map(|bearer| bearer.person), Some(person));
        assert!(bearer.is_some_and(|bearer| !bearer.hash().contains("test-secret-1")));
        for token in ["", "x.y", person, &person.to_uppercase()] {
            assert!(Bearer::read(token).is_none(), "{token}");
        }
        assert_eq!(token_in(&format!("Basic {person}.test-secret-1")), None);
    }

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(short("  Living\nroom\u{7} "), "Livingroom");
        assert_eq!(short(&"å".repeat(99)).chars().count(), MOST_LETTERS);
    }
}
