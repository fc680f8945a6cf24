//! Last.fm as its fact sheet describes it: whatever is sent is kept, also a second time;
//! a key that is over is told by its number; the calls are signed.

use std::collections::BTreeMap;

use playtally::auth::sign::api_sig;
use playtally::http::{HttpRequest, HttpResponse, parse_pairs};
use serde_json::json;

use super::answer;

/// The app's secret.
pub(crate) const SECRET: &str = "test-secret-1";

#[derive(Default)]
pub(crate) struct LastFm {
    /// Second, artist and title.
    pub(crate) scrobbles: Vec<(i64, String, String)>,
    pub(crate) token: u32,
}

impl LastFm {
    /// What happens at the door: the refusal, if any.
    pub(crate) fn admit(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let fields = parse_pairs(&request.body);
        let field = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
        let refused = |status, number| Some(answer(status, json!({"error": number})));
        if field("api_sig") != Some(api_sig(fields.clone(), SECRET)) {
            return refused(403, 13);
        }
        if field("sk") != Some(format!("test-access-{}", self.token)) {
            return refused(403, 9);
        }
        None
    }

    /// Carries the request out.
    pub(crate) fn take(&mut self, request: &HttpRequest) -> HttpResponse {
        let fields: BTreeMap<_, _> = parse_pairs(&request.body).into_iter().collect();
        let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
        let number = |name: &str| text(name).parse::<i64>().unwrap_or_default();
        let taken = json!({"ignoredMessage": {"code": "0", "#text": ""}});
        match &*text("method") {
            "track.updateNowPlaying" => answer(200, json!({"nowplaying": taken})),
            "track.scrobble" => {
                // It thinks the artist is called otherwise.
                let artist = text("artist") + " & Co";
                self.scrobbles.push((number("timestamp"), artist, text("track")));
                self.scrobbles.sort();
                answer(200, json!({"scrobbles": {"scrobble": taken}}))
            }
            "user.getRecentTracks" => {
                let times = number("from") + 1..number("to");
                let found: Vec<_> =
                    self.scrobbles.iter().rev().filter(|(at, ..)| times.contains(at)).collect();
                // Two a page, so that there are pages.
                let page = number("page") as usize;
                let rows: Vec<_> = found
                    .chunks(2)
                    .nth(page - 1)
                    .unwrap_or_default()
                    .iter()
                    .map(|(at, artist, title)| {
                        let date = json!({"uts": at.to_string()});
                        json!({"artist": {"#text": artist}, "name": title, "date": date})
                    })
                    .collect();
                let about = json!({
                    "user": text("user"), "page": page.to_string(),
                    "totalPages": found.len().div_ceil(2).to_string(),
                });
                answer(200, json!({"recenttracks": {"@attr": about, "track": rows}}))
            }
            _ => answer(400, json!({"error": 3})),
        }
    }
}
