//! playtally's own: everything of a person as JSON, read back exactly.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{File, Format, Options, Reading, Shape, as_it_is, json, refused};
use crate::error::Error;
use crate::providers::{Exported, Listing, Row};
use crate::time::Timestamp;
use crate::typed;

pub(super) static FORMAT: Format =
    Format { id: "playtally", name: "a playtally export", looks_like, read, join: as_it_is };

/// The form; a later one reads this, too.
const VERSION: u32 = 1;

/// A row with what it is of.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// In which listing it stands.
    pub listing: Listing,
    /// What it says.
    #[serde(flatten)]
    pub row: Row,
}

// serde would compile all of a row once more, to be read from what is left of the line.
impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let read = |mut line: Value| {
            Ok(Self {
                listing: typed::member(&mut line, "listing")?,
                row: typed::from_value(line)?,
            })
        };
        read(Value::deserialize(from)?).map_err(|error: serde_json::Error| D::Error::custom(error))
    }
}

/// All of it as one file.
pub fn write(now: Timestamp, exported: &[Exported]) -> String {
    let mut out = begin(now);
    let mut first = true;
    for part in exported {
        for row in &part.page.rows {
            out.push_str(&line(part.listing, row, first));
            first = false;
        }
    }
    out.push_str(END);
    out
}

/// What the file begins with.
pub fn begin(now: Timestamp) -> String {
    format!("{{\"playtally\":{VERSION},\"exportedAt\":\"{}\",\"rows\":[", now.to_rfc3339())
}

/// A row of it.
pub fn line(listing: Listing, row: &Row, first: bool) -> String {
    let line = Line { listing, row: row.clone() };
    // A row is plain data: there is nothing in it that JSON cannot say.
    let line = serde_json::to_string(&line).unwrap_or_default();
    format!("{}{line}", if first { "\n" } else { ",\n" })
}

/// A row that could not be had, and why.
pub fn skipped(reason: &str, first: bool) -> String {
    let line = serde_json::json!({ "skipped": reason });
    format!("{}{line}", if first { "\n" } else { ",\n" })
}

/// What it ends with.
pub const END: &str = "\n]}\n";

fn looks_like(shape: &Shape<'_>) -> bool {
    shape.has_members(&["playtally"])
}

fn read(file: &File<'_>, _: &Options, reading: &mut Reading) -> Result<(), Error> {
    let version = json::member(file.bytes, "playtally").and_then(|it| typed::from_slice(it).ok());
    if version.is_none_or(|version: u32| version > VERSION) {
        return Err(refused("This export was written by a later playtally than this one."));
    }
    let rows = json::member(file.bytes, "rows")
        .ok_or_else(|| refused("This playtally export has no rows."))?;
    for (at, element) in json::elements(rows).enumerate() {
        match typed::from_slice::<Line>(element) {
            Ok(line) => reading.row(line.listing, line.row),
            Err(error) => {
                let reason = json::member(element, "skipped");
                let reason = reason.and_then(|it| typed::from_slice(it).ok());
                reading.skip(at, reason.unwrap_or_else(|| format!("It cannot be read: {error}.")));
            }
        }
    }
    Ok(())
}
