//! From an answer that is not what was hoped for to an [`Error`], by a table a service.

use serde_json::Value;

use super::wire;
use crate::error::{Error, ErrorKind};
use crate::http::HttpResponse;
use crate::json;
use crate::time::{Span, Timestamp};

/// How one service refuses.
pub(super) struct Refusals {
    /// The service's name for people.
    pub(super) name: &'static str,
    /// What its answers mean; the first row that fits counts.
    pub(super) rows: &'static [Row],
}

/// In place of an `error` word: a web page instead of an answer.
pub(super) const PAGE: &str = "<page>";

/// How long to wait where the app itself is refused: its owner can mend that, so nobody's
/// plays are given up for it.
pub(super) const APP_WAIT: Span = Span::from_hours(1);

/// One line of the table.
pub(super) struct Row {
    status: u16,
    code: &'static str,
    kind: ErrorKind,
    message: &'static str,
    wait: Option<Span>,
}

/// In a row: whatever the status.
pub(super) const ANY: u16 = 0;

/// An answer of this status, and of this `error` word or number where `code` is not
/// empty; `*` is any word. A page is only ever meant by [`PAGE`].
/// A message that ends with a colon is completed with the service's own words.
pub(super) const fn row(
    status: u16,
    code: &'static str,
    kind: ErrorKind,
    message: &'static str,
) -> Row {
    Row { status, code, kind, message, wait: None }
}

impl Row {
    /// Wait this long, whatever the headers say.
    pub(super) const fn wait(self, span: Span) -> Self {
        Self { wait: Some(span), ..self }
    }

    fn fits(&self, response: &HttpResponse, code: &str) -> bool {
        if self.code.is_empty() || code == PAGE {
            return self.status == response.status && (code == PAGE) == (self.code == PAGE);
        }
        let said = self.code == code || (self.code == "*" && !code.is_empty());
        // Some refusals travel under a 200.
        said && (self.status == response.status || self.status == ANY || response.is_success())
    }
}

impl Refusals {
    /// The body of an answer that went well.
    ///
    /// # Errors
    /// The refusal; and [`ErrorKind::Unavailable`] where a success carries a page,
    /// nothing, or anything but JSON: it may come from a machine in between.
    pub(super) fn accept(&self, now: Timestamp, response: &HttpResponse) -> Result<Value, Error> {
        let body: Value = response.json().unwrap_or_default();
        let data = body.is_object() || body.is_array();
        if response.is_success() && data && wire::word(&body["error"]).is_none() {
            return Ok(body);
        }
        Err(self.refuse(now, response, &body))
    }

    /// An answer whose body lacks what it is read for.
    pub(super) fn nonsense(&self, response: &HttpResponse) -> Error {
        self.error(
            response,
            ErrorKind::Unavailable,
            format!("{} sent an answer that makes no sense. It is tried again.", self.name),
        )
    }

    /// What a refusal means; `body` holds its `error` word and its `message`.
    pub(super) fn refuse(&self, now: Timestamp, response: &HttpResponse, body: &Value) -> Error {
        let page = response.is_html() && response.status != 429;
        let word = &*wire::word(&body["error"]).unwrap_or_default();
        let said = match body["message"].as_str().unwrap_or(word) {
            "" => format!("status {}.", response.status),
            words => words.to_owned(),
        };
        let code = if page { PAGE } else { word };
        let row = self.rows.iter().find(|row| row.fits(response, code));
        let name = self.name;
        let (kind, message) = match (row, response.status) {
            (Some(row), _) if row.message.ends_with(':') => {
                (row.kind, format!("{} {said}", row.message))
            }
            (Some(row), _) => (row.kind, row.message.to_owned()),
            (None, 200..=299) => return self.nonsense(response),
            (None, 429) => {
                (ErrorKind::RateLimited, format!("{name} asks to slow down. It is tried again."))
            }
            (None, 400..=407 | 409..=499) if !page => {
                (ErrorKind::Rejected, format!("{name} refuses this: {said}"))
            }
            _ => (
                ErrorKind::Unavailable,
                format!("{name} is out of order just now. It is tried again."),
            ),
        };
        let wait = row.and_then(|row| row.wait).map(|wait| now + wait);
        let retry_at = match kind {
            ErrorKind::RateLimited | ErrorKind::DailyLimit | ErrorKind::Unavailable => {
                wait.or_else(|| asked_to_wait(now, response))
            }
            _ => None,
        };
        Error { retry_at, ..self.error(response, kind, message) }
    }

