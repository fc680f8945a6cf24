//! What a service is told an item is: as it came, as the catalogues it keeps file it, or
//! nothing where that would be a guess.

use super::{ENTRIES, Joined, SERIES, Sought};
use crate::lookup::anime::{Mapped, Place, Rules};
use crate::media::{Catalogue, Episode, ExternalIds, Media, Show};
use crate::providers::Descriptor;

/// Catalogues in which each season begins with 1 under a title of its own.
const NUMBERED_FROM_ONE: &[Catalogue] =
    &[Catalogue::Anilist, Catalogue::Mal, Catalogue::Kitsu, Catalogue::Anidb];

/// What a service is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// The item as it came. It may be none of the service's business.
    AsItCame,
    /// This one, which is the same under the service's own ids and numbers.
    As(Box<Media>),
    /// Nobody can say which one it is there.
    Unsaid,
    /// Nobody knows before catalogues are joined.
    ToJoin,
}

/// What this service is told of an item, by what is known without asking and by what was
/// joined; where nothing was, a join may be wanted.
pub fn told(media: &Media, to: &Descriptor, rules: &Rules, joined: Option<&Joined>) -> Told {
    if !to.takes(media.kind()) {
        return Told::AsItCame;
    }
    // A show's title alone may be another one's, or stand in the words of another language.
    if Sought::of(media).is_some_and(|sought| sought.by_episode()) {
        let Some(joined) = joined else { return Told::ToJoin };
        if let Some(found) = in_its_show(media, joined) {
            return match titled(&found, to, rules, Some(joined)) {
                Told::AsItCame if to.needs.is_empty() => Told::As(Box::new(found)),
                told => told,
            };
        }
    }
    titled(media, to, rules, joined)
}

/// An episode with the show it was found to be of, as TMDB numbers it.
fn in_its_show(media: &Media, joined: &Joined) -> Option<Media> {
    let Media::Episode(episode) = media else { return None };
    let (season, number) = joined.place?;
    let show = joined.title.clone();
    Some(Media::Episode(Episode { show, season, number, ..episode.clone() }))
}

fn titled(media: &Media, to: &Descriptor, rules: &Rules, joined: Option<&Joined>) -> Told {
    let more = joined.and_then(|joined| rules.and(&joined.rules).ok());
    let rules = more.as_ref().unwrap_or(rules);
    let told = match media {
        Media::Episode(episode) if to.needs.is_empty() => placed(episode, to, rules, joined),
        Media::Episode(_) => filed(media, to, rules, joined),
        Media::Movie(_) => film(media, to, joined),
        Media::Track(_) => Some(Told::AsItCame),
    };
    let nothing = || if to.needs.is_empty() { Told::Unsaid } else { Told::AsItCame };
    told.unwrap_or_else(|| if joined.is_none() { Told::ToJoin } else { nothing() })
}

/// For a service that keeps entries; nothing where it has none of the item as far as is known.
fn filed(media: &Media, to: &Descriptor, rules: &Rules, joined: Option<&Joined>) -> Option<Told> {
    let asked = with_ids(media, joined);
    match rules.filed(&asked, to.needs) {
        Some(found) if found == asked && to.takes_item(media) => Some(Told::AsItCame),
        Some(found) if to.takes_item(&found) => Some(Told::As(Box::new(found))),
        // One of the show's entries it is.
        Some(_) if joined.is_some_and(|joined| !joined.rules.is_empty()) => Some(Told::Unsaid),
        Some(_) => None,
        None => joined.map(|_| Told::Unsaid),
    }
}

/// An episode with the ids its show has elsewhere, or its entry at others that keep entries.
/// Numbers are those of the catalogue whose id it came with; TMDB's own are not lent to others.
fn with_ids(media: &Media, joined: Option<&Joined>) -> Media {
    let (Media::Episode(episode), Some(joined)) = (media, joined) else { return media.clone() };
    let mut episode = episode.clone();
    let ids = &mut episode.show.ids;
    let series = SERIES.iter().any(|catalogue| ids.has(*catalogue));
    if series && ids.tmdb.is_none() {
        ids.tvdb = ids.tvdb.or(joined.title.ids.tvdb);
    }
    let known = &joined.title.ids;
    if !series && episode.season == 1 && ids.same_as(known) {
        ids.mal = ids.mal.or(known.mal);
        ids.anilist = ids.anilist.or(known.anilist);
    }
    Media::Episode(episode)
}

