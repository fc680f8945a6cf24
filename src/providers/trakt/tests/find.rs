use super::plan;
use crate::error::ErrorKind;
use crate::media::{Catalogue, PartialDate, Work, WorkKind};
use crate::providers::fixture::digest;
use crate::providers::trakt::Trakt;
use crate::providers::{ById, Intent, Outcome, Query};

fn query(kind: Option<WorkKind>, exact: bool) -> Intent {
    let title = "M*A*S*H: 1/2".to_owned();
    Intent::Search(Query { kind, title, artist: None, year: Some(1970), exact, page: 2 })
}

fn by_id(catalogue: Catalogue, kind: WorkKind) -> Intent {
    Intent::Find(ById { catalogue, id: "1396".to_owned(), kind })
}

#[test]
fn words_are_searched_exactly_or_broadly() {
    let title = "query=M%5C%2AA%5C%2AS%5C%2AH%5C%3A%201%5C%2F2&extended=full";
    let broad = "&fields=title&page=2&limit=50&years=1970";
    for (kind, exact, path, rest) in [
        (Some(WorkKind::Movie), true, "movie/exact", ""),
        (None, true, "media/exact", ""),
        (Some(WorkKind::Show), false, "show", broad),
        (None, false, "movie,show", broad),
        // Trakt has no exact search of episodes.
        (Some(WorkKind::Episode), true, "episode", broad),
    ] {
        let request = plan(&Trakt, &query(kind, exact)).unwrap();
        assert_eq!(request.url, format!("https://api.trakt.tv/search/{path}?{title}{rest}"));
    }
    let season = plan(&Trakt, &query(Some(WorkKind::Season), false)).unwrap_err();
    assert_eq!(season.kind, ErrorKind::BadInput);
}

#[test]
fn an_id_is_searched_with_its_kind() {
    let request = plan(&Trakt, &by_id(Catalogue::Tmdb, WorkKind::Show)).unwrap();
    assert_eq!(request.url, "https://api.trakt.tv/search/tmdb/1396?type=show&extended=full");
    for intent in [by_id(Catalogue::Mal, WorkKind::Show), by_id(Catalogue::Tmdb, WorkKind::Season)]
    {
        assert_eq!(plan(&Trakt, &intent).unwrap_err().kind, ErrorKind::BadInput);
    }
}

#[test]
fn hits_carry_what_a_choice_needs() {
    let Ok(Outcome::Found(found)) = digest(&Trakt, &query(None, false), "search_movies") else {
        panic!("nothing was read");
    };
    let [film, show] = &found[..] else { panic!("{found:?}") };
    assert_eq!(film.work.ids().unwrap().imdb.as_deref(), Some("tt0468569"));
    assert_eq!((film.date, film.runtime), (PartialDate::parse("2008-07-18"), Some(152 * 60)));
    assert_eq!(film.page.as_deref(), Some("https://app.trakt.tv/movies/the-dark-knight-2008"));
    assert_eq!((show.aired, show.date), (Some(125), PartialDate::parse("2009-04-09")));

    let by_tvdb = by_id(Catalogue::Tvdb, WorkKind::Episode);
    let Ok(Outcome::Found(found)) = digest(&Trakt, &by_tvdb, "found_episode") else {
        panic!("nothing was read");
    };
    let Work::Episode(part) = &found[0].work else { panic!("{found:?}") };
    assert_eq!((part.season, part.number, part.ids.tvdb), (2, 1, Some(797_571)));
    assert_eq!(found[0].date, PartialDate::parse("2009-09-18"));
    let nothing = digest(&Trakt, &by_tvdb, "history_empty");
    assert_eq!(nothing, Ok(Outcome::Found(Vec::new())));
}
