//! Properties of the session, under any events and any clock.

use std::collections::BTreeMap;

use playtally::media::{Media, Movie, Track};
use playtally::session::{Fact, PlayerEvent, SavedPlace, Session, What};
use playtally::threshold::Rule;
use playtally::time::{Span, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

/// What the place may run ahead of the clock in a play: half a second, at 16×.
const PURSE: f64 = 0.5 * 16.0;

fn config() -> Config {
    Config { cases: crate::cases(1000), failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_panics_and_each_rule_is_told_once_a_play(
        rules in any_rules(),
        others in any_rules(),
        events in vec((any_clock(), any_event(), 0..20), 0..80),
    ) {
        let mut session = Session::new(rules.clone());
        let mut facts = Vec::new();
        for (at, event, chance) in events {
            match chance {
                0 => session.set_rules(others.clone()),
                1 => session.set_rules(rules.clone()),
                _ => {}
            }
            facts.extend(session.handle(Timestamp::from_millis(at), event));
            session.progress(Timestamp::from_millis(at));
        }
        prop_assert_eq!(told_twice(&facts), None);
    }

    #[test]
    fn cutting_anywhere_changes_nothing(
        rules in any_rules(),
        events in vec((any_step(), any_event()), 0..80),
    ) {
        let (mut whole, mut cut) = (Session::new(rules.clone()), Session::new(rules.clone()));
        let mut now = 1_800_000_000_000;
        for (step, event) in events {
            now += step;
            let at = Timestamp::from_millis(now);
            prop_assert_eq!(whole.handle(at, event.clone()), cut.handle(at, event));
            prop_assert_eq!(whole.wake_at(), cut.wake_at());
            let text = cut.snapshot();
            cut = Session::restore(&text, rules.clone()).unwrap();
            prop_assert_eq!(&cut, &whole);
            prop_assert_eq!(cut.snapshot(), text);
        }
    }

    #[test]
    fn json_carries_events_and_facts(events in vec((any_step(), any_event()), 0..40)) {
        let (mut told, mut read) = (Session::new(rules()), Session::new(rules()));
        let mut now = 1_800_000_000_000;
        for (step, mut event) in events {
            now += step;
            let at = Timestamp::from_millis(now);
            // A saved place without a place is refused where it is read.
            if let PlayerEvent::Load { resume, .. } = &mut event {
                resume.take_if(|saved| !saved.position.is_finite());
            }
            let text = serde_json::to_string(&event).unwrap();
            let facts = told.handle(at, event);
            prop_assert_eq!(&read.handle(at, serde_json::from_str(&text).unwrap()), &facts);
            let text = serde_json::to_string(&facts).unwrap();
            prop_assert_eq!(serde_json::from_str::<Vec<Fact>>(&text).unwrap(), facts);
        }
    }

    #[test]
    fn facts_are_numbered_from_one_without_gaps(
        rules in any_rules(),
        events in vec((any_step(), any_event()), 0..80),
    ) {
        let mut session = Session::new(rules);
        let mut last: BTreeMap<String, u32> = BTreeMap::new();
        let (mut now, mut loads) = (1_800_000_000_000, 0);
        for (step, event) in events {
            now += step;
            for fact in session.handle(Timestamp::from_millis(now), fresh(event, &mut loads)) {
                let before = last.insert(fact.play_id.clone(), fact.seq).unwrap_or(0);
                prop_assert_eq!(fact.seq, before + 1, "{}", fact.play_id);
            }
        }
    }

    #[test]
    fn waking_comes_to_rest(events in vec((any_clock(), any_event()), 0..30)) {
        let mut session = Session::new(rules());
        for (at, event) in events {
            session.handle(Timestamp::from_millis(at), event);
            let mut wakes = 0;
            let mut alone = session.clone();
            while let Some(due) = alone.wake_at() {
                alone.wake(due);
                wakes += 1;
                prop_assert!(wakes < 5, "a session left alone wakes for ever");
            }
        }
    }

    #[test]
    fn credit_is_never_more_than_was_played(acts in vec(any_act(), 0..120), offset in -5000_i64..5000) {
        let mut player = Player::new(offset);
        for act in acts {
            player.act(act);
            let credit: f64 = player.credits.values().map(|play| play.0).sum();
            let wall: f64 = player.credits.values().map(|play| play.1).sum();
            prop_assert!(credit <= player.played + 0.01, "{credit} of {} played", player.played);
            prop_assert!(wall <= player.clock_playing + 0.01, "{wall} of {}", player.clock_playing);
        }
    }

    #[test]
    fn credit_is_never_more_than_the_clock_allows(
        acts in vec(prop_oneof![6 => any_act(), 1 => (0.0..40.0).prop_map(Act::Skip)], 0..120),
    ) {
        let mut player = Player::new(0);
        for act in acts {
            player.act(act);
            let credit: f64 = player.credits.values().map(|play| play.0).sum();
            let most = player.clock_media + PURSE * player.credits.len() as f64;
            prop_assert!(credit <= most + 0.01, "{credit}, where the clock allows {most}");
        }
    }

    #[test]
    fn what_was_played_is_credited(
        steps in vec((50_i64..15_000, 0_i64..250), 1..120),
        rate in prop::sample::select(vec![0.5, 1.0, 1.25, 2.0, 16.0]),
    ) {
        let mut player = Player::new(0);
        player.act(Act::Rate(rate));
        player.act(Act::Play);
        for (step, stale) in steps {
            player.act(Act::Run(step, stale));
        }
        player.act(Act::Pause);
        let credit: f64 = player.credits.values().map(|play| play.0).sum();
        prop_assert!(credit >= player.played - 0.3 * rate - 0.01, "{credit} of {}", player.played);
    }
}

/// A play and rule that was told as watched more than once.
fn told_twice(facts: &[Fact]) -> Option<(String, String)> {
    let mut seen = Vec::new();
    for fact in facts {
        if let What::Watched { rule, .. } = &fact.what {
            let key = (fact.play_id.clone(), rule.id.clone());
            if seen.contains(&key) {
                return Some(key);
            }
            seen.push(key);
        }
    }
    None
}

// ---- any events -------------------------------------------------------------

fn rules() -> Vec<Rule> {
    vec![Rule::video(80.0, 0.5).rule, Rule::video(5.0, 0.0).rule, Rule::music(50.0, 240.0).rule]
}

/// All of them, or those that want to hear of a play only from a place on.
fn any_rules() -> impl Strategy<Value = Vec<Rule>> {
    let late = Rule::preset("dodostream").into_iter().chain([Rule::time(60.0).rule]);
    prop::sample::select(vec![rules(), late.collect()])
}

fn any_clock() -> impl Strategy<Value = i64> {
    prop_oneof![
        6 => 1_800_000_000_000_i64..1_800_000_900_000,
        1 => any::<i64>(),
        1 => prop::sample::select(vec![i64::MIN, -1, 0, i64::MAX]),
    ]
}

/// Mostly small steps forward, sometimes a sleep or a clock that is set.
fn any_step() -> impl Strategy<Value = i64> {
    prop_oneof![
        8 => 0_i64..20_000,
        1 => 0_i64..100_000_000,
        1 => -10_000_000_i64..0,
    ]
}

fn any_seconds() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => 0.0..130.0_f64,
        2 => prop::sample::select(vec![0.0, 60.0, 97.0, 119.9, 120.0]),
        1 => any::<f64>(),
        1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0]),
    ]
}

