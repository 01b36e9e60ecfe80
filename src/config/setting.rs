//! The options: each described once, for the reader, the example and the man page.

use super::source::Value;
use super::{Config, look};
use crate::domain::sprint::calendar;
use crate::domain::text;
use crate::ui::keymap::Language;
use crate::ui::theme::Signs;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

/// An option: its one description, from which reader and example are made.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name in the file.
    pub name: &'static str,
    /// The value that means what happens without it, as the file has it.
    pub default: &'static str,
    /// What it is for and what may be written, in one line.
    pub why: &'static str,
    /// Its type, and what puts a value in force or says what is wrong with it and what to write instead.
    take: Take,
}

#[derive(Debug, Clone, Copy)]
enum Take {
    /// Text in quotes, free or a choice.
    Text(fn(&mut Config, &str) -> Result<(), String>),
    /// `true` or `false`.
    Flag(fn(&mut Config, bool)),
    /// A whole number from the one up to the other.
    Number(u16, u16, fn(&mut Config, u16)),
    /// A list of texts.
    List(fn(&mut Config, &[String]) -> Result<(), String>),
}

/// Every option there is, in the order of the example.
pub const SETTINGS: [Setting; 24] = [
    Setting {
        name: "theme",
        default: "\"auto\"",
        why: "The colours: auto (as the terminal is), dark, light, high-contrast, mono, or NAME of your own themes/NAME.toml.",
        take: Take::Text(|config, value| look::theme(value).map(|theme| config.theme = theme)),
    },
    Setting {
        name: "colors",
        default: "\"auto\"",
        why: "How many colours the terminal has: auto (as it says, none with NO_COLOR), truecolor, 256, 16, or none.",
        take: Take::Text(|config, value| look::colors(value).map(|colors| config.colors = colors)),
    },
    Setting {
        name: "borders",
        default: "\"unicode\"",
        why: "What lines, bullets and bars are drawn with: unicode, or ascii where the font lacks them.",
        take: Take::Text(take_borders),
    },
    Setting {
        name: "mouse",
        default: "true",
        why: "Clicks and the wheel act in the program; false leaves them to the terminal, which then selects text.",
        take: Take::Flag(|config, flag| config.mouse = flag),
    },
    Setting {
        name: "public",
        default: "false",
        why: "Begin in public view, without private notes, names and what was declined; as does upnext --public.",
        take: Take::Flag(|config, flag| config.public = flag),
    },
    Setting {
        name: "which_key_ms",
        default: "300",
        why: "Milliseconds until an unfinished sequence such as g shows how it may go on; 0 is at once.",
        take: Take::Number(0, 60_000, |config, ms| config.which_key_ms = ms),
    },
    Setting {
        name: "language_map",
        default: "\"\"",
        why: "Keys of other layouts: russian, ukrainian, belarusian, greek, hebrew, or pairs such as \"йцукен=qwerty\".",
        take: Take::Text(|config, value| Language::parse(value).map(|language| config.language_map = language)),
    },
    Setting {
        name: "author",
        default: "\"\"",
        why: "The name kept with each of your changes; empty is your user name on this computer.",
        take: Take::Text(|config, value| line("author", value).map(|line| config.author = line)),
    },
    Setting {
        name: "editor",
        default: "\"\"",
        why: "The command that the verb editor opens a story with, such as \"code --wait\"; empty is $VISUAL, then $EDITOR.",
        take: Take::Text(|config, value| line("editor", value).map(|line| config.editor = line)),
    },
    Setting {
        name: "copy_command",
        default: "\"\"",
        why: "The command that the copy verbs give the text to, such as \"wl-copy\"; empty asks the terminal (OSC 52).",
        take: Take::Text(|config, value| line("copy_command", value).map(|line| config.copy_command = line)),
    },
    Setting {
        name: "link",
        default: "\"\"",
        why: "The address of an item to copy, with {key} or the imported {source-key}: \"https://jira.example/browse/{source-key}\".",
        take: Take::Text(take_link),
    },
    Setting {
        name: "backup_folder",
        default: "\"\"",
        why: "Where backups go, such as \"~/backups/upnext\"; empty is a folder beside the data.",
        take: Take::Text(take_backup_folder),
    },
    Setting {
        name: "stale_days",
        default: "90",
        why: "Days without a change after which an item of the order is stale; a quarter is as far as most plans reach.",
        take: Take::Number(1, 3650, |config, n| config.thresholds.stale_days = n),
    },
    Setting {
        name: "old_days",
        default: "180",
        why: "Days after which an item that was never begun is old; what waits for half a year is mostly never done.",
        take: Take::Number(1, 3650, |config, n| config.thresholds.old_days = n),
    },
    Setting {
        name: "near_top",
        default: "20",
        why: "So many items at the top must be clear, estimated and small: about the next two Sprints.",
        take: Take::Number(0, 1000, |config, n| config.thresholds.near_top = n),
    },
    Setting {
        name: "big_points",
        default: "13",
        why: "An item of more points than this is too big near the top; split what does not fit into half a Sprint.",
        take: Take::Number(0, 1000, |config, n| config.thresholds.big_points = n),
    },
    Setting {
        name: "one_class_percent",
        default: "30",
        why: "So many of a hundred items may share the highest imported priority; above it, nothing is most important.",
        take: Take::Number(0, 99, |config, n| config.thresholds.one_class_percent = n),
    },
    Setting {
        name: "churn_percent",
        default: "50",
        why: "So many of a hundred of the first ten may be new there without others being finished.",
        take: Take::Number(0, 99, |config, n| config.thresholds.churn_percent = n),
    },
    Setting {
        name: "churn_days",
        default: "14",
        why: "Days between the two looks at the first ten that are compared: the length of your Sprints.",
        take: Take::Number(0, 365, |config, n| config.thresholds.churn_days = n),
    },
    Setting {
        name: "kept_days",
        default: "14",
        why: "Days for which refinement leaves out an item that you kept as it is; 0 shows it again at once.",
        take: Take::Number(0, 3650, |config, n| config.thresholds.kept_days = n),
    },
    Setting {
        name: "queue_items",
        default: "100",
        why: "At most so many items stand in one refinement queue; the next queue has the others.",
        take: Take::Number(1, 10_000, |config, n| config.thresholds.queue_items = n),
    },
    Setting {
        name: "sprint_days",
        default: "14",
        why: "Days of a new Sprint, weekends counted: 14 is two weeks.",
        take: Take::Number(1, 365, |config, n| config.calendar.length = n),
    },
    Setting {
        name: "working_days",
        default: "\"mon tue wed thu fri\"",
        why: "The working days of a week: the burndown's ideal line falls on these, and Sprints begin and end on them.",
        take: Take::Text(|config, value| calendar::week(value).map(|week| config.calendar.week = week)),
    },
    Setting {
        name: "holidays",
        default: "[]",
        why: "Days on which nobody works, such as [\"2026-12-24..2027-01-01\", \"2027-05-01\"].",
        take: Take::List(take_holidays),
    },
];

