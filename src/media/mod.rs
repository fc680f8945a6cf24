//! What can be played, and how it is named: items, ids and keys.

mod date;
mod ids;
mod item;
mod key;
pub mod parse;
mod rating;
pub mod title;
mod work;

pub use date::PartialDate;
pub use ids::{Catalogue, ExternalIds};
pub use item::{Episode, Kind, Media, Movie, Show, Track};
pub use key::{composite_key, works_of_key};
pub use rating::Rating;
pub use work::{Book, Season, Work, WorkKind};
