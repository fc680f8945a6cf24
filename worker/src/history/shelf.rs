//! Where libraries are kept: as the core's snapshot, cut into pieces, and what was noted since.
//!
//! # Design
//! To write a library down whole costs what it is large, so what changes it is written behind
//! it, and all of it anew only when that has become long. A library in memory is the snapshot
//! with its notes carried out, whether it was there when they came or not.

use std::fmt;
use std::rc::Rc;

use playtally::history::{Added, Library};
use playtally::map::Map;
use playtally::typed;
use serde::Deserialize;

use super::Noted;
use super::view::View;
use crate::account::Hub;
use crate::error::{Answer, Problem};
use crate::store::{Text, to_body};

/// Bytes of a piece: a row takes 2 MB at most.
const PIECE: usize = 1 << 20;

/// A note of more rows than this is not written by itself.
const MOST_ROWS: usize = 2_000;

/// Notes that are longer than this, and half of the snapshot, are folded into it.
const MOST_NOTES: usize = 256 * 1024;

/// Libraries in memory: the person's own, and what a sync lays beside it.
const MOST_LIBRARIES: usize = 3;

/// One of a profile's libraries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shelf {
    /// The person's own.
    Ours,
    /// What a service held when both last agreed.
    Before(&'static str),
    /// What was read of one for the first time, as far as that came.
    Begun(&'static str),
}

/// The libraries in memory, by profile.
pub(crate) type Shelves = Map<(String, Shelf), Kept>;

/// A library in memory.
#[derive(Default)]
pub(crate) struct Kept {
    pub(super) library: Library,
    /// Bytes of its snapshot, and of the notes behind it.
    snapshot: usize,
    notes: usize,
    /// When it was last asked for, as a count.
    used: u64,
    /// Its plays as people see them, where they were looked at since it last changed.
    pub(super) view: Option<Rc<View>>,
}

#[derive(Deserialize)]
struct There {
    there: u32,
}

impl fmt::Display for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ours => f.write_str("ours"),
            Self::Before(service) => write!(f, "before:{service}"),
            Self::Begun(service) => write!(f, "begun:{service}"),
        }
    }
}

impl Hub {
    /// Whether anything was ever kept there.
    pub(crate) fn has_library(&self, profile: &str, shelf: Shelf) -> Answer<bool> {
        let query = "SELECT EXISTS (SELECT 1 FROM pieces WHERE profile = ?1 AND shelf = ?2) \
                     OR EXISTS (SELECT 1 FROM notes WHERE profile = ?1 AND shelf = ?2) AS there";
        let row: Option<There> =
            self.sql.first(query, &[profile.into(), (&shelf.to_string()).into()])?;
        Ok(row.is_some_and(|row| row.there > 0))
    }

    /// Looks at a library; an empty one where nothing was kept yet.
    pub(crate) fn with_library<T>(
        &self,
        profile: &str,
        shelf: Shelf,
        look: impl FnOnce(&Library) -> T,
    ) -> Answer<T> {
        self.with_libraries(profile, [shelf], |[library]| look(library))
    }

    /// Looks at several at once, as a sync does.
    pub(crate) fn with_libraries<const N: usize, T>(
        &self,
        profile: &str,
        shelves: [Shelf; N],
        look: impl FnOnce([&Library; N]) -> T,
    ) -> Answer<T> {
        for shelf in shelves {
            self.fetch_shelf(profile, shelf)?;
        }
        let nothing = Library::default();
        let kept = self.shelves.borrow();
        let library = |shelf| kept.get(&(profile.to_owned(), shelf)).map(|kept| &kept.library);
        Ok(look(shelves.map(|shelf| library(shelf).unwrap_or(&nothing))))
    }

    /// Changes a library, and writes down what changed it; of each row that was heard, what came
    /// of it. To be called in [`Hub::all_or_nothing`] or [`Hub::together`], with the writes that
    /// belong to it.
    pub(crate) fn note(&self, profile: &str, shelf: Shelf, noted: &[Noted]) -> Answer<Vec<Added>> {
        let mut came = Vec::new();
        let mut bodies = Vec::new();
        let long = self.with_shelf(profile, shelf, |kept| {
            kept.view = None;
            for note in noted {
                came.extend(note.apply(&mut kept.library));
                if note.rows() <= MOST_ROWS {
                    let body = to_body(note);
                    kept.notes += body.len();
                    bodies.push(body);
                } else {
                    kept.notes = usize::MAX / 2;
                }
            }
            kept.notes > MOST_NOTES.max(kept.snapshot / 2)
                || bodies.iter().any(|body| body.len() > PIECE)
        })?;
        if long {
            self.write_down(profile, shelf)?;
            return Ok(came);
        }
        let name = shelf.to_string();
        for body in &bodies {
            self.sql.run(
                "INSERT INTO notes (profile, shelf, body) VALUES (?, ?, ?)",
                &[profile.into(), (&name).into(), body.into()],
            )?;
        }
        Ok(came)
    }

