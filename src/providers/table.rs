//! Tables as people export them: CSV with its columns found by name.
//!
//! # Design
//! A row that cannot be read is left out and told, with its line; nothing else
//! suffers. A quote that is never closed would swallow the rest of the file: then
//! its line alone is left out, and reading goes on behind it.

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::{File, Skipped};
use crate::error::{Error, ErrorKind};

/// So often is reading taken up again behind a quote that is never closed.
const RESUMES: usize = 100;

/// A table whose header has been read.
pub(crate) struct Table<'a> {
    bytes: &'a [u8],
    separator: u8,
    columns: Vec<String>,
    /// Where the rows begin, and on which line.
    start: usize,
    lines: u64,
}

/// One row of it.
pub(crate) struct Cells<'a> {
    row: usize,
    columns: &'a [String],
    cells: Vec<&'a str>,
}

impl Table<'_> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`ErrorKind::BadInput`] for anything that is no table, with what it looks like.
    pub(crate) fn new(bytes: &[u8]) -> Result<Table<'_>, Error> {
        if let Some(other) = looks_like(bytes) {
            return Err(Error::new(ErrorKind::BadInput, other));
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let count = |separator: &u8| first.iter().filter(|byte| *byte == separator).count();
        let separator = [b',', b';', b'\t'].into_iter().max_by_key(count).unwrap_or(b',');
        let mut reader = reader(bytes, separator);
        let mut header = ByteRecord::new();
        let read = reader.read_byte_record(&mut header).unwrap_or_default();
        let columns: Option<Vec<String>> = header
            .iter()
            .map(|name| Some(std::str::from_utf8(name).ok()?.trim().to_owned()))
            .collect();
        let columns = columns.filter(|columns| read && columns.len() > 1).ok_or_else(|| {
            let text = "This is no table: its first line names no columns.";
            Error::new(ErrorKind::BadInput, text)
        })?;
        let start = reader.position().byte() as usize;
        Ok(Table { bytes, separator, columns, start, lines: 1 })
    }

    /// Whether it has all of these columns.
    pub(crate) fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.columns.iter().any(|column| column.eq_ignore_ascii_case(name)))
    }

    /// How many columns it has.
    pub(crate) const fn width(&self) -> usize {
        self.columns.len()
    }

    /// The columns, as they are named.
    pub(crate) fn names(&self) -> &[String] {
        &self.columns
    }

    /// Whether it has more rows than these.
    pub(crate) fn is_longer(&self, rows: usize) -> bool {
        let ends = self.bytes.iter().filter(|byte| matches!(byte, b'\r' | b'\n'));
        // No more rows than lines, and most files have few.
        if ends.count() <= rows {
            return false;
        }
        let rest = self.bytes.get(self.start..).unwrap_or_default();
        let (mut reader, mut record) = (reader(rest, self.separator), ByteRecord::new());
        (0..=rows).all(|_| reader.read_byte_record(&mut record).unwrap_or_default())
    }

    /// The same table where it has no header: its first line is a row, and these are the
    /// columns.
    pub(crate) fn with_columns(&self, names: &[&str]) -> Self {
        let columns = names.iter().map(|name| (*name).to_owned()).collect();
        Self { bytes: self.bytes, separator: self.separator, columns, start: 0, lines: 0 }
    }

    /// Hands each row over and collects what it makes of it, and the reasons of those
    /// it makes nothing of.
    pub(crate) fn rows<T>(
        &self,
        mut read: impl FnMut(&Cells<'_>) -> Result<T, String>,
    ) -> (Vec<T>, Vec<Skipped>) {
        let (mut made, mut skipped) = (Vec::new(), Vec::new());
        let (mut start, mut row, mut resumes) = (self.start, 0, 0);
        let mut lines = self.lines;
        let mut record = ByteRecord::new();
        'again: loop {
            let rest = self.bytes.get(start..).unwrap_or_default();
            let mut reader = reader(rest, self.separator);
            while reader.read_byte_record(&mut record).unwrap_or_default() {
                let (at, line) = record.position().map_or((0, 0), |it| (it.byte(), it.line()));
                let (at, line) = (at as usize, lines + line);
                let mut skip = |reason: String| {
                    skipped.push(Skipped { row, reason: format!("Line {line}: {reason}") });
                };
                // What ended the line before may still stand here.
                let here = rest.get(at..reader.position().byte() as usize).unwrap_or_default();
                let blank = here.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
                let (at, here) = (at + blank, &here[blank..]);
                if resumes < RESUMES && is_open(here, self.separator) {
                    skip("a quote is opened and never closed.".to_owned());
                    let length = here.iter().position(|byte| *byte == b'\n');
                    let Some(length) = length else { break 'again };
                    (start, row, resumes) = (start + at + length + 1, row + 1, resumes + 1);
                    lines = line;
                    continue 'again;
                }
                match self.cells(row, &record).and_then(|cells| read(&cells)) {
                    Ok(thing) => made.push(thing),
                    Err(reason) => skip(reason),
                }
                row += 1;
            }
            break;
        }
        (made, skipped)
    }

    fn cells<'a>(&'a self, row: usize, record: &'a ByteRecord) -> Result<Cells<'a>, String> {
        let cells: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
        let cells = cells.map_err(|_| "it holds bytes that are no text (UTF-8).".to_owned())?;
        // Fewer are what spreadsheets leave of empty cells at the end; more are a shift.
        if cells.iter().skip(self.columns.len()).any(|cell| !cell.is_empty()) {
            return Err(format!(
                "it has {} cells, the table {} columns: a quote or a comma is wrong.",
                cells.len(),
                self.columns.len()
            ));
        }
        Ok(Cells { row, columns: &self.columns, cells })
    }
}

