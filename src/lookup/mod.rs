//! Finding what it is that is played: by its ids, by its title, or by asking the person.
//!
//! A ladder, each step only where the one before decided nothing: what the person said of
//! this title before; an id that is known; another catalogue's id; title and year as they
//! are; the title alone. A weak match is a question or a refusal, never the first hit, and
//! a call that failed says nothing at all.

pub mod anime;
mod correction;
mod details;
pub mod join;
mod score;
mod step;
// Not on wasm32, where proptest does not go.
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use serde::{Deserialize, Serialize};

pub use correction::{corrected, source_key, source_keys};
pub use score::{MAYBE, NEAR, Reason, SURE, Scored};

use crate::auth::App;
use crate::error::{Error, ErrorKind, Retry};
use crate::http::{HttpRequest, HttpResponse};
use crate::media::{Catalogue, Media, Work, WorkKind};
use crate::providers::{self, Context, Intent, Outcome, Service};
use crate::time::{Span, Timestamp};
use crate::typed;
use step::{State, Step};

/// The wait after a first failure; each is twice the last.
const FIRST_WAIT: Span = Span::from_secs(15);
/// No wait is longer.
const LONGEST_WAIT: Span = Span::from_mins(15);
/// Candidates a question shows.
const SHOWN: usize = 5;

/// What is to be found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// The item as the player names it.
    pub media: Media,
    /// Its length in seconds, as the player says.
    pub duration: Option<f64>,
    /// Catalogues of which one id is enough; empty: any of them.
    #[serde(default)]
    pub enough: Vec<Catalogue>,
    /// What the person said it is.
    pub correction: Option<Work>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// This is it, with the ids of all who know it.
    Found {
        /// The film, the episode or the track.
        work: Box<Work>,
        /// 0 to 100.
        score: i32,
        /// Why.
        reasons: Vec<Reason>,
    },
    /// One of these, perhaps; the person has to say.
    Question {
        /// The likeliest first.
        candidates: Vec<Scored>,
    },
    /// Nothing of what is known fits.
    Refused {
        /// Why.
        reasons: Vec<Reason>,
    },
    /// Nobody could be asked; says nothing of the item.
    Failed {
        /// What went wrong.
        error: Error,
        /// When it goes on by itself; absent where that would change nothing.
        retry_at: Option<Timestamp>,
    },
}

/// What the driver tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The answer to a request.
    Answer {
        /// The `Send` it belongs to.
        id: u64,
        /// The answer.
        response: HttpResponse,
    },
    /// What such a request was answered a while ago, as a driver kept it.
    Known {
        /// The `Send` it belongs to.
        id: u64,
        /// What it meant.
        outcome: Outcome,
    },
    /// No answer.
    Failed {
        /// The `Send` it belongs to.
        id: u64,
        /// Why.
        error: Error,
    },
    /// Nothing but the time; the first one begins.
    Wake,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Sign and send this request, and feed the answer back.
    Send {
        /// To be named in the answer.
        id: u64,
        /// What is asked, for drivers that keep answers.
        intent: Box<Intent>,
        /// How, still without credentials.
        request: HttpRequest,
    },
    /// What came of it. After a failure that has a `retry_at` another one follows.
    Decided(Decision),
}

/// The parts of a question that candidates are weighed by.
struct Asked {
    kind: WorkKind,
    title: String,
    year: Option<i32>,
    duration: Option<f64>,
    episode_title: Option<String>,
}

/// The search for one item.
pub struct Lookup {
    service: Option<&'static dyn Service>,
    client_id: Option<String>,
    state: State,
    /// The request that is under way, by its id.
    flight: Option<(u64, Intent)>,
    last_id: u64,
}

impl Lookup {
    /// A search that asks this service; without one, only what is known already counts.
    pub fn new(
        question: Question,
        service: Option<&'static dyn Service>,
        client_id: Option<String>,
    ) -> Self {
        Self { service, client_id, state: State::of(question), flight: None, last_id: 0 }
    }

    /// Everything that must survive, as one JSON text. A request that is under way is
    /// simply sent again.
    pub fn snapshot(&self) -> String {
        serde_json::to_string(&self.state).unwrap_or_default()
    }

