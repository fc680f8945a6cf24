//! Services that keep how far somebody is in a title: read, decide, write.

use super::*;
use crate::media::{Episode, ExternalIds, Media, PartialDate, Show, Work};
use crate::outbox::progress::{Standing, decide, is_marked, put_right};
use crate::providers::{Intent, Row, Status};

const STATUSES: [Option<Status>; 7] = [
    None,
    Some(Status::Planned),
    Some(Status::Current),
    Some(Status::Paused),
    Some(Status::Dropped),
    Some(Status::Completed),
    Some(Status::Repeating),
];

fn anime() -> Show {
    let ids = ExternalIds { mal: Some(5), ..ExternalIds::default() };
    Show { title: "Slow Boats".into(), year: None, ids }
}

fn episode(season: u32, number: u32) -> Media {
    Media::Episode(Episode { show: anime(), season, number, ..Episode::default() })
}

/// Where somebody stands: after so many of so many episodes.
fn row(status: Option<Status>, progress: u32, episodes: Option<u32>) -> Row {
    let ids = ExternalIds { anilist: Some(7), mal: Some(5), ..ExternalIds::default() };
    Row {
        status,
        progress: Some(progress),
        episodes,
        repeats: Some(0),
        ..Row::of(Work::Show(Show { ids, ..anime() }))
    }
}

fn at() -> Timestamp {
    Timestamp::parse_rfc3339("2026-11-01T23:30:00Z").unwrap()
}

fn decided(media: &Media, row: &Row) -> Option<Standing> {
    decide(media, at(), Span::ZERO, row, None).unwrap()
}

#[test]
fn where_a_play_leads() {
    use Status::{Completed, Current, Dropped, Paused, Planned, Repeating};
    let cases = [
        // Status and progress of twelve, the episode played; status, progress and repeats then.
        (None, 0, 1, Some((Current, 1, None))),
        (None, 0, 7, Some((Current, 7, None))),
        (None, 0, 12, Some((Completed, 12, None))),
        (Some(Planned), 0, 1, Some((Current, 1, None))),
        (Some(Current), 4, 5, Some((Current, 5, None))),
        (Some(Current), 4, 4, None),
        (Some(Current), 4, 1, None),
        (Some(Current), 11, 12, Some((Completed, 12, None))),
        (Some(Current), 12, 12, Some((Completed, 12, None))),
        (Some(Current), 12, 3, None),
        (Some(Paused), 4, 5, Some((Current, 5, None))),
        (Some(Dropped), 4, 5, Some((Current, 5, None))),
        (Some(Dropped), 4, 2, None),
        (Some(Completed), 12, 1, Some((Repeating, 1, None))),
        (Some(Completed), 12, 5, None),
        (Some(Completed), 12, 12, None),
        (Some(Completed), 3, 4, Some((Completed, 4, None))),
        (Some(Repeating), 1, 2, Some((Repeating, 2, None))),
        (Some(Repeating), 5, 2, None),
        (Some(Repeating), 11, 12, Some((Completed, 12, Some(1)))),
        (Some(Repeating), 12, 12, Some((Completed, 12, Some(1)))),
    ];
    for (status, progress, number, expected) in cases {
        let to = decided(&episode(1, number), &row(status, progress, Some(12)));
        let to = to.map(|to| (to.status, to.progress.unwrap(), to.repeats));
        assert_eq!(to, expected, "{status:?} {progress}, episode {number}");
    }
    let to = decided(&episode(1, 1130), &row(Some(Current), 1129, None)).unwrap();
    assert_eq!((to.status, to.progress), (Current, Some(1130)), "nobody knows the last one");
}

#[test]
fn a_film_is_one_episode() {
    let seen = decided(&film("Film", Some("tt1")), &row(None, 0, None)).unwrap();
    assert_eq!((seen.status, seen.progress, seen.repeats), (Status::Completed, Some(1), None));
    assert_eq!(seen.started_on, seen.finished_on);
    let again = decided(&film("Film", None), &row(Some(Status::Completed), 1, Some(1))).unwrap();
    assert_eq!(
        (again.status, again.progress, again.repeats),
        (Status::Completed, Some(1), Some(1))
    );
}

