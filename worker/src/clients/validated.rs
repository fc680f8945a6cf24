//! What `ListenBrainz` takes and what it refuses, in its words and its order.
//!
//! <https://listenbrainz.readthedocs.io/en/latest/users/json.html>, read 2026-11.

use playtally::media::{ExternalIds, Track};
use playtally::time::{Span, Timestamp};
use playtally::typed;
use serde_json::{Map, Value};

use super::submitted::Listen;

/// Bytes of a request.
pub(super) const MOST_BYTES: usize = 10_240_000;

const MOST_LISTENS: usize = 1_000;
const BYTES_EACH: usize = 10_240;
const MOST_TAGS: usize = 50;
const LETTERS_OF_TAG: usize = 64;

/// In seconds: 24 days.
const LONGEST: f64 = 2_073_600.0;

/// 2002-10-01, as the service reckons it.
const EARLIEST: Timestamp = Timestamp::from_secs(1_033_430_400);

const AHEAD: Span = Span::from_hours(1);

/// A name is kept so far.
const LETTERS: usize = 1_000;

const MBIDS: [&str; 4] = ["release_mbid", "recording_mbid", "release_group_mbid", "track_mbid"];
const MBID_LISTS: [&str; 2] = ["artist_mbids", "work_mbids"];

/// Why a submission is refused; what the listen at fault said stands beside it.
#[derive(Debug, PartialEq)]
pub(super) struct Refused {
    text: String,
    listen: Map<String, Value>,
}

impl Refused {
    pub(super) fn to_json(&self) -> Value {
        let mut shown = self.listen.clone();
        shown.insert("code".to_owned(), 400.into());
        shown.insert("error".to_owned(), self.text.clone().into());
        Value::Object(shown)
    }
}

