use serde_json::{Value, json};

use super::{AniList, documents};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpResponse, Method, USER_AGENT};
use crate::media::{
    Catalogue, Episode, ExternalIds, Media, Movie, PartialDate, Rating, Show, Work, WorkKind,
};
use crate::providers::fixture::{NOW, body, digest, plan};
use crate::providers::{
    ById, Candidate, Context, Finished, Intent, Listing, Outcome, Page, Profile, Query, Rated,
    Read, Row, Service, Status, StatusChange,
};
use crate::time::{Span, Timestamp};

const EIGHTY_SIX: &str = "https://anilist.co/anime/131586";

fn show(anilist: Option<u64>, mal: Option<u64>) -> Work {
    let ids = ExternalIds { anilist, mal, ..ExternalIds::default() };
    Work::Show(Show { title: "86 EIGHTY-SIX Part 2".to_owned(), year: None, ids })
}

fn film() -> Work {
    let ids = ExternalIds { anilist: Some(20_954), mal: Some(28_851), ..ExternalIds::default() };
    Work::Movie(Movie { title: "A Silent Voice".to_owned(), year: None, ids })
}

/// With the year, which only a whole title tells.
fn of_year(work: Work, year: i32) -> Work {
    match work {
        Work::Show(show) => Work::Show(Show { year: Some(year), ..show }),
        Work::Movie(movie) => Work::Movie(Movie { year: Some(year), ..movie }),
        other => other,
    }
}

fn change(work: Work) -> StatusChange {
    StatusChange {
        work,
        status: None,
        progress: None,
        rating: None,
        started_on: None,
        finished_on: None,
        repeats: None,
    }
}

fn day(text: &str) -> Option<PartialDate> {
    PartialDate::parse(text)
}

fn list(cursor: Option<&str>, since: Option<&str>) -> Intent {
    Intent::Read(Read {
        listing: Listing::Statuses,
        user: Some("kim".to_owned()),
        cursor: cursor.map(str::to_owned),
        since: since.and_then(Timestamp::parse_rfc3339),
        until: None,
    })
}

fn query(kind: Option<WorkKind>, year: Option<i32>) -> Intent {
    let title = "86".to_owned();
    Intent::Search(Query { kind, title, artist: None, year, exact: false, page: 2 })
}

fn by_id(catalogue: Catalogue, id: &str) -> Intent {
    Intent::Find(ById { catalogue, id: id.to_owned(), kind: WorkKind::Show })
}

fn page_of(intent: &Intent, name: &str) -> Page {
    match digest(&AniList, intent, name) {
        Ok(Outcome::Page(page)) => page,
        other => panic!("{other:?}"),
    }
}

fn status_of(intent: &Intent, name: &str) -> Row {
    match digest(&AniList, intent, name) {
        Ok(Outcome::Status(Some(row))) => *row,
        other => panic!("{other:?}"),
    }
}

fn refused(intent: &Intent, name: &str) -> Error {
    digest(&AniList, intent, name).unwrap_err()
}

fn read_status() -> Intent {
    Intent::ReadStatus(show(Some(131_586), Some(48_569)))
}

#[test]
fn every_call_is_a_document_to_one_address() {
    let request = plan(&AniList, &Intent::Profile).unwrap();
    assert_eq!((request.method, &*request.url), (Method::Post, "https://graphql.anilist.co/"));
    let headers: Vec<_> = request.headers.iter().map(|(n, v)| (&**n, &**v)).collect();
    let expected = [
        ("accept", "application/json"),
        ("user-agent", USER_AGENT),
        ("referer", "https://github.com/playtally/playtally"),
        ("content-type", "application/json"),
    ];
    assert_eq!(headers, expected);
    assert_eq!(body(&AniList, &Intent::Profile), json!({"query": documents::VIEWER}));
}

#[test]
fn the_person_is_known_by_number_and_name() {
    let expected = Profile {
        id: Some("5678".to_owned()),
        username: "kim".to_owned(),
        profile_url: Some("https://anilist.co/user/kim".to_owned()),
        ..Profile::default()
    };
    assert_eq!(digest(&AniList, &Intent::Profile, "viewer"), Ok(Outcome::Profile(expected)));
}

