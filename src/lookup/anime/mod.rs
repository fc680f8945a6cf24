//! Anime numbering: which entry of AniList or MyAnimeList an episode of a show is, and back.
//!
//! TVDB and TMDB file one show with seasons; AniList, MyAnimeList, Kitsu and AniDB file
//! one entry for each cour, season or film, counted from 1. What is what is data, in two
//! plain forms that one text may mix: `seasons.rs` and `relations.rs` describe them.
//! Rows of the first form are also read off the days things aired on, by `aired.rs`.

mod aired;
#[cfg(test)]
mod aired_tests;
mod kin;
mod mapped;
mod otherwise;
mod range;
mod relations;
mod seasons;
#[cfg(test)]
mod tests;

use crate::error::{Error, ErrorKind};
use crate::media::{Catalogue, Episode, ExternalIds, Media, Show};
pub(super) use aired::day;
pub use aired::{Aired, Listing, aired};
pub(super) use kin::{belongs, plain};
pub use mapped::{Entry, Mapped, Place};
use mapped::{answer, joined};
use relations::Relation;
use seasons::Row;

/// What is known of how entries and seasons are numbered.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    rows: Vec<Row>,
    relations: Vec<Relation>,
}

impl Rules {
    /// Reads rules of both forms. Empty lines, `#` notes and `::` headings say nothing.
    ///
    /// # Errors
    /// `BadInput`, naming the first line that is neither.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut rules = Self::default();
        let mut meta = false;
        for (at, line) in text.lines().enumerate() {
            let line = line.trim_start_matches('\u{feff}').trim();
            let wrong = || Error::new(ErrorKind::BadInput, format!("Line {} is no rule.", at + 1));
            if let Some(heading) = line.strip_prefix("::") {
                meta = heading == "meta";
            } else if let Some(relation) = line.strip_prefix("- ") {
                // What the file says of itself, such as its version, is written as rules are.
                if !meta {
                    rules.relations.extend(relations::read(relation).ok_or_else(wrong)?);
                }
            } else if !line.is_empty() && !line.starts_with('#') {
                rules.rows.push(Row::read(line).ok_or_else(wrong)?);
            }
        }
        Ok(rules)
    }

    /// These rules and those of the text.
    ///
    /// # Errors
    /// As [`Rules::parse`].
    pub fn and(&self, text: &str) -> Result<Self, Error> {
        let mut all = self.clone();
        let Self { rows, relations } = Self::parse(text)?;
        all.rows.extend(rows);
        all.relations.extend(relations);
        Ok(all)
    }

    /// The episode as this catalogue files it, by whatever ids its show carries. Where
    /// the rules know the show under several ids they have to agree. An entry that is named
    /// as well counts its own episodes, where it has so many.
    pub fn file(&self, episode: &Episode, into: Catalogue) -> Mapped<Entry> {
        let ids = &episode.show.ids;
        let season = Some(episode.season);
        let places = [(Catalogue::Tvdb, ids.tvdb), (Catalogue::Tmdb, ids.tmdb)];
        let told = places.into_iter().filter_map(|(catalogue, show)| {
            let place = Place { catalogue, show: show?, season, number: episode.number };
            Some(self.entry(&place, into)).filter(|mapped| *mapped != Mapped::Unknown)
        });
        match (joined(told.collect()), self.of_entry(episode, into)) {
            (Mapped::Unknown, by_entry) => by_entry,
            (Mapped::One(by_show), Mapped::One(named)) if by_show != named => {
                let rows = self.rows.iter().filter(|row| row.entry(into) == Some(named.id));
                let numbers: Vec<_> = rows.map(|row| row.back(named.number)).collect();
                if numbers.is_empty() {
                    return Mapped::Ambiguous(vec![by_show, named]);
                }
                let held = numbers.iter().any(Option::is_some);
                Mapped::One(if held { named } else { by_show })
            }
            (by_show, _) => by_show,
        }
    }

    /// Which episode of a show with seasons it is, by the entry the item names.
    pub fn placed(&self, episode: &Episode, into: Catalogue) -> Mapped<Place> {
        let told = ENTRIES.into_iter().filter_map(|catalogue| {
            let Mapped::One(entry) = self.of_entry(episode, catalogue) else { return None };
            Some(self.place(&entry, into)).filter(|mapped| *mapped != Mapped::Unknown)
        });
        joined(told.collect())
    }

    /// The item as a service has it that keeps one of these catalogues' entries, or as it
    /// is where none of them can have it; nothing where it cannot be said which entry it is.
    pub fn filed(&self, media: &Media, keeps: &[Catalogue]) -> Option<Media> {
        let Media::Episode(episode) = media else { return Some(media.clone()) };
        for catalogue in keeps {
            match self.file(episode, *catalogue) {
                Mapped::One(entry) => {
                    let itself = id_of(&episode.show.ids, entry.catalogue) == Some(entry.id)
                        && (episode.season, episode.number) == (1, entry.number);
                    let entry = || self.as_entry(episode, entry);
                    return Some(if itself { media.clone() } else { entry() });
                }
                Mapped::Ambiguous(_) => return None,
                Mapped::Unknown => {}
            }
        }
        let ids = &episode.show.ids;
        let named = keeps.iter().any(|catalogue| ids.has(*catalogue));
        // Numbered as a show with seasons is: its entry's id may be any season's.
        let seasoned = episode.season != 1 && (ids.tvdb.is_some() || ids.tmdb.is_some());
        let lost = if named { seasoned } else { self.knows(ids) };
        (!lost).then(|| media.clone())
    }

    /// Whether any season of the show is an entry somewhere.
    fn knows(&self, ids: &ExternalIds) -> bool {
        [Catalogue::Tvdb, Catalogue::Tmdb].into_iter().any(|catalogue| {
            let show = id_of(ids, catalogue);
            show.is_some() && self.rows.iter().any(|row| row.show(catalogue) == show)
        })
    }

    /// The episode as one of its entry, with the ids of that entry alone.
    fn as_entry(&self, episode: &Episode, entry: Entry) -> Media {
        let mut ids = ExternalIds::default();
        for catalogue in ENTRIES {
            let twin = if catalogue == entry.catalogue {
                Some(entry)
            } else {
                // A twin under another number is another episode there.
                self.twin(entry, catalogue)
                    .filter(|twin| self.file(episode, catalogue) == Mapped::One(*twin))
            };
            let field = match catalogue {
                Catalogue::Mal => &mut ids.mal,
                Catalogue::Kitsu => &mut ids.kitsu,
                Catalogue::Anidb => &mut ids.anidb,
                _ => &mut ids.anilist,
            };
            *field = twin.map(|twin| twin.id);
        }
        let show = Show { title: episode.show.title.clone(), year: None, ids };
        let title = episode.title.clone();
        let ids = ExternalIds::default();
        Media::Episode(Episode { show, season: 1, number: entry.number, title, ids })
    }

    /// The episode by the entry its show is said to be: numbers are the entry's own then,
    /// or go on counting into the entries that follow it.
    fn of_entry(&self, episode: &Episode, into: Catalogue) -> Mapped<Entry> {
        // Under a later season's number the entry may be that season's or the first one's.
        if episode.season != 1 {
            return Mapped::Unknown;
        }
        let ids = &episode.show.ids;
        let own = id_of(ids, into).map(|id| (into, id));
        let others = ENTRIES.iter().filter_map(|one| Some((*one, id_of(ids, *one)?)));
        let mut known = own.into_iter().chain(others);
        known
            .find_map(|(catalogue, id)| {
                let named = Entry { catalogue, id, number: episode.number };
                let entry = match self.redirect(named) {
                    Mapped::One(entry) => entry,
                    // Whose entry is named counts its own episodes, as far as they go.
                    Mapped::Ambiguous(_) | Mapped::Unknown => named,
                };
                if catalogue == into { Some(entry) } else { self.twin(entry, into) }
            })
            .map_or(Mapped::Unknown, Mapped::One)
    }

    /// Which episode of an entry it is.
    pub fn entry(&self, place: &Place, into: Catalogue) -> Mapped<Entry> {
        let Some(place) = self.seasoned(place) else { return Mapped::Unknown };
        let found = self.rows_at(&place).filter_map(|row| {
            let id = row.entry(into)?;
            let number = row.there(place.number)?;
            Some((Entry { catalogue: into, id, number }, row.disputed))
        });
        answer(found.collect())
    }

    /// Which episode of the show it is.
    pub fn place(&self, entry: &Entry, into: Catalogue) -> Mapped<Place> {
        let rows = self.rows.iter().filter(|row| row.entry(entry.catalogue) == Some(entry.id));
        let found = rows.filter_map(|row| {
            let show = row.show(into)?;
            let number = row.back(entry.number)?;
            let season = Some(row.season);
            Some((Place { catalogue: into, show, season, number }, row.disputed))
        });
        answer(found.collect())
    }

    /// Where an episode beyond the end of its entry goes on: what the first rule says that
    /// holds it, once. An entry that may itself be counted on is ambiguous where its own
    /// numbers and the others overlap.
    pub fn redirect(&self, entry: Entry) -> Mapped<Entry> {
        let mut led = self.relations.iter().filter_map(|rule| rule.follow(entry));
        match led.next() {
            Some((on, true)) if on != entry => Mapped::Ambiguous(vec![entry, on]),
            Some((on, _)) => Mapped::One(on),
            None => Mapped::One(entry),
        }
    }

    /// Under which numbers of other entries an episode also goes: what [`Rules::redirect`]
    /// leads here.
    pub fn also_called(&self, entry: Entry) -> Vec<Entry> {
        let mut named = Vec::new();
        for rule in &self.relations {
            // An earlier rule may lead the same number elsewhere.
            let led = rule.trace(entry).filter(|from| self.redirect(*from) == Mapped::One(entry));
            named.extend(led.filter(|from| *from != entry && !named.contains(from)));
        }
        named
    }

    /// The same episode at another catalogue of entries.
    pub fn twin(&self, entry: Entry, into: Catalogue) -> Option<Entry> {
        let pair = |ids: &ExternalIds| {
            (id_of(ids, entry.catalogue) == Some(entry.id)).then(|| id_of(ids, into)).flatten()
        };
        let related = self.relations.iter().flat_map(Relation::entries).find_map(pair);
        let rows = self.rows.iter().filter(|row| row.entry(entry.catalogue) == Some(entry.id));
        // Where one has two entries for the other's one, a row for both says nothing of numbers.
        let row = || rows.into_iter().find_map(|row| row.entry(into));
        let id = related.or_else(row)?;
        Some(Entry { catalogue: into, id, number: entry.number })
    }

    fn rows_at<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(|row| row.holds(place))
    }

    /// The episode by its season's own number. A number that counts through the show has
    /// none, or is beyond the end of its season; which one it is, is certain as long as
    /// each season before it is known whole.
    fn seasoned(&self, place: &Place) -> Option<Place> {
        if self.rows_at(place).next().is_some() {
            return Some(*place);
        }
        let mut before = 0_u32;
        for season in 1.. {
            let rows = self.rows.iter().filter(|row| {
                row.show(place.catalogue) == Some(place.show)
                    && row.season == season
                    && !row.disputed
            });
            let length = range::union_from_one(rows.map(|row| row.numbers).collect())?;
            let reached = before.checked_add(length)?;
            if place.number <= reached {
                let number = place.number.checked_sub(before).filter(|number| *number > 0)?;
                // Files often count on under the first season's number.
                let said = [None, Some(1), Some(season)].contains(&place.season);
                return said.then_some(Place { season: Some(season), number, ..*place });
            }
            before = reached;
        }
        None
    }
}

/// Catalogues that file entries.
const ENTRIES: [Catalogue; 4] =
    [Catalogue::Mal, Catalogue::Anilist, Catalogue::Kitsu, Catalogue::Anidb];

const fn id_of(ids: &ExternalIds, catalogue: Catalogue) -> Option<u64> {
    match catalogue {
        Catalogue::Tvdb => ids.tvdb,
        Catalogue::Tmdb => ids.tmdb,
        Catalogue::Mal => ids.mal,
        Catalogue::Anilist => ids.anilist,
        Catalogue::Kitsu => ids.kitsu,
        Catalogue::Anidb => ids.anidb,
        _ => None,
    }
}
