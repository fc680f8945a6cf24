mod find;
mod kept;

use serde_json::json;

use super::Trakt;
use crate::error::{Error, ErrorKind};
use crate::http::{Method, USER_AGENT};
use crate::media::{Episode, ExternalIds, Media, Movie, Show, Track};
use crate::providers::fixture::{NOW, answer, body, digest, plan};
use crate::providers::{
    Context, Finished, Intent, List, Outcome, Playing, Profile, ReadPlays, Service,
};
use crate::time::{Span, Timestamp};

fn movie() -> Media {
    Media::Movie(Movie {
        title: "Guardians of the Galaxy".to_owned(),
        year: Some(2014),
        ids: ExternalIds {
            imdb: Some("tt2015381".to_owned()),
            tmdb: Some(118_340),
            tvdb: Some(9),
            simkl: Some(8),
            ..ExternalIds::default()
        },
    })
}

fn breaking_bad() -> Show {
    Show {
        title: "Breaking Bad".to_owned(),
        year: Some(2008),
        ids: ExternalIds {
            imdb: Some("tt0903747".to_owned()),
            tmdb: Some(1396),
            tvdb: Some(81_189),
            ..ExternalIds::default()
        },
    }
}

fn episode(ids: ExternalIds) -> Media {
    Media::Episode(Episode { show: breaking_bad(), season: 0, number: 5, title: None, ids })
}

fn playing(media: Media, percent: f64) -> Playing {
    Playing { media, percent, duration: None }
}

fn start() -> Intent {
    Intent::Start(playing(movie(), 1.25))
}

fn stop() -> Intent {
    Intent::Stop(playing(movie(), 99.9))
}

fn add(media: Media) -> Intent {
    Intent::AddPlay(Finished {
        media,
        started_at: Timestamp::from_secs(1_000),
        watched_at: Timestamp::parse_rfc3339("2026-10-01T21:40:00.987Z").unwrap(),
        duration: None,
    })
}

fn read(media: Media, page: u32) -> Intent {
    Intent::ReadPlays(ReadPlays {
        media,
        from: Timestamp::parse_rfc3339("2026-09-30T23:00:00Z").unwrap(),
        to: Timestamp::parse_rfc3339("2026-10-02T23:00:00Z").unwrap(),
        page,
        user: None,
    })
}

fn refused(intent: &Intent, name: &str) -> Error {
    digest(&Trakt, intent, name).unwrap_err()
}

#[test]
fn every_call_carries_trakts_headers() {
    let request = plan(&Trakt, &start()).unwrap();
    assert_eq!(request.url, "https://api.trakt.tv/scrobble/start");
    let headers: Vec<_> = request.headers.iter().map(|(n, v)| (&**n, &**v)).collect();
    assert_eq!(
        headers,
        [
            ("trakt-api-version", "2"),
            ("trakt-api-key", "app-1"),
            ("user-agent", USER_AGENT),
            ("content-type", "application/json"),
        ]
    );
}

#[test]
fn a_film_goes_out_with_the_ids_trakt_takes() {
    let expected = json!({
        "movie": {
            "title": "Guardians of the Galaxy",
            "year": 2014,
            "ids": {"imdb": "tt2015381", "tmdb": 118340},
        },
        "progress": 1.25,
    });
    assert_eq!(body(&Trakt, &start()), expected);
}

#[test]
fn an_episode_goes_by_its_own_ids_or_by_its_shows_and_its_numbers() {
    let by_numbers = json!({
        "show": {
            "title": "Breaking Bad",
            "year": 2008,
            "ids": {"imdb": "tt0903747", "tmdb": 1396, "tvdb": 81189},
        },
        "episode": {"season": 0, "number": 5},
        "progress": 10.0,
    });
    let unknown = episode(ExternalIds::default());
    assert_eq!(body(&Trakt, &Intent::Pause(playing(unknown, 10.0))), by_numbers);

    // The show's TVDB id in the episode's place would record another show.
    let shows = episode(ExternalIds { tvdb: Some(81_189), ..ExternalIds::default() });
    assert_eq!(body(&Trakt, &Intent::Pause(playing(shows, 10.0))), by_numbers);

    let own = ExternalIds { trakt: Some(16), tmdb: Some(62_085), ..ExternalIds::default() };
    assert_eq!(
        body(&Trakt, &Intent::Stop(playing(episode(own), 85.0))),
        json!({"episode": {"ids": {"trakt": 16}}, "progress": 85.0})
    );
}

