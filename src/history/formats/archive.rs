//! Archives opened: the files of a ZIP, the one file of a gzip, or a file as it is.
//!
//! # Design
//! Only what exports use: stored and deflated files without a password. A file that says
//! it is larger than anybody's history, or is so without saying it, is not unpacked.
//!
//! <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>, RFC 1951 and 1952.

use std::borrow::Cow;

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

use super::refused;
use crate::error::Error;

/// No archive holds more, in bytes.
const LARGEST_OF_ALL: u64 = 1 << 30;
/// No export has more files.
const MOST_FILES: usize = 10_000;

/// A file that may hold others.
pub(super) struct Packed<'a> {
    bytes: &'a [u8],
    single: bool,
    entries: Vec<Entry>,
}

/// A file in it.
pub(super) struct Entry {
    /// Its name, with its folder.
    pub(super) name: String,
    method: Method,
    /// Where its header stands in a ZIP, or its bytes begin.
    at: usize,
    packed: usize,
    size: usize,
}

#[derive(Clone, Copy)]
enum Method {
    AsItIs,
    Stored,
    Deflated,
    Gzip,
    /// A password, or a way of packing that exports do not use.
    Locked,
    Unknown,
}

impl<'a> Packed<'a> {
    /// Finds the files.
    ///
    /// # Errors
    /// Where it is a ZIP that is broken or has too much in it.
    pub(super) fn open(name: &str, bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return Ok(Self { bytes, single: false, entries: directory(bytes)? });
        }
        let (method, name) = match bytes.starts_with(b"\x1F\x8B") {
            true => (Method::Gzip, name.trim_end_matches(".gz")),
            false => (Method::AsItIs, name),
        };
        let (packed, size) = (bytes.len(), 0);
        let entry = Entry { name: name.to_owned(), method, at: 0, packed, size };
        Ok(Self { bytes, single: true, entries: vec![entry] })
    }

    /// Whether it is one file.
    pub(super) const fn is_single(&self) -> bool {
        self.single
    }

    /// The files, in the archive's order.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The bytes of one, where they are no more than this.
    ///
    /// # Errors
    /// Why they cannot be had.
    pub(super) fn unpack(&self, entry: &Entry, most: usize) -> Result<Cow<'a, [u8]>, Error> {
        let broken = || refused("This file is damaged: it cannot be unpacked.");
        let bytes = self.bytes.get(entry.at..).ok_or_else(broken)?;
        match entry.method {
            Method::AsItIs => Ok(Cow::Borrowed(bytes)),
            Method::Gzip => inflate(gzip_body(bytes).ok_or_else(broken)?, most).map(Cow::Owned),
            Method::Locked => Err(refused(
                "This file is locked with a password. Unpack it and choose the files in it.",
            )),
            Method::Unknown => Err(refused(
                "This file is packed in a way that is not known here. Unpack it and choose it.",
            )),
            Method::Stored | Method::Deflated if entry.size > most => Err(too_large()),
            Method::Stored => zip_body(bytes, entry.size).map(Cow::Borrowed).ok_or_else(broken),
            Method::Deflated => {
                let body = zip_body(bytes, entry.packed).ok_or_else(broken)?;
                inflate(body, most).map(Cow::Owned)
            }
        }
    }
}

fn inflate(body: &[u8], most: usize) -> Result<Vec<u8>, Error> {
    decompress_to_vec_with_limit(body, most).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => too_large(),
        _ => refused("This file is damaged: it cannot be unpacked."),
    })
}

fn too_large() -> Error {
    refused("This file is too large to be anybody's history.")
}

/// The files a ZIP lists at its end, without its folders and what a Mac adds.
fn directory(bytes: &[u8]) -> Result<Vec<Entry>, Error> {
    let broken = || refused("This ZIP is damaged: the list of its files is missing. Get it again.");
    // A comment of 64 KB may stand behind the end.
    let from = bytes.len().saturating_sub(22 + 0xFFFF);
    let tail = &bytes[from..];
    let end = tail.windows(4).rposition(|it| it == b"PK\x05\x06").ok_or_else(broken)? + from;
    let count = short(bytes, end + 10).ok_or_else(broken)?;
    let mut at = long(bytes, end + 16).ok_or_else(broken)?;
    if count == 0xFFFF || at == 0xFFFF_FFFF || count > MOST_FILES {
        return Err(refused("This ZIP has more files than anybody's history."));
    }
    let (mut entries, mut total) = (Vec::new(), 0_u64);
    for _ in 0..count {
        let field = |offset: usize| short(bytes, at + offset);
        let size = |offset: usize| long(bytes, at + offset);
        if bytes.get(at..at + 4) != Some(b"PK\x01\x02") {
            return Err(broken());
        }
        let (Some(flags), Some(method), Some(packed), Some(unpacked), Some(header)) =
            (field(8), field(10), size(20), size(24), size(42))
        else {
            return Err(broken());
        };
        let (Some(name), Some(extra), Some(comment)) = (field(28), field(30), field(32)) else {
            return Err(broken());
        };
        let name_bytes = bytes.get(at + 46..at + 46 + name).ok_or_else(broken)?;
        at += 46 + name + extra + comment;
        let name = String::from_utf8_lossy(name_bytes).replace('\\', "/");
        let hidden = name.starts_with("__MACOSX/") || name.ends_with(".DS_Store");
        if name.ends_with('/') || hidden {
            continue;
        }
        let method = match (flags & 1, method) {
            (1, _) => Method::Locked,
            (_, 0) => Method::Stored,
            (_, 8) => Method::Deflated,
            _ => Method::Unknown,
        };
        total += unpacked as u64;
        if total > LARGEST_OF_ALL {
            return Err(too_large());
        }
        entries.push(Entry { name, method, at: header, packed, size: unpacked });
    }
    Ok(entries)
}

/// So many bytes behind a file's own header, whose names may differ from those in the list.
fn zip_body(bytes: &[u8], length: usize) -> Option<&[u8]> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let start = 30 + short(bytes, 26)? + short(bytes, 28)?;
    bytes.get(start..start.checked_add(length)?)
}

/// What is packed in a gzip, without its header and sums.
fn gzip_body(bytes: &[u8]) -> Option<&[u8]> {
    let flags = *bytes.get(3)?;
    let mut at = 10;
    if flags & 4 != 0 {
        at += 2 + short(bytes, at)?;
    }
    // A name and a comment, each up to a zero.
    for flag in [8, 16] {
        if flags & flag != 0 {
            at += bytes.get(at..)?.iter().position(|byte| *byte == 0)? + 1;
        }
    }
    if flags & 2 != 0 {
        at += 2;
    }
    bytes.get(at..)
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(usize::from(two[0]) | usize::from(two[1]) << 8)
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    Some(short(bytes, at)? | short(bytes, at.checked_add(2)?)? << 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_unpacked_than_anybody_has() {
        let packed = miniz_oxide::deflate::compress_to_vec(&[0; 100_000], 6);
        assert_eq!(inflate(&packed, 100_000).unwrap().len(), 100_000);
        assert_eq!(inflate(&packed, 99_999).unwrap_err(), too_large());
        assert_ne!(inflate(&packed[..10], 100_000).unwrap_err(), too_large());
    }
}
