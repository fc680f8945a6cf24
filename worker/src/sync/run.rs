//! A run: what moved is read, laid beside the library and what was there before, and each side
//! told what it lacks.
//!
//! # Design
//! What is heard is kept in one go with what the service holds now. Then it is told, and what
//! it took is noted request by request. So a run may end anywhere: the next one sees from
//! what is there what is left to do. One whose answer was lost ends at once, as nobody knows
//! what the service made of it; the next one comes late enough to see that.

use std::rc::Rc;
use std::time::Duration;

use playtally::error::{Error, ErrorKind};
use playtally::history::Origin;
use playtally::history::sync::{Change, Flaps, Parts, Plan, Stop, Sync, What};
use playtally::map::Set;
use playtally::outbox::Entry;
use playtally::providers::{self, Descriptor, Intent, Outcome, Service};
use playtally::time::{Span, Timestamp};
use worker::Delay;

use super::listen::Heard;
use super::standing::{Running, Standing, Trouble};
use crate::account::Hub;
use crate::connections::Standing as Account;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::history::{Noted, Shelf};
use crate::store::to_body;

/// What a service was told this lately, it may not list yet.
pub(super) const SEEN_WITHIN: Span = Span::from_mins(10);

/// Changes written down at once.
const AT_ONCE: usize = 500;

/// How long a run itself waits for a service that is busy.
const A_MOMENT: Span = Span::from_mins(2);

/// Between one try and the next, besides what the service asks for.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(500), Duration::from_secs(2), Duration::from_secs(5)];

/// How a run ended that did not fail.
pub(super) struct Ended {
    pub(super) pulled: u32,
    pub(super) pushed: u32,
    pub(super) refused: u32,
    pub(super) stopped: Option<Stop>,
}

impl Hub {
    /// Starts a run, unless one is under way.
    pub(super) fn start_sync(self: &Rc<Self>, profile: &str, service: &'static dyn Service) {
        let hub = Rc::clone(self);
        self.start_run(profile, service, async move |profile: &str| {
            hub.sync(profile, service).await
        });
    }

    /// Starts something that no run may cross; how it ends is kept.
    pub(super) fn start_run(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        work: impl AsyncFnOnce(&str) -> Result<Ended, Error> + 'static,
    ) -> bool {
        let id = service.descriptor().id;
        let key = (profile.to_owned(), id);
        if self.syncs.borrow().contains_key(&key) {
            return false;
        }
        self.syncs.borrow_mut().insert(key.clone(), Running::default());
        self.turns.update(|turns| turns + 1);
        let hub = Rc::clone(self);
        self.spawn(async move {
            let ended = work(&key.0).await;
            let run = hub.syncs.borrow_mut().remove(&key).unwrap_or_default();
            if let Err(problem) = hub.end_sync(&key.0, id, ended, &run) {
                worker::console_error!("a sync's end was not kept: {}", problem.detail);
            }
            hub.arm();
        });
        self.news();
        true
    }

    async fn sync(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
    ) -> Result<Ended, Error> {
        let id = service.descriptor().id;
        self.hold_sync(profile, id).map_err(ours_failed)?;
        let standing = self.standing(profile, id).map_err(ours_failed)?;
        let parts = self.parts(profile, service).map_err(ours_failed)?;
        let heard = self.hear_again(profile, service, parts, &standing).await?;
        let plan = self.plan(profile, service, &heard).map_err(ours_failed)?;
        if plan.stopped.is_some() {
            let stopped = plan.stopped;
            return Ok(Ended { pulled: 0, pushed: 0, refused: 0, stopped });
        }
        let pulled = plan.pull.len() as u32;
        let changes = self.accept(profile, id, plan, heard).map_err(ours_failed)?;
        let (pushed, refused) = self.tell_service(profile, service, &changes).await?;
        Ok(Ended { pulled, pushed, refused, stopped: None })
    }

    /// One call of a run. Where nothing was done because the service is busy for a moment, it
    /// is made again: the outbox keeps it until then.
    ///
    /// # Errors
    /// Also where another account stands here by now: what a run heard of the one it began with
    /// is nothing to that one.
    pub(crate) async fn ask(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        intent: Intent,
    ) -> Result<Outcome, Error> {
        let soon = |error: &Error| {
            error.retry_at.is_none_or(|at| at < drive::now() + A_MOMENT)
                && matches!(error.kind, ErrorKind::RateLimited | ErrorKind::NotSent)
        };
        let mut pauses = PAUSES.into_iter();
        loop {
            let told = self.call_patiently(profile, service, intent.clone()).await;
            self.same_account(profile, service)?;
            let again = told.as_ref().is_err_and(soon);
            let Some(pause) = pauses.next().filter(|_| again) else { return told };
            Delay::from(pause).await;
            self.same_account(profile, service)?;
        }
    }

