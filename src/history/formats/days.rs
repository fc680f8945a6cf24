//! Days and moments as exports write them.

use super::DayOrder;
use crate::media::PartialDate;
use crate::time::Timestamp;

const MONTHS: &str = "janfebmaraprmayjunjulaugsepoctnovdec";

/// What a text says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// It is this one.
    Known(PartialDate),
    /// It has the form `3/4/24`; each reading where it is a day.
    Numbers { day_first: Option<PartialDate>, month_first: Option<PartialDate> },
}

/// Reads `2024-03-25`, `2024/3/25`, `25.3.2024`, and `3/25/24` and `25/3/2024` as both days
/// they may be; nothing where it is none of these.
pub(super) fn day(text: &str) -> Option<Day> {
    let text = text.trim();
    let separator = text.find(['-', '/', '.'])?;
    let separator = text[separator..].chars().next()?;
    let mut parts = text.split(separator).map(str::trim);
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next()?);
    let small = |part: &str| match part.len() {
        1 | 2 if part.bytes().all(|byte| byte.is_ascii_digit()) => part.parse::<u8>().ok(),
        _ => None,
    };
    let of = |year: i32, month: u8, day: u8| PartialDate::new(year, Some(month), Some(day));
    if parts.next().is_some() {
        return None;
    }
    if one.len() == 4 {
        return of(year(one)?, small(two)?, small(three)?).map(Day::Known);
    }
    let (one, two, year) = (small(one)?, small(two)?, year(three)?);
    let (day_first, month_first) = (of(year, two, one), of(year, one, two));
    match separator {
        // Nobody puts the month first between dots.
        '.' => day_first.map(Day::Known),
        _ if day_first.is_none() && month_first.is_none() => None,
        _ if day_first == month_first => day_first.map(Day::Known),
        _ => Some(Day::Numbers { day_first, month_first }),
    }
}

/// `2024`, or `24` and `97` as people mean them.
fn year(text: &str) -> Option<i32> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number: i32 = text.parse().ok().filter(|_| digits)?;
    match text.len() {
        4 => Some(number),
        2 if number < 70 => Some(2000 + number),
        2 => Some(1900 + number),
        _ => None,
    }
}

/// The order of the days of one file, by those that can be only one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Order {
    day_first: bool,
    month_first: bool,
    /// The first date that may be two days.
    open: Option<String>,
}

impl Order {
    /// One more date of the file.
    pub(super) fn see(&mut self, text: &str) {
        match day(text) {
            Some(Day::Numbers { month_first: None, .. }) => self.day_first = true,
            Some(Day::Numbers { day_first: None, .. }) => self.month_first = true,
            Some(Day::Numbers { .. }) if self.open.is_none() => self.open = Some(text.to_owned()),
            _ => {}
        }
    }

    /// The order of the file; where it does not tell, a date that shows it.
    ///
    /// # Errors
    /// That date: it may be two days.
    pub(super) fn told(&self) -> Result<Option<DayOrder>, &str> {
        match (self.day_first, self.month_first, &self.open) {
            (_, _, None) => Ok(None),
            (true, false, _) => Ok(Some(DayOrder::DayFirst)),
            (false, true, _) => Ok(Some(DayOrder::MonthFirst)),
            (_, _, Some(open)) => Err(open),
        }
    }
}

/// The day a text means in this order; nothing where it is no day. Without an order a
/// date that may be two days is none.
pub(super) fn in_order(text: &str, order: Option<DayOrder>) -> Option<PartialDate> {
    match (day(text)?, order) {
        (Day::Known(day), _) => Some(day),
        (Day::Numbers { day_first, .. }, Some(DayOrder::DayFirst)) => day_first,
        (Day::Numbers { month_first, .. }, Some(DayOrder::MonthFirst)) => month_first,
        (Day::Numbers { day_first, month_first }, None) => match (day_first, month_first) {
            (Some(_), Some(_)) => None,
            (one, other) => one.or(other),
        },
    }
}

