//! Runs lookups against the service that finds titles for everybody.

use std::rc::Rc;

use playtally::auth::App;
use playtally::lookup::{Decision, Input, Lookup, Output, Question, Reason, services};
use playtally::media::{Catalogue, ExternalIds, Media, Work};
use playtally::providers::Service;
use playtally::time::Timestamp;
use playtally::typed;
use serde::Deserialize;
use serde_json::json;
use worker::Response;

use super::{AGAIN, Finding, LONG_ENOUGH, STANDS, UNANSWERED};
use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::metadata::catalogue;
use crate::reply;
use crate::scrobble::{FACT, check_media};

/// Body of `POST find`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    media: Media,
    #[serde(default)]
    duration: Option<f64>,
}

impl Hub {
    /// `POST find`: what an item is, or what it may be.
    pub(crate) async fn find(&self, profile: &str, body: &str) -> Answer<Response> {
        let Wanted { media, duration } = typed::from_str(body)
            .map_err(|error| Problem::bad_request(format!("The item cannot be read: {error}")))?;
        check_media("media", &media)?;
        self.slow_down(drive::now(), FACT)?;
        let said = self.correction(profile, &media)?;
        let correction = said.map(|work| work.unwrap_or_else(|| Work::from(media.clone())));
        let enough = enough(&media);
        let question = Question { media, duration, enough, correction };
        let Some((service, app)) = self.finder() else {
            return Err(Problem::new(
                409,
                "not_configured",
                "This hub has nobody to ask; its owner has to set the variables.",
            ));
        };
        let lookup = Lookup::new(question, Some(service), Some(app.client_id));
        match self.run(lookup).await.0 {
            Some(Decision::Failed { error, .. }) => Err(error.into()),
            Some(decision) => {
                let mut answer = serde_json::to_value(decision).map_err(worker::Error::from)?;
                answer["attribution"] = json!(catalogue::attribution(service));
                reply::json(200, &answer)
            }
            None => Err(Problem::new(503, "service_unavailable", "Nothing came of it. Try again.")),
        }
    }

    /// Whether anybody can be asked about such an item.
    pub(super) fn can_find(&self, media: &Media) -> bool {
        !media.is_music() && self.finder().is_some()
    }

    /// Looks a title up, from wherever the last try came to.
    pub(super) async fn find_out(
        self: &Rc<Self>,
        profile: &str,
        key: &str,
        since: Timestamp,
        saved: &str,
    ) {
        let now = drive::now();
        let came = || (Finding::AsItCame, Some(now + AGAIN));
        let finder = self.finder().and_then(|(service, app)| {
            Lookup::restore(saved, Some(service), Some(app.client_id)).ok()
        });
        let (finding, next_at) = match finder {
            Some(lookup) => {
                let asked = lookup.question().media.clone();
                let (decision, lookup) = self.run(lookup).await;
                match decision {
                    Some(Decision::Found { work, .. }) => {
                        (Finding::Found { work: widest(*work) }, Some(now + STANDS))
                    }
                    Some(Decision::Question { candidates }) => {
                        let (media, reasons) = (Box::new(asked), Vec::new());
                        let question = Finding::Question { media, reasons, candidates };
                        (question, Some(now + UNANSWERED))
                    }
                    Some(Decision::Refused { reasons }) if reasons.contains(&Reason::Trailer) => {
                        let (media, candidates) = (Box::new(asked), Vec::new());
                        let question = Finding::Question { media, reasons, candidates };
                        (question, Some(now + UNANSWERED))
                    }
                    Some(Decision::Failed { retry_at: Some(at), .. })
                        if now < since + LONG_ENOUGH =>
                    {
                        let next = Some(at.min(since + LONG_ENOUGH));
                        (Finding::Asking { lookup: lookup.snapshot() }, next)
                    }
                    Some(Decision::Refused { .. } | Decision::Failed { .. }) | None => came(),
                }
            }
            // The key was taken away meanwhile.
            None => came(),
        };
        // Meanwhile the person may have said what it is.
        let open = matches!(self.finding(profile, key), Ok(Some(Finding::Asking { .. })));
        if open && let Err(problem) = self.settle(profile, key, since, next_at, &finding) {
            worker::console_error!("not found out: {}", problem.detail);
        }
    }

    /// Runs a lookup to its next decision, and what is left of it.
    async fn run(&self, mut lookup: Lookup) -> (Option<Decision>, Lookup) {
        let mut input = Input::Wake;
        loop {
            match lookup.handle(drive::now(), input).pop() {
                Some(Output::Send { id, intent, .. }) => {
                    input = match catalogue::outcome(&self.env, *intent).await {
                        Ok(outcome) => Input::Known { id, outcome },
                        Err(error) => Input::Failed { id, error },
                    };
                }
                Some(Output::Decided(decision)) => return (Some(decision), lookup),
                None => return (None, lookup),
            }
        }
    }

    /// The service that finds titles, where the hub's owner has set one up.
    fn finder(&self) -> Option<(&'static dyn Service, App)> {
        services().find_map(|service| Some((service, self.app(service)?)))
    }
}

/// The catalogue's own id leads to all others; one it can be found by alone is not enough.
fn enough(media: &Media) -> Vec<Catalogue> {
    let leads = |ids: &ExternalIds| ids.imdb.is_some() || ids.tvdb.is_some();
    let joins = match media {
        Media::Movie(movie) => movie.ids.imdb.is_some(),
        Media::Episode(episode) => leads(&episode.show.ids) || leads(&episode.ids),
        Media::Track(_) => false,
    };
    if joins { vec![Catalogue::Tmdb] } else { Vec::new() }
}

/// What the title stands for, for all its episodes.
fn widest(work: Work) -> Box<Work> {
    Box::new(match work {
        Work::Episode(episode) => Work::Show(episode.show),
        other => other,
    })
}
