//! Files that are not as promised: damaged, enormous, or saved by another program.
//! What comes of one is an error in words, or its sound rows and the lines of the others.

use playtally::media::Work;
use playtally::providers::{Exported, Row, by_id};

/// A kind of file, by a header and a row of a given title and rating.
struct Sort {
    service: &'static str,
    name: &'static str,
    header: &'static str,
    row: fn(title: &str, stars: &str) -> String,
}

const SORTS: [Sort; 2] = [
    Sort {
        service: "letterboxd",
        name: "ratings.csv",
        header: "Date,Name,Year,Rating\n",
        row: |title, stars| format!("2026-11-20,{title},2019,{stars}\n"),
    },
    Sort {
        service: "goodreads",
        name: "goodreads_library_export.csv",
        header: "Title,Author,My Rating,Exclusive Shelf\n",
        row: |title, stars| format!("{title},Ana Quay,{stars},read\n"),
    },
];

fn title(row: &Row) -> &str {
    match &row.work {
        Work::Movie(film) => &film.title,
        Work::Book(book) => &book.title,
        other => panic!("{other:?}"),
    }
}

impl Sort {
    fn read(&self, bytes: impl AsRef<[u8]>) -> Exported {
        by_id(self.service).unwrap().read_file(self.name, bytes.as_ref()).unwrap()
    }

    /// A file of these rows: title and stars.
    fn file(&self, rows: &[(&str, &str)]) -> String {
        let rows: String = rows.iter().map(|(title, stars)| (self.row)(title, stars)).collect();
        format!("{}{rows}", self.header)
    }

    /// Checks what is read of a file: the titles, and the lines that are left out.
    #[track_caller]
    fn reads(&self, bytes: impl AsRef<[u8]>, titles: &[&str], lines: &[usize]) {
        let page = self.read(bytes).page;
        let read: Vec<_> = page.rows.iter().map(|row| title(row).to_owned()).collect();
        assert_eq!(read, titles, "{}", self.service);
        let named =
            |at: usize, line: usize| page.skipped[at].reason.starts_with(&format!("Line {line}: "));
        assert_eq!(page.skipped.len(), lines.len(), "{:?}", page.skipped);
        for (at, line) in lines.iter().enumerate() {
            assert!(named(at, *line), "{:?}", page.skipped);
        }
    }
}

#[test]
fn quotes_within_quotes_and_lines_within_cells_are_text() {
    for sort in SORTS {
        let file = sort.file(&[("\"Crab, \"\"Crab\"\"\"", "4"), ("\"Two\nlines\"", "3")]);
        sort.reads(&file, &["Crab, \"Crab\"", "Two\nlines"], &[]);
        sort.reads(sort.file(&[("5\" Floppy", "4"), ("B", "3")]), &["5\" Floppy", "B"], &[]);
    }
}

#[test]
fn what_other_programs_make_of_a_file_is_the_same_file() {
    let rows = [("A", "4"), ("B", "9"), ("C", "3")];
    for sort in SORTS {
        let file = sort.file(&rows);
        let saved = [
            format!("\u{FEFF}{file}"),
            file.replace('\n', "\r\n"),
            file.replace(',', ";"),
            file.replace(',', "\t"),
            format!("\u{FEFF}{}", file.replace(',', ";").replace('\n', "\r\n")),
            file.trim_end().to_owned(),
        ];
        for bytes in saved {
            sort.reads(bytes, &["A", "C"], &[3]);
        }
    }
}

#[test]
fn bytes_that_are_no_text_cost_their_row_alone() {
    for sort in SORTS {
        let mut bytes = sort.file(&[("A", "4"), ("B@", "4"), ("C", "3")]).into_bytes();
        // Half of a letter of two bytes.
        let at = bytes.iter().position(|byte| *byte == b'@').unwrap();
        bytes[at] = 0xC3;
        sort.reads(bytes, &["A", "C"], &[3]);
    }
}

