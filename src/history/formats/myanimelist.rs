//! MyAnimeList: the XML of its export page, packed or not. Other sites write it, too.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{File, Format, Options, Reading, Shape, as_it_is, refused};
use crate::error::Error;
use crate::media::{ExternalIds, Movie, PartialDate, Rating, Show, Work};
use crate::providers::feed::Fields;
use crate::providers::table::quoted;
use crate::providers::{Listing, Row, Status};

pub(super) static FORMAT: Format =
    Format { id: "myanimelist", name: "a MyAnimeList export", looks_like, read, join: as_it_is };

/// The words, and the numbers older exports have for them.
const STATUSES: &[(&str, &str, Status)] = &[
    ("watching", "1", Status::Current),
    ("completed", "2", Status::Completed),
    ("on-hold", "3", Status::Paused),
    ("dropped", "4", Status::Dropped),
    ("plan to watch", "6", Status::Planned),
];

fn looks_like(shape: &Shape<'_>) -> bool {
    matches!(shape, Shape::Xml(root) if root.eq_ignore_ascii_case("myanimelist"))
}

fn read(file: &File<'_>, _: &Options, reading: &mut Reading) -> Result<(), Error> {
    // Bytes that are no text cost the title they stand in, not the list.
    let text = String::from_utf8_lossy(file.bytes);
    let mut xml = Reader::from_str(&text);
    xml.config_mut().check_end_names = true;
    let (mut row, mut entry, mut words): (usize, Option<Fields>, String) = (0, None, String::new());
    let mut open: Vec<String> = Vec::new();
    loop {
        match xml.read_event() {
            Ok(Event::Start(start)) => {
                let name = start.name().as_ref().to_owned();
                if open.len() == 1 && (name == "anime" || name == "manga") {
                    entry = Some(Fields::default());
                }
                open.push(name);
                words.clear();
            }
            Ok(Event::Text(text)) => words.push_str(&text.xml10_content()),
            Ok(Event::CData(text)) => words.push_str(&text.xml10_content()),
            Ok(Event::GeneralRef(name)) => words.push_str(&Fields::reference(&name)),
            Ok(Event::End(_)) => {
                let Some(name) = open.pop() else { break };
                if open.len() == 1 {
                    if let Some(fields) = entry.take() {
                        match title(&name, &fields) {
                            Ok(told) => reading.row(Listing::Statuses, told),
                            Err(reason) => reading.skip(row, reason),
                        }
                        row += 1;
                    }
                } else if let Some(fields) = &mut entry {
                    fields.push(name, words.clone());
                }
                words.clear();
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => {
                open.push(String::new());
                break;
            }
        }
    }
    if open.is_empty() {
        return Ok(());
    }
    if row == 0 {
        return Err(refused("This list breaks off before its first title. Get it again."));
    }
    reading.skip(row, "The file breaks off here; get it again.");
    Ok(())
}

fn title(kind: &str, fields: &Fields) -> Result<Row, String> {
    let title = fields.get("series_title");
    if kind == "manga" {
        let title = quoted(fields.get("manga_title"));
        return Err(format!("{title} is a manga; those are not kept."));
    }
    let mal = fields.get("series_animedb_id").parse().ok().filter(|id: &u64| *id > 0);
    if mal.is_none() && title.is_empty() {
        return Err("It has neither a title nor an id.".to_owned());
    }
    let ids = ExternalIds { mal, ..ExternalIds::default() };
    let title = title.to_owned();
    let work = match fields.get("series_type").eq_ignore_ascii_case("movie") {
        true => Work::Movie(Movie { title, year: None, ids }),
        false => Work::Show(Show { title, year: None, ids }),
    };
    let word = fields.get("my_status").to_lowercase();
    let status = STATUSES.iter().find(|(name, number, _)| word == *name || word == *number);
    let (_, _, status) = status.ok_or_else(|| format!("{} is no status.", quoted(&word)))?;
    let again = matches!(fields.get("my_rewatching"), "1" | "YES" | "yes");
    let number = |name: &str| fields.get(name).parse::<u32>().ok();
    let known = |number: Option<u32>| number.filter(|number| *number > 0);
    let notes = fields.get("my_comments");
    Ok(Row {
        status: Some(if again { Status::Repeating } else { *status }),
        progress: number("my_watched_episodes"),
        episodes: known(number("series_episodes")),
        rating: fields.get("my_score").parse().ok().and_then(Rating::of_ten),
        started_on: date(fields.get("my_start_date")),
        finished_on: date(fields.get("my_finish_date")),
        repeats: known(number("my_times_watched")),
        notes: (!notes.is_empty()).then(|| notes.to_owned()),
        page: mal.map(|id| format!("https://myanimelist.net/anime/{id}")),
        ..Row::of(work)
    })
}

/// `2024-03-05`, `2024-03-00`, and `0000-00-00` for none.
fn date(text: &str) -> Option<PartialDate> {
    PartialDate::parse(text.trim_end_matches("-00"))
}
