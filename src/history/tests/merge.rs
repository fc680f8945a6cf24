use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::zone::tests::zone;
use super::super::{Library, Merged, Origin, Rules, Source, Stamps, When, Window, Zone};
use super::{Told, contents, library, plays, tale, united};
use crate::media::{Episode, ExternalIds, Movie, PartialDate, Show, Track, Work};
use crate::providers::{Listing, Row};
use crate::time::Timestamp;

fn rules() -> impl Strategy<Value = Rules> {
    let zones = [
        chrono_tz::UTC,
        chrono_tz::Europe::Berlin,
        chrono_tz::Pacific::Apia,
        chrono_tz::Australia::Lord_Howe,
    ];
    let zones: Vec<Zone> = zones.into_iter().map(zone).collect();
    let window = prop_oneof![
        2 => Just(Window::Day),
        1 => Just(Window::Runtime),
        1 => (0_u32..100_000).prop_map(Window::Seconds)
    ];
    let stamps = prop::sample::select(vec![Stamps::Start, Stamps::End, Stamps::Unknown]);
    let source = (window, any::<bool>(), stamps).prop_map(|(window, coarse, stamps)| Source {
        window,
        coarse,
        stamps,
    });
    let sources = prop::collection::btree_map(super::origin(), source, 0..4);
    (prop::sample::select(zones), sources)
        .prop_map(|(zone, sources)| Rules { zone, sources: sources.into_iter().collect() })
}

fn view(library: &Library, rules: &Rules) -> Vec<(When, Vec<String>)> {
    plays(library, &Merged::of(library, rules))
}

proptest! {
    #[test]
    fn whoever_is_merged_with_whom_and_however_often(
        tales in [tale(), tale(), tale()], rules in rules()
    ) {
        let [a, b, c] = tales.each_ref().map(|tale| library(tale));
        let all = united(&[&a, &b, &c]);
        for other in [
            united(&[&c, &b, &a]),
            united(&[&united(&[&b, &c]), &a]),
            united(&[&a, &united(&[&c, &b])]),
            united(&[&all, &a, &all]),
        ] {
            prop_assert_eq!(contents(&other), contents(&all));
            prop_assert_eq!(view(&other, &rules), view(&all, &rules));
            let questions = |library| Merged::of(library, &rules).questions().len();
            prop_assert_eq!(questions(&other), questions(&all));
        }
    }

    #[test]
    fn every_record_is_of_one_play_and_no_origin_twice(tale in tale(), rules in rules()) {
        let library = library(&tale);
        let merged = Merged::of(&library, &rules);
        let mut seen = BTreeSet::new();
        for play in merged.plays() {
            let mut who = BTreeSet::new();
            for row in play.records {
                prop_assert!(seen.insert(*row), "a record of two plays");
                let record = library.play(*row as usize).unwrap();
                prop_assert!(who.insert((record.origin, record.summary)), "an origin twice");
                prop_assert_eq!(merged.groups().group(record.item), Some(play.work));
                if let (When::At(at), When::At(earliest)) = (record.when, play.when) {
                    let start = record.item;
                    let length = library.items().length(start).map_or(0, |it| it.millis());
                    prop_assert!(earliest.millis() <= at.millis() + length.max(180_000));
                }
            }
            let dated = play.records.iter().any(|row| {
                matches!(library.play(*row as usize).unwrap().when, When::At(_))
            });
            prop_assert_eq!(dated, matches!(play.when, When::At(_)), "nothing becomes now");
        }
        // What is left out says the same as one that is in.
        let names = |rows: &mut dyn Iterator<Item = u32>| -> BTreeSet<String> {
            rows.map(|row| {
                let play = library.play(row as usize).unwrap();
                let group = merged.groups().group(play.item);
                format!(
                    "{group:?} {:?} {:?} {:?} {}",
                    play.when, play.origin, play.record, play.summary
                )
            }).collect()
        };
        let all = names(&mut (0..library.len() as u32));
        prop_assert_eq!(names(&mut seen.into_iter()), all);
    }

    #[test]
    fn one_origin_alone_keeps_all_its_plays(tale in tale(), rules in rules()) {
        let own: Vec<Told> = tale
            .into_iter()
            .map(|told| {
                let listing = if told.listing == Listing::Watched { Listing::History } else {
                    told.listing
                };
                Told { listing, origin: Origin::Player, ..told }
            })
            .collect();
        let library = library(&own);
        let merged = Merged::of(&library, &rules);
        prop_assert!(merged.plays().all(|play| play.records.len() == 1));
        prop_assert!(merged.questions().is_empty());
    }

    #[test]
    fn two_services_that_tell_of_the_same_days_tell_of_the_same_plays(
        days in prop::collection::btree_set(-25_000_i64..47_000, 1..20),
        late in 0_i64..80_000,
    ) {
        // In UTC, at any time of the day, another one at each service.
        let rules = Rules::of(Zone::UTC);
        let tale: Vec<Told> = days
            .iter()
            .flat_map(|day| [("service:one", 0), ("service:two", late)].map(|(origin, secs)| {
                Told {
                    row: at(film(), day * 86_400 + 3_000 + secs),
                    listing: Listing::History,
                    origin: Origin::parse(origin).unwrap(),
                    also: None,
                }
            }))
            .collect();
        let library = library(&tale);
        let merged = Merged::of(&library, &rules);
        prop_assert_eq!(merged.len(), days.len());
        let expected = days.iter().map(|day| Timestamp::from_secs(day * 86_400 + 3_000));
        prop_assert!(merged.plays().map(|play| play.when).eq(expected.map(When::At)));
    }
}

