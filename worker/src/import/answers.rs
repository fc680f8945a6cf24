//! What people ask of imports, and say to them.

use std::rc::Rc;

use playtally::history::formats::Options;
use playtally::history::import::{Import, Input, Scope, Sort, State};
use playtally::media::Work;
use playtally::providers::Listing;
use playtally::typed;
use serde::Deserialize;
use serde_json::json;
use worker::Response;

use super::job::sort;
use super::open::{Open, not_now};
use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::history::{Noted, Shelf};
use crate::reply;

/// Rows of a page, where nobody says how many, and at most.
const USUAL: usize = 50;
const MOST: usize = 1_000;

/// Answers and choices.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    answers: Option<Options>,
    #[serde(default)]
    choices: Vec<Choice>,
    /// Only these are wanted.
    listings: Option<Vec<Listing>>,
    /// Whether what was marked as seen in one go is shown on the days it was aired.
    as_aired: Option<bool>,
}

/// What an unclear row is of; without a work it is left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    row: Option<usize>,
    /// Instead of a row: all of this sort.
    outcome: Option<Sort>,
    work: Option<Work>,
    /// All rows of the same title are of the same.
    #[serde(default)]
    same: bool,
    /// What was chosen is taken back.
    #[serde(default)]
    back: bool,
}

impl Hub {
    /// `GET import`
    pub(crate) fn list_imports(&self, profile: &str) -> Answer<Response> {
        let jobs = self.import_jobs(profile)?;
        let jobs: Vec<_> = jobs.iter().map(|(id, job)| job.show(id)).collect();
        reply::json(200, &json!({ "imports": jobs }))
    }

    /// `GET import/{id}`
    pub(crate) fn show_import(&self, profile: &str, id: &str) -> Answer<Response> {
        reply::json(200, &json!({ "import": self.import_job(profile, id)?.show(id) }))
    }

    /// `GET import/{id}/rows?from=&limit=&outcome=`
    pub(crate) fn import_rows(&self, profile: &str, id: &str, query: &str) -> Answer<Response> {
        let (mut from, mut limit, mut wanted) = (0, USUAL, None);
        for (name, value) in playtally::http::parse_pairs(query) {
            let wrong = |what: &str| Problem::bad_request(format!("{name}: {what}"));
            match &*name {
                "from" => from = value.parse().map_err(|_| wrong("a row's number"))?,
                "limit" => {
                    let number = value.parse().ok().filter(|it| (1..=MOST).contains(it));
                    limit = number.ok_or_else(|| wrong("1 to 1000"))?;
                }
                "outcome" => {
                    let outcomes = "new, known, unclear, refused, left_out or waiting";
                    wanted = Some(sort(&value).ok_or_else(|| wrong(outcomes))?);
                }
                _ => {}
            }
        }
        self.with_import(profile, id, |open| {
            let mut rows = open.import.rows(wanted, from);
            let told: Vec<_> = rows.by_ref().take(limit).map(|row| open.import.told(row)).collect();
            reply::json(200, &json!({ "rows": told, "next": rows.next() }))
        })
    }

    /// `PATCH import/{id}`
    pub(crate) fn answer_import(
        self: &Rc<Self>,
        profile: &str,
        id: &str,
        body: &str,
    ) -> Answer<Response> {
        let said: Said = typed::from_str(body).map_err(|error| {
            Problem::bad_request(format!("answers, choices, listings: {error}"))
        })?;
        self.with_import(profile, id, |open| {
            if let Some(answers) = said.answers {
                self.read_again(open, answers)?;
            }
            if !said.choices.is_empty() || said.listings.is_some() || said.as_aired.is_some() {
                if open.import.state() != State::Ready {
                    return Err(not_now(open.import.state()));
                }
                for choice in said.choices {
                    choose(&mut open.import, choice)?;
                }
                if let Some(listings) = said.listings {
                    open.import.handle(drive::now(), Input::Only(listings.clone()));
                    open.job.only = Some(listings);
                }
                if let Some(as_aired) = said.as_aired {
                    open.import.handle(drive::now(), Input::KeepDays(!as_aired));
                    open.job.keeps_days = !as_aired;
                }
            }
            self.keep_import(open)
        })?;
        self.moved_on(profile, id, 200)
    }

    /// The file is read with other answers; nothing of it was kept yet.
    fn read_again(&self, open: &mut Open, answers: Options) -> Answer<()> {
        if !matches!(open.job.state, State::Asking | State::Comparing | State::Ready) {
            return Err(not_now(open.job.state));
        }
        open.job.answers = answers;
        let contents = self.read_file(&open.profile, &open.id, &open.job)?;
        let zone = self.same_play(&open.profile)?.zone;
        open.import = Import::new(contents, Scope::Full, zone);
        open.asked.clear();
        (open.against, open.job.only, open.job.keeps_days) = (None, None, false);
        Ok(())
    }

