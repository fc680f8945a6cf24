//! Any bytes as a file somebody chose, and as an archive of files.

use playtally::history::formats::{Contents, DatePolicy, DayOrder, FORMATS, Options, read, write};
use playtally::providers::Exported;
use playtally::time::Timestamp;

/// A text; bytes that were no UTF-8 are broken again.
pub(super) fn file(text: &str) {
    open(&super::exports::bytes(text));
}

/// An archive: characters up to 255 stand for bytes.
pub(super) fn archive(text: &str) {
    let bytes: Vec<u8> = text.chars().filter_map(|it| u8::try_from(it).ok()).collect();
    open(&bytes);
}

fn open(bytes: &[u8]) {
    let answered = Options {
        day_order: Some(DayOrder::MonthFirst),
        dates: Some(DatePolicy::Released),
        person: Some("Kim".to_owned()),
    };
    for name in ["watched.csv", "lists-watchlist.json"] {
        for options in [&Options::default(), &answered] {
            match read(name, bytes, None, options) {
                Ok(contents) => sound(&contents, options),
                Err(error) => assert!(error.message.ends_with('.'), "{error:?}"),
            }
        }
    }
    for format in FORMATS {
        if let Err(error) = read("x", bytes, Some(format.id), &answered) {
            assert!(error.message.ends_with('.'), "{error:?}");
        }
    }
}

fn sound(contents: &Contents, options: &Options) {
    let json = serde_json::to_string(contents).unwrap();
    assert_eq!(&serde_json::from_str::<Contents>(&json).unwrap(), contents);
    let answered = options.dates.is_some();
    assert!(!answered || !contents.asks.date_policy && contents.asks.day_order.is_none());
    for told in &contents.files {
        assert!(told.skipped.is_sorted_by_key(|it| it.row));
        assert!(told.skipped.iter().all(|it| it.reason.ends_with(['.', ')'])), "{told:?}");
        assert!(told.unclear.iter().all(|it| it.candidates.first() == Some(&it.said.work)));
        exact(told.exported.iter().cloned().map(Exported::from).collect());
    }
}

/// What playtally writes of it, it reads back exactly.
fn exact(exported: Vec<Exported>) {
    let file = write(Timestamp::from_secs(1_790_000_000), &exported);
    let again = read("x", file.as_bytes(), Some("playtally"), &Options::default());
    let rows: Vec<_> = exported
        .into_iter()
        .flat_map(|part| part.page.rows.into_iter().map(move |row| (part.listing, row)))
        .collect();
    match again {
        Ok(contents) => assert_eq!(contents.rows().collect::<Vec<_>>(), rows),
        Err(error) => panic!("{error:?}"),
    }
}
