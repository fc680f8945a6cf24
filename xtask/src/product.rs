//! Builds all that is shipped: package, Worker and page.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use anyhow::{Context, Result};

use crate::{fresh, package, run, setup, worker};

/// The logos services want beside their data: whose, the file, and the service's colour.
const LOGOS: [(&str, &str, &str); 1] = [("tmdb", "themoviedatabase.svg", "#01b4e4")];

/// Design: two cores are kept busy. npm downloads while the core compiles, and
/// the package is made small while the hub compiles; the compilations share
/// cargo's lock and follow each other.
pub(crate) fn build() -> Result<()> {
    thread::scope(|scope| {
        let npm = scope.spawn(setup::npm);
        let core = package::compile("core", "bindings");
        let full = package::compile("full", "full");
        let history = package::history();
        run::joined(npm)?;
        let (core, full, history) = (core?, full?, history?);
        let package = scope.spawn(move || package::assemble(&core, &full, &history));
        let hub = worker::compile().and_then(|hub| worker::assemble(&hub));
        run::joined(package)?;
        hub
    })?;
    page()
}

/// The page as the hub serves it: bundled from `www` and the built package, with what it plays.
fn page() -> Result<()> {
    let app = Path::new("target/app");
    run::step("bundle the page", false, || {
        let mut vite = Command::new("node");
        vite.args(["node_modules/vite/bin/vite.js", "build", "www", "--logLevel", "warn"]);
        run::quiet(&mut vite, "vite.log")?;
        fresh::copy(Path::new("www/media"), &app.join("media"), |file| {
            // How the media were made is for readers of the repository.
            file.extension().is_some_and(|end| end == "mjs")
        })?;
        fs::copy("worker/openapi.json", app.join("openapi.json"))?;
        let mut script = Command::new("node");
        script.arg("www/userscript/build.mjs").arg(app.join("playtally.user.js"));
        run::quiet(&mut script, "userscript.log")?;
        logos(&app.join("logos"))
    })
}

/// Draws each logo in its own colour: the collection has outlines alone.
fn logos(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for (service, file, colour) in LOGOS {
        let outline = Path::new("node_modules/simple-icons/icons").join(file);
        let svg = fs::read_to_string(&outline)
            .with_context(|| format!("{}: npm packages are missing", outline.display()))?;
        let drawn = svg.replacen("<svg ", &format!("<svg fill=\"{colour}\" "), 1);
        fs::write(folder.join(service).with_extension("svg"), drawn)?;
    }
    Ok(())
}
