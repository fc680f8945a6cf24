//! Which question comes next, and what the answers come to.

use serde::{Deserialize, Serialize};

use super::details::Details;
use super::score::{GAIN, MAYBE, NEAR, Reason, SURE, Scored, sought, weigh};
use super::{Asked, Decision, Question, SHOWN, corrected};
use crate::media::title::name_and_year;
use crate::media::{Catalogue, ExternalIds, Media, Work, WorkKind};
use crate::providers::{ById, Candidate, Finds, Intent, Outcome, Query};
use crate::sorted::sort_by_key;
use crate::time::Timestamp;

/// Candidates that are looked at closely.
const LOOKED_AT: usize = 3;

/// What a lookup knows so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct State {
    pub question: Question,
    at: At,
    /// Calls that failed in a row.
    pub attempts: u32,
    /// Nobody is asked before this moment.
    pub not_before: Option<Timestamp>,
    found: Vec<Held>,
}

/// A step of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum At {
    Begin,
    /// By the id at this place among those that can be asked for.
    Id(usize),
    /// By title and year as they are.
    Exact,
    /// By the title alone.
    Broad,
    /// At what the likeliest candidates really are.
    Closely,
}

/// A candidate under consideration.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Held {
    candidate: Candidate,
    /// Whether an id led to it.
    led: bool,
    details: Details,
}

/// What comes next.
pub(super) enum Step {
    Ask(Box<Intent>),
    Decide(Box<Decision>),
    /// Nothing here; the next step may have something.
    On,
}

impl State {
    pub(super) fn of(question: Question) -> Self {
        Self { question, at: At::Begin, attempts: 0, not_before: None, found: Vec::new() }
    }

    /// The next step with a catalogue that finds this much.
    pub(super) fn next(&mut self, finds: Option<Finds>) -> Step {
        match (self.at, finds) {
            (At::Begin, _) => self.begin(finds),
            (_, None) => refused(Reason::NotHere),
            (At::Id(at), Some(finds)) => match self.ids(finds).into_iter().nth(at) {
                Some(by_id) => Step::Ask(Box::new(Intent::Find(by_id))),
                None => self.on(At::Exact),
            },
            (At::Exact, Some(_)) if self.question.title().trim().is_empty() => self.on(At::Closely),
            (At::Exact, Some(_)) => match self.question.year() {
                Some(year) => Step::Ask(Box::new(self.search(Some(year)))),
                None => self.on(At::Broad),
            },
            (At::Broad, Some(_)) => Step::Ask(Box::new(self.search(None))),
            (At::Closely, Some(finds)) => self.look_closely(finds),
        }
    }

    /// Takes over what was answered; nothing where the catalogue has none.
    pub(super) fn learn(&mut self, intent: &Intent, outcome: Option<Outcome>) {
        let led = matches!(intent, Intent::Find(_));
        if let Some(Outcome::Found(candidates)) = &outcome {
            for candidate in candidates {
                self.hold(candidate, led);
            }
        }
        self.at = match (intent, self.at) {
            (Intent::Find(_), At::Id(at)) if self.found.is_empty() => At::Id(at + 1),
            (Intent::Search(_), At::Exact) if !self.ranked().iter().any(|s| s.score >= SURE) => {
                At::Broad
            }
            (_, At::Closely) => {
                // The first that wants this very answer asked for it.
                let order = self.order();
                if let Some(at) =
                    order.into_iter().find(|at| self.wants(*at).as_ref() == Some(intent))
                {
                    self.found[at].details.learn(&self.question.media, outcome);
                }
                At::Closely
            }
            _ => At::Closely,
        };
    }

    fn begin(&mut self, finds: Option<Finds>) -> Step {
        let media = &self.question.media;
        if let Some(correction) = &self.question.correction {
            return found(Work::from(corrected(media, correction)), Reason::Corrected);
        }
        let enough = &self.question.enough;
        let sets = self.question.id_sets();
        let known = sets.iter().any(|(_, ids)| match enough.as_slice() {
            [] => !ids.is_empty(),
            enough => enough.iter().any(|catalogue| ids.has(*catalogue)),
        });
        if known {
            return found(Work::from(media.clone()), Reason::KnownId);
        }
        match finds {
            Some(finds) if finds.by_text.contains(&sought(media.kind())) => self.on(At::Id(0)),
            _ => refused(Reason::NotHere),
        }
    }

