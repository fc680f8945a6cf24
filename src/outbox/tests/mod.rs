//! Deliveries told as values in and values out.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod answers;
mod call;
mod claims;
mod order;
mod progress;
mod rig;
mod rows;
mod shared;

use rig::*;

use super::*;
use crate::providers::{Outcome, StoredPlay};
use crate::session::What;
use crate::threshold::{Rule, Test};

#[test]
fn what_a_live_service_is_told_at_the_end() {
    // Rule met, place in percent, what follows: the table of the design.
    for (met, place, expected) in [
        (true, 80.0, vec!["stop"]),
        (true, 100.0, vec!["stop"]),
        (true, 79.0, vec!["add"]),
        (false, 95.0, vec![]),
        (false, 80.0, vec![]),
        (false, 79.0, vec!["pause"]),
        (false, 1.0, vec!["pause"]),
        (false, 0.5, vec![]),
    ] {
        let mut rig = Rig::new(&[&STRICT]);
        rig.watch(met);
        assert_eq!(rig.fact(What::Stopped, place), expected, "met {met} at {place}");
    }
    let mut rig = Rig::new(&[&LENIENT]);
    rig.watch(false);
    assert_eq!(rig.fact(What::Stopped, 95.0), ["pause"]);
}

#[test]
fn pauses_are_shown_below_the_threshold_and_starts_anywhere() {
    let mut rig = Rig::new(&[&STRICT]);
    assert_eq!(rig.fact(What::Started, 0.0), ["start"]);
    assert_eq!(rig.fact(What::Paused, 40.0), ["pause"]);
    assert_eq!(rig.fact(What::Resumed, 40.0), ["start"]);
    assert_eq!(rig.fact(watched(), 80.0), [""; 0]);
    assert_eq!(rig.fact(What::Paused, 85.0), [""; 0]);
    assert_eq!(rig.fact(What::Resumed, 85.0), ["start"]);
    assert_eq!(rig.fact(What::Stopped, 90.0), ["stop"]);
}

#[test]
fn only_the_newest_is_shown_and_none_of_it_after_the_end() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.hold = true;
    assert_eq!(rig.fact(What::Started, 0.0), ["start"]);
    assert_eq!(rig.fact(What::Paused, 20.0), [""; 0]);
    assert_eq!(rig.fact(What::Resumed, 30.0), [""; 0]);
    assert_eq!(rig.answer(noted()), ["start 30"]);
    assert_eq!(rig.fact(watched(), 80.0), [""; 0]);
    assert_eq!(rig.fact(What::Paused, 70.0), [""; 0]);
    assert_eq!(rig.fact(What::Stopped, 90.0), [""; 0]);
    assert_eq!(rig.answer(noted()), ["stop"]);
    assert_eq!(rig.answer(stored()), [""; 0]);
    assert_eq!(rig.states(), [State::Stored]);
}

#[test]
fn a_play_that_falls_silent_goes_to_the_history_with_its_own_time() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    assert_eq!(rig.states(), [State::Live]);
    let met = rig.now;
    // 20 minutes are left at 80 %, and ten are waited for.
    assert_eq!(rig.outbox.wake_at(), Some(met + Span::from_mins(30)));
    rig.now = met + Span::from_mins(30);
    assert_eq!(rig.wake(), ["add"]);
    assert_eq!(rig.added_at(), met);
    assert_eq!(rig.fact(What::Stopped, 100.0), [""; 0]);
}

#[test]
fn facts_that_come_late_are_not_told_live() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.late = Span::from_hours(5);
    assert_eq!(rig.fact(What::Started, 0.0), [""; 0]);
    assert_eq!(rig.fact(watched(), 80.0), ["add"]);
    assert_eq!(rig.fact(What::Stopped, 100.0), [""; 0]);
    assert_eq!(rig.states(), [State::Stored]);
}

#[test]
fn the_end_may_arrive_before_what_counts() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.fact(What::Started, 0.0);
    rig.seq = 3;
    rig.met = true;
    assert_eq!(rig.fact(What::Stopped, 95.0), [""; 0]);
    rig.seq = 2;
    assert_eq!(rig.fact(watched(), 80.0), ["stop 95"]);
    rig.seq = 2;
    assert_eq!(rig.fact(watched(), 80.0), [""; 0]);
}

