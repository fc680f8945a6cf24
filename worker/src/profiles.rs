//! The people of a household: each profile has its connections, players and library.
//!
//! # Design
//! The default is the one that was made so last and is still there, else the oldest: whichever
//! goes, there is one.

use std::rc::Rc;

use playtally::http::parse_pairs;
use playtally::time::Timestamp;
use playtally::typed;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::leave;
use crate::live;
use crate::pairing::Device;
use crate::reply;
use crate::seal;
use crate::store::Text;

/// Profiles of a household.
const MOST: usize = 10;

/// Letters of a name.
const LONGEST: usize = 40;

/// What a profile may look like; a new one gets the first that nobody has.
const AVATARS: [&str; 10] =
    ["teal", "blue", "purple", "pink", "red", "orange", "green", "brown", "navy", "grey"];

#[derive(Deserialize)]
struct Row {
    id: String,
    name: String,
    avatar: String,
    made_at: Timestamp,
    is_default: u32,
}

/// Body of `POST user/profiles` and `PATCH user/profiles/{id}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    name: Option<String>,
    avatar: Option<String>,
    #[serde(default)]
    default: bool,
}

impl Said {
    fn read(body: &str) -> Answer<Self> {
        let mut said: Self = typed::from_str(body).map_err(|_| {
            let detail = "Give {\"name\": \"…\", \"avatar\": \"…\", \"default\": true}.";
            Problem::bad_request(detail)
        })?;
        if let Some(name) = &mut said.name {
            *name = name.trim().to_owned();
            let fits = (1..=LONGEST).contains(&name.chars().count());
            if !fits || name.chars().any(char::is_control) {
                return Err(bad_name());
            }
        }
        if said.avatar.as_deref().is_some_and(|avatar| !AVATARS.contains(&avatar)) {
            let detail = format!("An avatar is one of {}.", AVATARS.join(", "));
            return Err(Problem::bad_request(detail));
        }
        Ok(said)
    }
}

impl Row {
    fn show(self) -> Value {
        let mut shown = json!({
            "id": self.id,
            "avatar": self.avatar,
            "default": self.is_default == 1,
            "made_at": self.made_at.to_rfc3339(),
        });
        if !self.name.is_empty() {
            shown["name"] = json!(self.name);
        }
        shown
    }
}

impl Hub {
    /// The profile of a request: the one it names, else that of the paired player that sent it,
    /// else the default.
    ///
    /// # Errors
    /// `unknown_profile`, `other_profile`.
    pub(crate) fn profile_of(&self, query: &str, device: Option<&Device>) -> Answer<String> {
        let wanted = parse_pairs(query).into_iter().find(|(name, _)| name == "profile");
        let mine = device.map(|device| &device.profile);
        if let Some((_, id)) = wanted {
            self.check_profile(&id)?;
            if mine.is_some_and(|mine| *mine != id) {
                let detail = "This player belongs to another profile of the household.";
                return Err(Problem::new(403, "other_profile", detail));
            }
            return Ok(id);
        }
        if let Some(mine) = mine {
            return Ok(mine.clone());
        }
        let query = "SELECT id AS text FROM profiles ORDER BY chosen DESC, rowid LIMIT 1";
        let row: Option<Text> = self.sql.first(query, &[])?;
        row.map(|row| row.text).ok_or_else(leave::no_session)
    }

    /// # Errors
    /// `unknown_profile`.
    pub(crate) fn check_profile(&self, id: &str) -> Answer<()> {
        let known = self.profile_ids()?.iter().any(|known| known == id);
        known.then_some(()).ok_or_else(|| {
            Problem::new(404, "unknown_profile", "There is no such profile in the household.")
        })
    }

    pub(crate) fn profile_ids(&self) -> Answer<Vec<String>> {
        let rows: Vec<Text> = self.sql.rows("SELECT id AS text FROM profiles", &[])?;
        Ok(rows.into_iter().map(|row| row.text).collect())
    }

    /// `GET user/profiles`
    pub(crate) fn list_profiles(&self) -> Answer<Response> {
        reply::json(200, &self.household()?)
    }

    /// All profiles, the oldest first, as they are shown.
    pub(crate) fn household(&self) -> Answer<Value> {
        let shown: Vec<_> = self.profile_rows()?.into_iter().map(Row::show).collect();
        Ok(json!({ "profiles": shown }))
    }

