//! Any bytes as a library: read, laid together with itself, compared with itself.

use playtally::history::sync::{Budget, Flaps, Parts, Sync};
use playtally::history::{Library, Merged, Origin, Rules, Zone};
use playtally::map::Set;
use playtally::providers::by_id;
use playtally::time::Timestamp;

/// Characters up to 255 stand for bytes.
pub(super) fn restore(text: &str) {
    let bytes: Vec<u8> = text.chars().filter_map(|it| u8::try_from(it).ok()).collect();
    let Ok(library) = Library::restore(&bytes) else { return };
    assert_eq!(library.snapshot(), bytes);
    let rules = Rules::of(Zone::UTC);
    let plays = Merged::of(&library, &rules);
    assert!(plays.len() <= library.len());
    let mut twice = library.clone();
    twice.merge(&library).expect("there is room");
    assert_eq!(twice.snapshot(), bytes);
    for id in ["trakt", "simkl", "lastfm", "anilist"] {
        let plan = Sync {
            now: Timestamp::from_secs(1_800_000_000),
            service: by_id(id).expect("a service").descriptor(),
            origin: &Origin::Service(id.to_owned()),
            ours: &library,
            theirs: &library,
            before: Some(&library),
            whole: true,
            mirror: &Set::new(),
            rules: &rules,
            budget: Budget::default(),
            flaps: &Flaps::default(),
            parts: Parts::ALL,
            queued: &Set::new(),
        };
        let plan = plan.plan().expect("there is room");
        library.clone().accept(&plan);
        plan.undo(&Default::default());
    }
}
