//! Properties of ids, keys and titles, for any text.

use playtally::media::parse::{
    Hints, MediaId, Source, can_track_media, create_composite_key, create_video_id,
    extract_imdb_id, is_imdb_id, parse_composite_key, parse_media_id, parse_video_id,
};
use playtally::media::title::{
    ArtistComparison, compare_artists, compare_titles, normalize_title, split_artists,
};
use proptest::prelude::*;
use proptest::test_runner::Config;

fn any_show() -> impl Strategy<Value = String> {
    prop_oneof!["tt[0-9]{1,9}", "(tmdb|tvdb|trakt|simkl):[1-9][0-9]{0,6}"]
}

/// Text made of what the scanners look for.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "tt",
        "0903747",
        ":",
        "::",
        "/",
        "tmdb",
        "https://",
        "imdb.com",
        "title",
        "trakt.tv",
        "shows",
        "season",
        "-",
        "1",
        "é",
        " ",
        "?",
        "#",
        "simkl.com/anime/",
        "episode",
        "&",
        "=",
        "thetvdb.com/series/",
        "myanimelist.net/anime.php?id=",
        "letterboxd.com",
        "film",
        "A",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(piece, 0..12).prop_map(|parts| parts.concat())
    ]
}

/// The id as a text with its prefix; `None` where there is no such form (a season
/// alone, an episode without its season).
fn canonical(id: &MediaId) -> Option<String> {
    let source = serde_json::to_value(id.source).unwrap();
    let anime = matches!(id.source, Source::Mal | Source::Anilist | Source::Kitsu | Source::Anidb);
    let numbers = match (id.season, id.episode) {
        (None, None) => String::new(),
        (Some(season), Some(episode)) => format!(":{season}:{episode}"),
        (None, Some(episode)) if anime => format!(":{episode}"),
        _ => return None,
    };
    Some(format!("{}:{}{numbers}", source.as_str().unwrap(), id.id))
}

/// The address of a page, built from what each catalogue puts there.
fn any_address() -> impl Strategy<Value = String> {
    let scheme = prop::sample::select(vec!["https://", "http://", "HTTPS://", "//", ""]);
    let alias = prop::sample::select(vec!["", "www.", "m.", "app.", "WWW."]);
    let place = prop::sample::select(vec![
        "imdb.com/title/tt",
        "imdb.com/de/title/tt",
        "trakt.tv/shows/the-",
        "trakt.tv/shows/tt",
        "trakt.tv/movies/lake-",
        "simkl.com/tv/",
        "simkl.com/anime/",
        "themoviedb.org/tv/",
        "thetvdb.com/series/lake-",
        "thetvdb.com/dereferrer/series/",
        "anilist.co/anime/",
        "thetvdb.com/?tab=series&id=",
        "myanimelist.net/anime/",
        "kitsu.app/anime/",
        "anidb.net/a",
        "letterboxd.com/film/",
        "goodreads.com/book/show/",
    ]);
    let rest = prop::sample::select(vec![
        "",
        "/",
        "/seasons/1/episodes/5",
        "/season-0/episode-7",
        "/x/season-2/episode-3",
        "?season=3&episode=2",
        "/season/1/episode/5?language=de",
        "/seasons/2",
        "/x/episode/3",
        "-the-lake",
        "#top",
        "/episodes",
        "&lid=7",
    ]);
    (scheme, alias, place, 1_u32..10_000_000, rest).prop_map(
        |(scheme, alias, place, number, rest)| format!("{scheme}{alias}{place}{number}{rest}"),
    )
}

/// Titles and artists made of what their readers look for.
fn any_name() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "The",
        "the ",
        ", The",
        ", L'",
        "A ",
        "Lake",
        "é",
        "E\u{301}",
        "ß",
        "Æ",
        "İ",
        "Σ",
        "ｘ",
        "か\u{3099}",
        "\u{309A}",
        "II",
        "i",
        "x",
        " X ",
        ".",
        "&",
        " + ",
        "½",
        "³",
        "(",
        ")",
        "[",
        "]",
        " - ",
        ": ",
        "2011",
        "(2004)",
        "(US)",
        "Remastered",
        "Director's Cut",
        "Edition",
        " feat. ",
        "(with ",
        " & ",
        ", ",
        " x ",
        " ft. ",
        "6",
        " ",
        "!",
        "\u{AD}",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(piece, 0..9).prop_map(|parts| parts.concat())
    ]
}

proptest! {
    #![proptest_config(Config { cases: crate::cases(1000), failure_persistence: None, ..Config::default() })]

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
            prop_assert!(!read.id.is_empty() && text.to_ascii_lowercase().contains(&read.id));
        }
        if is_imdb_id(&text) {
            prop_assert!(can_track_media(&text, &Hints::default()));
        }
    }

    #[test]
    fn an_address_says_no_more_than_its_id(address in any_address()) {
        let Some(read) = parse_media_id(&address) else { return Ok(()) };
        let Some(text) = canonical(&read) else { return Ok(()) };
        let again = parse_media_id(&text).unwrap();
        prop_assert_eq!(canonical(&again), Some(text));
        prop_assert_eq!(
            (again.source, &again.id, again.season, again.episode),
            (read.source, &read.id, read.season, read.episode)
        );
        // Only the page may say what it is; the id alone says no other.
        prop_assert!(again.kind.is_none() || again.kind == read.kind);
    }

    #[test]
    fn a_foreign_host_or_a_port_has_no_items(address in any_address(), way in 0..4) {
        let (scheme, place) = address.split_at(address.find("//").map_or(0, |at| at + 2));
        let (host, path) = place.split_at(place.find('/').unwrap());
        let moved = match way {
            0 => format!("{host}.evil.example{path}"),
            1 => format!("{host}:8443{path}"),
            2 => format!("{host}@evil.example{path}"),
            _ => format!("evil.example/{host}{path}"),
        };
        prop_assert_eq!(parse_media_id(&format!("{scheme}{moved}")), None);
    }

    #[test]
    fn a_normal_title_stays_as_it_is(title in any_name()) {
        let normal = normalize_title(&title);
        prop_assert_eq!(normalize_title(&normal), normal);
    }

    #[test]
    fn titles_compare_alike_from_both_sides(one in any_name(), other in any_name()) {
        let compared = compare_titles(&one, &other);
        prop_assert_eq!(&compared, &compare_titles(&other, &one));
        let itself = compare_titles(&one, &one);
        prop_assert_eq!(itself.same_name, !one.trim().is_empty());
        prop_assert!(itself.missing.is_empty() && itself.differs.is_empty());
    }

    #[test]
    fn artists_compare_alike_from_both_sides(one in any_name(), other in any_name()) {
        prop_assert_eq!(compare_artists(&one, &other), compare_artists(&other, &one));
        let whole = compare_artists(&one, &one) == ArtistComparison::Whole;
        prop_assert_eq!(whole, !one.trim().is_empty());
    }

    #[test]
    fn guests_are_taken_from_what_is_there(artist in any_name(), title in any_name()) {
        let credits = split_artists(&artist, &title);
        for name in std::iter::once(&credits.primary).chain(&credits.others) {
            let there = |word| artist.contains(word) || title.contains(word);
            prop_assert!(name.split_whitespace().all(there), "{}", name);
        }
        prop_assert!(credits.others.iter().all(|name| !name.is_empty()));
        prop_assert!(credits.title.len() <= title.len());
    }
}
