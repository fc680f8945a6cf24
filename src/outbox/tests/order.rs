//! Facts that come twice, late, or in another order than they happened.

use super::*;
use crate::outbox::entry::Place;

#[test]
fn a_fact_that_comes_twice_changes_nothing() {
    let mut rig = Rig::new(&[&STRICT]);
    let started = rig.next_fact(What::Started, 0.0);
    assert_eq!(rig.input(Input::Fact(started.clone())), ["start"]);
    assert_eq!(rig.input(Input::Fact(started)), [""; 0]);
    let met = rig.next_fact(watched(), 80.0);
    assert_eq!(rig.outbox.handle(rig.now, Input::Fact(met.clone())).len(), 1, "its row");
    assert_eq!(rig.outbox.handle(rig.now, Input::Fact(met)), []);
}

#[test]
fn what_has_been_overtaken_is_not_shown() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.fact(What::Started, 0.0);
    let paused = rig.next_fact(What::Paused, 40.0);
    assert_eq!(rig.fact(What::Resumed, 40.0), ["start"]);
    assert_eq!(rig.input(Input::Fact(paused)), [""; 0]);
}

#[test]
fn of_two_ends_that_arrive_first_the_later_one_counts() {
    for swapped in [false, true] {
        let mut rig = Rig::new(&[&STRICT]);
        rig.fact(What::Started, 0.0);
        let met = rig.next_fact(watched(), 80.0);
        let first = rig.next_fact(What::Stopped, 85.0);
        rig.next_fact(What::Resumed, 85.0);
        let second = rig.next_fact(What::Stopped, 95.0);
        let ends = if swapped { [second, first] } else { [first, second] };
        for end in ends {
            assert_eq!(rig.input(Input::Fact(end)), [""; 0]);
        }
        assert_eq!(rig.input(Input::Fact(met)), ["stop 95"], "swapped {swapped}");
    }
}

#[test]
fn a_pause_that_arrives_before_the_rule_is_no_end() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.fact(What::Started, 0.0);
    let met = rig.next_fact(watched(), 80.0);
    assert_eq!(rig.fact(What::Paused, 85.0), [""; 0]);
    assert_eq!(rig.input(Input::Fact(met)), [""; 0]);
    assert_eq!(rig.states(), [State::Live]);
    assert_eq!(rig.fact(What::Stopped, 90.0), ["stop"]);
}

#[test]
fn an_end_whose_rule_is_still_to_come_saves_no_place() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.fact(What::Started, 0.0);
    let met = rig.next_fact(watched(), 80.0);
    assert_eq!(rig.fact(What::Stopped, 50.0), [""; 0]);
    assert_eq!(rig.input(Input::Fact(met)), ["add"]);

    let mut rig = Rig::new(&[&STRICT]);
    rig.fact(What::Started, 0.0);
    let mut end = rig.next_fact(What::Stopped, 50.0);
    end.rules_met = vec!["of another account".into()];
    assert_eq!(rig.input(Input::Fact(end)), ["pause"]);
}

#[test]
fn a_rule_that_is_met_does_not_take_back_what_is_to_be_shown() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.hold = true;
    assert_eq!(rig.fact(What::Started, 0.0), ["start"]);
    assert_eq!(rig.fact(What::Resumed, 30.0), [""; 0]);
    assert_eq!(rig.fact(watched(), 80.0), [""; 0]);
    assert_eq!(rig.answer(noted()), ["start 30"]);

    let mut rig = Rig::new(&[&RADIO]);
    (rig.media, rig.hold) = (track(), true);
    assert_eq!(rig.fact(What::NowPlaying, 0.0), ["reserve"]);
    let until = rig.now + Span::from_secs(5);
    rig.input(Input::Denied { id: rig.last, until });
    assert_eq!(rig.fact(watched(), 50.0), [""; 0]);
    rig.now = until;
    assert_eq!(rig.wake(), ["reserve"]);
    assert_eq!(rig.granted(), ["add"]);
    assert_eq!(rig.answer(stored()), ["reserve"]);
    assert_eq!(rig.granted(), ["now"]);
}

#[test]
fn what_is_to_be_shown_is_dropped_when_it_is_over() {
    for (wait, shown) in [(Span::from_millis(-1), vec!["start 30"]), (Span::ZERO, vec![])] {
        let mut rig = Rig::new(&[&STRICT]);
        rig.hold = true;
        rig.fact(What::Started, 0.0);
        rig.fact(What::Resumed, 30.0);
        // 70 minutes are left, and ten are waited for.
        rig.now = rig.now + Span::from_mins(80) + wait;
        assert_eq!(rig.answer(noted()), shown);
    }
}

