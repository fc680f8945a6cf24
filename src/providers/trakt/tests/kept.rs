use serde_json::{Value, json};

use super::{add, breaking_bad, episode, movie, plan};
use crate::error::ErrorKind;
use crate::http::Method;
use crate::media::{ExternalIds, Movie, Rating, Season, Work};
use crate::providers::fixture::{NOW, answer, body, digest};
use crate::providers::trakt::Trakt;
use crate::providers::{
    Activities, Intent, List, Listed, Listing, Outcome, Page, Rated, Read, Row, Service, StoredPlay,
};
use crate::time::Timestamp;

fn read(listing: Listing, cursor: Option<&str>) -> Intent {
    Intent::Read(Read {
        listing,
        cursor: cursor.map(str::to_owned),
        since: None,
        until: None,
        user: None,
    })
}

fn page(listing: Listing, cursor: Option<&str>, name: &str) -> Page {
    match digest(&Trakt, &read(listing, cursor), name) {
        Ok(Outcome::Page(page)) => page,
        other => panic!("{name}: {other:?}"),
    }
}

fn at(text: &str) -> Option<Timestamp> {
    Some(Timestamp::parse_rfc3339(text).unwrap())
}

/// A film, a show, a season by its number and an episode by its.
fn works() -> Vec<Work> {
    let season = Season { show: breaking_bad(), number: 2, ids: ExternalIds::default() };
    vec![
        movie().into(),
        Work::Show(breaking_bad()),
        Work::Season(season),
        episode(ExternalIds::default()).into(),
    ]
}

fn listed(list: List) -> Listed {
    Listed { list, works: works() }
}

fn each(intent: &Intent, name: &str) -> Vec<Option<ErrorKind>> {
    let Ok(Outcome::Each(results)) = digest(&Trakt, intent, name) else { panic!("{name}") };
    results.into_iter().map(|result| result.err().map(|error| error.kind)).collect()
}

#[test]
fn each_listing_is_asked_part_by_part() {
    for (listing, cursor, path) in [
        (Listing::History, None, "/sync/history?page=1&limit=250"),
        (Listing::History, Some("0.7"), "/sync/history?page=7&limit=250"),
        (Listing::Watched, None, "/sync/watched/movies?page=1&limit=250"),
        (Listing::Watched, Some("1.2"), "/sync/watched/shows?extended=progress&page=2&limit=250"),
        (Listing::Held, None, "/sync/watched/movies?extended=min"),
        (Listing::Held, Some("1.1"), "/sync/watched/episodes?extended=min"),
        (Listing::Ratings, None, "/sync/ratings?page=1&limit=250"),
        (Listing::Watchlist, None, "/sync/watchlist?page=1&limit=250"),
        (Listing::Collection, None, "/sync/collection/movies?page=1&limit=250"),
        (Listing::Collection, Some("1.1"), "/sync/collection/shows?page=1&limit=250"),
        (Listing::Playback, None, "/sync/playback?page=1&limit=250"),
        (Listing::Watching, None, "/users/me/watching"),
    ] {
        let request = plan(&Trakt, &read(listing, cursor)).unwrap();
        assert_eq!(request.url, format!("https://api.trakt.tv{path}"));
    }
    for cursor in ["2.1", "x", "1", "", "0.-1"] {
        let error = plan(&Trakt, &read(Listing::Watched, Some(cursor))).unwrap_err();
        assert_eq!(error.kind, ErrorKind::BadInput, "{cursor}");
    }
    let activities = plan(&Trakt, &Intent::Activities).unwrap();
    assert_eq!(activities.url, "https://api.trakt.tv/sync/last_activities");
}

#[test]
fn history_is_filtered_by_whole_days() {
    let since = at("2026-09-30T23:00:00Z");
    let until = at("2026-10-02T23:00:00Z");
    let intent =
        Intent::Read(Read { listing: Listing::History, cursor: None, since, until, user: None });
    let url = plan(&Trakt, &intent).unwrap().url;
    assert!(url.ends_with("?start_at=2026-09-30&end_at=2026-10-03&page=1&limit=250"), "{url}");
}

