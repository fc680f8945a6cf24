use super::super::sync::What;
use super::super::{Library, Play};
use super::sync::{World, at, film, song, whats};
use crate::providers::Listing::History;
use crate::providers::Row;
use crate::time::Span;

const WEEK: Span = Span::from_hours(7 * 24);

/// A play that both had, and that was then taken out at the service.
fn taken_back() -> World {
    let mut world = World::of("trakt");
    world.there(&at(film(1), 0), History);
    world.sync();
    world.theirs.retain_plays(|_| false);
    let plan = world.sync();
    assert_eq!((whats(&plan.pull), plan.taken_back.len()), (vec![What::NoPlay], 1));
    world
}

/// Whether a play that is new at the service is taken in.
fn is_taken_in(mut world: World, row: &Row) -> bool {
    world.there(row, History);
    let plan = world.sync();
    let taken_in = whats(&plan.pull) == [What::Play];
    assert!(taken_in || whats(&plan.push) == [What::NoPlay], "{plan:?}");
    assert_eq!((world.ours.len(), world.held()), if taken_in { (1, 1) } else { (0, 0) });
    assert!(world.sync().is_empty());
    taken_in
}

#[test]
fn what_another_hub_brings_back_is_taken_out_again() {
    let mut world = taken_back();
    for _ in 0..3 {
        assert!(!is_taken_in(world.clone(), &at(film(1), 0)));
        world.sync();
    }
}

#[test]
fn another_second_or_work_is_another_play() {
    let mut later = at(film(1), 0);
    later.at = later.at.map(|at| at + Span::from_secs(1));
    assert!(is_taken_in(taken_back(), &later));
    assert!(is_taken_in(taken_back(), &at(film(2), 0)));
}

#[test]
fn after_a_week_it_is_meant() {
    let mut world = taken_back();
    world.now = world.now + WEEK - Span::from_secs(1);
    assert!(!is_taken_in(world.clone(), &at(film(1), 0)));
    world.now = world.now + Span::from_secs(1);
    assert!(is_taken_in(world, &at(film(1), 0)));
}

#[test]
fn who_says_it_again_here_is_believed_at_once() {
    let mut world = taken_back();
    world.here(&at(film(1), 0), History);
    assert_eq!(whats(&world.sync().push), [What::Play]);
    assert!(world.sync().is_empty());
    assert_eq!((world.ours.plays().filter(|play| !play.summary).count(), world.held()), (2, 1));
}

#[test]
fn it_lasts_as_long_as_a_service_holds_the_play() {
    let mut world = World::of("lastfm");
    world.there(&at(song("a"), 0), History);
    world.sync();
    world.ours.retain_plays(|_| false);
    for _ in 0..6 {
        let plan = world.sync();
        assert!(plan.is_empty() && plan.counts.not_removable == 1, "{plan:?}");
        world.now = world.now + Span::from_hours(4 * 24);
    }
    let mut other = World::of("listenbrainz");
    (other.ours, other.now) = (world.ours, world.now);
    assert!(!is_taken_in(other, &at(song("a"), 0)));
}

#[test]
fn one_of_two_of_the_same_second_leaves_none() {
    let mut world = World::of("trakt");
    (0..2).for_each(|_| world.there(&at(film(1), 0), History));
    world.sync();
    let one = world.theirs.play(0).unwrap();
    world.theirs.retain_plays(|play: &Play| play.record != one.record);
    assert_eq!(world.sync().removals(), 1);
    world.there(&at(film(1), 0), History);
    assert_eq!(whats(&world.sync().pull), [What::Play]);
}

#[test]
fn it_is_kept_in_snapshots_and_merged() {
    let mut world = taken_back();
    let bytes = world.ours.snapshot();
    world.ours = Library::restore(&bytes).unwrap();
    assert_eq!(world.ours.snapshot(), bytes);
    assert!(!is_taken_in(world.clone(), &at(film(1), 0)));
    let mut other = Library::default();
    other.intern(&film(7));
    other.merge(&world.ours).unwrap();
    world.ours = other;
    assert!(!is_taken_in(world, &at(film(1), 0)));
}
