use super::*;
use crate::providers::Intent;

fn check_in(rig: &Rig, ticket: u64) -> Input {
    Input::Call { ticket, destination: rig.name(), intent: Intent::CheckIn(rig.media.clone()) }
}

#[test]
fn a_call_is_made_and_answered() {
    let mut rig = Rig::new(&[&STRICT]);
    assert_eq!(rig.input(check_in(&rig, 7)), ["check in", "told 7"]);
    let nowhere = Input::Call {
        ticket: 8,
        destination: "main/nowhere".into(),
        intent: Intent::CheckIn(rig.media.clone()),
    };
    assert_eq!(rig.input(nowhere), ["told 8 sign_in_again"]);
    assert_eq!(rig.outbox.wake_at(), None);
}

#[test]
fn a_call_waits_for_its_turn_and_goes_before_the_rest() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.hold = true;
    assert_eq!(rig.fact(What::Started, 0.0), ["start"]);
    assert_eq!(rig.input(check_in(&rig, 1)), [""; 0], "one request at a time");
    rig.fact(watched(), 80.0);
    rig.fact(What::Stopped, 95.0);
    assert_eq!(rig.answer(noted()), ["check in"]);
    assert_eq!(rig.answer(noted()), ["told 1", "stop 95"]);
}

#[test]
fn a_call_that_cannot_leave_is_given_up_with_a_reason() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.hold = true;
    rig.fact(What::Started, 0.0);
    rig.input(check_in(&rig, 1));
    let until = rig.now + Span::from_secs(20);
    assert_eq!(rig.outbox.wake_at(), Some(until));
    rig.now = until;
    assert_eq!(rig.wake(), ["told 1 not_sent"]);
    assert_eq!(rig.answer(noted()), [""; 0]);
}

#[test]
fn a_call_outlives_a_refused_token_but_not_a_refused_sign_in() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.hold = true;
    // Connected just now, the token counts as fresh until something was taken.
    rig.fact(What::Started, 0.0);
    rig.answer(noted());
    assert_eq!(rig.input(check_in(&rig, 1)), ["check in"]);
    assert_eq!(rig.answer(Err(ErrorKind::Unauthorized)), ["refresh"]);
    let destination = rig.name();
    let renewed = rig.input(Input::SignedIn { destination: destination.clone() });
    assert_eq!(renewed, ["check in"]);
    assert_eq!(rig.answer(Err(ErrorKind::Unauthorized)), ["told 1 unauthorized"], "fresh");

    assert_eq!(rig.input(check_in(&rig, 2)), ["check in"]);
    assert_eq!(rig.answer(Err(ErrorKind::Unauthorized)), ["refresh"]);
    assert_eq!(rig.input(Input::SignedOut { destination }), ["told 2 sign_in_again"]);
}

#[test]
fn what_the_service_says_no_to_is_told_and_not_repeated() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.hold = true;
    for kind in [ErrorKind::NoAnswer, ErrorKind::NotFound, ErrorKind::Unavailable] {
        assert_eq!(rig.input(check_in(&rig, 1)), ["check in"]);
        assert_eq!(rig.answer(Err(kind)), [format!("told 1 {}", kind.code())]);
    }
    rig.input(check_in(&rig, 1));
    assert_eq!(rig.answer(Err(ErrorKind::RateLimited)), ["told 1 rate_limited"]);
    assert_eq!(rig.input(check_in(&rig, 2)), [""; 0], "left alone for a while");
}

#[test]
fn a_shared_quota_is_asked_for_a_call_too() {
    let mut rig = Rig::new(&[&RADIO]);
    rig.hold = true;
    assert_eq!(rig.input(check_in(&rig, 1)), ["reserve"]);
    let until = rig.now + Span::from_secs(5);
    assert_eq!(rig.input(Input::Denied { id: rig.last, until }), [""; 0]);
    rig.now = until;
    assert_eq!(rig.wake(), ["reserve"]);
    assert_eq!(rig.granted(), ["check in"]);
    assert_eq!(rig.answer(noted()), ["told 1"]);
}

#[cfg(feature = "hub")]
mod patient {
    use super::*;

    fn read(rig: &Rig, ticket: u64) -> Input {
        let intent = Intent::CheckIn(rig.media.clone());
        Input::PatientCall { ticket, destination: rig.name(), intent }
    }

