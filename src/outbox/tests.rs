//! Deliveries told as values in and values out.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use super::*;
use crate::http::{HttpRequest, HttpResponse};
use crate::media::{ExternalIds, Kind, Media, Movie, Track};
use crate::providers::{
    Calls, Context, Descriptor, Intent, Keeps, Live, Outcome, Playing, Quota, Scope, StoredPlay,
};
use crate::session::{Fact, What};
use crate::threshold::{Rule, Test};

/// A film of 100 minutes, so that a minute is a percent.
const LENGTH: f64 = 6000.0;

#[test]
fn what_a_live_service_is_told_at_the_end() {
    // Rule met, place in percent, what follows: the table of the design.
    for (met, place, expected) in [
        (true, 80.0, vec!["stop"]),
        (true, 100.0, vec!["stop"]),
        (true, 79.0, vec!["add"]),
        (false, 95.0, vec![]),
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
    let other =
        Rule { id: "video:50:0.5".into(), test: Test::Video { percent: 50.0, factor: 0.5 } };
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
    rig.answer(Err(ErrorKind::SignInAgain));
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
fn the_hub_is_told_everything_in_order_until_it_has_it() {
    let mut rig = Rig::new(&[&HUB]);
    rig.hold = true;
    assert_eq!(rig.fact(What::Started, 0.0), ["relay 1"]);
    rig.answer(Err(ErrorKind::NoAnswer));
    assert_eq!(rig.fact(watched(), 80.0), ["relay 2"]);
    assert_eq!(rig.fact(What::Paused, 82.0), [""; 0]);
    assert_eq!(rig.fact(What::Stopped, 90.0), [""; 0]);
    assert_eq!(rig.answer(no_answer()), [""; 0]);
    rig.now = rig.outbox.wake_at().unwrap();
    assert_eq!(rig.wake(), ["relay 2"]);
    assert_eq!(rig.answer(stored()), ["relay 4", "forget"]);
    assert_eq!(rig.answer(Ok(Outcome::AlreadyThere)), ["forget"]);
    rig.seq = 2;
    assert_eq!(rig.fact(watched(), 80.0), [""; 0]);
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
    // The limit of the request, and forty seconds.
    assert_eq!(rig.outbox.wake_at(), Some(sent + Span::from_secs(70)));
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
    let mut rig = Rig::new(&[&STRICT, &HUB]);
    let mut fact = rig.next_fact(watched(), 80.0);
    (fact.position, fact.rate, fact.duration) = (f64::NAN, f64::INFINITY, Some(f64::NAN));
    rig.outbox.handle(rig.now, Input::Fact(fact));
    let again = Outbox::with(rig.services).restore_snapshot(&rig.outbox.snapshot());
    assert_eq!(again.unwrap().entries().count(), 2);
}

// Helpers.

fn film(title: &str, imdb: Option<&str>) -> Media {
    let ids = ExternalIds { imdb: imdb.map(Into::into), ..ExternalIds::default() };
    Media::Movie(Movie { title: title.into(), year: None, ids })
}

fn track() -> Media {
    Media::Track(Track { title: "Kelly".into(), artist: "Air".into(), ..Track::default() })
}

fn watched() -> What {
    let rule = Rule { id: "own".into(), test: Test::Video { percent: 80.0, factor: 0.5 } };
    What::Watched { rule, watched_at: Timestamp::default() }
}

type Answer = Result<Outcome, ErrorKind>;

fn stored() -> Answer {
    Ok(Outcome::Stored { id: None })
}

fn noted() -> Answer {
    Ok(Outcome::Noted { media: None })
}

fn no_answer() -> Answer {
    Err(ErrorKind::NoAnswer)
}

/// A service whose requests are its intents and whose answers are outcomes.
struct Plain(Descriptor);

const PLAIN: Descriptor = Descriptor {
    id: "strict",
    name: "Plain",
    base: "",
    auth: crate::auth::AuthScheme::UserToken,
    kinds: &[Kind::Movie, Kind::Track],
    live: Live::Scrobble { percent: 80.0, floor: 1.0, pause_beyond: false },
    keeps: Keeps::EveryPlay,
    lost_write: LostWrite::ReadBack,
    quotas: &[Quota {
        calls: Calls::Writes,
        scope: Scope::Account,
        limit: 100,
        window: Span::from_secs(1),
    }],
    parallel: false,
};
static STRICT: Plain = Plain(PLAIN);
static LENIENT: Plain = Plain(Descriptor {
    id: "lenient",
    live: Live::Scrobble { percent: 80.0, floor: 1.0, pause_beyond: true },
    lost_write: LostWrite::Resend,
    ..PLAIN
});
static RADIO: Plain = Plain(Descriptor {
    id: "radio",
    live: Live::NowPlaying,
    quotas: &[Quota {
        calls: Calls::All,
        scope: Scope::Shared,
        limit: 30,
        window: Span::from_secs(10),
    }],
    lost_write: LostWrite::Resend,
    ..PLAIN
});
static HUB: Plain =
    Plain(Descriptor { id: "hub", live: Live::Relay, lost_write: LostWrite::Resend, ..PLAIN });

impl Service for Plain {
    fn descriptor(&self) -> &'static Descriptor {
        [&STRICT, &LENIENT, &RADIO, &HUB].iter().map(|s| &s.0).find(|d| d.id == self.0.id).unwrap()
    }

    fn plan(&self, intent: &Intent, _: &Context<'_>) -> Result<HttpRequest, Error> {
        Ok(HttpRequest::new(crate::http::Method::Post, "").json(intent))
    }

    fn digest(&self, _: Timestamp, _: &Intent, response: &HttpResponse) -> Result<Outcome, Error> {
        Ok(response.json().unwrap())
    }
}

struct Rig {
    services: &'static [&'static dyn Service],
    outbox: Outbox,
    now: Timestamp,
    started_at: Timestamp,
    play_id: String,
    media: Media,
    seq: u32,
    met: bool,
    /// How late facts arrive.
    late: Span,
    /// Whether requests wait for `answer`; else they are answered well at once.
    hold: bool,
    /// The newest request.
    last: u64,
    sent: Option<Intent>,
}

