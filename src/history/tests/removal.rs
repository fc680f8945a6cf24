use proptest::prelude::*;

use super::super::sync::What;
use super::super::{Groups, Library, Merged, Rules, Zone, name_of, name_of_play, newest};
use super::{Told, contents, library, tale, united};
use crate::map::Set;
use crate::providers::{List, Listing};
use crate::time::Timestamp;

const NOW: Timestamp = Timestamp::from_secs(4_102_444_800);

/// The names of all records of plays, in order.
fn names(library: &Library) -> Vec<u64> {
    let mut names: Vec<_> = (0..library.len()).filter_map(|at| library.name(at)).collect();
    names.sort_unstable();
    names
}

proptest! {
    #[test]
    fn a_name_is_that_of_what_is_said(tale in tale(), other in tale()) {
        let one = library(&tale);
        let mut names_of_one = names(&one);
        names_of_one.dedup();
        prop_assert_eq!(names_of_one.len(), one.len(), "no two have one name");
        let backwards = library(&tale.iter().rev().cloned().collect::<Vec<_>>());
        prop_assert_eq!(names(&one), names(&backwards));
        let read = Library::restore(&one.snapshot()).unwrap();
        prop_assert_eq!(names(&one), names(&read));
        let both = names(&united(&[&library(&other), &one]));
        prop_assert!(names(&one).iter().all(|name| both.binary_search(name).is_ok()));
        for Told { row, listing, origin, .. } in &tale {
            if *listing == Listing::History {
                prop_assert!(names(&one).binary_search(&name_of_play(row, origin)).is_ok());
            }
            let item = one.clone().intern(&row.work).unwrap();
            prop_assert_eq!(one.items().name(item), Some(name_of(&row.work)));
        }
    }

    #[test]
    fn the_plays_that_are_named_go_and_no_others(tale in tale(), which in 0_usize..24) {
        let mut library = library(&tale);
        let before = contents(&library);
        let merged = Merged::of(&library, &Rules::of(Zone::UTC));
        let Some(play) = merged.play(which) else { return Ok(()) };
        let gone: Set<u64> =
            play.records.iter().filter_map(|row| library.name(*row as usize)).collect();
        let stay: Vec<u64> =
            names(&library).into_iter().filter(|name| !gone.contains(name)).collect();
        prop_assert_eq!(library.take_out(&gone, NOW), play.records.len());
        prop_assert_eq!(names(&library), stay);
        prop_assert_eq!(contents(&library).len(), before.len() - gone.len());
        prop_assert_eq!(library.take_out(&gone, NOW), 0);
    }

    #[test]
    fn what_is_said_of_a_work_is_taken_back_by_all(tale in tale(), which in 0_usize..24) {
        let mut library = library(&tale);
        let Some(told) = tale.get(which) else { return Ok(()) };
        let work = std::slice::from_ref(&told.row.work);
        let group = |library: &Library| {
            let groups = Groups::of(library.items());
            (groups.find(library.items(), work)[0], groups)
        };
        for what in [What::Rating, What::Standing, What::On(List::Loved)] {
            let (found, groups) = group(&library);
            let rated = newest(&groups, library.ratings()).len();
            let was = found.is_some_and(|it| newest(&groups, library.ratings()).contains_key(&it));
            library.take_back(what, work);
            let (found, groups) = group(&library);
            let left = newest(&groups, library.ratings());
            if what == What::Rating {
                prop_assert!(found.is_none_or(|found| !left.contains_key(&found)));
                prop_assert_eq!(left.len(), rated - usize::from(was));
            }
            let stands = newest(&groups, library.standings());
            let loved = newest(&groups, library.listed(List::Loved));
            let none = match what {
                What::Standing => found.is_none_or(|found| !stands.contains_key(&found)),
                What::On(_) => found.is_none_or(|found| !loved.contains_key(&found)),
                _ => true,
            };
            prop_assert!(none);
        }
    }

    #[test]
    fn the_last_word_is_the_newest(tale in tale()) {
        let library = library(&tale);
        let groups = Groups::of(library.items());
        let newest = newest(&groups, library.ratings());
        for mark in library.ratings() {
            let last = newest.get(&groups.group(mark.item).unwrap()).unwrap();
            prop_assert!(last.at >= mark.at);
        }
    }
}
