use super::{Aired, Entry, Listing, Mapped, Place, Rules, aired};
use crate::media::Catalogue::{self, Anilist, Mal, Tmdb, Tvdb};
use crate::media::{ExternalIds, Movie, PartialDate, Show, Work};
use crate::providers::Candidate;
use crate::providers::metadata::{Episode, Season};
use crate::time::{Span, Timestamp};

const DAY: Span = Span::from_hours(24);

fn at(day: &str) -> Timestamp {
    Timestamp::parse_rfc3339(&format!("{day}T00:00:00Z")).unwrap()
}

fn date(at: Timestamp) -> Option<PartialDate> {
    PartialDate::of_utc(at)
}

/// Runs of episodes that air once a week: the first number, how many, the first day.
fn season(number: u32, runs: &[(u32, u32, &str)]) -> Season {
    let mut season = Season { number, ..Season::default() };
    for (first, count, from) in runs {
        let mut day = at(from);
        for of in *first..first + count {
            let date = date(day);
            let episode = Episode { season: number, number: of, date, ..Episode::default() };
            season.episodes.push(episode);
            day = day + Span::from_millis(DAY.millis() * 7);
        }
    }
    season
}

/// AniList's id, MyAnimeList's, title, first day, episodes, and those that have aired.
type Row<'a> = (u64, u64, &'a str, &'a str, Option<u32>, Option<u32>);

fn entry((anilist, mal, title, from, episodes, aired): Row<'_>) -> Candidate {
    let ids = ExternalIds { anilist: Some(anilist), mal: Some(mal), ..ExternalIds::default() };
    let show = Show { title: title.to_owned(), year: None, ids };
    let format = Some("tv".to_owned());
    let date = PartialDate::parse(from);
    Candidate { date, episodes, aired, format, ..Candidate::of(Work::Show(show)) }
}

/// One that has ended.
fn ended(anilist: u64, mal: u64, title: &str, from: &str, episodes: u32) -> Candidate {
    entry((anilist, mal, title, from, Some(episodes), Some(episodes)))
}

struct Known {
    ids: ExternalIds,
    titles: Vec<String>,
    seasons: Vec<Season>,
    entries: Vec<Candidate>,
}

impl Known {
    fn of(tmdb: u64, tvdb: u64, title: &str) -> Self {
        let ids = ExternalIds { tmdb: Some(tmdb), tvdb: Some(tvdb), ..ExternalIds::default() };
        Self { ids, titles: vec![title.to_owned()], seasons: Vec::new(), entries: Vec::new() }
    }

    fn aired(&self, until: &str) -> Aired {
        let Self { ids, titles, seasons, entries } = self;
        aired(&Listing { ids, titles, seasons, until: at(until) }, entries)
    }

    fn rules(&self) -> Rules {
        Rules::parse(&self.aired("2030-01-01").rules).unwrap()
    }

    fn show(&self, catalogue: Catalogue) -> u64 {
        if catalogue == Tmdb { self.ids.tmdb.unwrap() } else { self.ids.tvdb.unwrap() }
    }

    fn entry(&self, of: Catalogue, season: u32, number: u32) -> Mapped<u64> {
        let show = self.show(of);
        let place = Place { catalogue: of, show, season: Some(season), number };
        one(self.rules().entry(&place, Anilist), |entry| u64::from(entry.number) + entry.id * 1000)
    }
}

fn one<T, U>(mapped: Mapped<T>, of: impl Fn(T) -> U) -> Mapped<U> {
    match mapped {
        Mapped::One(it) => Mapped::One(of(it)),
        Mapped::Ambiguous(some) => Mapped::Ambiguous(some.into_iter().map(of).collect()),
        Mapped::Unknown => Mapped::Unknown,
    }
}

fn attack_on_titan() -> Known {
    let seasons = vec![
        season(0, &[(36, 1, "2023-03-04"), (37, 1, "2023-11-05")]),
        season(1, &[(1, 25, "2013-04-07")]),
        season(2, &[(1, 12, "2017-04-01")]),
        season(3, &[(1, 12, "2018-07-23"), (13, 10, "2019-04-29")]),
        season(4, &[(1, 16, "2020-12-07"), (17, 12, "2022-01-10")]),
    ];
    let special = Candidate {
        format: Some("special".to_owned()),
        ..ended(146_984, 51535, "Attack on Titan Final Season", "2023-03-04", 1)
    };
    let entries = vec![
        ended(131_681, 48583, "Attack on Titan Final Season Part 2", "2022-01-10", 12),
        ended(16498, 16498, "Attack on Titan", "2013-04-07", 25),
        ended(20958, 25777, "Attack on Titan Season 2", "2017-04-01", 12),
        // Announced for the evening before.
        ended(99147, 35760, "Attack on Titan Season 3", "2018-07-22", 12),
        ended(104_578, 38524, "Attack on Titan Season 3 Part 2", "2019-04-29", 10),
        ended(110_277, 40028, "Attack on Titan Final Season", "2020-12-07", 16),
        ended(21160, 31374, "Attack on Titan: Junior High", "2013-05-05", 12),
        ended(7, 8, "Shorts of Titans", "2013-04-07", 25),
        special,
    ];
    Known { seasons, entries, ..Known::of(1429, 267_440, "Attack on Titan") }
}

