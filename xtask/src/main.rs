//! Sets up, builds, runs, tests and measures everything in this repository.

mod alike;
mod bench;
mod check;
mod count;
mod demo;
mod fresh;
mod fuzz;
mod mutants;
mod package;
mod product;
mod run;
mod setup;
mod suites;
mod wasm;
mod worker;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

struct Task {
    name: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Result<()>,
}

const TASKS: &[Task] = &[
    Task { name: "setup", about: "install what the other commands need", run: setup::everything },
    Task { name: "demo", about: "build, start hub, sandbox and page [--port N]", run: demo::demo },
    Task { name: "test", about: "run every suite, or those named [--long]", run: suites::test },
    Task {
        name: "bench",
        about: "measure all, and write target/bench.json, or only [SECTION…]",
        run: bench::bench,
    },
    Task { name: "package", about: "build the npm package", run: package::task },
    Task {
        name: "check",
        about: "formatting, lints, documentation, exports [--mutants [AREA…] | --fuzz MINUTES]",
        run: check::check,
    },
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(words: &[String]) -> Result<()> {
    // Every path below is relative to the repository's root.
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    std::env::set_current_dir(root).context("entering the repository's root")?;

    let Some((name, rest)) = words.split_first() else {
        println!("cargo xtask COMMAND");
        for task in TASKS {
            println!("  {:8} {}", task.name, task.about);
        }
        return Ok(());
    };
    match TASKS.iter().find(|task| task.name == name) {
        Some(task) => (task.run)(rest),
        None => bail!("no command `{name}`; `cargo xtask` lists them"),
    }
}