    fn on(&mut self, at: At) -> Step {
        self.at = at;
        Step::On
    }

    /// The ids that can be asked for, each of the kind it names.
    fn ids(&self, finds: Finds) -> Vec<ById> {
        let sets = self.question.id_sets();
        let asked = sets.iter().flat_map(|(kind, ids)| {
            finds.by_id.iter().filter_map(|catalogue| {
                Some(ById { catalogue: *catalogue, id: text_of(ids, *catalogue)?, kind: *kind })
            })
        });
        asked.collect()
    }

    fn search(&self, year: Option<i32>) -> Intent {
        Intent::Search(Query {
            kind: Some(sought(self.question.media.kind())),
            // Catalogues look for every word they are given.
            title: name_and_year(self.question.title()).0.to_owned(),
            artist: None,
            year,
            exact: year.is_some(),
            page: 1,
        })
    }

    /// Adds a candidate, or what it knows to the same one.
    fn hold(&mut self, candidate: &Candidate, led: bool) {
        let same = |held: &&mut Held| match (held.candidate.work.ids(), candidate.work.ids()) {
            (Some(one), Some(other)) => one.same_as(other),
            _ => false,
        };
        if self.found.iter_mut().find(same).is_none() {
            let candidate = candidate.clone();
            self.found.push(Held { candidate, led, details: Details::default() });
        }
    }

    /// Places of the candidates, the likeliest first; as the catalogue has them where
    /// nothing else tells them apart.
    fn order(&self) -> Vec<usize> {
        let scores: Vec<_> = self.found.iter().map(|held| self.weigh(held).score).collect();
        let mut order: Vec<_> = (0..scores.len()).collect();
        sort_by_key(&mut order, |at| std::cmp::Reverse(scores[*at]));
        order
    }

    fn ranked(&self) -> Vec<Scored> {
        self.order().into_iter().map(|at| self.weigh(&self.found[at])).collect()
    }

    fn weigh(&self, held: &Held) -> Scored {
        weigh(&self.question.asked(), held.candidate.clone(), &held.details, held.led)
    }

    /// What is still to be asked of a candidate before it may be believed.
    fn wants(&self, at: usize) -> Option<Intent> {
        let held = &self.found[at];
        held.details.wants(&self.question.media, &held.candidate.work)
    }

    fn look_closely(&self, finds: Finds) -> Step {
        let order = self.order();
        if finds.metadata {
            let score = |at: usize| self.weigh(&self.found[at]).score;
            let best = order.first().map_or(0, |at| score(*at));
            for at in order.iter().copied().take(LOOKED_AT) {
                // One that cannot come near any more need not be asked about.
                let open = score(at) >= MAYBE && score(at) + GAIN + NEAR > best;
                if let Some(intent) = self.wants(at).filter(|_| open) {
                    return Step::Ask(Box::new(intent));
                }
            }
        }
        Step::Decide(Box::new(self.decide(&order)))
    }

    /// The first candidate, where it is sure and no other comes near.
    fn winner(&self, order: &[usize]) -> Option<(&Held, Scored)> {
        let score = |at: &usize| self.weigh(&self.found[*at]);
        let best = order.first().map(score).filter(|best| best.score >= SURE)?;
        let next = order.get(1).map(score);
        let alone = next.is_none_or(|next| best.score - next.score >= NEAR);
        alone.then_some((&self.found[order[0]], best))
    }

