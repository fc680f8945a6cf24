//! Many plays at once, to a Last.fm that answers for each and compares nothing.

use std::collections::BTreeMap;

use playtally::auth::App;
use playtally::error::{Error, ErrorKind};
use playtally::http::{HttpRequest, HttpResponse, parse_pairs};
use playtally::media::{Media, Track};
use playtally::providers::chunks::Chunks;
use playtally::providers::{Context, Finished, Service, by_id};
use playtally::time::{Span, Timestamp};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

fn service() -> &'static dyn Service {
    by_id("lastfm").unwrap()
}

/// One play every four minutes, the first one the newest.
fn plays(count: usize) -> Vec<Finished> {
    (0..count).map(|place| play(&format!("Track {place}"), place)).collect()
}

fn play(title: &str, place: usize) -> Finished {
    let started_at = NOW - Span::from_mins(4 * (place as i64 + 1));
    let track = Track { title: title.to_owned(), artist: "air".to_owned(), ..Track::default() };
    Finished { media: Media::Track(track), started_at, watched_at: started_at, duration: None }
}

fn answer(status: u16, body: &Value) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: body.to_string() }
}

/// What it keeps, and how many plays it takes today.
struct LastFm {
    kept: Vec<(String, i64)>,
    left_today: usize,
    calls: usize,
}

impl LastFm {
    fn new() -> Self {
        Self { kept: Vec::new(), left_today: usize::MAX, calls: 0 }
    }

    fn take(&mut self, request: &HttpRequest) -> HttpResponse {
        self.calls += 1;
        let fields: BTreeMap<_, _> = parse_pairs(&request.body).into_iter().collect();
        match &*fields["method"] {
            "track.scrobble" => self.scrobble(&fields),
            "user.getRecentTracks" => self.recent(&fields),
            other => panic!("{other}"),
        }
    }

    fn scrobble(&mut self, fields: &BTreeMap<String, String>) -> HttpResponse {
        let mut rows = Vec::new();
        while let Some(title) = fields.get(&format!("track[{}]", rows.len())) {
            let at = fields[&format!("timestamp[{}]", rows.len())].parse().unwrap();
            let code = match title {
                _ if self.left_today == 0 => 5,
                title if title.contains("bad") => 2,
                _ => 0,
            };
            if code == 0 {
                self.left_today -= 1;
                self.kept.push((title.clone(), at));
            }
            rows.push(json!({"ignoredMessage": {"code": code.to_string(), "#text": ""}}));
        }
        assert!((1..=50).contains(&rows.len()));
        let rows = if rows.len() == 1 { rows.remove(0) } else { Value::from(rows) };
        answer(200, &json!({"scrobbles": {"scrobble": rows}}))
    }

    /// Three a page, under the name it thinks right.
    fn recent(&self, fields: &BTreeMap<String, String>) -> HttpResponse {
        let bound = |name: &str| fields[name].parse::<i64>().unwrap();
        let page: usize = fields["page"].parse().unwrap();
        let mut found: Vec<_> =
            self.kept.iter().filter(|(_, at)| bound("from") < *at && *at < bound("to")).collect();
        found.sort_by_key(|(_, at)| -at);
        let rows: Vec<_> = found.chunks(3).nth(page - 1).unwrap_or_default().iter().collect();
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(title, at)| {
                json!({"name": title, "artist": {"#text": "AIR (FR)"}, "date": {"uts": at.to_string()}})
            })
            .collect();
        let pages = found.len().div_ceil(3).to_string();
        let about = json!({"user": "Rob", "page": page.to_string(), "totalPages": pages});
        answer(200, &json!({"recenttracks": {"@attr": about, "track": rows}}))
    }

    /// The titles it keeps, sorted; none may be there twice.
    fn titles(&self) -> Vec<&str> {
        let mut titles: Vec<_> = self.kept.iter().map(|(title, _)| &**title).collect();
        titles.sort_unstable();
        let count = titles.len();
        titles.dedup();
        assert_eq!(titles.len(), count, "kept twice");
        titles
    }
}

fn poll(chunks: &mut Chunks, now: Timestamp) -> Option<HttpRequest> {
    let app = App { client_id: "app-1".to_owned(), ..App::default() };
    let cx = Context { app: Some(&app), username: Some("rob"), ..Context::default() };
    chunks.poll(now, service(), &cx)
}

