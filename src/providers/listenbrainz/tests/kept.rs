//! What is read of a person, and what is changed of it.

use super::{refused, single, track};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, Method, parse_pairs};
use crate::media::{ExternalIds, Media, Movie, Track, Work, WorkKind};
use crate::providers::fixture::{self, NOW};
use crate::providers::listenbrainz::ListenBrainz;
use crate::providers::{
    Candidate, Context, Intent, List, Listed, Listing, Outcome, Page, Query, Read, Row, Service,
    StoredPlay,
};
use crate::time::{Span, Timestamp};

const ROADS: &str = "e8f9b188-f819-4e43-ab0f-4bd26ce9ff56";
const RESOLVE: &str = "30d08f4c-d825-4ae1-b79c-44242cddd7c0";

fn plan(intent: &Intent) -> Result<HttpRequest, Error> {
    ListenBrainz.plan(intent, &Context { username: Some("rob zed/1"), ..Context::default() })
}

fn digest(intent: &Intent, name: &str) -> Result<Outcome, Error> {
    fixture::digest(&ListenBrainz, intent, name)
}

/// The address of a planned read, and its query.
fn asked(intent: &Intent) -> (String, Vec<(String, String)>) {
    let request = plan(intent).unwrap();
    assert_eq!((request.method, &*request.body), (Method::Get, ""));
    let (path, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
    let path = path.strip_prefix("https://api.listenbrainz.org").unwrap().to_owned();
    (path, parse_pairs(query))
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

fn read(listing: Listing) -> Read {
    Read { listing, cursor: None, since: None, until: None, user: Some("rob".to_owned()) }
}

fn page(read: Read, name: &str) -> Page {
    match digest(&Intent::Read(read), name) {
        Ok(Outcome::Page(page)) => page,
        other => panic!("{other:?}"),
    }
}

fn named(artist: &str, title: &str, mbid: Option<&str>) -> Track {
    let ids = ExternalIds { mbid: mbid.map(str::to_owned), ..ExternalIds::default() };
    Track { title: title.to_owned(), artist: artist.to_owned(), ids, ..Track::default() }
}

fn kelly() -> Row {
    Row {
        id: Some("fd0cad33-0000-4000-8000-000000000001".to_owned()),
        at: Some(Timestamp::from_secs(1_771_413_700)),
        ..Row::of(Work::Track(Track {
            duration_ms: Some(304_000),
            ..named("Air", "Kelly", Some(ROADS))
        }))
    }
}

#[test]
fn listens_are_asked_for_from_the_newest_on() {
    let listens = |read: Read| asked(&Intent::Read(read));
    let (path, query) = listens(read(Listing::History));
    assert_eq!(path, "/1/user/rob%20zed%2F1/listens");
    assert_eq!(query, pairs(&[("count", "500")]));
    let since = Some(Timestamp::from_secs(1_780_000_000));
    let (_, query) = listens(Read { since, ..read(Listing::History) });
    assert_eq!(query, pairs(&[("count", "500")]), "min_ts alone would count from the other end");
    let window = Read { since, until: Some(NOW), ..read(Listing::History) };
    let bounds = pairs(&[("count", "500"), ("max_ts", "1790000000"), ("min_ts", "1779999999")]);
    assert_eq!(listens(window.clone()).1, bounds);
    let (_, query) = listens(Read { cursor: Some("1785000000".to_owned()), ..window });
    assert_eq!(query[1], ("max_ts".to_owned(), "1785000000".to_owned()));
    let nobody = ListenBrainz.plan(&Intent::Read(read(Listing::History)), &Context::default());
    assert_eq!(nobody.unwrap_err().kind, ErrorKind::BadInput);
}

#[test]
fn a_page_of_listens_tells_where_the_next_begins() {
    let first = page(read(Listing::History), "listens");
    let resolve = Track {
        album: Some("Profound Mysteries II".to_owned()),
        duration_ms: Some(402_390),
        ..named("Röyksopp", "Some Resolve", Some(RESOLVE))
    };
    let newest = Row {
        at: Some(Timestamp::from_secs(1_771_414_109)),
        work: Work::Track(resolve),
        ..kelly()
    };
    assert_eq!(first.rows, [newest.clone(), kelly()]);
    assert_eq!(first.next.as_deref(), Some("1771413700"), "fewer than asked for is not the end");
    assert_eq!(page(read(Listing::History), "listens_oldest").next, None);
    assert_eq!(page(read(Listing::History), "listens_empty"), Page::default());
    let since = Some(Timestamp::from_secs(1_771_413_701));
    let new = page(Read { since, ..read(Listing::History) }, "listens");
    assert_eq!((new.rows, new.next), (vec![newest], None));
}

#[test]
fn listens_of_one_second_stay_together() {
    let rows = |seconds: &[u64]| -> Page {
        let listens: Vec<_> = seconds
            .iter()
            .enumerate()
            .map(|(place, at)| {
                let told =
                    serde_json::json!({"artist_name": "Air", "track_name": place.to_string()});
                serde_json::json!({"listened_at": at, "track_metadata": told})
            })
            .collect();
        let body = serde_json::json!({"payload": {"listens": listens, "oldest_listen_ts": 7}});
        let response =
            crate::http::HttpResponse { status: 200, headers: vec![], body: body.to_string() };
        let history = Intent::Read(read(Listing::History));
        match ListenBrainz.digest(NOW, &history, &response) {
            Ok(Outcome::Page(page)) => page,
            other => panic!("{other:?}"),
        }
    };
    let mut full: Vec<u64> = (0..500).map(|place| 2000 - place).collect();
    (full[498], full[499]) = (1502, 1502);
    let cut = rows(&full);
    assert_eq!((cut.rows.len(), cut.next.as_deref()), (498, Some("1503")), "all of 1502 is next");
    let mut endless = vec![u64::MAX; 500];
    endless[0] = 1;
    let bound = u64::MAX.to_string();
    assert_eq!(rows(&endless).next, Some(bound), "no second comes after the last of all");
    let all_at_once = rows(&[1502; 500]);
    assert_eq!((all_at_once.rows.len(), all_at_once.next.as_deref()), (500, Some("1502")));
    let last = rows(&[9, 7, 7]);
    assert_eq!((last.rows.len(), last.next), (3, None));
    assert_eq!(rows(&[9, 8, 8]).next.as_deref(), Some("8"));
}

#[test]
fn rows_that_cannot_be_read_are_counted_with_their_reason() {
    let odd = page(read(Listing::History), "listens_odd");
    let at = |secs| Some(Timestamp::from_secs(secs));
    let bare = Row { at: at(1_771_414_109), ..Row::of(Work::Track(named("Air", "Kelly", None))) };
    assert_eq!(odd.rows, [bare.clone(), Row { at: at(1_771_414_107), ..bare }]);
    let skipped: Vec<_> = odd.skipped.iter().map(|s| (s.row, &*s.reason)).collect();
    assert_eq!(
        skipped,
        [
            (0, "It has no title."),
            (2, "It does not say when."),
            (3, "It has no artist."),
            (4, "It has no title."),
            (5, "It does not say when."),
        ]
    );
}

#[test]
fn somebody_elses_listens_are_no_answer() {
    let history = Intent::Read(read(Listing::History));
    let error = refused(&history, "listens_of_another");
    assert_eq!(error.kind, ErrorKind::Unavailable);
    let anybody = Read { user: None, ..read(Listing::History) };
    assert_eq!(page(anybody, "listens_of_another").rows.len(), 1);
}

#[test]
fn what_is_heard_now_has_no_moment() {
    let now = read(Listing::Watching);
    assert_eq!(asked(&Intent::Read(now.clone())).0, "/1/user/rob%20zed%2F1/playing-now");
    let heard = Row::of(Work::Track(named("Air", "Kelly", None)));
    assert_eq!(page(now.clone(), "playing").rows, [heard]);
    assert_eq!(page(now, "playing_nothing"), Page::default());
}

#[test]
fn how_many_listens_there_are() {
    assert_eq!(asked(&Intent::Count).0, "/1/user/rob%20zed%2F1/listen-count");
    assert_eq!(digest(&Intent::Count, "count"), Ok(Outcome::Count(94_613)));
    assert_eq!(refused(&Intent::Count, "submitted").kind, ErrorKind::Unavailable);
}

#[test]
fn loved_tracks_come_from_an_offset_on() {
    let loved = Intent::Read(Read { cursor: Some("3".to_owned()), ..read(Listing::Loved) });
    let query = [("score", "1"), ("metadata", "true"), ("count", "500"), ("offset", "3")];
    let (path, asked_for) = asked(&loved);
    assert_eq!(path, "/1/feedback/user/rob%20zed%2F1/get-feedback");
    assert_eq!(asked_for, pairs(&query));

    let first = page(read(Listing::Loved), "loved");
    let roads =
        Track { album: Some("Dummy".to_owned()), ..named("Portishead", "Roads", Some(ROADS)) };
    let at = |secs| Some(Timestamp::from_secs(secs));
    let rows = [
        Row { at: at(1_790_000_000), ..Row::of(Work::Track(roads)) },
        Row { at: at(1_780_000_000), ..Row::of(Work::Track(named("", "", Some(RESOLVE)))) },
    ];
    assert_eq!(
        (&first.rows[..], first.next.as_deref(), first.total),
        (&rows[..], Some("3"), Some(5))
    );
    assert_eq!(first.skipped[0].reason, "It names no track.");
    let Ok(Outcome::Page(last)) = digest(&loved, "loved") else { panic!("no page") };
    assert_eq!(last.next, None, "three and three are more than five");
    let since = Some(Timestamp::from_secs(1_785_000_000));
    let new = page(Read { since, ..read(Listing::Loved) }, "loved");
    assert_eq!((new.rows.len(), new.next.as_deref()), (1, Some("3")), "nobody says in which order");
    let cursor = Some(u64::MAX.to_string());
    let beyond = Intent::Read(Read { cursor, ..read(Listing::Loved) });
    assert_eq!(refused(&beyond, "loved").kind, ErrorKind::Unavailable, "there is no such place");
    let none = page(read(Listing::Loved), "loved_empty");
    assert_eq!((none.rows.len(), none.next, none.total), (0, None, Some(0)));
}

fn listed(works: Vec<Work>) -> Listed {
    Listed { list: List::Loved, works }
}

fn stored() -> Result<Outcome, Error> {
    Ok(Outcome::Each(vec![Ok(Outcome::Stored { id: None })]))
}

#[test]
fn loving_needs_the_id_of_the_recording() {
    for (intent, score) in [
        (Intent::AddToList(listed(vec![Work::Track(track())])), 1),
        (Intent::RemoveFromList(listed(vec![Work::Track(track())])), 0),
    ] {
        let request = plan(&intent).unwrap();
        assert_eq!(request.url, "https://api.listenbrainz.org/1/feedback/recording-feedback");
        assert_eq!(request.body, format!(r#"{{"recording_mbid":"{ROADS}","score":{score}}}"#));
        assert!(request.headers.iter().any(|(name, _)| name == "content-type"), "else it is 415");
        assert_eq!(digest(&intent, "submitted"), stored());
        assert_eq!(refused(&intent, "refused_400_feedback").kind, ErrorKind::Rejected);
        assert_eq!(refused(&intent, "found_nothing").kind, ErrorKind::Unavailable);
    }
    let nameless = named("Air", "Kelly", None);
    for listed in [
        listed(vec![]),
        listed(vec![Work::Track(track()), Work::Track(track())]),
        listed(vec![Work::Track(nameless)]),
        listed(vec![Work::Movie(Movie::default())]),
        Listed { list: List::Collection, works: vec![Work::Track(track())] },
    ] {
        let error = plan(&Intent::AddToList(listed)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::BadInput);
    }
}

#[test]
fn a_listen_is_deleted_by_its_second_and_recording() {
    let play = StoredPlay {
        id: "fd0cad33-0000-4000-8000-000000000001".to_owned(),
        media: Media::Track(track()),
        watched_at: NOW + Span::from_millis(999),
    };
    let delete = Intent::RemovePlays(vec![play.clone()]);
    let request = plan(&delete).unwrap();
    assert_eq!(request.url, "https://api.listenbrainz.org/1/delete-listen");
    let expected =
        r#"{"listened_at":1790000000,"recording_msid":"fd0cad33-0000-4000-8000-000000000001"}"#;
    assert_eq!(request.body, expected);
    assert_eq!(digest(&delete, "submitted"), stored());
    assert_eq!(refused(&delete, "refused_400_delete").kind, ErrorKind::Rejected);
    let film = StoredPlay { media: Media::Movie(Movie::default()), ..play.clone() };
    let unnamed = StoredPlay { id: String::new(), ..play.clone() };
    for plays in [vec![], vec![play.clone(), play], vec![film], vec![unnamed]] {
        assert_eq!(plan(&Intent::RemovePlays(plays)).unwrap_err().kind, ErrorKind::BadInput);
    }
}

fn search(artist: Option<&str>, title: &str) -> Intent {
    Intent::Search(Query {
        kind: None,
        title: title.to_owned(),
        artist: artist.map(str::to_owned),
        year: None,
        exact: false,
        page: 1,
    })
}

#[test]
fn a_recording_is_found_by_artist_and_title() {
    let roads = search(Some(" Portishead "), "Roads");
    let (path, query) = asked(&roads);
    assert_eq!(path, "/1/metadata/lookup/", "without the last slash it is moved");
    assert_eq!(query, pairs(&[("artist_name", "Portishead"), ("recording_name", "Roads")]));
    let found =
        Track { album: Some("Dummy".to_owned()), ..named("Portishead", "Roads", Some(ROADS)) };
    let found = Candidate::of(Work::Track(found));
    assert_eq!(digest(&roads, "found"), Ok(Outcome::Found(vec![found])));
    assert_eq!(digest(&roads, "found_nothing"), Ok(Outcome::Found(vec![])));
    for (name, kind) in [
        ("submitted", ErrorKind::Unavailable),
        ("refused_400_lookup", ErrorKind::Rejected),
        ("refused_401", ErrorKind::Unauthorized),
        ("refused_500_lookup", ErrorKind::Unavailable),
    ] {
        assert_eq!(refused(&roads, name).kind, kind, "{name}");
    }
    let Intent::Search(of_a_film) = search(Some("Air"), "Kelly") else { unreachable!() };
    let of_a_film = Intent::Search(Query { kind: Some(WorkKind::Movie), ..of_a_film });
    assert_eq!(plan(&of_a_film).unwrap_err().kind, ErrorKind::BadInput);
    assert!(plan(&search(Some("é"), &"é".repeat(248))).is_ok());
    for unasked in
        [search(None, "Roads"), search(Some("Air"), ""), search(Some("é"), &"é".repeat(249))]
    {
        assert_eq!(plan(&unasked).unwrap_err().kind, ErrorKind::BadInput);
    }
}

#[test]
fn refusals_of_reads_have_their_meaning() {
    for listing in [Listing::History, Listing::Loved, Listing::Watching] {
        let intent = Intent::Read(read(listing));
        for (name, kind) in [
            ("refused_400_max_ts", ErrorKind::Rejected),
            ("refused_404_user", ErrorKind::NotFound),
            ("refused_429", ErrorKind::RateLimited),
            ("submitted", ErrorKind::Unavailable),
            ("empty_200", ErrorKind::Unavailable),
            ("refused_502_page", ErrorKind::Unavailable),
        ] {
            assert_eq!(refused(&intent, name).kind, kind, "{name}");
        }
    }
    for listing in [Listing::Ratings, Listing::Watchlist] {
        assert_eq!(plan(&Intent::Read(read(listing))).unwrap_err().kind, ErrorKind::BadInput);
    }
    assert_eq!(
        refused(&Intent::Count, "refused_404_user").message,
        "ListenBrainz does not have this; where its address is one of your own, check it: \
         Cannot find user: rob"
    );
    assert!(plan(&single(track())).is_ok(), "writes need no name");
}
