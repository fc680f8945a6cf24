//! Finding what an item is before its plays are told: what the person said of its title,
//! else a lookup, else as it came. Facts that wait for it are rows, and none is lost.

mod corrections;
mod search;

use std::rc::Rc;
use std::sync::LazyLock;

use playtally::lookup::anime::Rules;
use playtally::lookup::{Lookup, Question, Reason, Scored, source_keys};
use playtally::media::{ExternalIds, Media, Work};
use playtally::outbox::{Input, Output};
use playtally::providers::{self, Keeps};
use playtally::session::Fact;
use playtally::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use crate::account::{Hub, LOOK_AGAIN};
use crate::drive;
use crate::error::Answer;
use crate::store::to_body;

/// After this an item that could not be looked up is told as it came.
const LONG_ENOUGH: Span = Span::from_hours(1);
/// A question nobody answers is over then.
const UNANSWERED: Span = Span::from_hours(30 * 24);
/// What is shorter in seconds is found by itself, so that a trailer never holds up its film.
const SHORT: f64 = 600.0;
/// Follows the source key of what is short.
const AS_SHORT: &str = ":short";
/// A title nobody knows is looked up again then.
const AGAIN: Span = Span::from_hours(24);

/// How entries and seasons of anime are numbered.
static RULES: LazyLock<Rules> = LazyLock::new(|| {
    const TEXT: &str = concat!(
        include_str!("../../../src/lookup/anime/seasons.txt"),
        include_str!("../../../src/lookup/anime/relations.txt"),
    );
    Rules::parse(TEXT).unwrap_or_default()
});

/// How far the finding of a title is; kept under its widest source key.
#[derive(Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum Finding {
    /// Being looked up; the lookup as it was saved.
    Asking { lookup: String },
    /// The person has to say.
    Question { media: Box<Media>, reasons: Vec<Reason>, candidates: Vec<Scored> },
    /// This is what the title stands for.
    Found { work: Box<Work> },
    /// Told as it came.
    AsItCame,
    /// Not told at all, as the person said.
    LeftOut,
}

/// What is known of a fact's item.
enum Known {
    As(Media),
    NotYet,
    LeftOut,
}

#[derive(Deserialize)]
struct Row {
    profile: String,
    key: String,
    since: Timestamp,
    body: String,
}

#[derive(Deserialize)]
struct Body {
    body: String,
}

impl Hub {
    /// What the outbox makes of a fact, once it is known what its item is; nothing as long
    /// as that is being found out. To be called in a transaction.
    pub(crate) fn tell(&self, profile: &str, fact: Fact) -> Answer<Vec<Output>> {
        match self.known_as(profile, &fact)? {
            Known::As(media) => {
                let fact = Fact { media, ..fact };
                let filed = filed(&fact.media);
                self.take(profile, Input::FactAs { fact, filed })
            }
            Known::NotYet => {
                self.wait(profile, &fact)?;
                Ok(Vec::new())
            }
            Known::LeftOut => Ok(Vec::new()),
        }
    }

    /// What the item is as far as anybody said.
    fn known_as(&self, profile: &str, fact: &Fact) -> Answer<Known> {
        let media = &fact.media;
        if let Some(said) = self.corrected(profile, media)? {
            return Ok(Known::As(said));
        }
        if has_ids(media) || !self.can_find(media) {
            return Ok(Known::As(media.clone()));
        }
        Ok(match self.finding(profile, &key_of(fact))? {
            Some(Finding::Found { work }) => Known::As(playtally::lookup::corrected(media, &work)),
            Some(Finding::AsItCame) => Known::As(media.clone()),
            Some(Finding::LeftOut) => Known::LeftOut,
            Some(Finding::Asking { .. } | Finding::Question { .. }) | None => Known::NotYet,
        })
    }

    /// The item as far as it is known by now, for what cannot wait.
    pub(crate) fn as_known(&self, profile: &str, media: Media) -> Answer<Media> {
        if let Some(said) = self.corrected(profile, &media)? {
            return Ok(said);
        }
        let keys = source_keys(&media);
        let finding = keys.last().map(|key| self.finding(profile, key)).transpose()?.flatten();
        Ok(match finding {
            Some(Finding::Found { work }) if !has_ids(&media) => {
                playtally::lookup::corrected(&media, &work)
            }
            _ => media,
        })
    }

    /// Keeps a fact until it is known what its item is, and has that found out.
    fn wait(&self, profile: &str, fact: &Fact) -> Answer<()> {
        let key = key_of(fact);
        self.sql.run(
            "INSERT INTO waiting (profile, key, body) VALUES (?, ?, ?)",
            &[profile.into(), (&key).into(), (&to_body(fact)).into()],
        )?;
        if self.finding(profile, &key)?.is_none() {
            let question = Question {
                media: fact.media.clone(),
                duration: fact.duration,
                enough: Vec::new(),
                correction: None,
            };
            let lookup = Lookup::new(question, None, None).snapshot();
            let now = drive::now();
            // The alarm begins it, as it would after a crash.
            self.keep_finding(profile, &key, now, Some(now), &Finding::Asking { lookup })?;
        }
        Ok(())
    }

