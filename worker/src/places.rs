//! Where to go on: places that players left, and those that services keep, each work once.
//!
//! # Design
//! What services keep is read when somebody asks, and shown as it was read last, so nobody
//! waits for them. A place that was dismissed is hidden here first and removed there when it
//! can be, at every reading anew; one that is newer than that was played on, and shows.

use std::rc::Rc;

use playtally::error::Error;
use playtally::map::Map;
use playtally::media::{ExternalIds, Media, Work, composite_key};
use playtally::providers::{self, Intent, Listing, Outcome, Read, Row, Service};
use playtally::session::{Fact, SavedPlace};
use playtally::sorted::sort_by_key;
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use worker::Response;

use crate::account::Hub;
use crate::connections::{Connection, Standing};
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;
use crate::scrobble::{PlayRow, RESUMABLE, place_of};
use crate::store::{Moment, ServiceRow, to_body};

/// A service is asked again after this at the earliest.
const FRESH: Span = Span::from_mins(3);

/// Places offered at most, of each source and of all.
const MOST: usize = 20;
const MOST_OF_PLAYERS: u32 = 60;
const MOST_OF_SERVICE: usize = 50;

/// A service stamps the place that a player left here when it hears of it, and rounds it.
const ON_THE_WAY: Span = Span::from_mins(2);
const ROUNDED: f64 = 1.0;

/// Dismissals are remembered as long as services keep places, and some more.
const REMEMBERED: Span = Span::from_hours(200 * 24);

/// Where something was left.
struct Place {
    key: String,
    media: Media,
    /// The same, as far as anybody knows what it is.
    work: Work,
    at: Timestamp,
    percent: f64,
    /// The service that keeps it; `None` for a player's.
    service: Option<&'static str>,
    /// What the service calls it.
    record: Option<String>,
    resume: Option<SavedPlace>,
}

/// What a service keeps, as it was read.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Of which account there.
    account: Option<String>,
    rows: Vec<Row>,
}

/// Something that is not to be gone on with.
#[derive(Deserialize)]
struct Dismissed {
    at: Timestamp,
    media: String,
}

impl Place {
    fn shown(&self) -> Value {
        let mut shown = json!({
            "key": self.key,
            "media": self.media,
            "work": self.work,
            "source": self.service.unwrap_or("player"),
            "at": self.at.to_rfc3339(),
            "percent": self.percent,
        });
        if let Some(resume) = &self.resume {
            shown["resume"] = json!(resume);
        }
        shown
    }

    /// Whether this is where another source has it, too.
    fn is_at(&self, other: &Self) -> bool {
        let apart = (self.at - other.at).millis().abs();
        apart <= ON_THE_WAY.millis() || (self.percent - other.percent).abs() < ROUNDED
    }
}

impl Hub {
    /// What can be gone on with, the newest first; has the services asked that were not of late.
    pub(crate) fn continued(self: &Rc<Self>, profile: &str) -> Answer<Vec<Value>> {
        self.ask_for_places(profile)?;
        let places = self.places(profile)?;
        let keys: Vec<String> = places.iter().map(|place| place.key.clone()).collect();
        let played = self.known_of(profile, &keys)?.into_iter().map(|known| known.last);
        let open = places.into_iter().zip(played).filter(|(place, last)| *last < Some(place.at));
        let mut shown: Vec<Place> = joined(open.map(|(place, _)| place).collect());
        sort_by_key(&mut shown, |place| std::cmp::Reverse(place.at));
        Ok(shown.iter().take(MOST).map(Place::shown).collect())
    }

    /// `DELETE state?key=`: not to be gone on with, unless it is played on.
    pub(crate) fn dismiss_place(self: &Rc<Self>, profile: &str, query: &str) -> Answer<Response> {
        let pairs = playtally::http::parse_pairs(query);
        let key = pairs.into_iter().find(|(name, _)| name == "key").map(|(_, key)| key);
        let key = key.ok_or_else(|| Problem::bad_request("key: as `continue` has it"))?;
        let places = self.places(profile)?;
        let meant = places.iter().find(|place| place.key == key).ok_or_else(Problem::not_found)?;
        self.dismiss(profile, &meant.media, drive::now())?;
        for place in places.iter().filter(|place| place.media.same_item(&meant.media)) {
            if let (Some(service), Some(record)) = (place.service, &place.record) {
                self.remove_place(profile, service, record.clone());
            }
        }
        self.news();
        reply::empty()
    }

    /// Nothing that was left of this until now is shown.
    pub(crate) fn dismiss(&self, profile: &str, media: &Media, at: Timestamp) -> Answer<()> {
        self.sql.run("DELETE FROM dismissed WHERE at < ?", &[(at - REMEMBERED).into()])?;
        self.sql.run(
            "INSERT OR REPLACE INTO dismissed (profile, key, at, media) VALUES (?, ?, ?, ?)",
            &[profile.into(), (&composite_key(media)).into(), at.into(), (&to_body(media)).into()],
        )
    }

