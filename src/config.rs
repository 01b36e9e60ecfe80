//! What a person may choose in `config.toml`: what the file says, judged option by option.
//!
//! A bad config never stops the start. What can't be taken becomes a [`Problem`] with file, line and what to do, and
//! that option keeps its default. Every option is described once, in [`SETTINGS`]; `config.example.toml` is made from
//! it by [`example`]. The program reads config files and never writes one.

use crate::domain::text;
use std::collections::BTreeSet;
use std::fmt::{self, Write};
use std::path::{Path, PathBuf};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};
use toml::de::{DeTable, DeValue};

/// The choices in force.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// The colours.
    pub theme: Theme,
    /// The name kept with each step; `None` for the system user.
    pub author: Option<String>,
    /// The editor's command line; `None` for `$VISUAL`, then `$EDITOR`.
    pub editor: Option<String>,
    /// Where backups go: a whole path, or one that begins with `~/`, which the reader of the config replaces; `None`
    /// for a folder beside the data.
    pub backup_folder: Option<PathBuf>,
    /// The command that gets a copied text on its standard input; `None` for the terminal's own clipboard (OSC 52).
    pub copy_command: Option<String>,
    /// The address of an item on the web, with `{key}` or `{source-key}` in it.
    pub link: Option<String>,
}

/// The choice of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Theme {
    /// As the terminal is: dark or light, and mono where `NO_COLOR` is set.
    #[default]
    Auto,
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
    /// No colours: bold, dim and reversed only.
    Mono,
}

impl Theme {
    /// The word typed and shown.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Something in a config file that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it was named to [`Config::read`].
    pub file: String,
    /// The line in it, counted from 1.
    pub line: usize,
    /// The option it is about; empty where the line could not be read at all.
    pub key: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.message)
    }
}

/// An option: its one description, from which reader and example are made.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name in the file.
    pub name: &'static str,
    /// The value that means what happens without it.
    pub default: &'static str,
    /// What it is for and what may be written, in one line.
    pub why: &'static str,
    /// Puts a value in force, or says what is wrong with it and what to write instead.
    take: fn(&mut Config, &str) -> Result<(), String>,
}

/// Every option there is, in the order of the example.
pub const SETTINGS: [Setting; 4] = [
    Setting {
        name: "theme",
        default: "auto",
        why: "The colours: auto (as the terminal is), dark, light, or mono (no colours; also when NO_COLOR is set).",
        take: take_theme,
    },
    Setting {
        name: "author",
        default: "",
        why: "The name kept with each of your changes; empty is your user name on this computer.",
        take: |config, value| take_line("author", value).map(|line| config.author = line),
    },
    Setting {
        name: "editor",
        default: "",
        why: "The command that E opens a story with, such as \"code --wait\"; empty is $VISUAL, then $EDITOR.",
        take: |config, value| take_line("editor", value).map(|line| config.editor = line),
    },
    Setting {
        name: "backup_folder",
        default: "",
        why: "Where backups go, such as \"~/backups/upnext\"; empty is a folder beside the data.",
        take: take_backup_folder,
    },
];

impl Config {
    /// Reads a config file's `text`. What can't be taken is told, in the order of the lines, and keeps its default.
    /// `file` is only named in the problems.
    pub fn read(text: &str, file: &str) -> (Self, Vec<Problem>) {
        let raw = RawConfig::read(text.strip_prefix('\u{feff}').unwrap_or(text));
        let mut config = Self::default();
        let mut problems = raw.broken;
        for entry in raw.entries {
            if let Err(message) = entry.take(&mut config) {
                let key = text::visible(&entry.key).into_owned();
                problems.push(Problem { file: String::new(), line: entry.line, key, message });
            }
        }
        problems.sort_by_key(|problem| problem.line);
        for problem in &mut problems {
            file.clone_into(&mut problem.file);
        }
        (config, problems)
    }
}

/// What a config file says, before anybody judges it.
struct RawConfig {
    /// Key and value of the lines that could be read.
    entries: Vec<Entry>,
    /// The lines that could not; their file is not named yet.
    broken: Vec<Problem>,
}

struct Entry {
    line: usize,
    key: String,
    /// The text of the value, or the name of its type where it is none.
    value: Result<String, &'static str>,
}