#[test]
fn a_play_is_added_at_its_own_whole_second() {
    assert_eq!(
        body(&Trakt, &add(movie())),
        json!({"movies": [{
            "title": "Guardians of the Galaxy",
            "year": 2014,
            "ids": {"imdb": "tt2015381", "tmdb": 118340},
            "watched_at": "2026-10-01T21:40:00.000Z",
        }]})
    );
    assert_eq!(
        body(&Trakt, &add(episode(ExternalIds::default()))),
        json!({"shows": [{
            "title": "Breaking Bad",
            "year": 2008,
            "ids": {"imdb": "tt0903747", "tmdb": 1396, "tvdb": 81189},
            "seasons": [{
                "number": 0,
                "episodes": [{"number": 5, "watched_at": "2026-10-01T21:40:00.000Z"}],
            }],
        }]})
    );
    let own = ExternalIds { tvdb: Some(349_232), ..ExternalIds::default() };
    assert_eq!(
        body(&Trakt, &add(episode(own))),
        json!({"episodes": [{
            "watched_at": "2026-10-01T21:40:00.000Z",
            "ids": {"tvdb": 349232},
        }]})
    );
}

#[test]
fn plays_are_read_by_type_and_page() {
    let films = plan(&Trakt, &read(movie(), 2)).unwrap();
    assert_eq!(
        films.url,
        "https://api.trakt.tv/sync/history/movies\
         ?start_at=2026-09-30&end_at=2026-10-03&page=2&limit=250"
    );
    let episodes = plan(&Trakt, &read(episode(ExternalIds::default()), 1)).unwrap();
    assert!(episodes.url.starts_with("https://api.trakt.tv/sync/history/episodes?"));
    assert!(films.body.is_empty());
}

#[test]
fn what_trakt_cannot_place_is_not_sent() {
    let nameless = Media::Movie(Movie {
        ids: ExternalIds { mal: Some(1), ..ExternalIds::default() },
        ..Movie::default()
    });
    let error = plan(&Trakt, &Intent::Start(playing(nameless, 1.0))).unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadInput);

    let track = Media::Track(Track::default());
    for intent in [Intent::Stop(playing(track.clone(), 1.0)), add(track.clone()), read(track, 1)] {
        assert_eq!(plan(&Trakt, &intent).unwrap_err().kind, ErrorKind::BadInput);
    }
    let without_app = Context { app: None, base: None, ..Context::default() };
    let error = Trakt.plan(&Intent::Profile, &without_app).unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotSent, "it waits until the owner has mended it");
}

#[test]
fn a_start_brings_home_every_id() {
    let Ok(Outcome::Noted { media: Some(media) }) = digest(&Trakt, &start(), "start_movie") else {
        panic!("not noted");
    };
    let Media::Movie(film) = *media else { panic!("not a film") };
    assert_eq!(film.ids.trakt, Some(28));
    assert_eq!(film.ids.tmdb, Some(118_340));

    let pause = Intent::Pause(playing(episode(ExternalIds::default()), 75.0));
    let Ok(Outcome::Noted { media: Some(media) }) = digest(&Trakt, &pause, "pause_episode") else {
        panic!("not noted");
    };
    let Media::Episode(part) = *media else { panic!("not an episode") };
    assert_eq!((part.season, part.number), (1, 1));
    assert_eq!(part.ids.trakt, Some(16));
    assert_eq!(part.show.ids.trakt, Some(1));
}

