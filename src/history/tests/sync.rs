use proptest::prelude::*;

use super::super::sync::{
    Budget, Change, Counts, Flaps, Hearing, Parts, Plan, Reading, Stop, Sync, What,
};
use super::super::{Library, Merged, Origin, Rules, Source, Stamps, Zone};
use super::contents;
use crate::map::{Map, Set};
use crate::media::{Episode, ExternalIds, Movie, Rating, Show, Track, Work};
use crate::providers::{Descriptor, Keeps, List, Listing, Row, Status, by_id};
use crate::time::{Span, Timestamp};

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
const DAY: i64 = 86_400;

/// A person's library, and one service with what it held when both last agreed.
#[derive(Clone)]
pub(super) struct World {
    pub(super) now: Timestamp,
    service: &'static Descriptor,
    origin: Origin,
    pub(super) ours: Library,
    pub(super) theirs: Library,
    before: Option<Library>,
    flaps: Flaps,
    mirror: Set<Origin>,
    rules: Rules,
    whole: bool,
    next: u64,
}

impl World {
    pub(super) fn of(service: &str) -> Self {
        Self {
            now: NOW,
            service: by_id(service).unwrap().descriptor(),
            origin: Origin::Service(service.to_owned()),
            ours: Library::default(),
            theirs: Library::default(),
            before: None,
            flaps: Flaps::default(),
            mirror: Set::new(),
            rules: Rules::of(Zone::UTC),
            whole: true,
            next: 1000,
        }
    }

    pub(super) fn here(&mut self, row: &Row, listing: Listing) {
        self.ours.add(row, listing, &Origin::Player);
    }

    /// Somebody does this at the service.
    pub(super) fn there(&mut self, row: &Row, listing: Listing) {
        let mut row = row.clone();
        if listing == Listing::History {
            self.next += 1;
            row.id = (self.service.keeps == Keeps::EveryPlay).then(|| self.next.to_string());
        }
        self.theirs.add(&row, listing, &self.origin);
    }

    fn plan(&self) -> Plan {
        let sync = Sync {
            now: self.now,
            service: self.service,
            origin: &self.origin,
            ours: &self.ours,
            theirs: &self.theirs,
            before: self.before.as_ref(),
            whole: self.whole,
            mirror: &self.mirror,
            rules: &self.rules,
            budget: Budget::default(),
            flaps: &self.flaps,
            parts: Parts::ALL,
            queued: &Set::new(),
        };
        let plan = sync.plan().unwrap();
        let text = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
        plan
    }

    fn carry_out(&mut self, plan: &Plan) {
        self.ours.accept(plan);
        self.before = Some(self.theirs.clone());
        for change in plan.to_tell() {
            self.flaps.told(self.now, &self.origin, change);
            self.before.as_mut().unwrap().agree(change);
            if change.what == What::Play {
                self.there(&change.row, Listing::History);
            } else {
                self.theirs.change(change);
            }
        }
    }

    /// One sync, whatever it removes.
    pub(super) fn sync(&mut self) -> Plan {
        let mut plan = self.plan();
        plan.confirm();
        self.carry_out(&plan);
        plan
    }

    pub(super) fn held(&self) -> usize {
        self.theirs.len()
    }
}

pub(super) fn film(id: u64) -> Work {
    let ids = ExternalIds { trakt: Some(id), simkl: Some(id), ..ExternalIds::default() };
    Work::Movie(Movie { title: format!("Lake {id}"), year: Some(2001), ids })
}

fn episode(number: u32) -> Work {
    let ids = ExternalIds { trakt: Some(1), simkl: Some(1), ..ExternalIds::default() };
    let show = Show { title: "Boats".into(), year: Some(2001), ids };
    Work::Episode(Episode { show, season: 1, number, ..Episode::default() })
}

pub(super) fn song(title: &str) -> Work {
    let (title, artist) = (title.into(), "Air".into());
    Work::Track(Track { title, artist, duration_ms: Some(200_000), ..Track::default() })
}

pub(super) fn at(work: Work, days: i64) -> Row {
    Row { at: Some(Timestamp::from_secs(1_700_000_000 + days * DAY)), ..Row::of(work) }
}

fn rated(work: Work, points: u64, days: i64) -> Row {
    Row { rating: Rating::of_ten(points), ..at(work, days) }
}

