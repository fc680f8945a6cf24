//! Trakt as its fact sheet describes it: a stop from 80 % on is a play at its own
//! time and gets 409 within the hour; a history entry is never compared with
//! what is there; one write a second and 500 reads in five minutes a person.

use playtally::http::{HttpRequest, HttpResponse, Method, parse_pairs};
use playtally::time::{Span, Timestamp};
use serde_json::{Value, json};

use super::catalogue::{self, Item};
use super::{answer, html};

/// Rows a page holds; small, so that a few plays need several pages.
const PAGE: usize = 2;

/// One play in the history.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: u64,
    pub(crate) item: Item,
    pub(crate) watched_at: Timestamp,
    pub(crate) scrobbled: bool,
}

#[derive(Default)]
pub(crate) struct Trakt {
    pub(crate) history: Vec<Row>,
    pub(crate) token: u32,
    writes: Vec<Timestamp>,
    reads: Vec<Timestamp>,
    /// Quotas that were exceeded.
    pub(crate) exceeded: Vec<String>,
}

impl Trakt {
    /// What happens at the door: the refusal, if any.
    pub(crate) fn admit(&mut self, now: Timestamp, request: &HttpRequest) -> Option<HttpResponse> {
        let header =
            |name: &str| request.headers.iter().find(|(n, _)| n == name).map(|(_, v)| &**v);
        if header("user-agent").is_none() {
            return Some(html(403));
        }
        if header("trakt-api-version") != Some("2") || header("trakt-api-key") != Some("app") {
            return Some(answer(403, json!({})));
        }
        let (calls, limit, window) = match request.method {
            Method::Get => (&mut self.reads, 500, Span::from_secs(300)),
            _ => (&mut self.writes, 1, Span::from_secs(1)),
        };
        calls.retain(|at| now - *at < window);
        calls.push(now);
        if calls.len() > limit {
            self.exceeded.push(format!(
                "Trakt: {} {} at {now:?}",
                request.method.as_str(),
                request.url
            ));
        }
        if header("authorization") != Some(&format!("Bearer test-access-{}", self.token)) {
            return Some(answer(401, json!({"error": "invalid_token"})));
        }
        None
    }

    /// Carries the request out.
    pub(crate) fn take(&mut self, now: Timestamp, request: &HttpRequest) -> HttpResponse {
        let (path, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
        let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
        match path.trim_start_matches("https://api.trakt.tv") {
            "/scrobble/start" => self.scrobble(now, "start", &body),
            "/scrobble/pause" => self.scrobble(now, "pause", &body),
            "/scrobble/stop" => self.scrobble(now, "stop", &body),
            "/sync/history" => self.add(&body),
            "/sync/history/movies" => self.read(query, false),
            "/sync/history/episodes" => self.read(query, true),
            _ => answer(404, json!({})),
        }
    }

    fn scrobble(&mut self, now: Timestamp, verb: &str, body: &Value) -> HttpResponse {
        let Some(item) = catalogue::of_scrobble(body) else { return answer(404, json!({})) };
        let progress = body["progress"].as_f64().unwrap_or(-1.0);
        let (action, id) = match verb {
            "start" => ("start", 0),
            "pause" if progress >= 80.0 => {
                return answer(422, json!({"message": "Use stop to scrobble."}));
            }
            "stop" if progress < 1.0 => return answer(422, json!({})),
            "stop" if progress >= 80.0 => {
                let recent = self.history.iter().find(|row| {
                    row.item == item && row.scrobbled && now - row.watched_at < Span::from_hours(1)
                });
                if let Some(row) = recent {
                    let expires = row.watched_at + Span::from_hours(1);
                    let body = json!({
                        "watched_at": row.watched_at.to_rfc3339(),
                        "expires_at": expires.to_rfc3339(),
                    });
                    return answer(409, body);
                }
                ("scrobble", self.keep(item, now, true))
            }
            _ => ("pause", 7),
        };
        let mut shown = catalogue::named(item);
        shown["action"] = json!(action);
        shown["id"] = json!(id);
        answer(201, shown)
    }

    fn add(&mut self, body: &Value) -> HttpResponse {
        let Some((item, watched_at)) = catalogue::of_history(body) else {
            let missing =
                json!({"added": {"movies": 0, "episodes": 0}, "not_found": {"movies": [{}]}});
            return answer(201, missing);
        };
        self.keep(item, watched_at, false);
        answer(201, json!({"added": {"movies": 1, "episodes": 0}, "not_found": {"movies": []}}))
    }

    /// Puts a play into the history, as somebody else might have too.
    pub(crate) fn keep(&mut self, item: Item, watched_at: Timestamp, scrobbled: bool) -> u64 {
        let id = 9_007_199_254_740_993 + self.history.len() as u64;
        self.history.push(Row { id, item, watched_at, scrobbled });
        id
    }

    fn read(&self, query: &str, episodes: bool) -> HttpResponse {
        let pairs = parse_pairs(query);
        let of = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| &**v);
        let day = |name: &str| Timestamp::parse_rfc3339(&format!("{}T00:00:00Z", of(name)));
        let (Some(from), Some(to)) = (day("start_at"), day("end_at")) else {
            return answer(400, json!({}));
        };
        let mut rows: Vec<_> = self
            .history
            .iter()
            .filter(|row| row.item.is_episode() == episodes)
            .filter(|row| from <= row.watched_at && row.watched_at < to)
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.watched_at, row.id)));
        let page: usize = of("page").parse().unwrap_or(1);
        let pages = rows.len().div_ceil(PAGE);
        let shown: Vec<_> = rows
            .into_iter()
            .skip((page - 1) * PAGE)
            .take(PAGE)
            .map(|row| {
                let mut shown = catalogue::named(row.item);
                shown["id"] = json!(row.id);
                shown["watched_at"] = json!(row.watched_at.to_rfc3339());
                shown
            })
            .collect();
        let mut response = answer(200, json!(shown));
        response.headers.push(("X-Pagination-Page-Count".into(), pages.to_string()));
        response
    }
}
