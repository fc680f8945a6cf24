//! A map for a handful of entries, in the order of their keys.
//!
//! # Design
//! The library's ordered map is compiled anew for each pair of types, ten kilobytes
//! of wasm at a time. This one is a list in order: a find halves it, an insert moves
//! what is behind. Right for connections, plays under way and requests in flight; not
//! for thousands.

/// Keys and values, in the order of the keys.
#[derive(Clone, Debug)]
pub struct Map<K, V>(Vec<(K, V)>);

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Map<K, V> {
    /// An empty one.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.0.binary_search_by(|(other, _)| other.borrow().cmp(key))
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.find(key).ok().map(|at| &self.0[at].1)
    }

    /// The same, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.find(key).ok().map(|at| &mut self.0[at].1)
    }

    /// The value of a key, made where there is none.
    pub fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let at = match self.find(&key) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (key, make()));
                at
            }
        };
        &mut self.0[at].1
    }

    /// Puts a value in the place of the one that was there.
    pub fn insert(&mut self, key: K, value: V) {
        match self.find(&key) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (key, value)),
        }
    }

    /// Takes a value out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.find(key).ok().map(|at| self.0.remove(at).1)
    }

    /// Keeps what may stay.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.0.retain_mut(|(key, value)| keep(key, value));
    }

    /// All of it.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// All of it, the values to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.0.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// How much is in it.
    #[cfg(feature = "hub")]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is a value for a key.
    #[cfg(feature = "hub")]
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: std::borrow::Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Empties it.
    #[cfg(feature = "hub")]
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether nothing is in it.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    /// The values.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    /// The values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }
}

/// Names, each once, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(Vec<String>);

impl Names {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn insert(&mut self, name: String) {
        if let Err(at) = self.0.binary_search(&name) {
            self.0.insert(at, name);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &String> {
        self.0.iter()
    }
}

impl IntoIterator for Names {
    type Item = String;
    type IntoIter = std::vec::IntoIter<String>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn names_stand_once_and_in_order(given in proptest::collection::vec("[a-e]{0,2}", 0..30)) {
            let mut names = Names::new();
            given.iter().for_each(|name| names.insert(name.clone()));
            let model: std::collections::BTreeSet<_> = given.into_iter().collect();
            prop_assert!(names.iter().eq(model.iter()));
            prop_assert!(names.into_iter().eq(model));
        }

        #[test]
        fn it_is_the_librarys_map(steps in proptest::collection::vec((0..4, 0_u8..20), 0..200)) {
            let (mut map, mut model) = (Map::new(), BTreeMap::new());
            for (at, (kind, key)) in steps.into_iter().enumerate() {
                match kind {
                    0 => {
                        map.insert(key, at);
                        model.insert(key, at);
                    }
                    1 => prop_assert_eq!(map.remove(&key), model.remove(&key)),
                    2 => {
                        *map.get_or_insert_with(key, || at) += 1;
                        *model.entry(key).or_insert(at) += 1;
                    }
                    _ => {
                        map.retain(|other, _| *other != key);
                        model.retain(|other, _| *other != key);
                    }
                }
                prop_assert_eq!(map.get(&key), model.get(&key));
                prop_assert!(map.iter().eq(model.iter()));
                prop_assert!(map.keys().eq(model.keys()) && map.values().eq(model.values()));
                prop_assert_eq!(map.is_empty(), model.is_empty());
            }
            map.values_mut().for_each(|value| *value = 0);
            map.iter_mut().for_each(|(key, value)| *value += usize::from(*key));
            prop_assert!(map.iter().all(|(key, value)| usize::from(*key) == *value));
            prop_assert_eq!(map.get_mut(&200), None);
        }
    }
}
