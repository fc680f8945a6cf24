//! Writes down every request the services plan, for the contract tests to hold against the services' own contracts.

use std::fs;
use std::path::PathBuf;

use playtally::auth::App;
use playtally::media::{
    Catalogue, Episode, ExternalIds, Media, Movie, PartialDate, Rating, Season, Show, Track, Work,
    WorkKind,
};
use playtally::providers::{
    ALL, ById, Context, Finished, Intent, List, Listed, Listing, Outcome, Page, Playing, Query,
    Rated, Read, ReadPlays, Service, Status, StatusChange, StoredPlay,
};
use playtally::time::{Span, Timestamp};
use serde_json::{Value, json};

use crate::claims;
use crate::providers::fixtures;

const NOW: Timestamp = Timestamp::from_secs(1_795_000_000);

const LISTINGS: [Listing; 10] = [
    Listing::History,
    Listing::Watched,
    Listing::Ratings,
    Listing::Watchlist,
    Listing::Collection,
    Listing::Loved,
    Listing::Statuses,
    Listing::Playback,
    Listing::Watching,
    Listing::Held,
];

/// Pages are numbered, so that reading on alone would not end.
const MOST_PAGES: usize = 6;

const LISTS: [List; 3] = [List::Watchlist, List::Collection, List::Loved];

fn inception() -> Movie {
    let ids = ExternalIds {
        trakt: Some(16662),
        imdb: Some("tt1375666".to_owned()),
        tmdb: Some(27205),
        simkl: Some(472_214),
        ..ExternalIds::default()
    };
    Movie { title: "Inception".to_owned(), year: Some(2010), ids }
}

fn breaking_bad() -> Show {
    let ids = ExternalIds {
        trakt: Some(1),
        imdb: Some("tt0903747".to_owned()),
        tmdb: Some(1396),
        tvdb: Some(81189),
        simkl: Some(11121),
        ..ExternalIds::default()
    };
    Show { title: "Breaking Bad".to_owned(), year: Some(2008), ids }
}

fn eighty_six() -> Show {
    let ids = ExternalIds { mal: Some(48569), anilist: Some(131_586), ..ExternalIds::default() };
    Show { title: "86 Part 2".to_owned(), year: Some(2021), ids }
}

fn episode(show: Show, season: u32, number: u32) -> Episode {
    Episode { show, season, number, ..Episode::default() }
}

/// Items with ids and without, known by title or by number.
fn works() -> Vec<Work> {
    let by_id = ExternalIds { trakt: Some(17), ..ExternalIds::default() };
    let untitled = Movie { title: String::new(), year: None, ..inception() };
    vec![
        Work::Movie(inception()),
        Work::Movie(untitled),
        Work::Movie(Movie { ids: ExternalIds::default(), ..inception() }),
        Work::Show(breaking_bad()),
        Work::Show(eighty_six()),
        Work::Season(Season { show: breaking_bad(), number: 1, ..Season::default() }),
        Work::Episode(episode(breaking_bad(), 1, 2)),
        Work::Episode(Episode { ids: by_id, ..episode(breaking_bad(), 1, 2) }),
        Work::Episode(episode(eighty_six(), 1, 3)),
        Work::Track(Track {
            title: "Kelly".to_owned(),
            artist: "Air".to_owned(),
            album: Some("Walkie".to_owned()),
            duration_ms: Some(200_000),
            ..Track::default()
        }),
    ]
}

fn of_media(media: &Media) -> Vec<Intent> {
    let playing = |percent| Playing { media: media.clone(), percent, duration: Some(7200.0) };
    let finished = Finished {
        media: media.clone(),
        started_at: NOW - Span::from_hours(2),
        watched_at: NOW - Span::from_hours(1),
        duration: Some(7200.0),
    };
    vec![
        Intent::Start(playing(12.5)),
        Intent::Pause(playing(40.0)),
        Intent::Stop(playing(95.0)),
        Intent::NowPlaying(playing(1.0)),
        Intent::CheckIn(media.clone()),
        Intent::CancelCheckIn(media.clone()),
        Intent::AddPlay(finished.clone()),
        Intent::AddPlays(vec![finished]),
        Intent::ReadPlays(ReadPlays {
            media: media.clone(),
            from: NOW - Span::from_hours(24),
            to: NOW,
            page: 1,
            user: None,
        }),
        Intent::RemovePlays(vec![StoredPlay {
            id: "13373536501".to_owned(),
            media: media.clone(),
            watched_at: NOW - Span::from_hours(1),
        }]),
    ]
}

fn of_work(work: &Work) -> Vec<Intent> {
    let rated = Rated {
        work: work.clone(),
        rating: Rating::of_ten(8).unwrap(),
        at: Some(NOW - Span::from_hours(1)),
    };
    let day = |day| PartialDate::new(2026, Some(11), Some(day));
    let change = |status, progress| StatusChange {
        work: work.clone(),
        status,
        progress,
        rating: None,
        started_on: None,
        finished_on: None,
        repeats: None,
    };
    let whole = StatusChange {
        rating: Rating::of_ten(9),
        started_on: day(1),
        finished_on: day(20),
        repeats: Some(1),
        ..change(Some(Status::Completed), Some(12))
    };
    let mut intents = vec![
        Intent::Rate(vec![rated]),
        Intent::ReadStatus(work.clone()),
        Intent::SetStatus(change(Some(Status::Current), Some(3))),
        Intent::SetStatus(change(Some(Status::Repeating), Some(1))),
        Intent::SetStatus(change(None, Some(4))),
        Intent::SetStatus(change(Some(Status::Planned), None)),
        Intent::SetStatus(whole),
    ];
    for list in LISTS {
        intents.push(Intent::AddToList(Listed { list, works: vec![work.clone()] }));
    }
    intents
}

