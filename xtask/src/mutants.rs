//! Whether the tests notice when the code is wrong: cargo-mutants, area by area.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::{run, setup};

/// Of a hundred mutants that compile, at least so many have to be noticed.
const LEAST: usize = 90;

/// A part of the core, with the tests that have to notice.
struct Area {
    name: &'static str,
    files: &'static str,
    /// Words of their names.
    tests: &'static [&'static str],
    /// How often a property is tried: few enough for a thousand runs.
    cases: &'static str,
}

/// Tests under the code: quickly built, and they notice most.
const UNITS: &[&str] = &["--lib"];
/// Whole stories, for what is left.
const STORIES: &[&str] = &["--test", "it"];

/// The slowest test of all; what it would notice, a property notices as well.
const SLOW: &str = "cutting_a_tape";

const AREAS: &[Area] = &[
    Area { name: "session", files: "src/session/**", tests: &["session"], cases: "50" },
    Area {
        name: "threshold",
        files: "src/threshold/**",
        tests: &["threshold", "session"],
        cases: "20",
    },
    Area { name: "media", files: "src/media/**", tests: &["media"], cases: "200" },
    Area { name: "outbox", files: "src/outbox/**", tests: &["outbox"], cases: "1000" },
];

/// What became of the mutants of an area; one that does not compile says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Score {
    killed: usize,
    missed: usize,
}

impl Score {
    fn and(self, other: Self) -> Self {
        Self { killed: self.killed + other.killed, missed: self.missed + other.missed }
    }

    fn percent(self) -> f64 {
        100.0 * self.killed as f64 / (self.killed + self.missed).max(1) as f64
    }

    fn is_enough(self) -> bool {
        self.killed > 0 && 100 * self.killed >= LEAST * (self.killed + self.missed)
    }
}

/// All areas, or those named.
pub(crate) fn mutants(names: &[String]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| AREAS.iter().all(|area| area.name != **name)) {
        let all: Vec<_> = AREAS.iter().map(|area| area.name).collect();
        bail!("no area `{unknown}`; there are: {}", all.join(" "));
    }
    let program = setup::cargo_mutants()?;
    let mut sum = Score::default();
    for area in AREAS.iter().filter(|area| names.is_empty() || names.contains(&area.name.into())) {
        let (score, missed) = mutate(&program, area)?;
        print!("{missed}");
        println!("{}: {:.1} % of {}", area.name, score.percent(), score.killed + score.missed);
        sum = sum.and(score);
    }
    println!("together: {:.1} % of {}", sum.percent(), sum.killed + sum.missed);
    ensure!(sum.is_enough(), "fewer than {LEAST} % of the mutants were noticed");
    Ok(())
}

/// The score of an area, and the mutants nobody noticed.
fn mutate(program: &Path, area: &Area) -> Result<(Score, String)> {
    let out = Path::new("target/mutants").join(area.name);
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let tried = pass(program, area, &out, UNITS, &[])?;
    let hung = tried.list("timeout")?;
    let all = [tried.list("caught")?, hung.clone(), tried.list("missed")?];
    let all: usize = all.iter().map(|list| list.lines().count()).sum();
    ensure!(all > 0, "no mutant was tried\n{}", run::tail(&tried.log, 40));
    // Those that nobody noticed yet; those that hung are tried again as well.
    let tried = pass(program, area, &out, STORIES, &["--iterate"])?;
    let missed = tried.list("missed")?;
    let missed: Vec<_> =
        missed.lines().filter(|mutant| hung.lines().all(|known| known != *mutant)).collect();
    let score = Score { killed: all - missed.len(), missed: missed.len() };
    Ok((score, missed.into_iter().map(|mutant| format!("{mutant}\n")).collect()))
}

/// One run of cargo-mutants, with what it wrote.
struct Pass {
    out: PathBuf,
    log: PathBuf,
}

fn pass(program: &Path, area: &Area, out: &Path, target: &[&str], more: &[&str]) -> Result<Pass> {
    fs::create_dir_all(out)?;
    let log = out.join(if more.is_empty() { "first.log" } else { "rest.log" });
    let mut command = Command::new(program);
    command.args(["mutants", "--package", "playtally", "--profile", "mutants", "--no-times"]);
    command.args(["--cargo-arg=--locked", "--file", area.files, "--output"]).arg(out).args(more);
    command.arg("--").args(target).arg("--").args(area.tests).args(["--skip", SLOW]);
    command.env("PROPTEST_CASES", area.cases);
    command.env("CARGO_TARGET_DIR", std::path::absolute("target/mutants/build")?);
    let what = format!("mutants of {}, {}", area.name, target.join(" "));
    run::step(&what, false, || run::logged(&mut command, &log).map(drop))?;
    Ok(Pass { out: out.join("mutants.out"), log })
}

impl Pass {
    fn list(&self, name: &str) -> Result<String> {
        // Where the tests fail by themselves, there is no list.
        let file = self.out.join(format!("{name}.txt"));
        fs::read_to_string(file).with_context(|| run::tail(&self.log, 40))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_of_ten_are_enough_and_none_is_not() {
        let enough = |killed, missed| Score { killed, missed }.is_enough();
        assert!(enough(9, 1));
        assert!(!enough(899, 101));
        assert!(!enough(0, 0));
        assert_eq!(Score { killed: 3, missed: 1 }.percent(), 75.0);
    }
}
