use super::*;
use crate::media::{Movie, Track};

#[test]
fn a_reload_in_the_same_session_goes_on_counting() {
    let mut session = started(3000.0);
    let mut restored = Session::restore(&session.snapshot(), rules()).unwrap();
    assert_eq!(restored, session);
    let resume = restored.saved_place();
    let facts = restored.handle(at(4000), load("play-2", resume));
    assert_eq!(told(&facts), [("play-1", 2, "stopped")]);
    let facts = restored.handle(at(4000), PlayerEvent::Play { position: 3000.0 });
    assert_eq!(told(&facts), [("play-1", 3, "resumed")]);
    assert_eq!(facts[0].credit, Span::from_secs(3000));
    assert_eq!(told(&session.handle(at(4000), PlayerEvent::Unload)), [("play-1", 2, "stopped")]);
}

#[test]
fn a_reload_in_a_fresh_session_goes_on_counting() {
    let saved = started(3000.0).saved_place();
    assert_eq!(saved.as_ref().map(|saved| (saved.seq, saved.position)), Some((1, 3000.0)));
    let mut session = Session::new(rules());
    session.handle(at(4000), load("play-1", saved));
    let facts = session.handle(at(4000), PlayerEvent::Unload);
    assert_eq!(told(&facts), [("play-1", 2, "discarded")]);
    let facts = session.handle(at(4001), PlayerEvent::Play { position: 2990.0 });
    assert_eq!(told(&facts), [("play-1", 3, "resumed")]);
}

#[test]
fn a_play_that_reached_its_end_leaves_no_place() {
    let mut session = started(3000.0);
    session.handle(at(4000), PlayerEvent::Ended);
    assert_eq!(session.saved_place(), None);
}

#[test]
fn the_saved_place_stays_until_playback_has_begun() {
    let saved = started(3000.0).saved_place();
    let mut session = Session::new(rules());
    session.handle(at(4000), load("play-2", saved.clone()));
    assert_eq!(session.saved_place(), saved);
    session.handle(at(4001), PlayerEvent::Unload);
    assert_eq!(session.saved_place(), saved);
}

#[test]
fn every_event_and_fact_is_read_as_it_is_written() {
    let events = [
        load("play-1", started(10.0).saved_place()),
        PlayerEvent::Play { position: 1.0 },
        PlayerEvent::Pause { position: 2.0 },
        PlayerEvent::Seek { position: 3.0 },
        PlayerEvent::Time { position: 4.0 },
        PlayerEvent::Rate { rate: 1.5 },
        PlayerEvent::Duration { duration: Some(5.0) },
        PlayerEvent::Duration { duration: None },
        PlayerEvent::AdStart,
        PlayerEvent::AdEnd,
        PlayerEvent::Ended,
        PlayerEvent::Unload,
        PlayerEvent::Visibility { visible: true },
    ];
    for event in events {
        let text = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<PlayerEvent>(&text).unwrap(), event, "{text}");
    }
    let fact = started(10.0).handle(at(10), PlayerEvent::Unload).remove(0);
    let watched = What::Watched { rule: rules().remove(0), watched_at: at(9) };
    let discarded = What::Discarded { reason: "preview".into() };
    let (started, paused, resumed) = (What::Started, What::Paused, What::Resumed);
    for what in [started, paused, resumed, What::NowPlaying, watched, What::Stopped, discarded] {
        let fact = Fact { what, ..fact.clone() };
        let text = serde_json::to_string(&fact).unwrap();
        assert_eq!(serde_json::from_str::<Fact>(&text).unwrap(), fact, "{text}");
    }
    for none in [r#"{"type":"leap"}"#, r#"{"type":"play"}"#, "7"] {
        assert!(serde_json::from_str::<PlayerEvent>(none).is_err(), "{none}");
        assert!(serde_json::from_str::<Fact>(none).is_err(), "{none}");
    }
}

