use serde_json::json;

use super::{add, cour, episode, inception, series_and_cour};
use crate::error::ErrorKind;
use crate::http::Method;
use crate::media::{ExternalIds, Media, PartialDate, Rating, Show, Work};
use crate::providers::fixture::{NOW, body, digest, plan};
use crate::providers::simkl::Simkl;
use crate::providers::{
    Finished, Intent, List, Listed, Outcome, Rated, Status, StatusChange, StoredPlay,
};
use crate::time::Timestamp;

fn anime() -> Show {
    Show { title: "Attack on Titan".to_owned(), year: Some(2017), ids: cour() }
}

fn works() -> Vec<Work> {
    let ids = ExternalIds { tvdb: Some(267_440), ..cour() };
    vec![inception().into(), Work::Show(Show { ids, ..anime() })]
}

fn path(intent: &Intent) -> String {
    let url = plan(&Simkl, intent).unwrap().url;
    url.split('?').next().unwrap().replace("https://api.simkl.com", "")
}

fn each(intent: &Intent, name: &str) -> Vec<Option<ErrorKind>> {
    let Ok(Outcome::Each(results)) = digest(&Simkl, intent, name) else { panic!("{name}") };
    results.into_iter().map(|result| result.err().map(|error| error.kind)).collect()
}

fn status(work: &Work, status: Status) -> StatusChange {
    StatusChange { status: Some(status), ..StatusChange::of(work.clone()) }
}

fn finished(media: Media) -> Finished {
    match add(media) {
        Intent::AddPlay(play) => play,
        other => panic!("{other:?}"),
    }
}

#[test]
fn whole_titles_go_under_films_and_shows() {
    let film = json!({"title": "Inception", "year": 2010,
        "ids": {"imdb": "tt1375666", "tmdb": 27205}});
    // Beside its own id that of the series would name another cour.
    let anime = json!({"title": "Attack on Titan", "year": 2017, "ids": {"mal": 25777}});
    let with = |members: serde_json::Value| {
        let mut both = [film.clone(), anime.clone()];
        for one in &mut both {
            one.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        }
        let [film, anime] = both;
        json!({"movies": [film], "shows": [anime]})
    };
    let at = Timestamp::parse_rfc3339("2026-10-01T20:00:00.5Z");
    let rating = Rating::of_ten(8).unwrap();
    let rate = works().into_iter().map(|work| Rated { work, rating, at });
    let rate = Intent::Rate(rate.collect());
    let planned = Listed { list: List::Watchlist, works: works() };
    for (intent, to, sent) in [
        (rate, "/sync/ratings", json!({"rating": 8, "rated_at": "2026-10-01T20:00:00Z"})),
        (Intent::Unrate(works()), "/sync/ratings/remove", json!({})),
        (Intent::AddToList(planned), "/sync/add-to-list", json!({"to": "plantowatch"})),
    ] {
        assert_eq!(path(&intent), to);
        assert_eq!(body(&Simkl, &intent), with(sent), "{to}");
    }
}

#[test]
fn where_somebody_stands_is_one_of_five_words() {
    let show = Work::Show(anime());
    for (to, word) in [
        (Status::Planned, "plantowatch"),
        (Status::Current, "watching"),
        (Status::Paused, "hold"),
        (Status::Dropped, "dropped"),
        (Status::Completed, "completed"),
    ] {
        let intent = Intent::SetStatus(status(&show, to));
        assert_eq!(path(&intent), "/sync/add-to-list");
        assert_eq!(body(&Simkl, &intent)["shows"][0]["to"], word);
    }
    let film = Work::from(inception());
    let refused = [
        status(&show, Status::Repeating),
        // Simkl files a film that is being watched as watched.
        status(&film, Status::Current),
        status(&film, Status::Paused),
        StatusChange { progress: Some(3), ..status(&show, Status::Current) },
        StatusChange { rating: Rating::of_ten(8), ..status(&show, Status::Current) },
        StatusChange { status: None, ..status(&show, Status::Current) },
        StatusChange { started_on: PartialDate::parse("2026"), ..status(&show, Status::Current) },
        StatusChange { finished_on: PartialDate::parse("2026"), ..status(&show, Status::Current) },
        StatusChange { repeats: Some(1), ..status(&show, Status::Current) },
    ];
    for change in refused {
        let error = plan(&Simkl, &Intent::SetStatus(change.clone())).unwrap_err();
        assert_eq!(error.kind, ErrorKind::BadInput, "{change:?}");
    }
}

