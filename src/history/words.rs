//! The last word somebody said of a work, and which of two words counts.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What was last said of one work: that it is on a list, its rating, where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Word<V> {
    /// What; absent where it was taken back.
    pub value: Option<V>,
    /// When; absent where nobody knows.
    pub at: Option<Timestamp>,
}

/// Decides between two words of one moment.
pub trait Weigh {
    /// The heavier counts.
    type Weight: Ord;

    /// How heavy it is.
    fn weight(&self) -> Self::Weight;
}

/// To be on a list is all there is to say.
impl Weigh for () {
    type Weight = ();

    fn weight(&self) {}
}

impl<V: Weigh> Word<V> {
    /// The one that counts: the newer. One whose moment is known counts before one whose moment
    /// is not; of two at once what was said counts before what was taken back, then the heavier.
    pub fn newest(self, other: Self) -> Self {
        if other.weight() > self.weight() { other } else { self }
    }

    pub(super) fn weight(&self) -> (Option<Timestamp>, Option<V::Weight>) {
        (self.at, self.value.as_ref().map(Weigh::weight))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newer_word_counts_and_an_unknown_moment_never() {
        let word = |value, secs: Option<i64>| Word { value, at: secs.map(Timestamp::from_secs) };
        let (yes, no) = (Some(()), None);
        for (one, other) in [
            (word(no, Some(2)), word(yes, Some(1))),
            (word(yes, Some(2)), word(no, Some(1))),
            (word(no, Some(-1)), word(yes, None)),
            (word(yes, Some(1)), word(no, Some(1))),
            (word(yes, None), word(no, None)),
        ] {
            assert_eq!((one.newest(other), other.newest(one)), (one, one));
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod any {
    use proptest::prelude::*;

    use super::*;
    use crate::media::Rating;

    type Said = Word<Rating>;

    fn word() -> impl Strategy<Value = Said> {
        let at = proptest::option::of((-3_i64..3).prop_map(Timestamp::from_secs));
        let value = (0_u64..=100).prop_map(Rating::of_hundred);
        (value, at).prop_map(|(value, at)| Word { value, at })
    }

    proptest! {
        #[test]
        fn which_word_counts_does_not_depend_on_the_order(
            (mut all, shuffled) in proptest::collection::vec(word(), 1..8)
                .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        ) {
            let newest = |all: &[Said]| all.iter().copied().reduce(Word::newest);
            let Some(one) = newest(&all) else { return Ok(()) };
            prop_assert_eq!(Some(one), newest(&shuffled));
            prop_assert!(all.iter().all(|it| it.at <= one.at));
            all.push(one);
            prop_assert_eq!(Some(one), newest(&all));
        }
    }
}
