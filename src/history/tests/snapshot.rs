use proptest::prelude::*;

use super::super::{Library, Merged, Rules, Zone};
use super::{contents, library, plays, tale};

proptest! {
    #[test]
    fn a_library_comes_back_as_it_was(tale in tale()) {
        let library = library(&tale);
        let bytes = library.snapshot();
        let again = Library::restore(&bytes).unwrap();
        prop_assert_eq!(again.snapshot(), bytes);
        prop_assert_eq!(contents(&again), contents(&library));
        let rules = Rules::of(Zone::UTC);
        let view = |library| plays(library, &Merged::of(library, &rules));
        prop_assert_eq!(view(&again), view(&library));
    }

    #[test]
    fn bytes_that_were_bent_are_refused_or_are_another_library(
        tale in tale(), bends in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = library(&tale).snapshot();
        for (at, byte) in bends {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        match Library::restore(&bytes) {
            Ok(library) => {
                prop_assert_eq!(library.snapshot(), bytes);
                Merged::of(&library, &Rules::of(Zone::UTC));
            }
            Err(error) => prop_assert_eq!(error.kind.code(), "bad_input"),
        }
    }
}

#[test]
fn another_version_is_refused() {
    let mut bytes = Library::default().snapshot();
    assert!(Library::restore(&bytes).is_ok_and(|library| library.is_empty()));
    bytes[17] = 2;
    assert!(Library::restore(&bytes).is_err());
    assert!(Library::restore(b"").is_err());
}
