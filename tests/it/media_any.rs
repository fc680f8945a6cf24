//! Properties of ids and keys, for any text.

use playtally::media::parse::{
    Hints, can_track_media, create_composite_key, create_video_id, extract_imdb_id, is_imdb_id,
    parse_composite_key, parse_media_id, parse_video_id,
};
use proptest::prelude::*;
use proptest::test_runner::Config;

fn any_show() -> impl Strategy<Value = String> {
    prop_oneof!["tt[0-9]{1,9}", "(tmdb|tvdb|trakt|simkl):[0-9]{1,7}"]
}

/// Text made of what the scanners look for.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "tt", "0903747", ":", "::", "/", "tmdb", "https://", "imdb.com", "title", "trakt.tv",
        "shows", "season", "-", "1", "é", " ", "?", "#",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(piece, 0..12).prop_map(|parts| parts.concat())
    ]
}

proptest! {
    #![proptest_config(Config { cases: 1000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn what_is_written_is_read(show in any_show(), season in 0_u32..100, episode in any::<u32>()) {
        let text = create_video_id(&show, season, episode);
        let video = parse_video_id(&text).unwrap();
        prop_assert_eq!((&video.show_id, video.season, video.episode), (&show, season, episode));
        let read = parse_media_id(&text).unwrap();
        prop_assert_eq!((read.season, read.episode), (Some(season), Some(episode)));
        let key = parse_composite_key(&create_composite_key(&show, Some(&text))).unwrap();
        prop_assert_eq!((key.media_id, key.video_id), (show, Some(text)));
    }

    #[test]
    fn any_text_is_read_without_a_guess(text in any_text()) {
        if let Some(video) = parse_video_id(&text) {
            let rest = text.strip_prefix(&video.show_id).unwrap();
            prop_assert!(rest.bytes().all(|b| b == b':' || b.is_ascii_digit()), "{}", text);
        }
        if let Some(key) = parse_composite_key(&text) {
            prop_assert_eq!(create_composite_key(&key.media_id, key.video_id.as_deref()), text.clone());
        }
        if let Some(id) = extract_imdb_id(&text) {
            prop_assert!(is_imdb_id(id) && text.contains(id));
        }
        if let Some(read) = parse_media_id(&text) {
            prop_assert!(!read.id.is_empty() && text.contains(&read.id));
        }
        if is_imdb_id(&text) {
            prop_assert!(can_track_media(&text, &Hints::default()));
        }
    }
}
