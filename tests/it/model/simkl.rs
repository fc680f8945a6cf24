//! Simkl as its fact sheet describes it: it keeps one play an item and takes a
//! second one for nothing; 409 within the hour; a lock while a write is under
//! way; one write a second, and ten reads.

use std::collections::BTreeMap;

use playtally::http::{HttpRequest, HttpResponse, Method};
use playtally::time::{Span, Timestamp};
use serde_json::{Value, json};

use super::catalogue::{self, Item};
use super::{answer, html};

#[derive(Default)]
pub(crate) struct Simkl {
    /// When each watched item was first marked.
    pub(crate) watched: BTreeMap<Item, Timestamp>,
    scrobbled: BTreeMap<Item, Timestamp>,
    pub(crate) token: u32,
    locked_until: Timestamp,
    calls: Vec<(Timestamp, Method)>,
    /// Quotas that were exceeded.
    pub(crate) exceeded: Vec<String>,
}

impl Simkl {
    /// What happens at the door; a write that passes locks the account until it is carried out.
    pub(crate) fn admit(
        &mut self,
        now: Timestamp,
        carried_out: Timestamp,
        request: &HttpRequest,
    ) -> Option<HttpResponse> {
        if !request.headers.iter().any(|(name, _)| name == "user-agent") {
            return Some(html(403));
        }
        for part in ["client_id=app", "app-name=", "app-version="] {
            if !request.url.contains(part) {
                return Some(answer(412, json!({"error": "client_id_failed", "code": 412})));
            }
        }
        self.calls.retain(|(at, _)| now - *at < Span::from_secs(1));
        self.calls.push((now, request.method));
        let recent = |reads: bool| {
            let same = |method: Method| (method == Method::Get) == reads;
            self.calls.iter().filter(|(_, method)| same(*method)).count()
        };
        if recent(true) > 10 || recent(false) > 1 {
            self.exceeded.push(format!("Simkl: {} at {now:?}", request.url));
        }
        let token = format!("Bearer test-access-{}", self.token);
        if !request.headers.contains(&("authorization".into(), token)) {
            return Some(answer(401, json!({"error": "user_token_failed", "code": 401})));
        }
        if now < self.locked_until {
            return Some(answer(400, json!({"error": "RATE_LIMIT", "code": 400})));
        }
        self.locked_until = carried_out.min(now + Span::from_secs(20));
        None
    }

    /// Carries the request out.
    pub(crate) fn take(&mut self, now: Timestamp, request: &HttpRequest) -> HttpResponse {
        let path = request.url.split('?').next().unwrap_or_default();
        let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
        match path.trim_start_matches("https://api.simkl.com") {
            "/scrobble/start" => scrobbled(&body, "start"),
            "/scrobble/pause" => scrobbled(&body, "pause"),
            "/scrobble/stop" if body["progress"].as_f64() < Some(80.0) => scrobbled(&body, "pause"),
            "/scrobble/stop" => self.stop(now, &body),
            "/sync/history" => self.add(&body),
            _ => answer(404, json!({"error": "url_failed", "code": 404})),
        }
    }

    fn stop(&mut self, now: Timestamp, body: &Value) -> HttpResponse {
        let Some(item) = catalogue::of_scrobble(body) else {
            return answer(404, json!({"error": "id_err", "code": 404}));
        };
        let hour = Span::from_hours(1);
        if let Some(at) = self.scrobbled.get(&item).filter(|at| now - **at < hour) {
            let body = json!({"error": "already_watched", "watched_at": at.to_rfc3339()});
            return answer(409, body);
        }
        self.scrobbled.insert(item, now);
        self.watched.entry(item).or_insert(now);
        scrobbled(body, "scrobble")
    }

    fn add(&mut self, body: &Value) -> HttpResponse {
        let Some((item, at)) = catalogue::of_history(body) else {
            return answer(201, json!({"added": {"movies": 0}, "not_found": {"movies": [{}]}}));
        };
        let new = self.watched.insert(item, at).is_none();
        let added = json!({"movies": u8::from(new), "shows": 0, "episodes": 0, "statuses": []});
        answer(201, json!({"added": added, "not_found": {"movies": [], "shows": []}}))
    }
}

fn scrobbled(body: &Value, action: &str) -> HttpResponse {
    let Some(item) = catalogue::of_scrobble(body) else {
        return answer(404, json!({"error": "id_err", "code": 404}));
    };
    let mut shown = catalogue::named(item);
    shown["action"] = json!(action);
    shown["id"] = json!(if action == "start" { 0 } else { 124 });
    answer(201, shown)
}