pub(super) fn whats(changes: &[Change]) -> Vec<What> {
    changes.iter().map(|change| change.what).collect()
}

#[test]
fn each_side_learns_what_it_lacks_and_then_nothing_is_to_do() {
    let mut world = World::of("trakt");
    world.here(&at(film(1), 0), Listing::History);
    world.here(&at(film(2), 0), Listing::History);
    world.there(&at(film(2), 0), Listing::History);
    world.there(&at(episode(3), 0), Listing::History);
    world.there(&rated(film(2), 8, 0), Listing::Ratings);
    let plan = world.sync();
    assert_eq!(whats(&plan.push), [What::Play]);
    assert_eq!(whats(&plan.pull), [What::Play, What::Rating]);
    assert_eq!(whats(&plan.links), [What::Play], "the film both have");
    assert_eq!((world.held(), world.ours.ratings().count()), (3, 1));
    for _ in 0..2 {
        let plan = world.sync();
        assert!(plan.is_empty() && plan.stopped.is_none(), "{plan:?}");
    }
    assert_eq!(world.held(), 3);
}

#[test]
fn what_was_removed_on_one_side_goes_on_the_other_and_does_not_come_back() {
    for here in [true, false] {
        let mut world = World::of("trakt");
        world.here(&at(film(1), 0), Listing::History);
        world.here(&at(film(2), 0), Listing::History);
        world.sync();
        world.sync();
        let (ours, theirs) = (&mut world.ours, &mut world.theirs);
        let library = if here { ours } else { theirs };
        let gone = library.plays().find(|play| library.items().work(play.item) == Some(film(1)));
        let gone = gone.unwrap().item;
        assert!(library.retain_plays(|play| play.item != gone) > 0);
        let plan = world.sync();
        assert_eq!(plan.removals(), if here { 1 } else { 2 }, "{plan:?}");
        assert!(plan.push.iter().all(|change| change.row.id.is_some()), "by its own name");
        assert_eq!(world.held(), 1);
        assert!(world.sync().is_empty());
        assert!(world.ours.plays().all(|play| world.ours.items().work(play.item) == Some(film(2))));
    }
}

#[test]
fn what_was_told_a_moment_ago_and_is_not_listed_yet_is_no_removal() {
    let mut world = World::of("listenbrainz");
    world.here(&at(song("Sea"), 0), Listing::History);
    assert_eq!(world.sync().push.len(), 1);
    let stored = std::mem::take(&mut world.theirs);
    let reading = Reading { listing: Listing::History, since: None };
    for (lately, removed) in [(true, 0), (true, 0), (false, 1)] {
        let mut hearing = Hearing::of(world.service, &world.origin, world.before.as_ref());
        if lately {
            hearing.trust_told();
        }
        hearing.begin(reading);
        world.theirs = hearing.done();
        let plan = world.plan();
        assert_eq!((plan.push.len(), plan.pull.len()), (0, removed), "{plan:?}");
        if lately {
            world.before = Some(world.theirs.clone());
        }
    }
    world.theirs = stored;
    let plan = world.sync();
    assert_eq!((plan.is_empty(), plan.links.len()), (true, 1), "{plan:?}");
}

#[test]
fn what_comes_anew_after_it_was_taken_out_is_told() {
    for minutes in [0, 5, 150] {
        let mut world = World::of("trakt");
        world.here(&at(film(1), 0), Listing::History);
        assert_eq!(whats(&world.sync().push), [What::Play]);
        let reading = Reading { listing: Listing::History, since: None };
        // It was told that a moment ago.
        let hear = |world: &mut World, rows| {
            let mut hearing = Hearing::of(world.service, &world.origin, world.before.as_ref());
            hearing.trust_told();
            hearing.begin(reading);
            hearing.take(reading, rows);
            world.theirs = hearing.done();
        };
        let listed = Row { id: Some("7".to_owned()), ..at(film(1), 0) };
        hear(&mut world, vec![listed]);
        let plan = world.plan();
        world.ours.accept(&plan);
        world.before = Some(world.theirs.clone());
        world.ours.retain_plays(|_| false);
        let plan = world.plan();
        assert_eq!((whats(&plan.push), plan.pull.len()), (vec![What::NoPlay], 0));
        world.before.as_mut().unwrap().agree_all(&plan.push);
        let row = at(film(1), 0);
        let again = row.at.map(|at| at + Span::from_mins(minutes));
        world.here(&Row { at: again, ..row }, Listing::History);
        hear(&mut world, vec![]);
        let plan = world.plan();
        assert_eq!((whats(&plan.push), plan.pull.len()), (vec![What::Play], 0), "{plan:?}");
    }
}

