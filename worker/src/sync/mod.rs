//! Keeping the library and connected services in step, both ways, by the core's plans.

mod jobs;
mod listen;
mod rules;
mod run;
mod schedule;
mod standing;
mod tell;
mod undo;
mod wishes;

pub(crate) use listen::{MOST_PAGES, Trials, endless, nonsense};
pub(crate) use rules::rules_of;
pub(crate) use standing::Running;
pub(crate) use wishes::is_dry;

use playtally::map::Map;

/// Syncs under way, by profile and service.
pub(crate) type Syncs = Map<(String, &'static str), Running>;
