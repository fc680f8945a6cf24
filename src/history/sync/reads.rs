//! Which listings of a service have to be read in a run, so that what it holds is known again.
//!
//! # Design
//! Where a service tells what moved, only that is read, and of it only what is new where the
//! service can say so; all else stands as it was. A filter by the moment of a play misses
//! what is added late, so a service that lists the moments of all its plays is asked for those,
//! and then for the plays of which the moments are new ([`super::Hearing::more`]).

use super::{Origin, Parts};
use crate::history::{Library, When};
use crate::providers::{Activities, Descriptor, Listing};
use crate::time::{Span, Timestamp};

/// A listing to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Of what.
    pub listing: Listing,
    /// Only what changed or, where plays are listed by their moments, was played since.
    pub since: Option<Timestamp>,
}

/// What is read in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reads {
    /// The listings, in this order.
    pub readings: Vec<Reading>,
    /// Whether that is all of it, whatever moved.
    pub whole: bool,
}

/// What is known from the last run.
#[derive(Clone, Copy, Debug)]
pub struct Last<'a> {
    /// What the service held when both agreed.
    pub before: &'a Library,
    /// What was kept in step then.
    pub parts: Parts,
    /// What had moved until then, as the service told before it was read.
    pub activities: Option<&'a Activities>,
    /// When all of it was last read.
    pub whole_at: Timestamp,
    /// Whether the service may have been told more than is known here: then it does not count
    /// what it says has moved, as that may have been within one second.
    pub doubt: bool,
}

/// Where nothing tells what moved, all is read so often.
const WHOLE: Span = Span::from_hours(7 * 24);

/// What players say late comes within this, where the service does not say itself how late
/// it takes it.
const LATE: Span = Span::from_hours(14 * 24);

/// What to read. `activities` as the service tells them now, where it does.
pub fn readings(
    service: &Descriptor,
    origin: &Origin,
    parts: Parts,
    now: Timestamp,
    activities: Option<&Activities>,
    last: Option<Last<'_>>,
) -> Reads {
    let wanted = service.reads.iter().copied().filter(|listing| wants(service, parts, *listing));
    let all = |listing| Reading { listing, since: None };
    // Of titles everything is read, whatever is kept in step: it is told but once.
    let same =
        |then: Parts| tells_changes(service) || Parts { tells: parts.tells, ..then } == parts;
    // A service whose stamps run backwards was set back, and may have lost anything.
    let tells = |last: &Last<'_>| {
        last.activities.zip(activities).is_some_and(|(then, now)| then.all <= now.all)
    };
    let current = |last: &Last<'_>| match activities {
        Some(_) => tells(last),
        None => !last.doubt && now < last.whole_at + WHOLE,
    };
    let Some(last) = last.filter(|last| same(last.parts) && current(last)) else {
        return Reads { readings: wanted.map(all).collect(), whole: true };
    };
    let told = first_told(last.before, origin);
    let moved = |listing| {
        let then = last.activities.zip(activities);
        last.doubt || then.is_none_or(|(then, now)| then.of.get(&listing) != now.of.get(&listing))
    };
    let mut readings = Vec::new();
    for listing in wanted {
        let plays = matches!(listing, Listing::History | Listing::Watched | Listing::Statuses);
        // To be listed is one of the places a title can stand at.
        let follows = listing == Listing::Watchlist && tells_changes(service);
        let moved =
            moved(listing) || plays && told.is_some() || follows && moved(Listing::Statuses);
        if !moved {
            continue;
        }
        let late = service.batch.and_then(|batch| batch.oldest).unwrap_or(LATE);
        readings.push(match listing {
            Listing::History if activities.is_some() && service.reads.contains(&Listing::Held) => {
                all(Listing::Held)
            }
            Listing::History if activities.is_none() && !service.kinds.is_empty() => {
                let since = told.map_or(now - late, |told| told.min(now - late));
                Reading { listing, since: Some(since) }
            }
            _ if tells_changes(service) => {
                // Where nothing had happened, all is new since any moment.
                let then = last.activities.and_then(|then| then.all).unwrap_or_default();
                let since = if last.doubt { then - Span::from_secs(1) } else { then };
                Reading { listing, since: Some(since) }
            }
            _ => all(listing),
        });
    }
    if tells_changes(service) && !readings.is_empty() && moved(Listing::Held) {
        readings.push(all(Listing::Held));
    }
    Reads { readings, whole: false }
}

/// Whether a service that was asked before tells only what changed since: one that keeps
/// titles with where the person stands, and says when something moved.
pub const fn tells_changes(service: &Descriptor) -> bool {
    service.activities && !service.statuses.is_empty()
}

/// Whether a listing matters where these parts are kept in step. What is not kept in step may
/// still have to be known: a rating that would go with a play, a play that fulfilled a wish.
fn wants(service: &Descriptor, parts: Parts, listing: Listing) -> bool {
    let Parts { history, ratings, lists, .. } = parts;
    let keeps_titles = !service.statuses.is_empty();
    let any = history || ratings || lists;
    match listing {
        Listing::Statuses | Listing::Ratings | Listing::Watchlist if keeps_titles => any,
        // A feed tells of ratings beside its plays.
        Listing::History => history || ratings && service.is_feed(),
        Listing::Watched => {
            let fulfilled = lists && service.unlists_watched && !keeps_titles;
            if service.reads.contains(&Listing::History) {
                fulfilled && !history
            } else {
                history || fulfilled
            }
        }
        Listing::Statuses => any,
        Listing::Ratings => ratings,
        Listing::Watchlist | Listing::Collection | Listing::Loved => lists,
        Listing::Playback | Listing::Watching | Listing::Held => false,
    }
}

/// The earliest play that the service was told last time: which record it became has to be
/// seen, or it would pass for removed.
fn first_told(before: &Library, origin: &Origin) -> Option<Timestamp> {
    let told = before.plays().filter(|play| before.origin_of(play.origin) != Some(origin));
    let moments = told.map(|play| match play.when {
        When::At(at) => at - Span::from_mins(1),
        _ => Timestamp::default(),
    });
    moments.min()
}
