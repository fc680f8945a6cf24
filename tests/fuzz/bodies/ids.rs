//! Ids, keys and addresses, from any text.

use playtally::http::{encode_pairs, parse_pairs, percent_decode, percent_encode};
use playtally::media::parse::{
    Hints, can_track_media, create_composite_key, create_video_id, extract_imdb_id, is_imdb_id,
    parse_composite_key, parse_media_id, parse_video_id,
};

pub(super) fn read(text: &str) {
    if let Some(id) = parse_media_id(text) {
        assert!(!id.id.is_empty() && text.to_ascii_lowercase().contains(&id.id));
        assert!(id.episode.is_none() || id.kind.is_some(), "an episode of what?");
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(serde_json::from_str::<playtally::media::parse::MediaId>(&json).unwrap(), id);
    }
    if let Some(video) = parse_video_id(text) {
        let written = create_video_id(&video.show_id, video.season, video.episode);
        assert_eq!(parse_video_id(&written), Some(video));
    }
    if let Some(key) = parse_composite_key(text) {
        assert_eq!(create_composite_key(&key.media_id, key.video_id.as_deref()), text);
    }
    if let Some(id) = extract_imdb_id(text) {
        assert!(is_imdb_id(id) && can_track_media(id, &Hints::default()));
    }
    assert_eq!(percent_decode(&percent_encode(text)).as_deref(), Some(text));
    let pairs = parse_pairs(text);
    let borrowed: Vec<_> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(parse_pairs(&encode_pairs(&borrowed)), pairs);
}
