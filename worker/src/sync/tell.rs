//! Telling a service what it lacks, batch by batch.

use std::collections::VecDeque;
use std::mem::discriminant;
use std::rc::Rc;

use playtally::error::{Error, ErrorKind, Retry};
use playtally::history::Origin;
use playtally::history::sync::{Batch, Change, What};
use playtally::providers::{Intent, Keeps, Outcome, Service};
use serde_json::json;

use super::run::{ours_failed, remember};
use crate::account::Hub;
use crate::drive;
use crate::error::Answer;
use crate::history::{Noted, Shelf};

/// What became of one change.
pub(super) type Told = Result<Option<String>, Error>;

impl Hub {
    /// How many changes it took, and refused for good.
    ///
    /// # Errors
    /// Where the run has to end: an answer was lost, or the service takes no more for now.
    pub(super) async fn tell_service(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        changes: &[Change],
    ) -> Result<(u32, u32), Error> {
        let descriptor = service.descriptor();
        let id = descriptor.id;
        let own_server = self.base(profile, service)?.is_some();
        let mut batches: VecDeque<_> = Batch::all(descriptor, changes, own_server).into();
        let total = batches.iter().map(|batch| batch.places.len() as u64).sum();
        self.tell_progress(profile, id, |running| (running.done, running.total) = (0, total));
        let (mut taken, mut refused) = (0, 0);
        let mut full = Vec::new();
        while let Some(batch) = batches.pop_front() {
            // The person may have changed their mind meanwhile.
            self.parts(profile, service).map_err(ours_failed)?;
            if full.contains(&discriminant(&batch.intent)) {
                continue;
            }
            let told = match self.told_by_its_number(profile, service, &batch.intent).await {
                Ok(Some(intent)) => self.ask(profile, service, intent).await,
                Ok(None) => Ok(Outcome::Done),
                Err(error) => Err(error),
            };
            let told = match told {
                Err(error) if may_be_one_of_them(&error) => {
                    if let Some([first, second]) = batch.halves(descriptor, changes) {
                        batches.push_front(second);
                        batches.push_front(first);
                        continue;
                    }
                    each(&batch, Err(error))
                }
                // Of this kind it holds no more.
                Err(error) if error.kind == ErrorKind::AccountLimit => {
                    full.push(discriminant(&batch.intent));
                    each(&batch, Err(error))
                }
                told => each(&batch, Ok(told?)),
            };
            let (took, not) =
                self.keep_told(profile, id, changes, &batch.places, &told).map_err(ours_failed)?;
            taken += took;
            refused += not;
            let title = batch.places.last().and_then(|at| changes.get(*at));
            let title = title.map(|change| change.row.work.label());
            let done = batch.places.len() as u64;
            self.tell_progress(profile, id, |running| {
                (running.done, running.title) = (running.done + done, title);
            });
            // What it does not take today is told another day.
            let later =
                |told: &&Told| told.as_ref().is_err_and(|error| error.kind.retry() != Retry::Never);
            if let Some(Err(error)) = told.iter().find(later) {
                return Err(error.clone());
            }
        }
        Ok((taken, refused))
    }

    /// Where titles stand on a list, they may be taken off it by the entry's own number alone,
    /// so that is read first; nothing where there is none any more.
    async fn told_by_its_number(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        intent: &Intent,
    ) -> Result<Option<Intent>, Error> {
        match intent {
            Intent::RemoveStatus { id: None, work }
                if service.descriptor().keeps == Keeps::Progress =>
            {
                let work = work.clone();
                let found = self.ask(profile, service, Intent::ReadStatus(work.clone())).await?;
                let Outcome::Status(Some(row)) = found else { return Ok(None) };
                Ok(Some(Intent::RemoveStatus { id: row.id, work }))
            }
            _ => Ok(Some(intent.clone())),
        }
    }

    /// Notes in what a service took, in one go with all that follows from it.
    fn keep_told(
        &self,
        profile: &str,
        id: &'static str,
        changes: &[Change],
        places: &[usize],
        told: &[Told],
    ) -> Answer<(u32, u32)> {
        let now = drive::now();
        let of = |wanted: fn(&Told) -> bool| {
            let pairs = places.iter().zip(told).filter(move |(_, told)| wanted(told));
            pairs.filter_map(|(at, _)| Some((*at, changes.get(*at)?))).collect::<Vec<_>>()
        };
        let taken = of(Result::is_ok);
        let refused =
            of(|told| told.as_ref().is_err_and(|error| error.kind.retry() == Retry::Never));
        self.all_or_nothing(|| {
            let (mut standing, mut flaps) = self.sync_row(profile, id)?;
            let only: Vec<_> = taken.iter().map(|(_, change)| *change).collect();
            remember(&mut flaps, now, id, &only);
            let origin = Origin::Service(id.to_owned());
            refused.iter().for_each(|(_, change)| flaps.refused(now, &origin, change));
            if only.iter().any(|change| change.what == What::Play) {
                standing.told_at = Some(now);
            }
            standing.pushed += taken.len() as u32;
            standing.refused += refused.len() as u32;
            self.save_standing(profile, id, &standing)?;
            self.save_flaps(profile, id, &flaps)?;
            let agreed = only.into_iter().cloned().collect();
            self.note(profile, Shelf::Before(id), &[Noted::Agree(agreed)])?;
            for (state, rows) in [("told", &taken), ("refused", &refused)] {
                let rows: Vec<_> = rows.iter().map(|(at, _)| *at).collect();
                // What is taken back is done with, and not taken back in its turn.
                self.sql.run(
                    "UPDATE sync_changes \
                     SET state = CASE state WHEN 'back' THEN 'undone' ELSE ? END \
                     WHERE profile = ? AND service = ? \
                     AND place IN (SELECT value FROM json_each(?))",
                    &[state.into(), profile.into(), id.into(), (&json!(rows).to_string()).into()],
                )?;
            }
            for (at, told) in places.iter().zip(told) {
                if let Ok(Some(record)) = told {
                    self.sql.run(
                        "UPDATE sync_changes SET record = ? WHERE profile = ? AND service = ? \
                         AND place = ?",
                        &[record.into(), profile.into(), id.into(), (*at as u32).into()],
                    )?;
                }
            }
            self.hold_sync(profile, id)
        })?;
        Ok((taken.len() as u32, refused.len() as u32))
    }
}

/// Whether a service that refused a batch may mean a single one of it.
fn may_be_one_of_them(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Rejected | ErrorKind::BadInput | ErrorKind::NotFound)
}

/// What became of each change of a batch.
fn each(batch: &Batch, told: Result<Outcome, Error>) -> Vec<Told> {
    let one = |told: Result<Outcome, Error>| {
        told.map(|outcome| match outcome {
            Outcome::Stored { id } => id,
            _ => None,
        })
    };
    let silent =
        || Error::new(ErrorKind::NoAnswer, "The service did not say what became of all of them.");
    match told {
        Ok(Outcome::Each(each)) => {
            let mut told: Vec<_> = each.into_iter().map(one).collect();
            told.resize_with(batch.places.len(), || Err(silent()));
            told
        }
        told => batch.places.iter().map(|_| one(told.clone())).collect(),
    }
}
