//! ListenBrainz as its fact sheet describes it: a listen is kept once for each
//! second and recording, where the recording is told by artist, title, release
//! and length; 30 calls in ten seconds for everybody behind one address.

use std::collections::BTreeSet;

use playtally::http::{HttpRequest, HttpResponse};
use playtally::time::Timestamp;
use serde_json::{Value, json};

use super::answer;

/// A listen: second, and what tells the recording.
pub(crate) type Listen = (i64, String, String, String, u64);

#[derive(Default)]
pub(crate) struct ListenBrainz {
    pub(crate) listens: BTreeSet<Listen>,
    pub(crate) token: u32,
    window: (i64, u32),
    /// Quotas that were exceeded.
    pub(crate) exceeded: Vec<String>,
}

impl ListenBrainz {
    /// What happens at the door: the refusal, if any.
    pub(crate) fn admit(&mut self, now: Timestamp, request: &HttpRequest) -> Option<HttpResponse> {
        let window = now.secs().div_euclid(10);
        self.window =
            if self.window.0 == window { (window, self.window.1 + 1) } else { (window, 1) };
        if self.window.1 > 30 {
            self.exceeded.push(format!("ListenBrainz: {} at {now:?}", request.url));
        }
        let token = format!("Token test-access-{}", self.token);
        if !request.headers.contains(&("authorization".into(), token)) {
            return Some(answer(
                401,
                json!({"code": 401, "error": "Invalid authorization token."}),
            ));
        }
        None
    }

    /// Carries the request out.
    pub(crate) fn take(&mut self, now: Timestamp, request: &HttpRequest) -> HttpResponse {
        let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
        let Some([listen]) = body["payload"].as_array().map(Vec::as_slice) else {
            return refused("Invalid JSON document submitted.");
        };
        let metadata = &listen["track_metadata"];
        let text = |name: &str| metadata[name].as_str().unwrap_or_default().to_lowercase();
        if text("track_name").is_empty() || text("artist_name").is_empty() {
            return refused("JSON document does not contain required field.");
        }
        match (body["listen_type"].as_str(), listen["listened_at"].as_i64()) {
            (Some("playing_now"), None) => {}
            (Some("single"), Some(at)) if at < now.secs() + 3600 => {
                let length = metadata["additional_info"]["duration_ms"].as_u64().unwrap_or(0);
                let (title, artist) = (text("track_name"), text("artist_name"));
                self.listens.insert((at, artist, title, text("release_name"), length));
            }
            _ => {
                return refused("JSON document must contain the key listened_at at the top level.");
            }
        }
        answer(200, json!({"status": "ok"}))
    }
}

fn refused(text: &str) -> HttpResponse {
    answer(400, json!({"code": 400, "error": text}))
}
