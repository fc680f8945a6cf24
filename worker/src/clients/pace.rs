//! How much a token may do, and how its client is told.

use playtally::map::Map;
use playtally::time::{Span, Timestamp};
use worker::{Headers, Response};

use crate::reply;

/// Calls a token has in a [`WINDOW`]; as many as `ListenBrainz` gives an address.
const CALLS: u32 = 30;

const WINDOW: Span = Span::from_secs(10);

/// When the running window of each token began, and the calls in it.
pub(crate) type Paces = Map<String, (Timestamp, u32)>;

/// How a token stands after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    pub(super) over: bool,
    remaining: u32,
    ends: Timestamp,
}

impl Pace {
    /// Counts a call of a token.
    pub(super) fn count(paces: &mut Paces, token: &str, now: Timestamp) -> Self {
        paces.retain(|_, (since, _)| now - *since < WINDOW && *since <= now);
        let (since, calls) = paces.get_or_insert_with(token.to_owned(), || (now, 0));
        let over = *calls >= CALLS;
        *calls += u32::from(!over);
        Self { over, remaining: CALLS - *calls, ends: *since + WINDOW }
    }

    /// The same where the person sent more than the hub takes in a minute.
    pub(super) fn until(now: Timestamp, seconds: u32) -> Self {
        Self { over: true, remaining: 0, ends: now + Span::from_secs(seconds.into()) }
    }

    /// The answer with what a client reads to wait.
    pub(super) fn told(self, response: Response, now: Timestamp) -> worker::Result<Response> {
        let left = ((self.ends - now).millis().max(0) + 999) / 1000;
        reply::with_headers(response, |headers: &Headers| {
            headers.set("x-ratelimit-limit", &CALLS.to_string())?;
            headers.set("x-ratelimit-remaining", &self.remaining.to_string())?;
            headers.set("x-ratelimit-reset-in", &left.to_string())?;
            headers.set("x-ratelimit-reset", &(now.secs() + left).to_string())?;
            if self.over {
                headers.set("retry-after", &left.to_string())?;
            }
            Ok(())
        })
    }
}

/// An answer made anew, with what the one before said of the pace.
pub(super) fn passed_on(response: Response, told: &Headers) -> worker::Result<Response> {
    reply::with_headers(response, |headers| {
        for (name, value) in told {
            if name.starts_with("x-ratelimit-") || name == "retry-after" {
                headers.set(&name, &value)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_has_so_many_calls_in_ten_seconds() {
        let mut paces = Paces::new();
        let start = Timestamp::from_secs(1_790_000_000);
        let first = Pace::count(&mut paces, "one", start);
        assert_eq!(first, Pace { over: false, remaining: 29, ends: start + WINDOW });
        for _ in 1..CALLS {
            assert!(!Pace::count(&mut paces, "one", start).over);
        }
        let last = start + Span::from_secs(9);
        assert_eq!(
            Pace::count(&mut paces, "one", last),
            Pace { over: true, remaining: 0, ends: start + WINDOW }
        );
        assert!(!Pace::count(&mut paces, "other", last).over);
        assert!(!Pace::count(&mut paces, "one", start + WINDOW).over);
    }
}
