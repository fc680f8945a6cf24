//! Players at servers: each has a session here, and a follower who tells it what happens.

use std::rc::Rc;

use playtally::media::{Media, composite_key};
use playtally::servers::{Beginning, Event, Follower, Item, Kind, Notice, Timed};
use playtally::session::{Fact, SavedPlace, Session};
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::{Deserialize, Serialize};

use super::webhook::Webhook;
use crate::account::Hub;
use crate::code;
use crate::drive;
use crate::error::Answer;
use crate::player::Row;
use crate::scrobble::{PlayRow, Source, place_of};
use crate::seal;
use crate::store::to_body;

/// What the ids of players and plays begin with that servers tell of.
pub(super) const OURS: &str = "hook-";

/// A pause is told once it has lasted a while, and what ends it may be on its way.
const LATE: Span = Span::from_secs(10);

/// The rest of what came late is waited for.
const ON_THE_WAY: Span = Span::from_mins(1);

/// A player that is silent for this long is forgotten; its session expired long ago.
const KEPT: Span = Span::from_hours(48);

/// Players a profile may have: one for each item.
const MOST: u32 = 500;

/// One item at one device.
#[derive(Serialize, Deserialize)]
struct Player {
    media: Media,
    follower: Follower,
    snapshot: Option<String>,
    /// What was said of it last.
    words: String,
    heard_at: Timestamp,
    device: String,
}

impl Hub {
    /// Tells the session of an item what a server said of it.
    pub(super) fn follow(
        self: &Rc<Self>,
        now: Timestamp,
        webhook: &Webhook,
        notice: &Notice,
        item: &Item,
        words: &str,
    ) -> Answer<()> {
        let profile = &webhook.profile;
        let user = notice.user.as_ref().map_or("", |user| &user.id);
        let device = named(&[&webhook.id, &notice.server.id, user, &notice.device]);
        let id = named(&[&device, &item.key]);
        let known = self.server_player(profile, &id)?;
        let media = known.as_ref().map(|it| it.media.clone()).or_else(|| item.media.clone());
        let Some(media) = media else { return Ok(()) };
        let again = known.as_ref().is_some_and(|it| it.words == words && it.follower.is_playing());
        if again || self.is_said_again(now, webhook, &id, notice, words)? {
            return Ok(());
        }
        let mut player = known.unwrap_or_else(|| Player {
            media,
            follower: Follower::default(),
            snapshot: None,
            words: String::new(),
            heard_at: now,
            device,
        });
        let beginning = Beginning {
            play_id: format!("{OURS}{}", seal::hex(&drive::random::<8>())),
            resume: self.saved_near(profile, &player.media, notice.position)?,
            media: player.media.clone(),
        };
        words.clone_into(&mut player.words);
        player.heard_at = now;
        let events = player.follower.take(now, notice, beginning);
        if notice.event == Event::Play && player.follower.is_playing() {
            let one = notice.server.kind == Kind::Kodi || !notice.device.is_empty();
            self.leave_others(profile, &id, &player, notice.at.unwrap_or(now), one)?;
        }
        self.tell_session(profile, &id, player, events, None)?;
        self.arm();
        Ok(())
    }

    /// Does what is due of players at servers, and forgets those that stay silent.
    pub(crate) fn wake_server_players(self: &Rc<Self>, now: Timestamp) -> Answer<()> {
        let due = "SELECT profile, player, body FROM webhook_players WHERE due_at <= ?";
        for Row { profile, player: id, body } in self.sql.rows(due, &[now.into()])? {
            let player = typed::from_str::<Player>(&body).ok();
            let Some(mut player) = player.filter(|player| now < player.heard_at + KEPT) else {
                let gone = "DELETE FROM webhook_players WHERE profile = ? AND player = ?";
                self.sql.run(gone, &[(&profile).into(), (&id).into()])?;
                continue;
            };
            let events = player.follower.wake(now, player.media.is_music());
            self.tell_session(&profile, &id, player, events, Some(now - LATE))?;
        }
        Ok(())
    }

