//! What a catalogue tells of a candidate when asked closely: its ids everywhere, its
//! length, and whether it has the episode that is played.

use serde::{Deserialize, Serialize};

use crate::media::{ExternalIds, Media, Work, WorkKind};
use crate::providers::metadata::{Ask, Metadata, Subject};
use crate::providers::{Intent, Outcome};

/// What is known of a candidate beyond its row in a list.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Details {
    /// Whether the title itself was asked about.
    told: bool,
    /// Its length in seconds; the episode's where one is looked for.
    pub runtime: Option<u32>,
    /// Its ids everywhere, the show's for an episode.
    pub ids: ExternalIds,
    /// The episode that is looked for; the inner one is absent where the show has none such.
    pub episode: Option<Option<Listed>>,
}

/// An episode as its season lists it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Listed {
    pub title: Option<String>,
    pub ids: ExternalIds,
}

impl Details {
    /// The next thing to be asked of a candidate for this item.
    pub(super) fn wants(&self, media: &Media, work: &Work) -> Option<Intent> {
        let (kind, ids) = match work {
            Work::Movie(movie) => (WorkKind::Movie, &movie.ids),
            Work::Show(show) => (WorkKind::Show, &show.ids),
            // An id led to this very episode.
            _ => return None,
        };
        let about = match media {
            _ if !self.told => Subject::Title(kind, ids.clone()),
            Media::Episode(e) if kind == WorkKind::Show && self.episode.is_none() => {
                Subject::Season(ids.clone(), e.season)
            }
            _ => return None,
        };
        Some(Intent::Metadata(Ask::about(about)))
    }

    /// Takes the answer over; nothing where the catalogue has none.
    pub(super) fn learn(&mut self, media: &Media, outcome: Option<Outcome>) {
        let metadata = match outcome {
            Some(Outcome::Metadata(metadata)) => Some(*metadata),
            _ => None,
        };
        if !self.told {
            self.told = true;
            if let Some(Metadata::Title(title)) = metadata {
                self.runtime = title.runtime;
                self.ids = title.work.ids().cloned().unwrap_or_default();
            }
            return;
        }
        let Media::Episode(played) = media else { return };
        let listed = match metadata {
            Some(Metadata::Season(season)) => {
                season.episodes.into_iter().find(|it| it.number == played.number)
            }
            _ => None,
        };
        self.runtime = listed.as_ref().and_then(|it| it.runtime).or(self.runtime);
        self.episode = Some(listed.map(|it| Listed { title: it.title, ids: it.ids }));
    }
}
