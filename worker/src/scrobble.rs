//! Facts in, and what became of them: plays, saved places, the outbox as people see it.

use std::rc::Rc;

use playtally::http::percent_decode;
use playtally::media::{self, Media};
use playtally::outbox::{self, Entry, Input, Output, State as Standing};
use playtally::providers;
use playtally::session::{Fact, SavedPlace, What};
use playtally::sorted::sort_by_key;
use playtally::threshold::{Played, Rule};
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use worker::Response;

use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::history::Known;
use crate::metadata::catalogue;
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
const RESUMABLE: std::ops::RangeInclusive<f64> = 1.0..=95.0;

/// Saved places offered at most.
const MOST_PLACES: u32 = 20;

#[derive(Deserialize)]
struct Facts {
    facts: Vec<Fact>,
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
struct PlayRow {
    key: String,
    watched_at: Option<Timestamp>,
    body: String,
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
        let Facts { facts } = typed::from_str(body)
            .map_err(|error| Problem::bad_request(format!("The facts cannot be read: {error}")))?;
        check(&facts)?;
        let total = facts.len();
        self.slow_down(drive::now(), u32::try_from(total).unwrap_or(u32::MAX) * FACT)?;
        let source = Source { player: None, device };
        let (accepted, outputs) =
            self.together(profile, || self.take_facts(profile, facts, &source))?;
        self.arm();
        self.act(profile, outputs);
        reply::json(202, &json!({ "accepted": accepted, "known": total - accepted }))
    }

