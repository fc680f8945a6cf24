//! A map and a set in the order of their keys.
//!
//! # Design
//! The library's are compiled anew for each pair of types, ten kilobytes of wasm at a time, and
//! a hub needs fifty pairs. These are a tenth of it: runs of some hundred entries, one behind the
//! other. A find halves the runs, then the one run; an insert moves the rest of its run. Quick
//! from a handful to some hundred thousand.

mod json;
mod set;

use std::borrow::Borrow;

pub use set::Set;

/// Entries of a run; more are two.
const RUN: usize = 256;

/// Keys and values, in the order of the keys.
// Runs in order, none of them empty.
#[derive(Clone, Debug)]
pub struct Map<K, V>(Vec<Vec<(K, V)>>);

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> Map<K, V> {
    /// An empty one.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether nothing is in it.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How much is in it.
    pub fn len(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// All of it.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().flatten().map(|(key, value)| (key, value))
    }

    /// All of it, the values to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.0.iter_mut().flatten().map(|(key, value)| (&*key, value))
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.iter().flatten().map(|(key, _)| key)
    }

    /// The values.
    pub fn values(&self) -> impl Iterator<Item = &V> + Clone {
        self.0.iter().flatten().map(|(_, value)| value)
    }

    /// The values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.iter_mut().flatten().map(|(_, value)| value)
    }

    /// The values alone.
    pub fn into_values(self) -> impl Iterator<Item = V> {
        self.into_iter().map(|(_, value)| value)
    }

    /// Keeps what may stay.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        for run in &mut self.0 {
            run.retain_mut(|(key, value)| keep(key, value));
        }
        self.0.retain(|run| !run.is_empty());
    }
}

impl<K: Ord, V> Map<K, V> {
    /// The run of a key and its place there, or where it would stand.
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<(usize, usize), (usize, usize)>
    where
        K: Borrow<Q>,
    {
        let begins =
            |run: &Vec<(K, V)>| run.first().is_some_and(|(first, _)| first.borrow() <= key);
        let run = self.0.partition_point(begins).saturating_sub(1);
        let entries = self.0.get(run).map_or(&[][..], Vec::as_slice);
        let at = entries.binary_search_by(|(other, _)| other.borrow().cmp(key));
        at.map(|at| (run, at)).map_err(|at| (run, at))
    }

    /// Makes room at a place; where the entry is to stand then.
    fn room(&mut self, run: usize, at: usize) -> (usize, usize) {
        match self.0.get_mut(run) {
            None => self.0.push(Vec::new()),
            Some(entries) if entries.len() == RUN => {
                let behind = entries.split_off(RUN / 2);
                self.0.insert(run + 1, behind);
                if at > RUN / 2 {
                    return (run + 1, at - RUN / 2);
                }
            }
            Some(_) => {}
        }
        (run, at)
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (run, at) = self.find(key).ok()?;
        Some(&self.0[run][at].1)
    }

    /// The same, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let (run, at) = self.find(key).ok()?;
        Some(&mut self.0[run][at].1)
    }

    /// Whether there is a value for a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// The value of a key, made where there is none.
    pub fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let (run, at) = match self.find(&key) {
            Ok(there) => there,
            Err((run, at)) => {
                let (run, at) = self.room(run, at);
                self.0[run].insert(at, (key, make()));
                (run, at)
            }
        };
        &mut self.0[run][at].1
    }

    /// The value of a key, its default where there is none.
    pub fn or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.get_or_insert_with(key, V::default)
    }

    /// Puts a value in the place of the one that was there, which it gives.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok((run, at)) => Some(std::mem::replace(&mut self.0[run][at].1, value)),
            Err((run, at)) => {
                let (run, at) = self.room(run, at);
                self.0[run].insert(at, (key, value));
                None
            }
        }
    }

    /// Takes a value out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let (run, at) = self.find(key).ok()?;
        let (_, value) = self.0[run].remove(at);
        if self.0[run].is_empty() {
            self.0.remove(run);
        }
        Some(value)
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<K: Eq, V: Eq> Eq for Map<K, V> {}

impl<K: Ord, V> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, all: I) {
        for (key, value) in all {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(all: I) -> Self {
        let mut map = Self::new();
        map.extend(all);
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for Map<K, V> {
    fn from(all: [(K, V); N]) -> Self {
        all.into_iter().collect()
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = std::iter::Flatten<std::vec::IntoIter<Vec<(K, V)>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().flatten()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
