//! The scales people rate on, as data, and which of two ratings counts.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::words::Weigh;
use crate::media::Rating;

/// A scale of ratings. On every one of them 0 stands for "not rated".
///
/// # Design
/// A library keeps [`Rating`]s of 1–100, on which each step of each scale has a place of
/// its own. So a rating never loses anything on its way in, and on its way out it is
/// compared on the scale of the service ([`Scale::kept`]): an 87 that a service shows as
/// 9 is no news when it comes back as 90.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scale {
    /// 1–100.
    Point100,
    /// 0.1–10.0.
    Point10Decimal,
    /// 1–10: most services.
    Point10,
    /// One to five stars, each in the middle of its fifth: 10, 30, 50, 70 and 90 of 100.
    Point5,
    /// Three smileys: 35, 60 and 85 of 100.
    Point3,
    /// 0.5–5 stars in halves.
    HalfStars,
    /// One to five whole stars: 20, 40, 60, 80 and 100 of 100.
    Stars,
    /// Five words, each for two of 1–10.
    Levels,
}

/// Where the steps of a scale lie on 1–100.
enum Steps {
    /// So many, evenly; what lies between two is the nearer, the upper one in the middle.
    Even(u8),
    /// From where each begins, and what it stands for.
    Listed(&'static [(u8, u8)]),
}

const LEVELS: &[(u8, u8)] = &[(1, 20), (25, 40), (45, 60), (65, 80), (85, 100)];
const POINT_5: &[(u8, u8)] = &[(1, 10), (30, 30), (50, 50), (70, 70), (90, 90)];
const POINT_3: &[(u8, u8)] = &[(1, 35), (36, 60), (61, 85)];

const WORDS: [&str; 5] = ["Waste", "Meh", "Decent", "Entertaining", "Outstanding"];
const SMILEYS: [&str; 3] = [":(", ":|", ":)"];

impl Scale {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Point100,
        Self::Point10Decimal,
        Self::Point10,
        Self::Point5,
        Self::Point3,
        Self::HalfStars,
        Self::Stars,
        Self::Levels,
    ];

    const fn steps(self) -> Steps {
        match self {
            Self::Point100 | Self::Point10Decimal => Steps::Even(100),
            Self::Point10 | Self::HalfStars => Steps::Even(10),
            Self::Stars => Steps::Even(5),
            Self::Levels => Steps::Listed(LEVELS),
            Self::Point5 => Steps::Listed(POINT_5),
            Self::Point3 => Steps::Listed(POINT_3),
        }
    }

    /// Steps to a point as it is written.
    const fn per_point(self) -> f64 {
        match self {
            Self::Point10Decimal => 10.0,
            Self::HalfStars => 2.0,
            _ => 1.0,
        }
    }

    /// How many steps it has.
    pub const fn size(self) -> u8 {
        match self.steps() {
            Steps::Even(steps) => steps,
            Steps::Listed(steps) => steps.len() as u8,
        }
    }

    /// What a step stands for; `None` where there is no such step.
    fn rating_of(self, step: u8) -> Option<Rating> {
        let hundred = match self.steps() {
            Steps::Even(steps) if step <= steps => u64::from(step) * 100 / u64::from(steps),
            Steps::Even(_) => return None,
            Steps::Listed(steps) => u64::from(steps.get(usize::from(step).checked_sub(1)?)?.1),
        };
        Rating::of_hundred(hundred)
    }

    /// The step a rating is shown as, from 1.
    fn step_of(self, rating: Rating) -> u8 {
        let hundred = rating.hundred();
        match self.steps() {
            Steps::Even(steps) => {
                (((u32::from(hundred) * u32::from(steps) + 50) / 100) as u8).max(1)
            }
            Steps::Listed(steps) => steps.partition_point(|(from, _)| *from <= hundred) as u8,
        }
    }

