//! What the person says a title is, and the questions they are asked.

use std::rc::Rc;

use playtally::lookup::{corrected, source_key, source_keys};
use playtally::media::{Media, Work};
use playtally::typed;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use super::{AS_SHORT, Count, Finding, Row, has_ids};
use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::metadata::catalogue;
use crate::reply;
use crate::scrobble::check_media;
use crate::store::to_body;

/// Corrections a person may keep, and as many titles left out.
const MOST: u32 = 1_000;

/// Body of `PUT corrections`; without a work the title is right as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    source: Option<Media>,
    /// Instead of the source: a play of it.
    play_id: Option<String>,
    work: Option<Work>,
}

#[derive(Deserialize)]
struct Kept {
    key: String,
    source: String,
    work: Option<String>,
}

impl Kept {
    fn work(&self) -> Option<Work> {
        typed::from_str(self.work.as_deref()?).ok()
    }

    /// What was said of a title alone says nothing of an item that a catalogue's id names.
    fn is_of(&self, media: &Media) -> bool {
        !has_ids(media) || typed::from_str(&self.source).is_ok_and(|it| has_ids(&it))
    }
}

impl Hub {
    /// What the person said the item is; the outer one is absent where they said nothing.
    pub(super) fn correction(&self, profile: &str, media: &Media) -> Answer<Option<Option<Work>>> {
        let query = "SELECT key, source, work FROM corrections WHERE profile = ? AND key = ?";
        for key in source_keys(media) {
            let kept: Option<Kept> = self.sql.first(query, &[profile.into(), (&key).into()])?;
            if let Some(kept) = kept.filter(|kept| kept.is_of(media)) {
                return Ok(Some(kept.work()));
            }
        }
        Ok(None)
    }

    /// The item as the person said it is.
    pub(super) fn corrected(&self, profile: &str, media: &Media) -> Answer<Option<Media>> {
        let said = self.correction(profile, media)?;
        Ok(said.map(|work| work.map_or_else(|| media.clone(), |work| corrected(media, &work))))
    }

    /// `GET corrections`
    pub(crate) fn list_corrections(&self, profile: &str) -> Answer<Response> {
        let query = "SELECT key, source, work FROM corrections WHERE profile = ? ORDER BY at DESC";
        let rows: Vec<Kept> = self.sql.rows(query, &[profile.into()])?;
        let show = |row: &Kept| {
            let source: Option<Media> = typed::from_str(&row.source).ok();
            let mut shown = json!({ "key": row.key, "source": source });
            if let Some(work) = row.work() {
                shown["work"] = json!(work);
            }
            shown
        };
        let mut shown: Vec<Value> = rows.iter().map(show).collect();
        for row in self.left_out(profile)? {
            if let Ok(Finding::LeftOut { media }) = typed::from_str(&row.body) {
                let short = row.key.ends_with(AS_SHORT);
                let left_out =
                    json!({ "key": row.key, "source": media, "left_out": true, "short": short });
                shown.push(left_out);
            }
        }
        reply::json(200, &json!({ "corrections": shown }))
    }

    /// `PUT corrections`: from now on this title is that work, and so is what waits.
    pub(crate) fn correct(self: &Rc<Self>, profile: &str, body: &str) -> Answer<Response> {
        let Said { source, play_id, work } = typed::from_str(body).map_err(|error| {
            Problem::bad_request(format!("The correction cannot be read: {error}"))
        })?;
        let source = match (source, play_id) {
            (Some(source), None) => source,
            (None, Some(id)) => self.told_as(profile, &id)?.ok_or_else(Problem::not_found)?,
            _ => return Err(Problem::bad_request("source or play_id: one of them")),
        };
        check_media("source", &source)?;
        let key = self.remember(profile, &source, work.as_ref())?;
        let mut shown = json!({ "key": key, "source": source });
        if let Some(work) = work {
            shown["work"] = json!(work);
        }
        reply::json(200, &shown)
    }

    /// Keeps what the person says a title is, and tells what waited for it. The key it is
    /// kept under.
    pub(crate) fn remember(
        self: &Rc<Self>,
        profile: &str,
        source: &Media,
        work: Option<&Work>,
    ) -> Answer<String> {
        if let Some(work) = work {
            check_said(source, work)?;
        }
        let key = source_key(source, work);
        let (_, outputs) = self.together(profile, || {
            self.sql.run(
                "INSERT OR REPLACE INTO corrections (profile, key, at, source, work) \
                 VALUES (?, ?, ?, ?, ?)",
                &[
                    profile.into(),
                    (&key).into(),
                    drive::now().into(),
                    (&to_body(source)).into(),
                    work.map(to_body).as_deref().into(),
                ],
            )?;
            let query = "SELECT count(*) AS count FROM corrections WHERE profile = ?";
            let count: Option<Count> = self.sql.first(query, &[profile.into()])?;
            if count.is_some_and(|row| row.count > MOST) {
                return Err(too_many());
            }
            Ok(((), self.ask_no_more(profile, source)?))
        })?;
        self.act(profile, outputs);
        self.arm();
        Ok(key)
    }

