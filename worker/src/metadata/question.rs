//! What is asked under `metadata/`, as an intent of the core.

use playtally::http::{parse_pairs, percent_decode};
use playtally::media::{Catalogue, ExternalIds, WorkKind};
use playtally::providers::metadata::{Ask, Subject, Window};
use playtally::providers::{ById, Intent, Query};
use playtally::typed;
use serde_json::Value;

use crate::error::{Answer, Problem};

/// Characters a search may have.
const LONGEST: usize = 200;

/// The address behind `metadata/`; `{id}` is the catalogue's own number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// `search?q=&kind=&year=&page=`
    Search,
    /// `trending?kind=&window=&page=`
    Trending,
    /// `find/{catalogue}/{id}?kind=`
    Find(Catalogue, String),
    /// `movie/{id}`, `tv/{id}`, each with `/ids` and `/credits`, `tv/{id}/season/{n}`,
    /// `person/{id}`, `person/{id}/credits`, `collection/{id}`
    About(Subject),
}

impl Question {
    /// Reads the segments of a path; `None` where nothing is there.
    pub(crate) fn read(segments: &[&str]) -> Option<Self> {
        let about = match segments {
            ["search"] => return Some(Self::Search),
            ["trending"] => return Some(Self::Trending),
            ["find", catalogue, id] => {
                let catalogue = typed::from_value(Value::from(*catalogue)).ok()?;
                let id = percent_decode(id).filter(|id| !id.is_empty())?;
                return Some(Self::Find(catalogue, id));
            }
            ["tv", id, "season", season] => Subject::Season(own(id)?, number(season)?),
            ["person", id] => Subject::Person(number(id)?),
            ["person", id, "credits"] => Subject::Works(number(id)?),
            ["collection", id] => Subject::Collection(number(id)?),
            [kind, id] => Subject::Title(title(kind)?, own(id)?),
            [kind, id, "ids"] => Subject::Ids(title(kind)?, own(id)?),
            [kind, id, "credits"] => Subject::Credits(title(kind)?, own(id)?),
            _ => return None,
        };
        Some(Self::About(about))
    }

    /// With what follows the question mark.
    ///
    /// # Errors
    /// `bad_request`, naming the parameter.
    pub(crate) fn into_intent(self, query: &str) -> Answer<Intent> {
        let pairs = parse_pairs(query);
        let pair = |name: &str| {
            let value = pairs.iter().find(|(it, _)| it == name).map(|(_, value)| value.trim());
            value.filter(|value| !value.is_empty())
        };
        let language = pair("language").map(str::to_owned);
        if !language.as_deref().is_none_or(is_language) {
            return Err(Problem::bad_request("language: as de or pt-BR"));
        }
        let page = match pair("page").map(number) {
            None => 1,
            Some(page) => page
                .filter(|page| (1..=500).contains(page))
                .ok_or_else(|| Problem::bad_request("page: a number, 1 to 500"))?,
        };
        let kind = match pair("kind") {
            None | Some("multi" | "all") => None,
            Some(word) => Some(
                kind(word)
                    .ok_or_else(|| Problem::bad_request("kind: movie, tv, season or episode"))?,
            ),
        };
        let about = match self {
            Self::Find(catalogue, id) => {
                let kind = kind.ok_or_else(|| Problem::bad_request("kind: say what it is"))?;
                return Ok(Intent::Find(ById { catalogue, id, kind }));
            }
            Self::Search => {
                let title = pair("q").filter(|title| title.chars().count() <= LONGEST);
                let title = title.ok_or_else(|| {
                    Problem::bad_request(format!("q: the words, {LONGEST} characters at most"))
                })?;
                let year = match pair("year").map(str::parse) {
                    None => None,
                    Some(year) => Some(year.map_err(|_| Problem::bad_request("year: a number"))?),
                };
                let title = title.to_owned();
                Subject::Search(Query { kind, title, artist: None, year, exact: false, page })
            }
            Self::Trending => {
                let window = match pair("window") {
                    None | Some("day") => Window::Day,
                    Some("week") => Window::Week,
                    Some(_) => return Err(Problem::bad_request("window: day or week")),
                };
                Subject::Trending(kind, window, page)
            }
            Self::About(subject) => subject,
        };
        let fallback = pair("fallback") != Some("false");
        Ok(Intent::Metadata(Ask { about, language, fallback }))
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn own(id: &str) -> Option<ExternalIds> {
    Some(ExternalIds { tmdb: Some(number(id)?), ..ExternalIds::default() })
}

fn title(word: &str) -> Option<WorkKind> {
    kind(word).filter(|kind| matches!(kind, WorkKind::Movie | WorkKind::Show))
}

fn kind(word: &str) -> Option<WorkKind> {
    Some(match word {
        "movie" => WorkKind::Movie,
        "tv" | "show" => WorkKind::Show,
        "season" => WorkKind::Season,
        "episode" => WorkKind::Episode,
        _ => return None,
    })
}

/// `de`, or `pt-BR`.
fn is_language(text: &str) -> bool {
    let letters = |part: &str| part.len() == 2 && part.bytes().all(|it| it.is_ascii_alphabetic());
    match text.split_once('-') {
        Some((language, country)) => letters(language) && letters(country),
        None => letters(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str) -> Option<Question> {
        Question::read(&path.split('/').collect::<Vec<_>>())
    }

    fn code(path: &str, query: &str) -> Result<Intent, &'static str> {
        read(path).unwrap().into_intent(query).map_err(|problem| problem.code)
    }

    #[test]
    fn each_address_is_one_question() {
        for (path, subject) in [
            ("movie/7", Subject::Title(WorkKind::Movie, own("7").unwrap())),
            ("tv/7/ids", Subject::Ids(WorkKind::Show, own("7").unwrap())),
            ("tv/7/credits", Subject::Credits(WorkKind::Show, own("7").unwrap())),
            ("tv/7/season/0", Subject::Season(own("7").unwrap(), 0)),
            ("person/7/credits", Subject::Works(7)),
            ("collection/7", Subject::Collection(7)),
        ] {
            assert_eq!(read(path), Some(Question::About(subject)), "{path}");
        }
        for path in [
            "",
            "movie",
            "movie/x",
            "movie/",
            "movie/-1",
            "season/7",
            "tv/7/season/x",
            "find/x/7",
            "find/imdb/",
            "person/7/ids",
            "movie/99999999999999999999",
        ] {
            assert_eq!(read(path), None, "{path}");
        }
    }

    #[test]
    fn what_is_out_of_range_is_refused() {
        for (path, query) in [
            ("search", ""),
            ("search", "q=%20"),
            ("search", "q=a&page=0"),
            ("search", "q=a&page=501"),
            ("search", "q=a&year=x"),
            ("search", "q=a&kind=book"),
            ("search", "q=a&language=german"),
            ("trending", "window=month"),
            ("find/imdb/tt1", ""),
        ] {
            assert_eq!(code(path, query), Err("bad_request"), "{path}?{query}");
        }
        assert_eq!(code("search", &format!("q={}", "a".repeat(201))), Err("bad_request"));
        let Ok(Intent::Metadata(ask)) = code("search", "q=The+Lake&kind=tv&language=pt-BR") else {
            panic!("not read")
        };
        let Subject::Search(query) = ask.about else { panic!("no search") };
        assert_eq!((query.title.as_str(), query.kind), ("The Lake", Some(WorkKind::Show)));
        assert!(ask.fallback);
    }
}
