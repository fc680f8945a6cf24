use super::{DESCRIPTOR, Letterboxd};
use crate::error::ErrorKind;
use crate::media::{ExternalIds, Movie, PartialDate, Rating, Work};
use crate::providers::fixture::{answer, digest};
use crate::providers::{
    Context, Exported, Intent, Listing, Outcome, Page, Profile, Read, Reader, Row, Service,
};
use crate::time::Timestamp;

fn diary() -> Intent {
    Intent::Read(Read {
        listing: Listing::History,
        cursor: None,
        since: None,
        until: None,
        user: None,
    })
}

fn page(intent: &Intent, name: &str) -> Page {
    match digest(&Letterboxd, intent, name).unwrap() {
        Outcome::Page(page) => page,
        other => panic!("{other:?}"),
    }
}

fn sample(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/providers/letterboxd/fixtures");
    std::fs::read(format!("{folder}/{name}")).unwrap()
}

fn exported(name: &str) -> Exported {
    Letterboxd.read_file(name, &sample(name)).unwrap()
}

fn film(title: &str, year: Option<i32>) -> Movie {
    Movie { title: title.to_owned(), year, ids: ExternalIds::default() }
}

fn day(text: &str) -> Option<PartialDate> {
    Some(PartialDate::parse(text).unwrap())
}

#[test]
fn the_feed_is_asked_by_name_or_by_address() {
    for name in
        ["anaquay", " @anaquay ", "https://letterboxd.com/anaquay/", "letterboxd.com/anaquay/rss/"]
    {
        let cx = Context { username: Some(name), ..Context::default() };
        let request = Letterboxd.plan(&Intent::Profile, &cx).unwrap();
        assert_eq!(request.url, "https://letterboxd.com/anaquay/rss/", "{name}");
    }
    let cx = Context { username: Some("a b?c"), ..Context::default() };
    let request = Letterboxd.plan(&diary(), &cx).unwrap();
    assert_eq!(request.url, "https://letterboxd.com/a%20b%3Fc/rss/");
    let nobody = Letterboxd.plan(&diary(), &Context::default()).unwrap_err();
    assert_eq!(nobody.kind, ErrorKind::BadInput);
}

#[test]
fn the_feed_says_whose_it_is() {
    let expected = Profile {
        username: "anaquay".to_owned(),
        name: Some("Ana Quay".to_owned()),
        profile_url: Some("https://letterboxd.com/anaquay/".to_owned()),
        ..Profile::default()
    };
    assert_eq!(digest(&Letterboxd, &Intent::Profile, "feed"), Ok(Outcome::Profile(expected)));
}

#[test]
fn the_diary_is_read_from_the_feed_without_the_lists_in_it() {
    let page = page(&diary(), "feed");
    let [review, series, undated] = &page.rows[..] else { panic!("{page:?}") };
    let Work::Movie(heat) = &review.work else { panic!("{review:?}") };
    assert_eq!((&*heat.title, heat.year, heat.ids.tmdb), ("Heat & Dust", Some(1983), Some(26039)));
    assert_eq!(review.on, day("2026-11-20"));
    assert_eq!(review.rating, Rating::of_ten(9));
    assert_eq!((review.rewatch, review.loved), (Some(true), Some(true)));
    assert_eq!(review.notes.as_deref(), Some("Slow, & good.\nTwice."));
    assert_eq!(review.id.as_deref(), Some("letterboxd-review-410000003"));
    assert!(matches!(&series.work, Work::Show(show) if show.ids.tmdb == Some(88_001)));
    assert_eq!((series.rating, &series.notes, series.rewatch), (None, &None, Some(false)));
    assert_eq!((undated.on, undated.rating), (None, Rating::of_ten(1)));
    let reasons: Vec<_> = page.skipped.iter().map(|it| (it.row, &*it.reason)).collect();
    assert_eq!(reasons, [(4, "The day it was watched on is no date.")]);
    assert_eq!(page.next, None);
}

#[test]
fn only_the_days_asked_for_are_read() {
    let at = |text| Timestamp::parse_rfc3339(text);
    let between = |since, until| {
        let read = Read { listing: Listing::History, cursor: None, since, until, user: None };
        page(&Intent::Read(read), "feed").rows.len()
    };
    assert_eq!(between(at("2026-11-20T22:00:00Z"), None), 2, "the undated one is always told");
    assert_eq!(between(at("2026-11-21T00:00:00Z"), None), 1);
    assert_eq!(between(None, at("2026-11-02T00:00:00Z")), 2);
}