#[test]
fn a_title_is_asked_for_by_one_id_alone() {
    for (work, variables) in [
        (show(Some(131_586), Some(48_569)), json!({"id": 131_586})),
        (show(None, Some(48_569)), json!({"idMal": 48_569})),
        (film(), json!({"id": 20_954})),
    ] {
        let expected = json!({"query": documents::BY_ID, "variables": variables});
        assert_eq!(body(&AniList, &Intent::ReadStatus(work)), expected);
    }
    let variables = |intent: &Intent| body(&AniList, intent)["variables"].clone();
    assert_eq!(variables(&by_id(Catalogue::Mal, "48569")), json!({"idMal": 48_569}));
    assert_eq!(variables(&by_id(Catalogue::Anilist, "21")), json!({"id": 21}));
}

#[test]
fn what_anilist_cannot_know_is_refused_before_it_is_asked() {
    let episode = Episode { show: Show::default(), season: 1, number: 2, ..Episode::default() };
    let play = Finished {
        media: Media::Episode(episode.clone()),
        started_at: NOW,
        watched_at: NOW,
        duration: None,
    };
    let removal = |id: Option<&str>| Intent::RemoveStatus {
        id: id.map(str::to_owned),
        work: show(Some(1), None),
    };
    for intent in [
        Intent::ReadStatus(show(None, None)),
        Intent::ReadStatus(Work::Episode(episode)),
        Intent::SetStatus(change(show(None, Some(48_569)))),
        Intent::AddPlay(play),
        by_id(Catalogue::Tmdb, "1"),
        by_id(Catalogue::Anilist, "one"),
        query(Some(WorkKind::Track), None),
        removal(None),
        removal(Some("it")),
        Intent::Read(Read {
            listing: Listing::History,
            user: None,
            cursor: None,
            since: None,
            until: None,
        }),
    ] {
        assert_eq!(plan(&AniList, &intent).unwrap_err().kind, ErrorKind::BadInput, "{intent:?}");
    }
    let Intent::Read(nobodys) = list(None, None) else { panic!() };
    let nobodys = Intent::Read(Read { user: None, ..nobodys });
    assert!(AniList.plan(&nobodys, &Context::default()).is_err(), "whose list?");
    let kims = Context { username: Some("kim"), ..Context::default() };
    assert!(AniList.plan(&nobodys, &kims).is_ok());
}

#[test]
fn where_the_person_stands_comes_with_the_title() {
    let expected = Row {
        id: Some("301234567".to_owned()),
        at: Some(Timestamp::from_secs(1_764_500_000)),
        rating: Rating::of_hundred(85),
        status: Some(Status::Current),
        progress: Some(4),
        episodes: Some(12),
        started_on: day("2026-11-01"),
        repeats: Some(0),
        page: Some(EIGHTY_SIX.to_owned()),
        ..Row::of(of_year(show(Some(131_586), Some(48_569)), 2021))
    };
    assert_eq!(status_of(&read_status(), "media"), expected);

    let unlisted = status_of(&Intent::ReadStatus(show(Some(21), None)), "media_unlisted");
    assert_eq!((unlisted.status, unlisted.progress, unlisted.episodes), (None, None, None));
    assert_eq!(unlisted.work.ids().unwrap().anilist, Some(21));
}

#[test]
fn a_write_holds_what_is_set_and_never_a_null() {
    let variables =
        |change: StatusChange| body(&AniList, &Intent::SetStatus(change))["variables"].clone();
    let all = StatusChange {
        status: Some(Status::Completed),
        progress: Some(12),
        rating: Rating::of_ten(9),
        started_on: day("2025-05"),
        finished_on: day("2026-11-21"),
        repeats: Some(2),
        ..change(show(Some(131_586), None))
    };
    let expected = json!({
        "mediaId": 131_586,
        "status": "COMPLETED",
        "progress": 12,
        "scoreRaw": 90,
        "repeat": 2,
        "startedAt": {"year": 2025, "month": 5},
        "completedAt": {"year": 2026, "month": 11, "day": 21},
    });
    assert_eq!(variables(all), expected);
    let nothing = StatusChange { progress: Some(0), ..change(show(Some(1), None)) };
    assert_eq!(variables(nothing), json!({"mediaId": 1, "progress": 0}));
    for (status, word) in [
        (Status::Current, "CURRENT"),
        (Status::Planned, "PLANNING"),
        (Status::Dropped, "DROPPED"),
        (Status::Paused, "PAUSED"),
        (Status::Repeating, "REPEATING"),
    ] {
        let one = StatusChange { status: Some(status), ..change(film()) };
        assert_eq!(variables(one)["status"], word);
    }
}