#[test]
fn attack_on_titan_season_by_season_and_counted_through() {
    let known = attack_on_titan();
    let rules = known.rules();
    let mut through = 0;
    for (season, first, last, anilist, mal) in [
        (1, 1, 25, 16498, 16498),
        (2, 1, 12, 20958, 25777),
        (3, 1, 12, 99147, 35760),
        (3, 13, 22, 104_578, 38524),
        (4, 1, 16, 110_277, 40028),
        (4, 17, 28, 131_681, 48583),
    ] {
        for number in first..=last {
            through += 1;
            for (into, id) in [(Anilist, anilist), (Mal, mal)] {
                let there = Entry { catalogue: into, id, number: number - first + 1 };
                let tmdb = |season, number| Place { catalogue: Tmdb, show: 1429, season, number };
                let here = tmdb(Some(season), number);
                assert_eq!(rules.entry(&here, into), Mapped::One(there), "{here:?}");
                assert_eq!(rules.place(&there, Tmdb), Mapped::One(here), "{there:?}");
                assert_eq!(rules.entry(&tmdb(None, through), into), Mapped::One(there));
            }
        }
    }
    for (season, number) in [(4, 29), (4, 30), (0, 36), (0, 37), (5, 1)] {
        assert_eq!(known.entry(Tmdb, season, number), Mapped::Unknown, "s{season}e{number}");
    }
    assert!(known.aired("2026-11-21").complete);
}

#[test]
fn other_catalogues_cut_a_show_alike_as_far_as_a_season_is_an_entry() {
    let known = attack_on_titan();
    assert_eq!(known.entry(Tvdb, 2, 3), Mapped::One(20_958_003));
    assert_eq!(known.entry(Tvdb, 3, 14), Mapped::One(104_578_002));
    assert_eq!(known.entry(Tvdb, 4, 1), Mapped::Unknown, "its third may be cut in two there");
    assert_eq!(one_piece().entry(Tvdb, 1, 1), Mapped::Unknown);
}

#[test]
fn eighty_six_is_one_season_and_two_entries() {
    let known = Known {
        seasons: vec![season(1, &[(1, 11, "2021-04-11"), (12, 12, "2021-10-03")])],
        entries: vec![
            ended(116_589, 41457, "86 EIGHTY-SIX", "2021-04-11", 11),
            ended(131_586, 48569, "86 EIGHTY-SIX Part 2", "2021-10-03", 12),
        ],
        ..Known::of(100_565, 378_609, "86 EIGHTY-SIX")
    };
    for catalogue in [Tmdb, Tvdb] {
        assert_eq!(known.entry(catalogue, 1, 11), Mapped::One(116_589_011));
        assert_eq!(known.entry(catalogue, 1, 12), Mapped::One(131_586_001));
        assert_eq!(known.entry(catalogue, 1, 23), Mapped::One(131_586_012));
        assert_eq!(known.entry(catalogue, 1, 24), Mapped::Unknown);
    }
}

#[test]
fn a_lion_counted_through() {
    let known = Known {
        seasons: vec![season(1, &[(1, 22, "2016-10-08")]), season(2, &[(1, 22, "2017-10-14")])],
        entries: vec![
            ended(21366, 31646, "March comes in like a lion", "2016-10-08", 22),
            ended(98478, 35180, "March comes in like a lion Season 2", "2017-10-14", 22),
        ],
        ..Known::of(66_870, 306_269, "March Comes In Like a Lion")
    };
    for number in 23..=44 {
        let expected = Mapped::One(98_478_000 + u64::from(number) - 22);
        assert_eq!(known.entry(Tvdb, 1, number), expected);
        assert_eq!(known.entry(Tmdb, 2, number - 22), expected);
    }
}

fn one_piece() -> Known {
    Known {
        seasons: vec![season(1, &[(1, 61, "1999-10-20")]), season(2, &[(62, 16, "2001-03-21")])],
        entries: vec![entry((21, 21, "ONE PIECE", "1999-10-20", None, Some(1150)))],
        ..Known::of(37854, 81797, "One Piece")
    }
}

#[test]
fn one_piece_is_one_entry_that_goes_on() {
    let known = one_piece();
    assert_eq!(known.entry(Tmdb, 1, 61), Mapped::One(21_061));
    for number in 62..=77 {
        let expected = Mapped::One(21_000 + u64::from(number));
        assert_eq!(known.entry(Tmdb, 2, number), expected);
        assert_eq!(known.entry(Tmdb, 2, number - 61), expected, "counted anew");
    }
    assert_eq!(known.entry(Tmdb, 2, 78), Mapped::Unknown);
    assert!(!known.aired("2026-11-21").complete);
}

