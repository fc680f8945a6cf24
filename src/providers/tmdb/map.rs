//! Titles, seasons, episodes and people as TMDB tells of them.
//!
//! Every field but the id may be missing, null or empty.

use serde_json::Value;

use super::PICTURES;
use super::endpoints::MOST_PAGES;
use crate::media::{self, ExternalIds, Movie, PartialDate, Show, Work, WorkKind};
use crate::providers::metadata::{
    Belongs, Collection, Credit, Credits, Episode, Metadata, Person, Results, Season, Subject,
    Title, Votes, Works,
};
use crate::providers::{ById, Candidate, wire};

/// So many of a cast are told; TMDB lists the leading parts first.
const CAST: usize = 20;

/// What people behind the camera do that is told; everything else is left out.
const JOBS: &[&str] = &[
    "Director",
    "Writer",
    "Screenplay",
    "Story",
    "Novel",
    "Creator",
    "Executive Producer",
    "Producer",
    "Original Music Composer",
    "Director of Photography",
    "Editor",
];

/// The answer to a question.
pub(super) fn metadata(about: &Subject, body: &Value) -> Option<Metadata> {
    Some(match about {
        Subject::Title(kind, _) => Metadata::Title(Box::new(title(body, Some(*kind))?)),
        Subject::Ids(..) => {
            body.get("imdb_id")?;
            Metadata::Ids(ids(body))
        }
        Subject::Credits(..) => Metadata::Credits(credits(body, "cast")?),
        Subject::Season(..) => Metadata::Season(season(body)?),
        Subject::Person(_) => Metadata::Person(person(body)?),
        Subject::Works(_) => Metadata::Works(works(body)?),
        Subject::Collection(_) => Metadata::Collection(collection(body)?),
        Subject::Trending(kind, ..) => Metadata::Results(results(body, *kind)?),
        Subject::Search(query) => Metadata::Results(results(body, query.kind)?),
    })
}

/// A film or show; `kind` where the answer does not say which.
pub(super) fn title(value: &Value, kind: Option<WorkKind>) -> Option<Title> {
    let kind = match value["media_type"].as_str() {
        Some("movie") => WorkKind::Movie,
        Some("tv") => WorkKind::Show,
        Some(_) => return None,
        None => kind?,
    };
    let ids = ids(value);
    ids.tmdb?;
    // Parts of collections were seen with either name, films or not.
    let named =
        |one: &str, other: &str| wire::text(&value[one]).or_else(|| wire::text(&value[other]));
    let title = named("title", "name").unwrap_or_default();
    let original = named("original_title", "original_name").filter(|it| *it != title);
    let date = date(&value["release_date"]).or_else(|| date(&value["first_air_date"]));
    let year = date.map(PartialDate::year);
    let last_episode = episode(&value["last_episode_to_air"]);
    let runtime = [&value["runtime"], &value["episode_run_time"][0]].into_iter().find_map(length);
    let mut credits = credits(&value["credits"], "cast").unwrap_or_default();
    let creators = rows(&value["created_by"]).filter_map(|row| credit(row, "job"));
    let creator = |credit| Credit { role: Some("Creator".to_owned()), ..credit };
    credits.crew.splice(0..0, creators.map(creator));
    Some(Title {
        work: match kind {
            WorkKind::Movie => Work::Movie(Movie { title, year, ids }),
            _ => Work::Show(Show { title, year, ids }),
        },
        original_title: original,
        overview: wire::text(&value["overview"]),
        tagline: wire::text(&value["tagline"]),
        date,
        last_date: self::date(&value["last_air_date"]),
        runtime: runtime.or_else(|| last_episode.as_ref()?.runtime),
        genres: rows(&value["genres"]).filter_map(|genre| wire::text(&genre["name"])).collect(),
        language: wire::text(&value["original_language"]),
        votes: votes(value),
        state: wire::text(&value["status"]),
        poster: wire::text(&value["poster_path"]),
        backdrop: wire::text(&value["backdrop_path"]),
        collection: belongs(&value["belongs_to_collection"]),
        episodes: wire::small(&value["number_of_episodes"]).filter(|count| *count > 0),
        seasons: rows(&value["seasons"]).filter_map(season).collect(),
        last_episode,
        next_episode: episode(&value["next_episode_to_air"]),
        credits,
        role: None,
    })
}