impl From<&str> for Refused {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for Refused {
    fn from(text: String) -> Self {
        Self { text, listen: Map::new() }
    }
}

/// What was submitted.
#[derive(Debug, PartialEq)]
pub(super) enum Submission {
    /// What was listened to: `single` and `import`.
    Listens(Vec<Listen>),
    PlayingNow(Box<Listen>),
}

/// Reads the body of `submit-listens`.
pub(super) fn read(body: &str, now: Timestamp) -> Result<Submission, Refused> {
    if body.len() > MOST_BYTES {
        return Err(format!("Payload too large. Payload cannot exceed {MOST_BYTES} bytes").into());
    }
    let document: Value =
        typed::from_str(body).map_err(|error| format!("Cannot parse JSON document: {error}"))?;
    let Value::Object(mut document) = document else {
        let text =
            "Invalid JSON document submitted. Top level of JSON document should be a json object.";
        return Err(text.into());
    };
    let payload = document.remove("payload").ok_or("Invalid JSON document submitted.")?;
    let Value::Array(payload) = payload else {
        return Err("The payload in the JSON document should be a list of listens.".into());
    };
    if payload.is_empty() {
        return Err("JSON document does not contain any listens".into());
    }
    if payload.len() > MOST_LISTENS {
        let text = format!(
            "Too many listens. You may not submit more than {MOST_LISTENS} listens at once."
        );
        return Err(text.into());
    }
    if body.len() > payload.len() * BYTES_EACH {
        let text = format!(
            "JSON document is too large. Each listens may not be larger than {BYTES_EACH} bytes."
        );
        return Err(text.into());
    }
    let listen_type = document.get("listen_type").ok_or("Invalid JSON document submitted.")?;
    let kind = match listen_type.as_str() {
        Some(kind @ ("single" | "import" | "playing_now")) => kind,
        _ => return Err("JSON document requires a valid listen_type key.".into()),
    };
    if kind != "import" && payload.len() > 1 {
        let text = "JSON document contains more than listen for a single/playing_now. It should contain only one.";
        return Err(text.into());
    }
    let playing = kind == "playing_now";
    let mut listens = Vec::with_capacity(payload.len());
    for listen in payload {
        match checked(&listen, playing, now) {
            Ok(read) => listens.push(read),
            Err(text) => {
                let listen = listen.as_object().cloned().unwrap_or_default();
                return Err(Refused { text, listen });
            }
        }
    }
    Ok(match listens.pop() {
        Some(listen) if playing => Submission::PlayingNow(Box::new(listen)),
        last => Submission::Listens(listens.into_iter().chain(last).collect()),
    })
}

fn checked(listen: &Value, playing: bool, now: Timestamp) -> Result<Listen, String> {
    let listen = listen.as_object().ok_or("Listen is empty and cannot be validated.")?;
    let at = if playing { None } else { Some(listened_at(listen, now)?) };
    if playing && listen.contains_key("listened_at") {
        return Err(
            "JSON document must not contain listened_at while submitting playing_now.".to_owned()
        );
    }
    let metadata = listen
        .get("track_metadata")
        .ok_or("JSON document must contain the key track_metadata at the top level.")?;
    match (playing, listen.len()) {
        (true, 2..) => {
            let text = "JSON document may only contain track_metadata as top level key when submitting playing_now.";
            return Err(text.to_owned());
        }
        (false, 3..) => {
            let text =
                "JSON document may only contain listened_at and track_metadata top level keys";
            return Err(text.to_owned());
        }
        _ => {}
    }
    let metadata =
        metadata.as_object().ok_or("JSON document may not have track_metadata with null value.")?;
    let title = name(metadata, "track_name")?.ok_or_else(|| missing("track_name"))?;
    let artist = name(metadata, "artist_name")?.ok_or_else(|| missing("artist_name"))?;
    let album = name(metadata, "release_name")?;
    for (field, text) in [("track_name", &title), ("artist_name", &artist)] {
        if text.is_empty() {
            return Err(format!("field track_metadata.{field} is empty."));
        }
    }
    let none = Map::new();
    let more = metadata.get("additional_info").and_then(Value::as_object).unwrap_or(&none);
    tags(more)?;
    let length = length(more)?;
    let mbid = mbids(more)?;
    if let Some(text) = metadata.values().find_map(with_null) {
        return Err(format!("{text} contains a unicode null"));
    }
    let service = more.get("music_service").and_then(Value::as_str).unwrap_or_default();
    Ok(Listen {
        at: at.unwrap_or(now),
        track: Track {
            title,
            artist,
            album: album.filter(|album| !album.is_empty()),
            duration_ms: length.map(|seconds| (seconds * 1000.0) as u64),
            ids: ExternalIds { mbid, ..ExternalIds::default() },
        },
        from: kept_by(service),
    })
}

/// Which of the services people can connect is meant: it has the play already.
fn kept_by(domain: &str) -> Option<&'static str> {
    match domain.trim_start_matches("www.") {
        "last.fm" => Some("lastfm"),
        "listenbrainz.org" => Some("listenbrainz"),
        _ => None,
    }
}

fn missing(field: &str) -> String {
    format!("JSON document does not contain required field track_metadata.{field}.")
}

fn listened_at(listen: &Map<String, Value>, now: Timestamp) -> Result<Timestamp, String> {
    let at = listen
        .get("listened_at")
        .ok_or("JSON document must contain the key listened_at at the top level.")?;
    let seconds = whole(at).ok_or("JSON document must contain an int value for listened_at.")?;
    let at = Timestamp::from_secs(seconds);
    if at >= now + AHEAD {
        return Err("Value for key listened_at is too high.".to_owned());
    }
    if at < EARLIEST {
        let text = "Value for key listened_at is too low. listened_at timestamp should be greater than 1033410600 (2002-10-01 00:00:00 UTC).";
        return Err(text.to_owned());
    }
    Ok(at)
}

/// Whatever Python's `int()` takes.
fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => {
            number.as_i64().or_else(|| number.as_f64().map(|number| number.trunc() as i64))
        }
        Value::Bool(set) => Some(i64::from(*set)),
        Value::String(text) => super::number(text),
        _ => None,
    }
}

