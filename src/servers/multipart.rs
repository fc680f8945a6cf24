//! What a webhook posts as a form: one field is wanted, a picture beside it is passed over.

use crate::http::parse_pairs;

/// The fields in which servers put their JSON.
const FIELDS: [&str; 2] = ["payload", "data"];

/// How a body is written, by its `content-type`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// The body is the JSON.
    Plain,
    /// Pairs, percent-encoded.
    Pairs,
    /// Parts between lines of this.
    Parts(String),
}

/// How a body of this type is written. What does not say so may be JSON, for servers call it
/// by many names.
pub fn form_of(content_type: &str) -> Form {
    let mut parts = content_type.split(';').map(str::trim);
    match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => Form::Pairs,
        "multipart/form-data" => {
            let mut pairs = parts.filter_map(|part| part.split_once('='));
            let boundary = pairs.find(|(name, _)| name.eq_ignore_ascii_case("boundary"));
            let boundary = boundary.map_or("", |(_, value)| value.trim_matches('"'));
            Form::Parts(boundary.to_owned())
        }
        _ => Form::Plain,
    }
}

impl Form {
    /// The JSON in a body, or in what has come of it so far; `None` where it is not there.
    pub fn payload(&self, body: &[u8], whole: bool) -> Option<String> {
        match self {
            Self::Plain if whole => Some(String::from_utf8_lossy(body).into_owned()),
            Self::Pairs if whole => {
                let pairs = parse_pairs(&String::from_utf8_lossy(body));
                pairs.into_iter().find(|(name, _)| FIELDS.contains(&&**name)).map(|(_, text)| text)
            }
            Self::Plain | Self::Pairs => None,
            Self::Parts(boundary) => part(body, boundary),
        }
    }
}

/// The first part of one of the fields that has come to its end.
fn part(body: &[u8], boundary: &str) -> Option<String> {
    if boundary.is_empty() {
        return None;
    }
    let line = format!("--{boundary}");
    let mut rest = body.get(find(body, line.as_bytes())? + line.len()..)?;
    loop {
        // Two dashes more are the end of all.
        let part = rest.strip_prefix(b"\r\n")?;
        let head = find(part, b"\r\n\r\n")?;
        let content = part.get(head + 4..)?;
        let end = find(content, format!("\r\n{line}").as_bytes())?;
        let headers = String::from_utf8_lossy(part.get(..head)?);
        if FIELDS.iter().any(|field| is_field(&headers, field)) {
            return Some(String::from_utf8_lossy(content.get(..end)?).into_owned());
        }
        rest = content.get(end + 2 + line.len()..)?;
    }
}

/// Whether a part's headers name this field; a name stands in quotes or not.
fn is_field(headers: &str, field: &str) -> bool {
    headers.lines().any(|line| {
        let (name, value) = line.split_once(':').unwrap_or_default();
        let mut pairs = value.split(';').filter_map(|pair| pair.trim().split_once('='));
        name.eq_ignore_ascii_case("content-disposition")
            && pairs.any(|(name, value)| name == "name" && value.trim_matches('"') == field)
    })
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
