//! Imports under way: some slices, then whoever else wants something, then the next ones.

use std::rc::Rc;
use std::time::Duration;

use playtally::history::import::{Against, Input, Output, State, Taken};
use playtally::history::{Added, Origin, Rules};
use playtally::media::Season;
use playtally::providers::Listing;
use playtally::time::{Span, Timestamp};
use serde::Deserialize;
use worker::Delay;

use super::open::Open;
use crate::account::Hub;
use crate::drive;
use crate::error::Answer;
use crate::history::{Noted, Shelf};

/// What the machine asks for is done, so much of it, between two moments at which others are
/// served; and about how long that takes.
const STEPS: usize = 8;
const AT_ONCE: Span = Span::from_millis(40);

/// Letters of the title an import is at.
const LONGEST: usize = 120;

/// After this the alarm looks whether an import goes on.
const LOOK_AGAIN: Span = Span::from_secs(10);

#[derive(Deserialize)]
struct Next {
    profile: String,
    id: String,
}

/// What comes after a turn.
enum Then {
    Again,
    /// Somebody has to say first when these were aired.
    FindAired(Next, Vec<Season>),
    Nothing,
}

impl Hub {
    /// What is under way goes on, unless it does.
    pub(super) fn work_on_imports(self: &Rc<Self>) {
        if self.imports.working.replace(true) {
            return;
        }
        let hub = Rc::clone(self);
        self.spawn(async move {
            loop {
                match hub.import_turn().await {
                    Ok(true) => hub.news(),
                    Ok(false) => break,
                    Err(problem) => {
                        worker::console_error!("an import stopped: {}", problem.detail);
                        break;
                    }
                }
                // Whoever waits is served now.
                Delay::from(Duration::ZERO).await;
            }
            hub.imports.working.set(false);
            hub.arm();
        });
    }

    /// The alarm's part: what was under way when the object ended goes on.
    pub(crate) fn wake_imports(self: &Rc<Self>, now: Timestamp) -> Answer<()> {
        self.sql.run(
            "UPDATE imports SET due_at = ? WHERE due_at <= ?",
            &[(now + LOOK_AGAIN).into(), now.into()],
        )?;
        if self.next_import()?.is_some() {
            self.work_on_imports();
        }
        Ok(())
    }

    fn next_import(&self) -> Answer<Option<Next>> {
        let query = "SELECT profile, id FROM imports WHERE due_at NOT NULL ORDER BY rowid LIMIT 1";
        self.sql.first(query, &[])
    }

    /// Some slices of one import; whether there is more to do.
    async fn import_turn(self: &Rc<Self>) -> Answer<bool> {
        let Some(next) = self.next_import()? else { return Ok(false) };
        let (profile, id) = (next.profile.clone(), next.id.clone());
        match self.import_slices(next) {
            Ok(Then::Again | Then::Nothing) => Ok(true),
            Ok(Then::FindAired(next, seasons)) => {
                let days = self.aired(&seasons).await;
                let told = self.with_import(&next.profile, &next.id, |open| {
                    open.asked.extend(open.import.handle(drive::now(), Input::Aired(days)));
                    Ok(())
                });
                // It may have been deleted meanwhile.
                drop(told);
                Ok(true)
            }
            Err(problem) => {
                worker::console_error!("an import failed: {}", problem.detail);
                // It would go wrong again at every turn; the person may resume it.
                let mut job = self.import_job(&profile, &id)?;
                job.problem = Some(problem.detail);
                job.problem_code = Some(problem.code.to_owned());
                self.keep_import_job(&profile, &id, &job, None, None)?;
                Ok(true)
            }
        }
    }

    fn import_slices(&self, next: Next) -> Answer<Then> {
        let rules = self.same_play(&next.profile)?;
        let began = drive::now();
        for _ in 0..STEPS {
            let then =
                self.with_import(&next.profile, &next.id, |open| self.import_slice(open, &rules))?;
            match then {
                Then::Again if drive::now() - began < AT_ONCE => {}
                then => return Ok(then),
            }
        }
        Ok(Then::Again)
    }

