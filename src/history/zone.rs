//! A person's time zone as a value: which day a moment is on, where they are.

use serde::{Deserialize, Serialize};

use crate::time::{Span, Timestamp};

/// The offset from UTC at every moment: the first one, and from when on which other.
///
/// There is no table of zones here; a driver asks `Intl` or its system, and hands over what
/// counts for this person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Told", into = "Told")]
pub struct Zone {
    first: Span,
    transitions: Vec<(Timestamp, Span)>,
}

/// A zone as it is written down; not yet looked at.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    first: Span,
    #[serde(default)]
    transitions: Vec<(Timestamp, Span)>,
}

/// Why something is no zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoZone {
    /// An offset of a day or more.
    Offset,
    /// A transition that is not later than the one before.
    Order,
    /// More transitions than [`Zone::MOST`].
    Many,
}

const DAY: i64 = 86_400_000;

impl Zone {
    /// UTC.
    pub const UTC: Self = Self { first: Span::ZERO, transitions: Vec::new() };

    /// So many transitions at most: zones that changed thrice a year since 1900 have fewer.
    pub const MOST: usize = 1024;

    /// The offset before all transitions (east of Greenwich is positive), and the transitions:
    /// from this moment on, this offset.
    ///
    /// # Errors
    /// Where it cannot be a zone.
    pub fn new(first: Span, transitions: Vec<(Timestamp, Span)>) -> Result<Self, NoZone> {
        if transitions.len() > Self::MOST {
            return Err(NoZone::Many);
        }
        let offsets = transitions.iter().map(|(_, offset)| offset).chain([&first]);
        if offsets.into_iter().any(|offset| offset.millis().unsigned_abs() >= DAY as u64) {
            return Err(NoZone::Offset);
        }
        if transitions.windows(2).any(|two| two[0].0 >= two[1].0) {
            return Err(NoZone::Order);
        }
        Ok(Self { first, transitions })
    }

    /// One offset for ever.
    ///
    /// # Errors
    /// Where it is a day or more.
    pub fn fixed(offset: Span) -> Result<Self, NoZone> {
        Self::new(offset, Vec::new())
    }

    /// How far the person's clock is ahead of UTC at a moment.
    pub fn offset(&self, at: Timestamp) -> Span {
        let after = self.transitions.partition_point(|(from, _)| *from <= at);
        after.checked_sub(1).map_or(self.first, |last| self.transitions[last].1)
    }

    /// The day a moment is on, counted from 1970-01-01.
    pub fn day(&self, at: Timestamp) -> i32 {
        let here = at.millis().saturating_add(self.offset(at).millis());
        let day = here.div_euclid(DAY);
        i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX })
    }
}

impl TryFrom<Told> for Zone {
    type Error = NoZone;

    fn try_from(told: Told) -> Result<Self, NoZone> {
        Self::new(told.first, told.transitions)
    }
}

impl From<Zone> for Told {
    fn from(Zone { first, transitions }: Zone) -> Self {
        Self { first, transitions }
    }
}

impl std::fmt::Display for NoZone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Offset => "an offset of a day or more is none",
            Self::Order => "the transitions of a zone come one after the other",
            Self::Many => "a zone has 1,024 transitions at most",
        })
    }
}

impl std::error::Error for NoZone {}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
pub(super) mod tests {
    use chrono::{Datelike, NaiveDate, Offset, TimeZone};
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::*;

    const DAYS_TO_1970: i32 = 719_163;

    fn offset(tz: Tz, at: i64) -> i64 {
        let at = chrono::DateTime::from_timestamp_millis(at).unwrap().naive_utc();
        i64::from(tz.offset_from_utc_datetime(&at).fix().local_minus_utc()) * 1000
    }

    fn year(year: i32) -> i64 {
        NaiveDate::from_ymd_opt(year, 1, 1)
            .unwrap()
            .and_hms_opt(0, 0, 0)
            .unwrap()
            .and_utc()
            .timestamp_millis()
    }

    /// The zone of a table, found as `Intl` lets one find it: by asking for offsets.
    pub(in crate::history) fn zone(tz: Tz) -> Zone {
        let (first, mut before) = (year(1899), offset(tz, year(1899)));
        let mut transitions = vec![];
        let mut at = first;
        while at < year(2101) {
            let next = at + 7 * DAY;
            while offset(tz, next) != before {
                // The first moment, to the millisecond, at which the offset is another.
                let from = transitions
                    .last()
                    .map_or(at, |(from, _): &(Timestamp, Span)| from.millis().max(at));
                let (mut low, mut high) = (from, next);
                while high - low > 1 {
                    let middle = low + (high - low) / 2;
                    if offset(tz, middle) == before { low = middle } else { high = middle }
                }
                before = offset(tz, high);
                transitions.push((Timestamp::from_millis(high), Span::from_millis(before)));
            }
            at = next;
        }
        Zone::new(Span::from_millis(offset(tz, first)), transitions).unwrap()
    }

