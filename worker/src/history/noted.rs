//! What is noted in a library: each a value that is kept, and does the same when it is read
//! again.

use playtally::history::sync::{Change, Plan, What};
use playtally::history::{Added, Library, Mark, Origin, Standing};
use playtally::map::Set;
use playtally::media::{PartialDate, Work};
use playtally::providers::{self, Listing, Row};
use playtally::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Something that changes a library.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Noted {
    /// An origin says this.
    Hear { listing: Listing, origin: Origin, rows: Vec<Row> },
    /// An origin tells of a play, which is shown on another day than its own.
    HearOn { origin: Origin, row: Box<Row>, shown_on: PartialDate },
    /// So long is a work.
    Length { work: Box<Work>, length: Span },
    /// Changes, one after the other.
    Changes(Vec<Change>),
    /// What a plan heard from its service.
    Accept(Box<Plan>),
    /// A service was told these, and took them: for what it held when both last agreed.
    Agree(Vec<Change>),
    /// Plays that were told are not expected to be there any more.
    Disagree(Vec<Change>),
    /// All that an origin told goes.
    Forget(Origin),
    /// Records of plays go, by their names.
    TakeOut { names: Set<u64>, at: Timestamp },
    /// What was said of works is taken back, whoever said it.
    TakeBack { what: What, works: Vec<Work> },
    /// The person says where they stand with a title.
    Stand(Box<Row>),
    /// Two descriptions each that mean one work, though they share nothing.
    Same(Vec<[Work; 2]>),
}

impl Noted {
    /// Does it; of each row that was heard, what came of it.
    pub(super) fn apply(&self, library: &mut Library) -> Vec<Added> {
        match self {
            Self::Hear { listing, origin, rows } => {
                let hear = |row| hear(library, row, *listing, origin);
                return rows.iter().map(hear).collect();
            }
            Self::HearOn { origin, row, shown_on } => {
                let place = library.len();
                let added = hear(library, row, Listing::History, origin);
                if library.len() > place {
                    library.show_on(place, Some(*shown_on));
                }
                return vec![added];
            }
            Self::Length { work, length } => {
                if let Some(item) = library.intern(work) {
                    library.learn_length(item, *length);
                }
            }
            Self::Changes(changes) => library.change_all(changes.iter()),
            Self::Accept(plan) => library.accept(plan),
            Self::Agree(changes) => library.agree_all(changes),
            Self::Disagree(changes) => library.disagree(changes),
            Self::Forget(origin) => drop(library.forget(origin)),
            Self::TakeOut { names, at } => drop(library.take_out(names, *at)),
            Self::TakeBack { what, works } => library.take_back(*what, works),
            Self::Stand(row) => stand(library, row),
            Self::Same(works) => {
                for [one, other] in works {
                    library.equate(one, other);
                }
            }
        }
        Vec::new()
    }

    /// About how many rows it says.
    pub(super) fn rows(&self) -> usize {
        match self {
            Self::Hear { rows, .. } => rows.len(),
            Self::Accept(plan) => {
                let told = plan.push.len() + plan.pull.len() + plan.links.len();
                told + plan.taken_back.len() + plan.same.len()
            }
            Self::Changes(changes) | Self::Agree(changes) | Self::Disagree(changes) => {
                changes.len()
            }
            Self::Same(works) => works.len(),
            _ => 1,
        }
    }
}

/// That it is through does not say when: a play is told as a play.
fn stand(library: &mut Library, row: &Row) {
    let marked = library.intern(&row.work).zip(library.origin(&Origin::Player));
    let Some((item, origin)) = marked else { return };
    let value = Standing {
        status: row.status,
        progress: row.progress,
        repeats: row.repeats,
        episodes: row.episodes,
        started_on: row.started_on,
        finished_on: row.finished_on,
    };
    library.stand(Mark { item, origin, at: row.at, value });
}

/// A service's rows are heard as that service means them.
fn hear(library: &mut Library, row: &Row, listing: Listing, origin: &Origin) -> Added {
    let service = match origin {
        Origin::Service(id) => providers::by_id(id),
        _ => None,
    };
    match service {
        Some(service) => library.hear(row, listing, origin, service.descriptor()),
        None => library.add(row, listing, origin),
    }
}
