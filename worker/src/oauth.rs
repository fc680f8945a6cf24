//! Connecting and disconnecting accounts: glue over the core's sign-in.

use std::rc::Rc;

use playtally::auth::state::{self, StateError};
use playtally::auth::{App, AuthScheme, OAuth2, Token, oauth2};
use playtally::error::ErrorKind;
use playtally::http::parse_pairs;
use playtally::outbox::Input;
use playtally::providers::{Profile, Service};
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use crate::account::Hub;
use crate::connections::Standing;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::seal::hex;

/// Body of `POST …/connect` for services whose token is pasted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pasted {
    token: String,
    #[serde(default)]
    base_url: Option<String>,
}

#[derive(Deserialize)]
struct SignIn {
    profile: String,
    service: String,
    sealed: String,
}

impl Hub {
    /// `GET …/connect`: straight to the consent page.
    pub(crate) fn connect_redirect(
        &self,
        profile: &str,
        service: &'static dyn Service,
    ) -> Answer<Response> {
        match service.descriptor().auth {
            AuthScheme::OAuth2(_) => reply::redirect(302, &self.authorize(profile, service)?),
            _ => Err(Problem::bad_request("Paste a token for this service.")),
        }
    }

    /// `POST …/connect`: the address of the consent page, or the account of a pasted token.
    pub(crate) async fn connect(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        body: &str,
    ) -> Answer<Response> {
        if matches!(service.descriptor().auth, AuthScheme::OAuth2(_)) {
            let address = self.authorize(profile, service)?;
            return reply::json(200, &json!({ "redirect": address }));
        }
        let pasted: Pasted = serde_json::from_str(body)
            .map_err(|_| Problem::bad_request("Give {\"token\": \"…\"}, a text."))?;
        let token = Token {
            access: pasted.token.trim().to_owned(),
            refresh: None,
            issued_at: drive::now(),
            expires_at: None,
            scope: String::new(),
        };
        if token.access.is_empty() || !token.access.chars().all(|c| c.is_ascii_graphic()) {
            return Err(invalid_token(service));
        }
        let base = pasted.base_url.as_deref().filter(|text| !text.trim().is_empty());
        let base = base.map(|text| self.check_base(text)).transpose()?;
        let who =
            self.who_at(service, base.as_deref(), &token).await.map_err(|error| {
                match error.kind {
                    ErrorKind::SignInAgain | ErrorKind::Unauthorized => invalid_token(service),
                    _ => error.into(),
                }
            })?;
        let row = self.keep(profile, service, &token, who, base).await?;
        reply::json(200, &json!({ "service": row }))
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
        Err(Problem::bad_request("base_url must be an https address of a public server."))
    }

    /// The consent page's address for a sign-in that begins now.
    fn authorize(&self, profile: &str, service: &'static dyn Service) -> Answer<String> {
        let descriptor = service.descriptor();
        let (scheme, app) = self.oauth2(service)?;
        let now = drive::now();
        let nonce = hex(&drive::random::<16>());
        let verifier = oauth2::verifier(&drive::random());
        let expires_at = now + state::State::LIFE;
        self.sql.run("DELETE FROM signins WHERE expires_at < ?", &[now.into()])?;
        self.sql.run(
            "INSERT INTO signins (nonce, profile, service, sealed, expires_at) \
             VALUES (?, ?, ?, ?, ?)",
            &[
                (&nonce).into(),
                profile.into(),
                descriptor.id.into(),
                (&self.seal(&verifier, profile, descriptor.id)?).into(),
                expires_at.into(),
            ],
        )?;
        let state = state::State {
            person: self.person.clone(),
            service: descriptor.id.to_owned(),
            nonce,
            expires_at,
        };
        let signed = state::sign(&self.keys()?.derive("state"), &state);
        let base = self.config.authorize_base.as_deref();
        Ok(oauth2::authorize_url(scheme, &app, &signed, &verifier, base))
    }

    /// How this hub's app signs people in at a service.
    pub(crate) fn oauth2(&self, service: &'static dyn Service) -> Answer<(&'static OAuth2, App)> {
        let descriptor = service.descriptor();
        let app = self.app(service).ok_or_else(|| Problem::not_configured(descriptor.name))?;
        let scheme = descriptor.auth.oauth2(&app).ok_or_else(Problem::not_found)?;
        Ok((scheme, app))
    }

    /// `GET auth/callback/{s}`: back from the consent page. Always ends on the page,
    /// with what happened in the address.
    pub(crate) async fn callback(
        self: &Rc<Self>,
        service: &'static dyn Service,
        query: &str,
    ) -> Answer<Response> {
        let id = service.descriptor().id;
        let address = match self.come_back(service, query).await {
            Ok(()) if self.became()?.is_some() => format!("/?connected={id}&again=true"),
            Ok(()) => format!("/?connected={id}"),
            Err(problem) => format!("/?error={}&service={id}", problem.code),
        };
        reply::redirect(303, &address)
    }

