//! The one error of the core: a kind with a stable code, and what to do about it.

use std::fmt;

use serde::Serialize;

use crate::json::{self, FromJson, Json, Wrong};
use crate::time::Timestamp;

/// What went wrong with a call to a service, and what may be done about it.
///
/// # Design
/// One type for all services: callers act on [`Error::kind`] alone and show
/// [`Error::message`] to a person. What the service said stays in `detail`,
/// for the log of the hub; it never holds a credential of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Error {
    /// What kind of failure it is.
    pub kind: ErrorKind,
    /// A sentence for a person.
    pub message: String,
    /// HTTP status, where there was an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// When the service said to come back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Timestamp>,
    /// The start of what the service answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Kinds of failure; [`ErrorKind::code`] is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// Input that is not of the promised form.
    BadInput,
    /// No answer came: the request may or may not have been carried out.
    NoAnswer,
    /// The request never left: nothing was carried out.
    NotSent,
    /// Asked to slow down (429, or a quota that is used up); nothing was carried out.
    RateLimited,
    /// What one person may do there in a day is used up; nothing was carried out, and
    /// nobody else is concerned.
    DailyLimit,
    /// The service is in trouble (5xx, an HTML page, nonsense): the request may or may not have been carried out.
    Unavailable,
    /// The access token is not accepted; a refresh may help.
    Unauthorized,
    /// The service refused the sign-in itself: only the person can mend it.
    SignInAgain,
    /// The app, not the person, is refused: client id, scope, suspended app.
    AppRefused,
    /// The service does not know this item.
    NotFound,
    /// The service refuses this request for good.
    Rejected,
    /// The person's account there is locked, full or needs a paid plan.
    AccountLimit,
}

/// What a caller should do about an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Send again later; nothing was stored.
    Later,
    /// Find out whether it was stored, then send again.
    AfterCheck,
    /// Refresh the token, then send again.
    AfterRefresh,
    /// Wait until the person has signed in again.
    AfterSignIn,
    /// Never: give up with the reason.
    Never,
}

impl ErrorKind {
    const ALL: &[Self] = &[
        Self::BadInput,
        Self::NoAnswer,
        Self::NotSent,
        Self::RateLimited,
        Self::DailyLimit,
        Self::Unavailable,
        Self::Unauthorized,
        Self::SignInAgain,
        Self::AppRefused,
        Self::NotFound,
        Self::Rejected,
        Self::AccountLimit,
    ];

    /// The stable code, as JavaScript and problem bodies show it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadInput => "bad_input",
            Self::NoAnswer => "no_answer",
            Self::NotSent => "not_sent",
            Self::RateLimited => "rate_limited",
            Self::DailyLimit => "daily_limit",
            Self::Unavailable => "unavailable",
            Self::Unauthorized => "unauthorized",
            Self::SignInAgain => "sign_in_again",
            Self::AppRefused => "app_refused",
            Self::NotFound => "not_found",
            Self::Rejected => "rejected",
            Self::AccountLimit => "account_limit",
        }
    }

    /// What to do about it.
    pub const fn retry(self) -> Retry {
        match self {
            Self::NotSent | Self::RateLimited | Self::DailyLimit => Retry::Later,
            Self::NoAnswer | Self::Unavailable => Retry::AfterCheck,
            Self::Unauthorized => Retry::AfterRefresh,
            Self::SignInAgain => Retry::AfterSignIn,
            Self::BadInput
            | Self::AppRefused
            | Self::NotFound
            | Self::Rejected
            | Self::AccountLimit => Retry::Never,
        }
    }
}

impl Error {
    /// An error of this kind with a sentence for a person.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), status: None, retry_at: None, detail: None }
    }
}

json::fields!(Error {
    kind: "kind",
    message: "message",
    status: "status",
    retry_at: "retry_at",
    detail: "detail",
});

impl FromJson for ErrorKind {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        let code = json.as_text()?;
        let found = Self::ALL.iter().find(|kind| kind.code() == code);
        found.copied().ok_or(Wrong::Unknown("kind"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