#[test]
fn a_rating_is_given_in_points_of_a_hundred_and_taken_back_by_none() {
    let title = || show(Some(131_586), None);
    let rated = |work| Rated { work, rating: Rating::of_hundred(87).unwrap(), at: None };
    let rate = Intent::Rate(vec![rated(title())]);
    for (intent, points) in [(&rate, 87), (&Intent::Unrate(vec![title()]), 0)] {
        let variables = body(&AniList, intent)["variables"].clone();
        assert_eq!(variables, json!({"mediaId": 131_586, "scoreRaw": points}));
        assert_eq!(digest(&AniList, intent, "saved"), Ok(Outcome::Done));
    }
    for intent in [
        Intent::Rate(vec![rated(title()), rated(film())]),
        Intent::Rate(vec![]),
        Intent::Unrate(vec![title(), film()]),
        Intent::Unrate(vec![show(None, Some(48_569))]),
    ] {
        assert_eq!(plan(&AniList, &intent).unwrap_err().kind, ErrorKind::BadInput, "{intent:?}");
    }
}

#[test]
fn a_write_tells_what_came_of_it() {
    let row = status_of(&Intent::SetStatus(change(show(Some(131_586), None))), "saved");
    assert_eq!((row.status, row.progress, row.repeats), (Some(Status::Current), Some(5), Some(0)));
    assert_eq!(row.page.as_deref(), Some(EIGHTY_SIX));
}

#[test]
fn an_entry_is_taken_off_by_its_own_number_and_once() {
    let removal = Intent::RemoveStatus { id: Some("301234567".into()), work: film() };
    let expected = json!({"query": documents::DELETE, "variables": {"id": 301_234_567}});
    assert_eq!(body(&AniList, &removal), expected);
    assert_eq!(digest(&AniList, &removal, "deleted"), Ok(Outcome::Done));
    assert_eq!(digest(&AniList, &removal, "refused_404"), Ok(Outcome::Done));
    assert_eq!(refused(&removal, "viewer").kind, ErrorKind::Unavailable);
}

#[test]
fn a_list_comes_in_chunks_and_each_entry_once() {
    let variables = |intent: &Intent| body(&AniList, intent)["variables"].clone();
    let first = json!({"name": "kim", "chunk": 1, "size": 500});
    assert_eq!(variables(&list(None, None)), first);
    for nonsense in ["", "2", "0/500", "2/7", "x/500", "99999999999/500"] {
        assert_eq!(variables(&list(Some(nonsense), None)), first, "{nonsense}");
    }
    let third = variables(&list(Some("3/500"), None));
    assert_eq!(third, json!({"name": "kim", "chunk": 3, "size": 500}));

    let page = page_of(&list(None, None), "list");
    let rows: Vec<_> = page.rows.iter().map(|row| (row.work.clone(), row.status)).collect();
    let expected = [
        (show(Some(131_586), Some(48_569)), Some(Status::Current)),
        (film(), Some(Status::Completed)),
    ];
    assert_eq!(rows, expected);
    let film = &page.rows[1];
    assert_eq!((film.repeats, film.rating), (Some(2), Rating::of_hundred(90)));
    assert_eq!((film.started_on, film.finished_on), (day("2025-05"), day("2025-05-02")));
    assert_eq!(film.notes.as_deref(), Some("twice more"));
    assert_eq!(page.skipped.len(), 1, "a status nobody knows");
    assert_eq!((page.skipped[0].row, page.next), (2, None));

    let more = page_of(&list(Some("4/100"), None), "list_more");
    assert_eq!(more.next.as_deref(), Some("5/100"));
    assert_eq!(page_of(&list(None, None), "list_empty"), Page::default());
}

#[test]
fn a_place_beyond_all_numbers_is_the_last() {
    let far = list(Some("4294967295/500"), None);
    assert_eq!(page_of(&far, "list_more").next, None);
    assert_eq!(refused(&far, "refused_500").kind, ErrorKind::Unavailable);
}

