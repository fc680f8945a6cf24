//! Moments and lengths of time as values; there is no clock here.

use std::ops::{Add, Sub};

use crate::json::{FromJson, Json, Wrong};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z. In JSON a number.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A length of time in milliseconds; may be negative. In JSON a number.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Span(i64);

impl Timestamp {
    /// From Unix milliseconds.
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }

    /// From Unix seconds.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Unix milliseconds.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole Unix seconds, rounded down.
    pub const fn secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This moment without its milliseconds.
    pub const fn whole_second(self) -> Self {
        Self::from_secs(self.secs())
    }

    /// Reads RFC 3339 with any offset, as services write it. `None` for anything else.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let parsed = DateTime::parse_from_rfc3339(text.trim()).ok()?;
        Some(Self(parsed.timestamp_millis()))
    }

    /// Writes `2026-10-01T21:40:00.000Z`; a moment outside the years chrono can
    /// hold is written as the nearest one it can.
    pub fn to_rfc3339(self) -> String {
        let bound = if self.0 < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
        DateTime::<Utc>::from_timestamp_millis(self.0)
            .unwrap_or(bound)
            .to_rfc3339_opts(SecondsFormat::Millis, true)
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// From milliseconds.
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }

    /// From seconds.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// From minutes.
    pub const fn from_mins(mins: i64) -> Self {
        Self(mins.saturating_mul(60_000))
    }

    /// From hours.
    pub const fn from_hours(hours: i64) -> Self {
        Self(hours.saturating_mul(3_600_000))
    }

    /// From seconds with a fraction, as media players count. Not a number is zero.
    pub fn from_secs_f64(secs: f64) -> Self {
        Self((secs * 1000.0) as i64)
    }

    /// Milliseconds.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Seconds with a fraction.
    pub fn secs_f64(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

impl FromJson for Timestamp {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        i64::from_json(json).map(Self)
    }
}

impl FromJson for Span {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        i64::from_json(json).map(Self)
    }
}

impl Add<Span> for Timestamp {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Timestamp {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Sub for Timestamp {
    type Output = Span;
    fn sub(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc3339_is_read_with_any_offset_and_written_in_utc() {
        let simkl = Timestamp::parse_rfc3339("2024-05-01T18:00:00-05:00");
        let utc = Timestamp::parse_rfc3339("2024-05-01T23:00:00Z");
        assert_eq!(simkl, utc);
        assert_eq!(utc.map(Timestamp::to_rfc3339).as_deref(), Some("2024-05-01T23:00:00.000Z"));
        assert_eq!(Timestamp::parse_rfc3339("yesterday"), None);
    }

    #[test]
    fn seconds_before_1970_round_down() {
        assert_eq!(Timestamp::from_millis(-1).whole_second(), Timestamp::from_secs(-1));
    }

    #[test]
    fn extremes_neither_wrap_nor_panic() {
        let last = Timestamp::from_millis(i64::MAX);
        assert_eq!(last + Span::from_secs(1), last);
        assert!(!last.to_rfc3339().is_empty());
        assert_eq!(Span::from_secs_f64(f64::NAN), Span::ZERO);
    }
}
