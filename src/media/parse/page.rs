//! The address of a page about an item, at the catalogues we know.

use super::{IdKind, MediaId, Source, number};

/// A catalogue's pages: host, first part of the path, and what the part after it is.
struct Pages {
    host: &'static str,
    section: &'static str,
    source: Source,
    kind: Option<IdKind>,
}

const fn pages(
    host: &'static str,
    section: &'static str,
    source: Source,
    kind: Option<IdKind>,
) -> Pages {
    Pages { host, section, source, kind }
}

/// Anime pages hold films and series alike, so they leave the kind open.
const PAGES: [Pages; 15] = [
    pages("imdb.com", "title", Source::Imdb, None),
    pages("trakt.tv", "movies", Source::Trakt, Some(IdKind::Movie)),
    pages("trakt.tv", "shows", Source::Trakt, Some(IdKind::Show)),
    pages("simkl.com", "movies", Source::Simkl, Some(IdKind::Movie)),
    pages("simkl.com", "tv", Source::Simkl, Some(IdKind::Show)),
    pages("simkl.com", "anime", Source::Simkl, None),
    pages("themoviedb.org", "movie", Source::Tmdb, Some(IdKind::Movie)),
    pages("themoviedb.org", "tv", Source::Tmdb, Some(IdKind::Show)),
    pages("myanimelist.net", "anime", Source::Mal, None),
    pages("anilist.co", "anime", Source::Anilist, None),
    pages("kitsu.app", "anime", Source::Kitsu, None),
    pages("kitsu.io", "anime", Source::Kitsu, None),
    pages("anidb.net", "anime", Source::Anidb, None),
    pages("musicbrainz.org", "recording", Source::Mbid, Some(IdKind::Track)),
    pages("listenbrainz.org", "track", Source::Mbid, Some(IdKind::Track)),
];

/// Names in front of a host that lead to the same pages.
const ALIASES: [&str; 4] = ["www.", "m.", "app.", "beta."];

pub(super) fn parse(text: &str) -> Option<MediaId> {
    let bare = ["https://", "http://", "//"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let text = bare.unwrap_or(text);
    let address = text.split(['?', '#']).next()?;
    let (host, path) = address.split_once('/')?;
    let host = host.to_ascii_lowercase();
    let host = ALIASES.iter().find_map(|alias| host.strip_prefix(alias)).unwrap_or(&host);
    let mut parts = path.split('/').filter(|part| !part.is_empty());

    let mut section = parts.next()?;
    // IMDb puts the language in front: /de/title/tt1375666, /pt-br/title/…
    if host == "imdb.com" && section != "title" {
        section = parts.next()?;
    }
    let page = PAGES.iter().find(|page| page.host == host && page.section == section)?;
    let id = id_of(page.source, parts.next()?)?.to_owned();

    let (mut season, mut episode) = (None, None);
    while let Some(part) = parts.next() {
        let (name, value) = match part.split_once('-') {
            Some((name @ ("season" | "episode"), value)) => (name, Some(value)),
            _ => (part, None),
        };
        match name {
            "season" | "seasons" => season = Some(number(value.or_else(|| parts.next())?)?),
            "episode" | "episodes" => episode = Some(number(value.or_else(|| parts.next())?)?),
            _ => {}
        }
    }
    Some(MediaId { source: page.source, id, kind: page.kind, season, episode })
}

/// The id in a part of a path; TMDB writes the title after it: `1396-breaking-bad`.
fn id_of(source: Source, part: &str) -> Option<&str> {
    let id = match source {
        Source::Tmdb => part.split('-').next()?,
        _ => part,
    };
    source.accepts(id).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::super::parse_media_id;
    use super::*;

    fn page(text: &str) -> Option<(Source, String, Option<IdKind>)> {
        parse_media_id(text).map(|m| (m.source, m.id, m.kind))
    }

    fn is(
        source: Source,
        id: &str,
        kind: Option<IdKind>,
    ) -> Option<(Source, String, Option<IdKind>)> {
        Some((source, id.into(), kind))
    }

    #[test]
    fn pages_of_films_and_shows() {
        let (movie, show) = (Some(IdKind::Movie), Some(IdKind::Show));
        let imdb = is(Source::Imdb, "tt1375666", None);
        assert_eq!(page("https://www.imdb.com/title/tt1375666/?ref_=nv_sr_1"), imdb);
        assert_eq!(page("http://m.imdb.com/de/title/tt1375666"), imdb);
        assert_eq!(page("imdb.com/title/tt1375666/reviews#top"), imdb);
        let inception = is(Source::Trakt, "inception-2010", movie);
        assert_eq!(page("https://trakt.tv/movies/inception-2010"), inception);
        assert_eq!(page("https://app.trakt.tv/movies/inception-2010?mode=media"), inception);
        let matrix = is(Source::Simkl, "53992", movie);
        assert_eq!(page("https://simkl.com/movies/53992/the-matrix"), matrix);
        assert_eq!(page("//simkl.com/movies/53992"), matrix);
        let matrix = is(Source::Tmdb, "603", movie);
        assert_eq!(page("https://www.themoviedb.org/movie/603-the-matrix?language=de"), matrix);
        let show_page = is(Source::Tmdb, "1396", show);
        assert_eq!(page("https://www.themoviedb.org/tv/1396"), show_page);
    }

    #[test]
    fn pages_of_anime_and_music() {
        let mal = is(Source::Mal, "1535", None);
        assert_eq!(page("https://myanimelist.net/anime/1535/Death_Note"), mal);
        assert_eq!(
            page("https://anilist.co/anime/1535/Death-Note/"),
            is(Source::Anilist, "1535", None)
        );
        assert_eq!(
            page("https://kitsu.app/anime/death-note"),
            is(Source::Kitsu, "death-note", None)
        );
        assert_eq!(page("https://anidb.net/anime/4563"), is(Source::Anidb, "4563", None));
        let id = "4f2f1f0e-6f1b-4a63-9d5c-2b1d8f1a0c11";
        let track = is(Source::Mbid, id, Some(IdKind::Track));
        assert_eq!(page(&format!("https://musicbrainz.org/recording/{id}")), track);
    }

    #[test]
    fn pages_of_episodes() {
        for (text, id) in [
            ("https://trakt.tv/shows/breaking-bad/seasons/1/episodes/5", "breaking-bad"),
            ("https://simkl.com/tv/11121/breaking-bad/season-1/episode-5/", "11121"),
            ("https://www.themoviedb.org/tv/1396-breaking-bad/season/1/episode/5", "1396"),
        ] {
            let read = parse_media_id(text).map(|m| (m.id, m.kind, m.season, m.episode));
            assert_eq!(read, Some((id.into(), Some(IdKind::Show), Some(1), Some(5))), "{text}");
        }
        let season = parse_media_id("https://trakt.tv/shows/lost/seasons/0");
        assert_eq!(season.map(|m| (m.season, m.episode)), Some((Some(0), None)));
    }

    #[test]
    fn other_pages_are_none() {
        for text in [
            "https://www.imdb.com/name/nm0634240/",
            "https://www.imdb.com/title/",
            "https://example.org/title/tt1375666",
            "https://imdb.com.example.org/title/tt1375666",
            "https://trakt.tv/users/sean",
            "https://www.themoviedb.org/tv/breaking-bad",
            "https://trakt.tv/shows/lost/seasons/one",
            "https://simkl.com/tv/11121/x/episode-5x",
            "https://",
            "/",
        ] {
            assert_eq!(parse_media_id(text), None, "{text}");
        }
    }
}
