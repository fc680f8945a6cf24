//! TV Time: the CSVs of an account's data (both generations of its records, and the older
//! tables), and those of its last export tool. The service ended in July 2026.
//!
//! Shows and episodes are TheTVDB's; moments are in UTC.

use super::{Contents, File, Format, Options, Reading, Shape, days};
use crate::error::Error;
use crate::map::{Map, Set};
use crate::media::{Episode, ExternalIds, Movie, PartialDate, Show, Work};
use crate::providers::table::{Cells, quoted};
use crate::providers::{Listing, Row, Status};
use crate::time::Timestamp;

pub(super) static FORMAT: Format =
    Format { id: "tvtime", name: "a TV Time export", looks_like, read, join };

type Read = fn(&Cells<'_>) -> Result<Option<Told>, String>;

/// Each file by columns that only it has, and how a row of it is read.
const FILES: &[(&[&str], Read)] = &[
    (&["key", "s_id", "series_name", "created_at"], record),
    (&["type", "entity_type", "movie_name"], older_record),
    (&["series_tvdb_id", "season", "episode", "is_watched"], episode),
    (&["tvdb_id", "title", "is_watched", "watched_at"], film),
    (&["tvdb_id", "title", "status"], series),
    (&["tv_show_name", "episode_season_number", "episode_number"], seen),
    (&["tv_show_name", "tv_show_id", "archived"], followed),
];

/// A row of a listing, and the day its work came out, where that is told.
struct Told {
    listing: Listing,
    row: Row,
    released: Option<PartialDate>,
}

impl Told {
    fn of(listing: Listing, row: Row) -> Self {
        Self { listing, row, released: None }
    }
}

fn looks_like(shape: &Shape<'_>) -> bool {
    FILES.iter().any(|(columns, _)| shape.has_columns(columns))
}

fn read(file: &File<'_>, options: &Options, reading: &mut Reading) -> Result<(), Error> {
    let Some(table) = file.shape.table() else { return Ok(()) };
    let found = FILES.iter().find(|(columns, _)| table.has(columns));
    let Some((_, read)) = found else { return Ok(()) };
    let told = |cells: &Cells<'_>| {
        let Some(Told { listing, mut row, released }) = read(cells)? else { return Ok(()) };
        if listing == Listing::History && row.at.is_none() {
            row.on = options.undated(reading, released, None);
        }
        reading.row(listing, row);
        Ok(())
    };
    let (_, skipped) = table.rows(told);
    reading.skip_all(skipped);
    Ok(())
}

/// `tracking-prod-records-v2.csv`: what a row is, is in its key.
fn record(cells: &Cells<'_>) -> Result<Option<Told>, String> {
    let key = cells.get("key");
    if key.starts_with("watch-episode") || key.starts_with("rewatch-episode") {
        let season = cells.first(&["s_no", "season_number"]);
        let number = cells.first(&["ep_no", "episode_number"]);
        let id = cells.first(&["ep_id", "episode_id"]);
        let part = part(cells.get("series_name"), cells.get("s_id"), season, number, id)?;
        let row = Row {
            at: at(cells.get("created_at"))?,
            rewatch: key.starts_with('r').then_some(true),
            ..Row::of(part)
        };
        return Ok(Some(Told::of(Listing::History, row)));
    }
    if !key.starts_with("user-series") {
        return Ok(None);
    }
    let is = |name: &str| matches!(cells.get(name), "true" | "1");
    let status = match (is("is_archived"), is("is_for_later"), is("is_followed")) {
        (true, ..) => Status::Paused,
        (_, true, _) => Status::Planned,
        (.., true) => Status::Current,
        _ => return Ok(None),
    };
    let show = show(cells.get("series_name"), cells.get("s_id"))?;
    Ok(Some(Told::of(Listing::Statuses, Row { status: Some(status), ..Row::of(show) })))
}