#[test]
fn a_rule_of_another_account_does_not_count() {
    let mut rig = Rig::new(&[&STRICT]);
    let other = Rule {
        id: "video:50:0.5".into(),
        test: Test::Video { percent: 50.0, factor: 0.5, start: 0.0 },
    };
    rig.fact(What::Watched { rule: other, watched_at: rig.now }, 50.0);
    assert!(rig.states().is_empty());
    assert_eq!(rig.fact(What::Stopped, 60.0), ["pause"]);
}

#[test]
fn a_lost_stop_is_looked_for_and_found_by_the_ids_start_returned() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.hold = true;
    rig.fact(What::Started, 0.0);
    let theirs = film("The Film", Some("tt7"));
    rig.answer(Ok(Outcome::Noted { media: Some(Box::new(theirs.clone())) }));
    rig.fact(watched(), 80.0);
    assert_eq!(rig.fact(What::Stopped, 90.0), ["stop"]);
    let sent = rig.now;
    rig.now = sent + Span::from_secs(30);
    assert_eq!(rig.answer(no_answer()), [""; 0]);
    assert_eq!(rig.states(), [State::Checking]);
    assert_eq!(rig.outbox.wake_at(), Some(sent + Span::from_secs(70)));
    rig.now = sent + Span::from_secs(70);
    assert_eq!(rig.wake(), ["read 1"]);
    assert_eq!(rig.answer(Ok(Outcome::Plays { plays: vec![], more: true })), ["read 2"]);
    let play = StoredPlay { id: "1".into(), media: theirs, watched_at: sent };
    assert_eq!(rig.answer(Ok(Outcome::Plays { plays: vec![play], more: false })), [""; 0]);
    assert_eq!(rig.states(), [State::Stored]);
}

#[test]
fn a_lost_stop_that_was_not_stored_goes_to_the_history() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    rig.hold = true;
    rig.fact(What::Stopped, 90.0);
    rig.answer(no_answer());
    rig.now = rig.now + Span::from_secs(40);
    assert_eq!(rig.wake(), ["read 1"]);
    // Of last week, and of another item.
    let old =
        StoredPlay { id: "1".into(), media: film("Film", None), watched_at: Timestamp::default() };
    let other = StoredPlay { id: "2".into(), media: film("Other", None), watched_at: rig.now };
    let plays = vec![old, other];
    assert_eq!(rig.answer(Ok(Outcome::Plays { plays, more: false })), ["add"]);
}

#[test]
fn where_writes_may_be_repeated_a_lost_stop_becomes_a_history_entry() {
    let mut rig = Rig::new(&[&LENIENT]);
    rig.watch(true);
    rig.hold = true;
    rig.fact(What::Stopped, 90.0);
    assert_eq!(rig.answer(no_answer()), [""; 0]);
    rig.now = rig.outbox.wake_at().unwrap();
    assert_eq!(rig.wake(), ["add"]);
}

#[test]
fn a_conflict_is_this_plays_only_at_its_own_time() {
    for (minutes_ago, expected) in [(3, State::AlreadyThere), (200, State::Stored)] {
        let mut rig = Rig::new(&[&STRICT]);
        rig.watch(true);
        rig.hold = true;
        rig.fact(What::Stopped, 90.0);
        let at = rig.now - Span::from_mins(minutes_ago);
        let sent = rig.answer(Ok(Outcome::Conflict { watched_at: Some(at) }));
        if expected == State::Stored {
            assert_eq!(sent, ["add"]);
            rig.answer(stored());
        }
        assert_eq!(rig.states(), [expected]);
    }
}

#[test]
fn a_conflict_at_the_moment_of_another_play_is_not_this_plays() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    rig.fact(What::Stopped, 90.0);
    let first = rig.now;
    rig.new_play("again");
    rig.watch(true);
    rig.hold = true;
    assert_eq!(rig.fact(What::Stopped, 90.0), ["stop"]);
    assert_eq!(rig.answer(Ok(Outcome::Conflict { watched_at: Some(first) })), ["add"]);
}