    /// Keeps the player together with what becomes so of these events, then delivers.
    fn tell_session(
        self: &Rc<Self>,
        profile: &str,
        id: &str,
        mut player: Player,
        events: Vec<Timed>,
        wake: Option<Timestamp>,
    ) -> Answer<()> {
        let rules = self.rules(profile)?;
        let kept = player.snapshot.as_deref();
        let mut session = kept
            .and_then(|text| Session::restore(text, rules.clone()).ok())
            .unwrap_or_else(|| Session::new(rules));
        let mut facts: Vec<Fact> = Vec::new();
        for (at, event) in events {
            facts.extend(session.handle(at, event));
        }
        if let Some(now) = wake
            && let Some(at) = player.tells_at(&session).filter(|at| *at <= now)
        {
            facts.extend(session.wake(at));
        }
        player.snapshot = Some(session.snapshot());
        let due_at = player.due_at(&session);
        let source = Source { player: Some(id), device: None };
        let (_, outputs) = self.together(profile, || {
            self.keep_server_player(profile, id, &player, due_at)?;
            self.take_facts(profile, facts, &source)
        })?;
        self.act(profile, outputs);
        Ok(())
    }

    /// Where one item begins, the one before at that device ended, whether that is told or not.
    fn leave_others(
        &self,
        profile: &str,
        id: &str,
        player: &Player,
        at: Timestamp,
        one: bool,
    ) -> Answer<()> {
        if !one {
            return Ok(());
        }
        let others = "SELECT profile, player, body FROM webhook_players WHERE profile = ? \
                      AND device = ? AND player <> ?";
        let others =
            self.sql.rows(others, &[profile.into(), (&player.device).into(), id.into()])?;
        for Row { player: other, body, .. } in others {
            let Ok(mut left) = typed::from_str::<Player>(&body) else { continue };
            if left.follower.is_playing() {
                left.follower.leave(at);
                let due_at = left.follower.due_at().unwrap_or(at);
                self.keep_server_player(profile, &other, &left, due_at)?;
            }
        }
        Ok(())
    }

    /// The place that was saved for it, where it goes on from there.
    fn saved_near(
        &self,
        profile: &str,
        media: &Media,
        position: Option<Span>,
    ) -> Answer<Option<SavedPlace>> {
        let latest: Option<PlayRow> = self.sql.first(
            "SELECT key, watched_at, command, body FROM plays WHERE profile = ? AND key = ? \
             ORDER BY heard_at DESC LIMIT 1",
            &[profile.into(), (&composite_key(media)).into()],
        )?;
        let here = position.unwrap_or_default().secs_f64();
        let near = |saved: &SavedPlace| (saved.position - here).abs() <= 60.0;
        Ok(latest.and_then(|row| place_of(&row)).filter(near))
    }

    fn server_player(&self, profile: &str, id: &str) -> Answer<Option<Player>> {
        let query =
            "SELECT profile, player, body FROM webhook_players WHERE profile = ? AND player = ?";
        let row: Option<Row> = self.sql.first(query, &[profile.into(), id.into()])?;
        Ok(row.and_then(|row| typed::from_str(&row.body).ok()))
    }

    fn keep_server_player(
        &self,
        profile: &str,
        id: &str,
        player: &Player,
        due_at: Timestamp,
    ) -> Answer<()> {
        self.sql.run(
            "INSERT OR REPLACE INTO webhook_players (profile, player, device, heard_at, due_at, \
             body) VALUES (?, ?, ?, ?, ?, ?)",
            &[
                profile.into(),
                id.into(),
                (&player.device).into(),
                player.heard_at.into(),
                due_at.into(),
                (&to_body(player)).into(),
            ],
        )?;
        self.sql.run(
            "DELETE FROM webhook_players WHERE profile = ?1 AND player NOT IN (SELECT player \
             FROM webhook_players WHERE profile = ?1 ORDER BY heard_at DESC LIMIT ?2)",
            &[profile.into(), MOST.into()],
        )
    }
}

impl Player {
    /// When the session has something to tell of itself. While it plays it hears nothing for
    /// long, and that is no sign of its end.
    fn tells_at(&self, session: &Session) -> Option<Timestamp> {
        let soon = |at: &Timestamp| *at < self.follower.since() + LATE;
        session.wake_at().filter(|at| !self.follower.is_playing() || soon(at))
    }

    fn due_at(&self, session: &Session) -> Timestamp {
        let told = self.tells_at(session).map(|at| at.max(self.heard_at) + LATE);
        // What is told late is followed by what is told late, too.
        let over = self.follower.due_at().map(|at| at.max(self.heard_at + ON_THE_WAY));
        let due = [told, over].into_iter().flatten().min();
        let forgotten = self.heard_at + KEPT;
        due.map_or(forgotten, |due| due.min(forgotten))
    }
}

/// A name made of others, that tells none of them.
fn named(parts: &[&str]) -> String {
    let mut name = code::hashed("at a server", &parts.join("\n"));
    name.truncate(32);
    format!("{OURS}{name}")
}