/// Sends all that can be sent without waiting.
fn send(chunks: &mut Chunks, now: Timestamp, there: &mut LastFm) {
    while let Some(request) = poll(chunks, now) {
        let response = there.take(&request);
        chunks.digest(now, service(), Ok(&response));
    }
}

#[test]
fn fifty_go_at_once() {
    let (mut chunks, mut there) = (Chunks::new(plays(120)), LastFm::new());
    send(&mut chunks, NOW, &mut there);
    assert_eq!((there.titles().len(), there.calls, chunks.stored()), (120, 3, 120));
    assert_eq!((chunks.wake_at(), chunks.refused()), (None, &[][..]));
}

#[test]
fn a_bad_one_is_named_and_the_others_are_kept() {
    let mut mine = plays(60);
    mine[7] = play("bad", 7);
    mine[50] = play("", 50);
    let (mut chunks, mut there) = (Chunks::new(mine), LastFm::new());
    send(&mut chunks, NOW, &mut there);
    assert_eq!((there.titles().len(), chunks.stored()), (58, 58));
    let refused: Vec<_> = chunks.refused().iter().map(|r| (r.index, r.reason.kind)).collect();
    assert_eq!(refused, [(7, ErrorKind::Rejected), (50, ErrorKind::BadInput)]);
}

#[test]
fn what_is_too_much_for_today_goes_another_day() {
    let (mut chunks, mut there) = (Chunks::new(plays(70)), LastFm::new());
    there.left_today = 20;
    send(&mut chunks, NOW, &mut there);
    assert_eq!((chunks.stored(), there.calls), (20, 1));
    let next = NOW + Span::from_hours(4);
    assert_eq!(chunks.wake_at(), Some(next));
    let mut chunks = Chunks::restore(&chunks.snapshot()).unwrap();
    send(&mut chunks, next, &mut there);
    assert_eq!((chunks.stored(), there.calls), (20, 2), "not yet");
    there.left_today = 100;
    send(&mut chunks, next + Span::from_hours(4), &mut there);
    assert_eq!((there.titles().len(), there.calls, chunks.stored()), (70, 3, 70));
    assert_eq!(chunks.refused(), []);

    let mut chunks = Chunks::new(plays(2));
    poll(&mut chunks, NOW).unwrap();
    let said = json!({"error": 29, "message": "Too many scrobbles in a short period."});
    chunks.digest(NOW, service(), Ok(&answer(429, &said)));
    assert_eq!(chunks.wake_at(), Some(NOW + Span::from_hours(4)));
}

#[test]
fn what_is_too_old_is_not_even_sent() {
    let mut mine = plays(5);
    for (place, days) in [(0, 15), (2, 20), (3, 14)] {
        mine[place].watched_at = NOW - Span::from_hours(24 * days) - Span::from_secs(1);
    }
    let (mut chunks, mut there) = (Chunks::new(mine), LastFm::new());
    send(&mut chunks, NOW, &mut there);
    assert_eq!(there.titles(), ["Track 1", "Track 4"]);
    let refused: Vec<_> = chunks.refused().iter().map(|r| (r.index, &*r.reason.message)).collect();
    let old = "Last.fm takes no play that is so old.";
    assert_eq!(refused, [(0, old), (2, old), (3, old)]);
}

/// The answer to the first request is lost; the service may have stored it all or a part.
fn lost(taken: usize, error: &Error) -> (Chunks, LastFm) {
    let (mut chunks, mut there) = (Chunks::new(plays(60)), LastFm::new());
    let request = poll(&mut chunks, NOW).unwrap();
    there.left_today = taken;
    there.take(&request);
    there.left_today = usize::MAX;
    chunks.digest(NOW, service(), Err(error));
    (chunks, there)
}

