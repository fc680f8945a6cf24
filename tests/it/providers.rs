//! What holds for every service, read off the table of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use playtally::auth::{App, AuthScheme, Token};
use playtally::error::{Error, ErrorKind};
use playtally::http::{HttpRequest, HttpResponse, Method};
use playtally::providers::{
    ALL, Context, Intent, Listing, Live, LostWrite, Outcome, Service, by_id,
};
use playtally::time::Span;

use crate::claims::{self, NOW};

fn app() -> App {
    App {
        client_id: "app-1".to_owned(),
        client_secret: Some("canary-secret".to_owned()),
        redirect_uri: "https://hub.example/cb".to_owned(),
        ..App::default()
    }
}

fn plan(service: &dyn Service, intent: &Intent) -> Result<HttpRequest, Error> {
    let app = app();
    // A number, so that it names a member as well as a shelf.
    let cx = Context { app: Some(&app), username: Some("900123"), ..Context::default() };
    service.plan(intent, &cx)
}

fn all_intents(service: &dyn Service) -> Vec<(Intent, bool)> {
    claims::all(service.descriptor())
}

fn folder(service: &dyn Service) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/providers").join(service.descriptor().id)
}

/// A part of the folder: one file, or several in a folder of that name.
fn source(folder: &Path, part: &str) -> Option<String> {
    let one = fs::read_to_string(folder.join(part).with_extension("rs"));
    one.ok().or_else(|| {
        let files = fs::read_dir(folder.join(part)).ok()?.map(|file| file.unwrap().path());
        let files: BTreeSet<_> = files.collect();
        let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
        Some(texts.collect())
    })
}

pub(crate) fn fixtures(service: &dyn Service) -> Vec<(String, HttpResponse)> {
    let entries = fs::read_dir(folder(service).join("fixtures")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|end| end == "http"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let (head, body) = text.split_once("\n\n").unwrap();
            let mut lines = head.lines();
            let status = lines.next().unwrap().parse().unwrap();
            let headers = lines.map(|line| line.split_once(": ").unwrap());
            let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let body = body.trim_end().to_owned();
            let response = HttpResponse { status, headers: headers.collect(), body };
            (path.display().to_string(), response)
        })
        .collect()
}

#[test]
fn each_service_has_its_own_id_and_is_found_by_it() {
    let ids: BTreeSet<_> = ALL.iter().map(|service| service.descriptor().id).collect();
    assert_eq!(ids.len(), ALL.len());
    let order: Vec<_> = ALL.iter().map(|service| service.descriptor().id).collect();
    assert_eq!(order[..2], ["trakt", "simkl"], "lists begin with these two");
    for id in ids {
        assert_eq!(by_id(id).unwrap().descriptor().id, id);
    }
    assert!(by_id("nobody").is_none());
}

#[test]
fn what_a_descriptor_claims_is_planned_and_nothing_else() {
    for service in ALL {
        let id = service.descriptor().id;
        for (intent, claimed) in all_intents(*service) {
            match plan(*service, &intent) {
                Ok(_) => assert!(claimed, "{id} plans what it does not claim: {intent:?}"),
                Err(error) => {
                    assert!(!claimed, "{id} refuses what it claims: {intent:?}");
                    assert_eq!(error.kind, ErrorKind::BadInput);
                    let name = service.descriptor().name;
                    let said = error.message.contains(name) && error.message.ends_with('.');
                    assert!(said, "{intent:?}: {}", error.message);
                }
            }
        }
    }
}

#[test]
fn every_request_is_whole_and_carries_no_secret() {
    for service in ALL {
        let base = service.descriptor().base;
        let planned: Vec<_> = all_intents(*service)
            .into_iter()
            .filter_map(|(intent, _)| Some((plan(*service, &intent).ok()?, intent)))
            .collect();
        assert!(!planned.is_empty());
        for (request, intent) in planned {
            assert!(request.url.starts_with(&format!("{base}/")), "{}", request.url);
            let read = request.method == Method::Get;
            let graphql = folder(*service).join("documents.rs").is_file();
            let signed = matches!(service.descriptor().auth, AuthScheme::SessionKey(_));
            assert!(graphql || signed || read != intent.is_write(), "{intent:?}");
            let carries = matches!(request.method, Method::Post | Method::Patch);
            assert_eq!(carries, !request.body.is_empty());
            assert!(!request.body.contains("null"), "{}", request.body);
            let header = |name: &str| request.headers.iter().any(|(key, _)| key == name);
            assert!(header("user-agent"));
            assert!(!header("authorization"));
            let everything = serde_json::to_string(&request).unwrap();
            assert!(!everything.contains("canary"), "{everything}");
        }
    }
}

