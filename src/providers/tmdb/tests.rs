use super::{DESCRIPTOR, PICTURES, Tmdb};
use crate::auth::App;
use crate::error::{Error, ErrorKind};
use crate::http::HttpRequest;
use crate::media::{Catalogue, ExternalIds, Movie, PartialDate, Work, WorkKind};
use crate::providers::fixture::{NOW, digest, plan};
use crate::providers::metadata::{Ask, Metadata, Season, Subject, Title, Votes, Window};
use crate::providers::{ById, Candidate, Context, Intent, Outcome, Profile, Query, Service};
use crate::time::Span;

fn tmdb(id: u64) -> ExternalIds {
    ExternalIds { tmdb: Some(id), ..ExternalIds::default() }
}

fn query(kind: Option<WorkKind>, year: Option<i32>) -> Query {
    Query { kind, title: "the harbour".into(), artist: None, year, exact: false, page: 1 }
}

fn by_id(catalogue: Catalogue, id: &str, kind: WorkKind) -> ById {
    ById { catalogue, id: id.to_owned(), kind }
}

fn about(subject: Subject) -> Intent {
    Intent::Metadata(Ask::about(subject))
}

fn path(intent: &Intent) -> String {
    let url = plan(&Tmdb, intent).unwrap().url;
    url.strip_prefix("https://api.themoviedb.org/3").unwrap().to_owned()
}

fn found(intent: &Intent, name: &str) -> Vec<Candidate> {
    match digest(&Tmdb, intent, name) {
        Ok(Outcome::Found(candidates)) => candidates,
        other => panic!("{name}: {other:?}"),
    }
}

fn told(subject: Subject, name: &str) -> Metadata {
    match digest(&Tmdb, &about(subject), name) {
        Ok(Outcome::Metadata(told)) => *told,
        other => panic!("{name}: {other:?}"),
    }
}

fn title(kind: WorkKind, name: &str) -> Title {
    match told(Subject::Title(kind, tmdb(900_001)), name) {
        Metadata::Title(title) => *title,
        other => panic!("{name}: {other:?}"),
    }
}

fn date(text: &str) -> Option<PartialDate> {
    PartialDate::parse(text)
}

#[test]
fn every_question_has_its_address() {
    use WorkKind::{Movie, Show};
    let ids = || tmdb(7);
    for (subject, expected) in [
        (Subject::Title(Movie, ids()), "/movie/7?append_to_response=external_ids%2Ccredits"),
        (Subject::Title(Show, ids()), "/tv/7?append_to_response=external_ids%2Ccredits"),
        (Subject::Ids(Movie, ids()), "/movie/7/external_ids"),
        (Subject::Ids(Show, ids()), "/tv/7/external_ids"),
        (Subject::Credits(Movie, ids()), "/movie/7/credits"),
        (Subject::Credits(Show, ids()), "/tv/7/credits"),
        (Subject::Season(ids(), 0), "/tv/7/season/0"),
        (Subject::Person(287), "/person/287"),
        (Subject::Works(287), "/person/287/combined_credits"),
        (Subject::Collection(10), "/collection/10"),
        (Subject::Trending(None, Window::Day, 1), "/trending/all/day?page=1"),
        (Subject::Trending(Some(Show), Window::Week, 2), "/trending/tv/week?page=2"),
        (Subject::Search(query(None, None)), "/search/multi?query=the%20harbour&page=1"),
    ] {
        assert_eq!(path(&about(subject)), expected);
    }
    let german = Ask { language: Some("de-AT".into()), ..Ask::about(Subject::Person(287)) };
    assert_eq!(path(&Intent::Metadata(german)), "/person/287?language=de-AT");
}

