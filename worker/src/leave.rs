//! Leaving for good: what the services gave is given back, what leads to the person leads
//! nowhere, and their object is empty.

use playtally::http::parse_pairs;
use playtally::providers;
use worker::Response;

use crate::account::{BECOMES, Hub};
use crate::clients;
use crate::directory::{self, Ask};
use crate::error::{Answer, Problem};
use crate::found;
use crate::pairing;
use crate::reply;
use crate::routes::Route;
use crate::store::{AccountRow, Text};

/// `DELETE user`, where the query holds the word for it.
///
/// # Errors
/// `not_confirmed`.
pub(crate) fn check(query: &str) -> Answer<()> {
    let word = ("confirm".to_owned(), "delete".to_owned());
    if parse_pairs(query).contains(&word) {
        return Ok(());
    }
    let detail = "Everything would be gone for good. Add ?confirm=delete where that is wanted.";
    Err(Problem::new(400, "not_confirmed", detail))
}

/// The same answer, after which the browser is nobody's.
pub(crate) fn farewell(response: Response) -> Answer<Response> {
    Ok(reply::with_headers(response, |headers| headers.set(BECOMES, ""))?)
}

/// Whether an answer of a person's object says that they are gone.
pub(crate) fn is_farewell(response: &Response) -> Answer<bool> {
    Ok(response.headers().get(BECOMES)?.is_some_and(|person| person.is_empty()))
}

/// The answer where somebody was, or never anybody.
pub(crate) fn nobody_here(route: &Route) -> Answer<Response> {
    match route {
        // The browser is somebody else's.
        Route::Pair | Route::Recover => Err(pairing::wrong_code()),
        _ => farewell(no_session().into_response()?),
    }
}

pub(crate) fn no_session() -> Problem {
    Problem::new(401, "no_session", "Open the hub's page first.")
}

impl Hub {
    /// Gives back every token, or those of one profile; nobody waits for the services' answers.
    /// By which names the directory knows the person, and would know nobody any more.
    pub(crate) fn part(&self, of: Option<&str>) -> Answer<Vec<String>> {
        let query = "SELECT name AS text FROM recovery WHERE ?1 IS NULL \
                     UNION SELECT name FROM codes WHERE coalesce(?1, profile) = profile \
                     UNION SELECT name FROM webhooks WHERE coalesce(?1, profile) = profile \
                     UNION SELECT hash FROM devices \
                     WHERE coalesce(?1, profile) = profile AND scopes = ?2";
        let names: Vec<Text> = self.sql.rows(query, &[of.into(), clients::SCOPE.into()])?;
        let mut names: Vec<String> = names.into_iter().map(|row| row.text).collect();
        let query = "SELECT profile, service FROM connections \
                     WHERE coalesce(?1, profile) = profile \
                     UNION SELECT profile, service FROM device_signins \
                     WHERE coalesce(?1, profile) = profile";
        for AccountRow { profile, service } in self.sql.rows(query, &[of.into()])? {
            let Some(service) = providers::by_id(&service) else { continue };
            let id = service.descriptor().id;
            // One that cannot be opened cannot be revoked either.
            let token = self.token(&profile, id).ok().flatten();
            for token in token.into_iter().chain(self.given(&profile, service)) {
                self.revoke(service, &token);
            }
            let Some(account) = self.connection(&profile, id)?.and_then(|it| it.account) else {
                continue;
            };
            // Somebody else of the household may be at the same account.
            if of.is_none() || self.holder(service, &account, &profile)?.is_none() {
                names.push(found::name_of(service, &account));
            }
        }
        Ok(names)
    }

    /// What is under way finds and keeps nothing.
    pub(crate) fn close(&self) {
        self.sql.close();
        self.outboxes.borrow_mut().clear();
        self.shelves.borrow_mut().clear();
    }

    /// The directory forgets these names, as far as they are this person's.
    pub(crate) async fn give_up(&self, names: Vec<String>) {
        for name in names {
            let release = Ask::Release { person: self.person.clone() };
            // One that stays behind leads to nobody.
            drop(directory::ask(&self.env, &name, &release).await);
        }
    }
}
