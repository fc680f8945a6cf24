//! What came to an address: read, held against whom it concerns, followed.

use std::rc::Rc;

use playtally::servers::{self, Event, Notice};
use playtally::time::{Span, Timestamp};
use serde_json::Value;
use worker::Response;

use super::door::unknown;
use super::webhook::Webhook;
use crate::account::Hub;
use crate::code;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::scrobble::FACT;

/// How long the words of a server are known again.
const REMEMBERED: Span = Span::from_hours(7 * 24);

/// And how many of an address.
const MOST_WORDS: u32 = 1_000;

impl Hub {
    /// `POST /hook/{secret}`, once it is known whose it is. What is understood is answered
    /// alike, whether a play comes of it or not: a server can do nothing about it.
    pub(crate) fn hear_webhook(self: &Rc<Self>, id: &str, words: &str) -> Answer<Response> {
        let mut webhook = self.webhook(id)?.ok_or_else(unknown)?;
        self.takes_plays()?;
        let now = drive::now();
        self.slow_down(now, FACT)?;
        let notice = match servers::read(words) {
            Ok(notice) => notice,
            Err(wrong) => {
                webhook.misunderstand(now, wrong.message());
                self.keep_webhook(&webhook)?;
                return Err(Problem::new(400, "unreadable_webhook", wrong.message()));
            }
        };
        let whose = webhook.hear(now, &notice);
        self.keep_webhook(&webhook)?;
        if let Some(profile) = whose {
            webhook.profile = profile;
            self.hear_notice(now, &webhook, &notice, &code::hashed("words", words))?;
        }
        reply::empty()
    }

    fn hear_notice(
        self: &Rc<Self>,
        now: Timestamp,
        webhook: &Webhook,
        notice: &Notice,
        words: &str,
    ) -> Answer<()> {
        let Some(item) = &notice.item else { return Ok(()) };
        match (notice.event, &item.media) {
            (Event::Other, _) => Ok(()),
            (Event::Rate(rating), Some(media)) => {
                self.rate_one(&webhook.profile, media.clone().into(), rating)
            }
            (Event::Rate(_), None) => Ok(()),
            _ => self.follow(now, webhook, notice, item, words),
        }
    }

    /// Whether a server said the same before, and cannot mean it again.
    ///
    /// # Design
    /// With the moment in them, words are never said twice. Without it a server does say the
    /// same again, as when somebody halts twice at one place; but not once it has counted the
    /// play, for then it counts one more in whatever it says.
    pub(super) fn is_said_again(
        &self,
        now: Timestamp,
        webhook: &Webhook,
        player: &str,
        notice: &Notice,
        words: &str,
    ) -> Answer<bool> {
        let (webhook, counted) = (&webhook.id, notice.event == Event::Scrobble);
        let spent = "SELECT words FROM webhook_words WHERE webhook = ? AND words = ? AND spent";
        if self.sql.first::<Value>(spent, &[webhook.into(), words.into()])?.is_some() {
            return Ok(true);
        }
        let spent = u32::from(notice.at.is_some() || counted);
        self.sql.run(
            "INSERT OR REPLACE INTO webhook_words (webhook, words, player, at, spent) \
             VALUES (?, ?, ?, ?, ?)",
            &[webhook.into(), words.into(), player.into(), now.into(), spent.into()],
        )?;
        if counted {
            let all = "UPDATE webhook_words SET spent = 1 WHERE webhook = ? AND player = ?";
            self.sql.run(all, &[webhook.into(), player.into()])?;
        }
        self.sql.run(
            "DELETE FROM webhook_words WHERE webhook = ?1 AND (at < ?2 OR words NOT IN (SELECT \
             words FROM webhook_words WHERE webhook = ?1 ORDER BY at DESC LIMIT ?3))",
            &[webhook.into(), (now - REMEMBERED).into(), MOST_WORDS.into()],
        )?;
        Ok(false)
    }
}
