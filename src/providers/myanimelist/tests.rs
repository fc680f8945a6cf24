use super::MyAnimeList;
use crate::error::{Error, ErrorKind};
use crate::http::{Method, USER_AGENT, parse_pairs};
use crate::media::{Catalogue, ExternalIds, Movie, PartialDate, Rating, Show, Work, WorkKind};
use crate::providers::fixture::{NOW, digest, plan};
use crate::providers::{
    ById, Candidate, Context, Intent, Listing, Outcome, Page, Profile, Query, Rated, Read, Row,
    Service, Status, StatusChange,
};
use crate::time::{Span, Timestamp};

const EIGHTY_SIX: &str = "https://myanimelist.net/anime/48569";

fn ids(mal: u64) -> ExternalIds {
    ExternalIds { mal: Some(mal), ..ExternalIds::default() }
}

fn show() -> Work {
    Work::Show(Show {
        title: "86 Eighty-Six Part 2".to_owned(),
        year: Some(2021),
        ids: ids(48_569),
    })
}

fn film() -> Work {
    Work::Movie(Movie { title: "A Silent Voice".to_owned(), year: Some(2016), ids: ids(28_851) })
}

fn change() -> StatusChange {
    StatusChange {
        work: show(),
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
        user: None,
        cursor: cursor.map(str::to_owned),
        since: since.and_then(Timestamp::parse_rfc3339),
        until: None,
    })
}

fn query(title: &str, kind: Option<WorkKind>) -> Intent {
    let title = title.to_owned();
    Intent::Search(Query { kind, title, artist: None, year: None, exact: false, page: 2 })
}

fn by_id(catalogue: Catalogue, id: &str) -> Intent {
    Intent::Find(ById { catalogue, id: id.to_owned(), kind: WorkKind::Show })
}

fn read_status() -> Intent {
    Intent::ReadStatus(show())
}

fn removal() -> Intent {
    Intent::RemoveStatus { id: None, work: show() }
}

