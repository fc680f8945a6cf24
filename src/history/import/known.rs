//! Which rows of a file a library has already, whoever told of them.

use std::collections::BTreeSet;

use super::Taken;
use crate::history::{Added, Group, Groups, Item, Library, Merged, Origin, Rules, Standing};
use crate::media::Rating;
use crate::providers::{List, Listing};

/// Of each row whether all it says is there: its play is one of those the library has (by the
/// rules that make one play of two records), its rating is the one that is held, its work is
/// on the list. `origin` is that of the file: two of its own records are two plays, and what
/// it told before is known.
pub fn known(library: &Library, rules: &Rules, origin: &Origin, rows: &[Taken]) -> Vec<bool> {
    // They are taken in, to see what comes of it.
    let mut trial = library.clone();
    let told: Vec<(Option<Item>, Added, Option<usize>)> = rows
        .iter()
        .map(|taken| {
            let plays = trial.len();
            let added = trial.add(&taken.said, taken.listing, origin);
            let play = (trial.len() > plays).then_some(plays);
            (trial.intern(&taken.said.work), added, play)
        })
        .collect();
    let merged = Merged::of(&trial, rules);
    let mut joined = vec![false; trial.len()];
    for play in merged.plays() {
        let old = play.records.iter().any(|record| (*record as usize) < library.len());
        for record in play.records.iter().filter(|_| old) {
            joined[*record as usize] = true;
        }
    }
    let held = Held::of(library, merged.groups());
    let is_known = |(taken, (item, added, play)): (&Taken, &(_, _, Option<usize>))| {
        if matches!(added, Added::Known | Added::Nothing) {
            return true;
        }
        let group = Option::and_then(*item, |item| merged.groups().group(item));
        play.is_none_or(|play| joined[play]) && group.is_some_and(|group| held.all(group, taken))
    };
    rows.iter().zip(&told).map(is_known).collect()
}

/// What a library holds of works besides plays.
struct Held {
    ratings: BTreeSet<(Group, Rating)>,
    lists: BTreeSet<(Group, List)>,
    standings: BTreeSet<(Group, Standing)>,
    reviews: BTreeSet<(Group, String)>,
}

impl Held {
    fn of(library: &Library, groups: &Groups) -> Self {
        let group = |item: Item| groups.group(item);
        let lists = [List::Watchlist, List::Collection, List::Loved];
        let listed = |list: List| {
            library.listed(list).filter_map(move |mark| Some((group(mark.item)?, list)))
        };
        let standings = library.standings();
        Self {
            ratings: library
                .ratings()
                .filter_map(|mark| Some((group(mark.item)?, mark.value)))
                .collect(),
            lists: lists.into_iter().flat_map(listed).collect(),
            standings: standings.filter_map(|mark| Some((group(mark.item)?, mark.value))).collect(),
            reviews: library
                .reviews()
                .filter_map(|(mark, text)| Some((group(mark.item)?, text.to_owned())))
                .collect(),
        }
    }

    /// Whether all of a row is here, but for its play.
    fn all(&self, group: Group, taken: &Taken) -> bool {
        let said = &taken.said;
        let list = match taken.listing {
            Listing::Watchlist => Some(List::Watchlist),
            Listing::Collection => Some(List::Collection),
            Listing::Loved => Some(List::Loved),
            _ => None,
        };
        let standing = Standing {
            status: said.status,
            progress: said.progress,
            repeats: said.repeats,
            episodes: said.episodes,
            started_on: said.started_on,
            finished_on: said.finished_on,
        };
        let stands = taken.listing == Listing::Statuses && standing != Standing::default();
        let notes = said.notes.as_ref().filter(|_| list.is_none());
        said.rating.is_none_or(|rating| self.ratings.contains(&(group, rating)))
            && list.is_none_or(|list| self.lists.contains(&(group, list)))
            && (!stands || self.standings.contains(&(group, standing)))
            && notes.is_none_or(|notes| self.reviews.contains(&(group, notes.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::Zone;
    use crate::media::{ExternalIds, Movie, PartialDate, Work};
    use crate::providers::Row;
    use crate::time::Timestamp;

    fn film(title: &str, tmdb: Option<u64>) -> Work {
        let ids = ExternalIds { tmdb, ..ExternalIds::default() };
        Work::Movie(Movie { title: title.to_owned(), year: Some(2019), ids })
    }

    fn row(listing: Listing, said: Row) -> Taken {
        Taken { row: 0, listing, said, shown_on: None }
    }

    fn known_of(rows: &[Taken]) -> Vec<bool> {
        let mut library = Library::default();
        let trakt = Origin::Service("trakt".to_owned());
        let at = Timestamp::parse_rfc3339("2024-03-05T20:00:00Z");
        let held = film("Sea Clocks", Some(1));
        library.add(&Row { at, ..Row::of(held.clone()) }, Listing::History, &trakt);
        let rating = Rating::of_ten(7);
        library.add(&Row { rating, ..Row::of(held.clone()) }, Listing::Ratings, &trakt);
        library.add(&Row::of(held), Listing::Watchlist, &trakt);
        let file = Origin::Import("netflix".to_owned());
        known(&library, &Rules::of(Zone::UTC), &file, rows)
    }

    #[test]
    fn a_play_is_known_by_its_work_and_day() {
        let on = |text| PartialDate::parse(text);
        let held = film("Sea Clocks", Some(1));
        let play = |on, work| row(Listing::History, Row { on, ..Row::of(work) });
        assert_eq!(
            known_of(&[
                play(on("2024-03-05"), held.clone()),
                play(on("2024-03-07"), held.clone()),
                play(on("2024-03-05"), film("Rope", Some(2))),
                play(None, held.clone()),
            ]),
            [true, false, false, false]
        );
        assert_eq!(known_of(&[play(None, held)]), [true], "it has a moment there");
        assert_eq!(known_of(&[]), [false; 0]);
    }

    #[test]
    fn a_mark_is_known_by_what_it_says() {
        let held = film("Sea Clocks", Some(1));
        let rated =
            |ten, work| row(Listing::Ratings, Row { rating: Rating::of_ten(ten), ..Row::of(work) });
        assert_eq!(
            known_of(&[
                rated(7, held.clone()),
                rated(8, held.clone()),
                rated(7, film("Rope", Some(2))),
                row(Listing::Watchlist, Row::of(held.clone())),
                row(Listing::Loved, Row::of(held)),
            ]),
            [true, false, false, true, false]
        );
    }
}
