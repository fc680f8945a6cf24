//! Carries out what the core's outbox wants: rows, requests, moments to wake.

use std::rc::Rc;

use futures_channel::oneshot;
use playtally::error::{Error, ErrorKind};
use playtally::http::HttpRequest;
use playtally::map::Map;
use playtally::map::Set;
use playtally::outbox::{Entry, Input, Outbox, Output};
use playtally::providers::{self, Context, Intent, Outcome, Service};
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde::Deserialize;

use crate::account::Hub;
use crate::carry::Heard;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::quota::{Ask, Granted};
use crate::store::{Text, to_body};

/// The outboxes of the person's profiles.
pub(crate) type Outboxes = Map<String, Kept>;

/// An outbox in memory.
pub(crate) struct Kept {
    outbox: Outbox,
    /// Whether it knows the accounts already; telling it may make things due.
    told: bool,
    /// Who waits for the answer to a call, by its ticket. An outbox that is forgotten
    /// lets go of them.
    waiting: Map<u64, oneshot::Sender<Result<Outcome, Error>>>,
    last_ticket: u64,
    /// Requests granted without a share of what all have, as a page was there to carry them.
    unreserved: Set<u64>,
}

#[derive(Deserialize)]
struct QuotaRow {
    destination: String,
    state: String,
}

impl Hub {
    /// Looks at the outbox of a profile.
    pub(crate) fn with_outbox<T>(
        &self,
        profile: &str,
        look: impl FnOnce(&Outbox) -> T,
    ) -> Answer<T> {
        self.with_kept(profile, |kept| look(&kept.outbox))
    }

    /// The outbox of a profile as its rows say; made of them once a life of the object.
    fn with_kept<T>(&self, profile: &str, work: impl FnOnce(&mut Kept) -> T) -> Answer<T> {
        self.fetch_outbox(profile)?;
        match self.outboxes.borrow_mut().get_mut(profile) {
            Some(kept) => Ok(work(kept)),
            None => Err(Problem::not_found()),
        }
    }

    fn fetch_outbox(&self, profile: &str) -> Answer<()> {
        if !self.outboxes.borrow().contains_key(profile) {
            // What comes back for one that is gone makes nothing of it again.
            self.check_profile(profile)?;
            let kept = self.load_outbox(profile)?;
            self.outboxes.borrow_mut().insert(profile.to_owned(), kept);
        }
        Ok(())
    }

    /// Days are told by a clock so far ahead of UTC.
    pub(crate) fn set_ahead(&self, profile: &str, ahead: Span) -> Answer<()> {
        self.with_kept(profile, |kept| kept.outbox.set_ahead(ahead))
    }

    fn load_outbox(&self, profile: &str) -> Answer<Kept> {
        let rows: Vec<Text> = self
            .sql
            .rows("SELECT body AS text FROM entries WHERE profile = ?", &[profile.into()])?;
        let entries: Vec<Entry> =
            rows.iter().filter_map(|row| typed::from_str(&row.text).ok()).collect();
        let query = "SELECT destination, state FROM quotas WHERE profile = ?";
        let quotas: Vec<QuotaRow> = self.sql.rows(query, &[profile.into()])?;
        let quotas = quotas.into_iter().map(|row| (row.destination, row.state)).collect();
        let mut outbox = Outbox::new().restore(entries, quotas);
        outbox.set_ahead(self.ahead(profile)?);
        Ok(Kept {
            outbox,
            told: false,
            waiting: Map::new(),
            last_ticket: 0,
            unreserved: Set::new(),
        })
    }

    /// Feeds one input and does what comes of it. A failure here is a failure of our
    /// storage: the outbox is forgotten and made anew from its rows, so that memory
    /// never knows more than the disk.
    pub(crate) fn feed(self: &Rc<Self>, profile: &str, input: Input) {
        self.feed_and_do(profile, input, |_| true);
    }

    /// The same, as far as what comes of it is `wanted`.
    fn feed_and_do(
        self: &Rc<Self>,
        profile: &str,
        input: Input,
        wanted: impl FnMut(&Output) -> bool,
    ) {
        let done = self.take(profile, input).and_then(|mut outputs| {
            outputs.retain(wanted);
            self.sql.transaction(|| self.save(profile, &outputs))?;
            self.act(profile, outputs);
            Ok(())
        });
        if done.is_err() {
            self.outboxes.borrow_mut().remove(profile);
        }
        self.arm();
    }