    #[test]
    fn who_is_patient_goes_behind_all_else() {
        let mut rig = Rig::new(&[&STRICT]);
        rig.hold = true;
        assert_eq!(rig.fact(What::Started, 0.0), ["start"]);
        assert_eq!(rig.input(read(&rig, 1)), [""; 0]);
        assert_eq!(rig.input(check_in(&rig, 2)), [""; 0]);
        rig.fact(watched(), 80.0);
        rig.fact(What::Stopped, 95.0);
        assert_eq!(rig.answer(noted()), ["check in"]);
        assert_eq!(rig.answer(noted()), ["told 2", "stop 95"]);
        assert_eq!(rig.answer(stored()), ["check in"]);
        assert_eq!(rig.answer(noted()), ["told 1"]);
    }

    #[test]
    fn they_wait_as_long_as_the_quota_takes() {
        let mut rig = Rig::new(&[&TIGHT]);
        rig.hold = true;
        assert_eq!(rig.input(read(&rig, 1)), ["check in"]);
        assert_eq!(rig.input(read(&rig, 2)), [""; 0]);
        assert_eq!(rig.answer(noted()), ["told 1"]);
        rig.now = rig.now + Span::from_millis(999);
        assert_eq!(rig.wake(), [""; 0]);
        rig.now = rig.now + Span::from_millis(1);
        assert_eq!(rig.wake(), ["check in"]);
        rig.input(read(&rig, 3));
        rig.now = rig.now + Span::from_mins(10);
        assert_eq!(rig.answer(noted()), ["told 2", "check in"], "the third has waited");
    }

    /// How long after its answer, in milliseconds, the next call leaves that is patient.
    fn waits(rig: &mut Rig, took: i64, answer: Answer) -> i64 {
        rig.input(read(rig, 1));
        while rig.sent.take().is_none() {
            rig.now = rig.outbox.wake_at().unwrap();
            rig.wake();
        }
        rig.now = rig.now + Span::from_millis(took);
        rig.answer(answer);
        rig.input(read(rig, 2));
        let waits = (rig.outbox.wake_at().unwrap() - rig.now).millis();
        rig.outbox.handle(rig.now, Input::SignedOut { destination: rig.name() });
        rig.outbox.handle(rig.now, Input::SignedIn { destination: rig.name() });
        waits
    }

    #[test]
    fn the_way_there_and_back_is_no_part_of_their_wait() {
        let mut rig = Rig::new(&[&TIGHT]);
        rig.hold = true;
        let first = waits(&mut rig, 400, noted());
        let later: Vec<_> = (0..30).map(|_| waits(&mut rig, 400, noted())).collect();
        assert!(first > 900 && later.is_sorted_by(|a, b| a >= b), "{first} {later:?}");
        assert!((620..630).contains(&later[29]), "{later:?}");
        assert_eq!(waits(&mut rig, 100, noted()), 920, "the way became shorter");
        assert_eq!(waits(&mut rig, 100, Err(ErrorKind::Rejected)), 1000, "nothing is known");
    }

    #[test]
    fn what_was_asked_of_one_account_is_not_asked_of_the_next() {
        let replaced = |rig: &Rig| Input::Replaced { destination: rig.name() };
        let mut rig = Rig::new(&[&TIGHT]);
        rig.hold = true;
        assert_eq!(rig.input(read(&rig, 1)), ["check in"]);
        assert_eq!(rig.input(read(&rig, 2)), [""; 0]);
        assert_eq!(rig.input(check_in(&rig, 3)), [""; 0]);
        assert_eq!(rig.input(replaced(&rig)), ["told 3 not_sent", "told 2 not_sent"]);
        // Its token is no good any more: it does not go again with the new one.
        let again = rig.answer(Err(ErrorKind::Unauthorized));
        assert!(!again.contains(&"check in".to_owned()), "{again:?}");
        rig.input(Input::SignedIn { destination: rig.name() });
        rig.now = rig.now + Span::from_mins(10);
        assert_eq!(rig.wake(), [""; 0]);

        let mut rig = Rig::new(&[&RADIO]);
        rig.hold = true;
        assert_eq!(rig.input(read(&rig, 1)), ["reserve"]);
        rig.input(replaced(&rig));
        assert_eq!(rig.granted(), ["told 1 not_sent"]);
    }

    #[test]
    fn a_service_that_wants_rest_for_long_keeps_nobody_waiting() {
        let mut rig = Rig::new(&[&RADIO]);
        rig.hold = true;
        assert_eq!(rig.input(read(&rig, 1)), ["reserve"]);
        let until = rig.now + Span::from_secs(60);
        assert_eq!(rig.input(Input::Denied { id: rig.last, until }), [""; 0]);
        rig.now = until;
        assert_eq!(rig.wake(), ["reserve"]);
        let until = rig.now + Span::from_hours(8);
        assert_eq!(rig.input(Input::Denied { id: rig.last, until }), ["told 1 not_sent"]);
    }
}
