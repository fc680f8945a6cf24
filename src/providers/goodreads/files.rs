//! The file Goodreads exports, and those its importer takes.
//!
//! <https://www.goodreads.com/review/import>, read 2026-11; exports of 2018–2026.

use super::{DESCRIPTOR, map};
use crate::error::{Error, ErrorKind};
use crate::media::{PartialDate, Work};
use crate::providers::table::{Parts, Table};
use crate::providers::{Exported, Files, Listing, Page, Row, Skipped, Status, unsupported};

/// So many rows and bytes its importer is known to take at once.
const PART_ROWS: usize = 2000;
const PART_BYTES: usize = 950_000;

/// The columns of its own example.
const COLUMNS: &[&str] = &[
    "Title",
    "Author",
    "ISBN",
    "My Rating",
    "Average Rating",
    "Publisher",
    "Binding",
    "Year Published",
    "Original Publication Year",
    "Date Read",
    "Date Added",
    "Bookshelves",
    "My Review",
];

/// Every export since 2018, and files for the importer: the columns are known by name.
pub(super) fn read(bytes: &[u8]) -> Result<Exported, Error> {
    let table = Table::new(bytes)?;
    if !table.has(&["Title", "Author", "My Rating"]) {
        return Err(Error::new(
            ErrorKind::BadInput,
            "This is no library of Goodreads: it lacks the columns Title, Author and My Rating.",
        ));
    }
    let (rows, skipped) = table.rows(map::cells);
    Ok(Exported { listing: Listing::Statuses, page: Page { rows, skipped, ..Page::default() } })
}

pub(super) fn write(listing: Listing, rows: &[Row]) -> Result<Files, Error> {
    if listing != Listing::Statuses {
        return Err(unsupported(&DESCRIPTOR));
    }
    let mut parts = Parts::new("goodreads-library", COLUMNS, PART_BYTES, PART_ROWS);
    let mut skipped = Vec::new();
    for (row, it) in rows.iter().enumerate() {
        let mut skip = |reason: &str| skipped.push(Skipped { row, reason: reason.to_owned() });
        let Work::Book(book) = &it.work else {
            skip("Goodreads keeps books alone.");
            continue;
        };
        if book.title.is_empty() {
            skip("Goodreads needs the title of a book.");
            continue;
        }
        let status = match it.status {
            // A book that is read once more is on the shelf of those being read.
            Some(Status::Repeating) => Status::Current,
            Some(status) => status,
            None if it.finished_on.is_some() => Status::Completed,
            None => {
                skip("Nobody said whether it was read.");
                continue;
            }
        };
        let shelf = map::SHELVES.iter().find(|(_, means)| *means == status);
        let cell = |name: &&str| match *name {
            "Title" => book.title.clone(),
            "Author" => book.authors.first().cloned().unwrap_or_default(),
            "ISBN" => book.isbn13.clone().or_else(|| book.isbn10.clone()).unwrap_or_default(),
            "My Rating" => it.rating.map(|it| it.five().to_string()).unwrap_or_default(),
            "Original Publication Year" => {
                book.year.map(|year| year.to_string()).unwrap_or_default()
            }
            "Date Read" => day(it.finished_on),
            "Date Added" => day(it.on.or_else(|| it.at.and_then(PartialDate::of_utc))),
            "Bookshelves" => shelf.map(|(shelf, _)| (*shelf).to_owned()).unwrap_or_default(),
            "My Review" => it.notes.as_deref().map(review).unwrap_or_default(),
            _ => String::new(),
        };
        if !parts.push(&COLUMNS.iter().map(cell).collect::<Vec<_>>()) {
            skip("Its review is longer than a whole file may be.");
        }
    }
    Ok(Files { files: parts.done(), skipped })
}

/// `2026/11/20`; a day that is not whole is left out.
fn day(date: Option<PartialDate>) -> String {
    let whole = date.filter(|date| date.day().is_some());
    whole.map(|date| date.to_string().replace('-', "/")).unwrap_or_default()
}

/// Text as Goodreads writes it itself: its own breaks, and entities.
fn review(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace("\r\n", "<br/>").replace(['\n', '\r'], "<br/>")
}
