//! Every test, suite by suite: headings, counts, and what failed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::count::{self, Count};
use crate::{fresh, package, product, run, setup, wasm};

/// A file of tests that is not done by then hangs; the rest are still worth running.
const HANGS_AFTER: Duration = Duration::from_secs(15 * 60);

/// Files at a time. Where media play and hubs answer, a test waits most of its time.
const ALONE: u8 = 1;
const IN_PAIRS: u8 = 2;

struct Suite {
    name: &'static str,
    heading: &'static str,
    needs_browser: bool,
    command: fn(&Machine) -> Result<Command>,
    count: fn(&str) -> Count,
}

const SUITES: &[Suite] = &[
    Suite {
        name: "native",
        heading: "Rust, natively",
        needs_browser: false,
        command: |_| Ok(cargo_test()),
        count: count::rust,
    },
    Suite {
        name: "wasm",
        heading: "the core as wasm, in headless Chromium",
        needs_browser: true,
        command: wasm_tests,
        count: count::rust,
    },
    Suite {
        name: "package",
        heading: "the packed package",
        needs_browser: true,
        command: |machine| node_tests("tests/js", IN_PAIRS, machine),
        count: count::node,
    },
    Suite {
        name: "packaging",
        heading: "the packed package, environment by environment",
        needs_browser: true,
        command: |machine| node_tests("tests/packaging", ALONE, machine),
        count: count::node,
    },
    Suite {
        name: "sandbox",
        heading: "the sandbox",
        needs_browser: false,
        command: |machine| node_tests("tests/sandbox/tests", ALONE, machine),
        count: count::node,
    },
    Suite {
        name: "contracts",
        heading: "requests, fixtures and the sandbox, by the services' own contracts",
        needs_browser: false,
        command: contracts,
        count: count::node,
    },
    Suite {
        name: "worker",
        heading: "the Worker in workerd",
        needs_browser: false,
        command: |machine| node_tests("tests/worker", IN_PAIRS, machine),
        count: count::node,
    },
    Suite {
        name: "page",
        heading: "the page in Chromium",
        needs_browser: true,
        command: |machine| node_tests("tests/e2e", IN_PAIRS, machine),
        count: count::node,
    },
    Suite {
        name: "sites",
        heading: "the userscript on pages that behave as the sites do",
        needs_browser: true,
        command: |machine| node_tests("tests/sites", IN_PAIRS, machine),
        count: count::node,
    },
    Suite {
        name: "firefox",
        heading: "a journey in Firefox, over WebDriver BiDi",
        needs_browser: false,
        command: |machine| node_tests("tests/firefox", ALONE, machine),
        count: count::node,
    },
    Suite {
        name: "sizes",
        heading: "sizes, against those accepted",
        needs_browser: false,
        command: |_| Ok(sizes()),
        count: count::sizes,
    },
];

/// What the set-up found, as the suites are told it.
struct Machine {
    browser: Option<setup::Browser>,
    firefox: Option<PathBuf>,
    wasm_runner: Option<PathBuf>,
    long: bool,
}

pub(crate) fn test(words: &[String]) -> Result<()> {
    let (chosen, long) = choose(words)?;
    let machine = set_up(&chosen, long)?;

    let mut sum = Count::default();
    let mut failed = Vec::new();
    for suite in chosen {
        println!("\n== {}: {}", suite.name, suite.heading);
        let started = Instant::now();
        let outcome = run_suite(suite, &machine);
        let took = run::seconds(started.elapsed());
        match outcome {
            Ok(count) => {
                println!("{} passed  ({took})", count.passed);
                sum = sum.and(count);
            }
            Err(Failure { count, reason }) => {
                println!("{reason}  ({took})");
                sum = sum.and(count);
                failed.push(suite.name);
            }
        }
    }
    println!("\n{} passed, {} failed", sum.passed, sum.failed);
    if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(" ")) }
}

fn choose(words: &[String]) -> Result<(Vec<&'static Suite>, bool)> {
    let (options, names): (Vec<_>, Vec<_>) = words.iter().partition(|word| word.starts_with("--"));
    if let Some(unknown) = options.iter().find(|word| word.as_str() != "--long") {
        bail!("`{unknown}` is no option; there is --long");
    }
    if let Some(unknown) = names.iter().find(|name| SUITES.iter().all(|s| s.name != **name)) {
        let all: Vec<_> = SUITES.iter().map(|suite| suite.name).collect();
        bail!("no suite `{unknown}`; there are: {}", all.join(" "));
    }
    let wanted = |suite: &&Suite| names.is_empty() || names.iter().any(|name| *name == suite.name);
    Ok((SUITES.iter().filter(wanted).collect(), !options.is_empty()))
}

fn set_up(chosen: &[&Suite], long: bool) -> Result<Machine> {
    println!("== set-up");
    setup::base()?;
    let is_chosen = |name| chosen.iter().any(|suite| suite.name == name);
    let wasm_runner = is_chosen("wasm").then(setup::wasm_runner).transpose()?;
    let needs_browser = chosen.iter().any(|suite| suite.needs_browser);
    let browser = needs_browser.then(setup::Browser::find_or_install).transpose()?;
    let firefox = is_chosen("firefox").then(setup::firefox).transpose()?;
    if chosen.iter().any(|suite| !["native", "contracts"].contains(&suite.name)) {
        product::build()?;
    }
    Ok(Machine { browser, firefox, wasm_runner, long })
}

