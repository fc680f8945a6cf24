//! How far a person's clock is ahead of UTC, as their players say: whose day it is.

use playtally::time::Span;
use serde::Deserialize;
use serde_json::Value;

use crate::account::Hub;
use crate::error::{Answer, Problem};

/// Clocks of this world, in minutes.
const MINUTES: std::ops::RangeInclusive<i32> = -12 * 60..=14 * 60;

#[derive(Deserialize)]
struct Row {
    minutes: i32,
}

impl Hub {
    /// The days of plays are told by this clock from now on.
    pub(crate) fn hear_clock(&self, profile: &str, minutes: &Value) -> Answer<()> {
        let minutes = minutes
            .as_i64()
            .and_then(|it| i32::try_from(it).ok())
            .filter(|it| MINUTES.contains(it))
            .ok_or_else(|| Problem::bad_request("utc_offset: minutes ahead of UTC, -720 to 840"))?;
        let ahead = Span::from_mins(minutes.into());
        if self.ahead(profile)? == ahead {
            return Ok(());
        }
        self.sql.run(
            "INSERT OR REPLACE INTO clocks (profile, minutes) VALUES (?, ?)",
            &[profile.into(), minutes.into()],
        )?;
        self.set_ahead(profile, ahead)
    }

    /// As last heard; nobody said, UTC.
    pub(crate) fn ahead(&self, profile: &str) -> Answer<Span> {
        let query = "SELECT minutes FROM clocks WHERE profile = ?";
        let row: Option<Row> = self.sql.first(query, &[profile.into()])?;
        Ok(row.map_or(Span::ZERO, |row| Span::from_mins(row.minutes.into())))
    }
}
