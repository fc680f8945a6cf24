//! Rules read off the days on which things aired: which stretch of a show's seasons is
//! which entry.
//!
//! # Design
//! An entry begins with the episode that aired on its first day, and has as many episodes
//! as it has: it must end just before the next entry begins, or where a season ends, or
//! before a long break. Where it does not, episodes were counted otherwise on one of the
//! two sides, and nothing is said but what it may be. So one number that is off never
//! files an episode as another.

use std::ops::Range;

use super::kin::{Kin, kin};
use crate::media::{ExternalIds, PartialDate, Work};
use crate::providers::Candidate;
use crate::providers::metadata::Season;
use crate::sorted::sort_by_key;
use crate::time::Timestamp;

/// How far the first day of one catalogue may be from the other's: a show that begins after
/// midnight begins on the day before.
const NEAR: u64 = 2;
/// Days without an episode in which one entry ends and another may begin.
const BREAK: i64 = 35;
/// Formats that have episodes week by week.
const SERIES: &[&str] = &["tv", "tv_short", "ona"];

/// What a catalogue of shows tells of one.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    /// The show's ids.
    pub ids: &'a ExternalIds,
    /// What it is called.
    pub titles: &'a [String],
    /// Its seasons with their episodes; specials say nothing.
    pub seasons: &'a [Season],
    /// Episodes of a later day are not there yet.
    pub until: Timestamp,
}

/// What follows from the days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aired {
    /// Rows as [`super::Rules::parse`] reads them; empty where no entry belongs to the show.
    pub rules: String,
    /// Whether every episode that has aired is one of an entry for sure.
    pub whole: bool,
    /// Whether besides nothing more is to come, so that nothing changes.
    pub complete: bool,
}

/// An episode of the listing.
struct Part {
    season: u32,
    number: u32,
    day: Option<i64>,
}

/// An entry, and the place of its first episode in the listing.
struct Stretch {
    begin: usize,
    kin: Kin,
    ids: ExternalIds,
    episodes: Option<u32>,
    aired: Option<u32>,
}

/// How far an entry goes.
struct Reach {
    length: usize,
    sure: bool,
    over: bool,
}

/// Reads rules off a show's listing and the entries that may be its.
pub fn aired(listing: &Listing<'_>, candidates: &[Candidate]) -> Aired {
    let parts = parts(listing.seasons);
    let stretches = stretches(&parts, listing.titles, candidates);
    let today = listing.until.millis().div_euclid(86_400_000);
    // Nothing is said of what has not aired, but it is counted.
    let there = |part: &Part| part.day.is_some_and(|day| day <= today);
    let end = parts.iter().rposition(there).map_or(0, |last| last + 1);
    let everywhere = seasons_everywhere(&parts, &stretches);
    let (mut rules, mut sure_of, mut over) = (String::new(), 0, 0);
    for (at, stretch) in stretches.iter().enumerate() {
        let reach = stretch.reach(&parts, stretches.get(at + 1).map(|next| next.begin));
        let sure = reach.sure && !stretches.iter().any(|other| other.contends(stretch));
        let held = stretch.begin..(stretch.begin + reach.length).min(end);
        sure_of += if sure { held.len() } else { 0 };
        over += if sure && reach.over { reach.length } else { 0 };
        for row in stretch.rows(listing.ids, everywhere, &parts, held) {
            let row = if sure { row } else { row.replace(" = ", " ?= ") };
            rules.push_str(&row);
            rules.push('\n');
        }
    }
    let whole = sure_of == end && end > 0;
    Aired { rules, whole, complete: whole && over == parts.len() }
}

/// All episodes, in the order they are counted in.
fn parts(seasons: &[Season]) -> Vec<Part> {
    let listed = seasons.iter().filter(|season| season.number > 0).flat_map(|of| &of.episodes);
    let part = |it: &crate::providers::metadata::Episode| Part {
        season: it.season,
        number: it.number,
        day: it.date.and_then(day),
    };
    let mut parts: Vec<_> = listed.map(part).collect();
    sort_by_key(&mut parts, |part| (part.season, part.number));
    parts
}

/// The entries that begin somewhere in the listing, one after the other. What has a name of
/// its own and runs beside an entry that is called as the show is none of its seasons.
fn stretches(parts: &[Part], titles: &[String], candidates: &[Candidate]) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for candidate in candidates {
        let Work::Show(show) = &candidate.work else { continue };
        if !candidate.format.as_deref().is_some_and(|format| SERIES.contains(&format)) {
            continue;
        }
        let names = candidate.other_titles.iter().map(String::as_str).chain([&*show.title]);
        let begin = candidate.date.and_then(day).and_then(|day| begin(parts, day));
        let (Some(kin), Some(begin)) = (kin(names, titles), begin) else { continue };
        if found.iter().any(|known| known.ids.same_as(&show.ids)) {
            continue;
        }
        let (episodes, aired) = (candidate.episodes, candidate.aired);
        found.push(Stretch { begin, kin, ids: own_ids(&show.ids, candidates), episodes, aired });
    }
    sort_by_key(&mut found, |it| (it.begin, it.kin));
    let seasons: Vec<_> =
        found.iter().filter(|it| it.kin == Kin::Season).map(Stretch::claimed).collect();
    let beside = |it: &Stretch| seasons.iter().any(|claimed| claimed.contains(&it.begin));
    found.retain(|it| it.kin == Kin::Season || !beside(it));
    found
}