    /// Takes over what [`Lookup::snapshot`] wrote.
    ///
    /// # Errors
    /// [`ErrorKind::BadInput`] for any other text.
    pub fn restore(
        text: &str,
        service: Option<&'static dyn Service>,
        client_id: Option<String>,
    ) -> Result<Self, Error> {
        let state = typed::from_str(text)
            .map_err(|_| Error::new(ErrorKind::BadInput, "This is not a saved lookup."))?;
        Ok(Self { service, client_id, state, flight: None, last_id: 0 })
    }

    /// Takes note of what happened and says what to do.
    pub fn handle(&mut self, now: Timestamp, input: Input) -> Vec<Output> {
        let (id, result) = match input {
            Input::Wake => return self.go_on(now),
            Input::Answer { id, response } => (id, Ok(response)),
            Input::Known { id, outcome } => {
                return match self.landed(id) {
                    Some(intent) => self.learn(now, &intent, Ok(outcome)),
                    None => Vec::new(),
                };
            }
            Input::Failed { id, error } => (id, Err(error)),
        };
        let Some(intent) = self.landed(id) else { return Vec::new() };
        let result = result.and_then(|response| match self.service {
            Some(service) => service.digest(now, &intent, &response),
            None => Err(Error::new(ErrorKind::NotSent, "Nobody is there to ask.")),
        });
        self.learn(now, &intent, result)
    }

    /// What is to be found.
    pub const fn question(&self) -> &Question {
        &self.state.question
    }

    /// When a call that failed goes again.
    pub fn wake_at(&self) -> Option<Timestamp> {
        self.state.not_before.filter(|_| self.flight.is_none())
    }

    /// The request under way, where it is this one.
    fn landed(&mut self, id: u64) -> Option<Intent> {
        self.flight.take_if(|(flight, _)| *flight == id).map(|(_, intent)| intent)
    }

    fn go_on(&mut self, now: Timestamp) -> Vec<Output> {
        let waits = self.state.not_before.is_some_and(|until| now < until);
        if waits || self.flight.is_some() {
            return Vec::new();
        }
        self.state.not_before = None;
        let finds = self.service.map(|service| service.descriptor().finds);
        loop {
            match self.state.next(finds) {
                Step::Decide(decision) => return vec![Output::Decided(*decision)],
                Step::Ask(intent) => return self.send(now, *intent),
                Step::On => {}
            }
        }
    }

    fn send(&mut self, now: Timestamp, intent: Intent) -> Vec<Output> {
        let app = self.client_id.clone().map(|client_id| App { client_id, ..App::default() });
        let cx = Context { app: app.as_ref(), ..Context::default() };
        let planned = match self.service {
            Some(service) => service.plan(&intent, &cx),
            None => Err(Error::new(ErrorKind::NotSent, "Nobody is there to ask.")),
        };
        match planned {
            Ok(request) => {
                self.last_id += 1;
                self.flight = Some((self.last_id, intent.clone()));
                vec![Output::Send { id: self.last_id, intent: Box::new(intent), request }]
            }
            // What cannot even be asked, such as an id that is none, leads nowhere.
            Err(error) if error.kind == ErrorKind::BadInput => {
                self.state.learn(&intent, None);
                self.go_on(now)
            }
            Err(error) => self.fail(now, error),
        }
    }

    fn learn(
        &mut self,
        now: Timestamp,
        intent: &Intent,
        result: Result<Outcome, Error>,
    ) -> Vec<Output> {
        let outcome = match result {
            Ok(outcome) => Some(outcome),
            // The catalogue was asked, and has none.
            Err(error) if error.kind == ErrorKind::NotFound => None,
            Err(error) => return self.fail(now, error),
        };
        self.state.attempts = 0;
        self.state.learn(intent, outcome);
        self.go_on(now)
    }

    fn fail(&mut self, now: Timestamp, error: Error) -> Vec<Output> {
        let again = error.kind.retry() != Retry::Never;
        let doublings = self.state.attempts.min(10);
        let wait = (FIRST_WAIT.millis() << doublings).min(LONGEST_WAIT.millis());
        let later = now + Span::from_millis(wait);
        let retry_at = again.then(|| error.retry_at.map_or(later, |at| at.max(later)));
        self.state.attempts = self.state.attempts.saturating_add(1);
        self.state.not_before = retry_at;
        vec![Output::Decided(Decision::Failed { error, retry_at })]
    }
}

/// The services that find titles for everybody, without anybody's account.
pub fn services() -> impl Iterator<Item = &'static dyn Service> {
    let all = providers::ALL.iter().copied();
    all.filter(|service| service.descriptor().auth == crate::auth::AuthScheme::AppKey)
}
