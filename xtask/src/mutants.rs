//! Whether the tests notice when the code is wrong: cargo-mutants, area by area.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::{run, setup};

/// Of a hundred mutants that compile, at least so many have to be noticed.
const LEAST: usize = 90;

/// A part of the core, with the tests that have to notice.
struct Area {
    name: &'static str,
    files: &'static str,
    /// Words of their names, and what else the test runner is told.
    tests: &'static [&'static str],
    /// How often a property is tried: few enough for a thousand runs.
    cases: &'static str,
}

/// The slowest test of all; what it would notice, a property notices as well.
const SLOW: &str = "cutting_a_tape";

const AREAS: &[Area] = &[
    Area {
        name: "session",
        files: "src/session/**",
        tests: &["session", "--skip", SLOW],
        cases: "50",
    },
    Area {
        name: "threshold",
        files: "src/threshold/**",
        tests: &["threshold", "session", "--skip", SLOW],
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
    let log = out.with_extension("log");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    fs::create_dir_all(&out)?;
    let mut command = Command::new(program);
    command.args(["mutants", "--package", "playtally", "--profile", "mutants", "--no-times"]);
    command.args(["--cargo-arg=--locked", "--file", area.files, "--output"]).arg(&out);
    command.args(["--", "--lib", "--test", "it", "--"]).args(area.tests);
    run::step(&format!("mutants of {}", area.name), false, || {
        run::logged(command.env("PROPTEST_CASES", area.cases), &log).map(drop)
    })?;
    let list = |name| fs::read_to_string(out.join("mutants.out").join(name));
    let (caught, timeout, missed) = (list("caught.txt"), list("timeout.txt"), list("missed.txt"));
    // Without tests that pass there are no lists, or empty ones.
    let (caught, timeout, missed) = (|| Ok::<_, std::io::Error>((caught?, timeout?, missed?)))()
        .with_context(|| run::tail(&log, 40))?;
    let score = Score {
        killed: caught.lines().count() + timeout.lines().count(),
        missed: missed.lines().count(),
    };
    ensure!(score != Score::default(), "no mutant was tried\n{}", run::tail(&log, 40));
    Ok((score, missed))
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