/// What the address asks for.
fn asked(intent: &Intent) -> (String, Vec<(String, String)>) {
    let request = plan(&MyAnimeList, intent).unwrap();
    let (path, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
    (path.to_owned(), parse_pairs(query))
}

fn value_of(pairs: &[(String, String)], name: &str) -> String {
    pairs.iter().find(|(key, _)| key == name).map_or(String::new(), |(_, value)| value.clone())
}

fn status_of(intent: &Intent, name: &str) -> Row {
    match digest(&MyAnimeList, intent, name) {
        Ok(Outcome::Status(Some(row))) => *row,
        other => panic!("{other:?}"),
    }
}

fn page_of(intent: &Intent, name: &str) -> Page {
    match digest(&MyAnimeList, intent, name) {
        Ok(Outcome::Page(page)) => page,
        other => panic!("{other:?}"),
    }
}

fn refused(intent: &Intent, name: &str) -> Error {
    digest(&MyAnimeList, intent, name).unwrap_err()
}

#[test]
fn every_call_names_the_app_and_the_person_is_known_by_number_and_name() {
    let request = plan(&MyAnimeList, &Intent::Profile).unwrap();
    assert_eq!(request.url, "https://api.myanimelist.net/v2/users/@me");
    let headers: Vec<_> = request.headers.iter().map(|(n, v)| (&**n, &**v)).collect();
    assert_eq!(headers, [("user-agent", USER_AGENT), ("x-mal-client-id", "app-1")]);
    let bare = MyAnimeList.plan(&Intent::Profile, &Context::default()).unwrap();
    assert_eq!(bare.headers.len(), 1, "a token will do");
    let expected = Profile {
        id: Some("1".to_owned()),
        username: "kim".to_owned(),
        profile_url: Some("https://myanimelist.net/profile/kim".to_owned()),
        ..Profile::default()
    };
    assert_eq!(digest(&MyAnimeList, &Intent::Profile, "me"), Ok(Outcome::Profile(expected)));
}

#[test]
fn where_the_person_stands_comes_with_the_title() {
    let (path, pairs) = asked(&read_status());
    assert_eq!(path, "https://api.myanimelist.net/v2/anime/48569");
    let fields = value_of(&pairs, "fields");
    let entry = "my_list_status{num_times_rewatched,start_date,finish_date,comments}";
    assert!(fields.contains(entry) && fields.contains("num_episodes"), "{fields}");
    let expected = Row {
        at: Timestamp::parse_rfc3339("2026-11-20T18:00:00Z"),
        rating: Rating::of_ten(8),
        status: Some(Status::Current),
        progress: Some(4),
        episodes: Some(12),
        started_on: day("2026-11-01"),
        repeats: Some(0),
        page: Some(EIGHTY_SIX.to_owned()),
        ..Row::of(show())
    };
    assert_eq!(status_of(&read_status(), "details"), expected);

    let unlisted = status_of(&read_status(), "details_unlisted");
    assert_eq!((unlisted.status, unlisted.progress, unlisted.episodes), (None, None, None));

    // Its episodes under the name that is written, and a flag beside the status.
    let again = status_of(&Intent::ReadStatus(film()), "details_film");
    assert_eq!((again.status, again.progress), (Some(Status::Repeating), Some(1)));
    assert_eq!((again.repeats, again.rating), (Some(1), None));
    assert_eq!((again.work, again.notes.as_deref()), (film(), Some("again")));
}

#[test]
fn a_write_is_a_form_of_what_is_set() {
    let form = |change: StatusChange| {
        let request = plan(&MyAnimeList, &Intent::SetStatus(change)).unwrap();
        let url = "https://api.myanimelist.net/v2/anime/48569/my_list_status";
        assert_eq!((request.method, &*request.url), (Method::Patch, url));
        let form = ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned());
        assert!(request.headers.contains(&form));
        request.body
    };
    let all = StatusChange {
        status: Some(Status::Completed),
        progress: Some(12),
        rating: Rating::of_hundred(84),
        started_on: day("2026-11-01"),
        finished_on: day("2026-11-21"),
        repeats: Some(2),
        ..change()
    };
    assert_eq!(
        form(all),
        "status=completed&is_rewatching=false&num_watched_episodes=12&score=8\
         &start_date=2026-11-01&finish_date=2026-11-21&num_times_rewatched=2"
    );
    let partly = StatusChange { progress: Some(0), started_on: day("2026-11"), ..change() };
    assert_eq!(form(partly), "num_watched_episodes=0", "only whole days are taken");
    for (status, expected) in [
        (Status::Current, "status=watching&is_rewatching=false"),
        (Status::Planned, "status=plan_to_watch&is_rewatching=false"),
        (Status::Paused, "status=on_hold&is_rewatching=false"),
        (Status::Dropped, "status=dropped&is_rewatching=false"),
        (Status::Repeating, "status=completed&is_rewatching=true"),
    ] {
        assert_eq!(form(StatusChange { status: Some(status), ..change() }), expected);
    }
}

#[test]
fn a_rating_is_given_in_points_of_ten_and_taken_back_by_none() {
    let rated = Rated { work: show(), rating: Rating::of_hundred(84).unwrap(), at: None };
    let rate = Intent::Rate(vec![rated.clone()]);
    for (intent, form) in [(rate, "score=8"), (Intent::Unrate(vec![show()]), "score=0")] {
        let request = plan(&MyAnimeList, &intent).unwrap();
        assert_eq!((request.method, &*request.body), (Method::Patch, form));
        assert_eq!(digest(&MyAnimeList, &intent, "saved"), Ok(Outcome::Done));
        assert_eq!(refused(&intent, "me").kind, ErrorKind::Unavailable);
    }
    let two = Intent::Rate(vec![rated.clone(), rated]);
    assert_eq!(plan(&MyAnimeList, &two).unwrap_err().kind, ErrorKind::BadInput);
}

