//! Answers that are not as promised: every service, every claim, every recorded success,
//! spoilt in each way that was ever seen. What comes of it is an error that names the
//! service, or what the sound parts say; never a panic, never silence.

use std::cell::RefCell;

use playtally::http::HttpResponse;
use playtally::providers::{ALL, Intent, Listing, Outcome, Read, Service, Skipped};
use serde_json::{Value, json};

use crate::claims::{self, NOW};
use crate::providers::fixtures;

/// Everything claimed; reads at the places where services have lists of other forms, too.
fn intents(service: &dyn Service) -> Vec<Intent> {
    let claimed = claims::all(service.descriptor()).into_iter().filter(|(_, claimed)| *claimed);
    let each = |(intent, _): (Intent, bool)| match intent {
        Intent::Read(read) => [None, Some("1"), Some("2"), Some("1.1")]
            .map(|cursor| Read { cursor: cursor.map(str::to_owned), ..read.clone() })
            .map(Intent::Read)
            .to_vec(),
        other => vec![other],
    };
    claimed.flat_map(each).collect()
}

/// A recorded success, and what one intent makes of it.
struct Recorded<'a> {
    service: &'static dyn Service,
    file: &'a str,
    intent: &'a Intent,
    response: &'a HttpResponse,
    good: Outcome,
    complaints: &'a RefCell<Vec<String>>,
}

/// Shows each recorded success to everything that can read it. `once`: only to the first
/// of those that make the same of it.
fn each_success(once: bool, mut spoil: impl FnMut(&Recorded<'_>)) {
    let complaints = RefCell::new(Vec::new());
    let mut spoilt = 0;
    for service in ALL {
        let intents = intents(*service);
        for (file, response) in &fixtures(*service) {
            let mut made = Vec::new();
            for intent in intents.iter().filter(|_| response.is_success()) {
                let Ok(good) = service.digest(NOW, intent, response) else { continue };
                if once && made.contains(&good) {
                    continue;
                }
                made.push(good.clone());
                let complaints = &complaints;
                spoil(&Recorded { service: *service, file, intent, response, good, complaints });
                spoilt += 1;
            }
        }
    }
    let complaints = complaints.into_inner();
    assert!(complaints.is_empty(), "{}: {}", complaints.len(), complaints.join("\n"));
    assert!(spoilt > 100, "there was next to nothing to spoil: {spoilt}");
}

impl Recorded<'_> {
    fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.response.body).ok()
    }

    /// What comes of another body, once it is sure that it is sound. Where rows vanish, more is told than `told`; without
    /// that they may.
    fn with(&self, body: &str, how: &str, told: Option<&[Skipped]>) -> Option<Outcome> {
        let response = HttpResponse { body: body.to_owned(), ..self.response.clone() };
        let name = self.service.descriptor().name;
        match self.service.digest(NOW, self.intent, &response) {
            Ok(outcome) => {
                if let (Outcome::Page(good), Outcome::Page(page)) = (&self.good, &outcome) {
                    let fewer = page.rows.len() < good.rows.len() && !self.is_watching();
                    let silent = fewer && told.is_some_and(|told| page.skipped == told);
                    self.ask(!silent, "rows vanish", how);
                    let said = page.skipped.iter().all(|it| it.reason.len() > 10);
                    self.ask(said, "no reason is given", how);
                }
                if let (Outcome::Each(good), Outcome::Each(each)) = (&self.good, &outcome) {
                    self.ask(each.len() == good.len(), "not all that was sent has a result", how);
                }
                Some(outcome)
            }
            Err(error) => {
                self.ask(error.message.contains(name), &error.message, how);
                None
            }
        }
    }

    /// That nothing is being watched is an answer like any other.
    fn is_watching(&self) -> bool {
        matches!(self.intent, Intent::Read(read) if read.listing == Listing::Watching)
    }

    /// What was told of the rows beside the one that this place lies in.
    fn told_beside(&self, place: &str) -> Vec<Skipped> {
        let row = place.split('/').find_map(|step| step.parse::<usize>().ok());
        let Outcome::Page(page) = &self.good else { return Vec::new() };
        page.skipped.iter().filter(|it| Some(it.row) != row).cloned().collect()
    }

    fn ask(&self, fine: bool, else_: &str, how: &str) {
        if !fine {
            let (file, intent) = (self.file, self.intent);
            self.complaints.borrow_mut().push(format!("{else_}: {file}, {how}: {intent:?}"));
        }
    }
}

