//! The library as people see it: its plays, each once, the newest first.

use std::cmp::Reverse;
use std::rc::Rc;

use playtally::history::{Library, Merged, MergedPlay, Origin, Rules, Source, Stamps, When, Zone};
use playtally::media::{Kind, PartialDate};
use playtally::providers;
use playtally::time::{Span, Timestamp};

use super::Shelf;
use crate::account::Hub;
use crate::error::Answer;

/// The plays of a library; made once for each state of it.
pub(crate) struct View {
    pub(super) rules: Rules,
    pub(super) merged: Merged,
    /// The newest first, those without a moment last.
    plays: Vec<Seen>,
}

/// One play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seen {
    /// Its moment in milliseconds, or the first of its day or year; [`UNDATED`] without.
    pub(super) at: i64,
    /// The name of one of its records; each of them names it.
    pub(super) name: u64,
    /// Its place among the merged.
    pub(super) play: u32,
}

/// Before anything that was.
pub(super) const UNDATED: i64 = i64::MIN;

impl Hub {
    /// What means one play to this person.
    pub(crate) fn same_play(&self, profile: &str) -> Answer<Rules> {
        let mut rules = Rules::of(self.zone(profile)?);
        // Players, and services of music, stamp the beginning.
        let music = providers::ALL.iter().map(|service| service.descriptor());
        let music = music.filter(|service| service.kinds.contains(&Kind::Track));
        let origins = music.map(|service| Origin::Service(service.id.to_owned()));
        for origin in origins.chain([Origin::Player]) {
            let source = Source { stamps: Stamps::Start, ..Source::default() };
            rules.sources.insert(origin, source);
        }
        Ok(rules)
    }

    /// Looks at the plays of the person's own library.
    pub(super) fn with_view<T>(
        &self,
        profile: &str,
        look: impl FnOnce(&Library, &View) -> T,
    ) -> Answer<T> {
        let view = self.view(profile)?;
        self.with_shelf(profile, Shelf::Ours, |kept| look(&kept.library, &view))
    }

    fn view(&self, profile: &str) -> Answer<Rc<View>> {
        let rules = self.same_play(profile)?;
        self.with_shelf(profile, Shelf::Ours, |kept| {
            let known = kept.view.take().filter(|view| view.rules == rules);
            let view = known.unwrap_or_else(|| Rc::new(View::of(&kept.library, rules)));
            kept.view = Some(Rc::clone(&view));
            view
        })
    }
}

impl View {
    fn of(library: &Library, rules: Rules) -> Self {
        let merged = Merged::of(library, &rules);
        let name = |play: &MergedPlay<'_>| {
            let names = play.records.iter().filter_map(|row| library.name(*row as usize));
            names.min().unwrap_or(0)
        };
        let seen = merged.plays().zip(0..).map(|(play, at)| Seen {
            at: moment(play.when, &rules.zone),
            name: name(&play),
            play: at,
        });
        let mut plays: Vec<Seen> = seen.collect();
        plays.sort_unstable_by_key(|seen| Reverse(*seen));
        Self { rules, merged, plays }
    }

    /// All of them, the newest first.
    pub(super) fn plays(&self) -> &[Seen] {
        &self.plays
    }
}

/// When something was, in milliseconds, to put it in order.
pub(super) fn moment(when: When, zone: &Zone) -> i64 {
    match when {
        When::At(at) => at.millis(),
        When::On(date) => first_moment(date.first_day(), zone).millis(),
        When::Unknown => UNDATED,
    }
}

/// When a day begins where the person is.
pub(super) fn first_moment(day: i32, zone: &Zone) -> Timestamp {
    let there = Timestamp::from_millis(0) + Span::from_hours(i64::from(day) * 24);
    there - zone.offset(there)
}

/// The first moment of a day, a month or a year, or a moment as it is; and the last.
pub(super) fn bounds(text: &str, zone: &Zone) -> Option<(i64, i64)> {
    if let Some(at) = Timestamp::parse_rfc3339(text) {
        return Some((at.millis(), at.millis()));
    }
    let date = PartialDate::parse(text)?;
    let first = first_moment(date.first_day(), zone).millis();
    Some((first, first_moment(date.last_day() + 1, zone).millis() - 1))
}
