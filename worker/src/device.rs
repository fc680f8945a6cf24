//! Connecting by a code that the person types at the service: started, read and
//! given up by the page, asked about by the account object's alarm.

use std::future::Future;
use std::rc::Rc;

use playtally::auth::device::{Ask, DeviceSignIn, DeviceState, Step, request_code};
use playtally::auth::{AuthScheme, OAuth2, Token, oauth2};
use playtally::http::HttpResponse;
use playtally::providers::{self, Service};
use playtally::typed;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use worker::Response;

use crate::account::{Hub, LOOK_AGAIN};
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::scrobble::FACT;
use crate::seal::hex;
use crate::store::to_body;

/// A sign-in by code as it is kept, sealed whole: the codes in it open the account.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Tells it from one that takes its place.
    id: String,
    sign_in: DeviceSignIn,
    /// There is a token, and the service is asked whose it is.
    #[serde(default)]
    given: Option<Given>,
    /// What went wrong after the service had given a token.
    failure: Option<Failure>,
}

#[derive(Serialize, Deserialize)]
struct Given {
    token: Token,
    /// The sign-in once that is known.
    then: DeviceSignIn,
}

#[derive(Serialize, Deserialize)]
struct Failure {
    code: String,
    detail: String,
}

/// Body of `POST …/device`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    #[serde(default)]
    flow: Option<String>,
}

#[derive(Deserialize)]
struct Row {
    profile: String,
    service: String,
    sealed: String,
}

/// What a start counts as among a person's requests of a minute.
const START_WEIGHT: u32 = 10 * FACT;

impl Hub {
    /// `POST …/device`: a new code. One that was still open is given up.
    pub(crate) async fn start_device(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        body: &str,
    ) -> Answer<Response> {
        let wanted: Wanted = typed::from_str(body)
            .map_err(|_| Problem::bad_request("Give {} or {\"flow\": \"pin\"}."))?;
        let no_code = || Problem::bad_request("This service has no codes.");
        let (scheme, app) = match service.descriptor().auth {
            AuthScheme::OAuth2(_) => self.oauth2(service)?,
            _ => return Err(no_code()),
        };
        let flow = code_flow(scheme).ok_or_else(no_code)?;
        if wanted.flow.is_some_and(|wanted| wanted != flow) {
            return Err(Problem::bad_request("This service has no such codes."));
        }
        self.slow_down(drive::now(), START_WEIGHT)?;
        let request = request_code(scheme, &app).ok_or_else(no_code)?;
        let response = drive::perform(&request).await?;
        let sign_in = DeviceSignIn::begin(drive::now(), scheme, &response)?;
        let kept = Kept { id: hex(&drive::random::<16>()), sign_in, given: None, failure: None };
        self.save_device(profile, service, &kept)?;
        self.arm();
        reply::json(201, &self.show_device(service, &kept))
    }

    /// `GET …/device`
    pub(crate) fn read_device(
        &self,
        profile: &str,
        service: &'static dyn Service,
    ) -> Answer<Response> {
        let kept = self.device_signin(profile, service)?.ok_or_else(no_signin)?;
        reply::json(200, &self.show_device(service, &kept))
    }

    /// `DELETE …/device`: given up at once; an answer under way is thrown away.
    pub(crate) fn cancel_device(
        &self,
        profile: &str,
        service: &'static dyn Service,
    ) -> Answer<Response> {
        let mut kept = self.device_signin(profile, service)?.ok_or_else(no_signin)?;
        kept.sign_in.cancel();
        if let Some(given) = kept.given.take() {
            self.revoke(service, &given.token);
        }
        self.save_device(profile, service, &kept)?;
        reply::json(200, &self.show_device(service, &kept))
    }

    /// Whether a code waits to be typed.
    pub(crate) fn code_pending(&self, profile: &str, service: &dyn Service) -> Answer<bool> {
        let query = "SELECT wake_at AS at FROM device_signins WHERE profile = ? AND service = ? \
                     AND wake_at NOT NULL";
        let id = service.descriptor().id;
        Ok(self.sql.first::<Value>(query, &[profile.into(), id.into()])?.is_some())
    }