#[test]
fn what_a_service_lists_under_a_corrected_name_is_the_play_it_was_told() {
    let named = |artist: &str, title: &str, days: i64| {
        let (title, artist) = (title.into(), artist.into());
        at(Work::Track(Track { title, artist, ..Track::default() }), 1150 + days)
    };
    let told = named("Guns and Roses", "Patience", 0);
    for delivered in [false, true] {
        let mut world = World::of("lastfm");
        world.here(&told, Listing::History);
        if delivered {
            world.before = Some(Library::default());
        } else {
            assert_eq!(world.sync().push.len(), 1);
        }
        // Somebody else plays at the second of another one.
        world.here(&named("Air", "Sea", 1), Listing::History);
        world.theirs.retain_plays(|_| false);
        world.there(&named("Guns N' Roses", "Patience", 0), Listing::History);
        world.there(&named("Boats", "Lake", 1), Listing::History);
        let plan = world.sync();
        assert_eq!((plan.removals(), plan.same.len(), plan.links.len()), (0, 1, 1), "{plan:?}");
        assert_eq!(plan.push.len(), 1, "the other one is told: {plan:?}");
        assert_eq!(Merged::of(&world.ours, &world.rules).len(), 3);
        let plan = world.sync();
        assert!(plan.is_empty() && plan.same.is_empty(), "{plan:?}");
    }
    // Corrected when it has been listed for long; nobody's player tells of it.
    let mut world = World::of("lastfm");
    world.ours.add(&told, Listing::History, &Origin::Import("file".into()));
    assert_eq!(world.sync().push.len(), 1);
    // Last.fm has no names for its records.
    let list = |world: &mut World, row: &Row| {
        world.theirs.retain_plays(|_| false);
        world.theirs.add(row, Listing::History, &world.origin);
    };
    list(&mut world, &told);
    assert_eq!(world.sync().links.len(), 1);
    list(&mut world, &named("Guns N' Roses", "Patience", 0));
    let plan = world.sync();
    assert_eq!((plan.is_empty(), plan.same.len()), (true, 1), "{plan:?}");
    assert!(world.sync().is_empty());
    assert_eq!(Merged::of(&world.ours, &world.rules).len(), 1);
    // What is gone for good was removed.
    world.theirs.retain_plays(|_| false);
    assert_eq!(world.sync().removals(), 2);
}

#[test]
fn many_removals_are_asked_first() {
    let mut world = World::of("trakt");
    (0..100).for_each(|id| world.here(&at(film(id), id as i64), Listing::History));
    world.sync();
    world.sync();
    let first = |library: &Library, many: usize| {
        library.plays().take(many).map(|play| play.item).collect::<Vec<_>>()
    };
    let gone = first(&world.theirs, 11);
    world.theirs.retain_plays(|play| !gone.contains(&play.item));
    let mut plan = world.plan();
    // Each is told of by us and by the service.
    assert_eq!(plan.stopped, Some(Stop::Budget { removals: 22, held: 200 }));
    assert!(plan.to_tell().is_empty());
    let before = contents(&world.ours);
    world.ours.accept(&plan);
    assert_eq!(contents(&world.ours), before, "nothing is done before it is agreed to");
    plan.confirm();
    world.ours.accept(&plan);
    assert_eq!(world.ours.len(), 178);
}

#[test]
fn a_library_gone_by_half_waits_for_a_word_and_one_read_by_half_plans_nothing() {
    let mut world = World::of("trakt");
    (0..40).for_each(|id| world.here(&at(film(id), 0), Listing::History));
    world.sync();
    world.sync();
    world.theirs.retain_plays(|play| play.item.0 % 3 == 0);
    let mut shrunk = world.plan();
    let left = world.theirs.len() as u64;
    let gone = 2 * (40 - left);
    assert_eq!(shrunk.stopped, Some(Stop::Shrunk { before: 40, now: left, removals: gone }));
    assert!(shrunk.to_tell().is_empty());
    let before = contents(&world.ours);
    world.ours.accept(&shrunk);
    assert_eq!(contents(&world.ours), before, "more likely the service is in trouble");
    shrunk.confirm();
    let mut ours = world.ours.clone();
    ours.accept(&shrunk);
    assert_eq!(ours.len() as u64, 2 * left, "the person says that they did it themselves");
    world.whole = false;
    let plan = world.plan();
    assert!(plan.is_empty() && plan.stopped == Some(Stop::HalfRead));
    let mut plan = plan;
    plan.confirm();
    assert_eq!(plan.stopped, Some(Stop::HalfRead), "that is no question");
}

