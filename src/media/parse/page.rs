//! The address of a page about an item, at the catalogues we know.
//!
//! The shapes are those found in use in November 2026, old ones too where links
//! to them are still about.

use super::id::is_name;
use super::{IdKind, MediaId, Source, is_imdb_id, number};

/// A row is an address up to the id, whose id follows, and what is to be known of it:
/// - `movie`, `show`: what it names. Anime pages hold films and series alike, and
///   so do Letterboxd's; these leave it open.
/// - `titled`: the title stands behind the id, after a `-` or a `.`.
/// - `named`: it is the page's name, which may be all digits without being the number.
///
/// The first that fits counts. Not here, since their id is not the item's: an
/// episode's own page (TVDB, AniDB) and `musicbrainz.org/track/`, a place on a
/// release. Last.fm and boxd.it give no id at all.
///
/// # Design
/// One text, because a slice of structs would be twice as large in the wasm.
const PAGES: &str = "\
imdb.com/title/ imdb
trakt.tv/movies/ trakt movie named
trakt.tv/shows/ trakt show named
trakt.tv/search/imdb/ imdb
simkl.com/movies/ simkl movie
simkl.com/tv/ simkl show
simkl.com/anime/ simkl
themoviedb.org/movie/ tmdb movie titled
themoviedb.org/tv/ tmdb show titled
thetvdb.com/movies/ tvdb movie named
thetvdb.com/series/ tvdb show named
thetvdb.com/dereferrer/movie/ tvdb movie
thetvdb.com/dereferrer/series/ tvdb show
thetvdb.com/?tab=series&id= tvdb show
thetvdb.com/index.php?tab=series&id= tvdb show
anilist.co/anime/ anilist
myanimelist.net/anime/ mal
myanimelist.net/anime.php?id= mal
kitsu.app/anime/ kitsu
kitsu.io/anime/ kitsu
anidb.net/anime/ anidb
anidb.net/a anidb
anidb.net/perl-bin/animedb.pl?show=anime&aid= anidb
letterboxd.com/film/ letterboxd
letterboxd.com/imdb/ imdb
letterboxd.com/tmdb/ tmdb
goodreads.com/book/show/ goodreads titled
musicbrainz.org/recording/ mbid
listenbrainz.org/track/ mbid";

/// Names in front of a host that lead to the same pages.
const ALIASES: [&str; 5] = ["www.", "m.", "app.", "beta.", "pro."];

pub(super) fn parse(text: &str) -> Option<MediaId> {
    if text.bytes().any(|b| b <= b' ') {
        return None;
    }
    let bare = ["https://", "http://", "//"].iter().find_map(|scheme| {
        let (start, rest) = text.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    });
    let (address, _) = cut(bare.unwrap_or(text), b"#");
    // A port or a name to sign in with makes it another host.
    let (host, _) = cut(address, b"/?");
    let path = &address[host.len()..];
    let path = path.strip_prefix('/').unwrap_or(path);
    let host = host.to_ascii_lowercase();
    let host = ALIASES.iter().find_map(|alias| host.strip_prefix(alias)).unwrap_or(&host);
    // IMDb may put the language first, Letterboxd the person whose diary it is.
    let within = match host {
        "imdb.com" | "letterboxd.com" => cut(path, b"/").1,
        _ => "",
    };
    [path, within].iter().find_map(|path| find(&[host, "/", path].concat()))
}

fn find(place: &str) -> Option<MediaId> {
    let mut rows = PAGES;
    while !rows.is_empty() {
        let (row, others) = cut(rows, b"\n");
        let (address, words) = cut(row, b" ");
        if let Some(rest) = place.strip_prefix(address) {
            return read(rest, words);
        }
        rows = others;
    }
    None
}

/// Reads what follows the address of a row, as the row's words say.
fn read(rest: &str, words: &str) -> Option<MediaId> {
    let (mut id, _) = cut(rest, b"/?&");
    let rest = &rest[id.len()..];
    let (source, mut words) = cut(words, b" ");
    let mut source = Source::from_prefix(source)?;
    let mut kind = None;
    while !words.is_empty() {
        let (word, others) = cut(words, b" ");
        words = others;
        match word {
            "movie" => kind = Some(IdKind::Movie),
            "show" => kind = Some(IdKind::Show),
            "titled" => (id, _) = cut(id, b"-."),
            // Trakt takes IMDb's id as a name.
            _ if is_imdb_id(id) => source = Source::Imdb,
            // trakt.tv/shows/24 is the show called 24, for Trakt's API and its app
            // the 24th show (trakt/trakt-api#33, trakt/trakt-web#740). TVDB's page
            // of that name is not the series numbered 24 either.
            _ if !is_name(id) => return None,
            _ => {}
        }
    }
    let (season, episode) = coordinates(source, rest)?;
    let numbered = match (season, episode) {
        // `episodes/349232` is the episode's own id.
        (_, Some(_)) if source == Source::Tvdb => false,
        // Without its season it is named only where an entry is one season.
        (None, Some(_)) => source.is_anime() || source == Source::Simkl && kind.is_none(),
        _ => true,
    };
    if numbered { MediaId::new(source, source.id(id)?, kind, season, episode) } else { None }
}