    fn same_account(&self, profile: &str, service: &dyn Service) -> Result<(), Error> {
        let Descriptor { id, name, .. } = service.descriptor();
        match self.running(profile, id) {
            Some(Running { broken: true, .. }) => Err(ours_failed(Problem::not_connected(name))),
            _ => Ok(()),
        }
    }

    /// What is kept in step with a connected account.
    pub(super) fn parts(&self, profile: &str, service: &dyn Service) -> Answer<Parts> {
        let descriptor = service.descriptor();
        let connection = self.connection(profile, descriptor.id)?;
        connection
            .filter(|it| it.enabled && it.state == Account::Connected)
            .and_then(|it| it.parts())
            .ok_or_else(|| Problem::not_connected(descriptor.name))
    }

    /// What has to change, here and there.
    pub(super) fn plan(
        &self,
        profile: &str,
        service: &'static dyn Service,
        heard: &Heard,
    ) -> Answer<Plan> {
        let descriptor = service.descriptor();
        self.all_or_nothing(|| self.number_and_ask(profile, Some(&heard.library)))?;
        let (standing, flaps) = self.sync_row(profile, descriptor.id)?;
        let connection = self.connection(profile, descriptor.id)?.unwrap_or_default();
        let mirror = connection.mirror.iter().map(|id| Origin::Service(id.clone()));
        let mirror: Set<_> = mirror.collect();
        let queued = self.on_their_way(profile, descriptor.id)?;
        let before = Shelf::Before(descriptor.id);
        let known = self.has_library(profile, before)?;
        let rules = self.same_play(profile)?;
        let plan = self.with_libraries(profile, [Shelf::Ours, before], |[ours, before]| {
            Sync {
                now: drive::now(),
                service: descriptor,
                origin: &Origin::Service(descriptor.id.to_owned()),
                ours,
                theirs: &heard.library,
                before: known.then_some(before),
                whole: true,
                mirror: &mirror,
                rules: &rules,
                budget: connection.budget(),
                flaps: &flaps,
                parts: heard.parts,
                queued: &queued,
            }
            .plan()
        })?;
        let mut plan = plan.map_err(|full| Problem::new(507, "library_full", full.to_string()))?;
        if let Some(removals) = plan.stopped.and_then(Stop::removals)
            && standing.agreed(drive::now()).is_some_and(|agreed| removals <= agreed)
        {
            plan.confirm();
        }
        if heard.skipped > 0 {
            // What could not be read is not gone.
            plan.pull.retain(|change| !change.what.removes());
            plan.taken_back.clear();
        }
        Ok(plan)
    }

    /// The plays that the outbox delivers there, or just did.
    fn on_their_way(&self, profile: &str, id: &str) -> Answer<Set<String>> {
        let recent = drive::now() - SEEN_WITHIN;
        let destination = format!("{profile}/{id}");
        self.with_outbox(profile, |outbox| {
            let here = outbox.entries().filter(|entry| entry.destination == destination);
            let open = here.filter(|entry| is_open(entry) || entry.at >= recent);
            open.map(|entry| entry.play_id.clone()).collect()
        })
    }

    /// Keeps what was heard, and writes down what is to be told; that is given back.
    fn accept(
        &self,
        profile: &str,
        id: &'static str,
        mut plan: Plan,
        heard: Heard,
    ) -> Answer<Vec<Change>> {
        let push = std::mem::take(&mut plan.push);
        self.all_or_nothing(|| {
            let (mut standing, mut flaps) = self.sync_row(profile, id)?;
            standing.left = plan.counts;
            standing.parts = Some(heard.parts);
            standing.activities = heard.activities;
            if standing.whole_at.is_none() {
                // The first reading is done with.
                (standing.listings, standing.cursor, standing.skipped) = (0, None, 0);
                self.drop_library(profile, Shelf::Begun(id))?;
            }
            standing.whole_at = Some(heard.whole_at);
            standing.agreed = None;
            standing.doubt = !push.is_empty();
            standing.pulled = plan.pull.len() as u32;
            (standing.pushed, standing.refused) = (0, 0);
            self.save_standing(profile, id, &standing)?;
            flaps.fade(drive::now());
            self.save_flaps(profile, id, &flaps)?;
            let still = self.keep_elsewhere(profile, id, &plan.pull)?;
            if !push.is_empty() || !plan.pull.is_empty() {
                self.write_changes(profile, id, &[("open", &push), ("heard", &plan.pull)])?;
            }
            let says = plan.pull.len() + plan.links.len() + plan.taken_back.len() + plan.same.len();
            if says > 0 {
                self.note(profile, Shelf::Ours, &[Noted::Accept(Box::new(plan))])?;
            }
            if !still.is_empty() {
                self.note(profile, Shelf::Ours, &[Noted::Changes(still)])?;
            }
            if heard.news {
                self.replace_library(profile, Shelf::Before(id), heard.library)?;
            }
            Ok(())
        })?;
        Ok(push)
    }

