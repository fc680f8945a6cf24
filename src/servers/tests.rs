use super::*;
use crate::session::{Fact, PlayerEvent, Session, What};
use crate::threshold::Rule;

/// Each sample is ours, in the shape its server documents (see the readers); beside it what is
/// read: event, server, user, library, key, item, place and length in seconds.
const SAMPLES: &[(&str, &str, &str)] = &[
    (
        "plex_episode",
        include_str!("fixtures/plex_episode.json"),
        "Play Plex Attic una Series 1936545 Breaking Bad 1x01 Some(0.0) Some(3480.0)",
    ),
    (
        "plex_episode_tvdb",
        include_str!("fixtures/plex_episode_tvdb.json"),
        "Pause Plex Attic una Series 71 Breaking Bad 1x02 Some(61.0) Some(2880.0)",
    ),
    (
        "plex_anime_hama",
        include_str!("fixtures/plex_anime_hama.json"),
        "Stop { finished: false } Plex Attic una Anime 81 One Piece 1x03 Some(1440.0) Some(1500.0)",
    ),
    (
        "plex_film_imdb",
        include_str!("fixtures/plex_film_imdb.json"),
        "Scrobble Plex Attic una Films 5 The Matrix None Some(8160.0)",
    ),
    (
        "plex_film_tmdb_rated",
        include_str!("fixtures/plex_film_tmdb_rated.json"),
        "Rate(Some(Rating(80))) Plex Attic una Films 5 The Matrix None None",
    ),
    (
        "plex_track",
        include_str!("fixtures/plex_track.json"),
        "Play Plex Attic una Music 1936 The Demo Ensemble – Harbour at Six Some(0.0) Some(240.0)",
    ),
    (
        "plex_trailer",
        include_str!("fixtures/plex_trailer.json"),
        "Play Plex Attic una - - - Some(0.0) Some(150.0)",
    ),
    (
        "jellyfin_film_start",
        include_str!("fixtures/jellyfin_film_start.json"),
        "Play Jellyfin Cellar una - 0f1e2d3c4b5a69788796a5b4c3d2e1f0 The Matrix Some(0.0) Some(8160.0)",
    ),
    (
        "jellyfin_episode_progress",
        include_str!("fixtures/jellyfin_episode_progress.json"),
        "Pause Jellyfin Cellar una - e5 Breaking Bad 1x05 Some(600.0) Some(2880.0)",
    ),
    (
        "jellyfin_track_template",
        include_str!("fixtures/jellyfin_track_template.json"),
        "Stop { finished: false } Jellyfin Cellar una - t1 The Demo Ensemble – Harbour at Six Some(180.0) Some(240.0)",
    ),
    (
        "jellyfin_rated",
        include_str!("fixtures/jellyfin_rated.json"),
        "Rate(Some(Rating(70))) Jellyfin Cellar una - m1 The Matrix Some(0.0) None",
    ),
    (
        "jellyfin_older_plugin",
        include_str!("fixtures/jellyfin_older_plugin.json"),
        "Pause Jellyfin Cellar una - m1 The Matrix Some(600.0) Some(8160.0)",
    ),
    (
        "emby_film_stop",
        include_str!("fixtures/emby_film_stop.json"),
        "Stop { finished: true } Emby Loft una - 4916 The Matrix Some(8100.0) Some(8160.0)",
    ),
    (
        "emby_episode_unpause",
        include_str!("fixtures/emby_episode_unpause.json"),
        "Resume Emby Loft una - 51 Breaking Bad 1x01 Some(600.0) Some(3480.0)",
    ),
    (
        "emby_track_start",
        include_str!("fixtures/emby_track_start.json"),
        "Play Emby Loft una - 61 The Demo Ensemble – Harbour at Six Some(0.0) Some(240.0)",
    ),
    (
        "kodi_play",
        include_str!("fixtures/kodi_play.json"),
        "Play Kodi Sofa - - episode:12 Breaking Bad 1x01 Some(1.5) Some(3480.0)",
    ),
    (
        "kodi_stop",
        include_str!("fixtures/kodi_stop.json"),
        "Stop { finished: true } Kodi Kodi - - movie:12 - None None",
    ),
    (
        "kodi_seek",
        include_str!("fixtures/kodi_seek.json"),
        "Seek Kodi Kodi - - movie:The Matrix The Matrix Some(4200.0) None",
    ),
    (
        "kodi_song_pause",
        include_str!("fixtures/kodi_song_pause.json"),
        "Pause Kodi Kodi - - song:3 The Demo Ensemble – Harbour at Six Some(120.0) Some(240.0)",
    ),
    (
        "kodi_watched",
        include_str!("fixtures/kodi_watched.json"),
        "Scrobble Kodi Kodi - - episode:12 - None None",
    ),
];

