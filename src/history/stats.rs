//! A history in numbers: how much, when, of whom.

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

/// So many shows, and so many artists, are named.
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
    /// How many works have each rating, 1 to 10.
    pub ratings: [u64; 10],
    /// Days in a row.
    pub streak: Streak,
    /// The shows of which most episodes were seen.
    pub shows: Vec<Top>,
    /// The artists who were heard most.
    pub artists: Vec<Top>,
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
    /// The show; artists are known by name alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<Work>,
    /// Plays.
    pub plays: u64,
    /// Minutes of those whose length is known.
    pub minutes: u64,
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
        it.streak = Streak::of(by_day.keys().copied(), today);
        it.sum_up(library, merged, &works);
        for (_, mark) in newest(merged.groups(), library.ratings()) {
            let step = usize::from(Scale::Point10.kept(mark.value).ten());
            it.ratings[step.clamp(1, 10) - 1] += 1;
        }
        it
    }

    fn sum_up(&mut self, library: &Library, merged: &Merged, works: &Map<Group, Sum>) {
        let (mut shows, mut artists) = (Map::new(), Map::new());
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
            }
        }
        self.totals.values_mut().for_each(|total| total.minutes /= MINUTE);
        let shows = most(shows.into_iter().map(|(show, sum)| (sum, show)).collect());
        let show = |(sum, show): (Sum, Group)| {
            let work = merged.groups().work(items, show)?;
            Some(sum.top(work.label(), Some(work)))
        };
        self.shows = shows.into_iter().filter_map(show).collect();
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

    const fn top(self, title: String, work: Option<Work>) -> Top {
        Top { title, work, plays: self.plays, minutes: self.millis / MINUTE }
    }
}

impl Period {
    fn of(from: PartialDate, sums: &Map<WorkKind, Sum>) -> Self {
        let plays = sums.iter().map(|(kind, sum)| (*kind, sum.plays)).collect();
        let millis: u64 = sums.values().map(|sum| sum.millis).sum();
        Self { from, plays, minutes: millis / MINUTE }
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
