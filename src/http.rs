//! HTTP as data: requests and answers that can be compared, stored and printed.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::json::{self, FromJson, Json, Wrong};

/// Name and version of the app, as services ask for it in the User-Agent.
pub const USER_AGENT: &str = concat!("playtally/", env!("CARGO_PKG_VERSION"));

/// A request method the services use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads.
    Get,
    /// Writes.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A request as data. Its `Debug` hides every credential.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// Absolute address, query included.
    pub url: String,
    /// Header names (lower case) and values.
    pub headers: Vec<(String, String)>,
    /// The body, empty where there is none.
    pub body: String,
}

/// An answer as data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// Header names and values as received.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

impl HttpRequest {
    /// A request without headers or body.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self { method, url: url.into(), headers: Vec::new(), body: String::new() }
    }

    /// With one more header; `name` in lower case.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// With a JSON body and its content type.
    #[must_use]
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = serde_json::to_string(body).unwrap_or_default();
        self.header("content-type", "application/json")
    }

    /// With a form body and its content type.
    #[must_use]
    pub fn form(mut self, fields: &[(&str, &str)]) -> Self {
        self.body = encode_pairs(fields);
        self.header("content-type", "application/x-www-form-urlencoded")
    }
}

impl HttpResponse {
    /// The value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Whether the status is 2xx.
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// Whether the body is a web page instead of data.
    pub fn is_html(&self) -> bool {
        self.body.trim_start().starts_with('<')
    }

    /// The body read as JSON; `None` where it is anything else.
    pub fn json(&self) -> Option<Value> {
        json::value(&self.body)
    }
}

json::fields!(HttpRequest { method: "method", url: "url", headers: "headers", body: "body" });

json::fields!(HttpResponse { status: "status", headers: "headers", body: "body" });

impl FromJson for Method {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        let name = json.as_text()?;
        let all = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];
        all.into_iter().find(|method| method.as_str() == name).ok_or(Wrong::Unknown("method"))
    }
}

/// Joins an address and query pairs.
pub fn with_query(base: &str, pairs: &[(&str, &str)]) -> String {
    if pairs.is_empty() {
        return base.to_owned();
    }
    let joint = if base.contains('?') { '&' } else { '?' };
    format!("{base}{joint}{}", encode_pairs(pairs))
}

/// `a=1&b=x%20y`, usable as query and as form body.
pub fn encode_pairs(pairs: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(&percent_encode(name));
        out.push('=');
        out.push_str(&percent_encode(value));
    }
    out
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub fn percent_encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

/// Undoes percent-encoding, `+` as a blank too. `None` where it is malformed or not UTF-8.
pub fn percent_decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = char::from(bytes.next()?).to_digit(16)?;
                let low = char::from(bytes.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(out).ok()
}

/// The pairs of a query or form body; malformed ones are left out.
pub fn parse_pairs(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|part| !part.is_empty())
        .filter_map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            Some((percent_decode(name)?, percent_decode(value)?))
        })
        .collect()
}

/// Headers whose values are nobody's business in a log.
const SECRET_HEADERS: &[&str] = &["authorization", "cookie", "simkl-api-key", "trakt-api-key"];

impl fmt::Debug for HttpRequest {
    /// Shows method, address without query, and header names; the query and the
    /// body may carry tokens, so only their lengths appear.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.url.split('?').next().unwrap_or_default();
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| {
                let hidden = SECRET_HEADERS.contains(&name.as_str());
                (name.as_str(), if hidden { "…" } else { value.as_str() })
            })
            .collect();
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("path", &path)
            .field("headers", &headers)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_survive_encoding_and_decoding() {
        let pairs = [("q", "Amélie & friends"), ("empty", ""), ("plus", "1+1=2")];
        let decoded = parse_pairs(&encode_pairs(&pairs));
        let expected: Vec<_> =
            pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        assert_eq!(decoded, expected);
        assert_eq!(percent_decode("%zz"), None);
        assert_eq!(percent_decode("%C3"), None);
    }

    #[test]
    fn debug_shows_no_credential() {
        let request = HttpRequest::new(Method::Post, "https://api.example/token?code=canary-1")
            .header("authorization", "Bearer canary-2")
            .form(&[("refresh_token", "canary-3")]);
        let shown = format!("{request:?}");
        assert!(shown.contains("https://api.example/token"), "{shown}");
        assert!(!shown.contains("canary"), "{shown}");
    }
}
