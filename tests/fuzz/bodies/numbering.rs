//! Rules of anime numbering, and what they say of some episodes.

use playtally::lookup::anime::{Entry, Mapped, Place, Rules};
use playtally::media::Catalogue;

pub(super) fn file(text: &str) {
    let Ok(rules) = Rules::parse(text) else { return };
    for (id, number) in [(16498, 26), (1, 1), (131_586, 12), (21, 77), (0, u32::MAX)] {
        let entry = Entry { catalogue: Catalogue::Mal, id, number };
        for called in rules.also_called(entry) {
            assert_eq!(rules.redirect(called), Mapped::One(entry));
        }
        let place = Place { catalogue: Catalogue::Tvdb, show: id, season: Some(1), number };
        if let Mapped::One(entry) = rules.entry(&place, Catalogue::Mal) {
            assert_ne!(rules.place(&entry, Catalogue::Tvdb), Mapped::Unknown);
        }
    }
}