/// A title as something that may be meant.
pub(super) fn candidate(title: Title) -> Candidate {
    let kind = if matches!(title.work, Work::Movie(_)) { "movie" } else { "tv" };
    let id = title.work.ids().and_then(|ids| ids.tmdb);
    Candidate {
        other_titles: title.original_title.into_iter().collect(),
        date: title.date,
        runtime: title.runtime,
        episodes: title.episodes,
        overview: title.overview,
        image: title.poster.and_then(|path| PICTURES.address("w185", &path)),
        page: id.map(|id| format!("https://www.themoviedb.org/{kind}/{id}")),
        ..Candidate::of(title.work)
    }
}

/// What has the id that was asked for, which the answer itself leaves out.
pub(super) fn known_elsewhere(value: &Value, by_id: &ById) -> Option<Candidate> {
    let mut asked = ExternalIds::default();
    let id = by_id.id.trim();
    match by_id.catalogue {
        media::Catalogue::Imdb => asked.imdb = Some(id.to_owned()),
        _ => asked.tvdb = id.parse().ok(),
    }
    let mut ids = ids(value);
    ids.fill_from(&asked);
    let show = || {
        let ids = ExternalIds { tmdb: wire::number(&value["show_id"]), ..ExternalIds::default() };
        Show { ids, ..Show::default() }
    };
    match by_id.kind {
        WorkKind::Season => {
            let number = wire::small(&value["season_number"])?;
            let season = media::Season { show: show(), number, ids };
            Some(Candidate::of(Work::Season(season)))
        }
        WorkKind::Episode => {
            let told = episode(value)?;
            let work = Work::Episode(media::Episode {
                show: show(),
                season: told.season,
                number: told.number,
                title: told.title,
                ids,
            });
            let Episode { date, runtime, overview, .. } = told;
            Some(Candidate { date, runtime, overview, ..Candidate::of(work) })
        }
        kind => {
            let mut title = title(value, Some(kind))?;
            if let Work::Movie(Movie { ids: own, .. }) | Work::Show(Show { ids: own, .. }) =
                &mut title.work
            {
                *own = ids;
            }
            Some(candidate(title))
        }
    }
}

fn ids(value: &Value) -> ExternalIds {
    let elsewhere = &value["external_ids"];
    let imdb = [&value["imdb_id"], &elsewhere["imdb_id"]].into_iter().find_map(wire::text);
    let tvdb = [&value["tvdb_id"], &elsewhere["tvdb_id"]].into_iter().find_map(wire::number);
    ExternalIds {
        tmdb: wire::number(&value["id"]).filter(|id| *id > 0),
        imdb: imdb.filter(|id| id.starts_with("tt")),
        tvdb: tvdb.filter(|id| *id > 0),
        ..ExternalIds::default()
    }
}

fn season(value: &Value) -> Option<Season> {
    let episodes: Vec<_> = rows(&value["episodes"]).filter_map(episode).collect();
    let told = u32::try_from(episodes.len()).ok().filter(|count| *count > 0);
    Some(Season {
        number: wire::small(&value["season_number"])?,
        ids: ids(value),
        title: wire::text(&value["name"]),
        overview: wire::text(&value["overview"]),
        date: date(&value["air_date"]),
        poster: wire::text(&value["poster_path"]),
        count: wire::small(&value["episode_count"]).or(told),
        episodes,
    })
}

fn episode(value: &Value) -> Option<Episode> {
    Some(Episode {
        season: wire::small(&value["season_number"])?,
        number: wire::small(&value["episode_number"])?,
        ids: ids(value),
        title: wire::text(&value["name"]),
        overview: wire::text(&value["overview"]),
        date: date(&value["air_date"]),
        runtime: length(&value["runtime"]),
        votes: votes(value),
        format: wire::text(&value["episode_type"]),
        still: wire::text(&value["still_path"]),
        credits: credits(value, "guest_stars").unwrap_or_default(),
    })
}

