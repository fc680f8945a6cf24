use proptest::prelude::*;

use super::super::{Added, Library, Origin, Play, Record, When};
use super::{Told, contents, library, tale};
use crate::media::{ExternalIds, Movie, PartialDate, Rating, Show, Work};
use crate::providers::{List, Listing, Row, Status};
use crate::time::Timestamp;

const MEGABYTE: usize = 1 << 20;

fn film(id: u64) -> Work {
    let ids = ExternalIds {
        trakt: Some(id),
        tmdb: Some(id + 7),
        imdb: Some(format!("tt{id:07}")),
        ..ExternalIds::default()
    };
    Work::Movie(Movie { title: format!("The Lake of {id}"), year: Some(2001), ids })
}

fn one() -> Origin {
    Origin::Service("one".into())
}

#[test]
fn a_million_plays_fit() {
    let mut library = Library::default();
    let origin = library.origin(&one()).unwrap();
    let items: Vec<_> = (0..100_000).map(|id| library.intern(&film(id)).unwrap()).collect();
    for play in 0..1_000_000_usize {
        // In an order of no use to anybody.
        let added = library.add_play(&Play {
            item: items[play * 7_919 % items.len()],
            when: When::At(Timestamp::from_secs(1_000_000_000 + play as i64 * 500)),
            origin,
            record: Record::number(9_000_000_000 + play as u64),
            rewatch: false,
            summary: false,
            shown_on: None,
        });
        assert_eq!(added, Added::New);
    }
    assert_eq!((library.len(), library.items().len()), (1_000_000, 100_000));
    assert!(library.bytes() <= 64 * MEGABYTE, "{} bytes", library.bytes());
}

proptest! {
    #[test]
    fn what_is_told_again_is_known(tale in tale()) {
        let mut library = library(&tale);
        let before = contents(&library);
        for Told { row, listing, origin, .. } in tale.iter().filter(|told| told.row.rating.is_none()) {
            if matches!(listing, Listing::History | Listing::Watched | Listing::Watchlist) {
                let added = library.add(row, *listing, origin);
                prop_assert_eq!(added, Added::Known);
            }
        }
        prop_assert_eq!(contents(&library), before);
    }

    #[test]
    fn an_origin_can_be_forgotten(tale in tale()) {
        let mut all = library(&tale);
        let others: Vec<Told> =
            tale.iter().filter(|told| told.origin != Origin::Player).cloned().collect();
        let others = contents(&library(&others));
        prop_assert_eq!(all.forget(&Origin::Player), contents(&library(&tale)).len() - others.len());
        prop_assert_eq!(contents(&all), others);
        prop_assert_eq!(all.forget(&Origin::Player), 0);
    }
}

#[test]
fn a_row_says_as_much_as_it_says() {
    let at = Timestamp::from_secs(1_700_000_000);
    let day = PartialDate::parse("2024-05-01");
    let show = || Work::Show(Show { title: "Boats".into(), ..Show::default() });
    let status = |work: Work, status| Row { status: Some(status), at: Some(at), ..Row::of(work) };
    for (listing, row, added, plays) in [
        (
            Listing::History,
            Row { at: Some(at), ..Row::of(film(1)) },
            Added::New,
            vec![When::At(at)],
        ),
        (Listing::History, Row::of(film(1)), Added::New, vec![When::Unknown]),
        (
            Listing::History,
            Row { on: day, ..Row::of(film(1)) },
            Added::New,
            vec![When::On(day.unwrap())],
        ),
        // A count is no dates.
        (
            Listing::Watched,
            Row { plays: Some(9), ..Row::of(film(1)) },
            Added::New,
            vec![When::Unknown],
        ),
        (Listing::Statuses, status(show(), Status::Completed), Added::New, vec![]),
        (Listing::Statuses, status(film(1), Status::Planned), Added::New, vec![]),
        // The moment of a status is that of its change.
        (Listing::Statuses, status(film(1), Status::Completed), Added::New, vec![When::Unknown]),
        (
            Listing::Statuses,
            Row { finished_on: day, ..status(film(1), Status::Completed) },
            Added::New,
            vec![When::On(day.unwrap())],
        ),
        (Listing::Loved, Row { loved: Some(false), ..Row::of(film(1)) }, Added::Nothing, vec![]),
        (Listing::Playback, Row { at: Some(at), ..Row::of(film(1)) }, Added::Nothing, vec![]),
    ] {
        let mut library = Library::default();
        assert_eq!(library.add(&row, listing, &one()), added, "{listing:?} {row:?}");
        let found: Vec<When> = library.plays().map(|play| play.when).collect();
        assert_eq!(found, plays, "{listing:?} {row:?}");
        assert_eq!(library.is_empty(), added == Added::Nothing);
    }
}

#[test]
fn what_else_a_row_says_is_kept_and_the_newer_counts() {
    let mut library = Library::default();
    let at = |secs| Some(Timestamp::from_secs(secs));
    let rated =
        |secs, points| Row { at: at(secs), rating: Rating::of_ten(points), ..Row::of(film(1)) };
    for (secs, points, added) in
        [(20, 8, Added::New), (10, 3, Added::Known), (30, 9, Added::Changed), (30, 9, Added::Known)]
    {
        assert_eq!(library.add(&rated(secs, points), Listing::Ratings, &one()), added, "{secs}");
    }
    let values: Vec<_> = library.ratings().map(|mark| (mark.at, mark.value.ten())).collect();
    assert_eq!(values, [(at(30), 9)]);
    let diary = Row {
        loved: Some(true),
        notes: Some("Wet.".into()),
        rewatch: Some(true),
        id: Some("007".into()),
        ..rated(40, 7)
    };
    assert_eq!(library.add(&diary, Listing::History, &Origin::Player), Added::New);
    assert_eq!(library.listed(List::Loved).count(), 1);
    assert_eq!(library.reviews().map(|(_, text)| text).collect::<Vec<_>>(), ["Wet."]);
    let play = library.play(0).unwrap();
    assert!(play.rewatch && !play.summary);
    assert_eq!(library.record(play.record).as_deref(), Some("007"), "as it was written");
    library.show_on(0, PartialDate::parse("2001-01-01"));
    assert_eq!(library.play(0).unwrap().shown_on, PartialDate::parse("2001-01-01"));
    let listed = Row { notes: Some("From Ann".into()), ..Row::of(film(2)) };
    assert_eq!(library.add(&listed, Listing::Watchlist, &one()), Added::New);
    assert_eq!(library.reviews().count(), 1, "a note on a list is no review");
    assert_eq!(library.retain_plays(|_| false), 1);
    assert_eq!(library.retain_ratings(|mark| mark.value.ten() == 9), 1);
    assert_eq!(library.retain_listed(List::Watchlist, |_| false), 1);
    assert_eq!((library.len(), library.ratings().count()), (0, 1));
}
