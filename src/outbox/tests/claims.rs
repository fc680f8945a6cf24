//! Whose a record is, moment by moment.

use super::rig::*;
use crate::media::{Media, Track};
use crate::outbox::claims::{conflict_is_own, left_by};
use crate::outbox::entry::{Entry, Lost, Record, Step, Wrote};
use crate::providers::StoredPlay;
use crate::time::{Span, Timestamp};

#[test]
fn a_history_entry_is_found_at_its_own_second_and_nowhere_else() {
    let entry = play("own", Step::Add);
    let left = |at| left_by(&entry, &lost(Wrote::Add), &record("1", at), [].iter());
    assert!(left(own()));
    assert!(!left(own() + second(1)));
    assert!(!left(own() - second(1)));
}

#[test]
fn a_stop_is_found_between_begin_and_attempt_and_five_minutes_around() {
    let entry = play("own", Step::Stop);
    let left = |at| left_by(&entry, &lost(Wrote::Stop), &record("1", at), [].iter());
    for (at, found) in [
        (minute(-5) - MS, false),
        (minute(-5), true),
        (minute(50), true),
        (minute(101), true),
        (minute(101) + MS, false),
    ] {
        assert_eq!(left(at), found, "{at:?}");
    }
}

#[test]
fn a_record_of_another_item_is_not_ours() {
    let entry = play("own", Step::Add);
    let other = StoredPlay { media: film("Other", None), ..record("1", own()) };
    assert!(!left_by(&entry, &lost(Wrote::Add), &other, [].iter()));
}

#[test]
fn a_track_under_another_name_is_ours_unless_it_is_anothers_by_name() {
    let entry = Entry { media: track(), ..play("own", Step::Add) };
    let renamed = Media::Track(Track {
        title: "Harbour (Live)".into(),
        artist: "Air".into(),
        ..Track::default()
    });
    let stored = |at| StoredPlay { media: renamed.clone(), ..record("1", at) };
    let left =
        |at, other: &Entry| left_by(&entry, &lost(Wrote::Add), &stored(at), [other].into_iter());
    let film = play("other", Step::Add);
    assert!(left(own(), &film));
    assert!(!left(own() + second(1), &film));
    let named = Entry { media: renamed.clone(), ..play("other", Step::Add) };
    assert!(!left(own(), &named), "it waits to be told by its name");
    let later = Entry { watched_at: Some(own() + second(1)), ..named };
    assert!(left(own(), &later));
}

#[test]
fn a_record_known_to_be_another_plays_is_not_ours() {
    let (entry, mut other) = (play("own", Step::Stop), play("other", Step::Stop));
    other.record = Some(Record::exact(Some("1".into()), minute(95)));
    assert!(!ours(&entry, &record("1", minute(95)), &other));
    assert!(ours(&entry, &record("2", minute(95)), &other), "another record at the same moment");
    let elsewhere = Entry { media: film("Other", None), ..other };
    assert!(ours(&entry, &record("1", minute(95)), &elsewhere), "a record of another item");
}

#[test]
fn a_play_recorded_at_its_own_second_has_that_record_alone() {
    let (entry, mut other) = (play("own", Step::Stop), play("other", Step::Add));
    other.record = Some(Record::exact(None, own()));
    assert!(!ours(&entry, &record("1", own()), &other));
    assert!(ours(&entry, &record("1", own() + MS), &other), "that is the service's time");
}

#[test]
fn a_play_recorded_live_has_what_lies_around_its_request() {
    let (entry, mut other) = (play("own", Step::Stop), play("other", Step::Stop));
    other.record = Some(Record { id: None, from: minute(40), to: minute(41) });
    for (at, free) in
        [(minute(35) - MS, true), (minute(35), false), (minute(46), false), (minute(46) + MS, true)]
    {
        assert_eq!(ours(&entry, &record("1", at), &other), free, "{at:?}");
    }
    other.record = Some(Record::exact(None, minute(40)));
    assert!(!ours(&entry, &record("1", minute(40) + MS), &other), "to the second");
    assert!(ours(&entry, &record("1", minute(41)), &other));
}

#[test]
fn a_history_entry_that_may_be_there_has_its_own_second() {
    let entry = play("own", Step::Stop);
    let under_way = |step| Entry { flight: Some(minute(90)), ..play("other", step) };
    for (other, may) in [
        (play("other", Step::Check(lost(Wrote::Add))), true),
        (under_way(Step::Add), true),
        (play("other", Step::Add), false),
        (play("other", Step::Check(lost(Wrote::Stop))), false),
        (under_way(Step::Stop), false),
        (under_way(Step::Follow), false),
    ] {
        assert_eq!(ours(&entry, &record("1", own()), &other), !may, "{:?}", other.step);
        assert!(ours(&entry, &record("1", own() + second(1)), &other), "{:?}", other.step);
    }
}

