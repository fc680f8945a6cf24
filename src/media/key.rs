//! The keys under which plays and saved places are kept.

use super::parse::{
    Source, create_composite_key, create_video_id, parse_composite_key, parse_media_id,
};
use super::{Episode, ExternalIds, Media, Movie, Show, Track, Work};

/// A key for any item: by its IMDb id, else by another catalogue's, else by its title.
///
/// ```
/// use playtally::media::{ExternalIds, Media, Movie, composite_key};
///
/// let ids = ExternalIds { imdb: Some("tt1375666".into()), ..ExternalIds::default() };
/// let movie = Movie { title: "Inception".into(), year: Some(2010), ids };
/// assert_eq!(composite_key(&Media::Movie(movie)), "tt1375666");
/// ```
pub fn composite_key(media: &Media) -> String {
    match media {
        Media::Movie(movie) => {
            let year = movie.year.map(|year| year.to_string()).unwrap_or_default();
            id_key(&movie.ids).unwrap_or_else(|| named("movie", &[&movie.title, &year]))
        }
        Media::Episode(episode) => {
            let show =
                id_key(&episode.show.ids).unwrap_or_else(|| named("show", &[&episode.show.title]));
            let video = create_video_id(&show, episode.season, episode.number);
            create_composite_key(&show, Some(&video))
        }
        Media::Track(track) => {
            id_key(&track.ids).unwrap_or_else(|| named("track", &[&track.artist, &track.title]))
        }
    }
}

/// What a key may stand for: it does not say of what kind the item of an id is.
pub fn works_of_key(key: &str) -> Vec<Work> {
    let Some(key) = parse_composite_key(key) else { return Vec::new() };
    let ids = ids_of(&key.media_id);
    if let Some(video) = &key.video_id {
        let title = key.media_id.strip_prefix("show:").unwrap_or_default().to_owned();
        let show = Show { title, year: None, ids: ids.unwrap_or_default() };
        let mut parts = video.rsplit(':').map(str::parse);
        let (Some(Ok(number)), Some(Ok(season))) = (parts.next(), parts.next()) else {
            return Vec::new();
        };
        return vec![Work::Episode(Episode { show, season, number, ..Episode::default() })];
    }
    if let Some(ids) = ids {
        let track = ids.mbid.is_some();
        let film = Movie { ids: ids.clone(), ..Movie::default() };
        let track = track.then(|| Work::Track(Track { ids, ..Track::default() }));
        return [Work::Movie(film)].into_iter().chain(track).collect();
    }
    let named = match key.media_id.split_once(':') {
        Some(("movie", named)) => {
            let year = named.rsplit_once(':').and_then(|(_, year)| year.parse().ok());
            let title = named.split(':').next().unwrap_or_default().to_owned();
            Work::Movie(Movie { title, year, ids: ExternalIds::default() })
        }
        Some(("track", named)) => {
            let (artist, title) = named.split_once(':').unwrap_or_default();
            let (artist, title) = (artist.to_owned(), title.to_owned());
            Work::Track(Track { title, artist, ..Track::default() })
        }
        _ => return Vec::new(),
    };
    vec![named]
}

/// The id of a key, by its catalogue.
fn ids_of(text: &str) -> Option<ExternalIds> {
    let read = parse_media_id(text).filter(|read| read.season.is_none())?;
    let (mut ids, number) = (ExternalIds::default(), read.id.parse().ok());
    match read.source {
        Source::Imdb => ids.imdb = Some(read.id),
        Source::Mbid => ids.mbid = Some(read.id),
        Source::Tmdb => ids.tmdb = number,
        Source::Tvdb => ids.tvdb = number,
        Source::Trakt => ids.trakt = number,
        Source::Simkl => ids.simkl = number,
        Source::Mal => ids.mal = number,
        Source::Anilist => ids.anilist = number,
        Source::Kitsu => ids.kitsu = number,
        Source::Anidb => ids.anidb = number,
        Source::Letterboxd | Source::Goodreads => {}
    }
    (!ids.is_empty()).then_some(ids)
}

fn id_key(ids: &ExternalIds) -> Option<String> {
    let prefixed = |prefix: &str, id: Option<u64>| id.map(|id| format!("{prefix}:{id}"));
    ids.imdb
        .clone()
        .or_else(|| prefixed("tmdb", ids.tmdb))
        .or_else(|| prefixed("tvdb", ids.tvdb))
        .or_else(|| prefixed("trakt", ids.trakt))
        .or_else(|| prefixed("simkl", ids.simkl))
        .or_else(|| prefixed("mal", ids.mal))
        .or_else(|| prefixed("anilist", ids.anilist))
        .or_else(|| prefixed("kitsu", ids.kitsu))
        .or_else(|| prefixed("anidb", ids.anidb))
        .or_else(|| ids.mbid.as_ref().map(|id| format!("mbid:{id}")))
}

