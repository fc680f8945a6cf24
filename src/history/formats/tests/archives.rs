//! Archives, wrong files, and what is asked.

use super::{open, open_as, sample, short, tells};
use crate::error::ErrorKind;
use crate::history::formats::{
    DatePolicy, DayOrder, FORMATS, Limits, Options, detect, read, read_within, write,
};
use crate::media::PartialDate;
use crate::providers::Exported;
use crate::time::Timestamp;

/// A ZIP of these files, as a packer writes it.
fn zip(files: &[(&str, &[u8])], deflated: bool) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    let two = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    let four = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    for (name, bytes) in files {
        let body = match deflated {
            true => miniz_oxide::deflate::compress_to_vec(bytes, 6),
            false => bytes.to_vec(),
        };
        let at = out.len();
        let method = two(if deflated { 8 } else { 0 });
        let about = [&method[..], &[0; 8], &four(body.len()), &four(bytes.len())].concat();
        let lengths = [two(name.len()), two(0)].concat();
        out.extend([b"PK\x03\x04", &[20, 0, 0, 0][..], &about, &lengths].concat());
        out.extend([name.as_bytes(), &body].concat());
        list.extend([b"PK\x01\x02", &[20, 0, 20, 0, 0, 0][..], &about, &lengths].concat());
        list.extend([&[0; 10][..], &four(at), name.as_bytes()].concat());
    }
    let (at, count) = (out.len(), two(files.len()));
    out.extend(&list);
    out.extend([b"PK\x05\x06", &[0; 4][..], &count, &count, &four(list.len()), &four(at)].concat());
    out.extend([0, 0]);
    out
}

fn refusal(bytes: &[u8], expected: Option<&str>) -> String {
    let error = read("x.csv", bytes, expected, &Options::default()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadInput);
    error.message
}

#[test]
fn no_more_is_read_than_there_is_room_for() {
    let rows = |bytes, rows| {
        let limits = Limits { rows, ..Limits::default() };
        read_within(limits, "x", bytes, None, &Options::default())
    };
    for (bytes, count) in [
        // Two that are read, two that are not.
        (sample!("lastfm.csv"), 4),
        (sample!("lastfm_plain.csv"), 3),
        (sample!("simkl.csv"), 9),
        (sample!("simkl_backup.json"), 15),
        (sample!("spotify_extended.json"), 4),
    ] {
        assert!(rows(bytes, count).is_ok(), "{count}");
        let error = rows(bytes, count - 1).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Rejected);
        assert_eq!(error.message, format!("A file may have {} rows. Split it.", count - 1));
    }
    let table = sample!("lastfm.csv");
    let twice = zip(&[("one.csv", table), ("two.csv", table)], true);
    assert!(rows(&twice, 8).is_ok());
    assert_eq!(rows(&twice, 7).unwrap_err().kind, ErrorKind::Rejected);
    let within = |bytes: usize| {
        let limits = Limits { bytes, ..Limits::default() };
        read_within(limits, "x", &zip(&[("one.csv", table)], true), None, &Options::default())
    };
    assert!(within(table.len()).is_ok());
    assert!(within(table.len() - 1).is_err());
}

#[test]
fn a_viewing_in_three_files_of_letterboxd_is_one() {
    let files: &[(&str, &[u8])] = &[
        ("watched.csv", sample!("letterboxd_watched.csv")),
        ("diary.csv", sample!("letterboxd_diary.csv")),
        ("reviews.csv", sample!("letterboxd_reviews.csv")),
        ("deleted/diary.csv", sample!("letterboxd_diary.csv")),
        ("likes/", b""),
        ("__MACOSX/diary.csv", b"\0"),
        ("comments.csv", b"Date,Content,Comment\n"),
    ];
    for deflated in [true, false] {
        let contents = open(&zip(files, deflated));
        assert!(contents.asks.date_policy);
        tells(
            &contents,
            "letterboxd",
            &[
                "Watched: film Rope (2001)",
                "History: film Sea Clocks (2019) on 2021-03-20 rating=90 notes=Salty, and slow.",
                "History: film Sea Clocks (2019) on 2025-11-12 rating=100 rewatch=true",
                "x deleted/diary.csv: This file holds what was deleted at Letterboxd; it is not \
                 taken in.",
                "x comments.csv: This is a table, but none of the exports that are known here.",
            ],
        );
    }
    let dated = open(&zip(&files[1..2], true));
    assert!(dated.asks.is_empty());
}

