use super::{Entry, Mapped, Place, Rules};
use crate::media::Catalogue::{self, Anidb, Anilist, Kitsu, Mal, Tmdb, Tvdb};
use crate::media::{Episode, ExternalIds, Media, Movie, Show};

/// The rules the hub has.
fn rules() -> Rules {
    let text = [include_str!("seasons.txt"), include_str!("relations.txt")].concat();
    Rules::parse(&text).unwrap()
}

const fn entry(catalogue: Catalogue, id: u64, number: u32) -> Entry {
    Entry { catalogue, id, number }
}

const fn place(catalogue: Catalogue, show: u64, season: u32, number: u32) -> Place {
    Place { catalogue, show, season: Some(season), number }
}

const fn counted(catalogue: Catalogue, show: u64, number: u32) -> Place {
    Place { catalogue, show, season: None, number }
}

/// `first..=last` of a season is the entry from its episode `from` on, and back.
fn season_is_entry(of: Place, last: u32, ids: &[(Catalogue, u64)], from: u32) {
    let rules = rules();
    for number in of.number..=last {
        let here = Place { number, ..of };
        for (catalogue, id) in ids {
            let there = entry(*catalogue, *id, from + number - of.number);
            assert_eq!(rules.entry(&here, *catalogue), Mapped::One(there), "{here:?}");
            assert_eq!(rules.place(&there, of.catalogue), Mapped::One(here), "{there:?}");
        }
    }
}

#[test]
fn attack_on_titan_season_by_season() {
    for (catalogue, show) in [(Tvdb, 267_440), (Tmdb, 1429)] {
        let first = |season, number| place(catalogue, show, season, number);
        season_is_entry(first(1, 1), 25, &[(Anidb, 9541), (Anilist, 16498), (Mal, 16498)], 1);
        season_is_entry(first(2, 1), 12, &[(Anidb, 10944), (Anilist, 20958), (Mal, 25777)], 1);
        season_is_entry(first(3, 1), 12, &[(Anidb, 13241), (Anilist, 99147), (Mal, 35760)], 1);
        season_is_entry(first(3, 13), 22, &[(Anidb, 14444), (Anilist, 104_578), (Mal, 38524)], 1);
        season_is_entry(first(4, 1), 16, &[(Anidb, 14977), (Anilist, 110_277), (Mal, 40028)], 1);
        season_is_entry(first(4, 17), 28, &[(Anidb, 16177), (Anilist, 131_681), (Mal, 48583)], 1);
    }
    season_is_entry(place(Tvdb, 267_440, 4, 29), 30, &[(Anidb, 17303), (Mal, 51535)], 1);
    season_is_entry(place(Tvdb, 267_440, 4, 29), 29, &[(Anilist, 146_984)], 1);
    season_is_entry(place(Tvdb, 267_440, 4, 30), 30, &[(Anilist, 162_314)], 1);
}

#[test]
fn what_sources_disagree_on_is_ambiguous() {
    let rules = rules();
    for (season, number) in [(4, 29), (0, 36)] {
        let at = place(Tmdb, 1429, season, number);
        assert_eq!(rules.entry(&at, Mal), Mapped::Ambiguous(vec![entry(Mal, 51535, 1)]));
        let one = vec![entry(Anilist, 146_984, 1)];
        assert_eq!(rules.entry(&at, Anilist), Mapped::Ambiguous(one));
    }
    let both = vec![place(Tmdb, 1429, 4, 30), place(Tmdb, 1429, 0, 37)];
    assert_eq!(rules.place(&entry(Mal, 51535, 2), Tmdb), Mapped::Ambiguous(both.clone()));
    assert_eq!(rules.place(&entry(Anilist, 162_314, 1), Tmdb), Mapped::Ambiguous(both));
}

