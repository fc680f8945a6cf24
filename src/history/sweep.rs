//! The records of one work put together to plays.

use super::library::Library;
use super::merge::by_name;
use super::plays::{Raw, Told, When};
use super::same::{Measure, Source};
use super::zone::Zone;
use crate::media::PartialDate;
use crate::sorted::sort_by;
use crate::time::Timestamp;

/// Goes through the records of one work after the other; what it needs in between is kept.
pub(super) struct Sweep<'a> {
    library: &'a Library,
    zone: &'a Zone,
    sources: &'a [Source],
    points: Vec<Point>,
    /// Without a moment.
    vague: Vec<Vague>,
    /// Where neighbours may be joined, and how far apart they are.
    bounds: Vec<(u64, u32)>,
    /// Of each stretch of joined points: at its first where it ends, at its last where it begins.
    other_end: Vec<u32>,
    plays: Vec<Together>,
    rows: Vec<u32>,
    /// Plays that may be one, by their places among those of this work.
    pub(super) questions: Vec<(u32, u32)>,
}

/// A record with a moment.
#[derive(Clone, Copy)]
struct Point {
    /// Milliseconds; of music the start, as far as it is known.
    at: i64,
    row: u32,
    who: u32,
}

/// A record that tells a day, a month, a year or nothing.
#[derive(Clone, Copy)]
struct Vague {
    days: (i32, i32),
    date: Option<PartialDate>,
    row: u32,
    who: u32,
}

/// One play in the making.
struct Together {
    when: When,
    days: (i32, i32),
    who: Vec<u32>,
    rows: Vec<u32>,
}

/// A question is looked for among so many.
const TRIED: usize = 16;

impl<'a> Sweep<'a> {
    pub(super) const fn new(library: &'a Library, zone: &'a Zone, sources: &'a [Source]) -> Self {
        Self {
            library,
            zone,
            sources,
            points: vec![],
            vague: vec![],
            bounds: vec![],
            other_end: vec![],
            plays: vec![],
            rows: vec![],
            questions: vec![],
        }
    }

    /// Tells each play of one work, with its records.
    pub(super) fn group(
        &mut self,
        measure: Measure,
        told: &[Told],
        mut tell: impl FnMut(When, &[u32]),
    ) {
        self.read(measure, told);
        self.join(measure);
        if self.vague.is_empty() {
            self.each_stretch(|sweep, first, last| {
                sweep.rows.clear();
                let together = &sweep.points[first..=last];
                sweep.rows.extend(together.iter().map(|point| point.row));
                tell(moment(&sweep.points[first]), &sweep.rows);
            });
        } else {
            self.absorb();
            self.plays.drain(..).for_each(|play| tell(play.when, &play.rows));
        }
        self.ask(measure);
    }

    fn read(&mut self, measure: Measure, told: &[Told]) {
        self.points.clear();
        self.vague.clear();
        for told in told {
            let (row, source) = (told.row, self.sources[usize::from(told.origin)]);
            // What stands for all plays of an origin does not speak against one of them.
            let who = u32::from(told.origin) << 1 | u32::from(told.is_summary());
            if told.is_moment() {
                self.points.push(Point { at: measure.start(told.at, source), row, who });
            } else {
                self.vague.push(vague(self.library.plays.raw(row as usize), row, who));
            }
        }
        let library = self.library;
        let play = |row: u32| library.plays.raw(row as usize).play();
        let names = |a: u32, b: u32| by_name(library, &play(a), &play(b));
        self.points.sort_unstable_by(|a, b| a.at.cmp(&b.at).then_with(|| names(a.row, b.row)));
        // One record may have been told twice, of two descriptions of its work.
        let record = |row: u32| library.plays.records[row as usize];
        self.points
            .dedup_by(|b, a| a.at == b.at && a.who == b.who && record(a.row) == record(b.row));
        if !self.vague.is_empty() {
            let width = |it: &Vague| i64::from(it.days.1) - i64::from(it.days.0);
            sort_by(&mut self.vague, |a, b| {
                width(a).cmp(&width(b)).then(a.days.cmp(&b.days)).then_with(|| names(a.row, b.row))
            });
            self.vague.dedup_by(|b, a| {
                a.days == b.days && a.who == b.who && record(a.row) == record(b.row)
            });
        }
    }

    fn day(&self, point: &Point) -> i32 {
        self.zone.day(Timestamp::from_millis(point.at))
    }

    fn source(&self, point: &Point) -> Source {
        self.sources[(point.who >> 1) as usize]
    }

    /// Joins neighbours, the nearest first. What cannot be joined now never can: it only grows.
    fn join(&mut self, measure: Measure) {
        let count = self.points.len();
        self.other_end.clear();
        self.other_end.extend(0..count as u32);
        self.bounds.clear();
        for at in 1..count {
            let (a, b) = (&self.points[at - 1], &self.points[at]);
            if self.one_play(measure, a, b) {
                self.bounds.push((a.at.abs_diff(b.at), at as u32));
            }
        }
        self.bounds.sort_unstable();
        for bound in 0..self.bounds.len() {
            let right = self.bounds[bound].1 as usize;
            let first = self.other_end[right - 1] as usize;
            let last = self.other_end[right] as usize;
            let (before, after) = (&self.points[first..right], &self.points[right..=last]);
            let all = before.iter().all(|a| after.iter().all(|b| self.one_play(measure, a, b)));
            if all {
                self.other_end[first] = last as u32;
                self.other_end[last] = first as u32;
            }
        }
    }

