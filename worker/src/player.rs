//! Players that cannot run a session themselves: they send what happens, and the hub
//! runs the same session for them.
//!
//! The session lives in the player's own time, as it would over there. What it tells
//! is put right where its clock is not.

use std::rc::Rc;

use playtally::map::Set;
use playtally::session::{Fact, PlayerEvent, Progress, SavedPlace, Session, What};
use playtally::threshold::Rule;
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::{Deserialize, Serialize};
use worker::Response;

use crate::account::Hub;
use crate::commands::Told;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::scrobble::{Source, check_id, check_media};
use crate::store::to_body;

/// Events a request may carry.
const MOST_EVENTS: usize = 500;

/// Rules that may watch a player.
const MOST_RULES: usize = 20;

/// Players a profile may have; whoever was silent longest is forgotten first.
const MOST_PLAYERS: u32 = 50;

/// Facts kept for a player whose answers get lost.
const MOST_UNTOLD: usize = 100;

/// Events may be this long on their way. What is due waits for them, so that a session
/// here tells what it would have told over there.
const LATE: Span = Span::from_secs(10);

/// A player's clock that is behind by less may be right.
const ON_THE_WAY: Span = Span::from_mins(1);

/// A player that is silent for this long is forgotten; its session expired long ago.
const KEPT: Span = Span::from_hours(48);

/// Body of `POST scrobble` with raw events.
#[derive(Deserialize)]
struct Batch {
    /// Made once by the player (a UUID).
    player: String,
    /// The number of the first event; the first of all is 1.
    from: u32,
    /// The player's clock when it sent this.
    sent_at: Timestamp,
    events: Vec<Timed>,
    /// What watches this player; the rules of the person's services where it does not say.
    #[serde(default)]
    rules: Option<Vec<Rule>>,
}

#[derive(Deserialize)]
struct Timed {
    at: Timestamp,
    event: PlayerEvent,
}

/// The answer.
#[derive(Serialize)]
struct Heard<'a> {
    accepted: u32,
    /// The number of the event expected next.
    next: u32,
    /// What became so since the last answer that arrived.
    facts: &'a [Fact],
    progress: Progress,
    /// When to send an empty list if nothing happens before, by the player's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    wake_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saved_place: Option<SavedPlace>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    commands: Vec<Told>,
}

/// A player as it is kept.
#[derive(Serialize, Deserialize)]
struct Player {
    next: u32,
    snapshot: Option<String>,
    rules: Option<Vec<Rule>>,
    /// How far the player's clock is behind ours; negative where it is ahead.
    behind: Span,
    heard_at: Timestamp,
    device: Option<String>,
    /// Facts that may not have reached the player; of these, so many went out with the
    /// last answer.
    untold: Vec<Fact>,
    sent: usize,
}

/// A row of a player.
#[derive(Deserialize)]
pub(crate) struct Row {
    pub(crate) profile: String,
    pub(crate) player: String,
    pub(crate) body: String,
}

impl Player {
    fn new() -> Self {
        Self {
            next: 1,
            snapshot: None,
            rules: None,
            behind: Span::ZERO,
            heard_at: Timestamp::default(),
            device: None,
            untold: Vec::new(),
            sent: 0,
        }
    }

    fn session(&self, usual: &[Rule]) -> Session {
        let rules = self.rules.as_deref().unwrap_or(usual);
        let kept = self.snapshot.as_deref().and_then(|text| {
            // A snapshot of another version is as good as none.
            Session::restore(text, rules.to_vec()).ok()
        });
        kept.unwrap_or_else(|| Session::new(rules.to_vec()))
    }

    /// Takes the events it has not seen; how many, and what follows from them.
    fn take(&mut self, session: &mut Session, batch: Batch) -> (u32, Vec<Fact>) {
        let (before, mut facts) = (self.next, Vec::new());
        // Who goes on where we are has read our last answer.
        if batch.from == before {
            self.untold.drain(..self.sent.min(self.untold.len()));
            self.sent = 0;
            if batch.events.is_empty() {
                facts = session.wake(batch.sent_at);
            }
        }
        let seen = usize::try_from(before - batch.from).unwrap_or(usize::MAX);
        for Timed { at, event } in batch.events.into_iter().skip(seen) {
            facts.extend(session.handle(at, event));
            self.next += 1;
        }
        (self.next - before, facts)
    }