    /// What is written on this scale; `None` for 0 and for what is not on it.
    pub fn rating(self, value: f64) -> Option<Rating> {
        let steps = value * self.per_point();
        let on_it = (steps - steps.round()).abs() < 1e-6 && (1.0..=100.0).contains(&steps.round());
        on_it.then(|| self.rating_of(steps.round() as u8))?
    }

    /// A rating as it is written on this scale.
    pub fn value(self, rating: Rating) -> f64 {
        f64::from(self.step_of(rating)) / self.per_point()
    }

    /// What is left of a rating where it is kept on this scale.
    pub fn kept(self, rating: Rating) -> Rating {
        self.rating_of(self.step_of(rating)).unwrap_or(rating)
    }

    /// A rating in the scale's own words, where it has words.
    pub fn word(self, rating: Rating) -> Option<&'static str> {
        let step = usize::from(self.step_of(rating)) - 1;
        match self {
            Self::Levels => WORDS.get(step).copied(),
            Self::Point3 => SMILEYS.get(step).copied(),
            _ => None,
        }
    }
}

/// A value of one scale on another; `None` for 0 and for what is not on the first.
///
/// On a finer scale it becomes the nearest value that comes back as it was, the upper one
/// of two.
///
/// ```
/// use playtally::history::ratings::{Scale, convert};
///
/// assert_eq!(convert(4.5, Scale::HalfStars, Scale::Point10), Some(9.0));
/// assert_eq!(convert(1.0, Scale::Point3, Scale::Point10), Some(3.0));
/// assert_eq!(convert(0.0, Scale::Point10, Scale::Stars), None);
/// ```
pub fn convert(value: f64, from: Scale, to: Scale) -> Option<f64> {
    let rating = from.rating(value)?;
    let finer = if from.size() < to.size() { to.size() } else { 0 };
    let back = (1..=finer)
        .filter_map(|step| to.rating_of(step))
        .filter(|it| from.step_of(*it) == from.step_of(rating))
        .min_by_key(|it| (it.hundred().abs_diff(rating.hundred()), Reverse(it.hundred())));
    Some(to.value(back.unwrap_or(rating)))
}

/// Of two ratings at once the one counts that is on no scale of ten (83 was once shown as 8,
/// never the other way round), then the better.
impl Weigh for Rating {
    type Weight = (bool, Self);

    fn weight(&self) -> Self::Weight {
        (Scale::Point10.kept(*self) != *self, *self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every value of a scale, as it is written.
    fn values(scale: Scale) -> Vec<f64> {
        (1..=scale.size()).map(|step| f64::from(step) / scale.per_point()).collect()
    }

    #[test]
    fn every_value_of_every_scale_has_its_place_on_a_hundred() {
        let hundreds = |scale: Scale| -> Vec<u8> {
            values(scale).into_iter().map(|it| scale.rating(it).unwrap().hundred()).collect()
        };
        let tens: Vec<u8> = (1..=10).map(|ten| ten * 10).collect();
        assert_eq!(hundreds(Scale::Point100), (1..=100).collect::<Vec<u8>>());
        assert_eq!(hundreds(Scale::Point10Decimal), (1..=100).collect::<Vec<u8>>());
        assert_eq!(hundreds(Scale::Point10), tens);
        assert_eq!(hundreds(Scale::HalfStars), tens);
        assert_eq!(hundreds(Scale::Stars), [20, 40, 60, 80, 100]);
        assert_eq!(hundreds(Scale::Levels), [20, 40, 60, 80, 100]);
        assert_eq!(hundreds(Scale::Point5), [10, 30, 50, 70, 90]);
        assert_eq!(hundreds(Scale::Point3), [35, 60, 85]);
    }

    #[test]
    fn every_value_of_one_to_ten_on_every_scale() {
        let table: [(Scale, [f64; 10]); 8] = [
            (Scale::Point100, [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0]),
            (Scale::Point10Decimal, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]),
            (Scale::Point10, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]),
            (Scale::HalfStars, [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0]),
            (Scale::Stars, [1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 5.0]),
            (Scale::Levels, [1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 5.0]),
            (Scale::Point5, [1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 5.0]),
            (Scale::Point3, [1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 3.0, 3.0, 3.0, 3.0]),
        ];
        for (scale, expected) in table {
            for (ten, expected) in (1..=10).zip(expected) {
                let told = convert(f64::from(ten), Scale::Point10, scale);
                assert_eq!(told, Some(expected), "{ten} on {scale:?}");
            }
        }
    }

