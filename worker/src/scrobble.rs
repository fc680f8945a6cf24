//! Facts in, and what became of them: plays and saved places.

use std::rc::Rc;

use playtally::http::percent_decode;
use playtally::map::Set;
use playtally::media::{self, Media};
use playtally::outbox::Output;
use playtally::session::{Fact, SavedPlace, What};
use playtally::threshold::{Played, Rule};
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use worker::Response;

use crate::account::Hub;
use crate::commands::Command;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::history::Known;
use crate::reply;
use crate::store::to_body;

/// Longer than anything is, in seconds.
const LONGEST_S: f64 = 1e9;

/// Speeds a session tells.
const RATES: std::ops::RangeInclusive<f64> = 0.0625..=16.0;

/// Facts a request may carry.
const MOST_FACTS: usize = 50;

/// What a person may send in a minute, counted in raw events; a fact weighs as much as fifty.
const EVENTS_A_MINUTE: u32 = 15_000;
pub(crate) const FACT: u32 = 50;

/// Saved places of this share of the length are offered again.
pub(crate) const RESUMABLE: std::ops::RangeInclusive<f64> = 1.0..=95.0;

#[derive(Deserialize)]
struct Facts {
    facts: Vec<Fact>,
    /// The play whose player asks what is wanted of it, though it has nothing to tell.
    playing: Option<String>,
}

/// Only raw events name their player; both may say how far its clock is ahead of UTC.
#[derive(Deserialize)]
struct Form {
    player: Option<IgnoredAny>,
    utc_offset: Option<Value>,
}

/// Where facts come from.
pub(crate) struct Source<'a> {
    /// The player whose session runs here.
    pub(crate) player: Option<&'a str>,
    /// The paired device; `None` for the hub's own page.
    pub(crate) device: Option<&'a str>,
}

#[derive(Deserialize)]
pub(crate) struct PlayRow {
    pub(crate) key: String,
    pub(crate) watched_at: Option<Timestamp>,
    command: Option<Command>,
    pub(crate) body: String,
}

#[derive(Deserialize)]
struct Watched {
    plays: u32,
    last: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Seen {
    #[serde(rename = "seq")]
    _seq: u32,
}

impl Hub {
    /// `POST scrobble`: facts, or the events they follow from.
    pub(crate) fn scrobble(
        self: &Rc<Self>,
        profile: &str,
        device: Option<&str>,
        body: &str,
    ) -> Answer<Response> {
        self.takes_plays()?;
        // What is no form at all is refused as facts.
        let form = typed::from_str(body).unwrap_or(Form { player: None, utc_offset: None });
        if let Some(minutes) = &form.utc_offset {
            self.hear_clock(profile, minutes)?;
        }
        match form.player {
            Some(_) => self.hear(profile, device, body),
            None => self.take_body(profile, device, body),
        }
    }

    /// Keeps the facts and what they mean, then delivers.
    fn take_body(
        self: &Rc<Self>,
        profile: &str,
        device: Option<&str>,
        body: &str,
    ) -> Answer<Response> {
        let Facts { facts, playing } = typed::from_str(body)
            .map_err(|error| Problem::bad_request(format!("The facts cannot be read: {error}")))?;
        check(&facts, playing.as_deref())?;
        let total = facts.len();
        let told = facts.iter().map(|fact| fact.play_id.clone());
        let plays: Set<String> = told.chain(playing.clone()).collect();
        let weight = (u32::try_from(total).unwrap_or(u32::MAX) * FACT).max(1);
        self.slow_down(drive::now(), weight)?;
        if let Some(play_id) = &playing {
            self.note_asking(profile, play_id, drive::now())?;
        }
        let source = Source { player: None, device };
        let (accepted, outputs) =
            self.together(profile, || self.take_facts(profile, facts, &source))?;
        self.arm();
        self.act(profile, outputs);
        let mut shown = json!({ "accepted": accepted, "known": total - accepted });
        let commands = self.commands_of(profile, &plays)?;
        if !commands.is_empty() {
            shown["commands"] = json!(commands);
        }
        reply::json(202, &shown)
    }

    /// Writes down the facts and what they mean: how many are new, and what is to be done.
    /// One that came before changes nothing, nor does one of a play that the person closed.
    pub(crate) fn take_facts(
        &self,
        profile: &str,
        facts: Vec<Fact>,
        source: &Source<'_>,
    ) -> Answer<(usize, Vec<Output>)> {
        let now = drive::now();
        let rules = self.rules(profile)?;
        let mut outputs = Vec::new();
        let mut accepted = 0;
        for fact in facts {
            if self.is_new(profile, &fact)? {
                accepted += 1;
                if self.is_closed(profile, &fact.play_id)? {
                    continue;
                }
                let mut fact = not_ahead(now, fact);
                if self.was_submitted(profile, &fact)? {
                    continue;
                }
                if self.is_echo(profile, &mut fact)? {
                    self.keep_echo(profile, &fact)?;
                    continue;
                }
                self.note_fact(profile, &fact)?;
                self.note_playing(profile, now, &fact, source)?;
                for overlooked in overlooked(&rules, &fact) {
                    self.keep_watched(profile, &overlooked)?;
                    outputs.extend(self.tell(profile, overlooked)?);
                }
                outputs.extend(self.tell(profile, fact)?);
            }
        }
        Ok((accepted, outputs))
    }