#[test]
fn a_stop_is_stored_only_where_trakt_says_so() {
    assert_eq!(
        digest(&Trakt, &stop(), "stop_movie"),
        Ok(Outcome::Stored { id: Some("9223372036854775807".to_owned()) })
    );
    assert!(matches!(digest(&Trakt, &stop(), "stop_below_80"), Ok(Outcome::Noted { .. })));
    assert_eq!(
        digest(&Trakt, &stop(), "stop_conflict"),
        Ok(Outcome::Conflict { watched_at: Timestamp::parse_rfc3339("2014-10-15T22:21:29Z") })
    );
    assert_eq!(refused(&add(movie()), "stop_conflict").kind, ErrorKind::Rejected);
}

#[test]
fn an_added_play_is_stored_known_or_not_found() {
    assert_eq!(digest(&Trakt, &add(movie()), "history_added"), Ok(Outcome::Stored { id: None }));
    // It compares nothing, so what it did not add it does not have.
    assert_eq!(refused(&add(movie()), "history_nothing").kind, ErrorKind::Unavailable);
    assert_eq!(refused(&add(movie()), "history_not_found").kind, ErrorKind::NotFound);
}

#[test]
fn a_page_of_history_says_whether_there_is_another() {
    let Ok(Outcome::Plays { plays, more }) = digest(&Trakt, &read(movie(), 1), "history_movies")
    else {
        panic!("no plays");
    };
    assert!(more);
    // The second row has no date and is nobody's.
    assert_eq!(plays.len(), 1);
    assert_eq!(plays[0].id, "1982346");
    assert_eq!(Some(plays[0].watched_at), Timestamp::parse_rfc3339("2026-10-01T21:40:00Z"));
    assert_eq!(plays[0].media.label(), "The Dark Knight");

    let last = digest(&Trakt, &read(movie(), 2), "history_movies").unwrap();
    assert!(matches!(last, Outcome::Plays { more: false, .. }));

    let episodes = read(episode(ExternalIds::default()), 1);
    let Ok(Outcome::Plays { plays, more: false }) = digest(&Trakt, &episodes, "history_episodes")
    else {
        panic!("no plays");
    };
    assert_eq!(plays[0].media.label(), "Parks and Recreation 2x01");

    let empty = digest(&Trakt, &read(movie(), 1), "history_empty");
    assert_eq!(empty, Ok(Outcome::Plays { plays: Vec::new(), more: false }));
}

#[test]
fn without_paging_headers_only_an_empty_page_is_the_last() {
    let mut page = answer(&Trakt, "history_movies");
    page.headers.clear();
    let more = Trakt.digest(NOW, &read(movie(), 7), &page).unwrap();
    assert!(matches!(more, Outcome::Plays { more: true, .. }));
}

#[test]
fn the_profile_names_the_person() {
    assert_eq!(
        digest(&Trakt, &Intent::Profile, "settings"),
        Ok(Outcome::Profile(Profile {
            id: Some("b6589fc6ab0dc82cf12099d1c2d40ab994e8410c".to_owned()),
            username: "sean".to_owned(),
            name: Some("Sean Rudford".to_owned()),
            profile_url: Some("https://app.trakt.tv/profile/sean".to_owned()),
            paid: Some(true),
            time_zone: Some("America/Los_Angeles".to_owned()),
            limits: vec![(List::Watchlist, 250)],
        }))
    );
}

