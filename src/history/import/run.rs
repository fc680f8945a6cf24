//! An import going on: slice after slice, and what answers change.

use super::rows::{self, Entry};
use super::{Import, Output, SLICE, Scope, Stage, Taken, Verdict};
use crate::history::Zone;
use crate::history::binge::{Seen, shown_on};
use crate::map::{Map, Set};
use crate::media::{Episode, ExternalIds, PartialDate, Season, Show, Work};
use crate::providers::{Listing, Row};
use crate::time::Timestamp;

/// An episode by the number of its series, its season and its own number.
type Part = Seen<usize, (u32, u32)>;

impl Import {
    /// What is to be done next.
    pub(super) fn go_on(&mut self) -> Vec<Output> {
        let mut out = Vec::new();
        if self.stage == Stage::Begun {
            let asks = &self.contents().asks;
            if !asks.is_empty() {
                return vec![Output::Ask(asks.clone())];
            }
            self.stage = Stage::Comparing;
        }
        if self.asked {
            return out;
        }
        if self.stage == Stage::Airing {
            self.airing = if self.keeps_days { Vec::new() } else { self.binges() };
            if !self.airing.is_empty() {
                self.asked = true;
                return vec![Output::FindAired(self.airing.clone())];
            }
            (self.stage, self.cursor) = (Stage::Running, 0);
        }
        if !matches!(self.stage, Stage::Comparing | Stage::Running) {
            return out;
        }
        let rows: Vec<Taken> = self.slice().into_iter().filter_map(|row| self.taken(row)).collect();
        let (from, running) = (self.cursor, self.stage == Stage::Running);
        let Some(first) = rows.first() else {
            self.cursor = self.rows.len();
            if !running && self.verdicts.contains(&Verdict::Waiting) {
                self.asked = true;
                return vec![Output::Judge];
            }
            self.stage = if running { Stage::Done } else { Stage::Previewed };
            let counts = self.counts();
            return vec![if running { Output::Done(counts) } else { Output::Preview(counts) }];
        };
        self.asked = true;
        let title = first.said.work.label();
        out.push(Output::Progress { done: first.row, total: self.rows.len(), title });
        out.push(match running {
            true => Output::Store { from, rows },
            false => Output::Compare { from, rows },
        });
        out
    }

    /// The next rows of this stage.
    pub(super) fn slice(&self) -> Vec<usize> {
        let wanted = |row: &usize| match self.verdict(*row) {
            Verdict::Waiting => self.is_comparing(),
            Verdict::New => !self.is_comparing(),
            Verdict::Known => !self.is_comparing() && self.is_wanted_play(*row),
            _ => false,
        };
        (self.cursor..self.rows.len()).filter(wanted).take(SLICE).collect()
    }

    /// Whether a row is kept though its play is known: it stays when whoever told of it first
    /// is taken out.
    fn is_wanted_play(&self, row: usize) -> bool {
        let plays = |listing: &Listing| matches!(listing, Listing::History | Listing::Watched);
        let wanted = |listing: &Listing| self.only.as_ref().is_none_or(|it| it.contains(listing));
        self.rows.listing(row).is_some_and(|it| plays(&it) && wanted(&it))
    }

    /// A row as it is looked for and kept.
    fn taken(&self, row: usize) -> Option<Taken> {
        let (listing, said) = match self.rows.entry(row)? {
            Entry::Read(listing, said) => (listing, *said),
            Entry::Unclear(unclear) => {
                let work = self.chosen.get(&row)?.clone();
                (unclear.listing, Row { work, ..unclear.said.clone() })
            }
            Entry::Skipped(_) => return None,
        };
        let mut said = rows::with_moment(listing, said, &self.zone);
        if self.verdict(row) == Verdict::Known {
            (said.rating, said.notes, said.loved) = (None, None, None);
        }
        Some(Taken { row, listing, said, shown_on: self.shown.get(&row).copied() })
    }

    pub(super) fn laid(&mut self) {
        self.cursor = self.slice().last().map_or(self.cursor, |row| row + 1);
        self.asked = false;
    }

    pub(super) fn compared(&mut self, known: &[bool]) {
        let waiting = self.verdicts.iter_mut().filter(|it| **it == Verdict::Waiting);
        for (verdict, known) in waiting.zip(known) {
            *verdict = if *known { Verdict::Known } else { Verdict::New };
        }
        self.asked = false;
    }

    pub(super) fn stored(&mut self, came: Vec<Result<bool, String>>) {
        for (row, came) in self.slice().into_iter().zip(came) {
            self.verdicts[row] = match came {
                _ if self.verdicts[row] == Verdict::Known => Verdict::Known,
                Ok(true) => Verdict::Kept,
                Ok(false) => Verdict::Absorbed,
                Err(reason) => {
                    self.refused.insert(row, reason);
                    Verdict::Refused
                }
            };
            self.cursor = row + 1;
        }
        self.asked = false;
    }