fn any_length() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![4 => Just(Some(120.0)), 1 => Just(None), 1 => any_seconds().prop_map(Some)]
}

fn any_event() -> impl Strategy<Value = PlayerEvent> {
    prop_oneof![
        2 => any_load(),
        6 => any_seconds().prop_map(|position| PlayerEvent::Play { position }),
        2 => any_seconds().prop_map(|position| PlayerEvent::Pause { position }),
        3 => any_seconds().prop_map(|position| PlayerEvent::Seek { position }),
        12 => any_seconds().prop_map(|position| PlayerEvent::Time { position }),
        1 => any_seconds().prop_map(|rate| PlayerEvent::Rate { rate }),
        1 => any_length().prop_map(|duration| PlayerEvent::Duration { duration }),
        1 => Just(PlayerEvent::AdStart),
        2 => Just(PlayerEvent::AdEnd),
        1 => Just(PlayerEvent::Ended),
        1 => Just(PlayerEvent::Unload),
        1 => any::<bool>().prop_map(|visible| PlayerEvent::Visibility { visible }),
    ]
}

/// The caller makes an id for each play; the saved place names a play of another device.
fn any_load() -> impl Strategy<Value = PlayerEvent> {
    let resume =
        (any_seconds(), any::<bool>(), 0_i64..100_000).prop_map(|(position, met, credit)| {
            SavedPlace {
                play_id: "elsewhere".into(),
                seq: 4,
                position,
                duration: Some(120.0),
                credit: Span::from_millis(credit),
                wall: Span::from_millis(credit),
                rules_met: if met { vec!["video:80:0.5".into()] } else { Vec::new() },
                started_at: Timestamp::from_millis(1_799_999_000_000),
                saved_at: Timestamp::from_millis(1_799_999_900_000),
            }
        });
    let id = any::<u64>().prop_map(|id| format!("play-{id}"));
    (id, any::<bool>(), any_length(), proptest::option::of(resume)).prop_map(
        |(play_id, music, duration, mut resume)| {
            let media = if music {
                Media::Track(Track { title: "Harbour at Six".into(), ..Track::default() })
            } else {
                Media::Movie(Movie { title: "The Lake".into(), ..Movie::default() })
            };
            if let Some(saved) = &mut resume {
                saved.play_id = format!("{play_id}-elsewhere");
            }
            PlayerEvent::Load { play_id, media, duration, resume }
        },
    )
}

/// The event, with a saved place that no fact was told of here.
fn fresh(mut event: PlayerEvent, loads: &mut u32) -> PlayerEvent {
    if let PlayerEvent::Load { play_id, resume, .. } = &mut event {
        *loads += 1;
        *play_id = format!("play-{loads}");
        if let Some(saved) = resume {
            saved.play_id = format!("saved-{loads}");
            saved.seq = 0;
        }
    }
    event
}