    /// Keeps facts until the player has them.
    fn tell(&mut self, facts: &[Fact]) {
        self.untold.extend_from_slice(facts);
        let oldest = self.untold.len().saturating_sub(MOST_UNTOLD);
        self.untold.drain(..oldest);
        self.sent = self.sent.saturating_sub(oldest);
    }

    /// Facts as our clock sees them.
    fn put_right(&self, mut facts: Vec<Fact>) -> Vec<Fact> {
        // A request takes a while; that says nothing about the clock.
        if (Span::ZERO..ON_THE_WAY).contains(&self.behind) {
            return facts;
        }
        for fact in &mut facts {
            fact.at = fact.at + self.behind;
            fact.started_at = fact.started_at + self.behind;
            if let What::Watched { watched_at, .. } = &mut fact.what {
                *watched_at = *watched_at + self.behind;
            }
        }
        facts
    }

    /// When the session has something to tell though nothing came, or the player is forgotten.
    fn due_at(&self, session: &Session) -> Timestamp {
        let forgotten = self.heard_at + KEPT;
        let due = session.wake_at().map(|at| (at + self.behind).max(self.heard_at) + LATE);
        due.map_or(forgotten, |due| due.min(forgotten))
    }
}

impl Hub {
    /// `POST scrobble` with raw events. Events that came before change nothing; where some
    /// are missing, none is taken, and the answer says which one is expected.
    pub(crate) fn hear(
        self: &Rc<Self>,
        profile: &str,
        device: Option<&str>,
        body: &str,
    ) -> Answer<Response> {
        let batch: Batch = typed::from_str(body)
            .map_err(|error| Problem::bad_request(format!("The events cannot be read: {error}")))?;
        check(&batch)?;
        let now = drive::now();
        self.slow_down(now, u32::try_from(batch.events.len()).unwrap_or(u32::MAX))?;
        let id = batch.player.clone();
        let known = self.player(profile, &id)?;
        let mut player = known.unwrap_or_else(Player::new);
        player.rules = batch.rules.clone().or(player.rules);
        let usual = self.rules(profile)?;
        let mut session = player.session(&usual);
        if batch.from > player.next {
            return self.answer(profile, &player, &session, 0);
        }
        player.behind = now - batch.sent_at;
        player.heard_at = now;
        player.device = device.map(str::to_owned);
        let (accepted, facts) = player.take(&mut session, batch);
        player.tell(&facts);
        player.sent = player.untold.len();
        self.keep_player(profile, &id, &mut player, &session, facts)?;
        self.arm();
        self.answer(profile, &player, &session, accepted)
    }

    /// What the player is told.
    fn answer(
        &self,
        profile: &str,
        player: &Player,
        session: &Session,
        accepted: u32,
    ) -> Answer<Response> {
        let plays: Set<String> = session.play_id().into_iter().map(str::to_owned).collect();
        let commands = self.commands_of(profile, &plays)?;
        let closed = commands.iter().any(Told::closes);
        let heard = Heard {
            accepted,
            next: player.next,
            facts: &player.untold,
            progress: session.progress(player.heard_at - player.behind),
            wake_at: session.wake_at(),
            saved_place: session.saved_place().filter(|_| !closed),
            commands,
        };
        reply::json(202, &heard)
    }

    /// A session that runs here ends with its play, which was closed; nobody is told so.
    pub(crate) fn end_session(
        &self,
        profile: &str,
        id: &str,
        play_id: &str,
        now: Timestamp,
    ) -> Answer<()> {
        let Some(mut player) = self.player(profile, id)? else { return Ok(()) };
        let mut session = player.session(&self.rules(profile)?);
        if session.play_id() == Some(play_id) {
            drop(session.handle(now - player.behind, PlayerEvent::Ended));
            player.snapshot = Some(session.snapshot());
            self.save_player(profile, id, &player, &session)?;
        }
        Ok(())
    }

