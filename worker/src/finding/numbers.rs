//! Episodes that are told by different numbers, and are one: as far as is known which.

use playtally::history::{Library, Numbering};
use playtally::lookup::join::Sought;
use playtally::media::{Episode, Media};
use playtally::typed;

use super::joining::key_of;
use super::{Finding, RULES};
use crate::account::Hub;
use crate::drive;
use crate::error::Answer;
use crate::history::{Noted, Shelf};
use crate::store::Text;

/// Joins begun at once: the catalogues have others to answer, too.
const MOST: usize = 20;

impl Hub {
    /// Takes episodes of the person's library, and of one that is laid beside it, for one where
    /// the rules say so, or what catalogues said; those of which nobody knows are given back.
    /// To be called in a transaction.
    pub(crate) fn number(&self, profile: &str, beside: Option<&Library>) -> Answer<Vec<Episode>> {
        let query = "SELECT body AS text FROM findings WHERE profile = ? \
                     AND json_extract(body, '$.state') = 'joined'";
        let (mut told, mut shows) = (String::new(), Vec::new());
        for row in self.sql.rows::<Text>(query, &[profile.into()])? {
            if let Ok(Finding::Joined { joined }) = typed::from_str(&row.text) {
                told.push_str(&joined.rules);
                shows.push(joined.title);
            }
        }
        let rules = RULES.and(&told).unwrap_or_else(|_| RULES.clone());
        let numbering = self.with_library(profile, Shelf::Ours, |ours| {
            Numbering::of(ours, beside, &rules, &shows)
        })?;
        let Numbering { same, unplaced } = numbering;
        if !same.is_empty() {
            self.note(profile, Shelf::Ours, &[Noted::Same(same)])?;
        }
        Ok(unplaced)
    }

    /// The same, and of some of those that nobody knows the catalogues are asked.
    pub(crate) fn number_and_ask(&self, profile: &str, beside: Option<&Library>) -> Answer<()> {
        let mut unplaced = self.number(profile, beside)?;
        if unplaced.is_empty() {
            return Ok(());
        }
        // What the catalogues know nothing of either must not keep the others waiting.
        let [from] = drive::random::<1>();
        let from = usize::from(from) % unplaced.len();
        unplaced.rotate_left(from);
        for episode in unplaced.into_iter().take(MOST) {
            let media = Media::Episode(episode);
            if self.can_find(&media)
                && let Some(sought) = Sought::of(&media).filter(|sought| !sought.by_episode())
                && self.finding(profile, &key_of(&sought))?.is_none()
                && !self.joins_too_much(profile)?
            {
                self.begin_join(profile, sought)?;
            }
        }
        Ok(())
    }
}
