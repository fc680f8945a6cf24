//! A file comes in: kept as it arrives, then looked at.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::StreamExt;
use playtally::history::formats::{self, Options};
use playtally::history::import::{Counts, Import, Scope, State};
use serde_json::{Value, json};
use worker::{Request, Response};

use super::account;
use super::job::Job;
use super::open::Open;
use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::seal;
use crate::store::to_body;

/// Bytes a file may have.
const MOST_BYTES: usize = 25 << 20;

/// Bytes of a piece: a row takes 2 MB at most.
const PIECE: usize = 1 << 20;

/// Imports of a profile, over or not: each has its file.
const MOST_JOBS: usize = 20;

/// What is known of what comes in.
pub(super) enum Said {
    /// The format, where the person says it.
    Format(Option<String>),
    /// It is what an account holds.
    Account(&'static str),
}

/// One file at a time.
pub(super) struct Uploading<'a>(&'a Cell<bool>);

impl Drop for Uploading<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// Bytes that come in, kept as they come.
pub(super) struct Pieces<'a> {
    hub: &'a Hub,
    of: [&'a str; 2],
    most: usize,
    too_many: fn() -> Problem,
    all: usize,
    place: u32,
    piece: Vec<u8>,
}

impl<'a> Pieces<'a> {
    /// So many bytes at most; what is said of more.
    pub(super) const fn of(
        hub: &'a Hub,
        of: [&'a str; 2],
        most: usize,
        too_many: fn() -> Problem,
    ) -> Self {
        Self { hub, of, most, too_many, all: 0, place: 0, piece: Vec::new() }
    }

    pub(super) fn add(&mut self, chunk: &[u8]) -> Answer<()> {
        self.all += chunk.len();
        if self.all > self.most {
            return Err((self.too_many)());
        }
        for part in chunk.chunks(PIECE) {
            self.piece.extend_from_slice(part);
            if self.piece.len() >= PIECE {
                let rest = self.piece.split_off(PIECE);
                self.keep(rest)?;
            }
        }
        Ok(())
    }

    /// How many they are.
    pub(super) fn end(mut self) -> Answer<u32> {
        if !self.piece.is_empty() {
            self.keep(Vec::new())?;
        }
        Ok(u32::try_from(self.all).unwrap_or(u32::MAX))
    }

    fn keep(&mut self, rest: Vec<u8>) -> Answer<()> {
        let piece = std::mem::replace(&mut self.piece, rest);
        let [profile, id] = self.of;
        self.hub.sql.run(
            "INSERT INTO import_pieces (profile, id, place, bytes) VALUES (?, ?, ?, ?)",
            &[profile.into(), id.into(), self.place.into(), piece.into()],
        )?;
        self.place += 1;
        Ok(())
    }
}

impl Hub {
    /// `POST import`: the body is the file.
    pub(crate) async fn upload(
        self: &Rc<Self>,
        profile: &str,
        query: &str,
        request: &mut Request,
    ) -> Answer<Response> {
        let (mut format, mut file) = (None, "file".to_owned());
        for (name, value) in playtally::http::parse_pairs(query) {
            match &*name {
                "format" => format = Some(value),
                "name" => file = value.chars().take(200).collect(),
                _ => {}
            }
        }
        let (_uploading, id) = self.begin_upload(profile)?;
        let taken = match self.take_in(profile, &id, request).await {
            Ok(bytes) => self.look_at(profile, &id, file, Said::Format(format), bytes),
            Err(problem) => Err(problem),
        };
        self.end_upload(profile, &id, taken)
    }