/// The entry's ids; without MyAnimeList's where that has one entry for several.
fn own_ids(ids: &ExternalIds, candidates: &[Candidate]) -> ExternalIds {
    let shares = |it: &Candidate| {
        it.work.ids().is_some_and(|it| it.mal == ids.mal && it.anilist != ids.anilist)
    };
    let mal = ids.mal.filter(|_| !candidates.iter().any(shares));
    ExternalIds { mal, ..ids.clone() }
}

/// The first episode of the day, or of the nearest one.
fn begin(parts: &[Part], day: i64) -> Option<usize> {
    let near = parts.iter().filter_map(|part| part.day).filter(|aired| aired.abs_diff(day) <= NEAR);
    let nearest = near.clone().min_by_key(|aired| aired.abs_diff(day))?;
    let sides = near.filter(|aired| aired.abs_diff(day) == nearest.abs_diff(day));
    // As far from an earlier one as from a later one is near neither.
    let certain = sides.clone().min() == sides.max();
    certain.then(|| parts.iter().position(|part| part.day == Some(nearest)))?
}

/// The last season that other catalogues cut as this one does: as far as each is one entry.
/// Where a season begins in the middle of an entry, or has several, the next one is
/// whatever each catalogue makes of it.
fn seasons_everywhere(parts: &[Part], stretches: &[Stretch]) -> u32 {
    let mut last = 0;
    for season in 1.. {
        let held = |at: usize| parts.get(at).is_some_and(|part| part.season == season);
        let first = parts.iter().position(|part| part.season == season);
        let begins = |at: usize| stretches.iter().any(|stretch| stretch.begin == at);
        let next = parts.iter().position(|part| part.season > season);
        if !first.is_some_and(begins) || !next.is_none_or(begins) {
            break;
        }
        last = season;
        if stretches.iter().filter(|stretch| held(stretch.begin)).count() > 1 {
            break;
        }
    }
    last
}

impl Stretch {
    fn reach(&self, parts: &[Part], next: Option<usize>) -> Reach {
        let room = next.unwrap_or(parts.len()) - self.begin;
        let over = self.aired.is_some() && self.aired == self.episodes;
        let Some(length) = self.episodes.and_then(|count| usize::try_from(count).ok()) else {
            // What still runs goes on, as long as nothing follows.
            let runs = self.aired.is_some() && next.is_none() && self.kin == Kin::Season;
            return Reach { length: room, sure: runs, over: false };
        };
        let end = self.begin + length;
        let sure = match length.cmp(&room) {
            std::cmp::Ordering::Equal => true,
            // What is not listed yet may still come.
            std::cmp::Ordering::Greater => next.is_none() && !over,
            std::cmp::Ordering::Less => self.ends_at(parts, end),
        };
        Reach { length: length.min(room), sure, over }
    }

    /// Whether an entry may end before this place.
    fn ends_at(&self, parts: &[Part], end: usize) -> bool {
        let (Some(last), Some(following)) = (parts.get(end - 1), parts.get(end)) else {
            return false;
        };
        let rest = last.day.zip(following.day).is_some_and(|(one, other)| other - one >= BREAK);
        last.season != following.season || (rest && self.kin == Kin::Season)
    }

    /// Whether both claim the same episodes.
    fn contends(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.claimed(), other.claimed());
        !std::ptr::eq(self, other) && ours.start < theirs.end && theirs.start < ours.end
    }

    /// The places its episodes have, as it counts them.
    fn claimed(&self) -> Range<usize> {
        let count = self.episodes.or(self.aired).and_then(|count| usize::try_from(count).ok());
        self.begin..self.begin + count.unwrap_or(1).max(1)
    }

    /// A row for each run of numbers within a season.
    fn rows(
        &self,
        shows: &ExternalIds,
        everywhere: u32,
        parts: &[Part],
        held: Range<usize>,
    ) -> Vec<String> {
        let follows = |one: &Part, other: &Part| {
            one.season == other.season && one.number.checked_add(1) == Some(other.number)
        };
        let entry = words(&[("mal", self.ids.mal), ("anilist", self.ids.anilist)]);
        let mut rows = Vec::new();
        let mut at = held.start;
        for run in parts.get(held).unwrap_or_default().chunk_by(follows) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let from = at - self.begin + 1;
            let part = format!("e{from}-{}", from + run.len() - 1);
            let tvdb = shows.tvdb.filter(|_| first.season <= everywhere);
            let show = words(&[("tvdb", tvdb), ("tmdb", shows.tmdb)]);
            let row = |numbers| format!("{show} s{}e{numbers} = {entry} {part}", first.season);
            rows.push(row(format!("{}-{}", first.number, last.number)));
            // A season that goes on counting where the one before it ended is also counted
            // anew, as long as no number means both.
            let on = at > 0 && parts[at - 1].season < first.season;
            if on && usize::try_from(first.number) == Ok(at + 1) && run.len() <= at {
                rows.push(row(format!("1-{}", run.len())));
            }
            at += run.len();
        }
        rows
    }
}

/// `mal:1 anilist:2`
fn words(ids: &[(&str, Option<u64>)]) -> String {
    let known = ids.iter().filter_map(|(name, id)| Some(format!("{name}:{}", (*id)?)));
    known.collect::<Vec<_>>().join(" ")
}

/// The day counted from 1970, where all of it is known.
pub(crate) fn day(date: PartialDate) -> Option<i64> {
    date.day()?;
    let midnight = Timestamp::parse_rfc3339(&format!("{date}T00:00:00Z"))?;
    Some(midnight.millis().div_euclid(86_400_000))
}
