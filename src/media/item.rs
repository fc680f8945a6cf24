//! The things that are played, with what is known of each.

use serde::{Deserialize, Serialize};

use super::ExternalIds;
use crate::json::{self, FromJson, Json, Wrong};

/// Something that can be played. In JSON: `{"kind":"movie", …}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Media {
    /// A film.
    Movie(Movie),
    /// One episode of a show.
    Episode(Episode),
    /// A piece of music.
    Track(Track),
}

impl FromJson for Media {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        Ok(match json.text("kind")? {
            "movie" => Self::Movie(Movie::from_json(json)?),
            "episode" => {
                let mut episode = Episode::from_json(json)?;
                // Players copy the show's ids onto its episodes; then all of them would be one.
                episode.ids.leave_out(&episode.show.ids);
                Self::Episode(episode)
            }
            "track" => Self::Track(Track::from_json(json)?),
            _ => return Err(Wrong::Unknown("kind")),
        })
    }
}

json::read_by_serde!(Media);

json::fields!(Movie { title: "title" or default, year: "year", ids: "ids" or default });

json::fields!(Episode {
    show: "show" or default,
    season: "season" or default,
    number: "number" or default,
    title: "title",
    ids: "ids" or default,
});

json::fields!(Show { title: "title" or default, year: "year", ids: "ids" or default });

json::fields!(Track {
    title: "title" or default,
    artist: "artist" or default,
    album: "album",
    duration_ms: "durationMs",
    ids: "ids" or default,
});

/// Which of the three a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A film, watched.
    Movie,
    /// An episode of a show, watched.
    Episode,
    /// A piece of music, listened to.
    Track,
}

/// A film.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Movie {
    /// Its title, empty where unknown.
    pub title: String,
    /// Year of release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// The film's ids.
    pub ids: ExternalIds,
}

/// One episode, named by its show, season and number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Episode {
    /// The show it belongs to.
    pub show: Show,
    /// Season; 0 holds the specials.
    pub season: u32,
    /// Number within the season.
    pub number: u32,
    /// The episode's own title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The episode's own ids, never the show's.
    pub ids: ExternalIds,
}

/// A show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Show {
    /// Its title, empty where unknown.
    pub title: String,
    /// Year it first aired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// The show's ids.
    pub ids: ExternalIds,
}

/// A piece of music.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Track {
    /// Its title.
    pub title: String,
    /// Who plays it.
    pub artist: String,
    /// The release it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    /// Its length in milliseconds, as the catalogue says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// The recording's ids.
    pub ids: ExternalIds,
}

impl Media {
    /// Which kind it is.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Movie(_) => Kind::Movie,
            Self::Episode(_) => Kind::Episode,
            Self::Track(_) => Kind::Track,
        }
    }

    /// Whether it is listened to instead of watched.
    pub const fn is_music(&self) -> bool {
        matches!(self, Self::Track(_))
    }

    /// Whether both are the same item, by ids and, for tracks, by name.
    pub fn same_item(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Movie(a), Self::Movie(b)) => same_title((&a.ids, &a.title), (&b.ids, &b.title)),
            (Self::Episode(a), Self::Episode(b)) => {
                let numbers = a.season == b.season && a.number == b.number;
                let (a_show, b_show) = (&a.show, &b.show);
                a.ids.same_as(&b.ids)
                    || numbers
                        && same_title((&a_show.ids, &a_show.title), (&b_show.ids, &b_show.title))
            }
            (Self::Track(a), Self::Track(b)) => {
                a.ids.same_as(&b.ids)
                    || same_text(&a.title, &b.title) && same_text(&a.artist, &b.artist)
            }
            _ => false,
        }
    }

    /// Takes over the ids of the same item as another one tells of it.
    pub fn fill_from(&mut self, other: &Self) {
        match (self, other) {
            (Self::Movie(mine), Self::Movie(other)) => mine.ids.fill_from(&other.ids),
            (Self::Episode(mine), Self::Episode(other)) => {
                mine.ids.fill_from(&other.ids);
                mine.show.ids.fill_from(&other.show.ids);
            }
            (Self::Track(mine), Self::Track(other)) => mine.ids.fill_from(&other.ids),
            _ => {}
        }
    }

    /// A line for a person: `Breaking Bad 1x05`, `Air – Kelly`.
    pub fn label(&self) -> String {
        match self {
            Self::Movie(movie) => movie.title.clone(),
            Self::Episode(e) => format!("{} {}x{:02}", e.show.title, e.season, e.number),
            Self::Track(track) => format!("{} – {}", track.artist, track.title),
        }
    }
}

/// By the ids, and by the title where no catalogue is known to both.
fn same_title(a: (&ExternalIds, &str), b: (&ExternalIds, &str)) -> bool {
    a.0.agree_with(b.0).unwrap_or_else(|| same_text(a.1, b.1))
}

