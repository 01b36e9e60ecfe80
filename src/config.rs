//! What a person may choose in files beside each other: options (`config.toml`), keys (`keymap.toml`), colours
//! (`themes/NAME.toml`). Text in, choices and [`Problem`]s out; nothing is read or written here.
//!
//! A bad file never stops the start. What can't be taken becomes a [`Problem`] with file, line and what to do, and
//! that option keeps its default. Every option is described once, in [`SETTINGS`]; `config.example.toml` is made from
//! it by [`example`]. The program reads these files and never writes one.

pub mod keymap;
pub mod look;
mod problem;
mod setting;
mod source;
pub mod theme;

use crate::domain::health::Thresholds;
use crate::domain::sprint::Calendar;
use crate::domain::{spelling, text};
use crate::ui::keymap::Language;
use crate::ui::theme::Signs;
pub use look::{Colors, Surroundings, Theme};
pub use problem::{Problem, banner};
pub use setting::{SETTINGS, Setting, example};
use source::{Source, Value};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// The choices in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The theme.
    pub theme: Theme,
    /// How many colours the terminal has.
    pub colors: Colors,
    /// What borders, bullets and bars are drawn with.
    pub borders: Signs,
    /// True where clicks and the wheel are the program's; false leaves them to the terminal.
    pub mouse: bool,
    /// True where the program begins in public view.
    pub public: bool,
    /// Milliseconds after which the continuations of an unfinished sequence are shown; 0 shows them at once.
    pub which_key_ms: u16,
    /// Keys of a layout without Latin letters.
    pub language_map: Language,
    /// The name kept with each step; `None` for the system user.
    pub author: Option<String>,
    /// The editor's command line; `None` for `$VISUAL`, then `$EDITOR`.
    pub editor: Option<String>,
    /// The command line that takes copied text on its stdin; `None` for the terminal's own way, OSC 52.
    pub copy_command: Option<String>,
    /// The address of an item with `{key}` or `{source-key}` in it.
    pub link: Option<String>,
    /// Where backups go: a whole path, or one that begins with `~/`, which the reader of the config replaces; `None`
    /// for a folder beside the data.
    pub backup_folder: Option<PathBuf>,
    /// From where on a check of the backlog's health finds something.
    pub thresholds: Thresholds,
    /// When people work, and how long a Sprint is.
    pub calendar: Calendar,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            theme: Theme::Auto,
            colors: Colors::Auto,
            borders: Signs::Unicode,
            mouse: true,
            public: false,
            which_key_ms: 300,
            language_map: Language::default(),
            author: None,
            editor: None,
            copy_command: None,
            link: None,
            backup_folder: None,
            thresholds: Thresholds::default(),
            calendar: Calendar::default(),
        }
    }
}

impl Config {
    /// [`which_key_ms`](Self::which_key_ms) as a time.
    pub fn which_key(&self) -> Duration {
        Duration::from_millis(u64::from(self.which_key_ms))
    }

    /// Reads a config file's `text`. What can't be taken is told, in the order of the lines, and keeps its default.
    /// `file` is only named in the problems.
    pub fn read(text: &str, file: &str) -> (Self, Vec<Problem>) {
        Self::default().read_over(text, file)
    }

    /// As [`read`](Self::read), but an option that can't be taken keeps the value that is in force.
    pub fn read_over(&self, text: &str, file: &str) -> (Self, Vec<Problem>) {
        let source = Source::read(text);
        let mut config = self.clone();
        let broken = broken_names(text, &source);
        for setting in &SETTINGS {
            let is_meant = |e: &source::Entry| e.section.is_empty() && e.key == setting.name;
            if !source.entries.iter().any(is_meant) && !broken.contains(&setting.name) {
                setting.put_default(&mut config);
            }
        }
        let mut problems = source.broken;
        for (section, line) in source.sections {
            let setting = SETTINGS.iter().find(|setting| setting.name == section);
            let message = setting.map_or_else(
                || unknown(&section),
                |setting| format!("this is an option and no section: write {} = {}", setting.name, setting.default),
            );
            problems.push(Problem { line, message, key: section, ..Problem::default() });
        }
        for entry in source.entries.into_iter().filter(|entry| entry.section.is_empty()) {
            if let Err(message) = take(&mut config, &entry.key, &entry.value) {
                problems.push(Problem { line: entry.line, key: entry.key, message, ..Problem::default() });
            }
        }
        (config, named(problems, file))
    }

    /// The line of an option in a config file; 0 where it isn't there.
    pub fn line_of(text: &str, option: &str) -> usize {
        let entries = Source::read(text).entries;
        entries.iter().find(|e| e.section.is_empty() && e.key == option).map_or(0, |entry| entry.line)
    }
}

/// The words before the = of the lines that can't be read: most likely options.
fn broken_names<'a>(text: &'a str, source: &Source) -> BTreeSet<&'a str> {
    let lines: Vec<&str> = text.lines().collect();
    let broken = source.broken.iter().filter_map(|problem| lines.get(problem.line.saturating_sub(1)));
    broken.filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim()).collect()
}

fn take(config: &mut Config, key: &str, value: &Value) -> Result<(), String> {
    let setting = SETTINGS.iter().find(|setting| setting.name == key).ok_or_else(|| unknown(key))?;
    setting.take(config, value)
}

fn unknown(key: &str) -> String {
    let names = SETTINGS.map(|setting| setting.name);
    match spelling::nearest(key, names) {
        Some(near) => format!("there is no such option: did you mean {near}? Correct it or remove the line"),
        None => format!("there is no such option: use one of {}, or remove the line", names.join(", ")),
    }
}

/// The problems in the order of their lines, with the file's name and nothing in them that a terminal would run.
fn named(mut problems: Vec<Problem>, file: &str) -> Vec<Problem> {
    problems.sort_by_key(|problem| problem.line);
    for problem in &mut problems {
        file.clone_into(&mut problem.file);
        problem.key = text::visible(&problem.key).into_owned();
    }
    problems
}

#[cfg(test)]
mod tests;