    /// Nothing else comes in until what is given back is dropped. With the name of the import.
    pub(super) fn begin_upload(&self, profile: &str) -> Answer<(Uploading<'_>, String)> {
        if self.imports.uploading.replace(true) {
            let detail = "Another file is coming in. Wait for it.";
            return Err(Problem::new(409, "import_running", detail));
        }
        let uploading = Uploading(&self.imports.uploading);
        if self.import_jobs(profile)?.len() >= MOST_JOBS {
            let detail = format!("There are {MOST_JOBS} imports. Delete one you no longer need.");
            return Err(Problem::new(409, "too_many_imports", detail));
        }
        // What an upload left behind that broke off with the object.
        self.sql.run(
            "DELETE FROM import_pieces WHERE NOT EXISTS (SELECT 1 FROM imports \
             WHERE imports.profile = import_pieces.profile AND imports.id = import_pieces.id)",
            &[],
        )?;
        Ok((uploading, seal::hex(&drive::random::<8>())))
    }

    /// It came in, or it did not.
    pub(super) fn end_upload(
        self: &Rc<Self>,
        profile: &str,
        id: &str,
        taken: Answer<Value>,
    ) -> Answer<Response> {
        if taken.is_err() {
            self.sql.run(
                "DELETE FROM import_pieces WHERE profile = ? AND id = ?",
                &[profile.into(), id.into()],
            )?;
        }
        let shown = taken?;
        self.work_on_imports();
        self.arm();
        reply::json(201, &json!({ "import": shown }))
    }

    /// Keeps the bytes as they come; how many they are.
    async fn take_in(&self, profile: &str, id: &str, request: &mut Request) -> Answer<u32> {
        let mut pieces = Pieces::of(self, [profile, id], MOST_BYTES, too_large);
        if request.inner().body().is_some() {
            let mut stream = request.stream()?;
            while let Some(chunk) = stream.next().await {
                pieces.add(&chunk.map_err(|_| broken_off())?)?;
            }
        }
        pieces.end()
    }

    /// Finds out what the file is, and makes a job of it.
    pub(super) fn look_at(
        &self,
        profile: &str,
        id: &str,
        file: String,
        said: Said,
        bytes: u32,
    ) -> Answer<Value> {
        if bytes == 0 {
            return Err(unknown("This file is empty."));
        }
        let (format, service) = match said {
            Said::Format(format) => (format, None),
            Said::Account(id) => (Some("playtally".to_owned()), Some(id.to_owned())),
        };
        let mut job = Job {
            file,
            format: format.unwrap_or_default(),
            service,
            bytes,
            made_at: drive::now(),
            finished_at: None,
            state: State::Comparing,
            done: 0,
            total: 0,
            title: String::new(),
            counts: Counts::default(),
            listings: Vec::new(),
            only: None,
            binges: 0,
            keeps_days: false,
            asks: formats::Asks::default(),
            answers: Options::default(),
            left_out: Vec::new(),
            problem: None,
            problem_code: None,
        };
        let contents = self.read_file(profile, id, &job).map_err(|it| match it.status {
            413 if job.service.is_some() => account::too_much(),
            413 => it,
            _ => unknown(it.detail),
        })?;
        job.format.clone_from(&contents.format);
        self.only_one(profile, id, job.source())?;
        let zone = self.same_play(profile)?.zone;
        let import = Import::new(contents, Scope::Full, zone);
        job.follow(&import);
        let due_at = job.is_under_way().then(drive::now);
        self.sql.run(
            "INSERT INTO imports (profile, id, body, machine, due_at) VALUES (?, ?, ?, ?, ?)",
            &[
                profile.into(),
                id.into(),
                (&to_body(&job)).into(),
                (&import.snapshot()).into(),
                due_at.into(),
            ],
        )?;
        let shown = job.show(id);
        *self.imports.open.borrow_mut() = Some(Open::new(profile, id, job, import));
        Ok(shown)
    }
}

fn unknown(detail: impl Into<String>) -> Problem {
    Problem::new(422, "unknown_file", detail)
}

fn too_large() -> Problem {
    let most = MOST_BYTES >> 20;
    let detail = format!("A file may have {most} MB. Split it, or pack it.");
    Problem::new(413, "payload_too_large", detail)
}

fn broken_off() -> Problem {
    Problem::bad_request("The file broke off. Send it again.")
}
