//! `man`: one page with the commands, all keys and verbs, the options and the files, made from their records.

use super::session::Session;
use super::{Shell, exit, out};
use crate::config::SETTINGS;
use crate::ui::keymap::Keymap;
use crate::ui::verb::{Group, VERBS, Verb};
use clap::{ArgMatches, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, italic, roman};
use std::process::ExitCode;
use strum::IntoEnumIterator;

pub(super) const MAN: Shell = Shell { name: "man", grammar, run };

/// The files of a person, as a page for everybody can name them.
const FILES: [(&str, &str); 7] = [
    (
        "$XDG_DATA_HOME/upnext/backlog.db",
        "The backlog; by default below ~/.local/share. Another one is named by --db or UPNEXT_DB.",
    ),
    ("backlog-backups/", "Verified backups, beside the backlog; the option backup_folder names another place."),
    ("$XDG_CONFIG_HOME/upnext/config.toml", "The options; by default below ~/.config."),
    ("$XDG_CONFIG_HOME/upnext/keymap.toml", "Your own keys, laid over the built-in ones."),
    ("$XDG_CONFIG_HOME/upnext/themes/NAME.toml", "Your own themes."),
    ("$XDG_STATE_HOME/upnext/upnext.log", "The program's log, without any text of an item."),
    ("", "On macOS all of these lie below ~/Library/Application Support/upnext. `upnext config path` names yours."),
];

/// What upnext looks at in the environment.
const ENVIRONMENT: [(&str, &str); 10] = [
    ("UPNEXT_DB", "The backlog's file; --db counts before it."),
    ("HOME, XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_STATE_HOME", "Where the files lie."),
    ("VISUAL, EDITOR", "The editor of stories, where the option editor names none."),
    ("TERM, COLORTERM", "How many colours the terminal has, where the option colors says nothing."),
    ("NO_COLOR", "Where it is not empty, no colour is used."),
    ("COLORFGBG", "Whether the terminal is dark or light, where the terminal says so there."),
    (
        "SSH_CONNECTION, SSH_TTY, SSH_CLIENT",
        "Whether the terminal is far away: then it is not asked for its background.",
    ),
    ("STY", "Whether GNU screen is between: it erases in no colour, so blanks are written to it."),
    ("USER, LOGNAME", "The name kept with each change, where the option author names none."),
    ("TMPDIR", "Where the demo and the editor's files lie meanwhile."),
];

fn grammar(command: Command) -> Command {
    command.after_help("Examples:\n  upnext man | man -l -\n  upnext man > ~/.local/share/man/man1/upnext.1")
}

fn run(_: &Session, _: &ArgMatches) -> anyhow::Result<ExitCode> {
    let mut out = out::stdout();
    out.raw(&String::from_utf8(page()?)?)?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// The page in roff.
fn page() -> anyhow::Result<Vec<u8>> {
    let mut command = super::grammar();
    command.build();
    let man = Man::new(command.clone()).title("UPNEXT").manual("upnext");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut rest = Roff::new();
    commands(&mut rest, &command);
    keys(&mut rest, &Keymap::built_in()?);
    section(&mut rest, "CONFIGURATION");
    rest.text([roman(
        "Options of config.toml, with what happens without them. upnext config check tells what is wrong.",
    )]);
    for setting in SETTINGS {
        entry(&mut rest, &format!("{} = {}", setting.name, setting.default), setting.why);
    }
    section(&mut rest, "FILES");
    list(&mut rest, &FILES);
    section(&mut rest, "ENVIRONMENT");
    list(&mut rest, &ENVIRONMENT);
    section(&mut rest, "EXIT STATUS");
    list(&mut rest, &exit::CODES);
    rest.to_writer(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(page)
}

fn section(page: &mut Roff, title: &str) {
    page.control("SH", [title]);
}

fn entry(page: &mut Roff, term: &str, text: &str) {
    page.control("TP", []).text([bold(term)]).text([roman(text)]);
}

fn list(page: &mut Roff, entries: &[(&str, &str)]) {
    for (term, text) in entries {
        if term.is_empty() {
            page.control("PP", []).text([roman(*text)]);
        } else {
            entry(page, term, text);
        }
    }
}

/// Every command of the shell with its own arguments.
fn commands(page: &mut Roff, all: &Command) {
    section(page, "COMMANDS");
    for command in all.get_subcommands() {
        let inner: Vec<&Command> = command.get_subcommands().collect();
        describe(page, command);
        for command in inner {
            describe(page, command);
        }
    }
}

fn describe(page: &mut Roff, command: &Command) {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    page.control("SS", [usage]);
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    page.text([roman(format!("{about}."))]);
    let names: Vec<&str> = command.get_all_aliases().collect();
    if !names.is_empty() {
        page.text([roman("Also: "), italic(names.join(", ")), roman(".")]);
    }
    for arg in command.get_arguments().filter(|arg| !arg.is_global_set() && arg.get_id() != "help") {
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        entry(page, &arg.to_string(), &help);
    }
    if let Some(more) = command.get_after_help() {
        page.control("PP", []).control("nf", []);
        for line in more.to_string().lines() {
            page.text([roman(line)]);
        }
        page.control("fi", []);
    }
}

/// All keys and verbs of the program, from the verbs' records and the built-in map.
fn keys(page: &mut Roff, keymap: &Keymap) {
    section(page, "KEYS AND VERBS");
    page.text([roman(
        "In the program each verb has a name, which can be typed after a colon, and most have keys. A number before a \
         key repeats it or names a place: 3J, 42G.",
    )]);
    for group in Group::iter() {
        page.control("SS", [group.name()]);
        for verb in VERBS.iter().filter(|verb| verb.group == group && verb.door.is_program()) {
            entry(page, format!("{} {}", verb.name, verb.arg.word()).trim_end(), &told(keymap, verb));
        }
    }
}

/// What a verb does, its keys, and the other words it is known by.
fn told(keymap: &Keymap, verb: &Verb) -> String {
    let mut keys: Vec<String> = keymap
        .keys_of_verb(verb.name)
        .into_iter()
        .map(|(keys, arg)| {
            // `m 1` to `m 9` are one: the digit begins the place.
            match keys.strip_suffix(|c: char| c.is_ascii_digit()) {
                Some(start) if arg.is_empty() => format!("{start}1 to 9"),
                _ if arg.is_empty() => keys,
                _ => format!("{keys} ({arg})"),
            }
        })
        .collect();
    keys.dedup();
    let mut parts = vec![format!("{}.", verb.doc)];
    if !keys.is_empty() {
        parts.push(format!("Keys: {}.", keys.join(", ")));
    }
    if !verb.synonyms.is_empty() {
        parts.push(format!("Also known as: {}.", verb.synonyms.join(", ")));
    }
    parts.join(" ")
}
