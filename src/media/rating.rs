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

    /// From half stars, 0.5 to 5.0; `None` for anything else.
    pub fn of_stars(stars: f64) -> Option<Self> {
        let halves = stars * 2.0;
        if halves.fract() != 0.0 || !(1.0..=10.0).contains(&halves) {
            return None;
        }
        Self::of_ten(halves as u64)
    }

    /// As 1–100.
    pub const fn hundred(self) -> u8 {
        self.0
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
            assert_eq!(Rating::of_stars(points as f64 / 2.0), Some(rating));
        }
        let shown = [(1, 1), (4, 1), (14, 1), (15, 2), (94, 9), (95, 10), (100, 10)];
        for (hundred, ten) in shown {
            assert_eq!(Rating::of_hundred(hundred).unwrap().ten(), ten, "{hundred}");
        }
    }

    #[test]
    fn what_is_on_no_scale_is_no_rating() {
        for points in [0, 11, u64::MAX] {
            assert_eq!(Rating::of_ten(points), None, "{points}");
        }
        assert_eq!(Rating::of_hundred(101), None);
        for stars in [0.0, 0.25, 0.3, 5.5, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Rating::of_stars(stars), None, "{stars}");
        }
    }
}
