//! Letterboxd: a diary of days that is read from a feed, the last fifty entries of it, and told
//! nothing; the person writes it.

use playtally::error::Error;
use playtally::media::{Catalogue, PartialDate, Rating};
use playtally::providers::{Intent, Listing, Outcome, Row};
use playtally::time::Timestamp;

use super::titles::Key;
use super::{Keeper, no_listing, page, refused};

/// Entries a feed has.
pub(super) const FEED: usize = 50;

#[derive(Default)]
pub(super) struct Letterboxd {
    diary: Vec<(Key, PartialDate, Option<Rating>)>,
}

impl Letterboxd {
    /// The person writes that they saw a film on a day, and how they liked it: stars in halves.
    pub(super) fn write(&mut self, film: u64, on: PartialDate, stars: Option<Rating>) {
        let halves = stars.and_then(|stars| Rating::of_ten(stars.ten().into()));
        self.diary.push((Key::Film(film), on, halves));
    }
}

impl Keeper for Letterboxd {
    fn id(&self) -> &'static str {
        "letterboxd"
    }

    fn take(&mut self, _now: Timestamp, intent: &Intent) -> Result<Outcome, Error> {
        let Intent::Read(read) = intent else {
            return Err(refused("Letterboxd is told nothing."));
        };
        if read.listing != Listing::History {
            return Err(no_listing(read.listing));
        }
        let entries = self.diary.iter().enumerate().rev().take(FEED);
        let row = |(number, (key, on, rating)): (usize, &(Key, PartialDate, Option<Rating>))| Row {
            id: Some(format!("letterboxd-watch-{number}")),
            on: Some(*on),
            rating: *rating,
            ..Row::of(key.named(&[Catalogue::Tmdb]))
        };
        page(entries.map(row).collect(), read)
    }
}