    /// What was taken back at a service stays at others, unless the person has what that
    /// service says copied to them: a play goes here alone, and what was said of a work stays
    /// here as what those others still say, which is given back.
    fn keep_elsewhere(&self, profile: &str, id: &str, pull: &[Change]) -> Answer<Vec<Change>> {
        let mut still = Vec::new();
        let back: Vec<_> = pull.iter().filter(|change| change.what.removes()).collect();
        if back.is_empty() {
            return Ok(still);
        }
        for (other, connection) in self.connections(profile)? {
            let reached = other == id || connection.mirror.iter().any(|it| it == id);
            let Some(service) = providers::by_id(&other).filter(|_| !reached) else { continue };
            let origin = Origin::Service(other);
            let other = service.descriptor().id;
            let said = self
                .with_library(profile, Shelf::Before(other), |before| before.still_says(&back))?;
            let said = back.iter().zip(said).filter_map(|(back, row)| Some((back.what, row?)));
            let (plays, words): (Vec<_>, Vec<_>) = said.partition(|(it, _)| *it == What::NoPlay);
            still.extend(words.into_iter().map(|(back, row)| {
                let (what, origin) = (back.undone(), origin.clone());
                Change { what, row, origin, was: None }
            }));
            if !plays.is_empty() {
                let (standing, mut flaps) = self.sync_row(profile, other)?;
                flaps.leave(plays.into_iter().map(|(_, row)| row));
                self.save_standing(profile, other, &standing)?;
                self.save_flaps(profile, other, &flaps)?;
            }
        }
        Ok(still)
    }

    /// Writes down what this run changes there and here, in the place of the last one's.
    pub(super) fn write_changes(
        &self,
        profile: &str,
        id: &str,
        changes: &[(&str, &[Change])],
    ) -> Answer<()> {
        let of = [profile.into(), id.into()];
        self.sql.run("DELETE FROM sync_changes WHERE profile = ? AND service = ?", &of)?;
        let mut from = 0;
        for &(state, changes) in changes {
            for part in changes.chunks(AT_ONCE) {
                let bodies: Vec<_> = part.iter().map(to_body).collect();
                self.sql.run(
                    "INSERT INTO sync_changes (profile, service, place, state, body) \
                     SELECT ?1, ?2, ?3 + key, ?4, value FROM json_each(?5)",
                    &[
                        profile.into(),
                        id.into(),
                        from.into(),
                        state.into(),
                        (&to_body(&bodies)).into(),
                    ],
                )?;
                from += part.len() as u32;
            }
        }
        Ok(())
    }

    /// Keeps how a run ended, and when the next one is due.
    fn end_sync(
        &self,
        profile: &str,
        id: &str,
        ended: Result<Ended, Error>,
        run: &Running,
    ) -> Answer<()> {
        let now = drive::now();
        self.all_or_nothing(|| {
            if run.broken {
                // How it ended says nothing of the account that is here now.
                let next = self.usual_sync(profile, id, now)?.map(|_| now);
                return self.set_sync(profile, id, next);
            }
            let mut standing: Standing = self.standing(profile, id)?;
            let next = match ended {
                Ok(ended) => {
                    standing.last_sync_at =
                        ended.stopped.map_or(Some(now), |_| standing.last_sync_at);
                    standing.pulled = ended.pulled;
                    standing.pushed = ended.pushed;
                    standing.refused = ended.refused;
                    standing.stopped = ended.stopped;
                    // It was a word for this run alone.
                    standing.agreed = None;
                    standing.error = None;
                    standing.doubt &= ended.stopped.is_some();
                    standing.failures = 0;
                    let usual = self.usual_sync(profile, id, now)?;
                    usual.map(|usual| if run.again { now } else { usual })
                }
                Err(error) => {
                    standing.failures = standing.failures.saturating_add(1);
                    let next = self.sync_again(profile, id, now, &error, standing.failures)?;
                    let next = next.filter(|_| !standing.paused);
                    standing.error = Some(Trouble::of(&error, next));
                    next
                }
            };
            let next = next.filter(|_| !standing.paused);
            self.save_standing(profile, id, &standing)?;
            self.set_sync(profile, id, next)
        })
    }
}

/// Whether the outbox still has something to do for it, or a person.
fn is_open(entry: &Entry) -> bool {
    use playtally::outbox::State::{AlreadyThere, Stored};
    !matches!(entry.state, Stored | AlreadyThere)
}

/// A failure of our own.
pub(super) fn ours_failed(problem: Problem) -> Error {
    let kind = if problem.status == 409 { ErrorKind::SignInAgain } else { ErrorKind::NotSent };
    Error::new(kind, problem.detail)
}

/// A moment of a flap.
pub(super) fn remember(flaps: &mut Flaps, now: Timestamp, id: &str, told: &[&Change]) {
    let origin = Origin::Service(id.to_owned());
    told.iter().for_each(|change| flaps.told(now, &origin, change));
}
