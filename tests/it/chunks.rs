//! Many plays at once, to a ListenBrainz that keeps its limits.

use playtally::error::{Error, ErrorKind};
use playtally::http::{HttpRequest, HttpResponse};
use playtally::media::{Media, Track};
use playtally::providers::chunks::Chunks;
use playtally::providers::{Context, Finished, Service, by_id};
use playtally::time::{Span, Timestamp};
use serde_json::Value;

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);
const OURS: Context<'static> = Context { app: None, base: None, username: None, token: None };

fn service() -> &'static dyn Service {
    by_id("listenbrainz").unwrap()
}

fn play(title: &str, place: usize) -> Finished {
    let started_at = NOW - Span::from_mins(4 * (place as i64 + 1));
    let track = Track { title: title.to_owned(), artist: "Air".to_owned(), ..Track::default() };
    Finished { media: Media::Track(track), started_at, watched_at: started_at, duration: None }
}

fn plays(count: usize) -> Vec<Finished> {
    (0..count).map(|place| play(&format!("Track {place}"), place)).collect()
}

fn answer(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: body.to_owned() }
}

fn titles(request: &HttpRequest) -> Vec<String> {
    let body: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(body["listen_type"], "import");
    let listens = body["payload"].as_array().unwrap().iter();
    listens.map(|l| l["track_metadata"]["track_name"].as_str().unwrap().to_owned()).collect()
}

