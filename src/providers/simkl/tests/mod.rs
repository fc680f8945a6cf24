mod find;
mod library;
mod read;

use serde_json::json;

use super::Simkl;
use crate::error::{Error, ErrorKind};
use crate::http::USER_AGENT;
use crate::media::{Episode, ExternalIds, Media, Movie, Show, Track};
use crate::providers::fixture::{NOW, body, digest, plan};
use crate::providers::{Finished, Intent, Outcome, Playing, Profile};
use crate::time::{Span, Timestamp};

fn inception() -> Media {
    Media::Movie(Movie {
        title: "Inception".to_owned(),
        year: Some(2010),
        ids: ExternalIds {
            imdb: Some("tt1375666".to_owned()),
            tmdb: Some(27_205),
            trakt: Some(16_662),
            ..ExternalIds::default()
        },
    })
}

fn episode(season: u32, show_ids: ExternalIds) -> Media {
    Media::Episode(Episode {
        show: Show { title: "Attack on Titan".to_owned(), year: Some(2013), ids: show_ids },
        season,
        number: 4,
        title: None,
        ids: ExternalIds::default(),
    })
}

fn series_and_cour() -> ExternalIds {
    ExternalIds {
        tvdb: Some(267_440),
        simkl: Some(39_687),
        mal: Some(16_498),
        ..ExternalIds::default()
    }
}

fn cour() -> ExternalIds {
    ExternalIds { mal: Some(25_777), ..ExternalIds::default() }
}

fn playing(media: Media, percent: f64) -> Playing {
    Playing { media, percent, duration: None }
}

fn start() -> Intent {
    Intent::Start(playing(inception(), 12.5))
}

fn stop() -> Intent {
    Intent::Stop(playing(inception(), 85.0))
}

fn add(media: Media) -> Intent {
    Intent::AddPlay(Finished {
        media,
        started_at: Timestamp::from_secs(1_000),
        watched_at: Timestamp::parse_rfc3339("2026-10-01T21:00:00.987Z").unwrap(),
        duration: None,
    })
}

fn refused(intent: &Intent, name: &str) -> Error {
    digest(&Simkl, intent, name).unwrap_err()
}

#[test]
fn every_call_names_the_app() {
    let query =
        concat!("?client_id=app-1&app-name=playtally&app-version=", env!("CARGO_PKG_VERSION"));
    for (intent, path) in [
        (start(), "/scrobble/start"),
        (Intent::Pause(playing(inception(), 50.0)), "/scrobble/pause"),
        (stop(), "/scrobble/stop"),
        (add(inception()), "/sync/history"),
        (Intent::Profile, "/users/settings"),
    ] {
        let request = plan(&Simkl, &intent).unwrap();
        assert_eq!(request.url, format!("https://api.simkl.com{path}{query}"));
        assert!(request.headers.contains(&("user-agent".to_owned(), USER_AGENT.to_owned())));
    }
}

#[test]
fn a_film_goes_out_with_the_ids_simkl_takes() {
    assert_eq!(
        body(&Simkl, &Intent::Start(playing(inception(), 12.345))),
        json!({
            "movie": {
                "title": "Inception",
                "year": 2010,
                "ids": {"imdb": "tt1375666", "tmdb": 27205},
            },
            "progress": 12.34,
        })
    );
    assert_eq!(
        body(&Simkl, &add(inception())),
        json!({"movies": [{
            "title": "Inception",
            "year": 2010,
            "ids": {"imdb": "tt1375666", "tmdb": 27205},
            "watched_at": "2026-10-01T21:00:00Z",
        }]})
    );
}

#[test]
fn seasons_go_with_the_ids_of_the_series_alone() {
    let media = episode(2, series_and_cour());
    let show = json!({"title": "Attack on Titan", "year": 2013, "ids": {"tvdb": 267440}});
    assert_eq!(
        body(&Simkl, &Intent::Stop(playing(media.clone(), 85.0))),
        json!({"show": show, "episode": {"season": 2, "number": 4}, "progress": 85.0})
    );
    assert_eq!(
        body(&Simkl, &add(media)),
        json!({"shows": [{
            "title": "Attack on Titan",
            "year": 2013,
            "ids": {"tvdb": 267440},
            "seasons": [{
                "number": 2,
                "episodes": [{"number": 4, "watched_at": "2026-10-01T21:00:00Z"}],
            }],
        }]})
    );
}