#[test]
fn a_refused_token_is_renewed_once_and_not_in_circles() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    rig.hold = true;
    rig.fact(What::Stopped, 90.0);
    assert_eq!(rig.answer(Err(ErrorKind::Unauthorized)), ["refresh"]);
    rig.now = rig.now + Span::from_secs(2);
    assert_eq!(rig.wake(), [""; 0]);
    assert_eq!(rig.input(Input::SignedIn { destination: rig.name() }), ["stop"]);
    assert_eq!(rig.answer(Err(ErrorKind::Unauthorized)), [""; 0]);
    assert!(rig.outbox.wake_at().unwrap() > rig.now + Span::from_secs(2));
    rig.now = rig.outbox.wake_at().unwrap();
    assert_eq!(rig.wake(), ["stop"]);
    assert_eq!(rig.answer(Err(ErrorKind::Unauthorized)), ["refresh"]);
    // Nobody says how the refresh went: it is asked for again.
    rig.now = rig.outbox.wake_at().unwrap();
    assert_eq!(rig.wake(), ["refresh"]);
}

#[test]
fn signed_out_plays_are_held_until_the_person_is_back() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    rig.hold = true;
    rig.fact(What::Stopped, 90.0);
    assert_eq!(rig.answer(Err(ErrorKind::SignInAgain)), ["sign-in over"]);
    assert_eq!(rig.states(), [State::SignedOut]);
    assert_eq!(rig.outbox.wake_at(), None);
    rig.now = rig.now + Span::from_hours(50);
    rig.new_play("second");
    rig.watch(true);
    assert_eq!(rig.fact(What::Stopped, 50.0), [""; 0]);
    assert_eq!(rig.states(), [State::SignedOut, State::SignedOut]);
    assert_eq!(rig.input(Input::SignedIn { destination: rig.name() }), ["add"]);
    assert_eq!(rig.answer(stored()), ["add"]);
}

#[test]
fn a_refusal_for_good_is_kept_with_its_reason_and_blocks_nothing() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    rig.hold = true;
    rig.fact(What::Stopped, 50.0);
    rig.answer(Err(ErrorKind::NotFound));
    assert_eq!(rig.states(), [State::Dead]);
    let dead = rig.outbox.entries().next().unwrap().clone();
    assert_eq!(dead.reason.map(|error| error.kind), Some(ErrorKind::NotFound));
    rig.new_play("second");
    rig.watch(true);
    assert_eq!(rig.fact(What::Stopped, 50.0), ["add"]);
    rig.answer(stored());
    assert_eq!(rig.input(Input::Retry { entry: dead.id.clone() }), ["add"]);
    rig.answer(Err(ErrorKind::NotFound));
    assert_eq!(rig.input(Input::Drop { entry: dead.id }), ["forget"]);
    assert_eq!(rig.states(), [State::Stored]);
}

#[test]
fn an_entry_in_trouble_lets_the_others_pass_and_is_never_given_up() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    rig.hold = true;
    let other = rig.next_fact(What::Stopped, 50.0);
    rig.new_play("stuck");
    rig.fact(watched(), 80.0);
    assert_eq!(rig.fact(What::Stopped, 50.0), ["add"]);
    rig.answer(Err(ErrorKind::NotSent));
    assert_eq!(rig.input(Input::Fact(other)), ["add"]);
    rig.answer(stored());
    for _ in 0..20 {
        rig.now = rig.outbox.wake_at().unwrap();
        assert_eq!(rig.wake(), ["add"]);
        rig.answer(Err(ErrorKind::NotSent));
    }
    assert_eq!(rig.states(), [State::Stored, State::Waiting]);
    assert!(rig.outbox.wake_at().unwrap() <= rig.now + Span::from_hours(6));
}

#[test]
fn asked_to_slow_down_the_whole_connection_waits_and_tells_the_others() {
    let mut rig = Rig::new(&[&RADIO]);
    rig.hold = true;
    rig.media = track();
    assert_eq!(rig.fact(What::NowPlaying, 0.0), ["reserve"]);
    assert_eq!(rig.granted(), ["now"]);
    rig.answer(noted());
    assert_eq!(rig.fact(watched(), 50.0), ["reserve"]);
    let until = rig.now + Span::from_secs(7);
    assert_eq!(rig.input(Input::Denied { id: rig.last, until }), [""; 0]);
    assert_eq!(rig.outbox.wake_at(), Some(until));
    rig.now = until;
    assert_eq!(rig.wake(), ["reserve"]);
    assert_eq!(rig.granted(), ["add"]);
    assert_eq!(rig.answer(Err(ErrorKind::RateLimited)), ["cool down"]);
    assert!(rig.outbox.wake_at().unwrap() > rig.now + Span::from_secs(2));
}