    /// Whether a fact is told for the first time.
    fn is_new(&self, profile: &str, fact: &Fact) -> Answer<bool> {
        let new: Option<Seen> = self.sql.first(
            "INSERT OR IGNORE INTO facts (profile, play_id, seq, at) VALUES (?, ?, ?, ?) \
             RETURNING seq",
            &[profile.into(), (&fact.play_id).into(), fact.seq.into(), fact.at.into()],
        )?;
        Ok(new.is_some())
    }

    /// Keeps what a fact says of its play.
    pub(crate) fn note_fact(&self, profile: &str, fact: &Fact) -> Answer<()> {
        let watched_at = match &fact.what {
            What::Watched { watched_at, .. } => Some(*watched_at),
            _ => None,
        };
        // What was asked for has happened.
        let halted = matches!(fact.what, What::Paused | What::Stopped);
        self.sql.run(
            "INSERT INTO plays (profile, play_id, key, seq, heard_at, watched_at, body) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET \
             watched_at = coalesce(watched_at, excluded.watched_at), \
             command = iif(?8 AND excluded.seq > seq, NULL, command), \
             key = iif(excluded.seq > seq, excluded.key, key), \
             heard_at = iif(excluded.seq > seq, excluded.heard_at, heard_at), \
             body = iif(excluded.seq > seq, excluded.body, body), \
             seq = max(excluded.seq, seq)",
            &[
                profile.into(),
                (&fact.play_id).into(),
                (&media::composite_key(&fact.media)).into(),
                fact.seq.into(),
                fact.at.into(),
                watched_at.into(),
                (&to_body(fact)).into(),
                u32::from(halted).into(),
            ],
        )
    }

    fn keep_watched(&self, profile: &str, fact: &Fact) -> Answer<()> {
        let What::Watched { watched_at, .. } = fact.what else { return Ok(()) };
        self.sql.run(
            "UPDATE plays SET watched_at = coalesce(watched_at, ?) \
             WHERE profile = ? AND play_id = ?",
            &[watched_at.into(), profile.into(), (&fact.play_id).into()],
        )
    }

    /// The owner may have switched it off.
    pub(crate) fn takes_plays(&self) -> Answer<()> {
        if self.config.scrobbling {
            return Ok(());
        }
        Err(Problem::new(409, "not_configured", "This hub takes no plays now."))
    }

    /// The hub's own limit, so that a player gone wild harms nobody.
    pub(crate) fn slow_down(&self, now: Timestamp, events: u32) -> Answer<()> {
        let (since, count) = self.flood.get();
        let fresh = now - since >= Span::from_mins(1) || now < since;
        let (since, count) = if fresh { (now, events) } else { (since, count + events) };
        if count > EVENTS_A_MINUTE {
            let wait = Span::from_mins(1).millis() - (now - since).millis();
            let mut problem = Problem::new(
                429,
                "too_many_requests",
                "That is more than anybody plays in a minute. Wait, then send again.",
            );
            problem.retry_after = u32::try_from(wait / 1000 + 1).ok();
            return Err(problem);
        }
        self.flood.set((since, count));
        Ok(())
    }

    /// `GET state`: what is known of some items, or all places to go on from.
    pub(crate) fn state(self: &Rc<Self>, profile: &str, query: &str) -> Answer<Response> {
        let Some(ids) = query.split('&').find_map(|pair| pair.strip_prefix("ids=")) else {
            return reply::json(200, &json!({ "continue": self.continued(profile)? }));
        };
        // Split before it is decoded: a key may hold a comma of its own.
        let keys = ids.split(',').filter(|key| !key.is_empty()).take(100);
        let wrong = || Problem::bad_request("ids: keys, percent-encoded");
        let keys = keys.map(|key| percent_decode(key).ok_or_else(wrong));
        let keys: Vec<String> = keys.collect::<Answer<_>>()?;
        let mut states = Map::new();
        for (key, known) in keys.iter().zip(self.known_of(profile, &keys)?) {
            states.insert(key.clone(), self.state_of(profile, key, known)?);
        }
        reply::json(200, &json!({ "states": states }))
    }

