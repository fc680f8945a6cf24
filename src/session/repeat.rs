//! When going back in an item is a new play of it, and what that play is called.

use crate::time::Span;

/// At the start or the end is at least within this, in milliseconds.
const EDGE: i64 = 12_000;

/// Someone who played this much, in milliseconds, and goes to the start begins anew.
const MUCH: i64 = 120_000;

/// Whether going from one place to another begins a new play: from near the end
/// to near the start, or to the very start after half or two minutes were played.
///
/// # Design
/// Near is 12 s or 15 % of the length, whichever is more; but never more than a
/// quarter, or going back a little in a short track would be a new play.
pub(super) fn restarts(from: Span, to: Span, credit: Span, duration: Option<Span>) -> bool {
    let (from, to, credit) = (from.millis(), to.millis(), credit.millis());
    if to >= from {
        return false;
    }
    let Some(length) = duration.map(Span::millis) else {
        return to <= EDGE && credit >= MUCH;
    };
    let quarter = length / 4;
    let near = (length / 100 * 15).max(EDGE).min(quarter);
    let over = from >= length - near && to <= near;
    let much = credit >= MUCH || credit >= length / 2;
    over || (much && to <= EDGE.min(quarter))
}

/// The id of the play after this one: `abc`, `abc.2`, `abc.3`. Made from the id
/// alone, so that every device makes the same.
pub(super) fn next_id(id: &str) -> String {
    let (base, number) = id
        .rsplit_once('.')
        .and_then(|(base, number)| Some((base, number.parse::<u32>().ok()?)))
        .filter(|(_, number)| (2..u32::MAX).contains(number))
        .unwrap_or((id, 1));
    format!("{base}.{}", number + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goes(from: i64, to: i64, credit: i64, length: i64) -> bool {
        let s = Span::from_secs;
        restarts(s(from), s(to), s(credit), (length > 0).then(|| s(length)))
    }

    #[test]
    fn from_the_end_to_the_start_is_a_new_play() {
        assert!(goes(3590, 0, 10, 3600));
        assert!(goes(3070, 500, 10, 3600), "15 % on both sides");
        assert!(!goes(3590, 1800, 3590, 3600), "back to the middle is not");
        assert!(!goes(3000, 0, 10, 3600), "nor from the middle, with little played");
    }

    #[test]
    fn to_the_start_after_much_was_played_is_a_new_play() {
        assert!(goes(130, 0, 120, 3600), "two minutes");
        assert!(goes(60, 2, 50, 100), "half");
        assert!(!goes(60, 2, 49, 100));
        assert!(!goes(600, 300, 600, 3600), "back by minutes is not");
    }

    #[test]
    fn a_short_track_is_not_all_edge() {
        assert!(!goes(18, 11, 10, 29), "back a little");
        assert!(goes(28, 0, 10, 29));
    }

    #[test]
    fn near_is_fifteen_percent_or_twelve_seconds_but_no_more_than_a_quarter() {
        for (length, near) in [(3600, 540), (100, 15), (70, 12), (40, 10)] {
            let end = length - near;
            assert!(goes(end, near, 0, length), "{length}");
            assert!(!goes(end - 1, near, 0, length), "{length}");
            assert!(!goes(end, near + 1, 0, length), "{length}");
        }
    }

    #[test]
    fn the_very_start_is_the_first_twelve_seconds_or_a_quarter() {
        assert!(goes(600, 12, 120, 3600));
        assert!(!goes(600, 13, 120, 3600));
        assert!(!goes(600, 12, 119, 3600));
        assert!(goes(25, 10, 20, 40));
        assert!(!goes(25, 11, 20, 40));
        assert!(!goes(25, 10, 19, 40));
    }

    #[test]
    fn only_going_back_is_a_new_play() {
        assert!(!goes(5, 5, 3600, 3600));
        assert!(!goes(5, 6, 3600, 3600));
        assert!(goes(6, 5, 3600, 3600));
    }

    #[test]
    fn unknown_length_knows_no_end() {
        assert!(!goes(500, 0, 119, 0));
        assert!(goes(500, 0, 120, 0));
        assert!(goes(500, 12, 120, 0));
        assert!(!goes(500, 13, 120, 0));
    }

    #[test]
    fn ids_count_up() {
        assert_eq!(next_id("abc"), "abc.2");
        assert_eq!(next_id("abc.2"), "abc.3");
        assert_eq!(next_id("v1.x"), "v1.x.2");
        assert_eq!(next_id("a.1"), "a.1.2");
        assert_eq!(next_id("a.4294967294"), "a.4294967295");
        assert_eq!(next_id("a.4294967295"), "a.4294967295.2");
    }
}
