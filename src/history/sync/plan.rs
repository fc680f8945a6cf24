//! What a sync is about to do, as a value.

use serde::{Deserialize, Serialize};

use crate::history::Origin;
use crate::map::Map;
use crate::media::Work;
use crate::providers::{List, Listing, Row};
use crate::time::Timestamp;

/// What has to change, to be shown, kept, carried out and undone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// With which service.
    pub service: Origin,
    /// When it was made.
    pub made_at: Timestamp,
    /// Why nothing of it may be carried out (yet).
    pub stopped: Option<Stop>,
    /// What the service is to be told.
    pub push: Vec<Change>,
    /// What the service tells that is new to the library.
    pub pull: Vec<Change>,
    /// Records of the service that mean what the library holds already. To be kept, or else a
    /// removal at the service would not be seen; no news to anybody.
    pub links: Vec<Change>,
    /// Plays that were taken back, here or there: the library has to remember them for a while,
    /// or whoever heard of it late would bring them back.
    pub taken_back: Vec<Row>,
    /// Two names each of one piece of music, as the service lists what it was told under another.
    #[serde(default)]
    pub same: Vec<[Work; 2]>,
    /// What is left as it is, and why.
    pub counts: Counts,
}

/// Why a plan is not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "camelCase")]
pub enum Stop {
    /// Not all of the service's library could be read.
    HalfRead,
    /// The service holds less than half of what it held: more likely it is in trouble than that
    /// the person removed so much, and only they know. As with a budget, [`Plan::confirm`].
    Shrunk {
        /// So many plays it held.
        before: u64,
        /// So many it holds.
        now: u64,
        /// So much would be removed, here and there.
        #[serde(default)]
        removals: u64,
    },
    /// More would be removed than may be without asking. The plan is whole: once the person
    /// agrees, [`Plan::confirm`] lets it go on.
    Budget {
        /// So much would be removed, here and there.
        removals: u64,
        /// Of so many plays.
        held: u64,
    },
}

impl Stop {
    /// How much would be removed once the person agrees; nothing where there is no question.
    pub const fn removals(self) -> Option<u64> {
        match self {
            Self::HalfRead => None,
            Self::Shrunk { removals, .. } | Self::Budget { removals, .. } => Some(removals),
        }
    }
}

/// What is left as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Plays the service would absorb: it keeps one an item, and has it.
    pub absorbed: u64,
    /// Plays without a moment: they are never told as of now.
    pub undated: u64,
    /// Plays from before what the service takes.
    pub too_old: u64,
    /// Plays the service does not take: other kinds, or ids it needs are not known.
    pub not_taken: u64,
    /// Removals the service has no way to carry out.
    pub not_removable: u64,
    /// Told by services whose data is not copied to this one.
    pub not_mirrored: u64,
    /// Records of the service that it no longer has, where nobody knows since when.
    pub unclear: u64,
    /// Changes left out, because they went back and forth.
    pub cooled: u64,
    /// Changes the service refused lately.
    #[serde(default)]
    pub refused: u64,
    /// Plays that are on their way to it by themselves.
    #[serde(default)]
    pub queued: u64,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// What is changed.
    pub what: What,
    /// The record: of what work, when, what is said of it.
    pub row: Row,
    /// Whose record it is.
    pub origin: Origin,
    /// What was said before, where that is replaced or taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Box<Row>>,
}

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum What {
    /// A play is added.
    Play,
    /// A play is removed.
    NoPlay,
    /// A rating is given.
    Rating,
    /// A rating is taken back.
    NoRating,
    /// A work goes on a list.
    On(List),
    /// A work comes off a list.
    Off(List),
    /// It is said where the person stands with a title.
    Standing,
    /// Where the person stands with a title is forgotten.
    NoStanding,
}

/// How much may be removed in one go without asking, here and there together: what exceeds one
/// of the two is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Budget {
    /// So many.
    pub most: u32,
    /// So many of a hundred plays; always one at least.
    pub percent: u8,
}

impl Default for Budget {
    fn default() -> Self {
        Self { most: 10, percent: 5 }
    }
}

impl Budget {
    /// How many that is.
    pub(super) fn of(self, held: usize) -> usize {
        let share = (held as u64 * u64::from(self.percent)).div_ceil(100);
        usize::try_from(share.clamp(1, u64::from(self.most).max(1))).unwrap_or(usize::MAX)
    }
}

impl Change {
    /// What takes it back; `id` is the record's name where it has one since.
    #[must_use]
    pub fn undone(&self, id: Option<String>) -> Self {
        let mut row = self.was.as_deref().unwrap_or(&self.row).clone();
        if self.what == What::Play && id.is_some() {
            row.id = id;
        }
        // What replaced something gives way to it again.
        let replaced = self.was.is_some() && !self.what.removes();
        let what = if replaced { self.what } else { self.what.undone() };
        let was = replaced.then(|| Box::new(self.row.clone()));
        Self { what, row, origin: self.origin.clone(), was }
    }
}

impl What {
    /// Whether something goes away.
    pub const fn removes(self) -> bool {
        matches!(self, Self::NoPlay | Self::NoRating | Self::Off(_) | Self::NoStanding)
    }

    /// What undoes it.
    pub const fn undone(self) -> Self {
        match self {
            Self::Play => Self::NoPlay,
            Self::NoPlay => Self::Play,
            Self::Rating => Self::NoRating,
            Self::NoRating => Self::Rating,
            Self::On(list) => Self::Off(list),
            Self::Off(list) => Self::On(list),
            Self::Standing => Self::NoStanding,
            Self::NoStanding => Self::Standing,
        }
    }
}

impl Plan {
    pub(super) const fn of(service: Origin, now: Timestamp) -> Self {
        Self {
            service,
            made_at: now,
            stopped: None,
            push: vec![],
            pull: vec![],
            links: vec![],
            taken_back: vec![],
            same: vec![],
            counts: Counts {
                absorbed: 0,
                undated: 0,
                too_old: 0,
                not_taken: 0,
                not_removable: 0,
                not_mirrored: 0,
                unclear: 0,
                cooled: 0,
                refused: 0,
                queued: 0,
            },
        }
    }

    /// Whether both sides say the same already.
    pub const fn is_empty(&self) -> bool {
        self.push.is_empty() && self.pull.is_empty()
    }

    /// What is to be told to the service; nothing where the plan is stopped.
    pub fn to_tell(&self) -> &[Change] {
        if self.stopped.is_some() { &[] } else { &self.push }
    }

    /// How much it would remove.
    pub fn removals(&self) -> usize {
        self.push.iter().chain(&self.pull).filter(|change| change.what.removes()).count()
    }

    /// Lets a plan go on that was stopped for what it removes; the person agreed.
    pub fn confirm(&mut self) {
        if self.stopped.is_some_and(|stop| stop.removals().is_some()) {
            self.stopped = None;
        }
    }

    /// What takes back, at the service, what was told there: the last told first. `ids` are the
    /// service's names of the plays it stored, by their places in [`Plan::push`]; a play it gave
    /// no name is taken out by its moment where the service can.
    pub fn undo(&self, ids: &Map<usize, String>) -> Vec<Change> {
        let told = self.to_tell().iter().enumerate().rev();
        told.map(|(at, change)| change.undone(ids.get(&at).cloned())).collect()
    }
}

/// The listing in which a list is told.
pub(super) const fn listing(list: List) -> Listing {
    match list {
        List::Watchlist => Listing::Watchlist,
        List::Collection => Listing::Collection,
        List::Loved => Listing::Loved,
    }
}