#[test]
fn what_stands_twice_in_an_archive_is_told_once() {
    let files: &[(&str, &[u8])] = &[
        ("watched-history-1.json", sample!("trakt_history.json")),
        ("watched-movies.json", sample!("trakt_watched.json")),
        ("lists-watchlist.json", sample!("trakt_watchlist.json")),
        ("lists-list-7-my-list.json", sample!("trakt_watchlist.json")),
        ("hidden.json", b"[]"),
    ];
    let contents = open(&zip(files, true));
    let told = short(&contents);
    assert_eq!(contents.rows().count(), 4, "{told:?}");
    let left: Vec<_> = contents.left_out.iter().map(|it| &*it.file).collect();
    assert_eq!(left, ["lists-list-7-my-list.json", "hidden.json", "watched-movies.json"]);

    let files: &[(&str, &[u8])] = &[
        ("tracking-prod-records-v2.csv", sample!("tvtime_records_v2.csv")),
        ("tracking-prod-records.csv", sample!("tvtime_records.csv")),
    ];
    let contents = open(&zip(files, true));
    let plays = short(&contents);
    let same = "1x6 [tvdb:9300006] at 2023-11-04T15:30:38Z";
    assert_eq!(plays.iter().filter(|line| line.contains(same)).count(), 1, "{plays:?}");
}

#[test]
fn a_packed_list_is_unpacked() {
    let plain = sample!("myanimelist.xml");
    let body = miniz_oxide::deflate::compress_to_vec(plain, 6);
    let head = b"\x1F\x8B\x08\x08\0\0\0\0\0\x03list.xml\0";
    let packed = [&head[..], &body, &[0; 8]].concat();
    assert_eq!(short(&open(&packed)), short(&open(plain)));
    assert!(refusal(&packed[..30], None).contains("damaged"));
}

#[test]
fn a_wrong_file_says_what_it_looks_like() {
    let netflix = sample!("netflix_history.csv");
    assert_eq!(
        refusal(netflix, Some("letterboxd")),
        "This is a Netflix viewing history; a Letterboxd export was expected."
    );
    assert_eq!(
        refusal(b"\x89PNG\r\n\x1a\n", Some("trakt")),
        "This is a picture; a Trakt export was expected."
    );
    for (bytes, said) in [
        (&b"\x89PNG\r\n\x1a\n"[..], "picture"),
        (b"", "empty"),
        (b"a,b\n1,2\n", "table"),
        (b"[1,2]", "JSON"),
        (b"[]", "nothing"),
        (b"<!-- x --><!DOCTYPE html><p>", "web page"),
        (b"<?xml version='1.0'?><rss></rss>", "XML"),
        (b"%PDF-1.7", "PDF"),
        (b"hello", "none of the files"),
        (b"PK\x03\x04rest", "damaged"),
        (&zip(&[("a.txt", b"hello")], true), "None of the files in this archive"),
    ] {
        let said_of_it = refusal(bytes, None);
        assert!(said_of_it.contains(said) && said_of_it.ends_with('.'), "{said_of_it}");
        assert!(detect(bytes).is_none());
    }
    assert!(refusal(netflix, Some("myspace")).contains("no such format"));
}