    /// Keeps all that `work` writes, and the rows of its outputs, or nothing of it.
    pub(crate) fn together<T>(
        &self,
        profile: &str,
        work: impl FnOnce() -> Answer<(T, Vec<Output>)>,
    ) -> Answer<(T, Vec<Output>)> {
        let done = self.all_or_nothing(|| {
            let (value, outputs) = work()?;
            self.save(profile, &outputs)?;
            Ok((value, outputs))
        });
        done.inspect_err(|_| {
            // Memory must not know what the disk does not.
            self.outboxes.borrow_mut().remove(profile);
        })
    }

    /// What the outbox makes of an input; nothing is saved or sent yet.
    pub(crate) fn take(&self, profile: &str, input: Input) -> Answer<Vec<Output>> {
        let told = self.with_kept(profile, |kept| kept.told)?;
        let accounts = if told { None } else { Some(self.destinations(profile)?) };
        self.with_kept(profile, |kept| {
            let mut outputs = Vec::new();
            if let Some(accounts) = accounts {
                kept.told = true;
                outputs = kept.outbox.handle(drive::now(), Input::Destinations(accounts));
            }
            outputs.extend(kept.outbox.handle(drive::now(), input));
            outputs
        })
    }

    /// One call at an account, in its turn among all that is sent there.
    pub(crate) async fn call(
        self: &Rc<Self>,
        profile: &str,
        service: &dyn Service,
        intent: Intent,
    ) -> Result<Outcome, Error> {
        self.ask_account(profile, service, |ticket, destination| Input::Call {
            ticket,
            destination,
            intent,
        })
        .await
    }

    /// One call of very many, behind all else that is sent there.
    pub(crate) async fn call_patiently(
        self: &Rc<Self>,
        profile: &str,
        service: &dyn Service,
        intent: Intent,
    ) -> Result<Outcome, Error> {
        self.ask_account(profile, service, |ticket, destination| Input::PatientCall {
            ticket,
            destination,
            intent,
        })
        .await
    }

    async fn ask_account(
        self: &Rc<Self>,
        profile: &str,
        service: &dyn Service,
        call: impl FnOnce(u64, String) -> Input,
    ) -> Result<Outcome, Error> {
        let lost = || Error::new(ErrorKind::NoAnswer, "The hub lost the answer.");
        let (sender, answer) = oneshot::channel();
        let ticket = self.with_kept(profile, |kept| {
            kept.last_ticket += 1;
            kept.waiting.insert(kept.last_ticket, sender);
            kept.last_ticket
        });
        let destination = format!("{profile}/{}", service.descriptor().id);
        self.feed(profile, call(ticket.map_err(|_| lost())?, destination));
        answer.await.unwrap_or_else(|_| Err(lost()))
    }

