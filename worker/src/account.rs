//! One person's object: holds everything of theirs, and its alarm is the scheduler.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use playtally::auth::{App, Token};
use playtally::map::Map;
use playtally::outbox::Input;
use playtally::providers::{self, Profile, Service};
use playtally::time::{Span, Timestamp};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use worker::{
    DurableObject, Env, Request, Response, State, WebSocket, WebSocketIncomingMessage,
    durable_object,
};

use crate::carry::Errands;
use crate::clients::Paces;
use crate::config::Config;
use crate::connections::Joint;
use crate::delivery::Outboxes;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::found;
use crate::history::Shelves;
use crate::import::Imports;
use crate::leave;
use crate::live;
use crate::oauth::Return;
use crate::pairing::{self, Device};
use crate::reply;
use crate::routes::{self, Route};
use crate::schema;
use crate::seal::Keys;
use crate::store::{AccountRow, Moment, Sql};
use crate::sync::{self, Syncs, Trials};
use crate::webhooks;

/// Headers by which the Worker tells the object whom it serves, and under which origin.
pub(crate) const PERSON: &str = "x-playtally-person";
pub(crate) const ORIGIN: &str = "x-playtally-origin";

/// The hash of a paired player's token, and the page any request comes from.
pub(crate) const TOKEN: &str = "x-playtally-token";
pub(crate) const FROM: &str = "x-playtally-from";

/// Header of an answer that makes the browser another person's; nobody's, where it is empty.
pub(crate) const BECOMES: &str = "x-playtally-becomes";

/// The profile every person begins with.
const MAIN: &str = "main";

/// An object that dies with a request under way wakes after this: the request's own
/// limit is over then, and what became of it can be found out.
pub(crate) const LOOK_AGAIN: Span = Span::from_secs(75);

/// A refresh that does not come back is tried again then.
const REFRESH_PENDING: Span = Span::from_mins(1);

/// The account object.
#[durable_object]
pub struct Account {
    state: Rc<State>,
    env: Env,
    hub: RefCell<Option<Rc<Hub>>>,
    /// Whether the person was here and is gone.
    left: Cell<bool>,
}

/// What lives in the object, shared by everything under way in it.
pub(crate) struct Hub {
    pub(crate) person: String,
    /// The hub's own origin, as the person sees it.
    pub(crate) origin: String,
    pub(crate) env: Env,
    pub(crate) config: Config,
    pub(crate) sql: Sql,
    pub(crate) state: Rc<State>,
    pub(crate) outboxes: RefCell<Outboxes>,
    pub(crate) shelves: RefCell<Shelves>,
    pub(crate) imports: Imports,
    pub(crate) refreshes: RefCell<Map<String, Joint<Token>>>,
    pub(crate) profiles: RefCell<Map<String, (Timestamp, Joint<Profile>)>>,
    pub(crate) returns: RefCell<Map<String, Return>>,
    /// Start of the running minute, and the events that came in it.
    pub(crate) flood: Cell<(Timestamp, u32)>,
    /// Start of the running minute, and the questions about titles that came in it.
    pub(crate) asked: Cell<(Timestamp, u32)>,
    /// Whether the pages that listen are about to be told.
    pub(crate) telling: Cell<bool>,
    /// Syncs under way.
    pub(crate) syncs: RefCell<Syncs>,
    /// What was heard to show what a sync would do.
    pub(crate) trials: RefCell<Trials>,
    /// Counts what makes a trial that began before it untrue.
    pub(crate) turns: Cell<u64>,
    /// What pages are carrying now.
    pub(crate) errands: RefCell<Errands>,
    /// What the clients' tokens have used of their calls.
    pub(crate) paces: RefCell<Paces>,
}

/// A request as the object has it.
struct Call<'a> {
    route: Route,
    query: &'a str,
    body: &'a str,
    /// The page it comes from, as the browser says.
    from: Option<&'a str>,
    /// The paired player that sent it.
    device: Option<Device>,
}

#[derive(Deserialize)]
struct Meta {
    person: String,
    origin: String,
}

impl DurableObject for Account {
    fn new(state: State, env: Env) -> Self {
        Self { state: Rc::new(state), env, hub: RefCell::default(), left: Cell::default() }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        match self.serve(&mut request).await {
            Ok(response) => Ok(response),
            Err(problem) => problem.into_response(),
        }
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let woken = match self.hub() {
            Some(hub) => hub.wake(),
            None => self.known_hub().map(drop),
        };
        woken.map_err(|problem| worker::Error::from(problem.detail))?;
        Response::empty()
    }

