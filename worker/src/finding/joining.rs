//! Joining catalogues for services that could not take an item as it came, or would take it
//! for another. Nobody else waits for it.

use std::rc::Rc;

use playtally::lookup::join::{Joined, Sought, Told, told};
use playtally::media::Media;
use playtally::outbox::{Filed, Input, Output, unfiled};
use playtally::providers::{self, Descriptor, Service};
use playtally::session::Fact;
use playtally::time::{Span, Timestamp};

use super::{Count, Finding, MOST_OPEN, RULES};
use crate::account::Hub;
use crate::drive;
use crate::error::Answer;
use crate::metadata::catalogue;

/// Before the name of what is joined: no source key begins so.
const JOINED: &str = "joined/";
/// What was joined is believed so long, and so long where it may soon change.
const STANDS: Span = Span::from_hours(30 * 24);
const CHANGES: Span = Span::from_hours(24);
/// And so long where nothing was known, which may be because it is new there.
const ANEW: Span = Span::from_hours(1);
/// Catalogues have been out of reach for days; after this the person hears of it. Nobody
/// but the services that need the join waits.
const LONG_ENOUGH: Span = Span::from_hours(7 * 24);
/// Waits between tries, each about twice the last.
const SHORTEST: Span = Span::from_secs(15);
const LONGEST: Span = Span::from_mins(10);

/// How far a join is.
enum Standing {
    Known(Box<Joined>),
    UnderWay,
    /// Nobody could be asked, which says nothing of the item.
    Failed,
}

/// Whether a key is of a join, so that what waits under it waits for some services alone.
pub(super) fn is_join(key: &str) -> bool {
    key.starts_with(JOINED)
}

impl Hub {
    /// Keeps a play that counted, and tells every service of a fact what the item is there, or
    /// has that joined first. What
    /// comes `late` is for those services alone that waited for it.
    pub(super) fn tell_each(&self, profile: &str, fact: Fact, late: bool) -> Answer<Vec<Output>> {
        if !late {
            self.keep_play(profile, &fact)?;
        }
        let mut joined = None;
        let mut filed = Vec::new();
        let mut waits = false;
        for to in self.connected_services(profile)? {
            let by_itself = told(&fact.media, to, &RULES, None);
            let told = if by_itself == Told::ToJoin {
                let standing = match &joined {
                    Some(standing) => standing,
                    None => joined.insert(self.joined(profile, &fact.media)?),
                };
                match standing {
                    Standing::Known(known) => Some(told(&fact.media, to, &RULES, Some(known))),
                    // Its title may do.
                    Standing::Failed if by_episode(&fact.media) => Some(Told::AsItCame),
                    Standing::Failed => Some(Told::Unsaid),
                    Standing::UnderWay => {
                        waits = true;
                        None
                    }
                }
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

    /// What is known of an item elsewhere.
    fn joined(&self, profile: &str, media: &Media) -> Answer<Standing> {
        let Some(sought) = Sought::of(media).filter(|_| self.can_find(media)) else {
            return Ok(Standing::Known(Box::default()));
        };
        Ok(match self.finding(profile, &key_of(&sought))? {
            Some(Finding::Joined { joined }) => Standing::Known(joined),
            Some(Finding::AsItCame) => Standing::Failed,
            None if self.joins_too_much(profile)? => Standing::Failed,
            _ => Standing::UnderWay,
        })
    }

    pub(super) fn joins_too_much(&self, profile: &str) -> Answer<bool> {
        let query = "SELECT count(*) AS count FROM findings WHERE profile = ? \
                     AND json_extract(body, '$.state') = 'joining'";
        let open: Option<Count> = self.sql.first(query, &[profile.into()])?;
        Ok(open.is_some_and(|row| row.count >= MOST_OPEN))
    }

    /// What an item is at this service, for somebody who waits for it.
    ///
    /// # Errors
    /// `bad_request` where nobody can say; whatever a catalogue that was asked refused.
    pub(crate) async fn as_filed(&self, service: &dyn Service, media: Media) -> Answer<Media> {
        let to = service.descriptor();
        let mut filed = told(&media, to, &RULES, None);
        if filed == Told::ToJoin {
            let joined = match Sought::of(&media).filter(|_| self.can_find(&media)) {
                Some(sought) => {
                    self.may_ask()?;
                    catalogue::joined(&self.env, sought).await?
                }
                None => Joined::default(),
            };
            filed = told(&media, to, &RULES, Some(&joined));
        }
        match filed {
            Told::AsItCame => Ok(media),
            Told::As(media) => Ok(*media),
            Told::Unsaid | Told::ToJoin => Err(unfiled().into()),
        }
    }

    fn wait_for_join(&self, profile: &str, fact: &Fact, sought: Sought) -> Answer<()> {
        let key = key_of(&sought);
        self.keep_waiting(profile, &key, fact)?;
        match self.finding(profile, &key)? {
            None => self.begin_join(profile, sought),
            Some(_) => Ok(()),
        }
    }

    /// The alarm begins it, as it would after a crash.
    pub(super) fn begin_join(&self, profile: &str, sought: Sought) -> Answer<()> {
        let now = drive::now();
        let key = key_of(&sought);
        self.keep_finding(profile, &key, now, Some(now), &Finding::Joining { sought })
    }

    /// Asks what is known of an item elsewhere, and tells what waited for it. A call that
    /// failed is tried again.
    pub(super) async fn join(
        self: &Rc<Self>,
        profile: &str,
        key: &str,
        since: Timestamp,
        sought: Sought,
    ) {
        let asked = catalogue::joined(&self.env, sought.clone()).await;
        let now = drive::now();
        let kept = match asked {
            Ok(joined) => {
                let stands = match &joined {
                    joined if joined.complete => STANDS,
                    joined if *joined == Joined::default() => ANEW,
                    _ => CHANGES,
                };
                let joined = Finding::Joined { joined: Box::new(joined) };
                self.settle(profile, key, since, Some(now + stands), &joined)
                    .and_then(|()| self.all_or_nothing(|| self.number(profile, None).map(drop)))
            }
            // What waited is told of; the next play begins anew.
            Err(_) if now >= since + patience(&sought) => {
                self.settle(profile, key, since, Some(now), &Finding::AsItCame)
            }
            Err(error) => {
                let so_far = (now - since).millis();
                let wait = so_far.clamp(SHORTEST.millis(), LONGEST.millis());
                let later = now + Span::from_millis(wait);
                let at = error.retry_at.map_or(later, |at| at.max(later));
                let at = Some(at.min(since + patience(&sought)));
                let again = Finding::Joining { sought };
                let kept = self.keep_finding(profile, key, since, at, &again);
                self.arm();
                kept
            }
        };
        if let Err(problem) = kept {
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

fn by_episode(media: &Media) -> bool {
    Sought::of(media).is_some_and(|sought| sought.by_episode())
}

/// What has a title is told by that in the end.
fn patience(sought: &Sought) -> Span {
    if sought.by_episode() { super::LONG_ENOUGH } else { LONG_ENOUGH }
}

pub(super) fn key_of(sought: &Sought) -> String {
    [JOINED, &sought.name()].concat()
}
