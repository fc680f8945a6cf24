//! A network that loses, delays and breaks what passes through it.

use playtally::auth::{App, Token};
use playtally::error::{Error, ErrorKind};
use playtally::http::{HttpRequest, HttpResponse};
use playtally::outbox::Input;
use playtally::providers::Context;
use playtally::time::Span;
use serde_json::Value;

use super::lastfm::SECRET;
use super::{Event, START, World, answer, html};

/// What the network does with a request.
pub(super) struct Fate {
    /// How long after its arrival the service carries it out; `None`: it answers first, or not at all.
    late: Option<Span>,
    answer: Reply,
}

enum Reply {
    Own(Span),
    /// Another answer takes its place.
    Instead(Span, HttpResponse),
    /// It was told already that none comes.
    None,
    /// The token runs out at that moment.
    Expired(Span),
}

impl World {
    pub(super) fn send(&mut self, id: u64, destination: String, mut request: HttpRequest) {
        let Some(token) = self.tokens.get(&destination).copied().flatten() else {
            let error = Error::new(ErrorKind::SignInAgain, "Sign in again.");
            return self.tell_later(Span::ZERO, Input::Failed { id, error });
        };
        let token = Token {
            access: format!("test-access-{token}"),
            refresh: None,
            issued_at: START,
            expires_at: None,
            scope: String::new(),
        };
        let name = destination.trim_start_matches("main/");
        if let Some(service) = self.services.iter().find(|s| s.descriptor().id == name) {
            let app = App {
                client_id: "app".into(),
                client_secret: Some(SECRET.into()),
                ..App::default()
            };
            let cx = Context { app: Some(&app), token: Some(&token), ..Context::default() };
            service.sign(&mut request, &cx);
        }
        let there = Span::from_millis(20) + self.chances.span(Span::from_secs(3));
        let back = Span::from_millis(20) + self.chances.span(Span::from_secs(3));
        let limit = Span::from_secs(30);
        let lost = |kind| Error::new(kind, "No answer.");
        let (arrives, late, answer) = match self.chances.next() % 20 {
            9 => {
                let after = self.chances.span(limit);
                self.tell_later(after, Input::Failed { id, error: lost(ErrorKind::NoAnswer) });
                return;
            }
            // Stored, at once or up to 30 s after the request was over, and no answer.
            kind @ (10 | 11) => {
                let over = self.chances.span(limit);
                let arrives = Span::from_millis(over.millis() * self.chances.next() / 256);
                let rest = Span::from_millis(over.millis() - arrives.millis() + limit.millis());
                let late = if kind == 11 { Some(self.chances.span(rest)) } else { None };
                self.tell_later(over, Input::Failed { id, error: lost(ErrorKind::NoAnswer) });
                (arrives, late, Reply::None)
            }
            12 => {
                let status = [500, 502, 503, 504][self.chances.next() as usize % 4];
                let wait = self.chances.next().to_string();
                let response = with_header(answer(status, Value::Null), "Retry-After", wait);
                return self.tell_later(there + back, Input::Answer { id, response });
            }
            // Carried out, but the answer tells nothing of it.
            kind @ (13 | 14 | 19) => {
                let late = self.chances.span(limit);
                let response = match kind {
                    13 => html(502),
                    14 => html(200),
                    _ => HttpResponse { status: 200, ..HttpResponse::default() },
                };
                (there, Some(late), Reply::Instead(back, response))
            }
            15 => {
                let wait = (1 + self.chances.next()).to_string();
                let response = with_header(answer(429, serde_json::json!({})), "Retry-After", wait);
                return self.tell_later(there + back, Input::Answer { id, response });
            }
            16 => {
                return self.tell_later(there + back, Input::Answer { id, response: html(429) });
            }
            17 => (there, None, Reply::Expired(back)),
            18 => {
                let error = lost(ErrorKind::NotSent);
                return self.tell_later(there, Input::Failed { id, error });
            }
            _ => (there, None, Reply::Own(back)),
        };
        let fate = Fate { late, answer };
        self.later(self.now + arrives, Event::Arrive { id, destination, request, fate });
    }

    pub(super) fn arrive(
        &mut self,
        id: u64,
        destination: String,
        request: HttpRequest,
        fate: Fate,
    ) {
        if matches!(fate.answer, Reply::Expired(_)) {
            *self.valid_token(&destination) += 1;
        }
        let carried_out = self.now + fate.late.unwrap_or(Span::ZERO);
        let refusal = match destination.as_str() {
            "main/trakt" => self.trakt.admit(self.now, &request),
            "main/simkl" => self.simkl.admit(self.now, carried_out, &request),
            "main/anilist" => self.anilist.admit(&request),
            "main/lastfm" => self.lastfm.admit(&request),
            _ => self.listenbrainz.admit(self.now, &request),
        };
        let own = match (refusal, fate.late) {
            (Some(refusal), _) => Some(refusal),
            (None, None) => Some(self.carry_out(&destination, &request)),
            (None, Some(_)) => {
                self.later(carried_out, Event::CarryOut { destination, request });
                None
            }
        };
        let (back, response) = match (fate.answer, own) {
            (Reply::Own(back) | Reply::Expired(back), Some(own)) => (back, own),
            (Reply::Instead(back, response), _) => (back, response),
            _ => return,
        };
        self.tell_later(back, Input::Answer { id, response });
    }

    pub(super) fn carry_out(&mut self, destination: &str, request: &HttpRequest) -> HttpResponse {
        match destination {
            "main/trakt" => self.trakt.take(self.now, request),
            "main/simkl" => self.simkl.take(self.now, request),
            "main/anilist" => self.anilist.take(self.now, request),
            "main/lastfm" => self.lastfm.take(request),
            _ => self.listenbrainz.take(self.now, request),
        }
    }
}

fn with_header(mut response: HttpResponse, name: &str, value: String) -> HttpResponse {
    response.headers.push((name.into(), value));
    response
}