    /// Pages listen; all they may say is what they carry.
    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> worker::Result<()> {
        let hub = self.known_hub().map_err(|problem| worker::Error::from(problem.detail))?;
        match (hub, message) {
            (Some(hub), WebSocketIncomingMessage::String(text)) => hub.page_said(&socket, &text),
            _ => Ok(()),
        }
    }

    /// Answers the page's goodbye.
    async fn websocket_close(
        &self,
        socket: WebSocket,
        _code: usize,
        _reason: String,
        _was_clean: bool,
    ) -> worker::Result<()> {
        self.page_left(&socket);
        // It may be gone already.
        drop(socket.close(None, None::<&str>));
        Ok(())
    }

    async fn websocket_error(
        &self,
        socket: WebSocket,
        _error: worker::Error,
    ) -> worker::Result<()> {
        self.page_left(&socket);
        Ok(())
    }
}

impl Account {
    /// Whoever waits for what this page carries need not wait any longer.
    fn page_left(&self, socket: &WebSocket) {
        if let Some(hub) = self.hub() {
            hub.drop_errand(socket);
        }
    }

    async fn serve(&self, request: &mut Request) -> Answer<Response> {
        if request.path() == found::HAND_OVER {
            let hub = self.known_hub()?.ok_or_else(Problem::not_found)?;
            return hub.take_over(&request.text().await?);
        }
        if let Some(webhook) = request.path().strip_prefix(webhooks::HEARD) {
            let hub = self.known_hub()?.ok_or_else(Problem::not_found)?;
            return hub.hear_webhook(webhook, &request.text().await?);
        }
        let header = |name: &str| request.headers().get(name).ok().flatten();
        let route = routes::find(&request.method(), &request.path())?;
        let from = header(FROM);
        let (hub, device) = match header(TOKEN) {
            // A token makes nobody; it belongs to somebody who is here.
            Some(token) => {
                let hub = self.known_hub()?.ok_or_else(pairing::unknown_device)?;
                let device = hub.device(&token, from.as_deref(), &route)?;
                (hub, Some(device))
            }
            None => {
                let hub = match header(PERSON).zip(header(ORIGIN)) {
                    Some((person, origin)) => self.hub_of(&person, &origin, &route)?,
                    None => self.known_hub()?,
                };
                let Some(hub) = hub else { return leave::nobody_here(&route) };
                (hub, None)
            }
        };
        let query = query_of(request);
        if route == Route::NewImport {
            return match hub.became()? {
                Some(other) => pass_on(&self.env, request, &other, stream_of(request)).await,
                None => hub.upload(&hub.profile_of(&query, None)?, &query, request).await,
            };
        }
        let body = request.text().await?;
        let browser = device.is_none();
        let response = match hub.became()? {
            Some(other) => {
                let response = pass_on(&self.env, request, &other, text_of(body)).await?;
                if leave::is_farewell(&response)? {
                    // This one was nobody but them.
                    self.empty(&hub).await?;
                    if !browser {
                        return Err(pairing::unknown_device());
                    }
                }
                response
            }
            None if route == Route::Leave => {
                leave::check(&query)?;
                let names = hub.part(None)?;
                self.empty(&hub).await?;
                hub.give_up(names).await;
                leave::farewell(reply::empty()?)?
            }
            None => {
                let from = from.as_deref();
                hub.handle(Call { route, query: &query, body: &body, from, device }).await?
            }
        };
        match hub.became()?.filter(|_| browser) {
            Some(other) => {
                Ok(reply::with_headers(response, |headers| headers.set(BECOMES, &other))?)
            }
            None => Ok(response),
        }
    }

    fn hub(&self) -> Option<Rc<Hub>> {
        self.hub.borrow().clone()
    }

    /// Nothing of the person is left in the object, nor kept by what is under way in it.
    async fn empty(&self, hub: &Hub) -> Answer<()> {
        self.left.set(true);
        self.hub.take();
        hub.close();
        let storage = self.state.storage();
        storage.delete_alarm().await?;
        storage.delete_all().await?;
        hub.send_away(live::GONE);
        Ok(())
    }

