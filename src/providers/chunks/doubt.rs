//! Which plays of a chunk whose answer was lost a service has stored all the same.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::providers::{Finished, Intent, Listing, Page, Read, Row};
use crate::time::{Span, Timestamp};

/// What a service has not stored this long after a request was over, it never stores.
pub(super) const STORES_WITHIN: Span = Span::from_secs(40);

/// Services disagree whether the bounds of a time belong to it.
const BESIDE: Span = Span::from_secs(2);

/// How far looking for the plays of a part has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Doubt {
    /// Of the page to read next.
    cursor: Option<String>,
    /// Whose plays they are.
    pub(super) user: Option<String>,
    /// Those that were found, by their places.
    found: Vec<usize>,
}

impl Doubt {
    /// The next page of what the service has of the time of these plays.
    pub(super) fn ask(&self, plays: &[Finished]) -> Intent {
        let moments = || plays.iter().map(|play| play.watched_at);
        Intent::Read(Read {
            listing: Listing::History,
            cursor: self.cursor.clone(),
            since: moments().min().map(|first| first - BESIDE),
            until: moments().max().map(|last| last + BESIDE),
            user: self.user.clone(),
        })
    }

    /// Takes a page; whether it was the last one.
    pub(super) fn look_up(&mut self, plays: &[Finished], part: Range<usize>, page: Page) -> bool {
        for row in &page.rows {
            let mut places = part.clone().filter(|place| !self.has_found(*place));
            let found = places.find(|place| plays.get(*place).is_some_and(|it| left(it, row)));
            self.found.extend(found);
        }
        self.cursor = page.next;
        self.cursor.is_none()
    }

    /// Whether the play at this place is there.
    pub(super) fn has_found(&self, place: usize) -> bool {
        self.found.contains(&place)
    }
}

/// Whether a row of the history is what sending this play left there. Of tracks the
/// moment says it, as a service may have corrected the name; nobody hears two at once.
fn left(play: &Finished, row: &Row) -> bool {
    let Some(media) = row.work.media() else { return false };
    let item = media.same_item(&play.media) || (media.is_music() && play.media.is_music());
    item && row.at.map(Timestamp::whole_second) == Some(play.watched_at.whole_second())
}