/// Season and episode, from `seasons/1/episodes/5`, `season-1/episode-5` or
/// `?season=1&episode=5`; `None` where one of them is not to be read.
fn coordinates(source: Source, rest: &str) -> Option<(Option<u32>, Option<u32>)> {
    let (path, mut query) = cut(rest, b"?");
    let (mut season, mut episode) = (None, None);
    let (_, mut path) = cut(path, b"/");
    let mut first = true;
    while !path.is_empty() {
        let (word, others) = cut(path, b"/");
        let (mut name, mut value) = (word, "");
        path = others;
        if source == Source::Simkl {
            (name, value) = cut(word, b"-");
            // The first may be a title: `season-of-rain`.
            if first && number(value).is_none() {
                name = "";
            }
        }
        first = false;
        let place = match name {
            "season" | "seasons" => &mut season,
            "episode" | "episodes" => &mut episode,
            "." | ".." => return None,
            _ => continue,
        };
        if value.is_empty() {
            (value, path) = cut(path, b"/");
        }
        // Without a number it is the list of them.
        if !value.is_empty() {
            *place = Some(number(value)?);
        }
    }
    while !query.is_empty() {
        let (pair, others) = cut(query, b"&");
        match cut(pair, b"=") {
            ("season", value) => season = Some(number(value)?),
            ("episode", value) => episode = Some(number(value)?),
            _ => {}
        }
        query = others;
    }
    Some((season, episode))
}

