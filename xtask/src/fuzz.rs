//! Fuzzing: cargo-fuzz on each target for its share of the time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{fresh, run, setup};

const FOLDER: &str = "tests/fuzz";
const OUT: &str = "target/fuzz";

/// No text of ours is longer, and shorter ones are tried more often.
const LONGEST: usize = 4096;

/// All targets, for so many minutes together.
pub(crate) fn fuzz(words: &[String]) -> Result<()> {
    let [minutes] = words else { bail!("--fuzz takes the minutes that all targets share") };
    let minutes: f64 = minutes.parse().with_context(|| format!("`{minutes}` is no number"))?;
    if !(minutes.is_finite() && minutes > 0.0) {
        bail!("--fuzz takes more than no minutes");
    }
    let machine = Machine::set_up()?;
    let targets = targets()?;
    let seconds = (minutes * 60.0 / targets.len() as f64).ceil() as u64;

    let mut found = Vec::new();
    for target in &targets {
        let log = Path::new(OUT).join(target).with_extension("log");
        let sound = machine.run(target, seconds, &log)?;
        let tried = executions(&fs::read_to_string(&log)?)
            .with_context(|| format!("{target} did not run\n{}", run::tail(&log, 40)))?;
        println!("{target}: {tried} executions");
        if !sound {
            println!("{}", run::tail(&log, 30));
            found.push(target.as_str());
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    bail!("found something: {}; see {OUT}/findings, and keep it as a seed", found.join(" "))
}

/// Every file of `targets` is one.
fn targets() -> Result<Vec<String>> {
    let files = fresh::files(&Path::new(FOLDER).join("targets"))?;
    let mut names: Vec<_> = files
        .iter()
        .filter_map(|file| Some(file.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    Ok(names)
}

struct Machine {
    /// The path, with our own tools first.
    path: std::ffi::OsString,
    nightly: bool,
}

impl Machine {
    fn set_up() -> Result<Self> {
        let tools = setup::cargo_fuzz()?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(tools).chain(std::env::split_paths(&path));
        let path = std::env::join_paths(folders.collect::<Vec<_>>())?;
        let toolchains = run::output(Command::new("rustup").args(["toolchain", "list"]));
        let nightly = toolchains.is_ok_and(|list| list.lines().any(|l| l.starts_with("nightly")));
        Ok(Self { path, nightly })
    }

    /// Whether the target came through. What is new stays in a corpus of this
    /// machine's, and what went wrong among the findings.
    fn run(&self, target: &str, seconds: u64, log: &Path) -> Result<bool> {
        let corpus = Path::new(OUT).join("corpus").join(target);
        let findings = Path::new(OUT).join("findings").join(target);
        fs::create_dir_all(&corpus)?;
        fs::create_dir_all(&findings)?;
        let mut cargo = Command::new("cargo");
        // What panicked is said in a line; where from, the finding tells again.
        cargo.env("PATH", &self.path).env("RUST_BACKTRACE", "0");
        // Coverage is nightly's, or has to be asked for; memory errors are looked
        // for where the compiler can, though the core has no unsafe code.
        match self.nightly {
            true => cargo.env("RUSTUP_TOOLCHAIN", "nightly"),
            false => cargo.env("RUSTC_BOOTSTRAP", "1"),
        };
        cargo.args(["fuzz", "run", "--fuzz-dir", FOLDER, "--target-dir"]);
        cargo.arg(std::path::absolute(Path::new(OUT).join("build"))?);
        if !self.nightly {
            cargo.args(["--sanitizer", "none"]);
        }
        cargo
            .arg(target)
            .arg(std::path::absolute(corpus)?)
            .arg(std::path::absolute(seeds(target))?);
        cargo.arg("--").arg(format!("-max_total_time={seconds}"));
        cargo.arg(format!("-max_len={LONGEST}"));
        cargo.args(["-timeout=10", "-print_final_stats=1"]);
        cargo.arg(format!("-artifact_prefix={}/", std::path::absolute(findings)?.display()));
        let mut sound = false;
        run::step(&format!("fuzz {target} for {seconds} s"), false, || {
            sound = run::logged(&mut cargo, log)?;
            Ok(())
        })?;
        Ok(sound)
    }
}

/// A service's are its recorded answers; those of exports, the samples.
fn seeds(target: &str) -> PathBuf {
    let own = Path::new(FOLDER).join("seeds").join(target);
    match target {
        "formats" => Path::new("src/history/formats/samples").to_owned(),
        _ if own.is_dir() => own,
        _ => Path::new("src/providers").join(target).join("fixtures"),
    }
}

/// What libFuzzer says at the end: `stat::number_of_executed_units: 12345`.
fn executions(log: &str) -> Option<u64> {
    let line = log.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))?;
    line.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn executions_are_read_from_the_closing_lines() {
        let log = "#8 DONE cov: 1\nstat::number_of_executed_units: 123456\nstat::average: 7\n";
        assert_eq!(executions(log), Some(123_456));
        assert_eq!(executions("error: could not compile"), None);
    }
}