    /// Carries out the next thing the machine asks for.
    fn import_slice(&self, open: &mut Open, rules: &Rules) -> Answer<Then> {
        let now = drive::now();
        let Open { profile, id, job, import, asked, against } = open;
        if asked.is_empty() {
            asked.extend(import.handle(now, Input::Wake));
        }
        let due_at = Some(now + LOOK_AGAIN);
        match asked.pop_front() {
            Some(Output::Progress { done, total, title }) => {
                // A title that is none must not be too long for its row.
                let title = title.chars().take(LONGEST).collect();
                (job.done, job.total, job.title) = (done, total, title);
            }
            Some(Output::Compare { from, rows }) => {
                if from == 0 || against.is_none() {
                    let origin = job.origin(id);
                    let new = |library: &_| Against::new(library, origin);
                    *against = Some(self.with_library(profile, Shelf::Ours, new)?);
                }
                if let Some(against) = against {
                    against.lay(&rows);
                }
                let count = rows.len();
                asked.extend(import.handle(now, Input::Laid { from, count }));
                self.keep_import_job(profile, id, job, None, due_at)?;
            }
            Some(Output::Judge) => {
                let against = against.take();
                let known = self.with_library(profile, Shelf::Ours, |library| {
                    against.map_or_else(Vec::new, |it| it.known(library, rules))
                })?;
                asked.extend(import.handle(now, Input::Compared(known)));
            }
            Some(Output::FindAired(seasons)) => {
                let next = Next { profile: profile.clone(), id: id.clone() };
                return Ok(Then::FindAired(next, seasons));
            }
            Some(Output::Store { from, rows }) => {
                let noted = noted(&rows, job.origin(id));
                self.all_or_nothing(|| {
                    let added = self.note(profile, Shelf::Ours, &noted)?;
                    let came: Vec<_> = added.into_iter().map(came).collect();
                    job.counts.refused += came.iter().filter(|it| it.is_err()).count();
                    asked.extend(import.handle(now, Input::Stored { from, came }));
                    self.keep_import_job(profile, id, job, Some(import), due_at)
                })?;
            }
            Some(Output::Ask(_) | Output::Preview(_) | Output::Done(_)) | None => {
                job.follow(import);
                if import.state() == State::Ready {
                    job.binges = import.binges().len();
                }
                self.all_or_nothing(|| {
                    if import.state() == State::Done {
                        job.finished_at = Some(now);
                        self.number_and_ask(profile, None)?;
                        self.sync_soon(profile)?;
                    }
                    self.keep_import_job(profile, id, job, Some(import), None)
                })?;
                return Ok(Then::Nothing);
            }
        }
        Ok(Then::Again)
    }
}

/// Rows as they are noted in a library, in their order.
fn noted(rows: &[Taken], origin: Origin) -> Vec<Noted> {
    let mut all: Vec<Noted> = Vec::new();
    for Taken { listing, said, shown_on, .. } in rows {
        let row = said.clone();
        match (all.last_mut(), shown_on) {
            (_, Some(day)) if *listing == Listing::History => {
                let (origin, row) = (origin.clone(), Box::new(row));
                all.push(Noted::HearOn { origin, row, shown_on: *day });
            }
            (Some(Noted::Hear { listing: same, rows, .. }), _) if same == listing => rows.push(row),
            _ => {
                let (listing, origin) = (*listing, origin.clone());
                all.push(Noted::Hear { listing, origin, rows: vec![row] });
            }
        }
    }
    all
}

/// Whether a row was new, or why it was not kept.
fn came(added: Added) -> Result<bool, String> {
    match added {
        Added::New | Added::Changed => Ok(true),
        Added::Known => Ok(false),
        Added::Nothing => Err("It says nothing that is kept here.".to_owned()),
    }
}
