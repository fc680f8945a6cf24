//! Many changes at once: what comes of them, and how long it takes.

use std::time::Duration;

use proptest::prelude::*;

use super::super::sync::{Change, What};
use super::super::{Library, Origin};
use super::contents;
use super::sync::{at, film};
use crate::media::Rating;
use crate::providers::{List, Listing, Row};

fn trakt() -> Origin {
    Origin::Service("trakt".into())
}

fn change(what: What, row: Row) -> Change {
    Change { what, row, origin: trakt(), was: None }
}

fn one() -> impl Strategy<Value = Change> {
    let what = prop_oneof![
        3 => Just(What::Play),
        3 => Just(What::NoPlay),
        1 => Just(What::On(List::Watchlist)),
        1 => Just(What::Off(List::Watchlist)),
        2 => Just(What::Rating),
        1 => Just(What::NoRating),
    ];
    let origin = prop_oneof![Just(trakt()), Just(Origin::Player)];
    (what, origin, 1..4_u64, 0..2_i64, proptest::option::of(1..3_u8)).prop_map(
        |(what, origin, id, day, name)| {
            let rating = (what == What::Rating).then(|| Rating::of_hundred(50 + id)).flatten();
            let id_of = name.map(|name| name.to_string());
            let row = Row { id: id_of, rating, ..at(film(id), day) };
            Change { what, row, origin, was: None }
        },
    )
}

proptest! {
    #[test]
    fn changes_at_once_do_what_they_do_one_by_one(changes in prop::collection::vec(one(), 0..24)) {
        let (mut once, mut each) = (Library::default(), Library::default());
        for id in 1..4 {
            let row = at(film(id), 0);
            once.add(&row, Listing::History, &trakt());
            each.add(&row, Listing::History, &trakt());
        }
        once.change_all(changes.iter());
        changes.iter().for_each(|change| each.change(change));
        prop_assert_eq!(contents(&once), contents(&each));
    }
}

#[test]
fn what_was_told_is_named_where_it_has_no_name_yet() {
    let mut theirs = Library::default();
    for id in 1..3 {
        let row = Row { id: Some(format!("{id}0")), ..at(film(id), 0) };
        theirs.add(&row, Listing::History, &trakt());
    }
    theirs.add(&at(film(3), 0), Listing::History, &Origin::Player);
    let play = |id, day| change(What::Play, at(film(id), day));
    let mut names = vec![
        (play(1, 0), None),
        (play(2, 0), Some("known".to_owned())),
        (play(2, 1), None),
        (play(3, 0), None),
        (change(What::Rating, at(film(1), 0)), None),
    ];
    theirs.name_plays(&mut names, &trakt());
    let names: Vec<_> = names.iter().map(|(_, name)| name.as_deref()).collect();
    assert_eq!(names, [Some("10"), Some("known"), None, None, None]);
}

/// Where each of them went through all, this took minutes.
#[test]
#[expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "it measures time")]
fn a_large_history_is_taken_back_at_once() {
    let began = std::time::Instant::now();
    let push: Vec<_> =
        (1..20_000).map(|id| change(What::Play, at(film(id), id as i64 % 1000))).collect();
    let named = |it: &Change| Row { id: Some(it.row.work.label()), ..it.row.clone() };
    let kept: Vec<_> = push.iter().map(|it| change(What::Play, named(it))).collect();
    let mut theirs = Library::default();
    theirs.change_all(kept.iter());
    assert_eq!(theirs.len(), push.len());
    let mut names: Vec<_> = push.iter().map(|it| (it.clone(), None)).collect();
    theirs.name_plays(&mut names, &trakt());
    let back: Vec<_> = names.iter().map(|(change, name)| change.undone(name.clone())).collect();
    theirs.change_all(back.iter());
    assert_eq!(theirs.len(), 0);
    theirs.agree_all(&push);
    assert_eq!(theirs.len(), push.len());
    theirs.disagree(&push);
    assert_eq!(theirs.len(), 0);
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}