#[test]
fn each_refusal_has_its_meaning() {
    for (name, kind) in [
        ("refused_400", ErrorKind::Rejected),
        ("refused_401", ErrorKind::Unauthorized),
        ("refused_403", ErrorKind::RateLimited),
        ("refused_403_cloudflare", ErrorKind::Unavailable),
        ("refused_404", ErrorKind::NotFound),
        ("refused_412", ErrorKind::Rejected),
        ("refused_420", ErrorKind::AccountLimit),
        ("refused_422_pause", ErrorKind::Rejected),
        ("refused_423", ErrorKind::AccountLimit),
        ("refused_426", ErrorKind::AccountLimit),
        ("refused_429", ErrorKind::RateLimited),
        ("refused_429_until", ErrorKind::RateLimited),
        ("refused_429_cloudflare", ErrorKind::RateLimited),
        ("refused_405", ErrorKind::Rejected),
        ("refused_500", ErrorKind::Unavailable),
        ("refused_502", ErrorKind::Unavailable),
        ("refused_503", ErrorKind::Unavailable),
        ("refused_504", ErrorKind::Unavailable),
        ("refused_520_cloudflare", ErrorKind::Unavailable),
        ("empty_201", ErrorKind::Unavailable),
        ("page_200", ErrorKind::Unavailable),
    ] {
        for intent in [start(), stop(), add(movie()), read(movie(), 1), Intent::Profile] {
            assert_eq!(refused(&intent, name).kind, kind, "{name}");
        }
    }
}

#[test]
fn trakts_own_words_and_waits_are_passed_on() {
    assert_eq!(
        refused(&stop(), "refused_422_pause").message,
        "Trakt does not accept this: Progress is 85.90953210942148%. Use stop to scrobble."
    );
    for (name, at) in [
        ("refused_403", Some(NOW + Span::from_hours(1))),
        ("refused_429", Some(NOW + Span::from_secs(10))),
        ("refused_429_until", Timestamp::parse_rfc3339("2026-10-10T00:24:00Z")),
        ("refused_429_cloudflare", Some(NOW + Span::from_mins(5))),
        ("refused_502", Some(NOW + Span::from_secs(30))),
        ("refused_503", Some(NOW + Span::from_secs(30))),
        ("refused_520_cloudflare", None),
    ] {
        assert_eq!(refused(&stop(), name).retry_at, at, "{name}");
    }
}

#[test]
fn an_answer_that_fits_another_question_is_nonsense() {
    for (intent, name) in [
        (start(), "settings"),
        (add(movie()), "settings"),
        (read(movie(), 1), "settings"),
        (Intent::Profile, "history_empty"),
    ] {
        assert_eq!(refused(&intent, name).kind, ErrorKind::Unavailable, "{name}");
    }
}

#[test]
fn a_check_in_names_the_item_and_no_place() {
    let check_in = Intent::CheckIn(movie());
    let request = plan(&Trakt, &check_in).unwrap();
    assert_eq!(request.url, "https://api.trakt.tv/checkin");
    let ids = json!({"imdb": "tt2015381", "tmdb": 118_340});
    let film = json!({"title": "Guardians of the Galaxy", "year": 2014, "ids": ids});
    assert_eq!(body(&Trakt, &check_in), json!({ "movie": film }));
    let Ok(Outcome::Noted { media: Some(media) }) = digest(&Trakt, &check_in, "checked_in") else {
        panic!("not taken")
    };
    assert_eq!(media.label(), "Guardians of the Galaxy");
    let until = Timestamp::parse_rfc3339("2014-10-15T22:21:29.000Z");
    assert_eq!(digest(&Trakt, &check_in, "check_in_busy"), Ok(Outcome::Busy { until }));
}

#[test]
fn a_check_in_is_taken_back_by_a_204_alone() {
    let cancel = Intent::CancelCheckIn(movie());
    let request = plan(&Trakt, &cancel).unwrap();
    assert_eq!((request.method, request.body.as_str()), (Method::Delete, ""));
    assert_eq!(request.url, "https://api.trakt.tv/checkin");
    let done = digest(&Trakt, &cancel, "nothing_204");
    assert_eq!(done, Ok(Outcome::Noted { media: None }));
    let page = digest(&Trakt, &cancel, "page_200").unwrap_err();
    assert_eq!(page.kind, ErrorKind::Unavailable);
}