#[test]
fn a_feed_is_heard_and_what_is_too_old_for_it_stays() {
    let mut world = World::of("letterboxd");
    world.here(&rated(film(9), 7, 0), Listing::Ratings);
    world.there(&rated(film(1), 8, 1), Listing::History);
    world.there(&at(film(2), 2), Listing::History);
    let plan = world.sync();
    assert_eq!(
        (whats(&plan.pull), plan.push.len()),
        (vec![What::Play, What::Play, What::Rating], 0)
    );
    world.theirs.retain_plays(|_| false);
    world.there(&at(film(3), 3), Listing::History);
    let plan = world.sync();
    assert_eq!((whats(&plan.pull), plan.taken_back.len()), (vec![What::Play], 0));
    assert_eq!((world.ours.len(), world.ours.ratings().count()), (3, 2));
    // An entry that was given another day.
    world.theirs.retain_plays(|_| false);
    let moved = Row { id: Some(world.next.to_string()), ..at(film(3), 5) };
    world.theirs.add(&moved, Listing::History, &world.origin);
    assert_eq!(whats(&world.sync().pull), [What::Play]);
    assert_eq!(world.ours.len(), 3);
    assert!(world.sync().is_empty());
    let feed = by_id("letterboxd").unwrap().descriptor();
    assert!(feed.is_feed() && !by_id("tmdb").unwrap().descriptor().is_feed());
}

#[test]
fn nothing_crosses_from_service_to_service_unless_it_is_wanted() {
    let other = Origin::Service("other".into());
    let mut world = World::of("trakt");
    world.ours.add(&at(film(1), 0), Listing::History, &other);
    world.ours.add(&rated(film(1), 8, 0), Listing::Ratings, &other);
    let plan = world.plan();
    assert!(plan.is_empty());
    assert_eq!(plan.counts, Counts { not_mirrored: 1, ..Counts::default() });
    world.mirror.insert(other);
    assert_eq!(whats(&world.plan().push), [What::Play, What::Rating]);
}

#[test]
fn what_was_copied_stays_when_copying_ends() {
    let other = Origin::Service("other".into());
    let mut world = World::of("trakt");
    world.mirror.insert(other.clone());
    world.ours.add(&rated(film(1), 8, 0), Listing::Ratings, &other);
    world.ours.add(&at(film(2), 0), Listing::Watchlist, &other);
    assert_eq!(whats(&world.sync().push), [What::On(List::Watchlist), What::Rating]);
    world.mirror = Set::new();
    let plan = world.sync();
    assert_eq!((plan.removals(), plan.push.len()), (0, 0), "{plan:?}");
    assert!(world.sync().is_empty());
    // What nobody says any more was taken back.
    world.ours.retain_ratings(|_| false);
    assert_eq!(whats(&world.sync().push), [What::NoRating]);
}

#[test]
fn a_play_that_is_to_stay_stays_under_whatever_name() {
    let mut world = World::of("trakt");
    world.here(&at(film(1), 0), Listing::History);
    world.here(&at(film(2), 0), Listing::History);
    world.here(&at(film(1), 3), Listing::History);
    assert_eq!(world.sync().push.len(), 3);
    // Before it is known what it became, another service takes two of them back.
    let gone = |row| Change { what: What::NoPlay, row, origin: Origin::Player, was: None };
    let back = [gone(at(film(1), 0)), gone(at(film(2), 0)), gone(at(film(2), 7))];
    let said = world.before.as_ref().unwrap().still_says(&back.each_ref());
    assert_eq!(said, [Some(at(film(1), 0)), Some(at(film(2), 0)), None]);
    world.ours.retain_plays(|_| false);
    let named = match film(1) {
        Work::Movie(film) => Work::Movie(Movie { title: "The Lake".into(), ..film }),
        work => work,
    };
    world.flaps.leave([at(named, 0)].into_iter());
    let plan = world.sync();
    assert_eq!((whats(&plan.push), plan.counts.refused), (vec![What::NoPlay; 2], 1), "{plan:?}");
    assert!(world.sync().is_empty());
    assert_eq!(world.held(), 1);
}