    fn day_by_table(tz: Tz, at: i64) -> i32 {
        let at = chrono::DateTime::from_timestamp_millis(at).unwrap().naive_utc();
        tz.from_utc_datetime(&at).num_days_from_ce() - DAYS_TO_1970
    }

    const ZONES: [Tz; 12] = [
        Tz::UTC,
        Tz::Europe__Berlin,
        Tz::Europe__London,
        Tz::America__New_York,
        Tz::America__St_Johns,
        Tz::Australia__Lord_Howe,
        Tz::Pacific__Apia,
        Tz::Pacific__Kiritimati,
        Tz::Pacific__Chatham,
        Tz::Asia__Kathmandu,
        Tz::Africa__Casablanca,
        Tz::America__Sao_Paulo,
    ];

    #[test]
    fn days_are_those_of_the_tables_around_every_transition() {
        for tz in ZONES {
            let zone = zone(tz);
            for (at, _) in &zone.transitions {
                for hours in -30..30 {
                    let at = at.millis() + hours * 3_600_000 - 1;
                    for at in [at, at + 1] {
                        let day = zone.day(Timestamp::from_millis(at));
                        assert_eq!(day, day_by_table(tz, at), "{tz} {at}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_day_may_be_skipped_and_a_leap_day_is_one() {
        let day = |zone: &Zone, text: &str| zone.day(Timestamp::parse_rfc3339(text).unwrap());
        let apia = zone(Tz::Pacific__Apia);
        let (before, after) =
            (day(&apia, "2011-12-30T09:59:59Z"), day(&apia, "2011-12-30T10:00:00Z"));
        assert_eq!(after - before, 2, "there was no 30th of December");
        let berlin = zone(Tz::Europe__Berlin);
        for (leap, days) in [("2024", 2), ("2000", 2), ("1900", 1), ("2100", 1)] {
            let between = day(&berlin, &format!("{leap}-03-01T12:00:00Z"))
                - day(&berlin, &format!("{leap}-02-28T12:00:00Z"));
            assert_eq!(between, days, "{leap}");
        }
    }

    proptest! {
        #[test]
        fn any_moment_from_1900_to_2100(
            at in year(1900)..year(2101),
            tz in prop::sample::select(&ZONES[..]),
        ) {
            thread_local! {
                static KNOWN: std::cell::RefCell<std::collections::BTreeMap<String, Zone>> =
                    const { std::cell::RefCell::new(std::collections::BTreeMap::new()) };
            }
            let zone = KNOWN.with_borrow_mut(|known| {
                known.entry(tz.name().to_owned()).or_insert_with(|| zone(tz)).clone()
            });
            prop_assert_eq!(zone.day(Timestamp::from_millis(at)), day_by_table(tz, at));
        }

        #[test]
        fn any_value_is_a_zone_or_refused(
            first: i64, transitions in prop::collection::vec((any::<i64>(), any::<i64>()), 0..5),
            at: i64,
        ) {
            let transitions = transitions.into_iter()
                .map(|(at, offset)| (Timestamp::from_millis(at), Span::from_millis(offset)));
            if let Ok(zone) = Zone::new(Span::from_millis(first), transitions.collect()) {
                zone.day(Timestamp::from_millis(at));
                let text = serde_json::to_string(&zone).unwrap();
                prop_assert_eq!(serde_json::from_str::<Zone>(&text).unwrap(), zone);
            }
        }
    }

    #[test]
    fn what_is_no_zone_is_refused() {
        let at = |at, hours| (Timestamp::from_secs(at), Span::from_hours(hours));
        assert_eq!(Zone::fixed(Span::from_hours(24)), Err(NoZone::Offset));
        assert_eq!(Zone::new(Span::ZERO, vec![at(1, 1), at(1, 2)]), Err(NoZone::Order));
        assert_eq!(Zone::new(Span::ZERO, vec![at(1, -24)]), Err(NoZone::Offset));
        let many = (0..=Zone::MOST as i64).map(|it| at(it, 1)).collect();
        assert_eq!(Zone::new(Span::ZERO, many), Err(NoZone::Many));
        assert!(serde_json::from_str::<Zone>(r#"{"first":-86400000}"#).is_err());
        assert!(serde_json::from_str::<Zone>(r#"{"first":0}"#).is_ok_and(|zone| zone == Zone::UTC));
    }
}
