//! Who plays: names that were joined into one, taken apart.
//!
//! Joins as MusicBrainz's artist credits have them (musicbrainz.org/doc/Style/Artist_Credits)
//! and as shops write guests into titles (Apple's music style guide, 2.13), both
//! read in November 2026.

use serde::Serialize;

use super::fold::fold;
use super::in_order;
use super::off_article;

/// Between two names, in any case.
const JOINS: &[&str] = &[
    " feat. ",
    " feat ",
    " ft. ",
    " ft ",
    " featuring ",
    " with ",
    " vs. ",
    " vs ",
    " & ",
    " × ",
    " / ",
    ", ",
];

/// Before the names of guests, in brackets.
const GUESTS: &[&str] = &["feat. ", "feat ", "ft. ", "ft ", "featuring ", "with ", "w/ "];

/// Before the names of guests, in the open.
const OPEN_GUESTS: &[&str] = &[" feat. ", " feat ", " ft. ", " featuring "];

/// Who plays, and the title without the guests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credits {
    /// The first name.
    pub primary: String,
    /// Everybody else, each once.
    pub others: Vec<String>,
    /// The title without `(feat. …)`.
    pub title: String,
}

/// How two artists compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ArtistComparison {
    /// The names agree as a whole.
    Whole,
    /// The same people, joined differently or with an article more.
    People,
    /// The first is the same, not all of the others.
    Primary,
    /// Neither.
    Different,
}

/// Takes joined names apart, and guests out of the title.
///
/// Names that hold a join come apart too (Simon & Garfunkel): for that
/// [`compare_artists`] looks at the whole first.
///
/// ```
/// use playtally::media::title::split_artists;
///
/// let credits = split_artists("Air feat. Beth", "Harbour (with Ana & Li) [Live]");
/// assert_eq!(credits.primary, "Air");
/// assert_eq!(credits.others, ["Beth", "Ana", "Li"]);
/// assert_eq!(credits.title, "Harbour [Live]");
/// ```
pub fn split_artists(artist: &str, title: &str) -> Credits {
    let (artist, guests_of_artist) = off_guests(artist);
    let (title, guests) = off_guests(title);
    let mut credits = Credits { title, ..Credits::default() };
    let mut known = Vec::new();
    for name in [&*artist, &guests_of_artist, &guests].into_iter().flat_map(names) {
        let folded = fold(name);
        if known.contains(&folded) {
            continue;
        }
        match known.is_empty() {
            true => credits.primary = name.to_owned(),
            false => credits.others.push(name.to_owned()),
        }
        known.push(folded);
    }
    credits
}

/// Compares two artists as they are written, then by the people they name.
pub fn compare_artists(one: &str, other: &str) -> ArtistComparison {
    let whole = fold(one);
    if !whole.is_empty() && whole == fold(other) {
        return ArtistComparison::Whole;
    }
    let (one, other) = (people(one), people(other));
    match (one.first(), other.first()) {
        (Some(ours), Some(theirs)) => {
            let primary = ours == theirs;
            let (one, other) = (in_order(one), in_order(other));
            match (one == other, primary) {
                (true, _) => ArtistComparison::People,
                (false, true) => ArtistComparison::Primary,
                (false, false) => ArtistComparison::Different,
            }
        }
        _ => ArtistComparison::Different,
    }
}

/// Each name as it is compared: without its article.
fn people(artist: &str) -> Vec<String> {
    let Credits { primary, others, .. } = split_artists(artist, "");
    let names = std::iter::once(primary).chain(others);
    names.map(|name| off_article(fold(&name)).1).filter(|name| !name.is_empty()).collect()
}

