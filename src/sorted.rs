//! Sorting by code that is compiled once.
//!
//! # Design
//! The library's sorts are compiled anew for each type, four kilobytes of wasm at a time. These
//! sort places and then move what stands at them: right for anything that is not sorted by the
//! hundred thousand.

use std::cmp::Ordering;

/// Sorts; what is equal stays as it stood.
pub fn sort_by<T>(all: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = places(all.len(), &|a, b| compare(&all[a], &all[b]));
    let mut from: Vec<Option<T>> = std::mem::take(all).into_iter().map(Some).collect();
    all.extend(order.into_iter().filter_map(|at| from[at].take()));
}

/// The same, by a key.
pub fn sort_by_key<T, K: Ord>(all: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(all, |a, b| key(a).cmp(&key(b)));
}

fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_equal_stays_as_it_stood() {
        let mut all = vec![(2, "a"), (1, "b"), (2, "c"), (0, "d"), (1, "e")];
        sort_by_key(&mut all, |(number, _)| *number);
        assert_eq!(all, [(0, "d"), (1, "b"), (1, "e"), (2, "a"), (2, "c")]);
        sort_by(&mut all, |(a, _), (b, _)| b.cmp(a));
        assert_eq!(all, [(2, "a"), (2, "c"), (1, "b"), (1, "e"), (0, "d")]);
        let mut none: Vec<u8> = vec![];
        sort_by_key(&mut none, |it| *it);
        assert!(none.is_empty());
    }
}
