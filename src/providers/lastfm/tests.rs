use super::LastFm;
use crate::auth::{App, Token};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, Method, USER_AGENT, parse_pairs};
use crate::media::{ExternalIds, Media, Movie, Track, Work, WorkKind};
use crate::providers::fixture::{NOW, digest};
use crate::providers::{
    Candidate, Context, Finished, Intent, List, Listed, Listing, Outcome, Page, Playing, Profile,
    Query, Read, ReadPlays, Row, Service, Skipped, StoredPlay,
};
use crate::time::{Span, Timestamp};

fn track(artist: &str, title: &str) -> Track {
    Track { title: title.to_owned(), artist: artist.to_owned(), ..Track::default() }
}

fn roads() -> Track {
    Track {
        album: Some("Dummy".to_owned()),
        duration_ms: Some(304_999),
        ids: ExternalIds { mbid: Some("test-recording".to_owned()), ..ExternalIds::default() },
        ..track(" Portishead ", "Roads")
    }
}

fn finished(track: Track, started_at: i64) -> Finished {
    let started_at = Timestamp::from_millis(started_at * 1000 + 900);
    Finished {
        media: Media::Track(track),
        started_at,
        watched_at: started_at,
        duration: Some(303.5),
    }
}

fn single() -> Intent {
    Intent::AddPlay(finished(roads(), 1_790_000_000))
}

fn batch(count: usize) -> Intent {
    Intent::AddPlays(vec![finished(roads(), 1_790_000_000); count])
}

fn now_playing(track: Track, duration: Option<f64>) -> Intent {
    Intent::NowPlaying(Playing { media: Media::Track(track), percent: 0.0, duration })
}

fn read(listing: Listing) -> Read {
    let user = Some("rob".to_owned());
    Read { listing, cursor: None, since: None, until: None, user }
}

fn read_plays() -> ReadPlays {
    ReadPlays {
        media: Media::Track(roads()),
        from: NOW - Span::from_hours(24),
        to: NOW + Span::from_hours(24),
        page: 2,
        user: Some("rob".to_owned()),
    }
}

fn search() -> Query {
    Query {
        kind: None,
        title: "Roads".to_owned(),
        artist: Some("Portishead".to_owned()),
        year: None,
        exact: false,
        page: 1,
    }
}

fn listed(works: Vec<Work>) -> Listed {
    Listed { list: List::Loved, works }
}

fn love(track: Track) -> Intent {
    Intent::AddToList(listed(vec![Work::Track(track)]))
}

fn app() -> App {
    App {
        client_id: "app-1".to_owned(),
        client_secret: Some("test-secret-1".to_owned()),
        ..App::default()
    }
}

fn plan(intent: &Intent) -> Result<HttpRequest, Error> {
    let cx = Context { app: Some(&app()), username: Some("rob"), ..Context::default() };
    LastFm.plan(intent, &cx)
}

/// The fields of a planned call, without those that every call has.
fn fields(intent: &Intent) -> Vec<(String, String)> {
    let request = plan(intent).unwrap();
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.url, "https://ws.audioscrobbler.com/2.0/");
    assert!(request.headers.contains(&("user-agent".to_owned(), USER_AGENT.to_owned())));
    let mut fields = parse_pairs(&request.body);
    for (name, value) in [("api_key", "app-1"), ("format", "json")] {
        let place = fields.iter().position(|(n, v)| n == name && v == value).unwrap();
        fields.remove(place);
    }
    fields
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

fn refused(intent: &Intent, name: &str) -> Error {
    digest(&LastFm, intent, name).unwrap_err()
}

fn noted(media: Option<Track>) -> Result<Outcome, Error> {
    Ok(Outcome::Noted { media: media.map(|track| Box::new(Media::Track(track))) })
}

const STORED: Result<Outcome, Error> = Ok(Outcome::Stored { id: None });

#[test]
fn a_play_is_stamped_with_its_start() {
    let expected = pairs(&[
        ("album", "Dummy"),
        ("artist", "Portishead"),
        ("duration", "304"),
        ("method", "track.scrobble"),
        ("timestamp", "1790000000"),
        ("track", "Roads"),
    ]);
    assert_eq!(fields(&single()), expected);
}

