//! A text without what spelling leaves open: case, accents, punctuation.
//!
//! # Design
//! Latin letters by three tables of a byte each, made from Unicode 14's
//! decompositions and, for letters that have none (æ ø ß …), from how they are
//! commonly written without them. The crates that know all of Unicode weigh more
//! than the rest of the package. Greek and Cyrillic lose their accents, kana get
//! their marks; other scripts stay as they are written.

/// From U+00C0. A capital stands for two letters, `-` for none of ours.
const LATIN: &str = "aaaaaaAceeeeiiiidnooooo-ouuuuyTSaaaaaaAceeeeiiiidnooooo-ouuuuyTy\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiIIjjkkkllllllllllnnnnnnnnnooooooOO\
    rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// From U+01CD: pinyin, Romanian and others.
const LATIN_B: &str =
    "aaiioouuuuuuuuuu-aaaaAAggggkkoooo--j---gg--nnaaAAooaaaaeeeeiiiioooorrrruuuusstt";

/// From U+1E00: Vietnamese and others.
const LATIN_MORE: &str = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllll\
    mmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyasssS-\
    aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy------";

/// Small letters, digits and single blanks; `&` and a `+` alone are "and". Single
/// letters in a row are one word (S.W.A.T., M*A*S*H). A text of nothing but
/// signs (`!!!`) stays what it is.
pub(super) fn fold(text: &str) -> String {
    let written: Vec<_> = text.split_whitespace().collect();
    let joined: Vec<_> = written.iter().map(|word| if *word == "+" { "&" } else { word }).collect();
    let plain = plain(&joined.join(" "));
    let mut words: Vec<String> = Vec::new();
    let mut spelled = false;
    for word in plain.split(' ').filter(|word| !word.is_empty()) {
        let letter = word.len() == 1 && word.as_bytes()[0].is_ascii_lowercase();
        match words.last_mut() {
            Some(last) if letter && spelled => last.push_str(word),
            _ => words.push(word.to_owned()),
        }
        spelled = letter;
    }
    if words.is_empty() {
        return written.join(" ").to_lowercase();
    }
    for word in words.iter_mut().skip(1) {
        if let Some(number) = roman(word) {
            *word = number.to_string();
        }
    }
    words.join(" ")
}

fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(narrow).flat_map(char::to_lowercase) {
        match c {
            '&' => out.push_str(" and "),
            'a'..='z' | '0'..='9' => out.push(c),
            // Apostrophes, and marks that were put on the letter before.
            '\'' | '‘' | '’' | 'ʼ' | '\u{300}'..='\u{36F}' | '\u{FE00}'..='\u{FE0F}' => {}
            // What breaks or joins words unseen.
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}' => {}
            '¹' => out.push_str(" 1 "),
            '²' => out.push_str(" 2 "),
            '³' => out.push_str(" 3 "),
            '½' => out.push_str(" 1 2 "),
            '\u{3099}' | '\u{309A}' => voice(&mut out, c),
            _ if is_gap(c) => out.push(' '),
            _ => match latin(c) {
                Some('A') => out.push_str("ae"),
                Some('I') => out.push_str("ij"),
                Some('O') => out.push_str("oe"),
                Some('S') => out.push_str("ss"),
                Some('T') => out.push_str("th"),
                Some(letter) => out.push(letter),
                None => out.push(unaccented(c)),
            },
        }
    }
    out
}

/// Letters and signs as wide as a Chinese character, in their usual width.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn is_gap(c: char) -> bool {
    c.is_ascii()
        || matches!(c,
            '\u{80}'..='\u{BF}' | '×' | '÷' | '\u{2000}'..='\u{2BFF}'
            | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{303F}' | '・' | '\u{FFFD}')
}

fn latin(c: char) -> Option<char> {
    [(0xC0, LATIN), (0x1CD, LATIN_B), (0x1E00, LATIN_MORE)].iter().find_map(|(start, table)| {
        let at = u32::from(c).checked_sub(*start)?;
        let letter = char::from(*table.as_bytes().get(at as usize)?);
        (letter != '-').then_some(letter)
    })
}

/// Greek and Cyrillic: with an accent or without, it is one word.
fn unaccented(c: char) -> char {
    match c {
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'ё' | 'ѐ' => 'е',
        'й' | 'ѝ' => 'и',
        'ї' => 'і',
        'ў' => 'у',
        _ => c,
    }
}