    /// Writes down the facts and what they mean: how many are new, and what is to be done.
    /// One that came before changes nothing.
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
                let fact = not_ahead(now, fact);
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
    fn note_fact(&self, profile: &str, fact: &Fact) -> Answer<()> {
        let watched_at = match &fact.what {
            What::Watched { watched_at, .. } => Some(*watched_at),
            _ => None,
        };
        self.sql.run(
            "INSERT INTO plays (profile, play_id, key, seq, heard_at, watched_at, body) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET \
             watched_at = coalesce(watched_at, excluded.watched_at), \
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
    pub(crate) fn state(&self, profile: &str, query: &str) -> Answer<Response> {
        let Some(ids) = query.split('&').find_map(|pair| pair.strip_prefix("ids=")) else {
            return reply::json(200, &json!({ "continue": self.places(profile)? }));
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
            "SELECT key, watched_at, body FROM plays WHERE profile = ? AND key = ? \
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
        if let Some(place) = latest.and_then(|row| place_of(&row)) {
            state["resume"] = json!(place);
        }
        Ok(state)
    }

    fn places(&self, profile: &str) -> Answer<Vec<Value>> {
        let rows: Vec<PlayRow> = self.sql.rows(
            "SELECT * FROM (SELECT key, watched_at, body, max(heard_at) AS heard FROM plays \
             WHERE profile = ? GROUP BY key) WHERE watched_at IS NULL ORDER BY heard DESC LIMIT ?",
            &[profile.into(), MOST_PLACES.into()],
        )?;
        let offer = |row: PlayRow| {
            let fact: Fact = typed::from_str(&row.body).ok()?;
            let place = place_of(&row)?;
            Some(json!({ "key": row.key, "media": fact.media, "resume": place }))
        };
        Ok(rows.into_iter().filter_map(offer).collect())
    }

    /// `GET outbox`
    pub(crate) fn list_outbox(&self, profile: &str) -> Answer<Response> {
        reply::json(200, &self.outbox_of(profile)?)
    }

    /// The entries of the outbox as a page shows them, the newest first.
    pub(crate) fn outbox_of(&self, profile: &str) -> Answer<Value> {
        let mut entries = self.with_outbox(profile, |outbox| {
            outbox.entries().map(|entry| (entry.at, show(entry))).collect::<Vec<_>>()
        })?;
        sort_by_key(&mut entries, |(at, _)| std::cmp::Reverse(*at));
        let entries: Vec<_> = entries.into_iter().map(|(_, entry)| entry).collect();
        // What was found bears the catalogue's title.
        let found = !entries.is_empty() && self.has_found(profile)?;
        let source = catalogue::service().filter(|_| found);
        let attribution = source.and_then(catalogue::attribution);
        Ok(json!({ "entries": entries, "attribution": attribution }))
    }

    /// `POST user/outbox/{id}/retry`
    pub(crate) async fn retry(self: &Rc<Self>, profile: &str, id: &str) -> Answer<Response> {
        let entry = self.known_entry(profile, id)?;
        let unfiled = self.with_outbox(profile, |outbox| {
            let known = outbox.entries().find(|known| known.id == entry)?;
            let service = providers::by_id(service_of(known))?;
            let unfiled = known.reason.as_ref() == Some(&outbox::unfiled());
            unfiled.then(|| (service, known.media.clone()))
        })?;
        let input = match unfiled {
            Some((service, media)) => {
                let media = self.as_filed(service, media).await?;
                Input::RetryAs { entry: entry.clone(), media: Box::new(media) }
            }
            None => Input::Retry { entry: entry.clone() },
        };
        self.feed(profile, input);
        let shown = self.with_outbox(profile, |outbox| {
            outbox.entries().find(|known| known.id == entry).map(show)
        })?;
        reply::json(200, &json!({ "entry": shown }))
    }

    /// `DELETE user/outbox/{id}`
    pub(crate) fn drop_entry(self: &Rc<Self>, profile: &str, id: &str) -> Answer<Response> {
        let entry = self.known_entry(profile, id)?;
        self.feed(profile, Input::Drop { entry });
        reply::empty()
    }

    fn known_entry(&self, profile: &str, id: &str) -> Answer<String> {
        let id = percent_decode(id).ok_or_else(Problem::not_found)?;
        self.with_outbox(profile, |outbox| {
            outbox.entries().any(|entry| entry.id == id).then_some(id)
        })?
        .ok_or_else(Problem::not_found)
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

fn service_of(entry: &Entry) -> &str {
    entry.destination.rsplit('/').next().unwrap_or_default()
}

/// An entry as the page shows it.
fn show(entry: &Entry) -> Value {
    let service = service_of(entry);
    let (state, outcome) = match entry.state {
        Standing::Live => ("live", None),
        Standing::Waiting => ("waiting", None),
        Standing::Sending => ("sending", None),
        Standing::Checking => ("checking", None),
        Standing::SignedOut => ("signed_out", None),
        Standing::Stored => ("done", Some("stored")),
        Standing::AlreadyThere => ("done", Some("already_there")),
        Standing::Dead => ("dead", None),
    };
    let mut shown = json!({
        "id": entry.id,
        "play_id": entry.play_id,
        "service": service,
        "media": entry.media,
        "title": entry.media.label(),
        "state": state,
        "attempts": entry.attempts,
        "at": entry.at.to_rfc3339(),
    });
    let optional = [
        ("watched_at", entry.watched_at.map(|at| json!(at.to_rfc3339()))),
        ("next_at", entry.not_before.map(|at| json!(at.to_rfc3339()))),
        ("outcome", outcome.map(|outcome| json!(outcome))),
        (
            "reason",
            entry.reason.as_ref().map(|e| json!({ "code": e.kind.code(), "text": e.message })),
        ),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            shown[name] = value;
        }
    }
    shown
}

/// Where to go on, unless the play counted already or hardly began.
fn place_of(row: &PlayRow) -> Option<SavedPlace> {
    let fact: Fact = typed::from_str(&row.body).ok()?;
    let percent = fact.percent()?;
    if row.watched_at.is_some() || !RESUMABLE.contains(&percent) {
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
fn check(facts: &[Fact]) -> Answer<()> {
    if facts.is_empty() || facts.len() > MOST_FACTS {
        return Err(Problem::bad_request(format!("facts: 1 to {MOST_FACTS} of them")));
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