#[test]
fn a_cour_is_counted_from_its_own_first_episode() {
    let media = episode(1, cour());
    let show = json!({"title": "Attack on Titan", "year": 2013, "ids": {"mal": 25777}});
    assert_eq!(
        body(&Simkl, &Intent::Pause(playing(media.clone(), 42.2))),
        json!({"anime": show, "episode": {"number": 4}, "progress": 42.2})
    );
    assert_eq!(
        body(&Simkl, &add(media)),
        json!({"anime": [{
            "title": "Attack on Titan",
            "year": 2013,
            "ids": {"mal": 25777},
            "episodes": [{"number": 4, "watched_at": "2026-10-01T21:00:00Z"}],
        }]})
    );
    let second = plan(&Simkl, &add(episode(2, cour()))).unwrap_err();
    assert_eq!(second.kind, ErrorKind::BadInput);
}

#[test]
fn an_anime_film_is_filed_under_anime() {
    let film = Media::Movie(Movie { ids: cour(), ..Movie::default() });
    assert_eq!(
        body(&Simkl, &Intent::Start(playing(film, 1.0))),
        json!({"anime": {"ids": {"mal": 25777}}, "progress": 1.0})
    );
}

#[test]
fn what_simkl_cannot_place_is_not_sent() {
    let nameless = Media::Movie(Movie::default());
    let track = Media::Track(Track::default());
    for media in [nameless, track] {
        for intent in [Intent::Start(playing(media.clone(), 1.0)), add(media)] {
            assert_eq!(plan(&Simkl, &intent).unwrap_err().kind, ErrorKind::BadInput);
        }
    }
}

#[test]
fn a_start_brings_home_the_ids() {
    let Ok(Outcome::Noted { media: Some(media) }) = digest(&Simkl, &start(), "start_movie") else {
        panic!("not noted");
    };
    let Media::Movie(film) = *media else { panic!("not a film") };
    assert_eq!((film.ids.simkl, film.ids.tmdb), (Some(472_214), Some(27_205)));
}

#[test]
fn an_answer_about_anime_keeps_the_seasons_of_the_series() {
    let pause = Intent::Pause(playing(episode(2, series_and_cour()), 42.2));
    let Ok(Outcome::Noted { media: Some(media) }) = digest(&Simkl, &pause, "pause_anime") else {
        panic!("not noted");
    };
    let Media::Episode(part) = *media else { panic!("not an episode") };
    assert_eq!((part.season, part.number), (2, 4));
    assert!(part.show.ids.is_empty(), "{:?}", part.show.ids);
}

#[test]
fn a_stop_is_stored_only_where_simkl_says_so() {
    assert_eq!(
        digest(&Simkl, &stop(), "stop_show"),
        Ok(Outcome::Stored { id: Some("124".to_owned()) })
    );
    assert!(matches!(digest(&Simkl, &stop(), "stop_below_80"), Ok(Outcome::Noted { .. })));
}

#[test]
fn both_forms_of_the_conflict_are_read() {
    for (name, at) in [
        ("stop_conflict", "2024-05-01T23:00:00Z"),
        ("stop_conflict_with_word", "2026-05-08T14:00:00Z"),
    ] {
        let watched_at = Timestamp::parse_rfc3339(at);
        assert_eq!(digest(&Simkl, &stop(), name), Ok(Outcome::Conflict { watched_at }), "{name}");
    }
}

#[test]
fn an_added_play_is_stored_known_or_not_found() {
    let play = add(inception());
    assert_eq!(digest(&Simkl, &play, "history_added"), Ok(Outcome::Stored { id: None }));
    assert_eq!(digest(&Simkl, &play, "history_nothing"), Ok(Outcome::AlreadyThere));
    assert_eq!(refused(&play, "history_not_found").kind, ErrorKind::NotFound);
}