fn film() -> Work {
    let ids = ExternalIds { imdb: Some("tt1".into()), ..ExternalIds::default() };
    Work::Movie(Movie { title: "Lake".into(), year: None, ids })
}

fn episode() -> Work {
    let show = Show { title: "Boats".into(), ..Show::default() };
    Work::Episode(Episode { show, season: 1, number: 1, ..Episode::default() })
}

fn song() -> Work {
    let (title, artist) = ("Harbour".into(), "Air".into());
    Work::Track(Track { title, artist, duration_ms: Some(200_000), ..Track::default() })
}

fn at(work: Work, secs: i64) -> Row {
    Row { at: Some(Timestamp::from_secs(secs)), ..Row::of(work) }
}

fn on(work: Work, date: &str) -> Row {
    Row { on: PartialDate::parse(date), ..Row::of(work) }
}

/// Told by one origin after the other.
fn told(rows: Vec<(&str, Row)>) -> Library {
    let mut library = Library::default();
    for (origin, row) in rows {
        library.add(&row, Listing::History, &Origin::parse(origin).unwrap());
    }
    library
}

/// How many plays, and how many questions.
fn count(rows: Vec<(&str, Row)>, rules: &Rules) -> (usize, usize) {
    let merged = Merged::of(&told(rows), rules);
    (merged.len(), merged.questions().len())
}

fn secs(text: &str) -> i64 {
    Timestamp::parse_rfc3339(text).unwrap().secs()
}

#[test]
fn films_and_episodes_are_the_same_on_one_day_or_within_their_length() {
    let berlin = Rules::of(zone(chrono_tz::Europe::Berlin));
    let apia = Rules::of(zone(chrono_tz::Pacific::Apia));
    for (rules, work, one, other, plays) in [
        (&berlin, film(), "2024-05-01T00:10:00+02:00", "2024-05-01T23:50:00+02:00", 1),
        (&berlin, film(), "2024-05-01T20:00:00+02:00", "2024-05-02T20:00:00+02:00", 2),
        // Midnight is no wall.
        (&berlin, film(), "2024-05-01T23:30:00+02:00", "2024-05-02T00:59:00+02:00", 1),
        (&berlin, film(), "2024-05-01T23:30:00+02:00", "2024-05-02T01:00:00+02:00", 2),
        (&berlin, episode(), "2024-05-01T23:50:00+02:00", "2024-05-02T00:09:00+02:00", 1),
        (&berlin, episode(), "2024-05-01T23:50:00+02:00", "2024-05-02T00:11:00+02:00", 2),
        // A day of 25 hours, and one of 23.
        (&berlin, episode(), "2024-10-27T00:00:00+02:00", "2024-10-27T23:59:00+01:00", 1),
        (&berlin, episode(), "2024-03-31T00:00:00+01:00", "2024-04-01T00:21:00+02:00", 2),
        // The day that was skipped lies between two that follow each other.
        (&apia, episode(), "2011-12-30T09:30:00Z", "2011-12-30T10:30:00Z", 2),
        (&apia, episode(), "2011-12-30T10:00:00Z", "2011-12-31T09:59:00Z", 1),
        (&berlin, episode(), "1900-02-28T12:00:00Z", "1900-03-01T12:00:00Z", 2),
    ] {
        let rows = vec![
            ("service:one", at(work.clone(), secs(one))),
            ("service:two", at(work.clone(), secs(other))),
        ];
        assert_eq!(count(rows, rules).0, plays, "{one} {other}");
    }
}

