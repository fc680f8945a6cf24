//! Plans as requests, and what has to be read for one.

use super::super::sync::{Batch, Change, Hearing, Last, Parts, Reading, What, readings};
use super::super::{Library, Origin};
use super::sync::{film, song};
use crate::map::Map;
use crate::media::{Rating, Work};
use crate::providers::{Activities, Descriptor, Intent, List, Listing, Row, by_id};
use crate::time::{Span, Timestamp};

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

fn service(id: &str) -> &'static Descriptor {
    by_id(id).unwrap().descriptor()
}

fn origin(id: &str) -> Origin {
    Origin::Service(id.to_owned())
}

fn change(what: What, work: Work) -> Change {
    let row =
        Row { id: Some("7".into()), at: Some(NOW), rating: Rating::of_ten(8), ..Row::of(work) };
    Change { what, row, origin: Origin::Player, was: None }
}

fn sizes(batches: &[Batch]) -> Vec<usize> {
    batches.iter().map(|batch| batch.places.len()).collect()
}

#[test]
fn plays_go_in_batches_of_the_services_sizes() {
    let plays: Vec<_> = (0..230).map(|id| change(What::Play, film(id))).collect();
    assert_eq!(sizes(&Batch::all(service("trakt"), &plays, false)), [100, 100, 30]);
    assert_eq!(sizes(&Batch::all(service("simkl"), &plays, false)), [50, 50, 50, 50, 30]);
    let songs: Vec<_> = (0..3).map(|id| change(What::Play, song(&id.to_string()))).collect();
    assert_eq!(sizes(&Batch::all(service("listenbrainz"), &songs, false)), [3]);
    assert_eq!(sizes(&Batch::all(service("listenbrainz"), &songs, true)), [1, 1, 1]);
    let removed: Vec<_> = (0..2).map(|id| change(What::NoPlay, song(&id.to_string()))).collect();
    assert_eq!(sizes(&Batch::all(service("listenbrainz"), &removed, false)), [1, 1]);
}

#[test]
fn what_is_alike_goes_together_and_lists_before_ratings() {
    let changes = [
        change(What::Rating, film(1)),
        change(What::Play, film(2)),
        change(What::On(List::Watchlist), film(3)),
        change(What::NoPlay, film(4)),
        change(What::Play, film(5)),
        change(What::Off(List::Watchlist), film(6)),
        change(What::NoRating, film(7)),
    ];
    let batches = Batch::all(service("trakt"), &changes, false);
    let places: Vec<_> = batches.iter().map(|batch| batch.places.clone()).collect();
    assert_eq!(places, [vec![3], vec![1, 4], vec![5], vec![2], vec![6], vec![0]]);
    assert!(matches!(&batches[1].intent, Intent::AddPlays(plays) if plays.len() == 2));
    // A film of which one play is kept leaves with all that is kept of it.
    let batches = Batch::all(service("simkl"), &changes, false);
    assert!(matches!(&batches[0].intent, Intent::RemoveStatus { .. }));
}

#[test]
fn a_refused_batch_is_halved_down_to_the_one_that_is_meant() {
    let plays: Vec<_> = (0..5).map(|id| change(What::Play, film(id))).collect();
    let trakt = service("trakt");
    let [batch] = &Batch::all(trakt, &plays, false)[..] else { panic!() };
    let [first, second] = batch.halves(trakt, &plays).unwrap();
    assert_eq!((first.places.clone(), second.places.clone()), (vec![0, 1, 2], vec![3, 4]));
    assert!(matches!(&second.intent, Intent::AddPlays(plays) if plays.len() == 2));
    let [_, single] = second.halves(trakt, &plays).unwrap();
    assert_eq!(single.halves(trakt, &plays), None);
}

fn moved(stamps: &[(Listing, i64)]) -> Activities {
    let of: Map<_, _> =
        stamps.iter().map(|(listing, secs)| (*listing, Timestamp::from_secs(*secs))).collect();
    Activities { all: of.values().max().copied(), of }
}

/// What is read after a run that saw `then`, where the service says `now`.
fn read(
    id: &str,
    parts: Parts,
    then: Option<&Activities>,
    now: Option<&Activities>,
) -> Vec<Reading> {
    let before = Library::default();
    let last =
        Last { before: &before, parts: Parts::ALL, activities: then, whole_at: NOW, doubt: false };
    readings(service(id), &origin(id), parts, NOW + Span::from_hours(1), now, Some(last)).readings
}