    fn error(&self, response: &HttpResponse, kind: ErrorKind, message: String) -> Error {
        let start: String = response.body.chars().take(300).collect();
        Error {
            status: Some(response.status),
            detail: (!start.is_empty()).then_some(start),
            ..Error::new(kind, message)
        }
    }
}

/// Until when the service takes no more calls though it took this one, the last of a window.
pub(super) fn used_up(now: Timestamp, response: &HttpResponse) -> Option<Timestamp> {
    let left = response.header("x-ratelimit-remaining")?.trim();
    (response.status < 400 && left == "0").then(|| asked_to_wait(now, response))?
}

/// The moment until which the headers ask to wait: `Retry-After` in seconds,
/// ListenBrainz' `X-RateLimit-Reset-In`, or the `until` in Trakt's `X-Ratelimit`.
fn asked_to_wait(now: Timestamp, response: &HttpResponse) -> Option<Timestamp> {
    let seconds = |name| response.header(name)?.trim().parse::<u32>().ok();
    if let Some(wait) = seconds("retry-after").or_else(|| seconds("x-ratelimit-reset-in")) {
        return Some(now + Span::from_secs(i64::from(wait)));
    }
    let window = json::value(response.header("x-ratelimit")?)?;
    wire::moment(&window["until"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_answer_may_be_the_last_of_a_window() {
        let asked = |status, headers: &[(&str, &str)]| {
            let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
            used_up(NOW, &HttpResponse { status, headers: headers.collect(), body: String::new() })
        };
        let left = |left| [("X-RateLimit-Remaining", left), ("X-RateLimit-Reset-In", "7")];
        assert_eq!(asked(200, &left("0")), Some(NOW + Span::from_secs(7)));
        assert_eq!(asked(399, &left("0")), Some(NOW + Span::from_secs(7)));
        assert_eq!(asked(200, &left("1")), None);
        assert_eq!(asked(400, &left("0")), None, "a refusal has its own meaning");
        assert_eq!(asked(200, &left("0")[..1]), None, "nobody knows until when");
        assert_eq!(asked(200, &left("0")[1..]), None);
    }

    const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);
    const TABLE: Refusals = Refusals {
        name: "Example",
        rows: &[
            row(400, "busy", ErrorKind::RateLimited, "Busy.").wait(Span::from_secs(5)),
            row(422, "", ErrorKind::Rejected, "Example refuses it:"),
            row(401, "", ErrorKind::Unauthorized, "Signed out."),
            row(406, PAGE, ErrorKind::Unavailable, "The gate.").wait(Span::from_mins(5)),
            row(406, "", ErrorKind::AppRefused, "The app."),
            row(ANY, "9", ErrorKind::SignInAgain, "Over."),
        ],
    };

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> HttpResponse {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        HttpResponse { status, headers, body: body.to_owned() }
    }

    fn refused(status: u16, headers: &[(&str, &str)], body: &str) -> Error {
        TABLE.accept(NOW, &answer(status, headers, body)).unwrap_err()
    }

    #[test]
    fn pages_and_silence_never_pass_for_an_answer() {
        for (status, body) in [
            (200, ""),
            (201, "<html></html>"),
            (200, "null"),
            (200, "ok"),
            (401, "<html></html>"),
            (403, "<!DOCTYPE html>"),
            (422, " \n<html>"),
            (302, ""),
            (408, ""),
            (502, "{}"),
        ] {
            assert_eq!(refused(status, &[], body).kind, ErrorKind::Unavailable, "{status} {body}");
        }
        assert!(TABLE.accept(NOW, &answer(200, &[], "[]")).is_ok());
    }

    #[test]
    fn the_table_decides_by_status_and_word() {
        let said = refused(422, &[], r#"{"message":"Progress is 85%."}"#);
        assert_eq!(said.message, "Example refuses it: Progress is 85%.");
        assert_eq!(said.status, Some(422));
        assert_eq!(said.detail.as_deref(), Some(r#"{"message":"Progress is 85%."}"#));
        assert_eq!(refused(401, &[], "").kind, ErrorKind::Unauthorized);
        assert_eq!(refused(418, &[], "").kind, ErrorKind::Rejected);
        assert_eq!(refused(422, &[], "").message, "Example refuses it: status 422.");
        for status in [400, 200] {
            let busy = refused(status, &[("Retry-After", "99")], r#"{"error":"busy"}"#);
            assert_eq!(busy.kind, ErrorKind::RateLimited);
            assert_eq!(busy.retry_at, Some(NOW + Span::from_secs(5)));
        }
        assert_eq!(refused(200, &[], r#"{"error":"unheard of"}"#).kind, ErrorKind::Unavailable);
    }

    #[test]
    fn a_page_is_told_apart_from_an_answer_of_its_status() {
        let gate = refused(406, &[], "<html></html>");
        assert_eq!(gate.message, "The gate.");
        assert_eq!(gate.retry_at, Some(NOW + Span::from_mins(5)));
        for body in ["", "{}", r#"{"error":"forbidden"}"#] {
            assert_eq!(refused(406, &[], body).message, "The app.", "{body}");
        }
    }

    #[test]
    fn a_number_can_be_the_word_whatever_the_status() {
        for (status, body) in [(403, r#"{"error":9}"#), (200, r#"{"error":"9"}"#)] {
            assert_eq!(refused(status, &[], body).kind, ErrorKind::SignInAgain, "{status} {body}");
        }
        assert_eq!(refused(418, &[], r#"{"error":6}"#).message, "Example refuses this: 6");
        const ROWS: &[Row] = &[row(ANY, "*", ErrorKind::Rejected, "Example does not take it:")];
        let any = Refusals { name: "Example", rows: ROWS };
        let refused = |body| any.accept(NOW, &answer(200, &[], body)).map_err(|error| error.kind);
        assert_eq!(refused(r#"{"error":6}"#), Err(ErrorKind::Rejected));
        assert_eq!(refused("{}"), Ok(Value::Object(Default::default())));
        assert_eq!(refused(""), Err(ErrorKind::Unavailable), "nothing was said");
    }

    #[test]
    fn waiting_times_are_read_from_every_header() {
        let until = r#"{"name":"AUTHED_API_GET_LIMIT","until":"2026-10-10T00:24:00Z"}"#;
        for (headers, expected) in [
            (&[("Retry-After", "10")][..], Some(NOW + Span::from_secs(10))),
            (&[("x-ratelimit-reset-in", "7")][..], Some(NOW + Span::from_secs(7))),
            (&[("X-Ratelimit", until)][..], Timestamp::parse_rfc3339("2026-10-10T00:24:00Z")),
            (&[("Retry-After", "soon")][..], None),
            (&[][..], None),
        ] {
            let error = refused(429, headers, "<html>1015</html>");
            assert_eq!(error.kind, ErrorKind::RateLimited);
            assert_eq!(error.retry_at, expected);
        }
        assert_eq!(
            refused(503, &[("retry-after", "30")], "").retry_at,
            Some(NOW + Span::from_secs(30))
        );
        assert_eq!(refused(422, &[("retry-after", "30")], "").retry_at, None);
    }
}
