//! The people of a household: each profile has its connections, players and library.
//!
//! # Design
//! The default is the one that was made so last and is still there, else the oldest: whichever
//! goes, there is one.

use std::rc::Rc;

use playtally::http::parse_pairs;
use playtally::typed;
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

/// All, the oldest first, as they are shown.
const SHOWN: &str = "SELECT json_group_array(json_patch('{}', json_object( \
    'id', id, 'name', nullif(name, ''), 'avatar', avatar, \
    'default', json(iif(id = (SELECT id FROM profiles ORDER BY chosen DESC, rowid LIMIT 1), \
    'true', 'false')), \
    'made_at', strftime('%Y-%m-%dT%H:%M:%fZ', made_at / 1000.0, 'unixepoch')))) AS text \
    FROM (SELECT * FROM profiles ORDER BY rowid)";

/// Body of `POST user/profiles` and `PATCH user/profiles/{id}`.
fn read(body: &str) -> Answer<Value> {
    let said: Value = typed::from_str(body).unwrap_or_default();
    let fits = |(name, value): (&String, &Value)| match name.as_str() {
        "name" => value.is_string(),
        "avatar" => value.as_str().is_some_and(|avatar| AVATARS.contains(&avatar)),
        "default" => value.is_boolean(),
        _ => false,
    };
    if !said.as_object().is_some_and(|said| said.iter().all(fits)) {
        let detail = "Give {\"name\": \"…\", \"avatar\": \"teal\", \"default\": true}.";
        return Err(Problem::bad_request(detail));
    }
    let name = said["name"].as_str().map(str::trim);
    let long = |name: &str| name.is_empty() || name.chars().count() > LONGEST;
    if name.is_some_and(|name| long(name) || name.chars().any(char::is_control)) {
        return Err(bad_name());
    }
    Ok(said)
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

    /// All profiles, as they are shown.
    pub(crate) fn household(&self) -> Answer<Value> {
        let row: Option<Text> = self.sql.first(SHOWN, &[])?;
        let all: Value = row.and_then(|row| typed::from_str(&row.text).ok()).unwrap_or_default();
        Ok(json!({ "profiles": all }))
    }

    /// `POST user/profiles`: one more.
    pub(crate) fn new_profile(self: &Rc<Self>, body: &str) -> Answer<Response> {
        let said = read(body)?;
        if said["name"].is_null() {
            return Err(bad_name());
        }
        if self.profile_ids()?.len() >= MOST {
            let detail = "There are ten profiles already. Remove one first.";
            return Err(Problem::new(409, "too_many_profiles", detail));
        }
        let taken: Vec<Text> = self.sql.rows("SELECT avatar AS text FROM profiles", &[])?;
        let is_free = |avatar: &&&str| !taken.iter().any(|row| row.text == **avatar);
        let avatar = AVATARS.iter().find(is_free).unwrap_or(&AVATARS[0]);
        let id = seal::hex(&drive::random::<8>());
        self.sql.run(
            "INSERT INTO profiles (id, made_at, avatar) VALUES (?, ?, ?)",
            &[(&id).into(), drive::now().into(), (*avatar).into()],
        )?;
        self.set_profile(201, &id, &said)
    }

    /// `PATCH user/profiles/{id}`
    pub(crate) fn change_profile(self: &Rc<Self>, id: &str, body: &str) -> Answer<Response> {
        let said = read(body)?;
        self.check_profile(id)?;
        self.set_profile(200, id, &said)
    }

    fn set_profile(self: &Rc<Self>, status: u16, id: &str, said: &Value) -> Answer<Response> {
        self.sql.run(
            "UPDATE profiles SET name = coalesce(?, name), avatar = coalesce(?, avatar), chosen = \
             iif(?, (SELECT coalesce(max(chosen), 0) + 1 FROM profiles), chosen) WHERE id = ?",
            &[
                said["name"].as_str().map(str::trim).into(),
                said["avatar"].as_str().into(),
                u32::from(said["default"] == true).into(),
                id.into(),
            ],
        )?;
        self.news();
        let all = self.household()?;
        let mut all = all["profiles"].as_array().into_iter().flatten();
        let now = all.find(|profile| profile["id"] == id);
        reply::json(status, now.unwrap_or(&Value::Null))
    }

    /// `DELETE user/profiles/{id}`: all that is kept of it goes, and what leads to it.
    ///
    /// # Errors
    /// `not_confirmed`, `unknown_profile`, `last_profile`.
    pub(crate) fn remove_profile(self: &Rc<Self>, id: &str, query: &str) -> Answer<Response> {
        self.check_profile(id)?;
        if self.profile_ids()?.len() == 1 {
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
            read(&body).map(drop).map_err(|problem| problem.code)
        };
        assert_eq!(code("  Ada "), Ok(()));
        assert_eq!(code(&"å".repeat(LONGEST)), Ok(()));
        for name in ["", "  ", "A\nda", &"a".repeat(LONGEST + 1)] {
            assert_eq!(code(name), Err("bad_name"), "{name:?}");
        }
    }

    #[test]
    fn an_avatar_is_one_of_a_few() {
        let code = |body| read(body).map(drop).map_err(|problem| problem.code);
        assert_eq!(code("{\"avatar\":\"teal\"}"), Ok(()));
        assert_eq!(code("{\"avatar\":\"plaid\"}"), Err("bad_request"));
        for body in ["{\"colour\":\"teal\"}", "{\"name\":7}", "[]", "{"] {
            assert_eq!(code(body), Err("bad_request"), "{body}");
        }
    }
}