#[test]
fn a_batch_names_each_field_by_its_place() {
    let mut plays: Vec<_> =
        (0..11).map(|place| finished(track("Air", "Kelly"), 1_790_000_000 + place)).collect();
    plays[10] = finished(roads(), 1_790_000_300);
    let fields = fields(&Intent::AddPlays(plays));
    let field = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, v)| &**v);
    assert_eq!(fields.len(), 11 * 4 + 1 + 1, "the album of one, and the method");
    assert_eq!(field("method"), Some("track.scrobble"));
    assert_eq!(field("artist[0]"), Some("Air"));
    assert_eq!(field("timestamp[9]"), Some("1790000009"));
    assert_eq!(field("album[0]"), None);
    assert_eq!(field("track[10]"), Some("Roads"));
    assert_eq!(field("album[10]"), Some("Dummy"));
}

#[test]
fn a_length_that_would_be_held_against_it_is_left_out() {
    for (duration, sent) in [
        (Some(303.9), Some("303")),
        (Some(30.0), Some("30")),
        (Some(29.9), None),
        (Some(0.0), None),
        (Some(-4.0), None),
        (Some(f64::NAN), None),
        (None, None),
    ] {
        let fields = fields(&now_playing(track("Air", "Kelly"), duration));
        let found = fields.iter().find(|(name, _)| name == "duration").map(|(_, v)| &**v);
        assert_eq!(found, sent, "{duration:?}");
        assert!(!fields.iter().any(|(name, _)| name == "timestamp"));
    }
}

#[test]
fn a_call_is_signed_with_the_key_of_the_session() {
    let (app, token) = (
        app(),
        Token {
            access: "test-session-1".to_owned(),
            refresh: None,
            issued_at: NOW,
            expires_at: None,
            scope: String::new(),
        },
    );
    let mut request = plan(&love(track("Björk", "Jóga"))).unwrap();
    let planned = request.clone();
    LastFm.sign(&mut request, &Context { token: Some(&token), ..Context::default() });
    assert_eq!(request, planned, "there is no secret to sign with");
    LastFm.sign(
        &mut request,
        &Context { app: Some(&app), token: Some(&token), ..Context::default() },
    );
    assert_eq!(request.url, planned.url, "nothing of it is seen in the address");
    let added = request.body.strip_prefix(&planned.body).unwrap();
    // md5 of: api_keyapp-1 artistBjörk methodtrack.love sktest-session-1 trackJóga test-secret-1
    assert_eq!(added, "&sk=test-session-1&api_sig=822bb14829bda1e9e6a230f4fb58e2f5");
}

#[test]
fn only_named_tracks_are_taken() {
    let film = Media::Movie(Movie::default());
    let film_play = Finished { media: film.clone(), ..finished(roads(), 1) };
    let film_read = ReadPlays { media: film.clone(), ..read_plays() };
    let no_artist = Query { artist: None, ..search() };
    for intent in [
        Intent::AddPlay(film_play.clone()),
        Intent::AddPlays(vec![finished(roads(), 1), film_play]),
        Intent::NowPlaying(Playing { media: film, percent: 0.0, duration: None }),
        Intent::ReadPlays(film_read),
        now_playing(track(" ", "Roads"), None),
        now_playing(track("Portishead", ""), None),
        love(track("", "Roads")),
        Intent::AddToList(listed(vec![])),
        Intent::AddToList(listed(vec![Work::Track(roads()), Work::Track(roads())])),
        Intent::AddToList(listed(vec![Work::Movie(Movie::default())])),
        Intent::AddToList(Listed { list: List::Watchlist, works: vec![Work::Track(roads())] }),
        Intent::Search(no_artist),
        Intent::Search(Query { kind: Some(WorkKind::Movie), ..search() }),
        Intent::Read(read(Listing::Ratings)),
    ] {
        assert_eq!(plan(&intent).unwrap_err().kind, ErrorKind::BadInput, "{intent:?}");
    }
}

#[test]
fn without_an_app_it_waits_and_without_a_name_it_reads_nothing() {
    let error = LastFm.plan(&single(), &Context::default()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotSent);
    let nobody = Context { app: Some(&app()), ..Context::default() };
    let history = Intent::Read(read(Listing::History));
    assert_eq!(LastFm.plan(&history, &nobody).unwrap_err().kind, ErrorKind::BadInput);
    assert!(LastFm.plan(&Intent::Profile, &nobody).is_ok(), "the key says whose it is");
}

#[test]
fn what_plays_now_may_come_back_under_its_right_name() {
    let intent = now_playing(roads(), None);
    assert_eq!(digest(&LastFm, &intent, "now_playing"), noted(None));
    let right = track("Portishead", "Roads");
    assert_eq!(digest(&LastFm, &intent, "now_playing_corrected"), noted(Some(right)));
    assert_eq!(refused(&intent, "now_playing_ignored").kind, ErrorKind::Rejected);
    for odd in ["done", "scrobbled", "empty_200", "page_200"] {
        assert_eq!(refused(&intent, odd).kind, ErrorKind::Unavailable, "{odd}");
    }
}

