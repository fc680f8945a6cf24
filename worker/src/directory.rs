//! Finds a person by something they know or own: a code, an account at a service.
//!
//! One object a name, and the name is a hash ([`crate::code`]), so neither the
//! objects nor their rows tell a code. A name without a person keeps nothing.

use playtally::time::Timestamp;
use serde::{Deserialize, Serialize};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use crate::drive;
use crate::error::Answer;
use crate::store::Sql;

/// Whose a name is.
#[durable_object(alarm)]
pub struct Directory {
    state: State,
    sql: Sql,
}

/// What can be asked of a name.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ask {
    /// Whose is it? Belongs to this person from now on where it was nobody's.
    Claim(Owner),
    /// Whose is it?
    Find,
    /// Whose was it? Nobody's from now on.
    Take,
    /// This person gives it up.
    Release { person: String },
}

/// The person of a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Owner {
    pub(crate) person: String,
    /// What the person said about it.
    #[serde(default)]
    pub(crate) note: String,
    /// From then on it is nobody's.
    #[serde(default)]
    pub(crate) until: Option<Timestamp>,
}

/// Asks about a name.
pub(crate) async fn ask(env: &Env, name: &str, ask: &Ask) -> Answer<Option<Owner>> {
    Ok(drive::ask(env, "DIRECTORY", name, ask).await?)
}

impl DurableObject for Directory {
    fn new(state: State, _env: Env) -> Self {
        let sql = Sql::of(&state);
        Self { state, sql }
    }

    async fn fetch(&self, mut req: Request) -> worker::Result<Response> {
        let ask: Ask = drive::asked(&mut req).await?;
        match self.answer(drive::now(), ask) {
            Ok((owner, true)) => {
                self.state.storage().delete_all().await?;
                Response::from_json(&owner)
            }
            Ok((owner, false)) => Response::from_json(&owner),
            Err(problem) => problem.into_response(),
        }
    }

    /// The name's time is over.
    async fn alarm(&self) -> worker::Result<Response> {
        self.state.storage().delete_all().await?;
        Response::empty()
    }
}

impl Directory {
    /// Whose the name is, and whether nothing of it is to be kept.
    fn answer(&self, now: Timestamp, ask: Ask) -> Answer<(Option<Owner>, bool)> {
        self.sql.run(
            "CREATE TABLE IF NOT EXISTS owner (person TEXT NOT NULL, note TEXT NOT NULL, \
             until INTEGER)",
            &[],
        )?;
        let owner: Option<Owner> = self.sql.first("SELECT * FROM owner", &[])?;
        let owner = owner.filter(|owner| owner.until.is_none_or(|until| now < until));
        match ask {
            Ask::Claim(wanted) if owner.is_none() => {
                self.sql.transaction(|| {
                    self.sql.run("DELETE FROM owner", &[])?;
                    self.sql.run(
                        "INSERT INTO owner VALUES (?, ?, ?)",
                        &[(&wanted.person).into(), (&wanted.note).into(), wanted.until.into()],
                    )?;
                    wanted.until.map_or(Ok(()), |until| self.sql.set_alarm(until))
                })?;
                Ok((Some(wanted), false))
            }
            Ask::Claim(_) => Ok((owner, false)),
            Ask::Find => {
                let nobody = owner.is_none();
                Ok((owner, nobody))
            }
            Ask::Take => {
                // Before anything is awaited: whoever asks next finds nothing.
                self.sql.run("DELETE FROM owner", &[])?;
                Ok((owner, true))
            }
            Ask::Release { person } => {
                let mine = owner.as_ref().is_none_or(|owner| owner.person == person);
                if mine {
                    self.sql.run("DELETE FROM owner", &[])?;
                }
                Ok((owner, mine))
            }
        }
    }
}
