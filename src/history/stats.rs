//! A history in numbers: how much, when, of whom.

use std::collections::BinaryHeap;

use serde::Serialize;

use super::groups::Group;
use super::library::Library;
use super::merge::{Merged, MergedPlay};
use super::newest::newest;
use super::plays::When;
use super::ratings::Scale;
use super::zone::Zone;
use crate::map::Map;
use crate::media::{PartialDate, Work, WorkKind};
use crate::sorted::sort_by;
use crate::time::{Span, Timestamp};

/// So many shows, artists, films and binges are named.
const NAMED: usize = 10;

/// A history in numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stats {
    /// By kind of work.
    pub totals: Map<WorkKind, Total>,
    /// Plays of which nobody knows the day; they are in the totals alone.
    pub undated: u64,
    /// By month, those in which something was.
    pub months: Vec<Period>,
    /// By week, each from its Monday.
    pub weeks: Vec<Period>,
    /// By day: plays, and minutes of those whose length is known.
    pub days: Vec<(PartialDate, u64, u64)>,
    /// How many works have each rating, 1 to 10: half a star to five.
    pub ratings: [u64; 10],
    /// Days in a row.
    pub streak: Streak,
    /// The shows of which most episodes were seen.
    pub shows: Vec<Top>,
    /// The artists who were heard most.
    pub artists: Vec<Top>,
    /// The films that were seen most.
    pub films: Vec<Top>,
    /// The longest.
    pub binges: Vec<Binge>,
}

/// How much of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Total {
    /// Plays.
    pub plays: u64,
    /// Different works.
    pub works: u64,
    /// Minutes of the plays whose length is known.
    pub minutes: u64,
    /// Plays whose length is not known.
    pub unmeasured: u64,
}

/// A month or a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The month, or the week's Monday.
    pub from: PartialDate,
    /// Plays of each kind.
    pub plays: Map<WorkKind, u64>,
    /// Minutes of those whose length is known.
    pub minutes: u64,
}

/// Days in a row with a play each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Streak {
    /// Up to today, or to yesterday: today is not over.
    pub current: u32,
    /// The most there were.
    pub longest: u32,
}

/// Somebody or something that was seen or heard often.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Top {
    /// Its name.
    pub title: String,
    /// The show or film; artists are known by name alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<Work>,
    /// Plays.
    pub plays: u64,
    /// Minutes of those whose length is known.
    pub minutes: u64,
}

/// Episodes of a show, seen one after another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Binge {
    /// The day it began.
    pub day: PartialDate,
    /// The show's name.
    pub title: String,
    /// The show.
    pub work: Work,
    /// So many of it.
    pub episodes: u64,
    /// Minutes of those whose length is known.
    pub minutes: u64,
}

/// An episode, when it was seen; in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    show: Group,
    at: Timestamp,
    episode: Group,
    millis: u64,
}

/// Plays and their milliseconds.
#[derive(Clone, Copy, Default)]
struct Sum {
    plays: u64,
    millis: u64,
}

/// The days that count, from 1970-01-01; all, where there are none.
pub type Days = Option<(i32, i32)>;