#[test]
fn numbers_that_count_through_attack_on_titan() {
    let rules = rules();
    for (from, to, id) in
        [(26, 37, 20958), (38, 49, 99147), (50, 59, 104_578), (60, 75, 110_277), (76, 87, 131_681)]
    {
        for number in from..=to {
            let expected = Mapped::One(entry(Anilist, id, number - from + 1));
            assert_eq!(rules.entry(&counted(Tvdb, 267_440, number), Anilist), expected);
            // Files say so under the first season.
            assert_eq!(rules.entry(&place(Tmdb, 1429, 1, number), Anilist), expected);
        }
    }
    for number in [0, 89, 9999] {
        assert_eq!(rules.entry(&counted(Tmdb, 1429, number), Anilist), Mapped::Unknown);
    }
    // The third season's own episodes end at 22, and 50 is one of its.
    let third = rules.entry(&place(Tvdb, 267_440, 3, 50), Mal);
    assert_eq!(third, Mapped::One(entry(Mal, 38524, 1)));
    assert_eq!(
        rules.entry(&place(Tvdb, 267_440, 3, 26), Mal),
        Mapped::Unknown,
        "it is the second's"
    );
}

#[test]
fn eighty_six_is_one_season_and_two_entries() {
    for (catalogue, show) in [(Tvdb, 378_609), (Tmdb, 100_565)] {
        let first = place(catalogue, show, 1, 1);
        season_is_entry(first, 11, &[(Anidb, 15441), (Anilist, 116_589), (Mal, 41457)], 1);
        let second = place(catalogue, show, 1, 12);
        season_is_entry(second, 23, &[(Anidb, 16172), (Anilist, 131_586), (Mal, 48569)], 1);
        assert_eq!(rules().entry(&place(catalogue, show, 1, 24), Mal), Mapped::Unknown);
    }
}

#[test]
fn a_lion_counted_through() {
    season_is_entry(place(Tvdb, 306_269, 1, 1), 22, &[(Anilist, 21366)], 1);
    season_is_entry(place(Tvdb, 306_269, 2, 1), 22, &[(Anilist, 98478)], 1);
    for number in 23..=44 {
        let expected = entry(Anilist, 98478, number - 22);
        let told = rules().entry(&counted(Tvdb, 306_269, number), Anilist);
        assert_eq!(told, Mapped::One(expected));
        assert_eq!(rules().redirect(entry(Anilist, 21366, number)), Mapped::One(expected));
    }
}

#[test]
fn one_piece_is_one_entry() {
    let rules = rules();
    let mut before = 0;
    for (season, length) in (1..).zip([8, 22, 17, 13, 9, 22, 39, 13, 52]) {
        let first = place(Tvdb, 81797, season, 1);
        season_is_entry(first, length, &[(Anidb, 69), (Anilist, 21), (Mal, 21)], before + 1);
        before += length;
    }
    assert_eq!(before, 195);
    for number in 1..=195 {
        let expected = Mapped::One(entry(Anilist, 21, number));
        assert_eq!(rules.entry(&counted(Tvdb, 81797, number), Anilist), expected);
    }
    // TMDB's second season begins with 62, and is numbered in two ways.
    for number in 62..=77 {
        let expected = Mapped::One(entry(Mal, 21, number));
        let (anew, on) = (place(Tmdb, 37854, 2, number - 61), place(Tmdb, 37854, 2, number));
        assert_eq!(rules.entry(&anew, Mal), expected);
        assert_eq!(rules.entry(&on, Mal), expected);
        assert_eq!(rules.place(&entry(Mal, 21, number), Tmdb), Mapped::Ambiguous(vec![anew, on]));
    }
}