#[test]
fn a_search_names_its_kind_and_its_year() {
    let asked = |kind, year| path(&Intent::Search(query(kind, year)));
    assert_eq!(
        asked(Some(WorkKind::Movie), Some(2019)),
        "/search/movie?query=the%20harbour&year=2019&page=1"
    );
    assert_eq!(
        asked(Some(WorkKind::Show), Some(2019)),
        "/search/tv?query=the%20harbour&first_air_date_year=2019&page=1"
    );
    assert_eq!(asked(Some(WorkKind::Movie), Some(19)), "/search/movie?query=the%20harbour&page=1");
    assert_eq!(asked(None, Some(2019)), "/search/multi?query=the%20harbour&page=1");
}

#[test]
fn an_id_is_looked_for_where_it_can_be() {
    use Catalogue::{Imdb, Mal, Tmdb as Own, Tvdb};
    let asked = |catalogue, id, kind| plan(&Tmdb, &Intent::Find(by_id(catalogue, id, kind)));
    for (catalogue, id, kind, expected) in [
        (Imdb, "tt99000001", WorkKind::Movie, "/find/tt99000001?external_source=imdb_id"),
        (Tvdb, "881189", WorkKind::Episode, "/find/881189?external_source=tvdb_id"),
        (Imdb, "../a?b", WorkKind::Show, "/find/..%2Fa%3Fb?external_source=imdb_id"),
        (Own, "7", WorkKind::Show, "/tv/7?append_to_response=external_ids"),
    ] {
        let url = asked(catalogue, id, kind).unwrap().url;
        assert_eq!(url, format!("{}{expected}", DESCRIPTOR.base));
    }
    for (catalogue, id, kind) in [
        (Tvdb, "1", WorkKind::Movie),
        (Imdb, "tt1", WorkKind::Season),
        (Mal, "1", WorkKind::Show),
        (Own, "x", WorkKind::Movie),
        (Own, "1", WorkKind::Track),
    ] {
        assert_eq!(asked(catalogue, id, kind).unwrap_err().kind, ErrorKind::BadInput, "{id}");
    }
}

#[test]
fn what_tmdb_cannot_answer_is_not_sent() {
    let late = Query { page: 501, ..query(None, None) };
    let wordless = Query { title: " ".into(), ..query(None, None) };
    for intent in [
        Intent::Search(late),
        Intent::Search(wordless),
        Intent::Search(query(Some(WorkKind::Track), None)),
        about(Subject::Title(WorkKind::Movie, ExternalIds::default())),
        about(Subject::Title(WorkKind::Book, tmdb(1))),
        about(Subject::Trending(Some(WorkKind::Episode), Window::Day, 1)),
        about(Subject::Trending(None, Window::Day, 501)),
        Intent::Count,
    ] {
        assert_eq!(plan(&Tmdb, &intent).unwrap_err().kind, ErrorKind::BadInput, "{intent:?}");
    }
    let nobody = Tmdb.plan(&Intent::Profile, &Context::default()).unwrap_err();
    assert_eq!(nobody.kind, ErrorKind::NotSent, "it waits until the owner has mended it");
}

#[test]
fn the_key_goes_where_one_of_its_form_goes() {
    let signed = |key: &str| -> HttpRequest {
        let app = App { client_id: key.to_owned(), ..App::default() };
        let mut request = plan(&Tmdb, &Intent::Search(query(None, None))).unwrap();
        Tmdb.sign(&mut request, &Context { app: Some(&app), ..Context::default() });
        assert!(!format!("{request:?}").contains(key));
        request
    };
    let short = "0123456789abcdef0123456789ABCDEF";
    let request = signed(short);
    assert!(request.url.ends_with(&format!("&page=1&api_key={short}")), "{}", request.url);
    assert!(request.headers.iter().all(|(name, _)| name != "authorization"));
    for long in ["test-read-access", &short[1..], &short.replace('a', "x")] {
        let request = signed(long);
        assert!(!request.url.contains(long));
        assert_eq!(request.headers.last().unwrap().1, format!("Bearer {long}"));
    }
}