#[test]
fn a_rival_is_known_by_either_name() {
    let theirs = film("The Film", Some("tt7"));
    let mut entry = play("own", Step::Stop);
    let mut other = play("other", Step::Stop);
    other.record = Some(Record::exact(Some("1".into()), minute(95)));
    let stored = StoredPlay { media: theirs.clone(), ..record("1", minute(95)) };

    entry.known = Some(Box::new(theirs.clone()));
    assert!(!ours(&entry, &stored, &other), "by the name both were given");
    other.media = theirs.clone();
    assert!(!ours(&entry, &stored, &other), "by the name the service gave");
    assert!(!conflict_is_own(&entry, minute(95), minute(95), [&other].into_iter()));
    let unnamed = Entry { known: None, ..entry };
    let named = Entry { media: film("Film", None), known: Some(Box::new(theirs)), ..other };
    let own_name = record("1", minute(95));
    assert!(!ours(&unnamed, &own_name, &named));
}

#[test]
fn a_conflict_is_ours_between_begin_and_attempt_and_five_minutes_around() {
    let entry = play("own", Step::Stop);
    for (at, own) in [
        (minute(-5) - MS, false),
        (minute(-5), true),
        (minute(100), true),
        (minute(100) + MS, false),
    ] {
        assert_eq!(conflict_is_own(&entry, minute(95), at, [].iter()), own, "{at:?}");
    }
}

#[test]
fn a_conflict_is_anothers_where_that_was_or_may_have_been_recorded() {
    let entry = play("own", Step::Stop);
    let own = |at, other: &Entry| conflict_is_own(&entry, minute(200), at, [other].into_iter());
    let mut recorded = play("other", Step::Stop);
    recorded.record = Some(Record { id: None, from: minute(40), to: minute(41) });
    // A write under way may be carried out until half a minute after it is over.
    let checked = play("other", Step::Check(lost(Wrote::Stop)));
    let mut under_way = play("other", Step::Stop);
    under_way.flight = Some(minute(40));
    for (other, first, last) in [
        (&recorded, minute(35), minute(46)),
        (&checked, minute(90), minute(101) + second(30)),
        (&under_way, minute(35), minute(46)),
    ] {
        assert!(own(first - MS, other), "{:?}", other.step);
        assert!(!own(first, other), "{:?}", other.step);
        assert!(!own(last, other), "{:?}", other.step);
        assert!(own(last + MS, other), "{:?}", other.step);
    }
    let adding = Entry { step: Step::Add, ..under_way };
    assert!(own(minute(41), &adding), "a history entry has its own time");
    let added = play("other", Step::Check(lost(Wrote::Add)));
    assert!(own(minute(95), &added), "so has one that may be there");
    let elsewhere = Entry { media: film("Other", None), ..recorded };
    assert!(own(minute(41), &elsewhere), "another item");
}

// ---- helpers ----------------------------------------------------------------

const MS: Span = Span::from_millis(1);

fn second(seconds: i64) -> Span {
    Span::from_secs(seconds)
}

/// So many minutes after the plays began.
fn minute(minutes: i64) -> Timestamp {
    Timestamp::from_secs(1_790_000_000) + Span::from_mins(minutes)
}

/// The second at which the plays count.
fn own() -> Timestamp {
    minute(80)
}

/// A play of a film from minute 0 on, which counts a little after minute 80.
fn play(play_id: &str, step: Step) -> Entry {
    let mut rig = Rig::new(&[&STRICT]);
    rig.play_id = play_id.into();
    (rig.started_at, rig.now) = (minute(0), minute(80) + Span::from_millis(300));
    let fact = rig.next_fact(watched(), 80.0);
    Entry::new(rig.now, &rig.destinations()[0], &fact, step)
}

/// A write of minute 95, over in minute 96.
fn lost(wrote: Wrote) -> Lost {
    Lost { wrote, since: minute(95), ended: minute(96), page: 1 }
}

fn record(id: &str, watched_at: Timestamp) -> StoredPlay {
    StoredPlay { id: id.into(), media: film("Film", None), watched_at }
}

/// Whether a lost write of `entry` left the record, for all that is known of `other`.
fn ours(entry: &Entry, stored: &StoredPlay, other: &Entry) -> bool {
    left_by(entry, &lost(Wrote::Stop), stored, [other].into_iter())
}
