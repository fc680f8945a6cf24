//! What the person changes here, and that services are to hear of it.

use std::rc::Rc;

use playtally::history::Added;

use super::{Noted, Shelf};
use crate::account::Hub;
use crate::error::Answer;

impl Hub {
    /// Changes the person's own library in their name; the next sync tells it.
    pub(super) fn change_library(
        self: &Rc<Self>,
        profile: &str,
        noted: &[Noted],
    ) -> Answer<Vec<Added>> {
        let came = self.all_or_nothing(|| {
            self.sync_soon(profile)?;
            self.note(profile, Shelf::Ours, noted)
        })?;
        self.arm();
        Ok(came)
    }
}
