//! The names in a folder, to complete a path.

use super::home_path;
use crate::ui::completion::Entry;
use std::path::Path;

/// No more names of a folder are read.
const READ: usize = 5_000;

/// What is in a folder as typed (empty for the present one, `~/` for the home folder), by name; nothing where it
/// can't be read. Names that are no text, or hold control characters, are left out.
pub fn names(folder: &str) -> Vec<Entry> {
    let path = if folder.is_empty() { home_path(".") } else { home_path(folder) };
    read(&path)
}

fn read(path: &Path) -> Vec<Entry> {
    let Ok(found) = std::fs::read_dir(path) else { return Vec::new() };
    let entry = |found: std::fs::DirEntry| {
        let name = found.file_name().into_string().ok().filter(|name| !name.contains(char::is_control))?;
        // A link to a folder is a folder.
        let is_folder = found.path().is_dir();
        Some(Entry { name, is_folder })
    };
    let mut entries: Vec<Entry> = found.take(READ).filter_map(|found| entry(found.ok()?)).collect();
    entries.sort_by_key(|entry| (entry.name.to_lowercase(), entry.name.clone()));
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_sorted_and_folders_say_so() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["a", "C", "odd\u{7}"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let names: Vec<_> = read(folder.path()).into_iter().map(|e| (e.name, e.is_folder)).collect();
        assert_eq!(names, [("a".to_owned(), false), ("b".to_owned(), true), ("C".to_owned(), false)]);
        assert_eq!(read(&folder.path().join("nowhere")), []);
    }
}