fn name(metadata: &Map<String, Value>, field: &str) -> Result<Option<String>, String> {
    let Some(value) = metadata.get(field) else { return Ok(None) };
    let wrong = || format!("track_metadata.{field} must be a single string.");
    let text = value.as_str().ok_or_else(wrong)?;
    Ok(Some(text.trim().chars().take(LETTERS).collect()))
}

fn tags(more: &Map<String, Value>) -> Result<(), String> {
    let Some(tags) = more.get("tags").and_then(Value::as_array) else { return Ok(()) };
    let field = "track_metadata.additional_info.tags";
    if tags.len() > MOST_TAGS {
        return Err(format!(
            "JSON document may not contain more than {MOST_TAGS} items in {field}."
        ));
    }
    let long = |tag: &Value| tag.as_str().is_some_and(|tag| tag.chars().count() > LETTERS_OF_TAG);
    if tags.iter().any(long) {
        return Err(format!(
            "JSON document may not contain {field} longer than {LETTERS_OF_TAG} characters."
        ));
    }
    Ok(())
}

/// Seconds.
fn length(more: &Map<String, Value>) -> Result<Option<f64>, String> {
    if more.contains_key("duration") && more.contains_key("duration_ms") {
        return Err("JSON document should not contain both duration and duration_ms.".to_owned());
    }
    let mut length = None;
    for (field, unit) in [("duration", 1.0), ("duration_ms", 1000.0)] {
        let Some(value) = more.get(field) else { continue };
        let number = match value {
            Value::Number(number) => number.as_f64(),
            // A number as JSON writes it: those of the standard library bring a table.
            Value::String(text) => {
                typed::from_str::<Value>(text.trim()).ok().and_then(|number| number.as_f64())
            }
            _ => None,
        };
        let number = number.map(f64::trunc).filter(|number| *number > 0.0);
        let number = number.ok_or_else(|| {
            format!("Value for {field} is invalid, should be a positive integer.")
        })?;
        if number > LONGEST * unit {
            let most = (LONGEST * unit) as u64;
            return Err(format!("Value for {field} is too large, max permitted value is {most}"));
        }
        length = Some(number / unit);
    }
    Ok(length)
}

/// The recording's, where all of them are MBIDs.
fn mbids(more: &Map<String, Value>) -> Result<Option<String>, String> {
    let wrong = |field: &str| format!("{field} MBID format invalid.");
    let nothing = |value: &Value| value.is_null() || value == "";
    let mut recording = None;
    for field in MBIDS {
        let Some(value) = more.get(field).filter(|value| !nothing(value)) else { continue };
        let mbid = value.as_str().and_then(mbid).ok_or_else(|| wrong(field))?;
        if field == "recording_mbid" {
            recording = Some(mbid);
        }
    }
    for field in MBID_LISTS {
        let Some(list) = more.get(field).filter(|value| !nothing(value)) else { continue };
        let list = list.as_array().ok_or_else(|| wrong(field))?;
        let good = |value: &Value| nothing(value) || value.as_str().and_then(mbid).is_some();
        if !list.iter().all(good) {
            return Err(wrong(field));
        }
    }
    Ok(recording)
}

/// A UUID in any form that Python's takes, in its usual one.
pub(super) fn mbid(text: &str) -> Option<String> {
    let text = text.trim_start_matches("urn:").trim_start_matches("uuid:");
    let digits: String = text.chars().filter(|c| !matches!(c, '-' | '{' | '}')).collect();
    let fits = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| super::tokens::uuid(&digits.to_ascii_lowercase()))
}