#[test]
fn only_what_moved_is_read() {
    let then = moved(&[(Listing::History, 10), (Listing::Ratings, 20)]);
    assert_eq!(read("trakt", Parts::ALL, Some(&then), Some(&then)), []);
    let now = moved(&[(Listing::History, 10), (Listing::Ratings, 21)]);
    let whole = |listing| Reading { listing, since: None };
    assert_eq!(read("trakt", Parts::ALL, Some(&then), Some(&now)), [whole(Listing::Ratings)]);
    // The moments of all plays tell of those that were added late, too.
    let now = moved(&[(Listing::History, 30), (Listing::Ratings, 20)]);
    assert_eq!(read("trakt", Parts::ALL, Some(&then), Some(&now)), [whole(Listing::Held)]);
    // A service that was set back is read anew, and so is what was not kept in step.
    assert_eq!(read("trakt", Parts::ALL, Some(&now), Some(&then)).len(), 4);
    let ratings = Parts { history: false, lists: false, ..Parts::ALL };
    assert_eq!(read("trakt", ratings, Some(&then), Some(&then)), [whole(Listing::Ratings)]);
}

#[test]
fn a_service_of_titles_tells_what_changed_and_what_is_gone() {
    let then = moved(&[(Listing::Statuses, 10), (Listing::Held, 5)]);
    let now = moved(&[(Listing::Statuses, 20), (Listing::Held, 20)]);
    let since = |listing| Reading { listing, since: then.all };
    let held = Reading { listing: Listing::Held, since: None };
    let readings = read("simkl", Parts::ALL, Some(&then), Some(&now));
    assert_eq!(readings, [since(Listing::Statuses), since(Listing::Watchlist), held]);
}

#[test]
fn where_nothing_tells_what_moved_plays_are_read_by_their_moments() {
    let since = NOW + Span::from_hours(1) - Span::from_hours(14 * 24);
    let history = Reading { listing: Listing::History, since: Some(since) };
    let loved = Reading { listing: Listing::Loved, since: None };
    assert_eq!(read("lastfm", Parts::ALL, None, None), [history, loved]);
    assert_eq!(read("listenbrainz", Parts::ALL, None, None), [history, loved]);
}

/// A play as a service tells it.
fn played(id: u64, record: u64, secs: i64) -> Row {
    let at = Some(Timestamp::from_secs(secs));
    Row { id: Some(record.to_string()), at, ..Row::of(film(id)) }
}

#[test]
fn the_moments_of_all_plays_tell_which_are_new_and_which_are_gone() {
    let (trakt, origin) = (service("trakt"), origin("trakt"));
    let mut before = Library::default();
    for (id, record, secs) in [(1, 11, 1000), (2, 12, 2000), (3, 13, 3000)] {
        before.hear(&played(id, record, secs), Listing::History, &origin, trakt);
    }
    // It was told this one last time.
    before.add(&played(4, 0, 500), Listing::History, &Origin::Player);
    let held = Reading { listing: Listing::Held, since: None };
    let hear = |rows: Vec<Row>| {
        let mut hearing = Hearing::of(trakt, &origin, Some(&before));
        hearing.begin(held);
        hearing.take(held, rows);
        hearing
    };
    let all = vec![played(1, 0, 1000), played(3, 0, 3000), played(4, 0, 500)];
    let mut hearing = hear(all.clone());
    let since = Some(Timestamp::from_secs(499));
    let more = Reading { listing: Listing::History, since };
    assert_eq!(hearing.more(), Some(more));
    hearing.begin(more);
    hearing.take(more, vec![played(3, 13, 3000), played(1, 11, 1000), played(4, 14, 500)]);
    let library = hearing.done();
    let mut records: Vec<_> = library.plays().filter_map(|it| library.record(it.record)).collect();
    records.sort();
    assert_eq!(records, ["11", "13", "14"]);
    // Two at one moment: nobody knows which of them is which.
    let twice = [all, vec![played(1, 0, 1000)]].concat();
    let whole = Reading { listing: Listing::History, since: None };
    assert_eq!(hear(twice).more(), Some(whole));
    let same = vec![played(1, 0, 1000), played(2, 0, 2000), played(3, 0, 3000)];
    assert_eq!(hear(same).more(), None);
}