    #[test]
    fn every_value_on_one_to_ten() {
        let table: [(Scale, &[f64]); 5] = [
            (Scale::HalfStars, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]),
            (Scale::Stars, &[2.0, 4.0, 6.0, 8.0, 10.0]),
            (Scale::Levels, &[2.0, 4.0, 6.0, 8.0, 10.0]),
            (Scale::Point5, &[1.0, 3.0, 5.0, 7.0, 9.0]),
            (Scale::Point3, &[3.0, 6.0, 9.0]),
        ];
        for (scale, expected) in table {
            let told: Vec<_> = values(scale)
                .into_iter()
                .filter_map(|value| convert(value, scale, Scale::Point10))
                .collect();
            assert_eq!(told, expected, "{scale:?}");
        }
    }

    #[test]
    fn a_value_comes_back_from_every_scale_that_is_no_coarser() {
        let mut tried = 0;
        for from in Scale::ALL {
            for to in Scale::ALL.into_iter().filter(|to| from.size() <= to.size()) {
                for value in values(from) {
                    let there = convert(value, from, to).unwrap();
                    assert_eq!(convert(there, to, from), Some(value), "{from:?} {there} {to:?}");
                    tried += 1;
                }
            }
        }
        assert!(tried > 600, "{tried}");
    }

    #[test]
    fn what_a_scale_keeps_it_keeps() {
        for rating in (1..=100).filter_map(Rating::of_hundred) {
            for scale in Scale::ALL {
                let kept = scale.kept(rating);
                assert_eq!(scale.kept(kept), kept, "{scale:?}");
                assert_eq!(scale.rating(scale.value(rating)), Some(kept), "{scale:?}");
            }
            assert_eq!(Scale::Point10.value(rating), f64::from(rating.ten()));
            assert_eq!(Scale::Stars.value(rating), f64::from(rating.five()));
        }
    }

    #[test]
    fn no_rating_and_nonsense_are_none() {
        let nonsense = [0.0, -1.0, 0.25, 100.5, 101.0, 1e300, f64::NAN, f64::INFINITY, -0.0];
        for scale in Scale::ALL {
            for value in nonsense {
                assert_eq!(scale.rating(value), None, "{value} on {scale:?}");
                assert_eq!(convert(value, scale, Scale::Point10), None, "{value} on {scale:?}");
            }
            let beyond = f64::from(scale.size() + 1) / scale.per_point();
            assert_eq!(scale.rating(beyond), None, "{beyond} on {scale:?}");
        }
        assert_eq!(Scale::HalfStars.rating(3.3), None);
        assert_eq!(Scale::Point10Decimal.rating(8.7), Rating::of_hundred(87));
    }

    #[test]
    fn some_scales_have_words() {
        let words = |scale: Scale| -> Vec<_> {
            (1..=10).map(|ten| scale.word(Rating::of_ten(ten).unwrap())).collect()
        };
        let levels = WORDS.into_iter().flat_map(|word| [Some(word), Some(word)]);
        assert_eq!(words(Scale::Levels), levels.collect::<Vec<_>>());
        assert_eq!(words(Scale::Point3)[2..=6], [":(", ":|", ":|", ":|", ":)"].map(Some));
        assert_eq!(words(Scale::Stars), [None; 10]);
    }

    #[test]
    fn of_two_ratings_at_once_the_finer_counts() {
        for (one, other) in [(83, 80), (87, 90), (35, 40), (80, 70)] {
            let weight = |hundred| Rating::of_hundred(hundred).unwrap().weight();
            assert!(weight(one) > weight(other), "{one} {other}");
        }
    }
}
