//! The number an episode goes by where shows have seasons, for one that is told by its entry
//! or by a number that counts through the show.

use super::{ENTRIES, Mapped, Place, Rules};
use crate::media::{Catalogue, Episode, ExternalIds, Show};

/// Catalogues of shows with seasons.
const SEASONED: [Catalogue; 2] = [Catalogue::Tvdb, Catalogue::Tmdb];

impl Rules {
    /// Whether episodes of a show with these ids may go by other numbers elsewhere.
    pub fn concerns(&self, ids: &ExternalIds) -> bool {
        ids.is_entry() || self.knows(ids)
    }

    /// The episode by its season, where that is certain and it is told otherwise. Of the
    /// `shows` the one of that place lends its ids.
    ///
    /// Where catalogues of seasons differ in the number nothing is said: a show that is known by
    /// the ids of both has one number, and nobody knows whose.
    pub fn otherwise(&self, episode: &Episode, shows: &[Show]) -> Option<Episode> {
        let ids = &episode.show.ids;
        let place = if ids.is_entry() {
            self.at_both(|catalogue| match self.placed(episode, catalogue) {
                Mapped::Unknown => Ok(None),
                Mapped::One(place) => Ok(Some(place)),
                Mapped::Ambiguous(_) => Err(()),
            })
        } else {
            // Under an entry's id beside the show's the number may be either's.
            let entry = ENTRIES.iter().any(|catalogue| ids.has(*catalogue));
            let (season, number) = (Some(episode.season), episode.number);
            self.at_both(|catalogue| match super::id_of(ids, catalogue).filter(|_| !entry) {
                None => Ok(None),
                Some(show) => {
                    let said = Place { catalogue, show, season, number };
                    self.seasoned(&said).map(Some).ok_or(())
                }
            })
        };
        let [tvdb, tmdb] = place?;
        let at = tvdb.or(tmdb)?;
        let season = at.season?;
        if !ids.is_entry() && (season, at.number) == (episode.season, episode.number) {
            return None;
        }
        let (tvdb, tmdb) = (tvdb.map(|at| at.show), tmdb.map(|at| at.show));
        let own = ExternalIds { tvdb, tmdb, ..ExternalIds::default() };
        let mut show = Show { ids: own.clone(), ..Show::default() };
        if let Some(known) = shows.iter().find(|show| own.same_as(&show.ids)) {
            // Numbers of the one catalogue are not lent to the other, nor to an entry.
            let imdb = known.ids.imdb.clone();
            show = Show { ids: ExternalIds { imdb, ..own }, ..known.clone() };
        }
        Some(Episode { show, season, number: at.number, ..Episode::default() })
    }

    /// Whether an episode is told by its entry, of which nobody knows the place.
    pub fn is_unplaced(&self, episode: &Episode) -> bool {
        let unknown = |catalogue| self.placed(episode, catalogue) == Mapped::Unknown;
        episode.show.ids.is_entry() && SEASONED.into_iter().all(unknown)
    }

    /// The place at both catalogues, or at the one that knows it; nothing where they differ in
    /// the number, or one has an objection.
    fn at_both(
        &self,
        place: impl Fn(Catalogue) -> Result<Option<Place>, ()>,
    ) -> Option<[Option<Place>; 2]> {
        let [tvdb, tmdb] = SEASONED.map(place);
        let (tvdb, tmdb) = (tvdb.ok()?, tmdb.ok()?);
        let number = |at: Place| (at.season, at.number);
        let agree = tvdb.zip(tmdb).is_none_or(|(a, b)| number(a) == number(b));
        agree.then_some([tvdb, tmdb])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &str = "tvdb:1 tmdb:2 s1e1-12 = mal:10 anilist:100 e1-12\n\
                        tvdb:1 tmdb:2 s2e1-12 = mal:11 anilist:101 e1-12\n\
                        tvdb:3 s2e1-12 = mal:20 e1-12\n\
                        tmdb:4 s1e13-24 = mal:20 e1-12\n\
                        tmdb:5 s1e1-3 ?= mal:30 e1-3";

    fn episode(ids: &str, season: u32, number: u32) -> Episode {
        let ids = serde_json::from_str(ids).unwrap();
        let show = Show { ids, ..Show::default() };
        Episode { show, season, number, ..Episode::default() }
    }

    #[test]
    fn what_is_certain_is_said_and_nothing_else() {
        let rules = Rules::parse(ROWS).unwrap();
        for (ids, season, number, expected) in [
            (r#"{"mal":11}"#, 1, 3, Some((2, 3))),
            (r#"{"anilist":101}"#, 1, 3, Some((2, 3))),
            (r#"{"anilist":100,"mal":10}"#, 1, 3, Some((1, 3))),
            // Through the show, as files are counted.
            (r#"{"tvdb":1}"#, 1, 15, Some((2, 3))),
            (r#"{"tvdb":1,"tmdb":2}"#, 1, 15, Some((2, 3))),
            // As it is told already.
            (r#"{"tvdb":1}"#, 2, 3, None),
            // The one says season 1, the other season 2.
            (r#"{"mal":20}"#, 1, 3, None),
            // Whose number that is nobody knows.
            (r#"{"tvdb":1,"mal":11}"#, 1, 3, None),
            (r#"{"tvdb":1,"tmdb":9}"#, 1, 15, None),
            (r#"{"mal":30}"#, 1, 3, None),
            (r#"{"mal":12}"#, 1, 3, None),
            (r#"{"mal":11}"#, 2, 3, None),
            (r#"{"tvdb":1}"#, 0, 3, None),
            (r#"{"tvdb":1}"#, 3, 3, None),
        ] {
            let other = rules.otherwise(&episode(ids, season, number), &[]);
            assert_eq!(other.map(|it| (it.season, it.number)), expected, "{ids} {season} {number}");
        }
        for (ids, expected) in [
            (r#"{"mal":12}"#, true),
            (r#"{"mal":11}"#, false),
            (r#"{"mal":30}"#, false),
            (r#"{"tvdb":7}"#, false),
        ] {
            assert_eq!(rules.is_unplaced(&episode(ids, 1, 3)), expected, "{ids}");
        }
    }

    #[test]
    fn a_show_that_is_known_lends_its_other_ids_but_not_those_it_is_numbered_by_elsewhere() {
        let rules = Rules::parse("tmdb:2 s2e1-12 = mal:11 e1-12").unwrap();
        let ids = r#"{"imdb":"tt1","tmdb":2,"tvdb":1,"mal":10}"#;
        let known = Show { title: "Kites".into(), ..episode(ids, 1, 1).show };
        let other = rules.otherwise(&episode(r#"{"mal":11}"#, 1, 3), &[known]).unwrap();
        assert_eq!(other.show.title, "Kites");
        assert_eq!(other.show.ids, episode(r#"{"imdb":"tt1","tmdb":2}"#, 1, 1).show.ids);
    }
}
