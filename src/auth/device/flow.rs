//! How services differ in their codes, as data, and how such a sign-in can end.

use serde::Serialize;
use serde_json::Value;

use crate::http::HttpResponse;
use crate::json::{FromJson, Json, Wrong};

/// The addresses and habits of a service that signs people in by a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceFlow {
    /// Where a code is asked for.
    pub start: &'static str,
    /// Where it is asked what came of it.
    pub poll: &'static str,
    /// How the code goes along.
    pub ask: Ask,
    /// Whether the page takes the code as one more part of its path.
    pub code_in_page: bool,
    /// What answers without a token mean, by status and word; the first row that
    /// fits counts, and an empty word fits any. A word is the `error` or else the
    /// `result` of the body, or `device_code` where the answer begins a new sign-in.
    pub answers: &'static [(u16, &'static str, Verdict)],
}

/// How a code goes along with a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// In the body: the device code under this name, with a grant type where there is one.
    Body {
        /// Name of the member that holds the code.
        code: &'static str,
        /// Value of `grant_type`, empty for none.
        grant_type: &'static str,
    },
    /// The person's own code ends the address.
    Path,
}

/// What an answer to a poll says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The person has not decided.
    Pending,
    /// Asked too often.
    SlowDown,
    /// It is over.
    Over(DeviceState),
}

/// Where a sign-in by code stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// The person has not decided.
    Pending,
    /// There is a token.
    Connected,
    /// The person said no.
    Denied,
    /// The code ran out.
    Expired,
    /// The code was used before: its token went astray.
    Used,
    /// The service does not know the code.
    Unknown,
    /// The service refuses this app.
    AppRefused,
    /// The person gave up.
    Cancelled,
}

impl FromJson for DeviceState {
    fn from_json(json: &Json) -> Result<Self, Wrong> {
        Ok(match json.as_text()? {
            "pending" => Self::Pending,
            "connected" => Self::Connected,
            "denied" => Self::Denied,
            "expired" => Self::Expired,
            "used" => Self::Used,
            "unknown" => Self::Unknown,
            "app_refused" => Self::AppRefused,
            "cancelled" => Self::Cancelled,
            _ => return Err(Wrong::Unknown("state")),
        })
    }
}

impl DeviceFlow {
    /// What the table says; an answer it does not name says nothing.
    pub(super) fn verdict(&self, response: &HttpResponse) -> Verdict {
        if response.status == 429 {
            return Verdict::SlowDown;
        }
        if response.is_html() {
            return Verdict::Pending;
        }
        let body: Value = response.json().unwrap_or_default();
        let word = match body["error"].as_str().or(body["result"].as_str()) {
            _ if body["device_code"].is_string() => "device_code",
            word => word.unwrap_or_default(),
        };
        let fits = |(status, of, _): &&(u16, &str, Verdict)| {
            *status == response.status && (of.is_empty() || *of == word)
        };
        self.answers.iter().find(fits).map_or(Verdict::Pending, |(_, _, verdict)| *verdict)
    }
}

impl DeviceState {
    /// A stable name of how it ended without a token, where it did.
    pub const fn code(self) -> Option<&'static str> {
        Some(match self {
            Self::Pending | Self::Connected => return None,
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Used => "code_used",
            Self::Unknown => "code_unknown",
            Self::AppRefused => "app_refused",
            Self::Cancelled => "cancelled",
        })
    }

    /// The same as a sentence for a person; `name` is the service's.
    pub fn message(self, name: &str) -> String {
        match self {
            Self::Pending => format!("Type the code at {name}."),
            Self::Connected => format!("{name} is connected."),
            Self::Denied => format!("You said no at {name}, so nothing was connected."),
            Self::Expired => "The code ran out before it was typed. Get a new one.".to_owned(),
            Self::Used => format!("{name} says this code was used before. Get a new one."),
            Self::Unknown => format!("{name} does not know this code any more. Get a new one."),
            Self::AppRefused => format!(
                "{name} refuses this app. Its owner has to check the client id and the secret."
            ),
            Self::Cancelled => "The sign-in was given up. Nothing was connected.".to_owned(),
        }
    }
}
