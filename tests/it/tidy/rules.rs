//! The rules of the house, each a function from a file to what is wrong in it.

use super::source::{self, Function, is_word, words};

/// Longest file, in lines without its tests.
const FILE: usize = 500;
/// Longest function, in lines.
const FUNCTION: usize = 60;
const ROOMS: &[&str] = &["domain", "store", "ui", "exchange", "report", "cli", "runtime", "config"];
/// Names that say nothing.
const FORBIDDEN: &[&str] = &["manager", "handler", "helper", "util", "utility", "common", "misc", "base"];
/// What may stand at the top, besides dot-files and the build's `target`.
const TOP: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "assets",
    "tests",
    "README.md",
    "config.example.toml",
    "LICENSE",
    "CHANGELOG.md",
    "target",
];
/// Crates of which the tree has one version.
const SINGLE: &[&str] = &[
    "ratatui",
    "ratatui-core",
    "ratatui-crossterm",
    "ratatui-textarea",
    "crossterm",
    "rusqlite",
    "libsqlite3-sys",
    "serde",
    "serde_json",
    "toml",
    "chrono",
    "directories",
    "anyhow",
];

/// Enums whose every variant is met wherever they are matched.
const CLOSED: &[&str] = &["Action", "Go", "Look", "Move", "Mark", "Write", "App", "Effect", "Event", "Overlay"];

/// A file under `src`, prepared for the rules.
pub(super) struct File {
    /// Its path with `/`, from `src` on: `src/ui/view.rs`.
    pub(super) path: String,
    text: String,
    code: String,
}

impl File {
    pub(super) fn new(path: &str, text: &str) -> Self {
        let code = source::without_tests(&source::code(text));
        Self { path: path.to_owned(), text: text.to_owned(), code }
    }

    /// The room it belongs to: the first name below `src`.
    fn room(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        below.split(['/', '.']).next().unwrap_or_default()
    }

    /// How many modules lie between it and the crate's root.
    fn depth(&self) -> usize {
        self.path.matches('/').count()
    }

    fn tell(&self, what: impl std::fmt::Display) -> String {
        format!("{}: {what}", self.path)
    }
}

/// Every rule that looks at one file.
pub(super) fn file(file: &File) -> Vec<String> {
    [doc, names, rooms, crates, system, sizes, closed].iter().flat_map(|rule| rule(file)).collect()
}

/// A module says what it is for.
pub(super) fn doc(file: &File) -> Vec<String> {
    let told = file.text.trim_start().starts_with("//!");
    if told { vec![] } else { vec![file.tell("it does not begin with `//!`: say what the module is for")] }
}

/// Modules are nouns of the user's language, and `foo.rs` lies beside `foo/`.
fn names(file: &File) -> Vec<String> {
    let parts = file.path.split(['/', '.', '_']);
    let mut wrong: Vec<_> = parts
        .filter(|part| FORBIDDEN.contains(part) || FORBIDDEN.contains(&part.trim_end_matches('s')))
        .map(|part| file.tell(format_args!("`{part}` says nothing: name the thing it holds")))
        .collect();
    if file.path.ends_with("/mod.rs") {
        wrong.push(file.tell("`mod.rs`: name the file after its module"));
    }
    wrong
}

/// Who may see whom.
fn rooms(file: &File) -> Vec<String> {
    let room = file.room();
    let allowed: &[&str] = match room {
        "domain" => &["domain"],
        "store" | "ui" | "exchange" | "report" => &[room, "domain"],
        _ => return vec![],
    };
    let seen = roots(&file.code, file.depth()).into_iter();
    seen.filter(|seen| ROOMS.contains(&seen.as_str()) && !allowed.contains(&seen.as_str()))
        .map(|seen| file.tell(format_args!("`{room}` sees `{seen}`; it may see {}", allowed.join(" and "))))
        .collect()
}

/// The first names of all paths that begin at the crate's root.
fn roots(code: &str, depth: usize) -> Vec<String> {
    let up = "super::".repeat(depth);
    let mut found = Vec::new();
    for prefix in ["crate::", "upnext::", up.as_str()] {
        for (at, _) in code.match_indices(prefix) {
            let before = &code[..at];
            let longer = before.ends_with(is_word) || (prefix == up && before.ends_with("super::"));
            if !longer {
                found.extend(first_names(&code[at + prefix.len()..]));
            }
        }
    }
    found
}

