//! A service whose requests are its intents, and an outbox in front of it.

use super::*;
use crate::http::{HttpRequest, HttpResponse};
use crate::media::{ExternalIds, Kind, Media, Movie, Track};
use crate::providers::{
    Browser, Calls, Context, Descriptor, Finds, Intent, Keeps, Live, Outcome, Playing, Quota,
    Reader, Scope,
};
use crate::session::{Fact, What};
use crate::threshold::{Rule, Test};

/// A film of 100 minutes, so that a minute is a percent.
pub(super) const LENGTH: f64 = 6000.0;

pub(super) fn film(title: &str, imdb: Option<&str>) -> Media {
    let ids = ExternalIds { imdb: imdb.map(Into::into), ..ExternalIds::default() };
    Media::Movie(Movie { title: title.into(), year: None, ids })
}

pub(super) fn track() -> Media {
    Media::Track(Track { title: "Kelly".into(), artist: "Air".into(), ..Track::default() })
}

pub(super) fn watched() -> What {
    let rule =
        Rule { id: "own".into(), test: Test::Video { percent: 80.0, factor: 0.5, start: 0.0 } };
    What::Watched { rule, watched_at: Timestamp::default() }
}

pub(super) type Answer = Result<Outcome, ErrorKind>;

pub(super) fn stored() -> Answer {
    Ok(Outcome::Stored { id: None })
}

pub(super) fn noted() -> Answer {
    Ok(Outcome::Noted { media: None })
}

pub(super) fn no_answer() -> Answer {
    Err(ErrorKind::NoAnswer)
}

/// A service whose requests are its intents and whose answers are outcomes.
pub(super) struct Plain(Descriptor);

pub(super) const PLAIN: Descriptor = Descriptor {
    id: "strict",
    name: "Plain",
    base: "",
    auth: crate::auth::AuthScheme::UserToken,
    kinds: &[Kind::Movie, Kind::Track],
    needs: &[],
    live: Live::Scrobble { percent: 80.0, floor: 1.0, pause_beyond: false },
    keeps: Keeps::EveryPlay,
    lost_write: LostWrite::ReadBack,
    check_in: true,
    batch: None,
    reads: &[],
    newest_alone: false,
    activities: false,
    rates: &[],
    lists: &[],
    statuses: &[],
    unlists_watched: false,
    rating_files: false,
    best_rating: 10,
    removes_plays: false,
    at_once: 1,
    counts: false,
    totals: false,
    finds: Finds::NOTHING,
    reads_files: &[],
    writes_files: &[],
    files_of: &[],
    browser: Browser::Direct,
    quotas: &[Quota {
        calls: Calls::Writes,
        scope: Scope::Account,
        limit: 100,
        window: Span::from_secs(1),
    }],
    parallel: false,
};
pub(super) static STRICT: Plain = Plain(PLAIN);
pub(super) static LENIENT: Plain = Plain(Descriptor {
    id: "lenient",
    live: Live::Scrobble { percent: 80.0, floor: 1.0, pause_beyond: true },
    lost_write: LostWrite::Resend,
    ..PLAIN
});
pub(super) static RADIO: Plain = Plain(Descriptor {
    id: "radio",
    live: Live::NowPlaying,
    quotas: &[Quota {
        calls: Calls::All,
        scope: Scope::Shared,
        limit: 30,
        window: Span::from_secs(10),
    }],
    lost_write: LostWrite::Resend,
    ..PLAIN
});

pub(super) static TIGHT: Plain = Plain(Descriptor {
    id: "tight",
    quotas: &[Quota {
        calls: Calls::Writes,
        scope: Scope::Account,
        limit: 1,
        window: Span::from_secs(1),
    }],
    ..PLAIN
});

pub(super) static COUNTS: Plain = Plain(Descriptor {
    id: "counts",
    kinds: &[Kind::Movie, Kind::Episode],
    live: Live::Finished,
    keeps: Keeps::Progress,
    lost_write: LostWrite::Resend,
    ..PLAIN
});