#[test]
fn an_empty_feed_is_an_empty_diary_and_a_torn_one_is_told() {
    assert_eq!(page(&diary(), "feed_empty"), Page::default());
    let mut torn = answer(&Letterboxd, "feed");
    torn.body.truncate(torn.body.find("letterboxd-review-410000001").unwrap());
    let outcome = Letterboxd.digest(Timestamp::default(), &diary(), &torn).unwrap();
    let Outcome::Page(page) = outcome else { panic!("{outcome:?}") };
    assert_eq!((page.rows.len(), page.skipped.len()), (2, 1));
}

#[test]
fn refusals_are_told_apart() {
    for (name, kind) in [
        ("refused_404", ErrorKind::NotFound),
        ("refused_403_page", ErrorKind::Unavailable),
        ("refused_429", ErrorKind::RateLimited),
        ("refused_503_page", ErrorKind::Unavailable),
        ("page_200", ErrorKind::Unavailable),
        ("empty_200", ErrorKind::Unavailable),
    ] {
        let error = digest(&Letterboxd, &diary(), name).unwrap_err();
        assert_eq!(error.kind, kind, "{name}");
        assert_eq!(error.retry_at.is_some(), kind != ErrorKind::NotFound, "{name}");
    }
}

#[test]
fn the_diary_is_read_from_the_export() {
    let Exported { listing, page } = exported("diary.csv");
    assert_eq!(listing, Listing::History);
    let [keepers, crab, nothing] = &page.rows[..] else { panic!("{page:?}") };
    assert_eq!(
        *keepers,
        Row {
            on: day("2021-03-20"),
            rating: Rating::of_ten(10),
            rewatch: Some(true),
            page: Some("https://boxd.it/7Abcd1".to_owned()),
            ..Row::of(Work::Movie(film("The Lighthouse Keepers", Some(2019))))
        }
    );
    assert_eq!(crab.work, Work::Movie(film("Crab, Crab & \"Crab\"", Some(2000))));
    assert_eq!((crab.rating, crab.rewatch), (Rating::of_ten(9), None));
    assert_eq!((nothing.on, nothing.rating), (None, None), "logged is not watched");
    assert_eq!(page.skipped.len(), 1);
    assert_eq!(page.skipped[0].reason, "Line 5: \"4.7\" is no rating of half stars.");
}

#[test]
fn reviews_become_text() {
    let row = exported("reviews.csv").page.rows.remove(0);
    assert_eq!(row.notes.as_deref(), Some("First line.\nSecond & \"last\"."));
}

#[test]
fn files_with_the_same_columns_are_told_apart_by_their_names() {
    let bytes = sample("watched.csv");
    for (name, listing) in [
        ("watched.csv", Listing::Watched),
        ("letterboxd-ana/watchlist.csv", Listing::Watchlist),
        ("likes/films.csv", Listing::Loved),
        ("LIKES\\films.csv", Listing::Loved),
    ] {
        let exported = Letterboxd.read_file(name, &bytes).unwrap();
        assert_eq!(exported.listing, listing, "{name}");
        assert_eq!(exported.page.rows[0].on, day("2025-11-12"));
    }
    assert_eq!(exported("ratings.csv").listing, Listing::Ratings);
    for (name, bytes, said) in [
        ("films.csv", bytes.clone(), "keep the file's name"),
        ("deleted/diary.csv", sample("diary.csv"), "deleted"),
        ("lists/halloween.csv", sample("list.csv"), "lists"),
        ("books.csv", b"Book Id,Author\n1,x\n".to_vec(), "none of Letterboxd's"),
        ("letterboxd.zip", b"PK\x03\x04".to_vec(), "Unpack it"),
    ] {
        let error = Letterboxd.read_file(name, &bytes).unwrap_err();
        assert_eq!(error.kind, ErrorKind::BadInput);
        assert!(error.message.contains(said), "{}", error.message);
    }
}