/// What stands before the first of these signs, and what after it. One function
/// for all: each `split` of the library's would be compiled anew.
#[inline(never)]
fn cut<'a>(text: &'a str, signs: &[u8]) -> (&'a str, &'a str) {
    let at = text.bytes().position(|b| signs.contains(&b)).unwrap_or(text.len());
    (&text[..at], text.get(at + 1..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::super::parse_media_id;

    const UUID: &str = "4f2f1f0e-6f1b-4a63-9d5c-2b1d8f1a0c11";

    /// `source:id`, then what it names and where: `tmdb:1396 show 1x5`.
    fn page(text: &str) -> Option<String> {
        let id = parse_media_id(text)?;
        let word = |word: serde_json::Value| word.as_str().unwrap_or_default().to_owned();
        let mut told = format!("{}:{}", word(serde_json::json!(id.source)), id.id);
        if let Some(kind) = id.kind {
            told += &format!(" {}", word(serde_json::json!(kind)));
        }
        match (id.season, id.episode) {
            (None, None) => {}
            (Some(season), None) => told += &format!(" {season}x"),
            (None, Some(episode)) => told += &format!(" {episode}"),
            (Some(season), Some(episode)) => told += &format!(" {season}x{episode}"),
        }
        Some(told)
    }

    #[test]
    fn each_catalogues_pages_name_their_item() {
        let mbid = format!("mbid:{UUID} track");
        let recording = format!("https://musicbrainz.org/recording/{UUID}");
        let edited = format!("https://beta.musicbrainz.org/recording/{UUID}/edits");
        let loud = format!("https://musicbrainz.org/recording/{}", UUID.to_uppercase());
        let heard = format!("https://listenbrainz.org/track/{UUID}/");
        for (text, expected) in [
            ("https://www.imdb.com/title/tt1375666/?ref_=nv_sr_1", "imdb:tt1375666"),
            ("http://m.imdb.com/title/tt1375666", "imdb:tt1375666"),
            ("imdb.com/title/tt1375666/reviews#top", "imdb:tt1375666"),
            ("https://www.imdb.com/title/tt1375666?ref_=fn_al_tt_1", "imdb:tt1375666"),
            ("https://www.imdb.com/title/tt1375666/reference/", "imdb:tt1375666"),
            ("https://www.imdb.com/de/title/tt1375666/", "imdb:tt1375666"),
            ("https://www.imdb.com/es-es/title/tt1375666/", "imdb:tt1375666"),
            ("https://pro.imdb.com/title/tt1375666/details", "imdb:tt1375666"),
            ("https://trakt.tv/movies/inception-2010", "trakt:inception-2010 movie"),
            ("https://app.trakt.tv/movies/inception-2010?mode=media", "trakt:inception-2010 movie"),
            ("https://trakt.tv/shows/Lost", "trakt:lost show"),
            ("https://trakt.tv/shows/tt0903747", "imdb:tt0903747 show"),
            ("https://trakt.tv/search/imdb/tt1375666?id_type=movie", "imdb:tt1375666"),
            ("https://simkl.com/movies/53992/the-matrix", "simkl:53992 movie"),
            ("//simkl.com/movies/53992", "simkl:53992 movie"),
            ("https://simkl.com/tv/11121/breaking-bad", "simkl:11121 show"),
            ("https://simkl.com/tv/11121/season-of-rain", "simkl:11121 show"),
            ("https://simkl.com/anime/38636/one-piece", "simkl:38636"),
            ("https://www.themoviedb.org/movie/603-the-matrix?language=de", "tmdb:603 movie"),
            ("https://www.themoviedb.org/movie/27205", "tmdb:27205 movie"),
            ("https://www.themoviedb.org/tv/1396-breaking-bad/seasons", "tmdb:1396 show"),
            ("https://thetvdb.com/series/breaking-bad", "tvdb:breaking-bad show"),
            (
                "https://thetvdb.com/series/breaking-bad/allseasons/official",
                "tvdb:breaking-bad show",
            ),
            ("https://www.thetvdb.com/movies/inception", "tvdb:inception movie"),
            ("https://thetvdb.com/dereferrer/series/81189", "tvdb:81189 show"),
            ("https://thetvdb.com/dereferrer/movie/113", "tvdb:113 movie"),
            ("http://www.thetvdb.com/?tab=series&id=81189&lid=7", "tvdb:81189 show"),
            ("http://thetvdb.com/index.php?tab=series&id=81189", "tvdb:81189 show"),
            ("http://thetvdb.com?tab=series&id=81189", "tvdb:81189 show"),
            ("https://anilist.co/anime/1535/Death-Note/", "anilist:1535"),
            ("https://myanimelist.net/anime/1535/Death_Note", "mal:1535"),
            ("https://myanimelist.net/anime/1535/デスノート", "mal:1535"),
            ("https://myanimelist.net/anime/1535/Death_Note/episode", "mal:1535"),
            ("https://myanimelist.net/anime.php?id=1535&display=userrecs", "mal:1535"),
            ("https://kitsu.app/anime/death-note", "kitsu:death-note"),
            ("https://kitsu.io/anime/1376", "kitsu:1376"),
            ("https://anidb.net/anime/23", "anidb:23"),
            ("https://anidb.net/a23", "anidb:23"),
            ("http://anidb.net/perl-bin/animedb.pl?show=anime&aid=23", "anidb:23"),
            ("https://letterboxd.com/film/dune-2021/", "letterboxd:dune-2021"),
            ("https://letterboxd.com/film/1917/genres/", "letterboxd:1917"),
            ("https://letterboxd.com/kim/film/dune-2021/1/", "letterboxd:dune-2021"),
            ("https://letterboxd.com/imdb/tt1375666/", "imdb:tt1375666"),
            ("https://letterboxd.com/tmdb/27205", "tmdb:27205"),
            ("https://www.goodreads.com/book/show/4671.The_Great_Gatsby", "goodreads:4671 book"),
            (
                "https://www.goodreads.com/book/show/48716700-ask-your-developer",
                "goodreads:48716700 book",
            ),
            ("https://www.goodreads.com/book/show/1085296", "goodreads:1085296 book"),
            (&recording, &mbid),
            (&edited, &mbid),
            (&loud, &mbid),
            (&heard, &mbid),
        ] {
            assert_eq!(page(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn pages_of_seasons_and_episodes_name_their_show() {
        for (text, expected) in [
            (
                "https://trakt.tv/shows/breaking-bad/seasons/1/episodes/5",
                "trakt:breaking-bad show 1x5",
            ),
            (
                "https://app.trakt.tv/shows/silo?season=3&view=episode&episode=2",
                "trakt:silo show 3x2",
            ),
            ("https://app.trakt.tv/shows/silo?season=3", "trakt:silo show 3x"),
            ("https://trakt.tv/shows/lost/seasons/0", "trakt:lost show 0x"),
            ("https://trakt.tv/shows/tt0903747/seasons/1/episodes/5", "imdb:tt0903747 show 1x5"),
            ("https://www.imdb.com/title/tt0903747/episodes/?season=2", "imdb:tt0903747 show 2x"),
            ("https://www.imdb.com/title/tt0903747/episodes?season=2", "imdb:tt0903747 show 2x"),
            ("https://www.imdb.com/title/tt0903747/episodes", "imdb:tt0903747"),
            ("https://simkl.com/tv/11121/breaking-bad/season-1/episode-5/", "simkl:11121 show 1x5"),
            ("https://simkl.com/tv/11121/season-1/episode-5", "simkl:11121 show 1x5"),
            ("https://simkl.com/anime/38636/one-piece/episode-5", "simkl:38636 show 5"),
            (
                "https://www.themoviedb.org/tv/1396-breaking-bad/season/1/episode/5",
                "tmdb:1396 show 1x5",
            ),
            ("https://www.themoviedb.org/tv/1396/season/0", "tmdb:1396 show 0x"),
            ("https://myanimelist.net/anime/1535/Death_Note/episode/3", "mal:1535 show 3"),
            ("https://kitsu.app/anime/death-note/episodes/3", "kitsu:death-note show 3"),
        ] {
            assert_eq!(page(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn an_address_is_read_as_a_browser_would_go_there() {
        let expected = Some("imdb:tt1375666".to_owned());
        for text in [
            "HTTPS://WWW.IMDB.COM/title/tt1375666/",
            "  https://www.imdb.com/title/tt1375666/\n",
            "https://imdb.com/title/tt1375666?u=https://trakt.tv/movies/dune",
            "https://www.imdb.com/title/tt1375666/mediaviewer/rm1/#a?b/../c",
        ] {
            assert_eq!(page(text), expected, "{text}");
        }
        for text in [
            "ftp://www.imdb.com/title/tt1375666/",
            "https:/www.imdb.com/title/tt1375666/",
            "https://imdb.com.evil.example/title/tt1375666/",
            "https://notimdb.com/title/tt1375666/",
            "https://imdb.com@evil.example/title/tt1375666/",
            "https://evil.example@imdb.com/title/tt1375666/",
            "https://evil.example/https://www.imdb.com/title/tt1375666/",
            "https://evil.example\\@imdb.com/title/tt1375666/",
            "https://www.imdb.com:8443/title/tt1375666/",
            "https://www.imdb.com./title/tt1375666/",
            "https://www.imdb.com/title/tt1375666.",
            "https://www.imdb.com/title/tt1375666)",
            "https://www.imdb.com/title/%74t1375666/",
            "https://www.imdb.com/title/tt1375666%2F",
            "https://www.imdb.com/title/tt1375666/../tt0133093/",
            "https://www.imdb.com/title/tt1375666/ and more",
            "https://www.imdb.com/Title/tt1375666",
        ] {
            assert_eq!(page(text), None, "{text}");
        }
    }

    #[test]
    fn pages_of_other_things_are_none() {
        let other = format!("https://musicbrainz.org/release/{UUID}");
        let place = format!("https://musicbrainz.org/track/{UUID}");
        let artist = format!("https://listenbrainz.org/artist/{UUID}");
        for text in [
            "https://www.imdb.com/name/nm0634240/",
            "https://www.imdb.com/title/",
            "https://trakt.tv/users/sean",
            "https://trakt.tv/episodes/74015",
            "https://trakt.tv/shows/lost/seasons/one",
            "https://trakt.tv/shows/lost/episodes/5",
            "https://trakt.tv/shows/lost/seasons/4294967296/episodes/1",
            "https://trakt.tv/movies/inception-2010/seasons/1/episodes/5",
            "https://app.trakt.tv/shows/silo?season=3&episode=x",
            // The number or the title?
            "https://trakt.tv/shows/24",
            "https://app.trakt.tv/shows/1899",
            "https://thetvdb.com/series/24",
            "https://thetvdb.com/series/breaking-bad/episodes/349232",
            "https://thetvdb.com/dereferrer/episode/349232",
            "http://thetvdb.com/?tab=episode&seriesid=81189&seasonid=30272&id=349232",
            "https://simkl.com/tv/best-shows/most-watched/",
            "https://simkl.com/tv/11121/x/episode-5x",
            "https://simkl.com/tv/11121/x/episode-5",
            "https://www.imdb.com/title/tt0903747/episode/5",
            "https://www.themoviedb.org/tv/breaking-bad",
            "https://www.themoviedb.org/movie/27205inception",
            "https://www.themoviedb.org/person/525-christopher-nolan",
            "https://anilist.co/manga/30002",
            "https://myanimelist.net/anime/season/2026/fall",
            "https://kitsu.app/anime/death-note/season/1",
            "https://anidb.net/animals",
            "https://anidb.net/perl-bin/animedb.pl?show=ep&aid=23&eid=1",
            "https://boxd.it/2bbs",
            "https://letterboxd.com/kim/list/dune/",
            "https://letterboxd.com/film/dune-2021/season/1/episode/2",
            "https://www.goodreads.com/author/show/3190.F_Scott_Fitzgerald",
            "https://www.last.fm/music/Linkin+Park/_/One+Step+Closer",
            "https://example.org/title/tt1375666",
            &other,
            &place,
            &artist,
            "https://",
            "/",
            "?",
        ] {
            assert_eq!(page(text), None, "{text}");
        }
    }
}
