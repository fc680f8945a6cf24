//! A rating on one scale for all services.

use serde::{Deserialize, Deserializer, Serialize, de};

/// How well somebody liked a work: 1 to 100. Services show it as 1–10, as half
/// stars or in words; what is exact on any of their scales is exact here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Rating(u8);

impl Rating {
    /// From 1–100; `None` for 0, which stands for "not rated", and beyond 100.
    pub fn of_hundred(points: u64) -> Option<Self> {
        let points = u8::try_from(points).ok()?;
        (1..=100).contains(&points).then_some(Self(points))
    }

    /// From 1–10; `None` for anything else.
    pub fn of_ten(points: u64) -> Option<Self> {
        Self::of_hundred(points.checked_mul(10)?)
    }

    /// From stars as text, `0.5` to `5`, in halves: `4`, `4.0` and `4.5`; `None` for anything else.
    pub fn parse_stars(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let half = match part.trim_end_matches('0') {
            "" => 0,
            "5" => 1,
            _ => return None,
        };
        let whole: u64 = whole.parse().ok()?;
        Self::of_ten(whole.checked_mul(2)? + half)
    }

    /// As 1–100.
    pub const fn hundred(self) -> u8 {
        self.0
    }

    /// As 1–5 whole stars, to the nearest, half a star up.
    pub const fn five(self) -> u8 {
        let rounded = (self.0 + 10) / 20;
        if rounded == 0 { 1 } else { rounded }
    }

    /// As 1–10, to the nearest whole number, 5 up.
    pub const fn ten(self) -> u8 {
        let rounded = (self.0 + 5) / 10;
        if rounded == 0 { 1 } else { rounded }
    }
}

impl<'de> Deserialize<'de> for Rating {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let points = u64::deserialize(from)?;
        Self::of_hundred(points).ok_or_else(|| de::Error::custom("a rating is 1 to 100"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scale_comes_back_as_it_was() {
        for points in 1..=10 {
            let rating = Rating::of_ten(points).unwrap();
            assert_eq!(u64::from(rating.ten()), points);
        }
        for (hundred, five) in [(1, 1), (29, 1), (30, 2), (70, 4), (100, 5)] {
            assert_eq!(Rating::of_hundred(hundred).unwrap().five(), five, "{hundred}");
        }
        let shown = [(1, 1), (4, 1), (14, 1), (15, 2), (94, 9), (95, 10), (100, 10)];
        for (hundred, ten) in shown {
            assert_eq!(Rating::of_hundred(hundred).unwrap().ten(), ten, "{hundred}");
        }
    }

    #[test]
    fn stars_are_read_in_halves() {
        for (text, ten) in [("0.5", 1), ("1", 2), ("4.0", 8), ("4.50", 9), ("5", 10)] {
            assert_eq!(Rating::parse_stars(text), Rating::of_ten(ten), "{text}");
        }
    }

    #[test]
    fn what_is_on_no_scale_is_no_rating() {
        for points in [0, 11, u64::MAX] {
            assert_eq!(Rating::of_ten(points), None, "{points}");
        }
        assert_eq!(Rating::of_hundred(101), None);
        for stars in
            ["", "0", "0.0", "0.25", "3.3", "5.5", "-1", "6", "4,5", "99999999999999999999"]
        {
            assert_eq!(Rating::parse_stars(stars), None, "{stars}");
        }
    }
}
