//! The library in numbers, and in files to take along.

use std::rc::Rc;

use futures_util::stream;
use playtally::history::formats::{END, begin, line, zip};
use playtally::history::stats::Stats;
use playtally::http::parse_pairs;
use playtally::media::PartialDate;
use playtally::providers;
use worker::{Headers, Response, ResponseBuilder};

use super::Shelf;
use crate::account::Hub;
use crate::drive;
use crate::error::{Answer, Problem};
use crate::reply;

/// About so many bytes of an export are made at once.
const CHUNK: usize = 64 * 1024;

impl Hub {
    /// `GET stats`
    pub(crate) fn stats(&self, profile: &str, query: &str) -> Answer<Response> {
        let (mut from, mut to) = (None, None);
        for (name, value) in parse_pairs(query) {
            let day = || {
                let wrong = || format!("{name}: a day (2024-03-05), a month or a year");
                PartialDate::parse(&value).ok_or_else(|| Problem::bad_request(wrong()))
            };
            match &*name {
                "from" => from = Some(day()?.first_day()),
                "to" => to = Some(day()?.last_day()),
                _ => {}
            }
        }
        let days = from.or(to).map(|_| (from.unwrap_or(i32::MIN), to.unwrap_or(i32::MAX)));
        let stats = self.with_view(profile, |library, view| {
            let zone = &view.rules.zone;
            Stats::of(library, &view.merged, zone, zone.day(drive::now()), days)
        })?;
        reply::json(200, &stats)
    }

    /// `GET export`
    pub(crate) fn export(&self, profile: &str, query: &str) -> Answer<Response> {
        let format = parse_pairs(query).into_iter().find(|(name, _)| name == "format");
        let format = format.map_or_else(|| "playtally".to_owned(), |(_, format)| format);
        let service = providers::by_id(&format)
            .filter(|service| !service.descriptor().writes_files.is_empty());
        match service {
            Some(service) => {
                let files = self.with_view(profile, |library, view| {
                    library.files(&view.merged, &view.rules.zone, service)
                })??;
                let large = || Problem::new(413, "payload_too_large", "The files are too large.");
                let bytes = zip(&files.files).ok_or_else(large)?;
                let named = named(&format, "zip", "application/zip")?;
                Ok(ResponseBuilder::new().with_headers(named).fixed(bytes))
            }
            None if format == "playtally" => self.export_all(profile),
            None => Err(Problem::bad_request("format: playtally, letterboxd or goodreads")),
        }
    }

    /// All of it, made as it is sent: a library as text is ten times as large.
    fn export_all(&self, profile: &str) -> Answer<Response> {
        let view = self.with_view(profile, |_, _| ()).and_then(|()| {
            self.with_shelf(profile, Shelf::Ours, |kept| {
                kept.view.as_ref().map(|view| (Rc::new(kept.library.clone()), Rc::clone(view)))
            })
        })?;
        let Some((library, view)) = view else { return Err(Problem::not_found()) };
        let text = stream::unfold(Some(0), move |from| {
            let (library, view) = (Rc::clone(&library), Rc::clone(&view));
            async move {
                let from = from?;
                let mut text = if from == 0 { begin(drive::now()) } else { String::new() };
                let mut next = from;
                for (listing, said) in library.play_rows(&view.merged, from) {
                    text.push_str(&line(listing, &said, next == 0));
                    next += 1;
                    if text.len() > CHUNK {
                        return Some((Ok::<_, worker::Error>(text.into_bytes()), Some(next)));
                    }
                }
                for (listing, said) in library.word_rows(&view.merged) {
                    text.push_str(&line(listing, &said, next == 0));
                    next += 1;
                }
                text.push_str(END);
                Some((Ok(text.into_bytes()), None))
            }
        });
        let response = ResponseBuilder::new()
            .with_headers(named("playtally", "json", "application/json")?)
            .from_stream(Box::pin(text))?;
        Ok(response)
    }
}

/// Headers of a file to be kept, named after its day.
fn named(name: &str, ending: &str, kind: &str) -> Answer<Headers> {
    let day = PartialDate::of_utc(drive::now()).map(|day| day.to_string()).unwrap_or_default();
    let headers = Headers::new();
    headers.set("content-type", kind)?;
    headers.set("cache-control", "no-store")?;
    let file = format!("attachment; filename=\"{name}-{day}.{ending}\"");
    headers.set("content-disposition", &file)?;
    Ok(headers)
}
