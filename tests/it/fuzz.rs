//! The seeds of the fuzz targets, and what fuzzing found, replayed on any compiler.

#[path = "../fuzz/bodies/mod.rs"]
mod bodies;

use std::fs;
use std::path::Path;

#[test]
fn every_seed_of_every_target_is_sound() {
    for target in bodies::TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(target.seeds);
        let mut seeds = 0;
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            println!("{}: {}", target.name, path.display());
            bodies::run(target.name, &fs::read(&path).unwrap());
            seeds += 1;
        }
        assert!(seeds >= 5, "{} has {seeds} seeds", target.name);
    }
}

#[test]
fn every_service_has_its_target() {
    for service in playtally::providers::ALL {
        let id = service.descriptor().id;
        assert!(bodies::TARGETS.iter().any(|target| target.name == id), "{id} has none");
    }
}

/// cargo-fuzz knows the targets by files of their own.
#[test]
fn every_target_has_its_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    assert_eq!(manifest.matches("[[bin]]").count(), bodies::TARGETS.len());
    for target in bodies::TARGETS {
        let program = format!("targets/{}.rs", target.name);
        assert!(manifest.contains(&format!("path = \"{program}\"")), "{program}");
        let text = fs::read_to_string(folder.join(&program)).unwrap();
        assert!(text.contains(&format!("bodies::run(\"{}\", data)", target.name)), "{program}");
    }
}