fn same_text(a: &str, b: &str) -> bool {
    !a.is_empty() && a.to_lowercase() == b.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_another_knows_are_added_and_none_is_replaced() {
        let mut notice = read(
            r#"{"kind":"episode","season":1,"number":2,"show":{"title":"Boote"},
                "ids":{"imdb":"tt99000012"}}"#,
        );
        notice.fill_from(&read(
            r#"{"kind":"episode","season":1,"number":2,"show":{"title":"Boats","ids":
                {"tvdb":99000010}},"ids":{"imdb":"tt1","tmdb":99000012}}"#,
        ));
        let Media::Episode(part) = notice else { panic!("another kind") };
        assert_eq!((part.show.title.as_str(), part.show.ids.tvdb), ("Boote", Some(99_000_010)));
        assert_eq!(
            (part.ids.imdb.as_deref(), part.ids.tmdb),
            (Some("tt99000012"), Some(99_000_012))
        );
    }

    fn ids(trakt: u64, imdb: &str) -> ExternalIds {
        ExternalIds { trakt: Some(trakt), imdb: Some(imdb.into()), ..ExternalIds::default() }
    }

    fn read(media: &str) -> Media {
        json::read(media).unwrap()
    }

    #[test]
    fn the_shows_ids_are_none_of_its_episodes() {
        let [first, second] = [1, 2].map(|number| {
            read(&format!(
                r#"{{"kind":"episode","season":1,"number":{number},
                "show":{{"title":"Slow Boats","ids":{{"trakt":77,"imdb":"tt99000077"}}}},
                "ids":{{"trakt":{number},"imdb":"tt99000077"}}}}"#
            ))
        });
        assert!(!first.same_item(&second), "they shared nothing but the show's own id");
        let Media::Episode(episode) = first else { panic!("no episode") };
        assert_eq!(episode.show.ids, ids(77, "tt99000077"));
        assert_eq!(episode.ids, ExternalIds { trakt: Some(1), ..ExternalIds::default() });
    }

    fn movie(title: &str, ids: ExternalIds) -> Media {
        Media::Movie(Movie { title: title.into(), year: None, ids })
    }

    fn episode(show: &str, show_ids: ExternalIds, number: u32, ids: ExternalIds) -> Media {
        let show = Show { title: show.into(), year: None, ids: show_ids };
        Media::Episode(Episode { show, season: 1, number, title: None, ids })
    }

    fn track(artist: &str, title: &str, ids: ExternalIds) -> Media {
        let (artist, title) = (artist.into(), title.into());
        Media::Track(Track { artist, title, ids, ..Track::default() })
    }

    #[test]
    fn items_are_the_same_by_ids_first_and_else_by_name() {
        let none = ExternalIds::default;
        let (one, other) = (|| ids(1, "tt99000001"), || ids(2, "tt99000002"));
        let anime = || ExternalIds { mal: Some(1), ..none() };
        let [season_1, season_2] = [1, 2].map(|season| {
            Media::Episode(Episode {
                show: Show { title: "Slow Boats".into(), ..Show::default() },
                season,
                number: 1,
                ..Episode::default()
            })
        });
        for (a, b, same) in [
            (movie("Lake", one()), movie("Sea", one()), true),
            (movie("Lake", one()), movie("Lake", other()), false),
            (movie("Lake", one()), movie("LAKE", none()), true),
            (movie("Lake", none()), movie("Sea", none()), false),
            (movie("Lake", one()), movie("lake", anime()), true),
            (movie("Lake", one()), movie("Sea", anime()), false),
            (episode("Boats", anime(), 1, none()), episode("Boats", one(), 1, none()), true),
            (movie("", none()), movie("", none()), false),
            (episode("Boats", one(), 1, none()), episode("Ships", one(), 1, none()), true),
            (episode("Boats", one(), 1, none()), episode("Boats", one(), 2, none()), false),
            (episode("Boats", one(), 1, none()), episode("Boats", other(), 1, none()), false),
            (episode("Boats", none(), 1, none()), episode("boats", one(), 1, none()), true),
            (episode("Boats", none(), 1, none()), episode("Ships", none(), 1, none()), false),
            (episode("Boats", none(), 1, one()), episode("Ships", none(), 2, one()), true),
            (season_1, season_2, false),
            (track("Air", "Harbour", none()), track("air", "harbour", one()), true),
            (track("Air", "Harbour", none()), track("Beth", "Harbour", none()), false),
            (track("Air", "Harbour", none()), track("Air", "Lake", none()), false),
            (track("Air", "Harbour", one()), track("Beth", "Lake", one()), true),
            (movie("Lake", one()), track("", "Lake", one()), false),
        ] {
            assert_eq!(a.same_item(&b), same, "{a:?} / {b:?}");
            assert_eq!(b.same_item(&a), same, "{b:?} / {a:?}");
        }
    }

    #[test]
    fn a_label_names_the_item() {
        let none = ExternalIds::default;
        assert_eq!(movie("Lake", none()).label(), "Lake");
        assert_eq!(episode("Boats", none(), 5, none()).label(), "Boats 1x05");
        let track = track("Air", "Harbour", none());
        assert_eq!(track.label(), "Air – Harbour");
        assert!(track.is_music() && !movie("Lake", none()).is_music());
        assert_eq!(track.kind(), Kind::Track);
    }
}