    fn finding(&self, profile: &str, key: &str) -> Answer<Option<Finding>> {
        let query = "SELECT body FROM findings WHERE profile = ? AND key = ?";
        let row: Option<Body> = self.sql.first(query, &[profile.into(), key.into()])?;
        Ok(row.and_then(|row| serde_json::from_str(&row.body).ok()))
    }

    fn keep_finding(
        &self,
        profile: &str,
        key: &str,
        since: Timestamp,
        next_at: Option<Timestamp>,
        finding: &Finding,
    ) -> Answer<()> {
        self.sql.run(
            "INSERT OR REPLACE INTO findings (profile, key, since, next_at, body) \
             VALUES (?, ?, ?, ?, ?)",
            &[profile.into(), key.into(), since.into(), next_at.into(), (&to_body(finding)).into()],
        )
    }

    /// Does what is due: begins lookups and goes on with them, ends what took too long.
    pub(crate) fn wake_findings(self: &Rc<Self>, now: Timestamp) -> Answer<()> {
        let due: Vec<Row> = self.sql.rows(
            "UPDATE findings SET next_at = ? WHERE next_at <= ? \
             RETURNING profile, key, since, body",
            &[(now + LOOK_AGAIN).into(), now.into()],
        )?;
        for Row { profile, key, since, body } in due {
            match serde_json::from_str(&body) {
                Ok(Finding::Asking { lookup }) => {
                    let hub = Rc::clone(self);
                    self.spawn(async move { hub.find_out(&profile, &key, since, &lookup).await });
                }
                Ok(Finding::Question { reasons, .. }) if reasons.contains(&Reason::Trailer) => {
                    self.drop_waiting(&profile, &key)?;
                }
                // One that cannot be read must not cost what waits for it.
                Ok(Finding::Question { .. }) | Err(_) => {
                    self.settle(&profile, &key, now, Some(now + AGAIN), &Finding::AsItCame)?;
                }
                Ok(Finding::Found { .. } | Finding::AsItCame | Finding::LeftOut) => {
                    self.forget_finding(&profile, &key)?;
                }
            }
        }
        Ok(())
    }

    /// Nothing that waits under this key is told.
    fn drop_waiting(&self, profile: &str, key: &str) -> Answer<()> {
        let gone = "DELETE FROM waiting WHERE profile = ? AND key = ?";
        self.sql.run(gone, &[profile.into(), key.into()])?;
        self.forget_finding(profile, key)
    }

    fn forget_finding(&self, profile: &str, key: &str) -> Answer<()> {
        let gone = "DELETE FROM findings WHERE profile = ? AND key = ?";
        self.sql.run(gone, &[profile.into(), key.into()])
    }

    /// Keeps what was found out, and tells all that waited for it.
    fn settle(
        self: &Rc<Self>,
        profile: &str,
        key: &str,
        since: Timestamp,
        next_at: Option<Timestamp>,
        finding: &Finding,
    ) -> Answer<()> {
        let (_, outputs) = self.together(profile, || {
            self.keep_finding(profile, key, since, next_at, finding)?;
            Ok(((), self.tell_waiting(profile, key)?))
        })?;
        self.act(profile, outputs);
        self.arm();
        Ok(())
    }

    /// Tells the facts that waited under this key, in the order they came. Those that are
    /// still a riddle wait on.
    fn tell_waiting(&self, profile: &str, key: &str) -> Answer<Vec<Output>> {
        let waiting: Vec<Body> = self.sql.rows(
            "SELECT body FROM waiting WHERE profile = ? AND key = ? ORDER BY place",
            &[profile.into(), key.into()],
        )?;
        let gone = "DELETE FROM waiting WHERE profile = ? AND key = ?";
        self.sql.run(gone, &[profile.into(), key.into()])?;
        let mut outputs = Vec::new();
        for row in waiting {
            match serde_json::from_str(&row.body) {
                Ok(fact) => outputs.extend(self.tell(profile, fact)?),
                Err(error) => worker::console_error!("a fact that waited is lost: {error}"),
            }
        }
        Ok(outputs)
    }
}

/// The key under which it is found out what a fact is of.
fn key_of(fact: &Fact) -> String {
    let mut key = source_keys(&fact.media).pop().unwrap_or_default();
    if fact.duration.is_some_and(|seconds| seconds < SHORT) {
        key.push_str(AS_SHORT);
    }
    key
}

/// The services that file the item as another one, each with what it is there.
fn filed(media: &Media) -> Vec<(String, Option<Media>)> {
    let all = providers::ALL.iter().map(|service| service.descriptor());
    all.filter(|it| it.keeps == Keeps::Progress && !it.needs.is_empty())
        .map(|it| (it.id.to_owned(), RULES.filed(media, it.needs)))
        .filter(|(_, filed)| filed.as_ref() != Some(media))
        .collect()
}

/// Whether any catalogue's id names it.
fn has_ids(media: &Media) -> bool {
    let none = ExternalIds::is_empty;
    match media {
        Media::Movie(movie) => !none(&movie.ids),
        Media::Episode(episode) => !none(&episode.show.ids) || !none(&episode.ids),
        Media::Track(track) => !none(&track.ids),
    }
}
