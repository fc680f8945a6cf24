//! A service's answer read from its bytes into a library, one row in memory at a time.

use serde_json::Value;

use super::formats::json;
use super::library::{Added, Library};
use super::origin::Origin;
use crate::providers::{Listing, Service, Skipped};

/// What came of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// Rows of it that were read.
    pub rows: usize,
    /// How much of what they said was new, or newer.
    pub news: usize,
    /// Rows that could not be read, and why; of some a part was.
    pub skipped: Vec<Skipped>,
    /// Whether it came to its end and all of it was JSON; else it is half a library.
    pub whole: bool,
}

impl Library {
    /// Takes in a list of rows as a service's answers and exports have them: `[{…},{…}]`.
    /// `of` names the list it stands in, where the service has several
    /// ([`Service::read_row`]).
    pub fn read(
        &mut self,
        bytes: &[u8],
        (listing, of): (Listing, &str),
        origin: &Origin,
        service: &dyn Service,
    ) -> Answered {
        let text = bytes.trim_ascii();
        let mut answered = Answered {
            whole: text.starts_with(b"[") && text.ends_with(b"]"),
            ..Answered::default()
        };
        let mut rows = Vec::new();
        for (at, element) in json::elements(text).enumerate() {
            let told = serde_json::from_slice(element).map_err(|_| "It is no JSON.");
            answered.whole &= told.is_ok();
            let read = told.and_then(|told: Value| service.read_row(of, listing, &told, &mut rows));
            match read {
                Ok(()) => answered.rows += 1,
                Err(reason) => answered.skipped.push(Skipped { row: at, reason: reason.into() }),
            }
            for row in rows.drain(..) {
                let added = self.hear(&row, listing, origin, service.descriptor());
                answered.news += usize::from(added > Added::Known);
            }
        }
        answered
    }
}