#[test]
fn a_body_that_breaks_off_is_never_taken_for_whole() {
    each_success(false, |it| {
        let body = &it.response.body;
        for eighths in (1..8).filter(|_| !body.is_empty()) {
            let cut = body.floor_char_boundary(body.len() * eighths / 8);
            let how = format!("cut at {cut}");
            let made = it.with(&body[..cut], &how, None);
            // Feeds are read as far as they go, and say so.
            let feed = body.starts_with('<');
            let fine = match &made {
                None => true,
                Some(Outcome::Page(page)) => feed && !page.skipped.is_empty(),
                Some(Outcome::Profile(_)) => feed,
                // Where something is gone some have no word for it.
                Some(made) => *made == Outcome::Done && it.good == Outcome::Done,
            };
            it.ask(fine, "taken for whole", &how);
        }
    });
}

/// The same document with each leaf, list and object replaced.
fn each_value(value: &Value, new: &dyn Fn(Value) -> Value) -> Value {
    new(match value {
        Value::Array(items) => items.iter().map(|item| each_value(item, new)).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(name, it)| (name.clone(), each_value(it, new)));
            Value::Object(members.collect())
        }
        leaf => leaf.clone(),
    })
}

/// Stands for digits that no number of ours holds; put in as text, and unquoted in the body.
const DIGITS: &str = "<digits>";

fn written(value: &Value, digits: usize) -> String {
    value.to_string().replace(&format!("\"{DIGITS}\""), &"9".repeat(digits))
}

#[test]
fn values_of_other_kinds_everywhere_are_refused_or_told() {
    let spoils: [(&str, &dyn Fn(Value) -> Value); 8] = [
        ("nulls", &|it| if it.is_object() || it.is_array() { it } else { Value::Null }),
        ("numbers as texts", &|it| if it.is_number() { it.to_string().into() } else { it }),
        ("numbers below zero", &|it| if it.is_number() { json!(-1.5) } else { it }),
        ("endless numbers", &|it| if it.is_number() { json!(DIGITS) } else { it }),
        ("texts as numbers", &|it| if it.is_string() { json!(7) } else { it }),
        ("broken texts", &|it| match it.as_str() {
            Some(text) => json!(format!("{text}\u{FFFD}")),
            None => it,
        }),
        ("lists as objects", &|it| match it {
            Value::Array(items) => {
                let items = items.into_iter().enumerate();
                Value::Object(items.map(|(at, item)| (at.to_string(), item)).collect())
            }
            other => other,
        }),
        ("objects as lists", &|it| match it {
            Value::Object(members) => members.into_iter().map(|(_, it)| it).collect(),
            other => other,
        }),
    ];
    each_success(false, |it| {
        let Some(body) = it.json() else { return };
        for (how, new) in spoils {
            it.with(&written(&each_value(&body, new), 400), how, Some(&[]));
        }
    });
}

/// Every place in a document below its root.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut below = |name: &str, value: &Value| {
        let place = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        found.push(place.clone());
        places(value, &place, found);
    };
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(row, item)| below(&row.to_string(), item));
        }
        Value::Object(members) => members.iter().for_each(|(name, item)| below(name, item)),
        _ => {}
    }
}