#[test]
fn days_are_set_where_none_are_and_never_moved() {
    let day = PartialDate::parse("2026-11-01");
    let older = PartialDate::parse("2025-05");
    let first = decided(&episode(1, 1), &row(None, 0, Some(2))).unwrap();
    assert_eq!((first.started_on, first.finished_on), (day, None));
    let later = decided(&episode(1, 7), &row(None, 0, Some(12))).unwrap();
    assert_eq!(later.started_on, None, "it began on a day nobody knows");
    let known = Row { started_on: older, ..row(Some(Status::Current), 1, Some(2)) };
    let last = decided(&episode(1, 2), &known).unwrap();
    assert_eq!((last.started_on, last.finished_on), (older, day));
    let seen = Row { finished_on: older, ..row(Some(Status::Repeating), 1, Some(2)) };
    let again = decided(&episode(1, 2), &seen).unwrap();
    assert_eq!((again.started_on, again.finished_on), (None, older));
}

#[test]
fn days_are_those_of_the_persons_clock() {
    let film = film("Film", None);
    for (moment, hours, day) in [
        ("2026-11-01T15:30:00Z", 9, "2026-11-02"),
        ("2026-11-02T01:00:00Z", -5, "2026-11-01"),
        ("2026-11-01T15:30:00Z", 0, "2026-11-01"),
        ("2026-12-31T23:30:00Z", 1, "2027-01-01"),
    ] {
        let (at, ahead) = (Timestamp::parse_rfc3339(moment).unwrap(), Span::from_hours(hours));
        let day = PartialDate::parse(day);
        let to = decide(&film, at, ahead, &row(None, 0, None), None).unwrap().unwrap();
        assert_eq!((to.started_on, to.finished_on), (day, day), "{moment} {hours}");
        // What was marked that day is this play's, unless another of that day is there.
        let there = Row {
            at: Some(at + Span::from_mins(1)),
            finished_on: day,
            ..row(Some(Status::Completed), 1, Some(1))
        };
        let marked =
            |others: &[Timestamp]| is_marked(&film, at, ahead, &there, others.iter().copied());
        assert!(marked(&[]) && !marked(&[at]), "{moment} {hours}");
        // Of the first episode of something completed later that day nobody begins anew.
        let through = Row { episodes: Some(12), progress: Some(12), ..there.clone() };
        assert_eq!(decide(&episode(1, 1), at, ahead, &through, None), Ok(None));
    }
}

#[test]
fn a_first_episode_heard_of_late_begins_nothing_again() {
    let hour = Span::from_hours(1);
    for (finished_on, changed, begins) in [
        (Some("2026-10-31"), at() + hour, true),
        (Some("2026-11-02"), at() - hour, false),
        (Some("2026-11-01"), at() - hour, true),
        (Some("2026-11-01"), at() + hour, false),
        (None, at() - hour, true),
        (None, at() + hour, false),
    ] {
        let there = Row {
            at: Some(changed),
            finished_on: finished_on.and_then(PartialDate::parse),
            ..row(Some(Status::Completed), 12, Some(12))
        };
        let to = decided(&episode(1, 1), &there);
        assert_eq!(to.is_some(), begins, "{finished_on:?} {changed:?}");
        // A film that is heard of late was seen all the same.
        let seen = Row { episodes: Some(1), progress: Some(1), ..there };
        assert_eq!(decided(&film("Film", None), &seen).and_then(|to| to.repeats), Some(1));
    }
}

#[test]
fn a_film_that_was_marked_by_hand_meanwhile_is_not_seen_twice() {
    let hour = Span::from_hours(1);
    for (finished_on, changed, marked) in [
        (Some("2026-10-31"), at() + hour, false),
        (Some("2026-11-01"), at() - hour, false),
        (Some("2026-11-01"), at() + hour, true),
        (Some("2026-11-02"), at() + hour, true),
        (None, at() + hour, false),
    ] {
        let there = Row {
            at: Some(changed),
            finished_on: finished_on.and_then(PartialDate::parse),
            ..row(Some(Status::Completed), 1, Some(1))
        };
        let is = |media: &Media, row: &Row, others: &[Timestamp]| {
            is_marked(media, at(), Span::ZERO, row, others.iter().copied())
        };
        assert_eq!(is(&film("Film", None), &there, &[]), marked, "{finished_on:?} {changed:?}");
        assert!(!is(&episode(1, 1), &Row { episodes: Some(2), ..there.clone() }, &[]));
        let again = Row { status: Some(Status::Repeating), ..there.clone() };
        assert!(!is(&film("Film", None), &again, &[]));
        // What another play of that day left there is none of this one's.
        let others = [at() - Span::from_hours(2), at() + Span::from_hours(24)];
        assert!(!is(&film("Film", None), &there, &others), "{finished_on:?}");
    }
}

