use proptest::prelude::*;

use super::super::formats::{self, Options};
use super::super::{Groups, Library, Merged, Origin, Rules, Zone, newest};
use super::{library, tale};
use crate::media::{Book, ExternalIds, Movie, PartialDate, Rating, Work};
use crate::providers::{List, Listing, Row, Status, by_id};
use crate::time::{Span, Timestamp};

fn merged(library: &Library) -> Merged {
    Merged::of(library, &Rules::of(Zone::UTC))
}

fn film(id: u64) -> Work {
    let ids = ExternalIds { tmdb: Some(id), ..ExternalIds::default() };
    Work::Movie(Movie { title: format!("Lakes {id}"), year: Some(2001), ids })
}

fn book() -> Work {
    let (title, authors) = ("Tides".to_owned(), vec!["Ada Pier".to_owned()]);
    Work::Book(Book { title, authors, isbn13: Some("9780000000019".to_owned()), ..Book::default() })
}

/// What a service's files say of a library.
fn files(library: &Library, zone: &Zone, service: &str) -> Vec<(String, String)> {
    let service = by_id(service).unwrap();
    let files = library.files(&merged(library), zone, service).unwrap();
    files.files.into_iter().map(|file| (file.name, file.text)).collect()
}

#[test]
fn files_have_each_viewing_on_the_day_of_the_person() {
    let mut library = Library::default();
    let at = |text| Timestamp::parse_rfc3339(text);
    let rating = Rating::of_ten(9);
    for (listing, row) in [
        (Listing::History, Row { at: at("2024-03-05T23:30:00Z"), ..Row::of(film(1)) }),
        (Listing::History, Row { at: at("2024-05-01T20:00:00Z"), ..Row::of(film(1)) }),
        (Listing::Ratings, Row { rating, ..Row::of(film(1)) }),
        (Listing::Ratings, Row { rating, ..Row::of(film(2)) }),
        (Listing::Watchlist, Row::of(film(3))),
        (Listing::History, Row { on: PartialDate::parse("2024-01-02"), ..Row::of(book()) }),
    ] {
        library.add(&row, listing, &Origin::Player);
    }
    let there = Zone::fixed(Span::from_hours(1)).unwrap();
    let files_of = files(&library, &there, "letterboxd");
    let text = |name: &str| {
        let file = files_of.iter().find(|(file, _)| file.contains(name));
        file.map(|(_, text)| text.lines().skip(1).collect::<Vec<_>>()).unwrap_or_default()
    };
    let diary = ["1,,Lakes 1,2001,2024-03-06,false,,", "1,,Lakes 1,2001,2024-05-01,true,9,"];
    assert_eq!(text("diary"), diary);
    assert_eq!(text("ratings"), ["2,,Lakes 2,2001,9,"]);
    assert_eq!(text("watchlist"), ["3,,Lakes 3,2001"]);
    assert!(!files_of.iter().any(|(name, _)| name == "left-out.txt"), "{files_of:?}");
    let books = files(&library, &there, "goodreads");
    assert_eq!(books.len(), 1);
    assert!(books[0].1.contains("2024/01/02") && books[0].1.contains(",read,"), "{books:?}");
    assert!(
        library.files(&merged(&library), &there, by_id("trakt").unwrap()).unwrap().files.is_empty()
    );
}

#[test]
fn what_cannot_be_written_is_told() {
    let mut library = Library::default();
    let nameless =
        Movie { ids: ExternalIds { trakt: Some(1), ..ExternalIds::default() }, ..Movie::default() };
    library.add(&Row::of(Work::Movie(nameless)), Listing::History, &Origin::Player);
    let files = files(&library, &Zone::UTC, "letterboxd");
    let (name, text) = files.last().unwrap();
    assert_eq!((&**name, text.lines().count()), ("left-out.txt", 1));
    assert!(text.contains("needs a title"), "{text}");
}

#[test]
fn what_comes_back_counts_as_often_as_before() {
    let mut library = Library::default();
    let at = |text| Timestamp::parse_rfc3339(text);
    let status = Some(Status::Completed);
    for (listing, row) in [
        (Listing::History, Row { at: at("2024-03-05T23:30:00Z"), ..Row::of(film(1)) }),
        (Listing::History, Row { at: at("2024-05-01T20:00:00Z"), ..Row::of(film(1)) }),
        (Listing::History, Row { on: PartialDate::parse("2024-01-02"), ..Row::of(book()) }),
        (Listing::Statuses, Row { status, ..Row::of(film(2)) }),
    ] {
        library.add(&row, listing, &Origin::Player);
    }
    let simkl = Origin::Service("simkl".to_owned());
    for work in [film(1), book()] {
        library.add(&Row { status, ..Row::of(work) }, Listing::Statuses, &simkl);
    }
    let plays = merged(&library);
    assert_eq!(plays.len(), 4);
    let mut again = Library::default();
    for (listing, row) in library.play_rows(&plays, 0).chain(library.word_rows(&plays)) {
        again.add(&row, listing, &Origin::Import("playtally:1".to_owned()));
    }
    assert_eq!(merged(&again).len(), 4);
}

proptest! {
    #[test]
    fn all_of_it_comes_back(tale in tale()) {
        let library = library(&tale);
        let plays = merged(&library);
        let mut text = formats::begin(Timestamp::from_secs(0));
        let mut first = true;
        let rows = || library.play_rows(&plays, 0).chain(library.word_rows(&plays));
        for (listing, row) in rows() {
            text.push_str(&formats::line(listing, &row, first));
            first = false;
        }
        text.push_str(&formats::skipped("Its \"title\" is missing.", first));
        text.push_str(formats::END);
        let contents = formats::read("own.json", text.as_bytes(), None, &Options::default()).unwrap();
        let skipped = contents.files.iter().flat_map(|file| &file.skipped);
        let reasons: Vec<_> = skipped.map(|skipped| &*skipped.reason).collect();
        prop_assert_eq!(reasons, ["Its \"title\" is missing."]);
        let said = |rows: Vec<(Listing, Row)>| {
            let mut said: Vec<_> = rows.iter().map(|row| format!("{row:?}")).collect();
            said.sort();
            said
        };
        prop_assert_eq!(said(contents.rows().collect()), said(rows().collect()));
        let listed = |listing| rows().filter(|row| row.0 == listing).count();
        let groups = Groups::of(library.items());
        prop_assert_eq!(listed(Listing::History), plays.len());
        prop_assert_eq!(library.play_rows(&plays, plays.len() / 2).next(), rows().nth(plays.len() / 2).filter(|_| !plays.is_empty()));
        let wishes = newest(&groups, library.listed(List::Watchlist)).len();
        prop_assert_eq!(listed(Listing::Watchlist), wishes);
        let standings = newest(&groups, library.standings()).len();
        prop_assert_eq!(listed(Listing::Statuses), standings);
    }
}