#[test]
fn two_episodes_that_are_one_elsewhere_count_when_both_are_seen() {
    let rules = rules();
    let at = |number| place(Tmdb, 37546, 1, number);
    assert_eq!(rules.entry(&at(1), Anilist), Mapped::One(entry(Anilist, 95, 2)));
    assert_eq!(rules.entry(&at(25), Anilist), Mapped::One(entry(Anilist, 95, 50)));
    assert_eq!(rules.place(&entry(Anilist, 95, 49), Tmdb), Mapped::Unknown, "half of one");
    assert_eq!(rules.place(&entry(Anilist, 95, 50), Tmdb), Mapped::One(at(25)));
    let cut = Rules::parse("tvdb:1 s1e1-4 = mal:2 e5-6").unwrap();
    let told = |number| cut.entry(&place(Tvdb, 1, 1, number), Mal);
    assert_eq!((told(3), told(4)), (Mapped::Unknown, Mapped::One(entry(Mal, 2, 6))));
    assert_eq!(cut.place(&entry(Mal, 2, 5), Tvdb), Mapped::One(place(Tvdb, 1, 1, 2)));
}

/// The examples of the form's own description.
const RELATIONS: &str = "\u{feff}::meta
- version: 1.3.0
- last_modified: 2026-08-03
::rules
# 86 -> ~ 2nd Season
- 41457|43066|116589:12-23 -> 48569|44398|131586:1-12!
- 16498|7442|16498:26-37 -> 25777|8671|20958:1-12!
- 35760|13569|99147:13-22 -> 38524|41982|104578:1-10
- ?|?|170068:19-? -> ?|?|206425:1-?!
- 33338|12228|21831:0 -> ~|~|~:1
- 1|2|3:14-16 -> 4|5|6:1
- 7|8|9:51-53 -> 10|11|12:1-2
";

#[test]
fn relations_lead_on() {
    let rules = Rules::parse(RELATIONS).unwrap();
    for (from, to) in [
        (entry(Mal, 41457, 12), entry(Mal, 48569, 1)),
        (entry(Kitsu, 43066, 23), entry(Kitsu, 44398, 12)),
        (entry(Anilist, 116_589, 23), entry(Anilist, 131_586, 12)),
        // Who picked the second entry already, but counts on.
        (entry(Anilist, 131_586, 13), entry(Anilist, 131_586, 2)),
        (entry(Mal, 16498, 37), entry(Mal, 25777, 12)),
        (entry(Anilist, 20958, 26), entry(Anilist, 20958, 1)),
        (entry(Anilist, 99147, 13), entry(Anilist, 104_578, 1)),
        (entry(Anilist, 170_068, 1000), entry(Anilist, 206_425, 982)),
        (entry(Mal, 33338, 0), entry(Mal, 33338, 1)),
        // One for all, and none beyond the last.
        (entry(Kitsu, 2, 16), entry(Kitsu, 5, 1)),
        (entry(Mal, 7, 52), entry(Mal, 10, 2)),
        (entry(Mal, 7, 53), entry(Mal, 7, 53)),
        // Nothing to lead on.
        (entry(Mal, 41457, 11), entry(Mal, 41457, 11)),
        (entry(Mal, 41457, 24), entry(Mal, 41457, 24)),
        (entry(Anilist, 104_578, 13), entry(Anilist, 104_578, 13)),
        (entry(Mal, 170_068, 19), entry(Mal, 170_068, 19)),
        (entry(Anidb, 16498, 26), entry(Anidb, 16498, 26)),
    ] {
        assert_eq!(rules.redirect(from), Mapped::One(to), "{from:?}");
    }
    // Its own last episode, or the first of those counted on?
    for (own, on) in [
        (entry(Anilist, 131_586, 12), entry(Anilist, 131_586, 1)),
        (entry(Anilist, 206_425, 19), entry(Anilist, 206_425, 1)),
    ] {
        assert_eq!(rules.redirect(own), Mapped::Ambiguous(vec![own, on]));
    }
    let called = rules.also_called(entry(Anilist, 131_586, 12));
    assert_eq!(called, [entry(Anilist, 116_589, 23), entry(Anilist, 131_586, 23)]);
    assert_eq!(rules.also_called(entry(Mal, 4, 1)), [], "one of three");
    assert_eq!(rules.twin(entry(Mal, 48569, 3), Anilist), Some(entry(Anilist, 131_586, 3)));
    assert_eq!(rules.twin(entry(Anilist, 170_068, 1), Mal), None);
}