/// The names in a text. A small `x` joins, a capital one is a name's (Lil Nas X).
fn names(text: &str) -> Vec<&str> {
    let small = text.to_ascii_lowercase();
    let mut names = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(c) = small[at..].chars().next() {
        let join = JOINS.iter().find(|join| small[at..].starts_with(**join));
        match join.copied().or(text[at..].starts_with(" x ").then_some(" x ")) {
            Some(join) => {
                names.extend(text.get(start..at));
                start = at + join.len();
                // Its last blank may be the next join's first.
                at = start - 1;
            }
            None => at += c.len_utf8(),
        }
    }
    names.extend(text.get(start..));
    names.into_iter().map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// A text without its guests, and the guests as written.
fn off_guests(text: &str) -> (String, String) {
    let text = text.trim();
    let small = text.to_ascii_lowercase();
    for (at, open) in small.match_indices(['(', '[']) {
        let inside = &small[at + 1..];
        let Some(word) = GUESTS.iter().find(|word| inside.starts_with(**word)) else { continue };
        let close = if open == "(" { ')' } else { ']' };
        let Some(length) = inside.find(close) else { continue };
        let end = at + 1 + length;
        let rest = [text[..at].trim_end(), text[end + 1..].trim_start()];
        return (rest.join(" ").trim().to_owned(), text[at + 1 + word.len()..end].to_owned());
    }
    let open = OPEN_GUESTS.iter().filter_map(|word| Some((small.find(word)?, word.len()))).min();
    if let Some((at, length)) = open
        // Six feet may be `6 ft. under`.
        && !text[..at].ends_with(|c: char| c.is_ascii_digit())
    {
        let names = &text[at + length..];
        let (names, rest) = names.split_at(names.find([('('), '[']).unwrap_or(names.len()));
        let title = [text[..at].trim_end(), rest].join(" ");
        return (title.trim().to_owned(), names.trim().to_owned());
    }
    (text.to_owned(), String::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ArtistComparison::{Different, People, Primary, Whole};

    #[test]
    fn joined_names_come_apart() {
        for (artist, expected) in [
            ("Air", vec!["Air"]),
            ("Air feat. Beth", vec!["Air", "Beth"]),
            ("Air Feat Beth & Li", vec!["Air", "Beth", "Li"]),
            ("Air ft. Beth", vec!["Air", "Beth"]),
            ("Air FT Beth", vec!["Air", "Beth"]),
            ("Air featuring Beth, Li & Ana", vec!["Air", "Beth", "Li", "Ana"]),
            ("Air (feat. Beth)", vec!["Air", "Beth"]),
            ("Air x Beth × Li", vec!["Air", "Beth", "Li"]),
            ("Air vs. Beth vs Li", vec!["Air", "Beth", "Li"]),
            ("Air with Beth", vec!["Air", "Beth"]),
            ("Air / Beth", vec!["Air", "Beth"]),
            ("AC/DC", vec!["AC/DC"]),
            ("Air, & Beth", vec!["Air", "Beth"]),
            ("Air & Beth & air", vec!["Air", "Beth"]),
            ("Lil Nas X", vec!["Lil Nas X"]),
            ("Lil Nas X & Air", vec!["Lil Nas X", "Air"]),
            ("Without, Within", vec!["Without", "Within"]),
            ("Éric & Zoë", vec!["Éric", "Zoë"]),
            ("  ", vec![]),
        ] {
            let Credits { primary, others, .. } = split_artists(artist, "");
            let all: Vec<_> = std::iter::once(primary).chain(others).collect();
            assert_eq!(
                all.iter().filter(|n| !n.is_empty()).collect::<Vec<_>>(),
                expected,
                "{artist}"
            );
        }
    }

    #[test]
    fn guests_leave_the_title() {
        for (title, rest, guests) in [
            ("Harbour (feat. Beth)", "Harbour", vec!["Beth"]),
            ("Harbour [Ft. Beth & Li] (Live)", "Harbour (Live)", vec!["Beth", "Li"]),
            ("Harbour (Live) (with Beth)", "Harbour (Live)", vec!["Beth"]),
            ("Harbour (w/ Beth)", "Harbour", vec!["Beth"]),
            ("Harbour feat. Beth (Remix)", "Harbour (Remix)", vec!["Beth"]),
            ("Harbour Featuring Beth, Li", "Harbour", vec!["Beth", "Li"]),
            ("(Feat. Beth) Harbour", "Harbour", vec!["Beth"]),
            ("Dancing with Myself", "Dancing with Myself", vec![]),
            ("6 ft. Under", "6 ft. Under", vec![]),
            ("Harbour (without you)", "Harbour (without you)", vec![]),
            ("Harbour (feat. Beth", "Harbour (feat. Beth", vec![]),
            ("Harbour (feat. Air)", "Harbour", vec![]),
        ] {
            let credits = split_artists("Air", title);
            assert_eq!(
                (&*credits.title, credits.others),
                (rest, guests.iter().map(|g| (*g).to_owned()).collect()),
                "{title}"
            );
            assert_eq!(credits.primary, "Air");
        }
    }

    #[test]
    fn a_name_is_compared_as_a_whole_first() {
        for (one, other, expected) in [
            ("Simon & Garfunkel", "Simon and Garfunkel", Whole),
            ("Florence + the Machine", "Florence & The Machine", Whole),
            ("Earth, Wind & Fire", "Earth Wind and Fire", Whole),
            ("Beyoncé", "BEYONCE", Whole),
            ("!!!", "!!!", Whole),
            ("The Beatles", "Beatles", People),
            ("Air & Beth", "Beth feat. Air", People),
            ("Air, Beth & Li", "Air feat. Beth & Li", People),
            ("Air feat. Beth", "Air", Primary),
            ("Air feat. Beth", "Air feat. Li", Primary),
            ("Air", "Beth feat. Air", Different),
            ("Air", "Beth", Different),
            ("", "", Different),
            ("", "Air", Different),
        ] {
            assert_eq!(compare_artists(one, other), expected, "{one} / {other}");
            assert_eq!(compare_artists(other, one), expected, "{other} / {one}");
        }
    }
}
