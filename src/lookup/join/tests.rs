use super::{Join, Joined, Next, Sought, Told, told};
use crate::lookup::anime::Rules;
use crate::media::{Episode, ExternalIds, Media, Movie, PartialDate, Show, Work, WorkKind};
use crate::providers::metadata::{self, Metadata, Season, Subject, Title};
use crate::providers::{self, Candidate, Descriptor, Intent, Outcome};
use crate::time::Timestamp;

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

fn none() -> ExternalIds {
    ExternalIds::default()
}

fn named(title: &str, ids: ExternalIds) -> Show {
    Show { title: title.to_owned(), year: None, ids }
}

fn part(title: &str, ids: ExternalIds, season: u32, number: u32) -> Episode {
    Episode { show: named(title, ids), season, number, ..Episode::default() }
}

fn episode(ids: ExternalIds, season: u32, number: u32) -> Media {
    Media::Episode(part("X", ids, season, number))
}

fn film(ids: ExternalIds) -> Media {
    Media::Movie(Movie { title: "X".to_owned(), year: None, ids })
}

fn to(service: &str) -> &'static Descriptor {
    providers::by_id(service).unwrap().descriptor()
}

/// Two catalogues: a show of two seasons of three, an entry each; and their film.
struct World {
    state: &'static str,
    genre: &'static str,
    language: &'static str,
    asked: Vec<String>,
}

impl World {
    fn new() -> Self {
        Self { state: "Ended", genre: "Animation", language: "ja", asked: Vec::new() }
    }

    fn join(&mut self, media: &Media) -> Joined {
        let mut join = Join::new(NOW, Sought::of(media).unwrap());
        loop {
            let answer = match join.ask() {
                Next::Titles(intent) => self.titles(intent),
                Next::Entries(intent) => self.entries(intent),
                Next::Done(joined) => return *joined,
            };
            join.learn(answer);
        }
    }

    fn titles(&mut self, intent: Intent) -> Option<Outcome> {
        self.asked.push("titles".to_owned());
        let tmdb = |tmdb| ExternalIds { tmdb: Some(tmdb), ..none() };
        match intent {
            Intent::Find(by_id) if by_id.kind == WorkKind::Episode && by_id.id == "21" => {
                let show = Show { ids: tmdb(1), ..Show::default() };
                let found = Episode { show, season: 2, number: 1, ..Episode::default() };
                Some(Outcome::Found(vec![Candidate::of(Work::Episode(found))]))
            }
            Intent::Find(by_id) if by_id.id == "tt1" => {
                Some(Outcome::Found(vec![Candidate::of(Work::Show(named("Kites", tmdb(1))))]))
            }
            Intent::Find(_) => Some(Outcome::Found(Vec::new())),
            Intent::Search(query) if query.kind == Some(WorkKind::Movie) => {
                let work = Work::Movie(Movie { title: "Sky".to_owned(), year: None, ids: tmdb(2) });
                let date = PartialDate::parse("2021-08-01");
                Some(Outcome::Found(vec![Candidate { date, ..Candidate::of(work) }]))
            }
            Intent::Search(query) if query.title == "lone kite" => Some(Outcome::Found(Vec::new())),
            Intent::Search(query) => {
                assert_eq!(query.title, "kites", "without words for a season");
                let later = PartialDate::parse("2025-01-01");
                let works = [("Kites", 9, later), ("Boats", 8, None), ("Kites", 1, None)];
                let candidate = |(title, id, date)| Candidate {
                    date,
                    ..Candidate::of(Work::Show(named(title, tmdb(id))))
                };
                Some(Outcome::Found(works.map(candidate).into()))
            }
            Intent::Metadata(ask) => Some(Outcome::Metadata(Box::new(self.tell(&ask.about)?))),
            other => panic!("{other:?}"),
        }
    }

