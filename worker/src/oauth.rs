//! The way over a service's own page, and back: glue over the core's sign-in.

use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use playtally::auth::state::{self, StateError};
use playtally::auth::{App, AuthScheme, OAuth2, SessionKey, Token, oauth2, session_key};
use playtally::http::parse_pairs;
use playtally::providers::{Profile, Service};
use playtally::time::Timestamp;
use serde::Deserialize;
use worker::Response;

use crate::account::Hub;
use crate::code;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::seal::hex;
use crate::store::Text;

/// A way back that several loads of the same address may wait for.
pub(crate) type Return = Shared<LocalBoxFuture<'static, String>>;

/// How a person who comes back from a service's page brings a token along.
enum Consent {
    /// A code, that is traded for it.
    Code(&'static OAuth2),
    /// A token, that is traded for a session key.
    Session(&'static SessionKey),
}

#[derive(Deserialize)]
struct SignIn {
    profile: String,
    service: String,
    sealed: String,
    expires_at: Timestamp,
}

impl Hub {
    /// The consent page's address for a sign-in that begins now.
    pub(crate) fn authorize(&self, profile: &str, service: &'static dyn Service) -> Answer<String> {
        let id = service.descriptor().id;
        let (consent, app) = self.consent(service)?;
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
                id.into(),
                (&self.seal(&verifier, profile, id)?).into(),
                expires_at.into(),
            ],
        )?;
        let state =
            state::State { person: self.person.clone(), service: id.to_owned(), nonce, expires_at };
        let signed = state::sign(&self.keys()?.derive("state"), &state);
        let base = self.config.authorize_base.as_deref();
        Ok(match consent {
            Consent::Code(scheme) => oauth2::authorize_url(scheme, &app, &signed, &verifier, base),
            Consent::Session(keys) => session_key::authorize_url(keys, &app, &signed, base),
        })
    }

    fn consent(&self, service: &'static dyn Service) -> Answer<(Consent, App)> {
        let descriptor = service.descriptor();
        let AuthScheme::SessionKey(keys) = &descriptor.auth else {
            return self.oauth2(service).map(|(scheme, app)| (Consent::Code(scheme), app));
        };
        let app = self.app(service).ok_or_else(|| Problem::not_configured(descriptor.name))?;
        Ok((Consent::Session(keys), app))
    }

    /// How this hub's app signs people in at a service with OAuth 2.
    pub(crate) fn oauth2(&self, service: &'static dyn Service) -> Answer<(&'static OAuth2, App)> {
        let descriptor = service.descriptor();
        let app = self.app(service).ok_or_else(|| Problem::not_configured(descriptor.name))?;
        let scheme = descriptor.auth.oauth2(&app).ok_or_else(Problem::not_found)?;
        Ok((scheme, app))
    }

    /// `GET auth/callback/{s}`: back from the consent page. Always ends on the page,
    /// with what happened in the address.
    ///
    /// # Design
    /// A code or token is good once, and browsers load an address again. The same one
    /// leads to where it led at first, also while that is not known yet; nobody who
    /// closes the tab meanwhile ends it.
    pub(crate) async fn callback(
        self: &Rc<Self>,
        service: &'static dyn Service,
        query: &str,
    ) -> Answer<Response> {
        let name = code::hashed(service.descriptor().id, query);
        if let Some(Text { text: address }) = self.sql.first(
            "SELECT address AS text FROM returns WHERE name = ? AND until > ?",
            &[(&name).into(), drive::now().into()],
        )? {
            return reply::redirect(303, &address);
        }
        let under_way = self.returns.borrow().get(&name).cloned();
        let joint = under_way.unwrap_or_else(|| {
            let (hub, query, key) = (Rc::clone(self), query.to_owned(), name.clone());
            let joint = async move {
                let address = hub.returned(service, &query, &key).await;
                hub.returns.borrow_mut().remove(&key);
                address
            };
            let joint = joint.boxed_local().shared();
            self.returns.borrow_mut().insert(name, joint.clone());
            let work = joint.clone();
            self.spawn(async move { drop(work.await) });
            joint
        });
        reply::redirect(303, &joint.await)
    }

