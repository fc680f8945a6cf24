//! Every length of time and place that decides something, with its reason.

use crate::time::Span;

/// A pause is told once it has lasted this long: a double tap is none.
pub(super) const PAUSE_HOLD: Span = Span::from_secs(5);

/// A seek is told once no other followed for this long: scrubbing is one fact.
/// A first play away from the saved place waits as long, for some players jump
/// there by themselves; and so does the same item once more, for some pages name
/// the old one for a moment after they went to the next.
pub(super) const SETTLE: Span = Span::from_secs(1);

/// A move shorter than this is not worth telling.
pub(super) const SMALL_MOVE: Span = Span::from_secs(2);

/// Nothing moved for this long: the play is over, at its last known place.
pub(super) const IDLE: Span = Span::from_mins(30);

/// `play` later than this after the last sign of life begins a new play.
pub(super) const EXPIRY: Span = Span::from_hours(24);

/// A start this close to a saved place goes on with that play.
pub(super) const SAVED_NEAR: Span = Span::from_secs(60);

/// Opened at this percentage or later, without a saved place, it may be no more than a look.
pub(super) const PREVIEW_FROM: f64 = 80.0;

/// That much of a look makes it a play.
pub(super) const PREVIEW: Span = Span::from_secs(60);