/// For a service that keeps shows with seasons.
fn placed(
    episode: &Episode,
    to: &Descriptor,
    rules: &Rules,
    joined: Option<&Joined>,
) -> Option<Told> {
    let ids = &episode.show.ids;
    let has = |some: &[Catalogue]| some.iter().any(|catalogue| ids.has(*catalogue));
    let knows = to.finds.by_id;
    let series = has(SERIES) || ids.trakt.is_some();
    let own = has(knows) || knows.iter().any(|catalogue| episode.ids.has(*catalogue));
    // An entry that is named beside the show may be any season's, where the number is not.
    if !has(NUMBERED_FROM_ONE) || (series && episode.season != 1) || (own && !series) {
        return Some(Told::AsItCame);
    }
    match place(episode, rules) {
        Mapped::One(place) if series && at(episode, &place) => Some(Told::AsItCame),
        Mapped::One(place) => match show_of(episode, &place, joined) {
            Some(show) => Some(Told::As(Box::new(moved(episode, show, &place)))),
            None => Some(Told::Unsaid),
        },
        Mapped::Ambiguous(_) => Some(Told::Unsaid),
        Mapped::Unknown if series && joined.is_some() => Some(Told::AsItCame),
        Mapped::Unknown => None,
    }
}

fn place(episode: &Episode, rules: &Rules) -> Mapped<Place> {
    match rules.placed(episode, Catalogue::Tmdb) {
        Mapped::Unknown => rules.placed(episode, Catalogue::Tvdb),
        known => known,
    }
}

/// Whether the episode is numbered as it is there.
fn at(episode: &Episode, place: &Place) -> bool {
    (Some(episode.season), episode.number) == (place.season, place.number)
}

/// The show of this place, which has to be the one the item names.
fn show_of(episode: &Episode, place: &Place, joined: Option<&Joined>) -> Option<Show> {
    let here = |ids: &ExternalIds| match place.catalogue {
        Catalogue::Tmdb => ids.tmdb.map(|id| id == place.show),
        _ => ids.tvdb.map(|id| id == place.show),
    };
    if here(&episode.show.ids) == Some(false) {
        return None;
    }
    if let Some(joined) = joined.filter(|joined| here(&joined.title.ids) == Some(true)) {
        return Some(joined.title.clone());
    }
    let mut ids = ExternalIds::default();
    let id = place.show.to_string();
    ids.set(place.catalogue, &id);
    // The entry's own title and year are not the show's.
    Some(Show { ids, ..Show::default() })
}

fn moved(episode: &Episode, show: Show, place: &Place) -> Media {
    let season = place.season.unwrap_or(1);
    Media::Episode(Episode { show, season, number: place.number, ..episode.clone() })
}

/// A film with the ids it has elsewhere, where the service can use none of its own.
fn film(media: &Media, to: &Descriptor, joined: Option<&Joined>) -> Option<Told> {
    let Media::Movie(film) = media else { return Some(Told::AsItCame) };
    let known = if to.needs.is_empty() { to.finds.by_id } else { to.needs };
    let usable = |ids: &ExternalIds| known.iter().any(|catalogue| ids.has(*catalogue));
    let named = SERIES.iter().chain(ENTRIES).any(|catalogue| film.ids.has(*catalogue));
    if usable(&film.ids) || (to.needs.is_empty() && !named) {
        return Some(Told::AsItCame);
    }
    let joined = joined?;
    let mut film = film.clone();
    film.ids.fill_from(&joined.title.ids);
    usable(&film.ids).then(|| Told::As(Box::new(Media::Movie(film))))
}
