//! JSON taken apart row by row, so that a broken row costs itself alone and memory holds
//! one row at a time.

use serde_json::Value;

/// The elements of a list; or the values that stand one after the other, as in lines of
/// JSON. What breaks off comes as far as it goes.
pub(in crate::history) fn elements(bytes: &[u8]) -> Elements<'_> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let list = bytes.strip_prefix(b"[");
    Elements { rest: list.unwrap_or(bytes), list: list.is_some() }
}

/// See [`elements`].
pub(in crate::history) struct Elements<'a> {
    rest: &'a [u8],
    list: bool,
}

impl<'a> Iterator for Elements<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == b',';
        let start = self.rest.iter().position(|byte| !blank(byte))?;
        self.rest = &self.rest[start..];
        if self.list && self.rest.starts_with(b"]") {
            self.rest = b"";
            return None;
        }
        let (value, rest) = self.rest.split_at(length(self.rest));
        self.rest = rest;
        Some(value)
    }
}

/// The member of this name of an object, as it is written.
pub(in crate::history) fn member<'a>(object: &'a [u8], name: &str) -> Option<&'a [u8]> {
    members(object).find(|(found, _)| *found == name.as_bytes()).map(|(_, value)| value)
}

/// The members of an object: names as they are written, without their quotes.
fn members(object: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let object = object.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(object).trim_ascii_start();
    let mut rest = object.strip_prefix(b"{").unwrap_or(b"");
    std::iter::from_fn(move || {
        let start = rest.iter().position(|byte| *byte == b'"' || *byte == b'}')?;
        rest = rest[start..].strip_prefix(b"\"")?;
        let end = closing_quote(rest)?;
        let name = &rest[..end];
        let colon = rest[end..].iter().position(|byte| *byte == b':')?;
        rest = rest[end + colon + 1..].trim_ascii_start();
        let (value, behind) = rest.split_at(length(rest));
        rest = behind;
        Some((name, value))
    })
}

/// The object with its lists left out: enough to know it by.
pub(super) fn outline(object: &[u8]) -> Result<Value, serde_json::Error> {
    if !object.starts_with(b"{") {
        return serde_json::from_slice(object);
    }
    let mut outline = serde_json::Map::new();
    for (name, value) in members(object) {
        let name = String::from_utf8_lossy(name).into_owned();
        let value = match value.first() {
            Some(b'[') => {
                let first = elements(value).next();
                Value::Array(first.into_iter().flat_map(serde_json::from_slice).collect())
            }
            _ => serde_json::from_slice(value).unwrap_or_default(),
        };
        outline.insert(name, value);
    }
    Ok(Value::Object(outline))
}

/// Whether these bytes are one value from its first to its last.
pub(in crate::history) fn is_whole(bytes: &[u8]) -> bool {
    end(bytes) == Some(bytes.len())
}

/// How many bytes the value at the start takes; all of them where it breaks off.
fn length(bytes: &[u8]) -> usize {
    end(bytes).unwrap_or(bytes.len())
}

/// Where the value at the start ends; nowhere where it breaks off, or its end is not marked.
fn end(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at += closing_quote(&bytes[at + 1..])? + 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 0 => depth -= 1,
            b'}' | b']' | b',' if depth == 0 => return Some(at.max(1)),
            byte if depth == 0 && byte.is_ascii_whitespace() => return Some(at),
            _ if depth == 0 => {
                at += 1;
                continue;
            }
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Where the text ends whose opening quote stands before.
fn closing_quote(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match *bytes.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(json: &str) -> Vec<&str> {
        elements(json.as_bytes()).map(|it| std::str::from_utf8(it).unwrap()).collect()
    }

    #[test]
    fn rows_are_found_whatever_they_hold() {
        let rows = ["{\"a\":[1,{\"b\":\"]},{\\\"\"}]}", "[2]", "\"x,y\"", "-3.5e2", "null", "{}"];
        assert_eq!(texts(&format!("[{}]", rows.join(","))), rows);
        assert_eq!(texts(&format!("\u{feff} [ {} ] ", rows.join(" ,\n"))), rows);
        assert_eq!(
            texts("{\"a\":1}\n{\"b\":2}\r\n\n{\"c\":3}"),
            ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]
        );
        assert_eq!(texts("[]"), [""; 0]);
        assert_eq!(texts(" "), [""; 0]);
    }

    #[test]
    fn what_breaks_off_comes_as_far_as_it_goes() {
        let whole = "[{\"a\":\"b\"},{\"c\":[1,2]}]";
        for cut in 1..whole.len() {
            let rows = texts(&whole[..cut]);
            assert_eq!(rows.is_empty(), cut < 2, "{cut}");
            assert_eq!(rows.first() == Some(&"{\"a\":\"b\"}"), cut >= 10, "{cut}");
        }
        assert_eq!(texts("[}{]"), ["}", "{]"]);
    }

    #[test]
    fn members_are_found_by_name() {
        let object = br#" {"a" : [1, "}"] , "b\"" : {"a":2}, "c":null}"#;
        assert_eq!(member(object, "a"), Some(&br#"[1, "}"]"#[..]));
        assert_eq!(member(object, "c"), Some(&b"null"[..]));
        assert_eq!(member(object, "d"), None);
        assert_eq!(member(b"[1]", "a"), None);
        let outline = outline(br#"{"a":[{"x":1},{"y":2}],"b":{"c":3}}"#).unwrap();
        assert_eq!(outline, serde_json::json!({"a": [{"x": 1}], "b": {"c": 3}}));
    }
}