#[test]
fn accounts_that_went_away_keep_their_plays() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    let list = rig.destinations();
    rig.input(Input::Destinations(vec![]));
    assert_eq!(rig.fact(What::Stopped, 90.0), [""; 0]);
    rig.now = rig.now + Span::from_hours(30);
    assert_eq!(rig.wake(), [""; 0]);
    assert_eq!(rig.states(), [State::Waiting]);
    assert_eq!(rig.input(Input::Destinations(list)), ["add"]);
}

#[test]
fn rows_and_quotas_are_saved_before_anything_is_sent() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    let fact = rig.next_fact(What::Stopped, 90.0);
    let outputs = rig.outbox.handle(rig.now, Input::Fact(fact));
    let [Output::Save(entry), Output::SaveQuota { .. }, Output::Send { .. }] = outputs.as_slice()
    else {
        panic!("{outputs:?}")
    };
    assert_eq!((entry.state, entry.attempts), (State::Sending, 1));
}

#[test]
fn a_snapshot_goes_on_where_it_was() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    rig.hold = true;
    rig.fact(What::Stopped, 90.0);
    let sent = rig.now;
    let text = rig.outbox.snapshot();
    let list = rig.destinations();
    rig.outbox = Outbox::with(rig.services).restore_snapshot(&text).unwrap();
    assert_eq!(rig.input(Input::Destinations(list)), [""; 0]);
    assert_eq!(rig.states(), [State::Checking]);
    // The wait for a token, the limit of the request, and forty seconds.
    assert_eq!(rig.outbox.wake_at(), Some(sent + Span::from_secs(100)));
    assert!(Outbox::new().restore_snapshot("[]").is_err());
}

#[test]
fn delivered_plays_are_forgotten_after_a_week() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    rig.fact(What::Stopped, 90.0);
    rig.now = rig.now + Span::from_hours(7 * 24 - 1);
    assert_eq!(rig.wake(), [""; 0]);
    rig.now = rig.now + Span::from_hours(1);
    assert_eq!(rig.wake(), ["forget"]);
}

#[test]
fn numbers_that_are_none_do_not_spoil_the_rows() {
    let mut rig = Rig::new(&[&STRICT, &LENIENT]);
    let mut fact = rig.next_fact(watched(), 80.0);
    (fact.position, fact.rate, fact.duration) = (f64::NAN, f64::INFINITY, Some(f64::NAN));
    rig.outbox.handle(rig.now, Input::Fact(fact));
    let again = Outbox::with(rig.services).restore_snapshot(&rig.outbox.snapshot());
    assert_eq!(again.unwrap().entries().count(), 2);
}

#[test]
fn rows_are_read_as_they_were_written_to_the_last_bit() {
    for part in 1..500 {
        let mut rig = Rig::new(&[&STRICT, &LENIENT]);
        let mut fact = rig.next_fact(watched(), 80.0);
        fact.duration = Some(LENGTH / f64::from(part));
        fact.position = LENGTH / f64::from(part + 1);
        fact.rate = 1.0 / f64::from(part);
        rig.outbox.handle(rig.now, Input::Fact(fact));
        for entry in rig.outbox.entries() {
            let text = serde_json::to_string(entry).unwrap();
            assert_eq!(&serde_json::from_str::<Entry>(&text).unwrap(), entry);
        }
    }
}

#[test]
fn an_account_that_went_away_is_asked_for_nothing_and_comes_back_signed_in() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    rig.hold = true;
    rig.fact(What::Stopped, 50.0);
    rig.answer(Err(ErrorKind::SignInAgain));
    rig.new_play("second");
    rig.watch(true);
    let list = rig.destinations();
    rig.input(Input::Destinations(vec![]));
    rig.fact(What::Stopped, 50.0);
    assert_eq!(rig.outbox.wake_at(), Some(rig.now + Span::from_mins(30)));
    assert_eq!(rig.input(Input::Destinations(list)), ["add"]);
    assert_eq!(rig.states(), [State::Sending, State::Live]);
}
