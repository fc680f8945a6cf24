//! Finds or installs what the other commands need. Where it may not install, it
//! says what to type.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail, ensure};

use crate::{run, wasm};

/// The release that runs tests in a browser must be the one the crate is linked to.
const WASM_BINDGEN: &str = "0.2.130";
const CARGO_MUTANTS: &str = "27.1.0";
const CARGO_FUZZ: &str = "0.13.2";
const TOOLS: &str = "target/tools";

pub(crate) fn everything(_: &[String]) -> Result<()> {
    base()?;
    npm()?;
    Browser::find_or_install()?;
    firefox()?;
    wasm_runner()?;
    Ok(())
}

/// What every build needs, but for npm's packages, which load while cargo works.
pub(crate) fn base() -> Result<()> {
    node()?;
    wasm_target()
}

fn node() -> Result<()> {
    let version = run::output(Command::new("node").arg("--version"))
        .context("Node 20.19 or newer is needed: https://nodejs.org")?;
    ensure!(
        recent(&version).with_context(|| format!("node says {version}"))?,
        "Node 20.19 or newer is needed; this is {}",
        version.trim()
    );
    Ok(())
}

/// Whether that Node lets a program `require` a module, as the package promises.
fn recent(version: &str) -> Option<bool> {
    let mut numbers = version.trim().strip_prefix('v')?.split('.').map(|part| part.parse().ok());
    let release: (u32, u32) = (numbers.next()??, numbers.next()??);
    Some(release >= (22, 12) || (20, 19) <= release && release.0 == 20)
}

fn wasm_target() -> Result<()> {
    let mut rustc = Command::new("rustc");
    let folder = run::output(rustc.args(["--print", "target-libdir", "--target", wasm::TARGET]))?;
    let there = Path::new(folder.trim()).is_dir();
    run::step("wasm target of the compiler", there, || {
        let mut rustup = Command::new("rustup");
        run::loud(rustup.args(["target", "add", wasm::TARGET]))
            .with_context(|| typed(&format!("rustup target add {}", wasm::TARGET)))
    })
}

/// npm's packages for everything in the repository.
pub(crate) fn npm() -> Result<()> {
    npm_in("npm packages", Path::new("."))
}

/// npm's packages of one folder, exactly as locked. What was installed is noted beside
/// them, so removing the folder removes the note.
pub(crate) fn npm_in(what: &str, folder: &Path) -> Result<()> {
    let note = folder.join("node_modules/.installed-lock.json");
    let lock = fs::read(folder.join("package-lock.json"))?;
    let there = fs::read(&note).is_ok_and(|installed| installed == lock);
    run::step(what, there, || {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder);
        run::quiet(&mut npm, &format!("{}.log", what.replace(' ', "-")))
            .with_context(|| typed(&format!("cd {} && npm ci", folder.display())))?;
        fs::write(&note, &lock).context("noting what is installed")
    })
}

/// Chromium without windows: the same engine, at two thirds of the work.
const SHELL: &str = "chromium-headless-shell";

/// A browser, and the program that drives it for the runner of wasm-bindgen's tests.
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

impl Browser {
    pub(crate) fn find_or_install() -> Result<Browser> {
        let best = named("PLAYTALLY_CHROMIUM").is_some() || run::find(SHELL).is_some();
        let enough = Browser::find().is_some() && (best || !may_install());
        let installed = run::step("browser for the tests", enough, || {
            install(&["chromium", "chromium-driver", SHELL])
        });
        // A system without the shell may have a Chromium all the same.
        if let Some(browser) = Browser::find() {
            return Ok(browser);
        }
        installed?;
        bail!(
            "no Chromium with its chromedriver on the path; install them, or name them in \
             PLAYTALLY_CHROMIUM and PLAYTALLY_CHROMEDRIVER"
        )
    }

    fn find() -> Option<Browser> {
        let names = [SHELL, "chromium", "chromium-browser", "google-chrome"];
        let chromium = named("PLAYTALLY_CHROMIUM")
            .or_else(|| names.iter().find_map(|name| run::find(name)))?;
        let driver = named("PLAYTALLY_CHROMEDRIVER").or_else(|| run::find("chromedriver"))?;
        Some(Browser { chromium, driver })
    }
}