#[test]
fn a_search_finds_what_may_be_meant() {
    let films = found(&Intent::Search(query(Some(WorkKind::Movie), None)), "search_movie");
    // The row without an id is nobody's.
    assert_eq!(films.len(), 2);
    let film = &films[0];
    let work = Movie { title: "The Harbour".into(), year: Some(2019), ids: tmdb(900_001) };
    assert_eq!(film.work, Work::Movie(work));
    assert_eq!(film.other_titles, ["De Haven"]);
    assert_eq!(film.date, date("2019-05-02"));
    assert_eq!(film.image.as_deref(), Some("https://image.tmdb.org/t/p/w185/harbour_1.jpg"));
    assert_eq!(film.page.as_deref(), Some("https://www.themoviedb.org/movie/900001"));
    // Its id came as a text, its date and overview empty.
    assert_eq!(films[1].work.ids().unwrap().tmdb, Some(900_002));
    assert_eq!((films[1].date, films[1].overview.as_ref()), (None, None));

    let shows = found(&Intent::Search(query(Some(WorkKind::Show), None)), "search_tv");
    assert_eq!(shows[0].work.kind(), WorkKind::Show);
    assert_eq!(shows[0].page.as_deref(), Some("https://www.themoviedb.org/tv/900010"));

    let all = found(&Intent::Search(query(None, None)), "search_multi");
    let kinds: Vec<_> = all.iter().map(|candidate| candidate.work.kind()).collect();
    assert_eq!(kinds, [WorkKind::Movie, WorkKind::Show], "people and collections are no titles");
    assert!(found(&Intent::Search(query(None, None)), "search_empty").is_empty());
}

#[test]
fn results_tell_of_people_and_pages_too() {
    let multi = told(Subject::Search(query(None, None)), "search_multi");
    let Metadata::Results(results) = multi else { panic!("{multi:?}") };
    assert_eq!(results.titles.len(), 2);
    assert_eq!(results.people[0].name, "Ana Leeuw");
    assert_eq!(results.people[0].picture.as_deref(), Some("/ana.jpg"));
    assert_eq!((results.page, results.pages, results.total), (1, 1, 4));

    let trending = told(Subject::Trending(None, Window::Day, 2), "trending");
    let Metadata::Results(results) = trending else { panic!("{trending:?}") };
    assert_eq!((results.page, results.pages, results.total), (2, 500, 20_000));
    assert_eq!(results.titles[0].votes, Some(Votes { average: 8.1, count: 90 }));
}

#[test]
fn a_number_that_two_kinds_share_is_what_was_asked_for() {
    let asked = |kind| {
        let intent = Intent::Find(by_id(Catalogue::Tvdb, "366211", kind));
        found(&intent, "find_shared_number").remove(0)
    };
    let Work::Show(show) = asked(WorkKind::Show).work else { panic!("no show") };
    assert_eq!((show.ids.tmdb, show.ids.tvdb), (Some(900_010), Some(366_211)));
    let candidate = asked(WorkKind::Episode);
    let Work::Episode(episode) = candidate.work else { panic!("no episode") };
    assert_eq!((episode.season, episode.number), (1, 2));
    assert_eq!((episode.ids.tmdb, episode.ids.tvdb), (Some(900_501), Some(366_211)));
    assert_eq!(episode.show.ids, tmdb(900_777));
    assert_eq!(candidate.runtime, Some(45 * 60));
    let Work::Season(season) = asked(WorkKind::Season).work else { panic!("no season") };
    assert_eq!((season.number, season.show.ids), (2, tmdb(900_777)));
}

#[test]
fn an_unknown_id_finds_nothing() {
    let imdb = |kind| Intent::Find(by_id(Catalogue::Imdb, "tt99000001", kind));
    let film = found(&imdb(WorkKind::Movie), "find_movie").remove(0);
    assert_eq!(film.work.ids().unwrap().imdb.as_deref(), Some("tt99000001"));
    assert!(found(&imdb(WorkKind::Show), "find_movie").is_empty());
    assert!(found(&imdb(WorkKind::Movie), "find_nothing").is_empty());
    let own = Intent::Find(by_id(Catalogue::Tmdb, "900001", WorkKind::Movie));
    assert_eq!(found(&own, "movie")[0].runtime, Some(101 * 60));
    assert!(found(&own, "refused_404").is_empty());
}

