use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::{Groups, Items};
use super::{show, work};
use crate::media::{Episode, ExternalIds, Movie, Season, Show, Track, Work};

/// The works of a table, each as what is said of it.
fn works(items: &Items) -> BTreeSet<BTreeSet<String>> {
    let groups = Groups::of(items);
    let text = |work: Work| serde_json::to_string(&work).unwrap();
    groups
        .iter()
        .map(|group| groups.items(group).iter().map(|it| text(items.work(*it).unwrap())).collect())
        .collect()
}

fn table(works: &[Work]) -> Items {
    let mut items = Items::default();
    works.iter().for_each(|work| assert!(items.intern(work).is_some()));
    items
}

fn numbers(ids: &ExternalIds) -> [Option<u64>; 3] {
    [ids.trakt, ids.tmdb, ids.tvdb]
}

proptest! {
    #[test]
    fn the_order_in_which_descriptions_come_does_not_matter(
        (works_in, shuffled) in prop::collection::vec(work(), 0..24)
            .prop_flat_map(|works| (Just(works.clone()), Just(works).prop_shuffle()))
    ) {
        let (one, other) = (table(&works_in), table(&shuffled));
        prop_assert_eq!(works(&one), works(&other));
        prop_assert_eq!(one.len(), other.len());
        let whole = |items: &Items| {
            let groups = Groups::of(items);
            let all: BTreeSet<String> = groups
                .iter()
                .map(|group| format!("{:?}", groups.work(items, group)))
                .collect();
            all
        };
        prop_assert_eq!(whole(&one), whole(&other));
    }

    #[test]
    fn no_work_has_two_ids_of_one_catalogue(works in prop::collection::vec(work(), 0..24)) {
        let items = table(&works);
        let groups = Groups::of(&items);
        let mut seen = 0;
        for group in groups.iter() {
            let mut known = [None; 3];
            for item in groups.items(group) {
                seen += 1;
                prop_assert_eq!(groups.group(*item), Some(group));
                let work = items.work(*item).unwrap();
                for (known, id) in known.iter_mut().zip(numbers(work.ids().unwrap())) {
                    prop_assert!(known.is_none() || id.is_none() || *known == id, "{:?}", work);
                    *known = known.or(id);
                }
            }
        }
        prop_assert_eq!(seen, items.len(), "each description is of one work");
    }

    #[test]
    fn what_hangs_together_without_contradiction_is_one(
        shows in prop::collection::vec(show(), 1..12)
    ) {
        // One id of each catalogue in all.
        let agree = |id: Option<u64>| id.map(|_| 1);
        let films: Vec<Work> = shows
            .into_iter()
            .map(|it| {
                let ids = ExternalIds {
                    trakt: agree(it.ids.trakt),
                    tmdb: agree(it.ids.tmdb),
                    tvdb: agree(it.ids.tvdb),
                    ..ExternalIds::default()
                };
                Work::Movie(Movie { title: String::new(), year: None, ids })
            })
            .collect();
        let items = table(&films);
        let groups = Groups::of(&items);
        // A simple reckoning: spread from each to all that share an id until nothing moves.
        let known: Vec<_> = items.iter().map(|it| {
            numbers(items.work(it).unwrap().ids().unwrap())
        }).collect();
        let mut of: Vec<usize> = (0..known.len()).collect();
        for _ in 0..known.len() {
            for a in 0..known.len() {
                for b in 0..known.len() {
                    if (0..3).any(|at| known[a][at].is_some() && known[a][at] == known[b][at]) {
                        let least = of[a].min(of[b]);
                        (of[a], of[b]) = (least, least);
                    }
                }
            }
        }
        for (a, item) in items.iter().enumerate() {
            for (b, other) in items.iter().enumerate() {
                prop_assert_eq!(groups.group(item) == groups.group(other), of[a] == of[b]);
            }
        }
    }

    #[test]
    fn a_work_comes_back_as_it_was(work in work(), show in show(), number: u32, year: i32) {
        let season = Work::Season(Season { show, number, ids: ExternalIds::default() });
        let book = Work::Book(crate::media::Book {
            title: "Lake".into(),
            authors: vec!["A".into(), String::new()],
            isbn10: Some("012345678X".into()),
            isbn13: None,
            goodreads: Some(u64::MAX),
            pages: Some(number),
            year: Some(year),
        });
        for work in [work, season, book] {
            let mut items = Items::default();
            let item = items.intern(&work).unwrap();
            prop_assert_eq!(items.intern(&work), Some(item));
            prop_assert_eq!(items.work(item), Some(work));
        }
    }
}

fn film(title: &str, year: i32, ids: ExternalIds) -> Work {
    Work::Movie(Movie { title: title.into(), year: Some(year), ids })
}

fn trakt(id: u64) -> ExternalIds {
    ExternalIds { trakt: Some(id), ..ExternalIds::default() }
}

fn imdb(id: &str) -> ExternalIds {
    ExternalIds { imdb: Some(id.into()), ..ExternalIds::default() }
}

#[test]
fn works_are_joined_by_what_comes_later() {
    let both = ExternalIds { imdb: Some("tt1".into()), ..trakt(1) };
    let [one, other] = [film("Lake", 2001, trakt(1)), film("See", 2002, imdb("tt1"))];
    assert_eq!(works(&table(&[one.clone(), other.clone()])).len(), 2);
    assert_eq!(works(&table(&[one, other, film("", 2003, both)])).len(), 1);
}

#[test]
fn episodes_are_joined_once_their_shows_are() {
    let part = |title: &str, ids: ExternalIds, number| {
        let show = Show { title: title.into(), year: None, ids };
        Work::Episode(Episode { show, season: 0, number, ..Episode::default() })
    };
    let parts = vec![part("Boats", trakt(1), 7), part("Boote", imdb("tt1"), 7)];
    assert_eq!(works(&table(&parts)).len(), 4, "two shows and two specials");
    let both = ExternalIds { imdb: Some("tt1".into()), ..trakt(1) };
    let link = Work::Show(Show { title: "Boats".into(), year: None, ids: both });
    let all = [&parts[..], &[link, part("Boats", trakt(1), 8)]].concat();
    assert_eq!(works(&table(&all)).len(), 3, "one show and two specials");
}

#[test]
fn names_join_with_the_year_and_songs_by_who_plays_them() {
    let none = ExternalIds::default;
    for (one, other, same) in [
        (film("The Lake", 2001, trakt(1)), film("Lake, The", 2001, imdb("tt1")), true),
        (film("Lake (2001)", 2001, none()), film("LAKE", 2001, trakt(1)), true),
        (film("Lake", 2001, trakt(1)), film("Lake", 2002, imdb("tt1")), false),
        (film("Lake", 2001, trakt(1)), film("Lake", 2001, trakt(2)), false),
        (film("", 2001, none()), film("", 2001, trakt(2)), false),
    ] {
        assert_eq!(works(&table(&[one.clone(), other.clone()])).len() == 1, same, "{one:?}");
    }
    let song = |artist: &str, mbid: &str| {
        let ids = ExternalIds { mbid: Some(mbid.into()), ..none() };
        let (title, artist) = ("Harbour".into(), artist.into());
        Work::Track(Track { title, artist, ids, ..Track::default() })
    };
    assert_eq!(works(&table(&[song("Air", "a"), song("AIR", "b")])).len(), 1, "each release");
    assert_eq!(works(&table(&[song("Air", "a"), song("Beth", "b")])).len(), 2);
    assert_eq!(works(&table(&[song("Air", "a"), song("", "a")])).len(), 1);
}
