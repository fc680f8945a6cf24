//! The import in memory: one at a time, for a file takes room.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use playtally::error::ErrorKind;
use playtally::history::formats::{self, Contents, Limits};
use playtally::history::import::{Against, Import, Output, Running, State};
use serde::Deserialize;

use super::job::Job;
use crate::account::Hub;
use crate::error::{Answer, Problem};

/// What is in memory of a file while it is taken in.
const LIMITS: Limits = Limits { bytes: 48 << 20, rows: 250_000 };

/// What the object has in memory of imports.
#[derive(Default)]
pub(crate) struct Imports {
    pub(super) open: RefCell<Option<Open>>,
    /// Whether slices are being worked on.
    pub(super) working: Cell<bool>,
    /// Whether a file is coming in.
    pub(super) uploading: Cell<bool>,
}

/// An import, its file read.
pub(super) struct Open {
    pub(super) profile: String,
    pub(super) id: String,
    pub(super) job: Job,
    pub(super) import: Import,
    /// What the machine asked for, and did not get yet.
    pub(super) asked: VecDeque<Output>,
    pub(super) against: Option<Against>,
}

#[derive(Deserialize)]
struct Machine {
    machine: String,
}

#[derive(Deserialize)]
struct Count {
    count: u32,
}

impl Open {
    pub(super) fn new(profile: &str, id: &str, job: Job, import: Import) -> Self {
        let (profile, id) = (profile.to_owned(), id.to_owned());
        Self { profile, id, job, import, asked: VecDeque::new(), against: None }
    }
}

impl Hub {
    /// Works with an import, its file read where it is not in memory.
    pub(super) fn with_import<T>(
        &self,
        profile: &str,
        id: &str,
        work: impl FnOnce(&mut Open) -> Answer<T>,
    ) -> Answer<T> {
        let mut open = self.imports.open.borrow_mut();
        let found = open.take().filter(|it| it.profile == profile && it.id == id);
        let mut found = match found {
            Some(found) => found,
            None => self.open_import(profile, id)?,
        };
        let done = work(&mut found)?;
        // Not after a failure: memory must not know what the disk does not.
        *open = Some(found);
        Ok(done)
    }

    /// The import in memory goes, where it is this one.
    pub(super) fn close_import(&self, profile: &str, id: &str) {
        let mut open = self.imports.open.borrow_mut();
        if open.as_ref().is_some_and(|it| it.profile == profile && it.id == id) {
            *open = None;
        }
    }

    fn open_import(&self, profile: &str, id: &str) -> Answer<Open> {
        let job = self.import_job(profile, id)?;
        let query = "SELECT machine FROM imports WHERE profile = ? AND id = ?";
        let row: Option<Machine> = self.sql.first(query, &[profile.into(), id.into()])?;
        let row = row.ok_or_else(Problem::not_found)?;
        let contents = self.read_file(profile, id, &job)?;
        let import = Import::restore(&row.machine, contents)?;
        Ok(Open::new(profile, id, job, import))
    }

    /// What the file of a job tells, with what was answered.
    pub(super) fn read_file(&self, profile: &str, id: &str, job: &Job) -> Answer<Contents> {
        let whole = [profile.into(), id.into()];
        let query = "SELECT count(*) AS count FROM import_pieces WHERE profile = ? AND id = ?";
        let pieces = self.sql.first::<Count>(query, &whole)?.map_or(0, |row| row.count);
        let mut bytes = Vec::with_capacity(job.bytes as usize);
        for place in 0..pieces {
            let query =
                "SELECT bytes FROM import_pieces WHERE profile = ? AND id = ? AND place = ?";
            for piece in self.sql.blobs(query, &[profile.into(), id.into(), place.into()])? {
                bytes.extend(piece);
            }
        }
        let format = Some(&*job.format).filter(|format| !format.is_empty());
        let read = formats::read_within(LIMITS, &job.file, &bytes, format, &job.answers);
        read.map_err(|error| match error.kind {
            ErrorKind::Rejected => Problem::new(413, "payload_too_large", error.message),
            _ => error.into(),
        })
    }

    /// Where an import of the same service is under way, that is another one.
    pub(super) fn only_one(&self, profile: &str, id: &str, source: &str) -> Answer<()> {
        let mut running = Running::default();
        for (other, job) in self.import_jobs(profile)? {
            if job.is_under_way() {
                // They began one by one.
                drop(running.begin(job.source(), &other));
            }
        }
        let begun = running.begin(source, id);
        begun.map_err(|error| Problem::new(409, "import_running", error.message))
    }
}

/// What a job cannot do in the state it is in.
pub(super) fn not_now(state: State) -> Problem {
    let detail = match state {
        State::Asking => "Answer its questions first.",
        State::Comparing => "It is still being looked at.",
        State::Ready => "It did not run yet.",
        State::Running => "It is running. Cancel it first.",
        State::Cancelled => "It was cancelled. Resume it first.",
        State::Done => "It is over.",
    };
    Problem::new(409, "import_state", detail)
}
