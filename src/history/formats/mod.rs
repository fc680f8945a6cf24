//! Files people export elsewhere: what each is, and what it tells.
//!
//! # Design
//! A file is known by what is in it, never by its name alone. What cannot be read costs
//! its own row and says why; what a file does not say (when, which day of two, whose) is
//! asked, never guessed. A title that may be a film or an episode stays unclear.

mod anilist;
mod archive;
mod contents;
mod days;
mod goodreads;
mod imdb;
pub(super) mod json;
mod lastfm;
mod letterboxd;
mod listenbrainz;
mod myanimelist;
mod netflix;
mod own;
mod packing;
mod reading;
mod rows;
mod shape;
mod simkl;
mod spotify;
#[cfg(test)]
mod tests;
mod trakt;
mod tvtime;

use serde::{Deserialize, Serialize};

pub use contents::{Asks, Contents, LeftOut, Part, Told, Unclear};
pub use own::{END, Line, begin, line, skipped, write};
pub use packing::zip;
pub use rows::Rows;

use crate::error::{Error, ErrorKind};
use crate::media::PartialDate;
use archive::Packed;
use reading::Reading;
use shape::Shape;

/// A kind of file.
pub struct Format {
    /// Its stable name.
    pub id: &'static str,
    /// Its name for people: "a Letterboxd export".
    pub name: &'static str,
    looks_like: fn(&Shape<'_>) -> bool,
    read: fn(&File<'_>, &Options, &mut Reading) -> Result<(), Error>,
    /// What several files of one archive tell twice, told once.
    join: fn(&mut Contents),
}

/// All of them. A file is the first it looks like: Simkl's table has columns that those
/// for Letterboxd's importer have, too.
pub static FORMATS: &[&Format] = &[
    &own::FORMAT,
    &simkl::FORMAT,
    &letterboxd::FORMAT,
    &goodreads::FORMAT,
    &imdb::FORMAT,
    &netflix::FORMAT,
    &tvtime::FORMAT,
    &trakt::FORMAT,
    &myanimelist::FORMAT,
    &anilist::FORMAT,
    &lastfm::FORMAT,
    &spotify::FORMAT,
    &listenbrainz::FORMAT,
];

/// One file, unpacked.
struct File<'a> {
    /// Its name, with its folder in the archive.
    name: &'a str,
    bytes: &'a [u8],
    shape: &'a Shape<'a>,
}

/// What the person answered to [`Asks`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Options {
    /// How `03/04/2024` is meant.
    #[serde(default)]
    pub day_order: Option<DayOrder>,
    /// The day of plays the file has none of.
    #[serde(default)]
    pub dates: Option<DatePolicy>,
    /// Whose rows are taken, where the file tells of several people.
    #[serde(default)]
    pub person: Option<String>,
}

/// How much of a file there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file, unpacked.
    pub bytes: usize,
    /// Rows of all files.
    pub rows: usize,
}

/// No file of an export is larger.
impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 256 << 20, rows: usize::MAX }
    }
}

/// How a date of three numbers is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DayOrder {
    /// 03/04 is in April.
    DayFirst,
    /// 03/04 is in March.
    MonthFirst,
}

/// What becomes of a play without a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "policy", content = "day", rename_all = "camelCase")]
pub enum DatePolicy {
    /// It was on this day: today's, as the person's clock shows it.
    On(PartialDate),
    /// It was on the day the work came out, as far as the file tells; else it stays undated.
    Released,
    /// It was on the day it was marked, as far as the file tells; else it stays undated.
    Marked,
    /// It stays undated.
    Undated,
}

impl Options {
    /// The day of a play without a date, by what was answered; where nothing was, it is asked.
    fn undated(
        &self,
        reading: &mut Reading,
        released: Option<PartialDate>,
        marked: Option<PartialDate>,
    ) -> Option<PartialDate> {
        match self.dates {
            Some(DatePolicy::On(day)) => Some(day),
            Some(DatePolicy::Released) => released,
            Some(DatePolicy::Marked) => marked,
            Some(DatePolicy::Undated) => None,
            None => {
                reading.ask_dates();
                None
            }
        }
    }
}