#[test]
fn what_is_taken_back_elsewhere_may_still_be_said_here() {
    let mut world = World::of("simkl");
    let current = Row { status: Some(Status::Current), progress: Some(3), ..at(film(3), 0) };
    world.there(&rated(film(1), 8, 0), Listing::Ratings);
    world.there(&at(film(2), 0), Listing::Watchlist);
    world.there(&current, Listing::Statuses);
    let said = |what, work| {
        let back = Change { what, row: at(work, 9), origin: Origin::Player, was: None };
        world.theirs.still_says(&[&back]).remove(0)
    };
    let wish = What::Off(List::Watchlist);
    assert_eq!(said(What::NoRating, film(1)), Some(rated(film(1), 8, 0)));
    assert_eq!(said(wish, film(2)), Some(at(film(2), 0)));
    assert_eq!(said(What::NoStanding, film(3)), Some(current));
    for (what, work) in [(wish, 1), (What::NoRating, 2), (What::NoPlay, 1), (wish, 7)] {
        assert_eq!(said(what, film(work)), None, "{what:?} {work}");
    }
}

#[test]
fn what_a_service_cannot_take_is_counted() {
    let mut world = World::of("lastfm");
    let rows = [at(song("a"), 0), Row::of(song("b")), at(film(1), 1157)];
    rows.iter().for_each(|row| world.here(row, Listing::History));
    world.here(&at(song("c"), 1157), Listing::History);
    let plan = world.sync();
    assert_eq!(whats(&plan.push), [What::Play]);
    let counts = Counts { too_old: 1, undated: 1, not_taken: 1, ..Counts::default() };
    assert_eq!(plan.counts, counts);
    world.sync();
    // It has no way to take a play out.
    let song = world.ours.plays().last().unwrap().item;
    world.ours.retain_plays(|play| play.item != song);
    let plan = world.sync();
    assert!(plan.is_empty() && plan.counts.not_removable == 1, "{plan:?}");
}

#[test]
fn music_is_told_as_of_its_start() {
    let mut world = World::of("listenbrainz");
    let file = Origin::Import("ends".into());
    let source = Source { stamps: Stamps::End, ..Source::default() };
    world.rules.sources.insert(file.clone(), source);
    let row = at(song("a"), 0);
    world.ours.add(&row, Listing::History, &file);
    let started = row.at.map(|at| at - Span::from_secs(200));
    assert_eq!(world.plan().push[0].row.at, started);
}

#[test]
fn where_one_play_is_kept_another_is_absorbed_and_a_new_moment_is_no_removal() {
    let mut world = World::of("simkl");
    world.here(&at(film(1), 0), Listing::History);
    world.here(&at(film(1), 9), Listing::History);
    let plan = world.sync();
    assert_eq!((whats(&plan.push), plan.counts.absorbed), (vec![What::Play], 1));
    assert_eq!(plan.push[0].row.at, at(film(1), 0).at, "the first");
    assert!(world.sync().is_empty());
    // Watched again there: Simkl keeps the new moment in place of the old.
    world.theirs.retain_plays(|_| false);
    world.there(&at(film(1), 20), Listing::History);
    let plan = world.sync();
    assert_eq!((plan.removals(), whats(&plan.pull)), (0, vec![What::Play]));
    assert!(world.sync().is_empty());
}

#[test]
fn a_service_that_takes_what_was_watched_off_the_watchlist_removes_no_wish() {
    let wish = |work: Work| at(work, 0);
    let show = Work::Show(match episode(1) {
        Work::Episode(episode) => episode.show,
        _ => Show::default(),
    });
    let mut world = World::of("trakt");
    for work in [film(1), film(2), show] {
        world.here(&wish(work), Listing::Watchlist);
    }
    assert_eq!(world.sync().push.len(), 3);
    world.sync();
    // Watched there; of the show one episode.
    world.there(&at(film(1), 1), Listing::History);
    world.there(&at(episode(1), 1), Listing::History);
    world.theirs.retain_listed(List::Watchlist, |mark| {
        mark.item == world.before.as_ref().unwrap().listed(List::Watchlist).nth(1).unwrap().item
    });
    let plan = world.sync();
    assert_eq!((plan.removals(), plan.push.len()), (0, 0), "{plan:?}");
    assert!(world.sync().is_empty());
    let items: Set<_> = world.ours.listed(List::Watchlist).map(|mark| mark.item).collect();
    assert_eq!(items.len(), 3, "here they stay");
    // Taken off by the person: that is one.
    world.theirs.retain_listed(List::Watchlist, |_| false);
    let plan = world.sync();
    assert_eq!(whats(&plan.pull), [What::Off(List::Watchlist)]);
    assert!(world.sync().is_empty());
}