impl<'a> Cells<'a> {
    /// Its place in the table, from 0.
    pub(crate) const fn row(&self) -> usize {
        self.row
    }

    /// The cell of this column, without blanks around it; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &'a str {
        let place = self.columns.iter().position(|column| column.eq_ignore_ascii_case(name));
        place.and_then(|place| self.cells.get(place)).map_or("", |cell| cell.trim())
    }

    /// The first of these columns that says something.
    pub(crate) fn first(&self, names: &[&str]) -> &'a str {
        names.iter().map(|name| self.get(name)).find(|cell| !cell.is_empty()).unwrap_or_default()
    }
}

/// Files of a table that is being written, each with the header and within its limits.
pub(crate) struct Parts {
    name: String,
    header: String,
    most_bytes: usize,
    most_rows: usize,
    files: Vec<String>,
    rows: usize,
}

impl Parts {
    pub(crate) fn new(name: &str, columns: &[&str], most_bytes: usize, most_rows: usize) -> Self {
        let (name, header) = (name.to_owned(), line(columns));
        Self { name, header, most_bytes, most_rows, files: Vec::new(), rows: 0 }
    }

    /// One more row; whether it fits into a file at all.
    pub(crate) fn push<T: AsRef<str>>(&mut self, cells: &[T]) -> bool {
        let line = line(cells);
        if self.header.len() + line.len() > self.most_bytes {
            return false;
        }
        match self.files.last_mut() {
            Some(file)
                if file.len() + line.len() <= self.most_bytes && self.rows < self.most_rows =>
            {
                file.push_str(&line);
                self.rows += 1;
            }
            _ => {
                self.files.push([&*self.header, &line].concat());
                self.rows = 1;
            }
        }
        true
    }

    /// The files; several carry their number in their names.
    pub(crate) fn done(self) -> Vec<File> {
        let many = self.files.len() > 1;
        let files = self.files.into_iter().enumerate();
        files
            .map(|(at, text)| File {
                name: match many {
                    true => format!("{}-{}.csv", self.name, at + 1),
                    false => format!("{}.csv", self.name),
                },
                text,
            })
            .collect()
    }
}