#[test]
fn of_the_days_asked_for_only_the_span_is_kept() {
    // A film at 21:40:00 of 2026-10-01, and a play without a moment.
    for (since, until, films) in [
        (None, None, 1),
        (at("2026-10-01T21:40:00Z"), None, 1),
        (at("2026-10-01T21:40:00.9Z"), None, 1),
        (at("2026-10-01T21:40:01Z"), None, 0),
        (None, at("2026-10-01T21:40:00Z"), 0),
        (at("2026-10-01T21:00:00Z"), at("2026-10-01T21:40:01Z"), 1),
    ] {
        let intent = Intent::Read(Read {
            listing: Listing::History,
            cursor: None,
            since,
            until,
            user: None,
        });
        let Ok(Outcome::Page(page)) = digest(&Trakt, &intent, "history_all") else {
            panic!("no page");
        };
        let dated = page.rows.iter().filter(|row| row.at.is_some()).count();
        assert_eq!((dated, page.rows.len() - dated), (films, 1), "{since:?} {until:?}");
        assert_eq!(
            page.next.as_deref(),
            Some("0.2"),
            "a page may keep nothing and not be the last"
        );
    }
}

#[test]
fn the_newest_of_its_stamps_is_a_listings() {
    let day = |text: &str| at(text).unwrap();
    let moved = day("2026-10-20T07:01:32Z");
    let of = [
        (Listing::History, moved),
        (Listing::Watched, moved),
        (Listing::Held, moved),
        (Listing::Ratings, day("2026-09-02T00:00:00Z")),
        (Listing::Watchlist, day("2026-08-02T00:00:00Z")),
        (Listing::Playback, day("2026-10-03T00:00:00Z")),
    ];
    assert_eq!(
        digest(&Trakt, &Intent::Activities, "activities"),
        Ok(Outcome::Activities(Activities { all: Some(moved), of: of.into_iter().collect() }))
    );
}

#[test]
fn a_page_of_history_keeps_what_can_be_read_and_says_what_cannot() {
    let history = page(Listing::History, None, "history_all");
    assert_eq!(history.next.as_deref(), Some("0.2"));
    assert_eq!(history.total, Some(251));
    let [film, part] = &history.rows[..] else { panic!("{history:?}") };
    assert_eq!(film.id.as_deref(), Some("18446744073709551615"));
    assert_eq!(film.at, at("2026-10-01T21:40:00Z"));
    assert_eq!(film.page.as_deref(), Some("https://app.trakt.tv/movies/the-dark-knight-2008"));
    // A play Trakt has without a date is a play all the same.
    assert_eq!(part.at, None);
    assert_eq!(
        part.page.as_deref(),
        Some("https://app.trakt.tv/shows/parks-and-recreation/seasons/2/episodes/1")
    );
    let skipped: Vec<usize> = history.skipped.iter().map(|skipped| skipped.row).collect();
    assert_eq!(skipped, [2, 3]);
    assert_eq!(page(Listing::History, Some("0.2"), "history_all").next, None);
    assert_eq!(
        page(Listing::History, None, "history_empty"),
        Page { total: Some(0), ..Page::default() }
    );
}

#[test]
fn a_watched_show_is_its_episodes() {
    let films = page(Listing::Watched, None, "watched_movies");
    assert_eq!(films.next.as_deref(), Some("1.1"), "the shows come next");
    assert_eq!((films.rows[0].plays, films.rows[0].at), (Some(4), at("2026-10-01T21:40:00Z")));

    let shows = page(Listing::Watched, Some("1.1"), "watched_shows");
    assert_eq!(shows.next, None);
    let [special, part, whole] = &shows.rows[..] else { panic!("{shows:?}") };
    let Work::Episode(episode) = &special.work else { panic!("{special:?}") };
    assert_eq!((episode.season, episode.number, episode.show.ids.tvdb), (0, 1, Some(84_912)));
    assert_eq!((part.plays, part.at), (Some(2), at("2026-10-01T20:00:00Z")));
    // Without its seasons a show is all that is known.
    assert!(matches!(whole.work, Work::Show(_)) && whole.page.is_none(), "{whole:?}");
    assert_eq!(shows.skipped.len(), 1, "{:?}", shows.skipped);
}

#[test]
fn the_least_form_has_a_row_for_each_play() {
    let films = page(Listing::Held, None, "held_movies");
    let ids = ExternalIds { trakt: Some(4), ..ExternalIds::default() };
    let film = Work::Movie(Movie { ids, ..Movie::default() });
    let row = |text| Row { at: at(text), ..Row::of(film.clone()) };
    let undated = Row::of(film.clone());
    assert_eq!(films.rows, [row("2026-10-01T21:40:00Z"), row("2024-01-01T20:00:00Z"), undated]);
    let skipped: Vec<_> = films.skipped.iter().map(|one| (one.row, &*one.reason)).collect();
    let no_plays = "It is no id with its plays.";
    let no_moment = "It does not say when.";
    assert_eq!(skipped, [(0, no_moment), (0, no_moment), (1, no_plays), (2, no_plays)]);
    assert_eq!(films.next.as_deref(), Some("1.1"));
    let parts = page(Listing::Held, Some("1.1"), "held_episodes");
    assert_eq!(parts.rows[0].work.ids().unwrap().trakt, Some(251));
    assert_eq!(parts.next, None);
}

