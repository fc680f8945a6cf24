use super::{DESCRIPTOR, Goodreads};
use crate::error::ErrorKind;
use crate::media::{Book, PartialDate, Rating, Work};
use crate::providers::fixture::{answer, digest};
use crate::providers::{
    Context, Exported, Intent, Listing, Outcome, Page, Profile, Read, Reader, Row, Service, Status,
};
use crate::time::Timestamp;

fn books(cursor: Option<&str>) -> Intent {
    let cursor = cursor.map(str::to_owned);
    Intent::Read(Read { listing: Listing::Statuses, cursor, since: None, until: None, user: None })
}

fn page(intent: &Intent, name: &str) -> Page {
    match digest(&Goodreads, intent, name).unwrap() {
        Outcome::Page(page) => page,
        other => panic!("{other:?}"),
    }
}

fn exported(name: &str) -> Exported {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/providers/goodreads/fixtures");
    let bytes = std::fs::read(format!("{folder}/{name}")).unwrap();
    Goodreads.read_file(name, &bytes).unwrap()
}

fn day(text: &str) -> Option<PartialDate> {
    Some(PartialDate::parse(text).unwrap())
}

fn gideon() -> Book {
    Book {
        title: "Gideon the Ninth (The Locked Tomb, #1)".to_owned(),
        authors: vec!["Tamsyn Muir".to_owned()],
        isbn10: Some("1250313198".to_owned()),
        isbn13: None,
        goodreads: Some(42_036_538),
        pages: Some(448),
        year: Some(2019),
    }
}

#[test]
fn a_shelf_is_asked_by_number_or_by_address() {
    let asked = |username| {
        let cx = Context { username: Some(username), ..Context::default() };
        Goodreads.plan(&books(Some("2")), &cx).map(|request| request.url)
    };
    let rest = "shelf=%23ALL%23&per_page=100&page=2&sort=date_updated&order=d";
    let root = "https://www.goodreads.com/review/list_rss/900123";
    for name in ["900123", " 900123 ", "https://www.goodreads.com/user/show/900123-ana-quay"] {
        assert_eq!(asked(name), Ok(format!("{root}?{rest}")), "{name}");
    }
    let feed = format!("{root}?key=test-key-1&shelf=read");
    assert_eq!(asked(&feed), Ok(format!("{root}?key=test-key-1&{rest}")));
    assert_eq!(asked("900123?key=test-key-1"), Ok(format!("{root}?key=test-key-1&{rest}")));
    assert_eq!(asked("ana").unwrap_err().kind, ErrorKind::BadInput);
    let cx = Context { username: Some("900123"), ..Context::default() };
    let error = Goodreads.plan(&books(Some("x")), &cx).unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadInput);
}

#[test]
fn the_feed_says_whose_it_is_and_keeps_its_key() {
    let expected = Profile {
        id: Some("900123".to_owned()),
        username: "900123?key=test-key-1".to_owned(),
        name: Some("Ana".to_owned()),
        profile_url: Some("https://www.goodreads.com/user/show/900123".to_owned()),
        ..Profile::default()
    };
    assert_eq!(digest(&Goodreads, &Intent::Profile, "shelf"), Ok(Outcome::Profile(expected)));
}

#[test]
fn books_are_read_from_the_feed_page_by_page() {
    let page = page(&books(None), "shelf");
    let [read, reading] = &page.rows[..] else { panic!("{page:?}") };
    assert_eq!(
        *read,
        Row {
            id: Some("7100000001".to_owned()),
            status: Some(Status::Completed),
            finished_on: day("2026-11-19"),
            rating: Rating::of_ten(8),
            notes: Some("Bones!\nLoved & kept.".to_owned()),
            page: Some("https://www.goodreads.com/book/show/42036538".to_owned()),
            ..Row::of(Work::Book(gideon()))
        }
    );
    assert_eq!(reading.status, Some(Status::Current));
    assert_eq!((reading.rating, reading.finished_on), (None, None));
    assert_eq!(page.skipped.iter().map(|it| it.row).collect::<Vec<_>>(), [2]);
    assert_eq!(page.next.as_deref(), Some("2"));

    let mut own = answer(&Goodreads, "shelf");
    own.body =
        own.body.replacen("<user_shelves></user_shelves>", "<user_shelves>sea</user_shelves>", 1);
    let outcome = Goodreads.digest(Timestamp::default(), &books(None), &own).unwrap();
    let Outcome::Page(page) = outcome else { panic!("{outcome:?}") };
    assert_eq!(page.rows[0].status, Some(Status::Completed), "a day it was read says so");
    assert_eq!(page.rows[0].finished_on, day("2026-11-19"));
}

#[test]
fn only_an_empty_page_is_the_last_and_a_torn_one_costs_what_is_torn() {
    assert_eq!(page(&books(Some("3")), "shelf_empty"), Page::default());
    let mut torn = answer(&Goodreads, "shelf");
    torn.body.truncate(torn.body.find("7100000002").unwrap());
    let outcome = Goodreads.digest(Timestamp::default(), &books(Some("3")), &torn).unwrap();
    let Outcome::Page(page) = outcome else { panic!("{outcome:?}") };
    assert_eq!((page.rows.len(), page.skipped.len(), page.next.as_deref()), (1, 1, Some("4")));
    torn.body.truncate(torn.body.find("<item>").unwrap() + 20);
    let error = Goodreads.digest(Timestamp::default(), &books(Some("3")), &torn).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable);
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
        let error = digest(&Goodreads, &books(None), name).unwrap_err();
        assert_eq!(error.kind, kind, "{name}");
    }
}

