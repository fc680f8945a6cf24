//! A quota that all accounts share: a request is reserved first, and the world may change meanwhile.

use super::*;
use crate::providers::Intent;

/// A play that counts, reserved but not granted.
fn reserved() -> Rig {
    let mut rig = Rig::new(&[&RADIO]);
    (rig.media, rig.hold) = (track(), true);
    assert_eq!(rig.fact(watched(), 50.0), ["reserve"]);
    rig
}

#[test]
fn a_request_that_is_granted_is_sent_once() {
    let mut rig = reserved();
    assert_eq!(rig.granted(), ["add"]);
    assert_eq!(rig.granted(), [""; 0]);
    let until = rig.now + Span::from_mins(5);
    assert_eq!(rig.input(Input::Denied { id: rig.last, until }), [""; 0]);
    assert_eq!(rig.answer(stored()), [""; 0]);
    assert_eq!(rig.states(), [State::Stored]);
}

#[test]
fn a_refusal_lasts_as_long_as_it_says_and_a_second_where_that_is_over() {
    let mut rig = reserved();
    let until = rig.now - Span::from_hours(1);
    assert_eq!(rig.input(Input::Denied { id: rig.last, until }), [""; 0]);
    assert_eq!(rig.outbox.wake_at(), Some(rig.now + Span::from_secs(1)));
    let mut rig = reserved();
    let until = rig.now + Span::from_millis(200);
    assert_eq!(rig.input(Input::Denied { id: rig.last, until }), [""; 0]);
    assert_eq!(rig.outbox.wake_at(), Some(until));
}

#[test]
fn what_was_refused_gives_way_to_something_newer() {
    let mut rig = Rig::new(&[&RADIO]);
    (rig.media, rig.hold) = (track(), true);
    assert_eq!(rig.fact(What::NowPlaying, 0.0), ["reserve"]);
    assert_eq!(rig.fact(What::NowPlaying, 30.0), [""; 0]);
    let until = rig.now + Span::from_secs(5);
    rig.input(Input::Denied { id: rig.last, until });
    rig.now = until;
    assert_eq!(rig.wake(), ["reserve"]);
    assert_eq!(rig.granted(), ["now"]);
    let percent = match &rig.sent {
        Some(Intent::NowPlaying(playing)) => playing.percent,
        other => panic!("{other:?}"),
    };
    assert_eq!(percent, 30.0);
}

#[test]
fn what_is_granted_too_late_is_not_sent() {
    let mut rig = reserved();
    rig.input(Input::SignedOut { destination: rig.name() });
    assert_eq!(rig.granted(), [""; 0], "signed out");

    let mut rig = reserved();
    rig.input(Input::Drop { entry: "play@main/radio".into() });
    assert_eq!(rig.granted(), [""; 0], "dropped by the person");

    let mut rig = reserved();
    let id = rig.last;
    rig.input(Input::Destinations(vec![]));
    assert_eq!(rig.input(Input::Granted { id }), [""; 0], "disconnected");
    assert_eq!(rig.states(), [State::Waiting]);

    for (wait, sent) in [(Span::from_millis(-1), vec!["now"]), (Span::ZERO, vec![])] {
        let mut rig = Rig::new(&[&RADIO]);
        (rig.media, rig.hold) = (track(), true);
        assert_eq!(rig.fact(What::NowPlaying, 0.0), ["reserve"]);
        // All 100 minutes of it and ten more.
        rig.now = rig.now + Span::from_mins(110) + wait;
        assert_eq!(rig.granted(), sent, "no longer heard");
    }
}

#[test]
fn nothing_shown_overtakes_what_must_arrive_of_the_same_play() {
    let mut rig = reserved();
    rig.granted();
    rig.answer(Err(ErrorKind::NotSent));
    assert_eq!(rig.fact(What::NowPlaying, 60.0), [""; 0], "its play waits to be sent again");
    rig.new_play("next");
    assert_eq!(rig.fact(What::NowPlaying, 0.0), ["reserve"], "that of another play does not");
    assert_eq!(rig.granted(), ["now"]);
    rig.answer(noted());
    rig.now = rig.outbox.wake_at().unwrap();
    assert_eq!(rig.wake(), ["reserve"]);
    assert_eq!(rig.granted(), ["add"]);
    rig.answer(stored());

    let mut rig = reserved();
    rig.granted();
    rig.answer(stored());
    assert_eq!(rig.fact(What::NowPlaying, 60.0), ["reserve"], "what has arrived holds up nothing");
}

