//! Days as people remember them: sometimes only the month, or the year.

use crate::time::Timestamp;
use serde::Serialize;

use crate::json::{self, FromJson, Json, Wrong};

/// A day of the calendar, or as much of it as is known. In JSON `2026-11-01`,
/// `2026-11` or `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartialDate {
    year: i32,
    month: Option<u8>,
    day: Option<u8>,
}

impl PartialDate {
    /// Of its parts; a month outside 1–12, a day the month does not have, and a day
    /// without a month are no date.
    pub fn new(year: i32, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let date = Self { year, month, day };
        match (month, day) {
            (None, None) => Some(date),
            (Some(month), day) if (1..=12).contains(&month) => {
                let fits = day.is_none_or(|day| (1..=days_in(year, month)).contains(&day));
                fits.then_some(date)
            }
            _ => None,
        }
        .filter(|date| (1..=9999).contains(&date.year))
    }

    /// Reads `2026-11-01`, `2026-11` and `2026`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-');
        let year = digits(parts.next()?, 4)?;
        let mut two = || -> Option<Option<u8>> {
            match parts.next() {
                None => Some(None),
                Some(part) => Some(Some(digits(part, 2)?.try_into().ok()?)),
            }
        };
        let (month, day) = (two()?, two()?);
        if parts.next().is_some() {
            return None;
        }
        Self::new(year.try_into().ok()?, month, day)
    }

    /// The day of a moment in UTC; `None` before the year 1 and after 9999.
    pub fn of_utc(at: Timestamp) -> Option<Self> {
        Self::parse(at.to_rfc3339().split('T').next()?)
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The month, 1–12, where known.
    pub const fn month(self) -> Option<u8> {
        self.month
    }

    /// The day of the month where known.
    pub const fn day(self) -> Option<u8> {
        self.day
    }
}

fn digits(text: &str, length: usize) -> Option<u32> {
    let all = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| text.parse().ok())?
}

const fn days_in(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        [self.month, self.day].into_iter().flatten().try_for_each(|part| write!(f, "-{part:02}"))
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.to_string())
    }
}

impl FromJson for PartialDate {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        Self::parse(json.as_text()?).ok_or(Wrong::Unknown("date"))
    }
}

json::read_by_serde!(PartialDate);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_far_as_they_are_known() {
        for text in ["2026-11-01", "2026-11", "2026", "0987-01-31", "2024-02-29", "2000-02-29"] {
            assert_eq!(PartialDate::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "26",
            "2026-",
            "2026-13",
            "2026-00",
            "2026-1-1",
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-11-01-02",
            "2026-11-01T00:00:00Z",
            "0000",
            "+026",
            "²026",
        ] {
            assert_eq!(PartialDate::parse(text), None, "{text}");
        }
        assert_eq!(PartialDate::new(2026, None, Some(1)), None);
        let day = PartialDate::of_utc(Timestamp::from_secs(1_790_000_000)).unwrap();
        assert_eq!(day.to_string(), "2026-09-21");
        assert_eq!(PartialDate::of_utc(Timestamp::from_millis(i64::MAX)), None);
    }
}
