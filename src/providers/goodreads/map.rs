//! Books as Goodreads names them: in its feed, and in the file it gives.

use crate::media::{Book, PartialDate, Rating, Work};
use crate::providers::feed::{Fields, plain};
use crate::providers::table::{Cells, is_unrated, quoted};
use crate::providers::{Row, Skipped, Status};

/// The shelves a book is on one of at a time, and those people make for the same use.
pub(super) const SHELVES: &[(&str, Status)] = &[
    ("read", Status::Completed),
    ("currently-reading", Status::Current),
    ("to-read", Status::Planned),
    ("did-not-finish", Status::Dropped),
    ("on-hold", Status::Paused),
    ("want-to-read", Status::Planned),
    ("dnf", Status::Dropped),
    ("abandoned", Status::Dropped),
    ("paused", Status::Paused),
];

/// A book of the feed.
pub(super) fn shelved(row: usize, item: &Fields) -> Result<Row, Skipped> {
    let number = |name: &str| item.get(name).parse().ok();
    let book = Book {
        title: item.get("title").to_owned(),
        authors: authors(item.get("author_name"), ""),
        isbn10: isbn(item.get("isbn"), 10),
        isbn13: isbn(item.get("isbn13"), 13),
        goodreads: number("book_id"),
        pages: item.get("num_pages").parse().ok(),
        year: item.get("book_published").parse().ok(),
    };
    if book.title.is_empty() && book.goodreads.is_none() {
        return Err(Skipped { row, reason: "The book has neither a title nor an id.".to_owned() });
    }
    let shelves = item.get("user_shelves");
    let read_on = printed_day(item.get("user_read_at"));
    // Only the plainest of all shelves is left out, also beside shelves of one's own.
    let unsaid = shelves.is_empty() || read_on.is_some();
    let status = status(shelves).or(unsaid.then_some(Status::Completed));
    let guid = item.get("guid").split('?').next().unwrap_or_default();
    Ok(Row {
        id: guid.rsplit('/').next().filter(|id| !id.is_empty()).map(str::to_owned),
        status,
        finished_on: read_on.filter(|_| status == Some(Status::Completed)),
        rating: Rating::parse_stars(item.get("user_rating")),
        notes: text(item.get("user_review")),
        page: page(&book),
        ..Row::of(Work::Book(book))
    })
}

/// A row of the export; columns come and go with the years.
pub(super) fn cells(cells: &Cells<'_>) -> Result<Row, String> {
    let number = |name: &str| cells.get(name).parse().ok();
    let year = cells.first(&["Original Publication Year", "Year Published"]);
    let book = Book {
        title: cells.get("Title").to_owned(),
        authors: authors(cells.get("Author"), cells.get("Additional Authors")),
        isbn10: isbn(cells.get("ISBN"), 10),
        isbn13: isbn(cells.get("ISBN13"), 13).or_else(|| isbn(cells.get("ISBN"), 13)),
        goodreads: number("Book Id"),
        pages: cells.get("Number of Pages").parse().ok(),
        year: year.parse().ok(),
    };
    if book.title.is_empty() {
        return Err("there is no title.".to_owned());
    }
    let rating = match cells.get("My Rating") {
        none if is_unrated(none) => None,
        stars => Some(
            Rating::parse_stars(stars)
                .ok_or_else(|| format!("{} is no rating of five stars.", quoted(stars)))?,
        ),
    };
    let shelf = cells.first(&["Exclusive Shelf", "Bookshelves"]);
    let status = status(shelf);
    let read = slashed_day(cells.get("Date Read"))?;
    // What is read was read once at least; a re-read is one beyond that.
    let reads: u32 = cells.get("Read Count").parse().unwrap_or_default();
    Ok(Row {
        status,
        finished_on: read,
        // Of use to nobody but the order of the shelf, so damage here costs nothing.
        on: slashed_day(cells.get("Date Added")).unwrap_or_default(),
        repeats: reads.checked_sub(1).filter(|_| status == Some(Status::Completed)),
        rating,
        notes: text(cells.get("My Review")),
        page: page(&book),
        ..Row::of(Work::Book(book))
    })
}

/// Where the first shelf of a known meaning puts a book; a shelf of one's own says nothing.
fn status(shelves: &str) -> Option<Status> {
    let mut named = shelves.split(',').map(str::trim);
    named.find_map(|name| SHELVES.iter().find(|(shelf, _)| *shelf == name)).map(|(_, it)| *it)
}

