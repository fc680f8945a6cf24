use proptest::prelude::*;

use super::super::stats::Stats;
use super::super::{Library, Merged, Origin, Rules, Zone};
use super::{library, tale};
use crate::media::{Episode, ExternalIds, Movie, PartialDate, Rating, Show, Track, Work, WorkKind};
use crate::providers::{Listing, Row};
use crate::time::{Span, Timestamp};

fn film(id: u64) -> Work {
    let ids = ExternalIds { tmdb: Some(id), ..ExternalIds::default() };
    Work::Movie(Movie { title: format!("Lakes {id}"), year: Some(2001), ids })
}

fn episode(show: &str, number: u32) -> Work {
    let show = Show { title: show.to_owned(), year: Some(2020), ids: ExternalIds::default() };
    Work::Episode(Episode { show, season: 1, number, ..Episode::default() })
}

fn song(artist: &str, title: &str) -> Work {
    let (artist, title) = (artist.to_owned(), title.to_owned());
    Work::Track(Track { artist, title, duration_ms: Some(150_000), ..Track::default() })
}

fn at(text: &str, work: Work) -> Row {
    Row { at: Timestamp::parse_rfc3339(text), ..Row::of(work) }
}

fn on(text: &str, work: Work) -> Row {
    Row { on: PartialDate::parse(text), ..Row::of(work) }
}

fn stats(library: &Library, zone: &Zone, days: Option<(i32, i32)>) -> Stats {
    let merged = Merged::of(library, &Rules::of(zone.clone()));
    let today = PartialDate::parse("2024-03-06").unwrap().first_day();
    Stats::of(library, &merged, zone, today, days)
}

fn told() -> Library {
    let mut library = Library::default();
    for row in [
        at("2024-02-28T20:00:00Z", film(1)),
        at("2024-02-29T22:30:00Z", film(1)),
        at("2024-03-01T10:00:00Z", episode("Boats", 1)),
        at("2024-03-04T10:00:00Z", episode("boats", 2)),
        at("2024-03-05T10:00:00Z", episode("Piers", 1)),
        at("2024-03-05T11:00:00Z", song("Air", "Moon")),
        at("2024-03-05T12:00:00Z", song("air", "Sun")),
        on("2023-05", film(2)),
        on("2022", film(3)),
        Row::of(film(4)),
    ] {
        library.add(&row, Listing::History, &Origin::Player);
    }
    let length = library.intern(&film(1)).unwrap();
    library.learn_length(length, Span::from_mins(90));
    for (id, points) in [(1, 70), (2, 74), (3, 100)] {
        let rating = Rating::of_hundred(points);
        library.add(&Row { rating, ..Row::of(film(id)) }, Listing::Ratings, &Origin::Player);
    }
    library
}

#[test]
fn a_history_in_numbers() {
    let it = stats(&told(), &Zone::UTC, None);
    let total = |kind| {
        let total = it.totals.get(&kind).unwrap();
        (total.plays, total.works, total.minutes, total.unmeasured)
    };
    assert_eq!(total(WorkKind::Movie), (5, 4, 180, 3));
    assert_eq!(total(WorkKind::Episode), (3, 3, 0, 3));
    assert_eq!(total(WorkKind::Track), (2, 2, 5, 0));
    assert_eq!(it.undated, 1);
    let periods = |periods: &[super::super::stats::Period]| -> Vec<(String, u64, u64)> {
        let plays = |it: &super::super::stats::Period| it.plays.values().sum();
        periods.iter().map(|it| (it.from.to_string(), plays(it), it.minutes)).collect()
    };
    let expected = [("2023-05", 1, 0), ("2024-02", 2, 180), ("2024-03", 5, 5)];
    assert_eq!(periods(&it.months), expected.map(|(from, plays, it)| (from.to_owned(), plays, it)));
    let expected = [("2024-02-26", 3, 180), ("2024-03-04", 4, 5)];
    assert_eq!(periods(&it.weeks), expected.map(|(from, plays, it)| (from.to_owned(), plays, it)));
    let expected = [
        ("2024-02-28", 1, 90),
        ("2024-02-29", 1, 90),
        ("2024-03-01", 1, 0),
        ("2024-03-04", 1, 0),
        ("2024-03-05", 3, 5),
    ];
    let days: Vec<_> =
        it.days.iter().map(|(day, plays, it)| (day.to_string(), *plays, *it)).collect();
    assert_eq!(days, expected.map(|(day, plays, it)| (day.to_owned(), plays, it)));
    assert_eq!((it.streak.current, it.streak.longest), (2, 3));
    assert_eq!(it.ratings, [0, 0, 0, 0, 0, 0, 2, 0, 0, 1]);
    let names = |tops: &[super::super::stats::Top]| -> Vec<(String, u64)> {
        tops.iter().map(|top| (top.title.to_lowercase(), top.plays)).collect()
    };
    assert_eq!(names(&it.shows), [("boats".to_owned(), 2), ("piers".to_owned(), 1)]);
    assert_eq!(names(&it.artists), [("air".to_owned(), 2)]);
    let films = ["lakes 1", "lakes 2", "lakes 3", "lakes 4"].into_iter().zip([2, 1, 1, 1]);
    let films: Vec<_> = films.map(|(title, plays)| (title.to_owned(), plays)).collect();
    assert_eq!(names(&it.films), films);
    assert_eq!(it.binges, []);
}