    fn tell(&self, about: &Subject) -> Option<Metadata> {
        match about {
            Subject::Title(_, ids) if ids.tmdb == Some(2) => {
                let ids = ExternalIds { imdb: Some("tt2".to_owned()), ..ids.clone() };
                let work = Work::Movie(Movie { title: "Sky".to_owned(), year: None, ids });
                Some(self.title(work, "2021-08-01", Vec::new()))
            }
            Subject::Title(_, ids) if ids.tmdb == Some(1) => {
                let ids =
                    ExternalIds { tvdb: Some(10), imdb: Some("tt1".to_owned()), ..ids.clone() };
                let season = |number| Season { number, ..Season::default() };
                let seasons = [0, 1, 2].map(season).into();
                Some(self.title(Work::Show(named("Kites", ids)), "2020-01-05", seasons))
            }
            Subject::Season(_, number) => {
                let days = match number {
                    1 => ["2020-01-05", "2020-01-12", "2020-01-19"],
                    _ => ["2021-01-03", "2021-01-10", "2021-01-17"],
                };
                let episodes = (1..).zip(days).map(|(of, day)| metadata::Episode {
                    season: *number,
                    number: of,
                    date: PartialDate::parse(day),
                    ..metadata::Episode::default()
                });
                let episodes = episodes.collect();
                Some(Metadata::Season(Season { number: *number, episodes, ..Season::default() }))
            }
            other => panic!("{other:?}"),
        }
    }

    fn title(&self, work: Work, date: &str, seasons: Vec<Season>) -> Metadata {
        let told = serde_json::json!({
            "work": work, "date": date, "genres": [self.genre], "language": self.language,
            "state": self.state,
        });
        let title: Title = serde_json::from_value(told).unwrap();
        let genres = title.genres.into_iter().filter(|genre| !genre.is_empty()).collect();
        Metadata::Title(Box::new(Title { seasons, genres, ..title }))
    }

    fn entries(&mut self, intent: Intent) -> Option<Outcome> {
        self.asked.push("entries".to_owned());
        let ids = |id| ExternalIds { anilist: Some(id), mal: Some(id + 100), ..none() };
        let entry = |id, title, date, format: &str| Candidate {
            date: PartialDate::parse(date),
            episodes: Some(3),
            aired: Some(3),
            format: Some(format.to_owned()),
            ..Candidate::of(Work::Show(named(title, ids(id))))
        };
        let sky = Work::Movie(Movie { title: "Sky".to_owned(), year: None, ids: ids(7) });
        let date = PartialDate::parse("2021-08-01");
        let sky = Candidate { date, ..Candidate::of(sky) };
        let all = vec![
            entry(5, "Kites", "2020-01-05", "tv"),
            entry(6, "Kites Season 2", "2021-01-03", "tv"),
            entry(8, "Lone Kite", "2022-02-02", "ova"),
            sky,
        ];
        Some(Outcome::Found(match intent {
            Intent::Find(by_id) => {
                let id = by_id.id.parse::<u64>().unwrap() % 100;
                all.into_iter().filter(|it| it.work.ids() == Some(&ids(id))).collect()
            }
            _ => all,
        }))
    }
}

fn rules() -> Rules {
    Rules::default()
}

#[test]
fn a_show_is_joined_with_its_entries() {
    let mut world = World::new();
    let media = episode(ExternalIds { imdb: Some("tt1".to_owned()), ..none() }, 2, 3);
    for service in ["anilist", "myanimelist"] {
        assert_eq!(told(&media, to(service), &rules(), None), Told::ToJoin);
    }
    for service in ["trakt", "simkl", "lastfm"] {
        assert_eq!(told(&media, to(service), &rules(), None), Told::AsItCame);
    }
    let joined = world.join(&media);
    assert!(joined.complete);
    assert_eq!(joined.title.ids.tvdb, Some(10));
    assert_eq!(
        joined.rules,
        "tvdb:10 tmdb:1 s1e1-3 = mal:105 anilist:5 e1-3\n\
         tvdb:10 tmdb:1 s2e1-3 = mal:106 anilist:6 e1-3\n"
    );
    assert_eq!(world.asked, ["titles", "titles", "titles", "titles", "entries"]);
    let Told::As(there) = told(&media, to("anilist"), &rules(), Some(&joined)) else { panic!() };
    let Media::Episode(there) = *there else { panic!() };
    let ids = ExternalIds { anilist: Some(6), mal: Some(106), ..none() };
    assert_eq!((there.show.ids, there.season, there.number), (ids, 1, 3));
    // An anime it is, but no such episode.
    let beyond = episode(ExternalIds { imdb: Some("tt1".to_owned()), ..none() }, 3, 1);
    assert_eq!(told(&beyond, to("anilist"), &rules(), Some(&joined)), Told::Unsaid);
}

