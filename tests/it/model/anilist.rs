//! AniList as its fact sheet describes it: one entry a title, nothing of single plays;
//! what becomes COMPLETED is filled up, and a repeat that ends is counted by itself,
//! also where the number was sent along.

use std::collections::BTreeMap;

use playtally::http::{HttpRequest, HttpResponse};
use playtally::time::Timestamp;
use serde_json::{Value, json};

use super::answer;

/// One entry of the list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) status: String,
    pub(crate) progress: u64,
    pub(crate) repeat: u64,
    finished: Value,
    started: Value,
    changed: i64,
}

#[derive(Default)]
pub(crate) struct AniList {
    /// By the title's id: 1006 is a film, 1007 has two episodes.
    pub(crate) list: BTreeMap<u64, Entry>,
    pub(crate) token: u32,
    /// Writes nobody ought to make.
    pub(crate) wrong: Vec<String>,
}

impl AniList {
    /// What happens at the door: the refusal, if any.
    pub(crate) fn admit(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let token = format!("Bearer test-access-{}", self.token);
        if request.headers.contains(&("authorization".into(), token)) {
            return None;
        }
        Some(refused(400, "Invalid token"))
    }

    /// Carries the request out.
    pub(crate) fn take(&mut self, now: Timestamp, request: &HttpRequest) -> HttpResponse {
        let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
        let variables = &body["variables"];
        let document = body["query"].as_str().unwrap_or_default();
        if document.contains("SaveMediaListEntry(") {
            return self.save(now, variables);
        }
        match variables["id"].as_u64().filter(|id| episodes(*id).is_some()) {
            Some(id) => {
                let mut shown = title(id);
                shown["mediaListEntry"] = self.shown(id);
                answer(200, json!({"data": {"Media": shown}}))
            }
            None => refused(404, "Not Found."),
        }
    }

    fn save(&mut self, now: Timestamp, wanted: &Value) -> HttpResponse {
        let Some((id, all)) = wanted["mediaId"].as_u64().and_then(|id| Some((id, episodes(id)?)))
        else {
            return refused(400, "validation");
        };
        let before = self.list.get(&id).cloned().unwrap_or_default();
        let mut entry = before.clone();
        entry.changed = now.secs();
        entry.status = wanted["status"].as_str().unwrap_or(&before.status).to_owned();
        entry.progress = wanted["progress"].as_u64().unwrap_or(before.progress);
        entry.repeat = wanted["repeat"].as_u64().unwrap_or(before.repeat);
        for (kept, name) in
            [(&mut entry.started, "startedAt"), (&mut entry.finished, "completedAt")]
        {
            if !wanted[name].is_null() {
                *kept = wanted[name].clone();
            }
        }
        if entry.status == "COMPLETED" {
            entry.progress = all;
            if entry.finished.is_null() {
                self.wrong.push(format!("AniList: the day {id} ended was left to it"));
            }
            if before.status == "REPEATING" {
                entry.repeat += 1;
            }
        }
        let restarts = before.status == "COMPLETED" && entry.status == "REPEATING";
        if entry.progress < before.progress && !restarts {
            self.wrong.push(format!("AniList: {id} was set back: {before:?} to {entry:?}"));
        }
        if entry.progress > all {
            self.wrong.push(format!("AniList: {id} is beyond its end: {entry:?}"));
        }
        self.list.insert(id, entry);
        let mut shown = self.shown(id);
        shown["media"] = title(id);
        answer(200, json!({"data": {"SaveMediaListEntry": shown}}))
    }

    fn shown(&self, id: u64) -> Value {
        let Some(entry) = self.list.get(&id) else { return Value::Null };
        json!({
            "id": 70_000 + id, "status": entry.status, "progress": entry.progress,
            "repeat": entry.repeat, "score": 0, "updatedAt": entry.changed,
            "startedAt": entry.started, "completedAt": entry.finished,
        })
    }
}

fn episodes(id: u64) -> Option<u64> {
    [(1006, 1), (1007, 2)].into_iter().find_map(|(of, all)| (of == id).then_some(all))
}

fn title(id: u64) -> Value {
    let format = if id == 1006 { "MOVIE" } else { "TV" };
    json!({"id": id, "format": format, "episodes": episodes(id), "title": {"romaji": "Title"}})
}

fn refused(status: u16, message: &str) -> HttpResponse {
    let error = json!({"message": message, "status": status});
    answer(status, json!({"errors": [error], "data": null}))
}