#[test]
fn a_signed_request_keeps_its_token_out_of_the_log() {
    let token = Token {
        access: "canary-access".to_owned(),
        refresh: None,
        issued_at: NOW,
        expires_at: None,
        scope: String::new(),
    };
    for service in ALL {
        let mut request = plan(*service, &Intent::Profile).unwrap();
        let mut app = app();
        if service.descriptor().auth == AuthScheme::AppKey {
            app.client_id = token.access.clone();
        }
        let cx = Context { app: Some(&app), token: Some(&token), ..Context::default() };
        service.sign(&mut request, &cx);
        if service.descriptor().auth == AuthScheme::Files {
            assert_eq!(request, plan(*service, &Intent::Profile).unwrap());
            continue;
        }
        // In a header or, where calls are signed, in the body; never in the address.
        let header = request.headers.iter().any(|(_, value)| value.ends_with(" canary-access"));
        assert!(header || request.body.contains("&sk=canary-access&"), "{}", request.body);
        assert!(!format!("{request:?}{}", request.url).contains("canary"));
        assert!(!request.body.contains("canary-secret"));
    }
}

#[test]
fn descriptors_are_sound() {
    for service in ALL {
        let descriptor = service.descriptor();
        let mut addresses = vec![descriptor.base];
        if let AuthScheme::OAuth2(oauth) = descriptor.auth {
            addresses.extend([oauth.authorize, oauth.token]);
            addresses.extend(oauth.revoke.map(|revoke| revoke.url));
            addresses.extend(oauth.device.iter().flat_map(|flow| [flow.start, flow.poll]));
        }
        for address in addresses {
            assert!(address.starts_with("https://") && !address.ends_with('/'), "{address}");
        }
        let keeps_nothing = descriptor.finds.metadata || !descriptor.reads_files.is_empty();
        assert_eq!(descriptor.kinds.is_empty(), keeps_nothing);
        assert!(!descriptor.quotas.is_empty());
        for quota in descriptor.quotas {
            assert!(quota.limit > 0 && quota.window > Span::ZERO);
        }
        let looked_for = descriptor.lost_write == LostWrite::ReadBack;
        assert!(
            descriptor.batch.is_none()
                || !looked_for
                || descriptor.reads.contains(&Listing::History),
            "a batch whose answer was lost is looked for in the history"
        );
        if let Live::Scrobble { percent, floor, .. } = descriptor.live {
            assert!(floor < percent && percent <= 100.0);
            assert!(!descriptor.parallel, "start and stop could overtake each other");
        }
    }
}

/// Whether a status that is no success may carry this answer all the same.
fn answers(status: u16, outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Conflict { .. } | Outcome::Busy { .. } => status == 409,
        // Where an address leads is what was asked for; some refuse what they do not find.
        Outcome::Found(found) => {
            status == 301 || found.is_empty() && matches!(status, 400 | 404 | 500)
        }
        // It is not there: what was to be removed is gone, and where somebody stands is nowhere.
        Outcome::Done | Outcome::Status(None) => status == 404,
        // Nothing was read, and the rest is asked for in smaller parts.
        Outcome::Page(page) => {
            matches!(status, 400 | 500) && page.rows.is_empty() && page.next.is_some()
        }
        _ => false,
    }
}

