//! The person's library: what they played, rated and listed, from wherever it was told.

mod counted;
mod noted;
mod plays;
mod shelf;
mod view;

pub(crate) use noted::Noted;
pub(crate) use shelf::{Shelf, Shelves};
