//! What a machine says it was, from any text: a session, an outbox, a sign-in by code, a lookup,
//! an import.

use playtally::auth::device::DeviceSignIn;
use playtally::history::formats::{self, Options};
use playtally::history::import::{self, Import};
use playtally::lookup::{self, Lookup};
use playtally::outbox::{Destination, Input, Outbox};
use playtally::session::{PlayerEvent, Session};
use playtally::threshold::Rule;
use playtally::time::Timestamp;

use super::answers;

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

pub(super) fn restore(text: &str) {
    session(text);
    outbox(text);
    device(text);
    lookup(text);
    import(text);
}

/// Reads our own JSON reader, too.
fn session(text: &str) {
    let rules = || vec![Rule::video(80.0, 0.5).rule, Rule::music(50.0, 240.0).rule];
    let Ok(mut session) = Session::restore(text, rules()) else { return };
    let kept = session.snapshot();
    let again = Session::restore(&kept, rules()).expect("a snapshot is restored");
    assert_eq!(again.snapshot(), kept);
    session.wake_at();
    session.saved_place();
    session.handle(NOW, PlayerEvent::Play { position: 5.0 });
    session.handle(NOW, PlayerEvent::Time { position: 6.0 });
    session.progress(NOW);
    session.handle(NOW, PlayerEvent::Unload);
}

fn outbox(text: &str) {
    let Ok(mut outbox) = Outbox::new().restore_snapshot(text) else { return };
    let kept = outbox.snapshot();
    let again = Outbox::new().restore_snapshot(&kept).expect("a snapshot is restored");
    assert_eq!(again.snapshot(), kept);
    let ids: Vec<_> = outbox.entries().map(|entry| entry.id.clone()).collect();
    let named = outbox.entries().map(|entry| Destination {
        id: entry.destination.clone(),
        service: entry.service.clone(),
        client_id: Some("app-1".into()),
        app_name: None,
        base: None,
        username: None,
        rule: "video".into(),
    });
    let named = named.collect();
    outbox.handle(NOW, Input::Destinations(named));
    for entry in ids {
        outbox.handle(NOW, Input::Retry { entry });
    }
    outbox.handle(NOW, Input::Wake);
    outbox.wake_at();
}

fn device(text: &str) {
    let Some(mut sign_in) = DeviceSignIn::restore(text) else { return };
    let kept = sign_in.snapshot();
    assert!(DeviceSignIn::restore(&kept).is_some_and(|again| again == sign_in));
    sign_in.wake_at();
    for oauth in answers::schemes() {
        sign_in.poll(NOW, oauth, &answers::app());
        sign_in.digest(NOW, oauth, None);
    }
}

fn lookup(text: &str) {
    let service = lookup::services().next();
    let restored = |text: &str| Lookup::restore(text, service, Some("key-1".into()));
    let Ok(mut lookup) = restored(text) else { return };
    let kept = lookup.snapshot();
    assert_eq!(restored(&kept).expect("a snapshot is restored").snapshot(), kept);
    lookup.wake_at();
    lookup.handle(NOW, lookup::Input::Wake);
}

/// Of a file with a row that was read, one that is unclear and one that cannot be read.
fn import(text: &str) {
    const FILE: &[u8] = b"Title,Date\nSea Clocks,2024-03-04\nTides: Ebb,2024-03-05\nRope,soon\n";
    let contents = formats::read("x", FILE, None, &Options::default()).expect("a known file");
    let Ok(mut import) = Import::restore(text, contents.clone()) else { return };
    let kept = import.snapshot();
    assert_eq!(Import::restore(&kept, contents).expect("a snapshot is restored").snapshot(), kept);
    import.wake_at();
    for input in [import::Input::Wake, import::Input::Cancel, import::Input::Resume] {
        import.handle(NOW, input);
    }
    for (from, count) in [(0, 1), (1, 1), (0, 2)] {
        import.handle(NOW, import::Input::Laid { from, count });
    }
    for known in [vec![true], vec![false; 2]] {
        import.handle(NOW, import::Input::Compared(known));
    }
    import.handle(NOW, import::Input::Choose { row: 1, work: None });
    import.handle(NOW, import::Input::Run);
    import.handle(NOW, import::Input::Aired(vec![Default::default(); 3]));
    import.handle(NOW, import::Input::Stored { from: 0, came: vec![Ok(true)] });
    assert_eq!(import.outcomes(0, 9).len(), 3);
    import.counts();
}