    /// `POST user/profiles`: one more.
    pub(crate) fn new_profile(self: &Rc<Self>, body: &str) -> Answer<Response> {
        let said = Said::read(body)?;
        let name = said.name.as_ref().ok_or_else(bad_name)?;
        let others = self.profile_rows()?;
        if others.len() >= MOST {
            let detail = "There are ten profiles already. Remove one first.";
            return Err(Problem::new(409, "too_many_profiles", detail));
        }
        let is_free = |avatar: &&&str| !others.iter().any(|other| other.avatar == **avatar);
        let avatar = AVATARS.iter().find(is_free).unwrap_or(&AVATARS[0]);
        let id = seal::hex(&drive::random::<8>());
        self.sql.run(
            "INSERT INTO profiles (id, made_at, name, avatar) VALUES (?, ?, ?, ?)",
            &[(&id).into(), drive::now().into(), name.into(), (*avatar).into()],
        )?;
        self.set_profile(201, &id, &said)
    }

    /// `PATCH user/profiles/{id}`
    pub(crate) fn change_profile(self: &Rc<Self>, id: &str, body: &str) -> Answer<Response> {
        let said = Said::read(body)?;
        self.check_profile(id)?;
        self.set_profile(200, id, &said)
    }

    fn set_profile(self: &Rc<Self>, status: u16, id: &str, said: &Said) -> Answer<Response> {
        self.sql.run(
            "UPDATE profiles SET name = coalesce(?, name), avatar = coalesce(?, avatar), chosen = \
             iif(?, (SELECT coalesce(max(chosen), 0) + 1 FROM profiles), chosen) WHERE id = ?",
            &[
                said.name.as_ref().into(),
                said.avatar.as_ref().into(),
                u32::from(said.default).into(),
                id.into(),
            ],
        )?;
        self.news();
        let row = self.profile_rows()?.into_iter().find(|row| row.id == id);
        reply::json(status, &row.ok_or_else(Problem::not_found)?.show())
    }

    /// `DELETE user/profiles/{id}`: all that is kept of it goes, and what leads to it.
    ///
    /// # Errors
    /// `not_confirmed`, `unknown_profile`, `last_profile`.
    pub(crate) fn remove_profile(self: &Rc<Self>, id: &str, query: &str) -> Answer<Response> {
        self.check_profile(id)?;
        if self.profile_rows()?.len() == 1 {
            let detail = "This is the last profile. To leave for good, delete the account.";
            return Err(Problem::new(409, "last_profile", detail));
        }
        leave::check(query)?;
        let names = self.part(Some(id))?;
        self.all_or_nothing(|| self.forget_profile(id))?;
        for socket in self.state.get_websockets_with_tag(id) {
            // One that is closing goes anyway.
            drop(socket.close(Some(live::SERVICE_RESTART), None::<&str>));
        }
        let hub = Rc::clone(self);
        self.spawn(async move { hub.give_up(names).await });
        self.arm();
        reply::empty()
    }

    fn forget_profile(&self, id: &str) -> Answer<()> {
        self.outboxes.borrow_mut().remove(id);
        self.shelves.borrow_mut().clear();
        self.forget_users(id)?;
        self.forget_all_totals(id)?;
        let tables = "SELECT name AS text FROM sqlite_master \
                      WHERE type = 'table' AND sql LIKE '%profile TEXT%'";
        for Text { text: table } in self.sql.rows(tables, &[])? {
            self.sql.run(&format!("DELETE FROM {table} WHERE profile = ?"), &[id.into()])?;
        }
        self.sql.run("DELETE FROM profiles WHERE id = ?", &[id.into()])
    }

    fn profile_rows(&self) -> Answer<Vec<Row>> {
        let query = "SELECT id, name, avatar, made_at, id = (SELECT id FROM profiles ORDER BY \
                     chosen DESC, rowid LIMIT 1) AS is_default FROM profiles ORDER BY rowid";
        self.sql.rows(query, &[])
    }
}

fn bad_name() -> Problem {
    Problem::new(400, "bad_name", "A profile has a name of 1 to 40 letters.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_that_fits() {
        let code = |name: &str| {
            let body = json!({ "name": name }).to_string();
            Said::read(&body).map(|said| said.name.unwrap_or_default()).map_err(|it| it.code)
        };
        assert_eq!(code("  Ada "), Ok("Ada".to_owned()));
        assert_eq!(code(&"å".repeat(LONGEST)), Ok("å".repeat(LONGEST)));
        for name in ["", "  ", "A\nda", &"a".repeat(LONGEST + 1)] {
            assert_eq!(code(name), Err("bad_name"), "{name:?}");
        }
    }

    #[test]
    fn an_avatar_is_one_of_a_few() {
        let code = |body| Said::read(body).map(drop).map_err(|problem| problem.code);
        assert_eq!(code("{\"avatar\":\"teal\"}"), Ok(()));
        assert_eq!(code("{\"avatar\":\"plaid\"}"), Err("bad_request"));
        assert_eq!(code("{\"colour\":\"teal\"}"), Err("bad_request"));
    }
}
