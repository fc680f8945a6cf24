//! A person's history: what they played, rated, listed and loved, from wherever it was told,
//! kept as one.

mod answer;
pub mod binge;
mod description;
mod diff;
mod export;
pub mod formats;
mod found;
mod groups;
pub mod import;
mod items;
mod joined;
mod library;
pub mod lists;
mod marks;
mod merge;
mod names;
mod newest;
#[cfg(feature = "hub")]
mod numbering;
mod origin;
mod packed;
mod plays;
pub mod ratings;
mod removal;
mod rows;
mod same;
mod slots;
mod snapshot;
pub mod stats;
mod sweep;
pub mod sync;
// Not on wasm32, where proptest does not go.
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod texts;
mod timeline;
mod tombstones;
pub mod words;
mod zone;

pub use answer::Answered;
pub use diff::Shared;
pub use groups::{Group, Groups};
pub use items::{Item, Items};
pub use library::{Added, Library, Standing};
pub use marks::Mark;
pub use merge::{Full, Merged, MergedPlay};
pub use names::{name_of, name_of_play};
pub use newest::newest;
#[cfg(feature = "hub")]
pub use numbering::Numbering;
pub use origin::{Origin, OriginId};
pub use plays::{Play, Record, When};
pub use same::{Rules, Source, Stamps, Window};
pub use sweep::day_of;
pub use timeline::Timeline;
pub use zone::{NoZone, Zone};