/// Checks as the server does: count, bytes, then each listen; one "bad" refuses them all.
fn serve(request: &HttpRequest) -> (HttpResponse, Vec<String>) {
    let titles = titles(request);
    assert!((1..=1000).contains(&titles.len()));
    assert!(request.body.len() <= titles.len() * 10_240, "{}", request.body.len());
    if let Some(bad) = titles.iter().find(|title| title.contains("bad")) {
        let body = format!(r#"{{"code":400,"error":"No {bad} here."}}"#);
        return (answer(400, &body), Vec::new());
    }
    (answer(200, r#"{"status":"ok"}"#), titles)
}

/// Sends everything; what arrived, and in how many requests.
fn send_all(chunks: &mut Chunks, cx: &Context<'_>) -> (Vec<String>, usize) {
    let (mut stored, mut requests) = (Vec::new(), 0);
    while let Some(request) = chunks.poll(NOW, service(), cx) {
        requests += 1;
        let (response, taken) = serve(&request);
        stored.extend(taken);
        chunks.digest(NOW, service(), Ok(&response));
    }
    (stored, requests)
}

#[test]
fn a_thousand_go_at_once() {
    let mut chunks = Chunks::new(plays(2500));
    let (stored, requests) = send_all(&mut chunks, &OURS);
    assert_eq!((stored.len(), requests, chunks.stored()), (2500, 3, 2500));
    assert_eq!(stored[999..1001], ["Track 999", "Track 1000"]);
    assert_eq!((chunks.wake_at(), chunks.refused().len()), (None, 0));
    assert_eq!(Chunks::new(vec![]).poll(NOW, service(), &OURS), None);
}

#[test]
fn long_ones_go_in_smaller_chunks_and_the_one_too_long_not_at_all() {
    // A few listens may be long as long as the others are short enough.
    let mut mine = plays(40);
    for place in [3, 17, 18] {
        mine[place] = play(&"long ".repeat(6_000), place);
    }
    let mut chunks = Chunks::new(mine);
    let (stored, requests) = send_all(&mut chunks, &OURS);
    assert_eq!(stored.len(), 40);
    assert_eq!(requests, 1);

    let mut mine = plays(8);
    mine[5] = play(&"long ".repeat(20_000), 5);
    let mut chunks = Chunks::new(mine);
    let (stored, _) = send_all(&mut chunks, &OURS);
    assert_eq!(stored.len(), 7);
    assert_eq!(chunks.refused().iter().map(|r| r.index).collect::<Vec<_>>(), [5]);
}

#[test]
fn a_bad_one_is_found_by_halving_and_the_rest_is_kept() {
    let mut mine = plays(1000);
    mine[617] = play("bad", 617);
    mine[618] = play("bad too", 618);
    mine[3] = play("", 3);
    let mut chunks = Chunks::new(mine);
    let (stored, requests) = send_all(&mut chunks, &OURS);
    assert_eq!((stored.len(), chunks.stored()), (997, 997));
    assert!(requests <= 40, "{requests}");
    let reasons: Vec<_> =
        chunks.refused().iter().map(|r| (r.index, r.reason.kind, &*r.reason.message)).collect();
    assert_eq!(
        reasons,
        [
            (3, ErrorKind::BadInput, "ListenBrainz needs the artist and the title of a track."),
            (617, ErrorKind::Rejected, "ListenBrainz does not accept this: No bad here."),
            (618, ErrorKind::Rejected, "ListenBrainz does not accept this: No bad too here."),
        ]
    );
}

#[test]
fn a_lost_answer_brings_the_same_bytes_again() {
    let mut chunks = Chunks::new(plays(1500));
    let first = chunks.poll(NOW, service(), &OURS).unwrap();
    assert_eq!(chunks.poll(NOW + Span::from_secs(30), service(), &OURS), None, "under way");
    chunks.digest(NOW, service(), Err(&Error::new(ErrorKind::NoAnswer, "lost")));
    assert_eq!(chunks.wake_at(), Some(NOW + Span::from_secs(5)));
    assert_eq!(chunks.poll(NOW + Span::from_secs(4), service(), &OURS), None);
    let again = chunks.poll(NOW + Span::from_secs(5), service(), &OURS);
    assert_eq!(again.as_ref(), Some(&first));

    let mut restored = Chunks::restore(&chunks.snapshot()).unwrap();
    assert_eq!(restored, chunks);
    let after_a_crash = NOW + Span::from_secs(5 + 35);
    assert_eq!(restored.wake_at(), Some(after_a_crash));
    assert_eq!(restored.poll(after_a_crash, service(), &OURS), Some(first));
    assert_eq!(Chunks::restore("{}"), None);
}

#[test]
fn the_service_says_how_long_to_wait() {
    let mut chunks = Chunks::new(plays(2));
    let mut wait = |mut response: HttpResponse, reset: Option<&str>, now: Timestamp| {
        response.headers.extend(reset.map(|s| ("X-RateLimit-Reset-In".to_owned(), s.to_owned())));
        assert!(chunks.poll(now, service(), &OURS).is_some());
        chunks.digest(now, service(), Ok(&response));
        (chunks.wake_at().unwrap() - now).millis() / 1000
    };
    assert_eq!(wait(answer(429, "{}"), Some("7"), NOW), 7);
    let later = NOW + Span::from_mins(1);
    assert_eq!(wait(answer(503, ""), None, later), 10, "twice the first wait");
    assert_eq!(wait(answer(200, "<html>one moment</html>"), None, later + Span::from_mins(1)), 20);
}

#[test]
fn a_refused_token_stops_it_until_the_person_is_back() {
    let mut chunks = Chunks::new(plays(3));
    chunks.poll(NOW, service(), &OURS).unwrap();
    chunks.digest(NOW, service(), Ok(&answer(401, r#"{"code":401,"error":"Invalid"}"#)));
    assert_eq!(chunks.stopped().unwrap().kind, ErrorKind::Unauthorized);
    assert_eq!((chunks.wake_at(), chunks.poll(NOW, service(), &OURS)), (None, None));
    chunks.go_on();
    assert_eq!(send_all(&mut chunks, &OURS).0.len(), 3);

    let mut elsewhere = Chunks::new(plays(3));
    elsewhere.poll(NOW, service(), &OURS).unwrap();
    elsewhere.digest(NOW, service(), Ok(&answer(404, r#"{"code":404,"error":"Not found"}"#)));
    assert_eq!(elsewhere.stopped().unwrap().kind, ErrorKind::NotFound, "no reason to halve");
}

#[test]
fn a_server_of_ones_own_gets_them_one_by_one() {
    let cx = Context { base: Some("https://music.example/apis/listenbrainz/1"), ..OURS };
    let mut chunks = Chunks::new(plays(3));
    let request = chunks.poll(NOW, service(), &cx).unwrap();
    assert_eq!(request.url, "https://music.example/apis/listenbrainz/1/submit-listens");
    assert_eq!(titles(&request), ["Track 0"]);
    chunks.digest(NOW, service(), Ok(&answer(200, r#"{"status":"ok"}"#)));
    assert_eq!(send_all(&mut chunks, &cx), (vec!["Track 1".into(), "Track 2".into()], 2));
}

#[test]
fn a_service_that_takes_no_batch_is_sent_nothing() {
    assert_eq!(Chunks::new(plays(1)).poll(NOW, by_id("trakt").unwrap(), &OURS), None);
}