#[test]
fn a_rating_that_would_say_watched_waits_for_a_play() {
    let mut world = World::of("simkl");
    world.here(&rated(film(1), 8, 0), Listing::Ratings);
    let plan = world.sync();
    assert!(plan.is_empty() && plan.counts.not_taken == 1, "{plan:?}");
    world.here(&at(film(1), 0), Listing::History);
    assert_eq!(whats(&world.sync().push), [What::Play, What::Rating]);
    assert!(world.sync().is_empty());
}

#[test]
fn a_title_is_rated_where_it_stands_already_by_as_many_points_as_are_kept_there() {
    for (service, kept) in [("anilist", 87), ("myanimelist", 90)] {
        let mut world = World::of(service);
        let rating = Rating::of_hundred(87);
        world.here(&Row { rating, ..at(film(1), 0) }, Listing::Ratings);
        let plan = world.sync();
        assert!(plan.is_empty() && plan.counts.not_taken == 1, "{service}: {plan:?}");
        world.there(&Row { status: Some(Status::Current), ..at(film(1), 0) }, Listing::Statuses);
        let plan = world.sync();
        let [Change { what: What::Rating, row, .. }] = &plan.push[..] else {
            panic!("{service}: {plan:?}");
        };
        assert_eq!(row.rating, Rating::of_hundred(kept), "{service}");
        assert!(world.sync().is_empty(), "{service}");
        world.ours.retain_ratings(|_| false);
        assert_eq!(whats(&world.sync().push), [What::NoRating], "{service}");
        assert!(world.sync().is_empty(), "{service}");
    }
}

#[test]
fn a_wish_is_not_taken_back_where_history_or_rating_would_go_with_it() {
    for (kept, removed) in
        [(None, true), (Some(Listing::History), false), (Some(Listing::Ratings), false)]
    {
        let mut world = World::of("simkl");
        world.here(&at(film(1), 0), Listing::Watchlist);
        world.sync();
        world.sync();
        if let Some(listing) = kept {
            world.there(&rated(film(1), 8, 3), listing);
        }
        world.ours.retain_listed(List::Watchlist, |_| false);
        let plan = world.plan();
        let off = plan.push.iter().any(|change| change.what == What::Off(List::Watchlist));
        assert_eq!(off, removed, "{kept:?} {plan:?}");
    }
}

#[test]
fn what_goes_back_and_forth_is_left_alone() {
    let mut world = World::of("trakt");
    world.here(&rated(film(1), 8, 0), Listing::Ratings);
    let mut told = 0;
    for round in 0..9 {
        let plan = world.sync();
        told += plan.push.len();
        // Somebody else takes it out, and a third one gives it anew.
        if round % 2 == 0 {
            world.ours.retain_ratings(|_| false);
        } else {
            world.here(&rated(film(1), 8, 0), Listing::Ratings);
        }
    }
    assert!((2..=4).contains(&told), "{told}");
    assert!(world.plan().counts.cooled > 0);
}

#[test]
fn what_was_told_can_be_taken_back() {
    let mut world = World::of("trakt");
    world.there(&rated(film(1), 4, 0), Listing::Ratings);
    world.there(&at(film(3), 0), Listing::Watchlist);
    world.there(&at(film(5), 0), Listing::History);
    world.sync();
    let before = contents(&world.theirs);
    world.here(&at(film(2), 0), Listing::History);
    world.here(&rated(film(1), 9, 5), Listing::Ratings);
    world.here(&at(film(4), 0), Listing::Watchlist);
    world.ours.retain_listed(List::Watchlist, |mark| mark.origin.0 == 1);
    world.ours.retain_plays(|play| play.origin.0 != 0);
    let plan = world.sync();
    assert!(plan.push.len() >= 3, "{plan:?}");
    let ids: Map<usize, String> = plan
        .push
        .iter()
        .enumerate()
        .filter(|(_, change)| change.what == What::Play)
        .map(|(at, _)| (at, world.next.to_string()))
        .collect();
    for change in plan.undo(&ids) {
        world.theirs.change(&change);
    }
    // Since when a rating is as it is again, nobody says.
    let plain = |contents: Vec<String>| -> Vec<String> {
        contents.iter().map(|it| it.split(" service:").next().unwrap_or(it).to_owned()).collect()
    };
    assert_eq!(plain(contents(&world.theirs)), plain(before));
}

