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
fn a_rate_that_is_none_changes_nothing() {
    let mut session = started(10.0);
    for rate in [0.0, -1.0, f64::NAN] {
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
