use proptest::prelude::*;

use super::super::{Library, Rules, Shared, Zone};
use super::{library, record, tale};

fn shared(one: &Library, other: &Library) -> Shared {
    one.shared(other, &Rules::of(Zone::UTC)).unwrap()
}

proptest! {
    #[test]
    fn a_library_has_all_in_common_with_itself_and_with_nothing_nothing(tale in tale()) {
        let it = library(&tale);
        let Shared { here, there } = shared(&it, &it);
        prop_assert_eq!((here.len(), there.len()), (it.len(), it.len()));
        prop_assert!(here.into_iter().chain(there).all(|shared| shared));
        let none = shared(&it, &Library::default());
        prop_assert!(none.there.is_empty() && !none.here.into_iter().any(|shared| shared));
    }

    #[test]
    fn what_is_shared_is_so_from_either_side(
        (one, other, common) in (tale(), tale(), tale())
    ) {
        let (one, other) = ([&one[..], &common].concat(), [&other[..], &common].concat());
        let (one, other) = (library(&one), library(&other));
        let (there, back) = (shared(&one, &other), shared(&other, &one));
        prop_assert_eq!(&there.here, &back.there);
        prop_assert_eq!(&there.there, &back.here);
        let theirs: Vec<String> = other.plays().map(|play| record(&other, &play)).collect();
        for (play, shared) in one.plays().zip(there.here) {
            prop_assert!(shared || !theirs.contains(&record(&one, &play)), "the very record");
        }
    }
}