#[test]
fn an_entry_on_many_lists_is_one_even_where_it_cannot_be_read() {
    let odd = json!({"id": 7, "status": "WATCHED", "media": {"id": 1}});
    let (good, nameless) = (
        json!({"id": "8", "status": "CURRENT", "media": {"id": 2}}),
        json!({"status": "CURRENT", "media": {"id": 3}}),
    );
    let group = json!({"entries": [odd, good, nameless]});
    let body = json!({"data": {"MediaListCollection": {"lists": [group, group]}}}).to_string();
    let response = HttpResponse { status: 200, headers: Vec::new(), body };
    let Ok(Outcome::Page(page)) = AniList.digest(NOW, &list(None, None), &response) else {
        panic!("no page");
    };
    let ids: Vec<_> = page.rows.iter().map(|row| row.id.as_deref()).collect();
    assert_eq!(ids, [Some("8"), None, None], "what has no number cannot be told apart");
    assert_eq!(page.skipped.len(), 1);
}

#[test]
fn a_chunk_that_is_too_much_is_read_in_smaller_ones_from_the_same_place() {
    for (cursor, next) in [(None, "1/100"), (Some("3/500"), "11/100"), (Some("11/100"), "51/20")] {
        for name in ["refused_500", "refused_200_server", "refused_200_wordless"] {
            let page = page_of(&list(cursor, None), name);
            let expected = Page { next: Some(next.to_owned()), ..Page::default() };
            assert_eq!(page, expected, "{name}");
        }
    }
    assert_eq!(refused(&list(Some("51/20"), None), "refused_500").kind, ErrorKind::Unavailable);
    let changes = list(None, Some("2025-11-29T00:00:00Z"));
    assert_eq!(refused(&changes, "refused_500").kind, ErrorKind::Unavailable);
    assert_eq!(refused(&list(None, None), "refused_502_page").kind, ErrorKind::Unavailable);
    assert_eq!(refused(&list(None, None), "refused_200_token").kind, ErrorKind::SignInAgain);
}

#[test]
fn of_changes_only_what_is_new_is_read() {
    let all = list(Some("2/500"), Some("2025-11-20T00:00:00Z"));
    let expected = json!({
        "query": documents::CHANGES,
        "variables": {"name": "kim", "page": 2},
    });
    assert_eq!(body(&AniList, &all), expected);
    let page = page_of(&all, "changes");
    assert_eq!((page.rows.len(), page.next.as_deref()), (2, Some("3/500")));
    // The newer one changed at 10:53:20.
    for (since, rows) in [("2025-11-30T10:53:20.9Z", 1), ("2025-11-30T10:53:21Z", 0)] {
        let page = page_of(&list(None, Some(since)), "changes");
        assert_eq!((page.rows.len(), page.next), (rows, None), "{since}");
    }
}

#[test]
fn titles_are_looked_for_by_words_kind_and_year() {
    let variables = |intent: &Intent| body(&AniList, intent)["variables"].clone();
    assert_eq!(variables(&query(None, None)), json!({"search": "86", "page": 2}));
    let films = json!({
        "search": "86", "page": 2, "after": 20_201_231, "before": 20_220_101, "in": ["MOVIE"],
    });
    assert_eq!(variables(&query(Some(WorkKind::Movie), Some(2021))), films);
    let shows = json!({"search": "86", "page": 2, "notIn": ["MOVIE"]});
    assert_eq!(variables(&query(Some(WorkKind::Show), Some(i32::MIN))), shows);
}

#[test]
fn what_may_be_meant_comes_with_its_names_and_numbers() {
    let eighty_six = Candidate {
        other_titles: ["86: Eighty Six Part 2", "86－エイティシックス－ 第2クール", "86 Part 2"]
            .map(str::to_owned)
            .to_vec(),
        date: day("2021-10-03"),
        runtime: Some(24 * 60),
        episodes: Some(12),
        aired: Some(12),
        format: Some("tv".to_owned()),
        page: Some(EIGHTY_SIX.to_owned()),
        ..Candidate::of(of_year(show(Some(131_586), Some(48_569)), 2021))
    };
    let Ok(Outcome::Found(found)) = digest(&AniList, &query(None, None), "search") else {
        panic!("nothing found");
    };
    assert_eq!(found[0], eighty_six);
    assert_eq!(found[1].work, of_year(film(), 2016));
    assert_eq!(found.len(), 2, "what has no id is nothing");
    let intent = by_id(Catalogue::Mal, "48569");
    assert_eq!(digest(&AniList, &intent, "media"), Ok(Outcome::Found(vec![eighty_six])));
    for (intent, name) in [(query(None, None), "search_empty"), (intent, "refused_404")] {
        assert_eq!(digest(&AniList, &intent, name), Ok(Outcome::Found(Vec::new())), "{name}");
    }
    let airing = digest(&AniList, &by_id(Catalogue::Anilist, "21"), "media_unlisted");
    let Ok(Outcome::Found(airing)) = airing else { panic!("{airing:?}") };
    assert_eq!((airing[0].episodes, airing[0].aired), (None, Some(1149)));
}

