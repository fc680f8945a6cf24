//! A tape: a recorded playback as a file, played into sessions by a driver that
//! wakes them at each moment they name. What they tell is kept as text, as it
//! crosses the border, so that every environment can be compared to the byte.
//!
//! A row of `events` is `[ms, event]` or `[ms, event, more]`. `more` may name the
//! `player` it happened in, and let a time event go on `every` so many
//! milliseconds `until` one, at a `speed`. Besides what happens in a player there
//! is `{"type": "rules", "rules": […]}`: other rules from then on.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;

use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The digest of what each tape tells: `sha256  name` in a row.
pub(crate) const DIGESTS: &str = include_str!("../tapes.sha256");

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code, reason = "one environment compares facts, another only bytes")]
pub(crate) struct Tape {
    /// For the reader of the tape.
    why: String,
    pub(crate) rules: Value,
    /// By how many seconds the times played may be off.
    pub(crate) tolerance: f64,
    events: Vec<Row>,
    pub(crate) facts: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Row {
    Plain(i64, Value),
    Full(i64, Value, More),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct More {
    #[serde(default)]
    player: String,
    every: Option<i64>,
    until: Option<i64>,
    speed: Option<f64>,
}

/// What a row of two says no more of.
static PLAIN: More = More { player: String::new(), every: None, until: None, speed: None };

/// What a tape is played into: a session behind a border.
pub(crate) trait Player {
    fn handle(&mut self, event: &Value, at: i64) -> Option<String>;
    fn time(&mut self, position: f64, at: i64) -> Option<String>;
    fn wake(&mut self, at: i64) -> Option<String>;
    fn set_rules(&mut self, rules: &Value);
    fn wake_at(&self) -> Option<i64>;
}

impl Tape {
    pub(crate) fn read(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// Plays it; each answer with facts is one pair of the player's name and a JSON list.
    pub(crate) fn play<P: Player>(&self, new: impl Fn(&Value) -> P) -> Vec<(String, String)> {
        let mut players = BTreeMap::new();
        let mut told = Vec::new();
        for (name, at, event) in self.steps() {
            players.entry(name).or_insert_with(|| new(&self.rules));
            for (name, player) in &mut players {
                while let Some(due) = player.wake_at().filter(|due| *due <= at) {
                    told.extend(player.wake(due).map(|facts| ((*name).to_owned(), facts)));
                }
            }
            let Some(player) = players.get_mut(name) else { continue };
            let facts = match event["type"].as_str() {
                Some("rules") => {
                    player.set_rules(&event["rules"]);
                    None
                }
                Some("time") => player.time(event["position"].as_f64().unwrap_or(f64::NAN), at),
                _ => player.handle(&event, at),
            };
            told.extend(facts.map(|facts| (name.to_owned(), facts)));
        }
        told
    }

    /// Every single event, with its player and its moment; those of several
    /// players as the clock has them, those of one in their own order.
    fn steps(&self) -> Vec<(&str, i64, Value)> {
        let mut waiting: BTreeMap<&str, VecDeque<_>> = BTreeMap::new();
        for row in &self.events {
            let (from, event, more) = match row {
                Row::Plain(at, event) => (*at, event, &PLAIN),
                Row::Full(at, event, more) => (*at, event, more),
            };
            let queue = waiting.entry(&more.player).or_default();
            let mut at = from;
            loop {
                let mut event = event.clone();
                if let (Some(speed), Some(start)) = (more.speed, event["position"].as_f64()) {
                    event["position"] = json!(start + (at - from) as f64 / 1000.0 * speed);
                }
                queue.push_back((at, event));
                at += more.every.unwrap_or(1);
                if at > more.until.unwrap_or(from) {
                    break;
                }
            }
        }
        let mut steps = Vec::new();
        while let Some((name, queue)) = (waiting.iter_mut().filter(|(_, queue)| !queue.is_empty()))
            .min_by_key(|(_, queue)| queue[0].0)
        {
            steps.extend(queue.pop_front().map(|(at, event)| (*name, at, event)));
        }
        steps
    }
}

/// The row of [`DIGESTS`] for what a tape told.
pub(crate) fn digest(name: &str, told: &[(String, String)]) -> String {
    let mut sha = Sha256::new();
    for (player, facts) in told {
        sha.update(format!("{player} {facts}\n"));
    }
    let mut row = String::new();
    for byte in sha.finalize() {
        let _ = write!(row, "{byte:02x}");
    }
    row + "  " + name + "\n"
}
