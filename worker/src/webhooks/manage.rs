//! The person's addresses: made, shown, changed, ended.

use std::rc::Rc;

use playtally::auth::base64url;
use playtally::time::Timestamp;
use playtally::typed;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use super::door::{AT, name_of, unknown};
use super::webhook::{Known, Webhook};
use crate::account::Hub;
use crate::directory::{self, Ask, Owner};
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::seal;
use crate::store::{Text, to_body};

/// Addresses a household may have.
const MOST: usize = 10;

#[derive(Deserialize)]
struct Row {
    id: String,
    profile: String,
    made_at: Timestamp,
    heard_at: Option<Timestamp>,
    body: String,
}

impl Hub {
    /// `GET user/webhooks`
    pub(crate) fn list_webhooks(&self) -> Answer<Response> {
        let webhooks = self.webhooks()?;
        let shown: Vec<_> = webhooks.iter().map(Webhook::show).collect();
        reply::json(200, &json!({ "webhooks": shown }))
    }

    /// `POST user/webhooks`: an address, told this once.
    pub(crate) async fn new_webhook(&self, profile: &str) -> Answer<Response> {
        if self.webhooks()?.len() >= MOST {
            let detail = "There are ten addresses already. End one first.";
            return Err(Problem::new(409, "too_many_webhooks", detail));
        }
        let id = seal::hex(&drive::random::<8>());
        let (secret, name) = self.claim_address(&id).await?;
        let webhook = Webhook {
            id,
            profile: profile.to_owned(),
            made_at: drive::now(),
            heard_at: None,
            known: Known::default(),
        };
        self.sql.run(
            "INSERT INTO webhooks (id, profile, name, made_at, body) VALUES (?, ?, ?, ?, ?)",
            &[
                (&webhook.id).into(),
                profile.into(),
                (&name).into(),
                webhook.made_at.into(),
                (&to_body(&webhook.known)).into(),
            ],
        )?;
        self.show_address(201, &webhook, &secret)
    }

    /// `POST user/webhooks/{id}/rotate`: another address; the one before is over.
    pub(crate) async fn rotate_webhook(&self, id: &str) -> Answer<Response> {
        let webhook = self.webhook_of(id)?;
        let (secret, name) = self.claim_address(id).await?;
        let before = self.address_name(id)?;
        let other = "UPDATE webhooks SET name = ? WHERE id = ?";
        self.sql.run(other, &[(&name).into(), id.into()])?;
        self.release_address(before).await;
        self.show_address(200, &webhook, &secret)
    }

    /// `PATCH user/webhooks/{id}`
    pub(crate) fn change_webhook(&self, id: &str, body: &str) -> Answer<Response> {
        let said = read(body).ok_or_else(|| {
            let detail = "Give {\"users\": {ID: true}, \"profiles\": {ID: \"…\"}, \
                          \"libraries\": {ID: false}, \"profile\": \"…\"}.";
            Problem::bad_request(detail)
        })?;
        let mut webhook = self.webhook_of(id)?;
        if let Some(profile) = said["profile"].as_str() {
            self.check_profile(profile)?;
            profile.clone_into(&mut webhook.profile);
        }
        for user in &mut webhook.known.users {
            user.counts = said["users"][&user.id].as_bool().unwrap_or(user.counts);
            if let Some(profile) = said["profiles"][&user.id].as_str() {
                self.check_profile(profile)?;
                (user.counts, user.profile) = (true, profile.to_owned());
            }
        }
        for library in &mut webhook.known.libraries {
            library.counts = said["libraries"][&library.id].as_bool().unwrap_or(library.counts);
        }
        self.keep_webhook(&webhook)?;
        reply::json(200, &webhook.show())
    }

    /// `DELETE user/webhooks/{id}`: nothing that is posted there counts any more.
    pub(crate) async fn end_webhook(self: &Rc<Self>, id: &str) -> Answer<Response> {
        self.webhook_of(id)?;
        let name = self.address_name(id)?;
        self.sql.transaction(|| {
            self.sql.run("DELETE FROM webhooks WHERE id = ?", &[id.into()])?;
            self.sql.run("DELETE FROM webhook_words WHERE webhook = ?", &[id.into()])
        })?;
        self.release_address(name).await;
        reply::empty()
    }

