//! A world around the outbox: services that behave as their sheets say, a network
//! that loses, delays and breaks, a driver that crashes, and a clock that jumps
//! from one thing to the next.

mod anilist;
pub(crate) mod catalogue;
mod lastfm;
mod listenbrainz;
mod network;
mod plays;
mod simkl;
mod trakt;

use std::collections::BTreeMap;

use playtally::http::{HttpRequest, HttpResponse};
use playtally::outbox::{Destination, Entry, Input, Outbox, Output, State};
use playtally::providers::Service;
use playtally::session::Fact;
use playtally::time::{Span, Timestamp};
use serde_json::Value;

use catalogue::Item;
use network::Fate;
pub(crate) use plays::Script;

/// When the story begins.
const START: Timestamp = Timestamp::from_secs(1_790_000_000);
/// More steps than any story needs: beyond, the outbox turns in circles.
const TOO_MANY: usize = 20_000;

/// Those who take music.
const MUSIC: [&str; 2] = ["main/lastfm", "main/listenbrainz"];

/// A choice for each thing that may go wrong; when they are used up, nothing does.
struct Chances {
    tape: std::vec::IntoIter<u8>,
}

impl Chances {
    fn next(&mut self) -> i64 {
        self.tape.next().map_or(0, i64::from)
    }

    /// A length of time from nothing to almost `most`.
    fn span(&mut self, most: Span) -> Span {
        Span::from_millis(most.millis() * self.next() / 256)
    }
}

enum Event {
    Fact(Fact),
    Arrive {
        id: u64,
        destination: String,
        request: HttpRequest,
        fate: Fate,
    },
    CarryOut {
        destination: String,
        request: HttpRequest,
    },
    /// Also to an outbox that was rebuilt since and knows nothing of it.
    Tell(Input),
    FreshToken {
        destination: String,
    },
}

pub(crate) struct World {
    now: Timestamp,
    chances: Chances,
    services: &'static [&'static dyn Service],
    outbox: Outbox,
    rows: BTreeMap<String, Entry>,
    quotas: BTreeMap<String, String>,
    rule: String,
    events: BTreeMap<(Timestamp, u64), Event>,
    last_event: u64,
    tokens: BTreeMap<String, Option<u32>>,
    grants: Vec<Timestamp>,
    trakt: trakt::Trakt,
    simkl: simkl::Simkl,
    lastfm: lastfm::LastFm,
    listenbrainz: listenbrainz::ListenBrainz,
    anilist: anilist::AniList,
}

/// Plays the whole script, and says what is wrong in the end.
pub(crate) fn run(
    services: &'static [&'static dyn Service],
    script: &Script,
) -> Result<(), String> {
    let mut world = World::new(services, script);
    world.boot();
    for _ in 0..TOO_MANY {
        if !world.step()? {
            return world.check(script);
        }
    }
    Err("the outbox never comes to rest".into())
}