/// What somebody does in between.
#[derive(Clone, Debug)]
enum Edit {
    Play { here: bool, work: u32, day: i64 },
    NoPlay { here: bool, which: usize },
    Rate { here: bool, work: u32, points: u64 },
    Wish { here: bool, work: u32, on: bool },
}

fn edit() -> impl Strategy<Value = Edit> {
    let here = any::<bool>();
    prop_oneof![
        4 => (here, 0_u32..8, 0_i64..6)
            .prop_map(|(here, work, day)| Edit::Play { here, work, day }),
        2 => (here, 0_usize..50).prop_map(|(here, which)| Edit::NoPlay { here, which }),
        1 => (here, 0_u32..8, 1_u64..11)
            .prop_map(|(here, work, points)| Edit::Rate { here, work, points }),
        1 => (here, 0_u32..8, any::<bool>())
            .prop_map(|(here, work, on)| Edit::Wish { here, work, on }),
    ]
}

fn any_work(which: u32) -> Work {
    if which < 4 { film(which.into()) } else { episode(which) }
}

fn carry(world: &mut World, edit: &Edit) {
    let once = world.service.keeps == Keeps::OnePerItem;
    match *edit {
        Edit::Play { here: true, work, day } => {
            world.here(&at(any_work(work), day), Listing::History);
        }
        Edit::Play { here: false, work, day } => {
            let row = at(any_work(work), day);
            let item = world.theirs.intern(&row.work);
            if once {
                world.theirs.retain_plays(|play| Some(play.item) != item);
            }
            world.there(&row, Listing::History);
        }
        Edit::NoPlay { here, which } => {
            let library = if here { &mut world.ours } else { &mut world.theirs };
            let Some(gone) = library.plays().nth(which) else { return };
            // Whoever takes a play out here takes out all that tell of it.
            let day = |play: &super::super::Play| (play.item, format!("{:?}", play.when));
            library.retain_plays(|play| day(play) != day(&gone));
        }
        Edit::Rate { here, work, points } => {
            // Later than all before.
            world.next += 1;
            let row = rated(film(u64::from(work % 4)), points, world.next as i64 - 5_000);
            if here {
                world.here(&row, Listing::Ratings);
            } else {
                world.there(&row, Listing::Ratings);
            }
        }
        Edit::Wish { here, work, on } => {
            let row = at(film(u64::from(work % 4)), 0);
            let library = if here { &mut world.ours } else { &mut world.theirs };
            if on {
                let origin = if here { &Origin::Player } else { &world.origin };
                library.add(&row, Listing::Watchlist, origin);
            } else {
                let item = library.intern(&row.work);
                library.retain_listed(List::Watchlist, |mark| Some(mark.item) != item);
            }
        }
    }
}

proptest! {
    #[test]
    fn after_a_sync_nothing_is_left_to_do(
        service in prop::sample::select(&["trakt", "simkl"][..]),
        rounds in prop::collection::vec(prop::collection::vec(edit(), 0..8), 1..6),
    ) {
        let mut world = World::of(service);
        for edits in rounds {
            edits.iter().for_each(|edit| carry(&mut world, edit));
            world.flaps = Flaps::default();
            world.sync();
            let again = world.sync();
            prop_assert!(again.is_empty(), "{:#?}", again);
            let third = world.plan();
            prop_assert!(third.is_empty() && third.links.is_empty(), "{:#?}", third);
            // Whatever is held there is known here, but what could not be taken out of it.
            let strange = world.theirs.plays().filter(|play| {
                let work = world.theirs.items().work(play.item);
                !world.ours.plays().any(|it| world.ours.items().work(it.item) == work)
            });
            prop_assert!(strange.count() as u64 <= third.counts.not_removable);
        }
    }
}