/// `tracking-prod-records.csv`: films, and episodes of the years before the newer file.
fn older_record(cells: &Cells<'_>) -> Result<Option<Told>, String> {
    let kind = cells.get("type");
    let again = kind == "rewatch";
    let listing = match kind {
        "watch" | "rewatch" => Listing::History,
        "towatch" | "follow" => Listing::Watchlist,
        // Totals, and marks of the app's own.
        _ => return Ok(None),
    };
    let released = days::moment(cells.get("release_date")).and_then(PartialDate::of_utc);
    let work = match cells.get("movie_name") {
        "" if listing == Listing::Watchlist => return Ok(None),
        "" => part(
            cells.get("series_name"),
            cells.get("series_id"),
            cells.get("season_number"),
            cells.get("episode_number"),
            cells.get("episode_id"),
        )?,
        title => Work::Movie(Movie {
            title: title.to_owned(),
            year: released.map(PartialDate::year),
            ids: ExternalIds::default(),
        }),
    };
    let at = match cells.get("watch_date") {
        "" => at(cells.get("created_at"))?,
        seconds => match seconds.parse() {
            Ok(seconds) => Some(Timestamp::from_secs(seconds)),
            Err(_) => at(seconds)?,
        },
    };
    let row = Row { at, rewatch: again.then_some(true), ..Row::of(work) };
    Ok(Some(Told { listing, row, released }))
}

/// `tvtime-series-episodes-….csv`.
fn episode(cells: &Cells<'_>) -> Result<Option<Told>, String> {
    if cells.get("is_watched") != "true" {
        return Ok(None);
    }
    let (season, number) = (cells.get("season"), cells.get("episode"));
    let mut work = part(
        cells.get("title"),
        cells.get("series_tvdb_id"),
        season,
        number,
        cells.get("tvdb_id"),
    )?;
    if let Work::Episode(part) = &mut work {
        part.show.ids.imdb = imdb(cells.get("series_imdb_id"));
    }
    let row = Row { at: at(cells.get("watched_at"))?, ..Row::of(work) };
    Ok(Some(Told::of(Listing::History, row)))
}

/// `tvtime-movies-….csv`.
fn film(cells: &Cells<'_>) -> Result<Option<Told>, String> {
    let year: Option<i32> = cells.get("year").parse().ok();
    let ids = ExternalIds {
        tvdb: cells.get("tvdb_id").parse().ok(),
        imdb: imdb(cells.get("imdb_id")),
        ..ExternalIds::default()
    };
    let title = cells.get("title").to_owned();
    if title.is_empty() && ids.is_empty() {
        return Err("there is neither a title nor an id.".to_owned());
    }
    let seen = cells.get("is_watched") == "true";
    let (listing, stamp) = match seen {
        true => (Listing::History, "watched_at"),
        false => (Listing::Watchlist, "created_at"),
    };
    let row = Row { at: at(cells.get(stamp))?, ..Row::of(Work::Movie(Movie { title, year, ids })) };
    let released = year.and_then(|year| PartialDate::new(year, None, None));
    Ok(Some(Told { listing, row, released }))
}

/// `tvtime-series-….csv`.
fn series(cells: &Cells<'_>) -> Result<Option<Told>, String> {
    let mut work = show(cells.get("title"), cells.get("tvdb_id"))?;
    if let Work::Show(show) = &mut work {
        show.ids.imdb = imdb(cells.get("imdb_id"));
    }
    let status = match cells.get("status") {
        "up_to_date" | "continuing" | "watching" => Status::Current,
        "not_started_yet" | "watch_later" | "for_later" => Status::Planned,
        "stopped" | "archived" => Status::Paused,
        "finished" | "completed" | "ended" => Status::Completed,
        other => return Err(format!("{} is no status of TV Time's.", quoted(other))),
    };
    Ok(Some(Told::of(Listing::Statuses, Row { status: Some(status), ..Row::of(work) })))
}

