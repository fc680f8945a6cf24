//! Shows a series that was marked as seen in one go on the days it was aired.

use crate::map::{Map, Set};
use crate::time::Timestamp;

/// So many episodes of one series can be seen in a day; of more, somebody only said so.
pub const MOST_A_DAY: usize = 4;

/// An episode that was seen. What names the series and the episode is the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen<S, E> {
    /// Of which series.
    pub series: S,
    /// Which episode of it.
    pub episode: E,
    /// When, where that is known.
    pub watched_at: Option<Timestamp>,
    /// The day it was aired, where known: days since 1970-01-01.
    pub aired_on: Option<i32>,
}

/// The day each is shown on instead of the day it was watched, in the order they came;
/// `None` where it stays. `day` tells the person's day of a moment, in days since 1970-01-01.
///
/// Where more than [`MOST_A_DAY`] different episodes of a series fall on one day, each goes
/// to the day it was aired; not where that is unknown, or later: nothing is seen before it
/// is shown. The moments themselves stay as they are, for by them plays are told apart.
/// Meant for full imports alone.
pub fn shown_on<S: Ord + Copy, E: Ord + Copy>(
    seen: &[Seen<S, E>],
    day: impl Fn(Timestamp) -> i32,
) -> Vec<Option<i32>> {
    let mut days: Map<(i32, S), Set<E>> = Map::new();
    let place = |it: &Seen<S, E>| it.watched_at.map(|at| (day(at), it.series));
    for it in seen {
        if let Some(place) = place(it) {
            days.or_default(place).insert(it.episode);
        }
    }
    let shown = |it: &Seen<S, E>| {
        let place = place(it)?;
        let binge = days.get(&place).is_some_and(|episodes| episodes.len() > MOST_A_DAY);
        it.aired_on.filter(|aired| binge && *aired < place.0)
    };
    seen.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn utc(at: Timestamp) -> i32 {
        at.secs().div_euclid(DAY) as i32
    }

    /// An episode of a series on day 100, at that hour; it was aired as many days in as it counts.
    fn seen(series: u8, episode: i32, hour: i64) -> Seen<u8, i32> {
        Seen {
            series,
            episode,
            watched_at: Some(Timestamp::from_secs(100 * DAY + hour * 3600)),
            aired_on: Some(episode),
        }
    }

    #[test]
    fn five_of_a_series_on_a_day_are_shown_when_they_were_aired() {
        let mut all: Vec<_> = (1..=5).map(|episode| seen(1, episode, 20)).collect();
        all.extend((1..=4).map(|episode| seen(2, episode, 20)));
        let mut expected: Vec<_> = (1..=5).map(Some).collect();
        expected.resize(9, None);
        assert_eq!(shown_on(&all, utc), expected);
    }

    #[test]
    fn one_seen_again_is_not_one_more() {
        let all = [1, 2, 3, 4, 4].map(|episode| seen(1, episode, 20));
        assert_eq!(shown_on(&all, utc), [None; 5]);
    }

    #[test]
    fn what_cannot_be_moved_stays() {
        let mut all: Vec<_> = (1..=7).map(|episode| seen(1, episode, 20)).collect();
        all[0].aired_on = None;
        all[1].aired_on = Some(100);
        all[2].aired_on = Some(101);
        all[3].watched_at = None;
        let expected = [None, None, None, None, Some(5), Some(6), Some(7)];
        assert_eq!(shown_on(&all, utc), expected);
        // Without the undated one and one more they are four.
        assert_eq!(shown_on(&all[..5], utc), [None; 5]);
    }

    #[test]
    fn the_day_is_that_of_the_person() {
        let all: Vec<_> =
            (1..=6).map(|episode| seen(1, episode, i64::from(episode) + 17)).collect();
        assert_eq!(shown_on(&all, utc), (1..=6).map(Some).collect::<Vec<_>>());
        // Three hours further east the last three were seen tomorrow.
        let east = |at: Timestamp| utc(at + crate::time::Span::from_hours(3));
        assert_eq!(shown_on(&all, east), [None; 6]);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod any {
    use proptest::prelude::*;

    use super::*;

    fn seen() -> impl Strategy<Value = Seen<u8, u8>> {
        let moment = proptest::option::weighted(0.9, -40_i64..40);
        let aired = proptest::option::weighted(0.9, -4_i32..4);
        (0_u8..3, 0_u8..8, moment, aired).prop_map(|(series, episode, hours, aired_on)| {
            let watched_at = hours.map(|hours| Timestamp::from_secs(hours * 3600));
            Seen { series, episode, watched_at, aired_on }
        })
    }

    proptest! {
        #[test]
        fn it_does_not_depend_on_the_order(
            (all, order, zone) in (proptest::collection::vec(seen(), 0..60), -12_i64..14)
                .prop_flat_map(|(all, zone)| {
                    let order: Vec<usize> = (0..all.len()).collect();
                    (Just(all), Just(order).prop_shuffle(), Just(zone))
                }),
        ) {
            let day = |at: Timestamp| ((at.secs() + zone * 3600).div_euclid(86_400)) as i32;
            let shown = shown_on(&all, day);
            let shuffled: Vec<_> = order.iter().map(|at| all[*at]).collect();
            let again = shown_on(&shuffled, day);
            for (place, at) in order.iter().enumerate() {
                prop_assert_eq!(again[place], shown[*at]);
            }
            // What is shown elsewhere is shown earlier, on its own air date, in company.
            for (it, shown) in all.iter().zip(&shown) {
                let Some(shown) = shown else { continue };
                let on = it.watched_at.map(day);
                prop_assert_eq!(Some(*shown), it.aired_on);
                prop_assert!(Some(*shown) < on);
                let that_day: Set<u8> = all
                    .iter()
                    .filter(|other| other.series == it.series && other.watched_at.map(day) == on)
                    .map(|other| other.episode)
                    .collect();
                prop_assert!(that_day.len() > MOST_A_DAY);
            }
        }
    }
}