/// A moment with its offset, or in UTC without one: `2024-01-05T20:12:03Z`,
/// `2024-01-05 20:12:03`, `2024-01-05 20:12`.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim().trim_end_matches(" UTC");
    let (day, time) = text.split_at_checked(10)?;
    let time = time.trim_start_matches([' ', 'T']);
    if time.ends_with('Z') || time.contains(['+', '-']) {
        return Timestamp::parse_rfc3339(&format!("{day}T{time}"));
    }
    let seconds = if time.matches(':').count() == 1 { ":00" } else { "" };
    Timestamp::parse_rfc3339(&format!("{day}T{time}{seconds}Z"))
}

/// A moment in UTC as `19 Aug 2026, 20:48`.
pub(super) fn english(text: &str) -> Option<Timestamp> {
    let (date, time) = text.split_once(", ").or_else(|| text.rsplit_once(' '))?;
    let mut parts = date.split_whitespace();
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let month = month.get(..3)?.to_ascii_lowercase();
    let month = MONTHS.find(&month).filter(|at| at % 3 == 0)? / 3 + 1;
    let day: u8 = day.parse().ok()?;
    moment(&format!("{year}-{month:02}-{day:02} {}", time.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        PartialDate::parse(text).unwrap()
    }

    #[test]
    fn days_are_read_in_every_order() {
        for (text, expected) in [
            ("2024-03-25", "2024-03-25"),
            ("2024/3/5", "2024-03-05"),
            ("25.3.2024", "2024-03-25"),
            ("05.06.19", "2019-06-05"),
            ("4/4/24", "2024-04-04"),
        ] {
            assert_eq!(day(text), Some(Day::Known(date(expected))), "{text}");
        }
        let both = Day::Numbers {
            day_first: Some(date("2024-04-03")),
            month_first: Some(date("2024-03-04")),
        };
        assert_eq!(day("3/4/24"), Some(both));
        for text in ["", "soon", "31/31/2024", "1/2", "1/2/3/4", "1/2/024", "+1/2/24", "29.2.23"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn one_date_that_can_be_only_one_day_tells_the_order() {
        let order = |texts: &[&str]| {
            let mut order = Order::default();
            texts.iter().for_each(|text| order.see(text));
            order.told().map_err(str::to_owned)
        };
        assert_eq!(order(&["3/4/24", "25/12/23"]), Ok(Some(DayOrder::DayFirst)));
        assert_eq!(order(&["12/25/23", "3/4/24"]), Ok(Some(DayOrder::MonthFirst)));
        assert_eq!(order(&["2024-03-04", "x"]), Ok(None));
        assert_eq!(order(&["3/4/24", "1/2/24"]), Err("3/4/24".to_owned()));
        assert_eq!(order(&["3/4/24", "25/12/23", "12/25/23"]), Err("3/4/24".to_owned()));
        assert_eq!(in_order("3/4/24", Some(DayOrder::DayFirst)), Some(date("2024-04-03")));
        assert_eq!(in_order("3/4/24", Some(DayOrder::MonthFirst)), Some(date("2024-03-04")));
        assert_eq!(in_order("3/4/24", None), None);
        assert_eq!(in_order("25/12/23", None), Some(date("2023-12-25")));
        assert_eq!(in_order("25/12/23", Some(DayOrder::MonthFirst)), None);
    }

    #[test]
    fn moments_without_an_offset_are_in_utc() {
        let at = Timestamp::parse_rfc3339("2024-01-05T20:12:00Z");
        for text in [
            "2024-01-05T20:12:00Z",
            "2024-01-05 20:12:00",
            "2024-01-05 20:12",
            "2024-01-05 20:12:00 UTC",
            "2024-01-05T21:12:00+01:00",
        ] {
            assert_eq!(moment(text), at, "{text}");
        }
        assert_eq!(english("05 Jan 2024, 20:12"), at);
        assert_eq!(english("5 January 2024 20:12"), at);
        for text in ["", "2024-01-05", "2024-13-05 20:12", "é2024-01-05", "5 anj 2024, 20:12"] {
            assert_eq!((moment(text), english(text)), (None, None), "{text}");
        }
    }
}
