//! What changed here is told to the services by the next sync.

use crate::account::Hub;
use crate::drive;
use crate::error::Answer;

impl Hub {
    /// Every connected account of a profile is due to be synced.
    pub(crate) fn sync_soon(&self, profile: &str) -> Answer<()> {
        self.sql.run(
            "UPDATE connections SET sync_at = ? WHERE profile = ? AND sealed NOT NULL",
            &[drive::now().into(), profile.into()],
        )
    }
}
