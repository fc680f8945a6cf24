use super::plan;
use crate::error::ErrorKind;
use crate::media::{ExternalIds, Work};
use crate::providers::fixture::{NOW, answer, digest};
use crate::providers::simkl::Simkl;
use crate::providers::{
    Activities, Intent, Listing, Outcome, Page, Read, Reader, Service, Status, Totals,
};
use crate::time::{Span, Timestamp};

fn read(listing: Listing, cursor: Option<&str>) -> Intent {
    since(listing, cursor, None)
}

fn since(listing: Listing, cursor: Option<&str>, since: Option<Timestamp>) -> Intent {
    let cursor = cursor.map(str::to_owned);
    Intent::Read(Read { listing, cursor, since, until: None, user: None })
}

fn page(listing: Listing, cursor: Option<&str>, name: &str) -> Page {
    match digest(&Simkl, &read(listing, cursor), name) {
        Ok(Outcome::Page(page)) => page,
        other => panic!("{name}: {other:?}"),
    }
}

fn at(text: &str) -> Option<Timestamp> {
    Some(Timestamp::parse_rfc3339(text).unwrap())
}

fn url(intent: &Intent) -> String {
    let url = plan(&Simkl, intent).unwrap().url;
    let (start, rest) = url.split_once("client_id=").unwrap();
    assert!(rest.starts_with("app-1&app-name=playtally&"), "{url}");
    let start = start.strip_prefix("https://api.simkl.com").unwrap();
    start[..start.len() - 1].to_owned()
}

#[test]
fn one_type_is_read_after_the_other() {
    let all = "&episode_watched_at=yes&include_all_episodes=yes&memos=yes";
    for (listing, cursor, path) in [
        (Listing::Statuses, None, format!("/sync/all-items/shows?extended=full{all}")),
        (Listing::Statuses, Some("1"), format!("/sync/all-items/movies?extended=full{all}")),
        (
            Listing::Statuses,
            Some("2.3"),
            format!("/sync/all-items/anime/completed?extended=full_anime_seasons{all}"),
        ),
        (Listing::Watchlist, Some("1"), "/sync/all-items/movies/plantowatch".to_owned()),
        (Listing::Held, None, "/sync/all-items/shows?extended=simkl_ids_only".to_owned()),
        (Listing::Ratings, Some("2"), "/sync/ratings/anime/1,2,3,4,5,6,7,8,9,10".to_owned()),
        (Listing::Playback, None, "/sync/playback".to_owned()),
    ] {
        assert_eq!(url(&read(listing, cursor)), path);
    }
    for (listing, cursor) in [
        (Listing::Statuses, "3"),
        (Listing::Statuses, "0.5"),
        (Listing::Statuses, "shows"),
        (Listing::Ratings, "0.1"),
    ] {
        let error = plan(&Simkl, &read(listing, Some(cursor))).unwrap_err();
        assert_eq!(error.kind, ErrorKind::BadInput, "{cursor}");
    }
}

#[test]
fn only_what_changed_is_asked_for_where_that_is_wanted() {
    let snapshot = at("2026-10-03T09:03:45Z");
    let from = "date_from=2026-10-03T09%3A03%3A45Z";
    for (listing, path) in [
        (
            Listing::Statuses,
            format!(
                "/sync/all-items/shows?extended=full&episode_watched_at=yes\
                 &include_all_episodes=yes&memos=yes&{from}"
            ),
        ),
        (Listing::Watchlist, format!("/sync/all-items/shows/plantowatch?{from}")),
        // Without its numbers, so that ratings that were taken back show.
        (Listing::Ratings, format!("/sync/ratings/shows?{from}")),
        // What was removed shows only in all of them.
        (Listing::Held, "/sync/all-items/shows?extended=simkl_ids_only".to_owned()),
    ] {
        assert_eq!(url(&since(listing, None, snapshot)), path);
    }
}

#[test]
fn the_newest_of_its_stamps_is_a_listings() {
    let day = |text: &str| at(text).unwrap();
    let all = at("2026-10-03T09:03:45Z");
    let of = [
        (Listing::Statuses, day("2026-10-03T09:03:45Z")),
        (Listing::Watchlist, day("2026-08-02T00:00:00Z")),
        (Listing::Ratings, day("2026-09-02T00:00:00Z")),
        (Listing::Playback, day("2026-09-30T00:00:00Z")),
        (Listing::Held, day("2026-07-01T00:00:00Z")),
    ];
    assert_eq!(
        digest(&Simkl, &Intent::Activities, "activities"),
        Ok(Outcome::Activities(Activities { all, of: of.into_iter().collect() }))
    );
    assert_eq!(
        digest(&Simkl, &Intent::Activities, "activities_fresh"),
        Ok(Outcome::Activities(Activities::default())),
        "an account where nothing happened"
    );
}