    /// The hub for a request; remembers whom it serves, for the alarm. The page that asks for
    /// the services makes somebody of whoever comes for the first time.
    fn hub_of(&self, person: &str, origin: &str, route: &Route) -> Answer<Option<Rc<Hub>>> {
        if let Some(hub) = self.hub() {
            return Ok(Some(hub));
        }
        let sql = Sql::of(&self.state);
        let makes = *route == Route::Services && !self.left.get();
        if !makes && !schema::is_there(&sql)? {
            return Ok(None);
        }
        sql.transaction(|| {
            schema::bring_up(&sql)?;
            sql.run(
                "INSERT INTO meta (id, person, origin) VALUES (1, ?, ?) \
                 ON CONFLICT DO UPDATE SET origin = excluded.origin",
                &[person.into(), origin.into()],
            )?;
            sql.run(
                "INSERT INTO profiles (id, made_at) SELECT ?, ? \
                 WHERE NOT EXISTS (SELECT id FROM profiles)",
                &[MAIN.into(), drive::now().into()],
            )
        })?;
        self.make(sql, person.to_owned(), origin.to_owned()).map(Some)
    }

    /// The hub of somebody who came before; `None` where nobody ever did, or they left.
    fn known_hub(&self) -> Answer<Option<Rc<Hub>>> {
        if let Some(hub) = self.hub() {
            return Ok(Some(hub));
        }
        let sql = Sql::of(&self.state);
        // Whoever makes up a person leaves nothing behind.
        if !schema::is_there(&sql)? {
            return Ok(None);
        }
        sql.transaction(|| schema::bring_up(&sql))?;
        let meta: Option<Meta> = sql.first("SELECT person, origin FROM meta", &[])?;
        meta.map(|meta| self.make(sql, meta.person, meta.origin)).transpose()
    }

    fn make(&self, sql: Sql, person: String, origin: String) -> Answer<Rc<Hub>> {
        let hub = Rc::new(Hub {
            person,
            origin,
            env: self.env.clone(),
            config: Config::read(&self.env),
            sql,
            state: Rc::clone(&self.state),
            outboxes: RefCell::default(),
            shelves: RefCell::default(),
            imports: Imports::default(),
            refreshes: RefCell::default(),
            profiles: RefCell::default(),
            returns: RefCell::default(),
            flood: Cell::new((Timestamp::default(), 0)),
            asked: Cell::new((Timestamp::default(), 0)),
            telling: Cell::new(false),
            syncs: RefCell::default(),
            trials: RefCell::default(),
            turns: Cell::default(),
            errands: RefCell::default(),
            paces: RefCell::default(),
        });
        self.hub.replace(Some(Rc::clone(&hub)));
        hub.keep_earlier_plays()?;
        // What was under way when the object last ended goes on now.
        hub.wake()?;
        Ok(hub)
    }
}

