//! Runs programs and tells what is being done and how long it took.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

/// One thing to be done: told before it starts, timed when it is over.
/// Nothing is done where `fresh` says so.
pub(crate) fn step(what: &str, fresh: bool, work: impl FnOnce() -> Result<()>) -> Result<()> {
    if fresh {
        println!("  up to date  {what}");
        return Ok(());
    }
    println!("       start  {what}");
    let started = Instant::now();
    work().with_context(|| what.to_owned())?;
    println!("{:>12}  {what}", seconds(started.elapsed()));
    Ok(())
}

pub(crate) fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// Runs a program on our own terminal.
pub(crate) fn loud(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| shown(command))?;
    if !status.success() {
        bail!("`{}` ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs a program whose output matters only when it fails.
pub(crate) fn quiet(command: &mut Command, log: &str) -> Result<()> {
    let log = Path::new("target/xtask/logs").join(log);
    if !logged(command, &log)? {
        eprintln!("{}", tail(&log, 40));
        bail!("`{}` failed; all it said is in {}", shown(command), log.display());
    }
    Ok(())
}

/// Runs a program with all its output in a file; answers whether it succeeded.
pub(crate) fn logged(command: &mut Command, log: &Path) -> Result<bool> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = File::create(log).with_context(|| log.display().to_string())?;
    let status = command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .status()
        .with_context(|| shown(command))?;
    Ok(status.success())
}

/// What a program prints.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let out = command.stderr(Stdio::inherit()).output().with_context(|| shown(command))?;
    if !out.status.success() {
        bail!("`{}` ended with {}", shown(command), out.status);
    }
    String::from_utf8(out.stdout).with_context(|| shown(command))
}

/// The last lines of a log.
pub(crate) fn tail(log: &Path, lines: usize) -> String {
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let text = text.unwrap_or_default();
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

/// Where a program is, if it is on the path.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// What work on another thread came to.
pub(crate) fn joined(handle: ScopedJoinHandle<'_, Result<()>>) -> Result<()> {
    handle.join().map_err(|_| anyhow!("a step panicked"))?
}
