//! A service's answer read from its bytes into a library, one row in memory at a time.

use serde::Serialize;
use serde_json::Value;

use super::formats::json;
use super::library::{Added, Library};
use super::origin::Origin;
use crate::providers::{Listing, Reader, Skipped};

/// What came of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
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
    /// Takes in an answer as the service gave it, wherever in it the rows stand
    /// ([`Reader::lists`]).
    pub fn read_answer(
        &mut self,
        bytes: &[u8],
        listing: Listing,
        origin: &Origin,
        service: &dyn Reader,
    ) -> Answered {
        let text = bytes.trim_ascii();
        if text.starts_with(b"[") {
            return self.read(text, (listing, ""), origin, service);
        }
        let mut all = Answered::default();
        let mut parts = 0;
        for (path, of) in service.lists() {
            for list in lists(text, path) {
                // Where there is but one row, some leave the list out.
                let one = list.starts_with(b"{").then(|| [b"[", list, b"]"].concat());
                let list = one.as_deref().unwrap_or(list);
                let read = self.read(list, (listing, of), origin, service);
                let before = all.rows + all.skipped.len();
                let skipped = read.skipped.into_iter();
                all.skipped.extend(skipped.map(|it| Skipped { row: before + it.row, ..it }));
                all.whole = read.whole && (all.whole || parts == 0);
                all.rows += read.rows;
                all.news += read.news;
                parts += 1;
            }
        }
        all.whole &= json::is_whole(text);
        all
    }

    /// Takes in a list of rows as a service's answers and exports have them: `[{…},{…}]`.
    /// `of` names the list it stands in, where the service has several
    /// ([`Reader::read_row`]).
    pub fn read(
        &mut self,
        bytes: &[u8],
        (listing, of): (Listing, &str),
        origin: &Origin,
        service: &dyn Reader,
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

/// What stands in an object at the end of a path, as it is written.
fn lists<'a>(text: &'a [u8], path: &str) -> Vec<&'a [u8]> {
    let mut found = vec![text];
    for name in path.split('/') {
        found = match name {
            "*" => found.into_iter().flat_map(json::elements).collect(),
            name => found.into_iter().filter_map(|it| json::member(it, name)).collect(),
        };
    }
    found
}