fn sample(name: &str) -> Notice {
    let (_, text, _) = SAMPLES.iter().find(|(it, ..)| *it == name).unwrap();
    read(text).unwrap()
}

fn summary(it: &Notice) -> String {
    let none = || "-".to_owned();
    let name = |named: &Option<Named>| named.as_ref().map_or_else(none, |it| it.name.clone());
    let item = it.item.as_ref();
    let label = item.and_then(|item| item.media.as_ref()).map_or_else(none, Media::label);
    format!(
        "{:?} {:?} {} {} {} {} {label} {:?} {:?}",
        it.event,
        it.server.kind,
        it.server.name,
        name(&it.user),
        name(&it.library),
        item.map_or_else(none, |item| item.key.clone()),
        it.position.map(Span::secs_f64),
        it.duration.map(Span::secs_f64),
    )
}

#[test]
fn every_sample_is_read() {
    for (name, text, expected) in SAMPLES {
        assert_eq!(summary(&read(text).unwrap()), *expected, "{name}");
    }
}

#[test]
fn ids_of_every_age_are_those_of_the_right_work() {
    let ids = |name: &str| match sample(name).item.unwrap().media.unwrap() {
        Media::Movie(it) => (ExternalIds::default(), it.ids),
        Media::Episode(it) => (it.show.ids, it.ids),
        Media::Track(it) => (ExternalIds::default(), it.ids),
    };
    let none = ExternalIds::default;
    let imdb = |id: &str| Some(id.to_owned());
    let mbid = Some("b1a9c0e9-d987-4042-ae91-78d6a3267d69".to_owned());
    let pilot =
        ExternalIds { imdb: imdb("tt0959621"), tvdb: Some(349_232), ..ExternalIds::default() };
    let matrix = ExternalIds { imdb: imdb("tt0133093"), tmdb: Some(603), ..none() };
    for (name, show, work) in [
        ("plex_episode", none(), ExternalIds { tmdb: Some(62_085), ..pilot.clone() }),
        ("plex_episode_tvdb", ExternalIds { tvdb: Some(81_189), ..none() }, none()),
        ("plex_anime_hama", ExternalIds { anidb: Some(69), ..none() }, none()),
        ("plex_film_imdb", none(), ExternalIds { imdb: imdb("tt0133093"), ..none() }),
        ("plex_film_tmdb_rated", none(), ExternalIds { tmdb: Some(603), ..none() }),
        ("plex_track", none(), ExternalIds { mbid: mbid.clone(), ..none() }),
        ("jellyfin_film_start", none(), matrix.clone()),
        ("jellyfin_older_plugin", none(), matrix.clone()),
        ("jellyfin_track_template", none(), ExternalIds { mbid: mbid.clone(), ..none() }),
        ("emby_film_stop", none(), matrix),
        ("emby_episode_unpause", none(), pilot.clone()),
        ("emby_track_start", none(), ExternalIds { mbid: mbid.clone(), ..none() }),
        ("kodi_play", none(), pilot),
        ("kodi_song_pause", none(), ExternalIds { mbid, ..none() }),
    ] {
        assert_eq!(ids(name), (show, work), "{name}");
    }
}

#[test]
fn what_a_server_says_of_people_and_time_is_kept() {
    let at = |text| Timestamp::parse_rfc3339(text);
    assert_eq!(sample("plex_episode").own, Some(true));
    assert_eq!(sample("plex_episode_tvdb").own, Some(false));
    assert_eq!(sample("jellyfin_film_start").own, None);
    assert_eq!(sample("jellyfin_film_start").at, at("2026-11-20T20:00:00.123Z"));
    assert_eq!(sample("emby_film_stop").at, at("2026-11-20T22:16:00Z"));
    assert_eq!(sample("plex_episode").at, None);
    assert_eq!(sample("emby_film_stop").device, "s1");
    // One whose time is its own, and nobody knows how far that is from ours.
    let local = r#"{"NotificationType":"PlaybackStart","Timestamp":"2026-11-20T21:00:00"}"#;
    assert_eq!(read(local).unwrap().at, None);
}