impl Rig {
    fn new(services: &[&'static dyn Service]) -> Self {
        let services: &'static [&'static dyn Service] = Box::leak(services.to_vec().into());
        let now = Timestamp::from_secs(1_790_000_000);
        let mut rig = Self {
            services,
            outbox: Outbox::with(services),
            now,
            started_at: now,
            play_id: "play".into(),
            media: film("Film", None),
            seq: 1,
            met: false,
            late: Span::ZERO,
            hold: false,
            last: 0,
            sent: None,
        };
        rig.input(Input::Destinations(rig.destinations()));
        rig
    }

    fn name(&self) -> String {
        format!("main/{}", self.services[0].descriptor().id)
    }

    fn destinations(&self) -> Vec<Destination> {
        let services = self.services.iter().map(|s| s.descriptor().id);
        let destination = |id: &str| Destination {
            id: format!("main/{id}"),
            service: id.into(),
            client_id: None,
            base: None,
            username: None,
            rule: if id == "hub" { String::new() } else { "own".into() },
        };
        services.map(destination).collect()
    }

    fn new_play(&mut self, id: &str) {
        (self.play_id, self.seq, self.met, self.started_at) = (id.into(), 1, false, self.now);
    }

    fn next_fact(&mut self, what: What, place: f64) -> Fact {
        let started = self.started_at;
        let at = self.now - self.late;
        let what = match what {
            What::Watched { rule, .. } => What::Watched { rule, watched_at: at },
            other => other,
        };
        self.met |= matches!(&what, What::Watched { rule, .. } if rule.id == "own");
        let seq = self.seq;
        self.seq += 1;
        Fact {
            play_id: self.play_id.clone(),
            seq,
            at,
            started_at: started - self.late,
            media: self.media.clone(),
            position: LENGTH * place / 100.0,
            duration: Some(LENGTH),
            rate: 1.0,
            credit: Span::ZERO,
            wall: Span::ZERO,
            rules_met: if self.met { vec!["own".into()] } else { vec![] },
            what,
        }
    }

    fn fact(&mut self, what: What, place: f64) -> Vec<String> {
        let fact = self.next_fact(what, place);
        self.input(Input::Fact(fact))
    }

    /// Starts, and plays until the rule is met (or would be).
    fn watch(&mut self, met: bool) {
        let hold = std::mem::take(&mut self.hold);
        self.fact(What::Started, 0.0);
        self.now = self.now + Span::from_mins(80);
        if met {
            self.fact(watched(), 80.0);
        }
        self.hold = hold;
    }

    fn wake(&mut self) -> Vec<String> {
        self.input(Input::Wake)
    }

    fn granted(&mut self) -> Vec<String> {
        self.input(Input::Granted { id: self.last })
    }

    fn answer(&mut self, answer: Answer) -> Vec<String> {
        let id = self.last;
        self.input(match answer {
            Ok(outcome) => {
                let body = serde_json::to_string(&outcome).unwrap();
                let response = HttpResponse { status: 200, headers: vec![], body };
                Input::Answer { id, response }
            }
            Err(kind) => Input::Failed { id, error: Error::new(kind, "No.") },
        })
    }

    /// What is done about an input, in a word each.
    fn input(&mut self, input: Input) -> Vec<String> {
        let outputs = self.outbox.handle(self.now, input);
        let mut words = Vec::new();
        for output in outputs {
            match output {
                Output::Save(_) | Output::SaveQuota { .. } => {}
                Output::Forget { .. } => words.push("forget".into()),
                Output::Refresh { .. } => words.push("refresh".into()),
                Output::CoolDown { .. } => words.push("cool down".into()),
                Output::Reserve { id, .. } => {
                    self.last = id;
                    words.push("reserve".into());
                }
                Output::Send { id, request, .. } => {
                    self.last = id;
                    let intent = serde_json::from_str(&request.body).unwrap();
                    words.push(self.word(&intent));
                    let taken = if matches!(intent, Intent::Stop(_) | Intent::AddPlay(_)) {
                        stored()
                    } else {
                        noted()
                    };
                    self.sent = Some(intent);
                    if !self.hold {
                        words.extend(self.answer(taken));
                    }
                }
            }
        }
        words.sort_by_key(|word| word == "forget");
        words
    }

    fn word(&self, intent: &Intent) -> String {
        // The place only where it is not that of the fact that caused it.
        let told = |verb: &str, playing: &Playing| match (verb, playing.percent as u32) {
            ("start", 30) | ("stop", 95) => format!("{verb} {}", playing.percent),
            _ => verb.to_owned(),
        };
        match intent {
            Intent::Start(playing) => told("start", playing),
            Intent::Pause(_) => "pause".into(),
            Intent::Stop(playing) => told("stop", playing),
            Intent::NowPlaying(_) => "now".into(),
            Intent::AddPlay(_) => "add".into(),
            Intent::ReadPlays(read) => format!("read {}", read.page),
            Intent::Relay(fact) => format!("relay {}", fact.seq),
            Intent::Profile => "profile".into(),
        }
    }

    fn added_at(&self) -> Timestamp {
        match &self.sent {
            Some(Intent::AddPlay(play)) => play.watched_at,
            other => panic!("{other:?}"),
        }
    }

    fn states(&self) -> Vec<State> {
        self.outbox.entries().map(|entry| entry.state).collect()
    }
}