#[test]
fn every_recorded_refusal_becomes_a_sentence_for_a_person() {
    for service in ALL {
        let name = service.descriptor().name;
        for (file, response) in fixtures(*service) {
            for (intent, claimed) in all_intents(*service) {
                if !claimed || response.is_success() {
                    continue;
                }
                match service.digest(NOW, &intent, &response) {
                    Err(error) => {
                        assert!(error.message.contains(name), "{file}: {}", error.message);
                        assert!(error.message.len() > 20, "{file}: {}", error.message);
                        assert_eq!(error.status, Some(response.status), "{file}");
                    }
                    Ok(outcome) => {
                        assert!(answers(response.status, &outcome), "{file}: {outcome:?}");
                    }
                }
            }
        }
    }
}

/// What is answered by a 204 alone.
fn says_nothing(intent: &Intent) -> bool {
    matches!(intent, Intent::CancelCheckIn(_) | Intent::ForgetPlace(_))
}

/// What may be answered by a 204: that it is nothing.
fn is_watching(intent: &Intent) -> bool {
    matches!(intent, Intent::Read(read) if read.listing == Listing::Watching)
}

#[test]
fn no_answer_whatsoever_passes_for_a_success_by_accident() {
    let bodies =
        ["", "null", "1", "\"ok\"", "[]", "{}", r#"{"error":"x"}"#, "<html>", "{", "\u{0}"];
    for service in ALL {
        for (intent, claimed) in all_intents(*service) {
            for status in (100..600).filter(|_| claimed) {
                for body in bodies {
                    let response =
                        HttpResponse { status, headers: Vec::new(), body: body.to_owned() };
                    let digested = service.digest(NOW, &intent, &response);
                    // An empty list is a page of history, a server of one's own may say "{}",
                    // and null is an empty library.
                    let fine = match digested {
                        Err(_) => true,
                        Ok(outcome) if answers(status, &outcome) => true,
                        Ok(_) if says_nothing(&intent) => status == 204,
                        Ok(_) if status == 204 && is_watching(&intent) => true,
                        Ok(Outcome::Page(_)) if body == "null" => status == 200,
                        // Some have no word for what is gone.
                        Ok(Outcome::Done) if matches!(body, "" | "null") => {
                            response.is_success() && matches!(intent, Intent::RemoveStatus { .. })
                        }
                        Ok(_) => response.is_success() && matches!(body, "{}" | "[]"),
                    };
                    assert!(fine, "{} {status} {body:?} {intent:?}", service.descriptor().id);
                }
            }
        }
    }
}

#[test]
fn each_folder_holds_its_parts_and_its_recordings() {
    for service in ALL {
        let folder = folder(*service);
        for part in ["mod", "endpoints", "map", "errors", "tests"] {
            assert!(source(&folder, part).is_some(), "{} lacks {part}", folder.display());
        }
        let recorded = fixtures(*service);
        let has = |test: &dyn Fn(&HttpResponse) -> bool| recorded.iter().any(|(_, r)| test(r));
        let files = service.descriptor().auth == AuthScheme::Files;
        let start = if files { "<?xml" } else { "{" };
        assert!(has(&|r| r.is_success() && r.body.starts_with(start)));
        assert!(has(&|r| r.is_success() && r.body.is_empty()));
        assert!(has(&HttpResponse::is_html));
        let refusals: &[u16] = match service.descriptor().auth {
            AuthScheme::Files => &[404, 429],
            // Its numbers travel under other statuses.
            AuthScheme::SessionKey(_) => &[400, 403, 404, 429],
            _ => &[400, 401, 404, 429],
        };
        for status in refusals {
            assert!(has(&|r| r.status == *status), "{} lacks {status}", folder.display());
        }
    }
}

/// A row of a service's table of refusals: the status, where one counts; the word in the
/// answer, where one counts; or that it is a page.
pub(crate) struct Refused {
    pub(crate) status: Option<u16>,
    pub(crate) word: String,
    pub(crate) page: bool,
}

impl Refused {
    pub(crate) fn fits(&self, response: &HttpResponse) -> bool {
        let in_a_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut said = response.body.match_indices(&self.word).map(|(at, word)| {
            let (before, behind) = (&response.body[..at], &response.body[at + word.len()..]);
            !before.ends_with(in_a_word) && !behind.starts_with(in_a_word)
        });
        self.status.is_none_or(|status| status == response.status)
            && (self.word.is_empty() || said.any(|whole| whole))
            && self.page == response.is_html()
    }
}

/// The rows of a table as its source has them. `*` stands for words of many kinds.
fn rows(errors: &str) -> Vec<Refused> {
    let row = |row: &str| {
        let mut cells = row.split(',').map(str::trim);
        let (status, word) = (cells.next()?, cells.next()?);
        let page = word == "PAGE";
        let text = word.strip_prefix('"').and_then(|word| word.strip_suffix('"'));
        let word = text.or(page.then_some(""))?.replace('*', "");
        let status = if status == "ANY" { None } else { Some(status.parse().ok()?) };
        Some(Refused { status, word, page })
    };
    errors.split("row(").skip(1).filter_map(row).collect()
}

#[test]
fn each_claim_is_recorded_as_it_goes_well() {
    for service in ALL {
        let recorded = fixtures(*service);
        for (intent, _) in all_intents(*service).into_iter().filter(|(_, claimed)| *claimed) {
            let well = |response| service.digest(NOW, &intent, response).is_ok();
            let id = service.descriptor().id;
            assert!(recorded.iter().any(|(_, it)| well(it)), "{id} has no recording of {intent:?}");
        }
    }
}

#[test]
fn each_refusal_that_means_something_is_recorded() {
    for service in ALL {
        let recorded = fixtures(*service);
        let errors = source(&folder(*service), "errors").unwrap();
        let rows = rows(&errors);
        let feed = service.descriptor().auth == AuthScheme::Files;
        assert_eq!(rows.len(), errors.matches("row(").count(), "a row is not understood");
        assert!(feed || !rows.is_empty());
        for row in rows {
            let Refused { status, word, .. } = &row;
            let id = service.descriptor().id;
            let found = recorded.iter().any(|(_, it)| row.fits(it));
            assert!(found, "{id} has no recording of {status:?} {word}");
        }
    }
}

#[test]
fn each_page_that_was_read_is_named_with_its_day() {
    let dated = |text: &str| text.contains("<https://") && text.contains("read 20");
    for service in ALL {
        let folder = folder(*service);
        for part in ["mod.rs", "errors.rs"] {
            let text = fs::read_to_string(folder.join(part)).unwrap();
            let doc: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
            assert!(dated(&doc), "{}/{part}", folder.display());
        }
        // So is each way to sign in.
        let files = ["mod.rs", "auth.rs"].map(|file| fs::read_to_string(folder.join(file)));
        let sign_in: String = files.into_iter().flatten().collect();
        let signs_in =
            matches!(service.descriptor().auth, AuthScheme::OAuth2(_) | AuthScheme::SessionKey(_));
        assert_eq!(sign_in.contains("authorize: \""), signs_in);
        assert!(!sign_in.contains("OAuth2(OAuth2 {"), "{} says no page", folder.display());
        for mark in [": OAuth2 = ", ": DeviceFlow = ", ": SessionKey = "] {
            for before in sign_in.split(mark).collect::<Vec<_>>().split_last().unwrap().1 {
                let doc = before.rfind("\n\n///").map_or("", |at| &before[at..]);
                assert!(dated(doc), "{}: {doc}", folder.display());
            }
        }
        // Each constant with a path is an endpoint, and its doc comes before it; where all
        // have the same path each method is one, with GraphQL each document.
        let documents = fs::read_to_string(folder.join("documents.rs"));
        let mark = if documents.is_ok() { "\npub(super) const " } else { ": &str = \"/" };
        let endpoints = documents.ok().or_else(|| source(&folder, "endpoints")).unwrap();
        let mark = if endpoints.contains(mark) { mark } else { ": &str = \"" };
        let mut parts: Vec<&str> = endpoints.split(mark).collect();
        parts.pop();
        assert!(!parts.is_empty(), "{}", folder.display());
        for part in parts {
            let doc = part.rfind("\n\n///").map_or("", |at| &part[at..]);
            let verbs = ["GET", "POST", "PATCH", "DELETE"];
            assert!(verbs.iter().any(|verb| doc.contains(&format!("/// `{verb} /"))), "{doc}");
            assert!(dated(doc), "{doc}");
        }
    }
}