    /// Does what is due of players that are silent, and forgets those that stay so.
    pub(crate) fn wake_players(self: &Rc<Self>, now: Timestamp) -> Answer<()> {
        let due = "SELECT profile, player, body FROM players WHERE due_at <= ?";
        for Row { profile, player: id, body } in self.sql.rows(due, &[now.into()])? {
            let player = typed::from_str::<Player>(&body).ok();
            let Some(mut player) = player.filter(|player| now < player.heard_at + KEPT) else {
                let gone = "DELETE FROM players WHERE profile = ? AND player = ?";
                self.sql.run(gone, &[(&profile).into(), (&id).into()])?;
                continue;
            };
            let mut session = player.session(&self.rules(&profile)?);
            let facts = session.wake(now - LATE - player.behind);
            player.tell(&facts);
            self.keep_player(&profile, &id, &mut player, &session, facts)?;
        }
        Ok(())
    }

    fn player(&self, profile: &str, id: &str) -> Answer<Option<Player>> {
        let query = "SELECT profile, player, body FROM players WHERE profile = ? AND player = ?";
        let row: Option<Row> = self.sql.first(query, &[profile.into(), id.into()])?;
        Ok(row.and_then(|row| typed::from_str(&row.body).ok()))
    }

    /// Keeps the player together with what became so there, then delivers.
    fn keep_player(
        self: &Rc<Self>,
        profile: &str,
        id: &str,
        player: &mut Player,
        session: &Session,
        facts: Vec<Fact>,
    ) -> Answer<()> {
        player.snapshot = Some(session.snapshot());
        let facts = player.put_right(facts);
        let source = Source { player: Some(id), device: player.device.as_deref() };
        let (_, outputs) = self.together(profile, || {
            self.save_player(profile, id, player, session)?;
            self.take_facts(profile, facts, &source)
        })?;
        self.act(profile, outputs);
        Ok(())
    }

    fn save_player(
        &self,
        profile: &str,
        id: &str,
        player: &Player,
        session: &Session,
    ) -> Answer<()> {
        self.sql.run(
            "INSERT OR REPLACE INTO players (profile, player, heard_at, due_at, body) \
             VALUES (?, ?, ?, ?, ?)",
            &[
                profile.into(),
                id.into(),
                player.heard_at.into(),
                player.due_at(session).into(),
                (&to_body(player)).into(),
            ],
        )?;
        self.sql.run(
            "DELETE FROM players WHERE profile = ?1 AND player NOT IN (SELECT player \
             FROM players WHERE profile = ?1 ORDER BY heard_at DESC LIMIT ?2)",
            &[profile.into(), MOST_PLAYERS.into()],
        )
    }
}

/// Refuses what no player sends, before anything of it is kept.
fn check(batch: &Batch) -> Answer<()> {
    check_id("player", &batch.player)?;
    if batch.from == 0 {
        return Err(Problem::bad_request("from: the number of the first event, from 1"));
    }
    if batch.events.len() > MOST_EVENTS {
        return Err(Problem::bad_request(format!("events: at most {MOST_EVENTS}")));
    }
    if batch.rules.as_ref().is_some_and(|rules| rules.len() > MOST_RULES) {
        return Err(Problem::bad_request(format!("rules: at most {MOST_RULES}")));
    }
    for (index, timed) in batch.events.iter().enumerate() {
        if let PlayerEvent::Load { play_id, media, resume, .. } = &timed.event {
            check_id(&format!("events[{index}].playId"), play_id)?;
            check_media(&format!("events[{index}].media"), media)?;
            if let Some(saved) = resume {
                check_id(&format!("events[{index}].resume.playId"), &saved.play_id)?;
            }
        }
    }
    Ok(())
}
