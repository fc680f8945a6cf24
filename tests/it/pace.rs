//! Ten thousand plays are told as fast as each service's quota allows, and no faster: its
//! limits are counted as its sheet has them, over a network whose ways differ in length.

use std::collections::VecDeque;

use playtally::error::{Error, ErrorKind};
use playtally::history::Origin;
use playtally::history::sync::{Batch, Change, What};
use playtally::http::{HttpRequest, HttpResponse};
use playtally::media::{ExternalIds, Kind, Movie, Track, Work};
use playtally::outbox::{Destination, Input, Outbox, Output};
use playtally::providers::{
    Calls, Context, Descriptor, Intent, Outcome, Reader, Row, Scope, Service, by_id,
};
use playtally::time::{Span, Timestamp};

const START: Timestamp = Timestamp::from_secs(1_790_000_000);
const PLAYS: usize = 10_000;
/// What a driver needs to keep what a batch came to.
const KEEPING: Span = Span::from_millis(40);
/// How late a driver wakes.
const LATE: Span = Span::from_millis(3);
/// How long the object takes in which all count what they share.
const ASKING: Span = Span::from_millis(10);

/// A service of which only the status of an answer matters.
struct Paced(&'static dyn Service);

impl Reader for Paced {
    fn descriptor(&self) -> &'static Descriptor {
        self.0.descriptor()
    }
}

impl Service for Paced {
    fn plan(&self, intent: &Intent, cx: &Context<'_>) -> Result<HttpRequest, Error> {
        self.0.plan(intent, cx)
    }

    fn digest(&self, _: Timestamp, _: &Intent, response: &HttpResponse) -> Result<Outcome, Error> {
        match response.status {
            200 => Ok(Outcome::Stored { id: None }),
            _ => Err(Error::new(ErrorKind::RateLimited, "Slow down.")),
        }
    }
}

/// Writes as a sheet limits them: so many in so long, wherever that begins or at multiples of it.
struct Limit {
    service: &'static str,
    /// Plays in one request.
    batch: usize,
    calls: usize,
    window: Span,
    aligned: bool,
}

const LIMITS: [Limit; 4] = [
    Limit { service: "trakt", batch: 100, calls: 1, window: Span::from_secs(1), aligned: false },
    Limit { service: "simkl", batch: 50, calls: 1, window: Span::from_secs(1), aligned: false },
    // Five a second, averaged over five minutes.
    Limit { service: "lastfm", batch: 50, calls: 1500, window: Span::from_mins(5), aligned: false },
    Limit {
        service: "listenbrainz",
        batch: 1000,
        calls: 30,
        window: Span::from_secs(10),
        aligned: true,
    },
];

impl Limit {
    /// Whether one more call is within it, after those that came `before`.
    fn takes(&self, before: &[Timestamp], now: Timestamp) -> bool {
        let window = self.window.millis();
        let counts = |at: &&Timestamp| match self.aligned {
            true => at.millis() / window == now.millis() / window,
            false => now.millis() - at.millis() < window,
        };
        before.iter().filter(counts).count() < self.calls
    }
}

/// What came of telling all.
#[derive(Default)]
struct Told {
    /// When calls arrived.
    arrived: Vec<Timestamp>,
    refused: usize,
    /// How long all ways there and back took, and asking for the shares of what all have.
    on_the_way: i64,
}

/// A driver that has one thing after the other told, in virtual time.
struct Driver {
    outbox: Outbox,
    limit: &'static Limit,
    now: Timestamp,
    /// Calls of all who share a quota.
    shared: Vec<Timestamp>,
    ways: u64,
    told: Told,
}

