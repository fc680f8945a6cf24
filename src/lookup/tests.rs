use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::json;

use super::{Decision, Input, Lookup, Output, Question, Reason, source_key, source_keys};
use crate::auth::AuthScheme;
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, Method};
use crate::media::{
    Catalogue, Episode, ExternalIds, Media, Movie, PartialDate, Season, Show, Track, Work, WorkKind,
};
use crate::providers::metadata::{self, Metadata, Subject};
use crate::providers::{
    self, Candidate, Context, Descriptor, Finds, Intent, Outcome, Reader, Service,
};
use crate::time::{Span, Timestamp};

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

/// A catalogue that answers with candidates as they are.
struct Shelf;

static SHELF: LazyLock<Descriptor> = LazyLock::new(|| Descriptor {
    id: "shelf",
    auth: AuthScheme::AppKey,
    finds: Finds {
        by_text: &[WorkKind::Movie, WorkKind::Show],
        by_id: &[Catalogue::Imdb, Catalogue::Tvdb],
        metadata: false,
    },
    ..*providers::ALL[0].descriptor()
});

impl Reader for Shelf {
    fn descriptor(&self) -> &'static Descriptor {
        &SHELF
    }
}

impl Service for Shelf {
    fn plan(&self, intent: &Intent, _: &Context<'_>) -> Result<HttpRequest, Error> {
        let no_id = |id: &str| id.parse::<u64>().is_err() && !id.starts_with("tt");
        if matches!(intent, Intent::Find(by) if no_id(&by.id)) {
            return Err(Error::new(ErrorKind::BadInput, "This is no id."));
        }
        Ok(HttpRequest::new(Method::Get, "https://shelf.example/"))
    }

    fn digest(&self, _: Timestamp, _: &Intent, got: &HttpResponse) -> Result<Outcome, Error> {
        match got.status {
            200 => Ok(Outcome::Found(serde_json::from_str(&got.body).unwrap_or_default())),
            404 => Err(Error::new(ErrorKind::NotFound, "There is none.")),
            401 => Err(Error::new(ErrorKind::AppRefused, "The key is refused.")),
            _ => Err(Error::new(ErrorKind::Unavailable, "It is down.")),
        }
    }
}

/// The same, and what it tells of each when asked: see [`told`].
struct Library;

static LIBRARY: LazyLock<Descriptor> =
    LazyLock::new(|| Descriptor { finds: Finds { metadata: true, ..SHELF.finds }, ..*SHELF });

impl Reader for Library {
    fn descriptor(&self) -> &'static Descriptor {
        &LIBRARY
    }
}

impl Service for Library {
    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        Shelf.plan(intent, cx)
    }

    fn digest(
        &self,
        now: Timestamp,
        intent: &Intent,
        got: &HttpResponse,
    ) -> Result<Outcome, Error> {
        match (intent, serde_json::from_str(&got.body).ok()) {
            (Intent::Metadata(_), Some(metadata)) => Ok(Outcome::Metadata(Box::new(metadata))),
            _ => Shelf.digest(now, intent, got),
        }
    }
}

fn imdb(id: &str) -> ExternalIds {
    ExternalIds { imdb: Some(id.to_owned()), ..ExternalIds::default() }
}

fn tmdb(id: u64) -> ExternalIds {
    ExternalIds { tmdb: Some(id), ..ExternalIds::default() }
}

fn movie(title: &str, year: impl Into<Option<i32>>, ids: ExternalIds) -> Media {
    Media::Movie(Movie { title: title.to_owned(), year: year.into(), ids })
}

fn show(title: &str, year: impl Into<Option<i32>>, ids: ExternalIds) -> Show {
    Show { title: title.to_owned(), year: year.into(), ids }
}

fn episode(show: Show) -> Media {
    let title = Some("Pilot".to_owned());
    Media::Episode(Episode { show, season: 1, number: 5, title, ids: ExternalIds::default() })
}

fn candidate(work: impl Into<Work>) -> Candidate {
    Candidate::of(work.into())
}

fn question(media: Media) -> Question {
    Question { media, duration: None, enough: vec![Catalogue::Tmdb], correction: None }
}

