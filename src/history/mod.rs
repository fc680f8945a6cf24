//! A person's history: what they played, rated, listed and loved, from wherever it was told,
//! kept as one.

pub mod binge;
mod description;
pub mod formats;
mod groups;
mod items;
mod library;
pub mod lists;
mod marks;
mod origin;
mod packed;
mod plays;
pub mod ratings;
mod slots;
mod texts;
pub mod words;
mod zone;

pub use groups::{Group, Groups};
pub use items::{Item, Items};
pub use library::{Added, Library, Standing};
pub use marks::Mark;
pub use origin::{Origin, OriginId};
pub use plays::{Play, Record, When};
pub use zone::{NoZone, Zone};