#[test]
fn every_vintage_of_the_export_tells_the_same() {
    let first = |name| exported(name).page.rows.remove(0);
    let expected = Row {
        status: Some(Status::Completed),
        finished_on: day("2020-10-25"),
        on: day("2020-10-21"),
        repeats: Some(1),
        rating: Rating::of_ten(6),
        notes: Some("Bones!\n\"Loved\" it.".to_owned()),
        page: Some("https://www.goodreads.com/book/show/42036538".to_owned()),
        ..Row::of(Work::Book(Book {
            title: "Gideon the Ninth (The Locked Tomb #1)".to_owned(),
            authors: ["Tamsyn Muir", "I. Reader", "A. Voice"].map(str::to_owned).to_vec(),
            isbn13: Some("9781250313195".to_owned()),
            ..gideon()
        }))
    };
    for name in ["export_2021.csv", "export_2023.csv", "export_2026.csv"] {
        assert_eq!(first(name), expected, "{name}");
    }
}

#[test]
fn what_the_export_leaves_out_stays_unknown() {
    let page = exported("export_2026.csv").page;
    let [_, planned, shelved] = &page.rows[..] else { panic!("{page:?}") };
    assert_eq!((planned.status, planned.rating), (Some(Status::Planned), None));
    assert_eq!(planned.repeats, None);
    assert_eq!(shelved.status, None, "a shelf of one's own says nothing");
    assert_eq!(shelved.on, None, "the day it was added is damaged, and nobody misses it");
    let reasons: Vec<_> = page.skipped.iter().map(|it| &*it.reason).collect();
    assert_eq!(
        reasons,
        [
            "Line 4: the date \"10/25/2020\" was changed by a spreadsheet; take the file as \
             Goodreads gave it.",
            "Line 5: \"6\" is no rating of five stars.",
        ]
    );
    let error = Goodreads.read_file("diary.csv", b"Date,Name\n2026-01-01,x\n").unwrap_err();
    assert!(error.message.contains("no library of Goodreads"), "{}", error.message);
}

#[test]
fn what_was_written_for_the_importer_is_read_back() {
    let row = |status, ten| Row {
        status: Some(status),
        finished_on: day("2026-11-20"),
        on: day("2026-11-01"),
        rating: Rating::of_ten(ten),
        notes: Some("One,\n\"two\" & <three>".to_owned()),
        ..Row::of(Work::Book(gideon()))
    };
    let rows = [row(Status::Completed, 7), row(Status::Repeating, 1), row(Status::Dropped, 10)];
    let files = Goodreads.write_files(Listing::Statuses, &rows).unwrap();
    let [file] = &files.files[..] else { panic!("{files:?}") };
    assert_eq!(file.name, "goodreads-library.csv");
    assert_eq!(
        file.text.lines().nth(1).unwrap(),
        "\"Gideon the Ninth (The Locked Tomb, #1)\",Tamsyn Muir,1250313198,4,,,,,2019,2026/11/20,\
         2026/11/01,read,\"One,<br/>\"\"two\"\" &amp; &lt;three&gt;\""
    );
    let read = Goodreads.read_file(&file.name, file.text.as_bytes()).unwrap().page.rows;
    let stood: Vec<_> = read.iter().map(|row| (row.status, row.rating)).collect();
    let stars = |ten| Rating::of_ten(ten);
    assert_eq!(
        stood,
        [
            (Some(Status::Completed), stars(8)),
            (Some(Status::Current), stars(2)),
            (Some(Status::Dropped), stars(10)),
        ]
    );
    assert_eq!(read[0].notes, rows[0].notes);
    assert_eq!(read[0].finished_on, rows[0].finished_on);
}

#[test]
fn long_libraries_are_cut_and_what_is_no_book_is_told() {
    let read = Row { status: Some(Status::Completed), ..Row::of(Work::Book(gideon())) };
    let mut rows = vec![read; 4001];
    rows.push(Row::of(Work::Movie(Default::default())));
    rows.push(Row::of(Work::Book(Book::default())));
    rows.push(Row::of(Work::Book(gideon())));
    let files = Goodreads.write_files(Listing::Statuses, &rows).unwrap();
    let lines: Vec<_> = files.files.iter().map(|file| file.text.lines().count()).collect();
    assert_eq!(lines, [2001, 2001, 2]);
    assert_eq!(files.skipped.iter().map(|it| it.row).collect::<Vec<_>>(), [4001, 4002, 4003]);
    assert!(Goodreads.write_files(Listing::History, &rows).is_err());
}

#[test]
fn every_file_that_is_written_is_read_back_as_what_it_was() {
    use Status::{Completed, Current, Dropped, Paused, Planned};
    let shelves = [Planned, Current, Paused, Dropped, Completed];
    let row = |n: usize| Row {
        status: Some(shelves[n % shelves.len()]),
        on: day("2026-11-01"),
        rating: Rating::of_ten(8),
        ..Row::of(Work::Book(gideon()))
    };
    let rows: Vec<_> = (0..4001).map(row).collect();
    for listing in DESCRIPTOR.writes_files {
        let files = Goodreads.write_files(*listing, &rows).unwrap().files;
        assert_eq!(files.len(), 3);
        let mut told = Vec::new();
        for file in &files {
            let read = Goodreads.read_file(&file.name, file.text.as_bytes()).unwrap();
            assert_eq!(read.listing, *listing, "{}", file.name);
            assert_eq!(read.page.skipped, [], "{}", file.name);
            told.extend(read.page.rows.into_iter().map(|row| (row.status, row.on, row.rating)));
        }
        let written: Vec<_> = rows.iter().map(|row| (row.status, row.on, row.rating)).collect();
        assert_eq!(told, written);
    }
}
