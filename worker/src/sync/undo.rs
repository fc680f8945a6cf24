//! Taking back what the last sync did: at the service what it was told, here what was heard.
//!
//! # Design
//! What was heard goes in one go, in which is written down what the service is to be told. So
//! where that ends too early, as services refuse and objects die, the person may ask for the
//! rest.

use std::rc::Rc;

use playtally::error::Error;
use playtally::history::Origin;
use playtally::history::sync::{Change, What};
use playtally::providers::{Keeps, Service};
use playtally::typed;
use serde::Deserialize;

use super::run::{Ended, ours_failed};
use crate::account::Hub;
use crate::error::Answer;
use crate::history::{Noted, Shelf};

#[derive(Deserialize)]
struct Row {
    state: String,
    body: String,
    record: Option<String>,
}

#[derive(Deserialize)]
struct Count {
    many: u32,
}

/// What the last sync changed.
#[derive(Default)]
struct Done {
    /// With what the service calls it.
    told: Vec<(Change, Option<String>)>,
    heard: Vec<Change>,
    /// What the service is still to be told, where it was taken back in part; then there is
    /// nothing else.
    left: Vec<(Change, Option<String>)>,
}

impl Hub {
    /// Takes the last sync back. From then on nothing runs by itself: the next run would
    /// only do it again.
    pub(super) async fn undo_sync(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
    ) -> Result<Ended, Error> {
        let id = service.descriptor().id;
        // What goes now it still lists.
        self.forget_trial(profile, id);
        let Done { mut told, heard, mut left } =
            self.last_changes(profile, id).map_err(ours_failed)?;
        let nameless = |(change, record): &(Change, Option<String>)| {
            change.what == What::Play && record.is_none()
        };
        let every = service.descriptor().keeps == Keeps::EveryPlay;
        if every && told.iter().chain(&left).any(nameless) {
            let standing = self.standing(profile, id).map_err(ours_failed)?;
            let parts = self.parts(profile, service).map_err(ours_failed)?;
            let mut there = self.hear_service(profile, service, parts, &standing).await?;
            let origin = Origin::Service(id.to_owned());
            there.library.name_plays(&mut told, &origin);
            there.library.name_plays(&mut left, &origin);
        }
        // A play that is there again was told: only the answer was lost.
        left.retain(|it| it.0.what != What::Play || nameless(it));
        let back = told.iter().rev().map(|(change, record)| change.undone(record.clone()));
        let back: Vec<_> = back.chain(left.into_iter().map(|(change, _)| change)).collect();
        let pulled = heard.len() as u32;
        self.take_back_here(profile, id, &told, &heard, &back).map_err(ours_failed)?;
        let (pushed, refused) = self.tell_service(profile, service, &back).await?;
        self.write_changes(profile, id, &[]).map_err(ours_failed)?;
        Ok(Ended { pulled, pushed, refused, stopped: None })
    }

    /// Whether there is anything to take back.
    pub(super) fn can_undo(&self, profile: &str, id: &str) -> Answer<bool> {
        let Done { told, heard, left } = self.last_changes(profile, id)?;
        Ok(!told.is_empty() || !heard.is_empty() || !left.is_empty())
    }

    /// So much of what was taken back the service was not told yet.
    pub(super) fn undo_left(&self, profile: &str, id: &str) -> Answer<u32> {
        let row: Option<Count> = self.sql.first(
            "SELECT count(*) AS many FROM sync_changes \
             WHERE profile = ? AND service = ? AND state = 'back'",
            &[profile.into(), id.into()],
        )?;
        Ok(row.map_or(0, |row| row.many))
    }

    fn last_changes(&self, profile: &str, id: &str) -> Answer<Done> {
        let rows: Vec<Row> = self.sql.rows(
            "SELECT state, body, record FROM sync_changes WHERE profile = ? AND service = ? \
             ORDER BY place",
            &[profile.into(), id.into()],
        )?;
        let mut done = Done::default();
        for row in rows {
            let Ok(change) = typed::from_str(&row.body) else { continue };
            match &*row.state {
                "told" => done.told.push((change, row.record)),
                "heard" => done.heard.push(change),
                "back" => done.left.push((change, None)),
                _ => {}
            }
        }
        Ok(done)
    }

    /// What was heard goes again, as if it had never been; and what the service was told is
    /// not expected to be there. What it is to be told now is written down.
    fn take_back_here(
        &self,
        profile: &str,
        id: &'static str,
        told: &[(Change, Option<String>)],
        heard: &[Change],
        left: &[Change],
    ) -> Answer<()> {
        self.all_or_nothing(|| {
            let back = heard.iter().rev().map(|change| change.undone(None)).collect();
            let plays = told.iter().filter(|(change, _)| change.what == What::Play);
            let plays = plays.map(|(change, _)| change.clone()).collect();
            // What is new there comes anew.
            let new = heard.iter().filter(|change| !change.what.removes());
            let new = new.map(|change| change.undone(None)).collect();
            self.note(profile, Shelf::Ours, &[Noted::Changes(back)])?;
            let before = [Noted::Disagree(plays), Noted::Changes(new)];
            self.note(profile, Shelf::Before(id), &before)?;
            let mut standing = self.standing(profile, id)?;
            standing.paused = true;
            // Read all of it next time.
            standing.parts = None;
            self.save_standing(profile, id, &standing)?;
            self.write_changes(profile, id, &[("back", left)])
        })
    }
}
