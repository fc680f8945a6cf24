//! Many finished plays to a service that takes several at once: cut within its
//! limits, and one bad play does not lose the rest.

use std::collections::VecDeque;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Batch, Context, Finished, Intent, Service};
use crate::error::{Error, ErrorKind, Retry};
use crate::http::{HttpRequest, HttpResponse};
use crate::time::{Span, Timestamp};

/// Plays on their way to one service. [`Chunks::poll`] gives the next request,
/// [`Chunks::digest`] takes its answer.
///
/// # Design
/// A service that refuses a chunk does not say for sure which play it means, so the
/// chunk is halved until the bad one stands alone. A chunk is always made from the
/// same plays in the same order: sent again, it has the same bytes, and a service
/// that compares keeps each play once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chunks {
    plays: Vec<Finished>,
    /// Parts of `plays` still to be sent, in their order.
    open: VecDeque<Range<usize>>,
    refused: Vec<Refused>,
    stored: usize,
    /// Failures in a row.
    failures: u32,
    not_before: Timestamp,
    asked_at: Option<Timestamp>,
    stopped: Option<Error>,
}

/// A play the service does not take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// Its place among those given to [`Chunks::new`].
    pub index: usize,
    /// Why.
    pub reason: Error,
}

/// Longer than any request lives.
const PATIENCE: Span = Span::from_secs(35);
/// The wait after a first failure; it doubles.
const FIRST_WAIT: Span = Span::from_secs(5);
const LONGEST_WAIT: Span = Span::from_mins(10);

impl Chunks {
    /// For these plays.
    pub fn new(plays: Vec<Finished>) -> Self {
        let open = std::iter::once(0..plays.len()).collect();
        Self {
            plays,
            open,
            refused: Vec::new(),
            stored: 0,
            failures: 0,
            not_before: Timestamp::default(),
            asked_at: None,
            stopped: None,
        }
    }

    /// The next request, where one is due and none is under way. The same one again
    /// after an answer that was lost.
    pub fn poll(
        &mut self,
        now: Timestamp,
        service: &dyn Service,
        cx: &Context<'_>,
    ) -> Option<HttpRequest> {
        let batch = service.descriptor().batch?;
        if self.wake_at()? > now {
            return None;
        }
        self.asked_at = None;
        loop {
            let part = self.front()?;
            match self.plan(&part, batch, service, cx) {
                Ok(request) => {
                    self.asked_at = Some(now);
                    return Some(request);
                }
                Err(error) if error.kind == ErrorKind::BadInput => self.split(error),
                Err(error) => {
                    self.stopped = Some(error);
                    return None;
                }
            }
        }
    }

    /// What an answer means for the chunk that was sent, or why there is none.
    pub fn digest(
        &mut self,
        now: Timestamp,
        service: &dyn Service,
        answer: Result<&HttpResponse, &Error>,
    ) {
        let Some(part) = self.front().filter(|_| self.asked_at.take().is_some()) else { return };
        let intent = self.intent(&part);
        let result = match answer {
            Ok(response) => service.digest(now, &intent, response).map(drop),
            Err(error) => Err(error.clone()),
        };
        let Err(error) = result else {
            self.stored += part.len();
            self.open.pop_front();
            self.failures = 0;
            return;
        };
        match error.kind.retry() {
            Retry::Later | Retry::AfterCheck => {
                let doubled = FIRST_WAIT.millis() << self.failures.min(10);
                let wait = Span::from_millis(doubled).min(LONGEST_WAIT);
                self.failures = self.failures.saturating_add(1);
                self.not_before = error.retry_at.unwrap_or(now + wait);
            }
            Retry::Never if error.kind == ErrorKind::Rejected => self.split(error),
            _ => self.stopped = Some(error),
        }
    }

    /// When to call [`Chunks::poll`]; `None` once all is sent, or it is stopped.
    pub fn wake_at(&self) -> Option<Timestamp> {
        if self.stopped.is_some() {
            return None;
        }
        self.front()?;
        Some(self.asked_at.map_or(self.not_before, |asked| asked + PATIENCE))
    }

    /// Why nothing is sent any more though plays are left: only the person or the
    /// app's owner can help.
    pub fn stopped(&self) -> Option<&Error> {
        self.stopped.as_ref()
    }

    /// Goes on after [`Chunks::stopped`].
    pub fn go_on(&mut self) {
        self.stopped = None;
    }

    /// How many plays the service has taken.
    pub fn stored(&self) -> usize {
        self.stored
    }

    /// The plays it did not take.
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }

    /// Everything as one text.
    pub fn snapshot(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Takes over what [`Chunks::snapshot`] wrote; `None` for any other text.
    pub fn restore(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    fn front(&self) -> Option<Range<usize>> {
        self.open.front().filter(|part| !part.is_empty()).cloned()
    }

    fn intent(&self, part: &Range<usize>) -> Intent {
        Intent::AddPlays(self.plays.get(part.clone()).unwrap_or_default().to_vec())
    }

    /// The request for a part, cut to the service's number of plays first.
    ///
    /// # Errors
    /// `BadInput` where there is something in it that cannot be sent like this.
    fn plan(
        &mut self,
        part: &Range<usize>,
        batch: Batch,
        service: &dyn Service,
        cx: &Context<'_>,
    ) -> Result<HttpRequest, Error> {
        let most = if cx.base.is_some() { batch.most_elsewhere } else { batch.most };
        let end = part.end.min(part.start + most);
        self.cut(end);
        let request = service.plan(&self.intent(&(part.start..end)), cx)?;
        if request.body.len() > (end - part.start) * batch.bytes_each {
            let name = service.descriptor().name;
            let message = format!("{name} does not take a play with so much about it.");
            return Err(Error::new(ErrorKind::BadInput, message));
        }
        Ok(request)
    }

    /// Halves the first part, or gives up the one play in it.
    fn split(&mut self, reason: Error) {
        let Some(part) = self.front() else { return };
        if part.len() > 1 {
            return self.cut(part.start + part.len() / 2);
        }
        self.open.pop_front();
        self.refused.push(Refused { index: part.start, reason });
        self.failures = 0;
    }

    /// Ends the first part here; what follows is the next one.
    fn cut(&mut self, end: usize) {
        let Some(part) = self.open.front_mut().filter(|part| part.end > end) else { return };
        let rest = end..part.end;
        part.end = end;
        self.open.insert(1, rest);
    }
}
