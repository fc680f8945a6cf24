//! What people play, as facts: rewatches at once, pauses, tabs closed, hours offline.

use playtally::session::{Fact, What};
use playtally::threshold::{Rule, Test};
use playtally::time::{Span, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;

use super::catalogue::{ITEMS, Item};

/// One story: what is played, by which rule it counts, and what goes wrong.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    pub(crate) plays: Vec<Play>,
    /// Percent at which a film or episode counts.
    pub(crate) percent: u8,
    pub(crate) chances: Vec<u8>,
}

#[derive(Clone, Debug)]
pub(crate) struct Play {
    item: u8,
    /// Minutes since the one before.
    gap: u8,
    /// Whether it is a short item at 16 times the speed.
    short: bool,
    /// Where it ends, in percent.
    reach: u8,
    paused: bool,
    /// The end is never heard.
    vanishes: bool,
    /// The tab is closed after the rule is met, and opened again.
    reopened: bool,
    /// Minutes until its facts arrive.
    offline: u16,
    /// Each fact arrives twice.
    twice: bool,
    /// The end arrives before what counts.
    swapped: bool,
}

/// A play that counts: it began, and ended.
#[derive(Clone, Debug)]
pub(crate) struct Finished {
    pub(crate) item: Item,
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
}

impl Script {
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        let percent = prop_oneof![Just(80), Just(50), Just(90)];
        (vec(Play::any(), 1..5), percent, vec(any::<u8>(), 0..160))
            .prop_map(|(plays, percent, chances)| Self { plays, percent, chances })
    }

    /// The rule of the services that take films and episodes.
    pub(crate) fn rule(&self) -> String {
        format!("video:{}:0.5", self.percent)
    }

    /// All facts, with the moments at which they arrive.
    pub(crate) fn facts(&self, start: Timestamp) -> Vec<(Timestamp, Fact)> {
        let begun = self.begun(start).into_iter().enumerate();
        begun.flat_map(|(n, (at, play))| play.facts(n, at, self.percent)).collect()
    }

    /// The plays that count, in their order.
    pub(crate) fn finished(&self, start: Timestamp) -> Vec<Finished> {
        let begun = self.begun(start).into_iter();
        let counting = begun.filter(|(_, play)| play.reach >= play.counts_from(self.percent));
        counting
            .map(|(from, play)| Finished { item: Item(play.item), from, to: play.end(from) })
            .collect()
    }

    fn begun(&self, start: Timestamp) -> Vec<(Timestamp, &Play)> {
        let mut end = start;
        let mut begun = Vec::new();
        for play in &self.plays {
            let begin = end + Span::from_mins(i64::from(play.gap)) + Span::from_secs(1);
            end = play.end(begin);
            begun.push((begin, play));
        }
        begun
    }
}

impl Play {
    fn any() -> impl Strategy<Value = Self> {
        let gap = prop_oneof![3 => 0..3_u8, 2 => 0..60_u8, 1 => Just(90)];
        let reach = prop_oneof![4 => Just(100_u8), 2 => Just(85), 1 => Just(60), 1 => 0..100_u8];
        let offline = prop_oneof![6 => Just(0_u16), 1 => 0..10_u16, 1 => 0..600_u16];
        let rarely = || proptest::bool::weighted(0.2);
        let flags = (any::<bool>(), rarely(), rarely(), rarely(), rarely(), rarely());
        (0..ITEMS, gap, reach, offline, flags).prop_map(|(item, gap, reach, offline, flags)| {
            let (short, paused, vanishes, reopened, twice, swapped) = flags;
            Self { item, gap, short, reach, paused, vanishes, reopened, offline, twice, swapped }
        })
    }

    fn counts_from(&self, percent: u8) -> u8 {
        if Item(self.item).is_track() { 50 } else { percent }
    }

    fn length(&self) -> f64 {
        if self.short { 180.060_000_000_001 } else { 1_500.123_456_789 }
    }

    fn rate(&self) -> f64 {
        if self.short { 16.0 } else { 1.0 }
    }

    /// When a place is reached: pauses take a minute, a closed tab ten seconds.
    fn at(&self, begin: Timestamp, percent: u8) -> Timestamp {
        let played = self.length() * f64::from(percent) / 100.0 / self.rate();
        let paused = if self.paused && percent > 30 { 60 } else { 0 };
        begin + Span::from_secs_f64(played) + Span::from_secs(paused)
    }

    fn end(&self, begin: Timestamp) -> Timestamp {
        self.at(begin, self.reach) + Span::from_secs(if self.reopened { 10 } else { 0 })
    }

    fn facts(&self, n: usize, begin: Timestamp, percent: u8) -> Vec<(Timestamp, Fact)> {
        let music = Item(self.item).is_track();
        let counts = self.counts_from(percent);
        let rule = |percent: u8| Rule {
            id: if music { "music:50:240".into() } else { format!("video:{percent}:0.5") },
            test: Test::Video { percent: f64::from(percent), factor: 0.5, start: 0.0 },
        };
        let watched = |percent: u8| What::Watched {
            rule: rule(percent),
            watched_at: if music { begin } else { self.at(begin, percent) },
        };
        let mut told = vec![(0, if music { What::NowPlaying } else { What::Started }, 0)];
        if self.paused && self.reach > 30 {
            told.push((30, What::Paused, 0));
            told.push((30, What::Resumed, 60));
        }
        // A rule of somebody else.
        if !music && self.reach >= 40 {
            told.push((40, watched(40), 0));
        }
        if self.reach >= counts {
            told.push((counts, watched(counts), 0));
            if self.reopened {
                told.push((counts, What::Stopped, 1));
                told.push((counts, if music { What::NowPlaying } else { What::Resumed }, 10));
            }
        }
        if !self.vanishes {
            told.push((self.reach, What::Stopped, if self.reopened { 10 } else { 0 }));
        }
        let mut rules_met = Vec::new();
        let mut facts = Vec::new();
        for (seq, (place, what, after)) in (1..).zip(told) {
            if let What::Watched { rule, .. } = &what {
                rules_met.push(rule.id.clone());
            }
            let at = self.at(begin, place) + Span::from_secs(after);
            let fact = Fact {
                play_id: format!("play-{n}"),
                seq,
                at,
                started_at: begin,
                media: Item(self.item).media(),
                position: self.length() * f64::from(place) / 100.0,
                duration: Some(self.length()),
                rate: self.rate(),
                credit: Span::from_secs_f64(self.length() * f64::from(place) / 100.0),
                wall: at - begin,
                rules_met: rules_met.clone(),
                what,
            };
            facts.push((at + Span::from_mins(i64::from(self.offline)), fact));
        }
        if self.swapped {
            let last = facts.last().map_or(begin, |(at, _)| *at);
            for (at, fact) in &mut facts {
                if matches!(fact.what, What::Watched { .. }) {
                    *at = last + Span::from_secs(1);
                }
            }
        }
        if self.twice {
            let again: Vec<_> =
                facts.iter().map(|(at, fact)| (*at + Span::from_secs(3), fact.clone())).collect();
            facts.extend(again);
        }
        facts
    }
}
