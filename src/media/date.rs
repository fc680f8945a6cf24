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

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Days from March of the year 0 to 1970.
const TO_1970: i32 = 719_468;

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

    /// The day that is so many days after 1970-01-01; `None` before the year 1 and after 9999.
    pub fn of_day(day: i32) -> Option<Self> {
        Self::of_utc(Timestamp::from_millis(i64::from(day) * DAY))
    }

    /// Its first day, counted from 1970-01-01.
    pub fn first_day(self) -> i32 {
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        // Years that begin in March: the leap day is the last one.
        let year = self.year - i32::from(month <= 2);
        let of_year = (153 * ((i32::from(month) + 9) % 12) + 2) / 5 + i32::from(day) - 1;
        year * 365 + year / 4 - year / 100 + year / 400 + of_year - TO_1970
    }

    /// Its last day, counted from 1970-01-01.
    pub fn last_day(self) -> i32 {
        let month = self.month.unwrap_or(12);
        let day = self.day.unwrap_or_else(|| days_in(self.year, month));
        Self { year: self.year, month: Some(month), day: Some(day) }.first_day()
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

    #[test]
    fn days_are_counted_without_a_gap() {
        let mut day = PartialDate::parse("0001-01-01").unwrap().first_day();
        for year in 1..=9999 {
            let whole = PartialDate::new(year, None, None).unwrap();
            assert_eq!(whole.first_day(), day);
            for month in 1..=12 {
                let whole = PartialDate::new(year, Some(month), None).unwrap();
                assert_eq!(whole.first_day(), day);
                day = whole.last_day() + 1;
            }
            assert_eq!(whole.last_day() + 1, day);
        }
        assert_eq!(PartialDate::parse("1970").unwrap().first_day(), 0);
        for text in ["0001-01-01", "1969-12-31", "2024-02-29", "9999-12-31"] {
            let day = PartialDate::parse(text).unwrap().first_day();
            assert_eq!(PartialDate::of_day(day).unwrap().to_string(), text);
        }
        assert_eq!(PartialDate::of_day(i32::MAX), None);
    }
}
