//! The keys under which plays and saved places are kept.

use super::parse::{create_composite_key, create_video_id};
use super::{ExternalIds, Media};

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
    use super::super::parse::parse_composite_key;
    use super::super::{Episode, Movie, Show, Track};
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
}
