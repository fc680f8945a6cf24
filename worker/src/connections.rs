//! A person's connected accounts: their settings, their sealed tokens, and the
//! one refresh that may be under way for each.

use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use playtally::auth::{AuthScheme, Token, oauth2};
use playtally::error::{Error, ErrorKind};
use playtally::history::sync::{Budget, Parts};
use playtally::http::{HttpRequest, HttpResponse};
use playtally::outbox::{Destination, Input};
use playtally::providers::{self, Context, Descriptor, Intent, Outcome, Profile, Scope, Service};
use playtally::threshold::Rule;
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::{Deserialize, Serialize};

use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::store::{ServiceRow, to_body};

/// A connected account as it is kept; the token is sealed beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Connection {
    pub(crate) state: Standing,
    /// Who it is at the service, by what never changes.
    pub(crate) account: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) profile_url: Option<String>,
    /// Root of the API, where the person chose one.
    pub(crate) base: Option<String>,
    pub(crate) enabled: bool,
    pub(crate) sync_history: bool,
    pub(crate) sync_ratings: bool,
    pub(crate) sync_watchlist: bool,
    /// Whether the service is only heard, and told nothing by a sync.
    pub(crate) one_way: bool,
    /// Minutes from one sync to the next, where the person chose them.
    pub(crate) interval: Option<u32>,
    /// How much may be removed without asking, where the person chose that.
    pub(crate) delete_budget: Option<Budget>,
    /// Services whose data may be copied to this one.
    pub(crate) mirror: Vec<String>,
    /// Whether pages that listen may carry its requests; see [`crate::carry`].
    pub(crate) from_browser: bool,
    /// Percent at which a film or episode counts, where the person chose one.
    pub(crate) video_threshold: Option<f64>,
    pub(crate) connected_at: Option<Timestamp>,
    /// When the person has to sign in again, where nothing renews the sign-in.
    pub(crate) ends_at: Option<Timestamp>,
}

/// Whether the account can be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    Connected,
    /// The service refused the sign-in; plays wait until the person comes back.
    SignInAgain,
    #[default]
    Disconnected,
}

impl Connection {
    /// What is kept in step with it; nothing where all of that is off.
    pub(crate) fn parts(&self) -> Option<Parts> {
        let parts = Parts {
            history: self.sync_history,
            ratings: self.sync_ratings,
            lists: self.sync_watchlist,
            tells: !self.one_way,
        };
        (parts.history || parts.ratings || parts.lists).then_some(parts)
    }

    pub(crate) fn budget(&self) -> Budget {
        self.delete_budget.unwrap_or_default()
    }
}

/// Calls that several requests may wait for together.
pub(crate) type Joint<T> = Shared<LocalBoxFuture<'static, Result<T, Error>>>;

/// Who somebody is does not change from one second to the next.
const PROFILE_KEPT: Span = Span::from_secs(10);

/// An app the service refuses is the owner's to mend.
const APP_AGAIN: Span = Span::from_hours(1);

/// After this a refresh that failed for a passing reason is tried again.
const REFRESH_AGAIN: Span = Span::from_mins(1);

#[derive(Deserialize)]
struct Sealed {
    sealed: Option<String>,
}

impl Hub {
    /// The kept account at a service, disconnected ones included.
    pub(crate) fn connection(&self, profile: &str, service: &str) -> Answer<Option<Connection>> {
        let rows = self.connections(profile)?;
        Ok(rows.into_iter().find(|(id, _)| id == service).map(|(_, connection)| connection))
    }

    /// Root of the API, where the person chose one.
    pub(crate) fn base(
        &self,
        profile: &str,
        service: &dyn Service,
    ) -> Result<Option<String>, Error> {
        let known = self.connection(profile, service.descriptor().id).map_err(not_sent)?;
        Ok(known.and_then(|connection| connection.base))
    }

    /// Every kept account of a profile.
    pub(crate) fn connections(&self, profile: &str) -> Answer<Vec<(String, Connection)>> {
        let query = "SELECT service, body FROM connections WHERE profile = ?";
        let rows: Vec<ServiceRow> = self.sql.rows(query, &[profile.into()])?;
        Ok(rows
            .into_iter()
            .filter_map(|row| Some((row.service, typed::from_str(&row.body).ok()?)))
            .collect())
    }

