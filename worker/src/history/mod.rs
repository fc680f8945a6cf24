//! The person's library: what they played, rated and listed, from wherever it was told.

mod counted;
mod heard;
mod known;
mod marks;
mod noted;
mod plays;
mod released;
mod saying;
mod shelf;
mod soon;
mod stands;
mod told;
mod view;
mod words;

pub(crate) use heard::Heard;
pub(crate) use known::Known;
pub(crate) use noted::Noted;
pub(crate) use shelf::{Shelf, Shelves};
pub(crate) use words::About;
