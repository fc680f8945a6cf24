//! When to try again: longer each time, never all at once, never giving up.

use crate::time::{Span, Timestamp};

/// The wait after a first failure.
const FIRST: Span = Span::from_secs(5);
/// No wait is longer.
const LONGEST: Span = Span::from_hours(6);

/// The moment of the next attempt after `attempts` failed ones.
///
/// The wait doubles from 5 s to 6 h, give or take a quarter. The deviation
/// comes from the entry's name and the attempt, so that entries spread out but
/// the same input gives the same answer.
pub(super) fn again(now: Timestamp, name: &str, attempts: u32) -> Timestamp {
    let doublings = attempts.saturating_sub(1).min(20);
    let wait = (FIRST.millis() << doublings).min(LONGEST.millis());
    let quarter = (wait / 4).max(1);
    let deviation = i64::from(hash(name, attempts)) % (2 * quarter) - quarter;
    now + Span::from_millis((wait + deviation).min(LONGEST.millis()))
}

/// FNV-1a.
fn hash(name: &str, attempts: u32) -> u32 {
    name.bytes()
        .chain(attempts.to_le_bytes())
        .fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_is_twice_the_last_give_or_take_a_quarter_up_to_six_hours() {
        let now = Timestamp::from_secs(1000);
        let names: Vec<_> = (0..200).map(|n| format!("{n}@main/trakt")).collect();
        for attempts in [0, 1, 2, 5, 12, 13, 14, 40, u32::MAX] {
            let doublings = attempts.clamp(1, 21) - 1;
            let middle = (5000_i64 << doublings).min(LONGEST.millis());
            let most = (middle / 4 * 5).min(LONGEST.millis());
            let waits: Vec<_> =
                names.iter().map(|name| (again(now, name, attempts) - now).millis()).collect();
            for wait in &waits {
                assert!((middle / 4 * 3..=most).contains(wait), "{attempts}: {wait} ms");
            }
            // All of the way round is used, not one side of it.
            let spread = |from, to| waits.iter().any(|wait| (from..to).contains(wait));
            assert!(spread(middle / 4 * 3, middle / 8 * 7), "{attempts}: {waits:?}");
            assert!(spread(middle / 8 * 7, middle + 1), "{attempts}: {waits:?}");
            assert!(most < middle * 9 / 8 || spread(middle * 9 / 8, most + 1), "{attempts}");
        }
    }

    #[test]
    fn entries_and_attempts_spread_out_but_repeat_themselves() {
        let now = Timestamp::from_secs(1000);
        assert_ne!(again(now, "a@main/trakt", 3), again(now, "b@main/trakt", 3));
        assert_eq!(again(now, "a@main/trakt", 3), again(now, "a@main/trakt", 3));
        // 1,185,730,301 leaves 301 of 2,500: 5 s, less a quarter, and 301 ms.
        assert_eq!((again(now, "a", 1) - now).millis(), 4051);
    }

    #[test]
    fn the_hash_is_fnv_1a_of_name_and_attempts() {
        assert_eq!(hash("a", 0), 0xf680_8fec);
        assert_eq!(hash("foobar", 0x102), 0x97ec_5955);
    }
}
