//! The Worker: the hub's wasm and glue beside the hand-written shim that the
//! runtime loads.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::fresh;
use crate::wasm::{self, Names};

pub(crate) const OUT: &str = "target/worker";

pub(crate) fn compile() -> Result<PathBuf> {
    wasm::compile("playtally-hub", "hub", &["worker/Cargo.toml", "worker/src"], &[])
}

/// `index.js`, `index_bg.wasm` and `shim.js`, from the compiled hub.
pub(crate) fn assemble(hub: &Path) -> Result<()> {
    let shim = Path::new("worker/shim.js");
    let lock = Path::new("package-lock.json");
    let out = Path::new(OUT);
    fresh::make("bind the Worker", &[hub, shim, lock], wasm::OPTIONS, &[out], || {
        let mut bindgen = Bindgen::new();
        bindgen.module(true)?.reset_state_function(true).typescript(false);
        wasm::bind(&mut bindgen, hub, "index", out, Names::Dropped)?;

        // workerd hands a compiled module to a plain import; the syntax for
        // that which wasm-bindgen writes is not known to it yet.
        let glue = out.join("index.js");
        let text = fs::read_to_string(&glue)?;
        let plain = text.replace("import source ", "import ");
        ensure!(plain != text, "wasm-bindgen's glue no longer says `import source`");
        fs::write(&glue, plain)?;

        fs::copy(shim, out.join("shim.js")).context("copying the shim")?;
        Ok(())
    })
}
