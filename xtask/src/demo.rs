//! Hub, services and page on this machine, from nothing.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{product, run, setup};

pub(crate) fn demo(words: &[String]) -> Result<()> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let port: u16 = match words[..] {
        [] => 8787,
        ["--port", port] => port.parse().with_context(|| format!("`{port}` is no port"))?,
        _ => bail!("the demo takes --port N and nothing else"),
    };
    setup::base()?;
    product::build()?;
    // Ctrl-C reaches the script too, which ends cleanly by itself.
    run::loud(Command::new("node").args(["worker/demo.mjs", &port.to_string()]))
}
