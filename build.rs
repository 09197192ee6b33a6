//! New files in the folders that macros read don't wake the compiler by themselves; and a digest of all that decides how
//! an import reads a row.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=static");
    let mut hasher = DefaultHasher::new();
    for path in
        ["src/executives", "src/ingestion", "src/jobs", "src/taxonomy", "src/values", "data", "Cargo.lock"]
    {
        println!("cargo::rerun-if-changed={path}");
        add(Path::new(path), &mut hasher)?;
    }
    println!("cargo::rustc-env=QUARTERDECK_READERS={:016x}", hasher.finish());
    Ok(())
}

/// Adds a file, or all files of a folder.
fn add(path: &Path, hasher: &mut DefaultHasher) -> std::io::Result<()> {
    if !path.is_dir() {
        path.hash(hasher);
        std::fs::read(path)?.hash(hasher);
        return Ok(());
    }
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(path)? {
        entries.push(entry?.path());
    }
    entries.sort();
    entries.iter().try_for_each(|entry| add(entry, hasher))
}
