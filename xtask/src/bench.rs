//! Measures what the design sets budgets for; fails where one is broken.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{package, product, run, setup};

/// The JavaScript a player would be built with instead, with a lock of its own.
const STACK: &str = "tests/bench/stack";

/// All of it, or the sections that are named.
pub(crate) fn bench(sections: &[String]) -> Result<()> {
    setup::base()?;
    product::build()?;
    package::named()?;
    setup::npm_in("the JavaScript to compare with", Path::new(STACK))?;
    let browser = setup::Browser::find_or_install()?;
    let mut node = Command::new("node");
    run::loud(
        node.arg("tests/bench/run.mjs").args(sections).env("PLAYTALLY_CHROMIUM", browser.chromium),
    )
}