#[test]
fn what_was_written_for_the_importer_is_read_back() {
    let ids = ExternalIds { tmdb: Some(278), imdb: Some("tt0111161".into()), ..Default::default() };
    let diary = [
        Row {
            on: day("2026-11-20"),
            rating: Rating::of_ten(9),
            rewatch: Some(false),
            notes: Some("Two\nlines, <i> & \"quotes\"".to_owned()),
            ..Row::of(Work::Movie(Movie { ids, ..film("A, \"B\"", Some(1994)) }))
        },
        Row {
            at: Timestamp::parse_rfc3339("2026-11-18T23:59:59Z"),
            ..Row::of(Work::Movie(film("No Ids", None)))
        },
    ];
    let files = Letterboxd.write_files(Listing::History, &diary).unwrap();
    assert_eq!(files.skipped, []);
    let [file] = &files.files[..] else { panic!("{files:?}") };
    assert_eq!(file.name, "letterboxd-diary.csv");
    assert_eq!(
        file.text,
        "tmdbID,imdbID,Title,Year,WatchedDate,Rewatch,Rating10,Review\n\
         278,tt0111161,\"A, 'B'\",1994,2026-11-20,false,9,\
         \"Two<br>lines, &lt;i&gt; &amp; &quot;quotes&quot;\"\n\
         ,,No Ids,,2026-11-18,,,\n"
    );
    let read = Letterboxd.read_file(&file.name, file.text.as_bytes()).unwrap();
    assert_eq!(read.listing, Listing::History);
    assert_eq!(read.page.rows[0].notes, diary[0].notes);
    assert_eq!(read.page.rows[0].rating, diary[0].rating);
    assert_eq!(read.page.rows[1].on, day("2026-11-18"));
}

#[test]
fn files_for_the_importer_stay_below_a_million_bytes() {
    let row = |title: &str, notes: &str| Row {
        on: day("2026-11-20"),
        notes: Some(notes.to_owned()),
        ..Row::of(Work::Movie(film(title, None)))
    };
    let long = "é".repeat(1000);
    let mut rows: Vec<_> = (0..1000).map(|n| row(&format!("Film {n}"), &long)).collect();
    rows.push(row("Film 1", "again on that day"));
    rows.push(row("Too long", &"x".repeat(1_000_000)));
    rows.push(Row::of(Work::Book(Default::default())));
    rows.push(row("", ""));
    let files = Letterboxd.write_files(Listing::History, &rows).unwrap();
    assert_eq!(files.files.len(), 3);
    let mut lines = 0;
    for file in &files.files {
        assert!(file.text.len() <= 950_000);
        assert!(file.text.starts_with("tmdbID,imdbID,Title"));
        lines += file.text.lines().count() - 1;
    }
    assert_eq!(lines, 1000, "a film on a day is one line");
    assert_eq!(files.skipped.iter().map(|it| it.row).collect::<Vec<_>>(), [1001, 1002, 1003]);
    let error = Letterboxd.write_files(Listing::Collection, &[]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadInput);
}

#[test]
fn a_watchlist_holds_titles_alone() {
    let row = Row { rating: Rating::of_ten(3), ..Row::of(Work::Movie(film("Later", Some(2026)))) };
    let files = Letterboxd.write_files(Listing::Watchlist, &[row]).unwrap();
    assert_eq!(files.files[0].text, "tmdbID,imdbID,Title,Year\n,,Later,2026\n");
}

#[test]
fn every_file_that_is_written_is_read_back_as_what_it_was() {
    let row = |n: u32| Row {
        on: day("2026-11-20"),
        rating: Rating::of_ten(7),
        notes: Some("x".repeat(1000)),
        ..Row::of(Work::Movie(film(&format!("Film {n}"), Some(2026))))
    };
    let rows: Vec<_> = (0..1000).map(row).collect();
    for listing in DESCRIPTOR.writes_files {
        for rows in [&rows[..1], &rows] {
            let files = Letterboxd.write_files(*listing, rows).unwrap().files;
            let mut titles = Vec::new();
            for file in &files {
                let read = Letterboxd.read_file(&file.name, file.text.as_bytes()).unwrap();
                assert_eq!(read.listing, *listing, "{}", file.name);
                assert_eq!(read.page.skipped, [], "{}", file.name);
                titles.extend(read.page.rows.into_iter().map(|row| row.work));
            }
            let written: Vec<_> = rows.iter().map(|row| row.work.clone()).collect();
            assert_eq!(titles, written, "{listing:?}");
        }
    }
}
