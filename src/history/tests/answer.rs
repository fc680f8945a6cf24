use super::super::{Answered, Library, Origin};
use super::contents;
use crate::providers::{Listing, Reader, Row, Skipped, reader};

const SERVICE: &str = "trakt";

fn origin() -> Origin {
    Origin::Service(SERVICE.into())
}

fn service() -> &'static dyn Reader {
    reader(SERVICE).unwrap()
}

fn row(id: usize) -> String {
    format!(
        r#"{{"id":{id},"watched_at":"2026-10-01T21:{:02}:00.000Z","action":"watch","type":"movie",
        "movie":{{"title":"Lake \"{}\" ]","year":2001,"ids":{{"trakt":{},"imdb":"tt{id}"}}}}}}"#,
        id % 60,
        id % 7,
        id % 7 + 1,
    )
}

fn read(text: &str) -> (Library, Answered) {
    let mut library = Library::default();
    let answered = library.read(text.as_bytes(), (Listing::History, ""), &origin(), service());
    (library, answered)
}

#[test]
fn an_answer_says_the_same_as_its_rows() {
    let rows: Vec<String> = (1..200).map(row).collect();
    let (library, answered) = read(&format!("\n[{}]\n", rows.join(",\n")));
    assert_eq!(answered, Answered { rows: 199, news: 199, skipped: vec![], whole: true });
    let mut one_by_one = Library::default();
    for text in rows {
        let mut rows: Vec<Row> = vec![];
        let told = serde_json::from_str(&text).unwrap();
        service().read_row("", Listing::History, &told, &mut rows).unwrap();
        rows.iter().for_each(|row| {
            one_by_one.add(row, Listing::History, &origin());
        });
    }
    assert_eq!(contents(&library), contents(&one_by_one));
    assert_eq!(read("[]").1, Answered { whole: true, ..Answered::default() });
}

#[test]
fn what_breaks_off_is_said_and_costs_no_more_than_itself() {
    let text = format!("[{},{{\"id\":7}},{},{}]", row(1), row(2), row(3));
    let (library, answered) = read(&text);
    let reason = "It names no film, show, season or episode.".to_owned();
    assert_eq!(answered.skipped, [Skipped { row: 1, reason }]);
    assert!(answered.whole && library.len() == 3);
    for end in 0..text.len() - 1 {
        let Some(cut) = text.get(..end) else { continue };
        let (library, answered) = read(cut);
        assert!(!answered.whole, "{cut}");
        assert!(library.len() <= 3 && answered.news == library.len());
    }
    for page in ["<html><body>[]</body></html>", "{\"error\":\"busy\"}", ""] {
        let (library, answered) = read(page);
        assert!(!answered.whole && library.is_empty(), "{page}");
    }
}

/// A row of each service, and how its answers look around rows.
const ANSWERS: &[(&str, Listing, &str, &str)] = &[
    (
        "trakt",
        Listing::History,
        r#"{"id":1,"watched_at":"2026-10-01T21:00:00.000Z","movie":{"title":"Lake","ids":{"trakt":1}}}"#,
        "[ROWS]",
    ),
    (
        "simkl",
        Listing::Statuses,
        r#"{"status":"completed","last_watched_at":"2026-10-01T21:00:00Z","movie":{"title":"Lake","ids":{"simkl":1}}}"#,
        r#"{"shows":[],"movies":[ROWS]}"#,
    ),
    (
        "lastfm",
        Listing::History,
        r##"{"name":"Harbour","artist":{"#text":"Air"},"date":{"uts":"1790000000"}}"##,
        r#"{"recenttracks":{"track":[ROWS],"@attr":{"page":"1"}}}"#,
    ),
    (
        "listenbrainz",
        Listing::History,
        r#"{"listened_at":1790000000,"track_metadata":{"artist_name":"Air","track_name":"Harbour"}}"#,
        r#"{"payload":{"count":1,"listens":[ROWS]}}"#,
    ),
    (
        "anilist",
        Listing::Statuses,
        r#"{"id":7,"status":"CURRENT","progress":3,"media":{"id":1,"type":"ANIME","title":{"romaji":"Mizuumi"}}}"#,
        r#"{"data":{"MediaListCollection":{"lists":[{"entries":[]},{"entries":[ROWS]}]}}}"#,
    ),
    (
        "myanimelist",
        Listing::Statuses,
        r#"{"node":{"id":1,"title":"Mizuumi"},"list_status":{"status":"watching","num_episodes_watched":3}}"#,
        r#"{"data":[ROWS],"paging":{}}"#,
    ),
];

fn answer(of: usize, rows: &str) -> (Library, Answered) {
    let (service, listing, _, around) = ANSWERS[of];
    let mut library = Library::default();
    let (origin, reader) = (Origin::Service(service.into()), reader(service).unwrap());
    let text = around.replace("ROWS", rows);
    let answered = library.read_answer(text.as_bytes(), listing, &origin, reader);
    (library, answered)
}

#[test]
fn rows_are_found_wherever_a_service_puts_them() {
    for (of, (service, _, row, around)) in ANSWERS.iter().enumerate() {
        let (library, answered) = answer(of, row);
        let expected = Answered { rows: 1, news: answered.news, skipped: vec![], whole: true };
        assert_eq!(answered, expected, "{service}");
        assert!(answered.news == 1 && !library.is_empty(), "{service}");
        let (library, answered) = answer(of, "");
        assert!(answered.whole && library.is_empty(), "{service}");
        let (_, answered) = answer(of, &format!("{row},{{}}"));
        assert_eq!(answered.skipped.iter().map(|it| it.row).collect::<Vec<_>>(), [1], "{service}");
        let text = around.replace("ROWS", row);
        for end in 0..text.len() {
            let (origin, reader) = (Origin::Service("x".into()), reader(service).unwrap());
            let cut = &text.as_bytes()[..end];
            let answered = Library::default().read_answer(cut, ANSWERS[of].1, &origin, reader);
            assert!(!answered.whole, "{service} {end}");
        }
        for page in ["<html>", "{\"error\":17}", ""] {
            let (origin, reader) = (Origin::Service("x".into()), reader(service).unwrap());
            let mut library = Library::default();
            let answered = library.read_answer(page.as_bytes(), ANSWERS[of].1, &origin, reader);
            assert!(!answered.whole && library.is_empty(), "{service} {page}");
        }
    }
}

#[test]
fn a_single_row_may_stand_without_its_list() {
    let of = ANSWERS.iter().position(|(service, ..)| *service == "lastfm").unwrap();
    let (service, listing, row, around) = ANSWERS[of];
    let text = around.replace("[ROWS]", row);
    let mut library = Library::default();
    let (origin, reader) = (Origin::Service(service.into()), reader(service).unwrap());
    let answered = library.read_answer(text.as_bytes(), listing, &origin, reader);
    assert_eq!(answered, Answered { rows: 1, news: 1, skipped: vec![], whole: true });
}
