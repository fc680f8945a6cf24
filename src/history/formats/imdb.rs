//! IMDb: the CSVs of a person's ratings, and of their watchlist or another list.
//!
//! Files of 2013–2026: columns come and go, and the types of titles are written in two
//! ways in English and in the language of the account.

use super::{File, Format, Options, Reading, Shape, Unclear, as_it_is, days};
use crate::error::Error;
use crate::media::{Episode, ExternalIds, Movie, Rating, Show, Work};
use crate::providers::table::{Cells, quoted};
use crate::providers::{Listing, Row};

pub(super) static FORMAT: Format =
    Format { id: "imdb", name: "an IMDb export", looks_like, read, join: as_it_is };

/// Types as they are written, in small letters and without blanks.
const FILMS: &[&str] = &[
    "movie",
    "film",
    "featurefilm",
    "tvmovie",
    "short",
    "tvshort",
    "video",
    "tvspecial",
    "documentary",
    "musicvideo",
    "película",
    "spielfilm",
];
const SHOWS: &[&str] =
    &["tvseries", "tvminiseries", "mini-series", "serietv", "sérietv", "fernsehserie"];
const EPISODES: &[&str] = &["tvepisode", "episode"];
const NEITHER: &[&str] = &["videogame", "podcastseries", "podcastepisode"];

fn looks_like(shape: &Shape<'_>) -> bool {
    shape.has_columns(&["Const", "Title"])
}

fn read(file: &File<'_>, options: &Options, reading: &mut Reading) -> Result<(), Error> {
    let Some(table) = file.shape.table() else { return Ok(()) };
    // A list may tell ratings, too; a file of ratings is no list.
    let listed = table.has(&["Position"]) || table.has(&["Created"]);
    let mut order = days::Order::default();
    table.rows(|cells| -> Result<(), String> {
        order.see(cells.get("Date Rated"));
        order.see(cells.first(&["Created", "Date Added"]));
        Ok(())
    });
    let order = match (options.day_order, order.told()) {
        (Some(order), _) => Some(order),
        (None, Ok(order)) => order,
        (None, Err(date)) => {
            reading.ask_day_order(date);
            None
        }
    };
    let on = |text: &str| match text {
        "" => Ok(None),
        text if days::day(text).is_none() => Err(format!("{} is no day.", quoted(text))),
        text => Ok(days::in_order(text, order)),
    };
    let (rows, skipped) = table.rows(|cells| {
        let works = works(cells)?;
        let rating = match cells.get("Your Rating") {
            "" | "0" => None,
            text => Some(
                text.parse()
                    .ok()
                    .and_then(Rating::of_ten)
                    .ok_or_else(|| format!("{} is no rating of 1 to 10.", quoted(text)))?,
            ),
        };
        let rated = rating.map(|rating| {
            Ok::<_, String>(Row {
                rating: Some(rating),
                on: on(cells.get("Date Rated"))?,
                ..Row::of(works[0].clone())
            })
        });
        let listed = listed.then(|| {
            Ok::<_, String>(Row {
                on: on(cells.first(&["Created", "Date Added"]))?,
                notes: Some(cells.get("Description").to_owned()).filter(|text| !text.is_empty()),
                ..Row::of(works[0].clone())
            })
        });
        let rated = rated.transpose()?.map(|row| (Listing::Ratings, row));
        let listed = listed.transpose()?.map(|row| (Listing::Watchlist, row));
        if rated.is_none() && listed.is_none() {
            return Err("it has no rating.".to_owned());
        }
        Ok((cells.row(), cells.get("Title").to_owned(), works, [listed, rated]))
    });
    reading.skip_all(skipped);
    for (row, title, works, told) in rows {
        for (listing, said) in told.into_iter().flatten() {
            match &*works {
                [_] => reading.row(listing, said),
                _ => reading.unclear(Unclear {
                    row,
                    listing,
                    title: title.clone(),
                    said,
                    candidates: works.clone(),
                    reason: "IMDb's file does not say whether it is a film or a series.".to_owned(),
                }),
            }
        }
    }
    Ok(())
}

/// What the row may be of; never nothing.
fn works(cells: &Cells<'_>) -> Result<Vec<Work>, String> {
    let id = cells.get("Const");
    let digits = id.strip_prefix("tt").unwrap_or_default();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("{} is no title of IMDb's.", quoted(id)));
    }
    let ids = ExternalIds { imdb: Some(id.to_owned()), ..ExternalIds::default() };
    let title = cells.get("Title").to_owned();
    let year = cells.get("Year").parse().ok();
    let kind: String = cells.get("Title Type").to_lowercase().split_whitespace().collect();
    let film = || Work::Movie(Movie { title: title.clone(), year, ids: ids.clone() });
    let show = || Work::Show(Show { title: title.clone(), year, ids: ids.clone() });
    let is = |names: &[&str]| names.contains(&&*kind);
    if is(NEITHER) {
        return Err(format!("{} is neither a film nor a series.", quoted(&title)));
    }
    Ok(if is(FILMS) {
        vec![film()]
    } else if is(SHOWS) {
        vec![show()]
    } else if is(EPISODES) {
        // Neither its series nor its number is told; its own id says it all.
        let title = Some(title);
        vec![Work::Episode(Episode { title, ids, ..Episode::default() })]
    } else {
        vec![film(), show()]
    })
}
