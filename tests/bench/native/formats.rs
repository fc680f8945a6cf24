//! How long exports of 200,000 rows take to be read: a line of JSON for each format.

#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "time is what is measured"
)]

use std::fs;
use std::time::Instant;

use playtally::history::formats::{Options, read, zip};
use playtally::providers;
use serde_json::{Value, json};

const ROWS: usize = 200_000;
const ROUNDS: usize = 3;

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../../src/history/formats/samples/", $name))
    };
}

/// A file of the rows of which it is given one, each with a number behind the title.
struct File {
    name: &'static str,
    begin: String,
    row: String,
    between: &'static str,
    end: &'static str,
    /// Of each row of the file so many are told: a title, and what was seen of it.
    tells: usize,
}

/// The first row of a table, under its header.
fn table(name: &'static str, sample: &str) -> File {
    let mut lines = sample.lines();
    let begin = format!("{}\n", lines.next().unwrap_or_default());
    let row = lines.next().unwrap_or_default().to_owned();
    File { name, begin, row, between: "\n", end: "\n", tells: 1 }
}

/// The first element of a list that stands behind this beginning.
fn list(name: &'static str, begin: &str, first: &Value, end: &'static str) -> File {
    File { name, begin: begin.to_owned(), row: first.to_string(), between: ",\n", end, tells: 1 }
}

fn files() -> Vec<File> {
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let simkl = parse(sample!("simkl_backup.json"));
    let anilist = parse(sample!("anilist_account.json"));
    let mal = sample!("myanimelist.xml");
    let from = mal.find("  <anime>").unwrap_or_default();
    let to = mal.find("</anime>").map_or(mal.len(), |at| at + "</anime>".len());
    let own = json!({"listing": "history", "at": 1_700_000_000_000_u64, "work":
        {"kind": "movie", "title": "Sea Clocks", "year": 2019, "ids": {"imdb": "tt9100001"}}});
    let lines = sample!("listenbrainz.jsonl").lines().next().unwrap_or_default();
    vec![
        list("playtally", "{\"playtally\":1,\"rows\":[", &own, "]}"),
        table("letterboxd", sample!("letterboxd_diary.csv")),
        table("goodreads", sample!("goodreads.csv")),
        table("imdb", sample!("imdb_ratings.csv")),
        table("netflix, titles and days", sample!("netflix_history.csv")),
        table("netflix, sessions", sample!("netflix_activity.csv")),
        table("tvtime", sample!("tvtime_records_v2.csv")),
        list("trakt", "[", &parse(sample!("trakt_history.json"))[1], "]"),
        File { tells: 4, ..list("simkl", "{\"shows\":[", &simkl["shows"][0], "]}") },
        File {
            name: "myanimelist",
            begin: mal[..from].to_owned(),
            row: mal[from..to].to_owned(),
            between: "\n",
            end: "</myanimelist>",
            tells: 1,
        },
        list("anilist", "{\"user\":{},\"lists\":[", &anilist["lists"][0], "]}"),
        table("lastfm", sample!("lastfm.csv")),
        list("spotify", "[", &parse(sample!("spotify_extended.json"))[0], "]"),
        File {
            name: "listenbrainz",
            begin: String::new(),
            row: lines.to_owned(),
            between: "\n",
            end: "\n",
            tells: 1,
        },
    ]
}

impl File {
    /// All of it, with so many rows told.
    fn text(&self, told: usize) -> String {
        let mut text = self.begin.clone();
        let rows = told / self.tells;
        for at in 0..rows {
            // Titles, ids and numbers differ, as they do in a history.
            let number = format!("{at:06}");
            let row = self.row.replacen("Sea Clocks", &format!("Sea Clocks {number}"), 1);
            let row = row.replacen("tt9100001", &format!("tt9{number}"), 1);
            text.push_str(&row.replacen(",1,6,", &format!(",1,{at},"), 1));
            text.push_str(if at + 1 == rows { self.end } else { self.between });
        }
        text
    }
}

/// A diary, and the same films among those watched: what one file tells the other tells again.
fn letterboxd() -> Option<Vec<u8>> {
    let file = |name: &str, sample| providers::File {
        name: name.to_owned(),
        text: table("", sample).text(ROWS / 2),
    };
    zip(&[
        file("diary.csv", sample!("letterboxd_diary.csv")),
        file("watched.csv", sample!("letterboxd_watched.csv")),
    ])
}

/// Reads a file a few times, and says how long it took; so many rows have to be told.
fn measure(name: &str, bytes: &[u8], told: usize) -> Result<(), String> {
    let begun = Instant::now();
    let mut least = f64::INFINITY;
    for _ in 0..ROUNDS {
        let from = worked(begun);
        let contents = read("x", bytes, None, &Options::default());
        least = least.min(worked(begun) - from);
        let contents = contents.map_err(|error| format!("{name}: {error}"))?;
        let rows = contents.rows().count() + contents.files[0].unclear.len();
        if rows < told || contents.skipped() > 0 {
            return Err(format!("{name}: {rows} rows were read"));
        }
    }
    let megabytes = bytes.len() as f64 / 1e6;
    println!("{}", json!({"name": name, "ms": least, "megabytes": megabytes}));
    Ok(())
}

/// Milliseconds this program has worked, where the system tells: what others do meanwhile is no
/// matter of ours. Else those since it began.
fn worked(begun: Instant) -> f64 {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| begun.elapsed().as_secs_f64() * 1e3, |nanoseconds| nanoseconds / 1e6)
}

fn main() -> Result<(), String> {
    for file in files() {
        measure(file.name, file.text(ROWS).as_bytes(), ROWS)?;
    }
    // Of the two files together one half is left.
    measure("letterboxd, an archive", &letterboxd().ok_or("too large")?, ROWS / 2)
}
