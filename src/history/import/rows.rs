//! The rows of an import: everything a file tells, in one line, each by its number.

use crate::history::Zone;
use crate::history::formats::{Contents, Unclear};
use crate::media::PartialDate;
use crate::providers::{Listing, Row};
use crate::time::{Span, Timestamp};

/// What a file tells, by number: of each of its files what was read, what is unclear, and
/// what could not be read.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    contents: Contents,
    places: Vec<(usize, Place)>,
    mark: u64,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Read { part: usize, at: usize },
    Unclear(usize),
    Skipped(usize),
}

/// One of them.
pub(super) enum Entry<'a> {
    Read(Listing, Box<Row>),
    Unclear(&'a Unclear),
    Skipped(&'a str),
}

impl Rows {
    pub(super) fn of(contents: Contents) -> Self {
        let mut places = Vec::new();
        for (file, told) in contents.files.iter().enumerate() {
            for (part, exported) in told.exported.iter().enumerate() {
                let rows = 0..exported.rows.len();
                places.extend(rows.map(|at| (file, Place::Read { part, at })));
            }
            places.extend((0..told.unclear.len()).map(|at| (file, Place::Unclear(at))));
            places.extend((0..told.skipped.len()).map(|at| (file, Place::Skipped(at))));
        }
        let mark = mark(&contents, &places);
        Self { contents, places, mark }
    }

    pub(super) const fn contents(&self) -> &Contents {
        &self.contents
    }

    pub(super) const fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn entry(&self, row: usize) -> Option<Entry<'_>> {
        let (file, place) = *self.places.get(row)?;
        let told = self.contents.files.get(file)?;
        Some(match place {
            Place::Read { part, at } => {
                let exported = told.exported.get(part)?;
                Entry::Read(exported.listing, Box::new(exported.rows.get(at)?))
            }
            Place::Unclear(at) => Entry::Unclear(told.unclear.get(at)?),
            Place::Skipped(at) => Entry::Skipped(&told.skipped.get(at)?.reason),
        })
    }

    /// What is unclear of a row.
    pub(super) fn unclear(&self, row: usize) -> Option<&Unclear> {
        match *self.places.get(row)? {
            (file, Place::Unclear(at)) => self.contents.files.get(file)?.unclear.get(at),
            _ => None,
        }
    }

    /// Of what a row tells; nothing where it cannot be read.
    pub(super) fn listing(&self, row: usize) -> Option<Listing> {
        let (file, place) = *self.places.get(row)?;
        let told = self.contents.files.get(file)?;
        match place {
            Place::Read { part, .. } => told.exported.get(part).map(|part| part.listing),
            Place::Unclear(at) => told.unclear.get(at).map(|unclear| unclear.listing),
            Place::Skipped(_) => None,
        }
    }

    /// Whether it was read, and there is no more to be said of it.
    pub(super) fn is_read(&self, row: usize) -> bool {
        matches!(self.places.get(row), Some((_, Place::Read { .. })))
    }

    /// The file a row stands in.
    pub(super) fn file(&self, row: usize) -> &str {
        let file = self.places.get(row).and_then(|(file, _)| self.contents.files.get(*file));
        file.map_or("", |told| &told.file)
    }

    /// Its title, for a person.
    pub(super) fn title(&self, row: usize) -> String {
        match self.entry(row) {
            Some(Entry::Read(_, row)) => row.work.label(),
            Some(Entry::Unclear(unclear)) => unclear.title.clone(),
            Some(Entry::Skipped(_)) | None => String::new(),
        }
    }

    /// A number that another file would hardly have: what is restored belongs to one file.
    pub(super) const fn mark(&self) -> u64 {
        self.mark
    }
}

fn mark(contents: &Contents, places: &[(usize, Place)]) -> u64 {
    let mut mark = 0xCBF2_9CE4_8422_2325_u64;
    let mut add = |byte: u8| mark = (mark ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
    for (file, place) in places {
        let Some(told) = contents.files.get(*file) else { continue };
        let (listing, text) = match *place {
            Place::Read { part, at } => {
                let part = told.exported.get(part);
                (part.map(|it| it.listing), part.and_then(|it| it.rows.text(at)))
            }
            Place::Unclear(at) => (None, told.unclear.get(at).map(|it| &*it.title)),
            Place::Skipped(at) => (None, told.skipped.get(at).map(|it| &*it.reason)),
        };
        add(listing.map_or(u8::MAX, |listing| listing as u8));
        text.unwrap_or_default().bytes().for_each(&mut add);
    }
    mark
}

/// A row as the library takes it: of a rating or of something listed on a day it is told at
/// noon of that day where the person is. Plays keep their day.
pub(super) fn with_moment(listing: Listing, mut row: Row, zone: &Zone) -> Row {
    let days = matches!(listing, Listing::History | Listing::Watched | Listing::Statuses);
    if !days && row.at.is_none() {
        row.at = row.on.and_then(|on| noon(on, zone));
    }
    row
}

/// Noon of a whole day.
fn noon(on: PartialDate, zone: &Zone) -> Option<Timestamp> {
    let there = Timestamp::parse_rfc3339(&format!("{}T12:00:00Z", whole(on)?))?;
    Some(there - zone.offset(there))
}

/// The day a play was on, from 1970-01-01, as the person counts days.
pub(super) fn day(row: &Row, zone: &Zone) -> Option<i32> {
    match (row.at, row.on.and_then(whole)) {
        (Some(at), _) => Some(zone.day(at)),
        (None, Some(on)) => day_of(on),
        (None, None) => None,
    }
}

/// A whole day, from 1970-01-01.
pub(super) fn day_of(on: PartialDate) -> Option<i32> {
    noon(on, &Zone::UTC).map(|at| Zone::UTC.day(at))
}

/// When a day begins in UTC.
pub(super) fn midnight(day: i32) -> Timestamp {
    Timestamp::from_millis(0) + Span::from_hours(i64::from(day) * 24)
}

/// The day of a number of days.
pub(super) fn date(day: i32) -> Option<PartialDate> {
    PartialDate::of_utc(midnight(day))
}

fn whole(on: PartialDate) -> Option<PartialDate> {
    on.day().is_some().then_some(on)
}