/// A suite that failed, with what can still be said of its tests.
struct Failure {
    count: Count,
    reason: String,
}

fn run_suite(suite: &Suite, machine: &Machine) -> Result<Count, Failure> {
    let log = PathBuf::from(format!("target/test-logs/{}.log", suite.name));
    let broken = |error: anyhow::Error| Failure {
        count: Count { failed: 1, ..Count::default() },
        reason: format!("FAILED: {error:#}"),
    };
    let mut command = (suite.command)(machine).map_err(broken)?;
    command.env("NO_COLOR", "1").env("CARGO_TERM_COLOR", "never");
    if machine.long {
        command.env("PLAYTALLY_LONG", "1");
    }
    let succeeded = run::logged(&mut command, &log).map_err(broken)?;
    let output = std::fs::read(&log).map_err(|error| broken(error.into()))?;
    let output = String::from_utf8_lossy(&output);
    for note in output.lines().filter_map(|line| line.strip_prefix("note: ")) {
        println!("   {note}");
    }
    let count = (suite.count)(&output);
    judge(succeeded, count).inspect_err(|_| {
        println!("{}\n(all of it: {})", run::tail(&log, 80), log.display());
    })
}

/// A suite passes when its runner says so, something ran, and nothing was skipped.
fn judge(succeeded: bool, count: Count) -> Result<Count, Failure> {
    let Count { passed, failed, skipped } = count;
    if failed > 0 {
        return Err(Failure { count, reason: format!("FAILED: {passed} passed, {failed} failed") });
    }
    let reason = match (succeeded, passed, skipped) {
        (false, ..) => format!("FAILED: {passed} passed, then the run broke off"),
        (_, 0, _) => "FAILED: no test ran".to_owned(),
        (.., 1..) => format!("FAILED: {passed} passed, {skipped} skipped"),
        _ => return Ok(count),
    };
    Err(Failure { count: Count { failed: 1, ..count }, reason })
}

fn cargo_test() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--locked", "--workspace", "--no-fail-fast"]);
    cargo
}

/// wasm-bindgen's runner reads `webdriver.json`.
fn wasm_tests(machine: &Machine) -> Result<Command> {
    let browser = machine.browser.as_ref().context("no browser")?;
    let runner = machine.wasm_runner.as_ref().context("no runner")?;
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--locked", "--target", wasm::TARGET, "--features", "full", "--lib"]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner);
    cargo.env("CHROMEDRIVER", &browser.driver).env("WASM_BINDGEN_TEST_ONLY_WEB", "1");
    Ok(cargo)
}

/// Node's runner on every `*.test.mjs` of a folder, so many files at a time.
fn node_tests(folder: &str, at_once: u8, machine: &Machine) -> Result<Command> {
    let files = fresh::files(Path::new(folder)).context("looking for tests")?;
    let files: Vec<_> =
        files.iter().filter(|file| file.to_string_lossy().ends_with(".test.mjs")).collect();
    if files.is_empty() {
        bail!("there is no test in {folder}");
    }
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec"]);
    node.arg(format!("--test-concurrency={at_once}"));
    if !machine.long {
        node.arg(format!("--test-timeout={}", HANGS_AFTER.as_millis()));
    }
    node.args(files);
    if let Some(browser) = &machine.browser {
        node.env("PLAYTALLY_CHROMIUM", &browser.chromium);
    }
    if let Some(firefox) = &machine.firefox {
        node.env("PLAYTALLY_FIREFOX", firefox);
    }
    Ok(node)
}

/// The core says first what it would send.
fn contracts(machine: &Machine) -> Result<Command> {
    let mut planned = Command::new("cargo");
    planned.args(["test", "--locked", "--workspace", "--test", "it"]);
    planned.arg("planned_requests_are_written_down");
    let log = Path::new("target/test-logs/planned.log");
    if !run::logged(planned.env("CARGO_TERM_COLOR", "never"), log)? {
        bail!("what is planned could not be written down\n{}", run::tail(log, 40));
    }
    node_tests("tests/contracts", ALONE, machine)
}

fn sizes() -> Command {
    let mut weigh = package::weigh();
    weigh.arg("--check");
    weigh
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn names(text: &str) -> Vec<&'static str> {
        let (chosen, _) = choose(&words(text)).unwrap();
        chosen.iter().map(|suite| suite.name).collect()
    }

    #[test]
    fn all_suites_or_those_named() {
        assert_eq!(names("").len(), SUITES.len());
        assert_eq!(names("--long").len(), SUITES.len());
        assert_eq!(names("worker native"), ["native", "worker"]);
        assert!(choose(&words("--long")).unwrap().1);
        assert!(choose(&words("nativ")).is_err());
        assert!(choose(&words("--short")).is_err());
    }

    #[test]
    fn a_suite_must_run_something_and_skip_nothing() {
        let count = |passed, failed, skipped| Count { passed, failed, skipped };
        let failed = |succeeded, c| judge(succeeded, c).err().map(|failure| failure.count.failed);

        assert_eq!(failed(true, count(3, 0, 0)), None);
        assert_eq!(failed(true, count(0, 0, 0)), Some(1));
        assert_eq!(failed(true, count(3, 0, 1)), Some(1));
        assert_eq!(failed(false, count(3, 0, 0)), Some(1));
        assert_eq!(failed(false, count(3, 2, 0)), Some(2));
    }
}