impl Hub {
    async fn handle(self: &Rc<Self>, call: Call<'_>) -> Answer<Response> {
        let Call { route, query, body, from, device } = call;
        let profile = &self.profile_of(query, device.as_ref())?;
        self.note_seen()?;
        match route {
            Route::Services => self.list_services(profile),
            Route::ConnectRedirect(s) => self.connect_redirect(profile, service(&s)?),
            Route::Connect(s) => self.connect(profile, service(&s)?, body).await,
            Route::Callback(s) => self.callback(service(&s)?, query).await,
            Route::Disconnect(s) => self.disconnect(profile, service(&s)?).await,
            Route::ImportAccount(s) => self.import_account(profile, service(&s)?).await,
            // It shows what stands in the library.
            Route::Sync(_) if device.is_some() && sync::is_dry(query) => {
                Err(pairing::not_for_players())
            }
            Route::Sync(s) => self.post_sync(profile, service(&s)?, query).await,
            Route::ConfirmSync(s) => self.confirm_sync(profile, service(&s)?),
            Route::UndoSync(s) => self.post_undo(profile, service(&s)?),
            Route::SyncAll => self.post_sync_all(profile),
            Route::Jobs => self.list_jobs(profile),
            Route::TimeZone => self.time_zone(profile),
            Route::SetTimeZone => self.set_time_zone(profile, body),
            Route::Settings(s) => self.change_settings(profile, service(&s)?, body),
            Route::Profile(s) => self.show_profile(profile, service(&s)?).await,
            Route::Watching(s) => self.watching(profile, service(&s)?).await,
            Route::Totals(s) => self.totals(profile, service(&s)?).await,
            Route::Scrobble => self.scrobble(profile, device.as_ref().map(|it| &*it.id), body),
            Route::Command(player) => {
                self.check_own(profile, &player, device.as_ref().map(|it| &*it.id))?;
                self.command(profile, &player, body)
            }
            Route::Find => self.find(profile, body).await,
            Route::Questions => self.list_questions(profile),
            Route::DropQuestion => self.drop_question(profile, query),
            Route::Corrections => self.list_corrections(profile),
            Route::Correct => self.correct(profile, body),
            Route::ForgetCorrection => self.forget_correction(profile, query),
            Route::Outbox => self.list_outbox(profile).await,
            Route::Retry(id) => self.retry(profile, &id, body).await,
            Route::Drop(id) => self.drop_entry(profile, &id),
            Route::State => self.state(profile, query),
            Route::DismissPlace => self.dismiss_place(profile, query),
            Route::NewCode => self.new_code(profile, body).await,
            Route::Recovery => self.recovery(),
            Route::NewRecovery => self.new_recovery().await,
            Route::Recover => self.recover(body),
            Route::History => self.list_history(profile, query),
            Route::Mark => self.mark(profile, body).await,
            Route::Unmark => self.unmark(profile, body),
            Route::Stats => self.stats(profile, query),
            Route::Export => self.export(profile, query),
            Route::Words(about) => self.list_words(profile, about, query),
            Route::Rate => self.rate(profile, body),
            Route::PutOn(list) => self.put_on(profile, list, body),
            Route::Stand => self.stand(profile, body),
            Route::TakeBack(about) => self.take_back(profile, about, body),
            Route::Live => self.listen(profile),
            Route::Devices => self.list_devices(),
            Route::NewToken => self.new_token(profile, body).await,
            Route::AllowClient => self.allow_client(profile, body).await,
            Route::MoveDevice(id) => self.move_device(&id, body),
            Route::Unpair(id) => self.unpair(&id),
            Route::Pair => self.pair(body, from),
            Route::Profiles => self.list_profiles(),
            Route::NewProfile => self.new_profile(body),
            Route::ChangeProfile(id) => self.change_profile(&id, body),
            Route::RemoveProfile(id) => self.remove_profile(&id, query),
            Route::Webhooks => self.list_webhooks(),
            Route::NewWebhook => self.new_webhook(profile).await,
            Route::RotateWebhook(id) => self.rotate_webhook(&id).await,
            Route::ChangeWebhook(id) => self.change_webhook(&id, body),
            Route::EndWebhook(id) => self.end_webhook(&id).await,
            Route::StartDevice(s) => self.start_device(profile, service(&s)?, body).await,
            Route::ReadDevice(s) => self.read_device(profile, service(&s)?),
            Route::CancelDevice(s) => self.cancel_device(profile, service(&s)?),
            Route::Metadata(question) => self.metadata(question, query).await,
            // The Worker's own.
            Route::Picture(..) | Route::Cache | Route::ClearCache => Err(Problem::not_found()),
            // It ends the hub, too; and a file's body is no text. Both were led there before.
            Route::Leave | Route::NewImport => Err(Problem::not_found()),
            Route::Imports => self.list_imports(profile),
            Route::Import(id) => self.show_import(profile, &id),
            Route::ImportRows(id) => self.import_rows(profile, &id, query),
            Route::AnswerImport(id) => self.answer_import(profile, &id, body),
            Route::RunImport(id) => self.run_import(profile, &id),
            Route::CancelImport(id) => self.cancel_import(profile, &id),
            Route::ResumeImport(id) => self.resume_import(profile, &id),
            Route::DeleteImport(id) => self.delete_import(profile, &id, query),
            Route::CheckIn => self.check_in(profile, body).await,
            Route::CancelCheckIn => self.cancel_check_in(profile, query).await,
            Route::ListenBrainz(ask) => self.listenbrainz(profile, device, &ask, query, body),
            Route::Lastfm => self.lastfm(profile, device, query, body),
        }
    }

    /// Does what is due now, and sets the next alarm.
    fn wake(self: &Rc<Self>) -> Answer<()> {
        let now = drive::now();
        let due: Vec<AccountRow> = self.sql.rows(
            "UPDATE connections SET refresh_at = ? WHERE refresh_at <= ? AND sealed NOT NULL \
             RETURNING profile, service",
            &[(now + REFRESH_PENDING).into(), now.into()],
        )?;
        for AccountRow { profile, service } in due {
            let (hub, service) = (Rc::clone(self), providers::by_id(&service));
            self.spawn(async move {
                if let Some(service) = service {
                    // Its outcome is kept with the connection.
                    drop(hub.refresh(&profile, service).await);
                }
            });
        }
        // None of them may hold up the others, nor the next alarm.
        let done = [
            self.poll_devices(),
            self.wake_players(now),
            self.wake_server_players(now),
            self.wake_findings(now),
            self.wake_imports(now),
            self.wake_syncs(now),
        ];
        for done in done {
            if let Err(problem) = done {
                worker::console_error!("not done: {}", problem.detail);
            }
        }
        for profile in self.profile_ids()? {
            self.feed(&profile, Input::Wake);
        }
        Ok(())
    }

