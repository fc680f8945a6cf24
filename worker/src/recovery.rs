//! The way back for somebody who lost their browser: a code, shown once.

use playtally::time::Timestamp;
use playtally::typed;
use serde::Deserialize;
use serde_json::json;
use worker::{Request, Response};

use crate::account::{BECOMES, Hub};
use crate::code;
use crate::directory::{self, Ask};
use crate::door::Knock;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;

const KIND: &str = "recovery";

/// Letters of a code: 125 bits, for it has no end.
const LETTERS: usize = 25;

/// Body of `POST recover`.
#[derive(Deserialize)]
struct Typed {
    code: String,
}

impl Typed {
    fn read(body: &str) -> Answer<Self> {
        typed::from_str(body).map_err(|_| Problem::bad_request("Give {\"code\": \"…\"}, a text."))
    }
}

/// The one code of a person; only its name is known here.
#[derive(Deserialize)]
struct Row {
    name: String,
    made_at: Timestamp,
}

/// `POST recover`, at the door: whose code it is. The person's object has the last word.
///
/// # Errors
/// `bad_request`, `too_many_requests`, `wrong_code`.
pub(crate) async fn open<'a>(
    env: &'a worker::Env,
    request: &Request,
    body: &str,
) -> Answer<(String, Knock<'a>)> {
    let Typed { code } = Typed::read(body)?;
    let knock = Knock::at(env, request).await?;
    let owner = directory::ask(env, &code::name(KIND, &code), &Ask::Find).await?;
    Ok((owner.ok_or_else(wrong_code)?.person, knock))
}

impl Hub {
    /// `GET user/recovery`
    pub(crate) fn recovery(&self) -> Answer<Response> {
        let mut shown = json!({});
        if let Some(row) = self.recovery_row()? {
            shown["made_at"] = json!(row.made_at.to_rfc3339());
        }
        reply::json(200, &shown)
    }

    /// `POST user/recovery`: a new code. The one before is good for nothing from then on.
    pub(crate) async fn new_recovery(&self) -> Answer<Response> {
        let code = code::make(&drive::random::<LETTERS>(), 5);
        let name = code::name(KIND, &code);
        directory::ask(&self.env, &name, &Ask::Claim(self.as_owner())).await?;
        let now = drive::now();
        let before = self.recovery_row()?;
        self.sql.run(
            "INSERT OR REPLACE INTO recovery (id, name, made_at) VALUES (1, ?, ?)",
            &[(&name).into(), now.into()],
        )?;
        if let Some(Row { name, .. }) = before {
            let release = Ask::Release { person: self.person.clone() };
            // One that stays behind leads here, and here it is refused.
            drop(directory::ask(&self.env, &name, &release).await);
        }
        reply::json(201, &json!({ "code": code, "made_at": now.to_rfc3339() }))
    }

    /// `POST recover`: makes the browser this person's, where the code is still theirs.
    pub(crate) fn recover(&self, body: &str) -> Answer<Response> {
        let Typed { code } = Typed::read(body)?;
        let row = self.recovery_row()?;
        if row.is_none_or(|row| row.name != code::name(KIND, &code)) {
            return Err(wrong_code());
        }
        let found = reply::empty()?;
        found.headers().set(BECOMES, &self.person)?;
        Ok(found)
    }

    fn recovery_row(&self) -> Answer<Option<Row>> {
        self.sql.first("SELECT name, made_at FROM recovery", &[])
    }
}

fn wrong_code() -> Problem {
    Problem::new(403, "wrong_code", "This code is wrong, or a newer one took its place.")
}