#[test]
fn only_who_means_the_whole_title_removes_it() {
    let remove = Intent::RemoveStatus { id: None, work: works().remove(1) };
    assert_eq!(path(&remove), "/sync/history/remove");
    let anime = json!({"title": "Attack on Titan", "year": 2017, "ids": {"mal": 25777}});
    assert_eq!(body(&Simkl, &remove), json!({ "shows": [anime] }));
    assert_eq!(digest(&Simkl, &remove, "removed"), Ok(Outcome::Done));

    let play = |media| StoredPlay { id: String::new(), media, watched_at: NOW };
    let parts = [episode(2, series_and_cour()), episode(1, cour())].map(play).to_vec();
    let parts = Intent::RemovePlays(parts);
    assert_eq!(path(&parts), "/sync/history/remove");
    assert_eq!(
        body(&Simkl, &parts),
        json!({"shows": [
            {"title": "Attack on Titan", "year": 2013, "ids": {"tvdb": 267440},
                "seasons": [{"number": 2, "episodes": [{"number": 4}]}]},
            {"title": "Attack on Titan", "year": 2013, "ids": {"mal": 25777},
                "episodes": [{"number": 4}]},
        ]})
    );
    assert_eq!(each(&parts, "removed_not_found"), [Some(ErrorKind::NotFound), None]);

    let film = Intent::RemovePlays(vec![play(inception())]);
    assert_eq!(plan(&Simkl, &film).unwrap_err().kind, ErrorKind::BadInput);
    let list = Listed { list: List::Watchlist, works: works() };
    let unlist = plan(&Simkl, &Intent::RemoveFromList(list)).unwrap_err();
    assert_eq!(unlist.kind, ErrorKind::BadInput);
}

#[test]
fn each_work_has_its_own_outcome() {
    let unknown = Some(ErrorKind::NotFound);
    let list = Intent::AddToList(Listed { list: List::Watchlist, works: works() });
    assert_eq!(each(&list, "list_added"), [None; 2]);
    assert_eq!(each(&list, "list_not_found"), [unknown, None]);
    let rating = Rating::of_ten(8).unwrap();
    let rate = works().into_iter().map(|work| Rated { work, rating, at: None });
    let rate = Intent::Rate(rate.collect());
    assert_eq!(each(&rate, "ratings_added"), [None; 2]);
    assert_eq!(each(&rate, "ratings_not_found"), [None, unknown]);
    assert_eq!(each(&Intent::Unrate(works()), "removed"), [None; 2]);
    let planned = Intent::SetStatus(status(&works()[1], Status::Planned));
    assert_eq!(digest(&Simkl, &planned, "list_added"), Ok(Outcome::Stored { id: None }));

    // An anime that is not found comes back among the shows.
    let plays = Intent::AddPlays(vec![finished(inception()), finished(episode(1, cour()))]);
    assert_eq!(each(&plays, "history_two_added"), [None, unknown]);
}

#[test]
fn plays_of_one_show_go_in_one_entry() {
    let part = |season| finished(episode(season, series_and_cour()));
    let plays = vec![part(2), finished(inception()), part(3), finished(episode(1, cour()))];
    let sent = body(&Simkl, &Intent::AddPlays(plays));
    assert_eq!(sent["shows"][0]["seasons"].as_array().unwrap().len(), 2);
    assert_eq!(sent["movies"][0]["watched_at"], "2026-10-01T21:00:00Z");
    assert_eq!(sent["anime"][0]["episodes"][0]["number"], 4);
}

#[test]
fn a_place_is_forgotten_by_its_status_alone() {
    let forget = Intent::ForgetPlace("124".to_owned());
    assert_eq!(plan(&Simkl, &forget).unwrap().method, Method::Delete);
    assert_eq!(path(&forget), "/sync/playback/124");
    for name in ["nothing_204", "refused_404"] {
        assert_eq!(digest(&Simkl, &forget, name), Ok(Outcome::Done));
    }
    assert_eq!(digest(&Simkl, &forget, "removed").unwrap_err().kind, ErrorKind::Unavailable);
    let strange = plan(&Simkl, &Intent::ForgetPlace("x/y".to_owned())).unwrap_err();
    assert_eq!(strange.kind, ErrorKind::BadInput);
}
