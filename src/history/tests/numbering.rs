use super::super::{Library, Merged, Numbering, Origin, Rules, Zone};
use crate::lookup::anime;
use crate::media::{Episode, ExternalIds, Show, Work};
use crate::providers::{Listing, Row};
use crate::time::Timestamp;

fn library(told: &[(&str, ExternalIds, u32, u32)]) -> Library {
    let mut library = Library::default();
    for (origin, ids, season, number) in told {
        let show = Show { ids: ids.clone(), ..Show::default() };
        let (season, number) = (*season, *number);
        let work = Work::Episode(Episode { show, season, number, ..Episode::default() });
        let row = Row { at: Some(Timestamp::from_secs(1_790_000_000)), ..Row::of(work) };
        library.add(&row, Listing::History, &Origin::parse(origin).unwrap());
    }
    library
}

fn equate(library: &mut Library, numbering: &Numbering) {
    numbering.same.iter().for_each(|[one, other]| assert!(library.equate(one, other)));
}

#[test]
fn a_play_is_one_by_season_by_entry_and_through_the_show_and_goes_out_by_its_season() {
    let rules = anime::Rules::parse(
        "tvdb:1 s1e1-12 = mal:10 anilist:100 e1-12\ntvdb:1 s2e1-12 = mal:11 anilist:101 e1-12",
    );
    let rules = rules.unwrap();
    let tvdb = ExternalIds { tvdb: Some(1), trakt: Some(7), ..ExternalIds::default() };
    let mal = ExternalIds { mal: Some(11), ..ExternalIds::default() };
    let anilist = ExternalIds { anilist: Some(101), ..ExternalIds::default() };
    let unknown = ExternalIds { mal: Some(12), ..ExternalIds::default() };
    let mut ours = library(&[
        ("player", mal, 1, 3),
        ("import:own", anilist, 1, 3),
        ("import:netflix", ExternalIds { trakt: None, ..tvdb.clone() }, 1, 15),
        ("import:tvtime", unknown.clone(), 1, 3),
    ]);
    let theirs = library(&[("service:trakt", tvdb, 2, 3)]);
    let numbering = Numbering::of(&ours, Some(&theirs), &rules, &[]);
    let unplaced: Vec<_> = numbering.unplaced.iter().map(|it| it.show.ids.clone()).collect();
    assert_eq!((numbering.same.len(), unplaced), (3, vec![unknown]));
    equate(&mut ours, &numbering);
    ours.merge(&theirs).unwrap();
    let merged = Merged::of(&ours, &Rules::of(Zone::UTC));
    let works = merged.plays().filter_map(|play| merged.groups().work(ours.items(), play.work));
    let told: Vec<_> = works
        .filter_map(|work| match work {
            Work::Episode(it) => Some((it.show.ids.tvdb, it.show.ids.mal, it.season, it.number)),
            _ => None,
        })
        .collect();
    assert_eq!(told, [(Some(1), None, 2, 3), (None, Some(12), 1, 3)]);
    assert!(Numbering::of(&ours, None, &rules, &[]).same.is_empty(), "that is known");
}

#[test]
fn what_lies_beside_is_told_once() {
    let rules = anime::Rules::parse("tvdb:1 s2e1-12 = mal:11 e1-12").unwrap();
    let mal = ExternalIds { mal: Some(11), ..ExternalIds::default() };
    let theirs = library(&[("service:simkl", mal, 1, 3)]);
    let mut ours = Library::default();
    let numbering = Numbering::of(&ours, Some(&theirs), &rules, &[]);
    assert_eq!(numbering.same.len(), 1);
    equate(&mut ours, &numbering);
    assert!(Numbering::of(&ours, Some(&theirs), &rules, &[]).same.is_empty());
}
