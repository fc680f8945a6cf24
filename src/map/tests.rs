use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn a_set_is_the_librarys_set(given in proptest::collection::vec((any::<bool>(), 0_u16..900), 0..1_500)) {
        let (mut set, mut model) = (Set::new(), BTreeSet::new());
        for (puts, key) in given {
            if puts {
                prop_assert_eq!(set.insert(key), model.insert(key));
            } else {
                prop_assert_eq!(set.remove(&key), model.remove(&key));
            }
            prop_assert_eq!(set.contains(&key), model.contains(&key));
            prop_assert_eq!(set.get(&key), model.get(&key));
        }
        prop_assert_eq!((set.len(), set.is_empty()), (model.len(), model.is_empty()));
        prop_assert!(set.iter().eq(model.iter()));
        prop_assert_eq!(model.iter().copied().rev().collect::<Set<_>>(), set.clone());
        prop_assert!(set.into_iter().eq(model));
    }

    #[test]
    fn it_is_the_librarys_map(
        steps in proptest::collection::vec((0..9, 0_u16..900), 0..1_500),
        first in 0_u16..900,
    ) {
        let ascending = (0..first).map(|key| (key, usize::from(key)));
        let (mut map, mut model): (Map<_, _>, BTreeMap<_, _>) = (ascending.clone().collect(), ascending.collect());
        for (at, (kind, key)) in steps.into_iter().enumerate() {
            match kind {
                0..4 => prop_assert_eq!(map.insert(key, at), model.insert(key, at)),
                4 | 5 => prop_assert_eq!(map.remove(&key), model.remove(&key)),
                6 | 7 => {
                    *map.or_default(key) += at;
                    *model.entry(key).or_default() += at;
                }
                _ if key % 64 == 0 => {
                    map.retain(|other, _| (*other + key) % 8 > 0);
                    model.retain(|other, _| (*other + key) % 8 > 0);
                }
                _ => {}
            }
            prop_assert_eq!(map.get(&key), model.get(&key));
            prop_assert_eq!(map.contains_key(&key), model.contains_key(&key));
            prop_assert_eq!((map.len(), map.is_empty()), (model.len(), model.is_empty()));
        }
        prop_assert!(map.iter().eq(model.iter()));
        prop_assert!(map.keys().eq(model.keys()) && map.values().eq(model.values()));
        prop_assert!(map.clone().into_iter().eq(model.clone()));
        prop_assert!(map.clone().into_values().eq(model.into_values()));
        map.values_mut().for_each(|value| *value = 0);
        map.iter_mut().for_each(|(key, value)| *value += usize::from(*key));
        prop_assert!(map.iter().all(|(key, value)| usize::from(*key) == *value));
        prop_assert_eq!(map.get_mut(&2_000), None);
        map.clear();
        prop_assert_eq!(map, Map::new());
    }
}