/// What a file is: nothing where it is none of [`FORMATS`], or an archive.
pub fn detect(bytes: &[u8]) -> Option<&'static Format> {
    let shape = Shape::of(bytes);
    FORMATS.iter().copied().find(|format| (format.looks_like)(&shape))
}

/// Reads a file, or the files of a ZIP or gzip; `expected` is the [`Format::id`] the person
/// chose, if they chose one.
///
/// # Errors
/// [`ErrorKind::BadInput`] where it is none of these files, or another one than was
/// expected: the message says what it looks like.
pub fn read(
    name: &str,
    bytes: &[u8],
    expected: Option<&str>,
    options: &Options,
) -> Result<Contents, Error> {
    read_within(Limits::default(), name, bytes, expected, options)
}

/// The same where there is not room for everything.
///
/// # Errors
/// As [`read`]'s; [`ErrorKind::Rejected`] where there are too many rows.
pub fn read_within(
    limits: Limits,
    name: &str,
    bytes: &[u8],
    expected: Option<&str>,
    options: &Options,
) -> Result<Contents, Error> {
    let expected = match expected {
        None => None,
        Some(id) => Some(by_id(id).ok_or_else(|| refused("There is no such format."))?),
    };
    let packed = Packed::open(name, bytes)?;
    let mut format = expected;
    let mut foreign = None;
    let mut reading = Reading::of(limits.rows);
    for entry in packed.entries() {
        let unpacked = match packed.unpack(entry, limits.bytes) {
            Ok(unpacked) => unpacked,
            Err(error) if packed.is_single() => return Err(error),
            Err(error) => {
                reading.leave_out(&entry.name, error.message);
                continue;
            }
        };
        let shape = Shape::of(&unpacked);
        let found = FORMATS.iter().copied().find(|known| (known.looks_like)(&shape));
        let wanted = match (found, format) {
            (Some(found), Some(format)) if found.id == format.id => found,
            (Some(found), None) => found,
            (found, format) => {
                let what = found.map_or_else(
                    || shape.in_words().to_owned(),
                    |found| format!("This is {}", found.name),
                );
                let reason = match format {
                    Some(format) if found.is_some() || packed.is_single() => {
                        format!("{}; {} was expected.", what.trim_end_matches('.'), format.name)
                    }
                    _ if found.is_some() => format!("{what}."),
                    _ => what,
                };
                foreign = foreign.or_else(|| Some(reason.clone()));
                reading.leave_out(&entry.name, reason);
                continue;
            }
        };
        let file = File { name: &entry.name, bytes: &unpacked, shape: &shape };
        reading.begin(&entry.name);
        // Some readers make all rows of a table before they tell the first.
        let long = file.shape.table().is_some_and(|table| table.is_longer(limits.rows));
        let read = if long { Ok(()) } else { (wanted.read)(&file, options, &mut reading) };
        if long || reading.is_over() {
            let text = format!("A file may have {} rows. Split it.", limits.rows);
            return Err(Error::new(ErrorKind::Rejected, text));
        }
        match read {
            Ok(()) => format = Some(wanted),
            Err(error) if packed.is_single() => return Err(error),
            Err(error) => reading.give_up(error.message),
        }
    }
    let nothing = || match foreign {
        Some(reason) if packed.is_single() => reason,
        _ => "None of the files in this archive is one that is known here.".to_owned(),
    };
    let format = format.filter(|_| reading.is_begun()).ok_or_else(|| refused(nothing()))?;
    let mut contents = reading.done(format.id);
    (format.join)(&mut contents);
    // Somebody of whom the file tells nothing is no answer.
    if options.person.as_ref().is_some_and(|person| contents.asks.person.contains(person)) {
        contents.asks.person.clear();
    }
    Ok(contents)
}

/// The format of this name.
pub fn by_id(id: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.id == id)
}

fn refused(text: impl Into<String>) -> Error {
    Error::new(ErrorKind::BadInput, text)
}

/// Nothing is told twice.
fn as_it_is(_: &mut Contents) {}