    pub(super) fn choose(&mut self, row: usize, work: Option<Work>) {
        match (self.rows.entry(row), work) {
            (Some(Entry::Unclear(_)), Some(work)) => {
                self.verdicts[row] = Verdict::New;
                self.chosen.insert(row, work);
            }
            (Some(Entry::Unclear(_)), None) => {
                self.verdicts[row] = Verdict::LeftOut;
                self.chosen.remove(&row);
            }
            (Some(Entry::Read(..)), None) if self.verdicts[row] == Verdict::New => {
                self.verdicts[row] = Verdict::LeftOut;
            }
            _ => {}
        }
    }

    /// A row is again what it was before anything was chosen for it.
    pub(super) fn unchoose(&mut self, row: usize) {
        match self.rows.entry(row) {
            Some(Entry::Unclear(unclear)) if !self.is_older(&unclear.said) => {
                self.verdicts[row] = Verdict::Unclear;
                self.chosen.remove(&row);
            }
            Some(Entry::Read(_, said))
                if self.verdicts[row] == Verdict::LeftOut && !self.is_older(&said) =>
            {
                self.verdicts[row] = Verdict::New;
            }
            _ => {}
        }
    }

    pub(super) fn cancel(&mut self) {
        self.stage = match self.stage {
            Stage::Comparing => Stage::CancelledComparing,
            // The days are looked for again; nothing was kept yet.
            Stage::Airing | Stage::Running => Stage::CancelledRunning,
            other => other,
        };
    }

    pub(super) fn resume(&mut self) {
        self.stage = match self.stage {
            Stage::Comparing | Stage::CancelledComparing => {
                self.cursor = 0;
                Stage::Comparing
            }
            Stage::CancelledRunning if self.cursor == self.rows.len() => Stage::Airing,
            Stage::CancelledRunning => Stage::Running,
            // An answer that is still waited for is asked for once more.
            other => other,
        };
        self.asked = false;
    }

    /// The seasons of series that were marked as seen in one go, on full imports.
    pub fn binges(&self) -> Vec<Season> {
        if self.scope != Scope::Full {
            return Vec::new();
        }
        let (rows, seen) = self.seen(|_| Some(i32::MIN));
        let moved = shown_on(&seen, day_of);
        let mut found = Set::new();
        let first = rows.into_iter().zip(&seen).zip(moved).filter(|((_, part), day)| {
            day.is_some() && found.insert((part.series, part.episode.0))
        });
        let season = |row| match self.taken(row)?.said.work {
            Work::Episode(Episode { show, season, .. }) => {
                Some(Season { show, number: season, ids: ExternalIds::default() })
            }
            _ => None,
        };
        first.filter_map(|((row, _), _)| season(row)).collect()
    }

    pub(super) fn aired(&mut self, days: Vec<Map<u32, PartialDate>>) {
        let seasons = std::mem::take(&mut self.airing);
        let seasons = seasons.iter().map(|season| (name(&season.show), season.number));
        let aired: Map<_, _> = seasons.zip(days).collect();
        let (rows, seen) = self.seen(|episode| {
            let days = aired.get(&(name(&episode.show), episode.season))?;
            rows::day_of(*days.get(&episode.number)?)
        });
        for (row, day) in rows.into_iter().zip(shown_on(&seen, day_of)) {
            if let Some(day) = day.and_then(rows::date) {
                self.shown.insert(row, day);
            }
        }
        (self.stage, self.cursor, self.asked) = (Stage::Running, 0, false);
    }

    /// The episodes that are to be kept, each on its day.
    fn seen(&self, aired: impl Fn(&Episode) -> Option<i32>) -> (Vec<usize>, Vec<Part>) {
        let mut series = Map::new();
        let (mut rows, mut seen) = (Vec::new(), Vec::new());
        let plays = |row: &usize| {
            self.verdict(*row) == Verdict::New && self.rows.listing(*row) == Some(Listing::History)
        };
        for row in (0..self.rows.len()).filter(plays) {
            let Some(taken) = self.taken(row) else { continue };
            let Work::Episode(episode) = &taken.said.work else { continue };
            let known = series.len();
            let series = *series.get_or_insert_with(name(&episode.show), || known);
            let day = rows::day(&taken.said, &self.zone);
            rows.push(row);
            seen.push(Seen {
                series,
                episode: (episode.season, episode.number),
                watched_at: day.map(rows::midnight),
                aired_on: aired(episode),
            });
        }
        (rows, seen)
    }
}

/// What tells one series of a file from another.
fn name(show: &Show) -> (Option<u64>, Option<u64>, Option<u64>, String) {
    (show.ids.tvdb, show.ids.tmdb, show.ids.trakt, show.title.to_lowercase())
}

/// Days were made moments in UTC.
fn day_of(at: Timestamp) -> i32 {
    Zone::UTC.day(at)
}