fn with_null(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => text.contains('\0').then_some(&**text),
        Value::Array(all) => all.iter().find_map(with_null),
        Value::Object(object) => object.values().find_map(with_null),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use serde_json::json;

    const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);
    const AT: i64 = 1_789_999_000;

    fn track() -> Value {
        json!({ "artist_name": "Air", "track_name": "Kelly" })
    }

    fn listen() -> Value {
        json!({ "listened_at": AT, "track_metadata": track() })
    }

    fn said(listen_type: &str, payload: Value) -> Result<Submission, Refused> {
        read(&json!({ "listen_type": listen_type, "payload": payload }).to_string(), NOW)
    }

    fn refusal(body: &str) -> String {
        read(body, NOW).unwrap_err().text
    }

    #[test]
    fn a_listen_is_read_with_all_that_is_kept_of_it() {
        let mut one = listen();
        one["track_metadata"]["release_name"] = json!(" Moon Safari ");
        one["track_metadata"]["additional_info"] = json!({
            "duration_ms": 304_000, "recording_mbid": "E8F9B188F819-4e43-ab0f-4bd26ce9ff56",
            "music_service": "last.fm", "anything": { "nested": [1] }, "artist_mbids": [""],
        });
        let Submission::Listens(read) = said("single", json!([one])).unwrap() else { panic!() };
        assert_eq!(
            read,
            [Listen {
                at: Timestamp::from_secs(AT),
                track: Track {
                    title: "Kelly".into(),
                    artist: "Air".into(),
                    album: Some("Moon Safari".into()),
                    duration_ms: Some(304_000),
                    ids: ExternalIds {
                        mbid: Some("e8f9b188-f819-4e43-ab0f-4bd26ce9ff56".into()),
                        ..ExternalIds::default()
                    },
                },
                from: Some("lastfm"),
            }]
        );
        let now = said("playing_now", json!([{ "track_metadata": track() }])).unwrap();
        assert!(matches!(now, Submission::PlayingNow(it) if it.at == NOW && it.from.is_none()));
        let Submission::Listens(many) = said("import", json!([listen(), listen()])).unwrap() else {
            panic!()
        };
        assert_eq!(many.len(), 2);
    }

    #[test]
    fn a_document_is_refused_in_order() {
        for (body, text) in [
            ("[", "Cannot parse JSON document: "),
            ("[]", "Invalid JSON document submitted. Top level"),
            ("{}", "Invalid JSON document submitted."),
            (r#"{"payload":{}}"#, "The payload in the JSON document should be a list"),
            (r#"{"payload":[]}"#, "JSON document does not contain any listens"),
            (r#"{"payload":[1]}"#, "Invalid JSON document submitted."),
            (
                r#"{"payload":[1],"listen_type":"other"}"#,
                "JSON document requires a valid listen_type",
            ),
            (
                r#"{"payload":[1,2],"listen_type":"single"}"#,
                "JSON document contains more than listen",
            ),
            (r#"{"payload":[null],"listen_type":"single"}"#, "Listen is empty"),
        ] {
            assert!(refusal(body).starts_with(text), "{body}: {}", refusal(body));
        }
        let many = vec![listen(); MOST_LISTENS + 1];
        assert!(said("import", json!(many)).unwrap_err().text.starts_with("Too many listens."));
        assert!(said("import", json!(vec![listen(); MOST_LISTENS])).is_ok());
        let mut large = listen();
        large["track_metadata"]["additional_info"] = json!({ "note": "x".repeat(BYTES_EACH) });
        assert!(
            said("single", json!([large]))
                .unwrap_err()
                .text
                .starts_with("JSON document is too large.")
        );
        assert!(refusal(&" ".repeat(MOST_BYTES + 1)).starts_with("Payload too large."));
    }

    #[test]
    fn a_listen_is_refused_in_order_and_shown() {
        let late = NOW.secs() + 3_600;
        for (change, text) in [
            (
                json!({ "listened_at": null }),
                "JSON document must contain an int value for listened_at.",
            ),
            (
                json!({ "listened_at": "soon" }),
                "JSON document must contain an int value for listened_at.",
            ),
            (json!({ "listened_at": late }), "Value for key listened_at is too high."),
            (json!({ "listened_at": 1_033_430_399 }), "Value for key listened_at is too low."),
            (json!({ "more": 1 }), "JSON document may only contain listened_at and track_metadata"),
            (
                json!({ "track_metadata": null }),
                "JSON document may not have track_metadata with null",
            ),
        ] {
            let mut one = listen();
            change.as_object().unwrap().iter().for_each(|(name, value)| one[name] = value.clone());
            let refused = said("single", json!([one])).unwrap_err();
            assert!(refused.text.starts_with(text), "{}", refused.text);
            let shown = refused.to_json();
            assert_eq!((&shown["code"], &shown["listened_at"]), (&json!(400), &one["listened_at"]));
        }
        let now = said("playing_now", json!([listen()])).unwrap_err();
        assert!(now.text.starts_with("JSON document must not contain listened_at"), "{}", now.text);
        let none = said("single", json!([{ "track_metadata": track() }])).unwrap_err();
        assert!(none.text.starts_with("JSON document must contain the key listened_at"));
        for at in
            [json!("1789999000"), json!(1_789_999_000.9), json!(late - 1), json!(1_033_430_400)]
        {
            let one = json!({ "listened_at": at, "track_metadata": track() });
            assert!(said("single", json!([one])).is_ok(), "{at}");
        }
    }

    #[test]
    fn what_is_said_of_a_track_is_refused_in_order() {
        let long_tag = "x".repeat(LETTERS_OF_TAG + 1);
        for (change, text) in [
            (json!({ "track_name": ["x"] }), "track_metadata.track_name must be a single string."),
            (json!({ "track_name": " " }), "field track_metadata.track_name is empty."),
            (json!({ "artist_name": null }), "track_metadata.artist_name must be a single string."),
            (json!({ "release_name": 1 }), "track_metadata.release_name must be a single string."),
            (
                json!({ "additional_info": { "tags": vec!["x"; 51] } }),
                "JSON document may not contain more than 50 items",
            ),
            (
                json!({ "additional_info": { "tags": [long_tag] } }),
                "JSON document may not contain track_metadata.additional_info.tags longer",
            ),
            (
                json!({ "additional_info": { "duration": 1, "duration_ms": 1000 } }),
                "JSON document should not contain both",
            ),
            (json!({ "additional_info": { "duration": 0 } }), "Value for duration is invalid"),
            (json!({ "additional_info": { "duration": "abc" } }), "Value for duration is invalid"),
            (
                json!({ "additional_info": { "duration_ms": null } }),
                "Value for duration_ms is invalid",
            ),
            (
                json!({ "additional_info": { "duration": 2_073_601 } }),
                "Value for duration is too large, max permitted value is 2073600",
            ),
            (
                json!({ "additional_info": { "track_mbid": "x" } }),
                "track_mbid MBID format invalid.",
            ),
            (
                json!({ "additional_info": { "artist_mbids": ["x"] } }),
                "artist_mbids MBID format invalid.",
            ),
            (json!({ "additional_info": { "deep": ["a\0b"] } }), "a\0b contains a unicode null"),
        ] {
            let mut one = listen();
            change.as_object().unwrap().iter().for_each(|(name, value)| {
                one["track_metadata"][name] = value.clone();
            });
            let refused = said("single", json!([one])).unwrap_err();
            assert!(refused.text.starts_with(text), "{change}: {}", refused.text);
        }
        for field in ["track_name", "artist_name"] {
            let mut one = listen();
            one["track_metadata"].as_object_mut().unwrap().remove(field);
            let refused = said("single", json!([one])).unwrap_err();
            assert_eq!(refused.text, missing(field));
        }
        let mut fine = listen();
        fine["track_metadata"]["release_name"] = json!("");
        fine["track_metadata"]["additional_info"] =
            json!({ "duration": "215.5", "recording_mbid": "" });
        let Submission::Listens(read) = said("single", json!([fine])).unwrap() else { panic!() };
        assert_eq!((read[0].track.album.clone(), read[0].track.duration_ms), (None, Some(215_000)));
    }
}
