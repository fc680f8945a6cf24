//! Property: a typed value is read from JSON as `serde_json` alone would read it.

use std::collections::BTreeMap;
use std::fmt::Debug;

use playtally::history::formats::{Line, Options};
use playtally::history::sync::Plan;
use playtally::history::{Rules, Zone};
use playtally::media::Work;
use playtally::providers::{Activities, Page, Row, StatusChange};
use playtally::session::{Fact, PlayerEvent};
use playtally::typed;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::Config;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Every form that serde knows and JSON can say, in those combinations that bodies of the hub
/// and what it keeps are made of.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Forms {
    small: (i8, u8, i16, u16),
    large: (i32, u32, i64, u64),
    parts: (f32, f64, bool, char),
    text: String,
    missing: Option<u32>,
    #[serde(default)]
    usual: Vec<Option<bool>>,
    nothing: (),
    of_numbers: BTreeMap<u32, i64>,
    below: BTreeMap<i8, String>,
    of_names: BTreeMap<Unit, Inside>,
    free: Value,
    plain: Unit,
    all: Vec<Outside>,
    inside: Inside,
    beside: Beside,
    either: Vec<Either>,
    wrapped: Wrapped,
    #[serde(flatten)]
    rest: BTreeMap<String, Box<Value>>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Wrapped(u16);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Unit {
    One,
    Two,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Outside {
    Empty,
    Wraps(i32),
    Pair(u8, Option<String>),
    Named { one: u8, two: Option<Unit> },
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Inside {
    Empty,
    Named { number: f64, list: Vec<u8> },
    Wraps(Small),
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "what", content = "with", rename_all = "camelCase")]
enum Beside {
    Empty,
    Wraps(Small),
    Pair(u8, u8),
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Either {
    Number(i64),
    Text(String),
    Named { two: Unit },
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Small {
    id: u64,
    #[serde(default)]
    name: String,
}

fn forms() -> Value {
    json!({
        "small": [-1, 2, -3, 4], "large": [-5, 6, -7, 8], "parts": [0.5, 2, true, "é"],
        "text": "a \"b\" \u{1F30A}\n", "missing": null, "usual": [true, null], "nothing": null,
        "ofNumbers": {"7": -8, "9": 10}, "below": {"-1": "x"},
        "ofNames": {"one": {"kind": "empty"}, "two": {"kind": "wraps", "id": 3}},
        "free": {"a": [1, {"b": null}]}, "plain": "two",
        "all": ["empty", {"wraps": 4}, {"pair": [5, "x"]}, {"named": {"one": 6, "two": "one"}}],
        "inside": {"kind": "named", "number": 1.5, "list": [1, 2]},
        "beside": {"what": "pair", "with": [1, 2]}, "either": [1, "x", {"two": "two"}],
        "wrapped": 3, "more": [1], "another": {"x": 2},
    })
}

fn film() -> Value {
    json!({"kind": "movie", "title": "Sea Clocks", "year": 2019, "ids": {"imdb": "tt9100001"}})
}

fn episode() -> Value {
    json!({
        "kind": "episode", "show": {"title": "Low Tide", "year": 2014, "ids": {"tvdb": 77}},
        "season": 1, "number": 2, "title": null, "ids": {},
    })
}

fn row() -> Value {
    json!({
        "id": "17", "work": film(), "at": 1_700_000_000_000_u64, "on": "2024-03-05", "plays": 2,
        "rewatch": true, "rating": 85, "status": "current", "percent": 12.5, "notes": "A \"b\".",
    })
}

/// Reads a text both ways; whether it says such a value.
type Both = fn(&str) -> Result<bool, TestCaseError>;

fn both<T: DeserializeOwned + Debug>(text: &str) -> Result<bool, TestCaseError> {
    let (alone, ours) = (serde_json::from_str::<T>(text), typed::from_str::<T>(text));
    match (alone, ours) {
        // Every type says all it holds when it is printed.
        (Ok(alone), Ok(ours)) => {
            prop_assert_eq!(format!("{alone:?}"), format!("{ours:?}"), "{}", text);
            return Ok(true);
        }
        (Err(_), Err(_)) => {}
        // See `where_ours_differs`.
        (Ok(_), Err(_)) if serde_json::from_str::<Value>(text).is_err() => {}
        (alone, ours) => prop_assert!(false, "{text}: {alone:?}, {ours:?} by ours"),
    }
    Ok(false)
}

/// Each type with a value of it.
fn types() -> Vec<(Both, Value)> {
    let fact = json!({
        "playId": "p1", "seq": 1, "at": 1000, "startedAt": 0, "media": film(), "position": 1.5,
        "duration": 5400.0, "rate": 1, "credit": 900, "wall": 1000, "rulesMet": ["video:80:0.5"],
        "type": "discarded", "reason": "preview",
    });
    let rules = json!({
        "zone": {"first": 3_600_000, "transitions": [[-5, 0], [5, 3_600_000]]},
        "sources": {
            "service:trakt": {"window": {"seconds": 5}, "coarse": true},
            "player": {"window": "runtime", "stamps": "end"},
        },
    });
    let page = json!({
        "rows": [row(), {"work": episode()}], "next": "2", "total": 3,
        "skipped": [{"row": 4, "reason": "It has no title."}],
    });
    let status =
        json!({"work": episode(), "status": "paused", "progress": 3, "startedOn": "2024-01"});
    let plan = json!({
        "service": "service:trakt", "madeAt": 5, "stopped": {"why": "shrunk", "before": 9, "now": 1},
        "push": [{"what": "rating", "row": row(), "origin": "player", "was": row()}], "pull": [],
        "links": [{"what": "noPlay", "row": row(), "origin": "import:netflix:7"}],
        "takenBack": [row()], "counts": {
            "absorbed": 1, "undated": 0, "tooOld": 0, "notTaken": 0, "notRemovable": 0,
            "notMirrored": 0, "unclear": 0, "cooled": 0,
        },
    });
    let options = json!({"dayOrder": "dayFirst", "dates": {"policy": "on", "day": "2024-03-05"}});
    let mut line = row();
    line["listing"] = json!("history");
    vec![
        (both::<Forms>, forms()),
        (both::<Work>, film()),
        (both::<Work>, episode()),
        (both::<Row>, row()),
        (both::<Page>, page),
        (both::<Line>, line),
        (both::<StatusChange>, status),
        (both::<Activities>, json!({"all": 5, "of": {"history": 3, "ratings": 5}})),
        (both::<Options>, options),
        (both::<Zone>, rules["zone"].clone()),
        (both::<Rules>, rules),
        (both::<Plan>, plan),
        (both::<Fact>, fact),
        (both::<PlayerEvent>, json!({"type": "time", "position": 3.5})),
    ]
}

/// JSON as it is written: an object may have its names in any order, a number any form.
#[derive(Clone, Debug)]
enum Written {
    /// A number, a text or a word, as it stands.
    Token(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

/// Numbers at every edge, words, texts, and what is no JSON.
const TOKENS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "1.0",
    "1e2",
    "1E-2",
    "0.1",
    "-0.0",
    "127",
    "128",
    "-128",
    "-129",
    "255",
    "256",
    "65535",
    "65536",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "1e308",
    "1e-400",
    "1e400",
    "-1e400",
    "1.7976931348623157e308",
    "01",
    "+1",
    ".5",
    "1.",
    "NaN",
    "nul",
    "",
    r#""""#,
    r#""x""#,
    r#""\u0041""#,
    r#""\ud83c\udf0a""#,
    r#""\ud83c""#,
    r#""\x""#,
    "\"\u{1}\"",
    r#""one""#,
    r#""Two""#,
    r#""empty""#,
    r#""player""#,
    r#""history""#,
    r#""2024-02-30""#,
    r#""1""#,
    r#""-7""#,
    r#""movie""#,
    r#""é""#,
    r#""ab""#,
    "{}",
    r#"{"one":1}"#,
    r#"{"wraps":300}"#,
    r#"{"pair":[1]}"#,
    r#"{"pair":[1,null,2]}"#,
    r#"{"a":1,"b":2}"#,
];

/// Names that no type here has, and some that it has elsewhere.
const NAMES: &[&str] =
    &["x", "", "kind", "1", "-1", "07", " 7", "1.0", "300", "one", "title", "\\u006fne"];

impl Written {
    fn of(value: &Value) -> Self {
        match value {
            Value::Array(all) => Self::List(all.iter().map(Self::of).collect()),
            Value::Object(all) => {
                Self::Object(all.iter().map(|(name, it)| (name.clone(), Self::of(it))).collect())
            }
            token => Self::Token(token.to_string()),
        }
    }

    fn text(&self, blank: &str) -> String {
        let between = format!("{blank},");
        match self {
            Self::Token(token) => format!("{blank}{token}"),
            Self::List(all) => {
                let all: Vec<String> = all.iter().map(|it| it.text(blank)).collect();
                format!("{blank}[{}{blank}]", all.join(&between))
            }
            Self::Object(all) => {
                let member = |(name, it): &(String, Self)| {
                    format!("{blank}\"{name}\"{blank}:{}", it.text(blank))
                };
                let all: Vec<String> = all.iter().map(member).collect();
                format!("{blank}{{{}{blank}}}", all.join(&between))
            }
        }
    }

    /// The value of this number, counted from the outermost.
    fn nth(&mut self, number: &mut usize) -> Option<&mut Self> {
        if *number == 0 {
            return Some(self);
        }
        *number -= 1;
        match self {
            Self::Token(_) => None,
            Self::List(all) => all.iter_mut().find_map(|it| it.nth(number)),
            Self::Object(all) => all.iter_mut().find_map(|(_, it)| it.nth(number)),
        }
    }

    fn count(&self) -> usize {
        1 + match self {
            Self::Token(_) => 0,
            Self::List(all) => all.iter().map(Self::count).sum(),
            Self::Object(all) => all.iter().map(|(_, it)| it.count()).sum(),
        }
    }
}

/// What is done to one value.
#[derive(Clone, Debug)]
enum Edit {
    Replace(&'static str),
    Remove(Index),
    Rename(Index, &'static str),
    Add(&'static str, &'static str),
    Reverse,
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => select(TOKENS).prop_map(Edit::Replace),
        1 => any::<Index>().prop_map(Edit::Remove),
        1 => (any::<Index>(), select(NAMES)).prop_map(|(at, name)| Edit::Rename(at, name)),
        1 => (select(NAMES), select(TOKENS)).prop_map(|(name, token)| Edit::Add(name, token)),
        1 => Just(Edit::Reverse),
    ]
}

/// As the name is meant: an escape may stand in it.
fn meant(name: &str) -> String {
    serde_json::from_str(&format!("\"{name}\"")).unwrap()
}

impl Edit {
    /// No name comes twice: see `where_ours_differs`.
    fn apply(self, to: &mut Written) {
        match (self, to) {
            (Self::Replace(token), to) => *to = Written::Token(token.to_owned()),
            (Self::Remove(at), Written::List(all)) if !all.is_empty() => {
                all.remove(at.index(all.len()));
            }
            (Self::Remove(at), Written::Object(all)) if !all.is_empty() => {
                all.remove(at.index(all.len()));
            }
            (Self::Rename(at, name), Written::Object(all))
                if !all.is_empty() && is_free(all, name) =>
            {
                let at = at.index(all.len());
                all[at].0 = name.to_owned();
            }
            (Self::Add(name, token), Written::Object(all)) if is_free(all, name) => {
                all.push((name.to_owned(), Written::Token(token.to_owned())));
            }
            (Self::Add(_, token), Written::List(all)) => {
                all.push(Written::Token(token.to_owned()));
            }
            (Self::Reverse, Written::List(all)) => all.reverse(),
            (Self::Reverse, Written::Object(all)) => all.reverse(),
            _ => {}
        }
    }
}

fn is_free(members: &[(String, Written)], name: &str) -> bool {
    members.iter().all(|(other, _)| meant(other) != meant(name))
}

#[test]
fn every_type_reads_what_it_writes() {
    for (number, (both, value)) in types().into_iter().enumerate() {
        let text = value.to_string();
        assert!(both(&text).is_ok_and(|told| told), "type {number}: {text}");
    }
}

proptest! {
    #![proptest_config(Config::with_cases(crate::cases(3_000)))]

    #[test]
    fn ours_reads_as_serde_json_does(
        which: Index,
        edits in prop::collection::vec((any::<Index>(), any_edit()), 0..4),
        blank in select(&["", "", " ", "\r\n\t "][..]),
        behind in select(&["", "", "", "", " ", "x", "{}", ","][..]),
        cut in prop::option::weighted(0.05, any::<Index>()),
    ) {
        let types = types();
        let (both, value) = &types[which.index(types.len())];
        let mut written = Written::of(value);
        for (at, edit) in edits {
            let mut number = at.index(written.count());
            if let Some(to) = written.nth(&mut number) {
                edit.apply(to);
            }
        }
        let mut text = written.text(blank) + behind;
        if let Some(cut) = cut {
            let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            text.truncate(cut.get(&ends).to_owned());
        }
        both(&text)?;
    }
}

/// Where what a text means is nobody's business but its writer's, ours has ways of its own.
#[test]
fn where_ours_differs() {
    let read = |text: &str| (serde_json::from_str::<Small>(text), typed::from_str::<Small>(text));
    // Of a name that comes twice the last counts.
    let (alone, ours) = read(r#"{"id":1,"id":2}"#);
    assert!(alone.is_err() && ours.is_ok_and(|it| it.id == 2));
    // A struct is an object.
    let (alone, ours) = read(r#"[1,"x"]"#);
    assert!(alone.is_ok() && ours.is_err());
    // What nobody reads has to be sound, too.
    let any = |of: &str| format!("{{\"kind\":\"empty\",\"of\":{of}}}");
    for of in ["1e400", r#""\ud83c""#, &"[".repeat(200)] {
        let text = any(of);
        assert!(typed::from_str::<Inside>(&text).is_err(), "{text}");
    }
}
