//! How long a person's plays, as two services tell them, take to be put together: a line of
//! JSON for each number of plays.

#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "time is what is measured"
)]

use std::time::Instant;

use playtally::history::{Library, Merged, Origin, Rules, Zone};
use playtally::media::{Episode, ExternalIds, Movie, Show, Work};
use playtally::providers::{Listing, Row};
use playtally::time::{Span, Timestamp};
use serde_json::json;

const ROUNDS: usize = 7;
const START: i64 = 1_420_070_400;
const YEARS: i64 = 10 * 365 * DAY;
const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;

/// What the services are, and after how many days each tells what the other does not.
const SERVICES: [(&str, i64); 2] = [("trakt", 100), ("simkl", 200)];

fn ids(service: &str, of: u64) -> ExternalIds {
    let imdb = Some(format!("tt{}", 9_000_000 + of));
    match service {
        "trakt" => ExternalIds { trakt: Some(of), imdb, ..ExternalIds::default() },
        _ => ExternalIds {
            simkl: Some(of + 5_000_000),
            tmdb: Some(of),
            imdb,
            ..ExternalIds::default()
        },
    }
}

fn work(service: &str, pick: u64) -> Work {
    if pick.is_multiple_of(3) {
        let (title, year) = (format!("Film {pick}"), Some(1950 + (pick % 70) as i32));
        return Work::Movie(Movie { title, year, ids: ids(service, pick + 1) });
    }
    let show = pick / 60;
    let (title, year) = (format!("Show {show}"), Some(1960 + (show % 60) as i32));
    Work::Episode(Episode {
        show: Show { title, year, ids: ids(service, 2_000_000 + show) },
        season: 1 + (pick % 60 / 20) as u32,
        number: 1 + (pick % 20) as u32,
        title: None,
        ids: ExternalIds::default(),
    })
}

fn library(service: &str, alone: i64, plays: u64) -> Library {
    let mut library = Library::default();
    let origin = Origin::Service(service.to_owned());
    let mut state = alone as u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state) / f64::from(u32::MAX)
    };
    for play in 0..plays {
        let when = START + play as i64 * YEARS / plays as i64;
        let alone = if random() < 0.1 { alone * DAY } else { 0 };
        // One in ten was told hours later, on that day or on the next.
        let late = if random() < 0.1 { (random() * 12.0) as i64 * HOUR } else { 0 };
        let at = Timestamp::from_secs(when + alone + late + (random() * 300.0) as i64);
        let row = Row::of(work(service, play * 7919 % (plays / 8)));
        let row = Row { id: Some((play + 1).to_string()), at: Some(at), ..row };
        library.add(&row, Listing::History, &origin);
    }
    library
}

/// The clock is put forward and back every half year.
fn zone() -> Result<Zone, String> {
    let change = |half: i64| {
        let ahead = Span::from_hours(1 + half % 2);
        (Timestamp::from_secs(START + half * 365 * DAY / 2), ahead)
    };
    Zone::new(Span::from_hours(1), (0..22).map(change).collect()).map_err(|error| error.to_string())
}

fn main() -> Result<(), String> {
    let rules = Rules::of(zone()?);
    for plays in [2_000_u64, 20_000, 1_000_000] {
        let sides = SERVICES.map(|(service, alone)| library(service, alone, plays / 2));
        let mut least = f64::INFINITY;
        for _ in 0..ROUNDS {
            let mut all = sides[0].clone();
            let from = Instant::now();
            all.merge(&sides[1]).map_err(|full| full.to_string())?;
            let merged = Merged::of(&all, &rules).len() as u64;
            least = least.min(from.elapsed().as_secs_f64() * 1000.0);
            if !(plays / 2..plays).contains(&merged) {
                return Err(format!("{merged} plays of {plays}"));
            }
        }
        println!("{}", json!({"plays": plays, "ms": least}));
    }
    Ok(())
}
