//! No text of the screens spells a key: keys come from the map in force.
//!
//! The rule: in a string of `src/ui`, no word that stands alone may be a key of the built-in map, nor the name of one
//! (`Esc`, `Tab`, `Ctrl-d`). Left out are the words `a`, `A` and `I`, strings of one word, the files of the keys' own
//! names, and the texts of the fields, whose keys are their own and no rows of the map.

use std::fs;
use std::path::{Path, PathBuf};
use strum::IntoEnumIterator;
use upnext::ui::Press;
use upnext::ui::keymap::{Keymap, Scope};

/// Where keys get their names.
const NAMES: &[&str] = &["keymap/patch.rs", "press.rs"];
/// Where a field tells of its own keys: Enter, Esc, Tab, Up.
const FIELDS: &[&str] = &[
    "update/ask.rs",
    "update/mouse.rs",
    "overlay/cause.rs",
    "overlay/notes.rs",
    "overlay/prompt.rs",
    "overlay/refusal.rs",
    "overlay/returning.rs",
];
/// The keys of a field, and the sign for no estimate.
const OWN: &[&str] = &["Enter", "Esc", "Tab", "Up", "?"];
/// English.
const WORDS: &[&str] = &["a", "A", "I"];

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The strings of a source without its tests and its comments, with the lines on which they begin.
fn strings(code: &str) -> Vec<(usize, String)> {
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let (mut found, mut line, mut open) = (Vec::new(), 1, None::<(usize, String)>);
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        line += usize::from(c == '\n');
        match (&mut open, c) {
            (Some(_), '"') => found.extend(open.take()),
            (Some((_, text)), '\\') => text.extend(chars.next().filter(|c| c.is_alphabetic()).map(|_| ' ')),
            (Some((_, text)), c) => text.push(c),
            (None, '"') => open = Some((line, String::new())),
            (None, '/') if chars.peek() == Some(&'/') => while chars.next_if(|c| *c != '\n').is_some() {},
            // A quote as a character opens nothing.
            (None, '\'') if chars.next_if_eq(&'"').is_some() => {}
            (None, _) => {}
        }
    }
    found
}

/// The keys of the built-in map, and everything that reads as one.
fn is_key(word: &str, keymap: &Keymap) -> bool {
    let Ok(press) = Press::parse(word) else { return false };
    let bound = Scope::iter().flat_map(|s| keymap.bindings(s)).any(|b| b.keys.contains(&press));
    bound && (word.chars().count() > 1 || word.chars().all(char::is_alphabetic) || word == "?")
}

fn keys_in(text: &str, keymap: &Keymap) -> Vec<String> {
    if !text.trim().contains(' ') {
        return Vec::new();
    }
    // What stands between `<` and `>` is filled in; what stands behind a `:` is the name of a verb.
    let is_end = |c: char| c.is_whitespace() || "·,;()".contains(c);
    let words = text.split(is_end).map(|w| w.trim_end_matches(['.', ':']));
    words.filter(|w| !WORDS.contains(w) && is_key(w, keymap)).map(str::to_owned).collect()
}

#[test]
fn no_text_of_the_screens_spells_a_key() {
    let (keymap, root) = (Keymap::built_in().unwrap(), Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui"));
    let (mut files, mut wrong) = (Vec::new(), Vec::new());
    rust_files(&root, &mut files);
    for path in files {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        if NAMES.contains(&name.as_str()) {
            continue;
        }
        for (line, text) in strings(&fs::read_to_string(&path).unwrap()) {
            let mut keys = keys_in(&text, &keymap);
            keys.retain(|key| !(FIELDS.contains(&name.as_str()) && OWN.contains(&key.as_str())));
            wrong.extend(keys.iter().map(|key| format!("src/ui/{name}:{line}: \"{key}\" in \"{text}\"")));
        }
    }
    assert!(
        wrong.is_empty(),
        "name the line, as in <undo>, and take the text through `wording::keyed`:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_spelled_key_is_seen() {
    let keymap = Keymap::built_in().unwrap();
    for text in ["u takes it back", "done · u undo", "use J, K or more", "press Esc", "? lists them", "first (g t)"] {
        assert!(!keys_in(text, &keymap).is_empty(), "{text}");
    }
    for text in ["<undo> takes it back", "a name; - for nobody", "A key such as WEB-12", "type :draft", "is it?"] {
        assert!(keys_in(text, &keymap).is_empty(), "{text}");
    }
}
