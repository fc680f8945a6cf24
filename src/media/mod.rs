//! What can be played, and how it is named: items, ids and keys.

mod ids;
mod item;
mod key;
pub mod parse;
pub mod title;

pub use ids::ExternalIds;
pub use item::{Episode, Kind, Media, Movie, Show, Track};
pub use key::composite_key;