#[test]
fn a_play_that_was_taken_is_stored() {
    for name in ["scrobbled", "scrobbled_small_letters"] {
        assert_eq!(digest(&LastFm, &single(), name), STORED, "{name}");
        assert_eq!(digest(&LastFm, &batch(1), name), Ok(Outcome::Each(vec![STORED])), "{name}");
    }
}

#[test]
fn a_play_that_was_ignored_says_why() {
    for (name, said) in [
        ("ignored_1", "Last.fm ignores this play: it does not take this artist."),
        ("ignored_2", "Last.fm ignores this play: it does not take this track."),
        (
            "ignored_3",
            "Last.fm ignores this play: it is older than the two weeks it takes plays from.",
        ),
        ("ignored_4", "Last.fm ignores this play: it lies in the future, so some clock was wrong."),
        ("ignored_99", "Last.fm ignores this play: Something new."),
    ] {
        let error = refused(&single(), name);
        assert_eq!((error.kind, &*error.message), (ErrorKind::Rejected, said), "{name}");
    }
    let error = refused(&single(), "ignored_5");
    assert_eq!(error.kind, ErrorKind::DailyLimit);
    assert_eq!(error.retry_at, Some(NOW + Span::from_hours(4)));
}

#[test]
fn each_play_of_a_batch_has_its_own_outcome_in_their_order() {
    let Ok(Outcome::Each(each)) = digest(&LastFm, &batch(3), "scrobbled_batch") else {
        panic!("no outcome for each")
    };
    let kinds: Vec<_> = each.iter().map(|one| one.as_ref().map_err(|error| error.kind)).collect();
    let stored = Outcome::Stored { id: None };
    assert_eq!(kinds, [Ok(&stored), Err(ErrorKind::Rejected), Err(ErrorKind::DailyLimit)]);
    for (intent, name) in [
        (batch(2), "scrobbled_batch"),
        (batch(4), "scrobbled_batch"),
        (batch(2), "scrobbled"),
        (single(), "scrobbled_batch"),
        (batch(1), "done"),
    ] {
        assert_eq!(refused(&intent, name).kind, ErrorKind::Unavailable, "of {name} nobody knows");
    }
}

#[test]
fn recent_tracks_are_asked_for_by_page_and_time() {
    let expected = |more: &[(&str, &str)]| {
        let mut fields = pairs(&[("limit", "200"), ("method", "user.getRecentTracks")]);
        fields.extend(pairs(more));
        fields.push(("user".to_owned(), "rob".to_owned()));
        fields.sort();
        fields
    };
    let all = Intent::Read(read(Listing::History));
    assert_eq!(fields(&all), expected(&[("page", "1")]));
    let some = Intent::Read(Read {
        cursor: Some("7".to_owned()),
        since: Some(Timestamp::from_secs(1_789_000_000)),
        until: Some(NOW),
        ..read(Listing::History)
    });
    let window = [("from", "1788999999"), ("page", "7"), ("to", "1790000000")];
    assert_eq!(fields(&some), expected(&window));
    let around = [("from", "1789913599"), ("page", "2"), ("to", "1790086400")];
    assert_eq!(fields(&Intent::ReadPlays(read_plays())), expected(&around));
    let loved = fields(&Intent::Read(read(Listing::Loved)));
    let expected =
        [("limit", "200"), ("method", "user.getLovedTracks"), ("page", "1"), ("user", "rob")];
    assert_eq!(loved, pairs(&expected));
}

fn heard(artist: &str, title: &str, at: i64) -> Row {
    Row {
        at: Some(Timestamp::from_secs(at)),
        page: Some(format!("https://www.last.fm/music/{artist}/_/{title}")),
        ..Row::of(Work::Track(track(artist, title)))
    }
}