fn authors(first: &str, others: &str) -> Vec<String> {
    let one_blank = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ");
    let all = std::iter::once(first).chain(others.split(','));
    all.map(one_blank).filter(|name| !name.is_empty()).collect()
}

/// `="1250313198"`, `1250313198` or with hyphens; nothing where a spreadsheet made
/// `9.78E+12` of it, or the check digit is wrong.
fn isbn(cell: &str, length: usize) -> Option<String> {
    let inside = cell.trim_start_matches('=').trim_matches('"');
    let text: String = inside.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    let text = text.to_ascii_uppercase();
    let digit = |(at, byte): (usize, u8)| match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'X' if length == 10 && at == 9 => Some(10),
        _ => None,
    };
    let digits: Vec<u32> = text.bytes().enumerate().map(digit).collect::<Option<_>>()?;
    let weighed = digits.iter().zip(0..).map(|(digit, at)| match length {
        10 => digit * (10 - at),
        _ => digit * if at % 2 == 0 { 1 } else { 3 },
    });
    let modulus = if length == 10 { 11 } else { 10 };
    (digits.len() == length && weighed.sum::<u32>() % modulus == 0).then_some(text)
}

/// `2026/11/20` or `2026-11-20`. What a spreadsheet made of it may be two days.
fn slashed_day(cell: &str) -> Result<Option<PartialDate>, String> {
    if cell.is_empty() {
        return Ok(None);
    }
    PartialDate::parse(&cell.replace('/', "-")).map(Some).ok_or_else(|| {
        format!(
            "the date {} was changed by a spreadsheet; take the file as Goodreads gave it.",
            quoted(cell)
        )
    })
}

/// The day in `Thu, 19 Nov 2026 00:00:00 -0800` as it is printed: in another zone it
/// would be another one.
fn printed_day(text: &str) -> Option<PartialDate> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let date = text.split_once(", ").map_or(text, |(_, date)| date);
    let mut parts = date.split_whitespace();
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.find(month).filter(|at| month.len() == 3 && at % 3 == 0)? / 3 + 1;
    PartialDate::new(year.parse().ok()?, month.try_into().ok(), day.parse().ok())
}

fn text(html: &str) -> Option<String> {
    let text = plain(html);
    (!text.is_empty()).then_some(text)
}

fn page(book: &Book) -> Option<String> {
    book.goodreads.map(|id| format!("https://www.goodreads.com/book/show/{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn isbns_are_unwrapped_and_checked() {
        for (cell, length, isbn10) in [
            ("=\"1250313198\"", 10, Some("1250313198")),
            ("=\"160486530X\"", 10, Some("160486530X")),
            ("1-60486-530-x", 10, Some("160486530X")),
            ("=\"9781250313195\"", 13, Some("9781250313195")),
            ("=\"\"", 10, None),
            ("", 13, None),
            ("9.78125E+12", 13, None),
            ("1250313199", 10, None),
            ("9781250313196", 13, None),
            ("978125031319", 13, None),
            ("X250313198", 10, None),
        ] {
            assert_eq!(isbn(cell, length).as_deref(), isbn10, "{cell}");
        }
    }

    #[test]
    fn days_are_taken_as_they_are_printed() {
        let day = |text| PartialDate::parse(text);
        assert_eq!(printed_day("Thu, 19 Nov 2026 23:59:00 -0800"), day("2026-11-19"));
        assert_eq!(printed_day("1 Jan 2026 00:00:00 +0000"), day("2026-01-01"));
        for text in ["", "soon", "Thu, 19 ovD 2026", "Thu, 31 Feb 2026", "19 Nov"] {
            assert_eq!(printed_day(text), None, "{text}");
        }
        assert_eq!(slashed_day("2026/11/20"), Ok(day("2026-11-20")));
        assert_eq!(slashed_day(""), Ok(None));
        for damaged in ["11/20/2026", "20/11/26", "2026/20/11"] {
            assert!(slashed_day(damaged).is_err(), "{damaged}");
        }
    }

    #[test]
    fn the_shelf_says_where_a_book_stands() {
        for (shelves, expected) in [
            ("read", Some(Status::Completed)),
            ("sci-fi, to-read", Some(Status::Planned)),
            ("dnf", Some(Status::Dropped)),
            ("favourites, sea", None),
            ("", None),
        ] {
            assert_eq!(status(shelves), expected, "{shelves}");
        }
    }
}