impl Reader for Plain {
    fn descriptor(&self) -> &'static Descriptor {
        [&STRICT, &LENIENT, &RADIO, &TIGHT, &COUNTS]
            .iter()
            .map(|s| &s.0)
            .find(|d| d.id == self.0.id)
            .unwrap()
    }
}

impl Service for Plain {
    fn plan(&self, intent: &Intent, _: &Context<'_>) -> Result<HttpRequest, Error> {
        Ok(HttpRequest::new(crate::http::Method::Post, "").json(intent))
    }

    fn digest(&self, _: Timestamp, _: &Intent, response: &HttpResponse) -> Result<Outcome, Error> {
        Ok(serde_json::from_str(&response.body).unwrap())
    }
}

pub(super) struct Rig {
    pub(super) services: &'static [&'static dyn Service],
    pub(super) outbox: Outbox,
    pub(super) now: Timestamp,
    pub(super) started_at: Timestamp,
    pub(super) play_id: String,
    pub(super) media: Media,
    pub(super) seq: u32,
    pub(super) met: bool,
    /// How late facts arrive.
    pub(super) late: Span,
    /// Whether requests wait for `answer`; else they are answered well at once.
    pub(super) hold: bool,
    /// The newest request.
    pub(super) last: u64,
    pub(super) sent: Option<Intent>,
}

impl Rig {
    pub(super) fn new(services: &[&'static dyn Service]) -> Self {
        let services: &'static [&'static dyn Service] = Box::leak(services.to_vec().into());
        let now = Timestamp::from_secs(1_790_000_000);
        let mut rig = Self {
            services,
            outbox: Outbox::with(services),
            now,
            started_at: now,
            play_id: "play".into(),
            media: film("Film", None),
            seq: 1,
            met: false,
            late: Span::ZERO,
            hold: false,
            last: 0,
            sent: None,
        };
        rig.input(Input::Destinations(rig.destinations()));
        rig
    }

    pub(super) fn name(&self) -> String {
        format!("main/{}", self.services[0].descriptor().id)
    }

    pub(super) fn destinations(&self) -> Vec<Destination> {
        let services = self.services.iter().map(|s| s.descriptor().id);
        let destination = |id: &str| Destination {
            id: format!("main/{id}"),
            service: id.into(),
            app_name: None,
            client_id: None,
            base: None,
            username: None,
            rule: "own".into(),
        };
        services.map(destination).collect()
    }

    pub(super) fn new_play(&mut self, id: &str) {
        (self.play_id, self.seq, self.met, self.started_at) = (id.into(), 1, false, self.now);
    }

    pub(super) fn next_fact(&mut self, what: What, place: f64) -> Fact {
        let started = self.started_at;
        let at = self.now - self.late;
        let what = match what {
            What::Watched { rule, .. } => What::Watched { rule, watched_at: at },
            other => other,
        };
        self.met |= matches!(&what, What::Watched { rule, .. } if rule.id == "own");
        let seq = self.seq;
        self.seq += 1;
        Fact {
            play_id: self.play_id.clone(),
            seq,
            at,
            started_at: started - self.late,
            media: self.media.clone(),
            position: LENGTH * place / 100.0,
            duration: Some(LENGTH),
            rate: 1.0,
            credit: Span::ZERO,
            wall: Span::ZERO,
            rules_met: if self.met { vec!["own".into()] } else { vec![] },
            what,
        }
    }

    pub(super) fn fact(&mut self, what: What, place: f64) -> Vec<String> {
        let fact = self.next_fact(what, place);
        self.input(Input::Fact(fact))
    }

    /// Starts, and plays until the rule is met (or would be).
    pub(super) fn watch(&mut self, met: bool) {
        let hold = std::mem::take(&mut self.hold);
        self.fact(What::Started, 0.0);
        self.now = self.now + Span::from_mins(80);
        if met {
            self.fact(watched(), 80.0);
        }
        self.hold = hold;
    }