fn page(read: Read, name: &str) -> Page {
    match digest(&LastFm, &Intent::Read(read), name) {
        Ok(Outcome::Page(page)) => page,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_heard_now_is_no_play_of_the_history() {
    let first = page(read(Listing::History), "recent");
    let on_album =
        Work::Track(Track { album: Some("Dummy".to_owned()), ..track("Portishead", "Roads") });
    let roads = Row { work: on_album, ..heard("Portishead", "Roads", 1_790_000_000) };
    assert_eq!(
        first,
        Page {
            rows: vec![roads.clone(), heard("Air", "Kelly", 1_789_999_700)],
            skipped: vec![],
            next: Some("2".to_owned()),
            total: Some(402),
        }
    );
    let last = page(read(Listing::History), "recent_last");
    assert_eq!((last.rows, last.next), (vec![heard("Air", "Kelly", 1_789_999_700)], None));
    let empty = page(read(Listing::History), "recent_empty");
    assert_eq!(empty, Page { total: Some(0), ..Page::default() });

    let back = digest(&LastFm, &Intent::ReadPlays(read_plays()), "recent");
    let play = |row: &Row| StoredPlay {
        id: String::new(),
        media: row.work.media().unwrap(),
        watched_at: row.at.unwrap(),
    };
    let plays = vec![play(&roads), play(&heard("Air", "Kelly", 1_789_999_700))];
    assert_eq!(back, Ok(Outcome::Plays { plays, more: true }));
    let none = digest(&LastFm, &Intent::ReadPlays(read_plays()), "recent_empty");
    assert_eq!(none, Ok(Outcome::Plays { plays: vec![], more: false }));
}

#[test]
fn what_is_heard_now_is_asked_for_alone() {
    let now = Intent::Read(read(Listing::Watching));
    let asked =
        [("limit", "1"), ("method", "user.getRecentTracks"), ("page", "1"), ("user", "rob")];
    assert_eq!(fields(&now), pairs(&asked));
    let kerala = Track { album: Some("Migration".to_owned()), ..track("Bonobo", "Kerala") };
    let row = Row {
        page: Some("https://www.last.fm/music/Bonobo/_/Kerala".to_owned()),
        ..Row::of(Work::Track(kerala))
    };
    let heard = page(read(Listing::Watching), "recent");
    assert_eq!(heard, Page { rows: vec![row], ..Page::default() });
    assert_eq!(page(read(Listing::Watching), "recent_last"), Page::default());
}

#[test]
fn rows_that_cannot_be_read_are_counted_with_their_reason() {
    let odd = page(read(Listing::History), "recent_odd");
    let roads = Row { page: None, ..heard("Portishead", "Roads", 1_790_000_000) };
    assert_eq!(odd.rows, [roads]);
    let skipped: Vec<_> = odd.skipped.iter().map(|s| (s.row, &*s.reason)).collect();
    assert_eq!(
        skipped,
        [
            (0, "It does not say when."),
            (2, "It has no title."),
            (3, "It has no artist."),
            (4, "It does not say when."),
            (5, "It has no title."),
            (6, "It has no title."),
        ]
    );
    assert_eq!(odd.skipped[0], Skipped { row: 0, reason: "It does not say when.".to_owned() });
}

#[test]
fn loved_tracks_end_where_the_known_ones_begin() {
    let (kelly, roads) =
        (heard("Air", "Kelly", 1_789_000_000), heard("Portishead", "Roads", 1_603_112_664));
    let all = page(read(Listing::Loved), "loved");
    assert_eq!((all.rows, all.next, all.total), (vec![kelly.clone(), roads], None, Some(2)));
    let since = Some(Timestamp::from_secs(1_700_000_000));
    let new = page(Read { since, ..read(Listing::Loved) }, "loved");
    assert_eq!((new.rows, new.next), (vec![kelly], None));
    let since = Some(Timestamp::from_secs(1_790_000_000));
    let none = page(Read { since, ..read(Listing::History) }, "recent");
    assert_eq!(none.next, None, "what follows is older still");
    assert_eq!(page(read(Listing::Loved), "loved_empty").rows, []);
}

#[test]
fn somebody_elses_list_is_no_answer() {
    for intent in [Intent::Read(read(Listing::History)), Intent::ReadPlays(read_plays())] {
        let error = refused(&intent, "recent_of_another");
        assert_eq!(error.kind, ErrorKind::Unavailable);
        assert!(error.message.contains("somebody else"), "{}", error.message);
        assert!(digest(&LastFm, &intent, "recent").is_ok(), "capitals do not matter");
    }
    let anybody = Read { user: None, ..read(Listing::History) };
    assert_eq!(page(anybody, "recent_of_another").rows.len(), 1);
}

#[test]
fn loving_and_taking_it_back() {
    let both = [("artist", "Portishead"), ("method", "track.love"), ("track", "Roads")];
    assert_eq!(fields(&love(roads())), pairs(&both));
    let unlove = Intent::RemoveFromList(listed(vec![Work::Track(roads())]));
    let both = [("artist", "Portishead"), ("method", "track.unlove"), ("track", "Roads")];
    assert_eq!(fields(&unlove), pairs(&both));
    for intent in [love(roads()), unlove] {
        assert_eq!(digest(&LastFm, &intent, "done"), Ok(Outcome::Each(vec![STORED])));
    }
}

#[test]
fn a_person_and_their_plays() {
    assert_eq!(fields(&Intent::Profile), pairs(&[("method", "user.getInfo")]));
    assert_eq!(
        digest(&LastFm, &Intent::Profile, "user"),
        Ok(Outcome::Profile(Profile {
            username: "rob".to_owned(),
            profile_url: Some("https://www.last.fm/user/rob".to_owned()),
            paid: Some(false),
            ..Profile::default()
        }))
    );
    assert_eq!(digest(&LastFm, &Intent::Count, "user"), Ok(Outcome::Count(138_223)));
    for intent in [Intent::Profile, Intent::Count] {
        for odd in ["done", "track", "empty_200", "page_200", "refused_502_page"] {
            assert_eq!(refused(&intent, odd).kind, ErrorKind::Unavailable, "{odd}");
        }
    }
}

#[test]
fn a_track_is_found_by_artist_and_title() {
    let asked = pairs(&[
        ("artist", "Portishead"),
        ("autocorrect", "1"),
        ("method", "track.getInfo"),
        ("track", "Roads"),
    ]);
    assert_eq!(fields(&Intent::Search(search())), asked);
    let exact = fields(&Intent::Search(Query { exact: true, ..search() }));
    assert!(exact.contains(&("autocorrect".to_owned(), "0".to_owned())));
    let found = |name: &str| digest(&LastFm, &Intent::Search(search()), name);
    let roads = Track { duration_ms: Some(304_000), ids: ExternalIds::default(), ..roads() };
    let candidate = Candidate {
        runtime: Some(304),
        image: Some("https://lastfm.freetls.fastly.net/i/u/300x300/1.png".to_owned()),
        page: Some("https://www.last.fm/music/Portishead/_/Roads".to_owned()),
        ..Candidate::of(Work::Track(Track { artist: "Portishead".to_owned(), ..roads }))
    };
    assert_eq!(found("track"), Ok(Outcome::Found(vec![candidate])));
    let Ok(Outcome::Found(bare)) = found("track_bare") else { panic!("nothing found") };
    assert_eq!((bare[0].runtime, &bare[0].image), (None, &None));
    assert_eq!(bare[0].work, Work::Track(track("Portishaed", "Raods")));
    for name in ["unknown_404", "unknown_200"] {
        assert_eq!(found(name), Ok(Outcome::Found(vec![])), "{name}");
    }
    assert_eq!(found("done").unwrap_err().kind, ErrorKind::Unavailable);
}

#[test]
fn each_number_has_its_meaning_whatever_the_status() {
    use ErrorKind::{DailyLimit, RateLimited, Rejected, SignInAgain, Unavailable};
    let hour = Some(NOW + Span::from_hours(1));
    for (name, kind, retry_at) in [
        ("refused_400_2", Rejected, None),
        ("refused_400_3", Rejected, None),
        ("refused_403_4", SignInAgain, None),
        ("refused_400_5", Rejected, None),
        ("refused_400_6", Rejected, None),
        ("refused_404_6", Rejected, None),
        ("refused_400_7", Rejected, None),
        ("refused_500_8", Unavailable, None),
        ("refused_403_9", SignInAgain, None),
        ("refused_200_9", SignInAgain, None),
        ("refused_403_10", RateLimited, hour),
        ("refused_503_11", Unavailable, None),
        ("refused_403_13", RateLimited, hour),
        ("refused_403_14", SignInAgain, None),
        ("refused_403_15", SignInAgain, None),
        ("refused_503_16", Unavailable, None),
        ("refused_403_17", Rejected, None),
        ("refused_200_22", Rejected, None),
        ("refused_403_26", RateLimited, hour),
        ("refused_400_27", Rejected, None),
        ("refused_429_29", RateLimited, None),
        ("refused_429_29_app", RateLimited, None),
        ("refused_429_29_daily", DailyLimit, Some(NOW + Span::from_hours(4))),
        ("refused_502_page", Unavailable, None),
        ("page_200", Unavailable, None),
        ("empty_200", Unavailable, None),
    ] {
        for intent in [single(), batch(2), love(roads()), now_playing(roads(), None)] {
            let error = refused(&intent, name);
            assert_eq!((error.kind, error.retry_at), (kind, retry_at), "{name} {intent:?}");
        }
    }
    assert_eq!(
        refused(&single(), "refused_400_6").message,
        "Last.fm does not accept this: Invalid parameters - Your request is missing a required \
         parameter"
    );
}
