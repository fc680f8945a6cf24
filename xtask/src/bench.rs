//! Measures what the design sets budgets for.

use std::process::Command;

use anyhow::Result;

use crate::{product, run, setup};

pub(crate) fn bench(_: &[String]) -> Result<()> {
    setup::base()?;
    product::build()?;
    run::loud(Command::new("node").arg("tests/bench/run.mjs"))
}