impl Setting {
    /// Puts a value in force, or says what is wrong with it and what to write instead.
    pub(super) fn take(&self, config: &mut Config, value: &Value) -> Result<(), String> {
        let wrong = |what: &str| {
            format!("the value is {} and must be {what}: write {} = {}", value.kind(), self.name, self.default)
        };
        match (self.take, value) {
            (Take::Text(take), Value::Text(text)) => take(config, text),
            (Take::Flag(take), Value::Flag(flag)) => {
                take(config, *flag);
                Ok(())
            }
            (Take::Number(least, most, take), Value::Number(number)) => {
                let fits = u16::try_from(*number).ok().filter(|n| (least..=most).contains(n));
                take(
                    config,
                    fits.ok_or_else(|| format!("{number} is out of range: write a number from {least} to {most}"))?,
                );
                Ok(())
            }
            (Take::List(take), Value::List(texts)) => take(config, texts),
            (Take::Text(_), _) => Err(wrong("text in quotes")),
            (Take::List(_), _) => Err(wrong("a list of texts in brackets")),
            (Take::Flag(_), _) => Err(wrong("true or false, without quotes")),
            (Take::Number(least, most, _), _) => {
                Err(wrong(&format!("a whole number from {least} to {most}, without quotes")))
            }
        }
    }

    /// Puts the default in force.
    pub(super) fn put_default(&self, config: &mut Config) {
        let value = match self.take {
            Take::Text(_) => Value::Text(self.default.trim_matches('"').to_owned()),
            Take::Flag(_) => Value::Flag(self.default == "true"),
            Take::List(_) => Value::List(Vec::new()),
            Take::Number(..) => self.default.parse().map_or(Value::Other("no number"), Value::Number),
        };
        // A test holds that every default is taken.
        let _ = self.take(config, &value);
    }
}

/// Clean text, or `None` for an empty one.
fn line(what: &'static str, value: &str) -> Result<Option<String>, String> {
    let line = text::line(what, value).map_err(|error| error.to_string())?;
    Ok((!line.is_empty()).then_some(line))
}

fn take_borders(config: &mut Config, value: &str) -> Result<(), String> {
    let words = [("unicode", Signs::Unicode), ("ascii", Signs::Ascii)];
    config.borders = look::choice("borders", value, &words)?;
    Ok(())
}

/// The days that are understood are in force; each of the others is told.
fn take_holidays(config: &mut Config, texts: &[String]) -> Result<(), String> {
    let (mut days, mut wrong) = (BTreeSet::new(), Vec::new());
    for text in texts {
        match calendar::holidays(text) {
            Ok(more) => days.extend(more),
            Err(error) => wrong.push(error),
        }
    }
    config.calendar.holidays = days;
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}

fn take_link(config: &mut Config, value: &str) -> Result<(), String> {
    let link = line("link", value)?;
    if let Some(link) = &link {
        let bare = link.replace("{key}", "").replace("{source-key}", "");
        if bare == *link {
            return Err(
                "the address is the same for every item: write {key} or {source-key} where its key belongs".into()
            );
        }
        if bare.contains(['{', '}']) {
            return Err("braces stand around key or source-key only: write {key} or {source-key}".into());
        }
    }
    config.link = link;
    Ok(())
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
        "# The options of upnext. Copy this file as config.toml into the folder that `upnext config path` names,\n\
         # and remove the # before the options you want to change. What stands here is what happens without them.\n\
         # `upnext config check` tells what is wrong with it; `:reload` in the program reads it again.\n",
    );
    for Setting { name, default, why, .. } in SETTINGS {
        // Writing to a String can't fail.
        let _ = write!(out, "\n# {why}\n#{name} = {default}\n");
    }
    out
}
