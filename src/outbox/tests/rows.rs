//! What is kept, what a person may do with it, and what a driver asks of it.

use super::*;
use crate::http::{HttpRequest, HttpResponse};
use crate::outbox::entry::Record;
use crate::providers::{Context, Descriptor, Intent, Reader};

#[test]
fn a_snapshot_of_another_version_is_refused() {
    let rig = Rig::new(&[&STRICT]);
    let text = rig.outbox.snapshot();
    assert!(text.contains(r#""version":1"#), "{text}");
    let other = text.replace(r#""version":1"#, r#""version":2"#);
    let refused = Outbox::with(rig.services).restore_snapshot(&other).map(drop);
    assert_eq!(refused.map_err(|error| error.kind), Err(ErrorKind::BadInput));
}

#[test]
fn it_is_busy_while_a_request_is_under_way() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.hold = true;
    assert!(!rig.outbox.is_busy());
    rig.fact(What::Started, 0.0);
    assert!(rig.outbox.is_busy());
    rig.answer(noted());
    assert!(!rig.outbox.is_busy());
}

#[test]
fn only_what_waits_or_was_given_up_is_tried_again_on_demand() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.hold = true;
    rig.watch(true);
    let entry = "play@main/strict";
    let retry = || Input::Retry { entry: entry.into() };
    assert_eq!(rig.input(retry()), [""; 0]);
    assert_eq!(rig.states(), [State::Live]);
    assert_eq!(rig.fact(What::Stopped, 50.0), ["add"]);
    assert_eq!(rig.input(retry()), [""; 0], "it is under way");
    rig.answer(Err(ErrorKind::NotSent));
    assert_eq!(rig.states(), [State::Waiting]);
    assert_eq!(rig.input(retry()), ["add"], "its wait is over");
    assert_eq!(rig.outbox.entries().next().unwrap().reason, None);
    rig.answer(stored());
    assert_eq!(rig.input(retry()), [""; 0]);
    assert_eq!(rig.states(), [State::Stored]);
}

#[test]
fn what_is_being_looked_for_is_not_looked_for_too_early() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    rig.hold = true;
    rig.fact(What::Stopped, 90.0);
    rig.answer(no_answer());
    assert_eq!(rig.input(Input::Retry { entry: "play@main/strict".into() }), [""; 0]);
    assert_eq!(rig.states(), [State::Checking]);
    assert_eq!(rig.outbox.wake_at(), Some(rig.now + Span::from_secs(40)));
}

#[test]
fn a_lost_write_is_looked_for_a_day_around_the_play_and_the_attempt() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    let (began, met) = (rig.started_at, rig.now);
    rig.hold = true;
    rig.now = met + Span::from_mins(20);
    rig.fact(What::Stopped, 90.0);
    let ended = rig.now + Span::from_secs(30);
    rig.now = ended;
    rig.answer(no_answer());
    rig.now = rig.outbox.wake_at().unwrap();
    assert_eq!(rig.wake(), ["read 1"]);
    let Some(Intent::ReadPlays(read)) = &rig.sent else { panic!("{:?}", rig.sent) };
    let day = Span::from_hours(24);
    assert_eq!((read.from, read.to), (began - day, ended + day));
}

#[test]
fn lengths_are_told_in_seconds_to_the_thousandth() {
    let mut rig = Rig::new(&[&STRICT]);
    let mut fact = rig.next_fact(What::Started, 0.0);
    fact.duration = Some(1_234.567_89);
    rig.input(Input::Fact(fact));
    let Some(Intent::Start(playing)) = &rig.sent else { panic!("{:?}", rig.sent) };
    assert_eq!(playing.duration, Some(1234.568));
}

#[test]
fn a_record_without_an_id_is_known_by_its_time_alone() {
    let play = |id: &str| StoredPlay {
        id: id.into(),
        media: film("Film", None),
        watched_at: Timestamp::from_secs(5),
    };
    let at = Timestamp::from_secs(5);
    assert_eq!(Record::from(&play("")), Record { id: None, from: at, to: at });
    assert_eq!(Record::from(&play("7")), Record { id: Some("7".into()), from: at, to: at });
}

#[test]
fn a_request_that_cannot_be_made_waits_or_is_given_up() {
    for (kind, state, wake) in [
        (ErrorKind::NotSent, State::Waiting, Some(Span::from_mins(15))),
        (ErrorKind::BadInput, State::Dead, None),
    ] {
        let service: &'static Unplanned = Box::leak(Box::new(Unplanned(kind)));
        let mut rig = Rig::new(&[service]);
        rig.watch(true);
        assert_eq!(rig.fact(What::Stopped, 50.0), [""; 0]);
        assert_eq!(rig.states(), [state]);
        let entry = rig.outbox.entries().next().unwrap();
        assert_eq!(entry.reason.as_ref().map(|error| error.kind), Some(kind));
        assert_eq!(rig.outbox.wake_at(), wake.map(|wait| rig.now + wait));
    }
}

/// A service that cannot make a request.
struct Unplanned(ErrorKind);

impl Reader for Unplanned {
    fn descriptor(&self) -> &'static Descriptor {
        STRICT.descriptor()
    }
}

impl Service for Unplanned {
    fn plan(&self, _: &Intent, _: &Context<'_>) -> Result<HttpRequest, Error> {
        Err(Error::new(self.0, "No."))
    }

    fn digest(&self, _: Timestamp, _: &Intent, _: &HttpResponse) -> Result<Outcome, Error> {
        Err(Error::new(self.0, "No."))
    }
}

#[test]
fn a_refresh_nobody_answers_is_asked_for_less_and_less_often() {
    let mut rig = Rig::new(&[&STRICT]);
    rig.hold = true;
    // Connected just now, the token counts as fresh until something was taken.
    rig.fact(What::Started, 0.0);
    rig.answer(noted());
    rig.fact(What::Resumed, 30.0);
    assert_eq!(rig.answer(Err(ErrorKind::Unauthorized)), ["refresh"]);
    let mut waits = Vec::new();
    for _ in 0..4 {
        let due = rig.outbox.wake_at().unwrap();
        waits.push((due - rig.now).millis());
        rig.now = due;
        assert_eq!(rig.wake(), ["refresh"]);
    }
    // A minute to answer, and five seconds, ten, twenty, forty.
    for (wait, more) in waits.iter().zip([5, 10, 20, 40]) {
        let more = more * 1000;
        assert!((60_000 + more / 4 * 3..=60_000 + more / 4 * 5).contains(wait), "{waits:?}");
    }
}