impl Driver {
    fn new(limit: &'static Limit, paced: &'static Paced) -> Self {
        let services: &'static [&'static dyn Service] = Box::leak(Box::new([paced as _]));
        let mut outbox = Outbox::with(services);
        let destination = Destination {
            id: format!("main/{}", limit.service),
            service: limit.service.to_owned(),
            client_id: Some("app".to_owned()),
            app_name: None,
            base: None,
            username: Some("rob".to_owned()),
            rule: "own".to_owned(),
        };
        outbox.handle(START, Input::Destinations(vec![destination]));
        Self { outbox, limit, now: START, shared: vec![], ways: 0, told: Told::default() }
    }

    /// One part of a way: from `least` to ten milliseconds more.
    fn way(&mut self, least: i64) {
        self.ways = self.ways.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_041);
        let took = least + (self.ways >> 33) as i64 % 11;
        self.told.on_the_way += took;
        self.now = self.now + Span::from_millis(took);
    }

    fn tell(&mut self, ticket: u64, intent: Intent) -> Result<Outcome, Error> {
        let destination = format!("main/{}", self.limit.service);
        let call = Input::PatientCall { ticket, destination, intent };
        let mut outputs = VecDeque::from(self.outbox.handle(self.now, call));
        loop {
            let input = match outputs.pop_front() {
                Some(Output::Called { result, .. }) => return result,
                Some(Output::Reserve { id, .. }) => self.reserve(id),
                Some(Output::Send { id, .. }) => Input::Answer { id, response: self.send() },
                Some(_) => continue,
                None => {
                    self.now = self.outbox.wake_at().unwrap().max(self.now) + LATE;
                    Input::Wake
                }
            };
            outputs.extend(self.outbox.handle(self.now, input));
        }
    }

    fn send(&mut self) -> HttpResponse {
        self.way(30);
        let taken = self.limit.takes(&self.told.arrived, self.now);
        self.told.arrived.push(self.now);
        self.told.refused += usize::from(!taken);
        // Its own work, and the way back.
        self.way(20);
        self.way(30);
        HttpResponse { status: if taken { 200 } else { 429 }, ..HttpResponse::default() }
    }

    /// As the object does it that counts for all.
    fn reserve(&mut self, id: u64) -> Input {
        self.told.on_the_way += ASKING.millis();
        self.now = self.now + ASKING;
        let quotas = by_id(self.limit.service).unwrap().descriptor().quotas;
        let quota = quotas.iter().find(|it| it.scope == Scope::Shared).unwrap();
        assert_eq!(quota.calls, Calls::All);
        self.shared.retain(|at| self.now < *at + quota.window);
        if self.shared.len() >= quota.limit as usize {
            return Input::Denied { id, until: self.shared[0] + quota.window };
        }
        self.shared.push(self.now);
        Input::Granted { id }
    }
}

/// A play of its own work, of a kind the service takes.
fn change(descriptor: &Descriptor, place: usize) -> Change {
    let title = format!("Title {place}");
    let ids = ExternalIds { imdb: Some(format!("tt{place:07}")), ..ExternalIds::default() };
    let work = if descriptor.takes(Kind::Movie) {
        Work::Movie(Movie { title, year: None, ids })
    } else {
        Work::Track(Track { title, artist: "Air".to_owned(), ..Track::default() })
    };
    let at = START - Span::from_mins(place as i64 + 1);
    let row = Row { at: Some(at), ..Row::of(work) };
    Change { what: What::Play, row, origin: Origin::Player, was: None }
}

#[test]
fn ten_thousand_plays_keep_to_95_percent_of_what_each_quota_allows() {
    for limit in &LIMITS {
        let service = by_id(limit.service).unwrap();
        let descriptor = service.descriptor();
        let paced: &'static Paced = Box::leak(Box::new(Paced(service)));
        let changes: Vec<_> = (0..PLAYS).map(|place| change(descriptor, place)).collect();
        let batches = Batch::all(descriptor, &changes, false);
        assert!(batches.iter().all(|batch| batch.places.len() == limit.batch), "{}", limit.service);

        let mut driver = Driver::new(limit, paced);
        let count = batches.len();
        for (ticket, batch) in batches.into_iter().enumerate() {
            let told = driver.tell(ticket as u64, batch.intent);
            assert!(told.is_ok(), "{}: {told:?}", limit.service);
            driver.now = driver.now + KEEPING;
        }

        let Told { arrived, refused, on_the_way } = &driver.told;
        assert_eq!((arrived.len(), *refused), (count, 0), "{}", limit.service);
        let took = (arrived[count - 1] - arrived[0]).millis();
        // The quota as it is declared; the first window's calls have nothing to wait for. One
        // call follows the other, so less than their ways it cannot be.
        let mut needed = on_the_way + KEEPING.millis() * count as i64;
        for quota in descriptor.quotas.iter().filter(|it| it.calls != Calls::Reads) {
            let waits = count.saturating_sub(quota.limit as usize) as i64;
            needed = needed.max(waits * quota.window.millis() / i64::from(quota.limit));
        }
        let share = needed as f64 / took as f64;
        println!("{}: {count} calls in {took} ms, {share:.3} of what is allowed", limit.service);
        assert!(share >= 0.95, "{}: {share:.3}, {took} ms for {count} calls", limit.service);
    }
}