#[test]
fn a_write_tells_what_came_of_it() {
    let row = status_of(&Intent::SetStatus(change()), "saved");
    assert_eq!((row.status, row.progress, row.repeats), (Some(Status::Current), Some(5), Some(0)));
    assert_eq!((row.work, row.page.as_deref()), (show(), Some(EIGHTY_SIX)));
    assert_eq!(refused(&Intent::SetStatus(change()), "me").kind, ErrorKind::Unavailable);
}

#[test]
fn an_entry_is_taken_off_once() {
    let request = plan(&MyAnimeList, &removal()).unwrap();
    let url = "https://api.myanimelist.net/v2/anime/48569/my_list_status";
    assert_eq!((request.method, &*request.url, &*request.body), (Method::Delete, url, ""));
    for name in ["deleted_200", "empty_200", "refused_404"] {
        assert_eq!(digest(&MyAnimeList, &removal(), name), Ok(Outcome::Done), "{name}");
    }
    for name in ["me", "page_200", "refused_500_page"] {
        assert_eq!(refused(&removal(), name).kind, ErrorKind::Unavailable, "{name}");
    }
}

#[test]
fn the_whole_list_is_read_page_by_page_and_never_elsewhere() {
    let (path, pairs) = asked(&list(None, None));
    assert_eq!(path, "https://api.myanimelist.net/v2/users/@me/animelist");
    for (name, value) in
        [("limit", "1000"), ("offset", "0"), ("sort", "list_updated_at"), ("nsfw", "true")]
    {
        assert_eq!(value_of(&pairs, name), value);
    }
    assert!(value_of(&pairs, "fields").starts_with("list_status{num_times_rewatched,"));
    let (_, third) = asked(&list(Some("2000"), None));
    assert_eq!(value_of(&third, "offset"), "2000");

    let page = page_of(&list(None, None), "list");
    assert_eq!(page.next.as_deref(), Some("1000"), "the place alone is taken from the address");
    for place in ["1000", "2000"] {
        let next = page_of(&list(Some(place), None), "list").next;
        assert_eq!(next, None, "from {place} it does not lead on");
    }
    let rows = page.rows.iter().map(|row| (row.work.ids().unwrap().mal, row.status));
    assert_eq!(
        rows.collect::<Vec<_>>(),
        [(Some(48_569), Some(Status::Current)), (Some(28_851), Some(Status::Completed))]
    );
    assert_eq!(page.rows[1].finished_on, day("2026-11"));
    assert_eq!((page.skipped.len(), page.skipped[0].row), (1, 2));
    assert_eq!(page_of(&list(None, None), "list_empty"), Page::default());
}

#[test]
fn of_changes_only_what_is_new_is_read() {
    for (since, rows, more) in [
        ("2026-11-01T00:00:00.5Z", 2, true),
        ("2026-11-01T00:00:01Z", 1, false),
        ("2026-11-20T18:00:01Z", 0, false),
    ] {
        let page = page_of(&list(None, Some(since)), "list");
        assert_eq!((page.rows.len(), page.next.is_some()), (rows, more), "{since}");
    }
}

#[test]
fn titles_are_looked_for_by_three_to_sixty_four_characters() {
    let (path, pairs) = asked(&query(" One Piece ", None));
    assert_eq!(path, "https://api.myanimelist.net/v2/anime");
    for (name, value) in [("q", "One Piece"), ("limit", "20"), ("offset", "20"), ("nsfw", "true")] {
        assert_eq!(value_of(&pairs, name), value);
    }
    let (_, long) = asked(&query(&"聲".repeat(70), None));
    assert_eq!(value_of(&long, "q").chars().count(), 64);
    let short = plan(&MyAnimeList, &query("86 ", None)).unwrap_err();
    assert!(short.message.contains("three characters"), "{}", short.message);

    let found = |kind| match digest(&MyAnimeList, &query("one", kind), "search") {
        Ok(Outcome::Found(found)) => found,
        other => panic!("{other:?}"),
    };
    let works = |kind| found(kind).into_iter().map(|title| title.work).collect::<Vec<_>>();
    let one_piece =
        Work::Show(Show { title: "One Piece".to_owned(), year: Some(1999), ids: ids(21) });
    assert_eq!(works(None), [one_piece.clone(), film()]);
    assert_eq!(works(Some(WorkKind::Show)), [one_piece]);
    assert_eq!(works(Some(WorkKind::Movie)), [film()]);
    let nothing = digest(&MyAnimeList, &query("one", None), "search_empty");
    assert_eq!(nothing, Ok(Outcome::Found(Vec::new())));
}