// ---- an honest player -------------------------------------------------------

/// What happens to a player that, but for `Skip`, reports truthfully.
#[derive(Clone, Debug)]
enum Act {
    Play,
    Pause,
    Seek(f64),
    /// The place is moved by so many seconds, and no event says so.
    Skip(f64),
    Rate(f64),
    /// Runs for so long, then reports a place so many milliseconds old.
    Run(i64, i64),
    /// The picture stands still for so long.
    Stall(i64),
    /// An advertisement of so many seconds, in the same element or, paused for it, in another.
    Ad(i64, bool),
    /// The clock is set.
    Clock(i64),
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Play),
        1 => Just(Act::Pause),
        1 => (0.0..3600.0_f64).prop_map(Act::Seek),
        1 => prop::sample::select(vec![0.5, 1.0, 1.5, 2.0, 16.0]).prop_map(Act::Rate),
        12 => (1_i64..20_000, 0_i64..250).prop_map(|(run, stale)| Act::Run(run, stale)),
        1 => (1_i64..7_200_000).prop_map(Act::Stall),
        1 => (1_i64..60, any::<bool>()).prop_map(|(length, other)| Act::Ad(length, other)),
        1 => (-7_200_000_i64..7_200_000).prop_map(Act::Clock),
    ]
}

struct Player {
    session: Session,
    clock: i64,
    place: f64,
    rate: f64,
    playing: bool,
    /// Seconds of media really played.
    played: f64,
    /// Seconds the clock went on while it played, and the media they could hold.
    clock_playing: f64,
    clock_media: f64,
    /// Credit and wall time of each play.
    credits: BTreeMap<String, (f64, f64)>,
}

impl Player {
    fn new(offset: i64) -> Self {
        let mut player = Self {
            session: Session::new(rules()),
            clock: 1_800_000_000_000 + offset,
            place: 0.0,
            rate: 1.0,
            playing: false,
            played: 0.0,
            clock_playing: 0.0,
            clock_media: 0.0,
            credits: BTreeMap::new(),
        };
        let media = Media::Movie(Movie::default());
        player.tell(PlayerEvent::Load {
            play_id: "play-1".into(),
            media,
            duration: Some(1_000_000.0),
            resume: None,
        });
        player
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Play => {
                self.playing = true;
                self.tell(PlayerEvent::Play { position: self.place });
            }
            Act::Pause => {
                self.tell(PlayerEvent::Pause { position: self.place });
                self.playing = false;
            }
            Act::Seek(place) => {
                self.place = place;
                self.tell(PlayerEvent::Seek { position: place });
            }
            Act::Skip(seconds) => {
                self.place += seconds;
                self.tell(PlayerEvent::Time { position: self.place });
            }
            Act::Rate(rate) => {
                self.rate = rate;
                self.tell(PlayerEvent::Rate { rate });
            }
            Act::Run(ms, stale) => {
                self.pass(ms);
                let mut position = self.place;
                if self.playing {
                    let run = ms as f64 / 1000.0 * self.rate;
                    self.played += run;
                    self.place += run;
                    position = self.place - (stale.min(ms) as f64 / 1000.0 * self.rate);
                }
                self.tell(PlayerEvent::Time { position });
            }
            Act::Stall(ms) => {
                self.pass(ms);
                self.tell(PlayerEvent::Time { position: self.place });
            }
            Act::Ad(length, other) => self.show_ad(length, other),
            Act::Clock(ms) => {
                if ms > 0 {
                    self.pass(ms);
                } else {
                    self.clock += ms;
                }
            }
        }
    }

    fn show_ad(&mut self, length: i64, other: bool) {
        let paused = other && self.playing;
        self.tell(PlayerEvent::AdStart);
        if paused {
            self.tell(PlayerEvent::Pause { position: self.place });
        }
        for second in 0..length {
            // It takes time, and none of it is the item's.
            self.clock += 1000;
            if !other {
                self.tell(PlayerEvent::Time { position: second as f64 });
            }
        }
        self.tell(PlayerEvent::AdEnd);
        if paused {
            self.tell(PlayerEvent::Play { position: self.place });
        }
    }

    fn pass(&mut self, ms: i64) {
        self.clock += ms;
        if self.playing {
            self.clock_playing += ms as f64 / 1000.0;
            self.clock_media += ms as f64 / 1000.0 * self.rate;
        }
    }

    fn tell(&mut self, event: PlayerEvent) {
        let now = Timestamp::from_millis(self.clock);
        let facts = self.session.handle(now, event);
        let of_facts = facts.into_iter().map(|fact| (fact.play_id, fact.credit, fact.wall));
        let of_now = self.session.saved_place().map(|at| (at.play_id, at.credit, at.wall));
        for (play, credit, wall) in of_facts.chain(of_now) {
            self.credits.insert(play, (credit.secs_f64(), wall.secs_f64()));
        }
    }
}