#[test]
fn what_is_no_episode_of_the_title_is_refused() {
    for media in [episode(1, 13), episode(1, 0), episode(0, 1), episode(2, 1)] {
        let error = decide(&media, at(), Span::ZERO, &row(None, 0, Some(12)), None).unwrap_err();
        assert_eq!(error.kind, ErrorKind::BadInput, "{media:?}");
    }
}

/// A service that counts a repeat by itself, or not.
fn write(row: &Row, to: &Standing, counts: bool) -> Row {
    let was = row.status == Some(Status::Repeating);
    let own = u32::from(counts && was && to.status == Status::Completed);
    Row {
        status: Some(to.status),
        progress: to.progress.or(row.progress),
        repeats: to.repeats.or(row.repeats).map(|repeats| repeats + own),
        started_on: to.started_on.or(row.started_on),
        finished_on: to.finished_on.or(row.finished_on),
        ..row.clone()
    }
}

/// Every status, progress, episode and number of them, up to three.
fn everything() -> impl Iterator<Item = (Row, Media)> {
    let episodes = [None, Some(1), Some(2), Some(3)];
    STATUSES.into_iter().flat_map(move |status| {
        episodes.into_iter().flat_map(move |all| {
            (0..=all.unwrap_or(3)).flat_map(move |progress| {
                let plays = (0..5).map(|number| episode(1, number));
                plays.map(move |media| (row(status, progress, all), media))
            })
        })
    })
}

#[test]
fn nobody_is_set_back_or_beyond_the_end_and_twice_is_once() {
    let mut moved = 0;
    for (row, media) in everything() {
        let Ok(Some(to)) = decide(&media, at(), Span::ZERO, &row, None) else { continue };
        moved += 1;
        let progress = to.progress.unwrap();
        let restarts = row.status == Some(Status::Completed) && progress == 1;
        assert!(restarts || progress >= row.progress.unwrap(), "{row:?} {media:?}");
        assert!(row.episodes.is_none_or(|all| progress <= all), "{row:?} {media:?}");
        let ends = to.status == Status::Completed && row.status != Some(Status::Completed);
        assert!(!ends || row.episodes == Some(progress), "{row:?} {media:?}");
        for counts in [false, true] {
            // The answer was lost, once, or twice.
            let mut there = write(&row, &to, counts);
            let mut sent = to.clone();
            for _ in 0..2 {
                if let Some(right) = decide(&media, at(), Span::ZERO, &there, Some(&sent)).unwrap()
                {
                    (there, sent) = (write(&there, &right, counts), right);
                }
            }
            assert_eq!(put_right(&there, &to), None, "{row:?} {media:?}");
            assert_eq!(decide(&media, at(), Span::ZERO, &there, Some(&sent)), Ok(None));
            assert_eq!(there.repeats, to.repeats.or(row.repeats), "{row:?} {media:?}");
            assert_eq!((there.status, there.progress), (Some(to.status), to.progress));
        }
        // It was lost, and never carried out.
        let again = decide(&media, at(), Span::ZERO, &row, Some(&to)).unwrap().unwrap();
        assert_eq!((again.status, again.repeats), (to.status, to.repeats), "{row:?} {media:?}");
    }
    assert!(moved > 100, "{moved}");
}

fn counting(media: Media) -> Rig {
    let mut rig = Rig::new(&[&COUNTS]);
    (rig.media, rig.hold) = (media, true);
    rig
}

fn status(row: Row) -> Answer {
    Ok(Outcome::Status(Some(Box::new(row))))
}

#[test]
fn nothing_is_told_before_a_play_counts_and_then_it_is_read_first() {
    let mut rig = counting(episode(1, 5));
    assert_eq!(rig.fact(What::Started, 0.0), [""; 0]);
    assert_eq!(rig.fact(watched(), 80.0), ["look"]);
    assert_eq!(rig.fact(What::Stopped, 100.0), [""; 0]);
    let there = row(Some(Status::Current), 4, Some(12));
    assert_eq!(rig.answer(status(there.clone())), ["Current 5 -"]);
    let Some(Intent::SetStatus(to)) = rig.sent.clone() else { panic!("{:?}", rig.sent) };
    assert_eq!(to.work.ids(), there.work.ids(), "by the ids the service named");
    assert_eq!(rig.answer(status(row(Some(Status::Current), 5, Some(12)))), [""; 0]);
    assert_eq!(rig.states(), [State::Stored]);
}

