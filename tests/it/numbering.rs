//! Properties of anime numbering, for any rules.

use playtally::lookup::anime::{Entry, Mapped, Place, Rules};
use playtally::media::Catalogue::{Anilist, Mal, Tvdb};
use proptest::prelude::*;
use proptest::test_runner::Config;

/// A show whose seasons are cut into entries of these lengths, one after the other.
fn any_show() -> impl Strategy<Value = Vec<Vec<u32>>> {
    prop::collection::vec(prop::collection::vec(1..30_u32, 1..4), 1..5)
}

/// Its rules: entries are numbered from 100 on.
fn rules_of(show: &[Vec<u32>]) -> Rules {
    let (mut text, mut id) = (String::new(), 100);
    for (season, lengths) in (1..).zip(show) {
        let mut first = 1;
        for length in lengths {
            let last = first + length - 1;
            text += &format!("tvdb:1 s{season}e{first}-{last} = mal:{id} e1-{length}\n");
            (first, id) = (last + 1, id + 1);
        }
    }
    Rules::parse(&text).unwrap()
}

fn any_line() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "- ", "tvdb:", "tmdb:", "mal:", "anilist:", "1", "23", "999999", "|", "?", "~", ":", "-",
        "s", "e", " = ", " ?= ", " -> ", "!", "::meta", "::rules", "#", " ", "\n", "é",
    ]);
    let words = prop::collection::vec(word, 0..24).prop_map(|words| words.concat());
    let relation = (0..99_u64, 1..40_u32, 0..40_u32, 0..99_u64, any::<bool>()).prop_map(
        |(from, first, more, to, again)| {
            let (last, mark) = (first + more, if again { "!" } else { "" });
            format!("- {from}|?|{from}:{first}-{last} -> {to}|?|~:1-{}{mark}", more + 1)
        },
    );
    prop_oneof![any::<String>(), words, relation]
}

proptest! {
    #![proptest_config(Config::with_cases(crate::cases(256)))]

    #[test]
    fn there_and_back_is_the_same_episode(show in any_show()) {
        let rules = rules_of(&show);
        let mut id = 100;
        let mut counted = 0;
        for (season, lengths) in (1..).zip(&show) {
            let mut number = 0;
            for length in lengths {
                for of_entry in 1..=*length {
                    number += 1;
                    counted += 1;
                    let entry = Entry { catalogue: Mal, id, number: of_entry };
                    let place = Place { catalogue: Tvdb, show: 1, season: Some(season), number };
                    prop_assert_eq!(rules.entry(&place, Mal), Mapped::One(entry));
                    prop_assert_eq!(rules.place(&entry, Tvdb), Mapped::One(place));
                    // And by the number that counts through the show.
                    let through = Place { season: None, number: counted, ..place };
                    prop_assert_eq!(rules.entry(&through, Mal), Mapped::One(entry));
                }
                id += 1;
            }
        }
        // Nothing is out of range.
        let beyond = Place { catalogue: Tvdb, show: 1, season: None, number: counted + 1 };
        prop_assert_eq!(rules.entry(&beyond, Mal), Mapped::Unknown);
        for number in [0, u32::MAX] {
            prop_assert_eq!(rules.entry(&Place { number, ..beyond }, Mal), Mapped::Unknown);
            let entry = Entry { catalogue: Mal, id: 100, number };
            prop_assert_eq!(rules.place(&entry, Tvdb), Mapped::Unknown);
        }
    }

    #[test]
    fn any_text_is_rules_or_refused(
        lines in prop::collection::vec(any_line(), 0..6),
        id in 0..99_u64,
        number in prop_oneof![0..80_u32, Just(u32::MAX)],
    ) {
        let Ok(rules) = Rules::parse(&lines.join("\n")) else { return Ok(()) };
        for catalogue in [Mal, Anilist] {
            let entry = Entry { catalogue, id, number };
            prop_assert!(rules.redirect(entry) != Mapped::Unknown);
            for called in rules.also_called(entry) {
                prop_assert_eq!(rules.redirect(called), Mapped::One(entry));
            }
            if let Mapped::One(place) = rules.place(&entry, Tvdb) {
                let there = rules.entry(&place, catalogue);
                let same = match &there {
                    Mapped::One(there) => *there == entry,
                    Mapped::Ambiguous(some) => some.contains(&entry),
                    Mapped::Unknown => false,
                };
                prop_assert!(same, "{:?} {:?} {:?}", entry, place, there);
            }
        }
    }
}