#[test]
fn ratings_lists_and_places_are_read() {
    let ratings = page(Listing::Ratings, None, "ratings").rows;
    let given: Vec<_> = ratings.iter().map(|row| row.rating.unwrap().ten()).collect();
    assert_eq!(given, [10, 7, 8, 9]);
    let Work::Season(season) = &ratings[2].work else { panic!("{:?}", ratings[2]) };
    assert_eq!((season.number, season.ids.trakt), (2, Some(140_912)));
    assert_eq!(
        ratings[2].page.as_deref(),
        Some("https://app.trakt.tv/shows/parks-and-recreation/seasons/2")
    );

    let wanted = page(Listing::Watchlist, None, "watchlist");
    assert_eq!(wanted.rows[0].notes.as_deref(), Some("With Ada."));
    assert_eq!(wanted.rows[1].at, at("2014-09-02T09:10:11Z"));
    assert_eq!((wanted.next.as_deref(), wanted.total), (Some("0.2"), Some(502)));

    let owned = page(Listing::Collection, None, "collection_movies");
    assert_eq!(
        (owned.rows[0].at, owned.next.as_deref()),
        (at("2014-09-01T09:10:11Z"), Some("1.1"))
    );
    let owned = page(Listing::Collection, Some("1.1"), "collection_shows");
    assert_eq!(owned.rows[0].at, at("2014-07-14T01:00:00Z"));
    // Trakt sends all of them and no count of pages; the next page is empty then.
    assert_eq!(owned.next.as_deref(), Some("1.2"));
    assert_eq!(page(Listing::Collection, Some("1.2"), "history_empty").next, None);

    let places = page(Listing::Playback, None, "playback").rows;
    assert_eq!((places[0].id.as_deref(), places[0].percent), (Some("37"), Some(75.5)));
    assert_eq!(places[1].at, at("2026-01-24T22:01:32Z"));
}

#[test]
fn what_is_watched_this_moment_ends_by_itself() {
    let watching = page(Listing::Watching, None, "watching");
    assert_eq!(watching.rows[0].at, at("2026-10-01T20:00:00Z"));
    assert_eq!(watching.rows[0].until, at("2026-10-01T20:22:00Z"));
    assert_eq!(page(Listing::Watching, None, "nothing_204"), Page::default());
    for listing in [Listing::History, Listing::Playback] {
        let error = digest(&Trakt, &read(listing, None), "nothing_204").unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unavailable, "no page is not an empty page");
    }
}

#[test]
fn seasons_and_episodes_go_inside_their_show() {
    let film = json!({"title": "Guardians of the Galaxy", "year": 2014,
        "ids": {"imdb": "tt2015381", "tmdb": 118_340}});
    let show = json!({"title": "Breaking Bad", "year": 2008,
        "ids": {"imdb": "tt0903747", "tmdb": 1396, "tvdb": 81_189}});
    let with = |of: &Value, name: &str, value: Value| {
        let mut of = of.clone();
        of[name] = value;
        of
    };
    let plain = json!({
        "movies": [film],
        "shows": [show, with(&show, "seasons",
            json!([{"number": 2}, {"number": 0, "episodes": [{"number": 5}]}]))],
    });
    for (intent, path) in [
        (Intent::AddToList(listed(List::Watchlist)), "/sync/watchlist"),
        (Intent::RemoveFromList(listed(List::Watchlist)), "/sync/watchlist/remove"),
        (Intent::AddToList(listed(List::Collection)), "/sync/collection"),
        (Intent::RemoveFromList(listed(List::Collection)), "/sync/collection/remove"),
        (Intent::Unrate(works()), "/sync/ratings/remove"),
    ] {
        assert_eq!(plan(&Trakt, &intent).unwrap().url, format!("https://api.trakt.tv{path}"));
        assert_eq!(body(&Trakt, &intent), plain, "{path}");
    }
    let rating = Rating::of_ten(8).unwrap();
    let rate = |work| Rated { work, rating, at: at("2026-10-01T20:00:00.5Z") };
    let said = json!({"rating": 8, "rated_at": "2026-10-01T20:00:00.000Z"});
    let own = ExternalIds { trakt: Some(16), ..ExternalIds::default() };
    let own = vec![rate(works().remove(2)), rate(episode(own).into())];
    assert_eq!(
        body(&Trakt, &Intent::Rate(own)),
        json!({
            "shows": [with(&show, "seasons", json!([with(&said, "number", json!(2))]))],
            "episodes": [with(&said, "ids", json!({"trakt": 16}))],
        })
    );
}