    async fn come_back(self: &Rc<Self>, service: &'static dyn Service, query: &str) -> Answer<()> {
        let descriptor = service.descriptor();
        let (scheme, app) = self.oauth2(service)?;
        let pairs = parse_pairs(query);
        let value =
            |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let state = self.read_state(descriptor.id, value("state").unwrap_or_default())?;
        if state.person != self.person {
            return Err(state_problem("state_invalid"));
        }
        let sign_in = self.take_sign_in(&state.nonce)?;
        if sign_in.service != descriptor.id {
            return Err(state_problem("state_invalid"));
        }
        if value("error").is_some() {
            return Err(Problem::new(403, "denied", "You did not allow it."));
        }
        if scheme.issuer.is_some_and(|issuer| value("iss") != Some(issuer)) {
            return Err(state_problem("state_invalid"));
        }
        let code = value("code").ok_or_else(|| state_problem("state_invalid"))?;
        let owner = self.owner(&sign_in.profile, descriptor.id);
        let verifier = self
            .keys()?
            .open(&sign_in.sealed, &owner)
            .ok_or_else(|| state_problem("state_invalid"))?;
        let request = oauth2::exchange(scheme, &app, code, &verifier);
        let response = drive::perform(&request).await?;
        let token = oauth2::read_token(drive::now(), &response, None)?;
        let who = self.welcome(service, &token).await?;
        self.keep(&sign_in.profile, service, &token, who, None).await.map(drop)
    }

    /// Whose a new token is, where it is good for everything it is needed for. Else it
    /// is revoked: nothing of a sign-in that came to nothing stays behind.
    pub(crate) async fn welcome(
        &self,
        service: &'static dyn Service,
        token: &Token,
    ) -> Answer<Profile> {
        let (scheme, _) = self.oauth2(service)?;
        let who = if token.lacks(scheme).is_empty() {
            self.who_at(service, None, token).await.map_err(Problem::from)
        } else {
            Err(scope_missing(service))
        };
        who.inspect_err(|_| self.revoke(service, token))
    }

    fn read_state(&self, service: &str, text: &str) -> Answer<state::State> {
        let mut refusal = StateError::Invalid;
        for key in self.keys()?.derive_all("state") {
            match state::verify(&key, drive::now(), service, text) {
                Ok(state) => return Ok(state),
                Err(StateError::Invalid) => {}
                Err(other) => refusal = other,
            }
        }
        Err(state_problem(match refusal {
            StateError::Expired => "state_expired",
            StateError::Invalid | StateError::OtherService => "state_invalid",
        }))
    }

    /// Takes the sign-in out: a second return finds nothing.
    fn take_sign_in(&self, nonce: &str) -> Answer<SignIn> {
        self.sql
            .first("DELETE FROM signins WHERE nonce = ? RETURNING *", &[nonce.into()])?
            .ok_or_else(|| state_problem("state_used"))
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
        let id = service.descriptor().id;
        let account = who.id.filter(|_| base.is_none());
        let before = self.sql.transaction(|| {
            let known = self.connection(profile, id)?;
            let fresh = known.is_none();
            let mut connection = known.unwrap_or_default();
            self.forget_device(profile, service)?;
            let before = std::mem::replace(&mut connection.account, account.clone());
            connection.state = Standing::Connected;
            connection.username = Some(who.username);
            // The link leads to the service itself, not to a server of the person's own.
            connection.profile_url = who.profile_url.filter(|_| base.is_none());
            connection.base = base;
            connection.connected_at = Some(drive::now());
            connection.enabled |= fresh;
            self.save_connection(profile, id, &connection)?;
            self.save_token(profile, id, Some(token))?;
            Ok(before)
        })?;
        if before != account {
            self.lose(service, before.as_deref());
        }
        self.connections_changed(profile)?;
        self.feed(profile, Input::SignedIn { destination: format!("{profile}/{id}") });
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

fn invalid_token(service: &dyn Service) -> Problem {
    let name = service.descriptor().name;
    Problem::new(422, "invalid_token", format!("{name} does not know this token. Copy it again."))
}

fn scope_missing(service: &dyn Service) -> Problem {
    let name = service.descriptor().name;
    Problem::new(
        403,
        "scope_missing",
        format!("{name} lets playtally read alone. Connect again, and allow it to write too."),
    )
}

fn state_problem(code: &'static str) -> Problem {
    Problem::new(400, code, "This sign-in is over. Start it again from the page.")
}
