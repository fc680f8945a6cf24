//! Knows whether something must be made again: a fingerprint of what went in is
//! kept beside what came out.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::run;

/// Makes `outputs` from `inputs` (files or folders, and `words` such as options),
/// unless they were made from the very same before.
///
/// Design: contents are compared, not times, since a checkout or a compiler that
/// writes the same bytes again is no reason to spend ten seconds in wasm-opt.
pub(crate) fn make(
    what: &str,
    inputs: &[&Path],
    words: &[&str],
    outputs: &[&Path],
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let stamp = Path::new("target/xtask/made").join(what.replace(' ', "-"));
    let print = fingerprint(inputs, words)?;
    let there = outputs.iter().all(|file| file.exists());
    let fresh = there && fs::read_to_string(&stamp).is_ok_and(|old| old == print);
    run::step(what, fresh, || {
        // A half-made thing must not pass for a finished one.
        remove(&stamp)?;
        work()?;
        fs::create_dir_all("target/xtask/made")?;
        fs::write(&stamp, &print).context("keeping the fingerprint")
    })
}

fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| file.display().to_string())
        }
        _ => Ok(()),
    }
}

fn fingerprint(inputs: &[&Path], words: &[&str]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    for input in inputs {
        for file in files(input)? {
            file.hash(&mut hasher);
            let bytes = fs::read(&file).with_context(|| file.display().to_string())?;
            bytes.hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// The file itself, or all files below the folder, in one order.
pub(crate) fn files(path: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    if path.is_dir() {
        for entry in fs::read_dir(path).with_context(|| path.display().to_string())? {
            found.extend(files(&entry?.path())?);
        }
    } else {
        found.insert(path.to_owned());
    }
    Ok(found)
}

/// Copies a folder's files to another, emptied first, save those `skip` names.
pub(crate) fn copy(from: &Path, to: &Path, skip: impl Fn(&Path) -> bool) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to).with_context(|| to.display().to_string())?;
    }
    fs::create_dir_all(to)?;
    for file in files(from)? {
        let inside = file.strip_prefix(from)?;
        if skip(inside) {
            continue;
        }
        let target = to.join(inside);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&file, &target).with_context(|| file.display().to_string())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("deep")).unwrap();
        fs::write(folder.join("a"), "one").unwrap();
        fs::write(folder.join("deep/b"), "two").unwrap();
        folder
    }

    #[test]
    fn a_fingerprint_follows_contents_names_and_words() {
        let folder = scratch("print");
        let print = |words: &[&str]| fingerprint(&[&folder], words).unwrap();

        let first = print(&["-Oz"]);
        fs::write(folder.join("a"), "one").unwrap();
        assert_eq!(print(&["-Oz"]), first, "written again with the same bytes");
        assert_ne!(print(&["-O3"]), first, "another option");

        fs::write(folder.join("deep/b"), "three").unwrap();
        let changed = print(&["-Oz"]);
        assert_ne!(changed, first, "another content");
        fs::rename(folder.join("deep/b"), folder.join("deep/c")).unwrap();
        assert_ne!(print(&["-Oz"]), changed, "another name");

        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_missing_input_is_an_error() {
        assert!(fingerprint(&[Path::new("no/such/file")], &[]).is_err());
    }

    #[test]
    fn copying_empties_the_target_and_skips_what_is_named() {
        let from = scratch("from");
        let to = scratch("to");
        fs::write(to.join("old"), "left over").unwrap();

        copy(&from, &to, |inside| inside.starts_with("deep")).unwrap();

        let left: Vec<_> = files(&to).unwrap().into_iter().collect();
        assert_eq!(left, [to.join("a")]);
        fs::remove_dir_all(from).unwrap();
        fs::remove_dir_all(to).unwrap();
    }
}