#[test]
fn where_nothing_moves_nothing_is_written() {
    let mut rig = counting(episode(1, 3));
    rig.fact(watched(), 80.0);
    assert_eq!(rig.answer(status(row(Some(Status::Current), 4, Some(12)))), [""; 0]);
    assert_eq!(rig.states(), [State::AlreadyThere]);
}

#[test]
fn what_the_person_was_quicker_to_mark_is_there_and_the_next_play_counts() {
    let mut rig = counting(film("Film", Some("tt1")));
    rig.fact(watched(), 80.0);
    let marked = |rig: &Rig| Row {
        at: Some(rig.now + Span::from_hours(1)),
        finished_on: rig.now.to_rfc3339().get(..10).and_then(PartialDate::parse),
        ..row(Some(Status::Completed), 1, Some(1))
    };
    assert_eq!(rig.answer(status(marked(&rig))), [""; 0]);
    assert_eq!(rig.states(), [State::AlreadyThere]);
    rig.new_play("again");
    rig.fact(watched(), 80.0);
    assert_eq!(rig.answer(status(marked(&rig))), ["Completed 1 1"]);
}

#[test]
fn a_title_the_service_says_nothing_of_is_begun() {
    let mut rig = counting(episode(1, 1));
    rig.fact(watched(), 80.0);
    assert_eq!(rig.answer(Ok(Outcome::Status(None))), ["Current 1 -"]);
}

#[test]
fn what_cannot_be_is_given_up_with_the_reason() {
    let mut rig = counting(episode(1, 13));
    rig.fact(watched(), 80.0);
    assert_eq!(rig.answer(status(row(None, 0, Some(12)))), [""; 0]);
    assert_eq!(rig.states(), [State::Dead]);
    let reason = rig.outbox.entries().next().unwrap().reason.clone().unwrap();
    assert_eq!(reason.kind, ErrorKind::BadInput);
}

#[test]
fn a_repeat_the_service_counted_by_itself_is_put_right_once() {
    let mut rig = counting(episode(1, 2));
    rig.fact(watched(), 80.0);
    assert_eq!(rig.answer(status(row(Some(Status::Repeating), 1, Some(2)))), ["Completed 2 1"]);
    let twice = || Row { repeats: Some(2), ..row(Some(Status::Completed), 2, Some(2)) };
    assert_eq!(rig.answer(status(twice())), ["Completed - 1"]);
    assert_eq!(rig.answer(status(twice())), [""; 0], "it insists");
    assert_eq!(rig.states(), [State::Stored]);
}

#[test]
fn a_lost_write_is_read_again_when_it_must_have_arrived() {
    for (repeats, expected) in [(0, vec!["Completed - 1"]), (1, vec![])] {
        let mut rig = counting(film("Film", None));
        rig.fact(watched(), 80.0);
        let seen =
            |repeats| Row { repeats: Some(repeats), ..row(Some(Status::Completed), 1, Some(1)) };
        assert_eq!(rig.answer(status(seen(0))), ["Completed 1 1"]);
        assert_eq!(rig.answer(no_answer()), [""; 0]);
        assert_eq!(rig.states(), [State::Checking]);
        let due = rig.now + Span::from_secs(40);
        assert_eq!(rig.outbox.wake_at(), Some(due));
        for _ in 0..2 {
            assert_eq!(rig.input(Input::Retry { entry: "play@main/counts".into() }), [""; 0]);
            assert_eq!(rig.outbox.wake_at(), Some(due), "no sooner, no later");
            rig.now = rig.now + Span::from_secs(1);
        }
        rig.now = due;
        assert_eq!(rig.wake(), ["look"]);
        assert_eq!(rig.answer(status(seen(repeats))), expected);
        if expected.is_empty() {
            assert_eq!(rig.states(), [State::Stored]);
        }
    }
}