    /// Whether a place of this item that was saved then was dismissed.
    pub(crate) fn is_dismissed(&self, profile: &str, key: &str, at: Timestamp) -> Answer<bool> {
        let query = "SELECT at FROM dismissed WHERE profile = ? AND key = ? AND at >= ?";
        let row: Option<Moment> =
            self.sql.first(query, &[profile.into(), key.into(), at.into()])?;
        Ok(row.is_some())
    }

    /// When what can be gone on with last changed by anything but a play.
    pub(crate) fn places_changed_at(&self, profile: &str) -> Answer<Option<Timestamp>> {
        let row: Option<Moment> = self.sql.first(
            "SELECT max(at) AS at FROM (SELECT max(changed_at) AS at FROM service_places \
             WHERE profile = ?1 UNION ALL SELECT max(at) FROM dismissed WHERE profile = ?1)",
            &[profile.into()],
        )?;
        Ok(row.and_then(|row| row.at))
    }

    /// All places that are not dismissed.
    fn places(&self, profile: &str) -> Answer<Vec<Place>> {
        let mut places = self.places_of_players(profile)?;
        for (service, kept) in self.kept_places(profile)? {
            let place = |row: Row| of_service(service.descriptor().id, row);
            places.extend(kept.rows.into_iter().filter_map(place));
        }
        let dismissed = self.dismissed(profile)?;
        places.retain(|place| !is_hidden(&dismissed, place));
        Ok(places)
    }

    fn places_of_players(&self, profile: &str) -> Answer<Vec<Place>> {
        let rows: Vec<PlayRow> = self.sql.rows(
            "SELECT * FROM (SELECT key, watched_at, command, body, max(heard_at) AS heard \
             FROM plays WHERE profile = ? GROUP BY key) WHERE watched_at IS NULL \
             ORDER BY heard DESC LIMIT ?",
            &[profile.into(), MOST_OF_PLAYERS.into()],
        )?;
        let mut places = Vec::new();
        for row in rows {
            let Some(resume) = place_of(&row) else { continue };
            let fact: Fact = typed::from_str(&row.body)?;
            places.push(Place {
                key: row.key,
                work: Work::from(self.as_known(profile, fact.media.clone())?),
                percent: fact.percent().unwrap_or_default(),
                media: fact.media,
                at: fact.at,
                service: None,
                record: None,
                resume: Some(resume),
            });
        }
        Ok(places)
    }

    /// What the services in use keep, as far as it was read.
    fn kept_places(&self, profile: &str) -> Answer<Vec<(&'static dyn Service, Kept)>> {
        let query = "SELECT service, body FROM service_places WHERE profile = ?";
        let rows: Vec<ServiceRow> = self.sql.rows(query, &[profile.into()])?;
        let mut bodies: Map<String, String> =
            rows.into_iter().map(|row| (row.service, row.body)).collect();
        let of = |(service, connection): (&'static dyn Service, Connection)| {
            let body = bodies.remove(service.descriptor().id)?;
            let kept: Kept = typed::from_str(&body).ok()?;
            (kept.account == connection.account).then_some((service, kept))
        };
        Ok(self.keepers(profile)?.into_iter().filter_map(of).collect())
    }

    /// The services in use that keep places.
    fn keepers(&self, profile: &str) -> Answer<Vec<(&'static dyn Service, Connection)>> {
        let keeper = |(id, connection): (String, Connection)| {
            let service = providers::by_id(&id)?;
            let keeps = service.descriptor().reads.contains(&Listing::Playback);
            let used = connection.enabled && connection.state == Standing::Connected;
            (keeps && used).then_some((service, connection))
        };
        Ok(self.connections(profile)?.into_iter().filter_map(keeper).collect())
    }