#[test]
fn what_cannot_be_unpacked_is_left_out() {
    let change = |at: usize, bytes: &[u8]| {
        let good = sample!("letterboxd_diary.csv");
        let mut zip = zip(&[("a.csv", good), ("b.csv", good)], true);
        let list = zip.windows(4).rposition(|it| it == b"PK\x01\x02").unwrap();
        zip[list + at..list + at + bytes.len()].copy_from_slice(bytes);
        zip
    };
    for (at, bytes, said) in [
        (8, &[1][..], "locked with a password"),
        (10, &[9], "packed in a way"),
        (20, &[9, 0], "damaged"),
        (24, &[0, 0, 0, 0x20], "too large"),
        (42, &[1], "damaged"),
    ] {
        let contents = open(&change(at, bytes));
        assert_eq!(contents.rows().count(), 2);
        let [left] = &*contents.left_out else { panic!("{said}") };
        assert!(left.file == "b.csv" && left.reason.contains(said), "{left:?}");
    }
    for cut in [10, 100, 400] {
        assert!(refusal(&change(8, &[0])[..cut], None).contains("damaged"));
    }
    let vast = change(24, &[0xFF; 4]);
    assert!(refusal(&vast, None).contains("too large"));
}

#[test]
fn a_date_that_may_be_two_days_is_asked_about() {
    let file = b"Title,Date\n\"Sea Clocks\",\"03/04/2024\"\n";
    let contents = open(file);
    assert_eq!(contents.asks.day_order.as_deref(), Some("03/04/2024"));
    tells(&contents, "netflix", &["History: film Sea Clocks"]);
    for (order, day) in [(DayOrder::DayFirst, "2024-04-03"), (DayOrder::MonthFirst, "2024-03-04")] {
        let options = Options { day_order: Some(order), ..Options::default() };
        let contents = open_as("x", file, &options);
        assert!(contents.asks.is_empty());
        tells(&contents, "netflix", &[&format!("History: film Sea Clocks on {day}")]);
    }
}

#[test]
fn plays_without_a_day_get_the_one_that_was_chosen() {
    let today = PartialDate::parse("2026-11-21").unwrap();
    for (policy, day) in [
        (DatePolicy::On(today), " on 2026-11-21"),
        (DatePolicy::Released, " on 2001"),
        (DatePolicy::Marked, " on 2020-01-01"),
        (DatePolicy::Undated, ""),
    ] {
        let options = Options { dates: Some(policy), ..Options::default() };
        let contents = open_as("watched.csv", sample!("letterboxd_watched.csv"), &options);
        assert!(contents.asks.is_empty());
        assert_eq!(short(&contents)[1], format!("Watched: film Rope (2001){day}"));
    }
}

#[test]
fn what_is_written_is_read_back_exactly() {
    let samples: &[&[u8]] = &[
        sample!("trakt_history.json"),
        sample!("simkl_backup.json"),
        sample!("goodreads.csv"),
        sample!("listenbrainz.jsonl"),
        sample!("anilist_lists.json"),
    ];
    let mut all: Vec<Exported> = Vec::new();
    for sample in samples {
        let told = open(sample).files.into_iter().flat_map(|told| told.exported);
        all.extend(told.map(Exported::from));
    }
    let file = write(Timestamp::from_secs(1_790_000_000), &all);
    let contents = open(file.as_bytes());
    assert_eq!((contents.format.as_str(), contents.skipped()), ("playtally", 0));
    let rows = |part: &Exported| {
        let (listing, rows) = (part.listing, part.page.rows.clone());
        rows.into_iter().map(move |row| (listing, row))
    };
    let mut expected: Vec<_> = all.iter().flat_map(rows).collect();
    expected.sort_by_key(|(listing, _)| first_place(&all, *listing));
    assert_eq!(contents.rows().collect::<Vec<_>>(), expected);
    let later = file.replace("\"playtally\":1", "\"playtally\":2");
    assert!(refusal(later.as_bytes(), None).contains("later playtally"));
}

/// Rows of one listing come together, in the order of their first.
fn first_place(all: &[Exported], listing: crate::providers::Listing) -> usize {
    all.iter().position(|part| part.listing == listing).unwrap()
}

#[test]
fn every_format_has_a_name_of_its_own() {
    let mut ids: Vec<_> = FORMATS.iter().map(|format| format.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 13);
}