fn lookup(question: Question) -> Lookup {
    Lookup::new(question, Some(&Shelf), None)
}

fn answer(candidates: &[Candidate]) -> HttpResponse {
    let body = serde_json::to_string(candidates).unwrap();
    HttpResponse { status: 200, headers: vec![], body }
}

/// A catalogue's answer to a close look.
fn told(metadata: &Metadata) -> HttpResponse {
    let body = serde_json::to_string(metadata).unwrap();
    HttpResponse { status: 200, headers: vec![], body }
}

fn title(work: impl Into<Work>, minutes: impl Into<Option<u32>>) -> HttpResponse {
    let work = serde_json::to_value(work.into()).unwrap();
    let mut title = json!({ "type": "title", "work": work });
    if let Some(minutes) = minutes.into() {
        title["runtime"] = json!(minutes * 60);
    }
    told(&serde_json::from_value(title).unwrap())
}

fn season(episodes: &[(u32, &str)]) -> HttpResponse {
    let episodes = episodes.iter().map(|(number, title)| metadata::Episode {
        season: 1,
        number: *number,
        title: Some((*title).to_owned()),
        ids: tmdb(u64::from(*number)),
        runtime: Some(48 * 60),
        ..metadata::Episode::default()
    });
    let episodes = episodes.collect();
    told(&Metadata::Season(metadata::Season { number: 1, episodes, ..Default::default() }))
}

fn status(status: u16) -> HttpResponse {
    HttpResponse { status, ..HttpResponse::default() }
}

/// What was asked, and what it came to, when the catalogue answers in this order.
fn run(question: Question, answers: &[HttpResponse]) -> (Vec<String>, Decision) {
    ask(lookup(question), answers)
}

/// As [`run`], at a catalogue that tells more of each.
fn run_closely(question: Question, answers: &[HttpResponse]) -> (Vec<String>, Decision) {
    ask(Lookup::new(question, Some(&Library), None), answers)
}

fn ask(mut lookup: Lookup, answers: &[HttpResponse]) -> (Vec<String>, Decision) {
    let (mut asked, mut answers) = (Vec::new(), answers.iter());
    let mut outputs = lookup.handle(NOW, Input::Wake);
    loop {
        match outputs.pop() {
            Some(Output::Send { id, intent, .. }) => {
                asked.push(match *intent {
                    Intent::Find(by) => format!("{:?} {:?} {}", by.kind, by.catalogue, by.id),
                    Intent::Search(q) => format!("{:?} {} {:?}", q.kind.unwrap(), q.title, q.year),
                    Intent::Metadata(ask) => match ask.about {
                        Subject::Title(kind, ids) => format!("{kind:?} {:?}", ids.tmdb),
                        Subject::Season(ids, number) => format!("season {:?} {number}", ids.tmdb),
                        other => panic!("{other:?}"),
                    },
                    other => panic!("{other:?}"),
                });
                let response = answers.next().cloned().unwrap_or_else(|| answer(&[]));
                outputs = lookup.handle(NOW, Input::Answer { id, response });
            }
            Some(Output::Decided(decision)) => {
                assert_eq!(outputs, [], "nothing after the decision");
                return (asked, decision);
            }
            None => panic!("it stands still after {asked:?}"),
        }
    }
}

fn found(decision: Decision) -> (Work, i32, Vec<Reason>) {
    match decision {
        Decision::Found { work, score, reasons } => (*work, score, reasons),
        other => panic!("{other:?}"),
    }
}