impl RawConfig {
    /// Takes what stands on whole lines; a broken line costs no other line its effect.
    fn read(text: &str) -> Self {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut broken = Vec::new();
        let mut broken_lines = BTreeSet::new();
        for error in errors {
            let line = line_at(text, error.span().map_or(0, |span| span.start));
            // One broken line often makes several errors; the first says it best.
            if broken_lines.insert(line) {
                let message = format!(
                    "this line can't be read ({}): correct it, or begin it with # to leave it out",
                    error.message().trim_end().replace('\n', ", ")
                );
                broken.push(Problem { file: String::new(), line, key: String::new(), message });
            }
        }
        let entries = table.into_inner().into_iter().map(|(key, value)| Entry {
            line: line_at(text, key.span().start),
            key: key.into_inner().into_owned(),
            value: match value.get_ref() {
                DeValue::String(value) => Ok(value.clone().into_owned()),
                other => Err(other.type_str()),
            },
        });
        let entries = entries.filter(|entry| !broken_lines.contains(&entry.line)).collect();
        Self { entries, broken }
    }
}

impl Entry {
    fn take(&self, config: &mut Config) -> Result<(), String> {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.name == self.key) else {
            let names = SETTINGS.map(|setting| setting.name).join(", ");
            return Err(format!("there is no such option: use one of {names}, or remove the line"));
        };
        match &self.value {
            Ok(value) => (setting.take)(config, value),
            Err(found) => Err(format!(
                "the value is of type {found} and must be text in quotes: write {} = \"{}\" or remove the line",
                setting.name, setting.default
            )),
        }
    }
}

fn line_at(text: &str, at: usize) -> usize {
    1 + text.as_bytes().iter().take(at).filter(|&&b| b == b'\n').count()
}

fn take_theme(config: &mut Config, value: &str) -> Result<(), String> {
    let word = text::fold(value);
    config.theme = Theme::iter().find(|theme| theme.name() == word).ok_or_else(|| {
        let names = Theme::iter().map(Theme::name).collect::<Vec<_>>().join(", ");
        format!("there is no theme \"{}\": use one of {names}", text::visible(value))
    })?;
    Ok(())
}

/// Clean text, or `None` for an empty one.
fn take_line(what: &'static str, value: &str) -> Result<Option<String>, String> {
    let line = text::line(what, value).map_err(|error| error.to_string())?;
    Ok((!line.is_empty()).then_some(line))
}

fn take_backup_folder(config: &mut Config, value: &str) -> Result<(), String> {
    if value.contains(char::is_control) {
        return Err("the path has a control character in it: remove it, or write \\\\ for each \\".into());
    }
    config.backup_folder = match value.trim() {
        "" => None,
        path if path.starts_with("~/") || Path::new(path).is_absolute() => Some(path.into()),
        path => {
            return Err(format!(
                "\"{}\" could be anywhere: write the whole path, or one that begins with ~/",
                text::visible(path)
            ));
        }
    };
    Ok(())
}