    pub(super) fn wake(&mut self) -> Vec<String> {
        self.input(Input::Wake)
    }

    pub(super) fn granted(&mut self) -> Vec<String> {
        self.input(Input::Granted { id: self.last })
    }

    pub(super) fn answer(&mut self, answer: Answer) -> Vec<String> {
        self.answer_with(answer, &[])
    }

    /// The same with headers.
    pub(super) fn answer_with(&mut self, answer: Answer, headers: &[(&str, &str)]) -> Vec<String> {
        let id = self.last;
        self.input(match answer {
            Ok(outcome) => {
                let body = serde_json::to_string(&outcome).unwrap();
                let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
                let response = HttpResponse { status: 200, headers: headers.collect(), body };
                Input::Answer { id, response }
            }
            Err(kind) => Input::Failed { id, error: Error::new(kind, "No.") },
        })
    }

    /// What is done about an input, in a word each.
    pub(super) fn input(&mut self, input: Input) -> Vec<String> {
        let outputs = self.outbox.handle(self.now, input);
        let mut words = Vec::new();
        for output in outputs {
            match output {
                Output::Save(_) | Output::SaveQuota { .. } => {}
                Output::Forget { .. } => words.push("forget".into()),
                Output::Refresh { .. } => words.push("refresh".into()),
                Output::SignInOver { .. } => words.push("sign-in over".into()),
                Output::CoolDown { .. } => words.push("cool down".into()),
                Output::Called { ticket, result } => words.push(match result {
                    Ok(_) => format!("told {ticket}"),
                    Err(error) => format!("told {ticket} {}", error.kind.code()),
                }),
                Output::Reserve { id, .. } => {
                    self.last = id;
                    words.push("reserve".into());
                }
                Output::Send { id, request, .. } => {
                    self.last = id;
                    let intent = serde_json::from_str(&request.body).unwrap();
                    words.push(self.word(&intent));
                    let taken = if matches!(intent, Intent::Stop(_) | Intent::AddPlay(_)) {
                        stored()
                    } else {
                        noted()
                    };
                    self.sent = Some(intent);
                    if !self.hold {
                        words.extend(self.answer(taken));
                    }
                }
            }
        }
        words.sort_by_key(|word| word == "forget");
        words
    }

    pub(super) fn word(&self, intent: &Intent) -> String {
        // The place only where it is not that of the fact that caused it.
        let told = |verb: &str, playing: &Playing| match (verb, playing.percent as u32) {
            ("start", 30) | ("stop", 95) => format!("{verb} {}", playing.percent),
            _ => verb.to_owned(),
        };
        match intent {
            Intent::Start(playing) => told("start", playing),
            Intent::Pause(_) => "pause".into(),
            Intent::Stop(playing) => told("stop", playing),
            Intent::NowPlaying(_) => "now".into(),
            Intent::AddPlay(_) => "add".into(),
            Intent::AddPlays(plays) => format!("add {}", plays.len()),
            Intent::CheckIn(_) => "check in".into(),
            Intent::CancelCheckIn(_) => "cancel".into(),
            Intent::ReadPlays(read) => format!("read {}", read.page),
            Intent::ReadStatus(_) => "look".into(),
            Intent::SetStatus(to) => {
                let number = |number: Option<u32>| number.map_or("-".to_owned(), |n| n.to_string());
                let (progress, repeats) = (number(to.progress), number(to.repeats));
                format!("{:?} {progress} {repeats}", to.status.unwrap())
            }
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn added_at(&self) -> Timestamp {
        match &self.sent {
            Some(Intent::AddPlay(play)) => play.watched_at,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn states(&self) -> Vec<State> {
        self.outbox.entries().map(|entry| entry.state).collect()
    }
}
