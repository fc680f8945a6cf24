//! A session under any events and any clock. A line is an event, the milliseconds
//! since the one before, and numbers: `load 0 120`, `play 10 0`, `time 1000 1.5`.
//! `cut` goes on from a snapshot.

use std::collections::BTreeMap;

use playtally::media::{Media, Movie, Track};
use playtally::session::{Fact, PlayerEvent, SavedPlace, Session, What};
use playtally::threshold::Rule;
use playtally::time::{Span, Timestamp};

/// The fastest a player may play, and how far its clock and ours may part at that speed.
const FASTEST: f64 = 16.0;
const PURSE: f64 = 0.5 * FASTEST;

pub(super) fn play(text: &str) {
    let mut player = Player {
        session: Session::new(rules()),
        clock: 1_800_000_000_000,
        passed: 0.0,
        loads: 0,
        told: BTreeMap::new(),
    };
    for line in text.lines().take(500) {
        player.act(line);
    }
    let mut wakes = 0;
    while let Some(due) = player.session.wake_at() {
        let facts = player.session.wake(due);
        player.check(&facts);
        wakes += 1;
        assert!(wakes < 5, "a session left alone wakes for ever");
    }
}

fn rules() -> Vec<Rule> {
    vec![Rule::video(80.0, 0.5).rule, Rule::video(5.0, 0.0).rule, Rule::music(50.0, 240.0).rule]
}

struct Player {
    session: Session,
    clock: i64,
    /// Seconds by which the clock ever went forward.
    passed: f64,
    loads: u32,
    /// For each play the number of its last fact, and the rules told as met.
    told: BTreeMap<String, (u32, Vec<String>)>,
}

impl Player {
    fn act(&mut self, line: &str) {
        let mut words = line.split(' ');
        let name = words.next().unwrap_or_default();
        let step: i64 = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        let mut numbers = words.map(|word| word.parse().unwrap_or(f64::NAN));
        let next = numbers.next();
        let position = next.unwrap_or(0.0);
        let event = match name {
            "load" | "track" => {
                let resume = numbers.next().map(|at| (at, numbers.next().unwrap_or(0.0)));
                self.load(name == "track", next, resume)
            }
            "play" => PlayerEvent::Play { position },
            "pause" => PlayerEvent::Pause { position },
            "seek" => PlayerEvent::Seek { position },
            "time" => PlayerEvent::Time { position },
            "rate" => PlayerEvent::Rate { rate: position },
            "duration" => PlayerEvent::Duration { duration: next },
            "ad-start" => PlayerEvent::AdStart,
            "ad-end" => PlayerEvent::AdEnd,
            "ended" => PlayerEvent::Ended,
            "unload" => PlayerEvent::Unload,
            "hidden" => PlayerEvent::Visibility { visible: false },
            "cut" => return self.cut(),
            _ => return,
        };
        let clock = self.clock.saturating_add(step);
        self.passed += clock.saturating_sub(self.clock).max(0) as f64 / 1000.0;
        self.clock = clock;
        let now = Timestamp::from_millis(clock);
        let facts = self.session.handle(now, event);
        self.check(&facts);
        let progress = self.session.progress(now);
        assert!((0.0..=1.0).contains(&progress.share), "{progress:?}");
    }

    /// Each play has an id of its own, and so has each saved place.
    fn load(
        &mut self,
        music: bool,
        duration: Option<f64>,
        resume: Option<(f64, f64)>,
    ) -> PlayerEvent {
        self.loads += 1;
        let media = if music {
            Media::Track(Track { title: "Harbour at Six".into(), ..Track::default() })
        } else {
            Media::Movie(Movie { title: "The Lake".into(), ..Movie::default() })
        };
        let resume = resume.map(|(position, credit)| SavedPlace {
            play_id: format!("saved-{}", self.loads),
            seq: 0,
            position,
            duration,
            credit: Span::from_secs_f64(credit.clamp(0.0, 100_000.0)),
            wall: Span::ZERO,
            rules_met: Vec::new(),
            started_at: Timestamp::from_millis(self.clock),
            saved_at: Timestamp::from_millis(self.clock),
        });
        // What was credited elsewhere was played elsewhere.
        self.passed += resume.as_ref().map_or(0.0, |saved| saved.credit.secs_f64());
        PlayerEvent::Load { play_id: format!("play-{}", self.loads), media, duration, resume }
    }

    fn cut(&mut self) {
        let text = self.session.snapshot();
        let again = Session::restore(&text, rules()).expect("a snapshot is restored");
        assert_eq!(again, self.session);
        assert_eq!(again.snapshot(), text);
        self.session = again;
    }

    fn check(&mut self, facts: &[Fact]) {
        for fact in facts {
            let (seq, rules) = self.told.entry(fact.play_id.clone()).or_default();
            assert_eq!(fact.seq, *seq + 1, "facts of {} are counted", fact.play_id);
            *seq = fact.seq;
            if let What::Watched { rule, .. } = &fact.what {
                assert!(!rules.contains(&rule.id), "{} met {} twice", fact.play_id, rule.id);
                rules.push(rule.id.clone());
            }
            let most = self.passed * FASTEST + PURSE;
            let credit = fact.credit.secs_f64();
            assert!(credit >= 0.0 && credit <= most, "{credit} s credited, {most} s passed");
            assert!(fact.position.is_finite() && fact.position >= 0.0);
            assert!(fact.percent().is_none_or(|percent| (0.0..=100.0).contains(&percent)));
            let json = serde_json::to_string(fact).unwrap();
            assert_eq!(&serde_json::from_str::<Fact>(&json).unwrap(), fact);
        }
    }
}
