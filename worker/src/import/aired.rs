//! When episodes were aired, as far as the catalogue tells.

use playtally::map::Map;
use playtally::media::{Catalogue, ExternalIds, PartialDate, Season, Work, WorkKind};
use playtally::providers::metadata::{Ask, Metadata, Subject};
use playtally::providers::{ById, Intent, Outcome};

use crate::account::Hub;
use crate::metadata::catalogue;

/// Questions of one import: a catalogue has others to answer, too.
const MOST: usize = 300;

impl Hub {
    /// The days of the episodes of each season, by their numbers, as far as anybody tells.
    pub(crate) async fn aired(&self, seasons: &[Season]) -> Vec<Map<u32, PartialDate>> {
        let is_there = catalogue::service().is_some_and(|service| self.app(service).is_some());
        if !is_there {
            return Vec::new();
        }
        let mut asked = 0;
        let mut shows: Map<Vec<String>, Option<ExternalIds>> = Map::new();
        let mut days = Vec::with_capacity(seasons.len());
        for Season { show, number, .. } in seasons {
            let name: Vec<_> = names(&show.ids).map(|(_, id)| id).collect();
            if !shows.contains_key(&name) {
                let found = self.show_of(&show.ids, &mut asked).await;
                shows.insert(name.clone(), found);
            }
            let told = match shows.get(&name).cloned().flatten() {
                Some(ids) => {
                    let about = Subject::Season(ids, *number);
                    self.catalogue_told(Intent::Metadata(Ask::about(about)), &mut asked).await
                }
                None => None,
            };
            days.push(told.map(days_of).unwrap_or_default());
        }
        days
    }

    /// The catalogue's own ids of a show. A title alone is no name: it may be another's.
    async fn show_of(&self, ids: &ExternalIds, asked: &mut usize) -> Option<ExternalIds> {
        if ids.tmdb.is_some() {
            return Some(ids.clone());
        }
        for (catalogue, id) in names(ids) {
            let find = Intent::Find(ById { catalogue, id, kind: WorkKind::Show });
            if let Some(Outcome::Found(found)) = self.catalogue_told(find, asked).await {
                let show = found.into_iter().find_map(|candidate| match candidate.work {
                    Work::Show(show) => Some(show.ids),
                    _ => None,
                });
                if let Some(ids) = show.filter(|ids| ids.tmdb.is_some()) {
                    return Some(ids);
                }
            }
        }
        None
    }

    async fn catalogue_told(&self, intent: Intent, asked: &mut usize) -> Option<Outcome> {
        *asked += 1;
        if *asked > MOST {
            return None;
        }
        catalogue::outcome(&self.env, intent).await.ok()
    }
}

/// The ids by which a show can be found.
fn names(ids: &ExternalIds) -> impl Iterator<Item = (Catalogue, String)> {
    let number = |catalogue, id: Option<u64>| id.map(|id| (catalogue, id.to_string()));
    let imdb = ids.imdb.clone().map(|id| (Catalogue::Imdb, id));
    [number(Catalogue::Tmdb, ids.tmdb), imdb, number(Catalogue::Tvdb, ids.tvdb)]
        .into_iter()
        .flatten()
}

fn days_of(outcome: Outcome) -> Map<u32, PartialDate> {
    let Outcome::Metadata(told) = outcome else { return Map::new() };
    let Metadata::Season(season) = *told else { return Map::new() };
    season
        .episodes
        .into_iter()
        .filter_map(|episode| Some((episode.number, episode.date?)))
        .collect()
}
