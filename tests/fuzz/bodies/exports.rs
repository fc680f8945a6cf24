//! What a service without an interface gives: a feed, written as the other answers are,
//! or a file of an export under any of its names.

use playtally::providers::{Exported, Listing, Row, Service, by_id};

use super::answers;

pub(super) fn read(service: &str, text: &str) {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        answers::digest(service, text);
        return;
    }
    let service = by_id(service).expect("a service of this name");
    let bytes = bytes(text);
    for name in ["export.csv", "watched.csv", "watchlist.csv", "likes/films.csv"] {
        match service.read_file(name, &bytes) {
            Ok(exported) => sound(service, &exported, &bytes),
            Err(error) => assert!(error.message.ends_with('.'), "{error:?}"),
        }
    }
}

/// Bytes that were no UTF-8 are broken again.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    text.replace('\u{FFFD}', "\0").bytes().map(|byte| if byte == 0 { 0xFF } else { byte }).collect()
}

fn sound(service: &dyn Service, exported: &Exported, bytes: &[u8]) {
    let json = serde_json::to_string(exported).unwrap();
    assert_eq!(&serde_json::from_str::<Exported>(&json).unwrap(), exported);
    let page = &exported.page;
    let lines = bytes.split(|byte| matches!(byte, b'\r' | b'\n')).count();
    assert!(page.rows.len() + page.skipped.len() < lines);
    assert!(page.skipped.is_sorted_by_key(|it| it.row));
    for listing in service.descriptor().writes_files {
        written(service, *listing, &page.rows);
    }
}

/// What is written for the service's importer can be read there: row for row, but for
/// plays of a film on one day, which are one line.
fn written(service: &dyn Service, listing: Listing, rows: &[Row]) {
    let written = service.write_files(listing, rows).unwrap();
    let mut read = 0;
    for file in written.files {
        // The columns are those of several files; any of their names will do.
        let page = service.read_file("watchlist.csv", file.text.as_bytes()).unwrap().page;
        assert_eq!(page.skipped, [], "{}", file.text);
        read += page.rows.len();
    }
    assert!(read + written.skipped.len() <= rows.len());
    assert!(read + written.skipped.len() == rows.len() || listing == Listing::History);
}