    /// After a change: sets the alarm to the next moment at which something is due, and
    /// tells the pages that listen.
    pub(crate) fn arm(self: &Rc<Self>) {
        self.news();
        if let Err(problem) = self.try_arm() {
            worker::console_error!("no alarm: {}", problem.detail);
        }
    }

    fn try_arm(&self) -> Answer<()> {
        let now = drive::now();
        // No more than five selects go together.
        let due: Option<Moment> = self.sql.first(
            "SELECT min(at) AS at FROM (SELECT coalesce(min(refresh_at, sync_at), refresh_at, \
             sync_at) AS at FROM connections WHERE sealed NOT NULL \
             UNION ALL SELECT wake_at FROM device_signins \
             UNION ALL SELECT min(at) AS at FROM (SELECT due_at AS at FROM players \
             UNION ALL SELECT due_at FROM webhook_players) \
             UNION ALL SELECT min(next_at) FROM findings \
             UNION ALL SELECT min(due_at) FROM imports)",
            &[],
        )?;
        let mut next = due.and_then(|row| row.at);
        for profile in self.profile_ids()? {
            let due = self.with_outbox(&profile, |outbox| {
                let busy = outbox.is_busy().then_some(now + LOOK_AGAIN);
                [outbox.wake_at(), busy].into_iter().flatten().min()
            })?;
            next = [next, due].into_iter().flatten().min();
        }
        match next {
            Some(at) => self.sql.set_alarm(at.max(now)),
            None => Ok(()),
        }
    }

    /// Tells the outbox which accounts there are now, and forgets who they were.
    pub(crate) fn connections_changed(self: &Rc<Self>, profile: &str) -> Answer<()> {
        self.profiles.borrow_mut().clear();
        let destinations = self.destinations(profile)?;
        self.feed(profile, Input::Destinations(destinations));
        Ok(())
    }

    /// Runs on after the answer was given.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + 'static) {
        // Boxed: what carries a future on is compiled once, not once for each of them.
        self.state.wait_until(Box::pin(work) as Pin<Box<dyn Future<Output = ()>>>);
    }

    pub(crate) fn keys(&self) -> Answer<&Keys> {
        self.config.keys.as_ref().ok_or_else(no_keys)
    }

    pub(crate) fn app(&self, service: &dyn Service) -> Option<App> {
        self.config.app(service, &self.origin)
    }
}

/// Without keys the hub can keep nobody's secrets.
pub(crate) fn no_keys() -> Problem {
    Problem::new(503, "not_configured", "The hub's owner has to set SEALING_KEYS.")
}

/// The service of a route.
fn service(id: &str) -> Answer<&'static dyn Service> {
    providers::by_id(id).ok_or_else(Problem::not_found)
}

/// Hands a request to the person this one turned out to be. A player that was paired here
/// was let in here.
async fn pass_on(
    env: &Env,
    request: &Request,
    other: &str,
    body: Option<JsValue>,
) -> Answer<Response> {
    let headers = request.headers().clone();
    headers.set(PERSON, other)?;
    // Nobody is made of whom this one turned out to be.
    headers.delete(ORIGIN)?;
    headers.delete(TOKEN)?;
    let (url, method) = (request.inner().url(), request.inner().method());
    let inner = drive::request_to(&url, &method, Some(&headers.0), body.as_ref())?;
    let object = env.durable_object("ACCOUNT")?.get_by_name(other)?;
    Ok(object.fetch_with_request(inner).await?)
}

/// A body as it is passed on.
pub(crate) fn text_of(body: String) -> Option<JsValue> {
    Some(body).filter(|body| !body.is_empty()).map(Into::into)
}

/// A body that is passed on as it comes, and never held whole.
pub(crate) fn stream_of(request: &Request) -> Option<JsValue> {
    request.inner().body().map(Into::into)
}

/// What follows the question mark.
pub(crate) fn query_of(request: &Request) -> String {
    let url = request.inner().url();
    url.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
}