    /// The address on the page for what came of a way back.
    async fn returned(
        self: &Rc<Self>,
        service: &'static dyn Service,
        query: &str,
        name: &str,
    ) -> String {
        let id = service.descriptor().id;
        let refused = |code| format!("/?error={code}&service={id}");
        let pairs = parse_pairs(query);
        let sign_in = match self.take_sign_in(service, &pairs) {
            Ok(sign_in) => sign_in,
            Err(problem) => return refused(problem.code),
        };
        let until = sign_in.expires_at;
        let done = self.sign_in(service, sign_in, &pairs).await;
        let address = match done.and_then(|()| self.became()) {
            Ok(Some(_)) => format!("/?connected={id}&again=true"),
            Ok(None) => format!("/?connected={id}"),
            Err(problem) => refused(problem.code),
        };
        let kept = self.keep_return(name, &address, until);
        if let Err(problem) = kept {
            worker::console_error!("not kept: {}", problem.detail);
        }
        address
    }

    fn keep_return(&self, name: &str, address: &str, until: Timestamp) -> Answer<()> {
        self.sql.run("DELETE FROM returns WHERE until < ?", &[drive::now().into()])?;
        self.sql.run(
            "INSERT OR REPLACE INTO returns (name, address, until) VALUES (?, ?, ?)",
            &[name.into(), address.into(), until.into()],
        )
    }

    /// Trades what the person brought along, and keeps what comes of it.
    async fn sign_in(
        self: &Rc<Self>,
        service: &'static dyn Service,
        sign_in: SignIn,
        pairs: &[(String, String)],
    ) -> Answer<()> {
        let SignIn { profile, sealed, .. } = sign_in;
        if value(pairs, "error").is_some() {
            return Err(Problem::new(403, "denied", "You did not allow it."));
        }
        let brought = |name| value(pairs, name).ok_or_else(|| state_problem("state_invalid"));
        let (consent, app) = self.consent(service)?;
        let token = match consent {
            Consent::Code(scheme) => {
                if scheme.issuer.is_some_and(|issuer| value(pairs, "iss") != Some(issuer)) {
                    return Err(state_problem("state_invalid"));
                }
                let owner = self.owner(&profile, service.descriptor().id);
                let verifier = self.keys()?.open(&sealed, &owner);
                let verifier = verifier.ok_or_else(|| state_problem("state_invalid"))?;
                let request = oauth2::exchange(scheme, &app, brought("code")?, &verifier);
                let response = drive::perform(&request).await?;
                oauth2::read_token(drive::now(), &response, None)?
            }
            Consent::Session(keys) => {
                let request = session_key::exchange(keys, &app, brought("token")?);
                let response = drive::perform(&request).await?;
                session_key::read_session(drive::now(), &response)?.0
            }
        };
        let who = self.welcome(service, &token).await?;
        self.keep(&profile, service, &token, who, None).await.map(drop)
    }

    /// Whose a new token is, where it is good for everything it is needed for. Else it
    /// is revoked: nothing of a sign-in that came to nothing stays behind.
    pub(crate) async fn welcome(
        &self,
        service: &'static dyn Service,
        token: &Token,
    ) -> Answer<Profile> {
        let lacks = match self.consent(service)? {
            (Consent::Code(scheme), _) => !token.lacks(scheme).is_empty(),
            (Consent::Session(_), _) => false,
        };
        let who = if lacks {
            Err(scope_missing(service))
        } else {
            self.who_at(service, None, token).await.map_err(Problem::from)
        };
        who.inspect_err(|_| self.revoke(service, token))
    }

    /// The sign-in of this state. It is taken out: a second return finds nothing.
    fn take_sign_in(&self, service: &dyn Service, pairs: &[(String, String)]) -> Answer<SignIn> {
        let id = service.descriptor().id;
        let state = self.read_state(id, value(pairs, "state").unwrap_or_default())?;
        if state.person != self.person {
            return Err(state_problem("state_invalid"));
        }
        let query = "DELETE FROM signins WHERE nonce = ? RETURNING *";
        let known: Option<SignIn> = self.sql.first(query, &[(&state.nonce).into()])?;
        let sign_in = known.ok_or_else(|| state_problem("state_used"))?;
        if sign_in.service == id { Ok(sign_in) } else { Err(state_problem("state_invalid")) }
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
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
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
