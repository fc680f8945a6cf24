//! Titles and artists: one form for many spellings, and comparisons that say what differs.
//!
//! Nothing here decides whether two items are the same; it says what their names
//! say. A lookup weighs that with years, lengths and ids.

mod artists;
mod fold;
mod parts;

pub use artists::{ArtistComparison, Credits, compare_artists, split_artists};

use std::collections::BinaryHeap;

use serde::Serialize;

use fold::fold;

/// Words that may stand before a name or be missing there.
const ARTICLES: &[&str] = &[
    "the", "a", "an", "le", "la", "les", "un", "une", "der", "die", "das", "ein", "eine", "el",
    "los", "las", "il", "lo", "gli", "de", "het",
];

/// How two titles compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TitleComparison {
    /// Whether the names agree, whatever else is said. An empty title agrees with none.
    pub same_name: bool,
    /// What only one of them says.
    pub missing: Vec<TitlePart>,
    /// What each says differently.
    pub differs: Vec<TitlePart>,
}

/// What a title may say besides the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TitlePart {
    /// `The` Office.
    Article,
    /// Aliens `(Director's Cut)`.
    Edition,
    /// The Office `(US)`.
    Country,
    /// Dune `(2021)`.
    Year,
}

/// One form for many spellings: small letters without accents, words with single
/// blanks between them, an article from the end in front, Roman numerals as numbers.
///
/// ```
/// use playtally::media::title::normalize_title;
///
/// assert_eq!(normalize_title("Été meurtrier, L'"), "lete meurtrier");
/// assert_eq!(normalize_title("Godfather, The: Part II"), "godfather the part 2");
/// assert_eq!(normalize_title("Godfather Part II, The (1974)"), "the godfather part 2 1974");
/// ```
pub fn normalize_title(title: &str) -> String {
    let title = title.trim();
    let name = parts::part(title).name;
    fold(&[&article_first(name), " ", &title[name.len()..]].concat())
}

/// Compares two titles.
///
/// ```
/// use playtally::media::title::{TitlePart, compare_titles};
///
/// let office = compare_titles("The Office (U.S.)", "Office, The");
/// assert!(office.same_name);
/// assert_eq!((office.missing, office.differs), (vec![TitlePart::Country], vec![]));
/// ```
pub fn compare_titles(one: &str, other: &str) -> TitleComparison {
    let (one, other) = (Reading::of(one), Reading::of(other));
    let same_name = !one.name.is_empty() && one.name == other.name;
    let mut compared = TitleComparison { same_name, missing: vec![], differs: vec![] };
    for (part, ours, theirs) in [
        (TitlePart::Article, one.article, other.article),
        (TitlePart::Edition, one.edition, other.edition),
        (TitlePart::Country, one.country, other.country),
        (TitlePart::Year, one.year, other.year),
    ] {
        match (ours, theirs) {
            (Some(ours), Some(theirs)) if ours != theirs => compared.differs.push(part),
            (Some(_), None) | (None, Some(_)) => compared.missing.push(part),
            _ => {}
        }
    }
    compared
}

/// The name alone, and the year where the title says one behind it.
///
/// ```
/// use playtally::media::title::name_and_year;
///
/// assert_eq!(name_and_year("The Thing (2011) [Extended]"), ("The Thing", Some(2011)));
/// assert_eq!(name_and_year("Blade Runner 2049"), ("Blade Runner 2049", None));
/// ```
pub fn name_and_year(title: &str) -> (&str, Option<i32>) {
    let parts = parts::part(title);
    (parts.name, parts.year.and_then(|year| year.parse().ok()))
}

/// A title as it is compared.
struct Reading {
    name: String,
    article: Option<String>,
    edition: Option<String>,
    country: Option<String>,
    year: Option<String>,
}

impl Reading {
    fn of(title: &str) -> Self {
        let parts::Parts { name, year, country, edition } = parts::part(title);
        let (article, name) = off_article(fold(&article_first(name)));
        Self { name, article, edition, country, year }
    }
}