/// A show's episodes, each so many minutes after the evening began.
fn evening(show: &str, minutes: &[i64]) -> Vec<Row> {
    let began = Timestamp::parse_rfc3339("2024-03-05T20:00:00Z").unwrap();
    let seen = (1..).zip(minutes);
    let row = |(number, after): (u32, &i64)| Row {
        at: Some(began + Span::from_mins(*after)),
        ..Row::of(episode(show, number))
    };
    seen.map(row).collect()
}

fn binges(rows: &[Row], length: Option<i64>) -> Vec<(String, String, u64, u64)> {
    let mut library = Library::default();
    for row in rows {
        library.add(row, Listing::History, &Origin::Player);
        if let Some(minutes) = length {
            let item = library.intern(&row.work).unwrap();
            library.learn_length(item, Span::from_mins(minutes));
        }
    }
    let it = stats(&library, &Zone::UTC, None).binges;
    let shown = |it: super::super::stats::Binge| {
        (it.day.to_string(), it.title.to_lowercase(), it.episodes, it.minutes)
    };
    it.into_iter().map(shown).collect()
}

#[test]
fn episodes_one_after_another_are_a_binge() {
    let binge =
        |show: &str, plays, minutes| ("2024-03-05".to_owned(), show.to_owned(), plays, minutes);
    let mut rows = evening("Boats", &[0, 50, 100, 300, 350]);
    rows.extend(evening("Piers", &[30, 80, 130, 180]));
    assert_eq!(binges(&rows, Some(45)), [binge("piers", 4, 180), binge("boats", 3, 135)]);
    // Over midnight it is one still.
    assert_eq!(binges(&evening("Boats", &[180, 230, 280]), None), [binge("boats", 3, 0)]);
    assert_eq!(binges(&evening("Boats", &[0, 60, 121]), None), [], "a rest of more than an hour");
    assert_eq!(binges(&evening("Boats", &[0, 60, 121]), Some(45)), [binge("boats", 3, 135)]);
    assert_eq!(binges(&evening("Boats", &[0, 0, 0, 0, 0]), Some(45)), [], "only marked as seen");
    let mut again = evening("Boats", &[0, 50]);
    again.push(Row { at: again[1].at.map(|at| at + Span::from_mins(50)), ..again[1].clone() });
    assert_eq!(binges(&again, Some(45)), [], "one of them twice");
    // Without a rest for days it is one a day.
    let days: Vec<i64> = (0..66).map(|it| it * 50).collect();
    assert_eq!(binges(&evening("Boats", &days), Some(45)).len(), 3);
}

#[test]
fn days_are_those_of_the_person() {
    let zone = Zone::fixed(Span::from_hours(2)).unwrap();
    let it = stats(&told(), &zone, None);
    assert_eq!(it.streak.longest, 2, "the 29th of February had no play there");
    let day = |text| PartialDate::parse(text).unwrap();
    let march = (day("2024-03").first_day(), day("2024-03").last_day());
    let it = stats(&told(), &zone, Some(march));
    assert_eq!((it.totals.get(&WorkKind::Movie).unwrap().plays, it.undated), (1, 0));
    assert_eq!(it.months.len(), 1);
}

proptest! {
    #[test]
    fn every_play_is_counted_once(tale in tale(), hours in -12_i64..14) {
        let library = library(&tale);
        let zone = Zone::fixed(Span::from_hours(hours)).unwrap();
        let it = stats(&library, &zone, None);
        let merged = Merged::of(&library, &Rules::of(zone));
        let plays: u64 = it.totals.values().map(|total| total.plays).sum();
        prop_assert_eq!(plays, merged.len() as u64);
        let in_weeks: u64 = it.weeks.iter().flat_map(|it| it.plays.values()).sum();
        let in_months: u64 = it.months.iter().flat_map(|it| it.plays.values()).sum();
        prop_assert!(in_weeks <= in_months && in_months + it.undated <= plays);
        let in_days: u64 = it.days.iter().map(|(_, plays, _)| plays).sum();
        prop_assert_eq!(in_days, in_weeks);
        prop_assert!(it.streak.current <= it.streak.longest);
    }
}