    fn decide(&self, order: &[usize]) -> Decision {
        if let Some((held, Scored { score, reasons, .. })) = self.winner(order) {
            return Decision::Found { work: Box::new(self.joined(held)), score, reasons };
        }
        let mut ranked = self.ranked();
        if let Some(best) = ranked.iter().find(|scored| scored.reasons.contains(&Reason::Trailer)) {
            // Its title would do; so this is what is advertised.
            if ranked[0].score < MAYBE {
                return Decision::Refused { reasons: best.reasons.clone() };
            }
        }
        ranked.retain(|scored| scored.score >= MAYBE);
        ranked.truncate(SHOWN);
        if ranked.is_empty() {
            let reasons = self.order().first().map(|at| self.weigh(&self.found[*at]).reasons);
            let reasons = reasons.unwrap_or_else(|| vec![Reason::NothingFound]);
            return Decision::Refused { reasons };
        }
        if ranked.len() > 1 && ranked[0].score - ranked[1].score < NEAR {
            ranked[0].reasons.push(Reason::NotAlone);
        }
        Decision::Question { candidates: ranked }
    }

    /// The item as the catalogue has it, with the ids of everybody.
    fn joined(&self, held: &Held) -> Work {
        let mut work = corrected(&self.question.media, &held.candidate.work);
        match (&mut work, &self.question.media) {
            (Media::Movie(movie), Media::Movie(asked)) => {
                movie.ids.fill_from(&held.details.ids);
                movie.ids.fill_from(&asked.ids);
            }
            (Media::Episode(episode), Media::Episode(asked)) => {
                episode.show.ids.fill_from(&held.details.ids);
                episode.show.ids.fill_from(&asked.show.ids);
                episode.ids.fill_from(&asked.ids);
                if let Some(Some(listed)) = &held.details.episode {
                    episode.ids.fill_from(&listed.ids);
                    episode.title = listed.title.clone().or(episode.title.take());
                }
            }
            _ => {}
        }
        work.into()
    }
}

impl Question {
    fn title(&self) -> &str {
        match &self.media {
            Media::Movie(movie) => &movie.title,
            Media::Episode(episode) => &episode.show.title,
            Media::Track(track) => &track.title,
        }
    }

    /// The year, from the title where nothing else says one.
    fn year(&self) -> Option<i32> {
        let said = match &self.media {
            Media::Movie(movie) => movie.year,
            Media::Episode(episode) => episode.show.year,
            Media::Track(_) => None,
        };
        said.or_else(|| name_and_year(self.title()).1)
    }

    /// The ids the item has, each with the kind they name.
    fn id_sets(&self) -> Vec<(WorkKind, &ExternalIds)> {
        match &self.media {
            Media::Movie(movie) => vec![(WorkKind::Movie, &movie.ids)],
            Media::Episode(episode) => {
                vec![(WorkKind::Show, &episode.show.ids), (WorkKind::Episode, &episode.ids)]
            }
            Media::Track(track) => vec![(WorkKind::Track, &track.ids)],
        }
    }

    pub(super) fn asked(&self) -> Asked {
        let episode_title = match &self.media {
            Media::Episode(episode) => episode.title.clone(),
            _ => None,
        };
        Asked {
            kind: sought(self.media.kind()),
            title: self.title().to_owned(),
            year: self.year(),
            duration: self.duration,
            episode_title,
        }
    }
}

fn found(work: Work, reason: Reason) -> Step {
    let work = Box::new(work);
    Step::Decide(Box::new(Decision::Found { work, score: 100, reasons: vec![reason] }))
}

fn refused(reason: Reason) -> Step {
    Step::Decide(Box::new(Decision::Refused { reasons: vec![reason] }))
}

pub(super) fn text_of(ids: &ExternalIds, catalogue: Catalogue) -> Option<String> {
    let number = match catalogue {
        Catalogue::Imdb => return ids.imdb.clone(),
        Catalogue::Mbid => return ids.mbid.clone(),
        Catalogue::Trakt => ids.trakt,
        Catalogue::Tmdb => ids.tmdb,
        Catalogue::Tvdb => ids.tvdb,
        Catalogue::Simkl => ids.simkl,
        Catalogue::Mal => ids.mal,
        Catalogue::Anilist => ids.anilist,
        Catalogue::Kitsu => ids.kitsu,
        Catalogue::Anidb => ids.anidb,
    };
    number.map(|id| id.to_string())
}