#[test]
fn the_length_that_is_known_counts() {
    let mut library = told(vec![
        ("player", at(episode(), secs("2024-05-01T23:50:00Z"))),
        ("service:one", at(episode(), secs("2024-05-02T00:15:00Z"))),
    ]);
    let rules = Rules::of(Zone::UTC);
    assert_eq!(Merged::of(&library, &rules).len(), 2);
    let item = library.play(0).unwrap().item;
    library.learn_length(item, crate::time::Span::from_mins(45));
    assert_eq!(Merged::of(&library, &rules).len(), 1);
}

#[test]
fn a_narrower_window_counts_for_all_who_are_compared_with_it() {
    let window = |window| {
        let source = Source { window, ..Source::default() };
        let one = Origin::Service("one".into());
        Rules { sources: [(one, source)].into(), ..Rules::of(Zone::UTC) }
    };
    for (window, apart, plays) in [
        (self::window_of("day"), 80_000, 1),
        (self::window_of("runtime"), 5_399, 1),
        (self::window_of("runtime"), 5_400, 2),
        (Window::Seconds(60), 60, 1),
        (Window::Seconds(60), 61, 2),
    ]
    .map(|(which, apart, plays)| (window(which), apart, plays))
    {
        for rows in [["service:one", "service:two"], ["player", "service:one"]] {
            let rows = vec![(rows[0], at(film(), 0)), (rows[1], at(film(), apart))];
            assert_eq!(count(rows, &window).0, plays, "{window:?} {apart}");
        }
    }
}

fn window_of(name: &str) -> Window {
    serde_json::from_str(&format!("\"{name}\"")).unwrap()
}

#[test]
fn two_of_one_origin_are_two_and_the_nearest_find_each_other() {
    let rules = Rules::of(Zone::UTC);
    let library = told(vec![
        ("player", at(film(), 10_000)),
        ("player", at(film(), 50_000)),
        ("service:one", at(film(), 50_400)),
        ("service:two", at(film(), 50_300)),
        ("service:one", at(film(), 9_000)),
    ]);
    let merged = Merged::of(&library, &rules);
    let found: Vec<_> = merged.plays().map(|play| (play.when, play.records.to_vec())).collect();
    let when = |secs| When::At(Timestamp::from_secs(secs));
    assert_eq!(found, [(when(9_000), vec![4, 0]), (when(50_000), vec![1, 3, 2])]);
}