#[test]
fn an_entry_is_joined_with_its_show() {
    let media = episode(ExternalIds { mal: Some(106), ..none() }, 1, 3);
    assert_eq!(told(&media, to("trakt"), &rules(), None), Told::ToJoin);
    for service in ["simkl", "anilist", "myanimelist"] {
        assert_eq!(told(&media, to(service), &rules(), None), Told::AsItCame, "{service}");
    }
    let joined = World::new().join(&media);
    let Told::As(there) = told(&media, to("trakt"), &rules(), Some(&joined)) else { panic!() };
    let Media::Episode(there) = *there else { panic!() };
    assert_eq!((there.show, there.season, there.number), (joined.title, 2, 3));
    let nothing = Joined::default();
    assert_eq!(told(&media, to("trakt"), &rules(), Some(&nothing)), Told::Unsaid);
    let unknown = episode(ExternalIds { anilist: Some(77), ..none() }, 1, 3);
    assert_eq!(World::new().join(&unknown), nothing);
}

#[test]
fn an_entry_that_no_show_has_is_the_same_at_others_that_keep_entries() {
    let media = episode(ExternalIds { anilist: Some(8), ..none() }, 1, 2);
    let joined = World::new().join(&media);
    assert!(!joined.complete);
    let Told::As(there) = told(&media, to("myanimelist"), &rules(), Some(&joined)) else {
        panic!()
    };
    let Media::Episode(there) = *there else { panic!() };
    assert_eq!((there.show.ids.mal, there.season, there.number), (Some(108), 1, 2));
    assert_eq!(told(&media, to("trakt"), &rules(), Some(&joined)), Told::Unsaid);
    let other = episode(ExternalIds { anilist: Some(9), ..none() }, 1, 2);
    assert_eq!(told(&other, to("myanimelist"), &rules(), Some(&joined)), Told::AsItCame);
}

#[test]
fn every_catalogue_that_numbers_from_one_says_nothing_of_seasons() {
    let text =
        concat!(include_str!("../anime/seasons.txt"), include_str!("../anime/relations.txt"));
    let known = Rules::parse(text).unwrap();
    for ids in
        [ExternalIds { kitsu: Some(41982), ..none() }, ExternalIds { anidb: Some(14444), ..none() }]
    {
        let media = episode(ids, 1, 2);
        let Told::As(there) = told(&media, to("trakt"), &known, None) else { panic!("{media:?}") };
        let Media::Episode(there) = *there else { panic!() };
        assert_eq!((there.show.ids.tmdb, there.season, there.number), (Some(1429), 3, 14));
        let nothing = Joined::default();
        assert_eq!(told(&media, to("trakt"), &rules(), Some(&nothing)), Told::Unsaid);
    }
}

#[test]
fn what_may_grow_is_not_complete() {
    let media = episode(ExternalIds { tmdb: Some(1), ..none() }, 2, 3);
    let complete = |world: World| ({ world }).join(&media).complete;
    assert!(complete(World::new()));
    assert!(!complete(World { state: "Returning Series", ..World::new() }));
    assert!(complete(World { genre: "Drama", ..World::new() }));
    assert!(!complete(World { genre: "", ..World::new() }), "new there, and of no genre yet");
}

#[test]
fn an_entry_beside_its_show_says_whose_the_number_is() {
    let both = |mal, number| {
        let ids = ExternalIds { tmdb: Some(1), mal: Some(mal), ..none() };
        episode(ids, 1, number)
    };
    let joined = World::new().join(&both(106, 3));
    let told = |media: &Media, service| told(media, to(service), &rules(), Some(&joined));
    assert_eq!(told(&both(105, 3), "simkl"), Told::AsItCame);
    let Told::As(there) = told(&both(106, 3), "simkl") else { panic!() };
    let Media::Episode(there) = *there else { panic!() };
    assert_eq!((there.season, there.number, there.show.ids.mal), (2, 3, None));
    // An id that none of the show's entries has says nothing against its numbers.
    assert_eq!(told(&both(199, 3), "simkl"), Told::AsItCame);
    assert_eq!(told(&both(199, 3), "myanimelist"), Told::Unsaid);
    // Of another show altogether.
    let ids = ExternalIds { tmdb: Some(4), mal: Some(106), ..none() };
    assert_eq!(told(&episode(ids, 1, 3), "trakt"), Told::Unsaid);
}

