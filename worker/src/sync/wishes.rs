//! What a person asks of a sync: now, as a trial, to go on, to be taken back.

use std::rc::Rc;

use playtally::history::sync::Stop;
use playtally::providers::{self, Service};
use serde_json::{Value, json};
use worker::Response;

use super::standing::{shown, shown_stop};
use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;

/// Changes of a trial that are shown.
const MOST_SHOWN: usize = 500;

/// Whether a sync is only to be shown.
pub(crate) fn is_dry(query: &str) -> bool {
    let pairs = playtally::http::parse_pairs(query);
    pairs.iter().any(|(name, value)| name == "dry" && value == "1")
}

impl Hub {
    /// `POST user/services/{s}/sync`; with `?dry=1` the plan is shown and nothing done.
    pub(crate) async fn post_sync(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        query: &str,
    ) -> Answer<Response> {
        self.syncable(profile, service)?;
        if is_dry(query) {
            return self.try_sync(profile, service).await;
        }
        self.sync_now(profile, service)?;
        reply::json(202, &json!({ "service": self.service_row(profile, service)? }))
    }

    /// `POST user/sync`: all that is kept in step.
    pub(crate) fn post_sync_all(self: &Rc<Self>, profile: &str) -> Answer<Response> {
        let mut started = Vec::new();
        for (id, _) in self.connections(profile)? {
            let Some(service) = providers::by_id(&id) else { continue };
            if self.syncable(profile, service).is_ok() {
                self.sync_now(profile, service)?;
                started.push(id);
            }
        }
        reply::json(202, &json!({ "syncing": started }))
    }

    /// `POST user/services/{s}/sync/confirm`: what waits for a word, as it removes so much, may
    /// be done.
    pub(crate) fn confirm_sync(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
    ) -> Answer<Response> {
        self.syncable(profile, service)?;
        let id = service.descriptor().id;
        let mut standing = self.standing(profile, id)?;
        let Some(removals) = standing.stopped.and_then(Stop::removals) else {
            let detail = "There is nothing to agree to.";
            return Err(Problem::new(409, "nothing_to_confirm", detail));
        };
        (standing.agreed, standing.agreed_at) = (Some(removals), Some(drive::now()));
        self.save_standing(profile, id, &standing)?;
        self.sync_now(profile, service)?;
        reply::json(202, &json!({ "service": self.service_row(profile, service)? }))
    }

    /// `POST user/services/{s}/sync/undo`: the last sync is taken back.
    pub(crate) fn post_undo(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
    ) -> Answer<Response> {
        self.syncable(profile, service)?;
        if !self.can_undo(profile, service.descriptor().id)? {
            let detail = "The last sync changed nothing, or was taken back.";
            return Err(Problem::new(409, "nothing_to_undo", detail));
        }
        let hub = Rc::clone(self);
        let started = self.start_run(profile, service, async move |profile: &str| {
            hub.undo_sync(profile, service).await
        });
        if !started {
            return Err(under_way());
        }
        reply::json(202, &json!({ "service": self.service_row(profile, service)? }))
    }

    /// Starts a run; one that was taken back may run by itself again.
    fn sync_now(self: &Rc<Self>, profile: &str, service: &'static dyn Service) -> Answer<()> {
        let id = service.descriptor().id;
        let (mut standing, mut flaps) = self.sync_row(profile, id)?;
        if standing.paused {
            standing.paused = false;
            // What was left to take back is in step again.
            self.write_changes(profile, id, &[])?;
            self.save_standing(profile, id, &standing)?;
        }
        // Who asks for it wants it tried.
        flaps.try_again();
        self.save_flaps(profile, id, &flaps)?;
        self.start_sync(profile, service);
        Ok(())
    }

    async fn try_sync(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
    ) -> Answer<Response> {
        let id = service.descriptor().id;
        if self.running(profile, id).is_some() {
            return Err(under_way());
        }
        let turns = self.turns.get();
        let standing = self.standing(profile, id)?;
        let parts = self.parts(profile, service)?;
        let heard = self.hear_again(profile, service, parts, &standing).await?;
        let plan = self.plan(profile, service, &heard)?;
        // What a run did meanwhile may not have been heard.
        if self.turns.get() == turns {
            self.trials.borrow_mut().insert((profile.to_owned(), id), heard);
        }
        let some = |changes: &[_]| changes.iter().take(MOST_SHOWN).map(shown).collect::<Vec<_>>();
        let stopped = plan.stopped.map_or(Value::Null, shown_stop);
        reply::json(
            200,
            &json!({
                "push": some(&plan.push),
                "pull": some(&plan.pull),
                "to_push": plan.push.len(),
                "to_pull": plan.pull.len(),
                "left": plan.counts,
                "stopped": stopped,
            }),
        )
    }

    /// # Errors
    /// `not_connected`, `sync_off`.
    fn syncable(&self, profile: &str, service: &dyn Service) -> Answer<()> {
        let descriptor = service.descriptor();
        let off = self.connection(profile, descriptor.id)?.is_some_and(|it| it.parts().is_none());
        if off {
            let name = descriptor.name;
            let detail = format!("Nothing is kept in step with {name}: switch it on first.");
            return Err(Problem::new(409, "sync_off", detail));
        }
        self.parts(profile, service).map(drop)
    }
}

fn under_way() -> Problem {
    Problem::new(409, "sync_running", "A sync is under way. Wait until it has ended.")
}
