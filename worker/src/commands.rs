//! What a person asks of a play from the page: to halt it, to count it, to drop it.
//!
//! # Design
//! Finish and discard are done here and now, whether the player is there or not, and close the
//! play: no fact of it changes anything any more, however late it comes and in which order. So
//! a play that was finished is told once, whatever its player says of it. Every answer to that
//! player tells it again, for it may have been away. A pause is the player's own to make.

use std::rc::Rc;

use playtally::http::percent_decode;
use playtally::map::Set;
use playtally::outbox::Output;
use playtally::session::{Fact, What};
use playtally::threshold::{Played, Rule};
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use worker::Response;

use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::pairing;
use crate::reply;
use crate::store::Moment;

/// A pause that reaches nobody within this time is wanted no longer.
const WANTED: Span = Span::from_mins(5);

/// How often a player reports whose session runs here, how often one that counts by itself
/// asks, and how late either may be.
const REPORTS: Span = Span::from_secs(10);
const ASKS: Span = Span::from_secs(15);
const LATE: Span = Span::from_secs(10);

/// The outbox knows what it delivered for a week; what was met before was delivered.
const DELIVERED: Span = Span::from_hours(6 * 24);

/// What is asked of a play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Command {
    Pause,
    Finish,
    Discard,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    command: Command,
    /// The play that was seen there: its player may be at the next one by now.
    play_id: Option<String>,
}

/// A play that a command is for.
#[derive(Deserialize)]
struct Row {
    command: Option<Command>,
    commanded_at: Option<Timestamp>,
    watched_at: Option<Timestamp>,
    body: String,
}

/// A command as its player is told of it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Told {
    play_id: String,
    command: Command,
    /// When it was given: it may be told more than once.
    at: Timestamp,
}

impl Told {
    /// Whether nothing more comes of the play.
    pub(crate) fn closes(&self) -> bool {
        self.command != Command::Pause
    }
}

impl Hub {
    /// `POST playing/{player}`
    pub(crate) fn command(
        self: &Rc<Self>,
        profile: &str,
        player: &str,
        body: &str,
    ) -> Answer<Response> {
        let Asked { command, play_id } = typed::from_str(body).map_err(|error| {
            Problem::bad_request(format!("The command cannot be read: {error}"))
        })?;
        let player = percent_decode(player).ok_or_else(Problem::not_found)?;
        let now = drive::now();
        let playing = self.playing_at(profile, &player, now)?;
        let wanted = play_id.or_else(|| playing.clone()).unwrap_or_else(|| player.clone());
        let query = "SELECT command, commanded_at, watched_at, body FROM plays \
                     WHERE profile = ? AND play_id = ?";
        let row: Option<Row> = self.sql.first(query, &[profile.into(), (&wanted).into()])?;
        let row = row.ok_or_else(Problem::not_found)?;
        let mut shown = json!({ "play_id": wanted, "command": command });
        match (row.command, command) {
            // The answer to the first one was lost.
            (Some(done), _) if done == command && done != Command::Pause => {}
            (Some(Command::Finish | Command::Discard), _) => {
                return Err(Problem::new(409, "play_over", "This play is over already."));
            }
            _ if playing.as_ref() != Some(&wanted) => return Err(Problem::not_found()),
            (_, Command::Pause) => {
                let fact: Fact = typed::from_str(&row.body)?;
                if fact.what == What::Paused {
                    return Err(Problem::new(409, "play_paused", "It is paused already."));
                }
                self.write_command(profile, &wanted, command, now)?;
                shown["until"] = json!((now + WANTED).to_rfc3339());
                if let Some(at) = self.heard_next(profile, &player, &fact, now)? {
                    shown["expected_at"] = json!(at.to_rfc3339());
                }
            }
            (_, Command::Finish | Command::Discard) => {
                self.close_play(profile, &player, &wanted, command, &row)?;
            }
        }
        if command == Command::Discard {
            // What counted before stays, and can be taken out of the history.
            shown["counted"] = json!(row.watched_at.is_some());
        }
        let at = row.commanded_at.filter(|_| row.command == Some(command)).unwrap_or(now);
        shown["at"] = json!(at.to_rfc3339());
        reply::json(200, &shown)
    }

    /// A paired player may ask for what it plays itself, and for nothing else.
    ///
    /// # Errors
    /// `scope`.
    pub(crate) fn check_own(
        &self,
        profile: &str,
        player: &str,
        device: Option<&str>,
    ) -> Answer<()> {
        let Some(device) = device else { return Ok(()) };
        let player = percent_decode(player).ok_or_else(Problem::not_found)?;
        let query = "SELECT 1 FROM playing WHERE profile = ? AND player = ? AND device = ?";
        let own: Option<Value> =
            self.sql.first(query, &[profile.into(), (&player).into(), device.into()])?;
        own.map(|_| ()).ok_or_else(pairing::not_for_players)
    }

    /// Does what ends a play, and closes it.
    fn close_play(
        self: &Rc<Self>,
        profile: &str,
        player: &str,
        play_id: &str,
        command: Command,
        row: &Row,
    ) -> Answer<()> {
        let now = drive::now();
        let last: Fact = typed::from_str(&row.body)?;
        let (_, outputs) = self.together(profile, || {
            let outputs = if command == Command::Finish {
                let rules = self.rules(profile)?;
                self.tell_all_of(profile, finished(now, last, &rules, row.watched_at))?
            } else {
                self.drop_play(profile, now, last, row.watched_at.is_some())?
            };
            self.write_command(profile, play_id, command, now)?;
            self.sql.run(
                "DELETE FROM playing WHERE profile = ? AND json_extract(body, '$.playId') = ?",
                &[profile.into(), play_id.into()],
            )?;
            self.end_session(profile, player, play_id, now)?;
            Ok(((), outputs))
        })?;
        self.act(profile, outputs);
        self.arm();
        Ok(())
    }

