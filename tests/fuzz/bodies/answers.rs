//! A service's answers, as the fixtures are written: a status, the headers, an
//! empty line and the body. Each is read as the answer to everything we ask.

use playtally::auth::device::{DeviceSignIn, Step};
use playtally::auth::oauth2::read_token;
use playtally::auth::session_key::read_session;
use playtally::auth::{App, AuthScheme, OAuth2};
use playtally::error::{Error, ErrorKind};
use playtally::http::HttpResponse;
use playtally::media::{Catalogue, Episode, ExternalIds, Media, Movie, Rating, Show, Track, Work};
use playtally::providers::metadata::{Ask, Subject, Window};
use playtally::providers::{
    self, ById, Finished, Intent, List, Listed, Listing, Outcome, Playing, Query, Rated, Read,
    ReadPlays, Status, StatusChange, StoredPlay,
};
use playtally::time::Timestamp;

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

pub(super) fn digest(service: &str, text: &str) {
    let service = providers::by_id(service).expect("a service of this name");
    let response = response(text);
    if let Some(until) = service.used_up(NOW, &response) {
        assert!(response.status < 400, "a refusal has its own meaning: {until:?}");
    }
    for intent in intents(service.descriptor().reads) {
        match service.digest(NOW, &intent, &response) {
            Ok(outcome) => {
                assert!(response.is_success() || !matches!(outcome, Outcome::Stored { .. }));
                let json = serde_json::to_string(&outcome).unwrap();
                assert_eq!(serde_json::from_str::<Outcome>(&json).unwrap(), outcome);
            }
            Err(error) => sound(&error, &response),
        }
    }
    for oauth in schemes() {
        sign_in(oauth, &response);
    }
    match read_session(NOW, &response) {
        Ok((token, name)) => {
            assert!(response.is_success() && !token.access.is_empty() && !name.is_empty());
        }
        Err(error) => sound(&error, &response),
    }
}

/// An answer to the token endpoint, or to one of the steps of a sign-in by code.
fn sign_in(oauth: &OAuth2, response: &HttpResponse) {
    match read_token(NOW, response, None) {
        Ok(token) => assert!(response.is_success() && !token.access.is_empty()),
        Err(error) => {
            let refused = error.kind == ErrorKind::SignInAgain;
            assert!(!refused || matches!(response.status, 400 | 401), "{error:?}");
            sound(&error, response);
        }
    }
    match DeviceSignIn::begin(NOW, oauth, response) {
        Ok(mut sign_in) => {
            let kept = sign_in.snapshot();
            assert!(DeviceSignIn::restore(&kept).is_some_and(|again| again == sign_in));
            assert!(sign_in.verification_url().starts_with("https://"));
            let due = sign_in.wake_at().expect("a new sign-in is asked about");
            sign_in.poll(due, oauth, &app());
            match sign_in.digest(due, oauth, Some(response)) {
                Step::Wait => assert!(sign_in.wake_at() > Some(due), "it is asked again at once"),
                Step::SignedIn(_) | Step::Over => assert_eq!(sign_in.wake_at(), None),
                Step::TooLate(_) => panic!("it was not over"),
            }
        }
        Err(error) => sound(&error, response),
    }
}

fn sound(error: &Error, response: &HttpResponse) {
    assert!(!error.message.is_empty());
    assert!(error.status.is_none_or(|status| status == response.status));
    let json = serde_json::to_string(error).unwrap();
    assert_eq!(&serde_json::from_str::<Error>(&json).unwrap(), error);
}

fn response(text: &str) -> HttpResponse {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.parse().ok()).unwrap_or(200);
    let headers = lines.filter_map(|line| line.split_once(": "));
    HttpResponse {
        status,
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: body.to_owned(),
    }
}

