//! Episodes on both sides, and what may be said of one on the other.

use serde::{Deserialize, Serialize};

use crate::media::Catalogue;

/// An episode of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// AniList, MyAnimeList, Kitsu or AniDB.
    pub catalogue: Catalogue,
    /// The entry's id there.
    pub id: u64,
    /// The episode, from 1; 0 is one before the first.
    pub number: u32,
}

/// An episode of a show with seasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// TVDB or TMDB.
    pub catalogue: Catalogue,
    /// The show's id there.
    pub show: u64,
    /// The season; none where `number` counts through all of them.
    pub season: Option<u32>,
    /// The number in the season, or in the show.
    pub number: u32,
}

/// What the rules say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mapped<T> {
    /// This one.
    One(T),
    /// One of these, and the sources disagree which; never to be guessed from.
    Ambiguous(Vec<T>),
    /// Nothing certain.
    Unknown,
}

/// One answer where all agree and nobody disputes it.
pub(super) fn answer<T: Copy + Eq>(found: Vec<(T, bool)>) -> Mapped<T> {
    let disputed = found.iter().any(|(_, disputed)| *disputed);
    let mut distinct: Vec<T> = Vec::new();
    for (one, _) in found {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    match *distinct {
        [] => Mapped::Unknown,
        [one] if !disputed => Mapped::One(one),
        _ => Mapped::Ambiguous(distinct),
    }
}

pub(super) fn joined<T: Copy + Eq>(told: Vec<Mapped<T>>) -> Mapped<T> {
    let each = told.into_iter().flat_map(|mapped| match mapped {
        Mapped::One(one) => vec![(one, false)],
        Mapped::Ambiguous(some) => some.into_iter().map(|one| (one, true)).collect(),
        Mapped::Unknown => Vec::new(),
    });
    answer(each.collect())
}