#[test]
fn an_entry_that_is_named_counts_its_own_episodes_first() {
    let rules = Rules::parse(RELATIONS).unwrap();
    let second = ExternalIds { anilist: Some(131_586), ..ExternalIds::default() };
    let filed = |number, into| rules.file(&episode(second.clone(), 1, number), into);
    // Twelve is its last one; what is beyond was counted on from the entry before.
    for (number, own) in [(1, 1), (11, 11), (12, 12), (13, 2), (23, 12)] {
        assert_eq!(filed(number, Anilist), Mapped::One(entry(Anilist, 131_586, own)));
        assert_eq!(filed(number, Mal), Mapped::One(entry(Mal, 48569, own)));
    }
    let last = Media::Episode(episode(second, 1, 12));
    assert_eq!(rules.filed(&last, &[Anilist, Mal]), Some(last));
}

#[test]
fn lines_that_are_no_rules_are_named() {
    for line in [
        "- 1|2|3:1-2",
        "- 1|2:1 -> 3|4|5:1",
        "- 1|2|3|4:1 -> 3|4|5:1",
        "- 1|2|3:2-1 -> 4|5|6:1",
        "- 1|2|3:1 -> 4|5|x:1",
        "- 1|2|3:99999999999 -> 4|5|6:1",
        "tvdb:1 s1e1 = tmdb:2 e1",
        "mal:1 s1e1 = mal:2 e1",
        "tvdb:1 s1e1-3 = mal:2 e1-2",
        "tvdb:1 s1e1-? = mal:2 e1-2",
        "tvdb:1 s1e1 mal:2 e1",
        "tvdb:1 e1 = mal:2 e1",
        "imdb:1 s1e1 = mal:2 e1",
        "s1e1 = e1",
        "what",
    ] {
        let error = Rules::parse(&["# a note", "", line].join("\n")).unwrap_err();
        assert_eq!(error.message, "Line 3 is no rule.", "{line}");
    }
}

fn episode(ids: ExternalIds, season: u32, number: u32) -> Episode {
    Episode { show: Show { ids, ..Show::default() }, season, number, ..Episode::default() }
}

#[test]
fn an_episode_is_filed_by_whatever_ids_its_show_has() {
    let rules = rules();
    let none = ExternalIds::default;
    let tvdb = ExternalIds { tvdb: Some(378_609), ..none() };
    let both = ExternalIds { tmdb: Some(100_565), ..tvdb.clone() };
    for ids in [tvdb, both.clone()] {
        let filed = rules.file(&episode(ids, 1, 15), Mal);
        assert_eq!(filed, Mapped::One(entry(Mal, 48569, 4)));
    }
    // Two shows under one: neither is believed.
    let torn = ExternalIds { tmdb: Some(1429), ..both };
    assert!(
        matches!(rules.file(&episode(torn, 1, 15), Mal), Mapped::Ambiguous(two) if two.len() == 2)
    );
    let anilist = ExternalIds { anilist: Some(16498), ..none() };
    let filed = |number, into| rules.file(&episode(anilist.clone(), 1, number), into);
    assert_eq!(filed(3, Anilist), Mapped::One(entry(Anilist, 16498, 3)));
    assert_eq!(filed(26, Anilist), Mapped::One(entry(Anilist, 20958, 1)));
    assert_eq!(filed(26, Mal), Mapped::One(entry(Mal, 25777, 1)));
    assert_eq!(rules.file(&episode(anilist, 2, 3), Mal), Mapped::Unknown, "whose season?");
    assert_eq!(rules.file(&episode(none(), 1, 3), Mal), Mapped::Unknown);
}

