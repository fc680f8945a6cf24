//! What a title of Netflix's is of: a film, an episode, or nobody knows.

use super::Beginnings;
use crate::map::Set;
use crate::media::{Episode, Movie, Show, Work};

/// So many titles that begin alike are rather a series than films.
const SERIES: usize = 3;

/// Words for a season, in languages of accounts, in small letters. Nothing else is
/// called so.
const SEASONS: &[&str] = &[
    "season",
    "series",
    "staffel",
    "saison",
    "temporada",
    "stagione",
    "seizoen",
    "sezon",
    "säsong",
    "sæson",
    "sesong",
    "kausi",
    "sezóna",
];
/// What has one season and no more.
const LIMITED: &[&str] = &[
    "limited series",
    "miniseries",
    "mini-series",
    "miniserie",
    "mini-serie",
    "série limitée",
    "serie limitada",
    "minissérie",
];
/// Words that parts of films are called by, too.
const PARTS: &[&str] = &[
    "part",
    "parte",
    "partie",
    "teil",
    "volume",
    "volumen",
    "vol.",
    "book",
    "buch",
    "libro",
    "chapter",
    "collection",
    "kapitel",
    "capítulo",
    "chapitre",
];
/// Words for an episode.
const EPISODES: &[&str] =
    &["episode", "épisode", "episodio", "episódio", "folge", "aflevering", "avsnitt", "odcinek"];

/// How often each beginning comes.
pub(super) struct Prefixes<'a>(Beginnings<'a>);

