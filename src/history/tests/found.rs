use proptest::prelude::*;

use super::super::{Groups, Library};
use super::{Told, library, tale};
use crate::media::{Episode, ExternalIds, Movie, Season, Show, Work};

fn show(tvdb: Option<u64>, tmdb: Option<u64>) -> Show {
    let ids = ExternalIds { tvdb, tmdb, ..ExternalIds::default() };
    Show { title: "Slow Boats".to_owned(), year: Some(2026), ids }
}

fn episode(show: Show, number: u32, tvdb: Option<u64>) -> Work {
    let ids = ExternalIds { tvdb, ..ExternalIds::default() };
    Work::Episode(Episode { show, season: 1, number, title: None, ids })
}

fn film(trakt: Option<u64>, tmdb: Option<u64>) -> Work {
    let ids = ExternalIds { trakt, tmdb, ..ExternalIds::default() };
    Work::Movie(Movie { title: "Lakes".to_owned(), year: None, ids })
}

#[test]
fn a_work_is_found_by_what_it_shares() {
    let mut library = Library::default();
    let held = [
        episode(show(Some(5), None), 1, Some(51)),
        episode(show(Some(5), Some(6)), 2, None),
        film(Some(1), Some(2)),
        film(Some(3), Some(4)),
    ];
    let items: Vec<_> = held.iter().map(|work| library.intern(work).unwrap()).collect();
    let groups = Groups::of(library.items());
    let group = |at: usize| groups.group(items[at]);
    for (asked, found) in [
        (episode(show(Some(5), None), 1, None), group(0)),
        (episode(show(None, Some(6)), 1, None), group(0)),
        (episode(show(None, None), 9, Some(51)), group(0)),
        (episode(show(None, Some(6)), 2, Some(52)), group(1)),
        (episode(show(Some(5), None), 3, None), None),
        (episode(show(Some(7), None), 1, None), None),
        (Work::Show(show(None, Some(6))), groups.group(library.items().show(items[1]).unwrap())),
        (Work::Season(Season { show: show(Some(5), None), number: 1, ..Season::default() }), None),
        (film(None, Some(4)), group(3)),
        (film(Some(1), Some(4)), None),
        (film(Some(9), None), None),
    ] {
        assert_eq!(
            groups.find(library.items(), std::slice::from_ref(&asked)),
            [found],
            "{asked:?}"
        );
    }
}

proptest! {
    #[test]
    fn what_is_there_is_found(tale in tale()) {
        let library = library(&tale);
        let groups = Groups::of(library.items());
        let works: Vec<_> = tale.iter().map(|Told { row, .. }| row.work.clone()).collect();
        for (work, found) in works.iter().zip(groups.find(library.items(), &works)) {
            let item = library.clone().intern(work).unwrap();
            let keys = library.items().keys(item);
            let same = found.is_some_and(|found| {
                groups.items(found).iter().any(|it| {
                    keys.iter().all(|key| library.items().keys(*it).contains(key))
                })
            });
            prop_assert!(same || keys.is_empty() || found.is_none() && is_two(keys), "{work:?}");
        }
    }
}

/// Whether a description has two ids of one catalogue, and so is like none.
fn is_two(keys: &[u64]) -> bool {
    keys.windows(2).any(|two| two[0] >> 56 == two[1] >> 56)
}
