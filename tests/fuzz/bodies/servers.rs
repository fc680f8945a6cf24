//! What a media server posts: its JSON, or the form around it; and a session that follows it.

use playtally::media::Media;
use playtally::servers::{Beginning, Follower, form_of, read};
use playtally::session::Session;
use playtally::threshold::Rule;
use playtally::time::Timestamp;

pub(super) fn post(text: &str) {
    for kind in ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"] {
        let form = form_of(kind);
        let cut = text.len() / 2;
        let found = form.payload(&text.as_bytes()[..cut], false);
        assert!(found.is_none() || found == form.payload(text.as_bytes(), true));
    }
    let Ok(notice) = read(text) else { return };
    let Some(media) = notice.item.as_ref().and_then(|item| item.media.clone()) else { return };
    follow(&notice, &media);
}

/// Said twice, a minute apart, it counts at most once.
fn follow(notice: &playtally::servers::Notice, media: &Media) {
    let rules = vec![Rule::video(80.0, 0.5).rule, Rule::music(50.0, 240.0).rule];
    let (mut follower, mut session) = (Follower::default(), Session::new(rules));
    let mut watched = 0;
    for second in [0, 60] {
        let now = Timestamp::from_secs(1_800_000_000 + second);
        let beginning = Beginning { play_id: "play".into(), media: media.clone(), resume: None };
        for (at, event) in follower.take(now, notice, beginning) {
            let facts = session.handle(at, event);
            watched += facts.iter().filter(|it| it.rules_met.len() == 1 && it.seq == 2).count();
        }
    }
    assert!(watched <= 1);
    assert_eq!(
        Session::restore(&session.snapshot(), Vec::new()).unwrap().play_id(),
        session.play_id()
    );
}