#[test]
fn plays_of_one_title_go_one_after_the_other_as_they_were_watched() {
    let mut rig = counting(episode(1, 2));
    rig.late = Span::from_mins(5);
    rig.fact(watched(), 80.0);
    rig.new_play("first");
    (rig.media, rig.late) = (episode(1, 1), Span::from_hours(5));
    assert_eq!(rig.fact(watched(), 80.0), [""; 0], "one is under way");
    assert_eq!(rig.answer(Err(ErrorKind::RateLimited)), [""; 0]);
    rig.now = rig.outbox.wake_at().unwrap();
    assert_eq!(rig.wake(), ["look"]);
    assert_eq!(rig.answer(status(row(None, 0, Some(12)))), ["Current 1 -"], "the earlier one");
    assert_eq!(rig.answer(no_answer()), [""; 0]);
    rig.now = rig.now + Span::from_secs(39);
    assert_eq!(rig.wake(), [""; 0], "its write may still arrive");
    rig.now = rig.now + Span::from_secs(1);
    assert_eq!(rig.wake(), ["look"]);
    let one = || status(row(Some(Status::Current), 1, Some(12)));
    assert_eq!(rig.answer(one()), ["look"]);
    assert_eq!(rig.answer(one()), ["Current 2 -"]);
}

#[test]
fn what_was_begun_goes_before_what_was_watched_earlier() {
    let mut rig = counting(film("Film", Some("tt1")));
    rig.fact(watched(), 80.0);
    rig.answer(status(row(None, 0, None)));
    rig.answer(no_answer());
    rig.new_play("before");
    rig.late = Span::from_hours(5);
    assert_eq!(rig.fact(watched(), 80.0), [""; 0]);
    rig.now = rig.now + Span::from_secs(40);
    assert_eq!(rig.wake(), ["look"]);
    let seen = || status(row(Some(Status::Completed), 1, Some(1)));
    assert_eq!(rig.answer(seen()), ["look"], "the first one is there");
    assert_eq!(rig.answer(seen()), ["Completed 1 1"], "and this was another time");
}

#[test]
fn another_title_waits_for_nothing() {
    let mut rig = counting(episode(1, 2));
    rig.fact(watched(), 80.0);
    rig.answer(status(row(None, 0, Some(12))));
    rig.answer(no_answer());
    rig.new_play("other");
    rig.media = film("Film", Some("tt1"));
    assert_eq!(rig.fact(watched(), 80.0), ["look"]);
}

#[test]
fn what_was_decided_long_ago_is_read_again() {
    let mut rig = counting(episode(1, 5));
    rig.fact(watched(), 80.0);
    let there = || status(row(Some(Status::Current), 4, Some(12)));
    assert_eq!(rig.answer(there()), ["Current 5 -"]);
    // Signed out before it was taken, and in again days later.
    assert_eq!(rig.answer(Err(ErrorKind::SignInAgain)), ["sign-in over"]);
    rig.now = rig.now + Span::from_hours(50);
    let signed_in = Input::SignedIn { destination: rig.name() };
    assert_eq!(rig.input(signed_in), ["look"]);
    assert_eq!(rig.answer(status(row(Some(Status::Current), 9, Some(12)))), [""; 0]);
    assert_eq!(rig.states(), [State::Stored]);

    // Decided, and then the service wanted quiet.
    for (quiet, next) in [("599", "Current 5 -"), ("600", "look")] {
        let mut rig = counting(episode(1, 5));
        rig.fact(watched(), 80.0);
        let headers = [("x-ratelimit-remaining", "0"), ("retry-after", quiet)];
        assert_eq!(rig.answer_with(there(), &headers), [""; 0]);
        rig.now = rig.outbox.wake_at().unwrap();
        assert_eq!(rig.wake(), [next]);
    }
}

#[test]
fn a_write_under_way_in_a_crash_is_read_again() {
    let mut rig = counting(film("Film", None));
    rig.fact(watched(), 80.0);
    rig.answer(status(row(Some(Status::Completed), 1, Some(1))));
    let text = rig.outbox.snapshot();
    rig.outbox = Outbox::with(rig.services).restore_snapshot(&text).unwrap();
    rig.input(Input::Destinations(rig.destinations()));
    assert_eq!(rig.states(), [State::Checking]);
    rig.now = rig.outbox.wake_at().unwrap();
    assert_eq!(rig.wake(), ["look"]);
    let again = Row { repeats: Some(1), ..row(Some(Status::Completed), 1, Some(1)) };
    assert_eq!(rig.answer(status(again)), [""; 0]);
    assert_eq!(rig.states(), [State::Stored]);
}