/// A season of twelve with these entries.
fn twelve(entries: Vec<Candidate>) -> Known {
    let seasons = vec![season(1, &[(1, 12, "2026-10-01")])];
    Known { seasons, entries, ..Known::of(1, 2, "Paper Lanterns") }
}

#[test]
fn nothing_is_guessed() {
    let lanterns = |id, from, count| ended(id, id, "Paper Lanterns", from, count);
    let at_first = |known: &Known| known.entry(Tmdb, 1, 1);
    assert_eq!(at_first(&twelve(vec![lanterns(5, "2026-10-01", 12)])), Mapped::One(5001));
    // Two that begin together, or one that begins before the other ends.
    let two = twelve(vec![lanterns(5, "2026-10-01", 12), lanterns(6, "2026-10-02", 12)]);
    assert!(matches!(at_first(&two), Mapped::Ambiguous(_)), "{:?}", at_first(&two));
    let torn = twelve(vec![lanterns(5, "2026-10-01", 10), lanterns(6, "2026-11-12", 6)]);
    for number in [1, 7, 12] {
        let told = torn.entry(Tmdb, 1, number);
        assert!(matches!(told, Mapped::Ambiguous(_)), "{number}: {told:?}");
    }
    // One that ends in the middle of a season, and one that is longer than all there was.
    for count in [11, 13] {
        let off = twelve(vec![lanterns(5, "2026-10-01", count)]);
        assert_eq!(at_first(&off), Mapped::Ambiguous(vec![5001]), "{count}");
    }
    // Nobody knows how many, nor whether it runs; no first day; another day; a film.
    let open = entry((5, 5, "Paper Lanterns", "2026-10-01", None, None));
    assert_eq!(at_first(&twelve(vec![open])), Mapped::Ambiguous(vec![5001]));
    for from in ["", "2026", "2026-10", "2026-09-28", "2026-10-04"] {
        let undated = entry((5, 5, "Paper Lanterns", from, Some(12), Some(12)));
        let told = twelve(vec![undated]).aired("2027-01-01");
        assert_eq!(told, Aired::default(), "{from}");
    }
    let film = Candidate {
        work: Work::Movie(Movie { title: "Paper Lanterns".to_owned(), ..Movie::default() }),
        ..lanterns(5, "2026-10-01", 12)
    };
    assert_eq!(twelve(vec![film]).aired("2027-01-01"), Aired::default());
    assert_eq!(twelve(Vec::new()).aired("2027-01-01"), Aired::default());
}

#[test]
fn a_show_that_runs_is_known_as_far_as_it_has_aired() {
    let lanterns = entry((5, 5, "Paper Lanterns", "2026-10-01", Some(12), Some(7)));
    let known = twelve(vec![lanterns]);
    let so_far = known.aired("2026-11-18");
    assert_eq!(so_far.rules, "tvdb:2 tmdb:1 s1e1-7 = mal:5 anilist:5 e1-7\n");
    assert!(!so_far.complete);
    // Not all of it is listed yet.
    let mut fewer = known;
    fewer.seasons[0].episodes.truncate(8);
    assert_eq!(fewer.aired("2026-11-18").rules, so_far.rules);
}

#[test]
fn a_later_season_may_have_a_name_of_its_own_where_it_fits() {
    let mut known = twelve(vec![
        ended(5, 5, "Paper Lanterns", "2026-10-01", 12),
        ended(6, 6, "Paper Lanterns: Second Festival", "2027-10-01", 12),
        ended(7, 7, "Paper Lanterns: Behind the Stalls", "2026-10-08", 4),
    ]);
    known.seasons.push(season(2, &[(1, 12, "2027-10-01")]));
    assert_eq!(known.entry(Tmdb, 1, 2), Mapped::One(5002), "what runs beside it is not it");
    let rules = Rules::parse(&known.aired("2028-01-01").rules).unwrap();
    let place = Place { catalogue: Tmdb, show: 1, season: Some(2), number: 3 };
    assert_eq!(rules.entry(&place, Mal), Mapped::One(Entry { catalogue: Mal, id: 6, number: 3 }));
}

#[test]
fn an_entry_of_two_numberings_is_named_where_both_agree() {
    let known = twelve(vec![
        ended(5, 9, "Paper Lanterns", "2026-10-01", 6),
        ended(6, 9, "Paper Lanterns Part 2", "2026-11-12", 6),
    ]);
    let rules = known.aired("2027-01-01").rules;
    assert_eq!(
        rules,
        "tvdb:2 tmdb:1 s1e1-6 = anilist:5 e1-6\ntvdb:2 tmdb:1 s1e7-12 = anilist:6 e1-6\n"
    );
}