fn asked_about(decision: Decision) -> Vec<(i32, Vec<Reason>)> {
    match decision {
        Decision::Question { candidates } => {
            candidates.into_iter().map(|scored| (scored.score, scored.reasons)).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_known_needs_no_call() {
    let known = movie("Dune", 2021, tmdb(438_631));
    let (asked, decision) = run(question(known.clone()), &[]);
    assert_eq!(asked, [""; 0]);
    assert_eq!(found(decision), (known.into(), 100, vec![Reason::KnownId]));
    let corrected = Work::Movie(Movie { title: "Dune".into(), year: Some(1984), ids: tmdb(841) });
    let said = Question {
        correction: Some(corrected.clone()),
        ..question(movie("Dune", None, imdb("tt1")))
    };
    assert_eq!(found(run(said, &[]).1), (corrected, 100, vec![Reason::Corrected]));
}

#[test]
fn another_catalogues_id_is_asked_for_before_any_title() {
    let ids = ExternalIds { tvdb: Some(81189), ..imdb("tt0903747") };
    let media = episode(show("Whatever it is called here", None, ids));
    let hit = candidate(Work::Show(show("Breaking Bad", 2008, tmdb(1396))));
    let (asked, decision) = run(question(media), &[status(404), answer(&[hit])]);
    assert_eq!(asked, ["Show Imdb tt0903747", "Show Tvdb 81189"]);
    let (work, score, reasons) = found(decision);
    assert_eq!((score, reasons), (100, vec![Reason::SameId]));
    let Work::Episode(e) = work else { panic!("{work:?}") };
    // What one calls it and the ids of both.
    assert_eq!((e.show.title.as_str(), e.season, e.number), ("Breaking Bad", 1, 5));
    let joined = ExternalIds { tvdb: Some(81189), tmdb: Some(1396), ..imdb("tt0903747") };
    assert_eq!(e.show.ids, joined);
}

#[test]
fn an_id_nobody_knows_leaves_the_title() {
    let media = movie("Arrival", 2016, imdb("tt2543164"));
    let hit = candidate(movie("Arrival", 2016, tmdb(329_865)));
    let (asked, decision) = run(question(media), &[answer(&[]), answer(&[hit])]);
    assert_eq!(asked, ["Movie Imdb tt2543164", "Movie Arrival Some(2016)"]);
    assert_eq!(found(decision).1, 80);
}

#[test]
fn an_id_that_cannot_be_asked_for_leaves_the_next_and_the_title() {
    let hit = candidate(Work::Show(show("Breaking Bad", 2008, tmdb(1396))));
    let broken = ExternalIds { tvdb: Some(81189), ..imdb("what is this") };
    let media = |ids| episode(show("Breaking Bad", 2008, ids));
    let (asked, decision) = run(question(media(broken)), &[answer(std::slice::from_ref(&hit))]);
    assert_eq!(asked, ["Show Tvdb 81189"]);
    assert_eq!(found(decision).2, [Reason::SameId]);
    let (asked, decision) = run(question(media(imdb("nor this"))), &[answer(&[hit])]);
    assert_eq!(asked, ["Show Breaking Bad Some(2008)"]);
    assert_eq!(found(decision).2, [Reason::SameTitle, Reason::SameYear]);
}

#[test]
fn an_id_of_another_kind_is_no_hit() {
    let media =
        episode(show("A", None, ExternalIds { tvdb: Some(366_211), ..ExternalIds::default() }));
    let hit = candidate(movie("A", None, tmdb(1)));
    let (_, decision) = run(question(media), &[answer(&[hit])]);
    let reasons = vec![Reason::KindDiffers, Reason::SameId];
    assert_eq!(decision, Decision::Refused { reasons });
}

#[test]
fn title_and_year_first_then_the_title_alone() {
    let media = movie("Solaris", 1972, ExternalIds::default());
    let remake = candidate(movie("Solaris", 2002, tmdb(2103)));
    let mut original = candidate(movie("Солярис", None, tmdb(593)));
    original.other_titles = vec!["Solaris".to_owned()];
    original.date = PartialDate::parse("1972-03-20");
    let answers = [answer(&[]), answer(&[remake, original])];
    let (asked, decision) = run(question(media), &answers);
    assert_eq!(asked, ["Movie Solaris Some(1972)", "Movie Solaris None"]);
    let (work, score, reasons) = found(decision);
    assert_eq!(work.ids(), Some(&tmdb(593)));
    assert_eq!((score, reasons), (75, vec![Reason::OtherTitle, Reason::SameYear]));
}

#[test]
fn a_year_in_the_title_is_one() {
    let media = movie("The Thing (2011) [Extended]", None, ExternalIds::default());
    let hit = candidate(movie("The Thing", 2011, tmdb(60935)));
    let (asked, decision) = run(question(media), &[answer(&[hit])]);
    assert_eq!(asked, ["Movie The Thing Some(2011)"]);
    assert_eq!(found(decision).2, [Reason::SameTitle, Reason::SameYear]);
}

#[test]
fn a_weak_match_is_a_question_never_the_first_hit() {
    let media = movie("Solaris", None, ExternalIds::default());
    let answers = [answer(&[
        candidate(movie("Solaris", 2002, tmdb(2103))),
        candidate(movie("Solaris", 1972, tmdb(593))),
        candidate(movie("Polaris", 2016, tmdb(3))),
    ])];
    let (asked, decision) = run(question(media), &answers);
    assert_eq!(asked, ["Movie Solaris None"]);
    let two = [(50, vec![Reason::SameTitle, Reason::NotAlone]), (50, vec![Reason::SameTitle])];
    assert_eq!(asked_about(decision), two);
    // A single one of that name is weak as well, as long as nothing else agrees.
    let one = [answer(&[candidate(movie("Solaris", 2002, tmdb(2103)))])];
    let media = movie("Solaris", None, ExternalIds::default());
    assert_eq!(asked_about(run(question(media.clone()), &one).1).len(), 1);
    let mut long = candidate(movie("Solaris", 2002, tmdb(2103)));
    long.runtime = Some(99 * 60);
    let played = Question { duration: Some(99.0 * 57.0), ..question(media) };
    let (_, score, reasons) = found(run(played, &[answer(&[long])]).1);
    assert_eq!((score, reasons), (70, vec![Reason::SameTitle, Reason::SameLength]));
}

#[test]
fn the_score_says_why() {
    use Reason::{
        EditionDiffers, LengthDiffers, NearYear, SameLength, SameTitle, SameYear, TitleDiffers,
        YearDiffers,
    };
    for (title, year, minutes, expected) in [
        ("The Office", 2005, None, vec![SameTitle, SameYear]),
        ("Office, The", 2006, None, vec![SameTitle, NearYear]),
        ("The Office", 2004, Some(90), vec![SameTitle, NearYear, LengthDiffers]),
        ("The Office", 2001, None, vec![SameTitle, YearDiffers]),
        ("The Office (UK)", 2005, Some(60), vec![SameTitle, EditionDiffers, SameYear, SameLength]),
        ("Office Space", 2005, None, vec![TitleDiffers, SameYear]),
    ] {
        let mut other = candidate(movie(title, year, tmdb(1)));
        other.runtime = minutes.map(|minutes: u32| minutes * 60);
        let asked = Question {
            duration: Some(3600.0),
            ..question(movie("The Office (US)", 2005, ExternalIds::default()))
        };
        let weighed =
            super::score::weigh(&asked.asked(), other, &super::details::Details::default(), false);
        assert_eq!(weighed.reasons, expected, "{title} {year}");
    }
}

#[test]
fn trailers_are_refused() {
    let mut film = candidate(movie("Dune", 2021, tmdb(438_631)));
    film.runtime = Some(155 * 60);
    let played =
        |seconds, ids| Question { duration: Some(seconds), ..question(movie("Dune", 2021, ids)) };
    let trailer = played(150.0, ExternalIds::default());
    let Decision::Refused { reasons } = run(trailer, &[answer(&[film.clone()])]).1 else {
        panic!("a trailer is no film")
    };
    assert_eq!(reasons, [Reason::SameTitle, Reason::SameYear, Reason::Trailer]);
    // Nor does an id make it one.
    let led = run(played(150.0, imdb("tt1160419")), &[answer(&[film.clone()])]).1;
    let reasons = vec![Reason::SameId, Reason::Trailer];
    assert_eq!(led, Decision::Refused { reasons });
    // A player that says nothing of the length, or nonsense, is believed.
    for seconds in [f64::NAN, f64::INFINITY, 0.0, -1.0] {
        found(run(played(seconds, ExternalIds::default()), &[answer(&[film.clone()])]).1);
    }
}

#[test]
fn before_it_is_believed_a_candidate_is_looked_at_closely() {
    let office = |year, id| show("The Office", year, tmdb(id));
    let media = episode(show("The Office", None, ExternalIds::default()));
    let both =
        answer(&[candidate(Work::Show(office(2001, 1))), candidate(Work::Show(office(2005, 2)))]);
    let named = ExternalIds { tvdb: Some(73244), ..tmdb(2) };
    let answers = [
        both.clone(),
        title(Work::Show(office(2001, 1)), 29),
        season(&[(5, "The New Girl")]),
        title(Work::Show(show("The Office", 2005, named.clone())), None),
        season(&[(4, "Diversity Day"), (5, "The Pilot")]),
    ];
    let (asked, decision) = run_closely(question(media.clone()), &answers);
    let steps = [
        "Show The Office None",
        "Show Some(1)",
        "season Some(1) 1",
        "Show Some(2)",
        "season Some(2) 1",
    ];
    assert_eq!(asked, steps);
    let (work, score, reasons) = found(decision);
    assert_eq!(score, 75);
    assert_eq!(reasons, [Reason::SameTitle, Reason::EpisodeExists, Reason::SameEpisodeTitle]);
    let Work::Episode(e) = work else { panic!("{work:?}") };
    assert_eq!((e.show.ids, e.ids, e.title), (named, tmdb(5), Some("The Pilot".to_owned())));
    // Neither has such an episode.
    let gone = [both, status(404), status(404), status(404), season(&[(4, "Diversity Day")])];
    let (asked, decision) = run_closely(question(media), &gone);
    assert_eq!(asked.len(), 5);
    let reasons = vec![Reason::SameTitle, Reason::NoSuchEpisode];
    assert_eq!(decision, Decision::Refused { reasons });
}

#[test]
fn a_rival_that_may_come_near_is_looked_at_too() {
    let thing = |year, id| movie("The Thing", year, tmdb(id));
    let played = Question {
        duration: Some(106.0 * 60.0),
        ..question(movie("The Thing", None, ExternalIds::default()))
    };
    let both = answer(&[candidate(thing(1982, 1091)), candidate(thing(2011, 60935))]);
    let answers = [both.clone(), title(thing(1982, 1091), 109), title(thing(2011, 60935), 103)];
    let (asked, decision) = run_closely(played.clone(), &answers);
    assert_eq!(asked, ["Movie The Thing None", "Movie Some(1091)", "Movie Some(60935)"]);
    let alike = vec![Reason::SameTitle, Reason::SameLength];
    let first = [&alike[..], &[Reason::NotAlone]].concat();
    assert_eq!(asked_about(decision), [(70, first), (70, alike)]);
    // With the year only one of them is in question.
    let dated = Question { media: movie("The Thing", 1982, ExternalIds::default()), ..played };
    let (asked, decision) = run_closely(dated, &[both, title(thing(1982, 1091), 109)]);
    assert_eq!(asked, ["Movie The Thing Some(1982)", "Movie Some(1091)"]);
    assert_eq!(found(decision).1, 100);
}

#[test]
fn a_film_is_believed_with_the_length_and_the_ids_the_catalogue_tells() {
    let dune = |ids| movie("Dune", 2021, ids);
    let played =
        |seconds| Question { duration: Some(seconds), ..question(dune(ExternalIds::default())) };
    let hit = answer(&[candidate(dune(tmdb(438_631)))]);
    let all = ExternalIds { tmdb: Some(438_631), ..imdb("tt1160419") };
    let answers = [hit, title(dune(all.clone()), 155)];
    let (asked, decision) = run_closely(played(9300.0), &answers);
    assert_eq!(asked, ["Movie Dune Some(2021)", "Movie Some(438631)"]);
    let (work, score, _) = found(decision);
    assert_eq!((work.ids(), score), (Some(&all), 100));
    let refused = run_closely(played(140.0), &answers).1;
    let reasons = vec![Reason::SameTitle, Reason::SameYear, Reason::Trailer];
    assert_eq!(refused, Decision::Refused { reasons });
}

#[test]
fn nothing_of_that_name_is_refused() {
    let nothing = Decision::Refused { reasons: vec![Reason::NothingFound] };
    let media = movie("Nobody Filmed This", 1901, ExternalIds::default());
    let (asked, decision) = run(question(media), &[]);
    assert_eq!((asked.len(), decision), (2, nothing.clone()));
    assert_eq!(run(question(movie(" ", None, ExternalIds::default())), &[]), (vec![], nothing));
    let track = Track { title: "Kelly".into(), artist: "Air".into(), ..Track::default() };
    let not_here = Decision::Refused { reasons: vec![Reason::NotHere] };
    assert_eq!(run(question(Media::Track(track)), &[]).1, not_here);
}

#[test]
fn a_failed_call_is_not_no_match() {
    let mut lookup = lookup(question(movie("Dune", 2021, ExternalIds::default())));
    let mut now = NOW;
    let send = |lookup: &mut Lookup, now| match lookup.handle(now, Input::Wake).pop() {
        Some(Output::Send { id, intent, .. }) if matches!(&*intent, Intent::Search(query) if query.exact) => {
            id
        }
        other => panic!("{other:?}"),
    };
    let mut waits = Vec::new();
    for fails in 0..8 {
        let id = send(&mut lookup, now);
        let failed = match fails % 2 {
            0 => Input::Answer { id, response: status(503) },
            _ => Input::Failed { id, error: Error::new(ErrorKind::NoAnswer, "Lost.") },
        };
        let outputs = lookup.handle(now, failed);
        let [Output::Decided(Decision::Failed { retry_at: Some(at), .. })] = outputs[..] else {
            panic!("{outputs:?}")
        };
        assert_eq!(lookup.wake_at(), Some(at));
        assert_eq!(lookup.handle(at - Span::from_millis(1), Input::Wake), []);
        waits.push((at - now).millis() / 1000);
        now = at;
    }
    assert_eq!(waits, [15, 30, 60, 120, 240, 480, 900, 900]);
    let id = send(&mut lookup, now);
    let response = answer(&[candidate(movie("Dune", 2021, tmdb(438_631)))]);
    let outputs = lookup.handle(now, Input::Answer { id, response });
    assert!(matches!(&outputs[..], [Output::Decided(Decision::Found { .. })]), "{outputs:?}");
    assert_eq!(lookup.wake_at(), None);
    assert_eq!(lookup.handle(now, Input::Answer { id, response: status(503) }), [], "answered");
}

#[test]
fn the_catalogues_own_wait_is_kept_and_what_is_refused_for_good_is_not_tried_again() {
    let started = || {
        let mut lookup = lookup(question(movie("Dune", 2021, ExternalIds::default())));
        lookup.handle(NOW, Input::Wake);
        lookup
    };
    let mut asked = started();
    let until = NOW + Span::from_hours(1);
    let error = Error { retry_at: Some(until), ..Error::new(ErrorKind::RateLimited, "Slowly.") };
    asked.handle(NOW, Input::Failed { id: 1, error });
    assert_eq!(asked.wake_at(), Some(until));
    let mut asked = started();
    let outputs = asked.handle(NOW, Input::Answer { id: 1, response: status(401) });
    assert!(matches!(&outputs[..], [Output::Decided(Decision::Failed { retry_at: None, .. })]));
    assert_eq!(asked.wake_at(), None);
}

#[test]
fn answers_that_are_known_are_as_good_as_new_ones() {
    let mut lookup = lookup(question(movie("Dune", 2021, ExternalIds::default())));
    lookup.handle(NOW, Input::Wake);
    let outcome = Outcome::Found(vec![candidate(movie("Dune", 2021, tmdb(438_631)))]);
    let outputs = lookup.handle(NOW, Input::Known { id: 1, outcome });
    assert!(matches!(&outputs[..], [Output::Decided(Decision::Found { score: 80, .. })]));
}

#[test]
fn corrections_are_kept_as_wide_as_they_are_meant() {
    let office = show("Office, The (US)", 2005, ExternalIds::default());
    let media = episode(office.clone());
    assert_eq!(
        source_keys(&media),
        ["show:the office us:2005:s1e5", "show:the office us:2005:s1", "show:the office us:2005"]
    );
    let Media::Episode(other) = episode(show("Other", None, ExternalIds::default())) else {
        panic!("no episode")
    };
    let season = Season { show: office.clone(), number: 2, ids: ExternalIds::default() };
    for (work, key) in [
        (None, "show:the office us:2005"),
        (Some(Work::Show(office)), "show:the office us:2005"),
        (Some(Work::Season(season)), "show:the office us:2005:s1"),
        (Some(Work::Episode(other)), "show:the office us:2005:s1e5"),
        (Some(movie("A Film", None, tmdb(1)).into()), "show:the office us:2005:s1e5"),
    ] {
        assert_eq!(source_key(&media, work.as_ref()), key);
    }
    assert_eq!(source_keys(&movie("Amélie", 2001, imdb("tt1"))), ["movie:amelie:2001"]);
    assert_eq!(source_keys(&movie("", 2001, imdb("tt0211915"))), ["tt0211915"]);
}

#[test]
fn an_episode_stays_the_one_it_is_of_the_other_show() {
    let media = episode(show("Office", None, ExternalIds::default()));
    let real = show("The Office", 2005, tmdb(2316));
    let Media::Episode(e) = super::corrected(&media, &Work::Show(real.clone())) else {
        panic!("no episode")
    };
    assert_eq!((&e.show, e.season, e.number), (&real, 1, 5));
    let season = Season { show: real.clone(), number: 3, ids: ExternalIds::default() };
    let Media::Episode(e) = super::corrected(&media, &Work::Season(season)) else {
        panic!("no episode")
    };
    assert_eq!((&e.show, e.season, e.number), (&real, 3, 5));
    let film = movie("A Film", None, tmdb(1));
    assert_eq!(super::corrected(&media, &film.clone().into()), film);
}

fn any_candidate() -> impl Strategy<Value = Candidate> {
    (0..3_usize, prop::option::of(1999..2003), 1..4_u64, prop::option::of(60..6000_u32)).prop_map(
        |(title, year, id, runtime)| {
            let title = ["Dune", "Dunes", "The Dune (US)"][title];
            Candidate { runtime, ..candidate(movie(title, year, tmdb(id))) }
        },
    )
}

proptest! {
    /// Stopped and restored anywhere, it asks the same and decides the same; nothing but a
    /// sure and single match is found.
    #[test]
    fn whatever_is_answered_a_restart_changes_nothing(
        year in prop::option::of(1999..2003),
        duration in prop::option::of(0.0..6000.0),
        answers in prop::collection::vec(
            (prop::collection::vec(any_candidate(), 0..4), any::<bool>(), any::<bool>()), 0..6),
    ) {
        let asked = Question { duration, ..question(movie("Dune", year, ExternalIds::default())) };
        let mut steady = lookup(asked.clone());
        let mut shaken = lookup(asked);
        let mut now = NOW;
        let mut answers = answers.into_iter();
        loop {
            let one = steady.handle(now, Input::Wake);
            let two = shaken.handle(now, Input::Wake);
            let ([Output::Send { id, intent, .. }], [Output::Send { id: twin, intent: same, .. }]) =
                (&one[..], &two[..])
            else {
                prop_assert_eq!(&one, &two);
                let [Output::Decided(decision)] = &one[..] else { panic!("{one:?}") };
                if let Decision::Found { score, .. } = decision {
                    prop_assert!(*score >= super::SURE);
                }
                break;
            };
            prop_assert_eq!(intent, same);
            let (candidates, fails, restart) = answers.next().unwrap_or_default();
            let response = if fails { status(503) } else { answer(&candidates) };
            let one = steady.handle(now, Input::Answer { id: *id, response: response.clone() });
            let two = shaken.handle(now, Input::Answer { id: *twin, response });
            let told = |outputs: &[Output]| match outputs {
                [Output::Decided(decision)] => Some(decision.clone()),
                _ => None,
            };
            prop_assert_eq!(told(&one), told(&two));
            if let Some(decision) = told(&one) {
                let Decision::Failed { retry_at: Some(at), .. } = decision else { break };
                now = at;
            } else {
                // Asked on at once; the answer is lost in the restart.
                steady = Lookup::restore(&steady.snapshot(), Some(&Shelf), None).unwrap();
                shaken = Lookup::restore(&shaken.snapshot(), Some(&Shelf), None).unwrap();
            }
            if restart {
                shaken = Lookup::restore(&shaken.snapshot(), Some(&Shelf), None).unwrap();
            }
        }
    }
}