/// `track:air:kelly watch the stars`: in lower case, blanks made one, without the
/// colons that part keys.
fn named(kind: &str, parts: &[&str]) -> String {
    let mut key = kind.to_owned();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let plain = part.to_lowercase().replace(':', " ");
        key.push(':');
        key.push_str(&plain.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tmdb(id: u64) -> ExternalIds {
        ExternalIds { tmdb: Some(id), ..ExternalIds::default() }
    }

    #[test]
    fn the_imdb_id_comes_first() {
        let ids = ExternalIds { imdb: Some("tt0133093".into()), ..tmdb(603) };
        let movie = Movie { ids, ..Movie::default() };
        assert_eq!(composite_key(&Media::Movie(movie)), "tt0133093");
        let movie = Movie { ids: tmdb(603), ..Movie::default() };
        assert_eq!(composite_key(&Media::Movie(movie)), "tmdb:603");
    }

    #[test]
    fn an_episode_is_its_show_and_its_numbers() {
        let show = Show { ids: tmdb(1396), ..Show::default() };
        let episode = Episode { show, season: 1, number: 5, ..Episode::default() };
        let key = composite_key(&Media::Episode(episode));
        assert_eq!(key, "tmdb:1396::tmdb:1396:1:5");
        assert!(parse_composite_key(&key).is_some());
    }

    #[test]
    fn without_ids_the_title_names_it() {
        let track = Track {
            title: "Kelly:  Watch the Stars".into(),
            artist: "Air".into(),
            ..Track::default()
        };
        assert_eq!(composite_key(&Media::Track(track)), "track:air:kelly watch the stars");
        let movie = Movie { title: "Dune".into(), year: Some(2021), ..Movie::default() };
        assert_eq!(composite_key(&Media::Movie(movie)), "movie:dune:2021");
        let show = Show { title: "Slow Boats: II".into(), ..Show::default() };
        let episode = Episode { show, season: 1, number: 2, ..Episode::default() };
        let key = composite_key(&Media::Episode(episode));
        assert_eq!(key, "show:slow boats ii::show:slow boats ii:1:2");
    }

    #[test]
    fn a_key_is_read_back() {
        let mbid = Some("7cbb15f1-61b5-4e1d-8c5c-9a1b3ff12a34".to_owned());
        let imdb = Some("tt0133093".to_owned());
        for ids in [
            ExternalIds { imdb, ..ExternalIds::default() },
            ExternalIds { mbid, ..ExternalIds::default() },
            tmdb(603),
            ExternalIds { tvdb: Some(5), ..ExternalIds::default() },
            ExternalIds { trakt: Some(5), ..ExternalIds::default() },
            ExternalIds { simkl: Some(5), ..ExternalIds::default() },
            ExternalIds { mal: Some(5), ..ExternalIds::default() },
            ExternalIds { anilist: Some(5), ..ExternalIds::default() },
            ExternalIds { kitsu: Some(5), ..ExternalIds::default() },
            ExternalIds { anidb: Some(5), ..ExternalIds::default() },
        ] {
            let film = Media::Movie(Movie { ids: ids.clone(), ..Movie::default() });
            let track = Media::Track(Track { ids: ids.clone(), ..Track::default() });
            let show = Show { ids, ..Show::default() };
            let episode = Episode { show, season: 1, number: 5, ..Episode::default() };
            let episode = Media::Episode(episode);
            for media in [film, track, episode] {
                let key = composite_key(&media);
                let is_track = matches!(media, Media::Track(_)) && !key.starts_with("mbid:");
                let read = works_of_key(&key);
                assert!(is_track || read.contains(&Work::from(media)), "{key}: {read:?}");
            }
        }
        let track = Track { title: "moon".into(), artist: "air".into(), ..Track::default() };
        assert_eq!(works_of_key("track:air:moon"), [Work::Track(track)]);
        let dune = |year| Movie { title: "dune".into(), year, ids: ExternalIds::default() };
        assert_eq!(works_of_key("movie:dune:2021"), [Work::Movie(dune(Some(2021)))]);
        assert_eq!(works_of_key("movie:dune"), [Work::Movie(dune(None))]);
        for text in
            ["", "tmdb:1396::tmdb:1396:1:x", "tmdb:1396::5", "show:boats", "letterboxd:dune"]
        {
            assert_eq!(works_of_key(text), [], "{text}");
        }
    }
}
