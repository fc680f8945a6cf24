//! When works came out, for plays that were "when it was new".

use playtally::media::{PartialDate, Season, Work, WorkKind};
use playtally::providers::metadata::{Ask, Metadata, Subject};
use playtally::providers::{Intent, Outcome};

use crate::account::Hub;
use crate::metadata::catalogue;

/// Films that the catalogue is asked about in one request; of more, the year has to do.
const MOST: usize = 50;

impl Hub {
    /// The day of each, as far as the catalogue tells, else the year, where that is known.
    pub(super) async fn released(&self, works: &[Work]) -> Vec<Option<PartialDate>> {
        let mut seasons: Vec<Season> = Vec::new();
        for season in works.iter().filter_map(season) {
            if !seasons.contains(&season) {
                seasons.push(season);
            }
        }
        let aired = self.aired(&seasons).await;
        let aired = |work: &Work| {
            let (Work::Episode(episode), season) = (work, season(work)?) else { return None };
            let at = seasons.iter().position(|it| *it == season)?;
            aired.get(at)?.get(&episode.number).copied()
        };
        let mut days: Vec<Option<PartialDate>> = works.iter().map(aired).collect();
        let is_there = catalogue::service().is_some_and(|service| self.app(service).is_some());
        let mut asked = 0;
        for (work, day) in works.iter().zip(&mut days) {
            if let Work::Movie(film) = work
                && film.ids.tmdb.is_some()
                && is_there
                && asked < MOST
            {
                asked += 1;
                let about = Subject::Title(WorkKind::Movie, film.ids.clone());
                let told = catalogue::outcome(&self.env, Intent::Metadata(Ask::about(about))).await;
                *day = told.ok().and_then(day_of);
            }
            *day = day.or_else(|| PartialDate::new(year(work)?, None, None));
        }
        days
    }
}

/// The season an episode is of.
fn season(work: &Work) -> Option<Season> {
    let Work::Episode(episode) = work else { return None };
    Some(Season { show: episode.show.clone(), number: episode.season, ..Season::default() })
}

fn day_of(told: Outcome) -> Option<PartialDate> {
    match told {
        Outcome::Metadata(told) => match *told {
            Metadata::Title(title) => title.date,
            _ => None,
        },
        _ => None,
    }
}

/// The year a work came out.
const fn year(work: &Work) -> Option<i32> {
    match work {
        Work::Movie(film) => film.year,
        Work::Book(book) => book.year,
        _ => None,
    }
}