fn credits(value: &Value, cast: &str) -> Option<Credits> {
    value[cast].as_array()?;
    let crew = rows(&value["crew"]).filter(|row| is_told(row));
    Some(Credits {
        cast: rows(&value[cast]).filter_map(|row| credit(row, "character")).take(CAST).collect(),
        crew: crew.filter_map(|row| credit(row, "job")).collect(),
    })
}

fn credit(value: &Value, role: &str) -> Option<Credit> {
    Some(Credit {
        person: wire::number(&value["id"])?,
        name: wire::text(&value["name"])?,
        role: wire::text(&value[role]),
        picture: wire::text(&value["profile_path"]),
    })
}

fn is_told(row: &Value) -> bool {
    row["job"].as_str().is_some_and(|job| JOBS.contains(&job))
}

fn person(value: &Value) -> Option<Person> {
    Some(Person {
        id: wire::number(&value["id"])?,
        name: wire::text(&value["name"])?,
        other_names: rows(&value["also_known_as"]).filter_map(wire::text).collect(),
        biography: wire::text(&value["biography"]),
        born: date(&value["birthday"]),
        died: date(&value["deathday"]),
        birthplace: wire::text(&value["place_of_birth"]),
        known_for: wire::text(&value["known_for_department"]),
        imdb: wire::text(&value["imdb_id"]),
        picture: wire::text(&value["profile_path"]),
    })
}

fn works(value: &Value) -> Option<Works> {
    value["cast"].as_array()?;
    let part =
        |row: &Value, role: &str| Some(Title { role: wire::text(&row[role]), ..title(row, None)? });
    let crew = rows(&value["crew"]).filter(|row| is_told(row));
    Some(Works {
        cast: rows(&value["cast"]).filter_map(|row| part(row, "character")).collect(),
        crew: crew.filter_map(|row| part(row, "job")).collect(),
    })
}

fn belongs(value: &Value) -> Option<Belongs> {
    Some(Belongs { id: wire::number(&value["id"])?, name: wire::text(&value["name"])? })
}

fn collection(value: &Value) -> Option<Collection> {
    let Belongs { id, name } = belongs(value)?;
    Some(Collection {
        id,
        name,
        overview: wire::text(&value["overview"]),
        poster: wire::text(&value["poster_path"]),
        backdrop: wire::text(&value["backdrop_path"]),
        parts: rows(&value["parts"])
            .filter_map(|part| title(part, Some(WorkKind::Movie)))
            .collect(),
    })
}

fn results(value: &Value, kind: Option<WorkKind>) -> Option<Results> {
    value["results"].as_array()?;
    let people = rows(&value["results"]).filter(|row| row["media_type"] == "person");
    Some(Results {
        titles: rows(&value["results"]).filter_map(|row| title(row, kind)).collect(),
        people: people.filter_map(person).collect(),
        page: wire::small(&value["page"]).unwrap_or(1),
        // More are counted than can be asked for.
        pages: wire::small(&value["total_pages"]).unwrap_or(1).min(MOST_PAGES),
        total: wire::number(&value["total_results"]).unwrap_or(0),
    })
}

/// What people think of it; nobody yet, where none voted.
fn votes(value: &Value) -> Option<Votes> {
    let count = wire::small(&value["vote_count"]).filter(|count| *count > 0)?;
    let average = value["vote_average"].as_f64().filter(|it| (0.0..=10.0).contains(it))?;
    // Three decimals are all there are.
    Some(Votes { average: (average * 1000.0).round() / 1000.0, count })
}

/// Seconds of a length in minutes, where 0 says that nobody knows.
fn length(minutes: &Value) -> Option<u32> {
    wire::small(minutes).filter(|minutes| *minutes > 0)?.checked_mul(60)
}

fn date(value: &Value) -> Option<PartialDate> {
    PartialDate::parse(value.as_str()?)
}

fn rows(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
