//! What each answer, or none, means for the play it is about.

use super::*;
use crate::http::{HttpRequest, HttpResponse};
use crate::providers::{Context, Descriptor, Intent, Reader};

/// A play that counts, whose first write is under way: a stop, or from `place` 50 a history entry.
fn sent(place: f64) -> Rig {
    let mut rig = Rig::new(&[&STRICT]);
    rig.watch(true);
    rig.hold = true;
    rig.fact(What::Stopped, place);
    rig
}

#[test]
fn what_the_service_has_already_is_not_sent_again() {
    for (place, outcome) in [
        (90.0, Outcome::AlreadyThere),
        (50.0, Outcome::AlreadyThere),
        (50.0, Outcome::Conflict { watched_at: None }),
    ] {
        let mut rig = sent(place);
        assert_eq!(rig.answer(Ok(outcome)), [""; 0]);
        assert_eq!(rig.states(), [State::AlreadyThere]);
        assert!(rig.outbox.entries().all(|entry| entry.record.is_some()));
    }
}

#[test]
fn a_stop_that_was_taken_for_a_pause_goes_to_the_history() {
    let mut rig = sent(90.0);
    assert_eq!(rig.answer(noted()), ["add"]);
}

#[test]
fn an_answer_to_another_question_is_trouble_at_the_service() {
    let mut rig = sent(50.0);
    assert_eq!(rig.answer(noted()), [""; 0]);
    let entry = rig.outbox.entries().next().unwrap();
    assert_eq!(entry.reason.as_ref().map(|error| error.kind), Some(ErrorKind::Unavailable));
    assert_eq!(entry.state, State::Checking);
}

#[test]
fn reading_that_breaks_off_begins_anew() {
    let mut rig = sent(90.0);
    rig.answer(no_answer());
    rig.now = rig.outbox.wake_at().unwrap();
    assert_eq!(rig.wake(), ["read 1"]);
    assert_eq!(rig.answer(Ok(Outcome::Plays { plays: vec![], more: true })), ["read 2"]);
    rig.answer(no_answer());
    rig.now = rig.outbox.wake_at().unwrap();
    assert_eq!(rig.wake(), ["read 1"]);
}

#[test]
fn the_service_says_when_within_reason() {
    let (hour, day) = (Span::from_hours(1), Span::from_hours(25));
    for (asked, waited) in [
        (Span::from_millis(-1), Span::from_secs(1)),
        (Span::from_secs(1), Span::from_secs(1)),
        (hour, hour),
        (day, day),
        (Span::from_hours(1000), day),
    ] {
        let mut rig = sent(50.0);
        let retry_at = Some(rig.now + asked);
        let error = Error { retry_at, ..Error::new(ErrorKind::NotSent, "Later.") };
        rig.input(Input::Failed { id: rig.last, error });
        assert_eq!(rig.outbox.wake_at(), Some(rig.now + waited), "{asked:?}");
    }
}

#[test]
fn a_quota_counts_from_the_answer_on() {
    let mut rig = Rig::new(&[&TIGHT]);
    rig.hold = true;
    assert_eq!(rig.fact(What::Started, 0.0), ["start"]);
    rig.now = rig.now + Span::from_secs(5);
    rig.answer(noted());
    assert_eq!(rig.fact(What::Paused, 40.0), [""; 0]);
    assert_eq!(rig.outbox.wake_at(), Some(rig.now + Span::from_secs(1)));
    rig.now = rig.now + Span::from_secs(1);
    assert_eq!(rig.wake(), ["pause"]);
}

#[test]
fn no_two_requests_have_the_same_number() {
    let mut rig = Rig::new(&[&STRICT, &LENIENT]);
    let fact = rig.next_fact(What::Started, 0.0);
    let ids: Vec<_> = rig
        .outbox
        .handle(rig.now, Input::Fact(fact))
        .into_iter()
        .filter_map(|output| match output {
            Output::Send { id, .. } => Some(id),
            _ => None,
        })
        .collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn the_app_is_told_by_its_id_and_name() {
    let mut rig = Rig::new(&[&Named]);
    let mut destinations = rig.destinations();
    destinations[0].client_id = Some("test-client-1".into());
    destinations[0].app_name = Some("a player".into());
    rig.input(Input::Destinations(destinations));
    let fact = rig.next_fact(What::Started, 0.0);
    let outputs = rig.outbox.handle(rig.now, Input::Fact(fact));
    let sent = outputs.iter().find_map(|output| match output {
        Output::Send { request, .. } => Some(request.body.as_str()),
        _ => None,
    });
    assert_eq!(sent, Some("test-client-1, a player"));
}

/// A service whose requests say which app makes them.
struct Named;

impl Reader for Named {
    fn descriptor(&self) -> &'static Descriptor {
        STRICT.descriptor()
    }
}

impl Service for Named {
    fn plan(&self, _: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        let app = cx.app.unwrap();
        let body = format!("{}, {}", app.client_id, app.name.as_deref().unwrap_or("?"));
        Ok(HttpRequest { body, ..HttpRequest::new(crate::http::Method::Post, "") })
    }

    fn digest(&self, _: Timestamp, _: &Intent, _: &HttpResponse) -> Result<Outcome, Error> {
        Ok(Outcome::Noted { media: None })
    }
}
