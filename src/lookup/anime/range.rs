//! Ranges of episodes, and the arithmetic between two of them.

use crate::sorted::sort_by_key;

/// Episodes from one number to another, both included; `None` where the end is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub first: u32,
    pub last: Option<u32>,
}

impl Range {
    /// Reads `7`, `7-9` and `7-?`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let Some((first, last)) = text.split_once('-') else {
            let first = number(text)?;
            return Some(Self { first, last: Some(first) });
        };
        let first = number(first)?;
        let last = if last == "?" { None } else { Some(number(last)?) };
        last.is_none_or(|last| first <= last).then_some(Self { first, last })
    }

    pub(super) fn holds(self, number: u32) -> bool {
        self.first <= number && self.last.is_none_or(|last| number <= last)
    }

    /// How many there are; `None` where the end is open.
    pub(super) fn length(self) -> Option<u32> {
        Some((self.last? - self.first).saturating_add(1))
    }

    pub(super) fn is_single(self) -> bool {
        self.last == Some(self.first)
    }

    /// The number in `other` that stands where `number` stands here.
    pub(super) fn shifted(self, number: u32, other: Self) -> Option<u32> {
        let number = other.first.checked_add(number.checked_sub(self.first)?)?;
        other.holds(number).then_some(number)
    }

    /// As [`Range::shifted`], where one side may cut every episode of the other in
    /// several: only whole ones count, so a part answers nothing and the whole the last
    /// of its parts.
    pub(super) fn scaled(self, number: u32, other: Self) -> Option<u32> {
        let (Some(ours), Some(theirs)) = (self.length(), other.length()) else {
            return self.shifted(number, other);
        };
        let through = number.checked_sub(self.first)? + 1;
        let number = if theirs >= ours {
            other.first.checked_add(through.checked_mul(theirs / ours)? - 1)?
        } else {
            let parts = ours / theirs;
            (through % parts == 0).then(|| other.first + through / parts - 1)?
        };
        other.holds(number).then_some(number)
    }

    /// Whether every number of one stands for one or for equally many of the other.
    pub(super) fn fits(self, other: Self) -> bool {
        match (self.length(), other.length()) {
            (Some(ours), Some(theirs)) => ours.max(theirs) % ours.min(theirs) == 0,
            (None, None) => true,
            _ => false,
        }
    }
}

/// How far ranges reach together without a gap, counted from 1.
pub(super) fn union_from_one(mut ranges: Vec<Range>) -> Option<u32> {
    sort_by_key(&mut ranges, |range| range.first);
    let mut reached = 0_u32;
    for range in ranges {
        // What comes after a gap is the same episodes under other numbers.
        if range.first <= reached.saturating_add(1) {
            reached = reached.max(range.last?);
        }
    }
    (reached > 0).then_some(reached)
}

/// Digits alone; nothing has a million episodes.
pub(super) fn number(text: &str) -> Option<u32> {
    let digits = matches!(text.len(), 1..=6) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// An id in digits alone.
pub(super) fn id(text: &str) -> Option<u64> {
    let digits = matches!(text.len(), 1..=15) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}