/// One line of a file. (The library's writer asks of each cell whether it is a number,
/// with tables of ten kilobytes.)
fn line<T: AsRef<str>>(cells: &[T]) -> String {
    let mut line = String::new();
    for (at, cell) in cells.iter().enumerate() {
        let cell = cell.as_ref();
        if at > 0 {
            line.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            line.push('"');
            line.push_str(&cell.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(cell);
        }
    }
    line.push('\n');
    line
}

/// Whether a cell of stars says that nobody rated it: nothing, or nought in any spelling.
pub(crate) fn is_unrated(cell: &str) -> bool {
    cell.trim_matches(['0', '.']).is_empty()
}

/// The start of a cell, for a sentence about it.
pub(crate) fn quoted(cell: &str) -> String {
    let start: String = cell.chars().take(40).collect();
    format!("\"{start}\"")
}

fn reader(bytes: &[u8], separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(bytes)
}

/// Whether a row ends within quotes, or has taken in several lines up to a quote that
/// is another one's.
fn is_open(row: &[u8], separator: u8) -> bool {
    // A quote opens at the start of a cell, and right behind one that closes; elsewhere
    // it is a sign like any other.
    let (mut open, mut start, mut closed, mut lines) = (false, true, false, false);
    for byte in row {
        let (quote, end) = (*byte == b'"', *byte == separator || matches!(byte, b'\r' | b'\n'));
        if closed && lines && !(quote || end || *byte == b' ') {
            return true;
        }
        lines |= open && *byte == b'\n';
        (open, closed) = if open { (!quote, quote) } else { (quote && (start || closed), false) };
        start = end && !open;
    }
    open
}

/// What a file is that is surely no table: a sentence for a person.
fn looks_like(bytes: &[u8]) -> Option<&'static str> {
    let text = bytes.trim_ascii_start();
    if bytes.starts_with(b"PK\x03\x04") {
        return Some("This is a ZIP. Unpack it and choose one of the files in it.");
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Some("This text is UTF-16. Save it as UTF-8 and choose it again.");
    }
    match text.first() {
        None => Some("This file is empty."),
        Some(b'<') => Some("This is a web page or XML, not a table. Download the file itself."),
        Some(b'{' | b'[') => Some("This is JSON, not a table."),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (Vec<[String; 2]>, Vec<Skipped>) {
        let table = Table::new(bytes).unwrap();
        assert!(table.has(&["a", "B"]) && !table.has(&["a", "c"]));
        table.rows(|cells| Ok(["A", "b"].map(|name| cells.get(name).to_owned())))
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<[String; 2]> {
        expected.iter().map(|(a, b)| [(*a).to_owned(), (*b).to_owned()]).collect()
    }

    #[test]
    fn columns_are_found_by_name_whatever_stands_between_them() {
        for text in ["a,x,b\n1,,2\n", "B;A;x\r\n2;1;\r\n", "\u{feff}a\tb\n 1 \t2", "a,b\n1,2,,\n"] {
            assert_eq!(read(text.as_bytes()), (pairs(&[("1", "2")]), vec![]), "{text}");
        }
        assert_eq!(read(b"a,b\n1\n").0, pairs(&[("1", "")]));
    }

    #[test]
    fn quotes_hold_separators_quotes_and_lines() {
        let text = "a,b\n\"x, y\",\"say \"\"hi\"\"\nthere\"\n\"\",c \"d\" e\n";
        let expected = pairs(&[("x, y", "say \"hi\"\nthere"), ("", "c \"d\" e")]);
        assert_eq!(read(text.as_bytes()), (expected, vec![]));
    }

    #[test]
    fn a_bad_row_is_left_out_and_the_rest_is_read() {
        let (rows, skipped) = read(b"a,b\n1,2\n1,\xFF\n3,4\n5,6,7\n8,9\n");
        assert_eq!(rows, pairs(&[("1", "2"), ("3", "4"), ("8", "9")]));
        let lines: Vec<_> = skipped.iter().map(|it| (it.row, &it.reason[..7])).collect();
        assert_eq!(lines, [(1, "Line 3:"), (3, "Line 5:")]);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_own_line() {
        let (rows, skipped) = read(b"a,b\n1,2\n\"3,4\n5,6\n\"7\",8\n");
        assert_eq!(rows, pairs(&[("1", "2"), ("5", "6"), ("7", "8")]));
        assert_eq!(skipped.len(), 1);
        assert!(skipped[0].reason.starts_with("Line 3: a quote"), "{skipped:?}");
        let (rows, skipped) = read(b"a,b\n1,2\n\"3,4");
        assert_eq!((rows.len(), skipped.len()), (1, 1));
        let (rows, skipped) = read(b"a,b\n\"1,2\n3,4\n5,\"6\"\n7,8\n");
        assert_eq!(rows, pairs(&[("3", "4"), ("5", "6"), ("7", "8")]));
        assert_eq!(skipped.len(), 1, "its quote was closed by another row's");
    }

    #[test]
    fn files_are_cut_between_rows() {
        let mut parts = Parts::new("x", &["a", "b"], 12, 2);
        assert!(!parts.push(&["more than fits", ""]));
        for row in ["1", "2", "3", "\"", "5"] {
            assert!(parts.push(&[row, "y"]));
        }
        let files = parts.done();
        let texts: Vec<_> = files.iter().map(|file| &*file.text).collect();
        assert_eq!(texts, ["a,b\n1,y\n2,y\n", "a,b\n3,y\n", "a,b\n\"\"\"\",y\n", "a,b\n5,y\n"]);
        assert_eq!(files[1].name, "x-2.csv");
        assert_eq!(Parts::new("x", &["a", "b"], 12, 2).done(), []);
    }

    #[test]
    fn what_is_no_table_is_told_by_what_it_looks_like() {
        for (bytes, said) in [
            (&b""[..], "empty"),
            (b" \n ", "empty"),
            (b"PK\x03\x04rest", "ZIP"),
            (b"\xFF\xFEa\0", "UTF-16"),
            (b"\n<html>", "web page"),
            (b"[1]", "JSON"),
            (b"one column\n1\n", "no table"),
            (b"\xFF,\xFE\n1,2\n", "no table"),
        ] {
            let error = Table::new(bytes).err().unwrap();
            assert_eq!(error.kind, ErrorKind::BadInput);
            assert!(error.message.contains(said), "{}", error.message);
        }
    }
}
