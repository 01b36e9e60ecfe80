//! The shell's commands: one file a command family, a few lines each over the other rooms.
//!
//! A command is a verb that has the shell's door ([`crate::ui::verb`]): name, description and other names come from
//! its record, its own arguments from the family's file. Data goes to stdout and words to stderr; a reader that
//! closes the pipe early is no error. A command that only reads makes no file and no folder.

mod add;
mod ask;
mod backup;
mod completions;
mod config;
pub mod demo;
mod doctor;
mod edit;
mod exit;
mod export;
mod field;
mod filter;
mod folder;
mod health;
mod import;
mod list;
mod man;
mod out;
mod present;
mod program;
mod purge;
mod score;
mod session;
mod shift;
mod show;
mod sprint;
mod standup;
mod turn;
mod why;

use crate::runtime;
use crate::ui::verb::{self, Verb};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use exit::ShellError;
use session::Session;
use std::path::PathBuf;
use std::process::ExitCode;

/// A verb as a command of the shell.
struct Shell {
    /// The verb's name.
    name: &'static str,
    /// Gives the command its arguments, and a line or two of examples.
    grammar: fn(Command) -> Command,
    /// Does it.
    run: fn(&Session, &ArgMatches) -> anyhow::Result<ExitCode>,
}

/// Every command, in the order of the help.
const COMMANDS: [Shell; 23] = [
    list::LIST,
    show::SHOW,
    why::WHY,
    add::ADD,
    edit::EDIT,
    score::SCORE,
    shift::MOVE,
    turn::UNDO,
    turn::REDO,
    sprint::SPRINT,
    standup::STANDUP,
    import::IMPORT,
    export::EXPORT,
    backup::BACKUP,
    backup::RESTORE,
    purge::PURGE,
    health::HEALTH,
    present::PRESENT,
    doctor::DOCTOR,
    config::CONFIG,
    completions::COMPLETIONS,
    man::MAN,
    program::DEMO,
];

/// Runs what the command line says.
pub fn main() -> ExitCode {
    runtime::panic::install(None);
    runtime::signal::bear_file_limit();
    run().unwrap_or_else(|error| exit::tell(&error))
}

fn run() -> anyhow::Result<ExitCode> {
    let matches = match grammar().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return Ok(exit::tell_usage(&error)),
    };
    let session = Session::new(&matches);
    let Some((name, own)) = matches.subcommand() else { return program::open(&session) };
    if session.is_public && ![present::PRESENT.name, program::DEMO.name, why::WHY.name].contains(&name) {
        let text = format!("--public is for the program, present, demo and why: {name} does not know it, leave it out");
        return Err(ShellError::Usage(text).into());
    }
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => (command.run)(&session, own),
        None => Err(ShellError::Usage(format!("there is no command {name}")).into()),
    }
}

/// What can be typed.
fn grammar() -> Command {
    let db = Arg::new("db").long("db").value_name("FILE").global(true).display_order(100);
    let product = Arg::new("product").long("product").value_name("NAME").global(true).display_order(101);
    let public = Arg::new("public").long("public").action(ArgAction::SetTrue).global(true).display_order(102);
    let commands = COMMANDS.iter().filter_map(|command| {
        let verb = verb::find(command.name)?;
        let named = Command::new(verb.name).about(verb.doc).aliases(aliases(verb));
        Some((command.grammar)(named))
    });
    Command::new("upnext")
        .version(env!("CARGO_PKG_VERSION"))
        .about("A Product Owner's backlog at the speed of a keyboard. Without a command it opens the program.")
        .after_help(
            "Examples:\n  upnext                            open your backlog\n  \
             upnext demo                       look around in a sample; your data is not touched\n  \
             upnext import jira-export.csv     read a backlog in\n  \
             upnext list --state ready --json  for scripts",
        )
        .arg(
            db.value_parser(value_parser!(PathBuf))
                .help("The backlog's file [default: $UPNEXT_DB, else backlog.db in the data folder]"),
        )
        .arg(product.action(ArgAction::Set).help("The product, by its key prefix or name [default: the last shown]"))
        .arg(public.help("Begin in public view: leave out what is private (the program and the demo)"))
        .subcommands(commands)
        .subcommand_value_name("COMMAND")
        .disable_help_subcommand(true)
        .max_term_width(100)
}

/// The single words among a verb's synonyms that stand for no other command.
fn aliases(verb: &Verb) -> Vec<&'static str> {
    let others = || verb::VERBS.iter().filter(|v| v.door.is_shell() && v.name != verb.name);
    let is_free =
        |word: &&&str| !word.contains(' ') && others().all(|v| v.name != **word && !v.synonyms.contains(word));
    verb.synonyms.iter().filter(is_free).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_of_the_shell_is_a_command() {
        let mut verbs: Vec<_> = verb::VERBS.iter().filter(|v| v.door.is_shell()).map(|v| v.name).collect();
        let mut commands: Vec<_> = COMMANDS.iter().map(|c| c.name).collect();
        verbs.sort_unstable();
        commands.sort_unstable();
        assert_eq!(verbs, commands);
    }

    #[test]
    fn the_grammar_holds() {
        grammar().debug_assert();
    }

    #[test]
    fn a_synonym_of_two_commands_is_nobodys_name() {
        let of = |name| aliases(verb::find(name).unwrap());
        assert!(of("list").contains(&"ls") && of("add").contains(&"new"));
        assert!(!of("export").contains(&"csv") && !of("import").contains(&"csv") && !of("backup").contains(&"save"));
    }
}
