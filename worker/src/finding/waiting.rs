//! What waits to be found out: lookups begun in their turn, questions that ended, and the
//! facts that are told once it is known what they are of.

use std::rc::Rc;

use playtally::lookup::Reason;
use playtally::outbox::Output;
use playtally::session::Fact;
use playtally::time::{Span, Timestamp};
use playtally::typed;

use super::{AGAIN, Finding, Row, joining};
use crate::account::{Hub, LOOK_AGAIN};
use crate::error::Answer;
use crate::store::Text;

/// Lookups begun at once; the next so many follow after `PACE_S` seconds.
const AT_ONCE: i64 = 5;
const PACE_S: i64 = 5;

impl Hub {
    /// Does what is due: begins lookups and goes on with them, ends what took too long.
    pub(crate) fn wake_findings(self: &Rc<Self>, now: Timestamp) -> Answer<()> {
        let due: Vec<Row> = self.sql.rows(
            "UPDATE findings SET next_at = ? WHERE next_at <= ? \
             RETURNING profile, key, since, body",
            &[(now + LOOK_AGAIN).into(), now.into()],
        )?;
        let mut place = 0;
        for Row { profile, key, since, body } in due {
            let finding = typed::from_str(&body);
            if let Ok(Finding::Asking { .. } | Finding::Joining { .. }) = &finding {
                let wait = self.turn(place);
                place += 1;
                if wait > Span::ZERO {
                    let later = "UPDATE findings SET next_at = ? WHERE profile = ? AND key = ?";
                    let next_at = now + wait;
                    let row = [next_at.into(), (&profile).into(), (&key).into()];
                    self.sql.run(later, &row)?;
                    continue;
                }
            }
            let hub = Rc::clone(self);
            match finding {
                Ok(Finding::Asking { lookup }) => {
                    self.spawn(async move { hub.find_out(&profile, &key, since, &lookup).await });
                }
                Ok(Finding::Joining { sought }) => {
                    self.spawn(async move { hub.join(&profile, &key, since, sought).await });
                }
                Ok(Finding::Held) => self.deliver(&profile, || {
                    self.forget_finding(&profile, &key)?;
                    self.tell_waiting(&profile, &key, None)
                })?,
                Ok(Finding::Question { reasons, .. }) if reasons.contains(&Reason::Trailer) => {
                    self.drop_waiting(&profile, &key)?;
                }
                // One that cannot be read must not cost what waits for it.
                Ok(Finding::Question { .. }) | Err(_) => {
                    self.settle(&profile, &key, now, Some(now + AGAIN), &Finding::AsItCame)?;
                }
                Ok(
                    Finding::Found { .. }
                    | Finding::Joined { .. }
                    | Finding::AsItCame
                    | Finding::LeftOut { .. },
                ) => self.forget_finding(&profile, &key)?,
            }
        }
        Ok(())
    }

    /// How long a lookup waits that is due as one of many. Each is a question of the person.
    fn turn(&self, place: i64) -> Span {
        let turn = Span::from_secs(place / AT_ONCE * PACE_S);
        if turn > Span::ZERO {
            return turn;
        }
        let refused = self.may_ask().err().map(|problem| problem.retry_after.unwrap_or(1));
        refused.map_or(Span::ZERO, |seconds| Span::from_secs(seconds.into()))
    }

    /// Nothing that waits under this key is told.
    pub(super) fn drop_waiting(&self, profile: &str, key: &str) -> Answer<()> {
        let gone = "DELETE FROM waiting WHERE profile = ? AND key = ?";
        self.sql.run(gone, &[profile.into(), key.into()])?;
        self.forget_finding(profile, key)
    }

    /// What waits of a play is told to nobody, and nobody is asked what it is of. Whether
    /// any of it waited.
    pub(crate) fn drop_waiting_play(&self, profile: &str, play_id: &str) -> Answer<bool> {
        let gone: Vec<Text> = self.sql.rows(
            "DELETE FROM waiting WHERE profile = ? AND json_extract(body, '$.playId') = ? \
             RETURNING key AS text",
            &[profile.into(), play_id.into()],
        )?;
        for Text { text: key } in &gone {
            self.sql.run(
                "DELETE FROM findings WHERE profile = ?1 AND key = ?2 AND NOT EXISTS \
                 (SELECT 1 FROM waiting WHERE profile = ?1 AND key = ?2)",
                &[profile.into(), key.into()],
            )?;
        }
        Ok(gone.iter().any(|row| !joining::is_join(&row.text)))
    }

    pub(super) fn forget_finding(&self, profile: &str, key: &str) -> Answer<()> {
        let gone = "DELETE FROM findings WHERE profile = ? AND key = ?";
        self.sql.run(gone, &[profile.into(), key.into()])
    }

    /// Keeps what was found out, and tells all that waited for it.
    pub(super) fn settle(
        self: &Rc<Self>,
        profile: &str,
        key: &str,
        since: Timestamp,
        next_at: Option<Timestamp>,
        finding: &Finding,
    ) -> Answer<()> {
        self.deliver(profile, || {
            self.keep_finding(profile, key, since, next_at, finding)?;
            self.tell_waiting(profile, key, None)
        })
    }

    fn deliver(
        self: &Rc<Self>,
        profile: &str,
        tell: impl FnOnce() -> Answer<Vec<Output>>,
    ) -> Answer<()> {
        let (_, outputs) = self.together(profile, || Ok(((), tell()?)))?;
        self.act(profile, outputs);
        self.arm();
        Ok(())
    }

    /// Tells the facts that waited under this key, in the order they came. Those that are
    /// still a riddle wait on, and those that are being joined. Those without a length are as long as is known by now.
    pub(super) fn tell_waiting(
        &self,
        profile: &str,
        key: &str,
        length: Option<f64>,
    ) -> Answer<Vec<Output>> {
        let waiting: Vec<Text> = self.sql.rows(
            "SELECT body AS text FROM waiting WHERE profile = ? AND key = ? ORDER BY place",
            &[profile.into(), key.into()],
        )?;
        let gone = "DELETE FROM waiting WHERE profile = ? AND key = ?";
        self.sql.run(gone, &[profile.into(), key.into()])?;
        let mut outputs = Vec::new();
        for row in waiting {
            match typed::from_str::<Fact>(&row.text) {
                Ok(mut fact) => {
                    fact.duration = fact.duration.or(length);
                    outputs.extend(if joining::is_join(key) {
                        self.tell_each(profile, fact, true)?
                    } else {
                        self.tell_now(profile, fact)?
                    });
                }
                Err(error) => worker::console_error!("a fact that waited is lost: {error}"),
            }
        }
        Ok(outputs)
    }
}