impl World {
    fn new(services: &'static [&'static dyn Service], script: &Script) -> Self {
        let ids = ["main/trakt", "main/simkl", "main/lastfm", "main/listenbrainz", "main/anilist"];
        let mut world = Self {
            now: START,
            chances: Chances { tape: script.chances.clone().into_iter() },
            services,
            outbox: Outbox::with(services),
            rows: BTreeMap::new(),
            quotas: BTreeMap::new(),
            rule: script.rule(),
            events: BTreeMap::new(),
            last_event: 0,
            tokens: ids.iter().map(|id| ((*id).to_owned(), Some(0))).collect(),
            grants: Vec::new(),
            trakt: trakt::Trakt::default(),
            simkl: simkl::Simkl::default(),
            lastfm: lastfm::LastFm::default(),
            listenbrainz: listenbrainz::ListenBrainz::default(),
            anilist: anilist::AniList::default(),
        };
        for item in [0, 1, 2, 0, 2].map(Item) {
            let hours = Span::from_hours(2 + i64::from(item.0));
            world.trakt.keep(item, START - hours, false);
        }
        for (at, fact) in script.facts(START) {
            world.later(at, Event::Fact(fact));
        }
        world
    }

    /// The driver starts, with nothing but what was saved; it takes a moment.
    fn boot(&mut self) {
        self.now = self.now + Span::from_millis(1);
        let text = |entry: &Entry| serde_json::to_string(entry).unwrap_or_default();
        let rows = self.rows.values().filter_map(|row| serde_json::from_str(&text(row)).ok());
        let quotas = self.quotas.clone().into_iter().collect();
        self.outbox = Outbox::with(self.services).restore(rows.collect(), quotas);
        let list = self.tokens.keys().map(|id| Destination {
            id: id.clone(),
            service: id.trim_start_matches("main/").into(),
            app_name: None,
            client_id: Some("app".into()),
            base: None,
            username: Some("kim".into()),
            rule: if MUSIC.contains(&&**id) { "music:50:240".into() } else { self.rule.clone() },
        });
        let list = Input::Destinations(list.collect());
        self.tell(list);
    }

    fn later(&mut self, at: Timestamp, event: Event) {
        self.last_event += 1;
        self.events.insert((at.max(self.now), self.last_event), event);
    }

    /// The next thing that happens; `false` when nothing does any more.
    fn step(&mut self) -> Result<bool, String> {
        let wake = self.outbox.wake_at();
        let event = self.events.first_key_value().map(|((at, _), _)| *at);
        match (wake, event) {
            (None, None) => return Ok(false),
            (Some(wake), event) if event.is_none_or(|event| wake < event) => {
                self.now = self.now.max(wake);
                self.tell(Input::Wake);
                if self.outbox.wake_at().is_some_and(|again| again <= self.now) {
                    return Err(format!("awake again at {wake:?} with nothing done"));
                }
                return Ok(true);
            }
            _ => {}
        }
        let Some(((at, _), event)) = self.events.pop_first() else { return Ok(false) };
        self.now = self.now.max(at);
        match event {
            Event::Fact(fact) => {
                // Whoever told it tells it again, where it was not taken.
                if !self.tell(Input::Fact(fact.clone())) {
                    self.later(self.now + Span::from_secs(1), Event::Fact(fact));
                }
            }
            Event::Tell(input) => {
                self.tell(input);
            }
            Event::FreshToken { destination } => {
                let current = *self.valid_token(&destination);
                self.tokens.insert(destination.clone(), Some(current));
                self.tell(Input::SignedIn { destination });
            }
            Event::Arrive { id, destination, request, fate } => {
                self.arrive(id, destination, request, fate);
            }
            Event::CarryOut { destination, request } => {
                self.carry_out(&destination, &request);
            }
        }
        Ok(true)
    }

    /// Feeds the outbox and does what it says; `false` when the driver crashed meanwhile.
    fn tell(&mut self, input: Input) -> bool {
        let outputs = self.outbox.handle(self.now, input);
        let crash = (self.chances.next() % 32 == 31)
            .then(|| self.chances.next() as usize % (outputs.len() + 1));
        for output in outputs.into_iter().take(crash.unwrap_or(usize::MAX)) {
            self.perform(output);
        }
        if crash.is_some() {
            self.boot();
        }
        crash.is_none()
    }

    fn perform(&mut self, output: Output) {
        match output {
            Output::Save(entry) => {
                self.rows.insert(entry.id.clone(), *entry);
            }
            Output::Forget { id } => {
                self.rows.remove(&id);
            }
            Output::SaveQuota { destination, state } => {
                self.quotas.insert(destination, state);
            }
            Output::Reserve { id, .. } => self.reserve(id),
            Output::Send { id, destination, request } => self.send(id, destination, request),
            Output::Refresh { destination } => self.refresh(destination),
            // The person comes back an hour later.
            Output::SignInOver { destination } => {
                self.tokens.insert(destination.clone(), None);
                self.later(self.now + Span::from_hours(1), Event::FreshToken { destination });
            }
            Output::CoolDown { .. } | Output::Called { .. } => {}
        }
    }

    fn tell_later(&mut self, after: Span, input: Input) {
        self.later(self.now + after, Event::Tell(input));
    }

    fn reserve(&mut self, id: u64) {
        let window = Span::from_secs(10);
        let now = self.now;
        self.grants.retain(|at| now - *at < window);
        if self.grants.len() >= 30 || self.chances.next() % 8 == 7 {
            let until = now + self.chances.span(window) + Span::from_millis(1);
            self.tell_later(Span::from_millis(5), Input::Denied { id, until });
        } else {
            self.grants.push(now);
            self.tell_later(Span::from_millis(5), Input::Granted { id });
        }
    }

    fn refresh(&mut self, destination: String) {
        let fresh = Event::FreshToken { destination: destination.clone() };
        match self.chances.next() % 4 {
            // The answer is lost; the next refresh works.
            1 => {}
            // Refused: the person signs in an hour later.
            2 => {
                self.tokens.insert(destination.clone(), None);
                self.tell_later(Span::from_secs(1), Input::SignedOut { destination });
                self.later(self.now + Span::from_hours(1), fresh);
            }
            3 => self.later(self.now + Span::from_secs(40), fresh),
            _ => self.later(self.now + Span::from_millis(300), fresh),
        }
    }

    fn valid_token(&mut self, destination: &str) -> &mut u32 {
        match destination {
            "main/trakt" => &mut self.trakt.token,
            "main/simkl" => &mut self.simkl.token,
            "main/anilist" => &mut self.anilist.token,
            "main/lastfm" => &mut self.lastfm.token,
            _ => &mut self.listenbrainz.token,
        }
    }

    /// Each play stored exactly once, as its service keeps it; no quota exceeded; nothing given up.
    fn check(&self, script: &Script) -> Result<(), String> {
        let exceeded = [&self.trakt.exceeded, &self.simkl.exceeded, &self.listenbrainz.exceeded];
        if let Some(text) = exceeded.into_iter().flatten().next() {
            return Err(format!("quota exceeded: {text}"));
        }
        for row in self.rows.values() {
            if !matches!(row.state, State::Stored | State::AlreadyThere) {
                return Err(format!("left over: {row:?}"));
            }
        }
        let kept: Vec<_> = self.outbox.entries().collect();
        if kept != self.rows.values().collect::<Vec<_>>() {
            return Err("what was saved is not what the outbox holds".into());
        }
        if let Some(text) = self.anilist.wrong.first() {
            return Err(text.clone());
        }
        let finished = script.finished(START);
        self.check_progress(&finished)?;
        for item in (0..catalogue::ITEMS).map(Item) {
            let plays: Vec<_> = finished.iter().filter(|play| play.item == item).collect();
            if item.is_track() {
                let title = format!("song {}", item.0);
                let expected: Vec<_> = plays.iter().map(|play| play.from.secs()).collect();
                let at = self.listenbrainz.listens.iter().filter(|listen| listen.2 == title);
                let at: Vec<_> = at.map(|listen| listen.0).collect();
                if at != expected {
                    return Err(format!("ListenBrainz has {item:?} at {at:?}, not {expected:?}"));
                }
                let at = self.lastfm.scrobbles.iter().filter(|(.., of)| of.to_lowercase() == title);
                let at: Vec<_> = at.map(|scrobble| scrobble.0).collect();
                if at != expected {
                    return Err(format!("Last.fm has {item:?} at {at:?}, not {expected:?}"));
                }
                continue;
            }
            if self.simkl.watched.contains_key(&item) == plays.is_empty() {
                return Err(format!("Simkl: {item:?} was finished {} times", plays.len()));
            }
            let rows = self.trakt.history.iter().filter(|row| row.item == item);
            let mut times: Vec<_> = rows.map(|r| r.watched_at).filter(|at| *at >= START).collect();
            times.sort_unstable();
            // The design allows five minutes: of two plays whose stops were lost, one
            // may be given the other's record.
            let fits = |(at, play): (&Timestamp, &&plays::Finished)| {
                play.from <= *at + Span::from_mins(5) && *at <= play.to + Span::from_mins(30)
            };
            if times.len() != plays.len() || !times.iter().zip(&plays).all(fits) {
                return Err(format!("Trakt has {item:?} at {times:?}, not {plays:?}"));
            }
        }
        Ok(())
    }

    /// A film was seen again once for each play after the first. A series is complete
    /// with its last episode, and seen again no more often than that was played again.
    fn check_progress(&self, finished: &[plays::Finished]) -> Result<(), String> {
        let plays = |item| finished.iter().filter(|play| play.item == Item(item)).count() as u64;
        let list = &self.anilist.list;
        let (film, series) = (list.get(&1006), list.get(&1007));
        let seen = |times: u64| (times > 0).then(|| ("COMPLETED", times - 1));
        if film.map(|entry| (&*entry.status, entry.repeat)) != seen(plays(6)) {
            return Err(format!("AniList: the film, seen {} times: {film:?}", plays(6)));
        }
        let fits = match (plays(7), plays(8), series) {
            (0, 0, None) => true,
            (_, 0, Some(entry)) => (&*entry.status, entry.progress) == ("CURRENT", 1),
            (_, ends, Some(entry)) => {
                let done = entry.status == "COMPLETED" && entry.progress == 2;
                (done || entry.status == "REPEATING") && entry.repeat < ends
            }
            _ => false,
        };
        let told = || format!("AniList: {} and {} episodes: {series:?}", plays(7), plays(8));
        fits.then_some(()).ok_or_else(told)
    }
}

/// A JSON answer.
fn answer(status: u16, body: Value) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: body.to_string() }
}

/// A page instead of an answer.
fn html(status: u16) -> HttpResponse {
    let body = "<!DOCTYPE html><title>error</title>".into();
    HttpResponse { status, headers: Vec::new(), body }
}
