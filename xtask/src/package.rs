//! The npm package: the core as wasm with its glue, put together by
//! `pkg-template/build.mjs` and packed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::wasm::{self, Names};
use crate::{fresh, product, run, setup, worker};

/// Where wasm-bindgen puts the core's glue, for the default entry.
pub(crate) const GLUE: &str = "target/glue";
/// The same for `playtally/full`.
pub(crate) const FULL_GLUE: &str = "target/glue-full";
/// The same for `playtally/history`.
pub(crate) const HISTORY_GLUE: &str = "target/glue-history";
/// All of the core with the names of its functions, to be weighed part by part.
const NAMED: &str = "target/glue-named";
/// The package as it will be unpacked.
pub(crate) const OUT: &str = "target/package";

pub(crate) fn task(_: &[String]) -> Result<()> {
    setup::base()?;
    product::build()?;
    run::loud(&mut weigh())
}

/// Glue, package and tarball, from the core compiled for each of the three entries.
pub(crate) fn assemble(core: &Path, full: &Path, history: &Path) -> Result<()> {
    let (glue, full_glue) = (Path::new(GLUE), Path::new(FULL_GLUE));
    let history_glue = Path::new(HISTORY_GLUE);
    bind("bind the core", core, glue, Names::Dropped)?;
    bind("bind the full core", full, full_glue, Names::Dropped)?;
    bind("bind the history", history, history_glue, Names::Dropped)?;
    let template = Path::new("pkg-template");
    let out = Path::new(OUT);
    let inputs = [glue, full_glue, history_glue, template];
    fresh::make("put the package together", &inputs, &[], &[out], || {
        run::quiet(&mut build(), "assemble.log")?;
        pack(out)
    })
}

/// The core with these features, as a wasm called `name`.
pub(crate) fn compile(name: &str, features: &str) -> Result<PathBuf> {
    wasm::compile("playtally", name, &[], &["--no-default-features", "--features", features])
}

/// The core that goes into `playtally/history`. A million plays are put together in it, so
/// that it is built for speed, not for size as the others are.
pub(crate) fn history() -> Result<PathBuf> {
    let fast = "profile.release-wasm.opt-level=3";
    let words = ["--no-default-features", "--features", "library", "--config", fast];
    wasm::compile("playtally", "history", &[], &words)
}

/// The full core with the services of a hub besides, and with the names of its functions.
pub(crate) fn named() -> Result<()> {
    let all = wasm::compile("playtally", "all", &[], &["--features", "full"])?;
    bind("bind all of the core with its names", &all, Path::new(NAMED), Names::Kept)
}

fn bind(what: &str, core: &Path, glue: &Path, names: Names) -> Result<()> {
    let lock = Path::new("package-lock.json");
    fresh::make(what, &[core, lock], wasm::OPTIONS, &[glue], || {
        let mut bindgen = Bindgen::new();
        bindgen.bundler(true)?.typescript(false);
        wasm::bind(&mut bindgen, core, "core", glue, names)
    })
}

/// The template's own program that puts the package together.
fn build() -> Command {
    let mut node = Command::new("node");
    node.args(["pkg-template/build.mjs", "--glue", GLUE, "--full", FULL_GLUE]);
    node.args(["--history", HISTORY_GLUE, "--out", OUT]);
    node
}

/// The one that weighs what is shipped.
pub(crate) fn weigh() -> Command {
    let mut node = Command::new("node");
    node.args(["pkg-template/weigh.mjs", "--package", OUT, "--worker", worker::OUT]);
    node.args(["--userscript", "target/app/playtally.user.js"]);
    node
}

/// Packs into `target/`, where only the newest tarball stays.
fn pack(out: &Path) -> Result<()> {
    for entry in fs::read_dir("target")? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "tgz") {
            fs::remove_file(&path).with_context(|| path.display().to_string())?;
        }
    }
    let folder = Path::new(".").join(out);
    let mut npm = Command::new("npm");
    npm.args(["pack", "--ignore-scripts", "--pack-destination", "target"]).arg(folder);
    run::quiet(&mut npm, "npm-pack.log")
}
