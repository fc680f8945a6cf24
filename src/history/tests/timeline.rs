use proptest::prelude::*;

use super::super::{Groups, Library, Merged, Origin, Rules, Timeline, When, Zone, newest};
use super::{library, tale};
use crate::media::{Movie, PartialDate, Rating, Work};
use crate::providers::{Listing, Row};
use crate::time::{Span, Timestamp};

fn film(title: &str) -> Row {
    Row::of(Work::Movie(Movie { title: title.into(), ..Movie::default() }))
}

fn service(name: &str) -> Origin {
    Origin::Service(name.into())
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).unwrap()
}

#[test]
fn a_day_stands_where_it_begins_for_the_person_and_the_unknown_last() {
    let mut library = Library::default();
    let mut add = |title: &str, when: When| {
        let mut row = film(title);
        match when {
            When::At(moment) => row.at = Some(moment),
            When::On(date) => row.on = Some(date),
            When::Unknown => {}
        }
        library.add(&row, Listing::History, &service("one"));
    };
    let on = |text| When::On(PartialDate::parse(text).unwrap());
    add("unknown", When::Unknown);
    add("noon", When::At(at("2024-03-05T12:00:00Z")));
    add("the day", on("2024-03-05"));
    add("late the day before", When::At(at("2024-03-04T13:59:59Z")));
    add("early", When::At(at("2024-03-04T14:00:01Z")));
    add("the month", on("2024-03"));
    add("the year", on("2024"));
    let rules = Rules::of(Zone::fixed(Span::from_hours(10)).unwrap());
    let merged = Merged::of(&library, &rules);
    let timeline = Timeline::of(&merged, &rules.zone);
    let titles: Vec<String> = timeline
        .from(&merged, 0)
        .map(|play| match merged.groups().work(library.items(), play.work) {
            Some(Work::Movie(movie)) => movie.title,
            _ => String::new(),
        })
        .collect();
    let sorted = ["the year", "the month", "late the day before", "the day", "early", "noon"];
    assert_eq!(titles[..6], sorted);
    assert_eq!((timeline.timed(), titles.len(), &*titles[6]), (6, 7, "unknown"));
    assert_eq!(timeline.find(at("2024-03-04T14:00:00Z")), 3);
    assert_eq!(timeline.find(at("2030-01-01T00:00:00Z")), 6);
}

#[test]
fn of_what_several_say_the_newest_counts() {
    let mut library = Library::default();
    let mut rate = |name: &str, points, secs: Option<i64>| {
        let rating = Rating::of_ten(points);
        let row = Row { rating, at: secs.map(Timestamp::from_secs), ..film("Lake") };
        library.add(&row, Listing::Ratings, &service(name));
    };
    rate("one", 9, None);
    rate("two", 3, Some(20));
    rate("three", 8, Some(10));
    let groups = Groups::of(library.items());
    let said = newest(&groups, library.ratings());
    assert_eq!(said.len(), 1);
    let mark = said.into_values().next().unwrap();
    assert_eq!(Some(mark.value), Rating::of_ten(3));
    assert_eq!(library.origin_of(mark.origin), Some(&service("two")));
}

proptest! {
    #[test]
    fn the_order_is_that_of_time_and_nothing_is_left_out(tale in tale()) {
        let library = library(&tale);
        let merged = Merged::of(&library, &Rules::of(Zone::UTC));
        let timeline = Timeline::of(&merged, &Zone::UTC);
        let plays: Vec<_> = timeline.from(&merged, 0).collect();
        let mut in_order: Vec<&[u32]> = plays.iter().map(|play| play.records).collect();
        let mut all: Vec<&[u32]> = merged.plays().map(|play| play.records).collect();
        in_order.sort_unstable();
        all.sort_unstable();
        prop_assert_eq!(in_order, all);
        for (place, play) in plays.iter().enumerate() {
            match play.when {
                When::At(at) => {
                    prop_assert!(timeline.find(at) <= place);
                    prop_assert!(timeline.find(at + Span::from_millis(1)) > place);
                }
                When::On(_) => prop_assert!(place < timeline.timed()),
                When::Unknown => prop_assert!(place >= timeline.timed()),
            }
        }
    }
}