#[test]
fn the_profile_names_the_person() {
    assert_eq!(
        digest(&Simkl, &Intent::Profile, "settings"),
        Ok(Outcome::Profile(Profile {
            id: Some("12345".to_owned()),
            username: "Ada".to_owned(),
            name: None,
            profile_url: Some("https://simkl.com/12345/".to_owned()),
            paid: Some(false),
            time_zone: Some("Europe/Madrid".to_owned()),
            ..Profile::default()
        }))
    );
}

#[test]
fn each_refusal_has_its_meaning() {
    for (name, kind) in [
        ("refused_400", ErrorKind::Rejected),
        ("refused_400_lock", ErrorKind::RateLimited),
        ("refused_400_v1_client", ErrorKind::AppRefused),
        ("refused_401", ErrorKind::Unauthorized),
        ("refused_401_none", ErrorKind::Unauthorized),
        ("refused_403_scope", ErrorKind::SignInAgain),
        ("refused_403", ErrorKind::AppRefused),
        ("refused_403_cloudflare", ErrorKind::Unavailable),
        ("refused_404", ErrorKind::NotFound),
        ("refused_404_empty", ErrorKind::NotFound),
        ("refused_404_url", ErrorKind::NotFound),
        ("refused_400_parameter", ErrorKind::Rejected),
        ("refused_502_page", ErrorKind::Unavailable),
        ("refused_412", ErrorKind::RateLimited),
        ("refused_429", ErrorKind::RateLimited),
        ("refused_429_user", ErrorKind::RateLimited),
        ("refused_429_app", ErrorKind::RateLimited),
        ("refused_200_premium", ErrorKind::AccountLimit),
        ("refused_500", ErrorKind::Unavailable),
        ("refused_503_page", ErrorKind::Unavailable),
        ("empty_201", ErrorKind::Unavailable),
        ("null_201", ErrorKind::Unavailable),
    ] {
        for intent in [start(), stop(), add(inception()), Intent::Profile] {
            assert_eq!(refused(&intent, name).kind, kind, "{name}");
        }
    }
}

#[test]
fn waits_are_as_long_as_simkl_means_them() {
    for (name, seconds) in [
        ("refused_400_lock", 5),
        ("refused_412", 300),
        // Not the hour its Retry-After speaks of.
        ("refused_429", 2),
        ("refused_429_user", 7200),
        ("refused_429_app", 7200),
        ("refused_503_page", 30),
    ] {
        let at = Some(NOW + Span::from_secs(seconds));
        assert_eq!(refused(&stop(), name).retry_at, at, "{name}");
    }
}

#[test]
fn an_answer_that_fits_another_question_is_nonsense() {
    for intent in [start(), add(inception())] {
        assert_eq!(refused(&intent, "settings").kind, ErrorKind::Unavailable);
    }
    assert_eq!(refused(&Intent::Profile, "history_added").kind, ErrorKind::Unavailable);
}

#[test]
fn a_check_in_is_told_live_and_taken_back_by_a_stop_at_the_start() {
    let film = json!({"title": "Inception", "year": 2010,
        "ids": {"imdb": "tt1375666", "tmdb": 27_205}});
    let check_in = Intent::CheckIn(inception());
    let request = plan(&Simkl, &check_in).unwrap();
    assert!(request.url.starts_with("https://api.simkl.com/scrobble/checkin?"), "{}", request.url);
    assert_eq!(body(&Simkl, &check_in), json!({ "movie": film }));
    let taken = digest(&Simkl, &check_in, "checked_in");
    assert!(matches!(taken, Ok(Outcome::Noted { media: Some(_) })), "{taken:?}");

    let cancel = Intent::CancelCheckIn(inception());
    let request = plan(&Simkl, &cancel).unwrap();
    assert!(request.url.starts_with("https://api.simkl.com/scrobble/stop?"), "{}", request.url);
    assert_eq!(body(&Simkl, &cancel), json!({ "movie": film, "progress": 0.0 }));
    let stopped = digest(&Simkl, &cancel, "stop_below_80");
    assert!(matches!(stopped, Ok(Outcome::Noted { .. })), "{stopped:?}");
}