/// What takes away comes last, so that what is read before it is not empty.
fn removals(work: &Work) -> Vec<Intent> {
    let mut intents = vec![
        Intent::Unrate(vec![work.clone()]),
        Intent::RemoveStatus { id: None, work: work.clone() },
        Intent::RemoveStatus { id: Some("300000005".to_owned()), work: work.clone() },
    ];
    for list in LISTS {
        intents.push(Intent::RemoveFromList(Listed { list, works: vec![work.clone()] }));
    }
    intents
}

fn reads() -> Vec<Intent> {
    let day = NOW - Span::from_hours(24);
    LISTINGS
        .into_iter()
        .flat_map(|listing| {
            let read = |since, until| Read { listing, cursor: None, since, until, user: None };
            [read(None, None), read(Some(day), None), read(Some(day), Some(NOW))]
        })
        .map(Intent::Read)
        .collect()
}

fn questions() -> Vec<Intent> {
    let query = |kind, title: &str, exact| {
        Intent::Search(Query {
            kind,
            title: title.to_owned(),
            artist: None,
            year: None,
            exact,
            page: 1,
        })
    };
    let find =
        |catalogue, id: &str, kind| Intent::Find(ById { catalogue, id: id.to_owned(), kind });
    vec![
        query(Some(WorkKind::Movie), "Inception", true),
        query(Some(WorkKind::Movie), "Inception", false),
        query(Some(WorkKind::Show), "86 Part 2", false),
        query(Some(WorkKind::Show), "Breaking Bad", true),
        query(None, "Breaking Bad", false),
        query(None, "Breaking Bad", true),
        find(Catalogue::Imdb, "tt1375666", WorkKind::Movie),
        find(Catalogue::Tmdb, "1396", WorkKind::Show),
        find(Catalogue::Tvdb, "349232", WorkKind::Episode),
        find(Catalogue::Trakt, "1", WorkKind::Show),
        find(Catalogue::Simkl, "472214", WorkKind::Movie),
        find(Catalogue::Mal, "48569", WorkKind::Show),
        find(Catalogue::Anilist, "131586", WorkKind::Show),
        Intent::Profile,
        Intent::Activities,
        Intent::Count,
        Intent::Totals { user: "1".to_owned() },
    ]
}

fn samples() -> Vec<Intent> {
    let works = works();
    let media: Vec<_> = works.iter().filter_map(Work::media).collect();
    let mut all: Vec<_> = media.iter().flat_map(of_media).collect();
    all.extend(works.iter().flat_map(of_work));
    all.extend(reads());
    all.extend(questions());
    all.extend(works.iter().flat_map(removals));
    all.push(Intent::ForgetPlace("13".to_owned()));
    all
}

/// A read is followed by those of its further pages, as far as the recorded answers lead.
fn with_what_follows(service: &dyn Service, cx: &Context<'_>, first: Intent) -> Vec<Intent> {
    let mut found = vec![first];
    let mut at = 0;
    while let Some(Intent::Read(read)) = found.get(at).filter(|it| service.plan(it, cx).is_ok()) {
        let read = read.clone();
        for (_, answer) in fixtures(service) {
            let page = service.digest(NOW, &found[at], &answer);
            let Ok(Outcome::Page(Page { next: cursor @ Some(_), .. })) = page else { continue };
            let next = Intent::Read(Read { cursor, ..read.clone() });
            if !found.contains(&next) && found.len() < MOST_PAGES {
                found.push(next);
            }
        }
        at += 1;
    }
    found
}

#[test]
fn planned_requests_are_written_down() {
    let app = App {
        client_id: "app-1".to_owned(),
        redirect_uri: "https://hub.example/cb".to_owned(),
        ..App::default()
    };
    let mut written: Vec<Value> = Vec::new();
    for service in ALL {
        let id = service.descriptor().id;
        let app = App { client_id: format!("sandbox-{id}"), ..app.clone() };
        let cx = Context { app: Some(&app), username: Some("900123"), ..Context::default() };
        let before = written.len();
        let claimed = claims::all(service.descriptor()).into_iter().map(|(intent, _)| intent);
        let asked = samples().into_iter().chain(claimed);
        for intent in asked.flat_map(|intent| with_what_follows(*service, &cx, intent)) {
            let Ok(request) = service.plan(&intent, &cx) else { continue };
            let asked = format!("{intent:?}");
            let one = json!({
                "service": id,
                "intent": asked.split(|sign: char| !sign.is_alphabetic()).next(),
                "method": request.method,
                "url": request.url,
                "headers": request.headers,
                "body": request.body,
            });
            if !written.contains(&one) {
                written.push(one);
            }
        }
        assert!(written.len() > before, "{id} plans nothing");
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/contracts");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("requests.json"), serde_json::to_string_pretty(&written).unwrap())
        .unwrap();
}