impl Stats {
    /// Of a library whose plays are `merged`; `today` is the day where the person is.
    pub fn of(library: &Library, merged: &Merged, zone: &Zone, today: i32, days: Days) -> Self {
        let mut it = Self::default();
        let mut by_day: Map<i32, Map<WorkKind, Sum>> = Map::new();
        let mut by_month: Map<PartialDate, Map<WorkKind, Sum>> = Map::new();
        let mut works: Map<Group, Sum> = Map::new();
        let mut seen = BinaryHeap::new();
        for play in merged.plays() {
            let day = day(library, play, zone);
            let within = day.is_some_and(|(first, last)| {
                days.is_none_or(|(from, to)| from <= first && last <= to)
            });
            if days.is_some() && !within {
                continue;
            }
            let items = merged.groups().items(play.work);
            let Some(kind) = items.first().and_then(|item| library.items().kind(*item)) else {
                continue;
            };
            let length = items.iter().filter_map(|item| library.items().length(*item)).min();
            let millis = length.map_or(0, |length| length.millis().unsigned_abs());
            let total = it.totals.or_default(kind);
            total.unmeasured += u64::from(length.is_none());
            works.or_default(play.work).add(millis);
            match day {
                Some((first, last)) if first == last => {
                    by_day.or_default(first).or_default(kind).add(millis);
                    let show = items.first().and_then(|item| library.items().show(*item));
                    let show = show.and_then(|show| merged.groups().group(show));
                    // What is shown on another day was not seen then.
                    if let (Some(show), When::At(at)) = (show, play.when)
                        && zone.day(at) == first
                    {
                        seen.push(Seen { show, at, episode: play.work, millis });
                    }
                }
                // Of a year alone nobody knows the month.
                Some((first, last)) if last - first < 31 => {
                    if let Some(month) = month(first) {
                        by_month.or_default(month).or_default(kind).add(millis);
                    }
                }
                Some(_) => {}
                None => it.undated += 1,
            }
        }
        let mut by_week: Map<i32, Map<WorkKind, Sum>> = Map::new();
        for (day, sums) in by_day.iter() {
            // 1970 began on a Thursday.
            let week = by_week.or_default(day - (day + 3).rem_euclid(7));
            sums.iter().for_each(|(kind, sum)| week.or_default(*kind).join(*sum));
            if let Some(month) = month(*day) {
                let month = by_month.or_default(month);
                sums.iter().for_each(|(kind, sum)| month.or_default(*kind).join(*sum));
            }
        }
        it.months = by_month.into_iter().map(|(from, sums)| Period::of(from, &sums)).collect();
        let weeks = by_week.into_iter();
        let weeks = weeks.filter_map(|(day, sums)| Some((PartialDate::of_day(day)?, sums)));
        it.weeks = weeks.map(|(from, sums)| Period::of(from, &sums)).collect();
        let days = by_day.iter().filter_map(|(day, sums)| {
            let (plays, minutes) = counted(sums);
            Some((PartialDate::of_day(*day)?, plays, minutes))
        });
        it.days = days.collect();
        it.streak = Streak::of(by_day.keys().copied(), today);
        it.sum_up(library, merged, &works);
        it.binges = binges(library, merged, zone, seen.into_sorted_vec());
        for (_, mark) in newest(merged.groups(), library.ratings()) {
            let step = usize::from(Scale::Point10.kept(mark.value).ten());
            it.ratings[step.clamp(1, 10) - 1] += 1;
        }
        it
    }

    fn sum_up(&mut self, library: &Library, merged: &Merged, works: &Map<Group, Sum>) {
        let (mut shows, mut artists, mut films) = (Map::new(), Map::new(), Vec::new());
        let items = library.items();
        for (group, sum) in works.iter() {
            let Some(item) = merged.groups().items(*group).first() else { continue };
            let Some(kind) = items.kind(*item) else { continue };
            let total = self.totals.or_default(kind);
            total.works += 1;
            total.plays += sum.plays;
            total.minutes += sum.millis;
            if let Some(show) = items.show(*item).and_then(|show| merged.groups().group(show)) {
                shows.get_or_insert_with(show, Sum::default).join(*sum);
            } else if let Some(Work::Track(track)) = items.work(*item) {
                let key = track.artist.to_lowercase();
                let (_, all) = artists.get_or_insert_with(key, || (track.artist, Sum::default()));
                all.join(*sum);
            } else if kind == WorkKind::Movie {
                films.push((*sum, *group));
            }
        }
        self.totals.values_mut().for_each(|total| total.minutes /= MINUTE);
        let shows = most(shows.into_iter().map(|(show, sum)| (sum, show)).collect());
        let named = |(sum, work): (Sum, Group)| sum.of(library, merged, work);
        self.shows = shows.into_iter().filter_map(named).collect();
        self.films = most(films).into_iter().filter_map(named).collect();
        let artists = most(artists.into_values().map(|(name, sum)| (sum, name)).collect());
        self.artists = artists.into_iter().map(|(sum, name)| sum.top(name, None)).collect();
    }
}

/// Milliseconds.
const MINUTE: u64 = 60_000;

