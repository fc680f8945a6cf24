//! Found again: whoever signs in to an account at a service that somebody here has
//! connected is that somebody, unless they have accounts of their own in this browser.

use std::rc::Rc;

use playtally::auth::Token;
use playtally::providers::{self, Profile, Service};
use playtally::typed;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use worker::Response;

use crate::account::Hub;
use crate::code;
use crate::connections::{Connection, Standing};
use crate::directory::{self, Ask, Owner};
use crate::drive;
use crate::error::{Answer, Problem};
use crate::live;
use crate::reply;
use crate::store::{Text, to_body};

/// Where one person's object hands a sign-in to another's. Outside the hub's routes, so
/// nobody else comes here.
pub(crate) const HAND_OVER: &str = "/hand-over";

/// A sign-in that belongs to another person.
#[derive(Serialize, Deserialize)]
struct HandedOver {
    service: String,
    token: Token,
    who: Profile,
}

#[derive(Deserialize)]
struct Row {
    profile: String,
    body: String,
}

impl Hub {
    /// Whose an account is; this person's from now on where it was nobody's.
    pub(crate) async fn claim(
        &self,
        service: &'static dyn Service,
        who: &Profile,
    ) -> Option<Owner> {
        let name = name_of(service, who.id.as_deref()?);
        // Not to be found again is bad, not to be connected is worse.
        directory::ask(&self.env, &name, &Ask::Claim(self.as_owner())).await.ok()?
    }

    /// Hands a sign-in to the person of the account, where that is somebody else and this
    /// browser has nothing of its own: that person's row of the service.
    ///
    /// # Errors
    /// `service_unavailable` where it is not known what became of it. The token stays good,
    /// for the other may have it by now.
    pub(crate) async fn find_again(
        &self,
        service: &'static dyn Service,
        token: &Token,
        who: &Profile,
    ) -> Answer<Option<Value>> {
        let Some(owner) = self.claim(service, who).await else { return Ok(None) };
        if owner.person == self.person || self.has_connected()? {
            return Ok(None);
        }
        let row = self.hand_over(&owner.person, service, token, who).await.map_err(|_| again())?;
        let Some(row) = row else {
            // The other has given it up, and the directory did not hear of it.
            self.release(service, who.id.as_deref(), owner.person).await;
            self.claim(service, who).await;
            return Ok(None);
        };
        // Meanwhile another tab may have connected an account here.
        if self.has_connected()? {
            return Err(again());
        }
        let became = "INSERT OR REPLACE INTO became (id, person) VALUES (1, ?)";
        self.sql.run(became, &[(&owner.person).into()])?;
        self.send_away(live::SERVICE_RESTART);
        Ok(Some(row))
    }

    /// The account is not this person's any more.
    pub(crate) fn lose(self: &Rc<Self>, service: &'static dyn Service, account: Option<&str>) {
        if account
            .is_some_and(|account| self.holder(service, account, "").is_ok_and(|it| it.is_some()))
        {
            return;
        }
        let (hub, account) = (Rc::clone(self), account.map(str::to_owned));
        self.spawn(async move {
            hub.release(service, account.as_deref(), hub.person.clone()).await;
        });
    }

    /// A claim that stays behind leads to the person, and there it is refused.
    async fn release(&self, service: &dyn Service, account: Option<&str>, person: String) {
        let Some(name) = account.map(|id| name_of(service, id)) else { return };
        drop(directory::ask(&self.env, &name, &Ask::Release { person }).await);
    }

    /// Another person's object has a sign-in for this one.
    pub(crate) fn take_over(self: &Rc<Self>, body: &str) -> Answer<Response> {
        let HandedOver { service, token, who } =
            typed::from_str(body).map_err(|_| Problem::not_found())?;
        let service = providers::by_id(&service).ok_or_else(Problem::not_found)?;
        let account = who.id.as_deref().unwrap_or_default();
        let profile = self.holder(service, account, "")?.ok_or_else(Problem::not_found)?;
        self.keep_here(&profile, service, &token, who, None)?;
        reply::json(200, &self.service_row(&profile, service)?)
    }

    /// The profile that has an account connected; one of the `others`.
    pub(crate) fn holder(
        &self,
        service: &dyn Service,
        account: &str,
        others: &str,
    ) -> Answer<Option<String>> {
        let query = "SELECT profile, body FROM connections WHERE service = ? AND profile <> ?";
        let rows: Vec<Row> =
            self.sql.rows(query, &[service.descriptor().id.into(), others.into()])?;
        let mine = |row: &Row| {
            let kept: Option<Connection> = typed::from_str(&row.body).ok();
            kept.is_some_and(|kept| {
                kept.state != Standing::Disconnected && kept.account.as_deref() == Some(account)
            })
        };
        Ok(rows.into_iter().find(mine).map(|row| row.profile))
    }

    /// Whom a sign-in made of this person.
    pub(crate) fn became(&self) -> Answer<Option<String>> {
        let row: Option<Text> = self.sql.first("SELECT person AS text FROM became", &[])?;
        Ok(row.map(|row| row.text))
    }

    /// The row of the service with the other person; `None` where that has given it up.
    async fn hand_over(
        &self,
        person: &str,
        service: &'static dyn Service,
        token: &Token,
        who: &Profile,
    ) -> Answer<Option<Value>> {
        let handed = HandedOver {
            service: service.descriptor().id.to_owned(),
            token: token.clone(),
            who: who.clone(),
        };
        let url = format!("{}{HAND_OVER}", self.origin);
        let request = drive::request_to(&url, "POST", None, Some(&to_body(&handed).into()))?;
        let other = self.env.durable_object("ACCOUNT")?.get_by_name(person)?;
        let mut answer = other.fetch_with_request(request).await?;
        match answer.status_code() {
            200 => Ok(Some(drive::answer_of(&mut answer).await?)),
            404 => Ok(None),
            _ => Err(again()),
        }
    }

    fn has_connected(&self) -> Answer<bool> {
        let any = "SELECT service FROM connections LIMIT 1";
        Ok(self.sql.first::<Value>(any, &[])?.is_some())
    }

    /// This person, of a name that is theirs for good.
    pub(crate) fn as_owner(&self) -> Owner {
        Owner { person: self.person.clone(), note: String::new(), until: None }
    }
}

fn again() -> Problem {
    Problem::new(503, "service_unavailable", "The sign-in could not be kept. Try again.")
}

/// The directory's name of an account at a service.
pub(crate) fn name_of(service: &dyn Service, account: &str) -> String {
    code::hashed(service.descriptor().id, account)
}
