//! The few items the services of the model know, and how requests name them.

use playtally::media::{Episode, ExternalIds, Media, Movie, Show, Track};
use playtally::time::Timestamp;
use serde_json::{Value, json};

/// An item by number: 0 and 1 are films, 2 and 3 episodes of one show, 4 and 5 tracks,
/// 6 an anime film, 7 and 8 the two episodes of an anime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Item(pub(crate) u8);

/// How many there are.
pub(crate) const ITEMS: u8 = 9;

impl Item {
    pub(crate) fn is_episode(self) -> bool {
        matches!(self.0, 2 | 3 | 7 | 8)
    }

    pub(crate) fn is_track(self) -> bool {
        matches!(self.0, 4 | 5)
    }

    pub(crate) fn is_anime(self) -> bool {
        self.0 >= 6
    }

    /// As the player names it: item 1 by its title alone.
    pub(crate) fn media(self) -> Media {
        let imdb = |id: &str| ExternalIds { imdb: Some(id.into()), ..ExternalIds::default() };
        match self.0 {
            0 => Media::Movie(Movie {
                title: "Film 0".into(),
                year: Some(1999),
                ids: imdb("tt0000100"),
            }),
            1 => Media::Movie(Movie { title: "Film 1".into(), ..Movie::default() }),
            6 => Media::Movie(Movie {
                title: "Film 6".into(),
                year: None,
                ids: ExternalIds { anilist: Some(1006), ..ExternalIds::default() },
            }),
            7 | 8 => Media::Episode(Episode {
                show: Show {
                    title: "Anime".into(),
                    year: None,
                    ids: ExternalIds { anilist: Some(1007), ..imdb("tt0009001") },
                },
                season: 1,
                number: u32::from(self.0) - 6,
                ..Episode::default()
            }),
            2 | 3 => Media::Episode(Episode {
                show: Show { title: "Show".into(), year: None, ids: imdb("tt0009000") },
                season: 1,
                number: u32::from(self.0),
                ..Episode::default()
            }),
            _ => Media::Track(Track {
                title: format!("Song {}", self.0),
                artist: "Band".into(),
                ..Track::default()
            }),
        }
    }
}

/// As a service names it, with ids of its own.
pub(crate) fn named(item: Item) -> Value {
    if item.is_episode() {
        let (number, show) = if item.is_anime() {
            (item.0 - 6, json!({"title": "Anime", "ids": {"trakt": 10, "imdb": "tt0009001"}}))
        } else {
            (item.0, json!({"title": "Show", "ids": {"trakt": 9, "imdb": "tt0009000"}}))
        };
        json!({
            "type": "episode",
            "episode": {"season": 1, "number": number, "ids": {"trakt": 500 + u32::from(item.0)}},
            "show": show,
        })
    } else {
        let (number, imdb) = (item.0, format!("tt000010{}", item.0));
        let ids = json!({"trakt": 10 + number, "imdb": imdb});
        json!({"type": "movie", "movie": {"title": format!("Film {number}"), "ids": ids}})
    }
}

/// The item of a scrobble.
pub(crate) fn of_scrobble(body: &Value) -> Option<Item> {
    // Simkl's word for a film, where it is an anime.
    for name in ["movie", "anime"] {
        if body[name].is_object() {
            return film(&body[name]);
        }
    }
    let number = of_show(&body["show"], &body["episode"]["season"], &body["episode"]["number"]);
    number.filter(|_| body["episode"].is_object())
}

/// The item of a history entry, and its moment.
pub(crate) fn of_history(body: &Value) -> Option<(Item, Timestamp)> {
    let at = |row: &Value| Timestamp::parse_rfc3339(row["watched_at"].as_str()?);
    let row = &body["movies"][0];
    if row.is_object() {
        return film(row).zip(at(row));
    }
    let show = &body["shows"][0];
    let season = &show["seasons"][0];
    let episode = &season["episodes"][0];
    of_show(show, &season["number"], &episode["number"]).zip(at(episode))
}

fn film(row: &Value) -> Option<Item> {
    let by_id = match row["ids"]["imdb"].as_str() {
        Some(id) => id.strip_prefix("tt000010"),
        None => row["title"].as_str()?.strip_prefix("Film "),
    };
    by_id?.parse().ok().map(Item)
}

fn of_show(show: &Value, season: &Value, number: &Value) -> Option<Item> {
    let number = number.as_u64().filter(|_| season.as_u64() == Some(1))?;
    match show["ids"]["imdb"].as_str()? {
        "tt0009000" if (2..=3).contains(&number) => Some(Item(number as u8)),
        "tt0009001" if (1..=2).contains(&number) => Some(Item(number as u8 + 6)),
        _ => None,
    }
}
