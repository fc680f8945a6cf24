//! How far a person's clock is ahead of UTC: by the time zone they say, else by what their
//! players say. It tells whose day it is.

use playtally::history::Zone;
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::Deserialize;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use worker::Response;

use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;

/// Clocks of this world, in minutes.
const MINUTES: std::ops::RangeInclusive<i32> = -12 * 60..=14 * 60;

#[wasm_bindgen(module = "/zone.js")]
extern "C" {
    /// The zone of a name as [`read`] takes it; nothing where there is none.
    fn offsets(name: &str) -> String;
}

#[derive(Deserialize)]
struct Row {
    minutes: i32,
    /// Empty where the person did not say.
    zone: String,
}

impl Hub {
    /// `GET user/time_zone`
    pub(crate) fn time_zone(&self, profile: &str) -> Answer<Response> {
        let zone = self.clock(profile)?.map_or_else(String::new, |row| row.zone);
        let name = zone.split_once(' ').map(|(name, _)| name);
        let minutes = self.ahead(profile)?.millis() / 60_000;
        reply::json(200, &json!({ "time_zone": name, "utc_offset": minutes }))
    }

    /// `PUT user/time_zone`: of plays whenever they were, the day is that of this zone.
    pub(crate) fn set_time_zone(&self, profile: &str, body: &str) -> Answer<Response> {
        let wrong = || Problem::bad_request("time_zone: a name such as Europe/Berlin, or null");
        let body: Value = typed::from_str(body).map_err(|_| wrong())?;
        let zone = match body.get("time_zone") {
            Some(Value::Null) => String::new(),
            Some(Value::String(name)) => {
                Some(offsets(name)).filter(|zone| read(zone).is_some()).ok_or_else(wrong)?
            }
            _ => return Err(wrong()),
        };
        self.sql.run(
            "INSERT INTO clocks (profile, minutes, zone) VALUES (?, 0, ?) \
             ON CONFLICT DO UPDATE SET zone = excluded.zone",
            &[profile.into(), (&zone).into()],
        )?;
        self.set_ahead(profile, self.ahead(profile)?)?;
        self.time_zone(profile)
    }

    /// Where nobody said the time zone, the days of plays are told by this clock from now on.
    pub(crate) fn hear_clock(&self, profile: &str, minutes: &Value) -> Answer<()> {
        let minutes = minutes
            .as_i64()
            .and_then(|it| i32::try_from(it).ok())
            .filter(|it| MINUTES.contains(it))
            .ok_or_else(|| Problem::bad_request("utc_offset: minutes ahead of UTC, -720 to 840"))?;
        if self.clock(profile)?.map_or(0, |row| row.minutes) == minutes {
            return Ok(());
        }
        self.sql.run(
            "INSERT INTO clocks (profile, minutes) VALUES (?, ?) \
             ON CONFLICT DO UPDATE SET minutes = excluded.minutes",
            &[profile.into(), minutes.into()],
        )?;
        self.set_ahead(profile, self.ahead(profile)?)
    }

    /// How far it is ahead now.
    pub(crate) fn ahead(&self, profile: &str) -> Answer<Span> {
        Ok(self.zone(profile)?.offset(drive::now()))
    }

    /// How far it is ahead at any time: as the zone has it, else as last heard; nobody said, UTC.
    pub(crate) fn zone(&self, profile: &str) -> Answer<Zone> {
        let Some(Row { minutes, zone }) = self.clock(profile)? else { return Ok(Zone::UTC) };
        let fixed = || Zone::fixed(Span::from_mins(minutes.into()));
        let zone = read(&zone).map_or_else(fixed, Ok);
        zone.map_err(|error| Problem::new(500, "internal", error.to_string()))
    }

    fn clock(&self, profile: &str) -> Answer<Option<Row>> {
        self.sql.first("SELECT minutes, zone FROM clocks WHERE profile = ?", &[profile.into()])
    }
}

/// A name, seconds ahead of UTC, then pairs: from this second on, so many ahead.
fn read(zone: &str) -> Option<Zone> {
    let mut told = zone.split(' ').skip(1).map(|it| it.parse::<i64>().ok());
    let first = Span::from_secs(told.next()??);
    let mut transitions = Vec::new();
    while let Some(at) = told.next() {
        transitions.push((Timestamp::from_secs(at?), Span::from_secs(told.next()??)));
    }
    Zone::new(first, transitions).ok()
}