    /// The play ends where it is, and counts nowhere more than it does. Who heard of it hears
    /// of its end.
    fn drop_play(
        &self,
        profile: &str,
        now: Timestamp,
        last: Fact,
        counted: bool,
    ) -> Answer<Vec<Output>> {
        self.dismiss(profile, &last.media, now)?;
        let unheard = !counted && self.drop_waiting_play(profile, &last.play_id)?;
        let mut end = ended(now, last);
        if !counted {
            // A rule may have been met of which nobody heard, and nobody will.
            end.rules_met.clear();
        }
        self.note_fact(profile, &end)?;
        if unheard { Ok(Vec::new()) } else { self.tell(profile, end) }
    }

    fn tell_all_of(&self, profile: &str, facts: Vec<Fact>) -> Answer<Vec<Output>> {
        let mut outputs = Vec::new();
        for fact in facts {
            self.note_fact(profile, &fact)?;
            outputs.extend(self.tell(profile, fact)?);
        }
        Ok(outputs)
    }

    fn write_command(
        &self,
        profile: &str,
        play_id: &str,
        command: Command,
        now: Timestamp,
    ) -> Answer<()> {
        let command = json!(command);
        self.sql.run(
            "UPDATE plays SET command = ?, commanded_at = ? WHERE profile = ? AND play_id = ?",
            &[command.as_str().into(), now.into(), profile.into(), play_id.into()],
        )
    }

    /// What the player of these plays is to be told of them.
    pub(crate) fn commands_of(&self, profile: &str, plays: &Set<String>) -> Answer<Vec<Told>> {
        let mut told = Vec::new();
        for play_id in plays.iter() {
            told.extend(self.sql.first::<Told>(
                "SELECT play_id, command, commanded_at AS at FROM plays WHERE profile = ? \
                 AND play_id = ? AND (command <> 'pause' OR commanded_at > ?)",
                &[profile.into(), play_id.into(), (drive::now() - WANTED).into()],
            )?);
        }
        Ok(told)
    }

    /// Whether nothing more comes of a play.
    pub(crate) fn is_closed(&self, profile: &str, play_id: &str) -> Answer<bool> {
        let told = self.commands_of(profile, &Set::from_iter([play_id.to_owned()]))?;
        Ok(told.iter().any(Told::closes))
    }

    /// When the player says something next, as far as that can be told: one that counts by
    /// itself and does not ask is silent until a rule is met or the play ends.
    fn heard_next(
        &self,
        profile: &str,
        player: &str,
        fact: &Fact,
        now: Timestamp,
    ) -> Answer<Option<Timestamp>> {
        let last = |column: &str, table: &str| -> Answer<Option<Timestamp>> {
            let query =
                format!("SELECT {column} AS at FROM {table} WHERE profile = ? AND player = ?");
            let row: Option<Moment> = self.sql.first(&query, &[profile.into(), player.into()])?;
            Ok(row.and_then(|row| row.at))
        };
        let reports = last("heard_at", "players")?.map(|at| at + REPORTS);
        let asks = last("asked_at", "playing")?.map(|at| at + ASKS);
        let at = match reports.or(asks) {
            Some(at) if now < at + LATE => Some(at),
            Some(_) => None,
            None => told_next(fact, &self.rules(profile)?, now),
        };
        Ok(at.map(|at| at.max(now)))
    }
}

/// When a session tells of the play again if it simply goes on.
fn told_next(fact: &Fact, rules: &[Rule], now: Timestamp) -> Option<Timestamp> {
    let duration = fact.duration?;
    let played = Played {
        position: Span::from_secs_f64(fact.position),
        duration: Some(Span::from_secs_f64(duration)),
        credit: fact.credit,
        wall: fact.wall,
    };
    let unmet = rules.iter().filter(|rule| {
        rule.test.applies_to(fact.media.kind()) && !fact.rules_met.contains(&rule.id)
    });
    let met = unmet.filter_map(|rule| {
        let place = duration * rule.test.percent() / 100.0 - fact.position;
        let credit = (rule.test.needed(&played)? - fact.credit.millis() as f64) / 1000.0;
        Some(place.max(credit))
    });
    let moments = met.chain([duration - fact.position]);
    let moments = moments.map(|seconds| fact.at + Span::from_secs_f64(seconds / fact.rate));
    moments.filter(|at| *at > now).min()
}

/// The end of a play where it was last heard of.
fn ended(now: Timestamp, last: Fact) -> Fact {
    Fact { seq: last.seq.saturating_add(1), at: now, what: What::Stopped, ..last }
}

/// What a session tells of a play that comes to its end now with every rule met.
fn finished(
    now: Timestamp,
    last: Fact,
    rules: &[Rule],
    watched_at: Option<Timestamp>,
) -> Vec<Fact> {
    let delivered = watched_at.is_some_and(|at| at + DELIVERED < now);
    let mut fact = ended(now, last);
    fact.position = fact.duration.unwrap_or(fact.position);
    let watched_at = if fact.media.is_music() { fact.started_at } else { now };
    let mut facts = Vec::new();
    for rule in rules.iter().filter(|rule| rule.test.applies_to(fact.media.kind())) {
        // That one was met may have been said without the fact that says when.
        if fact.rules_met.contains(&rule.id) {
            if delivered {
                continue;
            }
        } else {
            fact.rules_met.push(rule.id.clone());
        }
        let what = What::Watched { rule: rule.clone(), watched_at };
        facts.push(Fact { what, ..fact.clone() });
        fact.seq = fact.seq.saturating_add(1);
    }
    facts.push(fact);
    facts
}