#[test]
fn a_quote_that_is_never_closed_costs_its_line_alone() {
    for sort in SORTS {
        let floppy = sort.file(&[("A", "4"), ("5\" Floppy", "4")]);
        sort.reads(floppy.trim_end(), &["A", "5\" Floppy"], &[]);
        sort.reads(floppy, &["A", "5\" Floppy"], &[]);
        let file = sort.file(&[("A", "4"), ("\"B", "4"), ("C", "3"), ("D", "2")]);
        sort.reads(file.replace('\n', "\r\n"), &["A", "C", "D"], &[3]);
        sort.reads(file, &["A", "C", "D"], &[3]);
        let file = sort.file(&[("\"A", "4"), ("B", "4"), ("\"C, c\"", "3"), ("D", "2")]);
        sort.reads(file, &["B", "C, c", "D"], &[2]);
        sort.reads(sort.file(&[("A", "4"), ("\"B", "4")]).trim_end(), &["A"], &[3]);
    }
}

#[test]
fn a_file_that_breaks_off_keeps_its_whole_rows() {
    for sort in SORTS {
        let file = sort.file(&[("A", "4"), ("\"B \"\"b\"\"\"", "4"), ("C", "3")]);
        let service = by_id(sort.service).unwrap();
        let whole = sort.read(&file).page.rows;
        for cut in 0..file.len() {
            let lines = file[..cut].matches('\n').count();
            match service.read_file(sort.name, &file.as_bytes()[..cut]) {
                Err(error) => assert!(lines == 0 && error.message.len() > 10, "{cut}"),
                Ok(read) => {
                    let sound = lines.saturating_sub(1);
                    assert_eq!(read.page.rows[..sound], whole[..sound], "{cut}");
                    assert!(read.page.rows.len() + read.page.skipped.len() <= sound + 1, "{cut}");
                }
            }
        }
    }
}

#[test]
fn a_bad_row_costs_no_other() {
    for sort in SORTS {
        let long = "9".repeat(1_000_000);
        let bad = ["99", "-1", "x", "4,,,,,,,,,,7", &long];
        for stars in bad {
            sort.reads(sort.file(&[("A", "4"), ("B", stars), ("C", "3")]), &["A", "C"], &[3]);
        }
        sort.reads(sort.file(&[("A", "4"), ("", "4"), ("C", "3")]), &["A", "C"], &[3]);
    }
}

#[test]
fn long_files_and_long_fields_are_read_to_their_end() {
    for sort in SORTS {
        let rows: Vec<String> = (0..100_000).map(|row| format!("Title {row}")).collect();
        let rows: Vec<(&str, &str)> = rows
            .iter()
            .map(|it| (it.as_str(), if it.ends_with("77") { "x" } else { "4" }))
            .collect();
        let page = sort.read(sort.file(&rows)).page;
        assert_eq!((page.rows.len(), page.skipped.len()), (99_000, 1000));
        assert_eq!(title(&page.rows[98_999]), "Title 99999");
        assert_eq!(page.skipped[999].row, 99_977);

        let long = format!("\"{}\"", "\"\"é,\n".repeat(1_700_000));
        let page = sort.read(sort.file(&[("A", "4"), (&long, "4"), ("C", "3")])).page;
        let lengths: Vec<_> = page.rows.iter().map(|row| title(row).len()).collect();
        assert_eq!(lengths, [1, 1_700_000 * 5 - 1, 1]);
    }
}

#[test]
fn what_is_no_table_is_refused_in_words() {
    for sort in SORTS {
        let service = by_id(sort.service).unwrap();
        let files: [&[u8]; 12] = [
            b"",
            b"\n",
            b"\xEF\xBB\xBF",
            b"null",
            b"{\"Name\":1}",
            b"[]",
            b"<!DOCTYPE html><html></html>",
            b"PK\x03\x04\x14\0",
            b"\xFF\xFEN\0a\0m\0e\0",
            b"\0\0\0\0,\0\0",
            b"\xC3\x28,\xA0\n1,2\n",
            b"\"Title,Name,Author,My Rating\n1,2,3,4\n",
        ];
        for bytes in files {
            let error = service.read_file(sort.name, bytes).unwrap_err();
            assert!(error.message.ends_with('.') && error.message.len() > 15);
        }
    }
}