#[test]
fn a_film_is_told_whole() {
    let film = title(WorkKind::Movie, "movie");
    let ids = film.work.ids().unwrap();
    assert_eq!((ids.tmdb, ids.imdb.as_deref()), (Some(900_001), Some("tt99000001")));
    assert_eq!(film.original_title.as_deref(), Some("De Haven"));
    assert_eq!(film.overview.as_deref(), Some("A pilot waits for a ship."));
    assert_eq!(film.tagline.as_deref(), Some("Tide waits."));
    assert_eq!((film.date, film.runtime), (date("2019-05-02"), Some(101 * 60)));
    assert_eq!(film.genres, ["Drama", "History"]);
    assert_eq!(film.language.as_deref(), Some("nl"));
    assert_eq!(film.votes, Some(Votes { average: 7.4, count: 312 }));
    assert_eq!(film.state.as_deref(), Some("Released"));
    assert_eq!(film.backdrop.as_deref(), Some("/harbourwide.jpg"));
    assert_eq!(film.collection.unwrap().name, "Ports Collection");
    assert_eq!(film.credits.cast.len(), 20, "the leading parts");
    assert_eq!(film.credits.cast[0].role.as_deref(), Some("The Pilot"));
    assert_eq!(film.credits.cast[1].role, None);
    let crew: Vec<_> = film.credits.crew.iter().map(|credit| credit.name.as_str()).collect();
    assert_eq!(crew, ["Bo Kade"], "the driver is left out");
}

#[test]
fn a_show_is_told_with_its_seasons() {
    let show = title(WorkKind::Show, "tv");
    let ids = show.work.ids().unwrap();
    assert_eq!((ids.imdb.as_deref(), ids.tvdb), (Some("tt99000010"), Some(881_189)));
    assert_eq!(show.runtime, Some(48 * 60), "of its last episode");
    assert_eq!((show.episodes, show.last_date), (Some(6), date("2021-10-06")));
    let seasons: Vec<_> = show.seasons.iter().map(|it| (it.number, it.count)).collect();
    assert_eq!(seasons, [(0, Some(2)), (1, Some(6))]);
    assert_eq!(show.last_episode.unwrap().format.as_deref(), Some("finale"));
    assert_eq!(show.next_episode, None);
    assert_eq!(show.credits.crew[0].role.as_deref(), Some("Creator"));
}