#[test]
fn a_lost_answer_is_looked_up_before_anything_is_sent_again() {
    for kind in [ErrorKind::NoAnswer, ErrorKind::Unavailable] {
        for taken in [0, 1, 7, 50] {
            let (chunks, mut there) = lost(taken, &Error::new(kind, "lost"));
            let visible = NOW + Span::from_secs(40);
            assert_eq!(chunks.wake_at(), Some(visible), "what is stored late can be seen then");
            let mut chunks = Chunks::restore(&chunks.snapshot()).unwrap();
            let look = poll(&mut chunks, visible).unwrap();
            assert!(look.body.contains("user.getRecentTracks"), "{}", look.body);
            chunks.digest(visible, service(), Ok(&there.take(&look)));
            send(&mut chunks, visible, &mut there);
            assert_eq!((there.titles().len(), chunks.stored()), (60, 60), "{kind:?} {taken}");
        }
    }
}

#[test]
fn after_a_crash_nobody_knows_what_was_stored() {
    for taken in [0, 50] {
        let (mut chunks, mut there) = (Chunks::new(plays(60)), LastFm::new());
        let request = poll(&mut chunks, NOW).unwrap();
        there.left_today = taken;
        there.take(&request);
        there.left_today = usize::MAX;
        let mut chunks = Chunks::restore(&chunks.snapshot()).unwrap();
        let woken = chunks.wake_at().unwrap();
        assert_eq!((woken, poll(&mut chunks, woken)), (NOW + Span::from_secs(35), None));
        let visible = chunks.wake_at().unwrap();
        assert_eq!(visible, woken + Span::from_secs(40));
        send(&mut chunks, visible, &mut there);
        assert_eq!((there.titles().len(), chunks.stored()), (60, 60), "{taken}");
    }
}

#[test]
fn looking_goes_on_until_it_is_answered() {
    let (mut chunks, mut there) = lost(50, &Error::new(ErrorKind::NoAnswer, "lost"));
    let mut now = NOW + Span::from_secs(40);
    for wait in [10, 20, 40] {
        poll(&mut chunks, now).unwrap();
        let error = json!({"error": 16, "message": "There was a temporary error"});
        chunks.digest(now, service(), Ok(&answer(503, &error)));
        assert_eq!(chunks.wake_at(), Some(now + Span::from_secs(wait)));
        now = now + Span::from_secs(wait);
    }
    // Somebody else's list tells nothing either.
    let look = poll(&mut chunks, now).unwrap();
    let mut theirs = there.take(&look);
    theirs.body = theirs.body.replace("Rob", "Eve");
    chunks.digest(now, service(), Ok(&theirs));
    assert_eq!(chunks.wake_at(), Some(now + Span::from_secs(80)));
    send(&mut chunks, now + Span::from_secs(80), &mut there);
    assert_eq!((there.titles().len(), chunks.stored()), (60, 60));
}

#[test]
fn a_write_that_always_fails_is_tried_less_and_less_often() {
    let (mut chunks, mut there) = (Chunks::new(plays(60)), LastFm::new());
    let mut now = NOW;
    let mut waits = Vec::new();
    for _ in 0..9 {
        // It is looked for and not there, so it is sent once more.
        if let Some(look) = poll(&mut chunks, now).filter(|r| r.body.contains("getRecentTracks")) {
            chunks.digest(now, service(), Ok(&there.take(&look)));
            poll(&mut chunks, now).unwrap();
        }
        chunks.digest(now, service(), Ok(&answer(500, &json!({"error": 8}))));
        let next = chunks.wake_at().unwrap();
        waits.push((next - now).millis() / 1000);
        now = next;
    }
    assert_eq!(waits, [40, 40, 40, 40, 80, 160, 320, 600, 600]);
    send(&mut chunks, now, &mut there);
    assert_eq!((there.titles().len(), chunks.stored()), (60, 60));
    assert!(poll(&mut chunks, now).is_none());
}

#[test]
fn a_sign_in_that_is_over_stops_it() {
    let mut chunks = Chunks::new(plays(3));
    poll(&mut chunks, NOW).unwrap();
    let over = json!({"error": 9, "message": "Invalid session key"});
    chunks.digest(NOW, service(), Ok(&answer(403, &over)));
    assert_eq!(chunks.stopped().map(|error| error.kind), Some(ErrorKind::SignInAgain));
    assert_eq!(poll(&mut chunks, NOW), None);
    chunks.go_on();
    let mut there = LastFm::new();
    send(&mut chunks, NOW, &mut there);
    assert_eq!(there.titles().len(), 3);
}
