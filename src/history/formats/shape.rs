//! What a file is at first sight: a table, JSON, XML, or something that is surely no export.

use serde_json::Value;

use super::json;
use crate::providers::table::Table;

/// The outer form of a file.
pub(super) enum Shape<'a> {
    /// CSV, by its columns.
    Table(Table<'a>),
    /// JSON: the first object of a list (or of the lines), or the object itself.
    Json(Value),
    /// XML, by the name of its root.
    Xml(String),
    /// Something else: a sentence for a person.
    Other(&'static str),
}

/// How files that are no exports begin.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"\x89PNG", "This is a picture."),
    (b"\xFF\xD8\xFF", "This is a picture."),
    (b"GIF8", "This is a picture."),
    (b"RIFF", "This is a picture, a sound or a video."),
    (b"%PDF", "This is a PDF; an export is a ZIP, CSV, JSON or XML file."),
    (b"ID3", "This is music."),
    (b"fLaC", "This is music."),
    (b"OggS", "This is music."),
    (b"\x1A\x45\xDF\xA3", "This is a video."),
    (b"SQLite format 3", "This is a database; an export is a ZIP, CSV, JSON or XML file."),
    (b"Rar!", "This is a RAR archive. Unpack it and choose the files in it."),
    (b"7z\xBC\xAF\x27\x1C", "This is a 7z archive. Unpack it and choose the files in it."),
    (b"\xD0\xCF\x11\xE0", "This is an old Office file. Save it as CSV and choose it again."),
    (b"\xFF\xFE", "This text is UTF-16. Save it as UTF-8 and choose it again."),
    (b"\xFE\xFF", "This text is UTF-16. Save it as UTF-8 and choose it again."),
];

impl<'a> Shape<'a> {
    /// The shape of these bytes.
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        let found = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start));
        if let Some((_, sentence)) = found {
            return Self::Other(sentence);
        }
        if bytes.get(4..8) == Some(b"ftyp") {
            return Self::Other("This is a video.");
        }
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        match text.first() {
            None => Self::Other("This file is empty."),
            Some(b'{' | b'[') => {
                let first = json::elements(text).next();
                let first = first.and_then(|first| json::outline(first).ok());
                first.map_or(Self::Other("This is JSON that tells nothing."), Self::Json)
            }
            Some(b'<') => match root(text) {
                "" | "html" | "!doctype" => Self::Other("This is a web page, not an export."),
                root => Self::Xml(root.to_owned()),
            },
            Some(_) => match Table::new(bytes) {
                Ok(table) => Self::Table(table),
                Err(_) => Self::Other("This is none of the files that are known here."),
            },
        }
    }

    /// Whether it is a table with all of these columns.
    pub(super) fn has_columns(&self, names: &[&str]) -> bool {
        matches!(self, Self::Table(table) if table.has(names))
    }

    /// Whether it is JSON whose first object has all of these members.
    pub(super) fn has_members(&self, names: &[&str]) -> bool {
        matches!(self, Self::Json(first) if names.iter().all(|name| first.get(name).is_some()))
    }

    /// The table it is.
    pub(super) const fn table(&self) -> Option<&Table<'a>> {
        match self {
            Self::Table(table) => Some(table),
            _ => None,
        }
    }

    /// What it is, for a person who chose the wrong file.
    pub(super) const fn in_words(&self) -> &'static str {
        match self {
            Self::Table(_) => "This is a table, but none of the exports that are known here.",
            Self::Json(_) => "This is JSON, but none of the exports that are known here.",
            Self::Xml(_) => "This is XML, but none of the exports that are known here.",
            Self::Other(sentence) => sentence,
        }
    }
}

/// The name of the first element, in small letters.
fn root(text: &[u8]) -> &str {
    let mut rest = text;
    loop {
        let Some(at) = rest.iter().position(|byte| *byte == b'<') else { return "" };
        rest = &rest[at + 1..];
        // Declarations and comments stand before it.
        if rest.starts_with(b"?") || rest.starts_with(b"!--") {
            continue;
        }
        let end = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'!'));
        let name = &rest[..end.unwrap_or(rest.len())];
        let page = [&b"!doctype"[..], b"html"];
        if page.iter().any(|word| name.eq_ignore_ascii_case(word)) {
            return "html";
        }
        return std::str::from_utf8(name).unwrap_or("");
    }
}