#[test]
fn refusals_say_what_can_be_done() {
    use ErrorKind::{NotFound, RateLimited, Rejected, SignInAgain, Unauthorized, Unavailable};
    for (name, kind) in [
        ("refused_400_token", SignInAgain),
        ("refused_200_token", SignInAgain),
        ("refused_400_query", Rejected),
        ("refused_400_complexity", Rejected),
        ("refused_401", Unauthorized),
        ("refused_403_disabled", Unavailable),
        ("refused_403_page", Unavailable),
        ("refused_404", NotFound),
        ("refused_429", RateLimited),
        ("refused_429_page", RateLimited),
        ("refused_500", Unavailable),
        ("refused_200_server", Unavailable),
        ("refused_200_wordless", Unavailable),
        ("refused_502_page", Unavailable),
        ("page_200", Unavailable),
        ("empty_200", Unavailable),
        // Of another question.
        ("viewer", Unavailable),
    ] {
        let error = refused(&read_status(), name);
        assert_eq!(error.kind, kind, "{name}: {error:?}");
        assert!(error.message.contains("AniList"), "{name}");
    }
    let validation = refused(&read_status(), "refused_400_validation");
    let message = "AniList refuses this: The score raw may not be greater than 100.";
    assert_eq!((validation.kind, &*validation.message), (Rejected, message));
    assert!(validation.detail.unwrap().contains("scoreRaw"), "what it said is kept");
}

#[test]
fn who_is_turned_away_waits() {
    for (name, wait) in [
        ("refused_403_disabled", Some(Span::from_mins(10))),
        ("refused_403_page", Some(Span::from_mins(10))),
        ("refused_429", Some(Span::from_mins(1))),
        ("refused_429_page", None),
    ] {
        assert_eq!(refused(&read_status(), name).retry_at, wait.map(|wait| NOW + wait), "{name}");
    }
}

#[test]
fn after_the_last_call_of_a_minute_there_is_a_pause() {
    let with = |status, left: &str| {
        let headers = vec![("X-RateLimit-Remaining".to_owned(), left.to_owned())];
        AniList.used_up(NOW, &HttpResponse { status, headers, body: String::new() })
    };
    assert_eq!(with(200, "0"), Some(NOW + Span::from_mins(1)));
    assert_eq!((with(200, "1"), with(429, "0")), (None, None));
    assert_eq!(AniList.used_up(NOW, &HttpResponse::default()), None);
}

#[test]
fn numbers_as_texts_and_nulls_everywhere_are_read_as_far_as_they_go() {
    let mut media: Value = serde_json::from_str(
        r#"{"id":"7","idMal":null,"format":null,"episodes":"3","title":null,"startDate":null,
        "mediaListEntry":{"id":"8","status":"CURRENT","progress":"2","repeat":null,"score":"9",
        "updatedAt":1e99,"startedAt":{"year":"2026","month":13,"day":1},"completedAt":null}}"#,
    )
    .unwrap();
    let read = |media: &Value| {
        let body = json!({"data": {"Media": media}}).to_string();
        let response = HttpResponse { status: 200, headers: Vec::new(), body };
        AniList.digest(NOW, &read_status(), &response)
    };
    let Ok(Outcome::Status(Some(row))) = read(&media) else { panic!("{:?}", read(&media)) };
    assert_eq!((row.progress, row.episodes, row.at), (Some(2), Some(3), None));
    assert_eq!((row.started_on, row.rating), (None, None));
    assert_eq!(row.page.as_deref(), Some("https://anilist.co/anime/7"));
    media["id"] = Value::Null;
    assert_eq!(read(&media).unwrap_err().kind, ErrorKind::Unavailable);
}