    /// `POST import/{id}/run`
    pub(crate) fn run_import(self: &Rc<Self>, profile: &str, id: &str) -> Answer<Response> {
        self.set_going(profile, id, Input::Run, |state| state == State::Ready)
    }

    /// `POST import/{id}/resume`
    pub(crate) fn resume_import(self: &Rc<Self>, profile: &str, id: &str) -> Answer<Response> {
        self.set_going(profile, id, Input::Resume, |state| {
            matches!(state, State::Cancelled | State::Comparing | State::Running)
        })
    }

    fn set_going(
        self: &Rc<Self>,
        profile: &str,
        id: &str,
        input: Input,
        may: impl FnOnce(State) -> bool,
    ) -> Answer<Response> {
        let job = self.import_job(profile, id)?;
        self.only_one(profile, id, job.source())?;
        self.with_import(profile, id, |open| {
            let state = open.import.state();
            if !may(state) {
                return Err(not_now(state));
            }
            // What goes on by itself needs nobody.
            if open.job.is_under_way() {
                return Ok(());
            }
            open.job.problem = None;
            open.job.problem_code = None;
            if matches!(input, Input::Run) {
                open.job.done = 0;
            }
            open.asked = open.import.handle(drive::now(), input).into();
            self.keep_import(open)
        })?;
        self.moved_on(profile, id, 202)
    }

    /// `POST import/{id}/cancel`
    pub(crate) fn cancel_import(self: &Rc<Self>, profile: &str, id: &str) -> Answer<Response> {
        self.with_import(profile, id, |open| {
            open.import.handle(drive::now(), Input::Cancel);
            open.asked.clear();
            open.against = None;
            self.keep_import(open)
        })?;
        self.moved_on(profile, id, 200)
    }

    /// `DELETE import/{id}[?keep=true]`: what it brought goes with it, unless it is kept. What an
    /// account holds stays: a sync would take it for removed, and remove it there.
    pub(crate) fn delete_import(
        self: &Rc<Self>,
        profile: &str,
        id: &str,
        query: &str,
    ) -> Answer<Response> {
        let keep = playtally::http::parse_pairs(query);
        let keep = keep.iter().any(|(name, value)| name == "keep" && value == "true");
        let job = self.import_job(profile, id)?;
        self.close_import(profile, id);
        self.all_or_nothing(|| {
            if !keep && job.service.is_none() {
                self.note(profile, Shelf::Ours, &[Noted::Forget(job.origin(id))])?;
                self.sync_soon(profile)?;
            }
            let whole = [profile.into(), id.into()];
            self.sql.run("DELETE FROM imports WHERE profile = ? AND id = ?", &whole)?;
            self.sql.run("DELETE FROM import_pieces WHERE profile = ? AND id = ?", &whole)
        })?;
        self.arm();
        reply::empty()
    }

    /// Keeps an import as it is now.
    fn keep_import(&self, open: &mut Open) -> Answer<()> {
        open.job.follow(&open.import);
        let due_at = open.job.is_under_way().then(drive::now);
        self.keep_import_job(&open.profile, &open.id, &open.job, Some(&open.import), due_at)
    }

    fn moved_on(self: &Rc<Self>, profile: &str, id: &str, status: u16) -> Answer<Response> {
        self.work_on_imports();
        self.arm();
        reply::json(status, &json!({ "import": self.import_job(profile, id)?.show(id) }))
    }
}

fn choose(import: &mut Import, Choice { row, outcome, work, same, back }: Choice) -> Answer<()> {
    let rows: Vec<usize> = match (row, outcome) {
        (Some(row), None) => alike(import, row, same)?,
        // One work for all of them would be a mistake.
        (None, Some(outcome)) if work.is_none() => import.rows(Some(outcome), 0).collect(),
        _ => return Err(Problem::bad_request("choices: a row, or the outcome of several")),
    };
    let work = work.map(Box::new);
    for row in rows {
        let input = match back {
            true => Input::Unchoose { row },
            false => Input::Choose { row, work: work.clone() },
        };
        import.handle(drive::now(), input);
    }
    Ok(())
}

/// A row, with all unclear ones of its title where they are meant.
fn alike(import: &Import, row: usize, same: bool) -> Answer<Vec<usize>> {
    if row >= import.len() {
        return Err(Problem::bad_request(format!("choices: there is no row {row}")));
    }
    let title = import.unclear().find(|(at, _)| *at == row).map(|(_, title)| title);
    Ok(match title.filter(|_| same) {
        Some(title) => {
            import.unclear().filter(|(_, it)| *it == title).map(|(row, _)| row).collect()
        }
        None => vec![row],
    })
}
