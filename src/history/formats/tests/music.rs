//! Music.

use super::super::Contents;
use super::{open, sample, tells};
use crate::history::{Library, Merged, Origin, Rules, Source, Stamps, Zone};
use crate::media::{Track, Work};
use crate::providers::{Listing, Row};
use crate::time::Timestamp;

/// How many plays a file and a service that stamps the beginning have, where the service lists
/// the first of the file's at this moment.
fn plays(contents: &Contents, at: &str, duration_ms: u64) -> usize {
    let mut library = Library::default();
    let file = Origin::Import(format!("{}:1", contents.format));
    for (listing, row) in contents.rows() {
        library.add(&row, listing, &file);
    }
    let Some((_, Row { work: Work::Track(track), .. })) = contents.rows().next() else { panic!() };
    let track = Track { duration_ms: Some(duration_ms), ..track };
    let at = Timestamp::parse_rfc3339(at);
    assert!(at.is_some());
    let service = Origin::Service("listenbrainz".to_owned());
    library.add(&Row { at, ..Row::of(Work::Track(track)) }, Listing::History, &service);
    let mut rules = Rules::of(Zone::UTC);
    rules.sources.insert(service, Source { stamps: Stamps::Start, ..Source::default() });
    Merged::of(&library, &rules).len()
}

#[test]
fn last_fm() {
    tells(
        &open(sample!("lastfm.csv")),
        "lastfm",
        &[
            "History: track Point Alone – Modern Rust on Calm Pills at 2025-12-31T21:38:14Z",
            "History: track Quay, Ana – Positive Tide at 2005-02-13T22:47:07Z",
            "- 2: Line 4: there is no artist or no title.",
            "- 3: Line 5: \"0\" is no moment anybody listened at.",
        ],
    );
    tells(
        &open(sample!("lastfm_plain.csv")),
        "lastfm",
        &[
            "History: track Point Alone – Modern Rust on Calm Pills at 2025-12-31T21:38:00Z",
            "History: track Quay – Positive Tide on Salt at 2005-02-13T22:47:00Z",
            "- 2: Line 3: \"\" is no moment anybody listened at.",
        ],
    );
    tells(
        &open(sample!("lastfm.json")),
        "lastfm",
        &[
            "History: track Point Alone – Modern Rust on Calm Pills at 2025-12-31T21:38:14Z",
            "- 2: It does not say when.",
        ],
    );
    tells(
        &open(sample!("lastfm_loved.json")),
        "lastfm",
        &["Loved: track Quay – Positive Tide at 2023-11-14T22:13:20Z"],
    );
}

#[test]
fn spotify() {
    tells(
        &open(sample!("spotify_extended.json")),
        "spotify",
        &[
            "History: track Point Alone – Modern Rust on Calm Pills at 2023-08-07T21:05:36.981Z",
            "- 1: Only 4 seconds of it were played.",
            "- 2: It is no music: a podcast, a video or a book that was listened to.",
            "- 3: It was played in a private session.",
        ],
    );
    tells(
        &open(sample!("spotify_short.json")),
        "spotify",
        &[
            "History: track Quay – Positive Tide at 2022-12-05T16:49:28Z",
            "- 1: Only 0 seconds of it were played.",
        ],
    );
}

#[test]
fn what_spotify_streamed_is_one_play_with_what_a_service_tells() {
    let extended = open(sample!("spotify_extended.json"));
    assert_eq!(plays(&extended, "2023-08-07T21:05:37Z", 108_000), 1);
    assert_eq!(plays(&extended, "2023-08-07T21:07:25Z", 108_000), 2);
}

#[test]
fn what_is_told_to_the_minute_is_one_play_with_what_is_told_to_the_second() {
    let table = open(sample!("lastfm_plain.csv"));
    assert_eq!(plays(&table, "2025-12-31T21:38:14Z", 200_000), 2);
    assert_eq!(plays(&table, "2025-12-31T21:39:14Z", 200_000), 3);
    let short = open(sample!("spotify_short.json"));
    assert_eq!(plays(&short, "2022-12-05T16:50:17Z", 152_000), 1);
    assert_eq!(plays(&short, "2022-12-05T16:51:17Z", 152_000), 2);
}

#[test]
fn listen_brainz() {
    tells(
        &open(sample!("listenbrainz.jsonl")),
        "listenbrainz",
        &[
            "History: track Point Alone – Modern Rust on Calm Pills [mbid:e8f9b188-f819-4e43-ab0f-4bd26ce9ff56] at 2023-11-14T22:13:20Z",
            "History: track Quay – Positive Tide at 2023-11-14T22:18:20Z",
            "- 2: It has no title.",
        ],
    );
    tells(
        &open(sample!("listenbrainz_feedback.jsonl")),
        "listenbrainz",
        &[
            "Loved: track  –  [mbid:e8f9b188-f819-4e43-ab0f-4bd26ce9ff56] at 2023-11-14T22:13:20Z",
            "- 1: It is not loved; what is hated is not taken in.",
        ],
    );
}