/// What an outcome lists: rows, plays, candidates, people of a film.
fn listed(outcome: &Outcome) -> Vec<Value> {
    fn lists(value: Value, found: &mut Vec<Value>) {
        match value {
            Value::Array(items) => found.extend(items),
            Value::Object(members) => {
                let members = members.into_iter().filter(|(name, _)| name != "skipped");
                members.for_each(|(_, value)| lists(value, found));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    // Of several things that were sent each has its place, whatever the answer names.
    if !matches!(outcome, Outcome::Each(_)) {
        lists(serde_json::to_value(outcome).unwrap(), &mut found);
    }
    found
}

/// What is listed without the row that this place lies in; nothing where it is in none.
fn without_row(it: &Recorded<'_>, body: &Value, place: &str) -> Option<Vec<Value>> {
    let all = listed(&it.good).len();
    let steps = place.match_indices('/').map(|(at, _)| at).skip(1).chain([place.len()]);
    let mut rows: Vec<&str> = steps.map(|end| &place[..end]).collect();
    rows.reverse();
    rows.into_iter().find_map(|row| {
        let (list, at) = row.rsplit_once('/')?;
        let mut fewer = body.clone();
        fewer.pointer_mut(list)?.as_array_mut()?.remove(at.parse().ok()?);
        let body = fewer.to_string();
        let response = HttpResponse { body, ..it.response.clone() };
        let left = listed(&it.service.digest(NOW, it.intent, &response).ok()?);
        (left.len() < all).then_some(left)
    })
}

/// Whether that may well be said of nothing: no list, or an episode that was not seen.
fn says_nothing(value: &Value, place: &str) -> bool {
    let (list, last) = place.rsplit_once('/').unwrap();
    let row = last.parse::<usize>().is_ok();
    match value {
        Value::Object(_) => row && list.ends_with("/episodes"),
        Value::Array(items) => items.is_empty() && !row,
        Value::Null => !row,
        // A number beyond all numbers is read as none.
        other => other == DIGITS && !row,
    }
}

#[test]
fn a_bad_row_costs_no_other() {
    let bad = [
        Value::Null,
        json!({}),
        json!("x"),
        json!(DIGITS),
        json!([]),
        json!(7),
        json!(true),
        json!([[{}]]),
        json!({"x": null}),
        json!(-1),
    ];
    let (mut turn, mut rows) = (0, 0);
    each_success(true, |it| {
        let Some(body) = it.json() else { return };
        let mut found = Vec::new();
        places(&body, "", &mut found);
        for place in found {
            let left = without_row(it, &body, &place);
            for _ in 0..2 {
                turn += 1;
                let new = &bad[turn % bad.len()];
                let mut spoilt = body.clone();
                *spoilt.pointer_mut(&place).unwrap() = new.clone();
                let how = format!("{new} at {place}");
                let told = (!says_nothing(new, &place)).then(|| it.told_beside(&place));
                let made = it.with(&written(&spoilt, 400), &how, told.as_deref());
                let Some(left) = &left else { continue };
                rows += 1;
                let now = made.as_ref().map(listed).unwrap_or_default();
                it.ask(left.iter().all(|row| now.contains(row)), "other rows are lost", &how);
            }
        }
    });
    assert!(rows > 1000, "{rows}");
}

#[test]
fn pages_and_silence_in_place_of_an_answer_are_refused() {
    const PAGE: &str = "<!DOCTYPE html><html><head><title>Just a moment…</title></head></html>";
    each_success(false, |it| {
        // To some a 204 is the answer.
        if it.response.body.is_empty() {
            return;
        }
        let page = it.with(PAGE, "a page", None);
        it.ask(page.is_none(), "a page is taken for an answer", "a page");
        let response = HttpResponse { status: 204, ..HttpResponse::default() };
        let nothing = it.service.digest(NOW, it.intent, &response);
        // Where something is gone some have no word for it.
        let gone = it.good == Outcome::Done;
        let fine = gone || it.is_watching() || nothing.is_err();
        it.ask(fine, "nothing is taken for an answer", "204");
    });
}

#[test]
fn fields_and_numbers_without_end_are_borne() {
    let long = "\u{FFFD}\\".repeat(2_500_000);
    let mut borne = Vec::new();
    each_success(true, |it| {
        let name = it.service.descriptor().name;
        let (Outcome::Page(_) | Outcome::Found(_) | Outcome::Metadata(_)) = it.good else { return };
        if borne.contains(&name) {
            return;
        }
        borne.push(name);
        let Some(body) = it.json() else {
            // Its title, which is read, and an element that nobody reads.
            let title = format!("<item><title>{long}</title><x>{long}</x>");
            let body = it.response.body.replacen("<item>", &title, 1);
            it.with(&body, "ten million bytes twice", Some(&[]));
            return;
        };
        let mut found = Vec::new();
        places(&body, "", &mut found);
        let first = |fits: fn(&Value) -> bool| {
            found.iter().find(|place| body.pointer(place).is_some_and(fits))
        };
        let kinds = [(first(Value::is_string), long.as_str()), (first(Value::is_number), DIGITS)];
        for (place, new) in kinds {
            let Some(place) = place else { continue };
            let mut spoilt = body.clone();
            *spoilt.pointer_mut(place).unwrap() = new.into();
            it.with(&written(&spoilt, 1_000_000), &format!("endless at {place}"), None);
        }
    });
    assert_eq!(borne.len(), ALL.len(), "{borne:?}");
}

/// A document whose list of rows has so many, each the last one under a number of its own.
fn with_rows(body: &Value, many: usize) -> Option<Value> {
    let mut found = Vec::new();
    places(body, "", &mut found);
    found.push(String::new());
    let rows = |place: &String| body.pointer(place)?.as_array()?.last().filter(|it| it.is_object());
    let place = found.iter().find(|place| rows(place).is_some())?;
    let row = rows(place)?;
    let numbered = (1..=many).map(|number| {
        each_value(row, &|value| match value {
            Value::Object(mut members) => {
                if let Some(id) = members.get_mut("id") {
                    *id = json!(number);
                }
                members.into()
            }
            other => other,
        })
    });
    let mut long = body.clone();
    *long.pointer_mut(place)? = numbered.collect();
    Some(long)
}

#[test]
fn a_hundred_thousand_rows_are_read_to_the_last() {
    const MANY: usize = 100_000;
    let mut read = Vec::new();
    each_success(true, |it| {
        let name = it.service.descriptor().name;
        let Outcome::Page(good) = &it.good else { return };
        if read.contains(&name) || good.rows.is_empty() {
            return;
        }
        let body = match it.json() {
            Some(body) => with_rows(&body, MANY).map(|body| body.to_string()),
            None => {
                let parts = items(&it.response.body);
                let last = parts.len() - 2;
                Some(
                    [&parts[..last].concat(), &*parts[last].repeat(MANY), parts[last + 1]].concat(),
                )
            }
        };
        let Some(body) = body else { return };
        read.push(name);
        let Some(Outcome::Page(page)) = it.with(&body, "many rows", None) else {
            return it.ask(false, "no page", "many rows");
        };
        it.ask(page.rows.len() + page.skipped.len() >= MANY, "rows vanish", "many rows");
    });
    let reads = |it: &&&dyn Service| !it.descriptor().reads.is_empty();
    assert_eq!(read.len(), ALL.iter().filter(reads).count(), "{read:?}");
}

/// The text of a feed before its items, each item, and what stands behind them.
fn items(feed: &str) -> Vec<&str> {
    let starts: Vec<usize> = feed.match_indices("<item>").map(|(at, _)| at).collect();
    let end = feed.rfind("</item>").map_or(feed.len(), |at| at + "</item>".len());
    let cuts: Vec<usize> = [vec![0], starts, vec![end, feed.len()]].concat();
    cuts.windows(2).map(|cut| &feed[cut[0]..cut[1]]).collect()
}

#[test]
fn a_bad_item_of_a_feed_costs_no_other() {
    type Spoil = fn(&str) -> String;
    let bad: [(&str, Spoil); 6] = [
        ("empty", |_| "<item></item>".to_owned()),
        ("of other elements", |_| "<item><x><item>1</item></x></item>".to_owned()),
        ("broken text", |item| item.replace(['e', '2'], "\u{FFFD}")),
        ("without numbers", |item| item.replace(|c: char| c.is_ascii_digit(), "x")),
        ("endless numbers", |item| item.replace('2', &"9".repeat(400))),
        ("unknown entities", |item| item.replace("</", "&nobody;&#x110000;</")),
    ];
    let mut spoilt = 0;
    each_success(true, |it| {
        let parts = items(&it.response.body);
        let Outcome::Page(_) = it.good else { return };
        for at in 1..parts.len().saturating_sub(1) {
            let with =
                |item: &str| [&parts[..at].concat(), item, &parts[at + 1..].concat()].concat();
            let left = it.with(&with(""), "left out", None).as_ref().map(listed);
            for (how, new) in bad {
                let how = format!("item {at} {how}");
                let made = it.with(&with(&new(parts[at])), &how, None);
                let now = made.as_ref().map(listed).unwrap_or_default();
                let all = left.iter().flatten().all(|row| now.contains(row));
                it.ask(all, "other items are lost", &how);
                spoilt += 1;
            }
        }
    });
    // Services of feeds are in the hub alone.
    assert!(spoilt > 30 || !cfg!(feature = "hub"), "{spoilt}");
}