/// The name that follows, or the names in braces.
fn first_names(code: &str) -> Vec<String> {
    let name = |part: &str| part.trim().chars().take_while(|c| is_word(*c)).collect::<String>();
    let Some(inside) = code.strip_prefix('{') else { return vec![name(code)] };
    let (mut depth, mut names, mut start) = (0, Vec::new(), 0);
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(name(&inside[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(name(&inside[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    names
}

/// Crates that one room alone may touch.
fn crates(file: &File) -> Vec<String> {
    [("rusqlite", "store"), ("crossterm", "runtime"), ("signal_hook", "runtime")]
        .into_iter()
        .filter(|(name, home)| file.room() != *home && !words(&file.code, name).is_empty())
        .map(|(name, home)| file.tell(format_args!("`{name}` belongs in `{home}` alone")))
        .collect()
}

/// Files, clocks, processes and threads belong to the rooms that do I/O.
fn system(file: &File) -> Vec<String> {
    let room = file.room();
    if matches!(room, "cli" | "runtime" | "store") {
        return vec![];
    }
    let mut wrong = Vec::new();
    for (at, _) in file.code.match_indices("std::") {
        if file.code[..at].ends_with(is_word) {
            continue;
        }
        for name in first_names(&file.code[at + 5..]) {
            // The exit code is what `main` is for.
            if matches!(name.as_str(), "fs" | "process" | "thread" | "net") && !(room == "main" && name == "process") {
                wrong.push(file.tell(format_args!("`std::{name}` belongs in cli, runtime and store")));
            }
        }
    }
    for clock in ["SystemTime", "Utc::now", "Local::now", "Instant::now"] {
        if !words(&file.code, clock).is_empty() {
            wrong.push(file.tell(format_args!("`{clock}` reads a clock: let the time come in as data")));
        }
    }
    wrong
}

/// Nothing grows beyond what is read at one sitting.
fn sizes(file: &File) -> Vec<String> {
    let lines = file.code.trim_end().lines().count();
    let mut wrong = Vec::new();
    if lines > FILE {
        wrong.push(file.tell(format_args!("{lines} lines, at most {FILE}: split it by meaning")));
    }
    for function in source::functions(&file.code) {
        let lines = function.text.lines().count();
        if lines > FUNCTION && !is_table(&function) {
            let Function { name, line, .. } = function;
            wrong.push(file.tell(format_args!("`{name}` (line {line}) has {lines} lines, at most {FUNCTION}")));
        }
    }
    wrong
}

/// A new variant of what keys and events lead to must be met by the compiler everywhere: no `match` on it has an arm
/// for the rest.
fn closed(file: &File) -> Vec<String> {
    if !matches!(file.room(), "ui" | "runtime") {
        return vec![];
    }
    let mut wrong = Vec::new();
    for (line, patterns) in source::matches(&file.code) {
        let mut names = CLOSED.iter().filter(|name| patterns.iter().any(|pattern| is_of(pattern, name)));
        let is_rest = |pattern: &String| pattern.split('|').any(|one| matches!(one.trim(), "_" | "Some(_)" | "&_"));
        if let (Some(name), true) = (names.next(), patterns.iter().any(is_rest)) {
            wrong.push(
                file.tell(format_args!("line {line}: this `match` on `{name}` has a `_` arm: write the rest out")),
            );
        }
    }
    wrong
}

/// True where a pattern asks for a variant of this enum itself, or of an optional one; in a tuple others decide too.
fn is_of(pattern: &str, name: &str) -> bool {
    let one = pattern.trim_start_matches([' ', '\n', '|', '&']);
    let inside = one.strip_prefix("Some(").unwrap_or(one).trim_start();
    let path = inside.split(|c| !is_word(c) && c != ':').next().unwrap_or_default();
    path.rsplit("::").nth(1) == Some(name)
}

/// True when the body is one `match` whose arms are single expressions.
fn is_table(function: &Function<'_>) -> bool {
    let body = function.body.trim();
    let Some(open) = body.starts_with("match ").then(|| body.find('{')).flatten() else { return false };
    let arms = &body[open..];
    let blocks = arms.split("=>").skip(1).any(|arm| arm.trim_start().starts_with('{'));
    source::block_end(body, open) == body.len() && !arms.contains(';') && !blocks
}

/// What does not belong at the top of the repository.
pub(super) fn top<'a>(entries: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let foreign = |name: &&str| !name.starts_with('.') && !TOP.contains(name);
    entries.into_iter().filter(foreign).map(|name| format!("{name}: not a top-level entry of this house")).collect()
}

/// Backbone crates that stand in the lock file more than once.
pub(super) fn doubles(lock: &str) -> Vec<String> {
    let count = |name: &str| lock.lines().filter(|line| *line == format!("name = \"{name}\"")).count();
    SINGLE
        .iter()
        .filter(|name| count(name) != 1)
        .map(|name| format!("Cargo.lock: {} versions of {name}, one is wanted", count(name)))
        .collect()
}

/// What the rules say about a text at `path`, shortened to the rest of the first message.
fn said(path: &str, text: &str) -> String {
    let file = File::new(path, &format!("//! Doc.\n{text}"));
    let first = self::file(&file).into_iter().next().unwrap_or_default();
    first.strip_prefix(&format!("{path}: ")).unwrap_or(&first).to_owned()
}

#[test]
fn a_room_that_looks_into_another_is_seen() {
    assert_eq!(said("src/domain/item.rs", "use crate::store::Store;"), "`domain` sees `store`; it may see domain");
    assert!(said("src/ui/view.rs", "use crate::{domain::{Item, Key}, runtime::now};").contains("sees `runtime`"));
    assert!(said("src/ui/view.rs", "fn f() { super::super::store::read() }").contains("sees `store`"));
    assert!(said("src/report.rs", "use super::exchange;").contains("sees `exchange`"));
    assert_eq!(said("src/ui/view.rs", "use crate::domain::Item; use super::store;\n// crate::store\n"), "");
    assert_eq!(said("src/ui/view.rs", "const A: &str = \"crate::store\";"), "");
    assert_eq!(said("src/cli/add.rs", "use crate::store::Store; use std::fs;"), "");
    assert_eq!(said("src/store/read.rs", "#[cfg(test)] mod tests { use crate::ui::Press; }"), "");
}

#[test]
fn a_crate_outside_its_room_is_seen() {
    assert_eq!(said("src/ui/field.rs", "use ratatui::crossterm::event;"), "`crossterm` belongs in `runtime` alone");
    assert_eq!(said("src/cli/list.rs", "use rusqlite::Connection;"), "`rusqlite` belongs in `store` alone");
    assert_eq!(said("src/store/open.rs", "use rusqlite::Connection;"), "");
}

#[test]
fn io_outside_its_rooms_is_seen() {
    assert!(said("src/config.rs", "use std::{fmt, fs::File};").contains("`std::fs`"));
    assert!(said("src/domain/time.rs", "let a = Utc::now();").contains("reads a clock"));
    assert!(said("src/exchange/csv.rs", "fn a() { std::thread::spawn(b); }").contains("`std::thread`"));
    assert_eq!(said("src/main.rs", "use std::process::ExitCode;"), "");
    assert_eq!(said("src/domain/time.rs", "use std::fmt; fn a(now: Instant) {}"), "");
}

#[test]
fn what_grows_too_long_is_seen() {
    let long = |n: usize, line: &str| line.repeat(n);
    assert!(said("src/ui/a.rs", &long(500, "b();\n")).contains("501 lines"));
    assert!(said("src/ui/a.rs", &format!("fn a() {{\n{}}}", long(59, "b();\n"))).contains("`a` (line 2) has 61 lines"));
    assert_eq!(said("src/ui/a.rs", &format!("fn a() {{\n{}}}", long(58, "b();\n"))), "");
    let table = format!("fn a() {{\nmatch b {{\n{}}}\n}}", long(70, "C => d(),\n"));
    assert_eq!(said("src/ui/a.rs", &table), "");
    assert!(said("src/ui/a.rs", &table.replacen("d()", "{ d(); e() }", 1)).contains("`a`"));
    let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}", long(600, "b();\n"));
    assert_eq!(said("src/ui/a.rs", &tests), "");
}

#[test]
fn an_arm_for_the_rest_of_a_closed_enum_is_seen() {
    let wrong = |arms: &str| said("src/ui/a.rs", &format!("fn f() {{ match a.b(|c| {{ c }}) {{ {arms} }} }}"));
    assert!(wrong("Go::Up => 1, _ => 2").contains("line 2: this `match` on `Go` has a `_` arm"));
    assert!(wrong("Some(Overlay::Help(x)) if x => { 1 } Some(_) | None => 2").contains("`Overlay`"));
    assert!(wrong("super::Effect::Commit { a, .. } => { match b { C => d, } } _ => 2").contains("`Effect`"));
    assert!(wrong("A => match g { Go::Up => 1, _ => 2 }, B => 3").contains("`Go`"));
    assert_eq!(wrong("Go::Up => 1, Go::Down => match b { 1 => 2, _ => 3 }"), "");
    assert_eq!(wrong("Code::Up => Go::Up, _ => Go::Down"), "");
    assert_eq!(wrong("Some(Overlay::Help(_)) => 1, Some(Overlay::Marks(_)) | None => 2"), "");
    assert_eq!(said("src/store/a.rs", "fn f() { match a { Event::A => 1, _ => 2 } }"), "");
}

#[test]
fn names_and_docs_are_looked_at() {
    assert!(said("src/ui/key_helpers.rs", "").contains("`helpers` says nothing"));
    assert!(said("src/ui/util.rs", "").contains("`util` says nothing"));
    assert_eq!(said("src/store/database.rs", ""), "");
    assert!(said("src/ui/mod.rs", "").contains("mod.rs"));
    assert!(file(&File::new("src/ui/a.rs", "use b;"))[0].contains("`//!`"));
}

#[test]
fn the_top_and_the_lock_are_looked_at() {
    assert_eq!(top(["src", ".ci", "Cargo.toml"]), Vec::<String>::new());
    assert_eq!(top(["build.rs"]).len(), 1);
    let lock = format!("name = \"{}\"\n", SINGLE.join("\"\nname = \""));
    assert_eq!(doubles(&lock), Vec::<String>::new());
    assert_eq!(
        doubles(&format!("{lock}name = \"crossterm\"\n")),
        ["Cargo.lock: 2 versions of crossterm, one is wanted"]
    );
}
