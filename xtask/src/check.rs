//! What can be known without running anything: formatting, lints, documentation,
//! dependencies and the Worker's exports.

use std::collections::BTreeSet;
use std::process::Command;
use std::thread;

use anyhow::{Result, bail, ensure};

use crate::{fuzz, mutants, package, product, run, setup, wasm, worker};

/// Crates that only make sense beside JavaScript.
const WASM_CRATES: &[&str] = &["wasm-bindgen", "js-sys", "web-sys", "gloo", "worker"];

type Check = (&'static str, fn() -> Result<()>);

const CHECKS: &[Check] = &[
    ("formatting", || cargo(&["fmt", "--all", "--check"])),
    ("lints, natively", || clippy(&["--workspace", "--all-targets"])),
    ("lints of the bindings", || {
        clippy(&["--package", "playtally", "--features", "full,library", "--target", wasm::TARGET])
    }),
    ("lints of the hub", || clippy(&["--package", "playtally-hub", "--target", wasm::TARGET])),
    ("documentation", documentation),
    ("the core's dependencies", core_is_plain),
    ("licences, sources, duplicates", deny),
];

pub(crate) fn check(words: &[String]) -> Result<()> {
    match words.split_first() {
        None => quick(),
        Some((option, areas)) if option == "--mutants" => mutants::mutants(areas),
        Some((option, minutes)) if option == "--fuzz" => fuzz::fuzz(minutes),
        Some((unknown, _)) => bail!("`{unknown}` is no option; there are --mutants, --fuzz"),
    }
}

/// Design: what is shipped is built meanwhile. Most of that is linking, which keeps one
/// core busy.
fn quick() -> Result<()> {
    setup::base()?;
    let mut failed = Vec::new();
    let mut note = |name, outcome: Result<()>| {
        if let Err(error) = outcome {
            println!("FAILED: {error:#}");
            failed.push(name);
        }
    };
    thread::scope(|scope| {
        let built = scope.spawn(product::build);
        for (name, check) in CHECKS {
            println!("== {name}");
            note(*name, check());
        }
        let name = "the Worker's exports";
        println!("== {name}");
        note(name, run::joined(built).and_then(|()| worker_exports_its_own()));
    });
    if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join("; ")) }
}

fn cargo(words: &[&str]) -> Result<()> {
    run::loud(Command::new("cargo").args(words))
}

fn clippy(what: &[&str]) -> Result<()> {
    cargo(&[&["clippy", "--quiet", "--locked"], what, &["--", "-D", "warnings"]].concat())
}

/// Of the core, without a warning.
fn documentation() -> Result<()> {
    let mut doc = Command::new("cargo");
    doc.args(["doc", "--quiet", "--locked", "--no-deps", "--package", "playtally"]);
    run::loud(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

/// Without its bindings the core knows nothing of wasm.
fn core_is_plain() -> Result<()> {
    let mut tree = Command::new("cargo");
    tree.args(["tree", "--locked", "--package", "playtally", "--no-default-features"]);
    tree.args(["--edges", "normal", "--prefix", "none", "--target", wasm::TARGET]);
    let tree = run::output(&mut tree)?;
    let found = wasm_crates(&tree);
    ensure!(found.is_empty(), "the core depends on {}", found.join(", "));
    Ok(())
}

fn wasm_crates(tree: &str) -> Vec<&str> {
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    names.filter(|name| WASM_CRATES.iter().any(|word| name.starts_with(word))).collect()
}

fn deny() -> Result<()> {
    if run::find("cargo-deny").is_none() {
        println!("not installed, so not looked at; type: cargo install --locked cargo-deny");
        return Ok(());
    }
    cargo(&["deny", "--workspace", "--all-features", "check", "bans", "licenses", "sources"])
}

/// Nothing of the package's border has slipped into the Worker.
fn worker_exports_its_own() -> Result<()> {
    let core = exports(&format!("{}/core_bg.wasm", package::FULL_GLUE))?;
    let hub = exports(&format!("{}/index_bg.wasm", worker::OUT))?;
    ensure!(hub.contains("fetch"), "the Worker exports no `fetch`");
    let both = in_both(&core, &hub);
    ensure!(both.is_empty(), "the Worker exports the package's {}", both.join(", "));
    Ok(())
}

fn exports(wasm: &str) -> Result<BTreeSet<String>> {
    const LIST: &str = "const wasm = require('node:fs').readFileSync(process.argv[1]);
        const list = WebAssembly.Module.exports(new WebAssembly.Module(wasm));
        for (const { name } of list) console.log(name);";
    let list = run::output(Command::new("node").args(["-e", LIST, wasm]))?;
    Ok(list.lines().map(str::to_owned).collect())
}

/// Shared names that are not wasm-bindgen's own, which begin with two underscores.
fn in_both<'a>(one: &'a BTreeSet<String>, other: &'a BTreeSet<String>) -> Vec<&'a str> {
    let own = |name: &&str| !name.starts_with("__") && *name != "memory";
    one.intersection(other).map(String::as_str).filter(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wasm_crates_are_found_by_the_start_of_their_names() {
        let tree = "playtally v0.1.0 (proc-macro)\nserde v1.0.0\njs-sys v0.3.1\ngloo-net v0.7.0\n";
        assert_eq!(wasm_crates(tree), ["js-sys", "gloo-net"]);
        assert!(wasm_crates("playtally v0.1.0\nserde v1.0.0").is_empty());
    }

    #[test]
    fn only_names_of_ours_count_as_shared() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let core = set(&["memory", "__wbindgen_malloc", "parseVideoId"]);
        assert!(in_both(&core, &set(&["memory", "__wbindgen_malloc", "fetch"])).is_empty());
        assert_eq!(in_both(&core, &set(&["fetch", "parseVideoId"])), ["parseVideoId"]);
    }
}
