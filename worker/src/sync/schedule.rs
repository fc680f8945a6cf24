//! When an account is synced by itself: soon after something changed, hourly for who was
//! here lately, else daily.

use std::rc::Rc;

use playtally::error::{Error, Retry};
use playtally::providers::{self, Service};
use playtally::time::{Span, Timestamp};
use serde::Deserialize;

use crate::account::Hub;
use crate::drive;
use crate::error::Answer;
use crate::history::Shelf;
use crate::store::AccountRow;

/// For who was here within [`LATELY`].
const HOURLY: Span = Span::from_hours(1);
const DAILY: Span = Span::from_hours(24);
const LATELY: Span = Span::from_hours(7 * 24);

/// A run that says nothing for so long has ended with its object.
const SILENT: Span = Span::from_mins(2);

/// What a service was told and did not answer, it has stored by then or never will.
const AFTER_LOSS: Span = Span::from_secs(60);

/// That somebody is here is written down this often.
const NOTED: Span = Span::from_hours(1);

#[derive(Deserialize)]
struct At {
    at: Option<Timestamp>,
}

impl Hub {
    /// Starts what is due. A run that is under way is asked after again.
    pub(crate) fn wake_syncs(self: &Rc<Self>, now: Timestamp) -> Answer<()> {
        let due: Vec<AccountRow> = self.sql.rows(
            "UPDATE connections SET sync_at = ? WHERE sync_at <= ? AND sealed NOT NULL \
             RETURNING profile, service",
            &[(now + SILENT).into(), now.into()],
        )?;
        for AccountRow { profile, service } in due {
            let Some(service) = providers::by_id(&service) else { continue };
            // None of them may hold up the others.
            if let Err(problem) = self.wake_sync(&profile, service) {
                worker::console_error!("no sync: {}", problem.detail);
            }
        }
        Ok(())
    }

    /// Starts one that is due, unless the person took the last one back or switched it off.
    fn wake_sync(self: &Rc<Self>, profile: &str, service: &'static dyn Service) -> Answer<()> {
        let id = service.descriptor().id;
        if self.standing(profile, id)?.paused || self.parts(profile, service).is_err() {
            return self.set_sync(profile, id, None);
        }
        self.start_sync(profile, service);
        Ok(())
    }

    /// Everything that is kept in step is looked at soon: something changed here. The alarm is
    /// the caller's to set.
    pub(crate) fn sync_soon(&self, profile: &str) -> Answer<()> {
        for (id, connection) in self.connections(profile)? {
            if connection.parts().is_none() || self.standing(profile, &id)?.paused {
                continue;
            }
            let mut syncs = self.syncs.borrow_mut();
            let running = syncs.iter_mut().find(|((of, it), _)| of == profile && **it == id);
            match running {
                Some((_, running)) => running.again = true,
                None => self.set_sync(profile, &id, Some(drive::now()))?,
            }
        }
        Ok(())
    }

    /// A run goes on: should it end with its object, another one looks what is left.
    pub(super) fn hold_sync(&self, profile: &str, id: &str) -> Answer<()> {
        self.set_sync(profile, id, Some(drive::now() + SILENT))
    }

    pub(crate) fn set_sync(&self, profile: &str, id: &str, at: Option<Timestamp>) -> Answer<()> {
        self.sql.run(
            "UPDATE connections SET sync_at = ? WHERE profile = ? AND service = ?",
            &[at.into(), profile.into(), id.into()],
        )
    }

    /// When the next run is due.
    pub(super) fn next_sync(&self, profile: &str, id: &str) -> Answer<Option<Timestamp>> {
        let query = "SELECT sync_at AS at FROM connections WHERE profile = ? AND service = ?";
        let row: Option<At> = self.sql.first(query, &[profile.into(), id.into()])?;
        Ok(row.and_then(|row| row.at))
    }

    /// When the next run is due after one that came to its end.
    pub(super) fn usual_sync(
        &self,
        profile: &str,
        id: &str,
        now: Timestamp,
    ) -> Answer<Option<Timestamp>> {
        let Some(connection) = self.connection(profile, id)?.filter(|it| it.parts().is_some())
        else {
            return Ok(None);
        };
        let seen: Option<At> = self.sql.first("SELECT seen_at AS at FROM meta", &[])?;
        let here = seen.and_then(|row| row.at).is_some_and(|at| now < at + LATELY);
        let chosen = connection.interval.map(|minutes| Span::from_mins(minutes.into()));
        let usual = chosen.unwrap_or(HOURLY);
        Ok(Some(now + jittered(if here { usual } else { usual.max(DAILY) })))
    }

    /// When it is tried again after a failure.
    pub(super) fn sync_again(
        &self,
        profile: &str,
        id: &str,
        now: Timestamp,
        error: &Error,
        failures: u32,
    ) -> Answer<Option<Timestamp>> {
        let usual = self.usual_sync(profile, id, now)?;
        let grown = Span::from_millis(AFTER_LOSS.millis() << (failures.clamp(1, 7) - 1));
        let soon = error.retry_at.unwrap_or(now + grown).max(now + AFTER_LOSS);
        Ok(match error.kind.retry() {
            Retry::Later | Retry::AfterCheck | Retry::AfterRefresh => {
                usual.map(|usual| error.retry_at.map_or(soon.min(usual), |_| soon))
            }
            Retry::AfterSignIn | Retry::Never => usual,
        })
    }

    /// Another account stands here now: nothing is known of what it holds.
    pub(crate) fn forget_sync(&self, profile: &str, id: &'static str) -> Answer<()> {
        self.drop_library(profile, Shelf::Before(id))?;
        self.drop_library(profile, Shelf::Begun(id))?;
        self.forget_trial(profile, id);
        if let Some(running) = self.syncs.borrow_mut().get_mut(&(profile.to_owned(), id)) {
            running.broken = true;
        }
        for table in ["syncs", "sync_changes"] {
            let all = format!("DELETE FROM {table} WHERE profile = ? AND service = ?");
            self.sql.run(&all, &[profile.into(), id.into()])?;
        }
        Ok(())
    }

    /// Somebody is here.
    pub(crate) fn note_seen(&self) -> Answer<()> {
        let now = drive::now();
        self.sql.run(
            "UPDATE meta SET seen_at = ?1 WHERE seen_at IS NULL OR seen_at < ?2",
            &[now.into(), (now - NOTED).into()],
        )
    }
}

/// A tenth more or less, so that not all come at once.
fn jittered(span: Span) -> Span {
    let [byte] = drive::random::<1>();
    let share = i64::from(byte) - 128;
    Span::from_millis(span.millis() + span.millis() * share / 1280)
}