#[test]
fn plays_of_one_show_go_in_one_entry_and_leave_by_their_ids() {
    let play = |media| match add(media) {
        Intent::AddPlay(play) => play,
        other => panic!("{other:?}"),
    };
    let part = || play(episode(ExternalIds::default()));
    let sent = body(&Trakt, &Intent::AddPlays(vec![play(movie()), part(), part()]));
    assert_eq!(sent["movies"][0]["watched_at"], "2026-10-01T21:40:00.000Z");
    assert_eq!(sent["shows"][0]["seasons"][0]["episodes"].as_array().unwrap().len(), 2);

    let own = ExternalIds { trakt: Some(16), ..ExternalIds::default() };
    let two = Intent::AddPlays(vec![play(movie()), play(episode(own))]);
    assert_eq!(each(&two, "history_two_added"), [None, Some(ErrorKind::NotFound)]);

    let play = |id: &str| StoredPlay { id: id.to_owned(), media: movie(), watched_at: NOW };
    let plays = vec![play("3373536619"), play("18446744073709551615")];
    let remove = Intent::RemovePlays(plays);
    assert_eq!(body(&Trakt, &remove), json!({"ids": [3_373_536_619_u64, u64::MAX]}));
    assert_eq!(each(&remove, "history_removed"), [None, Some(ErrorKind::NotFound)]);
    let nameless = Intent::RemovePlays(vec![play("")]);
    assert_eq!(plan(&Trakt, &nameless).unwrap_err().kind, ErrorKind::BadInput);
}

#[test]
fn each_work_has_its_own_outcome() {
    let add = Intent::AddToList(listed(List::Watchlist));
    assert_eq!(each(&add, "list_added"), [None; 4]);
    let unknown = Some(ErrorKind::NotFound);
    assert_eq!(each(&add, "list_not_found"), [unknown, None, None, unknown]);
    let there = Outcome::Each(vec![Ok(Outcome::AlreadyThere); 4]);
    assert_eq!(digest(&Trakt, &add, "list_existing"), Ok(there));
    let rating = Rating::of_ten(8).unwrap();
    let rate = |work| Rated { work, rating, at: None };
    let rate = Intent::Rate(works().into_iter().map(rate).collect());
    assert_eq!(each(&rate, "ratings_added"), [None; 4]);
    assert_eq!(each(&Intent::Unrate(works()), "ratings_removed"), [None; 4]);
    let gone = Outcome::Each(vec![Ok(Outcome::Done); 4]);
    let remove = Intent::RemoveFromList(listed(List::Collection));
    assert_eq!(digest(&Trakt, &remove, "list_removed"), Ok(gone));
    let full = digest(&Trakt, &add, "refused_420").unwrap_err();
    assert!(full.message.contains("account is full"), "{}", full.message);
}

#[test]
fn a_place_is_forgotten_by_its_status_alone() {
    let forget = Intent::ForgetPlace("37".to_owned());
    let request = plan(&Trakt, &forget).unwrap();
    assert_eq!((request.method, request.body.as_str()), (Method::Delete, ""));
    assert_eq!(request.url, "https://api.trakt.tv/sync/playback/37");
    for name in ["nothing_204", "refused_404"] {
        assert_eq!(digest(&Trakt, &forget, name), Ok(Outcome::Done));
    }
    assert_eq!(digest(&Trakt, &forget, "list_removed").unwrap_err().kind, ErrorKind::Unavailable);
    let strange = plan(&Trakt, &Intent::ForgetPlace("37/../x".to_owned())).unwrap_err();
    assert_eq!(strange.kind, ErrorKind::BadInput);
}

#[test]
fn nothing_is_planned_from_half_a_page() {
    let mut broken = answer(&Trakt, "watched_shows");
    broken.body.truncate(broken.body.len() - 3);
    let digested = Trakt.digest(NOW, &read(Listing::Watched, Some("1.1")), &broken);
    assert_eq!(digested.unwrap_err().kind, ErrorKind::Unavailable);
}