/// `Matrix, The` as `The Matrix`, and `Avventura, L'` as `L'Avventura`.
fn article_first(name: &str) -> String {
    if let Some((rest, article)) = name.rsplit_once(',') {
        let (rest, article) = (rest.trim(), article.trim());
        let small = article.to_lowercase();
        if !rest.is_empty() && ARTICLES.contains(&small.as_str()) {
            return [article, " ", rest].concat();
        }
        if !rest.is_empty() && matches!(small.as_str(), "l'" | "l’") {
            return [article, rest].concat();
        }
    }
    name.to_owned()
}

/// The article before a name, and the name; something is always left as the name.
fn off_article(name: String) -> (Option<String>, String) {
    match name.split_once(' ') {
        Some((article, rest)) if ARTICLES.contains(&article) => {
            (Some(article.to_owned()), rest.to_owned())
        }
        _ => (None, name),
    }
}

/// From the least to the greatest. (The slices' own sort is three times the size.)
fn in_order<T: Ord>(words: Vec<T>) -> Vec<T> {
    BinaryHeap::from(words).into_sorted_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use TitlePart::{Article, Country, Edition, Year};

    #[test]
    fn one_name_in_many_spellings() {
        for (one, other) in [
            ("The Matrix", "THE MATRIX"),
            ("The Matrix", "Matrix, The"),
            ("L'Avventura", "Avventura, L’"),
            ("Die Brücke", "Brucke, Die"),
            ("Amélie", "Amelie"),
            ("Fast & Furious", "Fast and Furious"),
            ("Rocky II", "Rocky 2"),
            ("Spider-Man: Far From Home", "Spider Man Far from Home"),
            ("The Office (US)", "The Office [U.S.A.]"),
            ("Aliens (Director's Cut)", "Aliens - Directors Cut"),
            ("Help! (2009 Remaster)", "Help! - Remastered 2009"),
            ("!!!", "!!!"),
            ("The The", "The The"),
        ] {
            let same = TitleComparison { same_name: true, missing: vec![], differs: vec![] };
            assert_eq!(compare_titles(one, other), same, "{one} / {other}");
        }
    }

    #[test]
    fn what_differs_is_said() {
        for (one, other, missing, differs) in [
            ("The Bear", "Bear", vec![Article], vec![]),
            ("The Thing", "A Thing", vec![], vec![Article]),
            ("Dune", "Dune (2021)", vec![Year], vec![]),
            ("Dune (1984)", "Dune (2021)", vec![], vec![Year]),
            ("The Office (UK)", "Office (US) (2005)", vec![Article, Year], vec![Country]),
            ("Alien (Extended)", "Alien (Uncut)", vec![], vec![Edition]),
            ("Alien (Extended)", "Alien", vec![Edition], vec![]),
        ] {
            let expected = TitleComparison { same_name: true, missing, differs };
            assert_eq!(compare_titles(one, other), expected, "{one} / {other}");
        }
    }

    #[test]
    fn other_names_are_others() {
        for (one, other) in [
            ("Dune", "Dune Part Two"),
            ("Blade Runner", "Blade Runner 2049"),
            ("Kiss", "Kiss (Live)"),
            ("!!!", "???"),
            ("", ""),
            (" ", "\n"),
            ("Malcolm X", "Malcolm 10"),
        ] {
            assert!(!compare_titles(one, other).same_name, "{one} / {other}");
        }
    }

    #[test]
    fn an_article_needs_a_name() {
        assert_eq!(normalize_title("The"), "the");
        assert_eq!(normalize_title(", The"), "the");
        assert_eq!(normalize_title("Paris, L'"), "lparis");
        assert_eq!(normalize_title(", L'"), "l");
        assert_eq!(normalize_title("Hello, Dolly"), "hello dolly");
    }
}
