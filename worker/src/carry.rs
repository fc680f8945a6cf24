//! Pages that carry: where the person asked for it, a page that listens sends an account's
//! requests from its own browser, and the hub only those that no page could.
//!
//! # Design
//! A page may be asleep with its machine and wake much later. So it is first told of an
//! errand alone, and handed the request only when it says at once that it is there; from
//! then on the request is one that may have been carried out.

use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use futures_channel::mpsc::{self, UnboundedSender};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use playtally::auth::oauth2;
use playtally::error::{Error, ErrorKind};
use playtally::http::{HttpRequest, HttpResponse};
use playtally::map::Map;
use playtally::outbox::Input;
use playtally::providers::{self, Browser, Intent, Service};
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use worker::{Delay, WebSocket};

use crate::account::Hub;
use crate::drive;
use crate::live::Page;
use crate::seal::hex;

/// Bytes a page may say at once.
const MOST_BYTES: usize = 1 << 20;

/// Close code that says: too much at once.
const TOO_BIG: u16 = 1009;

/// A page that is awake takes an errand within this time.
const TAKES: Duration = Duration::from_secs(3);

/// And brings the answer within this; itself it gives up earlier.
const BRINGS: Duration = Duration::from_secs(17);

/// So many pages are tried for one request.
const MOST_TRIED: usize = 3;

/// A page that failed is left alone so long: the hub itself looks for a lost write before.
const REST: Span = Span::from_mins(2);

/// A page that carries.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Carrier {
    id: String,
    /// Until when it is left alone.
    #[serde(default)]
    rests_until: Option<Timestamp>,
}

/// What is under way, by the page that carries it: one thing at a time.
pub(crate) type Errands = Map<String, Errand>;

/// A request that a page was asked to carry; whoever waits for it hears what is said of it.
pub(crate) struct Errand {
    id: String,
    said: UnboundedSender<Said>,
}

/// What a page says of an errand.
enum Said {
    /// It is there.
    Takes,
    /// It brings this answer, or could get none.
    Brings(Option<HttpResponse>),
}

/// An answer as a page writes it.
#[derive(Deserialize)]
struct Answer {
    status: u16,
    #[serde(default)]
    headers: Map<String, String>,
    #[serde(default)]
    body: String,
}

/// What became of a request that was to be carried.
enum Carried {
    Answered(HttpResponse),
    /// No page took it.
    Not,
    /// The service did not hear the page out.
    Refused,
    /// It may or may not have reached the service.
    Lost,
}

/// An answer of a service, and by whom it came.
pub(crate) struct Heard {
    pub(crate) response: HttpResponse,
    /// By a page: its word counts for this account alone.
    pub(crate) by_page: bool,
}

impl Hub {
    /// Whether a page could carry for this account now. What it carries takes no share of
    /// what all have.
    pub(crate) fn has_page(&self, profile: &str, service: &dyn Service) -> bool {
        self.is_carried(profile, service) && self.free_page(profile, drive::now()).is_some()
    }

    /// Whether the person wants pages to carry for this account.
    fn is_carried(&self, profile: &str, service: &dyn Service) -> bool {
        let descriptor = service.descriptor();
        let wanted = || {
            let known = self.connection(profile, descriptor.id).ok().flatten();
            known.is_some_and(|connection| connection.from_browser)
        };
        descriptor.browser == Browser::Preferred && wanted()
    }

    /// What waited because the hub was turned away goes at once, where a page can carry it.
    pub(crate) fn way_opened(self: &Rc<Self>, profile: &str) {
        for service in providers::ALL.iter().filter(|service| self.has_page(profile, **service)) {
            let destination = format!("{profile}/{}", service.descriptor().id);
            self.feed(profile, Input::OtherWay { destination });
        }
    }