/// `seen_episode.csv` of exports until 2024.
fn seen(cells: &Cells<'_>) -> Result<Option<Told>, String> {
    let (season, number) = (cells.get("episode_season_number"), cells.get("episode_number"));
    let name = cells.get("tv_show_name");
    let work = part(name, cells.get("tv_show_id"), season, number, cells.get("episode_id"))?;
    let row = Row { at: at(cells.first(&["created_at", "updated_at"]))?, ..Row::of(work) };
    Ok(Some(Told::of(Listing::History, row)))
}

/// `followed_tv_show.csv`.
fn followed(cells: &Cells<'_>) -> Result<Option<Told>, String> {
    let show = show(cells.get("tv_show_name"), cells.get("tv_show_id"))?;
    let status = match (cells.get("archived"), cells.get("active")) {
        ("1" | "true", _) | (_, "0" | "false") => Status::Paused,
        _ => Status::Current,
    };
    Ok(Some(Told::of(Listing::Statuses, Row { status: Some(status), ..Row::of(show) })))
}

fn show(title: &str, tvdb: &str) -> Result<Work, String> {
    let (title, year) = with_year(title);
    let ids = ExternalIds { tvdb: tvdb.parse().ok(), ..ExternalIds::default() };
    if title.is_empty() && ids.is_empty() {
        return Err("there is neither a title nor an id.".to_owned());
    }
    Ok(Work::Show(Show { title: title.to_owned(), year, ids }))
}

/// `Slow Boats (2008)`: so TheTVDB tells shows of one name apart.
fn with_year(title: &str) -> (&str, Option<i32>) {
    let found = title.strip_suffix(')').and_then(|inside| inside.rsplit_once(" ("));
    let year = found.and_then(|(name, year)| {
        let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        Some((name, year.parse().ok().filter(|_| digits)?))
    });
    year.map_or((title, None), |(name, year)| (name, Some(year)))
}

fn part(title: &str, tvdb: &str, season: &str, number: &str, own: &str) -> Result<Work, String> {
    let Work::Show(show) = show(title, tvdb)? else {
        return Err("it names no series.".to_owned());
    };
    let (Ok(season), Ok(number)) = (season.parse(), number.parse()) else {
        return Err(format!("{season:.10}x{number:.10} is no episode."));
    };
    let ids = ExternalIds { tvdb: own.parse().ok(), ..ExternalIds::default() };
    Ok(Work::Episode(Episode { show, season, number, title: None, ids }))
}

fn at(text: &str) -> Result<Option<Timestamp>, String> {
    match text {
        "" => Ok(None),
        text => {
            days::moment(text).map(Some).ok_or_else(|| format!("{} is no moment.", quoted(text)))
        }
    }
}

fn imdb(text: &str) -> Option<String> {
    text.starts_with("tt").then(|| text.to_owned())
}

/// Generations of files tell the same plays, to the second.
fn join(contents: &mut Contents) {
    let mut told = Set::new();
    let mut names = Names::default();
    for part in contents.files.iter_mut().flat_map(|told| &mut told.exported) {
        let listing = part.listing;
        let plays = listing == Listing::History;
        let is_new = |row: &Row| match names.number(&row.work) {
            Some(number) if row.at.is_some() || !plays => {
                told.insert((listing, number, row.at.filter(|_| plays)))
            }
            _ => true,
        };
        part.rows = part.rows.iter().filter(is_new).collect();
    }
}

/// Works by numbers: TheTVDB's, and others from the end for those that have only a name.
#[derive(Default)]
struct Names(Map<String, u64>);

impl Names {
    fn number(&mut self, work: &Work) -> Option<(u64, u32, u32)> {
        let (ids, title, season, number) = match work {
            Work::Movie(film) => (&ExternalIds::default(), &film.title, 0, 0),
            Work::Show(show) => (&show.ids, &show.title, 0, 0),
            Work::Episode(part) => (&part.show.ids, &part.show.title, part.season, part.number),
            _ => return None,
        };
        let next = u64::MAX - self.0.len() as u64;
        let named = || *self.0.get_or_insert_with(title.to_lowercase(), || next);
        Some((ids.tvdb.unwrap_or_else(named), season, number))
    }
}