    /// Keeps the account; its token stays as it is.
    pub(crate) fn save_connection(
        &self,
        profile: &str,
        service: &str,
        connection: &Connection,
    ) -> Answer<()> {
        self.sql.run(
            "INSERT INTO connections (profile, service, body) VALUES (?, ?, ?) \
             ON CONFLICT DO UPDATE SET body = excluded.body",
            &[profile.into(), service.into(), (&to_body(connection)).into()],
        )
    }

    /// Seals and keeps a token, or forgets it.
    pub(crate) fn save_token(
        &self,
        profile: &str,
        service: &str,
        token: Option<&Token>,
    ) -> Answer<()> {
        let sealed = match token {
            Some(token) => Some(self.seal(&to_body(token), profile, service)?),
            None => None,
        };
        // One that nothing renews is looked at when it ends, so that its end is known.
        let refresh_at = token.and_then(|token| token.refresh_at().or(token.expires_at));
        self.sql.run(
            "UPDATE connections SET sealed = ?, refresh_at = ? WHERE profile = ? AND service = ?",
            &[sealed.as_ref().into(), refresh_at.into(), profile.into(), service.into()],
        )
    }

    pub(crate) fn token(&self, profile: &str, service: &str) -> Answer<Option<Token>> {
        let query = "SELECT sealed FROM connections WHERE profile = ? AND service = ?";
        let row: Option<Sealed> = self.sql.first(query, &[profile.into(), service.into()])?;
        let Some(sealed) = row.and_then(|row| row.sealed) else { return Ok(None) };
        let keys = self.keys()?;
        // It may open again: a key that is missing takes nobody's sign-in away.
        let text = keys.open(&sealed, &self.owner(profile, service)).ok_or_else(|| {
            let detail = "The hub has lost the key of this sign-in. Its owner has to bring it back \
                          to SEALING_KEYS; or connect again.";
            Problem::new(503, "not_configured", detail)
        })?;
        if !keys.is_newest(&sealed) {
            // So that an old key can be retired.
            self.sql.run(
                "UPDATE connections SET sealed = ? WHERE profile = ? AND service = ?",
                &[(&self.seal(&text, profile, service)?).into(), profile.into(), service.into()],
            )?;
        }
        Ok(typed::from_str(&text).ok())
    }

    /// Seals a text for this connection alone.
    pub(crate) fn seal(&self, plain: &str, profile: &str, service: &str) -> Answer<String> {
        self.keys()?
            .seal(plain, &self.owner(profile, service), drive::random())
            .ok_or_else(|| Problem::new(500, "internal", "Sealing failed."))
    }

    /// Whom a sealed text belongs to.
    pub(crate) fn owner(&self, profile: &str, service: &str) -> String {
        format!("{}/{profile}/{service}", self.person)
    }

    /// The rule by which a play counts at a service.
    pub(crate) fn rule(&self, service: &dyn Service, connection: Option<&Connection>) -> Rule {
        let music = service.descriptor().kinds.contains(&playtally::media::Kind::Track);
        if music {
            return Rule::music(self.config.music_threshold, 240.0).rule;
        }
        let chosen = connection.and_then(|c| c.video_threshold);
        Rule::video(chosen.unwrap_or(self.config.video_threshold), 0.5).rule
    }

    /// What the outbox delivers to and asks: enabled accounts, signed out ones included, and
    /// feeds. Files are carried by the person.
    pub(crate) fn destinations(&self, profile: &str) -> Answer<Vec<Destination>> {
        let connections = self.connections(profile)?;
        Ok(connections
            .into_iter()
            .filter(|(_, c)| c.enabled && c.state != Standing::Disconnected)
            .filter_map(|(id, c)| {
                let service = providers::by_id(&id)?;
                let mut username = c.username.clone();
                if service.descriptor().auth == AuthScheme::Files {
                    // Its whole name is kept as a token is.
                    let feed = self.token(profile, &id).ok().flatten();
                    username = Some(feed.filter(|_| service.descriptor().is_feed())?.access);
                }
                Some(Destination {
                    id: format!("{profile}/{id}"),
                    rule: self.rule(service, Some(&c)).id,
                    client_id: self.app(service).map(|app| app.client_id),
                    app_name: None,
                    service: id,
                    base: c.base,
                    username,
                })
            })
            .collect())
    }