    /// `DELETE corrections?key=`: the title is looked up again when it is next played.
    pub(crate) fn forget_correction(
        self: &Rc<Self>,
        profile: &str,
        query: &str,
    ) -> Answer<Response> {
        let key = key_in(query)
            .ok_or_else(|| Problem::bad_request("key: as GET corrections lists it"))?;
        let gone =
            "DELETE FROM corrections WHERE profile = ? AND key = ? RETURNING key, source, work";
        let kept: Option<Kept> = self.sql.first(gone, &[profile.into(), (&key).into()])?;
        if kept.is_none() {
            let Some(Finding::LeftOut { .. }) = self.finding(profile, &key)? else {
                return Err(Problem::not_found());
            };
            self.forget_finding(profile, &key)?;
        }
        reply::empty()
    }

    /// Titles that are not told at all, the newest first.
    fn left_out(&self, profile: &str) -> Answer<Vec<Row>> {
        let query = "SELECT profile, key, since, body FROM findings WHERE profile = ? \
                     AND json_extract(body, '$.state') = 'left_out' ORDER BY since DESC";
        self.sql.rows(query, &[profile.into()])
    }

    /// `GET find/questions`
    pub(crate) fn list_questions(&self, profile: &str) -> Answer<Response> {
        reply::json(200, &self.questions_of(profile)?)
    }

    /// Titles whose plays wait for the person's word.
    pub(crate) fn questions_of(&self, profile: &str) -> Answer<Value> {
        let query = "SELECT profile, key, since, body FROM findings WHERE profile = ? \
                     AND json_extract(body, '$.state') = 'question' ORDER BY since";
        let rows: Vec<Row> = self.sql.rows(query, &[profile.into()])?;
        let mut questions: Vec<Value> = Vec::new();
        for row in rows {
            if let Ok(Finding::Question { media, reasons, candidates }) = typed::from_str(&row.body)
            {
                let query = "SELECT count(*) AS count FROM waiting WHERE profile = ? AND key = ?";
                let waiting: Option<Count> =
                    self.sql.first(query, &[profile.into(), (&row.key).into()])?;
                questions.push(json!({
                    "key": row.key,
                    "source": media,
                    "asked_at": row.since.to_rfc3339(),
                    "facts": waiting.map_or(0, |row| row.count),
                    "reasons": reasons,
                    "candidates": candidates,
                }));
            }
        }
        let attribution = catalogue::service().and_then(catalogue::attribution);
        Ok(json!({ "questions": questions, "attribution": attribution }))
    }

    /// `DELETE find/questions?key=`: what waits for the answer is not told at all, nor is
    /// anything more of that title; `DELETE corrections` takes it back.
    pub(crate) fn drop_question(self: &Rc<Self>, profile: &str, query: &str) -> Answer<Response> {
        let key =
            key_in(query).ok_or_else(|| Problem::bad_request("key: as the question has it"))?;
        match self.finding(profile, &key)? {
            Some(Finding::Question { media, .. }) => {
                if self.left_out(profile)?.len() >= MOST as usize {
                    return Err(too_many());
                }
                self.sql.transaction(|| {
                    self.drop_waiting(profile, &key)?;
                    let finding = Finding::LeftOut { media };
                    self.keep_finding(profile, &key, drive::now(), None, &finding)
                })?;
                self.arm();
                reply::empty()
            }
            _ => Err(Problem::not_found()),
        }
    }

    /// The person spoke: nothing more is looked up for this title, and what waits is told.
    fn ask_no_more(&self, profile: &str, source: &Media) -> Answer<Vec<playtally::outbox::Output>> {
        let key = source_keys(source).pop().unwrap_or_default();
        let mut outputs = Vec::new();
        for key in [&key, &[&key, AS_SHORT].concat()] {
            self.forget_finding(profile, key)?;
            outputs.extend(self.tell_waiting(profile, key, None)?);
        }
        Ok(outputs)
    }
}

/// Refuses what nobody could mean by a title.
pub(crate) fn check_said(source: &Media, work: &Work) -> Answer<()> {
    if to_body(work).len() > 4_096 {
        return Err(Problem::bad_request("work: at most 4,096 bytes"));
    }
    let wrong = || Problem::bad_request("work: something that can be played as the source is");
    may_stand_for(source, work).then_some(()).ok_or_else(wrong)
}

/// Whether a title may be of such a work: music is music, and no film is a show.
const fn may_stand_for(source: &Media, work: &Work) -> bool {
    match work {
        Work::Movie(_) | Work::Episode(_) => !source.is_music(),
        Work::Show(_) | Work::Season(_) => matches!(source, Media::Episode(_)),
        Work::Track(_) => source.is_music(),
        Work::Book(_) => false,
    }
}

fn too_many() -> Problem {
    let detail = format!("There are {MOST} already. Remove some.");
    Problem::new(400, "too_many_corrections", detail)
}

fn key_in(query: &str) -> Option<String> {
    let pairs = playtally::http::parse_pairs(query);
    pairs.into_iter().find(|(name, _)| name == "key").map(|(_, key)| key)
}