#[test]
fn what_may_be_meant_comes_with_its_names_and_numbers() {
    let expected = Candidate {
        other_titles: ["86 Part 2", "86―エイティシックス―", "86 2nd Season"]
            .map(str::to_owned)
            .to_vec(),
        date: day("2021-10-03"),
        runtime: Some(1430),
        episodes: Some(12),
        aired: Some(12),
        format: Some("tv".to_owned()),
        page: Some(EIGHTY_SIX.to_owned()),
        ..Candidate::of(show())
    };
    let intent = by_id(Catalogue::Mal, "48569");
    assert_eq!(asked(&intent).0, "https://api.myanimelist.net/v2/anime/48569");
    assert_eq!(digest(&MyAnimeList, &intent, "details"), Ok(Outcome::Found(vec![expected])));
    let airing = digest(&MyAnimeList, &intent, "details_unlisted");
    let Ok(Outcome::Found(airing)) = airing else { panic!("{airing:?}") };
    assert_eq!((airing[0].episodes, airing[0].aired), (None, None));
    let nothing = digest(&MyAnimeList, &intent, "refused_404");
    assert_eq!(nothing, Ok(Outcome::Found(Vec::new())));
}

#[test]
fn what_myanimelist_cannot_know_is_refused_before_it_is_asked() {
    let unknown = Work::Show(Show {
        ids: ExternalIds { anilist: Some(1), ..ExternalIds::default() },
        ..Show::default()
    });
    let history =
        Read { listing: Listing::History, user: None, cursor: None, since: None, until: None };
    for intent in [
        Intent::ReadStatus(unknown.clone()),
        Intent::ReadStatus(Work::Book(Default::default())),
        Intent::SetStatus(StatusChange { work: unknown, ..change() }),
        by_id(Catalogue::Anilist, "1"),
        by_id(Catalogue::Mal, "one"),
        query("one", Some(WorkKind::Track)),
        Intent::Read(history),
        Intent::Count,
    ] {
        let error = plan(&MyAnimeList, &intent).unwrap_err();
        assert_eq!(error.kind, ErrorKind::BadInput, "{intent:?}");
    }
}

#[test]
fn refusals_say_what_can_be_done() {
    use ErrorKind::{NotFound, RateLimited, Rejected, Unauthorized, Unavailable};
    for (name, kind) in [
        ("refused_400", Rejected),
        ("refused_400_content", Rejected),
        ("refused_401", Unauthorized),
        ("refused_403", RateLimited),
        ("refused_403_content", Rejected),
        ("refused_403_page", Unavailable),
        ("refused_403_text", Unavailable),
        ("refused_404", NotFound),
        ("refused_429", RateLimited),
        ("refused_500_page", Unavailable),
        ("refused_504_page", Unavailable),
        ("page_200", Unavailable),
        ("empty_200", Unavailable),
        // Of another question.
        ("list_empty", Unavailable),
    ] {
        let error = refused(&read_status(), name);
        assert_eq!(error.kind, kind, "{name}: {error:?}");
        assert!(error.message.contains("MyAnimeList"), "{name}");
    }
    assert_eq!(
        refused(&read_status(), "refused_400").message,
        "MyAnimeList refuses this: invalid q"
    );
    for name in ["refused_403_page", "refused_403_text"] {
        let until = Some(NOW + Span::from_mins(5));
        assert_eq!(refused(&read_status(), name).retry_at, until, "{name}");
    }
    let until = Some(NOW + Span::from_hours(1));
    assert_eq!(refused(&read_status(), "refused_403").retry_at, until, "its owner can mend it");
}