    /// A token that is good now. Refreshes an old one first, once for all who ask.
    ///
    /// # Errors
    /// `SignInAgain` where only the person can help; `NotSent` for anything that passes.
    pub(crate) async fn access(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
    ) -> Result<Token, Error> {
        let id = service.descriptor().id;
        let connection = self.connection(profile, id).map_err(not_sent)?;
        if connection.is_none_or(|c| c.state != Standing::Connected) {
            return Err(sign_in_again(service));
        }
        match self.token(profile, id).map_err(not_sent)? {
            None => {
                self.sign_out(profile, id).map_err(not_sent)?;
                Err(sign_in_again(service))
            }
            Some(token) if !token.expired(drive::now()) => Ok(token),
            Some(_) => self.refresh(profile, service).await,
        }
    }

    /// Renews the token; whoever asks meanwhile gets the same answer.
    pub(crate) async fn refresh(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
    ) -> Result<Token, Error> {
        let key = format!("{profile}/{}", service.descriptor().id);
        let joint = self
            .refreshes
            .borrow_mut()
            .get_or_insert_with(key.clone(), || {
                let (hub, profile) = (Rc::clone(self), profile.to_owned());
                async move {
                    let result = hub.refresh_now(&profile, service).await;
                    hub.refreshes.borrow_mut().remove(&key);
                    result
                }
                .boxed_local()
                .shared()
            })
            .clone();
        joint.await
    }

    async fn refresh_now(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
    ) -> Result<Token, Error> {
        let id = service.descriptor().id;
        let old =
            self.token(profile, id).map_err(not_sent)?.ok_or_else(|| sign_in_again(service))?;
        let before = old.clone();
        let result = match service.descriptor().auth {
            AuthScheme::OAuth2(_) => self.renew(service, &old).await,
            _ => self.who(profile, service, &old).await.map(|_| old),
        };
        let now_kept = self.token(profile, id).map_err(not_sent)?;
        if now_kept.as_ref() != Some(&before) {
            // The person disconnected or signed in anew meanwhile: what came back is of no use.
            if let Ok(token) = &result {
                self.revoke(service, token);
            }
            return now_kept.ok_or_else(|| sign_in_again(service));
        }
        match result {
            Ok(token) => {
                self.save_token(profile, id, Some(&token)).map_err(not_sent)?;
                self.feed(profile, Input::SignedIn { destination: format!("{profile}/{id}") });
                Ok(token)
            }
            Err(error) if error.kind == ErrorKind::SignInAgain => {
                self.sign_out(profile, id).map_err(not_sent)?;
                self.feed(profile, Input::SignedOut { destination: format!("{profile}/{id}") });
                Err(error)
            }
            Err(error) => {
                let rest =
                    if error.kind == ErrorKind::AppRefused { APP_AGAIN } else { REFRESH_AGAIN };
                let again = error.retry_at.unwrap_or(drive::now() + rest);
                self.postpone_refresh(profile, id, again).map_err(not_sent)?;
                self.arm();
                Err(Error { kind: ErrorKind::NotSent, retry_at: Some(again), ..error })
            }
        }
    }

    /// The next token, from the service. One that nothing can renew is over once it is refused.
    async fn renew(&self, service: &'static dyn Service, old: &Token) -> Result<Token, Error> {
        let (scheme, app) = self.oauth2(service).map_err(not_sent)?;
        let secret = old.refresh.as_deref().ok_or_else(|| sign_in_again(service))?;
        let response = drive::perform(&oauth2::refresh(scheme, &app, secret)).await?;
        oauth2::read_token(drive::now(), &response, Some(old))
    }

    /// The service said in answer to a call that only a new sign-in helps.
    pub(crate) fn sign_in_over(&self, profile: &str, service: &dyn Service) {
        let id = service.descriptor().id;
        let connected = |c: &Connection| c.state == Standing::Connected;
        let known = self.connection(profile, id).map(|c| c.as_ref().is_some_and(connected));
        // Who disconnected meanwhile stays so.
        let done = known.and_then(|known| if known { self.sign_out(profile, id) } else { Ok(()) });
        if let Err(problem) = done {
            worker::console_error!("not signed out: {}", problem.detail);
        }
    }

    /// The service refused the sign-in: keep everything else, and wait for the person.
    fn sign_out(&self, profile: &str, id: &str) -> Answer<()> {
        if let Some(mut connection) = self.connection(profile, id)? {
            connection.state = Standing::SignInAgain;
            self.save_connection(profile, id, &connection)?;
        }
        self.save_token(profile, id, None)
    }

