//! Many finished plays to a service that takes several at once: cut within its
//! limits; one bad play does not lose the rest, and none is stored twice.
//!
//! This is no service but a machine for all that take batches, so it has none of the files a
//! service's folder has; what it does is tested in `tests/it/chunks.rs` and `tests/it/batches.rs`.

mod doubt;

use std::collections::VecDeque;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use self::doubt::{Doubt, STORES_WITHIN};
use super::{Batch, Context, Finished, Intent, LostWrite, Outcome, Page, Service};
use crate::error::{Error, ErrorKind, Retry};
use crate::http::{HttpRequest, HttpResponse};
use crate::time::{Span, Timestamp};

/// Plays on their way to one service. [`Chunks::poll`] gives the next request,
/// [`Chunks::digest`] takes its answer.
///
/// # Design
/// A service that refuses a chunk does not say for sure which play it means, so the
/// chunk is halved until the bad one stands alone; one that answers for each play is
/// taken at its word. A chunk is always made from the same plays in the same order: sent
/// again, it has the same bytes, and a service that compares keeps each play once. Where
/// a service does not compare, a chunk whose answer was lost is looked for first, and
/// only what is missing is sent again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chunks {
    plays: Vec<Finished>,
    /// Parts of `plays` still to be sent, in their order.
    open: VecDeque<Range<usize>>,
    /// Set while nobody knows what of the first part was stored.
    doubt: Option<Doubt>,
    refused: Vec<Refused>,
    stored: usize,
    /// Failures since something was last stored.
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
            doubt: None,
            refused: Vec::new(),
            stored: 0,
            failures: 0,
            not_before: Timestamp::default(),
            asked_at: None,
            stopped: None,
        }
    }

    /// The next request, where one is due and none is under way. The same one again
    /// after an answer that was lost, or first the question what became of it.
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
        if let Some(asked_at) = self.asked_at.take()
            && self.wonder(service, asked_at + PATIENCE)
            && self.not_before > now
        {
            return None;
        }
        if let Some(doubt) = &mut self.doubt {
            doubt.user = cx.username.map(str::to_owned);
        }
        loop {
            let part = self.front()?;
            let planned = match &self.doubt {
                Some(_) => service.plan(&self.intent(&part), cx),
                None => self.plan(now, &part, batch, service, cx),
            };
            match planned {
                Ok(request) => {
                    self.asked_at = Some(now);
                    return Some(request);
                }
                Err(error) if error.kind == ErrorKind::BadInput && self.doubt.is_none() => {
                    self.split(error);
                }
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
            Ok(response) => service.digest(now, &intent, response),
            Err(error) => Err(error.clone()),
        };
        match result {
            Ok(Outcome::Each(each)) => self.sort_out(now, part, each),
            Ok(Outcome::Page(page)) => self.look_up(part, page),
            Ok(_) => {
                self.stored += part.len();
                self.open.pop_front();
                self.failures = 0;
            }
            Err(error) => self.fail(now, service, error),
        }
    }

    fn fail(&mut self, now: Timestamp, service: &dyn Service, error: Error) {
        match error.kind.retry() {
            Retry::AfterCheck if self.wonder(service, now) => {
                self.not_before = self.not_before.max(error.retry_at.unwrap_or_default());
            }
            Retry::Later | Retry::AfterCheck => self.wait(now, error.retry_at),
            Retry::Never if error.kind == ErrorKind::Rejected && self.doubt.is_none() => {
                self.split(error);
            }
            _ => self.stopped = Some(error),
        }
    }

    /// The request was over at `ended` and nobody knows what it did. Whether that has to
    /// be found out, which is not before all that is stored can be seen.
    fn wonder(&mut self, service: &dyn Service, ended: Timestamp) -> bool {
        let looks = service.descriptor().lost_write == LostWrite::ReadBack && self.doubt.is_none();
        if looks {
            self.doubt = Some(Doubt::default());
            self.wait(ended, None);
            self.not_before = self.not_before.max(ended + STORES_WITHIN);
        }
        looks
    }

    /// Until the service asks to come back, or longer each time.
    fn wait(&mut self, now: Timestamp, until: Option<Timestamp>) {
        let doubled = FIRST_WAIT.millis() << self.failures.min(10);
        let wait = Span::from_millis(doubled).min(LONGEST_WAIT);
        self.failures = self.failures.saturating_add(1);
        self.not_before = until.unwrap_or(now + wait);
    }

    /// The service answered for each play of the part: what it does not take today is
    /// sent another day.
    fn sort_out(&mut self, now: Timestamp, part: Range<usize>, each: Vec<Result<Outcome, Error>>) {
        let count = part.len();
        let mut left = Vec::new();
        let mut until = None;
        for (index, outcome) in part.zip(each) {
            match outcome {
                Ok(_) => self.stored += 1,
                Err(reason) if reason.kind.retry() == Retry::Never => {
                    self.refused.push(Refused { index, reason });
                }
                Err(reason) => {
                    until = until.max(reason.retry_at);
                    left.push(index);
                }
            }
        }
        if left.len() < count {
            self.failures = 0;
        }
        if !left.is_empty() {
            self.wait(now, until);
        }
        self.leave(&left);
    }

    /// A page of what the service has: plays of the part that are there were stored.
    fn look_up(&mut self, part: Range<usize>, page: Page) {
        let Some(mut doubt) = self.doubt.take() else { return };
        if !doubt.look_up(&self.plays, part.clone(), page) {
            self.doubt = Some(doubt);
            return;
        }
        let missing: Vec<_> = part.clone().filter(|place| !doubt.has_found(*place)).collect();
        if missing.len() < part.len() {
            self.stored += part.len() - missing.len();
            self.failures = 0;
        }
        self.leave(&missing);
    }

    /// Of the first part only these, in their order, are still to be sent.
    fn leave(&mut self, places: &[usize]) {
        self.open.pop_front();
        for place in places.iter().rev() {
            match self.open.front_mut() {
                Some(next) if next.start == place + 1 => next.start = *place,
                _ => self.open.push_front(*place..place + 1),
            }
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

    /// To store a part or, in doubt, to see what of it is there.
    fn intent(&self, part: &Range<usize>) -> Intent {
        let plays = self.plays.get(part.clone()).unwrap_or_default();
        match &self.doubt {
            Some(doubt) => doubt.ask(plays),
            None => Intent::AddPlays(plays.to_vec()),
        }
    }

    /// The request for a part, cut to what the service takes first.
    ///
    /// # Errors
    /// `BadInput` where there is something in it that cannot be sent like this.
    fn plan(
        &mut self,
        now: Timestamp,
        part: &Range<usize>,
        batch: Batch,
        service: &dyn Service,
        cx: &Context<'_>,
    ) -> Result<HttpRequest, Error> {
        let name = service.descriptor().name;
        let most = if cx.base.is_some() { batch.most_elsewhere } else { batch.most };
        let mut end = part.end.min(part.start + most);
        let too_old =
            |play: &Finished| batch.oldest.is_some_and(|oldest| play.watched_at < now - oldest);
        let plays = self.plays.get(part.start..end).unwrap_or_default();
        if let Some(place) = plays.iter().position(too_old) {
            end = part.start + place.max(1);
            if place == 0 {
                self.cut(end);
                let message = format!("{name} takes no play that is so old.");
                return Err(Error::new(ErrorKind::BadInput, message));
            }
        }
        self.cut(end);
        let request = service.plan(&self.intent(&(part.start..end)), cx)?;
        if request.body.len() > (end - part.start).saturating_mul(batch.bytes_each) {
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