/// One of each, about a film, an episode and a track, and every listing.
fn intents(reads: &[Listing]) -> Vec<Intent> {
    let ids = |imdb: &str| ExternalIds { imdb: Some(imdb.into()), ..ExternalIds::default() };
    let movie = Media::Movie(Movie { ids: ids("tt0133093"), ..Movie::default() });
    let show = Show { ids: ids("tt0903747"), ..Show::default() };
    let series = Work::Show(show.clone());
    let episode = Media::Episode(Episode { show, season: 1, number: 5, ..Episode::default() });
    let track =
        Media::Track(Track { title: "Kelly".into(), artist: "Air".into(), ..Track::default() });
    let mut intents = about(series);
    intents.extend([Intent::Profile, Intent::Activities, Intent::Count]);
    for media in [movie, episode, track] {
        let playing = Playing { media: media.clone(), percent: 85.0, duration: Some(3600.0) };
        let play = Finished {
            media: media.clone(),
            started_at: NOW,
            watched_at: NOW,
            duration: Some(3600.0),
        };
        let stored = StoredPlay { id: "5".into(), media: media.clone(), watched_at: NOW };
        let read = ReadPlays { media: media.clone(), from: NOW, to: NOW, page: 1, user: None };
        intents.extend([
            Intent::Start(playing.clone()),
            Intent::Pause(playing.clone()),
            Intent::Stop(playing.clone()),
            Intent::NowPlaying(playing),
            Intent::AddPlay(play.clone()),
            Intent::AddPlays(vec![play.clone(), play]),
            Intent::RemovePlays(vec![stored]),
            Intent::CheckIn(media.clone()),
            Intent::CancelCheckIn(media.clone()),
            Intent::ReadPlays(read),
        ]);
        intents.extend(about(media.into()));
    }
    for listing in reads {
        // The places at which Trakt and Simkl have lists of other forms, too.
        for cursor in [None, Some("1"), Some("2"), Some("1.1")] {
            let cursor = cursor.map(str::to_owned);
            let (user, since) = (Some("kim".into()), cursor.as_ref().map(|_| NOW));
            let read = Read { listing: *listing, user, cursor, since, until: None };
            intents.push(Intent::Read(read));
        }
    }
    intents
}

/// One of each that is about a work.
fn about(work: Work) -> Vec<Intent> {
    let rated = Rated { work: work.clone(), rating: Rating::of_ten(7).unwrap(), at: None };
    let lists = [List::Watchlist, List::Collection, List::Loved];
    let listed = |list| Listed { list, works: vec![work.clone()] };
    let added = lists.map(|list| Intent::AddToList(listed(list)));
    let removed = lists.map(|list| Intent::RemoveFromList(listed(list)));
    let change = StatusChange {
        work: work.clone(),
        status: Some(Status::Current),
        progress: Some(3),
        rating: None,
        started_on: None,
        finished_on: None,
        repeats: Some(1),
    };
    let query = Query {
        kind: None,
        title: "Slow Boats".into(),
        artist: None,
        year: None,
        exact: false,
        page: 1,
    };
    let by_id = |catalogue| ById { catalogue, id: "5".into(), kind: work.kind() };
    let found = [Catalogue::Mal, Catalogue::Tvdb, Catalogue::Tmdb].map(by_id).map(Intent::Find);
    let (kind, ids) = (work.kind(), ExternalIds { tmdb: Some(5), ..ExternalIds::default() });
    let told = [
        Subject::Title(kind, ids.clone()),
        Subject::Ids(kind, ids.clone()),
        Subject::Credits(kind, ids.clone()),
        Subject::Season(ids, 1),
        Subject::Person(5),
        Subject::Works(5),
        Subject::Collection(5),
        Subject::Trending(None, Window::Day, 1),
        Subject::Search(query.clone()),
    ];
    let told = told.map(|subject| Intent::Metadata(Ask::about(subject)));
    let mut intents = vec![
        Intent::Totals { user: "1".into() },
        Intent::Rate(vec![rated]),
        Intent::Unrate(vec![work.clone()]),
        Intent::ReadStatus(work.clone()),
        Intent::SetStatus(change),
        Intent::RemoveStatus { id: Some("1".into()), work: work.clone() },
        Intent::ForgetPlace("1".into()),
        Intent::Search(query),
    ];
    intents.extend(found.into_iter().chain(told).chain(added).chain(removed));
    intents
}

/// Every way to sign in that a service has.
pub(super) fn schemes() -> impl Iterator<Item = &'static OAuth2> {
    let schemes = providers::ALL.iter().filter_map(|service| match &service.descriptor().auth {
        AuthScheme::OAuth2(oauth) => Some(oauth),
        _ => None,
    });
    schemes.flat_map(|oauth| std::iter::once(oauth).chain(oauth.older))
}

pub(super) fn app() -> App {
    App { client_id: "app-1".to_owned(), ..App::default() }
}
