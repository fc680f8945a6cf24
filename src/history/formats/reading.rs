//! What has been read so far, file by file.

use super::{Asks, Contents, LeftOut, Part, Rows, Told, Unclear};
use crate::map::Set;
use crate::providers::{Listing, Row, Skipped};
use crate::sorted::sort_by_key;

/// Collects what files tell.
#[derive(Default)]
pub(super) struct Reading {
    files: Vec<Told>,
    left_out: Vec<LeftOut>,
    asks: Asks,
    people: Set<String>,
    /// How many more rows there is room for; nothing once there was one more.
    room: Option<usize>,
}

impl Reading {
    /// With room for so many rows.
    pub(super) fn of(rows: usize) -> Self {
        Self { room: Some(rows), ..Self::default() }
    }

    /// Whether there were more rows than there is room for: those are not here.
    pub(super) const fn is_over(&self) -> bool {
        self.room.is_none()
    }

    fn has_room(&mut self) -> bool {
        self.room = self.room.and_then(|room| room.checked_sub(1));
        self.room.is_some()
    }

    /// The next file.
    pub(super) fn begin(&mut self, file: &str) {
        self.files.push(Told { file: file.to_owned(), ..Told::default() });
    }

    /// Whether any file was one that is known.
    pub(super) fn is_begun(&self) -> bool {
        !self.files.is_empty()
    }

    /// The file under way tells nothing after all.
    pub(super) fn give_up(&mut self, reason: String) {
        if let Some(told) = self.files.pop() {
            self.leave_out(&told.file, reason);
        }
    }

    /// A file that is not read.
    pub(super) fn leave_out(&mut self, file: &str, reason: impl Into<String>) {
        self.left_out.push(LeftOut { file: file.to_owned(), reason: reason.into() });
    }

    /// One more row.
    pub(super) fn row(&mut self, listing: Listing, row: Row) {
        self.rows(listing, [row]);
    }

    /// More rows of a listing.
    pub(super) fn rows(&mut self, listing: Listing, rows: impl IntoIterator<Item = Row>) {
        self.listing(listing);
        for row in rows {
            if self.has_room() {
                self.listing(listing).push(&row);
            }
        }
    }

    /// The rows of a listing so far.
    fn listing(&mut self, listing: Listing) -> &mut Rows {
        let exported = &mut self.file().exported;
        let at = exported.iter().position(|part| part.listing == listing).unwrap_or_else(|| {
            exported.push(Part { listing, rows: Rows::default() });
            exported.len() - 1
        });
        &mut exported[at].rows
    }

    /// A row that cannot be read.
    pub(super) fn skip(&mut self, row: usize, reason: impl Into<String>) {
        self.skip_all([Skipped { row, reason: reason.into() }]);
    }

    /// Rows that could not be read.
    pub(super) fn skip_all(&mut self, skipped: impl IntoIterator<Item = Skipped>) {
        for skipped in skipped {
            if self.has_room() {
                self.file().skipped.push(skipped);
            }
        }
    }

    /// A row that may be of several works.
    pub(super) fn unclear(&mut self, unclear: Unclear) {
        if self.has_room() {
            self.file().unclear.push(unclear);
        }
    }

    /// Plays have no date of their own.
    pub(super) fn ask_dates(&mut self) {
        self.asks.date_policy = true;
    }

    /// This date may be two days.
    pub(super) fn ask_day_order(&mut self, date: &str) {
        self.asks.day_order.get_or_insert_with(|| date.to_owned());
    }

    /// Rows are of this person.
    pub(super) fn of_person(&mut self, name: &str) {
        if !self.people.contains(name) {
            self.people.insert(name.to_owned());
        }
    }

    /// All of it.
    pub(super) fn done(mut self, format: &str) -> Contents {
        if self.people.len() > 1 {
            self.asks.person = self.people.into_iter().collect();
        }
        for told in &mut self.files {
            sort_by_key(&mut told.skipped, |skipped| skipped.row);
            sort_by_key(&mut told.unclear, |unclear| unclear.row);
        }
        Contents {
            format: format.to_owned(),
            files: self.files,
            left_out: self.left_out,
            asks: self.asks,
        }
    }

    fn file(&mut self) -> &mut Told {
        if self.files.is_empty() {
            self.begin("");
        }
        let last = self.files.len() - 1;
        &mut self.files[last]
    }
}
