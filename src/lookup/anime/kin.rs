//! Whether an entry belongs to a show, by what both are called: an entry's title says
//! besides the show's which season or part it is, or what that one is called.

use crate::media::title::{compare_titles, normalize_title};

/// How an entry's title goes with the show's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kin {
    /// The show's title, and words for a season of it.
    Season,
    /// The show's title, and a name of its own: a later season, or something beside the show.
    Named,
}

/// The closest that any of an entry's titles comes to any of the show's.
pub(super) fn kin<'a>(titles: impl Iterator<Item = &'a str>, show: &[String]) -> Option<Kin> {
    titles.filter_map(|title| show.iter().filter_map(|of| by_title(title, of)).min()).min()
}

/// Whether an entry of these titles may belong to such a show.
pub(crate) fn belongs<'a>(titles: impl Iterator<Item = &'a str>, show: &[String]) -> bool {
    kin(titles, show).is_some()
}

/// The title without the words for a season.
pub(crate) fn plain(title: &str) -> String {
    forms(title).pop().unwrap_or_default()
}

fn by_title(title: &str, show: &str) -> Option<Kin> {
    let forms = forms(title);
    if forms.iter().any(|form| compare_titles(form, show).same_name) {
        return Some(Kin::Season);
    }
    let begins = [normalize_title(show), " ".to_owned()].concat();
    let named = begins.len() > 1 && forms.first().is_some_and(|form| form.starts_with(&begins));
    named.then_some(Kin::Named)
}

/// The title as it is, then with one word for a season after the other taken off its end.
fn forms(title: &str) -> Vec<String> {
    let whole = normalize_title(title);
    let mut words: Vec<&str> = whole.split(' ').collect();
    let mut forms = vec![whole.clone()];
    while let Some(length) = season_words(&words) {
        words.truncate(words.len() - length);
        forms.push(words.join(" "));
    }
    forms
}

/// How many words at the end say which season or part it is. Something is always left.
fn season_words(words: &[&str]) -> Option<usize> {
    let from_end = |at: usize| words.len().checked_sub(at + 1).map(|at| words[at]);
    let (last, before) = (from_end(0)?, from_end(1)?);
    let length = if is_part(before) && is_number(last) {
        2
    } else if is_part(last) && is_ordinal(before) {
        if from_end(2) == Some("the") { 3 } else { 2 }
    } else if is_number(last) || ["final", "the"].contains(&last) || is_one_word(last) {
        1
    } else {
        return None;
    };
    (length < words.len()).then_some(length)
}

fn is_part(word: &str) -> bool {
    ["season", "part", "cour", "series"].contains(&word)
}

fn is_ordinal(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let counted = ["st", "nd", "rd", "th"].contains(&&word[digits.len()..]) && is_number(digits);
    counted
        || ["first", "second", "third", "fourth", "fifth", "sixth", "final", "last"].contains(&word)
}

/// Small enough to count seasons; a hundred is part of a name.
fn is_number(word: &str) -> bool {
    word.parse().is_ok_and(|number: u8| (1..=30).contains(&number))
}

/// `season2`, `第2期`, `第2クール`.
fn is_one_word(word: &str) -> bool {
    let word = word.strip_prefix('第').unwrap_or(word);
    let ends = ["期", "クール", "シーズン"];
    let number = ends.iter().find_map(|end| word.strip_suffix(end));
    number.or_else(|| word.strip_prefix("season")).is_some_and(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kin_of(title: &str, show: &str) -> Option<Kin> {
        kin([title].into_iter(), &[show.to_owned()])
    }

    #[test]
    fn words_for_a_season_are_no_name() {
        for (title, show) in [
            ("Attack on Titan", "Attack on Titan"),
            ("Attack on Titan Season 3 Part 2", "Attack on Titan"),
            ("Attack on Titan Final Season Part 2", "Attack on Titan"),
            ("Attack on Titan: The Final Season", "Attack on Titan"),
            ("86 EIGHTY-SIX Part 2", "86 EIGHTY-SIX"),
            ("86―エイティシックス― 第2クール", "86―エイティシックス―"),
            ("3-gatsu no Lion 2", "3-gatsu no Lion"),
            ("Mob Psycho 100 II", "Mob Psycho 100"),
            ("Mob Psycho 100 3rd Season", "Mob Psycho 100"),
            ("Overlord IV", "Overlord"),
            ("Slow Boats Season2", "Slow Boats"),
            ("Slow Boats Second Season Cour 2", "Slow Boats"),
            ("Persona 4", "Persona 4"),
            ("The Second Season", "The Second Season"),
        ] {
            assert_eq!(kin_of(title, show), Some(Kin::Season), "{title}");
        }
        for (title, show) in [
            ("Paper Lanterns: Second Festival", "Paper Lanterns"),
            ("Attack on Titan: Junior High", "Attack on Titan"),
            ("86 EIGHTY-SIX", "86"),
        ] {
            assert_eq!(kin_of(title, show), Some(Kin::Named), "{title}");
        }
        for (title, show) in [
            ("Attack", "Attack on Titan"),
            ("Attack on Titans", "Attack on Titan"),
            ("Mob Psycho", "Mob Psycho 100"),
            ("86", "Eighty"),
            ("Season 2", ""),
            ("", ""),
        ] {
            assert_eq!(kin_of(title, show), None, "{title}");
        }
        assert_eq!(plain("Shingeki no Kyojin 3 Part 2"), "shingeki no kyojin");
        assert_eq!(plain("86"), "86");
    }
}