#[test]
fn a_title_comes_with_its_seen_episodes() {
    let shows = page(Listing::Statuses, None, "library_shows");
    let [title, special, pilot] = &shows.rows[..] else { panic!("{shows:?}") };
    assert_eq!(
        (title.status, title.progress, title.episodes),
        (Some(Status::Paused), Some(2), Some(62))
    );
    assert_eq!(
        (title.notes.as_deref(), title.rating.map(|it| it.ten())),
        (Some("With Ada."), Some(9))
    );
    assert_eq!(special.at, None, "the date nobody knows");
    let Work::Episode(part) = &pilot.work else { panic!("{pilot:?}") };
    assert_eq!((part.season, part.number, part.show.ids.tvdb), (1, 1, Some(81_189)));
    assert_eq!((pilot.at, pilot.status), (at("2026-10-01T20:00:00Z"), None));
    assert_eq!(pilot.page.as_deref(), Some("https://simkl.com/tv/11121/breaking-bad"));
    let skipped: Vec<_> = shows.skipped.iter().map(|skipped| skipped.row).collect();
    assert_eq!((skipped, shows.next.as_deref()), (vec![0, 1], Some("1")));

    let films = page(Listing::Statuses, Some("1"), "library_movies");
    let [seen, planned] = &films.rows[..] else { panic!("{films:?}") };
    assert_eq!((seen.status, seen.at), (Some(Status::Completed), at("2026-10-01T20:00:00Z")));
    assert_eq!((planned.status, planned.at), (Some(Status::Planned), None));
    assert_eq!(seen.page.as_deref(), Some("https://simkl.com/movies/472214/inception"));
    assert_eq!(films.next.as_deref(), Some("2"));
}

#[test]
fn an_anime_keeps_to_the_series_or_to_the_cour() {
    let anime = page(Listing::Statuses, Some("2"), "library_anime");
    assert_eq!(anime.next, None);
    let rows = anime.rows.iter().map(|row| match &row.work {
        Work::Episode(part) => (part.season, part.number, part.show.ids.clone()),
        other => (0, 0, other.ids().unwrap().clone()),
    });
    let none = ExternalIds::default;
    let text = |id: &str| Some(id.to_owned());
    let series = ExternalIds { imdb: text("tt2560140"), tvdb: Some(267_440), ..none() };
    // The series has other cours too: none of its ids is this one's.
    let second =
        ExternalIds { simkl: Some(439_744), mal: Some(25_777), anidb: Some(10_944), ..none() };
    let hunter =
        ExternalIds { simkl: Some(40_398), mal: Some(11_061), anidb: Some(8550), ..none() };
    let film =
        ExternalIds { simkl: Some(582_880), mal: Some(32_281), imdb: text("tt5311514"), ..none() };
    let expected = [
        (0, 0, second.clone()),
        (2, 4, series),
        (1, 5, second),
        (0, 0, hunter.clone()),
        (1, 148, hunter),
        (0, 0, film),
    ];
    assert_eq!(rows.collect::<Vec<_>>(), expected);
    assert!(matches!(anime.rows[5].work, Work::Movie(_)), "{:?}", anime.rows[5]);
}

#[test]
fn ratings_and_the_watchlist_are_rows_of_the_library() {
    let planned = page(Listing::Watchlist, Some("1"), "watchlist_movies");
    assert_eq!(planned.rows[0].at, at("2026-01-20T20:09:04Z"));

    let ratings = page(Listing::Ratings, Some("1"), "ratings_movies").rows;
    assert_eq!(
        (ratings[0].rating.map(|it| it.ten()), ratings[0].at),
        (Some(8), at("2026-10-01T20:00:00Z"))
    );
    assert_eq!(ratings[1].rating, None, "taken back");

    let held = page(Listing::Held, None, "held_shows");
    assert_eq!(held.rows[0].work.ids().unwrap().simkl, Some(11_121));
}