    fn dismissed(&self, profile: &str) -> Answer<Vec<(Timestamp, Media)>> {
        let query = "SELECT at, media FROM dismissed WHERE profile = ?";
        let rows: Vec<Dismissed> = self.sql.rows(query, &[profile.into()])?;
        let read = |row: Dismissed| Some((row.at, typed::from_str(&row.media).ok()?));
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// Has each service asked what it keeps, unless it was of late.
    fn ask_for_places(self: &Rc<Self>, profile: &str) -> Answer<()> {
        let now = drive::now();
        for (service, connection) in self.keepers(profile)? {
            let id = service.descriptor().id;
            let query =
                "SELECT read_at AS at FROM service_places WHERE profile = ? AND service = ?";
            let asked: Option<Moment> = self.sql.first(query, &[profile.into(), id.into()])?;
            if asked.and_then(|row| row.at).is_some_and(|at| now < at + FRESH) {
                continue;
            }
            self.sql.run(
                "INSERT INTO service_places (profile, service, read_at, changed_at, body) \
                 VALUES (?1, ?2, ?3, NULL, '') ON CONFLICT DO UPDATE SET read_at = ?3",
                &[profile.into(), id.into(), now.into()],
            )?;
            let (hub, profile) = (Rc::clone(self), profile.to_owned());
            self.spawn(async move {
                match hub.read_places(&profile, service, &connection).await {
                    Ok(rows) => {
                        let kept = Kept { account: connection.account, rows };
                        if let Err(problem) = hub.keep_places(&profile, service, &kept) {
                            worker::console_error!("places not kept: {}", problem.detail);
                        }
                    }
                    // What was read before stands, and it is asked again.
                    Err(error) => worker::console_log!("places not read: {}", error.message),
                }
            });
        }
        Ok(())
    }

    async fn read_places(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        connection: &Connection,
    ) -> Result<Vec<Row>, Error> {
        let read = Read {
            listing: Listing::Playback,
            cursor: None,
            since: None,
            until: None,
            user: connection.username.clone(),
        };
        let Outcome::Page(page) = self.call(profile, service, Intent::Read(read)).await? else {
            return Ok(Vec::new());
        };
        let mut rows = page.rows;
        rows.truncate(MOST_OF_SERVICE);
        Ok(rows)
    }

    /// Keeps what was read; what the person dismissed is removed there.
    fn keep_places(
        self: &Rc<Self>,
        profile: &str,
        service: &'static dyn Service,
        kept: &Kept,
    ) -> Answer<()> {
        let id = service.descriptor().id;
        self.sql.run(
            "UPDATE service_places SET changed_at = iif(body = ?1, changed_at, ?2), body = ?1 \
             WHERE profile = ?3 AND service = ?4",
            &[(&to_body(kept)).into(), drive::now().into(), profile.into(), id.into()],
        )?;
        let dismissed = self.dismissed(profile)?;
        for place in kept.rows.iter().filter_map(|row| of_service(id, row.clone())) {
            if let Some(record) = place.record.clone().filter(|_| is_hidden(&dismissed, &place)) {
                self.remove_place(profile, id, record);
            }
        }
        self.news();
        Ok(())
    }

    fn remove_place(self: &Rc<Self>, profile: &str, service: &'static str, record: String) {
        let Some(service) = providers::by_id(service) else { return };
        let (hub, profile) = (Rc::clone(self), profile.to_owned());
        self.spawn(async move {
            // One that is still there is removed when it is read again.
            drop(hub.call(&profile, service, Intent::ForgetPlace(record)).await);
        });
    }
}

fn of_service(service: &'static str, row: Row) -> Option<Place> {
    let media = row.work.media()?;
    let percent = row.percent.filter(|percent| RESUMABLE.contains(percent))?;
    Some(Place {
        key: composite_key(&media),
        media,
        work: row.work,
        at: row.at?,
        percent,
        service: Some(service),
        record: row.id,
        resume: None,
    })
}

/// A service may have stamped a place of before a moment later.
fn is_hidden(dismissed: &[(Timestamp, Media)], place: &Place) -> bool {
    let late = if place.service.is_some() { ON_THE_WAY } else { Span::ZERO };
    dismissed.iter().any(|(at, media)| place.at <= *at + late && media.same_item(&place.media))
}

/// Each work once, at its newest place: the player's own, which knows more, where it is the
/// same. Whatever names the work is kept.
fn joined(places: Vec<Place>) -> Vec<Place> {
    let mut joined: Vec<Place> = Vec::new();
    for mut place in places {
        match joined.iter_mut().find(|known| known.media.same_item(&place.media)) {
            None => joined.push(place),
            Some(known) => {
                let same = known.resume.is_some() && place.is_at(known);
                if place.at > known.at && !same {
                    std::mem::swap(known, &mut place);
                }
                name_better(&mut known.work, &place.work);
            }
        }
    }
    joined
}

fn name_better(work: &mut Work, other: &Work) {
    let fill = |ids: &mut ExternalIds, other: &ExternalIds| ids.fill_from(other);
    match (work, other) {
        (Work::Movie(work), Work::Movie(other)) => fill(&mut work.ids, &other.ids),
        (Work::Episode(work), Work::Episode(other)) => {
            fill(&mut work.ids, &other.ids);
            fill(&mut work.show.ids, &other.show.ids);
        }
        (Work::Track(work), Work::Track(other)) => fill(&mut work.ids, &other.ids),
        _ => {}
    }
}
