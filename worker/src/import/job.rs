//! An import as people see it: one row, and what is told of it.

use playtally::history::Origin;
use playtally::history::formats::{self, Asks, LeftOut, Options};
use playtally::history::import::{Counts, Import, Sort, State};
use playtally::map::Map;
use playtally::providers::{self, Listing};
use playtally::time::Timestamp;
use playtally::typed;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::account::Hub;
use crate::error::{Answer, Problem};
use crate::store::to_body;

/// What is known of an import besides its file and its machine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) file: String,
    pub(crate) format: String,
    /// The service, where it is what an account there holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<String>,
    pub(crate) bytes: u32,
    pub(crate) made_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) finished_at: Option<Timestamp>,
    pub(crate) state: State,
    /// Rows done in this state, and all there are.
    pub(crate) done: usize,
    pub(crate) total: usize,
    pub(crate) title: String,
    pub(crate) counts: Counts,
    pub(crate) listings: Vec<(Listing, usize)>,
    pub(crate) only: Option<Vec<Listing>>,
    /// Seasons that look as if they had been marked as seen in one go; and whether those stay
    /// on the day of that.
    #[serde(default)]
    pub(crate) binges: usize,
    #[serde(default)]
    pub(crate) keeps_days: bool,
    pub(crate) asks: Asks,
    pub(crate) answers: Options,
    pub(crate) left_out: Vec<LeftOut>,
    /// Why it went no further by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) problem: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) problem_code: Option<String>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    body: String,
}

impl Job {
    /// Takes over what the machine says of itself.
    pub(super) fn follow(&mut self, import: &Import) {
        let contents = import.contents();
        self.state = import.state();
        self.counts = import.counts();
        self.asks = contents.asks.clone();
        self.left_out.clone_from(&contents.left_out);
        let mut listings: Map<Listing, usize> = Map::new();
        for part in contents.files.iter().flat_map(|told| &told.exported) {
            *listings.get_or_insert_with(part.listing, || 0) += part.rows.len();
        }
        for unclear in contents.files.iter().flat_map(|told| &told.unclear) {
            *listings.get_or_insert_with(unclear.listing, || 0) += 1;
        }
        self.listings = listings.iter().map(|(listing, rows)| (*listing, *rows)).collect();
        self.total = import.len();
        match self.state {
            State::Done | State::Ready => (self.done, self.title) = (self.total, String::new()),
            State::Asking => self.done = 0,
            State::Comparing | State::Running | State::Cancelled => {}
        }
    }

    /// Whether it goes on by itself.
    pub(super) const fn is_under_way(&self) -> bool {
        matches!(self.state, State::Comparing | State::Running) && self.problem.is_none()
    }

    /// Of whom the library has what it brought: each file is by itself, so that it can be
    /// taken out again; what an account holds, its service tells.
    pub(super) fn origin(&self, id: &str) -> Origin {
        match &self.service {
            Some(service) => Origin::Service(service.clone()),
            None => Origin::Import(format!("{}:{id}", self.format)),
        }
    }

    /// What there is one import of at a time.
    pub(super) fn source(&self) -> &str {
        self.service.as_deref().unwrap_or(&self.format)
    }

    fn looks_like(&self) -> String {
        let service = self.service.as_deref().and_then(providers::by_id);
        service.map_or_else(
            || formats::by_id(&self.format).map_or("a file", |format| format.name).to_owned(),
            |service| ["an account at ", service.descriptor().name].concat(),
        )
    }

    /// All of it, for a page.
    pub(super) fn show(&self, id: &str) -> Value {
        let listings = self.listings.iter().map(|(listing, rows)| {
            let wanted = self.only.as_ref().is_none_or(|only| only.contains(listing));
            json!({ "listing": listing, "rows": rows, "wanted": wanted })
        });
        json!({
            "id": id,
            "file": self.file,
            "format": self.format,
            "service": self.service,
            "looks_like": self.looks_like(),
            "bytes": self.bytes,
            "made_at": self.made_at.to_rfc3339(),
            "finished_at": self.finished_at.map(|at| at.to_rfc3339()),
            "state": self.state(),
            "done": self.done,
            "total": self.total,
            "title": self.title,
            "counts": {
                "new": self.counts.new,
                "known": self.counts.known,
                "unclear": self.counts.unclear,
                "refused": self.counts.refused,
                "left_out": self.counts.left_out,
            },
            "listings": listings.collect::<Vec<_>>(),
            "binges": self.binges,
            "as_aired": !self.keeps_days,
            "asks": {
                "date_policy": self.asks.date_policy,
                "day_order": self.asks.day_order,
                "person": self.asks.person,
            },
            "answers": self.answers,
            "left_out": self.left_out,
            "problem": self.problem,
            "problem_code": self.problem_code,
        })
    }

    /// How far it is, for whoever listens.
    fn progress(&self, id: &str) -> Value {
        json!({
            "id": id,
            "state": self.state(),
            "done": self.done,
            "total": self.total,
            "title": self.title,
            "errors": self.counts.refused,
        })
    }

    fn state(&self) -> Value {
        if self.problem.is_some() { json!("failed") } else { json!(self.state) }
    }
}

impl Hub {
    /// The imports of a profile, the newest first.
    pub(super) fn import_jobs(&self, profile: &str) -> Answer<Vec<(String, Job)>> {
        let query = "SELECT id, body FROM imports WHERE profile = ? ORDER BY rowid DESC";
        let rows: Vec<Row> = self.sql.rows(query, &[profile.into()])?;
        rows.into_iter().map(|row| Ok((row.id, read(&row.body)?))).collect()
    }

    pub(super) fn import_job(&self, profile: &str, id: &str) -> Answer<Job> {
        let query = "SELECT id, body FROM imports WHERE profile = ? AND id = ?";
        let row: Option<Row> = self.sql.first(query, &[profile.into(), id.into()])?;
        read(&row.ok_or_else(Problem::not_found)?.body)
    }

    /// Keeps a job, and the machine where it moved on.
    pub(super) fn keep_import_job(
        &self,
        profile: &str,
        id: &str,
        job: &Job,
        machine: Option<&Import>,
        due_at: Option<Timestamp>,
    ) -> Answer<()> {
        let machine = machine.map(Import::snapshot);
        self.sql.run(
            "UPDATE imports SET body = ?, machine = coalesce(?, machine), due_at = ? \
             WHERE profile = ? AND id = ?",
            &[
                (&to_body(job)).into(),
                machine.as_deref().into(),
                due_at.into(),
                profile.into(),
                id.into(),
            ],
        )
    }

    /// How far each is, for whoever listens.
    pub(crate) fn imports_of(&self, profile: &str) -> Answer<Vec<Value>> {
        Ok(self.import_jobs(profile)?.iter().map(|(id, job)| job.progress(id)).collect())
    }
}

fn read(body: &str) -> Answer<Job> {
    typed::from_str(body).map_err(|error| worker::Error::from(error).into())
}

/// The rows that are asked for, by their name.
pub(super) fn sort(name: &str) -> Option<Sort> {
    typed::from_value(json!(name)).ok()
}
