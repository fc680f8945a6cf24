//! Trakt: the ZIP of the data page, and any JSON in it. They are written as the answers
//! of its interface are.

use serde_json::Value;

use super::{Contents, File, Format, LeftOut, Options, Reading, Shape, json, refused};
use crate::error::Error;
use crate::providers::{Listing, reader};

pub(super) static FORMAT: Format =
    Format { id: "trakt", name: "a Trakt export", looks_like, read, join };

/// What a row says when, and what its file then tells.
const STAMPS: &[(&str, Listing)] = &[
    ("watched_at", Listing::History),
    ("last_watched_at", Listing::Watched),
    ("rated_at", Listing::Ratings),
    ("collected_at", Listing::Collection),
    ("last_collected_at", Listing::Collection),
    ("listed_at", Listing::Watchlist),
];

fn looks_like(shape: &Shape<'_>) -> bool {
    let Shape::Json(first) = shape else { return false };
    let names = |of: &&str| first[*of]["ids"].is_object();
    listing(first).is_some() && ["movie", "show", "season", "episode"].iter().any(names)
}

fn listing(row: &Value) -> Option<Listing> {
    STAMPS.iter().find(|(stamp, _)| row.get(stamp).is_some()).map(|(_, listing)| *listing)
}

fn read(file: &File<'_>, _: &Options, reading: &mut Reading) -> Result<(), Error> {
    let service = reader(FORMAT.id).ok_or_else(|| refused("Trakt is not known here."))?;
    let name = file.name.rsplit('/').next().unwrap_or_default();
    let mut rows = Vec::new();
    for (at, element) in json::elements(file.bytes).enumerate() {
        let told: Value = serde_json::from_slice(element).unwrap_or_default();
        let Some(listing) = listing(&told) else {
            reading.skip(at, "It does not say what was done.");
            continue;
        };
        // A list of one's own looks like the watchlist.
        if listing == Listing::Watchlist && !name.contains("watchlist") {
            return Err(refused(
                "This is one of your lists at Trakt, or the watchlist under another name. Lists \
                 are not taken in; keep the watchlist's name as it was in the export.",
            ));
        }
        let read = service.read_row("", listing, &told, &mut rows);
        if let Err(reason) = read {
            reading.skip(at, reason);
        }
        reading.rows(listing, rows.drain(..));
    }
    Ok(())
}

/// The totals tell nothing that the single plays beside them do not.
fn join(contents: &mut Contents) {
    let history = contents.rows().any(|(listing, _)| listing == Listing::History);
    if !history {
        return;
    }
    let totals =
        |told: &super::Told| told.exported.iter().any(|part| part.listing == Listing::Watched);
    let (left, kept) = std::mem::take(&mut contents.files).into_iter().partition(totals);
    contents.files = kept;
    contents.left_out.extend(Vec::into_iter(left).map(|told| LeftOut {
        file: told.file,
        reason: "These are totals; the plays themselves are in this archive, too.".to_owned(),
    }));
}