    fn state_of(&self, profile: &str, key: &str, known: Known) -> Answer<Value> {
        // What counted and is not in the library yet, for nobody knows what it is.
        let waiting: Option<Watched> = self.sql.first(
            "SELECT count(*) AS plays, max(watched_at) AS last FROM plays \
             WHERE profile = ? AND key = ? AND watched_at NOT NULL AND kept IS NULL",
            &[profile.into(), key.into()],
        )?;
        let latest: Option<PlayRow> = self.sql.first(
            "SELECT key, watched_at, command, body FROM plays WHERE profile = ? AND key = ? \
             ORDER BY heard_at DESC LIMIT 1",
            &[profile.into(), key.into()],
        )?;
        let (plays, last) = waiting.map(|row| (row.plays, row.last)).unwrap_or_default();
        let (plays, last) = (plays + known.plays, last.max(known.last));
        let mut state = json!({ "watched": plays > 0, "plays": plays });
        if let Some(last) = last {
            state["last_watched_at"] = json!(last.to_rfc3339());
        }
        if let Some(rating) = known.rating {
            state["rating"] = json!(rating);
        }
        if let Some(place) = latest.and_then(|row| place_of(&row))
            && !self.is_dismissed(profile, key, place.saved_at)?
        {
            state["resume"] = json!(place);
        }
        Ok(state)
    }
}

/// A fact from a device whose clock is ahead, moved back to now with all its moments.
fn not_ahead(now: Timestamp, mut fact: Fact) -> Fact {
    if fact.at > now {
        let ahead = fact.at - now;
        fact.at = now;
        fact.started_at = fact.started_at - ahead;
        if let What::Watched { watched_at, .. } = &mut fact.what {
            *watched_at = *watched_at - ahead;
        }
    }
    fact.started_at = fact.started_at.min(fact.at);
    if let What::Watched { watched_at, .. } = &mut fact.what {
        *watched_at = (*watched_at).min(fact.at);
    }
    fact
}

/// The rules of today that an ended play meets though nobody watched it by them: the
/// person changed a threshold, and the browser still had the old ones.
fn overlooked(rules: &[Rule], fact: &Fact) -> Vec<Fact> {
    if fact.what != What::Stopped {
        return Vec::new();
    }
    let played = Played {
        position: Span::from_secs_f64(fact.position),
        duration: fact.duration.map(Span::from_secs_f64),
        credit: fact.credit,
        wall: fact.wall,
    };
    let met = |rule: &&Rule| {
        rule.test.applies_to(fact.media.kind())
            && !fact.rules_met.contains(&rule.id)
            && rule.test.is_met(&played)
    };
    let watched_at = if fact.media.is_music() { fact.started_at } else { fact.at };
    let told = |rule: &Rule| Fact {
        // Just before the end, which is told next.
        seq: fact.seq.saturating_sub(1),
        what: What::Watched { rule: rule.clone(), watched_at },
        ..fact.clone()
    };
    rules.iter().filter(met).map(told).collect()
}

/// Where to go on, unless the play counted already or hardly began.
pub(crate) fn place_of(row: &PlayRow) -> Option<SavedPlace> {
    let fact: Fact = typed::from_str(&row.body).ok()?;
    let percent = fact.percent()?;
    let dropped = row.command == Some(Command::Discard);
    if row.watched_at.is_some() || dropped || !RESUMABLE.contains(&percent) {
        return None;
    }
    Some(SavedPlace {
        play_id: fact.play_id,
        seq: fact.seq,
        position: fact.position,
        duration: fact.duration,
        credit: fact.credit,
        wall: fact.wall,
        rules_met: fact.rules_met,
        started_at: fact.started_at,
        saved_at: fact.at,
    })
}

/// Refuses facts no session makes, before anything of them is kept.
fn check(facts: &[Fact], playing: Option<&str>) -> Answer<()> {
    if facts.len() > MOST_FACTS || (facts.is_empty() && playing.is_none()) {
        return Err(Problem::bad_request(format!("facts: 1 to {MOST_FACTS} of them")));
    }
    if let Some(play_id) = playing {
        check_id("playing", play_id)?;
    }
    for (index, fact) in facts.iter().enumerate() {
        let wrong = |field: &str| Err(Problem::bad_request(format!("facts[{index}].{field}")));
        check_id(&format!("facts[{index}].playId"), &fact.play_id)?;
        if !fact.position.is_finite() || fact.position < 0.0 {
            return wrong("position: seconds, 0 or more");
        }
        if !fact.duration.is_none_or(|duration| (0.0..=LONGEST_S).contains(&duration)) {
            return wrong("duration: seconds, up to a billion");
        }
        if !RATES.contains(&fact.rate) {
            return wrong("rate: 1/16 to 16");
        }
        check_media(&format!("facts[{index}].media"), &fact.media)?;
    }
    Ok(())
}

pub(crate) fn check_id(field: &str, id: &str) -> Answer<()> {
    let fits = (1..=100).contains(&id.len())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || "-._:".contains(c));
    let wrong = || Problem::bad_request(format!("{field}: 1 to 100 letters, digits, - . _ :"));
    fits.then_some(()).ok_or_else(wrong)
}

pub(crate) fn check_media(field: &str, media: &Media) -> Answer<()> {
    let wrong = || Problem::bad_request(format!("{field}: at most 4,096 bytes"));
    (to_body(media).len() <= 4_096).then_some(()).ok_or_else(wrong)
}
