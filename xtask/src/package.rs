//! The npm package: the core as wasm with its glue, put together by
//! `pkg-template/build.mjs` and packed.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{fresh, product, run, setup, wasm};

/// Where wasm-bindgen puts the core's glue.
pub(crate) const GLUE: &str = "target/glue";
/// The package as it will be unpacked.
pub(crate) const OUT: &str = "target/package";

pub(crate) fn task(_: &[String]) -> Result<()> {
    setup::base()?;
    product::build()?;
    print!("{}", fs::read_to_string("target/xtask/logs/assemble.log").unwrap_or_default());
    Ok(())
}

/// Glue, package and tarball, from the compiled core.
pub(crate) fn assemble(core: &Path) -> Result<()> {
    let glue = Path::new(GLUE);
    let lock = Path::new("package-lock.json");
    fresh::make("bind the core", &[core, lock], wasm::OPTIONS, &[glue], || {
        wasm::bind(Bindgen::new().bundler(true)?.typescript(true), core, "core", glue)
    })?;
    let template = Path::new("pkg-template");
    let out = Path::new(OUT);
    fresh::make("put the package together", &[glue, template], &[], &[out], || {
        run::quiet(&mut build(), "assemble.log")?;
        pack(out)
    })
}

/// The template's own program.
pub(crate) fn build() -> Command {
    let mut node = Command::new("node");
    node.args(["pkg-template/build.mjs", "--glue", GLUE, "--out", OUT]);
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