    fn one_play(&self, measure: Measure, a: &Point, b: &Point) -> bool {
        a.who != b.who && measure.same(self.zone, (a.at, self.source(a)), (b.at, self.source(b)))
    }

    /// First and last of the points of each play, in their order.
    fn each_stretch(&mut self, mut tell: impl FnMut(&mut Self, usize, usize)) {
        let mut first = 0;
        while let Some(last) = self.other_end.get(first).map(|last| *last as usize) {
            tell(self, first, last);
            first = last + 1;
        }
    }

    /// Gives what has no moment to a play that may be it, or makes it one of its own.
    fn absorb(&mut self) {
        self.each_stretch(|sweep, first, last| {
            let together = &sweep.points[first..=last];
            let play = Together {
                when: moment(&together[0]),
                days: (sweep.day(&together[0]), sweep.day(&together[last - first])),
                who: together.iter().map(|point| point.who).collect(),
                rows: together.iter().map(|point| point.row).collect(),
            };
            sweep.plays.push(play);
        });
        // Of one origin's many, each looks on from where the one before came to.
        let mut from = (u32::MAX, (0, 0), 0);
        for at in 0..self.vague.len() {
            let it = self.vague[at];
            if (from.0, from.1) != (it.who, it.days) {
                from = (it.who, it.days, 0);
            }
            let fits = |play: &Together| {
                play.days.0 <= it.days.1 && it.days.0 <= play.days.1 && !play.who.contains(&it.who)
            };
            let found = self.plays[from.2..].iter().position(fits);
            from.2 = found.map_or(self.plays.len(), |found| from.2 + found);
            match self.plays.get_mut(from.2) {
                Some(play) => {
                    play.who.push(it.who);
                    play.rows.push(it.row);
                }
                None => self.plays.push(Together {
                    when: it.date.map_or(When::Unknown, When::On),
                    days: it.days,
                    who: vec![it.who],
                    rows: vec![it.row],
                }),
            }
        }
    }

    /// Finds what may be the start and the end of one play.
    fn ask(&mut self, measure: Measure) {
        let Some(length) = measure.length.filter(|_| measure.is_music()) else { return };
        let mut plays = Vec::new();
        let mut number = 0;
        self.each_stretch(|_, first, last| {
            plays.extend((first..=last).map(|_| number));
            number += 1;
        });
        let stretch = |sweep: &Self, at: usize| {
            let in_it = |other: &usize| plays[*other] == plays[at];
            let first = (0..=at).rev().take_while(in_it).last().unwrap_or(at);
            let last = (at..plays.len()).take_while(in_it).last().unwrap_or(at);
            sweep.points[first..=last].iter().map(|point| point.who).collect::<Vec<_>>()
        };
        for at in 0..self.points.len() {
            let one = self.points[at];
            let near = one.at.saturating_add(length - 60_000);
            let from = self.points.partition_point(|point| point.at < near).max(at + 1);
            let one_source = self.source(&one);
            let end = self.points[from.min(plays.len())..].iter().take(TRIED).position(|other| {
                let ends = (other.at, self.source(other));
                other.who != one.who && measure.may_be_ends((one.at, one_source), ends)
            });
            let Some(end) = end.map(|end| from + end) else { continue };
            let (mine, theirs) = (stretch(self, at), stretch(self, end));
            if plays[at] != plays[end] && !mine.iter().any(|who| theirs.contains(who)) {
                let pair = (plays[at], plays[end]);
                if self.questions.last() != Some(&pair) {
                    self.questions.push(pair);
                }
            }
        }
    }
}

fn moment(first: &Point) -> When {
    When::At(Timestamp::from_millis(first.at))
}

fn vague(raw: Raw, row: u32, who: u32) -> Vague {
    let date = match raw.play().when {
        When::On(date) => Some(date),
        When::At(_) | When::Unknown => None,
    };
    Vague { days: date.map_or((i32::MIN, i32::MAX), days_of), date, row, who }
}

/// The day of a date, counted from 1970-01-01, where all of it is known.
pub fn day_of(date: PartialDate) -> Option<i32> {
    date.day().map(|_| days_of(date).0)
}

/// The first and the last day of what is known of a date, counted from 1970-01-01.
pub(super) fn days_of(date: PartialDate) -> (i32, i32) {
    let (year, month) = (date.year(), date.month().map(i32::from));
    match (month, date.day().map(i32::from)) {
        (Some(month), Some(day)) => {
            let day = first_of(year, month) + day - 1;
            (day, day)
        }
        (Some(12), None) => (first_of(year, 12), first_of(year + 1, 1) - 1),
        (Some(month), None) => (first_of(year, month), first_of(year, month + 1) - 1),
        (None, _) => (first_of(year, 1), first_of(year + 1, 1) - 1),
    }
}

/// The day a month begins on, by the calendar of today.
const fn first_of(year: i32, month: i32) -> i32 {
    // A year that begins in March has its leap day at its end.
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + (month * 153 + 2) / 5 - 719_468
}