#[test]
fn the_last_call_of_a_window_is_waited_after_by_everybody() {
    let (at_once, later) = (vec!["reserve"], vec![]);
    for (left, cooled, next) in [("1", vec![], &at_once), ("0", vec!["cool down"], &later)] {
        let mut rig = reserved();
        assert_eq!(rig.granted(), ["add"]);
        let headers = [("x-ratelimit-remaining", left), ("x-ratelimit-reset-in", "7")];
        assert_eq!(rig.answer_with(stored(), &headers), cooled);
        assert_eq!(rig.states(), [State::Stored], "what was taken is stored");
        rig.new_play("next");
        assert_eq!(rig.fact(watched(), 50.0), *next, "{left} left");
    }
    let mut rig = reserved();
    rig.granted();
    let headers = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset-in", "7")];
    rig.answer_with(stored(), &headers);
    rig.new_play("next");
    rig.fact(watched(), 50.0);
    rig.now = rig.now + Span::from_secs(7);
    assert_eq!(rig.wake(), ["reserve"], "and then it goes on");
}

#[test]
fn a_service_that_says_until_when_it_is_out_of_order_is_left_alone_by_everybody() {
    let out_of_order = |rig: &mut Rig, retry_at| {
        rig.granted();
        let error = Error { retry_at, ..Error::new(ErrorKind::Unavailable, "Switched off.") };
        let told = rig.input(Input::Failed { id: rig.last, error });
        rig.new_play("next");
        (told, rig.fact(watched(), 50.0))
    };
    let mut rig = reserved();
    let until = rig.now + Span::from_mins(10);
    assert_eq!(out_of_order(&mut rig, Some(until)), (vec!["cool down".to_owned()], vec![]));
    assert_eq!(rig.outbox.wake_at(), Some(until));
    assert_eq!(out_of_order(&mut reserved(), None), (vec![], vec!["reserve".to_owned()]));
}

#[test]
fn what_one_person_used_up_is_nobody_elses_business() {
    let mut rig = reserved();
    assert_eq!(rig.granted(), ["add"]);
    assert_eq!(rig.answer(Err(ErrorKind::DailyLimit)), [""; 0], "nobody else is warned");
    assert_eq!(rig.states(), [State::Waiting]);
    rig.new_play("next");
    assert_eq!(rig.fact(watched(), 50.0), [""; 0], "theirs wait too");
}

#[test]
fn a_persons_own_server_has_limits_of_its_own() {
    let mut rig = Rig::new(&[&RADIO]);
    (rig.media, rig.hold) = (track(), true);
    let mut own = rig.destinations();
    own[0].base = Some("https://music.example".into());
    rig.input(Input::Destinations(own));
    assert_eq!(rig.fact(watched(), 50.0), ["add"], "nothing is reserved");
    assert_eq!(rig.answer(Err(ErrorKind::RateLimited)), [""; 0], "and nobody else is warned");
    assert!(rig.outbox.wake_at().unwrap() > rig.now);
}

#[cfg(feature = "hub")]
#[test]
fn what_a_service_asked_of_one_way_does_not_bind_another() {
    let mut rig = reserved();
    rig.granted();
    let until = Some(rig.now + Span::from_mins(10));
    let shut = Error { retry_at: until, ..Error::new(ErrorKind::Unavailable, "Switched off.") };
    rig.input(Input::Failed { id: rig.last, error: shut });
    let other = Input::OtherWay { destination: "main/strict".into() };
    assert_eq!(rig.input(other), [""; 0], "of another connection");
    assert_eq!(rig.input(Input::OtherWay { destination: rig.name() }), ["reserve"]);
    assert_eq!(rig.granted(), ["add"]);
    assert_eq!(rig.answer(stored()), [""; 0]);
    assert_eq!(rig.states(), [State::Stored]);
}

#[cfg(feature = "hub")]
#[test]
fn what_may_have_been_written_is_looked_for_no_sooner_on_another_way() {
    let mut rig = Rig::new(&[&STRICT]);
    (rig.media, rig.hold) = (track(), true);
    assert_eq!(rig.fact(watched(), 50.0), [""; 0]);
    assert_eq!(rig.fact(What::Stopped, 50.0), ["add"]);
    rig.answer(no_answer());
    assert_eq!(rig.states(), [State::Checking]);
    let looked_for = rig.outbox.wake_at();
    assert!(looked_for > Some(rig.now));
    assert_eq!(rig.input(Input::OtherWay { destination: rig.name() }), [""; 0]);
    assert_eq!(rig.outbox.wake_at(), looked_for);
}