    /// Sends an account's signed request, from a page where one carries it, else from here;
    /// then it takes its share of what all have, unless that was `reserved` before.
    ///
    /// # Errors
    /// `NoAnswer`: it may or may not have reached the service; one that only reads is sent
    /// from here before that is said. `NotSent`: everything else.
    pub(crate) async fn send(
        &self,
        profile: &str,
        service: &'static dyn Service,
        request: &HttpRequest,
        may_write: bool,
        reserved: bool,
    ) -> Result<Heard, Error> {
        if self.is_carried(profile, service) {
            match self.carry(profile, service, request, may_write).await {
                Carried::Answered(response) => return Ok(Heard { response, by_page: true }),
                Carried::Lost if may_write => {
                    let detail = "The page that carried it brought no answer.";
                    return Err(Error::new(ErrorKind::NoAnswer, detail));
                }
                Carried::Lost | Carried::Refused | Carried::Not => {}
            }
            let full = if reserved { None } else { self.reserve(service.descriptor().id).await };
            if let Some(until) = full {
                let detail = "The service has to be left alone for a moment.";
                let error = Error::new(ErrorKind::NotSent, detail);
                return Err(Error { retry_at: Some(until), ..error });
            }
        }
        // One that was planned for another server than the token is for goes nowhere.
        let base = self.base(profile, service)?;
        let response = drive::perform_at(base.as_deref(), request).await?;
        Ok(Heard { response, by_page: false })
    }

    /// One page after another, while nothing was handed over that may be carried out twice.
    async fn carry(
        &self,
        profile: &str,
        service: &'static dyn Service,
        request: &HttpRequest,
        may_write: bool,
    ) -> Carried {
        let mut carried = Carried::Not;
        if !service.descriptor().has_address(&request.url) {
            return carried;
        }
        for _ in 0..MOST_TRIED {
            let Some((socket, page)) = self.free_page(profile, drive::now()) else { break };
            carried = self.carry_by(socket, page, service, request).await;
            match carried {
                Carried::Not => {}
                Carried::Lost if !may_write => {}
                _ => break,
            }
        }
        carried
    }

    async fn carry_by(
        &self,
        socket: WebSocket,
        page: String,
        service: &'static dyn Service,
        request: &HttpRequest,
    ) -> Carried {
        let id = hex(&drive::random::<16>());
        let (said, mut heard) = mpsc::unbounded();
        self.errands.borrow_mut().insert(page.clone(), Errand { id: id.clone(), said });
        let tell = |message: Value| socket.send_with_str(message.to_string()).is_ok();
        let mut handed = false;
        if tell(json!({ "type": "errand", "id": id }))
            && let Some(Some(Said::Takes)) = within(TAKES, heard.next()).await
        {
            handed = tell(json!({ "type": "carry", "id": id, "request": self.for_page(request) }));
        }
        let brought = if handed { within(BRINGS, heard.next()).await } else { None };
        self.errands.borrow_mut().remove(&page);
        let now = drive::now();
        let (rests_until, carried) = match brought {
            Some(Some(Said::Brings(Some(response)))) => judged(now, service, response),
            _ => (Some(now + REST), if handed { Carried::Lost } else { Carried::Not }),
        };
        if let Some(until) = rests_until {
            rest(&socket, until);
        }
        carried
    }

    /// A page that carries and has nothing to do.
    fn free_page(&self, profile: &str, now: Timestamp) -> Option<(WebSocket, String)> {
        let errands = self.errands.borrow();
        self.state.get_websockets_with_tag(profile).into_iter().find_map(|socket| {
            let Carrier { id, rests_until } = page_of(&socket)?.carrier?;
            let busy = errands.get(&id).is_some_and(|errand| !errand.said.is_closed());
            let rests = rests_until.is_some_and(|until| now < until);
            (!busy && !rests).then_some((socket, id))
        })
    }