    /// The webhook of this id, whoever's it is.
    pub(super) fn webhook(&self, id: &str) -> Answer<Option<Webhook>> {
        let row: Option<Row> =
            self.sql.first("SELECT * FROM webhooks WHERE id = ?", &[id.into()])?;
        Ok(row.map(Row::read))
    }

    pub(super) fn keep_webhook(&self, webhook: &Webhook) -> Answer<()> {
        self.sql.run(
            "UPDATE webhooks SET profile = ?, heard_at = ?, body = ? WHERE id = ?",
            &[
                (&webhook.profile).into(),
                webhook.heard_at.into(),
                (&to_body(&webhook.known)).into(),
                (&webhook.id).into(),
            ],
        )
    }

    fn webhooks(&self) -> Answer<Vec<Webhook>> {
        let query = "SELECT * FROM webhooks ORDER BY made_at";
        let rows: Vec<Row> = self.sql.rows(query, &[])?;
        Ok(rows.into_iter().map(Row::read).collect())
    }

    fn webhook_of(&self, id: &str) -> Answer<Webhook> {
        self.webhook(id)?.ok_or_else(unknown)
    }

    /// A profile goes: whoever was it at a server is nobody, and what its own addresses said
    /// is forgotten.
    pub(crate) fn forget_users(&self, profile: &str) -> Answer<()> {
        for mut webhook in self.webhooks()? {
            for user in webhook.known.users.iter_mut().filter(|user| user.profile == profile) {
                (user.counts, user.profile) = (false, String::new());
            }
            self.keep_webhook(&webhook)?;
        }
        let words = "DELETE FROM webhook_words WHERE webhook IN \
                     (SELECT id FROM webhooks WHERE profile = ?)";
        self.sql.run(words, &[profile.into()])
    }

    /// A secret, and the directory's name of it, which leads here from now on.
    async fn claim_address(&self, id: &str) -> Answer<(String, String)> {
        let secret = base64url::encode(&drive::random::<32>());
        let name = name_of(&secret);
        let mine = Owner { person: self.person.clone(), note: id.to_owned(), until: None };
        directory::ask(&self.env, &name, &Ask::Claim(mine)).await?;
        Ok((secret, name))
    }

    fn address_name(&self, id: &str) -> Answer<Option<Text>> {
        self.sql.first("SELECT name AS text FROM webhooks WHERE id = ?", &[id.into()])
    }

    async fn release_address(&self, name: Option<Text>) {
        if let Some(Text { text: name }) = name {
            self.give_up(vec![name]).await;
        }
    }

    fn show_address(&self, status: u16, webhook: &Webhook, secret: &str) -> Answer<Response> {
        let address = format!("{}{AT}{secret}", self.origin);
        reply::json(status, &json!({ "address": address, "webhook": webhook.show() }))
    }
}

impl Row {
    fn read(self) -> Webhook {
        let Self { id, profile, made_at, heard_at, body } = self;
        // One that cannot be read knows nobody yet.
        let known = typed::from_str(&body).unwrap_or_default();
        Webhook { id, profile, made_at, heard_at, known }
    }
}

/// Body of `PATCH user/webhooks/{id}`: who counts, and what, by the ids of an answer; which
/// profile a user is, who counts from then on; and whose the address is.
fn read(body: &str) -> Option<Value> {
    let said: Value = typed::from_str(body).ok()?;
    let all = |value: &Value, is: fn(&Value) -> bool| {
        value.as_object().is_some_and(|all| all.values().all(is))
    };
    let fits = said.as_object()?.iter().all(|(name, value)| match name.as_str() {
        "users" | "libraries" => all(value, Value::is_boolean),
        "profiles" => all(value, Value::is_string),
        "profile" => value.is_string(),
        _ => false,
    });
    fits.then_some(said)
}
