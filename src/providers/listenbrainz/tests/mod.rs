mod kept;

use super::ListenBrainz;
use crate::auth::Token;
use crate::error::{Error, ErrorKind};
use crate::http::USER_AGENT;
use crate::media::{ExternalIds, Media, Movie, Track};
use crate::providers::fixture::{NOW, digest, plan};
use crate::providers::{Context, Finished, Intent, Outcome, Playing, Profile, Service};
use crate::time::{Span, Timestamp};

fn track() -> Track {
    Track {
        title: " Roads ".to_owned(),
        artist: "Portishead".to_owned(),
        album: Some("Dummy".to_owned()),
        duration_ms: Some(304_000),
        ids: ExternalIds {
            mbid: Some("E8F9B188-f819-4e43-ab0f-4bd26ce9ff56".to_owned()),
            ..ExternalIds::default()
        },
    }
}

fn single(track: Track) -> Intent {
    Intent::AddPlay(Finished {
        media: Media::Track(track),
        started_at: Timestamp::from_millis(1_790_000_000_900),
        watched_at: Timestamp::from_millis(1_790_000_000_900),
        duration: Some(303.5),
    })
}

fn now_playing(track: Track) -> Intent {
    Intent::NowPlaying(Playing { media: Media::Track(track), percent: 0.0, duration: Some(303.5) })
}