/// The contents of `config.example.toml`: every option with its default, commented out.
pub fn example() -> String {
    let mut out = String::from(
        "# The options of upnext. Copy this file as config.toml into the folder that `upnext doctor` names,\n\
         # and remove the # before the options you want to change. What stands here is what happens without them.\n",
    );
    for Setting { name, default, why, .. } in SETTINGS {
        // Writing to a String can't fail.
        let _ = write!(out, "\n# {why}\n#{name} = \"{default}\"\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        Config::read(text, "config.toml").1.iter().map(Problem::to_string).collect()
    }

    #[test]
    fn the_example_file_is_the_generated_one() {
        let example = example();
        if include_str!("../config.example.toml") != example {
            println!("{example}");
            panic!("config.example.toml must be what is printed above");
        }
    }

    #[test]
    fn what_the_example_says_without_its_hashes_is_the_default() {
        assert_eq!(Config::read(&example(), ""), (Config::default(), vec![]));
        let is_option = |l: &&str| SETTINGS.iter().any(|s| l.starts_with(&format!("#{} =", s.name)));
        let example = example();
        let options: Vec<&str> = example.lines().filter(is_option).map(|l| &l[1..]).collect();
        assert_eq!(options.len(), SETTINGS.len());
        assert_eq!(Config::read(&options.join("\n"), ""), (Config::default(), vec![]));
    }

    #[test]
    fn every_option_is_taken() {
        let text = "\u{feff}theme = \"Light\"\r\nauthor = \" Ada \"\r\neditor = 'code --wait'\r\n\
                    backup_folder = \"~/backups\"\r\n";
        let (config, problems) = Config::read(text, "");
        assert_eq!(problems, vec![]);
        assert_eq!(
            config,
            Config {
                theme: Theme::Light,
                author: Some("Ada".into()),
                editor: Some("code --wait".into()),
                backup_folder: Some("~/backups".into()),
                ..Config::default()
            }
        );
    }

    #[test]
    fn nothing_written_is_nothing_wrong() {
        for text in ["", "\n\n", "# nothing\n", "\u{feff}"] {
            assert_eq!(Config::read(text, ""), (Config::default(), vec![]), "{text:?}");
        }
    }

    #[test]
    fn an_unknown_option_is_named_with_those_there_are() {
        assert_eq!(
            problems("\ntheem = \"dark\"\n"),
            ["config.toml:2: theem: there is no such option: use one of theme, author, editor, backup_folder, \
              or remove the line"]
        );
        assert_eq!(problems("[keys]\nJ = \"down\"\n").len(), 1);
    }

    #[test]
    fn a_wrong_type_says_what_to_write() {
        assert_eq!(
            problems("theme = 3"),
            ["config.toml:1: theme: the value is of type integer and must be text in quotes: \
              write theme = \"auto\" or remove the line"]
        );
        assert_eq!(problems("author = [\"Ada\"]\neditor = true\n[theme]\nname = 'dark'\n").len(), 3);
    }

    #[test]
    fn a_bad_value_says_what_is_possible() {
        assert_eq!(
            problems("theme = \"blue\""),
            ["config.toml:1: theme: there is no theme \"blue\": use one of auto, dark, light, mono"]
        );
        assert_eq!(
            problems("backup_folder = \"backups\""),
            ["config.toml:1: backup_folder: \"backups\" could be anywhere: write the whole path, or one that begins \
              with ~/"]
        );
        assert_eq!(problems("author = \"a\\u0000b\"").len(), 1);
        assert_eq!(problems("backup_folder = \"~/a\\tb\"").len(), 1);
    }

    #[test]
    fn a_bad_option_leaves_the_others_in_force() {
        let text = "theme = \"blue\"\nauthor = \"Ada\"\ncolour = 1\neditor = vi\nbackup_folder = \"/b\"\n";
        let (config, problems) = Config::read(text, "c");
        let expected = Config { author: Some("Ada".into()), backup_folder: Some("/b".into()), ..Config::default() };
        assert_eq!(config, expected);
        assert_eq!(problems.iter().map(|p| p.line).collect::<Vec<_>>(), [1, 3, 4]);
    }

    #[test]
    fn a_broken_line_is_told_once_and_leaves_the_others_in_force() {
        for broken in ["theme =", "theme dark", "theme = \"dark", "= \"dark\"", "[theme", "theme = dark", "}{"] {
            let text = format!("author = \"Ada\"\n{broken}\n");
            let (config, problems) = Config::read(&text, "c");
            assert_eq!(config.author.as_deref(), Some("Ada"), "{broken}");
            assert_eq!(config.theme, Theme::Auto, "{broken}");
            assert_eq!(problems.len(), 1, "{broken}: {problems:?}");
            assert_eq!(problems[0].line, 2, "{broken}: {problems:?}");
        }
        assert_eq!(problems("author = \"Ada\"\nauthor = \"Eva\"\n").len(), 1);
    }

    #[test]
    fn no_text_stops_the_start() {
        for text in ["\0", "\u{1b}[2J = 1", "\r", "a = ", "[[", "\"\"\"", "a.b.c = {", "日本 = \"語\""] {
            let (config, problems) = Config::read(text, "c");
            assert_eq!(config, Config::default());
            assert!(!problems.is_empty(), "{text:?}");
            for problem in problems {
                assert!(!problem.to_string().contains(char::is_control), "{problem:?}");
            }
        }
    }
}
