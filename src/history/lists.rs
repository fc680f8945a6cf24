//! What a service's lists, ratings and statuses mean beside the person's own: who learns from
//! whom.

use super::Standing;
use super::words::{Weigh, Word};
use crate::providers::Status;
use crate::time::{Span, Timestamp};

/// Of two standings at once the one counts that is further on.
impl Weigh for Standing {
    type Weight = Self;

    fn weight(&self) -> Self {
        *self
    }
}

/// What a service holds of one work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held<V> {
    /// When it was last read, and with what it was told since; absent where it was never read.
    pub before: Option<Option<V>>,
    /// Now.
    pub now: Option<V>,
    /// Since when, where it tells.
    pub at: Option<Timestamp>,
    /// When it was read.
    pub read_at: Timestamp,
}

/// What the person said at a service since the last sync, beside what was known of it before
/// this one (`said`; `None`: nothing yet). It counts by [`Word::newest`].
///
/// `keeps` tells what the service keeps of a value: its own scale, the statuses it has
/// ([`kept_status`]); `None` where it keeps nothing of it at this time.
///
/// # Design
/// A service that takes a film off the watchlist when it was watched keeps nothing of a wish
/// from before that. So the film's absence there is no word of the person's, it stays on their
/// other lists, and the service is not told again, until the person wishes it anew.
///
/// Who changed something since the last sync is right whatever its clock says. Only where both
/// did, or nobody knows because there was no sync yet, the newer word counts.
///
/// First all services are heard, then what they said and what was read of them is kept, in one
/// go, then they are told: so a crash between leaves no word to be heard twice.
pub fn learn<V: Weigh + Copy + PartialEq>(
    held: Held<V>,
    said: Option<Word<V>>,
    keeps: impl Fn(V) -> Option<V>,
) -> Option<Word<V>> {
    // Nothing was said later than it was read.
    let there = Word { value: held.now, at: held.at.map(|at| at.min(held.read_at)) };
    let Some(said) = said else { return held.now.is_some().then_some(there) };
    let kept = said.value.and_then(keeps);
    if kept == held.now || held.before.unwrap_or(None) == held.now {
        return None;
    }
    let keeps_it = kept.is_some() || said.value.is_none();
    if keeps_it && held.before == Some(kept) {
        let newer = there.at.filter(|at| Some(*at) > said.at);
        let after = said.at.map_or(held.read_at, |at| held.read_at.max(at + Span::from_millis(1)));
        return Some(Word { value: held.now, at: Some(newer.unwrap_or(after)) });
    }
    let counts = (keeps_it || held.now.is_some()) && there.newest(said) == there;
    counts.then_some(there)
}

/// What a service is to hold instead of what it holds now: a value, or nothing any more; `None`
/// where it may stay as it is.
pub fn tell<V: Copy + PartialEq>(
    now: Option<V>,
    said: Option<Word<V>>,
    keeps: impl Fn(V) -> Option<V>,
) -> Option<Option<V>> {
    let wanted = match said?.value {
        Some(value) => Some(keeps(value)?),
        None => None,
    };
    (wanted != now).then_some(wanted)
}