#[test]
fn music_is_told_to_the_second_or_to_the_minute_at_its_start_or_its_end() {
    let source = |coarse, stamps| Source { coarse, stamps, ..Source::default() };
    let (fine, coarse) = (|stamps| source(false, stamps), |stamps| source(true, stamps));
    use Stamps::{End, Start, Unknown};
    for (one, other, apart, expected) in [
        (fine(Start), fine(Start), 10, (1, 0)),
        (fine(Start), fine(Start), 11, (2, 0)),
        (fine(Start), coarse(Start), 60, (1, 0)),
        (fine(Start), coarse(Start), 61, (2, 0)),
        (fine(Start), fine(End), 200, (1, 0)),
        (fine(Start), fine(End), 211, (2, 0)),
        (fine(Start), fine(End), 0, (2, 0)),
        (coarse(Start), fine(End), 259, (1, 0)),
        // One length apart, and nobody knows which end: that is asked.
        (fine(Start), fine(Unknown), 200, (2, 1)),
        (fine(Unknown), fine(Unknown), 195, (2, 1)),
        (fine(Unknown), fine(Unknown), 215, (2, 0)),
        (fine(Start), fine(Unknown), 5, (1, 0)),
        (fine(Start), fine(Start), 200, (2, 0)),
    ] {
        let sources = [("one", one), ("two", other)]
            .map(|(name, source)| (Origin::Service(name.into()), source));
        let rules = Rules { sources: sources.into(), ..Rules::of(Zone::UTC) };
        let rows = || vec![("service:one", at(song(), 0)), ("service:two", at(song(), apart))];
        assert_eq!(count(rows(), &rules), expected, "{one:?} {other:?} {apart}");
    }
}

#[test]
fn what_has_no_moment_goes_to_a_play_that_has_one_and_never_becomes_now() {
    let rules = Rules::of(zone(chrono_tz::America::New_York));
    let day = |date| When::On(PartialDate::parse(date).unwrap());
    let late = secs("2024-02-29T23:30:00-05:00");
    let moment = When::At(Timestamp::from_secs(late));
    let undated = || ("service:two", Row::of(film()));
    let stamped = || ("service:one", at(film(), late));
    for (rows, expected) in [
        (vec![undated()], vec![When::Unknown]),
        (vec![undated(), stamped()], vec![moment]),
        // In their zone, on that day.
        (vec![("import:a", on(film(), "2024-02-29")), stamped()], vec![moment]),
        (vec![("import:a", on(film(), "2024-03-01")), stamped()], vec![moment, day("2024-03-01")]),
        (vec![("import:a", on(film(), "2024-02")), stamped(), undated()], vec![moment]),
        (vec![("import:a", on(film(), "2023")), stamped()], vec![moment, day("2023")]),
        (
            vec![("import:a", on(film(), "2023")), ("import:b", on(film(), "2023-12-31"))],
            vec![day("2023-12-31")],
        ),
        // A service that tells twice of one film tells of two plays.
        (vec![undated(), ("service:two", at(film(), late))], vec![moment, When::Unknown]),
    ] {
        let library = told(rows.clone());
        let merged = Merged::of(&library, &rules);
        let found: Vec<When> = merged.plays().map(|play| play.when).collect();
        assert_eq!(found, expected, "{rows:?}");
    }
}

#[test]
fn an_episode_is_one_play_though_catalogues_number_it_differently() {
    let of = |ids, season, number| {
        let show = Show { ids, ..Show::default() };
        Work::Episode(Episode { show, season, number, ..Episode::default() })
    };
    let tvdb = of(ExternalIds { tvdb: Some(990_001), ..ExternalIds::default() }, 2, 3);
    let cour = of(ExternalIds { mal: Some(990_002), ..ExternalIds::default() }, 1, 3);
    let absolute = of(ExternalIds { anidb: Some(990_003), ..ExternalIds::default() }, 1, 15);
    let mut library = Library::default();
    for (origin, work) in [("service:trakt", &tvdb), ("player", &cour), ("import:own", &absolute)] {
        let at = Some(Timestamp::from_secs(1_790_000_000));
        library.add(
            &Row { at, ..Row::of(work.clone()) },
            Listing::History,
            &Origin::parse(origin).unwrap(),
        );
    }
    let rules = Rules::of(Zone::UTC);
    assert_eq!(Merged::of(&library, &rules).plays().count(), 3);
    assert!(library.equate(&cour, &tvdb) && library.equate(&absolute, &cour));
    assert!(!library.equate(&tvdb, &cour), "that is known");
    assert!(!library.equate(&tvdb, &Work::Show(Show::default())), "a show is no episode");
    assert_eq!(Merged::of(&library, &rules).plays().count(), 1);
}