    /// Keeps the rows of these outputs; to be called in a transaction, before [`Hub::act`].
    pub(crate) fn save(&self, profile: &str, outputs: &[Output]) -> Answer<()> {
        for output in outputs {
            match output {
                Output::Save(entry) => self.sql.run(
                    "INSERT OR REPLACE INTO entries (profile, id, body) VALUES (?, ?, ?)",
                    &[profile.into(), (&entry.id).into(), (&to_body(entry)).into()],
                )?,
                Output::Forget { id } => self.sql.run(
                    "DELETE FROM entries WHERE profile = ? AND id = ?",
                    &[profile.into(), id.into()],
                )?,
                Output::SaveQuota { destination, state } => self.sql.run(
                    "INSERT OR REPLACE INTO quotas (profile, destination, state) VALUES (?, ?, ?)",
                    &[profile.into(), destination.into(), state.into()],
                )?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Sends what is to be sent, each on its own: none waits for another.
    pub(crate) fn act(self: &Rc<Self>, profile: &str, outputs: Vec<Output>) {
        for output in outputs {
            let (hub, profile) = (Rc::clone(self), profile.to_owned());
            match output {
                Output::Save(_) | Output::Forget { .. } | Output::SaveQuota { .. } => {}
                Output::Send { id, destination, request } => self.spawn(async move {
                    let known = hub.with_kept(&profile, |kept| {
                        (kept.outbox.may_write(id), !kept.unreserved.remove(&id))
                    });
                    let (may_write, reserved) = known.unwrap_or((true, false));
                    let sent = hub
                        .sign_and_send(&profile, &destination, request, may_write, reserved)
                        .await;
                    let (input, by_page) = match sent {
                        Ok(Heard { response, by_page }) => {
                            (Input::Answer { id, response }, by_page)
                        }
                        Err(error) => (Input::Failed { id, error }, false),
                    };
                    // Nobody else waits on the word of a page.
                    let ours = |output: &Output| !matches!(output, Output::CoolDown { .. });
                    hub.feed_and_do(&profile, input, |output| !by_page || ours(output));
                }),
                Output::Reserve { id, bucket } => self.spawn(async move {
                    let service = providers::by_id(&bucket);
                    let carried = service.is_some_and(|it| hub.has_page(&profile, it));
                    let until = if carried { None } else { hub.reserve(&bucket).await };
                    if carried {
                        // An outbox that cannot be made grants nothing.
                        drop(hub.with_kept(&profile, |kept| kept.unreserved.insert(id)));
                    }
                    let input = match until {
                        None => Input::Granted { id },
                        Some(until) => Input::Denied { id, until },
                    };
                    hub.feed(&profile, input);
                }),
                Output::Refresh { destination } => self.spawn(async move {
                    if let Some(service) = service_of(&destination) {
                        // Its outcome reaches the outbox and the connection by itself.
                        drop(hub.refresh(&profile, service).await);
                    }
                }),
                Output::SignInOver { destination } => {
                    if let Some(service) = service_of(&destination) {
                        self.sign_in_over(&profile, service);
                    }
                }
                Output::Called { ticket, result } => {
                    let waiting = self.with_kept(&profile, |kept| kept.waiting.remove(&ticket));
                    if let Ok(Some(waiting)) = waiting {
                        // Whoever asked may be gone.
                        drop(waiting.send(result));
                    }
                }
                Output::CoolDown { bucket, until } => self.spawn(async move {
                    hub.cool_down(&bucket, until).await;
                }),
            }
        }
    }

    async fn sign_and_send(
        self: &Rc<Self>,
        profile: &str,
        destination: &str,
        mut request: HttpRequest,
        may_write: bool,
        reserved: bool,
    ) -> Result<Heard, Error> {
        let service = service_of(destination)
            .ok_or_else(|| Error::new(ErrorKind::NotSent, "This service is gone."))?;
        let token = self.access(profile, service).await?;
        let app = self.app(service);
        let cx = Context { app: app.as_ref(), token: Some(&token), ..Context::default() };
        service.sign(&mut request, &cx);
        self.send(profile, service, &request, may_write, reserved).await
    }

    /// Asks for one call of a quota that all share: the hint in KV first, then the object.
    /// A quota that cannot be asked is asked again soon.
    pub(crate) async fn reserve(&self, bucket: &str) -> Option<Timestamp> {
        let now = drive::now();
        if let Some(until) = self.cool_hint(bucket).await.filter(|until| *until > now) {
            return Some(until);
        }
        let ask = Ask { bucket: bucket.to_owned(), cool_until: None, look: false };
        match self.ask_quota(&ask).await {
            Ok(granted) => granted.until,
            Err(_) => Some(now + playtally::time::Span::from_secs(2)),
        }
    }

    /// Tells everybody that the service wants rest.
    async fn cool_down(&self, bucket: &str, until: Timestamp) {
        let ask = Ask { bucket: bucket.to_owned(), cool_until: Some(until), look: false };
        // Both are help for others; losing them changes nothing.
        drop(self.ask_quota(&ask).await);
        let rest = (until - drive::now()).millis().max(0).unsigned_abs() / 1000;
        if let Ok(kv) = self.env.kv("HINTS")
            && let Ok(put) = kv.put(&hint_key(bucket), until.millis().to_string())
        {
            // KV keeps nothing for less than a minute.
            drop(put.expiration_ttl(rest.max(60)).execute().await);
        }
    }

    async fn cool_hint(&self, bucket: &str) -> Option<Timestamp> {
        let kv = self.env.kv("HINTS").ok()?;
        let text = kv.get(&hint_key(bucket)).text().await.ok()??;
        text.parse().ok().map(Timestamp::from_millis)
    }

    pub(crate) async fn ask_quota(&self, ask: &Ask) -> worker::Result<Granted> {
        drive::ask(&self.env, "QUOTA", &ask.bucket, ask).await
    }
}

/// The service at the end of `profile/service`.
fn service_of(destination: &str) -> Option<&'static dyn Service> {
    providers::by_id(destination.rsplit('/').next()?)
}

fn hint_key(bucket: &str) -> String {
    format!("cooldown:{bucket}:shared")
}