impl<'a> Prefixes<'a> {
    pub(super) fn of(titles: impl Iterator<Item = &'a str>) -> Prefixes<'a> {
        let mut found = Beginnings::new();
        for title in titles {
            if let Some((prefix, _)) = title.split_once(": ") {
                found.or_default(prefix).insert(title);
            }
        }
        Prefixes(found)
    }

    fn count(&self, prefix: &str) -> usize {
        self.0.get(prefix).map_or(0, Set::len)
    }
}

/// The work a title is of.
///
/// # Errors
/// What it may be, the likeliest first, and why that is unclear.
pub(super) fn read(
    title: &str,
    prefixes: &Prefixes<'_>,
) -> Result<Work, (Vec<Work>, &'static str)> {
    const EITHER: &str = "It may be a film or an episode of a series: the title does not say.";
    const WHICH: &str = "Netflix does not say which episode of the season it is.";
    let film = || Work::Movie(Movie { title: title.to_owned(), ..Movie::default() });
    let (bare, told) = numbered_behind(title);
    let parts: Vec<&str> = bare.split(": ").collect();
    // `Dark: Season 1: Secrets`. Of several such words the last one counts that has
    // something behind it: a series may have one in its own name, an episode in its.
    let found = |at: usize| Some((at, season(&parts, at)?));
    let last = parts.len() - 1;
    let season = (1..last).rev().find_map(found).or_else(|| found(last).filter(|_| last > 0));
    if let Some((at, (number, sure))) = season {
        let name = parts[at + 1..].join(": ");
        let number_of = told.or_else(|| numbered(&name, EPISODES));
        let episode = Work::Episode(Episode {
            show: show(&parts[..at].join(": ")),
            season: number,
            number: number_of.unwrap_or_default(),
            title: Some(name.clone()).filter(|name| !name.is_empty()),
            ..Episode::default()
        });
        return match (name.is_empty() && told.is_none(), sure, number_of) {
            // Parts of films end so: `Kill Bill: Vol. 1`.
            (true, false, _) => Err((vec![film(), episode], EITHER)),
            (true, true, _) | (false, _, None) => Err((vec![episode], WHICH)),
            (false, _, Some(_)) => Ok(episode),
        };
    }
    let Some((prefix, rest)) = bare.split_once(": ") else {
        if told.is_some() {
            return Err((vec![episode(bare, told, None)], WHICH));
        }
        return match prefixes.count(title) {
            0 => Ok(film()),
            _ => Err((vec![film(), episode(title, None, None)], EITHER)),
        };
    };
    let last = parts.last().copied().unwrap_or_default();
    let number = told.or_else(|| numbered(last, EPISODES));
    let name = if number.is_some() && told.is_none() { None } else { Some(rest) };
    let part = episode(prefix, number, name);
    if number.is_some() {
        return Err((vec![part], "Netflix does not say which season it is."));
    }
    match prefixes.count(prefix) >= SERIES {
        true => Err((vec![part, film()], EITHER)),
        false => Err((vec![film(), part], EITHER)),
    }
}

/// An episode of which the season is not told.
fn episode(series: &str, number: Option<u32>, title: Option<&str>) -> Work {
    Work::Episode(Episode {
        show: show(series),
        season: 1,
        number: number.unwrap_or_default(),
        title: title.map(str::to_owned),
        ..Episode::default()
    })
}

fn show(title: &str) -> Show {
    Show { title: title.to_owned(), ..Show::default() }
}

/// The season a part names, and whether it can be nothing else.
fn season(parts: &[&str], at: usize) -> Option<(u32, bool)> {
    let part = parts.get(at)?.to_lowercase();
    if LIMITED.contains(&&*part) {
        return Some((1, true));
    }
    if let Some(number) = numbered(&part, SEASONS) {
        return Some((number, true));
    }
    // `Stranger Things: Stranger Things 3: Chapter One`.
    let again = part.strip_prefix(&parts.get(at.checked_sub(1)?)?.to_lowercase()).and_then(count);
    if again.is_some() && at + 1 < parts.len() {
        return again.map(|number| (number, true));
    }
    Some((numbered(&part, PARTS)?, false))
}

/// `Season 2`, `2. Staffel`, `Part III`: the number beside one of these words.
fn numbered(text: &str, words: &[&str]) -> Option<u32> {
    let text = text.to_lowercase();
    let (one, other) = text.split_once(' ')?;
    if words.contains(&one) {
        return count(other);
    }
    words.contains(&other).then(|| count(one.trim_end_matches('.')))?
}

/// `The Good Boy Box (Episode 4)`: the text without it, and the number.
fn numbered_behind(title: &str) -> (&str, Option<u32>) {
    let found = title.strip_suffix(')').and_then(|inner| {
        let (name, behind) = inner.rsplit_once(" (")?;
        Some((name, numbered(behind, EPISODES)?))
    });
    found.map_or((title, None), |(name, number)| (name, Some(number)))
}

/// A number in digits, in Roman numerals or as a word.
fn count(text: &str) -> Option<u32> {
    const WORDS: &[(&str, &str)] = &[
        ("one", "i"),
        ("two", "ii"),
        ("three", "iii"),
        ("four", "iv"),
        ("five", "v"),
        ("six", "vi"),
        ("seven", "vii"),
        ("eight", "viii"),
        ("nine", "ix"),
        ("ten", "x"),
    ];
    let text = text.trim();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let word = || WORDS.iter().position(|(word, roman)| text == *word || text == *roman);
    match text.parse() {
        Ok(number) if digits => Some(number),
        _ => Some(u32::try_from(word()?).ok()? + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of it, in short: `Dark 1x0 Secrets`, or the title of a film.
    fn short(work: &Work) -> String {
        match work {
            Work::Movie(film) => film.title.clone(),
            Work::Episode(it) => format!(
                "{} {}x{} {}",
                it.show.title,
                it.season,
                it.number,
                it.title.as_deref().unwrap_or_default()
            ),
            other => panic!("{other:?}"),
        }
    }

    fn read_all(titles: &[&str]) -> Vec<(bool, Vec<String>)> {
        let prefixes = Prefixes::of(titles.iter().copied());
        let read = |title: &&str| match super::read(title, &prefixes) {
            Ok(work) => (true, vec![short(&work)]),
            Err((works, _)) => (false, works.iter().map(short).collect()),
        };
        titles.iter().map(read).collect()
    }

    #[test]
    fn an_episode_is_one_by_what_the_title_says() {
        for (title, clear, works) in [
            ("Sea Clocks", true, &["Sea Clocks"][..]),
            ("Tides: Season 2: Episode 7", true, &["Tides 2x7 Episode 7"]),
            ("Tides: Staffel 2: Folge 7", true, &["Tides 2x7 Folge 7"]),
            ("Tides: 2. Staffel: Ebbe", false, &["Tides 2x0 Ebbe"]),
            ("Tides: Season 2: Low: Water", false, &["Tides 2x0 Low: Water"]),
            ("Harbour: Night: Season 1: Rope", false, &["Harbour: Night 1x0 Rope"]),
            ("The Lock: Limited Series: Episode 1", true, &["The Lock 1x1 Episode 1"]),
            ("The Lock: Limited Series: Openings", false, &["The Lock 1x0 Openings"]),
            ("Odd Things: Odd Things 3: Chapter One", false, &["Odd Things 3x0 Chapter One"]),
            ("Paper Heist: Part 3: We Are Back", false, &["Paper Heist 3x0 We Are Back"]),
            (
                "LARK: Monster: The Lark Story: Box (Episode 4)",
                false,
                &["LARK 1x4 Monster: The Lark Story: Box"],
            ),
            ("Tides: Season 1: Rope (Episode 4)", true, &["Tides 1x4 Rope"]),
            ("Kill Will: Vol. 1", false, &["Kill Will: Vol. 1", "Kill Will 1x0 "]),
            (
                "Gary Rotter: The Hallow: Part II",
                false,
                &["Gary Rotter: The Hallow: Part II", "Gary Rotter: The Hallow 2x0 "],
            ),
            (
                "Newt-Man: Into the Verse",
                false,
                &["Newt-Man: Into the Verse", "Newt-Man 1x0 Into the Verse"],
            ),
            ("Some Show: Episode 4", false, &["Some Show 1x4 "]),
            ("Tides: Season 2", false, &["Tides 2x0 "]),
        ] {
            assert_eq!(
                read_all(&[title]),
                [(clear, works.iter().map(|it| (*it).to_owned()).collect())],
                "{title}"
            );
        }
    }

    #[test]
    fn several_titles_that_begin_alike_are_rather_a_series() {
        let read = read_all(&["Pier: A", "Pier: B", "Pier: C", "Pier", "Quay: A"]);
        assert_eq!(read[0], (false, vec!["Pier 1x0 A".to_owned(), "Pier: A".to_owned()]));
        assert_eq!(read[3], (false, vec!["Pier".to_owned(), "Pier 1x0 ".to_owned()]));
        assert_eq!(read[4].1[0], "Quay: A");
    }
}