#[test]
fn a_play_counts_as_live_for_what_is_left_of_it_and_ten_minutes() {
    let mut rig = Rig::new(&[&STRICT]);
    let now = rig.now;
    let mut fact = rig.next_fact(What::Started, 40.0);
    let mut live = |rate: f64, duration: Option<f64>| {
        (fact.rate, fact.duration) = (rate, duration);
        (Place::of(now, &fact).live_until - now).millis() / 60_000
    };
    assert_eq!(live(1.0, Some(LENGTH)), 60 + 10);
    assert_eq!(live(2.0, Some(LENGTH)), 30 + 10);
    assert_eq!(live(0.5, Some(LENGTH)), 120 + 10);
    for no_rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(live(no_rate, Some(LENGTH)), 60 + 10, "{no_rate}");
    }
    assert_eq!(live(1.0, None), 10);
    assert_eq!(live(1.0, Some(0.0)), 10);
    assert_eq!(live(1.0, Some(600.0)), 10, "already beyond its end");
    assert_eq!(live(1.0, Some(1e9)), 24 * 60 + 10, "no longer than a day");
    fact.duration = Some(0.0);
    assert_eq!(Place::of(now, &fact).duration, None);
}

#[test]
fn a_service_may_know_the_item_as_another_one() {
    let elsewhere = film("Dune: Part One", Some("tt1160419"));
    let mut rig = Rig::new(&[&STRICT]);
    let fact = rig.next_fact(watched(), 80.0);
    let strict =
        |filed| vec![("of another".to_owned(), Filed::Unsaid), ("strict".to_owned(), filed)];
    rig.input(Input::FactAs { fact: fact.clone(), filed: strict(Filed::Apart) });
    assert_eq!(rig.outbox.entries().count(), 0, "it comes at another time");
    let filed = strict(Filed::As(Box::new(elsewhere.clone())));
    rig.input(Input::FactAs { fact, filed });
    let kept: Vec<_> = rig.outbox.entries().map(|entry| entry.media.clone()).collect();
    assert_eq!(kept, [elsewhere]);
}

#[test]
fn a_play_nobody_can_file_is_given_up_where_people_see_it() {
    let mut rig = Rig::new(&[&COUNTS]);
    let nowhere = || vec![("counts".to_owned(), Filed::Unsaid)];
    let begun = rig.next_fact(What::Started, 0.0);
    rig.input(Input::FactAs { fact: begun, filed: nowhere() });
    assert_eq!(rig.outbox.entries().count(), 0, "it does not count yet");
    let fact = rig.next_fact(watched(), 80.0);
    for _ in 0..2 {
        let told = Input::FactAs { fact: fact.clone(), filed: nowhere() };
        assert_eq!(rig.input(told), [""; 0], "nothing is sent");
        let entry = rig.outbox.entries().next().unwrap();
        let message = entry.reason.as_ref().map_or("", |reason| &*reason.message);
        assert_eq!(entry.state, State::Dead);
        assert!(message.contains("which one this belongs to is not known"), "{message}");
    }
}

#[test]
fn a_play_that_was_given_up_is_tried_again_as_what_it_turns_out_to_be() {
    let mut rig = Rig::new(&[&COUNTS]);
    let fact = rig.next_fact(watched(), 80.0);
    rig.input(Input::FactAs { fact, filed: vec![("counts".to_owned(), Filed::Unsaid)] });
    let dead = rig.outbox.entries().next().unwrap().id.clone();
    let found = film("Dune: Part One", Some("tt1160419"));
    rig.input(Input::RetryAs { entry: dead, media: Box::new(found.clone()) });
    let entry = rig.outbox.entries().next().unwrap();
    assert_eq!(entry.media, found);
    assert_ne!(entry.state, State::Dead);
}

/// A play whose live stop was refused for good.
fn refused_at_its_end() -> Rig {
    let mut rig = Rig::new(&[&STRICT]);
    rig.hold = true;
    rig.fact(watched(), 80.0);
    assert_eq!(rig.fact(What::Stopped, 85.0), ["stop"]);
    rig.answer(Err(ErrorKind::NotFound));
    assert_eq!(rig.states(), [State::Dead]);
    rig
}

#[test]
fn a_live_stop_that_was_given_up_is_tried_again_at_its_own_time() {
    let mut rig = refused_at_its_end();
    let entry = "play@main/strict".to_owned();
    rig.now = rig.now + Span::from_secs(5);
    assert_eq!(rig.input(Input::Retry { entry: entry.clone() }), ["add"]);
    assert_eq!(rig.input(Input::Retry { entry }), [""; 0], "it is under way");
    assert_eq!(rig.answer(stored()), [""; 0]);
    assert_eq!(rig.states(), [State::Stored]);
}

#[test]
fn a_live_stop_that_was_given_up_goes_as_what_it_turns_out_to_be_once() {
    let mut rig = refused_at_its_end();
    let entry = "play@main/strict".to_owned();
    let found = film("Dune: Part One", Some("tt1160419"));
    let as_found = || Input::RetryAs { entry: entry.clone(), media: Box::new(found.clone()) };
    assert_eq!(rig.input(as_found()), ["add"]);
    // The answer is lost: from now on it is looked for under the name it was sent with.
    assert_eq!(rig.answer(no_answer()), [""; 0]);
    assert_eq!(rig.states(), [State::Checking]);
    let other = film("Dune", Some("tt0087182"));
    rig.input(Input::RetryAs { entry: entry.clone(), media: Box::new(other) });
    let kept = rig.outbox.entries().next().unwrap();
    assert_eq!((&kept.media, kept.state), (&found, State::Checking));
}
