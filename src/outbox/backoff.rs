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
    fn waits_grow_to_a_limit_and_differ_between_entries() {
        let now = Timestamp::from_secs(1000);
        let wait = |attempts| (again(now, "a@main/trakt", attempts) - now).millis();
        assert!((3_750..=6_250).contains(&wait(1)), "{}", wait(1));
        assert!(wait(4) > 4 * wait(1));
        assert!((1..=LONGEST.millis()).contains(&wait(u32::MAX)));
        assert_ne!(again(now, "a@main/trakt", 3), again(now, "b@main/trakt", 3));
        assert_eq!(wait(3), wait(3));
    }
}
