//! One player's session: events in, facts out.

mod event;

pub use event::{Fact, PlayerEvent, SavedPlace, What};
