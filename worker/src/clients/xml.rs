//! Last.fm's answers as XML: its JSON is made of its XML by a rule, and here the rule is undone.

use serde_json::{Map, Value};

/// `<lfm status="ok">` with an answer in it.
pub(super) fn answered(answer: &Value) -> String {
    document("ok", &members(answer))
}

/// `<lfm status="failed">` with an error in it.
pub(super) fn failed(code: u32, message: &str) -> String {
    document("failed", &format!("<error code=\"{code}\">{}</error>", escaped(message)))
}

fn document(status: &str, content: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<lfm status=\"{status}\">{content}</lfm>\n"
    )
}

fn members(value: &Value) -> String {
    let Some(object) = value.as_object() else { return String::new() };
    object.iter().map(|(name, value)| element(name, value)).collect()
}

/// An object with a text of its own has attributes beside it; those of another stand in `@attr`.
fn element(name: &str, value: &Value) -> String {
    match value {
        Value::Array(all) => all.iter().map(|one| element(name, one)).collect(),
        Value::Object(object) => match object.get("#text") {
            Some(text) => {
                let others = object.iter().filter(|(name, _)| *name != "#text");
                format!("<{name}{}>{}</{name}>", attributes(others), written(text))
            }
            None => {
                let none = Map::new();
                let attr = object.get("@attr").and_then(Value::as_object).unwrap_or(&none);
                let children = object.iter().filter(|(name, _)| *name != "@attr");
                let children: String = children.map(|(name, value)| element(name, value)).collect();
                format!("<{name}{}>{children}</{name}>", attributes(attr.iter()))
            }
        },
        scalar => format!("<{name}>{}</{name}>", written(scalar)),
    }
}

fn attributes<'a>(all: impl Iterator<Item = (&'a String, &'a Value)>) -> String {
    all.map(|(name, value)| format!(" {name}=\"{}\"", written(value))).collect()
}

fn written(scalar: &Value) -> String {
    match scalar {
        Value::String(text) => escaped(text),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// What XML cannot hold at all is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push(letter),
            control if control < ' ' || matches!(control, '\u{fffe}' | '\u{ffff}') => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn attributes_texts_and_lists_stand_where_the_service_has_them() {
        let one = json!({ "artist": { "corrected": "0", "#text": "Simon & <G>" }, "timestamp": "1790000000" });
        let answer = json!({ "scrobbles": { "@attr": { "accepted": 2, "ignored": 0 }, "scrobble": [one, {}] } });
        assert_eq!(
            answered(&answer),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<lfm status=\"ok\">\
             <scrobbles accepted=\"2\" ignored=\"0\"><scrobble>\
             <artist corrected=\"0\">Simon &amp; &lt;G&gt;</artist><timestamp>1790000000</timestamp>\
             </scrobble><scrobble></scrobble></scrobbles></lfm>\n"
        );
        assert!(answered(&json!({})).contains("<lfm status=\"ok\"></lfm>"));
    }

    #[test]
    fn an_error_says_its_number() {
        let text = failed(13, "Invalid \"sig\"\u{1}");
        assert!(text.contains(
            "<lfm status=\"failed\"><error code=\"13\">Invalid &quot;sig&quot;</error></lfm>"
        ));
    }
}