    /// Puts a library in the place of the one that is there. The same transaction as for
    /// [`Hub::note`].
    pub(crate) fn replace_library(
        &self,
        profile: &str,
        shelf: Shelf,
        library: Library,
    ) -> Answer<()> {
        let kept = Kept { library, ..Kept::default() };
        self.shelves.borrow_mut().insert((profile.to_owned(), shelf), kept);
        self.write_down(profile, shelf)
    }

    /// Nothing is kept there any more. The same transaction as for [`Hub::note`].
    pub(crate) fn drop_library(&self, profile: &str, shelf: Shelf) -> Answer<()> {
        self.shelves.borrow_mut().remove(&(profile.to_owned(), shelf));
        self.clear_shelf(profile, shelf)
    }

    /// All of `work` is kept, in libraries as in rows, or nothing of it.
    pub(crate) fn all_or_nothing<T>(&self, work: impl FnOnce() -> Answer<T>) -> Answer<T> {
        self.sql.transaction(work).inspect_err(|_| {
            // Memory must not know what the disk does not.
            self.shelves.borrow_mut().clear();
        })
    }

    /// Writes a library anew, without its notes.
    fn write_down(&self, profile: &str, shelf: Shelf) -> Answer<()> {
        let bytes = self.with_shelf(profile, shelf, |kept| {
            let bytes = kept.library.snapshot();
            (kept.snapshot, kept.notes) = (bytes.len(), 0);
            bytes
        })?;
        self.clear_shelf(profile, shelf)?;
        let name = shelf.to_string();
        for (place, piece) in (0_u32..).zip(bytes.chunks(PIECE)) {
            self.sql.run(
                "INSERT INTO pieces (profile, shelf, place, bytes) VALUES (?, ?, ?, ?)",
                &[profile.into(), (&name).into(), place.into(), piece.to_vec().into()],
            )?;
        }
        Ok(())
    }

    fn clear_shelf(&self, profile: &str, shelf: Shelf) -> Answer<()> {
        let whole = [profile.into(), (&shelf.to_string()).into()];
        self.sql.run("DELETE FROM notes WHERE profile = ? AND shelf = ?", &whole)?;
        self.sql.run("DELETE FROM pieces WHERE profile = ? AND shelf = ?", &whole)
    }

    /// The library of a shelf; read once a life of the object, or while there is room.
    pub(super) fn with_shelf<T>(
        &self,
        profile: &str,
        shelf: Shelf,
        work: impl FnOnce(&mut Kept) -> T,
    ) -> Answer<T> {
        self.fetch_shelf(profile, shelf)?;
        let mut shelves = self.shelves.borrow_mut();
        let kept = shelves.get_or_insert_with((profile.to_owned(), shelf), Kept::default);
        Ok(work(kept))
    }

    /// Has the library of a shelf in memory, as the one asked for last.
    fn fetch_shelf(&self, profile: &str, shelf: Shelf) -> Answer<()> {
        let key = (profile.to_owned(), shelf);
        if !self.shelves.borrow().contains_key(&key) {
            let kept = self.read_shelf(profile, shelf)?;
            let mut shelves = self.shelves.borrow_mut();
            while shelves.len() >= MOST_LIBRARIES {
                let oldest = shelves.iter().min_by_key(|(_, kept)| kept.used);
                let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { break };
                shelves.remove(&oldest);
            }
            shelves.insert(key.clone(), kept);
        }
        let mut shelves = self.shelves.borrow_mut();
        let newest = shelves.values().map(|kept| kept.used).max().unwrap_or(0);
        if let Some(kept) = shelves.get_mut(&key) {
            kept.used = newest + 1;
        }
        Ok(())
    }

    fn read_shelf(&self, profile: &str, shelf: Shelf) -> Answer<Kept> {
        let name = shelf.to_string();
        let whole = [profile.into(), (&name).into()];
        let query = "SELECT bytes FROM pieces WHERE profile = ? AND shelf = ? ORDER BY place";
        let bytes = self.sql.blobs(query, &whole)?.concat();
        let mut kept = Kept { snapshot: bytes.len(), ..Kept::default() };
        if !bytes.is_empty() {
            kept.library = Library::restore(&bytes).map_err(|error| lost(&error.message))?;
        }
        let query = "SELECT body AS text FROM notes WHERE profile = ? AND shelf = ? ORDER BY place";
        for Text { text: body } in self.sql.rows(query, &whole)? {
            let note: Noted = typed::from_str(&body).map_err(|error| lost(&error.to_string()))?;
            note.apply(&mut kept.library);
            kept.notes += body.len();
        }
        Ok(kept)
    }
}

/// A library that cannot be read is not written over.
fn lost(why: &str) -> Problem {
    worker::console_error!("a library cannot be read: {why}");
    Problem::new(500, "internal", "The library cannot be read.")
}
