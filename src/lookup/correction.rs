//! What the person said a title is: under which key it is kept, and what follows for an item.

use crate::media::title::normalize_title;
use crate::media::{Media, Work, composite_key};

/// The keys under which a correction for this item may be kept, the narrowest first: for
/// an episode its own, its season's and its show's.
pub fn source_keys(media: &Media) -> Vec<String> {
    let year = |year: Option<i32>| year.map_or_else(String::new, |year| format!(":{year}"));
    match media {
        Media::Movie(movie) if named(&movie.title) => {
            vec![format!("movie:{}{}", normalize_title(&movie.title), year(movie.year))]
        }
        Media::Episode(e) if named(&e.show.title) => {
            let show = format!("show:{}{}", normalize_title(&e.show.title), year(e.show.year));
            vec![
                format!("{show}:s{}e{}", e.season, e.number),
                format!("{show}:s{}", e.season),
                show,
            ]
        }
        Media::Track(track) if named(&track.title) => {
            let (artist, title) = (normalize_title(&track.artist), normalize_title(&track.title));
            vec![format!("track:{artist}:{title}")]
        }
        // Nothing but its ids names it.
        Media::Movie(_) | Media::Episode(_) | Media::Track(_) => vec![composite_key(media)],
    }
}

/// The key under which `work` is kept as what `media` is: as wide as what was said.
pub fn source_key(media: &Media, work: Option<&Work>) -> String {
    let keys = source_keys(media);
    let wide = match work {
        Some(Work::Show(_)) | None => keys.len() - 1,
        Some(Work::Season(_)) => keys.len() / 2,
        Some(_) => 0,
    };
    keys.into_iter().nth(wide).unwrap_or_default()
}

/// The item, where its title stands for `work`: an episode stays the episode it is of
/// another show or season.
pub fn corrected(media: &Media, work: &Work) -> Media {
    match (media, work) {
        (Media::Episode(episode), Work::Show(show)) => {
            let mut episode = episode.clone();
            episode.show = show.clone();
            Media::Episode(episode)
        }
        (Media::Episode(episode), Work::Season(season)) => {
            let mut episode = episode.clone();
            episode.show = season.show.clone();
            episode.season = season.number;
            Media::Episode(episode)
        }
        (_, work) => work.media().unwrap_or_else(|| media.clone()),
    }
}

fn named(title: &str) -> bool {
    !normalize_title(title).is_empty()
}
