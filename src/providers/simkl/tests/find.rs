use super::plan;
use crate::error::ErrorKind;
use crate::http::HttpResponse;
use crate::media::{Catalogue, ExternalIds, Work, WorkKind};
use crate::providers::fixture::{NOW, digest};
use crate::providers::simkl::Simkl;
use crate::providers::{ById, Candidate, Intent, Outcome, Query, Service};

fn by_id(catalogue: Catalogue, id: &str, kind: WorkKind) -> Intent {
    Intent::Find(ById { catalogue, id: id.to_owned(), kind })
}

fn found(intent: &Intent, name: &str) -> Vec<Candidate> {
    match digest(&Simkl, intent, name) {
        Ok(Outcome::Found(found)) => found,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn the_kind_is_said_where_numbers_are_shared() {
    for (intent, query) in [
        (by_id(Catalogue::Imdb, "tt0944947", WorkKind::Show), "to=simkl&imdb=tt0944947&"),
        (by_id(Catalogue::Tmdb, "1399", WorkKind::Show), "to=simkl&tmdb=1399&type=tv&"),
        (by_id(Catalogue::Tmdb, "27205", WorkKind::Movie), "to=simkl&tmdb=27205&type=movie&"),
        (by_id(Catalogue::Anilist, "16498", WorkKind::Show), "to=simkl&anilist=16498&"),
    ] {
        let url = plan(&Simkl, &intent).unwrap().url;
        let start = format!("https://api.simkl.com/redirect?{query}client_id=");
        assert!(url.starts_with(&start), "{url}");
    }
    for intent in [
        by_id(Catalogue::Trakt, "1", WorkKind::Show),
        by_id(Catalogue::Imdb, "tt1", WorkKind::Episode),
    ] {
        assert_eq!(plan(&Simkl, &intent).unwrap_err().kind, ErrorKind::BadInput);
    }
}

#[test]
fn the_address_of_a_redirect_is_the_answer() {
    let show = by_id(Catalogue::Imdb, "tt0944947", WorkKind::Show);
    let found_show = found(&show, "redirect_tv");
    let ids = ExternalIds {
        imdb: Some("tt0944947".to_owned()),
        simkl: Some(17_465),
        ..ExternalIds::default()
    };
    assert_eq!(found_show[0].work.ids(), Some(&ids));
    assert_eq!(found_show[0].page.as_deref(), Some("https://simkl.com/tv/17465/game-of-thrones"));
    assert_eq!(found(&show, "redirect_nothing"), []);

    // The series' id is not the cour's; the cour's own is.
    for (asked, mal) in [
        (by_id(Catalogue::Tvdb, "267440", WorkKind::Show), None),
        (by_id(Catalogue::Mal, "16498", WorkKind::Show), Some(16_498)),
    ] {
        let ids = ExternalIds { simkl: Some(39_687), mal, ..ExternalIds::default() };
        assert_eq!(found(&asked, "redirect_anime")[0].work.ids(), Some(&ids));
    }
}

#[test]
fn an_address_elsewhere_is_no_answer() {
    let asked = by_id(Catalogue::Imdb, "tt0944947", WorkKind::Show);
    for (status, location) in [
        (301, "https://example.org/tv/17465/x"),
        (301, "//simkl.com/tv/x/y"),
        (301, "//simkl.com/people/5/y"),
        (301, "nowhere"),
        (200, "//simkl.com/tv/17465/x"),
    ] {
        let headers = vec![("location".to_owned(), location.to_owned())];
        let response = HttpResponse { status, headers, body: String::new() };
        let error = Simkl.digest(NOW, &asked, &response).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unavailable, "{status} {location}");
    }
}

#[test]
fn words_are_searched_one_type_at_a_time() {
    let query = |kind| {
        let title = "John Wick".to_owned();
        Intent::Search(Query { kind, title, artist: None, year: None, exact: false, page: 2 })
    };
    let films = query(Some(WorkKind::Movie));
    let url = plan(&Simkl, &films).unwrap().url;
    let start = "https://api.simkl.com/search/movie?q=John%20Wick&page=2&limit=50&client_id=";
    assert!(url.starts_with(start), "{url}");
    assert!(plan(&Simkl, &query(Some(WorkKind::Show))).unwrap().url.contains("/search/tv?"));
    assert_eq!(plan(&Simkl, &query(None)).unwrap_err().kind, ErrorKind::BadInput);

    let hits = found(&films, "search_movies");
    let [hit] = &hits[..] else { panic!("{hits:?}") };
    let Work::Movie(film) = &hit.work else { panic!("{hit:?}") };
    assert_eq!(
        (film.year, film.ids.simkl, film.ids.tmdb),
        (Some(2017), Some(471_618), Some(324_552))
    );
    assert_eq!(hit.page.as_deref(), Some("https://simkl.com/movies/471618/john-wick-chapter-2"));
    assert_eq!(found(&films, "search_empty"), []);
}
