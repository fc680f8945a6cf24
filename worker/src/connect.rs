//! Connecting and disconnecting accounts, each as its service wants it.

use std::rc::Rc;

use playtally::auth::{AuthScheme, Token, oauth2};
use playtally::error::ErrorKind;
use playtally::outbox::Input;
use playtally::providers::{Profile, Service};
use playtally::typed;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use worker::Response;

use crate::account::Hub;
use crate::connections::{Standing, without_key};
use crate::drive;
use crate::error::{Answer, Problem};
use crate::leave;
use crate::reply;

/// Body of `POST …/connect` for services whose token is pasted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pasted {
    token: String,
    #[serde(default)]
    base_url: Option<String>,
}

/// Body of `POST …/connect` for services where nobody signs in: whose feed it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    username: String,
}

/// Letters of a name.
const LONGEST_NAME: usize = 200;

impl Hub {
    /// `GET …/connect`: straight to the consent page.
    pub(crate) fn connect_redirect(
        &self,
        profile: &str,
        service: &'static dyn Service,
    ) -> Answer<Response> {
        match service.descriptor().auth {
            AuthScheme::OAuth2(_) | AuthScheme::SessionKey(_) => {
                reply::redirect(302, &self.authorize(profile, service)?)
            }
            AuthScheme::UserToken => Err(Problem::bad_request("Paste a token for this service.")),
            AuthScheme::Files => Err(Problem::bad_request("Name a public feed of this service.")),
            AuthScheme::AppKey => Err(no_accounts(service)),
        }
    }

    /// `POST …/connect`: the address of the consent page, or the account of a pasted token
    /// or a named feed.
    pub(crate) async fn connect(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        body: &str,
    ) -> Answer<Response> {
        let row = match service.descriptor().auth {
            AuthScheme::OAuth2(_) | AuthScheme::SessionKey(_) => {
                let address = self.authorize(profile, service)?;
                return reply::json(200, &json!({ "redirect": address }));
            }
            AuthScheme::UserToken => {
                self.take_token(profile, service, read(body, "token")?).await?
            }
            AuthScheme::Files => self.take_feed(profile, service, read(body, "username")?).await?,
            AuthScheme::AppKey => return Err(no_accounts(service)),
        };
        reply::json(200, &json!({ "service": row }))
    }

    /// A token that was pasted, once the service knows it.
    async fn take_token(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        Pasted { token, base_url }: Pasted,
    ) -> Answer<Value> {
        let token = endless(token.trim());
        if token.access.is_empty() || !token.access.chars().all(|c| c.is_ascii_graphic()) {
            return Err(invalid_token(service));
        }
        let base = base_url.as_deref().filter(|text| !text.trim().is_empty());
        let base = base.map(|text| self.check_base(text)).transpose()?;
        let who = self.who_at(service, base.as_deref(), &token).await;
        let who = who.map_err(|error| match error.kind {
            ErrorKind::SignInAgain | ErrorKind::Unauthorized => invalid_token(service),
            _ => error.into(),
        })?;
        self.keep(profile, service, &token, who, base).await
    }

    /// A public feed, once it can be read. Anybody can name any feed, so it finds nobody again.
    async fn take_feed(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        Named { username }: Named,
    ) -> Answer<Value> {
        let feed = endless(username.trim());
        if feed.access.is_empty() || feed.access.len() > LONGEST_NAME {
            return Err(unknown_feed(service));
        }
        let who = self.who_at(service, None, &feed).await.map_err(|error| match error.kind {
            ErrorKind::NotFound | ErrorKind::BadInput => unknown_feed(service),
            _ => error.into(),
        })?;
        // The full name may hold the feed's key, so it is kept as a token is.
        let feed = endless(&who.username);
        let who = Profile { id: None, ..without_key(who) };
        self.keep_here(profile, service, &feed, who, None)?;
        self.service_row(profile, service)
    }

    /// A person's own server: https, on a public name, without a query. A trailing slash is dropped.
    fn check_base(&self, text: &str) -> Answer<String> {
        let base = text.trim().trim_end_matches('/');
        let host = base.strip_prefix("https://").and_then(|rest| rest.split('/').next());
        let name = host.unwrap_or_default().split(':').next().unwrap_or_default().to_lowercase();
        let last = name.rsplit('.').next().unwrap_or_default();
        // An address in whatever form ends in a digit or a hexadecimal number.
        let public = name.contains('.')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
            && last.len() >= 2
            && (last.chars().all(|c| c.is_ascii_alphabetic()) || last.starts_with("xn--"))
            && !["local", "internal", "localhost", "lan", "home", "arpa"].contains(&last);
        let plain = base.chars().all(|c| c.is_ascii_graphic() && !"?#@\\".contains(c));
        if public && plain {
            return Ok(base.to_owned());
        }
        let detail = "base_url must be an https address of a public server.";
        Err(Problem::new(400, "bad_address", detail))
    }

