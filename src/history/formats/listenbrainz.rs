//! ListenBrainz: the ZIP of its settings page with its lines of listens and of feedback,
//! and answers of its interface as tools save them.

use serde_json::Value;

use super::{File, Format, Options, Reading, Shape, as_it_is, json, refused};
use crate::error::Error;
use crate::providers::{Listing, reader};

pub(super) static FORMAT: Format =
    Format { id: "listenbrainz", name: "a ListenBrainz export", looks_like, read, join: as_it_is };

fn looks_like(shape: &Shape<'_>) -> bool {
    let answer = matches!(shape, Shape::Json(first) if first["payload"]["listens"].is_array());
    answer
        || shape.has_members(&["listened_at", "track_metadata"])
        || (shape.has_members(&["score", "created"]) && shape.has_members(&["recording_mbid"]))
}

fn read(file: &File<'_>, _: &Options, reading: &mut Reading) -> Result<(), Error> {
    let service = reader(FORMAT.id).ok_or_else(|| refused("ListenBrainz is not known here."))?;
    let answer = json::member(file.bytes, "payload").and_then(|it| json::member(it, "listens"));
    let mut rows = Vec::new();
    for (at, element) in json::elements(answer.unwrap_or(file.bytes)).enumerate() {
        let Ok(told) = serde_json::from_slice::<Value>(element) else {
            reading.skip(at, "It cannot be read.");
            continue;
        };
        let listing = match told["score"].as_i64() {
            None => Listing::History,
            Some(1) => Listing::Loved,
            Some(_) => {
                reading.skip(at, "It is not loved; what is hated is not taken in.");
                continue;
            }
        };
        match service.read_row("", listing, &told, &mut rows) {
            Ok(()) => reading.rows(listing, rows.drain(..)),
            Err(reason) => reading.skip(at, reason),
        }
    }
    Ok(())
}
