//! The day Simkl counts calls by: it ends at midnight in New York.

use crate::time::{Span, Timestamp};

const DAY: Span = Span::from_hours(24);

/// The first midnight in New York after this moment. Between the second Sunday of March and
/// the first Sunday of November it is four hours after UTC's, else five; the clocks change at
/// two in the morning, so the Sunday itself still begins as the day before did.
pub(super) fn next_midnight(now: Timestamp) -> Timestamp {
    let begun = Timestamp::from_millis(now.millis().div_euclid(DAY.millis()) * DAY.millis());
    let midnight = |day: Timestamp| day + Span::from_hours(if in_summer(day) { 4 } else { 5 });
    let today = midnight(begun);
    if today > now { today } else { midnight(begun + DAY) }
}

/// Whether this day begins with the clocks put forward. `day` is its midnight in UTC.
fn in_summer(day: Timestamp) -> bool {
    let text = day.to_rfc3339();
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<i64>().ok()).unwrap_or(0);
    let date = number(text.get(8..10));
    // Days since the last Sunday before this day, 1 to 7; 1970-01-01 was a Thursday.
    let since = (day.millis().div_euclid(DAY.millis()) + 3).rem_euclid(7) + 1;
    let sunday = date - since;
    match number(text.get(5..7)) {
        3 => sunday >= 8,
        4..=10 => true,
        11 => sunday < 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_ends_at_midnight_in_new_york_in_every_season() {
        for (now, expected) in [
            ("2026-01-15T12:00:00Z", "2026-01-16T05:00:00Z"),
            ("2026-01-15T04:59:59.999Z", "2026-01-15T05:00:00Z"),
            ("2026-01-15T05:00:00Z", "2026-01-16T05:00:00Z"),
            ("2026-07-04T03:59:59Z", "2026-07-04T04:00:00Z"),
            ("2026-07-04T04:00:00Z", "2026-07-05T04:00:00Z"),
            // 2026-03-08 and 2026-11-01 are the Sundays on which the clocks change.
            ("2026-03-07T12:00:00Z", "2026-03-08T05:00:00Z"),
            ("2026-03-08T06:00:00Z", "2026-03-09T04:00:00Z"),
            ("2026-10-31T12:00:00Z", "2026-11-01T04:00:00Z"),
            ("2026-11-01T05:30:00Z", "2026-11-02T05:00:00Z"),
            // Earliest and latest they can be.
            ("2015-03-07T12:00:00Z", "2015-03-08T05:00:00Z"),
            ("2015-11-01T12:00:00Z", "2015-11-02T05:00:00Z"),
            ("2027-03-14T12:00:00Z", "2027-03-15T04:00:00Z"),
            ("2027-11-07T02:00:00Z", "2027-11-07T04:00:00Z"),
            ("2027-11-07T12:00:00Z", "2027-11-08T05:00:00Z"),
            ("2024-02-29T12:00:00Z", "2024-03-01T05:00:00Z"),
            ("2026-12-31T12:00:00Z", "2027-01-01T05:00:00Z"),
        ] {
            let now = Timestamp::parse_rfc3339(now).unwrap();
            assert_eq!(
                next_midnight(now),
                Timestamp::parse_rfc3339(expected).unwrap(),
                "{expected}"
            );
        }
    }
}
