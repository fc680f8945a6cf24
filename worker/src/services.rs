//! The list of services as a person sees it: what can be connected, what is, and how it
//! is set.

use std::rc::Rc;

use playtally::auth::AuthScheme;
use playtally::history::sync::Budget;
use playtally::outbox::State as Standing;
use playtally::providers::{self, Browser, Descriptor, Service};
use playtally::threshold::{Made, Moved, Rule};
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde_json::{Value, json};
use worker::Response;

use crate::account::Hub;
use crate::connections::{Connection, Standing as Account};
use crate::device::code_flow;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::sync::rules_of;

impl Hub {
    /// `GET user/services`
    pub(crate) fn list_services(&self, profile: &str) -> Answer<Response> {
        reply::json(200, &self.services_of(profile)?)
    }

    /// Every service with the person's account there, and the rules that follow.
    pub(crate) fn services_of(&self, profile: &str) -> Answer<Value> {
        let rows = providers::ALL.iter().map(|service| self.service_row(profile, *service));
        let rows: Vec<_> = rows.collect::<Answer<_>>()?;
        let rules = self.rules(profile)?;
        let demo = self.config.authorize_base.is_some();
        Ok(json!({ "profile": profile, "services": rows, "rules": rules, "demo": demo }))
    }

    /// What a session of this profile watches: the rules of all services, each once.
    pub(crate) fn rules(&self, profile: &str) -> Answer<Vec<Rule>> {
        let connections = self.connections(profile)?;
        let mut rules = Vec::new();
        for service in delivered_to() {
            let mine = connections.iter().find(|(id, _)| id == service.descriptor().id);
            let rule = self.rule(service, mine.map(|(_, connection)| connection));
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        Ok(rules)
    }

    /// One service with the person's account there.
    pub(crate) fn service_row(
        &self,
        profile: &str,
        service: &'static dyn Service,
    ) -> Answer<Value> {
        let descriptor = service.descriptor();
        let known = self.connection(profile, descriptor.id)?;
        let configured = match descriptor.auth {
            AuthScheme::UserToken | AuthScheme::Files => true,
            _ => self.app(service).is_some(),
        };
        let rule = descriptor.is_delivered_to().then(|| self.rule(service, known.as_ref()));
        let connection = known.unwrap_or_default();
        let code_flow = self.oauth2(service).ok().and_then(|(scheme, _)| code_flow(scheme));
        let (waiting, dead) = self.with_outbox(profile, |outbox| {
            let mine = format!("{profile}/{}", descriptor.id);
            let count = |states: &[Standing]| {
                let entries = outbox.entries().filter(|entry| entry.destination == mine);
                entries.filter(|entry| states.contains(&entry.state)).count()
            };
            let waiting =
                [Standing::Waiting, Standing::Sending, Standing::Checking, Standing::SignedOut];
            (count(&waiting), count(&[Standing::Dead]))
        })?;
        let sync = self.sync_of(profile, descriptor.id, &connection)?;
        let mut row = json!({
            "id": format!("{profile}/{}", descriptor.id),
            "service": descriptor.id,
            "name": descriptor.name,
            "auth": descriptor.auth.word(),
            "code_flow": code_flow,
            "code_pending": self.code_pending(profile, service)?,
            "kinds": descriptor.kinds,
            "needs": descriptor.needs,
            "configured": configured,
            "reads": descriptor.tells(),
            "writes": descriptor.writes(),
            "can": descriptor.offers(),
            "state": standing(descriptor, &connection, configured),
            "username": connection.username,
            "profile_url": connection.profile_url,
            "enabled": connection.enabled,
            "sync_history": connection.sync_history,
            "sync_ratings": connection.sync_ratings,
            "sync_watchlist": connection.sync_watchlist,
            "from_browser": offers_browser(descriptor).then_some(connection.from_browser),
            "connected_at": connection.connected_at.map(Timestamp::to_rfc3339),
            "sign_in_ends_at": soon(connection.ends_at).map(Timestamp::to_rfc3339),
            "rule": rule,
            "bidirectional": !connection.one_way,
            "interval": connection.interval,
            "delete_budget": connection.budget(),
            "mirror": connection.mirror,
            "waiting": waiting,
            "dead": dead,
        });
        if let (Some(row), Value::Object(sync)) = (row.as_object_mut(), sync) {
            row.extend(sync);
        }
        Ok(row)
    }

    /// `PATCH …/settings`
    pub(crate) fn change_settings(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        body: &str,
    ) -> Answer<Response> {
        let id = service.descriptor().id;
        let wanted: serde_json::Map<String, Value> = typed::from_str(body)
            .map_err(|_| Problem::bad_request("Give an object of settings."))?;
        let mut connection = self
            .connection(profile, id)?
            .ok_or_else(|| Problem::not_connected(service.descriptor().name))?;
        let carried = connection.from_browser;
        let in_step = |it: &Connection| it.parts().filter(|_| it.enabled);
        let before = in_step(&connection);
        let mut clamped = Vec::new();
        for (name, value) in &wanted {
            let switch = || {
                value
                    .as_bool()
                    .ok_or_else(|| Problem::bad_request(format!("{name}: true or false")))
            };
            match name.as_str() {
                "enabled" => connection.enabled = switch()?,
                "sync_history" => connection.sync_history = switch()?,
                "sync_ratings" => connection.sync_ratings = switch()?,
                "sync_watchlist" => connection.sync_watchlist = switch()?,
                "bidirectional" => connection.one_way = !switch()?,
                "interval" if value.is_null() => connection.interval = None,
                "interval" => connection.interval = Some(minutes(value)?),
                "delete_budget" if value.is_null() => connection.delete_budget = None,
                "delete_budget" => connection.delete_budget = Some(budget(value)?),
                "mirror" => connection.mirror = mirrored(id, value)?,
                "from_browser" if offers_browser(service.descriptor()) => {
                    connection.from_browser = switch()?;
                }
                "video_threshold" if value.is_null() => connection.video_threshold = None,
                "video_threshold" => {
                    let percent = value.as_f64().ok_or_else(|| {
                        Problem::bad_request("video_threshold: a number, 1 to 95, or null")
                    })?;
                    let Made { clamped: moved, .. } = Rule::video(percent, 0.5);
                    connection.video_threshold =
                        Some(moved.first().map_or(percent, |moved| moved.to));
                    clamped.extend(
                        moved.into_iter().map(|it| Moved { setting: "video_threshold", ..it }),
                    );
                }
                other => return Err(Problem::bad_request(format!("{other} is not a setting"))),
            }
        }
        self.save_connection(profile, id, &connection)?;
        let now = in_step(&connection);
        if now != before {
            self.set_sync(profile, id, now.map(|_| drive::now()))?;
        }
        self.connections_changed(profile)?;
        if !carried && connection.from_browser {
            self.way_opened(profile);
        }
        let service = self.service_row(profile, service)?;
        let rules = rules_of(id, &connection.mirror);
        reply::json(200, &json!({ "service": service, "clamped": clamped, "rules": rules }))
    }
}

/// From a quarter of an hour to a day.
fn minutes(value: &Value) -> Answer<u32> {
    let minutes = value.as_u64().and_then(|it| u32::try_from(it).ok());
    minutes
        .filter(|it| (15..=1_440).contains(it))
        .ok_or_else(|| Problem::bad_request("interval: minutes, 15 to 1440, or null"))
}

fn budget(value: &Value) -> Answer<Budget> {
    typed::from_value(value.clone())
        .ok()
        .filter(|it: &Budget| it.percent <= 100)
        .ok_or_else(|| Problem::bad_request("delete_budget: {most, percent}, or null"))
}

/// Other services with accounts that are read.
fn mirrored(to: &str, value: &Value) -> Answer<Vec<String>> {
    let known = |id: &String| {
        let service = providers::by_id(id).map(|it| it.descriptor());
        id != to && service.is_some_and(|service| !service.reads.is_empty())
    };
    typed::from_value(value.clone())
        .ok()
        .filter(|ids: &Vec<String>| ids.iter().all(known))
        .ok_or_else(|| Problem::bad_request("mirror: a list of other services"))
}

/// Whether pages may be asked to carry for it.
fn offers_browser(descriptor: &Descriptor) -> bool {
    descriptor.browser == Browser::Preferred
}

/// The services plays go to by themselves.
fn delivered_to() -> impl Iterator<Item = &'static dyn Service> {
    providers::ALL.iter().copied().filter(|service| service.descriptor().is_delivered_to())
}

fn standing(descriptor: &Descriptor, connection: &Connection, configured: bool) -> &'static str {
    match connection.state {
        _ if !configured => "not_configured",
        _ if descriptor.auth == AuthScheme::AppKey => "configured",
        Account::Connected => "connected",
        Account::SignInAgain => "sign_in_again",
        Account::Disconnected => "disconnected",
    }
}

/// The end of a sign-in that nothing renews, where it is near.
fn soon(ends_at: Option<Timestamp>) -> Option<Timestamp> {
    ends_at.filter(|end| drive::now() + TOLD_BEFORE >= *end)
}

/// So long before, people are told that they will have to sign in again.
const TOLD_BEFORE: Span = Span::from_hours(7 * 24);
