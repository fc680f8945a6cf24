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
    assert_eq!((it.streak.current, it.streak.longest), (2, 3));
    assert_eq!(it.ratings, [0, 0, 0, 0, 0, 0, 2, 0, 0, 1]);
    let names = |tops: &[super::super::stats::Top]| -> Vec<(String, u64)> {
        tops.iter().map(|top| (top.title.to_lowercase(), top.plays)).collect()
    };
    assert_eq!(names(&it.shows), [("boats".to_owned(), 2), ("piers".to_owned(), 1)]);
    assert_eq!(names(&it.artists), [("air".to_owned(), 2)]);
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
        prop_assert!(it.streak.current <= it.streak.longest);
    }
}