/// Puts the mark of a voiced kana (か and ゛) on it, as file names of some systems part them.
fn voice(out: &mut String, mark: char) {
    const VOICED: &str = "かきくけこさしすせそたちつてとはひふへほ\
        カキクケコサシスセソタチツテトハヒフヘホ";
    const PLOSIVE: &str = "はひふへほハヒフヘホ";
    let (takes, step) = if mark == '\u{3099}' { (VOICED, 1) } else { (PLOSIVE, 2) };
    if let Some(kana) = out.chars().next_back().filter(|kana| takes.contains(*kana)) {
        out.pop();
        out.extend(char::from_u32(u32::from(kana) + step));
    }
}

/// Roman numerals from II to XXXIX. A letter alone may be anything (Malcolm X),
/// and so may the first word.
fn roman(word: &str) -> Option<u32> {
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let ones = word.trim_start_matches('x');
    let tens = word.len() - ones.len();
    let one = ONES.iter().position(|numeral| *numeral == ones)?;
    (word.len() > 1 && tens <= 3).then_some(tens as u32 * 10 + one as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_signs_are_set_aside() {
        for (text, expected) in [
            ("AMÉLIE", "amelie"),
            ("Ame\u{301}lie", "amelie"),
            ("Ångström, Øl & Æbler", "angstrom ol and aebler"),
            ("Œuvre", "oeuvre"),
            ("Straße", "strasse"),
            ("STRAẞE", "strasse"),
            ("Łódź, Đorđe", "lodz dorde"),
            ("Þór Óðinn", "thor odinn"),
            ("IJsland ĳs", "ijsland ijs"),
            ("Ștefan Țară", "stefan tara"),
            ("Nǐ hǎo", "ni hao"),
            ("Phở Việt", "pho viet"),
            ("İstanbul ılık", "istanbul ilik"),
            ("Ωδυσσεύς", "ωδυσσευσ"),
            ("Ёлки и йод", "елки и иод"),
            ("Don’t Look Up", "dont look up"),
            ("Spider-Man:  No Way Home!", "spider man no way home"),
            ("WALL·E", "wall e"),
            ("S.W.A.T.", "swat"),
            ("M*A*S*H", "mash"),
            ("J. K. and J.K.", "jk and jk"),
            ("Romeo + Juliet", "romeo and juliet"),
            ("C+", "c"),
            ("Alien³", "alien 3"),
            ("8½", "8 1 2"),
            ("ＡＫＩＲＡ　２", "akira 2"),
            ("ハ\u{309A}リ カ\u{3099}", "パリ ガ"),
            ("あ\u{3099}", "あ"),
            ("千と千尋の神隠し", "千と千尋の神隠し"),
            ("Сталкер", "сталкер"),
            ("Sue\u{AD}ño\u{200B}s", "suenos"),
            ("I ♥ Radio", "i radio"),
        ] {
            assert_eq!(fold(text), expected, "{text}");
        }
    }

    #[test]
    fn a_name_of_signs_is_a_name() {
        assert_eq!(fold("!!!"), "!!!");
        assert_eq!(fold(" +  ? "), "and");
        assert_eq!(fold("?\u{85}+"), "and");
        assert_eq!(fold("? ?"), "? ?");
        assert_eq!(fold("  "), "");
    }

    #[test]
    fn roman_numerals_are_numbers_where_they_can_be_nothing_else() {
        for (text, expected) in [
            ("Rocky II", "rocky 2"),
            ("Part IV: Home", "part 4 home"),
            ("Fast XXXIX", "fast 39"),
            ("Final XX", "final 20"),
            ("Malcolm X", "malcolm x"),
            ("Rocky V", "rocky v"),
            ("II", "ii"),
            ("Vi är bäst", "vi ar bast"),
            ("Big XXXX", "big xxxx"),
            ("A iiii", "a iiii"),
            ("The Mix", "the mix"),
        ] {
            assert_eq!(fold(text), expected, "{text}");
        }
    }

    #[test]
    fn the_tables_reach_as_far_as_they_say() {
        let lengths = [LATIN, LATIN_B, LATIN_MORE].map(str::len);
        assert_eq!(lengths, [0x180 - 0xC0, 0x21C - 0x1CD, 0x1F00 - 0x1E00]);
        assert_eq!(
            ['À', 'ſ', 'ǎ', 'ț', 'ḁ', 'ỹ'].map(latin),
            ['a', 's', 'a', 't', 'a', 'y'].map(Some)
        );
        assert_eq!(['¿', 'ƀ', '×', 'Ȝ', 'ỻ', 'ἀ'].map(latin), [None; 6]);
    }
}
