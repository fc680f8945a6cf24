//! From Rust to wasm: cargo, then wasm-bindgen's own library, then wasm-opt.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{alike, fresh, run};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// What rustc turns on for this target. One by one: all at once would emit types
/// that Node 20 refuses.
pub(crate) const OPTIONS: &[&str] = &[
    // The last kilobyte of the stack: who gets there is about to trap.
    "--low-memory-unused",
    // A function with many variables needs two bytes to name one.
    "--one-caller-inline-max-function-size=20",
    "-Oz",
    "--gufa",
    "-Oz",
    // Where nothing is alike, by name.
    "--reorder-functions-by-name",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What every compilation depends on besides its package's own files.
const SOURCES: &[&str] = &["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "src"];

/// Compiles one package into a wasm called `name`, and tells where it lies; `sources` are
/// its own files, where it is not the core.
///
/// Design: a cargo call of its own for each wasm. Features unify within a
/// call, and the core's exports would turn up in the Worker. The crate type is
/// asked for here, so that nobody who merely depends on the core links a wasm of it.
pub(crate) fn compile(
    package: &str,
    name: &str,
    sources: &[&str],
    more: &[&str],
) -> Result<PathBuf> {
    let file = format!("{}.wasm", package.replace('-', "_"));
    let built = Path::new("target").join(TARGET).join("release-wasm").join(file);
    // The next build of the same package, with other features, writes over it: cargo alone
    // would link it anew each time.
    let kept = Path::new("target/wasm").join(name).with_extension("wasm");
    let inputs: Vec<_> = SOURCES.iter().chain(sources).map(Path::new).collect();
    fresh::make(&format!("compile {name} for wasm"), &inputs, more, &[&kept], || {
        let mut cargo = Command::new("cargo");
        cargo.args(["rustc", "--locked", "--lib", "--crate-type", "cdylib"]);
        cargo.args(["--package", package, "--target", TARGET, "--profile", "release-wasm"]);
        cargo.args(more);
        run::loud(cargo.env("CARGO_ENCODED_RUSTFLAGS", remapped()?))?;
        fs::create_dir_all("target/wasm")?;
        fs::copy(&built, &kept).with_context(|| built.display().to_string())?;
        Ok(())
    })?;
    Ok(kept)
}

/// Flags that take this machine's folders out of the panic messages, so that the
/// wasm and its size are the same wherever it is built.
fn remapped() -> Result<OsString> {
    let sources = cargo_home()?.join("registry/src");
    let mut flags = Vec::new();
    if sources.is_dir() {
        for entry in fs::read_dir(&sources)? {
            let mut flag = OsString::from("--remap-path-prefix=");
            flag.push(entry?.path());
            flag.push("=crates");
            flags.push(flag);
        }
    }
    flags.sort();
    Ok(flags.join(&OsString::from("\x1f")))
}

fn cargo_home() -> Result<PathBuf> {
    if let Some(home) = env::var_os("CARGO_HOME").filter(|home| !home.is_empty()) {
        return Ok(home.into());
    }
    let home = env::home_dir().context("this machine has no home folder")?;
    Ok(home.join(".cargo"))
}

/// Whether functions keep their names: for measuring alone, they are half the bytes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Names {
    Kept,
    Dropped,
}

/// Writes wasm and glue into a folder, emptied first, and makes the wasm small: twice
/// over, and with alike functions side by side, which compresses better.
pub(crate) fn bind(
    bindgen: &mut Bindgen,
    input: &Path,
    name: &str,
    out: &Path,
    names: Names,
) -> Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    bindgen.input_path(input).out_name(name).remove_producers_section(true).generate(out)?;
    let wasm = out.join(format!("{name}_bg.wasm"));
    let mut opt = Command::new("node");
    opt.arg("node_modules/binaryen/bin/wasm-opt").args(OPTIONS).arg(&wasm).arg("-o").arg(&wasm);
    opt.arg(match names {
        Names::Kept => "--debuginfo",
        Names::Dropped => "--strip-debug",
    });
    run::quiet(&mut opt, &format!("wasm-opt-{name}.log"))?;
    fs::write(&wasm, alike::side_by_side(&fs::read(&wasm)?)?)?;
    Ok(())
}