    /// Keeps a new sign-in, here or with the person it belongs to: the service's row there.
    pub(crate) async fn keep(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        token: &Token,
        who: Profile,
        base: Option<String>,
    ) -> Answer<Value> {
        if let Err(gone) = self.check_profile(profile) {
            self.revoke(service, token);
            return Err(if self.sql.is_closed() { leave::no_session() } else { gone });
        }
        // A server of the person's own can say that anybody is anyone.
        if base.is_none()
            && let Some(row) = self.find_again(service, token, &who).await?
        {
            return Ok(row);
        }
        self.keep_here(profile, service, token, who, base)?;
        self.service_row(profile, service)
    }

    /// Keeps a new sign-in. Settings and waiting plays of an earlier one stay.
    pub(crate) fn keep_here(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        token: &Token,
        who: Profile,
        base: Option<String>,
    ) -> Answer<()> {
        self.check_profile(profile)?;
        let id = service.descriptor().id;
        let account = who.id.filter(|_| base.is_none());
        let mut token = token.clone();
        if let Ok((scheme, _)) = self.oauth2(service) {
            // Some send a refresh token that renews nothing.
            token.refresh = token.refresh.filter(|_| scheme.renews);
        }
        let ends_at = token.expires_at.filter(|_| token.refresh.is_none());
        let (before, replaced) = self.all_or_nothing(|| {
            let known = self.connection(profile, id)?;
            let fresh = known.is_none();
            let mut connection = known.unwrap_or_default();
            self.forget_device(profile, service)?;
            let before = std::mem::replace(&mut connection.account, account.clone());
            // Some services tell names alone.
            let named = account.is_none() && connection.username.as_ref() != Some(&who.username);
            let replaced = !fresh && (before != account || connection.base != base || named);
            if replaced {
                // What another account held says nothing of this one.
                self.forget_sync(profile, id)?;
            }
            connection.state = Standing::Connected;
            connection.username = Some(who.username);
            // The link leads to the service itself, not to a server of the person's own.
            connection.profile_url = who.profile_url.filter(|_| base.is_none());
            connection.base = base;
            connection.connected_at = Some(drive::now());
            connection.ends_at = ends_at;
            connection.enabled |= fresh;
            if fresh && self.config.import_on_connect {
                connection.sync_history = true;
                connection.sync_ratings = true;
                connection.sync_watchlist = true;
            }
            self.save_connection(profile, id, &connection)?;
            self.save_token(profile, id, Some(&token))?;
            let in_step = connection.parts().is_some();
            self.set_sync(profile, id, in_step.then(drive::now))?;
            Ok((before, replaced))
        })?;
        if before != account {
            self.lose(service, before.as_deref());
        }
        let destination = format!("{profile}/{id}");
        if replaced {
            self.feed(profile, Input::Replaced { destination: destination.clone() });
        }
        self.connections_changed(profile)?;
        self.feed(profile, Input::SignedIn { destination });
        Ok(())
    }

    /// `POST …/disconnect`: forgets the token here and revokes it there. What waits is kept
    /// for the next sign-in.
    pub(crate) async fn disconnect(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
    ) -> Answer<Response> {
        let descriptor = service.descriptor();
        let mut connection = self
            .connection(profile, descriptor.id)?
            .ok_or_else(|| Problem::not_connected(descriptor.name))?;
        // One that cannot be opened cannot be revoked either, and goes all the same.
        let token = self.token(profile, descriptor.id).ok().flatten();
        self.sql.transaction(|| {
            connection.state = Standing::Disconnected;
            self.save_connection(profile, descriptor.id, &connection)?;
            if let Some(user) = &connection.account {
                self.forget_totals(profile, descriptor.id, user)?;
            }
            self.save_token(profile, descriptor.id, None)
        })?;
        self.connections_changed(profile)?;
        self.lose(service, connection.account.as_deref());
        if let Some(token) = token {
            self.revoke(service, &token);
        }
        reply::json(200, &json!({ "service": self.service_row(profile, service)? }))
    }

    /// Ends a grant at the service.
    pub(crate) fn revoke(&self, service: &'static dyn Service, token: &Token) {
        let Ok((scheme, app)) = self.oauth2(service) else { return };
        let Some(request) = oauth2::revoke(scheme, &app, token) else { return };
        self.spawn(async move {
            // The token is forgotten here whatever the service says.
            drop(drive::perform(&request).await);
        });
    }
}

fn read<T: DeserializeOwned>(body: &str, wanted: &str) -> Answer<T> {
    typed::from_str(body)
        .map_err(|_| Problem::bad_request(format!("Give {{\"{wanted}\": \"…\"}}, a text.")))
}

/// What a person gave us, and can only take back.
fn endless(access: &str) -> Token {
    Token {
        access: access.to_owned(),
        refresh: None,
        issued_at: drive::now(),
        expires_at: None,
        scope: String::new(),
    }
}

fn no_accounts(service: &dyn Service) -> Problem {
    let name = service.descriptor().name;
    Problem::bad_request(format!("{name} has no accounts to connect; the hub asks it by itself."))
}

fn unknown_feed(service: &dyn Service) -> Problem {
    let name = service.descriptor().name;
    let detail = format!("{name} has no public feed of this name. Look it up in your profile.");
    Problem::new(422, "unknown_feed", detail)
}

fn invalid_token(service: &dyn Service) -> Problem {
    let name = service.descriptor().name;
    Problem::new(422, "invalid_token", format!("{name} does not know this token. Copy it again."))
}