fn named(variable: &str) -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os(variable)?);
    path.is_file().then_some(path)
}

/// The browser that one journey is made in besides, over WebDriver BiDi.
pub(crate) fn firefox() -> Result<PathBuf> {
    let find = || {
        named("PLAYTALLY_FIREFOX")
            .or_else(|| run::find("firefox-esr"))
            .or_else(|| run::find("firefox"))
    };
    let found = find();
    run::step("Firefox for the tests", found.is_some(), || install(&["firefox-esr"]))?;
    found
        .or_else(find)
        .context("no Firefox on the path; install it, or name it in PLAYTALLY_FIREFOX")
}

fn may_install() -> bool {
    let root = run::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    root && run::find("apt-get").is_some()
}

/// Debian's packages, where this machine lets us.
fn install(packages: &[&str]) -> Result<()> {
    let by_hand = || typed(&format!("sudo apt-get install {}", packages.join(" ")));
    if !may_install() {
        bail!("{}", by_hand());
    }
    let apt = |words: &[&str], log: &str| {
        let mut apt = Command::new("apt-get");
        run::quiet(apt.env("DEBIAN_FRONTEND", "noninteractive").args(words), log)
    };
    apt(&["update"], "apt-update.log")?;
    let words = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    apt(&words, "apt-install.log").with_context(by_hand)
}

/// What runs tests that are compiled to wasm.
///
/// Design: from source, unoptimised and into `target/tools`. It starts a browser and
/// is compiled for that on a new machine each time; and a person's own wasm-bindgen
/// of another release stays as it is.
pub(crate) fn wasm_runner() -> Result<PathBuf> {
    let program = "wasm-bindgen-test-runner";
    // Its lock file names a release that was withdrawn.
    tool("wasm-bindgen-cli", program, WASM_BINDGEN, &["--bin", program])?;
    Ok(std::path::absolute(TOOLS)?.join("bin").join(program))
}

/// What changes the code to see whether a test notices.
pub(crate) fn cargo_mutants() -> Result<PathBuf> {
    tool("cargo-mutants", "cargo-mutants", CARGO_MUTANTS, &["--locked"])?;
    Ok(std::path::absolute(TOOLS)?.join("bin/cargo-mutants"))
}

/// What finds inputs nobody thought of: the folder to put on the path.
pub(crate) fn cargo_fuzz() -> Result<PathBuf> {
    tool("cargo-fuzz", "cargo-fuzz", CARGO_FUZZ, &["--locked"])?;
    Ok(std::path::absolute(TOOLS)?.join("bin"))
}

fn tool(package: &str, program: &str, version: &str, more: &[&str]) -> Result<()> {
    let file = Path::new(TOOLS).join("bin").join(program);
    // What extends cargo is asked as cargo would call it.
    let called = program.strip_prefix("cargo-");
    let says = |file: &Path| run::output(Command::new(file).args(called).arg("--version"));
    let there = file.is_file() && says(&file)?.trim().ends_with(version);
    run::step(&format!("{package} {version}"), there, || {
        let mut cargo = Command::new("cargo");
        cargo.args(["install", "--debug", "--root", TOOLS, "--target-dir"]);
        cargo.arg(Path::new(TOOLS).join("build"));
        cargo.args(["--force", package, "--version", version]).args(more);
        run::quiet(&mut cargo, &format!("{package}.log"))
            .with_context(|| typed(&format!("cargo install --root {TOOLS} {package}@{version}")))?;
        let said = says(&file)?;
        match said.trim().ends_with(version) {
            true => Ok(()),
            false => Err(anyhow!("{program} says {said}")),
        }
    })
}

fn typed(command: &str) -> String {
    format!("this could not be done here; type: {command}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_is_recent_from_the_release_that_can_require_modules() {
        let yes = ["v20.19.0", "v20.20.2\n", "v22.12.0", "v24.1.0"];
        assert!(yes.iter().all(|version| recent(version) == Some(true)));
        let no = ["v18.20.0", "v20.18.3", "v21.7.0", "v22.11.0"];
        assert!(no.iter().all(|version| recent(version) == Some(false)));
        assert_eq!(recent("20.19"), None);
    }
}