#[test]
fn what_is_none_of_theirs_says_why() {
    for (text, wrong) in [
        ("", Unreadable::NotJson),
        (r#"{"NotificationType":"PlaybackStart","Name":}"#, Unreadable::NotJson),
        ("[]", Unreadable::Unknown),
        (r#"{"event":"push"}"#, Unreadable::Unknown),
        (r#"{"NotificationType":7}"#, Unreadable::Unknown),
        (r#"{"method":"ping","params":{}}"#, Unreadable::Unknown),
    ] {
        assert_eq!(read(text), Err(wrong), "{text}");
        assert!(wrong.message().ends_with('.'));
    }
}

#[test]
fn the_field_of_a_form_is_found_wherever_it_stands() {
    let form = form_of("multipart/form-data; boundary=\"----x\"");
    assert_eq!(form, Form::Parts("----x".to_owned()));
    let payload = "------x\r\nContent-Disposition: form-data; name=\"payload\"\r\n\
                   Content-Type: application/json\r\n\r\n{\"a\":1}\r\n";
    let thumb = "------x\r\nContent-Disposition: form-data; name=\"thumb\"; \
                 filename=\"payload.jpg\"\r\n\r\n\u{fffd}\r\n\r\n--\r\n";
    let found = Some("{\"a\":1}".to_owned());
    for text in [format!("{payload}{thumb}------x--\r\n"), format!("{thumb}{payload}------x--\r\n")]
    {
        assert_eq!(form.payload(text.as_bytes(), true), found);
        for end in 0..text.len() {
            let so_far = form.payload(&text.as_bytes()[..end], false);
            assert!(so_far.is_none() || so_far == found, "{end}");
        }
    }
    assert_eq!(form.payload(format!("{thumb}------x--\r\n").as_bytes(), true), None);
    assert_eq!(form_of("multipart/form-data").payload(b"--\r\n", true), None);
    let pairs = form_of("application/x-www-form-urlencoded; charset=utf-8");
    assert_eq!(pairs.payload(b"x=2&data=%7B%22a%22%3A1%7D", true), found);
    assert_eq!(pairs.payload(b"data=%7B%22a", false), None);
    assert_eq!(form_of("text/plain").payload(b"{\"a\":1}", true), found);
}

/// A player at a server: what it says is followed, and what becomes so of it.
struct Told {
    follower: Follower,
    session: Session,
    notice: Notice,
    facts: Vec<Fact>,
}

/// A film of 1,000 s, or a track of as many.
const LENGTH: i64 = 1_000;

impl Told {
    fn of(name: &str) -> Self {
        let notice = Notice { duration: Some(Span::from_secs(LENGTH)), at: None, ..sample(name) };
        let rules = vec![Rule::video(80.0, 0.5).rule, Rule::music(50.0, 240.0).rule];
        let (follower, session) = (Follower::default(), Session::new(rules));
        Self { follower, session, notice, facts: Vec::new() }
    }

    /// At this second the server says that, with the place it tells.
    fn says(mut self, second: i64, event: Event, place: Option<i64>) -> Self {
        let now = Timestamp::from_secs(1_800_000_000 + second);
        let notice = Notice { event, position: place.map(Span::from_secs), ..self.notice.clone() };
        let media = notice.item.clone().unwrap().media.unwrap();
        let beginning = Beginning { play_id: "play".to_owned(), media, resume: None };
        for (at, event) in self.follower.take(now, &notice, beginning) {
            self.facts.extend(self.session.handle(at, event));
        }
        self
    }

    /// The ids of the plays that counted, and what was credited at the end, in seconds.
    fn counted(&self) -> (Vec<&str>, i64) {
        let watched = |fact: &&Fact| matches!(fact.what, What::Watched { .. });
        let ids = self.facts.iter().filter(watched).map(|fact| &*fact.play_id).collect();
        let credit = self.facts.iter().map(|fact| fact.credit.millis()).max().unwrap_or(0);
        (ids, (credit + 500) / 1000)
    }
}

const STOP: Event = Event::Stop { finished: false };
const END: Event = Event::Stop { finished: true };

#[test]
fn what_lies_between_two_notices_was_played_as_far_as_the_clock_allows() {
    use Event::{Pause, Play, Progress, Resume, Scrobble, Seek};
    type Said<'a> = &'a [(i64, Event, Option<i64>)];
    let film: &[(&str, Said<'_>, usize, i64)] = &[
        ("from start to end", &[(0, Play, Some(0)), (1000, STOP, Some(1000))], 1, 1000),
        ("its end unknown", &[(0, Play, Some(0)), (1000, STOP, None)], 0, 0),
        ("counted there", &[(0, Play, Some(0)), (900, Scrobble, None), (990, STOP, None)], 1, 900),
        ("counted late", &[(0, Play, Some(0)), (990, STOP, None), (991, Scrobble, None)], 1, 900),
        ("counted alone", &[(0, Scrobble, None)], 1, 811),
        ("finished alone", &[(0, END, Some(0))], 1, 1000),
        ("stopped alone", &[(0, STOP, Some(990))], 0, 0),
        ("skipped through", &[(0, Play, Some(0)), (100, END, Some(1000))], 0, 100),
        ("half of it skipped", &[(0, Play, Some(0)), (500, STOP, Some(990))], 1, 500),
        (
            "a pause in it",
            &[
                (0, Play, Some(0)),
                (300, Pause, Some(300)),
                (900, Resume, Some(300)),
                (1600, STOP, Some(1000)),
            ],
            1,
            1000,
        ),
        (
            "a pause, and nothing of its end",
            &[(0, Play, Some(0)), (300, Pause, Some(300)), (1600, STOP, Some(1000))],
            1,
            1000,
        ),
        (
            "paused to its end",
            &[(0, Play, Some(0)), (300, Pause, Some(300)), (1600, STOP, Some(300))],
            0,
            300,
        ),
        ("a pause that was not told", &[(0, Play, Some(0)), (2000, STOP, Some(1000))], 1, 1000),
        (
            "back again",
            &[(0, Play, Some(0)), (100, Seek, Some(20)), (200, STOP, Some(120))],
            0,
            200,
        ),
        (
            "told all the time",
            &[
                (0, Play, Some(0)),
                (10, Progress, Some(10)),
                (20, Progress, Some(20)),
                (850, STOP, Some(850)),
            ],
            1,
            850,
        ),
        ("its beginning not told", &[(10, Progress, Some(10)), (850, STOP, Some(850))], 1, 840),
        (
            "its end not told, then anew",
            &[
                (0, Play, Some(0)),
                (50, Progress, Some(50)),
                (990, Play, Some(0)),
                (1000, STOP, Some(10)),
            ],
            0,
            60,
        ),
        (
            "twice over",
            &[
                (0, Play, Some(0)),
                (1000, STOP, Some(1000)),
                (2000, Play, Some(0)),
                (3000, STOP, Some(1000)),
            ],
            2,
            1000,
        ),
        (
            "stopped twice",
            &[
                (0, Play, Some(0)),
                (1000, STOP, Some(1000)),
                (1001, STOP, Some(1000)),
                (1002, Pause, Some(1000)),
                (1003, Progress, Some(1000)),
                (1004, Scrobble, None),
            ],
            1,
            1000,
        ),
        (
            "nothing that plays",
            &[(0, Pause, Some(100)), (10, Seek, Some(500)), (20, STOP, Some(900))],
            0,
            0,
        ),
    ];
    let track: &[(&str, Said<'_>, usize, i64)] = &[
        ("no place is told", &[(0, Play, Some(0)), (600, STOP, None)], 1, 600),
        ("too little", &[(0, Play, Some(0)), (200, STOP, None)], 0, 200),
    ];
    for (name, cases) in [("plex_film_imdb", film), ("plex_track", track)] {
        for (what, said, plays, credit) in cases {
            let told = said
                .iter()
                .fold(Told::of(name), |told, (at, event, place)| told.says(*at, *event, *place));
            let (ids, credited) = told.counted();
            assert_eq!((ids.len(), credited), (*plays, *credit), "{what}: {:#?}", told.facts);
        }
    }
}

#[test]
fn what_is_older_than_what_was_heard_changes_nothing() {
    let at = |second: i64| Some(Timestamp::from_secs(1_800_000_000 + second));
    let mut told = Told::of("plex_film_imdb");
    told.notice.at = at(1000);
    told = told.says(5000, STOP, Some(1000));
    told.notice.at = at(0);
    let before = told.follower.clone();
    told = told.says(5001, Event::Play, Some(0));
    assert_eq!((told.follower.clone(), told.counted().0.len()), (before, 0));
    // Nothing of last month is.
    let told = Told::of("plex_film_imdb");
    let month = Notice { at: at(-30 * 86_400), ..told.notice.clone() };
    let told = Told { notice: month, ..told }.says(0, Event::Play, Some(0));
    assert_eq!((told.facts.len(), told.follower.due_at()), (0, None));
}

#[test]
fn what_plays_is_believed_for_as_long_as_it_can() {
    let at = |second: i64| Timestamp::from_secs(1_800_000_000 + second);
    let mut told = Told::of("plex_film_imdb").says(0, Event::Play, Some(400));
    assert_eq!(told.follower.due_at(), Some(at(600 + 600)));
    assert!(told.follower.wake(at(1199), false).is_empty());
    assert_eq!(told.follower.wake(at(1200), false), [(at(1200), PlayerEvent::Unload)]);
    assert_eq!(told.follower.due_at(), None);
    let mut track = Told::of("plex_track").says(0, Event::Play, Some(0));
    track.follower.leave(at(600));
    assert_eq!(track.follower.due_at(), Some(at(660)));
    let last = track.follower.wake(at(660), true).pop();
    assert_eq!(last, Some((at(600), PlayerEvent::Unload)));
    let mut paused = Told::of("plex_track").says(0, Event::Play, Some(0));
    paused = paused.says(10, Event::Pause, Some(10));
    paused.follower.leave(at(20));
    assert_eq!(paused.follower.due_at(), None, "it does not play");
}

// Not on wasm32, where proptest does not go.
#[cfg(not(target_arch = "wasm32"))]
mod any {
    use proptest::prelude::*;

    use super::*;

    fn any_event() -> impl Strategy<Value = Event> {
        prop_oneof![
            Just(Event::Play),
            Just(Event::Pause),
            Just(Event::Resume),
            Just(Event::Progress),
            Just(Event::Seek),
            Just(STOP),
            Just(END),
            Just(Event::Scrobble),
        ]
    }

    proptest! {
        #[test]
        fn any_text_is_a_notice_or_none(text in "\\PC{0,200}", at in 0..SAMPLES.len(), cut in 0..4000_usize) {
            drop(read(&text));
            // A sample that was cut or changed, too.
            let sample = SAMPLES[at].1;
            let cut = (0..=cut.min(sample.len())).rev().find(|at| sample.is_char_boundary(*at)).unwrap();
            drop(read(&format!("{}{text}{}", &sample[..cut], &sample[cut..])));
            drop(read(&sample[..cut]));
        }

        #[test]
        fn bytes_are_a_form_or_none(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            for kind in ["multipart/form-data; boundary=a", "application/x-www-form-urlencoded", ""] {
                drop(form_of(kind).payload(&bytes, true));
            }
        }

        /// Whatever is said in whatever order: no more is played than time went by, save where
        /// the server's word stands for all of it; and said twice at once it is said once.
        #[test]
        fn no_more_is_played_than_there_was_time(
            said in prop::collection::vec((1..2000_i64, any_event(), prop::option::of(0..LENGTH)), 1..20)
        ) {
            let words = said.iter().any(|(_, event, _)| matches!(event, Event::Scrobble) || *event == END);
            let (mut once, mut twice, mut now) = (Told::of("plex_film_imdb"), Told::of("plex_film_imdb"), 0);
            for (wait, event, place) in said {
                now += wait;
                once = once.says(now, event, place);
                twice = twice.says(now, event, place).says(now, event, place);
            }
            let credit: i64 = {
                let mut best = std::collections::BTreeMap::new();
                for fact in &once.facts {
                    let most = best.entry(fact.play_id.clone()).or_insert(0);
                    *most = fact.credit.millis().max(*most);
                }
                best.values().sum()
            };
            let most = now * 1000 + 500 * 20 + if words { LENGTH * 1000 } else { 0 };
            prop_assert!(credit <= most, "{credit} of {most}");
            prop_assert_eq!(once.counted().0, twice.counted().0);
        }
    }
}
