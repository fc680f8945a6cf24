//! Joining catalogues: the ids others have for an item, and for anime which episode of its
//! show is which entry's.
//!
//! A join asks two catalogues, one question at a time: the one that tells of titles
//! (TMDB), and the one that has entries of anime (AniList). It keeps no answers: whoever
//! asks for it does, so a join that failed is simply begun again.

mod step;
#[cfg(test)]
mod tests;
mod told;

use serde::{Deserialize, Serialize};

pub use step::{Join, Next};
pub use told::{Told, told};

use crate::media::{Catalogue, ExternalIds, Media, Show, WorkKind};
use crate::providers::ById;

/// Catalogues of films and of shows with seasons that know each other's ids.
const SERIES: &[Catalogue] = &[Catalogue::Tmdb, Catalogue::Tvdb, Catalogue::Imdb];
/// Catalogues of entries that do.
const ENTRIES: &[Catalogue] = &[Catalogue::Anilist, Catalogue::Mal];
/// Catalogues whose ids of episodes TMDB knows.
const EPISODES: &[Catalogue] = &[Catalogue::Tvdb, Catalogue::Imdb];

/// What a join is about: a film or a show, by one of its ids; or the show of an episode, by one
/// of that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sought(ById);

/// What is known elsewhere of a film or show; without a title and ids where it is nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// The film or show with all its ids. A show's entries have theirs in the rules.
    pub title: Show,
    /// Where in the show the episode is that was sought, as TMDB numbers it.
    pub place: Option<(u32, u32)>,
    /// Rows as [`super::anime::Rules::parse`] reads them.
    pub rules: String,
    /// Whether nothing of this will change soon.
    pub complete: bool,
}

impl Sought {
    /// By the id of an item that says most of how it is numbered; `None` where it has none
    /// that leads anywhere.
    pub fn of(media: &Media) -> Option<Self> {
        let titles = [SERIES, ENTRIES].concat();
        let (kind, ids, known) = match media {
            Media::Movie(movie) => (WorkKind::Movie, &movie.ids, &*titles),
            Media::Episode(episode) if episode.show.ids.is_empty() => {
                (WorkKind::Episode, &episode.ids, EPISODES)
            }
            Media::Episode(episode) => (WorkKind::Show, &episode.show.ids, &*titles),
            Media::Track(_) => return None,
        };
        known.iter().copied().find_map(|catalogue| {
            Some(Self(ById { catalogue, id: text_of(ids, catalogue)?, kind }))
        })
    }

    /// Whether only an episode is known of the show.
    pub fn by_episode(&self) -> bool {
        self.0.kind == WorkKind::Episode
    }

    /// A name that no other has.
    pub fn name(&self) -> String {
        let ById { catalogue, id, kind } = &self.0;
        format!("{catalogue:?}:{id}:{kind:?}").to_lowercase()
    }
}

fn text_of(ids: &ExternalIds, catalogue: Catalogue) -> Option<String> {
    super::step::text_of(ids, catalogue)
}