    /// Asks the services about the codes that are due.
    pub(crate) fn poll_devices(self: &Rc<Self>) -> Answer<()> {
        let query = "SELECT profile, service, sealed FROM device_signins WHERE wake_at <= ?";
        let due: Vec<Row> = self.sql.rows(query, &[drive::now().into()])?;
        for Row { profile, service, .. } in due {
            if let Some(service) = providers::by_id(&service) {
                self.poll_device(&profile, service)?;
            }
        }
        Ok(())
    }

    fn poll_device(self: &Rc<Self>, profile: &str, service: &'static dyn Service) -> Answer<()> {
        let (kept, scheme) = (self.device_signin(profile, service)?, self.oauth2(service));
        let (Some(mut kept), Ok((scheme, app))) = (kept, scheme) else {
            // Sealed by a key that is gone, or the app is: nothing can come of it any more.
            return self.forget_device(profile, service);
        };
        let (hub, owner) = (Rc::clone(self), profile.to_owned());
        if kept.given.is_some() {
            // The object ended before it knew whose the token is.
            self.spawn(async move { hub.go_on(hub.device_signed_in(&owner, service, kept)).await });
            return Ok(());
        }
        let request = kept.sign_in.poll(drive::now(), scheme, &app);
        self.save_device(profile, service, &kept)?;
        let Some(request) = request else { return Ok(()) };
        self.spawn(async move {
            let response = drive::perform(&request).await.ok();
            hub.go_on(hub.device_answered(&owner, service, scheme, &kept.id, response)).await;
        });
        Ok(())
    }

    /// Nobody waits for the answer.
    async fn go_on(self: &Rc<Self>, work: impl Future<Output = Answer<()>>) {
        if let Err(problem) = work.await {
            worker::console_error!("sign-in by code: {}", problem.detail);
        }
        self.arm();
    }

    async fn device_answered(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        scheme: &OAuth2,
        id: &str,
        response: Option<HttpResponse>,
    ) -> Answer<()> {
        let now = drive::now();
        let Some(mut kept) = self.device_signin(profile, service)?.filter(|kept| kept.id == id)
        else {
            // Another sign-in took its place.
            let token = response.and_then(|r| oauth2::read_token(now, &r, None).ok());
            token.into_iter().for_each(|token| self.revoke(service, &token));
            return Ok(());
        };
        let asked = kept.sign_in.clone();
        match kept.sign_in.digest(now, scheme, response.as_ref()) {
            Step::Wait | Step::Over => self.save_device(profile, service, &kept),
            Step::TooLate(token) => {
                self.revoke(service, &token);
                Ok(())
            }
            Step::SignedIn(token) => {
                // For the page it waits on, and for the alarm nothing is left to ask.
                let then = std::mem::replace(&mut kept.sign_in, asked);
                kept.given = Some(Given { token, then });
                self.save_device(profile, service, &kept)?;
                self.device_signed_in(profile, service, kept).await
            }
        }
    }

    /// There is a token. It is used unless the person gave up while the service was
    /// asked whose it is.
    ///
    /// It connects the account here and finds nobody again: whoever allows a code that
    /// somebody else has sent them must not give away more than that.
    async fn device_signed_in(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        mut kept: Kept,
    ) -> Answer<()> {
        let Some(Given { token, then }) = kept.given.take() else { return Ok(()) };
        let who = self.welcome(service, &token).await;
        let open = |now: &Kept| now.id == kept.id && now.given.is_some();
        if !self.device_signin(profile, service)?.as_ref().is_some_and(open) {
            self.revoke(service, &token);
            return Ok(());
        }
        kept.sign_in = then;
        match who {
            Ok(who) => {
                self.keep_here(profile, service, &token, who.clone(), None)?;
                self.save_device(profile, service, &kept)?;
                self.claim(service, &who).await;
                Ok(())
            }
            Err(Problem { code, detail, .. }) => {
                kept.failure = Some(Failure { code: code.to_owned(), detail });
                self.save_device(profile, service, &kept)
            }
        }
    }