#[test]
fn places_are_read_in_all_their_forms() {
    let places = page(Listing::Playback, None, "playback");
    let [part, film, other, cour] = &places.rows[..] else { panic!("{places:?}") };
    assert_eq!((part.id.as_deref(), part.percent), (Some("9876543210123"), Some(45.5)));
    assert_eq!(part.at, at("2026-01-15T10:30:00Z"));
    assert_eq!(film.at, at("2026-01-15T11:15:00Z"));
    let Work::Episode(other) = &other.work else { panic!("{other:?}") };
    assert_eq!((other.season, other.number), (1, 6));
    let Work::Episode(cour) = &cour.work else { panic!("{cour:?}") };
    assert_eq!((cour.season, cour.number, cour.show.ids.mal), (1, 4, Some(25_777)));
    assert_eq!((places.skipped.len(), places.next), (1, None));
}

#[test]
fn an_empty_library_has_several_forms_and_half_a_one_has_none() {
    for name in ["library_empty", "library_null"] {
        for (cursor, next) in [(None, Some("1")), (Some("2"), None), (Some("0.4"), Some("1"))] {
            let next = next.map(str::to_owned);
            assert_eq!(page(Listing::Statuses, cursor, name), Page { next, ..Page::default() });
        }
    }
    for name in ["settings", "library_movies", "nothing_204", "search_empty"] {
        let error = digest(&Simkl, &read(Listing::Statuses, None), name).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unavailable, "{name}");
    }
    let mut broken = answer(&Simkl, "library_shows");
    broken.body.truncate(broken.body.len() - 3);
    let digested = Simkl.digest(NOW, &read(Listing::Statuses, None), &broken);
    assert_eq!(digested.unwrap_err().kind, ErrorKind::Unavailable);
}

#[test]
fn what_is_too_large_is_asked_status_by_status() {
    let mut cursor = None;
    let mut asked = Vec::new();
    while let Some(next) = {
        let first = cursor.is_none();
        let name = if first { "refused_400_too_much" } else { "library_empty" };
        page(Listing::Statuses, cursor.as_deref(), name).next
    } {
        asked.push(next.clone());
        cursor = Some(next);
    }
    assert_eq!(asked, ["0.0", "0.1", "0.2", "0.3", "0.4", "1", "2"]);
    // What is one status already cannot be divided any more.
    let one = read(Listing::Statuses, Some("0.0"));
    let error = digest(&Simkl, &one, "refused_400_too_much").unwrap_err();
    assert_eq!(error.kind, ErrorKind::Rejected);
}

#[test]
fn totals_are_added_up() {
    let totals = Intent::Totals { user: "12345".to_owned() };
    assert_eq!(url(&totals), "/users/12345/stats");
    let expected = Totals { movies: 1558, episodes: 2612 + 2111 + 243 + 17_255, minutes: 908_554 };
    assert_eq!(digest(&Simkl, &totals, "stats"), Ok(Outcome::Totals(expected)));
    let private = digest(&Simkl, &totals, "refused_403_private").unwrap_err();
    assert_eq!(
        (private.kind, &*private.message),
        (ErrorKind::Rejected, "This profile at Simkl is private.")
    );
}

#[test]
fn the_last_call_of_the_day_is_heeded() {
    let midnight = at("2026-09-22T04:00:00Z");
    assert_eq!(NOW, at("2026-09-21T14:13:20Z").unwrap());
    assert_eq!(Simkl.used_up(NOW, &answer(&Simkl, "settings")), midnight);
    let mut last = answer(&Simkl, "settings");
    last.headers.push(("retry-after".to_owned(), "60".to_owned()));
    assert_eq!(Simkl.used_up(NOW, &last), Some(NOW + Span::from_secs(60)));
    assert_eq!(Simkl.used_up(NOW, &answer(&Simkl, "activities")), None);
    let refused = digest(&Simkl, &Intent::Profile, "refused_429_user_bare").unwrap_err();
    assert_eq!(refused.retry_at, midnight, "where the refusal does not say it itself");
    assert_eq!(Simkl.used_up(NOW, &answer(&Simkl, "refused_429_user_bare")), None);
    // Nothing is counted here: with a subscription a day allows more.
    let windows = Simkl.descriptor().quotas.iter().map(|quota| quota.window);
    assert_eq!(windows.max(), Some(Span::from_secs(1)));
}