#[test]
fn a_service_of_entries_gets_the_entry() {
    let rules = rules();
    let none = ExternalIds::default;
    let filed = |ids, season, number, keeps: &[Catalogue]| {
        let media = Media::Episode(episode(ids, season, number));
        rules.filed(&media, keeps).map(|media| match media {
            Media::Episode(e) => (e.show.ids, e.season, e.number),
            other => panic!("{other:?}"),
        })
    };
    let attack = ExternalIds { tvdb: Some(267_440), trakt: Some(1), ..none() };
    let ids =
        ExternalIds { mal: Some(38524), anilist: Some(104_578), anidb: Some(14444), ..none() };
    for keeps in [&[Anilist, Mal][..], &[Mal]] {
        assert_eq!(filed(attack.clone(), 3, 13, keeps), Some((ids.clone(), 1, 1)));
    }
    // The other catalogue numbers this one otherwise.
    let last = filed(attack.clone(), 4, 30, &[Anilist]).unwrap();
    assert_eq!(last, (ExternalIds { anilist: Some(162_314), ..none() }, 1, 1));
    let disputed = ExternalIds { tmdb: Some(1429), ..none() };
    assert_eq!(filed(disputed, 4, 30, &[Anilist]), None);
    // Whose id this is, nobody knows; numbered by itself it is believed.
    let own = ExternalIds { anilist: Some(5), tvdb: Some(6), ..none() };
    assert_eq!(filed(own.clone(), 2, 3, &[Anilist]), None);
    assert_eq!(filed(own, 1, 3, &[Anilist]).unwrap().2, 3);
    let entry = ExternalIds { anilist: Some(5), ..none() };
    assert_eq!(filed(entry.clone(), 2, 3, &[Mal]), Some((entry, 2, 3)));
    // A show that is no anime is no business of theirs; of one that is, a new season may be.
    let other = ExternalIds { tvdb: Some(6), ..none() };
    assert_eq!(filed(other.clone(), 2, 3, &[Anilist]), Some((other, 2, 3)));
    assert_eq!(filed(attack, 99, 1, &[Anilist]), None);
    let film = Media::Movie(Movie::default());
    assert_eq!(rules.filed(&film, &[Mal]), Some(film));
}

/// Every show, season, entry and number the rules name, and some they do not.
fn all_numbers() -> impl Iterator<Item = u32> {
    0..=210
}

#[test]
fn there_and_back_is_the_same_episode() {
    let rules = rules();
    let (mut seen, catalogues) = (0, [Anidb, Anilist, Kitsu, Mal]);
    for (catalogue, show) in [
        (Tvdb, 267_440),
        (Tmdb, 1429),
        (Tvdb, 378_609),
        (Tvdb, 306_269),
        (Tvdb, 81797),
        (Tmdb, 37854),
        (Tmdb, 37546),
    ] {
        for season in 0..=10 {
            for number in all_numbers() {
                let at = place(catalogue, show, season, number);
                for into in catalogues {
                    let Mapped::One(there) = rules.entry(&at, into) else { continue };
                    let back = rules.place(&there, catalogue);
                    let own = rules.rows.iter().any(|row| row.holds(&at));
                    match back {
                        Mapped::One(back) if own => assert_eq!(back, at),
                        Mapped::One(back) => {
                            assert_eq!(rules.entry(&back, into), Mapped::One(there))
                        }
                        Mapped::Ambiguous(some) => assert!(some.contains(&at) || !own, "{at:?}"),
                        Mapped::Unknown => panic!("{at:?} is {there:?}, which is nothing"),
                    }
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 1000, "{seen}");
}

#[test]
fn relations_lead_back_too() {
    let rules = Rules::parse(RELATIONS).unwrap();
    for id in [41457, 48569, 16498, 25777, 35760, 38524, 33338, 1, 4, 7, 10] {
        for number in all_numbers() {
            let from = entry(Mal, id, number);
            if let Mapped::One(to) = rules.redirect(from) {
                let back = rules.also_called(to);
                assert!(to == from || back.contains(&from) || to.number == 1, "{from:?}");
            }
            for called in rules.also_called(from) {
                assert_eq!(rules.redirect(called), Mapped::One(from));
            }
        }
    }
}
