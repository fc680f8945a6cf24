//! IMDb ids: `tt` and digits, alone or within a text.

use super::digits;

/// Whether the text is an IMDb title id and nothing else.
pub fn is_imdb_id(text: &str) -> bool {
    text.strip_prefix("tt").is_some_and(digits)
}

/// The first IMDb title id in a text, such as an address.
pub fn extract_imdb_id(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| is_imdb_id(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_imdb_id_is_tt_and_digits() {
        assert!(is_imdb_id("tt1375666"));
        for text in ["tt", "tt12a", "TT1", " tt1", "tt1 ", "", "nm0000138", "tt١"] {
            assert!(!is_imdb_id(text), "{text}");
        }
    }

    #[test]
    fn an_imdb_id_is_found_in_an_address() {
        let found = extract_imdb_id("https://www.imdb.com/title/tt1375666/?ref=x");
        assert_eq!(found, Some("tt1375666"));
        assert_eq!(extract_imdb_id("seen (tt0903747), twice"), Some("tt0903747"));
        assert_eq!(extract_imdb_id("no id"), None);
        assert_eq!(extract_imdb_id("att123 tt12a"), None, "only whole words");
    }

    #[test]
    fn ten_megabytes_are_looked_through_once() {
        let text = "tt1x ".repeat(2_000_000) + "tt1375666";
        assert_eq!(extract_imdb_id(&text), Some("tt1375666"));
        assert_eq!(extract_imdb_id(&text.replace(' ', "")), None);
    }
}
