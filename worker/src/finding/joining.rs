//! Joining catalogues for services that could not take an item as it came, or would take it
//! for another. Nobody else waits for it.

use std::rc::Rc;

use playtally::error::Error;
use playtally::lookup::join::{Joined, Sought, Told, told};
use playtally::media::Media;
use playtally::outbox::{Filed, Input, Output, unfiled};
use playtally::providers::{self, Descriptor, Service};
use playtally::session::Fact;
use playtally::time::{Span, Timestamp};

use super::{Finding, LONG_ENOUGH, RULES};
use crate::account::Hub;
use crate::drive;
use crate::error::Answer;
use crate::metadata::catalogue;

/// Before the name of what is joined: no source key begins so.
const JOINED: &str = "joined/";
/// What was joined is believed so long, and so long where it may soon change.
const STANDS: Span = Span::from_hours(30 * 24);
const CHANGES: Span = Span::from_hours(24);
/// A join that came to nothing for an hour is begun anew after this.
const ANEW: Span = Span::from_hours(1);
/// Waits between tries, each about twice the last.
const SHORTEST: Span = Span::from_secs(15);
const LONGEST: Span = Span::from_mins(10);

/// Whether a key is of a join, so that what waits under it waits for some services alone.
pub(super) fn is_join(key: &str) -> bool {
    key.starts_with(JOINED)
}

impl Hub {
    /// Tells every service of a fact what the item is there, or has that joined first. What
    /// comes `late` is for those services alone that waited for it.
    pub(super) fn tell_each(&self, profile: &str, fact: Fact, late: bool) -> Answer<Vec<Output>> {
        let mut joined = None;
        let mut filed = Vec::new();
        let mut waits = false;
        for to in self.connected_services(profile)? {
            let by_itself = told(&fact.media, to, &RULES, None);
            let told = if by_itself == Told::ToJoin {
                let known = match &joined {
                    Some(known) => known,
                    None => joined.insert(self.joined(profile, &fact.media)?),
                };
                waits |= known.is_none();
                known.as_ref().map(|known| told(&fact.media, to, &RULES, Some(known)))
            } else {
                Some(by_itself).filter(|_| !late)
            };
            let told = match told {
                Some(Told::AsItCame) => continue,
                Some(Told::As(media)) => Filed::As(media),
                Some(Told::Unsaid | Told::ToJoin) => Filed::Unsaid,
                None => Filed::Apart,
            };
            filed.push((to.id.to_owned(), told));
        }
        if waits && let Some(sought) = Sought::of(&fact.media) {
            self.wait_for_join(profile, &fact, sought)?;
        }
        self.take(profile, Input::FactAs { fact, filed })
    }

    /// What is known of an item elsewhere; `None` as long as that is being found out.
    fn joined(&self, profile: &str, media: &Media) -> Answer<Option<Joined>> {
        let Some(sought) = Sought::of(media).filter(|_| self.can_find(media)) else {
            return Ok(Some(Joined::default()));
        };
        Ok(match self.finding(profile, &key_of(&sought))? {
            Some(Finding::Joined { joined }) => Some(*joined),
            Some(Finding::AsItCame) => Some(Joined::default()),
            None if self.is_full(profile)? => Some(Joined::default()),
            _ => None,
        })
    }

    /// What an item is at this service, for somebody who waits for it.
    ///
    /// # Errors
    /// `BadInput` where nobody can say; whatever a catalogue that was asked refused.
    pub(crate) async fn as_filed(
        &self,
        service: &dyn Service,
        media: Media,
    ) -> Result<Media, Error> {
        let to = service.descriptor();
        let mut filed = told(&media, to, &RULES, None);
        if filed == Told::ToJoin {
            let joined = match Sought::of(&media).filter(|_| self.can_find(&media)) {
                Some(sought) => catalogue::joined(&self.env, sought).await?,
                None => Joined::default(),
            };
            filed = told(&media, to, &RULES, Some(&joined));
        }
        match filed {
            Told::AsItCame => Ok(media),
            Told::As(media) => Ok(*media),
            Told::Unsaid | Told::ToJoin => Err(unfiled()),
        }
    }

    fn wait_for_join(&self, profile: &str, fact: &Fact, sought: Sought) -> Answer<()> {
        let key = key_of(&sought);
        self.keep_waiting(profile, &key, fact)?;
        if self.finding(profile, &key)?.is_none() {
            let now = drive::now();
            // The alarm begins it, as it would after a crash.
            self.keep_finding(profile, &key, now, Some(now), &Finding::Joining { sought })?;
        }
        Ok(())
    }

    /// Asks what is known of an item elsewhere, and tells what waited for it. A call that
    /// failed is tried again for an hour.
    pub(super) async fn join(
        self: &Rc<Self>,
        profile: &str,
        key: &str,
        since: Timestamp,
        sought: Sought,
    ) {
        let asked = catalogue::joined(&self.env, sought.clone()).await;
        let now = drive::now();
        let (finding, next_at) = match asked {
            Ok(joined) => {
                let stands = if joined.complete { STANDS } else { CHANGES };
                (Finding::Joined { joined: Box::new(joined) }, now + stands)
            }
            Err(_) if now >= since + LONG_ENOUGH => (Finding::AsItCame, now + ANEW),
            Err(error) => {
                let so_far = (now - since).millis();
                let wait = so_far.clamp(SHORTEST.millis(), LONGEST.millis());
                let later = now + Span::from_millis(wait);
                let at = error.retry_at.map_or(later, |at| at.max(later));
                (Finding::Joining { sought }, at.min(since + LONG_ENOUGH))
            }
        };
        if let Err(problem) = self.settle(profile, key, since, Some(next_at), &finding) {
            worker::console_error!("not joined: {}", problem.detail);
        }
    }

    /// The services that are told what is played.
    fn connected_services(&self, profile: &str) -> Answer<Vec<&'static Descriptor>> {
        let accounts = self.destinations(profile)?;
        let service = |id: &str| providers::by_id(id).map(|service| service.descriptor());
        Ok(accounts.iter().filter_map(|account| service(&account.service)).collect())
    }
}

fn key_of(sought: &Sought) -> String {
    [JOINED, &sought.name()].concat()
}
