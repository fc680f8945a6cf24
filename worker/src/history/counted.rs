//! Plays that counted go to the library.

use playtally::history::Origin;
use playtally::media::Work;
use playtally::providers::{Listing, Row};
use playtally::session::{Fact, What};
use playtally::time::Span;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

use super::{Noted, Shelf};
use crate::account::Hub;
use crate::error::Answer;

impl Hub {
    /// Takes a play in when the first of its rules is met, once it is known what it is of. To be
    /// called where its outbox entries are made.
    pub(crate) fn keep_play(&self, profile: &str, fact: &Fact) -> Answer<()> {
        let What::Watched { watched_at, .. } = fact.what else { return Ok(()) };
        let first: Option<BTreeMap<String, IgnoredAny>> = self.sql.first(
            "UPDATE plays SET kept = 1 WHERE profile = ? AND play_id = ? AND kept IS NULL \
             RETURNING kept",
            &[profile.into(), (&fact.play_id).into()],
        )?;
        if first.is_none() {
            return Ok(());
        }
        let work = Work::from(fact.media.clone());
        let row =
            Row { id: Some(fact.play_id.clone()), at: Some(watched_at), ..Row::of(work.clone()) };
        let mut noted = vec![Noted::Hear {
            listing: Listing::History,
            origin: Origin::Player,
            rows: vec![row],
        }];
        if let Some(seconds) = fact.duration {
            let length = Span::from_secs_f64(seconds);
            noted.push(Noted::Length { work: Box::new(work), length });
        }
        self.note(profile, Shelf::Ours, &noted).map(drop)
    }
}
