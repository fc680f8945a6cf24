//! Dependencies point one way: what each part of the core may name, read off its source.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What knows nothing of the rest; any part may use it.
const TOOLS: &[&str] = &["json", "map", "sorted", "typed"];

/// The parts, each with those it may use besides.
const LAYERS: &[(&str, &[&str])] = &[
    ("time", &[]),
    ("http", &[]),
    ("error", &["time"]),
    ("media", &["time", "http", "error"]),
    ("threshold", &["time", "http", "error", "media"]),
    ("session", &["time", "http", "error", "media", "threshold"]),
    ("servers", &["time", "http", "media", "threshold", "session"]),
    ("auth", &["time", "http", "error"]),
    ("providers", &["time", "http", "error", "media", "threshold", "session", "auth"]),
    ("outbox", &["time", "http", "error", "media", "threshold", "session", "auth", "providers"]),
    ("lookup", &["time", "http", "error", "media", "auth", "providers"]),
    ("history", &["time", "error", "media", "providers", "lookup"]),
    (
        "bindings",
        &[
            "time",
            "http",
            "error",
            "media",
            "threshold",
            "session",
            "auth",
            "providers",
            "lookup",
            "outbox",
            "history",
        ],
    ),
];

const WASM_CRATES: &[&str] = &["wasm_bindgen", "js_sys", "web_sys", "gloo"];

/// A source file: its module path below the crate, and its code without comments.
struct Source {
    path: Vec<String>,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let inside = path.strip_prefix(root).unwrap().with_extension("");
            let mut names: Vec<String> =
                inside.iter().map(|name| name.to_str().unwrap().to_owned()).collect();
            names.retain(|name| name != "mod" && name != "lib");
            let text = fs::read_to_string(&path).unwrap();
            let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.push(Source { path: names, code: lines.collect::<Vec<_>>().join("\n") });
        }
    }
}

/// The parts of the core that a file names, by `crate::` or by enough `super::`.
fn named_parts(source: &Source) -> BTreeSet<String> {
    let to_root = "super::".repeat(source.path.len());
    ["crate::", &to_root]
        .iter()
        .filter(|prefix| !prefix.is_empty())
        .flat_map(|prefix| source.code.split(*prefix).skip(1))
        .flat_map(|rest| {
            // `crate::{time::Timestamp, media}` names each of its members.
            let list = rest.strip_prefix('{').map(|list| list.split("};").next().unwrap_or(list));
            list.map_or_else(|| vec![rest], |list| list.split(',').collect())
        })
        .map(first_word)
        .filter(|word| below(word).is_some())
        .collect()
}

/// What a part may use besides the tools; a tool, nothing.
fn below(part: &str) -> Option<&'static [&'static str]> {
    let layer = LAYERS.iter().find(|(name, _)| *name == part).map(|(_, below)| *below);
    layer.or_else(|| TOOLS.contains(&part).then_some(&[]))
}

fn first_word(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// The services' folders.
fn services() -> BTreeSet<String> {
    sources()
        .into_iter()
        .filter(|source| source.path.first().is_some_and(|part| part == "providers"))
        .filter(|source| source.path.get(2).is_some_and(|file| file == "endpoints"))
        .map(|source| source.path[1].clone())
        .collect()
}

#[test]
fn every_part_uses_only_what_lies_below_it() {
    let mut edges = BTreeSet::new();
    for source in sources() {
        let Some(part) = source.path.first() else { continue };
        let below = below(part).unwrap_or_else(|| panic!("{part} is not in the table of layers"));
        for used in named_parts(&source) {
            assert!(
                used == *part || below.contains(&&*used) || TOOLS.contains(&&*used),
                "{} names {used}",
                source.path.join("::")
            );
            edges.insert((part.clone(), used));
        }
    }
    // The reader itself works: these uses are known to be there.
    for (part, used) in [("error", "time"), ("providers", "auth"), ("outbox", "media")] {
        assert!(edges.contains(&(part.to_owned(), used.to_owned())), "{part} -> {used}");
    }
}

#[test]
fn a_service_is_named_by_its_row_alone() {
    let services = services();
    assert!(services.contains("trakt") && services.len() >= 3, "{services:?}");
    for source in sources() {
        let own = (source.path.first().is_some_and(|part| part == "providers"))
            .then(|| source.path.get(1).cloned())
            .flatten();
        // The tables; that of the formats lists files of its own that are called like them.
        if source.path == ["providers"] || source.path == ["history", "formats"] {
            continue;
        }
        for service in services.iter().filter(|service| own.as_ref() != Some(service)) {
            // A text may begin like that: `"tmdb::1:5"` is the id of a video.
            let named = source.code.match_indices(&format!("{service}::")).any(|(at, _)| {
                let within = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '"');
                !source.code[..at].ends_with(within)
            });
            assert!(!named, "{} names {service}", source.path.join("::"));
        }
    }
}

#[test]
fn only_the_bindings_know_wasm() {
    for source in sources() {
        if source.path.first().is_some_and(|part| part == "bindings") {
            continue;
        }
        for name in WASM_CRATES {
            assert!(!source.code.contains(name), "{} names {name}", source.path.join("::"));
        }
    }
}

#[test]
fn a_use_is_found_in_every_form() {
    let parts = |path: &[&str], code: &str| {
        let path = path.iter().map(|name| (*name).to_owned()).collect();
        named_parts(&Source { path, code: code.to_owned() })
    };
    let expected = BTreeSet::from(["media".to_owned(), "time".to_owned()]);
    assert_eq!(parts(&["auth"], "use crate::media::Kind;\nlet t = crate::time::Span;"), expected);
    assert_eq!(parts(&["auth"], "use crate::{media::Kind, time::{Span, Timestamp}};"), expected);
    assert_eq!(parts(&["auth"], "use super::media;\nuse super::time::Span;"), expected);
    assert_eq!(
        parts(&["auth", "state"], "use super::super::media;\nuse super::super::time;"),
        expected
    );
    assert_eq!(parts(&["auth", "state"], "use super::time;"), BTreeSet::new());
}