fn refused(intent: &Intent, name: &str) -> Error {
    digest(&ListenBrainz, intent, name).unwrap_err()
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

#[test]
fn a_listen_is_the_same_bytes_every_time() {
    let request = plan(&ListenBrainz, &single(track())).unwrap();
    assert_eq!(request.url, "https://api.listenbrainz.org/1/submit-listens");
    let expected = r#"{"listen_type":"single","payload":[{"listened_at":1790000000,"track_metadata":{"additional_info":{"duration_ms":304000,"recording_mbid":"e8f9b188-f819-4e43-ab0f-4bd26ce9ff56","submission_client":"playtally","submission_client_version":"VERSION"},"artist_name":"Portishead","release_name":"Dummy","track_name":"Roads"}}]}"#;
    assert_eq!(request.body, expected.replace("VERSION", VERSION));
    assert_eq!(plan(&ListenBrainz, &single(track())), Ok(request));
}

#[test]
fn what_plays_now_has_no_moment() {
    let bare = Track {
        title: "Kelly\0".to_owned(),
        artist: "Air".to_owned(),
        album: Some(String::new()),
        duration_ms: None,
        ids: ExternalIds { mbid: Some("not-an-mbid".to_owned()), ..ExternalIds::default() },
    };
    let request = plan(&ListenBrainz, &now_playing(bare)).unwrap();
    let expected = r#"{"listen_type":"playing_now","payload":[{"track_metadata":{"additional_info":{"duration_ms":303500,"submission_client":"playtally","submission_client_version":"VERSION"},"artist_name":"Air","track_name":"Kelly"}}]}"#;
    assert_eq!(request.body, expected.replace("VERSION", VERSION));
}

#[test]
fn a_length_that_would_be_refused_is_left_out() {
    for duration in [Some(0.0), Some(f64::NAN), Some(f64::INFINITY), Some(-4.0), None] {
        let bare = Track { duration_ms: None, ..track() };
        let play = Playing { media: Media::Track(bare), percent: 0.0, duration };
        let request = plan(&ListenBrainz, &Intent::NowPlaying(play)).unwrap();
        assert!(!request.body.contains("duration_ms"), "{}", request.body);
    }
}

#[test]
fn a_server_of_ones_own_keeps_its_path_whichever_way_it_was_copied() {
    for (base, root) in [
        ("https://music.example/apis/listenbrainz", "https://music.example/apis/listenbrainz"),
        ("https://music.example/apis/listenbrainz/", "https://music.example/apis/listenbrainz"),
        ("https://music.example/apis/listenbrainz/1", "https://music.example/apis/listenbrainz"),
        ("https://music.example/apis/listenbrainz/1/", "https://music.example/apis/listenbrainz"),
        ("https://music.example", "https://music.example"),
        ("https://music.example:8443/lb11", "https://music.example:8443/lb11"),
    ] {
        let cx = Context { app: None, base: Some(base), ..Context::default() };
        let request = ListenBrainz.plan(&Intent::Profile, &cx).unwrap();
        assert_eq!(request.url, format!("{root}/1/validate-token"));
        let request = ListenBrainz.plan(&single(track()), &cx).unwrap();
        assert_eq!(request.url, format!("{root}/1/submit-listens"));
        assert!(request.headers.contains(&("user-agent".to_owned(), USER_AGENT.to_owned())));
        let json = ("content-type".to_owned(), "application/json".to_owned());
        assert!(request.headers.contains(&json), "Maloja insists on it");
    }
}

#[test]
fn an_import_holds_each_listen_as_it_is_sent_alone() {
    let Intent::AddPlay(play) = single(track()) else { unreachable!() };
    let body = |intent| plan(&ListenBrainz, &intent).map(|request| request.body);
    let alone = body(Intent::AddPlay(play.clone())).unwrap();
    let listen = alone.split_once("[").unwrap().1.strip_suffix("]}").unwrap();
    let twice = body(Intent::AddPlays(vec![play.clone(), play.clone()])).unwrap();
    assert_eq!(twice, format!(r#"{{"listen_type":"import","payload":[{listen},{listen}]}}"#));
    let nobody = Finished { media: Media::Track(Track::default()), ..play.clone() };
    let refused = body(Intent::AddPlays(vec![play, nobody])).unwrap_err();
    assert_eq!(refused.kind, ErrorKind::BadInput);
}

#[test]
fn the_token_is_called_a_token() {
    let mut request = plan(&ListenBrainz, &Intent::Profile).unwrap();
    let token = Token {
        access: "test-token-1".to_owned(),
        refresh: None,
        issued_at: NOW,
        expires_at: None,
        scope: String::new(),
    };
    ListenBrainz.sign(&mut request, &Context { token: Some(&token), ..Context::default() });
    let header = ("authorization".to_owned(), "Token test-token-1".to_owned());
    assert_eq!(request.headers.last(), Some(&header));
}

#[test]
fn what_has_no_artist_or_no_sound_is_not_sent() {
    let nameless = Track { artist: " ".to_owned(), ..track() };
    let untitled = Track { title: "\0".to_owned(), ..track() };
    for intent in [single(nameless), now_playing(untitled)] {
        assert_eq!(plan(&ListenBrainz, &intent).unwrap_err().kind, ErrorKind::BadInput);
    }
    let film = Playing { media: Media::Movie(Movie::default()), percent: 0.0, duration: None };
    let error = plan(&ListenBrainz, &Intent::NowPlaying(film)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadInput);
}

#[test]
fn a_listen_that_is_queued_is_stored() {
    assert_eq!(
        digest(&ListenBrainz, &single(track()), "submitted"),
        Ok(Outcome::Stored { id: None })
    );
    assert_eq!(
        digest(&ListenBrainz, &now_playing(track()), "submitted"),
        Ok(Outcome::Noted { media: None })
    );
}

#[test]
fn a_token_is_what_validate_token_says_it_is() {
    assert_eq!(
        digest(&ListenBrainz, &Intent::Profile, "token_valid"),
        Ok(Outcome::Profile(Profile {
            id: None,
            username: "rob zed".to_owned(),
            name: None,
            profile_url: Some("https://listenbrainz.org/user/rob%20zed/".to_owned()),
            ..Profile::default()
        }))
    );
    for name in ["token_invalid", "refused_401"] {
        assert_eq!(refused(&Intent::Profile, name).kind, ErrorKind::SignInAgain, "{name}");
    }
    for name in ["submitted", "refused_503", "refused_502_page", "empty_200"] {
        assert_eq!(refused(&Intent::Profile, name).kind, ErrorKind::Unavailable, "{name}");
    }
}

#[test]
fn each_refusal_has_its_meaning() {
    for (name, kind) in [
        ("refused_400", ErrorKind::Rejected),
        ("refused_401", ErrorKind::Unauthorized),
        ("refused_403", ErrorKind::RateLimited),
        ("refused_404", ErrorKind::NotFound),
        ("refused_415_page", ErrorKind::Unavailable),
        ("refused_429", ErrorKind::RateLimited),
        ("refused_503", ErrorKind::Unavailable),
        ("refused_502_page", ErrorKind::Unavailable),
        ("empty_200", ErrorKind::Unavailable),
    ] {
        for intent in [single(track()), now_playing(track())] {
            assert_eq!(refused(&intent, name).kind, kind, "{name}");
        }
    }
    assert_eq!(
        refused(&single(track()), "refused_400").message,
        "ListenBrainz does not accept this: Value for key listened_at is too high."
    );
    let Intent::AddPlay(listen) = single(track()) else { unreachable!() };
    let import = Intent::AddPlays(vec![listen]);
    for listens in [single(track()), import, now_playing(track())] {
        let kind = refused(&listens, "refused_404_text").kind;
        assert_eq!(kind, ErrorKind::Unavailable, "a gate's word: {listens:?}");
    }
    let wrong_address = refused(&Intent::Profile, "refused_404_text");
    assert_eq!(wrong_address.kind, ErrorKind::NotFound);
    let wait = refused(&single(track()), "refused_429").retry_at;
    assert_eq!(wait, Some(NOW + Span::from_secs(7)));
    let wait = refused(&single(track()), "refused_403").retry_at;
    assert_eq!(wait, Some(NOW + Span::from_hours(1)), "nobody's listens are given up for it");
}