    /// A request as a page sends it, without what browsers say by themselves.
    fn for_page(&self, request: &HttpRequest) -> Value {
        let own = |name: &str| !matches!(name, "referer" | "user-agent");
        let headers: Map<_, _> = request
            .headers
            .iter()
            .filter(|(name, _)| own(name))
            .map(|(name, value)| (name, value))
            .collect();
        json!({
            "method": request.method,
            "url": oauth2::page_at(&request.url, self.config.authorize_base.as_deref()),
            "headers": headers,
            "body": request.body,
        })
    }

    /// A page said something: that it carries, or something of its errand. All else means
    /// nothing.
    pub(crate) fn page_said(self: &Rc<Self>, socket: &WebSocket, text: &str) -> worker::Result<()> {
        if text.len() > MOST_BYTES {
            self.drop_errand(socket);
            return socket.close(Some(TOO_BIG), Some("Say at most 1 MB at once."));
        }
        let said: Value = typed::from_str(text).unwrap_or_default();
        let mut page = page_of(socket).unwrap_or_default();
        match (said["type"].as_str(), &page.carrier) {
            (Some("carries"), None) => {
                let id = hex(&drive::random::<16>());
                page.carrier = Some(Carrier { id, rests_until: None });
                socket.serialize_attachment(page)?;
                self.state.get_tags(socket).iter().for_each(|profile| self.way_opened(profile));
                Ok(())
            }
            (Some("takes"), Some(carrier)) => {
                self.pass_to_waiting(carrier, &said["id"], Said::Takes);
                Ok(())
            }
            (Some("carried"), Some(carrier)) => {
                let id = said["id"].clone();
                self.pass_to_waiting(carrier, &id, Said::Brings(answer_in(said)));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Tells whoever waits for this page's errand, if that is what is spoken of.
    fn pass_to_waiting(&self, carrier: &Carrier, id: &Value, said: Said) {
        if let Some(errand) = self.errands.borrow().get(&carrier.id).filter(|it| *id == *it.id) {
            // Who waited may have waited long enough.
            drop(errand.said.unbounded_send(said));
        }
    }

    /// Nothing more comes from this page.
    pub(crate) fn drop_errand(&self, socket: &WebSocket) {
        if let Some(carrier) = page_of(socket).and_then(|page| page.carrier) {
            self.errands.borrow_mut().remove(&carrier.id);
        }
    }
}

/// What an answer that a page brought means, and until when the page is left alone. Its
/// headers say how the page is counted, and nothing about the hub: they end here.
fn judged(
    now: Timestamp,
    service: &dyn Service,
    response: HttpResponse,
) -> (Option<Timestamp>, Carried) {
    let until = || {
        let refused = service.digest(now, &Intent::Profile, &response).err();
        Some(refused.and_then(|error| error.retry_at).unwrap_or(now + REST))
    };
    match response.status {
        403 | 429 => (until(), Carried::Refused),
        500.. => (until(), Carried::Lost),
        _ if response.json().is_none() => (until(), Carried::Lost),
        _ => {
            let used_up = service.used_up(now, &response);
            (used_up, Carried::Answered(HttpResponse { headers: Vec::new(), ..response }))
        }
    }
}

fn answer_in(said: Value) -> Option<HttpResponse> {
    let Answer { status, headers, body } = typed::from_value(said).ok()?;
    (200..600).contains(&status).then(|| HttpResponse {
        status,
        headers: headers.into_iter().collect(),
        body,
    })
}

fn page_of(socket: &WebSocket) -> Option<Page> {
    socket.deserialize_attachment().ok().flatten()
}

/// Leaves a page alone until then.
fn rest(socket: &WebSocket, until: Timestamp) {
    if let Some(mut page) = page_of(socket)
        && let Some(carrier) = &mut page.carrier
    {
        carrier.rests_until = Some(until);
        // One that is gone rests anyway.
        drop(socket.serialize_attachment(page));
    }
}

/// What comes of it within a time.
async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), pin!(Delay::from(limit))).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(_) => None,
    }
}
