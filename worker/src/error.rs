//! What goes wrong in the hub, as `application/problem+json` with a stable code.

use playtally::error::{Error, ErrorKind};
use serde_json::json;
use worker::{Headers, Response, ResponseBuilder};

/// A refusal with all a caller needs to act on it. Says little on purpose: what
/// is secret or inside the hub goes to the log alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// HTTP status.
    pub(crate) status: u16,
    /// Stable name of the failure.
    pub(crate) code: &'static str,
    /// A sentence that says what to do.
    pub(crate) detail: String,
    /// Seconds to wait before the next try.
    pub(crate) retry_after: Option<u32>,
}

/// What every handler returns.
pub(crate) type Answer<T> = Result<T, Problem>;

impl Problem {
    pub(crate) fn new(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), retry_after: None }
    }

    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(400, "bad_request", detail)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, "not_found", "There is nothing at this address.")
    }

    pub(crate) fn not_configured(name: &str) -> Self {
        Self::new(
            409,
            "not_configured",
            format!("{name} is not set up on this hub; its owner has to set the variables."),
        )
    }

    pub(crate) fn not_connected(name: &str) -> Self {
        Self::new(409, "not_connected", format!("Connect {name} first."))
    }

    /// The answer a client sees.
    pub(crate) fn into_response(self) -> worker::Result<Response> {
        let headers = Headers::new();
        headers.set("content-type", "application/problem+json")?;
        headers.set("cache-control", "no-store")?;
        if let Some(seconds) = self.retry_after {
            headers.set("retry-after", &seconds.to_string())?;
        }
        let body = json!({
            "type": format!("about:blank#{}", self.code),
            "title": self.code.replace('_', " "),
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        });
        Ok(ResponseBuilder::new()
            .with_status(self.status)
            .with_headers(headers)
            .fixed(body.to_string().into_bytes()))
    }
}

impl From<worker::Error> for Problem {
    /// The cause goes to the log; a client learns only that it was our fault.
    fn from(error: worker::Error) -> Self {
        worker::console_error!("internal: {error}");
        Self::new(500, "internal", "Something went wrong in the hub. Nothing was lost; try again.")
    }
}

impl From<serde_json::Error> for Problem {
    /// What the hub wrote itself can be read, or it is our fault.
    fn from(error: serde_json::Error) -> Self {
        worker::Error::from(error).into()
    }
}

impl From<Error> for Problem {
    /// A service's refusal, for a person who waits for the answer.
    fn from(error: Error) -> Self {
        let (status, code) = match error.kind {
            ErrorKind::SignInAgain | ErrorKind::Unauthorized => (409, "sign_in_again"),
            ErrorKind::AppRefused => (502, "app_refused"),
            ErrorKind::RateLimited | ErrorKind::DailyLimit => (503, "service_busy"),
            ErrorKind::BadInput => (400, "bad_request"),
            ErrorKind::NoAnswer | ErrorKind::NotSent | ErrorKind::Unavailable => {
                (503, "service_unavailable")
            }
            ErrorKind::NotFound | ErrorKind::Rejected | ErrorKind::AccountLimit => {
                (502, "service_refused")
            }
        };
        Self::new(status, code, error.message)
    }
}
