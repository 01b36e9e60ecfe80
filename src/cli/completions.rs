//! `completions`: what a shell needs to complete upnext's commands and options.

use super::session::Session;
use super::{Shell, out};
use clap::{Arg, ArgMatches, Command, value_parser};
use std::process::ExitCode;

pub(super) const COMPLETIONS: Shell = Shell { name: "completions", grammar, run };

fn grammar(command: Command) -> Command {
    command
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(value_parser!(clap_complete::Shell))
                .help("Which shell"),
        )
        .after_help(
            "Examples:\n  \
             upnext completions bash > ~/.local/share/bash-completion/completions/upnext\n  \
             upnext completions zsh > ~/.zfunc/_upnext          with ~/.zfunc in your fpath\n  \
             upnext completions fish > ~/.config/fish/completions/upnext.fish",
        )
}

fn run(_: &Session, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let mut made = Vec::new();
    if let Some(shell) = matches.get_one::<clap_complete::Shell>("shell") {
        // Into memory first: the generator takes a closed pipe for a fault.
        clap_complete::generate(*shell, &mut super::grammar(), "upnext", &mut made);
    }
    let mut out = out::stdout();
    out.raw(&String::from_utf8(made)?)?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}