#[test]
fn a_clock_that_is_set_back_takes_its_deadlines_along() {
    let mut session = started(60.0);
    session.handle(at(60), PlayerEvent::Pause { position: 60.0 });
    assert_eq!(session.wake(at(1)), []);
    assert_eq!(session.wake_at(), Some(at(6)));
    assert_eq!(told(&session.wake(at(6))), [("play-1", 2, "paused")]);
    assert_eq!(session.wake_at(), Some(at(1801)));
}

#[test]
fn what_is_no_snapshot_is_refused() {
    for text in ["", "{}", "null", r#"{"v":2,"rate":1.0,"play":null}"#] {
        let refused = Session::restore(text, rules()).map_err(|error| error.kind);
        assert_eq!(refused, Err(ErrorKind::BadInput), "{text}");
    }
}

#[test]
fn a_speed_that_no_player_has_does_not_come_out_of_a_snapshot() {
    let text = Session::new(rules()).snapshot();
    assert!(text.contains(r#""rate":1.0"#), "{text}");
    for (kept, used) in [("1000.0", 16.0), ("0.0", 1.0), ("-2.0", 1.0), ("0.01", 0.063)] {
        let text = text.replace("1.0", kept);
        let mut session = Session::restore(&text, rules()).unwrap();
        session.handle(at(0), load("play-1", None));
        let facts = session.handle(at(0), PlayerEvent::Play { position: 0.0 });
        assert_eq!(facts[0].rate, used, "{kept}");
    }
}

#[test]
fn a_saved_place_from_elsewhere_is_made_sound() {
    let saved = SavedPlace {
        position: -3.0,
        duration: Some(0.0),
        credit: Span::from_secs(-1),
        wall: Span::from_secs(-1),
        ..started(3000.0).saved_place().unwrap()
    };
    let kept = |saved: &SavedPlace| {
        let mut session = Session::new(rules());
        session.handle(at(4000), load("play-2", Some(saved.clone())));
        session.saved_place()
    };
    let sound = SavedPlace {
        position: 0.0,
        duration: None,
        credit: Span::ZERO,
        wall: Span::ZERO,
        ..saved.clone()
    };
    assert_eq!(kept(&saved), Some(sound));
    assert_eq!(kept(&SavedPlace { position: f64::NAN, ..saved }), None);
}

#[test]
fn rules_may_change_while_it_plays_and_none_is_told_again() {
    let mut session = started(4900.0);
    assert!(session.progress(at(4900)).rules[0].met);
    let stricter = Rule::video(81.0, 0.5).rule;
    session.set_rules(vec![rules().remove(0), stricter.clone()]);
    let facts = session.time(at(4901), 4901.0);
    assert_eq!(told(&facts), [("play-1", 3, "watched")]);
    assert!(matches!(&facts[0].what, What::Watched { rule, .. } if *rule == stricter));
}

#[test]
fn progress_says_how_far_it_is_from_counting() {
    assert_eq!(Session::new(rules()).progress(at(0)).phase, "idle");
    let session = started(1200.0);
    let progress = session.progress(at(1200));
    assert_eq!(progress.phase, "playing");
    assert_eq!((progress.position, progress.duration), (1200.0, Some(6000.0)));
    assert_eq!((progress.credited, progress.needed), (1200.0, 2400.0));
    assert_eq!((progress.share, progress.threshold), (0.5, 80.0));
    let rule = &progress.rules[0];
    assert_eq!((rule.met, rule.place, rule.played), (false, false, false));
    assert_eq!(progress.rules.len(), 1, "the music rule is not about films");
}

#[test]
fn music_progress_takes_whichever_is_first() {
    let mut session = Session::new(rules());
    let media = Media::Track(Track { title: "Harbour at Six".into(), ..Track::default() });
    let event =
        PlayerEvent::Load { play_id: "t".into(), media, duration: Some(2400.0), resume: None };
    session.handle(at(0), event);
    session.handle(at(0), PlayerEvent::Play { position: 0.0 });
    for second in 1..=60 {
        session.time(at(second), second as f64);
    }
    let progress = session.progress(at(60));
    assert_eq!((progress.needed, progress.share), (1200.0, 0.25), "a minute of four");
}

#[test]
fn progress_names_every_phase() {
    let phase = |session: &Session| session.progress(at(0)).phase;
    let mut session = Session::new(rules());
    session.handle(at(0), load("play-1", None));
    assert_eq!(phase(&session), "idle");
    session.handle(at(0), PlayerEvent::Play { position: 5000.0 });
    assert_eq!(phase(&session), "playing", "a look");
    session.handle(at(1), PlayerEvent::Pause { position: 5001.0 });
    assert_eq!(phase(&session), "paused", "a look, paused");
    session.handle(at(2), PlayerEvent::Seek { position: 60.0 });
    session.handle(at(2), PlayerEvent::Play { position: 60.0 });
    assert_eq!(phase(&session), "playing");
    session.handle(at(3), PlayerEvent::Pause { position: 61.0 });
    assert_eq!(phase(&session), "paused");
    session.handle(at(4), PlayerEvent::Unload);
    assert_eq!(phase(&session), "ended");
}

#[test]
fn progress_shows_the_first_rule_that_is_not_met() {
    let mut session = started(4900.0);
    session.set_rules(vec![rules().remove(0), Rule::video(90.0, 1.0).rule]);
    let progress = session.progress(at(4900));
    assert_eq!((progress.threshold, progress.needed), (90.0, 5400.0));
    assert_eq!([progress.rules[0].met, progress.rules[1].met], [true, false]);
    assert_eq!([progress.rules[0].place, progress.rules[1].place], [true, false]);
    session.set_rules(rules());
    assert_eq!(session.progress(at(4900)).threshold, 80.0, "or the first of all");
    session.set_rules(Vec::new());
    assert_eq!(session.progress(at(4900)).threshold, 0.0, "or none");
}

#[test]
fn eighty_percent_is_the_first_place_of_a_look() {
    for (position, told) in [(4800.0, 0), (4799.0, 1)] {
        let mut session = Session::new(rules());
        session.handle(at(0), load("play-1", None));
        assert_eq!(session.handle(at(0), PlayerEvent::Play { position }).len(), told, "{position}");
    }
}

#[test]
fn a_day_after_the_last_sign_of_life_a_play_is_another() {
    let day = 24 * 3600;
    for (second, play_id) in [(10 + day - 1, "play-1"), (10 + day, "play-1.2")] {
        let mut session = started(10.0);
        session.wake(at(3600));
        let facts = session.handle(at(second), PlayerEvent::Play { position: 10.0 });
        assert_eq!(facts[0].play_id, play_id);
    }
}

#[test]
fn a_move_of_more_than_two_seconds_is_told() {
    for (position, told) in [(12.0, vec![]), (12.001, vec![("play-1", 2, "resumed")])] {
        let mut session = started(10.0);
        session.handle(at(10), PlayerEvent::Seek { position });
        assert_eq!(self::told(&session.wake(at(11))), told, "{position}");
    }
}

#[test]
fn scrubbing_is_told_a_second_after_its_last_move() {
    let mut session = started(10.0);
    session.handle(at(10), PlayerEvent::Seek { position: 500.0 });
    session.handle(Timestamp::from_millis(10_900), PlayerEvent::Seek { position: 900.0 });
    let due = Timestamp::from_millis(11_900);
    assert_eq!(session.wake_at(), Some(due));
    assert_eq!(session.wake(Timestamp::from_millis(11_899)), []);
    let facts = session.wake(due);
    assert_eq!((told(&facts), facts[0].position), (vec![("play-1", 2, "resumed")], 900.0));
}

#[test]
fn a_length_that_is_over_before_the_place_is_not_that_of_the_play() {
    for (length, kept) in [(8.0, 8.0), (7.999, 6000.0)] {
        let mut session = started(10.0);
        session.handle(at(10), PlayerEvent::Duration { duration: Some(length) });
        assert_eq!(session.progress(at(10)).duration, Some(kept));
    }
    let mut session = Session::new(rules());
    session.handle(at(0), load("play-1", None));
    session.handle(at(0), PlayerEvent::Duration { duration: None });
    assert_eq!(session.progress(at(0)).duration, None, "before it begins, it may be none");
}

#[test]
fn a_fact_tells_its_place_in_percent_where_the_length_is_known() {
    let mut fact = started(10.0).handle(at(10), PlayerEvent::Unload).remove(0);
    let mut percent = |position: f64, duration: Option<f64>| {
        (fact.position, fact.duration) = (position, duration);
        fact.percent()
    };
    assert_eq!(percent(30.0, Some(120.0)), Some(25.0));
    assert_eq!(percent(130.0, Some(120.0)), Some(100.0));
    assert_eq!(percent(-1.0, Some(120.0)), Some(0.0));
    for none in [None, Some(0.0), Some(-1.0), Some(f64::NAN), Some(f64::INFINITY)] {
        assert_eq!(percent(30.0, none), None, "{none:?}");
    }
}

#[test]
fn what_is_over_is_moved_by_nothing_but_playing() {
    let mut session = started(600.0);
    session.handle(at(600), PlayerEvent::Unload);
    assert_eq!(session.time(at(601), 900.0), []);
    assert_eq!(session.progress(at(601)).position, 600.0);

    // Ended for having been idle, while the player says that it plays.
    let mut session = started(600.0);
    assert_eq!(told(&session.wake(at(600 + 1800))), [("play-1", 2, "stopped")]);
    assert_eq!(session.time(at(2401), 600.0), [], "the same place is no sign of life");
    assert_eq!(told(&session.time(at(2402), 600.5)), [("play-1", 3, "resumed")]);
}

#[test]
fn a_seek_before_playback_begins_nothing() {
    let mut session = Session::new(rules());
    session.handle(at(0), load("play-1", None));
    assert_eq!(session.handle(at(1), PlayerEvent::Seek { position: 100.0 }), []);
    assert_eq!(session.time(at(2), 100.0), []);
    assert_eq!(session.progress(at(2)).position, 100.0);
    let facts = session.handle(at(3), PlayerEvent::Play { position: 100.0 });
    assert_eq!(told(&facts), [("play-1", 1, "started")]);
}

#[test]
fn a_look_that_is_paused_and_moved_begins_with_playback() {
    let mut session = Session::new(rules());
    session.handle(at(0), load("play-1", None));
    session.handle(at(0), PlayerEvent::Play { position: 5000.0 });
    session.handle(at(5), PlayerEvent::Pause { position: 5005.0 });
    assert_eq!(session.handle(at(6), PlayerEvent::Seek { position: 60.0 }), []);
    assert_eq!(session.time(at(6), 60.0), []);
    assert_eq!(session.handle(at(7), PlayerEvent::Pause { position: 60.0 }), []);
    let facts = session.handle(at(8), PlayerEvent::Play { position: 60.0 });
    assert_eq!(told(&facts), [("play-1", 1, "started")]);
    assert_eq!(facts[0].credit, Span::from_secs(5));
}

#[test]
fn a_seek_after_the_end_counts_from_where_it_stopped() {
    let over = || {
        let mut session = started(3000.0);
        session.handle(at(3000), PlayerEvent::Unload);
        session
    };
    let mut session = over();
    session.handle(at(3001), PlayerEvent::Seek { position: 2000.0 });
    let facts = session.handle(at(3002), PlayerEvent::Play { position: 2000.0 });
    assert_eq!(told(&facts), [("play-1", 3, "resumed")]);

    let mut session = over();
    session.handle(at(3001), PlayerEvent::Seek { position: 0.0 });
    let facts = session.handle(at(3002), PlayerEvent::Play { position: 30.0 });
    assert_eq!(told(&facts), [("play-1.2", 1, "started")]);
}

#[test]
fn an_advertisement_holds_back_a_start_but_not_a_move() {
    let elsewhere = started(3000.0).saved_place();
    let mut session = Session::new(rules());
    session.handle(at(4000), load("play-2", elsewhere));
    session.handle(at(4000), PlayerEvent::Play { position: 0.0 });
    assert_eq!(session.wake_at(), Some(at(4001)));
    session.handle(at(4000), PlayerEvent::AdStart);
    assert_eq!(session.wake(at(4010)), []);

    let mut session = started(10.0);
    session.handle(at(10), PlayerEvent::Seek { position: 900.0 });
    session.handle(at(10), PlayerEvent::AdStart);
    assert_eq!(told(&session.wake(at(11))), [("play-1", 2, "resumed")]);
}

#[test]
fn a_look_that_ran_to_the_end_was_a_look() {
    let mut session = Session::new(rules());
    session.handle(at(0), load("play-1", None));
    session.handle(at(0), PlayerEvent::Play { position: 5980.0 });
    let facts = session.handle(at(20), PlayerEvent::Ended);
    assert_eq!(told(&facts), [("play-1", 1, "discarded")]);
    assert_eq!(facts[0].position, 5980.0);
    assert_eq!(session.handle(at(21), PlayerEvent::Ended), []);
}

#[test]
fn the_start_is_a_new_play_only_after_the_end_or_much() {
    let mut session = started(10.0);
    session.handle(at(10), PlayerEvent::Seek { position: 0.0 });
    assert_eq!(told(&session.wake(at(11))), [("play-1", 2, "resumed")]);

    for (position, play_id) in [(1.999, "play-1.2"), (2.0, "play-1")] {
        let mut session = Session::new(rules());
        let PlayerEvent::Load { play_id: id, media, resume, .. } = load("play-1", None) else {
            panic!("no load")
        };
        let without_length = PlayerEvent::Load { play_id: id, media, duration: None, resume };
        session.handle(at(0), without_length);
        session.handle(at(0), PlayerEvent::Play { position: 0.0 });
        session.time(at(10), 10.0);
        session.handle(at(10), PlayerEvent::Ended);
        let facts = session.handle(at(11), PlayerEvent::Play { position });
        assert_eq!(facts[0].play_id, play_id, "{position}");
    }
}

#[test]
fn a_short_item_left_at_its_end_is_played_anew() {
    let mut saved = started(3000.0).saved_place().unwrap();
    (saved.position, saved.duration) = (35.0, Some(40.0));
    let media = Media::Movie(Movie { title: "The Lake".into(), ..Movie::default() });
    let mut session = Session::new(rules());
    session.handle(
        at(0),
        PlayerEvent::Load {
            play_id: "play-2".into(),
            media,
            duration: Some(40.0),
            resume: Some(saved),
        },
    );
    assert_eq!(session.handle(at(0), PlayerEvent::Play { position: 2.0 }), []);
    assert_eq!(told(&session.wake(at(1))), [("play-2", 1, "started")]);
}

#[test]
fn a_known_length_is_not_that_of_an_advertisement() {
    let mut session = Session::new(rules());
    session.handle(at(0), load("play-1", None));
    session.handle(at(0), PlayerEvent::AdStart);
    session.handle(at(0), PlayerEvent::Duration { duration: Some(30.0) });
    session.handle(at(30), PlayerEvent::AdEnd);
    assert_eq!(session.progress(at(30)).duration, Some(6000.0));
}

#[test]
fn a_pause_is_told_once_and_going_on_after_it() {
    let mut session = started(10.0);
    session.handle(at(10), PlayerEvent::Pause { position: 10.0 });
    assert_eq!(session.wake(Timestamp::from_millis(14_999)), []);
    assert_eq!(told(&session.wake(at(15))), [("play-1", 2, "paused")]);
    assert_eq!(session.wake(at(20)), []);
    let facts = session.handle(at(21), PlayerEvent::Play { position: 10.0 });
    assert_eq!(told(&facts), [("play-1", 3, "resumed")]);

    session.handle(at(22), PlayerEvent::Pause { position: 11.0 });
    assert_eq!(session.handle(at(23), PlayerEvent::Play { position: 11.0 }), [], "a double tap");
    session.handle(at(24), PlayerEvent::Pause { position: 12.0 });
    session.handle(at(25), PlayerEvent::Seek { position: 900.0 });
    let facts = session.handle(at(26), PlayerEvent::Play { position: 900.0 });
    assert_eq!(told(&facts), [("play-1", 4, "resumed")], "moved meanwhile");
}

#[test]
fn what_was_only_looked_at_begins_when_it_is_played() {
    let mut session = Session::new(rules());
    session.handle(at(0), load("play-1", None));
    session.handle(at(0), PlayerEvent::Play { position: 5000.0 });
    assert_eq!(told(&session.handle(at(5), PlayerEvent::Unload)), [("play-1", 1, "discarded")]);
    let facts = session.handle(at(9), PlayerEvent::Play { position: 0.0 });
    assert_eq!(told(&facts), [("play-1", 2, "started")]);
}

#[test]
fn of_music_it_is_told_what_is_heard_now() {
    let mut session = Session::new(rules());
    let media = Media::Track(Track { title: "Harbour at Six".into(), ..Track::default() });
    let event =
        PlayerEvent::Load { play_id: "t".into(), media, duration: Some(240.0), resume: None };
    session.handle(at(0), event);
    let facts = session.handle(at(0), PlayerEvent::Play { position: 0.0 });
    assert_eq!(told(&facts), [("t", 1, "nowPlaying")]);
    session.handle(at(9), PlayerEvent::Pause { position: 9.0 });
    session.wake(at(14));
    let facts = session.handle(at(20), PlayerEvent::Play { position: 9.0 });
    assert_eq!(told(&facts), [("t", 3, "nowPlaying")]);
}

#[test]
fn a_rate_that_is_none_changes_nothing() {
    let mut session = started(10.0);
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        session.handle(at(10), PlayerEvent::Rate { rate });
    }
    let facts = session.handle(at(11), PlayerEvent::Unload);
    assert_eq!(facts[0].rate, 1.0);
}

#[test]
fn it_sleeps_when_there_is_nothing_to_wait_for() {
    let mut session = Session::new(rules());
    assert_eq!(session.wake_at(), None);
    session.handle(at(0), load("play-1", None));
    assert_eq!(session.wake_at(), None);
    session.handle(at(0), PlayerEvent::Play { position: 0.0 });
    assert_eq!(session.wake_at(), Some(at(1800)));
    session.handle(at(10), PlayerEvent::Pause { position: 10.0 });
    assert_eq!(session.wake_at(), Some(at(15)));
    session.handle(at(20), PlayerEvent::Unload);
    assert_eq!(session.wake_at(), None);
}

// ---- helpers ----------------------------------------------------------------

/// A film of 6000 s, played from the start to this place.
fn started(place: f64) -> Session {
    let mut session = Session::new(rules());
    session.handle(at(0), load("play-1", None));
    session.handle(at(0), PlayerEvent::Play { position: 0.0 });
    for second in 1..=place as i64 {
        session.time(at(second), second as f64);
    }
    session
}

fn load(play_id: &str, resume: Option<SavedPlace>) -> PlayerEvent {
    let media = Media::Movie(Movie { title: "The Lake".into(), ..Movie::default() });
    PlayerEvent::Load { play_id: play_id.into(), media, duration: Some(6000.0), resume }
}

fn rules() -> Vec<Rule> {
    vec![Rule::video(80.0, 0.5).rule, Rule::music(50.0, 240.0).rule]
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_secs(second)
}

fn told(facts: &[Fact]) -> Vec<(&str, u32, &'static str)> {
    let name = |fact: &Fact| match fact.what {
        What::Started => "started",
        What::Paused => "paused",
        What::Resumed => "resumed",
        What::NowPlaying => "nowPlaying",
        What::Watched { .. } => "watched",
        What::Stopped => "stopped",
        What::Discarded { .. } => "discarded",
    };
    facts.iter().map(|fact| (fact.play_id.as_str(), fact.seq, name(fact))).collect()
}