/// Those with most plays.
fn most<T: Ord>(mut all: Vec<(Sum, T)>) -> Vec<(Sum, T)> {
    sort_by(&mut all, |(a, one), (b, other)| b.plays.cmp(&a.plays).then_with(|| one.cmp(other)));
    all.truncate(NAMED);
    all
}

/// Fewer episodes are none.
const LEAST: u64 = 3;

/// Longer runs are several.
const DAY: Span = Span::from_hours(24);

/// Who rests longer has stopped.
const REST: Span = Span::from_hours(1);

/// What follows sooner was not seen, somebody only said so.
const APART: Span = Span::from_mins(1);

/// The longest of the runs of episodes of one show, each begun within an hour of the last; of
/// `seen` in its order.
fn binges(library: &Library, merged: &Merged, zone: &Zone, seen: Vec<Seen>) -> Vec<Binge> {
    let mut runs: Vec<(Sum, (Seen, Seen))> = Vec::new();
    for it in seen {
        let length = Span::from_millis(it.millis as i64);
        match runs.last_mut() {
            Some((sum, (first, last)))
                if first.show == it.show
                    && it.at - last.at <= length + REST
                    && it.at - first.at < DAY =>
            {
                if it.episode != last.episode && it.at - last.at >= APART {
                    sum.add(it.millis);
                    *last = it;
                }
            }
            _ => {
                let mut sum = Sum::default();
                sum.add(it.millis);
                runs.push((sum, (it, it)));
            }
        }
    }
    runs.retain(|(sum, _)| sum.plays >= LEAST);
    let binge = |(sum, (first, _)): (Sum, (Seen, Seen))| {
        let day = PartialDate::of_day(zone.day(first.at))?;
        let work = merged.groups().work(library.items(), first.show)?;
        let (title, minutes) = (work.label(), sum.millis / MINUTE);
        Some(Binge { day, title, work, episodes: sum.plays, minutes })
    };
    most(runs).into_iter().filter_map(binge).collect()
}

/// Plays, and minutes of those whose length is known.
fn counted(sums: &Map<WorkKind, Sum>) -> (u64, u64) {
    let mut all = Sum::default();
    sums.values().for_each(|sum| all.join(*sum));
    (all.plays, all.millis / MINUTE)
}

/// The first and the last day a play may have been on; the one it is shown on, where there is
/// one.
fn day(library: &Library, play: MergedPlay<'_>, zone: &Zone) -> Option<(i32, i32)> {
    let records = play.records.iter().filter_map(|row| library.play(*row as usize));
    if let Some(shown) = records.filter_map(|record| record.shown_on).min() {
        return Some((shown.first_day(), shown.last_day()));
    }
    match play.when {
        When::At(at) => Some((zone.day(at), zone.day(at))),
        When::On(date) => Some((date.first_day(), date.last_day())),
        When::Unknown => None,
    }
}

fn month(day: i32) -> Option<PartialDate> {
    let day = PartialDate::of_day(day)?;
    PartialDate::new(day.year(), day.month(), None)
}

impl Sum {
    const fn add(&mut self, millis: u64) {
        self.plays += 1;
        self.millis += millis;
    }

    const fn join(&mut self, other: Self) {
        self.plays += other.plays;
        self.millis += other.millis;
    }

    fn of(self, library: &Library, merged: &Merged, work: Group) -> Option<Top> {
        let work = merged.groups().work(library.items(), work)?;
        Some(self.top(work.label(), Some(work)))
    }

    const fn top(self, title: String, work: Option<Work>) -> Top {
        Top { title, work, plays: self.plays, minutes: self.millis / MINUTE }
    }
}

impl Period {
    fn of(from: PartialDate, sums: &Map<WorkKind, Sum>) -> Self {
        let plays = sums.iter().map(|(kind, sum)| (*kind, sum.plays)).collect();
        Self { from, plays, minutes: counted(sums).1 }
    }
}

impl Streak {
    fn of(days: impl Iterator<Item = i32>, today: i32) -> Self {
        let (mut it, mut length, mut last) = (Self::default(), 0, None);
        for day in days {
            length = if last == Some(day - 1) { length + 1 } else { 1 };
            it.longest = it.longest.max(length);
            last = Some(day);
        }
        if last.is_some_and(|last| last >= today - 1) {
            it.current = length;
        }
        it
    }
}