/// What is left of a status where only these are known; `None` where it is better not told.
///
/// To see something again one has seen it. But a film somebody is in the middle of is not one
/// they want to see, and less one they have seen: where there is no word for it, none is said.
pub fn kept_status(status: Status, known: &[Status]) -> Option<Status> {
    let near = [Some(status), (status == Status::Repeating).then_some(Status::Completed)];
    near.into_iter().flatten().find(|status| known.contains(status))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::ratings::Scale;
    use crate::media::Rating;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_secs(secs)
    }

    fn word<V>(value: Option<V>, secs: Option<i64>) -> Option<Word<V>> {
        Some(Word { value, at: secs.map(at) })
    }

    fn held<V>(before: Option<Option<V>>, now: Option<V>, secs: Option<i64>) -> Held<V> {
        Held { before, now, at: secs.map(at), read_at: at(100) }
    }

    const NO: Option<()> = None;
    const YES: Option<()> = Some(());

    #[test]
    fn who_changed_a_list_is_right() {
        let heard = |value, secs| Some(Word { value, at: Some(at(secs)) });
        let said = |value| word(value, Some(5));
        let new = Some(Word { value: YES, at: None });
        for (before, now, here, learnt, told) in [
            // Nothing is new.
            (Some(NO), NO, None, None, None),
            (Some(YES), YES, said(YES), None, None),
            (Some(NO), NO, said(NO), None, None),
            // Both did the same.
            (Some(NO), YES, said(YES), None, None),
            (Some(YES), NO, said(NO), None, None),
            // Said here.
            (Some(NO), NO, said(YES), None, Some(YES)),
            (Some(YES), YES, said(NO), None, Some(NO)),
            // Said there.
            (Some(NO), YES, None, new, None),
            (Some(NO), YES, said(NO), heard(YES, 100), Some(NO)),
            (Some(YES), NO, said(YES), heard(NO, 100), Some(YES)),
            // It was never read: an empty list says nothing, a removal here counts.
            (None, NO, said(YES), None, Some(YES)),
            (None, YES, said(NO), None, Some(NO)),
        ] {
            let told_of = format!("{before:?} {now:?} {here:?}");
            assert_eq!(learn(held(before, now, None), here, Some), learnt, "{told_of}");
            assert_eq!(tell(now, here, Some), told, "{told_of}");
            // What was heard is not contradicted.
            assert!(learnt.is_none() || tell(now, learnt, Some).is_none(), "{told_of}");
        }
        assert_eq!(learn(held(None, YES, Some(6)), said(NO), Some), heard(YES, 6));
    }

    #[test]
    fn a_wish_that_was_fulfilled_there_is_no_removal_and_not_wished_again() {
        let wished = word(YES, Some(5));
        let fulfilled = |()| None;
        for before in [YES, NO] {
            assert_eq!(learn(held(Some(before), NO, None), wished, fulfilled), None);
        }
        assert_eq!(tell(NO, wished, fulfilled), None);
        // Wished again there, they want to see it once more.
        let again = Some(Word { value: YES, at: Some(at(9)) });
        assert_eq!(learn(held(Some(NO), YES, Some(9)), wished, fulfilled), again);
    }

    #[test]
    fn a_rating_is_compared_as_the_service_keeps_it() {
        let hundred = Rating::of_hundred;
        let keeps = |rating| Some(Scale::Point10.kept(rating));
        let said = word(hundred(87), Some(5));
        assert_eq!(learn(held(Some(hundred(80)), hundred(90), Some(7)), said, keeps), None);
        assert_eq!(tell(hundred(90), said, keeps), None);
        assert_eq!(tell(None, said, keeps), Some(hundred(90)));
        // Both rated it anew: the newer counts, and an unknown moment never.
        let anew = |secs| learn(held(Some(hundred(40)), hundred(60), secs), said, keeps);
        assert_eq!(anew(Some(6)), word(hundred(60), Some(6)));
        assert_eq!((anew(Some(4)), anew(None)), (None, None));
        // It was rated there alone, by a clock that is slow, fast or stands still.
        for (clock, at) in [(Some(2), 100), (Some(9), 9), (Some(500), 100), (None, 100)] {
            let there = held(Some(hundred(90)), hundred(60), clock);
            assert_eq!(learn(there, said, keeps), word(hundred(60), Some(at)), "{clock:?}");
        }
    }

    #[test]
    fn a_status_is_told_where_there_is_a_word_for_it() {
        use Status::{Completed, Current, Dropped, Paused, Planned, Repeating};
        let film = [Planned, Completed, Dropped];
        let told = [Planned, Current, Paused, Dropped, Completed, Repeating]
            .map(|status| kept_status(status, &film));
        let completed = Some(Completed);
        assert_eq!(told, [Some(Planned), None, None, Some(Dropped), completed, completed]);
        assert_eq!(kept_status(Repeating, &[Completed, Repeating]), Some(Repeating));
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod any {
    use proptest::prelude::*;

    use super::*;
    use crate::history::ratings::Scale;
    use crate::media::Rating;

    type Said = Word<Rating>;

    /// Somebody rates something: here (0), or at one of three services with clocks of their own.
    fn edit() -> impl Strategy<Value = (usize, Option<Rating>)> {
        (0_usize..4, (0_u64..=100).prop_map(Rating::of_hundred))
    }

    const SCALES: [Scale; 3] = [Scale::Point100, Scale::Point10, Scale::Point3];

    /// What a service holds, since when by its own clock, and what it held at the last sync.
    #[derive(Clone, Copy, Default)]
    struct There {
        now: Option<Rating>,
        at: Option<Timestamp>,
        before: Option<Option<Rating>>,
    }

    /// One sync with all services; how many words were heard and told.
    fn sync(now: Timestamp, here: &mut Option<Said>, services: &mut [There; 3]) -> usize {
        let known = *here;
        let mut words = 0;
        for (service, scale) in services.iter_mut().zip(SCALES) {
            let There { now: held, at, before } = *service;
            let held = Held { before, now: held, at, read_at: now };
            if let Some(word) = learn(held, known, |rating| Some(scale.kept(rating))) {
                *here = Some(here.map_or(word, |it| it.newest(word)));
                words += 1;
            }
            service.before = Some(service.now);
        }
        for (service, scale) in services.iter_mut().zip(SCALES) {
            if let Some(value) = tell(service.now, *here, |rating| Some(scale.kept(rating))) {
                *service = There { now: value, at: None, before: Some(value) };
                words += 1;
            }
        }
        words
    }

    proptest! {
        #[test]
        fn after_a_sync_all_say_the_same_and_the_next_does_nothing(
            rounds in proptest::collection::vec(
                (proptest::collection::vec(edit(), 0..3), proptest::bool::ANY),
                1..8,
            ),
            clocks in proptest::array::uniform3(proptest::option::of(-5_000_i64..5_000)),
        ) {
            let (mut here, mut services) = (None, [There::default(); 3]);
            for (round, (edits, twice)) in (1_i64..).zip(rounds) {
                let now = Timestamp::from_secs(round * 3600);
                for (second, (place, value)) in (-60_i64..).zip(&edits) {
                    let at = now + Span::from_secs(second);
                    let Some(which) = place.checked_sub(1) else {
                        let word = Word { value: *value, at: Some(at) };
                        here = Some(here.map_or(word, |it: Said| it.newest(word)));
                        continue;
                    };
                    let skewed = clocks[which].map(|skew| at + Span::from_secs(skew));
                    services[which].now = value.map(|rating| SCALES[which].kept(rating));
                    services[which].at = skewed;
                }
                sync(now, &mut here, &mut services);
                let value = here.and_then(|word| word.value);
                for (service, scale) in services.iter().zip(SCALES) {
                    prop_assert_eq!(service.now, value.map(|rating| scale.kept(rating)));
                }
                // Whoever alone said something was heard.
                if let [(place, said)] = edits[..] {
                    let scale = place.checked_sub(1).map_or(Scale::Point100, |at| SCALES[at]);
                    let kept = |it: Option<Rating>| it.map(|rating| scale.kept(rating));
                    prop_assert_eq!(kept(value), kept(said));
                }
                if twice {
                    let again = now + Span::from_secs(60);
                    prop_assert_eq!(sync(again, &mut here, &mut services), 0);
                }
            }
        }
    }
}
