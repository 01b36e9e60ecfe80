//! The house rules (design.md §2), held by reading the source tree.

mod rules;
mod source;

use rules::File;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `dir`.
fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn files(dir: &str) -> Vec<File> {
    let mut found = Vec::new();
    rust_files(&root().join(dir), &mut found);
    found.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        File::new(&name, &fs::read_to_string(&path).unwrap())
    };
    found.into_iter().map(read).collect()
}

/// Fails with all that is wrong at once.
fn assert_tidy(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_source_keeps_the_rules_of_the_house() {
    let files = files("src");
    assert!(files.len() > 10 && files.iter().any(|file| file.path == "src/runtime/terminal.rs"));
    assert_tidy(&files.iter().flat_map(rules::file).collect::<Vec<_>>());
}

#[test]
fn every_test_file_says_what_it_is_for() {
    assert_tidy(&files("tests").iter().flat_map(rules::doc).collect::<Vec<_>>());
}

#[test]
fn the_top_level_holds_what_the_card_names() {
    let entries = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let entries: Vec<_> = entries.collect();
    assert_tidy(&rules::top(entries.iter().map(String::as_str)));
}

#[test]
fn each_backbone_crate_stands_in_the_tree_once() {
    assert_tidy(&rules::doubles(&fs::read_to_string(root().join("Cargo.lock")).unwrap()));
}
