//! Who plays what now, as far as the hub was told.

use playtally::session::{Fact, What};
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::account::Hub;
use crate::error::Answer;
use crate::scrobble::Source;
use crate::store::{Text, to_body};

/// What plays is believed this long beyond its end.
const BEYOND: Span = Span::from_mins(10);

/// A pause, and what has no length, is old news after this.
const RESTING: Span = Span::from_mins(30);

#[derive(Deserialize)]
struct Row {
    player: String,
    device: Option<String>,
    name: Option<String>,
    heard_at: Timestamp,
    until: Timestamp,
    body: String,
}

impl Hub {
    /// Keeps where a player is, until it stops. A fact that is older than the last changes
    /// nothing. A session elsewhere is known by its play.
    pub(crate) fn note_playing(
        &self,
        profile: &str,
        now: Timestamp,
        fact: &Fact,
        source: &Source<'_>,
    ) -> Answer<()> {
        let player = source.player.unwrap_or(&fact.play_id);
        let gone = matches!(fact.what, What::Stopped | What::Discarded { .. });
        self.sql.run(
            "DELETE FROM playing WHERE until <= ?1 OR (?2 AND profile = ?3 AND player = ?4)",
            &[now.into(), u32::from(gone).into(), profile.into(), player.into()],
        )?;
        let until = until(fact);
        if gone || until <= now {
            return Ok(());
        }
        self.sql.run(
            "INSERT INTO playing (profile, player, device, at, heard_at, until, body) \
             VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET device = excluded.device, \
             at = excluded.at, heard_at = excluded.heard_at, until = excluded.until, \
             body = excluded.body WHERE excluded.at >= at",
            &[
                profile.into(),
                player.into(),
                source.device.into(),
                fact.at.into(),
                now.into(),
                until.into(),
                (&to_body(fact)).into(),
            ],
        )
    }

    /// A session elsewhere listens to what is wanted of its play.
    pub(crate) fn note_asking(&self, profile: &str, play_id: &str, now: Timestamp) -> Answer<()> {
        self.sql.run(
            "UPDATE playing SET asked_at = ? WHERE profile = ? AND player = ?",
            &[now.into(), profile.into(), play_id.into()],
        )
    }

    /// Which play a player is at now.
    pub(crate) fn playing_at(
        &self,
        profile: &str,
        player: &str,
        now: Timestamp,
    ) -> Answer<Option<String>> {
        let row: Option<Text> = self.sql.first(
            "SELECT json_extract(body, '$.playId') AS text FROM playing \
             WHERE profile = ? AND player = ? AND until > ?",
            &[profile.into(), player.into(), now.into()],
        )?;
        Ok(row.map(|row| row.text))
    }

    /// What a player told last, until it is old news.
    pub(crate) fn fact_at(
        &self,
        profile: &str,
        player: &str,
        now: Timestamp,
    ) -> Answer<Option<Fact>> {
        let row: Option<Text> = self.sql.first(
            "SELECT body AS text FROM playing WHERE profile = ? AND player = ? AND until > ?",
            &[profile.into(), player.into(), now.into()],
        )?;
        Ok(row.and_then(|row| typed::from_str(&row.text).ok()))
    }

    /// What plays now, the newest first.
    pub(crate) fn list_playing(&self, profile: &str, now: Timestamp) -> Answer<Vec<Value>> {
        let rows: Vec<Row> = self.sql.rows(
            "SELECT playing.*, devices.name FROM playing \
             LEFT JOIN devices ON devices.id = playing.device \
             WHERE playing.profile = ? AND until > ? ORDER BY heard_at DESC",
            &[profile.into(), now.into()],
        )?;
        Ok(rows.into_iter().filter_map(show).collect())
    }
}

fn show(row: Row) -> Option<Value> {
    let fact: Fact = typed::from_str(&row.body).ok()?;
    let mut shown = json!({
        "player": row.player,
        "fact": fact,
        "heard_at": row.heard_at.to_rfc3339(),
        "until": row.until.to_rfc3339(),
    });
    if let (Some(id), Some(name)) = (row.device, row.name) {
        shown["device"] = json!({ "id": id, "name": name });
    }
    Some(shown)
}

/// When a fact is old news.
fn until(fact: &Fact) -> Timestamp {
    let left = fact.duration.map(|duration| (duration - fact.position).max(0.0) / fact.rate);
    match left {
        Some(left) if fact.what != What::Paused => fact.at + Span::from_secs_f64(left) + BEYOND,
        _ => fact.at + RESTING,
    }
}
