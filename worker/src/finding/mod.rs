//! Finding what an item is before its plays are told: what the person said of its title,
//! else a lookup, else as it came. Facts that wait for it are rows, and none is lost.

mod corrections;
mod joining;
mod numbers;
mod search;
mod waiting;

use std::sync::LazyLock;

pub(crate) use corrections::check_said;

use playtally::lookup::anime::Rules;
use playtally::lookup::join::{Joined, Sought};
use playtally::lookup::{Lookup, Question, Reason, Scored, corrected, source_keys};
use playtally::media::{ExternalIds, Media, Work};
use playtally::outbox::Output;
use playtally::session::{Fact, What};
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::{Deserialize, Serialize};

use crate::account::Hub;
use crate::drive;
use crate::error::Answer;
use crate::store::{Text, to_body};

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
/// One that was found is believed so long.
const STANDS: Span = Span::from_hours(30 * 24);
/// A play that begins without its length is held so long, for the length to come.
const HOLD: Span = Span::from_secs(30);
/// Titles of a profile that are looked up or asked about; of more all is told as it came.
const MOST_OPEN: u32 = 200;

/// How entries and seasons of anime are numbered.
static RULES: LazyLock<Rules> = LazyLock::new(|| {
    const TEXT: &str = concat!(
        include_str!("../../../src/lookup/anime/seasons.txt"),
        include_str!("../../../src/lookup/anime/relations.txt"),
    );
    Rules::parse(TEXT).unwrap_or_default()
});

/// How far the finding of a title is; kept under its widest source key.
#[derive(Serialize)]
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
    /// Not told at all, as the person said, until they take it back.
    LeftOut { media: Box<Media> },
    /// Other catalogues are being asked about what has this id.
    Joining { sought: Sought },
    /// What they know of it.
    Joined { joined: Box<Joined> },
    /// A play, under its own key, that did not say its length yet: whether it is the film
    /// or its trailer nobody could tell.
    Held,
}

playtally::read_tagged!(Finding by "state" {
    "asking" => Asking { lookup },
    "question" => Question { media, reasons, candidates },
    "found" => Found { work },
    "as_it_came" => AsItCame,
    "left_out" => LeftOut { media },
    "joining" => Joining { sought },
    "joined" => Joined { joined },
    "held" => Held,
});

/// What is known of a fact's item.
enum Known {
    As(Box<Media>),
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
struct Count {
    count: u32,
}

impl Hub {
    /// What the outbox makes of a fact, once it is known what its item is; nothing as long
    /// as that is being found out. To be called in a transaction.
    pub(crate) fn tell(&self, profile: &str, fact: Fact) -> Answer<Vec<Output>> {
        let mut outputs = Vec::new();
        if !has_ids(&fact.media) && self.can_find(&fact.media) {
            let held = format!("play:{}", fact.play_id);
            if self.finding(profile, &held)?.is_some() {
                self.forget_finding(profile, &held)?;
                outputs = self.tell_waiting(profile, &held, fact.duration)?;
            } else if fact.what == What::Started
                && fact.duration.is_none()
                && self.corrected(profile, &fact.media)?.is_none()
            {
                let now = drive::now();
                self.keep_finding(profile, &held, now, Some(now + HOLD), &Finding::Held)?;
                self.keep_waiting(profile, &held, &fact)?;
                return Ok(outputs);
            }
        }
        outputs.extend(self.tell_now(profile, fact)?);
        Ok(outputs)
    }

    fn tell_now(&self, profile: &str, fact: Fact) -> Answer<Vec<Output>> {
        match self.known_as(profile, &fact)? {
            Known::As(media) => self.tell_each(profile, Fact { media: *media, ..fact }, false),
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
            return Ok(Known::As(Box::new(said)));
        }
        let as_it_came = || Known::As(Box::new(media.clone()));
        if has_ids(media) {
            return Ok(as_it_came());
        }
        Ok(match self.finding(profile, &key_of(fact))? {
            Some(Finding::LeftOut { .. }) => Known::LeftOut,
            _ if !self.can_find(media) => as_it_came(),
            Some(Finding::Found { work }) => Known::As(Box::new(corrected(media, &work))),
            Some(Finding::AsItCame) => as_it_came(),
            Some(
                Finding::Asking { .. }
                | Finding::Question { .. }
                | Finding::Held
                | Finding::Joining { .. }
                | Finding::Joined { .. },
            ) => Known::NotYet,
            None if self.is_full(profile)? => as_it_came(),
            None => Known::NotYet,
        })
    }

    /// What a fact is of, where nobody has to find that out any more.
    pub(crate) fn settled(&self, profile: &str, fact: &Fact) -> Answer<Option<Media>> {
        Ok(match self.known_as(profile, fact)? {
            Known::As(media) => Some(*media),
            Known::NotYet | Known::LeftOut => None,
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
            Some(Finding::Found { work }) if !has_ids(&media) => corrected(&media, &work),
            _ => media,
        })
    }

    /// Keeps a fact until it is known what its item is, and has that found out.
    fn wait(&self, profile: &str, fact: &Fact) -> Answer<()> {
        let key = key_of(fact);
        self.keep_waiting(profile, &key, fact)?;
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

    fn keep_waiting(&self, profile: &str, key: &str, fact: &Fact) -> Answer<()> {
        self.sql.run(
            "INSERT INTO waiting (profile, key, body) VALUES (?, ?, ?)",
            &[profile.into(), key.into(), (&to_body(fact)).into()],
        )
    }

    /// Whether so much is being found out that nothing more is begun.
    fn is_full(&self, profile: &str) -> Answer<bool> {
        let query = "SELECT count(*) AS count FROM findings WHERE profile = ? \
                     AND json_extract(body, '$.state') IN ('asking', 'question', 'joining')";
        let open: Option<Count> = self.sql.first(query, &[profile.into()])?;
        Ok(open.is_some_and(|row| row.count >= MOST_OPEN))
    }

    /// Whether some title stands for a work the catalogue told of.
    pub(crate) fn has_found(&self, profile: &str) -> Answer<bool> {
        let query = "SELECT (SELECT count(*) FROM findings WHERE profile = ? \
                     AND json_extract(body, '$.state') = 'found') + (SELECT count(*) \
                     FROM corrections WHERE profile = ? AND work IS NOT NULL) AS count";
        let works: Option<Count> = self.sql.first(query, &[profile.into(), profile.into()])?;
        Ok(works.is_some_and(|row| row.count > 0))
    }

    fn finding(&self, profile: &str, key: &str) -> Answer<Option<Finding>> {
        let query = "SELECT body AS text FROM findings WHERE profile = ? AND key = ?";
        let row: Option<Text> = self.sql.first(query, &[profile.into(), key.into()])?;
        Ok(row.and_then(|row| typed::from_str(&row.text).ok()))
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
}

/// The key under which it is found out what a fact is of.
fn key_of(fact: &Fact) -> String {
    let mut key = source_keys(&fact.media).pop().unwrap_or_default();
    if fact.duration.is_some_and(|seconds| seconds < SHORT) {
        key.push_str(AS_SHORT);
    }
    key
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
