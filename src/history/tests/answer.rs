use super::super::{Answered, Library, Origin};
use super::contents;
use crate::providers::{Listing, Row, Service, Skipped, by_id};

const SERVICE: &str = "trakt";

fn origin() -> Origin {
    Origin::Service(SERVICE.into())
}

fn service() -> &'static dyn Service {
    by_id(SERVICE).unwrap()
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
