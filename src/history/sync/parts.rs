//! What a person keeps in step with a service, and which way.

use serde::{Deserialize, Serialize};

use super::{Change, Plan, What};

/// The switches of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Plays, and where they stand with titles.
    pub history: bool,
    /// Ratings.
    pub ratings: bool,
    /// Watchlist, collection, loved tracks.
    pub lists: bool,
    /// Whether the service is told, too; else it is only heard.
    pub tells: bool,
}

impl Parts {
    /// All of it, both ways.
    pub const ALL: Self = Self { history: true, ratings: true, lists: true, tells: true };

    /// Whether this is kept in step.
    pub const fn has(self, what: What) -> bool {
        match what {
            What::Play | What::NoPlay | What::Standing | What::NoStanding => self.history,
            What::Rating | What::NoRating => self.ratings,
            What::On(_) | What::Off(_) => self.lists,
        }
    }

    /// Leaves in a plan what is kept in step.
    pub(super) fn narrow(self, plan: &mut Plan) {
        let has = |change: &Change| self.has(change.what);
        plan.push.retain(|change| self.tells && has(change));
        plan.pull.retain(has);
        plan.links.retain(has);
        if !self.history {
            plan.taken_back.clear();
        }
    }
}
