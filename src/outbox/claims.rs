//! Whose a record at the service is: this play's, or another of ours.

use super::entry::{Entry, Lost, Record, Step, Wrote};
use super::quota::REQUEST_LIMIT;
use crate::providers::StoredPlay;
use crate::time::{Span, Timestamp};

/// How far our clock and the service's may be apart.
const SLACK: Span = Span::from_mins(5);

/// Whether a record that was read is the one a lost write left: the same item,
/// at the very second for our own time, between the play's begin and the
/// attempt for the service's, and of no other play of ours.
pub(super) fn left_by<'a>(
    entry: &Entry,
    lost: &Lost,
    play: &StoredPlay,
    others: impl Iterator<Item = &'a Entry> + Clone,
) -> bool {
    let item = entry.is_item(&play.media) || is_renamed(entry, play, others.clone());
    let in_time = match lost.wrote {
        Wrote::Add => play.watched_at == own_moment(entry),
        Wrote::Stop => within(play.watched_at, entry.started_at, lost.ended),
    };
    let mut rivals = others.filter(|other| other.is_item(&play.media) || same_item(entry, other));
    in_time && item && !rivals.any(|other| holds(other, play))
}

/// Whether a track may be kept under a name the service corrected: then the second tells
/// it, unless another play of ours had that very name at that second.
fn is_renamed<'a>(
    entry: &Entry,
    play: &StoredPlay,
    mut others: impl Iterator<Item = &'a Entry>,
) -> bool {
    let named = |other: &Entry| other.is_item(&play.media) && own_moment(other) == play.watched_at;
    entry.media.is_music() && play.media.is_music() && !others.any(named)
}

/// Whether a conflict at `at` speaks of this play: it lies between the play's
/// begin and the attempt, and no other play of ours was recorded then.
pub(super) fn conflict_is_own<'a>(
    entry: &Entry,
    attempt: Timestamp,
    at: Timestamp,
    others: impl Iterator<Item = &'a Entry>,
) -> bool {
    let mut rivals = others.filter(|other| same_item(entry, other));
    within(at, entry.started_at, attempt) && !rivals.any(|other| explains(other, at))
}

/// Whether the record that was read is `other`'s.
fn holds(other: &Entry, play: &StoredPlay) -> bool {
    match &other.record {
        Some(Record { id: Some(id), .. }) => *id == play.id,
        Some(record) if record.from == own_moment(other) => play.watched_at == record.from,
        Some(record) => spans(record, play.watched_at),
        // Its history entry may be there.
        None => may_have_added(other) && play.watched_at == own_moment(other),
    }
}

/// The moment a history entry of ours carries: a whole second, which a record at
/// the service's own time hardly ever is.
fn own_moment(entry: &Entry) -> Timestamp {
    entry.counts_at().whole_second()
}

/// Whether `other` was recorded at that moment, or may have been.
fn explains(other: &Entry, at: Timestamp) -> bool {
    match &other.record {
        Some(record) => spans(record, at),
        None => {
            may_have_stopped(other).is_some_and(|(from, to)| within(at, from, to + REQUEST_LIMIT))
        }
    }
}

/// Whether a history entry was tried whose fate is unknown.
fn may_have_added(other: &Entry) -> bool {
    match &other.step {
        Step::Check(lost) => lost.wrote == Wrote::Add,
        step => *step == Step::Add && other.flight.is_some(),
    }
}

/// Between which moments a stop was tried whose fate is unknown.
fn may_have_stopped(other: &Entry) -> Option<(Timestamp, Timestamp)> {
    match (&other.step, other.flight) {
        (Step::Check(lost), _) if lost.wrote == Wrote::Stop => Some((lost.since, lost.ended)),
        (Step::Stop, Some(since)) => Some((since, since + REQUEST_LIMIT)),
        _ => None,
    }
}

/// Whether a record is the one made at `at`: to the second where its time is
/// known, by the moment of the request where it is the service's own.
fn spans(record: &Record, at: Timestamp) -> bool {
    if record.from == record.to {
        record.from.whole_second() == at.whole_second()
    } else {
        within(at, record.from, record.to)
    }
}

fn within(at: Timestamp, from: Timestamp, to: Timestamp) -> bool {
    from - SLACK <= at && at <= to + SLACK
}

fn same_item(a: &Entry, b: &Entry) -> bool {
    a.is_item(&b.media) || b.is_item(&a.media)
}