fn season(told: Metadata) -> Season {
    match told {
        Metadata::Season(season) => season,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_season_is_told_with_its_episodes() {
    let season = season(told(Subject::Season(tmdb(900_010), 1), "season"));
    assert_eq!((season.number, season.count), (1, Some(2)), "the one without a number is none");
    let [first, second] = &season.episodes[..] else { panic!("two episodes") };
    assert_eq!((first.runtime, first.votes), (None, None));
    assert_eq!((first.credits.cast.len(), first.credits.crew.len()), (20, 1));
    assert_eq!((second.number, second.date), (2, date("2021-09-08")));
    assert_eq!(second.title.as_deref(), Some("Locks"));
    assert_eq!(second.still.as_deref(), Some("/locks.jpg"));
    assert_eq!(second.ids, tmdb(900_501));
}

#[test]
fn ids_elsewhere_are_told() {
    let told = told(Subject::Ids(WorkKind::Show, tmdb(900_010)), "external_ids_tv");
    let Metadata::Ids(ids) = told else { panic!("{told:?}") };
    assert_eq!((ids.tmdb, ids.tvdb), (Some(900_010), Some(881_189)));
    assert_eq!(ids.imdb.as_deref(), Some("tt99000010"));
    let none =
        digest(&Tmdb, &about(Subject::Ids(WorkKind::Movie, tmdb(900_001))), "external_ids_movie");
    assert_eq!(none, Ok(Outcome::Metadata(Box::new(Metadata::Ids(tmdb(900_001))))));
}

#[test]
fn people_and_their_works_are_told() {
    let person = told(Subject::Person(900_100), "person");
    let Metadata::Person(person) = person else { panic!("{person:?}") };
    assert_eq!(person.other_names, ["Anna Lion"]);
    assert_eq!((person.born, person.died), (date("1963-12"), None));
    assert_eq!(person.birthplace.as_deref(), Some("Delft"));
    assert_eq!(person.imdb.as_deref(), Some("nm9900100"));

    let works = told(Subject::Works(900_100), "combined_credits");
    let Metadata::Works(works) = works else { panic!("{works:?}") };
    assert_eq!(works.cast.len(), 2);
    assert_eq!(works.cast[0].role.as_deref(), Some("The Pilot"));
    assert_eq!(works.cast[1].work.kind(), WorkKind::Show);
    assert_eq!(works.crew.len(), 1, "thanks are left out");

    let credits = told(Subject::Credits(WorkKind::Movie, tmdb(900_001)), "credits");
    let Metadata::Credits(credits) = credits else { panic!("{credits:?}") };
    assert_eq!((credits.cast.len(), credits.crew.len()), (20, 1));
}

#[test]
fn parts_of_a_collection_have_either_name() {
    let told = told(Subject::Collection(900_300), "collection");
    let Metadata::Collection(ports) = told else { panic!("{told:?}") };
    let named = |title: &Title| match &title.work {
        Work::Movie(movie) => movie.title.clone(),
        other => panic!("{other:?}"),
    };
    let names: Vec<_> = ports.parts.iter().map(named).collect();
    assert_eq!(names, ["The Harbour", "The Quay"]);
}

#[test]
fn what_is_untold_is_asked_again_in_english() {
    let subject = Subject::Title(WorkKind::Movie, tmdb(900_001));
    let ask = |language: Option<&str>, fallback| {
        let language = language.map(str::to_owned);
        Ask { language, fallback, ..Ask::about(subject.clone()) }
    };
    let mut bare = told(subject.clone(), "movie_untold");
    let again = ask(Some("nl"), true).again(&bare);
    assert_eq!(again, Some(Ask::about(subject.clone())));
    for never in [ask(Some("nl"), false), ask(None, true), ask(Some("en-GB"), true)] {
        assert_eq!(never.again(&bare), None, "{never:?}");
    }
    let english = told(subject.clone(), "movie");
    assert_eq!(ask(Some("nl"), true).again(&english), None);
    bare.fill_from(english);
    let Metadata::Title(film) = bare else { panic!("no title") };
    assert_eq!(film.overview.as_deref(), Some("A pilot waits for a ship."));
    assert_eq!(film.work.kind(), WorkKind::Movie);
    assert_eq!(film.collection, None, "only words are taken over");

    let whole = || told(Subject::Season(tmdb(900_010), 1), "season");
    let mut english = season(whole());
    english.episodes[1].overview = Some("Nobody has the key.".into());
    let mut foreign = whole();
    assert!(ask(Some("nl"), true).again(&foreign).is_some());
    foreign.fill_from(Metadata::Season(english));
    let overviews = season(foreign).episodes.into_iter().map(|it| it.overview.unwrap());
    assert_eq!(overviews.collect::<Vec<_>>(), ["A gate jams.", "Nobody has the key."]);
}

#[test]
fn a_picture_has_an_address_in_sizes_there_are() {
    let address = |size, path| PICTURES.address(size, path);
    assert_eq!(
        address("w342", "/pB8BM7pd-S_6.jpg").as_deref(),
        Some("https://image.tmdb.org/t/p/w342/pB8BM7pd-S_6.jpg")
    );
    assert!(address("original", "/logo.svg").is_some());
    for (size, path) in [
        ("w341", "/a.jpg"),
        ("", "/a.jpg"),
        ("w342", "a.jpg"),
        ("w342", "/a.gif"),
        ("w342", "/.jpg"),
        ("w342", "//a.jpg"),
        ("w342", "/../a.jpg"),
        ("w342", "/a/b.jpg"),
        ("w342", "/a%2f.jpg"),
        ("w342", "/a.b.jpg"),
        ("w342", "/a.jpg?x=.jpg"),
        ("w342", ""),
    ] {
        assert_eq!(address(size, path), None, "{size} {path}");
    }
}

#[test]
fn a_good_key_belongs_to_nobody() {
    assert_eq!(
        digest(&Tmdb, &Intent::Profile, "authenticated"),
        Ok(Outcome::Profile(Profile::default()))
    );
}

fn refused(intent: &Intent, name: &str) -> Error {
    digest(&Tmdb, intent, name).unwrap_err()
}

#[test]
fn each_refusal_has_its_meaning() {
    use ErrorKind::{AppRefused, NotFound, RateLimited, Rejected, Unavailable};
    for (name, kind) in [
        ("refused_200", NotFound),
        ("refused_400_page", Rejected),
        ("refused_400_append", Rejected),
        ("refused_400_validation", Rejected),
        ("refused_400_date", Rejected),
        ("refused_400_input", Rejected),
        ("refused_401", AppRefused),
        ("refused_401_suspended", AppRefused),
        ("refused_401_token", AppRefused),
        ("refused_401_permission", AppRefused),
        ("refused_401_failed", AppRefused),
        ("refused_401_device", AppRefused),
        ("refused_401_session", AppRefused),
        ("refused_403", AppRefused),
        ("refused_404", NotFound),
        ("refused_404_prerequisite", NotFound),
        ("refused_405", Rejected),
        ("refused_405_format", Rejected),
        ("refused_406", Rejected),
        ("refused_422", Rejected),
        ("refused_422_parameters", Rejected),
        ("refused_422_range", Rejected),
        ("refused_429", RateLimited),
        ("refused_429_page", RateLimited),
        ("refused_500", Unavailable),
        ("refused_500_failed", Unavailable),
        ("refused_500_id", NotFound),
        ("refused_501", Rejected),
        ("refused_502_page", Unavailable),
        ("refused_502", Unavailable),
        ("refused_503", Unavailable),
        ("refused_503_offline", Unavailable),
        ("refused_504", Unavailable),
        ("empty_200", Unavailable),
        ("page_200", Unavailable),
        ("truncated_200", Unavailable),
    ] {
        for intent in [Intent::Search(query(None, None)), about(Subject::Person(1))] {
            assert_eq!(refused(&intent, name).kind, kind, "{name}");
        }
    }
}

#[test]
fn tmdbs_own_words_and_waits_are_passed_on() {
    let said = |name| refused(&Intent::Profile, name);
    assert_eq!(said("refused_422").message, "TMDB refuses this: query must be provided");
    let key = said("refused_401").message;
    assert!(key.ends_with("You must be granted a valid key."), "{key}");
    assert_eq!(said("refused_429").retry_at, None);
    assert_eq!(said("refused_429_page").retry_at, Some(NOW + Span::from_secs(7)));
}

#[test]
fn an_answer_that_fits_another_question_is_nonsense() {
    for (subject, name) in [
        (Subject::Search(query(None, None)), "movie"),
        (Subject::Title(WorkKind::Movie, tmdb(1)), "search_empty"),
        (Subject::Credits(WorkKind::Movie, tmdb(1)), "movie"),
        (Subject::Season(tmdb(1), 1), "person"),
        (Subject::Person(1), "external_ids_tv"),
        (Subject::Works(1), "search_multi"),
        (Subject::Collection(1), "search_empty"),
        (Subject::Ids(WorkKind::Movie, tmdb(1)), "credits"),
    ] {
        assert_eq!(refused(&about(subject), name).kind, ErrorKind::Unavailable, "{name}");
    }
}