    /// A token that a sign-in by code has brought and nobody uses yet.
    pub(crate) fn given(&self, profile: &str, service: &'static dyn Service) -> Option<Token> {
        self.device_signin(profile, service).ok()??.given.map(|given| given.token)
    }

    fn show_device(&self, service: &'static dyn Service, kept: &Kept) -> Value {
        let Kept { sign_in, failure, .. } = kept;
        let name = service.descriptor().name;
        let flow = self.oauth2(service).ok().and_then(|(scheme, _)| code_flow(scheme));
        let page = |url| oauth2::page_at(url, self.config.authorize_base.as_deref());
        let mut shown = json!({
            "state": if failure.is_some() { "failed" } else { state(sign_in.state()) },
            "flow": flow,
            "user_code": sign_in.user_code(),
            "verification_url": page(sign_in.verification_url()),
            "expires_at": sign_in.expires_at().to_rfc3339(),
            "interval": sign_in.interval().millis() / 1000,
        });
        if let Some(url) = sign_in.verification_url_complete() {
            shown["verification_url_complete"] = json!(page(url));
        }
        if let Some(Failure { code, detail }) = failure {
            shown["problem"] = json!({ "code": code, "detail": detail });
        } else if let Some(code) = sign_in.state().code() {
            let detail = sign_in.state().message(name);
            shown["problem"] = json!({ "code": code, "detail": detail });
        }
        shown
    }

    fn device_signin(&self, profile: &str, service: &'static dyn Service) -> Answer<Option<Kept>> {
        let id = service.descriptor().id;
        let query = "SELECT * FROM device_signins WHERE profile = ? AND service = ?";
        let row: Option<Row> = self.sql.first(query, &[profile.into(), id.into()])?;
        let Some(row) = row else { return Ok(None) };
        let open = self.keys()?.open(&row.sealed, &self.owner(profile, id));
        Ok(open.and_then(|text| typed::from_str(&text).ok()))
    }

    fn save_device(&self, profile: &str, service: &'static dyn Service, kept: &Kept) -> Answer<()> {
        let id = service.descriptor().id;
        let wake_at = match &kept.given {
            Some(_) => Some(drive::now() + LOOK_AGAIN),
            None => kept.sign_in.wake_at(),
        };
        self.sql.run(
            "INSERT OR REPLACE INTO device_signins (profile, service, sealed, wake_at) \
             VALUES (?, ?, ?, ?)",
            &[
                profile.into(),
                id.into(),
                (&self.seal(&to_body(kept), profile, id)?).into(),
                wake_at.into(),
            ],
        )
    }

    /// Nothing is asked any more, and what is still answered is nobody's.
    pub(crate) fn forget_device(&self, profile: &str, service: &dyn Service) -> Answer<()> {
        self.sql.run(
            "DELETE FROM device_signins WHERE profile = ? AND service = ?",
            &[profile.into(), service.descriptor().id.into()],
        )
    }
}

/// What the page calls a service's kind of code; `None` where it has none.
pub(crate) fn code_flow(scheme: &OAuth2) -> Option<&'static str> {
    Some(match scheme.device?.ask {
        Ask::Body { .. } => "device",
        Ask::Path => "pin",
    })
}

fn state(state: DeviceState) -> &'static str {
    match state {
        DeviceState::Pending => "pending",
        DeviceState::Connected => "connected",
        DeviceState::Denied => "denied",
        DeviceState::Expired => "expired",
        DeviceState::Cancelled => "cancelled",
        DeviceState::Used | DeviceState::Unknown | DeviceState::AppRefused => "failed",
    }
}

fn no_signin() -> Problem {
    Problem::new(404, "no_sign_in", "No sign-in by code was started here.")
}
