//! Goodreads: the library as its export page gives it.

use super::{File, Format, Options, Reading, Shape, as_it_is, refused};
use crate::error::Error;
use crate::providers::reader;

pub(super) static FORMAT: Format =
    Format { id: "goodreads", name: "a Goodreads library", looks_like, read, join: as_it_is };

fn looks_like(shape: &Shape<'_>) -> bool {
    shape.has_columns(&["Title", "Author", "My Rating"])
}

fn read(file: &File<'_>, _: &Options, reading: &mut Reading) -> Result<(), Error> {
    let service = reader(FORMAT.id).ok_or_else(|| refused("Goodreads is not known here."))?;
    let read = service.read_file(file.name, file.bytes)?;
    reading.skip_all(read.page.skipped);
    reading.rows(read.listing, read.page.rows);
    Ok(())
}