#[test]
fn what_is_no_anime_is_nobodys_question() {
    let media = episode(ExternalIds { tmdb: Some(1), ..none() }, 2, 3);
    for (genre, language) in [("Drama", "ja"), ("Animation", "en")] {
        let mut world = World { genre, language, ..World::new() };
        let joined = world.join(&media);
        assert_eq!((&*joined.rules, joined.complete), ("", true));
        assert_eq!(world.asked, ["titles"]);
        assert_eq!(told(&media, to("anilist"), &rules(), Some(&joined)), Told::AsItCame);
    }
    let nowhere = episode(ExternalIds { imdb: Some("tt9".to_owned()), ..none() }, 2, 3);
    assert_eq!(World::new().join(&nowhere), Joined::default());
}

#[test]
fn a_film_is_joined_by_title_and_day() {
    let by_id = film(ExternalIds { tmdb: Some(2), ..none() });
    assert_eq!(told(&by_id, to("trakt"), &rules(), None), Told::AsItCame);
    assert_eq!(told(&by_id, to("anilist"), &rules(), None), Told::ToJoin);
    let joined = World::new().join(&by_id);
    let ids = &joined.title.ids;
    assert_eq!((ids.anilist, ids.mal, ids.imdb.as_deref()), (Some(7), Some(107), Some("tt2")));
    assert!(joined.complete);
    let entry = film(ExternalIds { mal: Some(107), ..none() });
    assert_eq!(told(&entry, to("simkl"), &rules(), None), Told::AsItCame);
    assert_eq!(World::new().join(&entry).title.ids.tmdb, Some(2));
    let other = film(ExternalIds { mal: Some(777), ..none() });
    assert_eq!(World::new().join(&other), Joined::default());
}

#[test]
fn an_episode_leads_to_its_show() {
    let ids = ExternalIds { tvdb: Some(21), ..none() };
    // A server's own title and number.
    let media = Media::Episode(Episode { ids: ids.clone(), ..part("Drachen", none(), 1, 4) });
    for service in ["trakt", "simkl", "anilist"] {
        assert_eq!(told(&media, to(service), &rules(), None), Told::ToJoin, "{service}");
    }
    let mut world = World::new();
    let joined = world.join(&media);
    assert_eq!((&*joined.title.title, joined.place), ("Kites", Some((2, 1))));
    let there = |service| match told(&media, to(service), &rules(), Some(&joined)) {
        Told::As(there) => *there,
        told => panic!("{told:?}"),
    };
    let show = joined.title.clone();
    assert_eq!(there("trakt"), Media::Episode(Episode { show, ids, ..part("", none(), 2, 1) }));
    let Media::Episode(entry) = there("anilist") else { panic!() };
    assert_eq!((entry.show.ids.anilist, entry.season, entry.number), (Some(6), 1, 1));
    // Nobody knows it: its title may do.
    let nothing = Joined::default();
    assert_eq!(told(&media, to("trakt"), &rules(), Some(&nothing)), Told::AsItCame);
    let mut drama = World { genre: "Drama", ..World::new() };
    let joined = drama.join(&media);
    assert_eq!(told(&media, to("anilist"), &rules(), Some(&joined)), Told::AsItCame);
}

#[test]
fn nothing_is_sought_without_an_id() {
    assert_eq!(Sought::of(&film(none())), None);
    assert_eq!(Sought::of(&film(ExternalIds { trakt: Some(1), ..none() })), None);
    let two = film(ExternalIds { imdb: Some("tt2".to_owned()), tmdb: Some(2), ..none() });
    assert_eq!(Sought::of(&two).unwrap().name(), "tmdb:2:movie");
}