    fn postpone_refresh(&self, profile: &str, id: &str, to: Timestamp) -> Answer<()> {
        self.sql.run(
            "UPDATE connections SET refresh_at = ? WHERE profile = ? AND service = ?",
            &[to.into(), profile.into(), id.into()],
        )
    }

    /// Who the person is at the service. Calls at once, and those just after, share one
    /// upstream call.
    pub(crate) async fn profile(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
    ) -> Result<Profile, Error> {
        let key = format!("{profile}/{}", service.descriptor().id);
        let now = drive::now();
        let known = self.profiles.borrow().get(&key).cloned();
        let known = known.filter(|(at, joint)| match joint.peek() {
            None => true,
            Some(Ok(_)) => now - *at < kept_for(service.descriptor()),
            Some(Err(_)) => false,
        });
        if let Some((_, joint)) = known {
            return joint.await;
        }
        let (hub, profile) = (Rc::clone(self), profile.to_owned());
        let asked = async move {
            let token = hub.access(&profile, service).await?;
            match hub.who(&profile, service, &token).await {
                // A refresh finds out which of the two it is, and keeps what it found.
                Err(Error { kind: ErrorKind::Unauthorized | ErrorKind::SignInAgain, .. }) => {
                    let token = hub.refresh(&profile, service).await?;
                    hub.who(&profile, service, &token).await
                }
                result => result,
            }
        };
        let joint = asked.boxed_local().shared();
        self.profiles.borrow_mut().insert(key, (now, joint.clone()));
        joint.await
    }

    /// Asks the service whose token this is.
    async fn who(
        &self,
        profile: &str,
        service: &'static dyn Service,
        token: &Token,
    ) -> Result<Profile, Error> {
        let base = self.base(profile, service)?;
        let request = self.ask_who(service, base.as_deref(), token)?;
        let heard = self.send(profile, service, &request, false, false).await?;
        let who = who_in(service, &heard.response)?;
        Ok(if service.descriptor().auth == AuthScheme::Files { without_key(who) } else { who })
    }

    /// The same at a given root of the API.
    pub(crate) async fn who_at(
        &self,
        service: &'static dyn Service,
        base: Option<&str>,
        token: &Token,
    ) -> Result<Profile, Error> {
        let request = self.ask_who(service, base, token)?;
        who_in(service, &drive::perform_at(base, &request).await?)
    }

    fn ask_who(
        &self,
        service: &dyn Service,
        base: Option<&str>,
        token: &Token,
    ) -> Result<HttpRequest, Error> {
        let app = self.app(service);
        let named = (service.descriptor().auth == AuthScheme::Files).then_some(&*token.access);
        let cx = Context { app: app.as_ref(), base, username: named, token: Some(token) };
        let mut request = service.plan(&Intent::Profile, &cx)?;
        service.sign(&mut request, &cx);
        Ok(request)
    }
}

fn who_in(service: &dyn Service, response: &HttpResponse) -> Result<Profile, Error> {
    match service.digest(drive::now(), &Intent::Profile, response)? {
        Outcome::Profile(profile) => Ok(profile),
        _ => Err(Error::new(ErrorKind::Unavailable, "The service did not say who you are.")),
    }
}

/// A feed's name without the key that opens it.
pub(crate) fn without_key(who: Profile) -> Profile {
    let username = who.username.split('?').next().unwrap_or_default().to_owned();
    Profile { username, ..who }
}

/// How long the answer to who somebody is stands: they may be asked for seldom.
fn kept_for(descriptor: &Descriptor) -> Span {
    let mine = descriptor.quotas.iter().filter(|quota| quota.scope == Scope::Account);
    let apart = mine.map(|quota| Span::from_millis(quota.window.millis() / i64::from(quota.limit)));
    apart.fold(PROFILE_KEPT, Span::max)
}

/// A failure of our own before anything was sent.
fn not_sent(problem: Problem) -> Error {
    Error::new(ErrorKind::NotSent, problem.detail)
}

fn sign_in_again(service: &dyn Service) -> Error {
    let name = service.descriptor().name;
    Error::new(ErrorKind::SignInAgain, format!("Sign in at {name} again."))
}
