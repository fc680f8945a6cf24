//! The few works that exist, and how each service names them.

use playtally::media::{Catalogue, Episode, ExternalIds, Movie, Season, Show, Track, Work};

/// A work by its number: 1 to 3 are films (3 an anime), 4 and 5 shows (5 an anime), 6 and 7
/// tracks (7 has no MusicBrainz id).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Film(u64),
    Show(u64),
    Season(u64, u32),
    Episode(u64, u32, u32),
    Track(u64),
}

/// Episodes that a season of a show has; there is one season each.
pub(super) const EPISODES: u32 = 3;

/// Works that are anime.
const ANIME: [u64; 2] = [3, 5];

const NUMBERS: [Catalogue; 6] = [
    Catalogue::Trakt,
    Catalogue::Tmdb,
    Catalogue::Tvdb,
    Catalogue::Simkl,
    Catalogue::Mal,
    Catalogue::Anilist,
];

impl Key {
    pub(super) const fn title(self) -> u64 {
        match self {
            Self::Film(n) | Self::Show(n) | Self::Track(n) => n,
            Self::Season(n, _) | Self::Episode(n, ..) => n,
        }
    }

    /// The film or the show.
    pub(super) const fn whole(self) -> Self {
        match self {
            Self::Season(show, _) | Self::Episode(show, ..) => Self::Show(show),
            own => own,
        }
    }

    pub(super) fn is_anime(self) -> bool {
        ANIME.contains(&self.title())
    }

    /// Whether there is such a work at all.
    fn exists(self) -> bool {
        match self {
            Self::Film(n) => (1..=3).contains(&n),
            Self::Show(n) => (4..=5).contains(&n),
            Self::Season(n, season) => (4..=5).contains(&n) && season == 1,
            Self::Episode(n, season, number) => {
                Self::Season(n, season).exists() && (1..=EPISODES).contains(&number)
            }
            Self::Track(n) => (6..=7).contains(&n),
        }
    }

    /// As a service names it that knows the ids of these catalogues.
    pub(super) fn named(self, by: &[Catalogue]) -> Work {
        let (n, ids) = (self.title(), ids(self, by));
        let show = || Show { title: format!("Show {n}"), year: Some(2001), ids: ids.clone() };
        match self {
            Self::Film(_) => {
                Work::Movie(Movie { title: format!("Film {n}"), year: Some(1999), ids })
            }
            Self::Show(_) => Work::Show(show()),
            Self::Season(_, number) => {
                Work::Season(Season { show: show(), number, ..Season::default() })
            }
            Self::Episode(_, season, number) => {
                Work::Episode(Episode { show: show(), season, number, ..Episode::default() })
            }
            Self::Track(_) => Work::Track(Track {
                title: format!("Song {n}"),
                artist: "Band".into(),
                ids,
                ..Track::default()
            }),
        }
    }
}

fn number(catalogue: Catalogue, n: u64) -> Option<u64> {
    let at = NUMBERS.iter().position(|it| *it == catalogue)?;
    Some(1000 * (at as u64 + 1) + n)
}

fn ids(key: Key, by: &[Catalogue]) -> ExternalIds {
    let n = key.title();
    let mut ids = ExternalIds::default();
    for catalogue in by {
        let number = number(*catalogue, n);
        match catalogue {
            Catalogue::Mbid if n == 6 => {
                ids.mbid = Some(format!("00000000-0000-4000-8000-{n:012}"));
            }
            _ if matches!(key, Key::Track(_)) => {}
            Catalogue::Imdb => ids.imdb = Some(format!("tt{n:07}")),
            Catalogue::Trakt => ids.trakt = number,
            Catalogue::Tmdb => ids.tmdb = number,
            Catalogue::Tvdb => ids.tvdb = number,
            Catalogue::Simkl => ids.simkl = number,
            Catalogue::Mal if key.is_anime() => ids.mal = number,
            Catalogue::Anilist if key.is_anime() => ids.anilist = number,
            _ => {}
        }
    }
    ids
}

/// The number of what these ids mean.
fn by_ids(ids: &ExternalIds) -> Option<u64> {
    let numbers = [ids.trakt, ids.tmdb, ids.tvdb, ids.simkl, ids.mal, ids.anilist];
    let number = numbers.into_iter().flatten().next().map(|id| id % 1000);
    let imdb = || ids.imdb.as_ref()?.strip_prefix("tt")?.parse().ok();
    let mbid = || ids.mbid.as_ref()?.rsplit('-').next()?.parse().ok();
    number.or_else(imdb).or_else(mbid)
}

/// The number of a title such as `Film 1`.
fn by_title(title: &str) -> Option<u64> {
    title.rsplit(' ').next()?.parse().ok()
}

/// Which work is meant, where there is such a one.
pub(super) fn key(work: &Work) -> Option<Key> {
    let of = |title: &str, ids: &ExternalIds| by_ids(ids).or_else(|| by_title(title));
    let show = |show: &Show| of(&show.title, &show.ids);
    let key = match work {
        Work::Movie(it) => Key::Film(of(&it.title, &it.ids)?),
        Work::Show(it) => Key::Show(show(it)?),
        Work::Season(it) => Key::Season(show(&it.show)?, it.number),
        Work::Episode(it) => Key::Episode(show(&it.show)?, it.season, it.number),
        Work::Track(it) => Key::Track(of(&it.title, &it.ids)?),
        Work::Book(_) => return None,
    };
    key.exists().then_some(key)
}
