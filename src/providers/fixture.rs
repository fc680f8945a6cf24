//! For the tests: recorded answers, and a look into planned requests.
//!
//! A fixture is a status, the headers, an empty line and the body.

use serde_json::Value;

use super::{Context, Intent, Outcome, Service};
use crate::auth::App;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::time::Timestamp;

/// When every recorded answer arrives.
pub(super) const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

/// `providers/{service}/fixtures/{name}.http`.
pub(super) fn answer(service: &dyn Service, name: &str) -> HttpResponse {
    let path = format!(
        "{}/src/providers/{}/fixtures/{name}.http",
        env!("CARGO_MANIFEST_DIR"),
        service.descriptor().id
    );
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, body) = text.split_once("\n\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().parse().unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap());
    HttpResponse {
        status,
        headers: headers.map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
        body: body.trim_end().to_owned(),
    }
}

/// What the service makes of a recorded answer.
pub(super) fn digest(service: &dyn Service, intent: &Intent, name: &str) -> Result<Outcome, Error> {
    service.digest(NOW, intent, &answer(service, name))
}

/// The request for an intent, by an app called `app-1`.
pub(super) fn plan(service: &dyn Service, intent: &Intent) -> Result<HttpRequest, Error> {
    let app = App {
        client_id: "app-1".to_owned(),
        client_secret: Some("canary-secret".to_owned()),
        redirect_uri: "https://hub.example/cb".to_owned(),
        ..App::default()
    };
    service.plan(intent, &Context { app: Some(&app), base: None, ..Context::default() })
}

/// The body of the request for an intent.
pub(super) fn body(service: &dyn Service, intent: &Intent) -> Value {
    serde_json::from_str(&plan(service, intent).unwrap().body).unwrap()
}
