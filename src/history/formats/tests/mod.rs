//! Files as services and tools write them, each with what every row of it tells.

mod archives;
mod music;
mod screen;

use super::{Contents, Options, read};
use crate::media::{ExternalIds, Work};
use crate::providers::Row;

/// A file of the samples.
macro_rules! sample {
    ($name:literal) => {
        &include_bytes!(concat!("../samples/", $name))[..]
    };
}
use sample;

/// Reads a file under a name that tells nothing.
fn open(bytes: &[u8]) -> Contents {
    open_as("export", bytes, &Options::default())
}

fn open_as(name: &str, bytes: &[u8], options: &Options) -> Contents {
    let contents = read(name, bytes, None, options).unwrap();
    let json = serde_json::to_string(&contents).unwrap();
    assert_eq!(serde_json::from_str::<Contents>(&json).unwrap(), contents);
    contents
}

/// Checks that a file is of this format, and what it tells, row by row, in short.
#[track_caller]
fn tells(contents: &Contents, format: &str, expected: &[&str]) {
    assert_eq!(contents.format, format);
    let told = short(contents);
    assert!(told == expected, "{}", told.join("\n"));
}

/// A line for each row that was read, for each that is unclear (?) or skipped (-), and for
/// each file that was left out (x).
fn short(contents: &Contents) -> Vec<String> {
    let mut lines: Vec<String> =
        contents.rows().map(|(listing, row)| format!("{listing:?}: {}", line(&row))).collect();
    for told in &contents.files {
        lines.extend(told.unclear.iter().map(|it| {
            let works: Vec<_> = it.candidates.iter().map(named).collect();
            format!("? {}: {}{}", it.row, works.join(" / "), when(&it.said))
        }));
        lines.extend(told.skipped.iter().map(|it| format!("- {}: {}", it.row, it.reason)));
    }
    lines.extend(contents.left_out.iter().map(|it| format!("x {}: {}", it.file, it.reason)));
    lines
}

fn line(row: &Row) -> String {
    let mut line = [named(&row.work), when(row)].concat();
    for (what, value) in [
        ("rating", row.rating.map(|it| it.hundred().to_string())),
        ("status", row.status.map(|it| format!("{it:?}"))),
        ("progress", row.progress.map(|it| it.to_string())),
        ("of", row.episodes.map(|it| it.to_string())),
        ("from", row.started_on.map(|it| it.to_string())),
        ("to", row.finished_on.map(|it| it.to_string())),
        ("repeats", row.repeats.map(|it| it.to_string())),
        ("rewatch", row.rewatch.map(|it| it.to_string())),
        ("plays", row.plays.map(|it| it.to_string())),
        ("notes", row.notes.clone()),
        ("id", row.id.clone()),
    ] {
        line.extend(value.map(|value| format!(" {what}={value}")));
    }
    line
}

fn when(row: &Row) -> String {
    let at = row.at.map(|at| format!(" at {}", at.to_rfc3339().replace(".000Z", "Z")));
    let on = row.on.map(|on| format!(" on {on}"));
    [at, on].into_iter().flatten().collect()
}

fn named(work: &Work) -> String {
    let year = |year: Option<i32>| year.map(|year| format!(" ({year})")).unwrap_or_default();
    match work {
        Work::Movie(film) => format!("film {}{}{}", film.title, year(film.year), ids(&film.ids)),
        Work::Show(show) => format!("show {}{}{}", show.title, year(show.year), ids(&show.ids)),
        Work::Episode(part) => {
            let title = part.title.as_ref().map(|title| format!(" {title:?}")).unwrap_or_default();
            let show = &part.show;
            let (show, of) = ([&*show.title, &year(show.year)].concat(), ids(&show.ids));
            format!("episode {show}{of} {}x{}{title}{}", part.season, part.number, ids(&part.ids))
        }
        Work::Track(track) => {
            let album = track.album.as_ref().map(|it| format!(" on {it}")).unwrap_or_default();
            format!("track {} – {}{album}{}", track.artist, track.title, ids(&track.ids))
        }
        Work::Book(book) => format!("book {}", book.title),
        Work::Season(season) => format!("season {}", season.number),
    }
}

fn ids(ids: &ExternalIds) -> String {
    let known = serde_json::to_value(ids).unwrap();
    let known = known.as_object().unwrap();
    let known: Vec<_> = known.iter().map(|(name, id)| format!("{name}:{id}")).collect();
    if known.is_empty() {
        String::new()
    } else {
        format!(" [{}]", known.join(" ").replace('"', ""))
    }
}
