//! What stands in a title besides the name: year, country, edition.

use super::fold::fold;

/// A title taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    /// What is left, as it was written.
    pub(super) name: &'a str,
    /// `2004`
    pub(super) year: Option<String>,
    /// `us`
    pub(super) country: Option<String>,
    /// The words that tell editions apart, in order: `2011 remaster`.
    pub(super) edition: Option<String>,
}

/// Takes off what stands at the end: in brackets anything, after a dash or a
/// colon an edition. Something is always left as the name.
pub(super) fn part(title: &str) -> Parts<'_> {
    let mut parts = Parts { name: title.trim(), ..Parts::default() };
    while let Some((name, tail, bracketed)) = last(parts.name) {
        let name = name.trim_end();
        if name.is_empty() || !parts.take(&fold(tail), bracketed) {
            break;
        }
        parts.name = name;
    }
    parts
}

/// The text before the last part, that part, and whether it stands in brackets.
fn last(text: &str) -> Option<(&str, &str, bool)> {
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some(inside) = text.strip_suffix(close) {
            return inside.rsplit_once(open).map(|(name, tail)| (name, tail, true));
        }
    }
    let marks = [" - ", " – ", " — ", ": "];
    marks.iter().find_map(|mark| text.rsplit_once(mark)).map(|(name, tail)| (name, tail, false))
}

impl Parts<'_> {
    /// Notes a part, if it is one; a second year or country is none.
    fn take(&mut self, tail: &str, bracketed: bool) -> bool {
        if bracketed && self.year.is_none() && is_year(tail) {
            self.year = Some(tail.to_owned());
        } else if let (true, None, Some(country)) = (bracketed, &self.country, country(tail)) {
            self.country = Some(country.to_owned());
        } else if let (None, Some(words)) = (&self.edition, edition(tail)) {
            self.edition = Some(words);
        } else {
            return false;
        }
        true
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse().is_ok_and(|year: u32| (1870..=2100).contains(&year))
}

/// Codes as titles carry them; not those that are words too (it, no, in, be).
fn country(text: &str) -> Option<&str> {
    Some(match text {
        "us" | "usa" => "us",
        "uk" | "gb" => "uk",
        "au" | "br" | "ca" | "de" | "dk" | "fr" | "ie" | "jp" | "kr" | "mx" | "nz" | "se" => text,
        _ => return None,
    })
}

/// `Some` where each word speaks of an edition and one can mean nothing else.
/// Live, acoustic and remixed recordings are others, not editions.
fn edition(text: &str) -> Option<String> {
    let mut telling: Vec<&str> = Vec::new();
    let mut certain = false;
    for word in text.split(' ') {
        let number = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let (sure, tells) = match word {
            "edition" | "version" | "cut" => (true, None),
            "remaster" | "remastered" => (true, Some("remaster")),
            "extended" | "theatrical" | "unrated" | "uncut" | "restored" | "redux" | "deluxe"
            | "mono" | "stereo" | "mix" | "edit" => (true, Some(word)),
            "the" => (false, None),
            "director" | "directors" => (false, Some("directors")),
            "final" | "special" | "ultimate" | "definitive" | "collectors" | "anniversary"
            | "international" | "expanded" | "original" | "digital" | "digitally" | "single"
            | "album" | "radio" | "imax" => (false, Some(word)),
            // A year, or the 25th.
            _ if !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
                && matches!(&word[number.len()..], "" | "st" | "nd" | "rd" | "th") =>
            {
                (false, Some(word))
            }
            _ => return None,
        };
        certain |= sure;
        telling.extend(tells);
    }
    certain.then(|| super::in_order(telling).join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name, then year, country and edition where there are any.
    fn parted(title: &str) -> (&str, [Option<String>; 3]) {
        let Parts { name, year, country, edition } = part(title);
        (name, [year, country, edition])
    }

    fn is<'a>(name: &'a str, parts: [Option<&str>; 3]) -> (&'a str, [Option<String>; 3]) {
        (name, parts.map(|part| part.map(str::to_owned)))
    }

    #[test]
    fn years_countries_and_editions_are_taken_off() {
        for (title, name, parts) in [
            ("Dune (2021)", "Dune", [Some("2021"), None, None]),
            ("Dune [1984]", "Dune", [Some("1984"), None, None]),
            ("The Office (U.S.)", "The Office", [None, Some("us"), None]),
            ("The Office (USA) (2005)", "The Office", [Some("2005"), Some("us"), None]),
            ("Ghosts (GB)", "Ghosts", [None, Some("uk"), None]),
            ("Aliens (Director's Cut)", "Aliens", [None, None, Some("directors")]),
            ("Aliens (1986) [Special Edition]", "Aliens", [Some("1986"), None, Some("special")]),
            ("Blade Runner: The Final Cut", "Blade Runner", [None, None, Some("final")]),
            ("Dogma (Extended)", "Dogma", [None, None, Some("extended")]),
            ("Dogma (The Extended Cut)", "Dogma", [None, None, Some("extended")]),
            ("Yesterday - Remastered 2009", "Yesterday", [None, None, Some("2009 remaster")]),
            ("Yesterday (2009 Remaster)", "Yesterday", [None, None, Some("2009 remaster")]),
            ("E.T. – 20th Anniversary Edition", "E.T.", [None, None, Some("20th anniversary")]),
            ("Arrival (1870)", "Arrival", [Some("1870"), None, None]),
            ("Arrival (2100)", "Arrival", [Some("2100"), None, None]),
            ("Rio (Edition)", "Rio", [None, None, Some("")]),
        ] {
            assert_eq!(parted(title), is(name, parts), "{title}");
        }
    }

    #[test]
    fn what_belongs_to_the_name_stays() {
        for title in [
            "(500) Days of Summer",
            "2012",
            "Blade Runner 2049",
            "(2012)",
            "[REC]",
            "The Final Cut",
            "Birdman or (The Unexpected Virtue of Ignorance)",
            "Kiss (Live)",
            "Get (It)",
            "Friends (No)",
            "Song - 2011",
            "Song - US",
            "Mission (12345)",
            "Mission (1869)",
            "Mission (2101)",
            "Story (Special)",
            "Story (25xy Edition)",
            "Story (St Edition)",
            "Edit (Club Mix)",
            "Left) Open",
            "Open)",
            ": ",
        ] {
            assert_eq!(parted(title), is(title.trim(), [None; 3]), "{title}");
        }
        assert_eq!(parted("Dune (2021) (1984)").0, "Dune (2021)", "one year only");
        assert_eq!(parted("Dune (US) (UK)").0, "Dune (US)");
        assert_eq!(parted("Dune (Extended) (Uncut)").0, "Dune (Extended)");
    }
}
