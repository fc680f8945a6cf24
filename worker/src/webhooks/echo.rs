//! The same play, told by a server and by a page at once: one of them is told on.

use playtally::session::{Fact, What};
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde_json::Value;

use super::follow::OURS;
use crate::account::Hub;
use crate::error::Answer;
use crate::scrobble::PlayRow;
use crate::store::Text;

/// A play that was last heard of so long ago is over.
const LONG_AGO: Span = Span::from_hours(24);

impl Hub {
    /// Whether a fact is of a play that another one tells of already; it is kept, and told to
    /// nobody. To be called in a transaction, before the fact is noted. The fact gets the ids
    /// that the other one has besides: a page asks its server for those of an episode's show,
    /// which no notice names.
    ///
    /// # Design
    /// A server knows of what its own page plays, and the page does, too. Whoever told of it
    /// first is told on, as long as it plays; the other one is its echo. But who counts first
    /// counts, for one of them may have heard too little: then the other becomes the echo. Where
    /// the first ended and had not counted, the echo is a play of its own from there on.
    pub(crate) fn is_echo(&self, profile: &str, fact: &mut Fact) -> Answer<bool> {
        let any = "SELECT id FROM webhooks LIMIT 1";
        if self.sql.first::<Value>(any, &[])?.is_none() {
            return Ok(false);
        }
        let mine = self.play_row(profile, &fact.play_id)?;
        let known = self.echo_of(profile, &fact.play_id)?;
        let first = match (&known, &mine) {
            (Some(Text { text: first }), _) => self.play_row(profile, first)?,
            (None, Some(mine)) if mine.watched_at.is_some() => None,
            (None, _) => self.twin(profile, fact)?,
        };
        let Some(first) = first else { return Ok(false) };
        if let Some(other) = heard(&first) {
            fact.media.fill_from(&other.media);
        }
        // Somebody else may have counted since.
        if known.is_none() && mine.is_some() && first.watched_at.is_none() {
            return Ok(false);
        }
        let counts = matches!(fact.what, What::Watched { .. });
        let over = heard(&first).is_none_or(|first| end_of(&first) <= fact.at);
        let echo = first.watched_at.is_some() || !(counts || over);
        if echo {
            self.call_echo(profile, &fact.play_id, Some(&first.key))?;
        } else {
            self.call_echo(profile, &fact.play_id, None)?;
            if counts {
                self.call_echo(profile, &first.key, Some(&fact.play_id))?;
            }
        }
        Ok(echo)
    }

    /// Keeps a fact that is told to nobody.
    pub(crate) fn keep_echo(&self, profile: &str, fact: &Fact) -> Answer<()> {
        self.note_fact(profile, fact)?;
        // What counted is in the library by the name of the other.
        let kept = "UPDATE plays SET kept = 1 WHERE profile = ? AND play_id = ? \
                    AND watched_at NOT NULL AND kept IS NULL";
        self.sql.run(kept, &[profile.into(), (&fact.play_id).into()])
    }

    /// A play as last heard of; its key is its id.
    fn play_row(&self, profile: &str, play_id: &str) -> Answer<Option<PlayRow>> {
        let query = "SELECT play_id AS key, watched_at, command, body FROM plays \
                     WHERE profile = ? AND play_id = ?";
        self.sql.first(query, &[profile.into(), play_id.into()])
    }

    fn echo_of(&self, profile: &str, play_id: &str) -> Answer<Option<Text>> {
        let query = "SELECT echo_of AS text FROM echoes WHERE profile = ? AND play_id = ?";
        self.sql.first(query, &[profile.into(), play_id.into()])
    }

    /// Another play of the same item, told of by somebody else, that went on while this did;
    /// an echo of others is none.
    fn twin(&self, profile: &str, fact: &Fact) -> Answer<Option<PlayRow>> {
        let query = "SELECT play_id AS key, watched_at, command, body FROM plays \
                     WHERE profile = ?1 AND play_id <> ?2 AND heard_at > ?3 AND play_id NOT IN \
                     (SELECT play_id FROM echoes WHERE profile = ?1 AND echo_of <> ?2) \
                     ORDER BY watched_at IS NULL";
        let since = fact.started_at - LONG_AGO;
        let rows: Vec<PlayRow> =
            self.sql.rows(query, &[profile.into(), (&fact.play_id).into(), since.into()])?;
        let ours = fact.play_id.starts_with(OURS);
        let until = fact.at.max(fact.started_at + Span::from_secs(1));
        Ok(rows.into_iter().filter(|row| ours || row.key.starts_with(OURS)).find(|row| {
            heard(row).is_some_and(|other| {
                other.started_at < until
                    && end_of(&other) > fact.started_at
                    && other.media.same_item(&fact.media)
            })
        }))
    }

    fn call_echo(&self, profile: &str, play_id: &str, of: Option<&str>) -> Answer<()> {
        match of {
            Some(of) => self.sql.run(
                "INSERT OR REPLACE INTO echoes (profile, play_id, echo_of) VALUES (?, ?, ?)",
                &[profile.into(), play_id.into(), of.into()],
            ),
            None => self.sql.run(
                "DELETE FROM echoes WHERE profile = ? AND play_id = ?",
                &[profile.into(), play_id.into()],
            ),
        }
    }
}

fn heard(row: &PlayRow) -> Option<Fact> {
    typed::from_str(&row.body).ok()
}

/// When a play ends if it simply goes on.
fn end_of(fact: &Fact) -> Timestamp {
    let over = matches!(fact.what, What::Stopped | What::Discarded { .. } | What::Paused);
    let left = fact.duration.map(|duration| (duration - fact.position).max(0.0) / fact.rate);
    match left {
        Some(left) if !over => fact.at + Span::from_secs_f64(left),
        _ => fact.at,
    }
}
